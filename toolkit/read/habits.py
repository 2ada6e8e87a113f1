"""Text → its lines, and the habits of whoever flattened it: told from all lines; one odd line changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

_LINE_END = re.compile(r"\r\n|\r|\n")
ONE_TAB = re.compile(r"\t[^\t|]*")


@dataclass(slots=True)
class Line:
    """One line of folded text, its end excluded, and its offsets; `number` counts from 0, `body` is the print alone."""

    text: str
    start: int
    end: int
    number: int
    body: str
    cell: bool = False  # a tab and one cell, as in the lines around it

    @property
    def blank(self) -> bool:
        """Whether nothing but spaces and tabs stands in the line."""
        return not self.body


def lines_of(folded: str) -> list[Line]:
    """Return the lines of `folded`, whichever way they end."""
    lines: list[Line] = []
    position = 0
    if "\r" not in folded:
        for text in folded.split("\n"):
            end = position + len(text)
            lines.append(Line(text, position, end, len(lines), text.strip(" \t")))
            position = end + 1
        if not lines[-1].text:
            lines.pop()
        return lines
    for mark in _LINE_END.finditer(folded):
        text = folded[position : mark.start()]
        lines.append(Line(text, position, mark.start(), len(lines), text.strip(" \t")))
        position = mark.end()
    if position < len(folded):
        text = folded[position:]
        lines.append(Line(text, position, len(folded), len(lines), text.strip(" \t")))
    return lines


class BlankLines(Enum):
    """What a blank line among lines of one value each stands for."""

    NOTHING = "nothing"  # a gap
    CELLS = "cells"  # an empty cell
    BETWEEN = "between"  # one parts any two cells, so that an empty cell leaves two more


@dataclass(frozen=True, slots=True)
class Habits:
    """How one text was flattened, told from all its lines; a single odd line changes nothing."""

    cell_per_tabbed_line: bool  # "\t0" is one cell, not an empty field and a field
    pipe_between: bool  # a lone "|" stands between cells; otherwise "0 |" ends a cell
    pipe_closes: bool  # "0 |" is a cell on a line of its own
    airy_pipes: bool  # lone pipes have blank lines around them, which are no empty cells
    outer_pipes: bool  # a row's line begins and ends with a pipe that parts nothing
    airy_tabs: bool  # tabbed cells have blank lines around them all, which end no row
    blank_lines: BlankLines = BlankLines.NOTHING


# Where pipes close cells, at most so many empty ones stand beside each with print.
_CLOSED = 8


def _pipes_part(lines: Sequence[Line], lone: int, closing: int) -> bool:
    """Tell whether lone pipes part cells, whose values then stand alone in their lines, or close empty ones ("0 |")."""
    alone = sum(_ONE_VALUE.fullmatch(line.body) is not None for line in lines)
    closed = sum(line.body[-1:] == "|" and _ONE_VALUE.fullmatch(line.body[:-1]) is not None for line in lines)
    return alone > closed if alone != closed else lone > _CLOSED * closing


# So many lines of a tab and one cell are a table flattened so, whatever the others of the text are.
_FEWEST_CELLS = 6


def _mark_cells(lines: Sequence[Line]) -> None:
    run: list[Line] = []
    for line in (*lines, None):
        if line is not None and line.text.startswith("\t") and ONE_TAB.fullmatch(line.text):
            run.append(line)
        elif line is None or line.text:
            if len(run) >= _FEWEST_CELLS:
                for cell in run:
                    cell.cell = True
            run = []


def habits_of(lines: Sequence[Line]) -> Habits:
    """Tell a text's habits by majority."""
    single = several = lone = closing = airy = airy_tabs = rows = outer = 0
    for number, line in enumerate(lines):
        text = line.text
        if "\t" in text:
            if ONE_TAB.fullmatch(text) is not None:
                single += 1
                airy_tabs += number + 1 < len(lines) and not lines[number + 1].text
            several += text.count("\t") > 1
        if "|" not in text:
            continue
        body = line.body
        if body == "|":
            lone += 1
            airy += number + 1 < len(lines) and lines[number + 1].blank
        elif text.count("|") == 1:
            closing += body.endswith("|")
        else:
            rows += 1
            outer += body.startswith("|") and body.endswith("|")
    cell_per_tabbed_line = single >= 8 and single > several
    if single >= _FEWEST_CELLS and not cell_per_tabbed_line:
        _mark_cells(lines)
    between = lone > 0 and _pipes_part(lines, lone, closing)
    return Habits(
        cell_per_tabbed_line=cell_per_tabbed_line,
        pipe_between=between,
        pipe_closes=closing >= 8 and closing > rows and not between,
        airy_pipes=airy * 5 > lone * 4,
        outer_pipes=outer * 5 > rows * 4,
        airy_tabs=airy_tabs * 5 > single * 4,
        blank_lines=BlankLines.NOTHING if lone or closing or single else _blank_lines(lines),
    )


# --- blank lines ----------------------------------------------------------------------------------------------------

_ONE_VALUE = re.compile(r"[ \t]*(?:[+-]?\d[\d,]*(?:\.\d+)?|[-—/\\]{1,2}|无)[ \t]*")
# Shorter stretches of values and blank lines are gaps around a paragraph as often as rows.
_FEWEST_LINES, _FEWEST_STRETCHES, _FEWEST_TRACES = 5, 6, 3
_ALIKE, _PARTED = 0.8, 0.95


