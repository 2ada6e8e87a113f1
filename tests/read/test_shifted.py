"""Numbers that stand away from their labels are not read as the next label's."""

from __future__ import annotations

from toolkit.form import load_form
from toolkit.read.found import Run
from toolkit.read.labels import RowLabel
from toolkit.read.placements import Row
from toolkit.read.quantity import parse_quantity
from toolkit.read.shifted import APART, MOVED, shifted_rows
from toolkit.read.slots import Slot

REQUESTS = load_form("format2021").tables["requests"]
COLUMNS = [column.key for column in REQUESTS.columns]


def _shifted(*printed: tuple[str, str], ruled: bool = False) -> dict[str, str]:
    """Rows as printed, key and numbers, one number a line."""
    order = [row.key for row in REQUESTS.data_rows]
    rows, runs, line = [], {}, 0
    for key, numbers in printed:
        slots = []
        for text in numbers.split():
            line += 1
            quantity = parse_quantity(text)
            slots.append(Slot(text, line, line + 1, "text", line, quantity, ruled, quantity.kind, line, 1))
        line += 1
        runs[key] = Run(RowLabel("requests", key, order.index(key), False, ""), line, line)
        rows.append(Row(key, slots))
    return shifted_rows(rows, runs, COLUMNS, REQUESTS.identities)


def test_a_label_that_belongs_above_has_another_rows_numbers() -> None:
    assert _shifted(("outcomes_total", ""), ("other_misc", "76 17 0 1 3 1 98")) == {"other_misc": APART}
    assert _shifted(("other_misc", ""), ("outcomes_total", "76 17 0 1 3 1 98")) == {}


def test_rows_between_two_rows_of_numbers_and_none_are_doubted() -> None:
    twice = "4 0 0 0 0 0 4 0 0 0 0 0 0 0"
    told = _shifted(
        ("other_correction_overdue", twice), ("other_fee_unpaid", "4 0 0 0 0 0 4"), ("other_misc", ""),
        ("requests_carried_out", "4 0 0 0 0 0 4"),
    )  # fmt: skip
    assert told == dict.fromkeys(("other_correction_overdue", "other_fee_unpaid", "other_misc"), APART)


def test_a_total_in_another_box_is_told_from_a_slip_and_from_ruled_boxes() -> None:
    assert _shifted(("granted_partial", "250 213 21 1 4 7 4")) == {"granted_partial": MOVED}
    assert _shifted(("granted_partial", "213 21 1 4 7 4 249")) == {}
    assert _shifted(("granted_partial", "250 213 21 1 4 7 4"), ruled=True) == {}


def test_a_slip_of_small_numbers_is_read_as_printed(root):
    """1 + 1 beside a total of 0 adds up another way round by chance; one such row is the office's slip, not ours."""
    import toolkit

    (path,) = (root / "data/raw").glob("002*")
    text = path.read_text(encoding="utf-8")
    label = "一、本年新收政府信息公开申请数量"
    at = text.index(label) + len(label)
    lines = text[at:].split("\n")
    boxes = [n for n, line in enumerate(lines) if line.strip()][:7]
    assert [lines[n].strip() for n in boxes] == ["1", "0", "0", "0", "0", "0", "1"]
    lines[boxes[1]], lines[boxes[6]] = "1", "0"
    report = toolkit.read_text(text[:at] + "\n".join(lines))
    row = report.cells.filter(row="requests_received_new")
    assert row["text"].to_list() == ["1", "1", "0", "0", "0", "0", "0"]
    assert row["state"].unique().to_list() == ["read"]
    assert report.checks.filter(outcome="fails", severity="error").height > 0
