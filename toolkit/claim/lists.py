"""How a list hands words on: semicolons, 其中 and 结果为：, 分别为, a leading verb, a year before a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.claim.clauses import Chunk, Sentence, Unit
from toolkit.claim.draft import Memory
from toolkit.claim.phrases import Token

_LIST_OPENS = re.compile(r"(?:其中|结果|构成|情况|分别|类型|情形|如下|包括|答复)[^，。；]{0,6}$")


def at_semicolons(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the parts of a sentence between semicolons."""
    chunks = sentence.chunks
    cuts = [n for n, chunk in enumerate(chunks) if n and chunk.mark == "；"]
    for first, last in pairwise((0, *cuts, len(chunks))):
        part = chunks[first:last]
        yield replace(sentence, start=part[0].start, end=part[-1].end, chunks=part)


def leads(token: Token) -> bool:
    """Tell whether a word before a list's first item goes for the others too."""
    return (token.kind == "verb" and token.key in ("receive", "handle", "new")) or (
        token.kind == "act" and token.key in ("issue", "repeal", "in_force")
    )


def year_before(chunks: Sequence[Chunk], n: int, memory: Memory) -> Token | None:
    """Return a word for last year where a bracket follows one (2022年（30件）)."""
    if chunks[n].mark != "(" or n == 0 or memory.year is None:
        return None
    last = chunks[n - 1].dates[-1:]
    if last and last[0].value == memory.year - 1 and chunks[n - 1].end - last[0].end <= 2:
        return Token(last[0].start, last[0].end, "same_period", "prior", "")
    return None


def note_listing(chunk: Chunk, text: str, memory: Memory) -> None:
    """Remember that the parts of a count are listed from here on."""
    if (
        any(t.kind in ("part", "include") for t in chunk.tokens)
        or (
            chunk.after == "："
            and not any(t.kind == "section" for t in chunk.tokens)
            and _LIST_OPENS.search(text, chunk.start, chunk.end)
        )
        or (chunk.mark == "：" and memory.headline is not None and memory.headline.sentence == memory.sentence)
    ):
        memory.listing = True


def label_behind(chunks: Sequence[Chunk], n: int) -> tuple[Token, ...]:
    """Return the result right behind a bracket that holds but a number: 32.6%（30件）予以公开."""
    if chunks[n].mark != "(" or n + 1 >= len(chunks) or chunks[n + 1].mark != ")" or chunks[n + 1].numbers:
        return ()
    outcomes = tuple(t for t in chunks[n + 1].tokens if t.kind == "outcome")
    return outcomes if outcomes and outcomes[0].start == chunks[n + 1].start else ()


def carried_behind(chunks: Sequence[Chunk], n: int, unit: Unit) -> tuple[Token, ...]:
    """Return the carrying words behind a rest that says no more itself: 其余2件依法延期，转入下年办理."""
    if not unit.has("rest", "also") or any(t.kind in ("verb", "outcome", "carry", "pending") for t in unit.tokens):
        return ()
    if n + 1 >= len(chunks) or chunks[n + 1].mark != "，" or chunks[n + 1].numbers:
        return ()
    return tuple(t for t in chunks[n + 1].tokens if t.kind in ("carry", "next"))


def labels_to_deal(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Return the labels that 分别为 will deal out: outcomes, results, nouns or steps, whichever are several.

    A label may be two words (上年|结转).
    """
    for kinds in (("outcome",), ("case",), ("applicant",), ("act",), ("verb", "carry"), ("subject",)):
        labels = [t for t in tokens if t.kind in kinds]
        if len(labels) > 1:
            years = [t for t in tokens if t.kind in ("prior", "next")] if "carry" in kinds else []
            return [(*(y for y in years if y.end == t.start or t.end == y.start), t) for t in labels]
    return []


def compared(unit: Unit, text: str) -> Unit:
    """Return 比上年多13件 with 多 as a rise: right before a number that is compared, it is no adverb."""
    at = unit.num.head - 1
    if text[at : at + 1] not in ("多", "少") or not unit.has("compare") or unit.has("up", "down"):
        return unit
    more = Token(at, at + 1, "up" if text[at] == "多" else "down", text[at], text[at])
    return replace(unit, tokens=(*unit.tokens, more))


_KEYS = {"on_request": "request"}
_REACHED = re.compile(r"(?:至|到|为)?(?:\d{4}年度?的?)?")


def reached(unit: Unit, text: str) -> Unit:
    """Return 由上年的9件下降到4件 as plain 4件 of the same noun: the level reached, not the change."""
    num = unit.num
    for token in unit.tokens if num.kind == "count" else ():
        between = text[token.end : num.head]
        if token.kind not in ("up", "down") or token.end > num.head or not _REACHED.fullmatch(between):
            continue
        if between[:1] in ("至", "到", "为") or token.text.endswith(("至", "到", "为")):
            named = [t for t in unit.chunk.tokens if t.kind in ("subject", "act") and t.end <= token.start]
            # 依申请公开量 that rises is the number of requests
            nouns = (replace(t, start=num.head, end=num.head, key=_KEYS.get(t.key, t.key)) for t in named)
            kept = (t for t in unit.tokens if t is not token and t not in named and t.kind not in ("prior", "compare"))
            return replace(unit, tokens=(*kept, *nouns))
    return unit


def of_several_years(sentence: Sentence, unit: Unit) -> bool:
    """Tell whether 分别为 deals numbers to years (2021—2023年申请量分别为12件、18件和25件)."""
    dates = [d for c in sentence.chunks for d in c.dates if d.end - d.start == 4 and d.start < unit.num.start]
    return len({d.value for d in dates}) > 1


def has_own_label(unit: Unit) -> bool:
    """Tell whether the number has a word of its own, so that 分别为 deals it none."""
    return any(t.kind in ("outcome", "case", "applicant", "subject", "other", "carry") for t in unit.tokens)
