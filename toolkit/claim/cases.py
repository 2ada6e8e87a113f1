"""A number whose governing noun is a review or a suit (section four): its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.claim.clauses import PERSONS, Unit
from toolkit.claim.columns import CASES, Cases, case_readings, result_readings, undecided
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.making import draft
from toolkit.claim.phrases import foreign_causes
from toolkit.claim.whose import ways

# 作为复议机关 and the like: an organ's work as reviewer, not what it was reviewed for.
_REVIEWING = re.compile(
    r"(?:作为(?:行政)?复议机关|复议机构)[^。；]{0,30}(?:复议|诉讼|应诉)"
    r"|司法(?:局|厅|所)[^，。；]{0,20}(?:受理|办理|审理|审结|收到|新收)[^，。；]{0,12}复议"
    r"|代[市区县省州旗]?(?:人民)?政府[^，。；]{0,10}(?:收到|受理|办理|接收)[^，。；]{0,6}复议"
    r"|(?:审理|审查|代理|出庭应诉|办结各类|受理各类)(?:各类|各级|各种|了|的)*(?:行政)?(?:复议|诉讼|应诉)"
    r"|(?:化解|调处)(?:各类|各级|各种|了|的)*(?:行政)?(?:复议|诉讼|应诉|争议)"
)
_PARTY = re.compile(r"作为(?:第三人|被告|被申请人|应诉)[^公信]*$")  # of whatever cases, unless 公开 is named
_DISCLOSURE = re.compile(r"公开|信息|依申请|答复")
_OF_DISCLOSURE = re.compile(r"(?:信息|政务)公开|依申请")
_OWN_CASE = re.compile(r"信息公开|公开答复|被申请|被复议|被提起|[本我][局委机单]")
_ELSEWHERE = re.compile(
    r"非(?:政府)?(?:信息)?公开|与(?:政府)?信息公开(?:工作)?无关|均?不(?:涉及|属于?)(?:政府)?信息公开"
)
_BETWEEN = re.compile(r"[共计有为达了数量总合的仅只各分别发生已均受理案件类到年度全本在内涉及：\d]*")
_ADDED_UP = re.compile(r"(?:^|[，；])(?:以上|总|合|两[项者])?(?:共|计|共计|合计|总计|小计)(?:为|：)?$")
_CLOSED = frozenset({"办结", "已结", "结案", "完结", "办毕", "已办", "办理完毕", "办理完结", "了结", "处结"})


def withdrawn(unit: Unit) -> Unit:
    """Return a number of cases with 撤回申请 as a result of theirs; of requests it is a row of section three."""
    tokens = (replace(t, kind="case", key="withdrawn") if t.key == "other_misc" else t for t in unit.tokens)
    tokens = (replace(t, kind="case", key="decided") if t.key == "answer" and t.text in _CLOSED else t for t in tokens)
    return replace(unit, tokens=tuple(tokens))


def disclosure_again(unit: Unit, text: str, memory: Memory) -> str | None:
    """Return the kind of cases that go on after those about other acts: 因处罚引发的25件，因信息公开引发的2件."""
    if memory.foreign != memory.sentence or not _OF_DISCLOSURE.search(text, unit.start, unit.end):
        return None
    counted = [d.subject for d in memory.here() if d.rule in ("case_total", "other_cause") and d.subject in CASES]
    return counted[0] if counted else None


def counts_cases(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether a number without a noun of its own counts cases all the same."""
    carried = unit.has("carry") and unit.has("prior", "next")
    if carried or unit.has("case", "qita", "branch", "pending") or _disclosure_part(unit, text, memory):
        return True
    return unit.num.value > 0 and _adds_up(unit, text, memory)


