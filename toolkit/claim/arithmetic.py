"""Sums inside the prose: a total and the parts listed after it, and what came in against what was done and is left.

They need no table. A list proves something against its total only where the words call it whole (分为, 分别, or a
colon right after the total) and it runs to the end of its sentence: then a difference `fails`. A list that does not
claim to be whole (其中, 包括, 等, a bracket) is told only where it balances, or where its parts exclude each other
(results, kinds of applicants) and yet exceed the total. What balances is the list, not some of its first items:
43条，分为8条、35条、16条 does not. Parts that are divided once more are sums of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from toolkit.claim.clauses import Chunk, Sentence
from toolkit.claim.draft import BASE, RES, Draft
from toolkit.claim.model import Outcome, ProseSum, SumPlace
from toolkit.claim.numbers import Num
from toolkit.claim.walk import Walked
from toolkit.form.measure import parse
from toolkit.form.names import parts as parts_of
from toolkit.form.names import resolve
from toolkit.read.report import Passage

_OPENS = re.compile(r"其中|包括|分别|分为|构成|如下|结果|包含|涵盖|按")
_WHOLE = re.compile(r"分为|分别|构成|分类")
_PARTIAL = re.compile(r"等|包括|涵盖|包含|主要|其中|其余|剩余|以及其他|另")
_QUOTE = 40
_LONGEST = 60  # chunks after a total that may hold its parts; no list comes near it
_ANEW = frozenset({"verb", "carry", "pending", "also", "part", "compare", "up", "down", "rate", "blanket"})


@dataclass(frozen=True, slots=True)
class Part:
    """An item of a list: its number, the mark before it, its words, and whether words without a number came before."""

    num: Num
    mark: str
    chunk: Chunk
    apart: bool


def find_sums(walked: Walked, passage: Passage) -> list[ProseSum]:
    """Return the sums of a passage: lists in order of print, then what balances across the passage."""
    stated = {d.num.start: d for d in walked.drafts if d.num is not None and not d.dropped and d.readings}
    found = [made for sentence in walked.sentences for made in _lists(sentence, stated, walked, passage)]
    return [*found, *_balances(walked.drafts, walked, passage)]


def _place(num: Num, walked: Walked, passage: Passage) -> SumPlace:
    start, end = walked.prose.span(num.start, num.end)
    return SumPlace(passage.place.part, passage.place.start + start, passage.place.start + end)


def _counted(chunk: Chunk) -> list[Num]:
    return [n for n in chunk.numbers if n.kind in ("count", "bare") and not n.qualifier]


def _lists(sentence: Sentence, stated: Mapping[int, Draft], walked: Walked, passage: Passage) -> Iterator[ProseSum]:
    """Yield total = parts for each list of a sentence, brackets and lists inside lists included."""
    text, chunks = walked.prose.text, sentence.chunks
    for n, chunk in enumerate(chunks[:-1]):
        totals, following = _counted(chunk), chunks[n + 1]
        if not totals:
            continue
        total = totals[-1]
        lead = text[total.tail : following.start + 6]
        bracketed = following.depth > chunk.depth
        colon = "：" in (chunk.after, following.after)
        if not (bracketed or _OPENS.search(lead) or colon):
            continue
        parts, ended = _parts(chunks[n + 1 : n + 1 + _LONGEST], following.depth)
        ended = ended and n + 1 + _LONGEST >= len(chunks)
        if len(parts) > 1:
            listed = text[total.tail : parts[-1].num.tail + 2]
            whole = bool(_WHOLE.search(listed)) or (listed[0] == "：" and all(part.mark == "、" for part in parts[1:]))
            whole = whole and ended and not bracketed and not _PARTIAL.search(listed)
            made = _sum(total, parts, whole, stated, walked, passage)
            if made is not None:
                yield made


def _parts(chunks: Sequence[Chunk], depth: int) -> tuple[list[Part], bool]:
    """Return the counts listed at `depth`, one a chunk and in one unit, and whether they run to the sentence's end."""
    parts: list[Part] = []
    apart = False
    for chunk in chunks:
        if chunk.depth < depth:
            return parts, False
        if chunk.depth > depth:
            continue
        numbers = _counted(chunk)
        others = [n for n in chunk.numbers if n not in numbers and n.kind != "percent"]  # 公开15件，占37.5%
        if others or len(numbers) > 1:
            return parts, False
        if parts and any(x.unit != parts[0].num.unit for x in numbers):
            return parts, False
        parts += [Part(number, chunk.mark, chunk, apart) for number in numbers]
        apart = not chunk.numbers
    return parts, True


