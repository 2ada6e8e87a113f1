"""Rows whose numbers stand away from their labels, as a page's text comes when it is taken box by box.

Nothing rules such print, so a label may be passed over and its numbers stand beside the next. Three things tell: a
label without numbers while another row has twice as many as the form; a label without numbers right before one that
belongs above it; a row that adds up only with its total in another box than the last. None of these rows is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.form import Identity
from toolkit.read.found import Run
from toolkit.read.placements import Row
from toolkit.read.quantity import Print

# So few rows apart, the numbers too many of one are likely the other's.
NEAR = 4
# Rows whose total stands in another box tell something if there are so many, or if one adds up to so much.
ALIKE, TELLING = 3, 3
APART = "a label nearby is printed without numbers: they may be these, or these another row's"
MOVED = "the row adds up only with its total in another box; the order of the boxes is not sure"


def shifted_rows(
    rows: Sequence[Row], runs: Mapping[str, Run], columns: Sequence[str], identities: Sequence[Identity]
) -> dict[str, str]:
    """Return the rows that may hold another row's or box's numbers, with the reason."""
    width = len(columns)
    printed = sorted(rows, key=lambda row: runs[row.key].first)
    doubted: dict[str, str] = {}
    empty = [n for n, row in enumerate(printed) if not row.slots]
    full = [n for n, row in enumerate(printed) if _loose(row) and _solid(row) >= 2 * width > 2]
    for at in empty:
        if full:
            nearest = min(full, key=lambda n: abs(n - at))
            near = abs(nearest - at) <= NEAR
            doubted.update({row.key: APART for row in printed[min(at, nearest) : max(at, nearest) + 1] if near})
        after = printed[at + 1] if at + 1 < len(printed) else None
        if after is not None and _loose(after) and runs[after.key].label.order < runs[printed[at].key].label.order:
            doubted[after.key] = APART
    for identity in identities:
        if identity.over != "rows" or identity.op != "==" or len(identity.right) != 1 or identity.cross_year:
            continue
        if set(columns) == {*identity.left, *identity.right}:
            total = columns.index(identity.right[0])
            moved = {row.key: whole for row in printed if (whole := _moved(row, width, total))}
            # 1 + 1 beside a total of 0 is as well an office's slip: small rows follow others, they prove nothing.
            if doubted or len(moved) >= ALIKE or any(whole >= TELLING for whole in moved.values()):
                doubted.update(dict.fromkeys(moved, MOVED))
    return doubted


def _solid(row: Row) -> int:
    return sum(slot.kind is not Print.BLANK for slot in row.slots)


def _loose(row: Row) -> bool:
    """Tell whether the row's boxes are not ruled and stand one a line, a few perhaps together."""
    lines = {slot.line for slot in row.slots}
    return bool(row.slots) and not any(slot.ruled for slot in row.slots) and 4 * len(lines) >= 3 * len(row.slots)


def _moved(row: Row, width: int, total: int) -> Decimal:
    """Return what a row of unruled numbers, one a line, adds up to if not in the box of its total; else 0."""
    values = [slot.quantity.value for slot in row.slots]
    if len(values) != width or not _loose(row):
        return Decimal(0)
    numbers = [value for value in values if value is not None]
    twice = sum(numbers, Decimal(0))  # the parts and their total
    elsewhere = len(numbers) == width and 2 * numbers[total] != twice and any(2 * n == twice for n in numbers)
    return twice / 2 if elsewhere else Decimal(0)