def _stretches(lines: Sequence[Line]) -> Iterator[str]:
    """Yield each stretch of one-value and blank lines between words: "v" for a value, "_" for a blank line."""
    stretch = ""
    for line in lines:
        if not line.body:
            stretch += "_"
        elif _ONE_VALUE.fullmatch(line.text):
            stretch += "v"
        else:
            if len(stretch) >= _FEWEST_LINES:
                yield stretch
            stretch = ""


def _blank_lines(lines: Sequence[Line]) -> BlankLines:
    """Tell what blank lines stand for: cells, where rows count alike with them and not without.

    An office that leaves its zeros blank prints rows of one to seven values; with the blank lines each row has seven.
    """
    stretches = list(_stretches(lines))
    if len(stretches) < _FEWEST_STRETCHES:
        return BlankLines.NOTHING
    length, times = Counter(map(len, stretches)).most_common(1)[0]
    alike = [s for s in stretches if len(s) == length]
    if times < _ALIKE * len(stretches) or len({s.count("v") for s in alike}) < 2:
        return BlankLines.NOTHING
    # A blank line at a row's end may be the gap after the table; one before a value is a cell's or parts two.
    if sum("_" in s.rstrip("_") or not s.strip("_") for s in alike) < _FEWEST_TRACES:
        return BlankLines.NOTHING
    # Where a blank line parts any two cells, every value stands an odd number of lines after its label.
    places = [at % 2 for s in alike for at, mark in enumerate(s) if mark == "v"]
    odd = sum(places) / len(places)
    if odd >= _PARTED:
        return BlankLines.BETWEEN
    return BlankLines.CELLS if odd <= _ALIKE else BlankLines.NOTHING


# --- tabs between paragraphs ---------------------------------------------------------------------------------------

# Fewer are the empty cells of a table whose other cells are tabbed too.
_FEWEST_TABS = 20


def lone_tabs_piped(folded: str) -> str:
    """Return `folded` with tabs that stand alone between blank lines as pipes; same length.

    A browser copies cells that hold paragraphs so: the cell, a blank line, a tab, a blank line, the next cell.
    """
    if folded.count("\n\t\n") < _FEWEST_TABS:
        return folded
    lines = lines_of(folded)
    tabs = [n for n, line in enumerate(lines) if "\t" in line.text]
    lone = [line.start for line in (lines[n] for n in tabs) if line.text == "\t"]
    airy = sum(n > 0 and n + 1 < len(lines) and lines[n - 1].blank and lines[n + 1].blank for n in tabs)
    if len(lone) < _FEWEST_TABS or 5 * len(lone) < 4 * len(tabs) or 5 * airy < 4 * len(tabs):
        return folded
    out = list(folded)
    for start in lone:
        out[start] = "|"
    return "".join(out)


# --- comma-separated rows -------------------------------------------------------------------------------------------

_FIELD = re.compile(r'"[^"\n]*"|[^,"\n]*')
_COMMA_VALUES = re.compile(r'(?:,(?:"[+-]?[\d,.]+"|[+-]?[\d.]*|[-—/])){3,}[ \t]*$')
_COMMAS = re.compile(r",[\d.+-]*,")
# "行政许可,31": in a text of such rows, those of one value too.
_PAIR = re.compile(r'[^,"\d。]{2,20},(?:"[+-]?[\d,.]+"|[+-]?[\d.]+|[-—/])')
# A row of section four has fourteen.
_FEWEST_COMMAS = 14
_LONGEST_ROW = 1000


def tabbed(raw: str, folded: str) -> str:
    """Return `folded` with the commas of comma-separated rows as tabs; same length. Other text comes back as it is.

    A row has as many commas outside quotes as some row of values has; only half-width commas part fields.
    """
    if raw.count(",") < _FEWEST_COMMAS or not _COMMAS.search(folded):
        return folded
    # Folding made narrow commas of wide ones, which part nothing.
    plain = folded if raw.count(",") == folded.count(",") else _wide_commas_back(raw, folded)
    lines = [line for line in lines_of(plain) if _is_row(line.text)]
    commas = {line.start: _commas(line.text) for line in lines}
    rows = [line for line in lines if _COMMA_VALUES.search(line.text)]
    if sum(len(commas[line.start]) for line in rows) < _FEWEST_COMMAS:
        return folded
    widths = {len(commas[line.start]) for line in rows}
    out = list(folded)
    for line in lines:
        if len(commas[line.start]) in widths or _PAIR.fullmatch(line.body):
            for at in commas[line.start]:
                out[line.start + at] = "\t"
            for at, character in enumerate(line.text):
                if character == '"':
                    out[line.start + at] = " "
    return "".join(out)


def _is_row(line: str) -> bool:
    return "," in line and "\t" not in line and "。" not in line and len(line) <= _LONGEST_ROW


def _wide_commas_back(raw: str, folded: str) -> str:
    return "".join("，" if new == "," != old else new for old, new in zip(raw, folded, strict=True))


def _commas(line: str) -> list[int]:
    """Return where the commas outside quotes stand."""
    found = []
    position = 0
    while position <= len(line):
        match = _FIELD.match(line, position)
        position = match.end() if match else position
        if position < len(line) and line[position] == ",":
            found.append(position)
        position += 1
    return found
