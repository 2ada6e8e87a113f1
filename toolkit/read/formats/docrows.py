"""Rows of a .doc table in, boxes with rows, columns and spans out: columns are where the cells' edges stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.read.formats import limits
from toolkit.read.formats.docstyle import CellEdge
from toolkit.read.formats.linear import Box

_SAME_EDGE = 60  # twips (1 mm): Word lets the edges of one column drift this far from row to row


@dataclass(frozen=True, slots=True)
class Row:
    """A row's texts, and where its cells stand; no edges where the file does not tell."""

    texts: list[str]
    edges: tuple[CellEdge, ...]


def boxes_of(rows: Sequence[Row]) -> list[Box]:
    """Return the cells of a table; without edges each cell is one column wide."""
    borders = _borders(rows)
    boxes: list[Box] = []
    begun: dict[int, int] = {}  # column → the box that a merge downwards continues
    for number, row in enumerate(rows):
        still: dict[int, int] = {}
        free = 0
        for index, text in enumerate(row.texts):
            if len(boxes) >= limits.GRID_CELLS:
                return boxes
            if len(row.edges) < len(row.texts) or not borders:
                boxes.append(Box(text, number, index))
                continue
            edge = row.edges[index]
            left, right = max(free, _column(borders, edge.left)), _column(borders, edge.right)
            width = max(1, right - left)
            free = left + width
            last = boxes[-1] if boxes and boxes[-1].row == number else None
            above = begun.get(left) if edge.joins_above else None
            if above is not None and boxes[above].column_span != width:
                above = None
            if edge.joins_left and last is not None:
                joined = f"{last.text}\n{text}" if text and last.text else last.text or text
                boxes[-1] = Box(joined, last.row, last.column, last.row_span, left + width - last.column)
            elif above is not None:
                old = boxes[above]
                joined = f"{old.text}\n{text}" if text and old.text else old.text or text
                boxes[above] = Box(joined, old.row, old.column, number - old.row + 1, old.column_span)
                still[left] = above
            else:
                still[left] = len(boxes)
                boxes.append(Box(text, number, left, 1, width))
        begun = still
    return boxes


def _borders(rows: Sequence[Row]) -> list[int]:
    """Return the left ends of the column borders of a table, drift within a column removed."""
    places = sorted({p for row in rows for edge in row.edges for p in (edge.left, edge.right)})
    out: list[int] = []
    for place in places:
        if not out or place - out[-1] > _SAME_EDGE:
            out.append(place)
    return out


def _column(borders: list[int], place: int) -> int:
    """Return the number of the border a place belongs to."""
    at = bisect_left(borders, place - _SAME_EDGE)
    return min(at, len(borders) - 1)
