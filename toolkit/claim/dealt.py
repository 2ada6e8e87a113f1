"""What 分别 deals to the counts or years before it: 分别占50.4%、8.4%; 分别增长2%、3%; 2022年、2023年分别为9件和12件.

Each number of the row goes to the count in its place; where the row and the list differ in length nothing is dealt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.claim.clauses import LABELS, Chunk, Sentence, Unit
from toolkit.claim.draft import BASE, BESIDE, IN, NEW, RES, Draft, Memory
from toolkit.claim.growth import grew
from toolkit.claim.lists import labels_to_deal
from toolkit.claim.making import draft
from toolkit.claim.numbers import Num
from toolkit.claim.phrases import Token
from toolkit.claim.rates import named_count, share_of

_Place = tuple[Num, Chunk, tuple[Token, ...]]  # a number of the row, where it stands, its words
_Row = Sequence[_Place]
_TOTALS = frozenset({"intake", "handled", "base", "answered", "in", "out", "none", "channel"})
_LONGEST = 12  # numbers of a row; no sentence comes near it


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a row gave: drafts in order, and where the chunks it took end."""

    drafts: tuple[Draft, ...]
    end: int


def read_dealt(sentence: Sentence, n: int, text: str, memory: Memory) -> Dealt | None:
    """Read the row of numbers that begins in chunk `n`; None where there is none, or it is not clear whose they are."""
    chunk = sentence.chunks[n]
    deals = [t for t in chunk.tokens if t.kind == "respectively"]
    if not deals or deals[0].start > chunk.numbers[-1].start:
        return None
    row = _row(sentence.chunks, n)
    kinds = {num.kind for num, _, _ in row}
    if len(row) < 2 or len(kinds) != 1:
        return None
    words = [t for t in chunk.tokens if t.end <= row[0][0].head]
    if any(t.kind == "share" for t in words) and kinds == {"percent"}:
        before = sentence.chunks[n - 1 : n] if n and not sentence.chunks[n - 1].numbers else ()
        return _shares(row, words, before[0].tokens if before else (), memory)
    if any(t.kind in ("up", "down") for t in words) and kinds <= {"percent", "count", "times"}:
        return _changes(row, memory)
    return _years(row, deals[0], sentence, n, text, memory) if kinds == {"count"} else None


def _row(chunks: Sequence[Chunk], n: int) -> list[_Place]:
    """Return the numbers of chunk `n` and of those after it that are but numbers, each with its words."""
    out: list[_Place] = []
    for chunk in chunks[n : n + _LONGEST]:
        if chunk is not chunks[n]:
            more = any(t.kind in LABELS - {"share"} or t.kind == "respectively" for t in chunk.tokens)
            if chunk.mark not in ("、", "，") or not chunk.numbers or more or chunk.numbers[0].kind != out[-1][0].kind:
                break
            if chunk.mark == "，" and chunk.numbers[0].head > chunk.start + 2:
                break  # 分别为3件、5件，共8件
        at = chunk.start
        for num in chunk.numbers:
            out.append((num, chunk, tuple(t for t in chunk.tokens if at <= t.start < num.start)))
            at = num.tail
    return out


def _counts(number: int, memory: Memory, before: int) -> list[Draft]:
    """Return the last `number` counts of the sentence where they are one list, or all there are; else none."""
    made = [
        d for d in memory.here() if d.num is not None and d.readings and d.role not in BESIDE and d.num.start < before
    ]
    last = made[-number:]
    same = len(last) == number and len({(d.role, d.depth, d.part) for d in last}) == 1
    ahead = made[-number - 1 : -number]
    one_list = same and not any((d.role, d.depth, d.part) == (last[0].role, last[0].depth, last[0].part) for d in ahead)
    if one_list:
        return last
    for some in (made, [d for d in made if not d.part and not d.depth]):
        if len(some) == number:
            return some
    return []


