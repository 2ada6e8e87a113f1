"""What `locate` finds in a stream of slots: rows of a table by their labels, and whole tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.read.labels import RowLabel
from toolkit.read.slots import Slot

CASES = "reconsideration_litigation"
# A sentence, not a label or a head. The longest official label has 36 characters, with its aside 45.
SENTENCE = 64
# A label whose cell also explains it, in brackets.
EXPLAINED = 200
# The widest gap, in slots, between two rows of one table: a repeated head and a page mark fit in.
GAP = 60
# Words in place of a number (见附件, 未统计) are short.
ODD_PRINT = 6


@dataclass(slots=True)
class Run:
    """A row label and the slots after it up to the next label."""

    label: RowLabel
    first: int  # index of the first slot of the label
    last: int  # index of the last slot of the label
    values: list[Slot] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class Found:
    """One printed table: its rows in printed order, the slots it covers, and the squeezed words of its head."""

    table: str
    runs: list[Run]
    first: int
    last: int
    head: str = ""
    head_slots: list[Slot] = field(default_factory=list)
    orphans: list[Run] = field(default_factory=list)  # runs under print that is no known label
