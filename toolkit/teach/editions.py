"""One source of exercises → the student's notebook and the instructor's, run from the top.

`python -m toolkit.teach.editions notebooks/sources/07_exercises.py notebooks` writes both.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.teach.exercises import exercise
from toolkit.teach.notebook import Edition, dumps, notebook

EDITIONS: Mapping[str, Edition] = {"": "student", "_instructor": "instructor"}
_WRONG = re.compile(r"@wrong ([\w-]+)@")


def edition(source: str, which: Edition) -> dict[str, Any]:
    """Return one edition of a source, unrun; "@wrong id@" becomes what students usually get wrong there."""
    return notebook(_WRONG.sub(lambda found: _usual(found[1]), source), which)


def _usual(name: str) -> str:
    task = exercise(name)
    return f"{task.wrong_zh}\n#\n# {task.wrong_en}"


def executed(made: dict[str, Any], folder: Path) -> str:
    """Return the file of a notebook run from the top in `folder`; what differs from run to run is left out."""
    import nbformat
    from nbclient import NotebookClient

    ran = nbformat.reads(dumps(made), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(ran, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    for cell in ran["cells"]:
        cell["metadata"].pop("execution", None)
    ran["metadata"] = made["metadata"]
    return str(nbformat.writes(ran)) + "\n"  # type: ignore[no-untyped-call]


def main(source: Path, folder: Path) -> None:
    """Write both editions of `source` into `folder`."""
    text = source.read_text("utf-8")
    for suffix, which in EDITIONS.items():
        path = folder / f"{source.stem}{suffix}.ipynb"
        path.write_text(executed(edition(text, which), folder), encoding="utf-8", newline="")
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
