"""Which column of the form each printed column is, where an office moved its total column, or printed no other.

Columns are taken in the form's order. Only the total may stand elsewhere, and only where the sums say so: in no row of
numbers does it fit its own place, and in every row another, the same one. It stands alone where the head names no other
column and no row has a second box with print.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.form import Identity, Table
from toolkit.read.fold import squeeze
from toolkit.read.placements import Row
from toolkit.read.quantity import Print

# So many rows with numbers other than zero must agree.
FEWEST_ROWS = 3


def printed_columns(rows: Sequence[Row], form: Table, head: str) -> tuple[str, ...]:
    """Return the form's columns that are printed, in the order printed; `head` is the table's head, squeezed."""
    columns = tuple(column.key for column in form.columns)
    alone = [column for column in form.columns if any(squeeze(name) in head for name in column.labels)]
    solid = [sum(slot.kind is not Print.BLANK for slot in row.slots) for row in rows]
    if len(columns) > 1 and len(alone) == 1 and len(rows) > 1 and max(solid, default=0) == 1 and min(solid) == 1:
        totals = {key for i in form.identities if i.over == "rows" and not i.cross_year for key in i.right}
        if alone[0].key in totals:
            return (alone[0].key,)
    return printed_order(rows, columns, form.identities, head)


def printed_order(
    rows: Sequence[Row], columns: tuple[str, ...], identities: Sequence[Identity], head: str
) -> tuple[str, ...]:
    """Return `columns` in the order printed; `head` is the table's head, squeezed."""
    sums = [i for i in identities if i.over == "rows" and i.op == "==" and len(i.right) == 1 and not i.cross_year]
    if len(sums) != 1 or {*sums[0].left, *sums[0].right} != set(columns):
        return columns
    total = sums[0].right[0]
    own = columns.index(total)
    lines = [line for row in rows if (line := _values(row)) is not None and len(line) == len(columns) and any(line)]
    if len(lines) < FEWEST_ROWS or any(2 * line[own] == sum(line) for line in lines):
        return columns
    fits = [at for at in range(len(columns)) if all(2 * line[at] == sum(line) for line in lines)]
    if len(fits) > 1 and -1 < head.find("总计") < head.find("自然人"):
        fits = fits[:1]
    if len(fits) != 1:
        return columns
    rest = [column for column in columns if column != total]
    return (*rest[: fits[0]], total, *rest[fits[0] :])


def _values(row: Row) -> list[Decimal] | None:
    """Return the row's numbers, ghosts of merged cells aside; None where something else is printed."""
    values = [slot.quantity.value for slot in row.slots if slot.text]
    return None if any(value is None for value in values) else [value for value in values if value is not None]
