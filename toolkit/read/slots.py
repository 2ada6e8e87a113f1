"""Blocks → slots: the pieces of print that may be a label, a number or an empty cell, in reading order.

A ruled grid tells its cells. Flattened text does not say how it was flattened, so each line is cut by what it shows:
tabs, pipes, runs of spaces before trailing numbers, or nothing but its end. Empty cells become slots wherever the
flattening left a trace of them. Nothing here knows the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.read.document import Block, Grid, Paragraph
from toolkit.read.fold import blank_bookmarks, fold
from toolkit.read.quantity import Print, Quantity, parse_quantity


@dataclass(slots=True)
class Slot:
    """One piece of print. `text` is folded and stripped; `start` and `end` are offsets in `part`.

    `row` counts lines of the table where the flattening shows them; slots of one row share it. `ruled` says that
    the piece was cut by a tab, a pipe or a grid, so that its neighbours in the row are known to be whole cells.
    """

    text: str
    start: int
    end: int
    part: str
    row: int
    quantity: Quantity
    ruled: bool
    kind: Print  # of `quantity`
    line: int | None = None  # line and column in the part, from 1, where it has lines
    column: int | None = None


# A line drawn with characters: |---|:---:|, +-----+, ------- ------
_RULE = re.compile(r"[\s|+:=_\-—]*[-=_—]{3,}[\s|+:=_\-—]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
# "- 12 -", "第3页", "第 3 页 共 8 页", "3 / 8", "Page 3"
PAGE_MARK = re.compile(
    r"[-—·]\s*\d{1,3}\s*[-—·]|第\s*\d{1,3}\s*页(?:\s*[,/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}(?:\s*页)?|page\s*\d{1,3}",
    re.IGNORECASE,
)
_ONE_TAB = re.compile(r"\t[^\t|]*")
_LONE_PIPE = re.compile(r"[ \t]*\|[ \t]*")
_SPACES = re.compile(r"[ \t]+")
_WIDE_GAP = re.compile(r"[ ]{2,}|\t+")
_NUMERIC_LINE = re.compile(
    r"[ \t]*(?:[+-]?[\d\ufffd][\d,\ufffd]*(?:\.[\d\ufffd]+)?|[-—/]{1,2})"
    r"(?:[ \t]+(?:[+-]?[\d\ufffd][\d,\ufffd]*(?:\.[\d\ufffd]+)?|[-—/]{1,2}))+[ \t]*"
)


_VALUES = (Print.NUMBER, Print.PLACEHOLDER, Print.BROKEN)


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
            single += _ONE_TAB.fullmatch(text) is not None
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


class _Cutter:
    """Cuts one text into slots; `row` grows at blank lines and at every line that holds a whole row."""

    def __init__(self, part: str, habits: Habits, first_row: int, first_line: int | None) -> None:
        self.part, self.habits, self.row, self.first_line = part, habits, first_row, first_line
        self.line = Line("", 0, 0, 0)
        self.slots: list[Slot] = []
        self.after_pipe = (
            True  # the last thing seen in a lone-pipe table was a pipe, so another pipe closes an empty cell
        )

    def add(self, folded: str, start: int, end: int, ruled: bool) -> None:
        while start < end and folded[start] in " \t":
            start += 1
        while end > start and folded[end - 1] in " \t":
            end -= 1
        text = folded[start:end]
        quantity = parse_quantity(text)
        slot = Slot(text, start, end, self.part, self.row, quantity, ruled, quantity.kind)
        if self.first_line is not None:
            slot.line, slot.column = self.first_line + self.line.number, start - self.line.start + 1
        self.slots.append(slot)

    def cut(self, folded: str, line: Line) -> None:
        self.line = line
        if line.blank and not (self.habits.cell_per_tabbed_line and "\t" in line.text):
            self.empty(folded, line)
        elif _RULE.fullmatch(line.text) and (len(line.text.strip()) > 6 or "|" in line.text):
            self.row += 1
        elif "\t" in line.text:
            if self.habits.cell_per_tabbed_line and _ONE_TAB.fullmatch(line.text):
                self.add(folded, line.start + 1, line.end, True)
            else:
                self.fields(folded, line, "\t")
        elif "|" in line.text:
            self.piped(folded, line)
        else:
            self.plain(folded, line)

    def empty(self, folded: str, line: Line) -> None:
        """A line without print: a row of empty fields, an empty cell after a lone pipe, or the end of a row."""
        if "\t" in line.text:
            self.fields(folded, line, "\t")
        elif self.habits.pipe_closes and line.text:
            pass  # an empty cell's spaces; its pipe follows in the next line
        elif not self.habits.pipe_between:
            self.row += 1
        elif self.after_pipe and not self.habits.airy_pipes and self.slots:
            self.add(folded, line.start, line.start, False)
            self.after_pipe = False

    def fields(self, folded: str, line: Line, mark: str) -> None:
        """A row on one line; outer pipes close the row and are no fields."""
        self.row += 1
        start, end = line.start, line.end
        if mark == "|" and self.habits.outer_pipes:
            stripped = line.text.strip(" \t")
            start += line.text.index(stripped)
            end = start + len(stripped)
            start += stripped.startswith("|")
            end -= stripped.endswith("|") and end > start
        position = start
        while True:
            stop = folded.find(mark, position, end)
            self.add(folded, position, end if stop < 0 else stop, True)
            if stop < 0:
                break
            position = stop + 1
        self.row += 1

    def piped(self, folded: str, line: Line) -> None:
        count = line.text.count("|")
        if _LONE_PIPE.fullmatch(line.text):
            if not self.habits.pipe_between or self.after_pipe:
                self.add(folded, line.start, line.start, not self.habits.pipe_between)
            self.after_pipe = True
        elif count == 1 and line.text.rstrip(" \t").endswith("|"):
            self.add(folded, line.start, folded.rindex("|", line.start, line.end), True)
            self.after_pipe = True
        else:
            self.fields(folded, line, "|")
            self.after_pipe = False

    def plain(self, folded: str, line: Line) -> None:
        self.after_pipe = False
        if _NUMERIC_LINE.fullmatch(line.text) and not PAGE_MARK.fullmatch(line.text.strip()):
            self.spaced(folded, line.start, line.end)
            return
        tail = _trailing(line.text)
        if tail is not None and line.text[:tail].strip():
            self.pieces(folded, line.start, line.start + tail)
            self.spaced(folded, line.start + tail, line.end)
            return
        self.pieces(folded, line.start, line.end)

    def pieces(self, folded: str, start: int, end: int) -> None:
        """Words parted by two spaces or more were cells of a printed layout; a sentence stays whole."""
        text = folded[start:end]
        body = text.strip(" \t")
        if "。" in text or len(body.replace(" ", "")) > 120:
            self.add(folded, start, end, False)
            return
        position = 0
        offset = start + (text.index(body) if body else 0)
        for gap in _WIDE_GAP.finditer(body):
            self.add(folded, offset + position, offset + gap.start(), False)
            position = gap.end()
        self.add(folded, offset + position, offset + len(body), False)

    def spaced(self, folded: str, start: int, end: int) -> None:
        position = start
        for gap in _SPACES.finditer(folded, start, end):
            if gap.start() > position:
                self.add(folded, position, gap.start(), False)
            position = gap.end()
        if position < end:
            self.add(folded, position, end, False)


def _trailing(text: str) -> int | None:
    """Return where a run of trailing numbers begins ("一、本年新收 1 0 0"), or None."""
    end = len(text.rstrip(" \t"))
    position = end
    while True:
        start = position
        while start > 0 and text[start - 1] not in " \t":
            start -= 1
        if start == 0 or parse_quantity(text[start:position]).kind not in _VALUES:
            break
        if not any(c.isdigit() or c in "-—/\ufffd" for c in text[start:position]):
            break
        position = start
        while position > 0 and text[position - 1] in " \t":
            position -= 1
        end = start
    return end if end < len(text.rstrip(" \t")) else None


def slots_of_text(folded: str, part: str, first_row: int = 0, first_line: int | None = None) -> list[Slot]:
    """Cut folded text into slots. Time grows linearly with its length."""
    lines = lines_of(folded)
    cutter = _Cutter(part, habits_of(lines), first_row, first_line)
    for line in lines:
        cutter.cut(folded, line)
    return cutter.slots


def slots_of_grid(grid: Grid, first_row: int) -> list[Slot]:
    """Cut a grid into slots, row by row; a cell that spans several rows or columns is one slot where it begins."""
    slots = []
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        text = " ".join(fold(cell.text).split())
        quantity = parse_quantity(text)
        place = cell.place
        slots.append(
            Slot(text, place.start, place.end, place.part, first_row + cell.row, quantity, True, quantity.kind)
        )
    return slots


def slots_of(blocks: Iterable[Block]) -> list[Slot]:
    """Cut all blocks, in reading order."""
    slots: list[Slot] = []
    row = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            found = slots_of_text(blank_bookmarks(fold(block.text)), block.place.part, row + 1, block.place.line)
            if block.place.start:
                for slot in found:
                    slot.start += block.place.start
                    slot.end += block.place.start
        else:
            found = slots_of_grid(block, row + 1)
        slots.extend(found)
        if found:
            row = found[-1].row + 1
    return slots
