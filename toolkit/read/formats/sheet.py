"""What the two kinds of workbook share: stored values to the text a person sees, and sheets to grids."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from toolkit.read.document import Block
from toolkit.read.formats import limits
from toolkit.read.formats.linear import Box, Linear

_SIGNIFICANT = 15  # digits a sheet keeps; what is stored beyond them is noise of binary fractions
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT_IDS = frozenset([9, 10])
_DAY_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's days have no zone
_DAY_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, rows and columns from 0, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet as read: the printed text of each filled cell, the merged areas, and what to note."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def number_kind(format_id: int, code: str | None) -> str:
    """Return what a number format makes of a number: "date", "percent" or "number"."""
    if code is None:
        return "date" if format_id in _DATE_IDS else "percent" if format_id in _PERCENT_IDS else "number"
    bare = _QUOTED.sub("", code).lower().partition(";")[0]
    if "%" in bare:
        return "percent"
    return "date" if re.search(r"[ymdhs年月日]", bare.replace("general", "")) else "number"


def shown(stored: str, kind: str, *, from_1904: bool = False) -> str:
    """Return a stored number as a person reads it, exact to the 15 digits a sheet keeps.

    >>> shown("1137.0", "number"), shown("31.270000000000003", "number"), shown("0.125", "percent")
    ('1137', '31.27', '12.5%')
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return stored
    if kind == "date":
        return _date(value, from_1904) or _plain(value)
    if kind == "percent":
        return _plain(value * 100) + "%"
    return _plain(value)


def _plain(value: Decimal) -> str:
    if not value:
        return "0"
    step = Decimal(1).scaleb(value.adjusted() - _SIGNIFICANT + 1)
    if value.adjusted() < _SIGNIFICANT - 1:
        value = value.quantize(step)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: Decimal, from_1904: bool) -> str | None:
    """Return a day count as an ISO day, with the time where there is one; None where it is no day."""
    if not 1 <= value < 2_958_466:
        return None
    moment = (_DAY_1904 if from_1904 else _DAY_1900) + dt.timedelta(seconds=round(float(value) * 86_400))
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(" ", "seconds")


def write_sheets(sheets: Iterable[Sheet]) -> tuple[list[Block], Mapping[str, str], list[str]]:
    """Return the blocks, parts and notes of a workbook; each sheet is a part and, if anything is in it, a grid."""
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    notes: list[str] = []
    for sheet in sheets:
        notes += [f"sheet {sheet.name}: {note}" for note in sheet.notes]
        if not any(text.strip() for text in sheet.cells.values()):
            continue
        name = sheet.name
        while name in parts:
            name += "'"
        linear = Linear(name)
        for boxes in split_at_blank_rows(boxes_of(sheet)):
            blocks += linear.table(boxes)
        parts[name] = linear.text
    return blocks, parts, notes


def boxes_of(sheet: Sheet) -> list[Box]:
    """Return a sheet's cells from its first filled row and column to its last, the blank ones between included."""
    filled = [place for place, text in sheet.cells.items() if text.strip()]
    top, left = min(r for r, _ in filled), min(c for _, c in filled)
    bottom, right = max(r for r, _ in filled) + 1, max(c for _, c in filled) + 1
    boxes: list[Box] = []
    covered: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        anchor = (merge.top, merge.left)
        rows = min(merge.bottom, max(bottom, merge.top + 1)) - merge.top
        columns = min(merge.right, max(right, merge.left + 1)) - merge.left
        if anchor in covered or rows < 1 or columns < 1 or rows * columns > limits.GRID_CELLS:
            continue
        if merge.top < top or merge.left < left or merge.top >= bottom:
            continue
        if len(covered) + rows * columns > limits.GRID_CELLS:
            sheet.notes.append("too many merged cells; the rest is read unmerged")
            break
        covered |= {(r, c) for r in range(merge.top, merge.top + rows) for c in range(merge.left, merge.left + columns)}
        boxes.append(Box(sheet.cells.get(anchor, "").strip(), merge.top - top, merge.left - left, rows, columns))
    dense = (bottom - top) * (right - left) <= limits.GRID_CELLS
    places = ((r, c) for r in range(top, bottom) for c in range(left, right)) if dense else iter(sorted(filled))
    for row, column in places:
        if (row, column) not in covered:
            boxes.append(Box(sheet.cells.get((row, column), "").strip(), row - top, column - left))
    return boxes


def split_at_blank_rows(boxes: list[Box]) -> list[list[Box]]:
    """Divide a sheet where a whole row is blank: what stands above and below are tables, or texts, of their own."""
    used: set[int] = set()
    for box in boxes:
        if box.text:
            used.update(range(box.row, box.row + box.row_span))
    tops: dict[int, int] = {}  # row → first row of its piece
    for row in sorted(used):
        tops[row] = tops.get(row - 1, row)
    pieces: dict[int, list[Box]] = {}
    for box in boxes:
        first = next((row for row in range(box.row, box.row + box.row_span) if row in tops), None)
        if first is not None:
            pieces.setdefault(tops[first], []).append(box)
    return [_cropped(pieces[top]) for top in sorted(pieces)]


def _cropped(boxes: list[Box]) -> list[Box]:
    """Return a table moved to the corner, without the blank columns around it."""
    filled = [b for b in boxes if b.text]
    top = min(b.row for b in boxes)
    left, right = min(b.column for b in filled), max(b.column + b.column_span for b in filled)
    kept = [b for b in boxes if b.text or (left <= b.column and b.column + b.column_span <= right)]
    return [replace(b, row=b.row - top, column=b.column - left) for b in kept]
