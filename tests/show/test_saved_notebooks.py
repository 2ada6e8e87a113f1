"""Notebooks as they are saved: run from top to bottom, nothing ignored, headings in both languages. nbval runs them."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_there_are_notebooks_in_order():
    story = [path.stem[:2] for path in NOTEBOOKS if not path.stem.endswith("_instructor")]
    assert story == sorted(set(story))
    assert NOTEBOOKS[0].stem == "00_one_report"


def test_a_notebook_is_valid_and_run_from_top_to_bottom(notebook):
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_no_output_is_ignored_an_error_or_a_warning(notebook):
    for cell in notebook.cells:
        assert "NBVAL" not in cell.source
        assert not {"nbval-ignore-output", "nbval-skip", "raises-exception"} & set(cell.metadata.get("tags", ()))
        for output in cell.get("outputs", ()):
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            assert "0x" not in output.get("text", "")


def test_it_opens_with_a_title_and_the_expected_time(notebook):
    opening = notebook.cells[0].source
    assert re.match(r"# .*[\u4e00-\u9fff].* · .*[A-Za-z]", opening)
    assert re.search(r"阅读约 \d+ 分钟", opening)
    assert re.search(r"\d+ minutes", opening)


def test_headings_are_in_both_languages(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^#+ (.*)$", text, flags=re.M)
    assert len(headings) > 4
    assert [h for h in headings if not re.fullmatch(r"[^·]*[\u4e00-\u9fff][^·]* · [^·\u4e00-\u9fff]+", h)] == []


def test_code_cells_are_short(notebook):
    long = [c.source for c in notebook.cells if c.cell_type == "code" and len(c.source.splitlines()) > 22]
    assert long == []


def test_every_figure_is_followed_by_the_frame_it_draws(notebook):
    """nbval does not look at pictures: what it can compare is the frame beside each."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, following in zip(code, [*code[1:], None], strict=True):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            name = cell.source.splitlines()[-1]
            assert following is not None, name
            assert f"{name}.frame" in following.source
            assert any("text/html" in output.get("data", {}) for output in following.outputs), name