def _sum(
    total: Num, parts: Sequence[Part], whole: bool, stated: Mapping[int, Draft], walked: Walked, passage: Passage
) -> ProseSum | None:
    terms = [part.num for part in parts]
    running = Decimal(0)
    for n, term in enumerate(terms):  # the list may be followed by numbers of other things
        running += term.value
        if running == total.value and n >= 1 and not _goes_on(parts, n + 1):
            return _made("prose_parts", [total], terms[: n + 1], walked, passage)
    drafts = [stated.get(num.start) for num in (total, *terms)]
    if whole and terms[0].unit in (total.unit, "") and not _of_others(drafts):
        return _made("prose_parts", [total], terms, walked, passage)
    apart = _apart(drafts)
    if apart > 1 and sum(term.value for term in terms[:apart]) > total.value:
        return _made("prose_parts", [total], terms[:apart], walked, passage)
    return None


def _goes_on(parts: Sequence[Part], n: int) -> bool:
    """Tell whether part `n` is one more item of the list before it, so that what balances so far is not the list."""
    if n >= len(parts) or parts[n].apart:
        return False
    if parts[n].mark == "、":
        return True
    anew = any(t.kind in _ANEW for t in parts[n].chunk.tokens)
    return not anew and len({part.mark for part in parts[1:]}) == 1


def _of_others(drafts: Sequence[Draft | None]) -> bool:
    """Tell whether a list of results stands after what was received, of which some may still be open.

    Or after suits, while its items are results of reviews too (复议7件、诉讼5件，维持数分别为5件、4件).
    """
    total, *parts = drafts
    kind, _, what = ("", "", "") if total is None else total.role.partition("_")
    if what == "total" and any(part is not None and not part.role.startswith(f"{kind}_") for part in parts):
        return True
    received = total is not None and total.role in ("intake", "base", "handled")
    return received and any(part is not None and part.role == "outcome" for part in parts)


def _apart(drafts: Sequence[Draft | None]) -> int:
    """Return how many of the first parts no case can be counted in twice, so that they cannot exceed their total.

    Results of the requests answered or of one kind of result, kinds of applicants, outcomes of reviews and suits.
    """
    total, *parts = drafts
    if total is None:
        return 0
    seen: set[str] = set()
    for n, part in enumerate(parts):
        if part is None or not _belongs(part, total):
            return n
        cells = _leaves(part.readings[0])
        if not cells or cells & seen:
            return n
        seen |= cells
    return len(parts)


def _belongs(part: Draft, total: Draft) -> bool:
    if part.role == "outcome":
        if total.role == "outcome":
            return _leaves(part.readings[0]) < _leaves(total.readings[0])
        return total.readings[0] == RES
    if part.role == "applicant":
        return part.readings[0].startswith(f"{total.readings[0]}.")
    kind, _, what = total.role.partition("_")
    return what == "total" and part.role.startswith(f"{kind}_") and part.role != total.role


@lru_cache(maxsize=4096)
def _leaves(measure: str) -> frozenset[str]:
    """Return the printed cells a sum of names is made of; none for anything but a sum."""
    if re.search(r"[-*/]", measure):
        return frozenset()
    found: set[str] = set()
    waiting = list(parse(measure).cells)
    while waiting:
        cell = waiting.pop()
        ways = parts_of(resolve(cell))
        waiting += [part.cell for part in ways[0]] if ways else []
        found |= set() if ways else {cell}
    return frozenset(found)


def _made(name: str, left: Sequence[Num], right: Sequence[Num], walked: Walked, passage: Passage) -> ProseSum:
    stated = sum((n.value for n in left), Decimal(0))
    parts = sum((n.value for n in right), Decimal(0))
    outcome: Outcome = "holds" if stated == parts else "fails"
    start, _ = walked.prose.span(left[0].head, left[0].tail)
    places = tuple(_place(n, walked, passage) for n in (*left, *right))
    return ProseSum(name, stated, parts, outcome, places, passage.text[start : start + _QUOTE], "")


def _balances(drafts: Sequence[Draft], walked: Walked, passage: Passage) -> Iterator[ProseSum]:
    """Yield 共计 = new + carried in, and received + carried in = answered + carried out, of counts printed once."""
    by_role: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.num is not None and not draft.dropped and not draft.qualifier:
            role = "base" if draft.readings[:1] == (BASE,) else draft.role
            by_role.setdefault(role, []).append(draft)
    once = {role: found[0].num for role, found in by_role.items() if len({d.value for d in found}) == 1}
    pick = {role: num for role, num in once.items() if num is not None}
    base, new, carried = pick.get("base"), pick.get("intake"), pick.get("in")
    if base is not None and new is not None and carried is not None and by_role["intake"][0].rule == "intake_new":
        yield _made("prose_base", [base], [new, carried], walked, passage)
    answered, out = pick.get("answered"), pick.get("out")
    if answered is None or out is None or by_role["answered"][0].readings[0] != RES:
        return
    ways = [[base]] if base is not None else []
    if new is not None and not ways:
        ways += [[new, carried]] if carried is not None else []
        ways += [[new]] if BASE in by_role["intake"][0].readings else []  # 收到758件 may hold those carried in
    done = answered.value + out.value
    even = next((way for way in ways if sum(n.value for n in way) == done), None)
    if even is not None or (ways and (base is not None or carried is not None)):
        yield _made("prose_balance", even or ways[0], [answered, out], walked, passage)
