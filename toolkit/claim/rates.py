"""Shares: which count over which whole a printed percentage names (占33.9%, 共占58.8%, 以自然人为主，占比93.5%)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.claim.clauses import Chunk, Sentence, Unit
from toolkit.claim.columns import case_readings
from toolkit.claim.draft import BASE, BESIDE, IN, NEW, RES, Draft, Memory
from toolkit.claim.growth import count_before
from toolkit.claim.making import draft
from toolkit.claim.outcomes import outcome_readings, parent_of
from toolkit.claim.phrases import Token

_LISTED = ("outcome", "applicant")
_TOGETHER = re.compile(r"(?:共|合|两者|二者|两项|两类|三者|三项|上述|以上)[^，。；]{0,4}占|合计|共计|总计|总共|合共")
_OF_SO_MANY = {"两者": 2, "二者": 2, "两项": 2, "两类": 2, "三者": 3, "三项": 3}
# 申请人以自然人为主，占比93.5%: the chunk before says whose share it is.
_FOREMOST = re.compile(r"为主|居多|多为|最多|较多|占多数|居首|首位|其次|主要(?:是|为|来自)|多数(?:是|为)|大多|集中")


def with_lead(unit: Unit, sentence: Sentence, text: str) -> Unit:
    """Return a share with the words of the chunk before it that says whose it is (申请人以自然人为主，占比93.5%)."""
    lead = _lead(unit.chunk, sentence, text)
    if lead is None or any(t.start >= unit.chunk.start and t.kind in (*_LISTED, "channel") for t in unit.tokens):
        return unit
    words = tuple(t for t in lead.tokens if t.kind in (*_LISTED, "channel"))
    return Unit(unit.num, (*words, *unit.tokens), unit.chunk, unit.start, unit.end)


def _lead(chunk: Chunk, sentence: Sentence, text: str) -> Chunk | None:
    """Return the chunk without number right before that names the foremost of something."""
    before = [c for c in sentence.chunks if c.end < chunk.start or c.end == chunk.start - 1][-1:]
    if not before or before[0].numbers or before[0].depth != chunk.depth or chunk.mark != "，":
        return None
    return before[0] if _FOREMOST.search(text, before[0].start, before[0].end) else None


def read_share(unit: Unit, memory: Memory, text: str, sentence: Sentence) -> list[Draft]:
    """Read 占33.9% after a count, or 予以公开占54%: denominators are the named one, else results, then the headline."""
    if unit.num.unit == "‰":
        return []
    if unit.has("rate"):
        return [draft(unit, memory, "rate", "none", (), note="rate")]
    if unit.has("whole", "prior", "same_period", "half"):
        return [draft(unit, memory, "share_elsewhere", "none", (), note="scope")]  # 占全市总量的12%
    lead = _lead(unit.chunk, sentence, text)
    named = _numerator(unit, memory)
    if lead is not None and named is None:  # 内容以征地拆迁为主，占70%
        return [draft(unit, memory, "share_elsewhere", "none", (), note="no_cell")]
    if named is not None:
        return share_of(unit, memory, named, [])
    last = _shared(unit, memory, sentence)
    if last is None:
        return []
    run, joined = _run(last, memory, sentence)
    together = _TOGETHER.search(text, unit.chunk.start, unit.num.head)
    if together and len(run) > 1:
        many = next((n for word, n in _OF_SO_MANY.items() if word in together.group()), 0)
        groups = [run[-many:]] if many else [joined, run] if 1 < len(joined) < len(run) else [run]
        return share_of(unit, memory, _union(groups[0]), [_union(g) for g in groups[1:]], sure=len(groups))
    unions = [_union(joined)] if len(joined) > 1 and not _shared_each(joined, memory) else []
    return share_of(unit, memory, last, unions, sure=1 + len(unions) if unit.chunk.mark == "，" else 1)


def _shared(unit: Unit, memory: Memory, sentence: Sentence) -> Draft | None:
    """Return the count before a share; behind a bracket it is the one before: 无法提供25件（不掌握20件），占21%."""
    last = memory.last
    if last is not None and last.sentence == memory.sentence and last.depth <= unit.chunk.depth:
        return last
    counts = [d for d in memory.here() if d.num is not None and d.role not in BESIDE]
    before = [d for d in counts if d.depth <= unit.chunk.depth][-1:]
    inside = [n for c in sentence.chunks if c.depth > unit.chunk.depth and c.start < unit.num.head for n in c.numbers]
    if not before or not inside or count_before(sentence, unit.num.head, unit.chunk.depth) != _start(before[0]):
        return None
    return before[0]


def _start(made: Draft) -> int | None:
    return made.num.start if made.num is not None else None


def share_of(unit: Unit, memory: Memory, target: Draft, others: Sequence[Draft], sure: int = 1) -> list[Draft]:
    """Return the share of `target` that a number states; it may also be one of `others`, `sure` of all by the words."""
    if not target.readings or target.role in ("none", "prior", "channel"):
        return []
    first: list[str] = []
    rest: list[str] = []
    for n, one in enumerate((target, *others)):
        wholes, primary = _denominators(unit, memory, one)
        if not wholes or wholes[0] == one.readings[0]:
            return []  # 行政复议7件，占58.3%: of something not named here
        shares = [_share(one.readings[0], whole) for whole in wholes]
        if one.role == "applicant" and len(one.readings) > 1:  # those among the carried-in requests counted too
            shares.insert(primary, _share(one.readings[1], BASE))
        first += shares[:primary] if n < sure else []
        rest += shares
    readings = list(dict.fromkeys([*first, *rest]))
    made = draft(unit, memory, "share", "share", readings, primary=len(dict.fromkeys(first)), note="share")
    made.subject = target.subject
    return [made]


def _share(top: str, whole: str) -> str:
    wrapped = [f"({m})" if "+" in m or "-" in m else m for m in (top, whole)]
    return f"100*{wrapped[0]}/{wrapped[1]}"


def _numerator(unit: Unit, memory: Memory) -> Draft | None:
    """Return what the number's own words name (予以公开占54%); behind 占 they name the whole (占不予公开的45%)."""
    last = memory.last
    if last is not None and last.chunk == unit.chunk.start:
        return None
    return named_count(unit, memory, [t for t in unit.tokens if not _of_whole(t, unit)])


