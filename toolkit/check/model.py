"""What a check says: both sides, and one of three answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """Only what was read is judged; missing evidence is undecided."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule tried at one place.

    `axis` is the column (for rules over rows of the table) or the row (for rules over its columns) where it was tried;
    `left_cells` and `right_cells` are cell names. A side is None where a cell of it states no number.
    """

    id: str
    version: int
    kind: str  # identity, prose_sum, …
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

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells the rule was tried on."""
        return self.left_cells + self.right_cells


def compare(left: Decimal | None, op: str, right: Decimal | None) -> Outcome:
    """Judge `left op right`; undecided where a side is unknown.

    >>> compare(Decimal(3), "==", Decimal(3)), compare(Decimal(3), "==", None)
    (<Outcome.HOLDS: 'holds'>, <Outcome.UNDECIDED: 'undecided'>)
    """
    if left is None or right is None:
        return Outcome.UNDECIDED
    holds = {"==": left == right, "<=": left <= right, ">=": left >= right}[op]
    return Outcome.HOLDS if holds else Outcome.FAILS
