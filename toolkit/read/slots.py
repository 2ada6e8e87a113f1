"""Slots: the pieces of print that may be a label, a number or an empty cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.read.quantity import Print, Quantity


@dataclass(slots=True)
class Slot:
    """One piece of print. `text` is folded and stripped; `start` and `end` are offsets in `part`.

    `row` counts lines of the table where the flattening shows them; slots of one row share it. `ruled` says that
    the piece was cut by a tab, a pipe or a grid, so that its neighbours in the row are known to be whole cells.
    """

    text: str
    start: int
    end: int
    part: str
    row: int
    quantity: Quantity
    ruled: bool
    kind: Print  # of `quantity`
    line: int | None = None  # line and column in the part, from 1, where it has lines
    column: int | None = None


# "- 12 -", "第3页", "第 3 页 共 8 页", "3 / 8", "Page 3"
PAGE_MARK = re.compile(
    r"[-—·]\s*\d{1,3}\s*[-—·]|第\s*\d{1,3}\s*页(?:\s*[,/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}(?:\s*页)?|page\s*\d{1,3}",
    re.IGNORECASE,
)
