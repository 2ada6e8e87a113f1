"""A name → a study folder to start in: places for data, registers with their columns, a Makefile, a start notebook."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from toolkit import __version__
from toolkit.read.bodies import COLUMNS as BODIES
from toolkit.study.decisions import COLUMNS as DECISIONS
from toolkit.teach.notebook import dumps, notebook

CORRECTIONS = DECISIONS
SOURCES = ("file", "organ", "year", "address", "retrieved", "sha256", "notes")  # as `ogi add` writes them


class FolderError(Exception):
    """A folder that is not to be written into."""


def study_files(name: str) -> dict[str, str]:
    """Return the files of a new study by their path; the same name gives the same texts."""
    skeleton = files("toolkit.teach") / "skeleton"

    def text(file: str) -> str:
        return (skeleton / file).read_text("utf-8").replace("@name@", name).replace("@version@", __version__)

    return {
        ".gitignore": text("gitignore"),
        "Makefile": text("Makefile"),
        "README.md": text("README.md"),
        "data/raw/.gitkeep": "",
        "data/reference/bodies.csv": ",".join(BODIES) + "\n",
        "data/reference/corrections.csv": ",".join(CORRECTIONS) + "\n",
        "data/reference/sources.csv": ",".join(SOURCES) + "\n",
        "notebooks/00_start.ipynb": dumps(notebook(text("start.txt"))),
        "requirements.txt": text("requirements.txt"),
    }


def new_study(folder: Path) -> tuple[str, ...]:
    """Write a new study folder and return its files; FolderError where something is there already."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise FolderError(f"{folder} is not an empty folder")
    name = re.sub(r"[`\\\n\r]", "", folder.resolve().name) or "study"
    made = study_files(name)
    for path, text in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    return tuple(made)
