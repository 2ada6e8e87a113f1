"""One plain sentence per claim, in Chinese and English. It asks to check; it accuses nobody."""

from __future__ import annotations

from typing import Literal

from toolkit.claim.model import UNREAD, Allowed, Claim
from toolkit.form.measure import MeasureError, parse

NOTES = {
    "channel": ("按渠道的数量表中没有单元格", "the form has no cell for channels"),
    "processing_fee": (
        "信息处理费不在表中，不与行政事业性收费相比",
        "the information-processing fee is not a figure of the tables",
    ),
    "scope": ("所述范围与表格范围可能不同", "another scope is named"),
    "vague": ("该类别不是现行表格中的一行", "the category is no row of today's form"),
    "subset": ("所述为其中一部分", "a part of them is named"),
    "organ": ("所述为其中一个机关", "one organ among several is named"),
    "period": ("所述并非全年", "another period is named"),
    "published": ("公开的条数不等于办理的件数", "items published are not decisions made"),
    "rate": ("办结率一类的比率无法核对", "such a rate cannot be checked"),
    "missing": ("所需数字缺失或为空", "a figure it needs is missing or blank"),
    "no_cell": ("表中没有对应的单元格", "the form has no such cell"),
    "reviewer": ("所述为以复议机关身份办理的案件", "cases handled as reviewing body"),
    "limited": ("否定有限定，不等于没有案件", "a limited negative does not deny all cases"),
    "other_cause": ("所述案件并非因信息公开引起", "the cases arose from something else"),
    "prior": ("所述为上年数", "last year's figure"),
    "unnamed": (
        "句中没有提到信息公开，所述数量又远多于表中",
        "disclosure is not named and the tables count far less",
    ),
    "soft": ("该表述不足以判断", "the words prove nothing either way"),
}


def explain(claim: Claim, lang: Literal["zh", "en"] = "zh") -> str:
    """Return one sentence on a claim: what it states, what the cells say, and whether to look again."""
    zh = lang == "zh"
    stated = f"{claim.value:f}{claim.unit if zh else ''}"
    tried = ("；" if zh else "; ").join(
        _reading(r.measure, None if r.value is None else f"{r.value:f}", lang) for r in claim.readings
    )
    note = _note(claim.note, lang)
    tried += _allowed(claim.allowed, lang)
    if claim.verdict == "consistent":
        return f"“{claim.quote}”与表格一致（{tried}）。" if zh else f"“{claim.quote}” agrees with the table ({tried})."
    if claim.verdict == "approximate":
        return (
            f"“{claim.quote}”在措辞允许的范围内（{tried}）。"
            if zh
            else f"“{claim.quote}” holds within its wording ({tried})."
        )
    if claim.verdict == "ambiguous":
        return (
            f"“{claim.quote}”（{stated}）只符合其中一种理解（{tried}），含义建议核对。"
            if zh
            else f"“{claim.quote}” ({stated}) fits only some readings ({tried}); which is meant is to be checked."
        )
    if claim.verdict == "inconsistent":
        return (
            f"“{claim.quote}”为{stated}，而表格为：{tried}；两处不同，建议核对。"
            if zh
            else f"“{claim.quote}” says {stated}, the table: {tried}; they differ, to be checked."
        )
    if claim.withheld:
        return (
            f"“{claim.quote}”为{stated}，而表格为：{tried}；但{note}，不作判断，请看原文。"
            if zh
            else f"“{claim.quote}” says {stated}, the table: {tried}; but {note}, so it is left to the reader."
        )
    reason = (note or ("没有可比的数字" if zh else "nothing to compare it with")) + _allowed(claim.allowed, lang)
    return f"“{claim.quote}”不作比较：{reason}。" if zh else f"“{claim.quote}” is not compared: {reason}."


def _note(note: str, lang: Literal["zh", "en"]) -> str:
    if note.startswith(UNREAD):
        words = note.removeprefix(UNREAD)
        return f"句中“{words}”的含义没有读懂" if lang == "zh" else f"“{words}” beside it was not understood"
    return NOTES.get(note.partition(": ")[0], ("", ""))[0 if lang == "zh" else 1]


def _allowed(allowed: Allowed | None, lang: Literal["zh", "en"]) -> str:
    """Return which whole counts a printed rate allows, as the end of a sentence; nothing where it is no rate."""
    if allowed is None:
        return ""
    name, base = _name(allowed.measure, lang), _name(allowed.base, lang)
    beside = f"{base} = {allowed.total}"
    if allowed.counts is None:
        return (
            f"；{beside}时没有整数的{name}合于所印"
            if lang == "zh"
            else f"; with {beside} no whole {name} fits the print"
        )
    low, high = allowed.counts
    if lang == "zh":
        return f"；{beside}时，按所印小数{name}只能是{low if low == high else f'{low}至{high}'}"
    return f"; with {beside} the printed decimals allow {name} {f'only {low}' if low == high else f'{low} to {high}'}"


def _reading(measure: str, value: str | None, lang: Literal["zh", "en"]) -> str:
    return f"{_name(measure, lang)} = {value if value is not None else '—'}"


def _name(measure: str, lang: Literal["zh", "en"]) -> str:
    try:
        return parse(measure).label(lang)
    except MeasureError:
        return measure