def _shares(row: _Row, words: Sequence[Token], before: Sequence[Token], memory: Memory) -> Dealt | None:
    """Read the shares of the counts listed before; of those a chunk before names without number, where it names any."""
    share = next(t for t in words if t.kind == "share")
    if any(t.kind in ("outcome", "applicant", "case") and t.start < share.start for t in words):
        return None  # 予以公开、部分公开分别占50.4%、8.4%: its own labels are dealt like any others
    units = [Unit(num, tuple(words), chunk, num.head, num.tail) for num, chunk, _ in row]
    labels = [label for label in labels_to_deal(before) if label[-1].kind in ("outcome", "applicant")]
    if labels:
        named = [named_count(unit, memory, label) for unit, label in zip(units, labels, strict=False)]
        counts = [c for c in named if c is not None] if len(labels) == len(row) else []
    else:
        counts = [c for c in _counts(len(row), memory, row[0][0].start) if c.role not in _TOTALS]
    if len(counts) != len(row):
        return None
    made = [one for unit, count in zip(units, counts, strict=True) for one in share_of(unit, memory, count, [])]
    for one, (_, chunk, _), count in zip(made, row, counts, strict=False):
        one.chunk, one.subject = chunk.start, count.subject
    return Dealt(tuple(made), row[-1][1].end) if len(made) == len(row) else None


def _changes(row: _Row, memory: Memory) -> Dealt | None:
    counts = _counts(len(row), memory, row[0][0].start)
    made: list[Draft] = []
    way: tuple[Token, ...] = ()
    for (num, chunk, words), count in zip(row, counts, strict=False):
        way = tuple(t for t in words if t.kind in ("up", "down")) or way
        one = grew(Unit(num, way, chunk, num.head, num.tail), memory, [count], 1)
        if one is None:
            return None
        one.chunk = chunk.start
        made.append(one)
    return Dealt(tuple(made), row[-1][1].end) if made else None


_SPAN = re.compile(r"年?度?(?:-|—|~|至|到)$")


def _years(row: _Row, deals: Token, sentence: Sentence, n: int, text: str, memory: Memory) -> Dealt | None:
    """Read 2022年、2023年申请量分别为100件、120件: this year's count, last year's; other years have no figures."""
    chunks = sentence.chunks[: n + 1]
    dates = [d for c in chunks for d in c.years if d.start < deals.start]
    words = [t for c in chunks for t in c.tokens if t.end <= row[0][0].head and t.kind in LABELS]
    spans = any(_SPAN.search(text[max(0, d.start - 4) : d.start]) for d in dates)
    if memory.year is None or spans or len(dates) != len(row) or len({d.value for d in dates}) != len(row):
        return None
    if any(c.numbers for c in chunks[:-1]) or any(t.kind not in ("subject", "verb") for t in words):
        return None
    nouns = {t.key for t in words if t.kind == "subject"}
    if not nouns or not nouns <= {"request", "on_request"}:
        return None
    verbs = {t.key for t in words if t.kind == "verb"}
    if "handle" in verbs or len(verbs) > 1:
        return None
    measures = (RES,) if "answer" in verbs else (NEW,) if "new" in verbs else (NEW, BASE)
    memory.subject = "request"
    made: list[Draft] = []
    for (num, chunk, _), date in zip(row, dates, strict=True):
        unit = Unit(num, (), chunk, num.head, num.tail)
        if date.value == memory.year:
            role = "answered" if "answer" in verbs else "intake"
            made.append(draft(unit, memory, "year_count", role, measures))
        elif date.value == memory.year - 1:
            before = (f"prior.{measures[0]}", *([f"prior.{NEW}+prior.{IN}"] if BASE in measures else []))
            made.append(draft(unit, memory, "prior_count", "prior", before, note="prior"))
        else:
            memory.other_spans.append((num.start, ""))
    return Dealt(tuple(made), row[-1][1].end) if made else None
