"""A notebook as plain text (py:percent) → the notebook; for exercises, a student's and an instructor's from one source.

Cells begin with `# %%` (code) or `# %% [markdown]`; a tag stands behind, as in `# %% tags=["solution"]`. What is tagged
`solution` or `instructor` is in the instructor's notebook only, what is tagged `student` in the student's only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Edition = Literal["student", "instructor"]
_HEAD = re.compile(r'^# %%(?P<markdown> \[markdown\])?(?: tags=\["(?P<tag>\w+)"\])?$')
_LEFT_OUT: dict[Edition, frozenset[str]] = {
    "student": frozenset({"solution", "instructor"}),
    "instructor": frozenset({"student"}),
}
TAGS = frozenset({"", "solution", "instructor", "student"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a source: markdown or code, its text and its tag."""

    kind: Literal["markdown", "code"]
    text: str
    tag: str = ""


def cells(source: str) -> tuple[Cell, ...]:
    """Return the cells of a py:percent text; ValueError for an unknown tag or text before the first cell."""
    found: list[Cell] = []
    lines: list[str] | None = None
    kind: Literal["markdown", "code"] = "code"
    tag = ""
    for line in [*source.splitlines(), "# %%"]:
        head = _HEAD.match(line)
        if head is None:
            if lines is None:
                if line.strip():
                    raise ValueError(f"text before the first cell: {line!r}")
                continue
            lines.append(line)
            continue
        if lines is not None:
            found.append(Cell(kind, _text(lines, kind), tag))
        lines, kind, tag = [], "markdown" if head["markdown"] else "code", head["tag"] or ""
        if tag not in TAGS:
            raise ValueError(f"no tag {tag!r}")
    return tuple(found)


def _text(lines: Sequence[str], kind: str) -> str:
    if kind == "markdown":
        lines = [re.sub(r"^# ?", "", line) for line in lines]
    return "\n".join(lines).strip("\n")


def notebook(source: str, edition: Edition | None = None) -> dict[str, Any]:
    """Return the unrun notebook (nbformat 4.5) of a source; without `edition`, with all its cells."""
    left_out = _LEFT_OUT[edition] if edition else frozenset[str]()
    kept = [cell for cell in cells(source) if cell.tag not in left_out]
    return {
        "cells": [_cell(n, cell) for n, cell in enumerate(kept)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, cell: Cell) -> dict[str, Any]:
    common = {
        "cell_type": cell.kind,
        "id": f"cell-{number:02d}",
        "metadata": {"tags": [cell.tag]} if cell.tag else {},
        "source": cell.text.splitlines(keepends=True),
    }
    return common if cell.kind == "markdown" else {**common, "execution_count": None, "outputs": []}


def percent(made: Mapping[str, Any]) -> str:
    """Return the py:percent text of a notebook, which `notebook` turns into its cells again; outputs stay behind."""
    return "\n".join(_percent(cell) for cell in made["cells"])


def _percent(cell: Mapping[str, Any]) -> str:
    text = "".join(cell["source"])
    tag = next((f' tags=["{tag}"]' for tag in cell["metadata"].get("tags", ()) if tag in TAGS), "")
    if cell["cell_type"] == "code":
        return f"# %%{tag}\n{text}\n"
    lines = [f"# {line}".rstrip() for line in text.split("\n")]
    return f"# %% [markdown]{tag}\n" + "\n".join(lines) + "\n"


def dumps(made: dict[str, Any]) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
