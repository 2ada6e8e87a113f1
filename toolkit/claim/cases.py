"""A number whose governing noun is a review or a suit (section four), or an act of section two: its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.claim.clauses import PERSONS, Unit
from toolkit.claim.draft import Draft, Memory, both_blocks, summed
from toolkit.claim.making import draft
from toolkit.claim.phrases import Token, foreign_causes, publishing

# 作为复议机关 and the like: an organ's work as reviewer, not what it was reviewed for.
_REVIEWING = re.compile(
    r"(?:作为(?:行政)?复议机关|复议机构)[^。；]{0,30}(?:复议|诉讼|应诉)"
    r"|司法(?:局|厅|所)[^，。；]{0,20}(?:受理|办理|审理|审结|收到|新收)[^，。；]{0,12}复议"
    r"|(?:审理|审查|化解|调处|代理|出庭应诉|办结各类|受理各类)(?:各类|各级|各种|了|的)*(?:行政)?(?:复议|诉讼|应诉)"
)
_PARTY = re.compile(r"作为(?:第三人|被告|被申请人|应诉)[^公信]*$")  # of whatever cases, unless 公开 is named


def withdrawn(unit: Unit) -> Unit:
    """Return a number of cases with 撤回申请 as a result of theirs; of requests it is a row of section three."""
    tokens = (replace(t, kind="case", key="withdrawn") if t.key == "other_misc" else t for t in unit.tokens)
    return replace(unit, tokens=tuple(tokens))


def case_readings(subject: str, name: str, branch: str | None = None) -> tuple[str, ...]:
    """Return the readings of one column (`total`, `upheld` …) for a subject; suits mean both blocks, else either."""
    if subject == "review":
        return (f"reconsideration_{name}",)
    if subject == "dispute":
        return (f"reconsideration_{name}+{both_blocks(name)}",)
    if branch:
        return (f"litigation_{'direct' if branch == 'direct' else 'after_review'}_{name}",)
    return (both_blocks(name), f"litigation_direct_{name}", f"litigation_after_review_{name}")


def column_readings(subject: str, column: str, branch: str | None = None) -> tuple[tuple[str, ...], bool]:
    """Return readings and `no_base` of a result word (维持, 撤销 …)."""
    if column == "decided":
        total, pending = case_readings(subject, "total", branch)[0], case_readings(subject, "pending", branch)[0]
        minus = "-".join([total, *pending.split("+")])
        return (minus,), False
    if column == "revoked":
        return (case_readings(subject, "corrected", branch)[0], case_readings(subject, "other", branch)[0]), True
    if column == "dismissed":
        return (*case_readings(subject, "upheld", branch)[:1], *case_readings(subject, "other", branch)[:1]), True
    if column == "withdrawn":
        column = "other"
    return case_readings(subject, column, branch), False


def _case_columns(unit: Unit) -> list[str]:
    """Return the result columns that a number's words name, in order, each once."""
    if unit.has("qita"):
        return ["other"]
    columns = list(dict.fromkeys(t.key for t in unit.of("case")))
    if unit.has("pending") and "pending" not in columns:
        columns.append("pending")
    if len(columns) > 1 and "decided" in columns:
        columns.remove("decided")  # 已审结，维持3件: the result says more
    return columns


def _whole_court(unit: Unit, text: str, since: int) -> bool:
    """Tell whether 一审 only says who judged (一审胜诉3件): no second court, and a result beside it."""
    halves = unit.of("half")
    only = bool(halves) and all(t.text == "一审" for t in halves) and unit.has("case")
    return only and not any(w in text[since : unit.end + 40].split("。")[0] for w in ("二审", "再审"))


def read_case(unit: Unit, text: str, memory: Memory, subjects: Sequence[str], since: int) -> list[Draft]:
    """Return the drafts of a number of reviews or suits, named in the order of `subjects`; the sentence is `since`."""
    if unit.num.unit in PERSONS:
        return []
    if _REVIEWING.search(text, max(since, unit.start - 30), unit.end):
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
    branches = [t.key for t in unit.of("branch")]
    branch = branches[-1] if branches else memory.branch if subjects[-1] == "suit" else None
    if not branches and unit.chunk.depth == 0 and _both_branches(memory):
        branch = memory.branch = None
    columns = [] if _is_total(unit, memory, subjects[-1]) else _case_columns(unit)
    soft = (
        _unknown_between(unit, text)
        or any(t.text.startswith(("应诉", "行政应诉")) for t in unit.of("subject"))
        or "出庭" in text[since : unit.end]
        or bool(_PARTY.search(text, unit.start, unit.num.start))
    )
    if not columns:
        branch = memory.branch = branches[-1] if branches else None
        return _totals(unit, memory, subjects, branch, soft)
    sets = [column_readings(subjects[-1], column, branch) for column in columns]
    readings, no_base = sets[0]
    if len(sets) > 1:  # 撤销或责令履行 names one column, 维持和撤诉 two
        readings, no_base = (summed(firsts[0] for firsts, _ in sets),), False
    role = f"{subjects[-1]}_{columns[0]}"
    return [draft(unit, memory, "case_result", role, readings, no_base=no_base, soft=soft)]


