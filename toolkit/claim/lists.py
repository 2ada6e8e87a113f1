"""How a list hands words on: semicolons, 其中 and 结果为：, 分别为, a leading verb, a year before a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.claim.clauses import LABELS, Chunk, Sentence, Unit
from toolkit.claim.draft import NEW, Memory
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
    return (token.kind == "verb" and token.key in ("receive", "handle", "new", "answer")) or (
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
            and not chunk.numbers
            and not any(t.kind == "section" for t in chunk.tokens)
            and _LIST_OPENS.search(text, chunk.start, chunk.end)
        )
        or (chunk.mark == "：" and memory.headline is not None and memory.headline.sentence == memory.sentence)
    ):
        memory.listing = True


def label_behind(chunks: Sequence[Chunk], n: int) -> tuple[Token, ...]:
    """Return the result right behind a bracket that holds but a number: 32.6%（30件）予以公开."""
    shares = [m for m in chunks[n - 1].numbers[-1:] if n and m.kind == "percent" and chunks[n].mark == "("]
    if shares and shares[0].tail == chunks[n].start - 1 and len(chunks[n].numbers) == 1:  # 无法提供占41.7%（25件）
        before = next((c for c in chunks[max(0, n - 2) : n][::-1] if any(t.kind == "outcome" for t in c.tokens)), None)
        if before is not None:
            return tuple(t for t in before.tokens if t.kind == "outcome")[-1:]
    if chunks[n].mark == "(" and n and len(chunks[n].numbers) == 1:  # 其余32件按无法提供（22件）
        since = max((m.tail for m in chunks[n - 1].numbers), default=0)
        touching = [t for t in chunks[n - 1].tokens if t.kind == "outcome" and t.end == chunks[n].start - 1]
        if touching and since and touching[0].start >= since:
            return tuple(touching)
    if chunks[n].mark != "(" or n + 1 >= len(chunks) or chunks[n + 1].mark != ")" or chunks[n + 1].numbers:
        return ()
    outcomes = tuple(t for t in chunks[n + 1].tokens if t.kind == "outcome")
    return outcomes if outcomes and outcomes[0].start == chunks[n + 1].start else ()


_SAYS_MORE = ("verb", "outcome", "carry", "pending", "case", "applicant", "channel")
_AHEAD = 3  # chunks


def told_behind(chunks: Sequence[Chunk], n: int, unit: Unit, text: str, memory: Memory) -> tuple[Token, ...]:
    """Return the words behind a part that says no more itself what became of it.

    其余2件依法延期，转入下年办理; 其中9件因需征询第三方意见，转至2025年答复; 申请公开报告的2件，已予以公开;
    4项涉及招生录取，已予以公开. A word for all (均) is not looked for: it may speak of more than the part.
    """
    said = [t for t in unit.tokens if t.kind in _SAYS_MORE and not (t.key == "receive" and t.start > unit.num.start)]
    dated = any(unit.start <= d.start < unit.end for d in unit.chunk.years)
    if said or dated or (chunks[n].numbers and chunks[n].numbers[-1] is not unit.num):
        return ()
    part = unit.has("rest", "also", "part")
    of_topic = text[unit.num.head - 1 : unit.num.head] in ("的", "中", "有")
    of_topic = of_topic or (unit.num.head == unit.start and chunks[n].mark not in ("(", ")"))
    counted = memory.lately("intake", "handled", "answered", "outcome")
    if not part and not (of_topic and memory.subject == "request" and counted):
        return ()
    mark = chunks[n].after
    for behind in chunks[n + 1 : n + 1 + _AHEAD]:
        if mark not in ("，", "、") or behind.mark != mark or behind.numbers:
            return ()  # a bracket, or another number
        mark = behind.after
        if any(t.kind in ("blanket", "part") for t in behind.tokens):
            return ()
        kinds = ("carry", "next", "outcome") if part or behind.mark == "，" else ("outcome",)
        words = [t for t in behind.tokens if t.kind in kinds]
        if any(t.kind in ("carry", "outcome") for t in words):
            return (*words, *_later_years(behind, memory.year))
    return ()


def _later_years(chunk: Chunk, year: int | None) -> list[Token]:
    """Return a word for next year for each year that a chunk carries to."""
    carries = [t for t in chunk.tokens if t.kind == "carry"]
    return [
        Token(d.start, d.end, "next", "next", "")
        for d in chunk.years
        if carries and (d.value > year if year is not None else d.start > carries[0].start)
    ]


def meanwhile(unit: Unit) -> Unit:
    """Return 同期受理6件 without the word: before a verb it says "in the same time", not "a year before"."""
    words = unit.chunk.tokens
    if len(words) < 2 or words[0].text != "同期" or words[0].start != unit.chunk.start or unit.chunk.depth:
        return unit
    if words[1].kind != "verb" or words[1].start != words[0].end or unit.has("compare", "prior"):
        return unit
    return replace(unit, tokens=tuple(t for t in unit.tokens if t is not words[0]))


def labels_to_deal(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Return the labels that 分别为 will deal out: outcomes, results, nouns or steps, whichever are several.

    A label may be two words (上年|结转).
    """
    for kinds in (
        ("outcome",),
        ("case",),
        ("applicant",),
        ("act",),
        ("branch",),
        ("verb", "carry"),
        ("subject", "other"),
    ):
        labels = [t for t in tokens if t.kind in kinds]
        if len(labels) > 1:
            years = [t for t in tokens if t.kind in ("prior", "next")] if "carry" in kinds else []
            return [(*(y for y in years if y.end == t.start or t.end == y.start), t) for t in labels]
    return []


