"""Growth against the year before: what grew, and by which measure. 同比增长120%, 较2021年减少2件, 翻了一番, 持平.

What a change is about is told by words: a noun of its own (申请量同比增长), else what stands before it. Behind a
bracket or a list of parts that is the total before them; behind several counts side by side (收到120件，答复119件，
同比增长20%) each may be meant. The readings are taken from the counts once these are settled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from toolkit.claim.acts import ten_thousands
from toolkit.claim.clauses import Chunk, Sentence, Unit
from toolkit.claim.columns import CASES, case_readings
from toolkit.claim.draft import BASE, BESIDE, IN, NEW, RES, Draft, Memory
from toolkit.claim.making import draft, implied
from toolkit.claim.outcomes import outcome_readings
from toolkit.claim.phrases import Token

_TOTALS = frozenset({"intake", "base", "handled", "answered"})
_WITH_ONE_CELL = ("licensing", "penalties", "coercion", "admin_fees")
_ATOM = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_BASE_GROWTH = f"100*({NEW}+{IN}-prior.{NEW}-prior.{IN})/(prior.{NEW}+prior.{IN})"
_OTHER_PERIOD = re.compile(r"环比|前年(?!度)|(?:前|上)[个一]?(?:季|月)")


def read_growth(unit: Unit, memory: Memory, text: str, sentence: Sentence) -> list[Draft]:
    """Read 同比增长120%, 较2021年减少2件, 增长1.2倍 against the same measure of the year before."""
    if unit.num.unit == "‰":
        return []
    if _of_other_period(unit, memory, text):
        return [draft(unit, memory, "growth_elsewhere", "none", (), note="period")]
    named = _named([t for t in unit.tokens if unit.chunk.start <= t.start and t.end <= unit.num.head], memory)
    if named is None:
        return []
    soft = False
    if named:
        grown, sure = named, len(named)
    else:
        grown, sure, soft = _before(unit.chunk, unit.num.head, memory, sentence)
    if not grown and {t.key for t in unit.of("subject")} & {"request", "on_request"}:
        grown, sure = [_total(NEW, BASE)], 1
    made = grew(unit, memory, grown, sure, soft=soft)
    return [made] if made is not None else []


def grew(unit: Unit, memory: Memory, grown: Sequence[Draft], sure: int, *, soft: bool = False) -> Draft | None:
    """Return the draft of a change of one of the counts `grown`, of which the words admit the first `sure`."""
    value = unit.num.value * (100 if unit.num.kind == "times" else 1)
    if unit.num.kind == "money":
        in_cells = ten_thousands(unit.num)
        if in_cells is None or any(d.role != "fees" for d in grown):
            return None
        value = in_cells
    made = draft(unit, memory, "growth", "growth", (), note="grown" if soft else "growth", of=tuple(grown), sure=sure)
    made.value, made.soft = (-value if unit.has("down") else value), made.soft or soft
    if grown:
        made.subject = grown[0].subject
    settle_growth(made)
    return made if made.readings else None


def settle_growth(made: Draft) -> None:
    """Give a change its readings, as those of the counts that it may be about now stand."""
    if not made.of:
        return
    absolute = made.num is None or made.num.kind in ("count", "money")
    of_each = [[_change(m, absolute) for m in _measures(d)] for d in made.of]
    first = [c[0] for c in of_each[: made.sure] if c]
    rest = [m for c in of_each for m in c]
    if first and any(d.role == "in" for d in made.of):  # 新收44件，上年结转4件，同比下降8%: of both together
        rest.append(_change(BASE, absolute))
    made.readings = tuple(dict.fromkeys([*first, *rest]))
    made.primary = max(1, len(dict.fromkeys(first)))


def read_level(chunk: Chunk, text: str, memory: Memory, sentence: Sentence) -> list[Draft]:
    """Read 与上年持平 as a change of 0 that proves nothing where it is not quite 0."""
    found = _LEVEL.search(text, chunk.start, chunk.end)
    if found is None or memory.subject is None or memory.subject.startswith("other:"):
        return []
    named = _named([t for t in chunk.tokens if t.end <= found.end()], memory)
    if named is None or _OTHER_PERIOD.search(text, chunk.start, chunk.end):
        return []
    grown, sure = (named, len(named)) if named else _before(chunk, found.start(), memory, sentence)[:2]
    made = implied(memory, "level", "growth", (), Decimal(0), found.span(), soft=True, of=tuple(grown), sure=sure)
    made.chunk, made.depth = chunk.start, chunk.depth
    if grown:
        made.subject = grown[0].subject
    settle_growth(made)
    return [made] if made.readings else []


_LEVEL = re.compile(r"(?:同比|相比|较|比|与|和|同)[^，。；、()]{0,10}?持平")


def _of_other_period(unit: Unit, memory: Memory, text: str) -> bool:
    """Tell whether the change is not one from last year's count (较2019年, 环比, 较近三年平均)."""
    own = [t for t in unit.tokens if t.start >= unit.chunk.start]
    if any(t.kind == "half" for t in own):
        return True
    if _OTHER_PERIOD.search(text, unit.chunk.start, unit.num.head) and not any(t.kind == "prior" for t in own):
        return True
    years = [d.value for d in unit.chunk.years if d.start < unit.num.head]
    others = [y for y in years if y != memory.year]
    return memory.year is not None and bool(others) and memory.year - 1 not in others


