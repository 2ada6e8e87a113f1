"""Blocks → slots in reading order.

A ruled grid tells its cells. Flattened text does not say how it was flattened, so each line is cut by what it shows:
tabs, pipes, runs of spaces before trailing numbers, or nothing but its end. Empty cells become slots wherever the
flattening left a trace of them. Nothing here knows the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.read.document import Block, Grid, Paragraph
from toolkit.read.fold import blank_bookmarks, fold
from toolkit.read.habits import ONE_TAB, Habits, Line, habits_of, lines_of
from toolkit.read.quantity import Print, parse_quantity
from toolkit.read.slots import PAGE_MARK, Slot

# A line drawn with characters: |---|:---:|, +-----+, ------- ------
_RULE = re.compile(r"[\s|+:=_\-—]*[-=_—]{3,}[\s|+:=_\-—]*")
_LONE_PIPE = re.compile(r"[ \t]*\|[ \t]*")
_SPACES = re.compile(r"[ \t]+")
_WIDE_GAP = re.compile(r"[ ]{2,}|\t+")
_NUMERIC_LINE = re.compile(
    r"[ \t]*(?:[+-]?[\d\ufffd][\d,\ufffd]*(?:\.[\d\ufffd]+)?|[-—/]{1,2})"
    r"(?:[ \t]+(?:[+-]?[\d\ufffd][\d,\ufffd]*(?:\.[\d\ufffd]+)?|[-—/]{1,2}))+[ \t]*"
)


_VALUES = (Print.NUMBER, Print.PLACEHOLDER, Print.BROKEN)


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
            if self.habits.cell_per_tabbed_line and ONE_TAB.fullmatch(line.text):
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
