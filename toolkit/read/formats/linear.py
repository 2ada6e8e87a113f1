"""Blocks in, one text out: writes paragraphs and grids one after another and gives each piece its place in that text.

HTML, Word, sheets and PDF have no single running text of their own. Each of their parts is written out here in
reading order, paragraphs on lines of their own, cells of a row between tabs, and every place points into that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.read.document import Block, Grid, GridCell, Paragraph, Place


@dataclass(frozen=True, slots=True)
class Box:
    """A cell before it has a place: its text and where in the grid it stands (row and column from 0).

    `area` is its left, bottom, right and top in points where it stands on a page.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    area: tuple[float, float, float, float] | None = None


class Linear:
    """The growing text of one part."""

    def __init__(self, part: str) -> None:
        self.part = part
        self._pieces: list[str] = []
        self._length = 0
        self._line = 1
        self._line_start = 0

    @property
    def text(self) -> str:
        """The text written so far."""
        return "".join(self._pieces)

    @property
    def length(self) -> int:
        """How long `text` is."""
        return self._length

    def _write(self, text: str, after: str) -> Place:
        place = Place(
            self.part, self._length, self._length + len(text), self._line, self._length - self._line_start + 1
        )
        piece = text + after
        self._pieces.append(piece)
        breaks = piece.count("\n")
        if breaks:
            self._line += breaks
            self._line_start = self._length + piece.rindex("\n") + 1
        self._length += len(piece)
        return place

    def paragraph(self, text: str) -> Paragraph:
        """Write `text` as a paragraph."""
        return Paragraph(text, self._write(text, "\n"))

    def grid(self, boxes: Iterable[Box]) -> Grid:
        """Write a grid, row by row; it is as large as its boxes reach."""
        ordered = sorted(boxes, key=lambda b: (b.row, b.column))
        first = self._length
        line, column = self._line, self._length - self._line_start + 1
        cells: list[GridCell] = []
        end = first
        for number, box in enumerate(ordered):
            last_of_row = number + 1 == len(ordered) or ordered[number + 1].row != box.row
            place = self._write(box.text, "\n" if last_of_row else "\t")
            end = place.end
            cells.append(GridCell(box.text, place, box.row, box.column, box.row_span, box.column_span, box.area))
        rows = max((b.row + b.row_span for b in ordered), default=0)
        columns = max((b.column + b.column_span for b in ordered), default=0)
        return Grid(tuple(cells), rows, columns, Place(self.part, first, end, line, column))

    def table(self, boxes: Sequence[Box]) -> list[Block]:
        """Write a table as one grid, or, where prose stands in rows of its own, as grids with paragraphs between."""
        return [self.paragraph(p) if isinstance(p, str) else self.grid(p) for p in split_prose(boxes)]

    def rewritten(self, blocks: Iterable[Block]) -> list[Block]:
        """Write blocks of another document as this part's own."""
        return [
            self.paragraph(block.text)
            if isinstance(block, Paragraph)
            else self.grid(Box(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells)
            for block in blocks
        ]


_PROSE_CHARACTERS = 80  # the longest official label or instruction has 60


def is_prose(text: str) -> bool:
    """Tell whether a cell holds sentences rather than a label or a number."""
    return len(text) >= _PROSE_CHARACTERS and "。" in text


def split_prose(boxes: Sequence[Box]) -> Iterator[str | list[Box]]:
    """Give the tables in a table, and the texts between them, in order.

    Some offices lay the whole report out as one table: a row across the full width holds the prose of a section. Such
    rows are paragraphs. A table of one cell, or of one column that holds prose, is no table either.
    """
    if not any(b.text for b in boxes):
        return
    columns = max(b.column + b.column_span for b in boxes)
    if len(boxes) == 1:
        yield boxes[0].text
        return
    in_row: dict[int, list[Box]] = {}
    for box in boxes:
        in_row.setdefault(box.row, []).append(box)
    held: list[Box] = []
    for row in sorted(in_row):
        line = in_row[row]
        only = line[0]
        alone = len(line) == 1 and only.column_span == columns and only.row_span == 1
        if alone and is_prose(only.text):
            yield from _kept(held)
            held = []
            yield only.text
        else:
            held.extend(line)
    yield from _kept(held)


def _kept(held: list[Box]) -> Iterator[str | list[Box]]:
    if not any(b.text for b in held):
        return
    if len(held) == 1:
        yield held[0].text
        return
    first = min(b.row for b in held)
    yield [replace(b, row=b.row - first) for b in held] if first else held
