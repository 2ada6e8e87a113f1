"""Which year and which organs a number speaks of: carried between years, last year's, one organ among several."""

from __future__ import annotations

import re

from toolkit.claim.clauses import LABELS, Unit
from toolkit.claim.draft import IN, NEW, OUT, Draft, Memory
from toolkit.claim.making import draft
from toolkit.claim.phrases import Token

_ORGAN = re.compile(r"(?:办公室|政府办|[局委厅院所站]|中心|街道|部门|单位|乡|镇|机关|处|科|公司|本级|机构)$")
_WEAK_CARRY = frozenset({"转", "转为", "转来", "转上", "转下", "移至", "带入", "结余", "流转", "移入", "接续", "接上"})


def carry_direction(unit: Unit, memory: Memory) -> str | None:
    """Return IN or OUT when the words carry requests between years, else None."""
    carries = unit.of("carry")
    if not carries:
        taken_over = unit.has("prior") and any(t.text in ("承接", "接续") for t in unit.of("verb"))
        earlier = memory.year is not None and any(year < memory.year for year in unit.years_before)
        left_open = (unit.has("prior") or earlier) and any(
            t.text.startswith(("未办", "未答", "尚未", "未完", "未结")) for t in (*unit.of("pending"), *unit.of("case"))
        )
        return IN if taken_over or left_open else None
    strong = [t for t in carries if t.text not in _WEAK_CARRY]
    years = year_sides(unit, memory, carries[0])
    if unit.has("next") or "next" in years:
        return OUT
    if unit.has("prior") or "prior" in years:
        return IN
    if not strong:
        return None
    if any(t.text in ("遗留", "承接上") for t in strong):
        return IN
    if unit.has("include") and memory.headline is not None:
        return IN
    if any(t.text in ("加上", "再加上") for t in unit.of("also")) and memory.here("intake"):
        return IN
    return OUT


def year_sides(unit: Unit, memory: Memory, carry: Token) -> set[str]:
    """Return "prior" and "next" for named years near the carry word: by the own year, else by their side."""
    sides = set()
    for date in unit.chunk.years:
        if not unit.start <= date.start < unit.end:
            continue
        if memory.year is not None:
            if date.value != memory.year:
                sides.add("next" if date.value > memory.year else "prior")
        else:
            sides.add("prior" if date.start < carry.start else "next")
    return sides


