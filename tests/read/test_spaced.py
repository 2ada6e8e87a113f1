"""Digits that came apart are one number only where the row's sum says so."""

from __future__ import annotations

import pytest

from toolkit.form import load_form
from toolkit.read.placements import Row
from toolkit.read.quantity import parse_quantity
from toolkit.read.slots import Slot
from toolkit.read.spaced import join_digits

REQUESTS = load_form("format2021").tables["requests"]
COLUMNS = [column.key for column in REQUESTS.columns]


def _joined(*print_: str) -> list[str | None]:
    slots = []
    for n, text in enumerate(print_):
        quantity = parse_quantity(text)
        slots.append(Slot(text, n, n + 1, "text", 1, quantity, True, quantity.kind))
    row = Row("granted_full", slots)
    join_digits([row], COLUMNS, REQUESTS.identities)
    return [None if s.quantity.value is None else str(s.quantity.value) for s in row.slots]


def test_a_row_that_adds_up_joins_them() -> None:
    assert _joined("2 0", "1", "1", "1", "1", "0", "2 4") == ["20", "1", "1", "1", "1", "0", "24"]


@pytest.mark.parametrize(
    "row",
    [
        ("5 7", "0", "0", "0", "0", "0", "5"),  # a stray beside the number
        ("1 2", "0", "0", "0", "0", "3"),  # two boxes in one
        ("1 2", "0", "", "0", "0", "0", "12"),  # a box is blank
    ],
)
def test_any_other_row_keeps_them_apart(row: tuple[str, ...]) -> None:
    assert _joined(*row)[0] is None