def named_count(unit: Unit, memory: Memory, tokens: Sequence[Token]) -> Draft | None:
    """Return what words name of results or applicants, None where they name neither or no row of the form."""
    words = [t.key for t in tokens if t.kind == "outcome"]
    if words:
        readings, no_base = outcome_readings(words)
        return None if no_base else draft(unit, memory, "outcome", "outcome", readings)
    columns = list(dict.fromkeys(t.key for t in tokens if t.kind == "applicant"))
    if columns:
        new, carried = ("+".join(f"{m}.{c}" for c in columns) for m in (NEW, IN))
        return draft(unit, memory, "applicant", "applicant", (new, f"{new}+{carried}"))
    return None


def _of_whole(token: Token, unit: Unit) -> bool:
    return any(t.end <= token.start < unit.num.start for t in unit.of("share"))


def _run(last: Draft, memory: Memory, sentence: Sentence) -> tuple[list[Draft], list[Draft]]:
    """Return the parts listed up to the last count, and those of them joined by 、 or in one chunk."""
    marks = {c.start: c.mark for c in sentence.chunks}
    run: list[Draft] = []
    for made in reversed(memory.here()):
        if made.role in ("share", "growth") or (made.num is not None and made.depth > last.depth):
            continue
        parents = {parent_of(d.readings[0]) for d in run}
        if (
            made.role not in _LISTED
            or made.role != last.role
            or made.num is None
            or made.no_base
            or made.depth != last.depth
            or "-" in made.readings[0]
            or made.readings[0] in parents
        ):
            break
        run.insert(0, made)
    joined = run[-1:]
    for before, after in reversed(list(pairwise(run))):
        if marks.get(after.chunk) != "、" and before.chunk != after.chunk:
            break
        joined.insert(0, before)
    return run, joined


