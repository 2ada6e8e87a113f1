"""Text → its lines, and the habits of whoever flattened it: told from all lines; one odd line changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
ONE_TAB = re.compile(r"\t[^\t|]*")


@dataclass(slots=True)
class Line:
    """One line of folded text with its offsets, line end excluded; `number` counts from 0."""

    text: str
    start: int
    end: int
    number: int

    @property
    def blank(self) -> bool:
        """Whether nothing but spaces and tabs stands in the line."""
        return not self.text.strip(" \t")


def lines_of(folded: str) -> list[Line]:
    """Return the lines of `folded`, whichever way they end."""
    lines: list[Line] = []
    position = 0
    for end in _LINE_END.finditer(folded):
        lines.append(Line(folded[position : end.start()], position, end.start(), len(lines)))
        position = end.end()
    if position < len(folded):
        lines.append(Line(folded[position:], position, len(folded), len(lines)))
    return lines


@dataclass(frozen=True, slots=True)
class Habits:
    """How one text was flattened, told from all its lines; a single odd line changes nothing."""

    cell_per_tabbed_line: bool  # "\t0" is one cell, not an empty field and a field
    pipe_between: bool  # a lone "|" stands between cells; otherwise "0 |" ends a cell
    pipe_closes: bool  # "0 |" is a cell on a line of its own
    airy_pipes: bool  # lone pipes have blank lines around them, which are no empty cells
    outer_pipes: bool  # a row's line begins and ends with a pipe that parts nothing


def habits_of(lines: Sequence[Line]) -> Habits:
    """Tell a text's habits by majority."""
    single = several = lone = closing = airy = rows = outer = 0
    for number, line in enumerate(lines):
        text = line.text
        if "\t" in text:
            single += ONE_TAB.fullmatch(text) is not None
            several += text.count("\t") > 1
        if "|" not in text:
            continue
        body = text.strip(" \t")
        if body == "|":
            lone += 1
            airy += number + 1 < len(lines) and lines[number + 1].blank
        elif text.count("|") == 1:
            closing += body.endswith("|")
        else:
            rows += 1
            outer += body.startswith("|") and body.endswith("|")
    return Habits(
        cell_per_tabbed_line=single >= 8 and single > several,
        pipe_between=lone > closing,
        pipe_closes=closing >= 8 and closing > lone + rows,
        airy_pipes=airy * 5 > lone * 4,
        outer_pipes=outer * 5 > rows * 4,
    )
