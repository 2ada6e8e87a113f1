"""What a check says: both sides, and one of three answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Severity = Literal["error", "soft"]
"""error: arithmetic that cannot be otherwise; soft: worth a look, and often right all the same."""


class Outcome(StrEnum):
    """Only what was read is judged; missing evidence is undecided."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule tried at one place.

    `axis` is the column (for rules over rows of the table) or the row (for rules over its columns) where it was tried;
    `left_cells` and `right_cells` are cell names. A side is None where a cell of it states no number. `table` and
    `axis` are "" for a rule on a whole report.
    """

    id: str
    version: int
    kind: str  # identity, part, plausible, complete, date, years, family, copies
    table: str
    axis: str
    op: str
    left_cells: tuple[str, ...]
    right_cells: tuple[str, ...]
    left: Decimal | None
    right: Decimal | None
    outcome: Outcome
    strength: str
    note: str = ""
    severity: Severity = "error"

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells the rule was tried on."""
        return self.left_cells + self.right_cells

    @property
    def name(self) -> str:
        """The check within its report: `req_balance@total`, `rows_complete@requests`, `year_in_period`."""
        place = self.axis or self.table
        return f"{self.id}@{place}" if place else self.id

    @property
    def weighs(self) -> bool:
        """Tell whether it fails in a way that is no matter of plausibility."""
        return self.outcome is Outcome.FAILS and self.severity == "error"


def compare(left: Decimal | None, op: str, right: Decimal | None) -> Outcome:
    """Judge `left op right`; undecided where a side is unknown.

    >>> compare(Decimal(3), "==", Decimal(3)), compare(Decimal(3), "==", None)
    (<Outcome.HOLDS: 'holds'>, <Outcome.UNDECIDED: 'undecided'>)
    """
    if left is None or right is None:
        return Outcome.UNDECIDED
    match op:
        case "==":
            holds = left == right
        case "<=":
            holds = left <= right
        case ">=":
            holds = left >= right
        case "<":
            holds = left < right
        case ">":
            holds = left > right
        case _:
            raise ValueError(f"no comparison {op!r}")
    return Outcome.HOLDS if holds else Outcome.FAILS
