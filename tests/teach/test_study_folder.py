"""`ogi new`: a folder that runs, pinned to this version, and never written over something."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import __version__
from toolkit.cli import main
from toolkit.corpus.register import COLUMNS
from toolkit.teach.study_folder import CORRECTIONS, SOURCES, FolderError, new_study, study_files


def test_registers_have_the_columns_that_the_toolkit_writes():
    assert SOURCES == COLUMNS
    files = study_files("study")
    assert files["data/reference/sources.csv"] == ",".join(COLUMNS) + "\n"
    assert files["data/reference/bodies.csv"].startswith("body_id,name,aliases,level,")
    assert files["data/reference/corrections.csv"] == ",".join(CORRECTIONS) + "\n"


def test_the_toolkit_is_pinned_and_no_place_is_left_open():
    files = study_files("my-study")
    assert files["requirements.txt"] == f"ogi-toolkit=={__version__}\n"
    assert f"VERSION := {__version__}\n" in files["Makefile"]
    assert files["README.md"].startswith("# my-study\n")
    assert not [path for path, text in files.items() if "@name@" in text or "@version@" in text]


def test_a_new_study_runs_and_runs_the_same(tmp_path, raw):
    study = tmp_path / "my-study"
    assert main(["new", str(study)]) == 0
    (study / "data/raw/003.txt").write_bytes(raw["003"])
    ogi = f"OGI={sys.executable} -m toolkit"
    for target in ("run", "same"):
        ran = subprocess.run(["make", target, ogi], cwd=study, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "the same to the byte" in ran.stdout
    assert (study / "data/processed/codebook.md").is_file()
    (study / "data/processed/cells.csv").write_text("changed", encoding="utf-8")
    assert subprocess.run(["make", "same", ogi], cwd=study, capture_output=True).returncode != 0


def test_another_version_of_the_toolkit_is_refused(tmp_path):
    new_study(tmp_path / "s")
    ran = subprocess.run(["make", "run", "OGI=echo ogi 9.9"], cwd=tmp_path / "s", capture_output=True, text=True)
    assert ran.returncode != 0
    assert f"pinned to ogi-toolkit {__version__}" in ran.stderr


def test_the_start_notebook_runs(tmp_path, raw, monkeypatch):
    new_study(tmp_path / "s")
    (tmp_path / "s/data/raw/004.txt").write_bytes(raw["004"])
    made = json.loads((tmp_path / "s/notebooks/00_start.ipynb").read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path / "s/notebooks")
    space: dict[str, object] = {}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    assert space["corpus"].reports.height == 1


@pytest.mark.parametrize("kind", ["file in it", "a file", "a link"])
def test_what_is_there_is_left_alone(tmp_path, kind, capsys):
    folder = tmp_path / "mine"
    if kind == "file in it":
        folder.mkdir()
        (folder / "thesis.tex").write_text("x", encoding="utf-8")
    elif kind == "a file":
        folder.write_text("x", encoding="utf-8")
    else:
        folder.symlink_to(tmp_path)
    before = sorted(Path(tmp_path).rglob("*"))
    with pytest.raises(FolderError):
        new_study(folder)
    with pytest.raises(SystemExit) as stop:
        main(["new", str(folder)])
    assert stop.value.code == 2
    assert sorted(Path(tmp_path).rglob("*")) == before
