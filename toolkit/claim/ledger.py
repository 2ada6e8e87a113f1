"""Every number of a passage in exactly one entry: linked, inner sum, date or law, another subject, unknown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from toolkit.claim.clauses import Sentence
from toolkit.claim.model import Number, NumberKind, ProseSum
from toolkit.claim.numbers import Num
from toolkit.claim.walk import Walked
from toolkit.read.report import Passage

# What a number counts, or what it is, in words.
SUBJECTS = {
    "request": ("政府信息公开申请", "requests for information"),
    "review": ("行政复议", "reviews"),
    "suit": ("行政诉讼", "suits"),
    "dispute": ("行政复议和诉讼", "reviews and suits"),
    "normative_documents": ("规范性文件", "normative documents"),
    "rules": ("规章", "rules"),
    "licensing": ("行政许可", "licences"),
    "penalties": ("行政处罚", "penalties"),
    "coercion": ("行政强制", "coercive measures"),
    "admin_fees": ("行政事业性收费", "administrative fees"),
    "processing_fee": ("信息处理费", "the information-processing fee"),
    "web_items": ("公开的信息、栏目、账号", "items, columns and accounts published"),
    "hotline": ("热线工单", "hotline tickets"),
    "mailbox": ("信箱留言咨询", "letters and messages"),
    "petition": ("信访投诉", "petitions and complaints"),
    "proposal": ("建议提案", "proposals of deputies"),
    "staff_or_events": ("人员、会议、培训、检查", "staff, meetings, training, inspections"),
    "procurement": ("采购、项目、资金", "procurement, projects, funds"),
    "cases_of_others": ("其他案件和事项", "cases and applications of another kind"),
    "rate": ("办结率等比率", "a rate"),
    "plan": ("计划、目标", "a plan or a target"),
    "money": ("金额", "money"),
    "text": ("文章的部分、要点", "parts and points of the text"),
    "name": ("名称中的数", "part of a name"),
    "range": ("数的范围", "a range of numbers"),
    "other": ("其他", "something else"),
    "date": ("日期、期限", "a date or a span of time"),
    "law": ("文号、条款", "a law or document number"),
    "telephone or code": ("电话、邮编、编号", "a telephone number, postcode or code"),
    "list": ("序号", "the number of a list item"),
    "address": ("网址、地址", "an address"),
}

_FIXED = {"date": "date", "law": "law", "phone": "telephone or code", "list": "list", "url": "address", "name": "name"}
_STREET = re.compile(r"(?:[街路巷弄道]|大街|大道|小区|村)$")
_OF_TEXT = re.compile(r"个?(?:部分|方面|要点|章节|环节|步骤)")
_OF_NAME = re.compile(r"级|大(?![类项])|届|中全会")


def classify(walked: Walked, sums: Sequence[ProseSum], passage: Passage) -> list[Number]:
    """Return the ledger of one passage in order of print."""
    linked: dict[int, str] = {}
    unlinked: dict[int, str] = {}
    for draft in walked.drafts:
        if draft.num is not None and not draft.dropped:
            subject = draft.subject.removeprefix("other:")
            (linked if draft.readings else unlinked).setdefault(draft.num.start, subject)
    others = {start: subject.removeprefix("other:") for start, subject in walked.others}
    wholes = _wholes(walked, sums, passage, {**others, **unlinked, **linked})
    out = []
    for num in walked.numbers:
        start, end = _place(num, walked, passage)
        kind: NumberKind = "unknown"
        whose = ""
        if num.kind in _FIXED:
            kind, whose = "date_or_law", _fixed(num, walked.prose.text)
        elif num.start in linked:
            kind, whose = "linked", linked[num.start]
        elif num.start in wholes:
            kind, whose = wholes[num.start]
        elif num.start in unlinked:
            kind, whose = "other_subject", unlinked[num.start]
        elif num.chinese and (named := _of_words(num, walked.prose.text)):
            kind, whose = "other_subject", named
        elif others.get(num.start):
            kind, whose = "other_subject", others[num.start]
        elif num.kind in ("other_unit", "range") and not num.chinese:
            kind, whose = "other_subject", "range" if num.kind == "range" else "other"
        text = passage.text[start - passage.place.start : end - passage.place.start]
        out.append(
            Number(text, start, end, passage.place.part, passage.section, num.value, num.unit, kind, whose)
        )  # fmt: skip
    return out


def _place(num: Num, walked: Walked, passage: Passage) -> tuple[int, int]:
    start, end = walked.prose.span(num.start, num.end)
    return passage.place.start + start, passage.place.start + end


def _fixed(num: Num, text: str) -> str:
    if num.kind == "law" and _STREET.search(text, max(0, num.start - 3), num.start):
        return "address"  # 中山路15号
    return _FIXED[num.kind]


def _of_words(num: Num, text: str) -> str:
    """Return what a Chinese numeral belongs to that counts nothing of the office: 三个方面, 党的二十大."""
    if _OF_TEXT.match(text, num.end):
        return "text"
    return "name" if _OF_NAME.match(text, num.end) else ""


def _wholes(
    walked: Walked, sums: Sequence[ProseSum], passage: Passage, subjects: dict[int, str]
) -> dict[int, tuple[NumberKind, str]]:
    """Return kind and subject of the numbers in sums, by start: all of one sum count what its total counts.

    What follows a list in the same sentence and seems to speak of the list's last item (投诉30件，超期办结数为0) speaks
    of the whole.
    """
    starts = {_place(num, walked, passage): num.start for num in walked.numbers}
    found: dict[int, tuple[NumberKind, str]] = {}
    for one in sums:
        terms = [starts[place.start, place.end] for place in one.places]
        subject = subjects.get(terms[0], "")
        for term in terms:
            found[term] = "inner_sum", subject or subjects.get(term, "")
        last = subjects.get(terms[-1], "")
        if subject and last:
            for start in _later(walked.sentences, terms[-1]):
                if subjects.get(start) == last:
                    found.setdefault(start, ("other_subject", subject))
    return found


def _later(sentences: Sequence[Sentence], start: int) -> Iterator[int]:
    """Yield the starts of the numbers that follow `start` in its sentence."""
    at = bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1
    if at >= 0:
        yield from (num.start for chunk in sentences[at].chunks for num in chunk.numbers if num.start > start)
