"""Sums inside the prose: a total and the parts listed after it, and received + carried in = answered + carried out.

They need no table. A list that does not claim to be whole (等, 包括, 涵盖) proves nothing and is left alone unless it
balances; 其中 usually names some parts only, so there too only a balance, or an excess, is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from toolkit.claim.clauses import Chunk, Sentence
from toolkit.claim.draft import Draft
from toolkit.claim.model import ProseSum, SumPlace
from toolkit.claim.numbers import Num
from toolkit.claim.walk import Walked
from toolkit.read.report import Passage

_OPENS = re.compile(r"其中|包括|分别|分为|构成|如下|结果|包含|涵盖|按")
_WHOLE = re.compile(r"分为|分别|构成|分类")
_PARTIAL = re.compile(r"等|包括|涵盖|包含|主要|以及其他")
_QUOTE = 40


def find_sums(walked: Walked, passage: Passage) -> list[ProseSum]:
    """Return the sums of a passage, in order."""
    found: list[ProseSum] = []
    for sentence in walked.sentences:
        made = _parts(sentence, walked, passage)
        if made is not None:
            found.append(made)
    balance = _balance(walked.drafts, walked, passage)
    return found + balance


def _place(num: Num, walked: Walked, passage: Passage) -> SumPlace:
    start, end = walked.prose.span(num.start, num.end)
    return SumPlace(passage.place.part, passage.place.start + start, passage.place.start + end)


def _counted(chunk: Chunk) -> list[Num]:
    return [n for n in chunk.numbers if n.kind in ("count", "bare") and not n.qualifier]


def _parts(sentence: Sentence, walked: Walked, passage: Passage) -> ProseSum | None:
    """Return total = parts for the first list of a sentence, None where there is none or it proves nothing."""
    text = walked.prose.text
    chunks = sentence.chunks
    for n, chunk in enumerate(chunks):
        totals = _counted(chunk)
        if not totals or n + 1 >= len(chunks):
            continue
        total = totals[-1]
        lead = text[total.tail : chunks[n + 1].start + 6]
        colon = chunk.after == "：" or (chunks[n + 1].after == "：")
        if not (_OPENS.search(lead) or colon):
            continue
        parts: list[Num] = []
        depth = chunks[n + 1].depth
        for later in chunks[n + 1 :]:
            if later.depth != depth:
                if later.depth < depth:
                    break
                continue
            numbers = _counted(later)
            if len(numbers) > 1 or any(x.unit != (parts[0].unit if parts else x.unit) for x in numbers):
                break
            parts += numbers
        if len(parts) < 2:
            continue
        listed = text[total.tail : parts[-1].tail + 2]
        return _sum(total, parts, listed, walked, passage)
    return None


def _sum(total: Num, parts: list[Num], listed: str, walked: Walked, passage: Passage) -> ProseSum | None:
    taken, running = list(parts), Decimal(0)
    for n, part in enumerate(parts):  # the list may be followed by numbers of other things
        running += part.value
        if running == total.value and n >= 1:
            taken = parts[: n + 1]
            break
    right = sum((p.value for p in taken), Decimal(0))
    whole = parts[0].unit == total.unit and bool(_WHOLE.search(listed)) and not _PARTIAL.search(listed)
    if right != total.value and not (whole and right != total.value):
        return None
    outcome = "holds" if right == total.value else "undecided"
    places = tuple(_place(n, walked, passage) for n in (total, *taken))
    start, _ = walked.prose.span(total.head, total.tail)
    return ProseSum(
        "prose_parts", total.value, right, outcome, places, passage.text[start : start + _QUOTE],  # type: ignore[arg-type]
        "" if outcome == "holds" else "the list may not be whole",
    )  # fmt: skip


def _balance(drafts: Sequence[Draft], walked: Walked, passage: Passage) -> list[ProseSum]:
    """Return received + carried in = answered + carried out where the prose prints all four once."""
    by_role: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.num is not None and not draft.dropped and not draft.qualifier:
            role = "base" if draft.readings[:1] == ("requests_received_new+requests_carried_in",) else draft.role
            by_role.setdefault(role, []).append(draft)
    pick = {role: found[0] for role, found in by_role.items() if len({d.value for d in found}) == 1}
    answered, out = pick.get("answered"), pick.get("out")
    if answered is None or out is None or answered.readings[0] != "outcomes_total":
        return []
    left = [pick["base"]] if "base" in pick else [pick[r] for r in ("intake", "in") if r in pick]
    if "base" not in pick and len(left) != 2:
        return []
    total = sum((d.value for d in left), Decimal(0))
    right = answered.value + out.value
    nums = [d.num for d in (*left, answered, out) if d.num is not None]
    start, _ = walked.prose.span(nums[0].head, nums[0].tail)
    return [
        ProseSum(
            "prose_balance", total, right, "holds" if total == right else "fails",
            tuple(_place(n, walked, passage) for n in nums), passage.text[start : start + _QUOTE], "",
        )
    ]  # fmt: skip