def _shared_each(listed: Sequence[Draft], memory: Memory) -> bool:
    """Tell whether a count of the list but its last has a share of its own (公开30件、占50%，部分公开6件、占10%)."""
    return any(d.role == "share" and listed[0].start < d.start < listed[-1].start for d in memory.here("share"))


def _union(listed: Sequence[Draft]) -> Draft:
    """Return a stand-in for several counts together."""
    last = listed[-1]
    top = "+".join(dict.fromkeys(m for d in listed for m in d.readings[0].split("+")))
    return Draft("together", last.subject, last.role, last.value, (top,), last.start, last.end, sentence=last.sentence,
                 depth=last.depth, part=last.part)  # fmt: skip


def _denominators(unit: Unit, memory: Memory, target: Draft) -> tuple[list[str], int]:
    """Return denominators in order and how many of them the words admit as primary; none for what has no whole."""
    if target.role.startswith(("review_", "suit_", "dispute_")):
        return [case_readings(target.subject, "total")[0]], 1
    named_row = [t for t in unit.of("outcome") if _of_whole(t, unit)]
    if named_row:  # 占不予公开总数的45%
        readings, no_base = outcome_readings([t.key for t in named_row])
        return (list(readings), len(readings)) if no_base else (list(readings[:1]), 1)
    verbs = {t.key for t in unit.of("verb")}
    if "answer" in verbs:
        return [RES], 1
    if "due" in verbs:
        return [BASE], 1
    if verbs & {"receive", "new"} or unit.has("subject"):
        return [NEW, BASE], 1
    headline = memory.headline if memory.headline is not None and memory.headline.sentence == memory.sentence else None
    named = None
    if headline is not None:  # of one applicant's share the base is all that was received
        named = headline.readings[0].partition(".")[0] if headline.role in ("intake", "base") else RES
    if target.role == "applicant":
        order = [NEW, BASE] if named is None else [named, NEW, BASE]
        return list(dict.fromkeys(order)), 1
    if target.role == "outcome":
        order = list(dict.fromkeys([RES, *([named] if named else []), NEW, BASE]))
        primary = 2 if named and named != RES else 1
        row, opens = _row_above(target, memory)
        if row is None:
            return order, primary
        return ([row, *order], primary + 1) if opens else ([*order, row], primary)
    if target.role in ("answered", "out"):
        return [NEW, BASE], 2
    if target.role == "in":
        return [BASE], 1
    return [], 1


def _row_above(target: Draft, memory: Memory) -> tuple[str | None, bool]:
    """Return the row counted before its reasons, and whether these are opened as its parts (其中, a bracket)."""
    rows = {parent_of(m) for m in target.readings[0].split("+")}
    row = rows.pop() if len(rows) == 1 else None
    above = [d for d in memory.lately("outcome") if row and d.readings[:1] == (row,) and d.start < target.start]
    if not above:
        return None, False
    return row, target.part or target.depth > above[-1].depth


def settle_shares(group: list[Draft]) -> None:
    """办理754件（含上年结转25件），公开405件，占53.7%: a share of results may be one of the base that is named."""
    headline = next((d for d in group if d.readings == (BASE,)), None)
    if headline is None:
        return
    for made in group:
        if made.role == "share" and made.start > headline.start and made.readings[:1] and made.primary == 1:
            first, *rest = made.readings
            part, _, base = first.rpartition("/")
            named = f"{part}/({BASE})"
            if base in (RES, NEW) and named in rest:
                made.readings = (first, named, *(r for r in rest if r != named))
                made.primary = 2
