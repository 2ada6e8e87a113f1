"""What repair works with and gives: equations, changes with their reasons, deduced values with their proofs.

Nothing here is written back into a report. Cells are named `table.row.column`; values are as printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Layer = Literal["identity", "claim", "neighbour"]
Status = Literal["unique", "preferred", "tied", "unknown"]
Values = Mapping[str, Decimal | None]  # cell → number as printed, None where none is


@dataclass(frozen=True, slots=True)
class Equation:
    """`sum(factor · cell) = constant`.

    Identities of the form bind (`layer` "identity"); a sentence or a neighbouring year may itself be wrong, so a
    repair may leave it unfulfilled at the price of `weight`.
    """

    id: str  # "req_balance@total", "claim@text:629-641", "carry_chain@natural_person@prior"
    terms: tuple[tuple[str, int], ...]
    constant: Decimal
    layer: Layer
    rule: str
    version: int
    weight: int = 1

    @property
    def binding(self) -> bool:
        """Tell whether every repair has to fulfil it."""
        return self.layer == "identity"

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells it names."""
        return tuple(cell for cell, _ in self.terms)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would be otherwise; `slip` is the kind of slip of the pen that explains it, "" where none does."""

    cell: str
    printed: Decimal
    proposed: Decimal
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """A smallest set of changes after which every identity holds.

    `proof` are the failing identities that it mends; `support` sentences and neighbouring years that fail as printed
    and agree after the change; `against` those that disagree with it. `slip` names a systematic slip behind all
    changes together (a row shifted, a column copied).
    """

    changes: tuple[Change, ...]
    proof: tuple[str, ...]
    support: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    slip: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells it changes."""
        return tuple(change.cell for change in self.changes)


@dataclass(frozen=True, slots=True)
class Repair:
    """One fault of a table: the identities that fail together, and every smallest way to mend them.

    `status`: "unique" one smallest way; "preferred" several, of which a known slip of the pen explains the first
    alone (`reason` says which); "tied" several with nothing to tell them apart; "unknown" none small enough was found.
    `layers` are the kinds of evidence the result rests on; `decided_by` the sentences and years that narrowed it.
    """

    failing: tuple[str, ...]
    solutions: tuple[Solution, ...]
    status: Status
    reason: str
    layers: tuple[Layer, ...]
    decided_by: tuple[str, ...] = ()
    rule: str = "fellegi_holt"
    version: int = 1

    @property
    def best(self) -> Solution | None:
        """The solution to propose; None where several are tied or none is known."""
        return self.solutions[0] if self.status in ("unique", "preferred") else None

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells the proposal changes; of a tie, all that might be wrong."""
        if self.best is not None:
            return self.best.cells
        return tuple(dict.fromkeys(cell for solution in self.solutions for cell in solution.cells))

    @property
    def printed(self) -> tuple[Decimal, ...]:
        """What the proposed cells print."""
        return tuple(change.printed for change in self.best.changes) if self.best else ()

    @property
    def proposed(self) -> tuple[Decimal, ...]:
        """What they would be."""
        return tuple(change.proposed for change in self.best.changes) if self.best else ()

    @property
    def slip(self) -> str:
        """The kind of slip that explains the proposal, "" where none does."""
        if self.best is None:
            return ""
        return self.best.slip or "; ".join(dict.fromkeys(c.slip for c in self.best.changes if c.slip))

    @property
    def alternatives(self) -> tuple[Solution, ...]:
        """The other smallest solutions."""
        return self.solutions[1:] if self.best is not None else self.solutions


@dataclass(frozen=True, slots=True)
class Deduced:
    """A cell that states no number, and the one value the identities leave for it; `proof` names them."""

    cell: str
    value: Decimal
    proof: tuple[str, ...]
    rule: str = "deduction"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Interval:
    """A cell that states no number and is not determined: what it may be; `high` None where nothing bounds it.

    `proof` names the identities that bound it.
    """

    cell: str
    low: Decimal
    high: Decimal | None
    proof: tuple[str, ...] = ()
    rule: str = "deduction"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Deduction:
    """What the blanks of a report can be; no proof rests on the identities that are `broken`."""

    deduced: tuple[Deduced, ...]
    open: tuple[Interval, ...]
    broken: tuple[str, ...] = field(default=())


NOTHING_BLANK = Deduction((), ())
