"""A Document: what every format reader gives, paragraphs and grids in reading order, each with its place.

Readers turn bytes into a Document and know nothing of forms; everything after them knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class UnreadableError(Exception):
    """A file that cannot be read, with the reason a person needs.

    `kind` is a short machine word ("empty", "not_text", "encrypted", "too_large", "unsupported", "damaged",
    "not_a_report").
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True)
class Place:
    """Half-open offsets in the decoded text of one part of the file, before any normalisation.

    `part` is "text" for plain text, otherwise names page, table and cell ("page 4/table 2/r7c3"). `line` and
    `column` count from 1 where the part has lines, else None.
    """

    part: str
    start: int
    end: int
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text outside any grid; offsets of `text` start at `place.start`."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a ruled grid, printed once even where it spans several rows or columns (counted from 0)."""

    text: str
    place: Place
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    area: tuple[float, float, float, float] | None = None  # on a PDF page: left, bottom, right, top in points


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells' rows and columns are known (HTML, Word, sheets, ruled PDF)."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    place: Place


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in reading order; `parts` maps each part's name to its decoded text, which places point into.

    Plain text is one Paragraph over the whole of part "text": its tables are flattened and found later.
    `notes` lists what the reader had to decide (encoding, leftover bookmarks, attachments).
    """

    source: str
    sha256: str
    format: str
    blocks: tuple[Block, ...]
    parts: Mapping[str, str]
    notes: tuple[str, ...] = field(default=())
