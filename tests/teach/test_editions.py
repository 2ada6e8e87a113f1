"""The two notebooks of exercises: built from one source, saved as they ran, no solution in the student's."""

import json
import re

import pytest

from toolkit.teach.editions import SOURCES, editions, main, write_sources
from toolkit.teach.exercises import exercise_ids, solution
from toolkit.teach.notebook import cells, dumps, notebook, percent


def saved(root, suffix):
    return json.loads((root / f"notebooks/07_exercises{suffix}.ipynb").read_text(encoding="utf-8"))


def sources(made):
    return [(cell["id"], cell["cell_type"], "".join(cell["source"]), cell["metadata"]) for cell in made["cells"]]


@pytest.fixture(scope="module")
def source(root):
    return (root / "notebooks/sources/07_exercises.py").read_text(encoding="utf-8")


def test_every_saved_notebook_is_what_its_source_gives(root):
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (root / "notebooks" / SOURCES).glob("*.py")}
    made = {f"{name}{suffix}": nb for name, text in texts.items() for suffix, nb in editions(text).items()}
    assert {path.stem for path in (root / "notebooks").glob("*.ipynb")} == set(made)
    for name, nb in made.items():
        kept = json.loads((root / f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))
        assert sources(kept) == sources(nb), f"{name} and its source differ: python -m toolkit.teach.editions --help"


def test_no_solution_is_in_the_students_notebook(root, source):
    text = json.dumps(saved(root, ""), ensure_ascii=False)
    hidden = [cell.text for cell in cells(source) if cell.tag in ("solution", "instructor")]
    assert len(hidden) > len(exercise_ids())
    for cell in hidden:
        longest = max(cell.splitlines(), key=len)
        assert json.dumps(longest, ensure_ascii=False)[1:-1] not in text
    outputs = json.dumps([cell.get("outputs") for cell in saved(root, "")["cells"]], ensure_ascii=False)
    for name in exercise_ids():
        if not name.startswith("defend"):
            assert not [row["cell"] for row in solution(name) if row["cell"] in outputs and "." in str(row["cell"])]


def test_every_answer_of_the_student_is_still_to_come(root):
    told = [
        "".join(output["data"]["text/plain"])
        for cell in saved(root, "")["cells"] if "student" in cell["metadata"].get("tags", [])
        for output in cell["outputs"]
    ]  # fmt: skip
    assert [line.split("\n")[0] for line in told] == [f"{name}: 0 %" for name in _opened(root)]
    assert all("Not answered yet" in line for line in told)


def test_every_solution_of_the_instructor_is_right(root):
    told = [
        "".join(output["data"]["text/plain"]).split("\n")[0]
        for cell in saved(root, "_instructor")["cells"] if cell["cell_type"] == "code"
        for output in cell["outputs"] if "data" in output
    ]  # fmt: skip
    assert [line for line in told if line.endswith("100 %")] == [f"{name}: 100 %" for name in _opened(root)]


def _opened(root):
    text = "".join("".join(cell["source"]) for cell in saved(root, "")["cells"])
    return re.findall(r'teach\.exercise\("([\w-]+)"\)', text)


def test_every_exercise_is_in_the_notebook(root):
    assert sorted(_opened(root)) == sorted(exercise_ids())


def test_what_students_get_wrong_is_the_instructors(root):
    instructor = "".join("".join(cell["source"]) for cell in saved(root, "_instructor")["cells"])
    assert instructor.count("Usual mistake") >= len(exercise_ids())
    assert "@wrong" not in instructor


@pytest.mark.parametrize("source", ["x = 1\n# %%\n", '# %% tags=["secret"]\nx = 1\n'])
def test_a_source_that_says_too_much_is_refused(source):
    with pytest.raises(ValueError, match=r"before the first cell|no tag"):
        notebook(source)


def test_cells_of_a_source():
    text = '# %% [markdown]\n# # Title\n#\n# words\n\n# %% tags=["solution"]\nx = 1\n\n# %%\ny = 2\n'
    assert [(c.kind, c.text, c.tag) for c in cells(text)] == [
        ("markdown", "# Title\n\nwords", ""), ("code", "x = 1", "solution"), ("code", "y = 2", ""),
    ]  # fmt: skip
    assert [c["source"] for c in notebook(text, "student")["cells"]] == [["# Title\n", "\n", "words"], ["y = 2"]]


def test_a_notebook_and_its_source_are_one_text(source):
    assert notebook(percent(notebook(source))) == notebook(source)


def test_sources_are_written_from_notebooks_and_run_again(tmp_path):
    text = "# %% [markdown]\n# # 一 · One\n\n# %%\nx = 1 + 1\nx\n"
    (tmp_path / "08_new.ipynb").write_text(dumps(notebook(text)), encoding="utf-8")
    assert write_sources(tmp_path) == [tmp_path / SOURCES / "08_new.py"]
    assert (tmp_path / SOURCES / "08_new.py").read_text(encoding="utf-8") == text
    main([str(tmp_path), "08_new"])
    ran = json.loads((tmp_path / "08_new.ipynb").read_text(encoding="utf-8"))
    assert [cell["outputs"][0]["data"]["text/plain"] for cell in ran["cells"] if cell["cell_type"] == "code"] == [["2"]]
