"""Rows of cells with spans in, boxes with rows and columns out: the table model of HTML, with absurd spans tamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

    A span beyond SPAN (colspan="1000" on a heading) reaches to the edge that the other cells give. What lies beyond
    GRID_COLUMNS is added to the last cell of its row: no text is lost.
    """
    edge = max((sum(_width(cell) or 1 for cell in cells) for cells in rows), default=0)
    boxes: list[Box] = []
    taken: dict[int, int] = {}  # column → first row that is free again
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            if boxes and (column >= GRID_COLUMNS or len(boxes) >= GRID_CELLS):
                boxes[-1] = replace(boxes[-1], text=f"{boxes[-1].text}\t{cell.text}")
                continue
            left = len(rows) - row
            height = left if cell.row_span < 1 else min(cell.row_span, left)
            wanted = _width(cell) or max(1, edge - column)
            width = 1
            while width < wanted and column + width < GRID_COLUMNS and taken.get(column + width, 0) <= row:
                width += 1
            for covered in range(column, column + width):
                taken[covered] = row + height
            boxes.append(Box(cell.text, row, column, height, width))
            column += width
    return boxes


def _width(cell: SpannedCell) -> int | None:
    """Return how many columns a cell asks for; None for "to the edge"."""
    return cell.column_span if 1 <= cell.column_span <= SPAN else None
