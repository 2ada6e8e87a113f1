"""Blocks → slots in reading order.

A ruled grid tells its cells. Flattened text does not say how it was flattened, so each line is cut by what it shows:
tabs, pipes, runs of spaces before trailing numbers, or nothing but its end. Empty cells become slots wherever the
flattening left a trace of them. Nothing here knows the forms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from toolkit.read.document import Block, Grid, Paragraph
from toolkit.read.fold import blank_bookmarks, fold
from toolkit.read.habits import ONE_TAB, BlankLines, Habits, Line, habits_of, lines_of, lone_tabs_piped, tabbed
from toolkit.read.quantity import Print, parse_quantity
from toolkit.read.slots import PAGE_MARK, Slot

# A line drawn with characters: |---|:---:|, +-----+, ------- ------
_RULE = re.compile(r"[\s|+:=_\-—]*[-=_—]{3,}[\s|+:=_\-—]*")
_RULES = "|+:=_-—"
_LONE_PIPE = re.compile(r"[ \t]*\|[ \t]*")
_SPACES = re.compile(r"[ \t]+")
_WIDE_GAP = re.compile(r"[ ]{2,}|\t+")
_VALUE = r"(?:[+-]?[\d\ufffd][\d,\ufffd]*(?:\.[\d\ufffd]+)?|[-—/\\]{1,2}|无)"
_NUMERIC_LINE = re.compile(rf"[ \t]*{_VALUE}(?:[ \t]+{_VALUE})+[ \t]*")
# With so many rows of numbers in one line it is a whole table, or a page without its tags.
_MANY_ROWS = 3
# So many values with nothing between them are a row's, whatever words follow (0 0 0 见附件).
_LONG_RUN = 3
# Shorter words with spaces among them ("结 果") are known by their letters anyway.
_FEWEST_APART = 12
# Marks that print nothing: zero-width spaces, joiners, directions, soft hyphens, variants; a form feed between lines.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+|(?<=\n)\x0c(?:[ \t]*(?:\r\n|\r|\n))?"
)


_VALUES = (Print.NUMBER, Print.PLACEHOLDER, Print.BROKEN)


class _Cutter:
    """Cuts one text into slots; `row` grows at blank lines and at every line that holds a whole row."""

    def __init__(self, part: str, habits: Habits, first_row: int, first_line: int | None) -> None:
        self.part, self.habits, self.row, self.first_line = part, habits, first_row, first_line
        self.line = Line("", 0, 0, 0, "")
        self.slots: list[Slot] = []
        self.blanks = 0  # blank lines since the last print
        self.in_cells = False  # the last line was one tabbed cell
        self.after_pipe = (
            True  # the last thing seen in a lone-pipe table was a pipe, so another pipe closes an empty cell
        )

    def add(self, folded: str, start: int, end: int, ruled: bool) -> None:
        text = folded[start:end].lstrip(" \t")
        start = end - len(text)
        text = text.rstrip(" \t")
        end = start + len(text)
        quantity = parse_quantity(text)
        if quantity.kind is Print.WORDS:
            text = _closed_up(text)
        slot = Slot(text, start, end, self.part, self.row, quantity, ruled, quantity.kind)
        if self.first_line is not None:
            slot.line, slot.column = self.first_line + self.line.number, start - self.line.start + 1
        self.slots.append(slot)

    def cut(self, folded: str, line: Line) -> None:
        self.line = line
        if not line.blank:
            self.blanks = 0
            self.in_cells = line.text.startswith("\t")
        cell = line.cell or self.habits.cell_per_tabbed_line
        if line.blank and not (cell and "\t" in line.text):
            self.empty(folded, line)
        elif line.body[:1] in _RULES and _RULE.fullmatch(line.text) and (len(line.body) > 6 or "|" in line.text):
            self.row += 1
        elif "\t" in line.text:
            if cell and ONE_TAB.fullmatch(line.text):
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
        elif self.habits.blank_lines is BlankLines.CELLS:
            self.add(folded, line.start, line.start, False)
        elif not self.habits.pipe_between:
            if not (self.habits.airy_tabs and self.in_cells):
                self.row += 1
            self.blanks += 1
            if self.habits.blank_lines is BlankLines.BETWEEN and self.blanks % 2 == 1 and self.blanks > 1:
                self.add(folded, line.start, line.start, False)
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

    @property
    def rows_of_fields(self) -> bool:
        """Whether a pipe always parts two fields, so that one at the end of a line has an empty field after it."""
        habits = self.habits
        return not (habits.pipe_closes or habits.pipe_between or habits.outer_pipes)

    def piped(self, folded: str, line: Line) -> None:
        count = line.text.count("|")
        if _LONE_PIPE.fullmatch(line.text):
            if not self.habits.pipe_between or self.after_pipe:
                self.add(folded, line.start, line.start, not self.habits.pipe_between)
            self.after_pipe = True
        elif count == 1 and line.text.rstrip(" \t").endswith("|") and not self.rows_of_fields:
            self.add(folded, line.start, folded.rindex("|", line.start, line.end), True)
            self.after_pipe = True
        else:
            self.fields(folded, line, "|")
            self.after_pipe = False

    def plain(self, folded: str, line: Line) -> None:
        self.after_pipe = False
        body = line.body
        if (" " not in body and "\t" not in body and ":" not in body) or PAGE_MARK.fullmatch(body):
            self.add(folded, line.start, line.end, False)
            return
        if _NUMERIC_LINE.fullmatch(line.text):
            self.spaced(folded, line.start, line.end)
            return
        runs = _inner_runs(line.text)
        if sum(run > 1 for run in runs) >= _MANY_ROWS or max(runs, default=0) >= _LONG_RUN:
            self.spaced(folded, line.start, line.end)
            return
        label, _, rest = line.text.rpartition(":")
        if label.strip() and rest.strip() and all(parse_quantity(v).kind in _VALUES for v in rest.split()):
            # "规章:0 0 0"
            self.pieces(folded, line.start, line.start + len(label))
            self.spaced(folded, line.start + len(label) + 1, line.end)
            return
        tail = _trailing(line.text)
        if tail is not None and line.text[:tail].strip():
            single = len(line.text[tail:].split()) == 1
            # "行政处罚 967 行政强制 38": two rows in one line.
            if any(single or run > 1 for run in _inner_runs(line.text[:tail])):
                self.spaced(folded, line.start, line.start + tail)
            else:
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


def _closed_up(text: str) -> str:
    """Return a label whose every character stands apart (申 请 人 逾 期) as one word."""
    if text.count(" ") * 3 < len(text) or len(text) < _FEWEST_APART:
        return text
    pieces = text.split(" ")
    return "".join(pieces) if sum(len(piece) == 1 for piece in pieces) * 5 >= len(pieces) * 4 else text


def _inner_runs(text: str) -> list[int]:
    """Return the lengths of the runs of values that have words after them, and before them if they are short."""
    runs: list[int] = []
    run, words_before = 0, False
    for piece in text.split():
        if parse_quantity(piece).kind in _VALUES:
            run += 1
        else:
            if run and (words_before or run >= _LONG_RUN):
                runs.append(run)
            run, words_before = 0, True
    return runs


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
        if not any(c.isdigit() or c in "-—/\\无\ufffd" for c in text[start:position]):
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


def _slots_of_paragraph(block: Paragraph, first_row: int) -> list[Slot]:
    """Cut a paragraph; marks that print nothing are left out, and counted again in the offsets."""
    text, part, line = block.text, block.place.part, block.place.line
    if _INVISIBLE.search(text) is None:
        return slots_of_text(_folded(text), part, first_row, line)
    offsets: list[int] = []
    position = 0
    feeds: list[int] = []  # where, in the text without them, a line break was left out
    for mark in _INVISIBLE.finditer(text):
        offsets.extend(range(position, mark.start()))
        position = mark.end()
        feeds += [len(offsets)] * len(mark.group().splitlines()) if "\x0c" in mark.group() else []
    offsets.extend(range(position, len(text)))
    found = slots_of_text(_folded("".join(text[i] for i in offsets)), part, first_row, line)
    offsets.append(len(text))
    for slot in found:
        first = slot.start
        if slot.column is not None:
            begin = first - slot.column + 1
            slot.column += offsets[first] - first - (offsets[begin] - begin)
        if slot.line is not None:
            slot.line += bisect_right(feeds, first)
        slot.start = offsets[first]
        slot.end = offsets[slot.end - 1] + 1 if slot.end > first else slot.start
    return found


def _folded(text: str) -> str:
    return lone_tabs_piped(tabbed(text, blank_bookmarks(fold(text))))


def slots_of(blocks: Iterable[Block]) -> list[Slot]:
    """Cut all blocks, in reading order."""
    slots: list[Slot] = []
    row = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            found = _slots_of_paragraph(block, row + 1)
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
