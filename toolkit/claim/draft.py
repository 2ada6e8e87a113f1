"""What reading leaves behind before any value is looked at: drafts of claims, and what the reader remembers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.claim.numbers import Num

NEW, IN, OUT, RES = "requests_received_new", "requests_carried_in", "requests_carried_out", "outcomes_total"
BASE = f"{NEW}+{IN}"
BESIDE = frozenset({"share", "growth", "prior"})  # roles of what is said beside a count and is none itself
LAPSED, UNPAID, MISC = "other_correction_overdue", "other_fee_unpaid", "other_misc"
OTHER_ROWS = (LAPSED, UNPAID, MISC)


@dataclass(slots=True)
class Draft:
    """A claim in the making. `primary` of the `readings` are primary (usually 1); positions are in squeezed prose.

    `no_base`: the words leave open which reading is meant, so it is consistent only when all hold. `soft`: a
    mismatch proves nothing (published items, "in time"). `role` is what settling goes by.
    """

    rule: str
    subject: str
    role: str
    value: Decimal
    readings: tuple[str, ...]
    start: int
    end: int
    num: Num | None = None
    unit: str = ""
    qualifier: str = ""
    primary: int = 1
    no_base: bool = False
    soft: bool = False
    implied: bool = False
    at_most: bool = False  # counts a part of what the cell holds: fewer than the cell is no mismatch
    note: str = ""
    sentence: int = 0
    chunk: int = 0
    depth: int = 0
    part: bool = False  # stands in a 其中 list or bracket
    also: bool = False  # introduced by 另有, 此外
    dropped: bool = False
    branch: str | None = None  # the litigation block it speaks of
    of: tuple[Draft, ...] = ()  # the counts that a change may be one of, `sure` of them by the words
    sure: int = 0
    unread: str = ""  # words of its clause that nothing explains


@dataclass(slots=True)
class Memory:
    """What the reader knows while walking through the prose."""

    year: int | None
    scope: str | None
    modern: bool  # the 2021 names of section two (制发), not those of 2019 (新制作)
    subject: str | None = None
    section: str | None = None  # what the last numbered heading announced
    headline: Draft | None = None
    last: Draft | None = None
    drafts: list[Draft] = field(default_factory=list)
    sentence: int = 0
    paragraph_from: int = 0  # index of the first draft of this paragraph
    sentence_from: int = 0
    listing: bool = False  # inside 其中 … or 结果为：…
    whole: bool = False  # a consolidated count (全区, 各部门) was announced in this paragraph
    named: str | None = None  # the kind of cases that words of this sentence name since the last totals
    after_other: bool = False  # another subject was spoken of just before in this paragraph
    results: bool = False  # the sentence lists results of requests besides 公开
    topics: int = -1  # the sentence that counts requests by what they ask for
    foreign: int = -1  # the sentence whose reviews and suits arose from other acts
    area: bool = False  # the sentence also counts the whole area (全省), so 各市县 is a part of it
    other_spans: list[tuple[int, str]] = field(default_factory=list)  # start of a number, whose it is

    def add(self, draft: Draft) -> Draft:
        """Keep `draft`."""
        draft.sentence = self.sentence
        self.drafts.append(draft)
        return draft

    def ending_at(self, position: int) -> Draft | None:
        """Return the last number that was kept, where it ends at `position`: what a bracket opened there speaks of."""
        ends = self.last is not None and self.last.num is not None and self.last.num.tail == position
        return self.last if ends else None

    def here(self, *roles: str) -> list[Draft]:
        """Return the drafts of this sentence with one of `roles`, or all of them."""
        return [d for d in self.drafts[self.sentence_from :] if not roles or d.role in roles]

    def lately(self, *roles: str) -> list[Draft]:
        """Return the drafts of this paragraph (its last hundred) with one of `roles`, or all of them."""
        since = max(self.paragraph_from, len(self.drafts) - 100)
        return [d for d in self.drafts[since:] if not roles or d.role in roles]


def summed(measures: Iterable[str]) -> str:
    """Return the sum of `measures`, each once, in order."""
    return "+".join(dict.fromkeys(measures))


def both_blocks(name: str) -> str:
    """Return a column of section four over both litigation blocks: `total` → direct + after review."""
    return f"litigation_direct_{name}+litigation_after_review_{name}"