def _adds_up(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether the number is the total of results just listed (维持3件、其他1件，共计4件)."""
    named = unit.has("sum") or _ADDED_UP.search(text[max(0, unit.start - 1) : unit.num.start])
    return bool(named) and sum(d.rule == "case_result" for d in memory.here()) > 1


def _opens_with_decided(memory: Memory) -> str | None:
    """Return of what cases 办结 was said where it may still govern: 办结行政复议6件，行政诉讼4件, no total before."""
    made = memory.here()
    opens = bool(made) and made[-1].role.endswith("_decided") and not any(d.rule == "case_total" for d in made)
    return made[-1].subject if opens else None


def _disclosure_part(unit: Unit, text: str, memory: Memory) -> Draft | None:
    """Return the count of cases of all kinds of which the number is the part about disclosure.

    行政复议31件，其中涉及政府信息公开的4件: the tables count the 4.
    """
    if unit.has("case", "pending", "qita", "branch") or not (memory.listing or unit.has("part") or unit.chunk.depth):
        return None
    since = max([n.tail for n in unit.chunk.numbers if n.tail <= unit.num.head], default=unit.chunk.start)
    if not _OF_DISCLOSURE.search(text, since, unit.end):
        return None
    totals = [d for d in memory.here() if d.rule in ("case_total", "cases_together") and d.start < unit.start]
    kinds = {t.key for t in unit.of("subject") if t.key in CASES}
    whole = next((d for d in reversed(totals) if not kinds or d.subject in kinds), None)
    if whole is None or _OF_DISCLOSURE.search(re.split(r"[。\n]", text[max(0, whole.start - 60) : whole.end])[-1]):
        return None
    return whole


def read_case(unit: Unit, text: str, memory: Memory, nouns: Sequence[str], since: int) -> list[Draft]:
    """Return the drafts of a number of reviews or suits, named by `nouns` in order; the sentence is `since`."""
    subjects = list(nouns) or [memory.subject if memory.subject in CASES else "review"]
    if unit.num.unit in PERSONS:
        return []
    part = unit.has("part") or memory.listing
    reviewed = part and any(d.rule == "as_reviewer" for d in memory.here("none"))  # 其中涉及政府信息公开的47件
    if reviewed or _REVIEWING.search(text, _from_here(unit, text, since), unit.end):
        memory.subject = "other:cases_of_others"
        return [draft(unit, memory, "as_reviewer", "none", (), note="reviewer")]
    if of_other_cause(unit, text, memory):
        memory.subject = "other:cases_of_others"
        return [draft(unit, memory, "other_cause", "none", (), note="other_cause")]
    if unit.num.unit == "次" and _unknown_between(unit, text):
        return []  # 诉讼应对研讨1次
    handed_on = unit.has("carry") and unit.has("next", "prior")
    open_still = unit.has("pending") or any(t.key == "pending" for t in unit.of("case"))
    if handed_on or (open_still and unit.has("prior") and not _from_last_year(unit)):
        return [draft(unit, memory, "carried_case", "none", (), note="no_cell")]  # 上年结转, 上年未审结
    if _whole_court(unit, text, since):
        unit = replace(unit, tokens=tuple(t for t in unit.tokens if t.kind != "half"))
    if unit.has("half") or (unit.has("prior") and not _from_last_year(unit)) or unit.has("same_period"):
        total = case_readings(subjects[0], "total")[0]
        prior = "+".join(f"prior.{m}" for m in total.split("+"))
        return [draft(unit, memory, "prior_count", "prior", (prior,) if not unit.has("half") else (), note="prior")]
    whole = _disclosure_part(unit, text, memory)
    if whole is not None:
        whole.rule, whole.role, whole.readings, whole.note = "other_cause", "none", (), "other_cause"
        if not nouns:
            subjects = [whole.subject]
    soft = _is_doubtful(unit, text, since)
    columns = _columns(unit, memory, subjects[-1])
    if not columns:
        return _totals(unit, memory, subjects, soft)
    return _result(unit, text, memory, nouns, columns, soft)


def _from_here(unit: Unit, text: str, since: int) -> int:
    """Return where the words begin that tell in what role the organ had the cases; its own case begins anew at a ；."""
    own = text.rfind("；", since, unit.num.head) + 1
    if own and _OWN_CASE.search(text, own, unit.num.head):
        since = own
    return max(since, unit.start - 30)


def _is_doubtful(unit: Unit, text: str, since: int) -> bool:
    return (
        _unknown_between(unit, text)
        or any(t.text.startswith(("应诉", "行政应诉")) for t in unit.of("subject"))
        or "出庭" in text[since : unit.end]
        or bool(_PARTY.search(text, unit.start, unit.num.start))
    )


def _columns(unit: Unit, memory: Memory, subject: str) -> list[str]:
    """Return the result columns that a number's words name, in order, each once; none where it is a total."""
    if _is_total(unit, memory, subject):
        return []
    columns = list(dict.fromkeys(_column(t.key, t.text) for t in unit.tokens if t.kind == "case"))
    if unit.has("qita"):
        columns.append("other")
    if unit.has("pending"):
        columns.append("pending")
    columns = list(dict.fromkeys(columns))
    said_more = [c for c in columns if c not in ("decided", "judged")]
    return said_more or columns[:1]  # 已审结，维持3件: the result says more


def _column(key: str, word: str) -> str:
    return "judged" if key == "decided" and word.endswith(("判决", "裁决")) else key


def _result(unit: Unit, text: str, memory: Memory, nouns: Sequence[str], columns: list[str], soft: bool) -> list[Draft]:
    """Return the draft of a number of results: one column or several, of the cases whose it is."""
    blocks = [t.key for t in unit.of("branch")]
    whose: list[Cases]
    if blocks:
        whose = [(("suit", blocks[-1]),)]
    else:
        whose = ways(text[unit.start : unit.end], nouns, memory, text, unit.num.start, unit.chunk.depth)
    if unit.has("each") and len(columns) > 1 and text[unit.num.head - 1] == "各":  # 维持、纠正各1件
        return [made for one in columns for made in _result(unit, text, memory, nouns, [one], soft)]
    readings, no_base = result_readings(whose, columns)
    kinds = {subject for subject, _ in whose[0]}
    subject = kinds.pop() if len(kinds) == 1 else "dispute"
    rule, role = "case_result", f"{subject}_{'decided' if columns[0] == 'judged' else columns[0]}"
    carried = any(d.rule == "carried_case" for d in memory.here())  # results may be those of the carried ones
    made = draft(
        unit,
        memory,
        rule,
        role,
        readings,
        no_base=no_base,
        soft=soft or carried,
        subject=subject,
        branch=whose[0][0][1],
    )
    if nouns or len(columns) == 1:
        _soften_beside(made, memory)
    return [made]


def _soften_beside(made: Draft, memory: Memory) -> None:
    """撤诉1件、驳回起诉1件: what one column may hold of a loose word (驳回, 撤销) is not known of the other either."""
    for other in memory.here():
        if other.rule != "case_result" or other.subject != made.subject or other.start == made.start:
            continue
        if (other.no_base or made.no_base) and set(other.readings) & set(made.readings):
            other.soft = made.soft = True


def _whole_court(unit: Unit, text: str, since: int) -> bool:
    """Tell whether 一审 only says who judged (一审胜诉3件): no second court, and a result beside it."""
    halves = unit.of("half")
    only = bool(halves) and all(t.text == "一审" for t in halves) and unit.has("case")
    return only and not any(w in text[since : unit.end + 40].split("。")[0] for w in ("二审", "再审"))


def _from_last_year(unit: Unit) -> bool:
    """Tell whether last year is when the request was made or answered, not the case (上年度申请引发的复议)."""
    prior = unit.of("prior")[-1]
    nouns = [t.start for t in unit.of("subject") if t.key in CASES]
    asked = any(
        prior.end <= t.start <= prior.end + 12 and (t.kind == "verb" or t.key in ("request", "on_request"))
        for t in unit.tokens
        if not nouns or t.start < nouns[-1]
    )
    return asked and unit.has("cause", "caused")


def of_other_cause(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether the cases arose from other acts (因行政处罚引发的行政诉讼, 治安类复议), also those listed after."""
    nouns = [t for t in unit.tokens if t.kind == "subject" and t.key in CASES]
    inside = [t for t in nouns if t.start >= unit.start]
    before = text[unit.start : inside[0].start if inside else unit.num.head]
    if _DISCLOSURE.search(before):
        memory.foreign = -1
        return False
    if _ELSEWHERE.search(re.split(r"[。；\d]", text[unit.num.tail : unit.num.tail + 50])[0]):
        return True  # 行政诉讼1件，因医保待遇引起，非公开事项
    acts = any(t.kind == "subject" and t.key in ("licensing", "penalties", "coercion") for t in unit.tokens)
    caused = acts and unit.has("cause", "caused")
    others = any(t.end == inside[0].start and not inside[0].text.endswith("结果") for t in unit.of("qita") if inside)
    if caused or others or (bool(inside) and foreign_causes().search(before)):
        memory.foreign = memory.sentence
    return memory.foreign == memory.sentence


def _unknown_between(unit: Unit, text: str) -> bool:
    """Tell whether words that are not understood stand between the noun and its number."""
    before = [t for t in unit.tokens if t.kind == "subject" and t.end <= unit.num.head]
    if not before:
        return False
    if unit.has("respectively") or before[-1].start < unit.chunk.start:
        return False  # 分别为 deals the noun out from further left
    between = list(text[before[-1].end : unit.num.head])
    offset = before[-1].end
    for token in unit.tokens:
        for at in range(max(token.start, offset), min(token.end, unit.num.head)):
            between[at - offset] = ""
    return _BETWEEN.fullmatch("".join(between)) is None


def _is_total(unit: Unit, memory: Memory, subject: str) -> bool:
    """Tell whether the number is the total and the result a word about it (诉讼1件尚在审理; 复议3件均维持)."""
    results = [t for t in unit.tokens if t.kind in ("case", "pending", "qita")]
    nouns = [t for t in unit.of("subject") if t.end <= unit.num.head]
    after = bool(results) and bool(nouns) and all(t.start >= unit.num.tail for t in results)
    whole = unit.num.value == 1 or any(t.start >= unit.num.tail for t in unit.of("blanket"))
    return after and whole and not memory.here(f"{subject}_total")


def _totals(unit: Unit, memory: Memory, subjects: Sequence[str], soft: bool) -> list[Draft]:
    memory.named = None
    blocks = [t.key for t in unit.of("branch")]
    block = blocks[-1] if blocks else None
    each = unit.has("each") or unit.has("blanket") or unit.num.value == 0
    if len(subjects) > 1 and not each:
        memory.subject = "dispute"  # what follows speaks of both
        reading = "+".join(case_readings(s, "total")[0] for s in subjects)
        return [draft(unit, memory, "cases_together", "dispute_total", [reading], soft=soft)]
    made = []
    opening = _opens_with_decided(memory)
    for subject in subjects:
        readings = list(case_readings(subject, "total", block))
        if opening not in (None, subject):
            readings.append(undecided(((subject, block),)))
        if unit.num.value == 0:
            readings = readings[:1]
        role = f"{subject}_branch" if block else f"{subject}_total"
        made.append(draft(unit, memory, "case_total", role, readings, soft=soft, subject=subject, branch=block))
    return made
