"""Sources as plain text → notebooks, run from the top; exercises become the student's notebook and the instructor's.

`python -m toolkit.teach.editions notebooks` runs all of notebooks/sources anew (`make notebooks`). With
`--from-notebooks` the sources are first written from the notebooks, for whoever edited in JupyterLab.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.teach.exercises import exercise
from toolkit.teach.notebook import Edition, cells, dumps, notebook, percent

EDITIONS: Mapping[str, Edition] = {"": "student", "_instructor": "instructor"}
SOURCES = "sources"
_WRONG = re.compile(r"@wrong ([\w-]+)@")


def edition(source: str, which: Edition) -> dict[str, Any]:
    """Return one edition of a source, unrun; "@wrong id@" becomes what students usually get wrong there."""
    return notebook(_WRONG.sub(lambda found: _usual(found[1]), source), which)


def editions(source: str) -> Mapping[str, dict[str, Any]]:
    """Return the unrun notebooks of a source by the suffix of their names: one, or two where cells are tagged."""
    if any(cell.tag for cell in cells(source)):
        return {suffix: edition(source, which) for suffix, which in EDITIONS.items()}
    return {"": notebook(source)}


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


def write_sources(folder: Path) -> list[Path]:
    """Write the source of each notebook of `folder`; the two editions of the exercises have theirs already."""
    written = []
    for path in sorted(folder.glob("*.ipynb")):
        source = folder / SOURCES / f"{path.stem.removesuffix('_instructor')}.py"
        if source.exists() and any(cell.tag for cell in cells(source.read_text("utf-8"))):
            continue
        source.parent.mkdir(exist_ok=True)
        source.write_text(percent(json.loads(path.read_text("utf-8"))), encoding="utf-8", newline="")
        written.append(source)
    return written


def write_notebooks(folder: Path, names: Sequence[str] = ()) -> Iterator[Path]:
    """Run the notebooks of the sources of `folder` (those in `names`, or all) and yield each file written."""
    for source in sorted((folder / SOURCES).glob("*.py")):
        if names and source.stem not in names:
            continue
        for suffix, made in editions(source.read_text("utf-8")).items():
            path = folder / f"{source.stem}{suffix}.ipynb"
            path.write_text(executed(made, folder), encoding="utf-8", newline="")
            yield path


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m toolkit.teach.editions", description="Sources to notebooks, run.")
    parser.add_argument("folder", type=Path, help="folder of the notebooks, with their sources in sources/")
    parser.add_argument("names", nargs="*", help="notebooks to run, such as 00_one_report (default: all)")
    parser.add_argument("--from-notebooks", action="store_true", help="first write the sources from the notebooks")
    given = parser.parse_args(arguments)
    if given.from_notebooks:
        for source in write_sources(given.folder):
            print(source)
    for path in write_notebooks(given.folder, given.names):
        print(path)


if __name__ == "__main__":
    main()