_DISCLOSURE = re.compile(r"公开|信息|依申请|答复")
_BETWEEN = re.compile(r"[共计有为达了数量总合的仅只各分别发生已均受理案件类到年度全本在内涉及：\d]*")


def _both_branches(memory: Memory) -> bool:
    """Tell whether both blocks were just named side by side (直接起诉5件、复议后起诉2件，败诉1件)."""
    return [d.branch for d in memory.drafts[-2:] if d.role == "suit_branch"] == ["direct", "after"] or any(
        d.note == "both_blocks" and d.sentence == memory.sentence for d in memory.drafts[-1:]
    )


def _from_last_year(unit: Unit) -> bool:
    """Tell whether last year is when the request was made or answered, not the case (上年度申请引发的复议)."""
    prior = unit.of("prior")[-1]
    nouns = [t.start for t in unit.of("subject") if t.key in ("review", "suit", "dispute")]
    asked = any(
        prior.end <= t.start <= prior.end + 12 and (t.kind == "verb" or t.key in ("request", "on_request"))
        for t in unit.tokens
        if not nouns or t.start < nouns[-1]
    )
    return asked and unit.has("cause", "caused")


def of_other_cause(unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether the cases arose from other acts (因行政处罚引发的行政诉讼, 治安类复议), also those listed after."""
    nouns = [t for t in unit.tokens if t.kind == "subject" and t.key in ("review", "suit", "dispute")]
    inside = [t for t in nouns if t.start >= unit.start]
    before = text[unit.start : inside[0].start if inside else unit.num.head]
    if _DISCLOSURE.search(before):
        memory.foreign = -1
        return False
    acts = any(t.kind == "subject" and t.key in ("licensing", "penalties", "coercion") for t in unit.tokens)
    caused = acts and unit.has("cause", "caused")
    if caused or (bool(inside) and foreign_causes().search(before)):
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


def _totals(unit: Unit, memory: Memory, subjects: Sequence[str], branch: str | None, soft: bool) -> list[Draft]:
    each = unit.has("each") or unit.has("blanket") or unit.num.value == 0
    if len(subjects) > 1 and not each:
        readings = ["+".join(case_readings(s, "total")[0] for s in subjects)]
        return [draft(unit, memory, "cases_together", "dispute_total", readings, soft=soft)]
    made = []
    for subject in subjects:
        readings = list(case_readings(subject, "total", branch))
        if unit.num.value == 0:
            readings = readings[:1]
        made.append(
            draft(
                unit,
                memory,
                "case_total",
                f"{subject}_branch" if branch else f"{subject}_total",
                readings,
                soft=soft,
                subject=subject,
                branch=branch,
            )
        )
    return made


def is_publishing(token: Token) -> bool:
    """Tell whether a word puts items on a page; 公开 alone is listed as a result of requests, here it publishes."""
    return token.key == "publish" or token.text in publishing()


def read_document(unit: Unit, memory: Memory, subject: str, published: bool) -> list[Draft]:
    """Return the draft of a number of rules or normative documents: the verb decides the column."""
    if unit.has("prior") or unit.has("half") or unit.num.unit in PERSONS:
        return []
    if unit.has("own_level") and memory.scope != "own":
        return [draft(unit, memory, "own_level", "none", (), note="scope")]
    acts = [t.key for t in unit.of("act")] + ["publish" for t in unit.tokens if t.kind != "act" and is_publishing(t)]
    acts += ["issue" for t in unit.of("verb") if t.key == "new"]
    issued, in_force = f"{subject}.issued_this_year", f"{subject}.in_force_total"
    if not memory.modern:
        issued, in_force = f"{subject}.produced_this_year", f"{subject}.publicly_available_total"
    several = list(dict.fromkeys(a for a in acts if a in ("issue", "repeal", "in_force")))
    if len(several) > 1 and memory.modern and (unit.num.value == 0 or unit.has("each")):
        columns = {"issue": issued, "repeal": f"{subject}.repealed_this_year", "in_force": in_force}
        return [draft(unit, memory, f"documents_{a}", "documents", (columns[a],)) for a in several]
    if "repeal" in acts:
        if not memory.modern:
            return [draft(unit, memory, "documents_repealed", "none", (), note="no_cell")]
        return [
            draft(
                unit,
                memory,
                "documents_repealed",
                "documents",
                (f"{subject}.repealed_this_year",),
                soft="amend" in acts,
            )
        ]
    if "issue" in acts:
        return [draft(unit, memory, "documents_issued", "documents", (issued,), soft="amend" in acts)]
    if "in_force" in acts and "对" in {t.text for t in unit.of("cause")}:
        return [draft(unit, memory, "documents_reviewed", "none", (), note="no_cell")]  # 对现行38件…进行清理
    if "in_force" in acts:
        return [draft(unit, memory, "documents_in_force", "documents", (in_force,))]
    if "amend" in acts:
        return [draft(unit, memory, "documents_amended", "none", (), note="no_cell")]
    if not memory.modern and "publish" in acts and unit.has("sum"):  # 对外公开规范性文件总数
        return [draft(unit, memory, "documents_in_force", "documents", (in_force,))]
    if published or "publish" in acts:
        disclosed = () if memory.modern else (f"{subject}.disclosed_this_year",)
        return [
            draft(
                unit,
                memory,
                "documents_published",
                "documents",
                (*disclosed, issued, in_force),
                soft=memory.modern,
                note="published",
            )
        ]
    stock = any(t.text == "共有" for t in unit.of("sum"))
    return [draft(unit, memory, "documents", "documents", (in_force, issued) if stock else (issued, in_force))]


_TRAILING = re.compile(r"(?:案件|案|决定书?|事项|的)?[^，。；、()]{3,}")


_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")
# 行政处罚含简易程序3件: some of them; a bracket that says what all of them include is another thing
_ONE_KIND = re.compile(r"(?:案件|决定|中)?(?:含|包含|包括|简易程序|一般程序|普通程序|听证程序)")


def read_decision(unit: Unit, text: str, memory: Memory, subjects: Sequence[str], published: bool) -> list[Draft]:
    """Return the drafts of licences, penalties or coercive measures; what was put on a web page is not a decision."""
    if unit.num.unit in PERSONS or (unit.num.unit == "项" and not unit.has("act")):
        return [draft(unit, memory, "decision_items", "none", (), note="no_cell")]
    if unit.has("prior") or unit.has("half"):
        return []
    acts = {"publish" if is_publishing(t) else t.key for t in unit.tokens if t.kind == "act" or is_publishing(t)}
    if "publish" in acts or published:
        return [draft(unit, memory, "decisions_published", "none", (), note="published")]
    if acts & {"amend", "in_force", "issue"}:
        return []
    if len(subjects) > 1 and not (unit.has("each") or unit.num.value == 0 or unit.has("blanket")):
        return [
            draft(unit, memory, "decisions_together", "decisions", ("+".join(subjects),), soft="decide" not in acts)
        ]
    nouns = [t for t in unit.of("subject") if t.start >= unit.num.tail]
    # 对12件行政许可同步送达告知书: what is done to some of them
    handled = bool(nouns) and "decide" not in acts and bool(_TRAILING.match(text[nouns[-1].end : unit.end]))
    handled = handled or any(t.text in ("对", "针对", "就") for t in unit.of("cause"))
    ahead = [t for t in unit.of("subject") if t.end <= unit.num.head]
    handled = handled or bool(ahead and _ONE_KIND.match(_BRACKETED.sub("", text[ahead[-1].end : unit.num.head])))
    return [draft(unit, memory, "decisions", "decisions", (s,), subject=s, soft=handled) for s in subjects]


_TEN_THOUSAND = {"元": -4, "万元": 0, "亿元": 4, "千元": -1}


def read_fee(unit: Unit, memory: Memory, subject: str) -> list[Draft]:
    """Return the draft of an amount of money; the fee cell is in 万元."""
    shift = _TEN_THOUSAND.get(unit.num.unit)
    if unit.num.kind != "money" or shift is None:
        return []
    if subject == "processing_fee":
        return [draft(unit, memory, "processing_fee", "none", (), note="processing_fee")]
    if unit.has("prior") or unit.has("half"):
        return []
    value = unit.num.value.scaleb(shift)
    value = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    readings = ("admin_fees",) if memory.modern else ()
    note = "" if memory.modern else "no_cell"
    return [draft(unit, memory, "fees", "fees", readings, value=value, note=note)]