def _named(tokens: Sequence[Token], memory: Memory) -> list[Draft] | None:
    """Return what the change names itself (申请量, 予以公开, 行政复议), [] for nothing, None for no count of ours."""
    kinds: dict[str, list[Token]] = {}
    for token in tokens:
        kinds.setdefault(token.kind, []).append(token)
    nouns = [t.key for t in kinds.get("subject", ())]
    verbs = {t.key for t in kinds.get("verb", ())}
    if kinds.get("other"):
        return None
    if kinds.get("outcome"):
        readings, no_base = outcome_readings([t.key for t in kinds["outcome"]])
        return None if no_base else [_total(*readings, role="outcome")]
    case = next((key for key in reversed(nouns) if key in CASES), None)
    if case is not None:
        return [_total(*case_readings(case, "total"), role=f"{case}_total", subject=case)]
    if nouns and not {"request", "on_request"} & set(nouns):
        key = nouns[-1]
        if key in _WITH_ONE_CELL and memory.modern and len(nouns) == 1:
            return [_total(key, role="fees" if key == "admin_fees" else "decisions", subject=key)]
        return None
    if kinds.get("channel") or (kinds.get("case") and not nouns):
        return None
    if kinds.get("applicant"):
        return [_total("+".join(dict.fromkeys(f"{NEW}.{t.key}" for t in kinds["applicant"])), role="applicant")]
    if memory.subject != "request" and not nouns:
        return []
    if "answer" in verbs and not verbs & {"receive", "new"}:
        return [_total(RES, role="answered")]
    if nouns or verbs & {"receive", "new"}:
        return [_total(NEW) if "new" in verbs else _total(NEW, BASE)]
    return []


def _total(*readings: str, role: str = "intake", subject: str = "request") -> Draft:
    """Return a stand-in for a count that is named but not printed."""
    return Draft("named", subject, role, Decimal(0), readings, 0, 0)