def _each(unit: Unit) -> Token | None:
    """Return the 各 right before the number."""
    return next((t for t in unit.of("each") if t.text == "各" and t.end == unit.num.head), None)


def without(unit: Unit, *tokens: Token | None) -> Unit:
    """Return a unit without some of its words."""
    return replace(unit, tokens=tuple(t for t in unit.tokens if t not in tokens))


def one_to_each(chunks: Sequence[Chunk], n: int, unit: Unit) -> Unit | None:
    """Return 予以公开、部分公开、不予公开各60、10、12件 without 各, where as many numbers follow as labels precede."""
    each = _each(unit)
    if each is None or unit.num is not chunks[n].numbers[-1]:
        return None
    row = numbers_in_row(chunks, n)
    labels = labels_to_deal([t for t in unit.tokens if t.end <= each.start])
    return without(unit, each) if row > 1 and len(labels) == row else None


def numbers_in_row(chunks: Sequence[Chunk], n: int) -> int:
    """Return how many numbers stand in a row from the last of chunk `n` on, those after it without words (、)."""
    row = 1
    for chunk in chunks[n + 1 :]:
        if chunk.mark != "、" or not chunk.numbers or any(t.kind in LABELS for t in chunk.tokens):
            break
        row += len(chunk.numbers)
    return row


def each_alike(unit: Unit) -> tuple[Unit, ...]:
    """Return 予以公开、不予公开各2件 as two units of one label each; any other unit as it is."""
    each = _each(unit)
    if each is None:
        return (unit,)
    labels = labels_to_deal([t for t in unit.tokens if t.end <= each.start])
    if not labels or labels[0][-1].kind not in ("outcome", "case", "applicant", "branch"):
        return (unit,)
    return tuple(without(unit, each, *(t for other in labels for t in other if other is not own)) for own in labels)


def compared(unit: Unit, text: str) -> Unit:
    """Return 比上年多13件 with 多 as a rise: right before a number that is compared, it is no adverb."""
    at = unit.num.head - 1
    if text[at : at + 1] not in ("多", "少") or not unit.has("compare") or unit.has("up", "down"):
        return unit
    more = Token(at, at + 1, "up" if text[at] == "多" else "down", text[at], text[at])
    return replace(unit, tokens=(*unit.tokens, more))


def of_last_year(unit: Unit, text: str) -> Unit:
    """Return 比上年的231.7万元有所下降 as last year's number: the change behind it is not printed."""
    changes = (*unit.of("up"), *unit.of("down"))
    before = unit.of("prior")[-1:]
    if not changes or not before or text[before[0].end : unit.num.head] != "的":
        return unit
    return without(unit, *changes) if all(t.start >= unit.num.tail for t in changes) else unit


_KEYS = {"on_request": "request"}
_REACHED = re.compile(r"(?:至|到|为)?(?:(?:\d{4}年度?|本年度?|今年|当年)的?)?")


def reached(unit: Unit, text: str, memory: Memory) -> Unit:
    """Return 由上年的9件下降到4件 as plain 4件 of the same noun: the level reached, not the change."""
    num = unit.num
    for token in unit.tokens if num.kind == "count" else ():
        between = text[token.end : num.head]
        if token.kind not in ("up", "down") or token.end > num.head or not _REACHED.fullmatch(between):
            continue
        if between[:1] in ("至", "到", "为") or token.text.endswith(("至", "到", "为")):
            named = [t for t in unit.chunk.tokens if t.kind in ("subject", "act") and t.end <= token.start]
            # 依申请公开量 that rises is the number of requests
            nouns = [replace(t, start=num.head, end=num.head, key=_KEYS.get(t.key, t.key)) for t in named]
            if not named and any(d.readings == (f"prior.{NEW}",) for d in memory.here("prior")):
                nouns = [Token(num.head, num.head, "subject", "request", "")]  # 去年收到62件，今年增至80件
            kept = (t for t in unit.tokens if t is not token and t not in named and t.kind not in ("prior", "compare"))
            return replace(unit, tokens=(*kept, *nouns))
    return unit


def of_several_years(sentence: Sentence, unit: Unit) -> bool:
    """Tell whether 分别为 deals numbers to years (2021—2023年申请量分别为12件、18件和25件)."""
    dates = [d for c in sentence.chunks for d in c.years if d.start < unit.num.start]
    return len({d.value for d in dates}) > 1


def has_own_label(unit: Unit) -> bool:
    """Tell whether the number has a word of its own, so that 分别为 deals it none."""
    return any(t.kind in ("outcome", "case", "applicant", "subject", "other", "carry") for t in unit.tokens)
