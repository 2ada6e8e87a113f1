"""What claim reading gives: claims with their readings, the number ledger, sums inside the prose.

All offsets are half-open, in the decoded text of the passage's part, before any normalisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Fit = Literal["primary", "alternate", "none", "unknown"]
Verdict = Literal["consistent", "approximate", "ambiguous", "inconsistent", "not_comparable"]
NumberKind = Literal["linked", "inner_sum", "date_or_law", "other_subject", "unknown"]
Outcome = Literal["holds", "fails", "undecided"]
Holds = Literal["exact", "near", "no"]
UNREAD = "unread: "  # begins the note of a claim with words beside it that were not understood


@dataclass(frozen=True, slots=True)
class ReadingValue:
    """One meaning the words admit, and what the report's figures give for it (None: not to be had).

    `primary`: the words put it first, alone or with others like it (共计N after the parts: the total and their sum).
    `fits`: whether it holds exactly, within the word or its last digit (near), or not; None where there is no value.
    """

    measure: str
    value: Decimal | None
    primary: bool = False
    fits: Holds | None = None

    @property
    def holds(self) -> bool | None:
        """Whether it holds, exactly or nearly; None where that cannot be told."""
        return None if self.fits is None else self.fits != "no"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The whole counts of `measure` that a printed rate allows beside `total` of `base`; `counts` None: none does."""

    measure: str
    base: str
    total: int
    counts: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the prose about a figure. `value` is in the measure's unit, the print is in `quote`.

    `rule` names the reading rule and `rule_version` its version; `subject` is the governing noun's key. `allowed` is
    there for shares and growth whose base is known.
    """

    quote: str
    start: int
    end: int
    part: str
    section: int | None
    value: Decimal
    unit: str
    qualifier: str
    implied: bool
    readings: tuple[ReadingValue, ...]
    fit: Fit
    verdict: Verdict
    note: str
    rule: str
    rule_version: int
    subject: str
    allowed: Allowed | None = None

    @property
    def held(self) -> ReadingValue | None:
        """The reading that holds and that the verdict rests on: the first that does, exactly before nearly."""
        asked = [r for r in self.readings if r.primary] if self.fit == "primary" else self.readings
        exact = (r for r in asked if r.fits == "exact")
        return next(exact, None) or next((r for r in asked if r.fits == "near"), None)

    @property
    def withheld(self) -> bool:
        """Tell whether no reading holds, yet words beside it were not understood, so that nothing is said."""
        return self.verdict == "not_comparable" and self.note.startswith(UNREAD)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the prose as printed, what kind it is, and whose it is (`subject`, empty where not known)."""

    text: str
    start: int
    end: int
    part: str
    section: int | None
    value: Decimal | None
    unit: str
    kind: NumberKind
    subject: str


@dataclass(frozen=True, slots=True)
class SumPlace:
    """Where a term of a sum inside the prose stands."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProseSum:
    """A sum inside the prose: `left` as printed, `right` as its parts give; a check of kind `prose_sum`."""

    id: str
    left: Decimal
    right: Decimal
    outcome: Outcome
    places: tuple[SumPlace, ...]
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """All that was read from a report's prose; `notes` say what of a table given for it was left out."""

    claims: tuple[Claim, ...]
    numbers: tuple[Number, ...]
    sums: tuple[ProseSum, ...]
    notes: tuple[str, ...] = ()
