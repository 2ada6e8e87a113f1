"""A Report: the plain data of one read report, as printed; nothing here has been checked, deduced or repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from toolkit.read.document import Place


class State(StrEnum):
    """What a cell of the form holds. A blank is never silently 0."""

    READ = "read"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    DEDUCED = "deduced"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of the form. `value` is the number as printed, None where none is printed or it could not be placed.

    `confidence`, 0 to 1, is how sure the recogniser was of a cell of a scan; None where the print was given as text.
    """

    table: str
    row: str
    column: str
    value: Decimal | None
    text: str
    unit: str
    state: State
    place: Place | None
    note: str = ""
    confidence: float | None = None

    @property
    def key(self) -> str:
        """The cell's name: `table.row.column`."""
        return f"{self.table}.{self.row}.{self.column}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A box of the form that was not found, or not placed, and why. An empty `row` means the whole table."""

    table: str
    row: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Leftover:
    """A number printed in sections two to four, or a repeated passage, that is no cell, and why."""

    text: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Prose to read claims from: `text` is the part's decoded text from `place.start` to `place.end`.

    `section` is 0 for the preamble, 1 to 6 for the standard sections, None where no heading told.
    """

    text: str
    place: Place
    section: int | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact about the report with the words it was read from; `value` is None where nothing tells."""

    value: str | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report as printed."""

    report_id: str
    source: str
    sha256: str
    format: str
    organ: Stated
    body_id: str
    level: Stated
    year: Stated
    period: Stated
    published: Stated
    scope: Mapping[str, Stated]  # table → own | area | unknown
    forms: Mapping[str, str]  # table → edition id
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...]
    leftovers: tuple[Leftover, ...]
    passages: tuple[Passage, ...]
    parts: Mapping[str, str]
    notes: tuple[str, ...] = field(default=())
    proofs: tuple[str, ...] = field(default=())  # identities that decided where a number belongs, as "id@column"

    def cell(self, key: str) -> Cell | None:
        """Return the cell named `table.row.column`, or None."""
        return next((c for c in self.cells if c.key == key), None)