def is_subset(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether a single organ is named before the verb although the whole area was counted."""
    wholes = [t.text for t in unit.of("whole")]
    if re.search(r"(?:其他|其它|其余)(?:单位|部门|机关|乡镇|街道)", text[unit.start : unit.num.head]) and memory.area:
        return True
    if any(t.startswith("全") for t in wholes) or not (memory.whole or memory.listing):
        return False
    if wholes:
        return memory.area or any(d.rule in ("own_level", "one_organ") for d in memory.here("none"))
    verbs = [t for t in unit.tokens if t.kind in ("verb", "subject", "sum", "outcome") and t.start >= unit.start]
    stop = min([t.start for t in verbs] + [unit.num.head])
    words = text[unit.start : stop]
    words = re.sub(r"^\d{4}年度?", "", words)
    words = re.sub(r"(?:其中|共|累计|合计|总计|依法|全年|共计|分别|直接|已|为)+$", "", words)
    own = words.startswith(("我", "本")) and (not memory.whole or not memory.listing)
    return bool(len(words) >= 2 and _ORGAN.search(words) and not own)


def of_older_year(unit: Unit, memory: Memory) -> bool:
    """Tell whether the only years named before the number are older than last year (2021年收到9件 in 2023)."""
    years = unit.years_before
    return bool(years) and memory.year is not None and max(years) < memory.year - 1


def of_earlier_year(unit: Unit, memory: Memory) -> bool:
    """Tell whether the number is followed by an earlier year (4件系2022年底收到)."""
    years = unit.years_behind
    return bool(years) and (memory.year is None or max(years) < memory.year)


def about_prior(unit: Unit, memory: Memory) -> bool:
    """Tell whether the number is last year's (上年同期14件, 2022年的18件)."""
    if unit.has("same_period"):
        return True
    headline = memory.headline
    if (
        (
            memory.year is None
            and headline is not None
            and headline.role == "intake"
            and headline.sentence == memory.sentence
        )
        and unit.years_before
        and unit.has("verb")
    ):
        return True
    last = [d.end for d in unit.chunk.years if d.value + 1 == memory.year and unit.start <= d.start < unit.end]
    named = [t.end for t in unit.of("prior") if t.end <= unit.num.head] or last
    if named and any(named[-1] <= t.start < unit.num.head for t in unit.of("compare")):
        return False  # 与上年相比…14件
    if last:
        return True
    return unit.has("prior")


_SINCE = re.compile(
    r"(?:[施实]行|实施|成立|组建|运行|上线|建立|颁布|公布|开通|(?P<year>(?:19|20)\d\d)年)[^，。；\n]{0,12}以来[^。；\n]{0,20}$"
    r"|(?:19|20)\d\d年?(?:至|到|-|—|~)(?:19|20)\d\d年[^。；\n]{0,20}$"
)
_OWN_LEVEL = re.compile(r"\([^()]{0,8}本级\)$")  # 市政府办公室（市政府本级）受理
# one organ, one topic: 最多为教育局，共收到
_FOREMOST = re.compile(r"(?:最多|最少|居首|首位)[^，。；、]{0,16}，?(?:共|累计)?(?:为|有|达|收到|受理|接收|接到)?$")


def _since_long(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether the number adds up more than the year (自《条例》施行以来累计, 2008年以来共, 2021至2023年共)."""
    summing = unit.has("sum") or re.search(r"(?:^|，)共", text[unit.start : unit.num.head])
    since = _SINCE.search(text[max(0, unit.start - 60) : unit.num.head]) if summing else None
    return since is not None and not (since["year"] and memory.year is not None and int(since["year"]) >= memory.year)


def counts_elsewhere(unit: Unit, text: str, memory: Memory) -> list[Draft] | None:
    """Return the drafts of a number of requests that is not one of this organ's year; None where it may be."""
    num = unit.num
    if (unit.has("half") and not unit.has("next")) or _since_long(unit, text, memory):
        return [draft(unit, memory, "part_of_year", "none", (), note="period")]
    longer = any(d.rule == "part_of_year" for d in memory.here("none"))
    if longer and unit.chunk.dates and not any(t.kind in LABELS for t in unit.tokens):
        return _of_one_year(unit, memory)
    if unit.has("own_level") and memory.scope != "own":
        return [draft(unit, memory, "own_level", "none", (), note="scope")]
    if _OWN_LEVEL.search(text, max(0, unit.start - 12), unit.start) and memory.scope != "own":
        return [draft(unit, memory, "own_level", "none", (), note="scope")]
    if _FOREMOST.search(text[max(0, num.head - 40) : num.head]):
        return [draft(unit, memory, "one_organ", "none", (), note="organ")]
    lends_a_hand = any(t.end <= num.head and text[t.end : t.end + 1] != "下" for t in unit.of("assist"))
    if lends_a_hand and not unit.has("outcome", "carry", "pending"):
        return [draft(unit, memory, "one_organ", "none", (), note="organ")]
    if not unit.has("carry", "outcome", "pending", "applicant") and is_subset(unit, text, memory):
        return [draft(unit, memory, "one_organ", "none", (), note="organ")]
    return None


def _of_one_year(unit: Unit, memory: Memory) -> list[Draft]:
    """Read the years of a longer time: 近三年收到145件，其中2024年44件、2025年50件."""
    years = set(unit.years_before)
    if memory.year is None or len(years) != 1:
        return []
    if memory.year in years:
        return [draft(unit, memory, "intake_noun", "intake", (NEW,))]
    if memory.year - 1 in years:
        return [draft(unit, memory, "prior_count", "prior", (f"prior.{NEW}",), note="prior")]
    return []
