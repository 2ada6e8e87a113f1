"""Rows of cells with spans in, boxes with rows and columns out: the table model of HTML, with absurd spans tamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.read.formats.limits import GRID_CELLS, GRID_COLUMNS, SPAN
from toolkit.read.formats.linear import Box


@dataclass(slots=True)
class SpannedCell:
    """A cell as written in its row; a span of 0 reaches to the edge of the table."""

    text: str
    row_span: int = 1
    column_span: int = 1


def lay_out(rows: Sequence[Sequence[SpannedCell]]) -> list[Box]:
    """Place each cell in the first free column of its row, and clip spans to the table.

    A span no other row bears out (colspan="1000" on a heading) is cut back to the width that the other cells give.
    """
    boxes: list[Box] = []
    taken: dict[int, int] = {}  # column → first row that is free again
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            if column >= GRID_COLUMNS or len(boxes) >= GRID_CELLS:
                break
            left = len(rows) - row
            height = left if cell.row_span < 1 else min(cell.row_span, left)
            wanted = GRID_COLUMNS if cell.column_span < 1 or cell.column_span > SPAN else cell.column_span
            width = 1
            while width < wanted and column + width < GRID_COLUMNS and taken.get(column + width, 0) <= row:
                width += 1
            for covered in range(column, column + width):
                taken[covered] = row + height
            boxes.append(Box(cell.text, row, column, height, width))
            column += width
    return _clip(boxes)


def _clip(boxes: list[Box]) -> list[Box]:
    edge = max((b.column + (b.column_span if b.column_span <= SPAN else 1) for b in boxes), default=0)
    return [
        b if b.column + b.column_span <= edge else Box(b.text, b.row, b.column, b.row_span, max(1, edge - b.column))
        for b in boxes
    ]
