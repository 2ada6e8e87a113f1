"""Second look at a paragraph's drafts, still by words alone: what a bracket, a list or a neighbour says of a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.claim.bases import fix_bases
from toolkit.claim.draft import BASE, BESIDE, NEW, Draft
from toolkit.claim.growth import settle_growth
from toolkit.claim.outcomes import GRANTED_ANY, parent_of
from toolkit.claim.rates import settle_shares


def settle(drafts: Sequence[Draft], text: str) -> None:
    """Fix bases, subtractions and blankets in place."""
    by_sentence: dict[int, list[Draft]] = {}
    for made in drafts:
        by_sentence.setdefault(made.sentence, []).append(made)
    for group in by_sentence.values():
        fix_bases(group, text)
        _parts_of_last_year(group)
        _parts_of_one_organ(group)
        _several_of_one(group, text)
        _beside_vague(group)
        _whole_beside_part(group)
        _outcomes_of_new(group)
        _rows_beside_reasons(group, text)
        _applicants(group)
        settle_shares(group)
    for made in drafts:
        settle_growth(made)
    _own_beside_others(drafts, text)
    _blankets(drafts)


_OWN = re.compile(r"(?:我|本)(?:局|委|街道|镇|乡|单位|机关|厅|办|处|所|中心|院|校|站|部门|队|馆)")
_WIDER = re.compile(r"全[省市州区县旗盟]|(?<![我本])[省市州区县旗](?:人民)?政府(?!办)")
_NAMED = re.compile(
    r"(?:^|[，。；：\n年])(?!我|本|全|各)([\u4e00-\u9fff]{2,14}?(?:局|委|街道|镇|乡|办公室|厅|中心|委员会))(?=共|累计|全年|本年|年内|收|受理|接|新收)"
)


def _own_beside_others(drafts: Sequence[Draft], text: str) -> None:
    """全县共收到184件；我局收到4件: two scopes, and the words do not tell which of them the tables count."""
    counts = [d for d in drafts if d.role in ("intake", "handled") and d.num is not None and d.readings]
    scopes = [_whose(text[max(0, d.start - 40) : d.start]) for d in counts]
    for n, (first, second) in enumerate(pairwise(counts)):
        if scopes[n] and scopes[n + 1] and scopes[n] != scopes[n + 1]:
            first.soft = second.soft = True
            first.note = second.note = "scope"


def _whose(before: str) -> str:
    """Return "own", "wider" or the organ named in the clause before a count; empty where it names none."""
    clause = re.split(r"[，。；\n]", before)[-1]
    if _OWN.search(clause):
        return "own"
    if _WIDER.search(clause):
        return "wider"
    named = _NAMED.search(clause)
    return named[1] if named else ""


def _several_of_one(group: list[Draft], text: str) -> None:
    """Two numbers of one sentence with one meaning (撤销3件、责令履行1件; two organs' receipts) are parts of it."""
    by_meaning: dict[tuple[str, ...], list[Draft]] = {}
    for made in group:
        if made.num is not None and made.role not in BESIDE and made.readings:
            key = ("intake",) if made.role == "intake" and NEW in made.readings else made.readings
            if made.rule == "case_result":
                key = made.readings[:1]
            by_meaning.setdefault(key, []).append(made)
    for same in by_meaning.values():
        if len({d.value for d in same}) < 2 and not _differently_named(same, text):
            continue
        total = sum(d.value for d in same)
        for made in same:
            if 2 * made.value != total:  # the one that is the sum of the others stands for itself
                made.soft = True


def _parts_of_one_organ(group: list[Draft]) -> None:
    """市政府本级受理96件，答复96件: what follows one organ's count is that organ's, where no whole was named."""
    one_organ = False
    for made in group:
        if made.rule in ("own_level", "one_organ"):
            one_organ = True
        elif made.role in ("intake", "handled", "base") and made.num is not None:
            return
        elif one_organ and made.role in ("answered", "outcome", "out", "in", "applicant", "blanket", "share"):
            made.soft, made.note = True, "scope"


def _differently_named(same: Sequence[Draft], text: str) -> bool:
    """Tell whether equal numbers are several (撤销1件、责令履行1件), not one said twice."""
    if not all(d.rule == "case_result" for d in same):
        return False
    return len({text[min(d.chunk, d.start) : d.start] + text[d.end : d.end + 4] for d in same}) == len(same) > 1


def _parts_of_last_year(group: list[Draft]) -> None:
    """2021年收到的3件中，1件于今年办结: parts of last year's count prove nothing of this year's rows."""
    last_year = False
    for made in group:
        if made.role == "prior" and made.depth == 0:
            last_year = last_year or made is group[0]
        elif made.role in ("intake", "handled", "base"):
            last_year = False
        elif last_year and made.role in ("answered", "outcome", "out", "applicant", "blanket"):
            made.soft = True


def _whole_beside_part(group: list[Draft]) -> None:
    """公开6件、部分公开2件: beside 部分公开, 公开 is 予以公开."""
    if any(d.readings[:1] == ("granted_partial",) for d in group):
        for made in group:
            if made.role == "outcome" and made.readings == GRANTED_ANY:
                made.readings = (GRANTED_ANY[1], GRANTED_ANY[0])


def _beside_vague(group: list[Draft]) -> None:
    """已主动公开11件、予以公开20件: where a loose category stands beside them, rows may hold more than is printed."""
    if any(d.note == "vague" for d in group):
        for made in group:
            if made.role == "outcome":
                made.soft = True


def _outcomes_of_new(group: list[Draft]) -> None:
    """新收3件，其中2件予以公开；上年结转1件，予以公开: parts of the new ones only prove nothing of the row."""
    new = next((d for d in group if d.rule == "intake_new"), None)
    if new is None or not any(d.role == "in" and d.value > 0 and d.start > new.start for d in group):
        return
    carried = next(d for d in group if d.role == "in" and d.value > 0 and d.start > new.start)
    for made in group:
        if made.role == "outcome" and made.part and new.start < made.start < carried.start:
            made.soft = True


def _rows_beside_reasons(group: list[Draft], text: str) -> None:
    """逾期不补正3件，其他处理6件: the row is then what is left of it; nested in a bracket it is the whole row."""
    for n, made in enumerate(group):
        if (
            made.role != "outcome"
            or not made.readings
            or made.readings[0] not in ("other_disposition", "denied", "unable", "not_processed")
        ):
            continue
        row = made.readings[0]
        beside = [
            d.readings[0] for d in group[:n]
            if d.role == "outcome" and d.readings and d.depth == made.depth and parent_of(d.readings[0]) == row
            and not (d.implied and made.implied)
        ]  # fmt: skip
        later = [
            d for d in group[n + 1 :]
            if d.role == "outcome" and d.readings and d.depth == made.depth and parent_of(d.readings[0]) == row
        ]  # fmt: skip
        if beside:
            minus = "-".join([row, *dict.fromkeys(beside)])
            added_up = re.search(r"[共合总]计?", text[made.chunk : made.start + 1])  # 撤回3件、逾期5件，其他处理共8件
            made.readings = (*made.readings, minus) if added_up else (minus, *made.readings)
        elif later and not re.search("其中|包括|含", text[made.end : later[0].start]):
            made.readings = (*made.readings, "-".join([row, *dict.fromkeys(d.readings[0] for d in later)]))


def _applicants(group: list[Draft]) -> None:
    """公民88宗、组织9宗 of a headline that holds carried-in requests count both rows."""
    headline = next((d for d in group if d.readings == (BASE,)), None)
    if headline is None:
        return
    for made in group:
        if made.role == "applicant" and made.start > headline.start and len(made.readings) == 2:
            made.readings = (made.readings[1], made.readings[0])


def _blankets(drafts: Sequence[Draft]) -> None:
    """均已办结 beside a stated carry-out speaks of the rest; beside one with a deadline it proves nothing."""
    outs = [d for d in drafts if d.role == "out" and d.value > 0 and not d.implied]
    for made in drafts:
        if made.role == "blanket" and outs:
            made.dropped = True
