"""How strictly notebooks are compared: nbval with our options fails when an output is not what the code gives."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

# Each cell with a saved output: true ones pass, and one change in any of them must fail.
TABLE = '<div class="wide">拱墅区</div>'
SHOWS_TABLE = f"from IPython.display import HTML, display\ndisplay(HTML('{TABLE}'))"
TRUE = {
    "printed": ("print('受理', 1)", [new_output("stream", name="stdout", text="受理 1\n")]),
    "value": ("1 + 1", [new_output("execute_result", {"text/plain": "2"}, execution_count=1)]),
    "address": (
        "object()",
        [new_output("execute_result", {"text/plain": "<object at 0x7f00deadbeef>"}, execution_count=1)],
    ),
    "html": (
        SHOWS_TABLE,
        [new_output("display_data", {"text/html": TABLE, "text/plain": "<IPython.core.display.HTML object>"})],
    ),
}
FALSE = {
    "digit": ("print('受理', 1)", [new_output("stream", name="stdout", text="受理 2\n")]),
    "unrun": ("print('受理', 1)", []),
    "html": (
        SHOWS_TABLE,
        [
            new_output(
                "display_data",
                {"text/html": TABLE.replace("墅", "野"), "text/plain": "<IPython.core.display.HTML object>"},
            )
        ],
    ),
}


def nbval(root: Path, folder: Path) -> list[str]:
    """Return the outcome of every code cell of the notebooks in `folder`, under the options of the Makefile."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"NBVAL := \$\(if \$\(NOTEBOOKS\),(.*)\)", makefile)
    assert found, "the Makefile no longer says how the notebooks are run"
    options = found[1].replace("tests/", f"{root}/tests/").split()
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "-c", os.devnull, *options, str(folder)],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    results = re.findall(r"::Cell \d+ (PASSED|FAILED)", ran.stdout)
    assert results, ran.stdout + ran.stderr
    return results


@pytest.fixture(scope="module")
def outcomes(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run nbval once over a notebook of true and a notebook of false cells, with the options of the Makefile."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells in (("true", TRUE), ("false", FALSE)):
        notebook = new_notebook(
            cells=[new_code_cell(code, outputs=outs, execution_count=1) for code, outs in cells.values()]
        )
        nbformat.write(notebook, folder / f"{name}.ipynb")
    results = nbval(root, folder)
    names = [f"{name}-{key}" for name, cells in (("false", FALSE), ("true", TRUE)) for key in cells]
    assert len(results) == len(names)
    return dict(zip(names, results, strict=True))


@pytest.mark.parametrize("cell", TRUE)
def test_a_true_output_passes(outcomes, cell):
    assert outcomes[f"true-{cell}"] == "PASSED"


@pytest.mark.parametrize("cell", FALSE)
def test_a_false_output_fails(outcomes, cell):
    assert outcomes[f"false-{cell}"] == "FAILED"


def test_no_notebook_asks_for_its_outputs_to_be_ignored(root):
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert "NBVAL_IGNORE_OUTPUT" not in text, path.name
        assert "NBVAL_SKIP" not in text, path.name


def test_every_notebook_is_saved_as_it_ran(root):
    """Cells run once, from the top: an unrun cell or a second run in between shows in the counts."""
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
        assert counts == list(range(1, len(counts) + 1)), path.name


@pytest.mark.slow
def test_other_data_behind_a_figure_is_noticed(root, tmp_path):
    """Every figure of the comparison is drawn from changed reports: the frames beside the figures must fail."""
    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("processed"))
    (tmp_path / "notebooks").mkdir()
    path = root / "notebooks/05_comparison.ipynb"
    shutil.copy(path, tmp_path / "notebooks")
    (linping,) = (tmp_path / "data/raw").glob("004*")
    text = linping.read_text(encoding="utf-8")
    linping.write_text(re.sub(r"\b621\b", "622", text), encoding="utf-8")
    published = tmp_path / "data/reference/published/published_figures.csv"
    with published.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    with published.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        for line in lines:
            moved = line["value"].isdigit() and line["measure"] in ("granted_full", "requests_carried_out")
            writer.writerow({**line, "value": str(int(line["value"]) + 1)} if moved else line)
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    pictures = [n for n, cell in enumerate(code) if any("image/png" in o.get("data", {}) for o in cell.outputs)]
    results = nbval(root, tmp_path / "notebooks")
    assert len(results) == len(code)
    assert len(pictures) >= 5
    assert [n for n in pictures if results[n + 1] != "FAILED"] == []
