"""A body's report and those of the bodies below → checks that the figures of an area are the sum of its parts.

Which bodies an area report counts is printed nowhere. The check is undecided unless the register says that the list of
children is complete for the year, the report counts the area, and every child's report is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.check.model import Check, Outcome, compare
from toolkit.check.rules import rules

Cells = Mapping[str, Decimal | None]
NOT_LISTED = "the register does not say that the bodies below are complete"
NOT_AREA = "the report does not say that it counts the whole area"
ABSENT = "no report of {bodies}"
BLANK = "a report below states no number"


@dataclass(frozen=True, slots=True)
class Family:
    """A report of a body that has others below it: its cells and theirs, and what is known of the list.

    `absent` are bodies below without a report for the year; `children` the cells of the others. The body's own office,
    where it reports by itself, is one of the children.
    """

    cells: Cells
    scope: str
    children: Sequence[Cells]
    absent: Sequence[str]
    complete: bool


def check_family(family: Family) -> Iterator[Check]:
    """Try every cell that the parent prints; one undecided check with the reason where nothing can be tried."""
    rule = rules()["parent_is_sum"]
    reason = _hindrance(family)
    if reason:
        yield rule.check(Outcome.UNDECIDED, reason)
        return
    for cell, printed in family.cells.items():
        table, _, axis = cell.partition(".")
        below = [child.get(cell) for child in family.children]
        known = [value for value in below if value is not None]
        if printed is None or not known:
            continue
        total = sum(known, Decimal(0)) if len(known) == len(below) else None
        note = BLANK if total is None else ""
        yield rule.check(
            compare(printed, "==", total), note, table, axis, left=printed, right=total, left_cells=(cell,)
        )


def _hindrance(family: Family) -> str:
    if not family.complete:
        return NOT_LISTED
    if family.scope != "area":
        return NOT_AREA
    return ABSENT.format(bodies=", ".join(family.absent)) if family.absent else ""
