"""What the items of a list hand on: labels before their numbers, a leading verb, the labels that 分别为 deals out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolkit.claim.clauses import LABELS, Chunk, Sentence, Unit
from toolkit.claim.columns import CASES
from toolkit.claim.draft import Memory
from toolkit.claim.lists import (
    compared,
    has_own_label,
    label_behind,
    labels_to_deal,
    leads,
    meanwhile,
    numbers_in_row,
    of_last_year,
    of_several_years,
    one_to_each,
    reached,
    told_behind,
    without,
)
from toolkit.claim.nouns import REQUESTS
from toolkit.claim.outcomes import parent_of
from toolkit.claim.phrases import Token
from toolkit.claim.whose import counted_last

_PART_OF_YEAR = re.compile("季度|半年")
_WHOLE_YEAR = re.compile("全年|半年|季度|年度")
_LONGEST = 40  # words that a list hands on to its next item
_COLOURS = ("part", "include", "exclude", "sum", "prior", "next", "whole", "same_period")


@dataclass(slots=True)
class Handed:
    """Words on their way through a sentence."""

    carried: list[Token] = field(default_factory=list)  # of the items before (、), for the next number
    pending: list[Token] = field(default_factory=list)  # of a chunk without number, for a number without words
    queue: list[tuple[Token, ...]] = field(default_factory=list)  # labels that 分别为 still has to deal
    governing: Sequence[Token] = ()  # the verb that a list (办理热线12件、申请3件) puts before its first item
    years: bool = False  # 2021、2022年分别为12件、18件
    period: Token | None = None  # 上半年 in a chunk before, for all numbers until another time is named
    outside: list[Token] | None = None  # words before a bracket that holds no number, for the number behind it


def carried_inside(chunk: Chunk) -> list[Token]:
    """Return the word by which a bracket without number tells that a count holds what was carried in, or leaves it out.

    含上年结转 gives one of kind "holds" and key "include", 不含上年结转 one of key "exclude".
    """
    if any(t.kind == "next" for t in chunk.tokens) or not any(t.kind == "carry" for t in chunk.tokens):
        return []
    return [replace(t, kind="holds") for t in chunk.tokens if t.kind in ("include", "exclude")][:1]


def pass_bracket(chunk: Chunk, handed: Handed) -> None:
    """Keep the words in front of a bracket for the number behind it: 收到申请（含上年结转）共14件.

    Of the words inside only these count: that the number holds what was carried in, or leaves it out, and a second
    result that it holds. A bracket that does not begin by saying so narrows the word before it
    (不予公开（内部事务）1件) and hands on its own words.
    """
    if chunk.mark == "(":
        opens = chunk.tokens[:1] and chunk.tokens[0].kind in ("include", "exclude", "part")
        handed.outside = list(handed.pending) if opens and handed.pending and not chunk.numbers else None
    if handed.outside is None:
        return
    if chunk.depth:
        handed.outside += carried_inside(chunk)
        if any(t.kind == "outcome" for t in handed.outside):  # 予以公开（含部分公开）146件
            handed.outside += [t for t in chunk.tokens if t.kind == "outcome" and parent_of(t.key) is None]
    else:
        handed.pending, handed.carried, handed.outside = handed.outside, [], None


def hand_on(chunk: Chunk, handed: Handed) -> list[Token] | None:
    """Keep the words of a chunk without number for later; None where it is a mere item of a list, else its words."""
    words = [*handed.carried, *chunk.tokens]
    handed.period = next((t for t in chunk.tokens if t.kind == "half" and _PART_OF_YEAR.search(t.text)), handed.period)
    if chunk.after == "、" and any(t.kind in LABELS or t.kind in ("respectively", "whole") for t in chunk.tokens):
        handed.carried = words[-_LONGEST:]
        return None
    if any(t.kind == "respectively" for t in chunk.tokens):
        handed.queue = labels_to_deal(words)
    if words:
        handed.pending = words
    handed.carried = []
    return words


def dress(
    found: Unit, before: Token | None, sentence: Sentence, n: int, text: str, memory: Memory, handed: Handed
) -> Unit | None:
    """Return a number with all words that are its own or handed to it; None where 分别为 deals it to something else.

    `n` is its chunk's place in the sentence, `before` a word for last year in front of its bracket.
    """
    chunks = sentence.chunks
    unit = reached(of_last_year(compared(meanwhile(found), text), text), text, memory)
    if text[unit.start : unit.num.head] in ("余", "剩", "尚余", "还剩") and not unit.has("rest"):
        unit = _with(unit, (Token(unit.start, unit.num.head, "rest", "rest", text[unit.start : unit.num.head]),))
    if handed.period is not None:
        if _WHOLE_YEAR.search(text, unit.start, unit.num.head):
            handed.period = None
        elif not unit.has("half"):
            unit = _with(unit, (handed.period,))
    unit = _with(unit, after=told_behind(chunks, n, unit, text, memory))
    if before and not _labelled(unit):
        unit = _with(unit, (before,))
    verbs = [t for t in unit.tokens if t.end <= unit.num.head and leads(t)]
    if verbs and chunks[n].after == "、":
        handed.governing = verbs[:1]
    elif unit.has("subject") and not unit.has("verb", "act", "outcome", "applicant", "carry", "case"):
        unit = _with(unit, handed.governing)
    apart = one_to_each(chunks, n, unit)
    if (unit.has("respectively") or apart) and not handed.queue:
        unit = _deal(apart or unit, memory, handed)
    if not handed.queue:
        handed.queue = result_of_each(unit, chunks, n, memory)
        unit = unit if not handed.queue else without(unit, *unit.of("case"), *unit.of("respectively"))
    dealt = unit.has("respectively") and not handed.queue
    handed.years = handed.years or (dealt and of_several_years(sentence, unit))
    if handed.years or (dealt and not has_own_label(unit)):
        return None
    if handed.queue and not has_own_label(unit):
        num = replace(unit.num, kind="count") if unit.num.kind == "bare" else unit.num
        return replace(_with(unit, handed.queue.pop(0)), num=num)
    if not _labelled(unit):
        label = label_behind(chunks, n)
        return _with(unit, after=label) if label else _with(unit, handed.pending)
    return unit


def result_of_each(unit: Unit, chunks: Sequence[Chunk], n: int, memory: Memory) -> list[tuple[Token, ...]]:
    """Return 维持5件、4件 behind reviews and suits as one label for each of them, where there are as many numbers."""
    results = unit.of("case")
    if len(results) != 1 or unit.has("subject", "branch", "each") or unit.num is not chunks[n].numbers[-1]:
        return []
    row = numbers_in_row(chunks, n)
    group = counted_last(memory, chunks[n].depth) if row > 1 and memory.subject in CASES else []
    if len(group) != row or len({d.subject for d in group}) != row:
        return []
    result = results[0]
    return [(Token(result.start, result.start, "subject", d.subject, ""), result) for d in group]


def _with(unit: Unit, before: Sequence[Token] = (), after: Sequence[Token] = ()) -> Unit:
    return replace(unit, tokens=(*before, *unit.tokens, *after)) if before or after else unit


def _labelled(unit: Unit) -> bool:
    return any(t.kind in LABELS for t in unit.tokens)


def _deal(unit: Unit, memory: Memory, handed: Handed) -> Unit:
    """Take the labels before 分别为 from the unit into the queue."""
    handed.queue = labels_to_deal([t for t in unit.tokens if t.start < unit.num.start])
    if len(handed.queue) < 2:
        return unit
    dealt = {t for label in handed.queue for t in label}
    nouns = [t.key for t in unit.of("subject") if t not in dealt]
    if nouns:
        memory.subject = "request" if nouns[-1] in REQUESTS else nouns[-1]
    kept = (t for t in unit.tokens if t not in dealt and t.kind not in ("subject", "other", "verb"))
    return replace(unit, tokens=tuple(kept))