def _before(chunk: Chunk, at: int, memory: Memory, sentence: Sentence) -> tuple[list[Draft], int, bool]:
    """Return the counts before `at` that may have changed, how many of them are sure, and whether it proves little.

    It proves little where the number right before it has no cell: that may be what grew.
    """
    made, touching = memory.here(), count_before(sentence, at, 99)
    if made and made[-1].role == "growth" and (made[-1].num is None or touching == made[-1].num.start):
        return list(made[-1].of), made[-1].sure, made[-1].soft  # 较上年减少21件，下降18.6%
    of_subject = [d for d in made if d.subject == memory.subject and d.role not in BESIDE]
    told = [d.of[0] for d in made if d.role == "growth" and d.of]  # 收到12件，同比增加6件；答复11件，同比减少1件
    counts = [
        d
        for d in of_subject
        if d.readings and (d.num is not None or d is memory.last) and not any(d is t for t in told)
    ]
    if not counts:
        return [], 0, False
    last = counts[-1]
    inside = last.chunk == chunk.start or (chunk.mark == "(" and chunk.depth > last.depth)
    if inside and last.num is not None and touching == last.num.start:
        return [last], 1, False
    counts = [d for d in counts if d.depth <= chunk.depth]  # a bracket closed before it is done with
    if not counts:
        return [], 0, False
    last, nearest = counts[-1], count_before(sentence, at, chunk.depth)
    skipped = {d.num.start for d in made if d.num is not None and d.role == "prior"}
    stranger = nearest is not None and nearest not in skipped and nearest not in {d.num.start for d in counts if d.num}
    totals = [d for d in reversed(counts) if _is_total(d) and not d.part]
    behind = stranger or last.part or last.role in ("in", "out") or chunk.mark == "；"
    if _is_total(last) and not last.part:
        return totals, len(totals), stranger
    if not totals:
        return [last], 1, stranger
    if behind:
        return [*totals, *([] if stranger else [last])], len(totals), stranger
    return [last, *totals], 1 + len(totals), False


def _is_total(made: Draft) -> bool:
    return made.role in _TOTALS or made.role.endswith("_total")


def count_before(sentence: Sentence, at: int, depth: int) -> int | None:
    """Return where the last count or rate before `at` begins, brackets deeper than `depth` left out."""
    starts = [
        n.start
        for c in sentence.chunks
        if c.depth <= depth and c.start < at
        for n in c.numbers
        if n.tail <= at and n.kind in ("count", "bare", "percent", "money", "times")
    ]
    return starts[-1] if starts else None


def _measures(made: Draft) -> list[str]:
    """Return the measures of a count whose change may be stated, the likeliest first."""
    if made.role in _TOTALS and made.role != "answered":
        plain = [m for m in made.readings if m in (NEW, BASE, RES)]
        found = list(dict.fromkeys([*plain, NEW, BASE])) if plain else list(made.readings[:1])
        found = [NEW] if plain == [NEW] else found  # 新收: what was carried in is not in it
    elif made.role == "answered":
        found = list(dict.fromkeys([*made.readings[:1], RES]))
    elif made.role == "outcome":
        found = [] if made.no_base else list(made.readings[:2] if "+" in made.readings[0] else made.readings[:1])
    elif made.role in ("applicant", "growth") or made.role.startswith(("review_", "suit_", "dispute_")):
        found = [] if made.no_base else list(made.readings)
    else:
        found = list(made.readings[:1])
    return [m for m in found if "*" not in m and "/" not in m and not m.startswith("prior.")]


def _change(measure: str, absolute: bool) -> str:
    """Return the difference from last year's figure, or the growth in per cent."""
    then = _ATOM.sub(lambda m: f"prior.{m.group()}", measure)
    if "+" not in measure and "-" not in measure:
        return f"{measure}-{then}" if absolute else f"100*({measure}-{then})/{then}"
    if absolute:
        return f"({measure})-({then})"
    return _BASE_GROWTH if measure == BASE else f"100*({measure}-({then}))/({then})"


def read_multiple(unit: Unit, memory: Memory) -> list[Draft]:
    """Read 是上年的3倍: this year's count over last year's."""
    last = memory.last
    if last is None or last.sentence != memory.sentence or last.role not in ("intake", "answered") or not last.readings:
        return []
    measure = last.readings[0]
    if "+" in measure or "-" in measure:
        return []
    return [draft(unit, memory, "multiple", "growth", (f"{measure}/prior.{measure}",), note="growth")]
