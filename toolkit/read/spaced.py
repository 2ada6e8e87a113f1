"""Numbers whose digits came apart ("2 0", "12 45"): read in a scan, or broken by a narrow box.

What stands in one box may also be a number and a stray beside it. So it is one number only where the row's own sum says
so, every other box of the sum holding a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.form import Identity
from toolkit.read.placements import Row
from toolkit.read.quantity import APART, Print, parse_quantity
from toolkit.read.slots import Slot

NOTE = "the digits are printed apart; the row adds up with them together"


def join_digits(rows: Sequence[Row], columns: Sequence[str], identities: Sequence[Identity]) -> None:
    """Make one number of such print in rows that are full, where a sum along the row then holds."""
    sums = [i for i in identities if i.over == "rows" and i.op == "==" and not i.cross_year]
    for row in rows:
        boxes = [slot for slot in row.slots if slot.kind is not Print.BLANK]
        if len(boxes) != len(columns) or not any(_is_apart(slot) for slot in boxes):
            continue
        at = dict(zip(columns, boxes, strict=True))
        values = {key: parse_quantity(_together(slot)).value for key, slot in at.items()}
        for identity in sums:
            left, right = ([values.get(key) for key in keys] for keys in (identity.left, identity.right))
            if None in left or None in right or sum(v for v in left if v) != sum(v for v in right if v):
                continue
            for key in (*identity.left, *identity.right):
                if _is_apart(at[key]):
                    at[key].quantity = replace(parse_quantity(_together(at[key])), note=NOTE)
                    at[key].kind = Print.NUMBER


def _is_apart(slot: Slot) -> bool:
    return slot.ruled and slot.quantity == APART


def _together(slot: Slot) -> str:
    return slot.text.replace(" ", "") if _is_apart(slot) else slot.text
