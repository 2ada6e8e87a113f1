"""One plain sentence per claim, in Chinese and English. It asks to check; it accuses nobody.

Where a reading holds the sentence names that one; where none does, all that were tried, with what the table gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.claim.model import UNREAD, Allowed, Claim, ReadingValue
from toolkit.claim.wording import Lang, is_printed, measure_words, value_words

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
    "grown": ("增减的可能是另一数字", "what changed may be another count"),
    "soft": ("该表述不足以判断", "the words prove nothing either way"),
}


_MONEY = frozenset({"元", "千元", "亿元"})  # printed in another unit than the cell's 万元


def explain(claim: Claim, lang: Lang = "zh") -> str:
    """Return one sentence on a claim: what it states, what the table gives, and whether to look again."""
    zh = lang == "zh"
    quote, held = f"“{claim.quote}”{_meant(claim, lang)}", claim.held
    if held is not None and claim.verdict in ("consistent", "approximate"):
        how = _within(claim, lang) if claim.verdict == "approximate" else ""
        end = _allowed(claim, lang) if claim.verdict == "approximate" else ""
        if claim.implied:
            return f"{quote}{how}与表格一致{end}。" if zh else f"{quote} agrees with the table{how}{end}."
        told = _told([held], claim, lang)
        return f"{quote}{how}与表格一致：{told}{end}。" if zh else f"{quote} agrees with the table{how}, {told}{end}."
    if held is not None and claim.verdict == "ambiguous":
        return _either(quote, held, claim, lang)
    if claim.verdict == "inconsistent":
        told = _told(claim.readings, claim, lang) + _allowed(claim, lang)
        return (
            f"{quote}与表格不同：{told}；建议核对。"
            if zh
            else f"{quote} differs from the table, {told}; to be checked."
        )
    note = _note(claim.note, lang)
    if claim.withheld:
        told = _told(claim.readings, claim, lang)
        return (
            f"{quote}与表格不同：{told}；但{note}，不作判断，请看原文。"
            if zh
            else f"{quote} differs from the table, {told}; but {note}, so it is left to the reader."
        )
    reason = (note or ("没有可比的数字" if zh else "nothing to compare it with")) + _allowed(claim, lang)
    return f"“{claim.quote}”不作比较：{reason}。" if zh else f"“{claim.quote}” is not compared: {reason}."


def _either(quote: str, held: ReadingValue, claim: Claim, lang: Lang) -> str:
    """Return the sentence of a claim of which only some readings hold: one that does and the first that does not."""
    zh = lang == "zh"
    sides = [held, *[r for r in claim.readings if not r.holds][:1]]
    names = [measure_words(r.measure, lang) for r in sides]
    values = [_value(r, claim, lang) for r in sides]
    if len(sides) == 1:
        return (
            f"{quote}若指{names[0]}（{values[0]}）则与表格一致；所指为何，建议核对。"
            if zh
            else f"{quote} agrees with the table if it means {names[0]} ({values[0]}); what is meant is to be checked."
        )
    return (
        f"{quote}若指{names[0]}（{values[0]}）则与表格一致，若指{names[1]}（{values[1]}）则不同；所指为何，建议核对。"
        if zh
        else f"{quote} agrees with the table if it means {names[0]} ({values[0]}), but not if it means "
        f"{names[1]} ({values[1]}); what is meant is to be checked."
    )


def _told(readings: Sequence[ReadingValue], claim: Claim, lang: Lang) -> str:
    """Return what the table gives for some readings, as a part of the sentence."""
    pairs = [(measure_words(r.measure, lang), _value(r, claim, lang)) for r in readings]
    if lang == "zh":
        source = "表中" if all(is_printed(r.measure) for r in readings) else "按表中数字，"
        return source + "，".join(f"{name}为{value}" for name, value in pairs)
    values = [f"{value} for {name}" for name, value in pairs]
    return "which gives " + (values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}")


def _value(reading: ReadingValue, claim: Claim, lang: Lang) -> str:
    return value_words(reading.measure, reading.value, lang, _places(claim.value))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _meant(claim: Claim, lang: Lang) -> str:
    """Return what a statement without its number says (均已办结: none carried out), or an amount in the cell's unit."""
    if not claim.readings:
        return ""
    asked = claim.held or claim.readings[0]
    stated = value_words(asked.measure, claim.value, lang, _places(claim.value))
    if claim.implied:
        name = measure_words(asked.measure, lang)
        return f"（即{name}为{stated}）" if lang == "zh" else f" (that is, {stated} for {name})"
    if claim.unit in _MONEY or (claim.unit == "倍" and "%" in stated):
        return f"（即{stated}）" if lang == "zh" else f" (that is, {stated})"
    return ""


def _within(claim: Claim, lang: Lang) -> str:
    if not claim.qualifier and claim.unit in ("%", "倍"):
        return "相差不超过所印末位的一个单位，" if lang == "zh" else " to within one unit of its last printed digit"
    return "在其措辞的范围内" if lang == "zh" else " within its wording"


def _note(note: str, lang: Lang) -> str:
    if note.startswith(UNREAD):
        words = note.removeprefix(UNREAD)
        return f"句中“{words}”的含义没有读懂" if lang == "zh" else f"“{words}” beside it was not understood"
    return NOTES.get(note.partition(": ")[0], ("", ""))[0 if lang == "zh" else 1]


def _allowed(claim: Claim, lang: Lang) -> str:
    """Return which whole counts the print allows, as the end of a sentence; nothing where it is no share or growth."""
    allowed = claim.allowed
    if allowed is None:
        return ""
    zh = lang == "zh"
    name, base = measure_words(allowed.measure, lang), measure_words(allowed.base, lang)
    span = _span(allowed, lang)
    if claim.unit not in ("%", "倍"):  # 较上年减少2件
        if not span:
            return (
                f"；{base}为{allowed.total}，不会有这样的增减"
                if zh
                else f"; {base} at {allowed.total} cannot change so"
            )
        return f"；照此{name}应为{span}" if zh else f"; by it, {name} would have been {span}"
    if not span:
        return (
            f"；{base}为{allowed.total}时，{name}取任何整数都印不出这个比率"
            if zh
            else f"; with {allowed.total} {base}, no whole number of {name} would print so"
        )
    return (
        f"；{base}为{allowed.total}时，所印比率只容许{name}为{span}"
        if zh
        else f"; with {allowed.total} {base}, the print allows only {span} for {name}"
    )


def _span(allowed: Allowed, lang: Lang) -> str:
    if allowed.counts is None:
        return ""
    low, high = allowed.counts
    return str(low) if low == high else f"{low}至{high}" if lang == "zh" else f"{low} to {high}"
