"""Sums inside the prose: a total and the parts listed after it, and what came in against what was done and is left.

They need no table. A list proves something against its total only where the words call it whole (分为, 分别) and it
runs to the end of its sentence: then a difference `fails`. A list that does not claim to be whole (其中, 包括, 等,
a bracket) is told only where it balances. Parts that are divided once more are sums of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.claim.clauses import Chunk, Sentence
from toolkit.claim.draft import BASE, RES, Draft
from toolkit.claim.model import Outcome, ProseSum, SumPlace
from toolkit.claim.numbers import Num
from toolkit.claim.walk import Walked
from toolkit.read.report import Passage

_OPENS = re.compile(r"其中|包括|分别|分为|构成|如下|结果|包含|涵盖|按")
_WHOLE = re.compile(r"分为|分别|构成|分类")
_PARTIAL = re.compile(r"等|包括|涵盖|包含|主要|其中|其余|剩余|以及其他|另")
_QUOTE = 40
_LONGEST = 60  # chunks after a total that may hold its parts; no list comes near it


def find_sums(walked: Walked, passage: Passage) -> list[ProseSum]:
    """Return the sums of a passage: lists in order of print, then what balances across the passage."""
    found = [made for sentence in walked.sentences for made in _lists(sentence, walked, passage)]
    return [*found, *_balances(walked.drafts, walked, passage)]


def _place(num: Num, walked: Walked, passage: Passage) -> SumPlace:
    start, end = walked.prose.span(num.start, num.end)
    return SumPlace(passage.place.part, passage.place.start + start, passage.place.start + end)


def _counted(chunk: Chunk) -> list[Num]:
    return [n for n in chunk.numbers if n.kind in ("count", "bare") and not n.qualifier]


def _lists(sentence: Sentence, walked: Walked, passage: Passage) -> Iterator[ProseSum]:
    """Yield total = parts for each list of a sentence, brackets and lists inside lists included."""
    text, chunks = walked.prose.text, sentence.chunks
    for n, chunk in enumerate(chunks[:-1]):
        totals, following = _counted(chunk), chunks[n + 1]
        if not totals:
            continue
        total = totals[-1]
        lead = text[total.tail : following.start + 6]
        bracketed = following.depth > chunk.depth
        if not (bracketed or _OPENS.search(lead) or "：" in (chunk.after, following.after)):
            continue
        parts, ended = _parts(chunks[n + 1 : n + 1 + _LONGEST], following.depth)
        ended = ended and n + 1 + _LONGEST >= len(chunks)
        if len(parts) > 1:
            listed = text[total.tail : parts[-1].tail + 2]
            whole = ended and not bracketed and bool(_WHOLE.search(listed)) and not _PARTIAL.search(listed)
            made = _sum(total, parts, whole, walked, passage)
            if made is not None:
                yield made


def _parts(chunks: Sequence[Chunk], depth: int) -> tuple[list[Num], bool]:
    """Return the counts listed at `depth`, one a chunk and in one unit, and whether they run to the sentence's end."""
    parts: list[Num] = []
    for chunk in chunks:
        if chunk.depth < depth:
            return parts, False
        if chunk.depth > depth:
            continue
        numbers = _counted(chunk)
        others = [n for n in chunk.numbers if n not in numbers and n.kind != "percent"]  # 公开15件，占37.5%
        if others or len(numbers) > 1:
            return parts, False
        if parts and any(x.unit != parts[0].unit for x in numbers):
            return parts, False
        parts += numbers
    return parts, True


def _sum(total: Num, parts: list[Num], whole: bool, walked: Walked, passage: Passage) -> ProseSum | None:
    running = Decimal(0)
    for n, part in enumerate(parts):  # the list may be followed by numbers of other things
        running += part.value
        if running == total.value and n >= 1:
            return _made("prose_parts", [total], parts[: n + 1], walked, passage)
    if whole and parts[0].unit == total.unit:
        return _made("prose_parts", [total], parts, walked, passage)
    return None


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
