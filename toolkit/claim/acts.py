"""A number whose governing noun is an act of section two, or money: its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from toolkit.claim.clauses import PERSONS, Unit
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.making import draft
from toolkit.claim.numbers import Num
from toolkit.claim.phrases import Token, publishing


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
    if "in_force" in acts:  # 清理64件，其中保留52件 may be some of what is in force; 继续有效52件 is all of it
        some = any(t.text == "保留" for t in unit.of("act")) and any(
            d.rule == "documents_reviewed" for d in memory.here()
        )
        return [draft(unit, memory, "documents_in_force", "documents", (in_force,), soft=some)]
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


def ten_thousands(num: Num) -> Decimal | None:
    """Return an amount of money in 万元, as the fee cell counts it; None for what is none."""
    shift = _TEN_THOUSAND.get(num.unit)
    if num.kind != "money" or shift is None:
        return None
    value = num.value.scaleb(shift)
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def read_fee(unit: Unit, memory: Memory, subject: str) -> list[Draft]:
    """Return the draft of an amount of money; the fee cell is in 万元."""
    value = ten_thousands(unit.num)
    if value is None:
        return []
    if subject == "processing_fee":
        return [draft(unit, memory, "processing_fee", "none", (), note="processing_fee")]
    if unit.has("prior") or unit.has("half"):
        return []
    readings = ("admin_fees",) if memory.modern else ()
    note = "" if memory.modern else "no_cell"
    return [draft(unit, memory, "fees", "fees", readings, value=value, note=note)]
