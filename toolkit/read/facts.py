"""What a report says of itself: organ, year, period, publication date, level, and whose numbers its tables hold.

Every fact comes with the words it was read from. What nothing tells is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.read.dates import period_of, published_on
from toolkit.read.fold import blank_bookmarks, fold, squeeze
from toolkit.read.report import Passage, Stated
from toolkit.read.title import Title, find_title, organ_named
from toolkit.read.words import words

_CLAUSE = re.compile(r"[^。!?\n;,]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one report."""

    organ: Stated
    year: Stated
    period: Stated
    published: Stated
    level: Stated
    scope: Mapping[str, Stated]


def read_facts(text: str, passages: Sequence[Passage], tables: Iterable[str]) -> Facts:
    """Read the facts from the report's whole text and its prose."""
    folded = fold(text)
    title = find_title(folded)
    period = period_of(folded)
    year = _year(title, period)
    organ = Stated(title[0], title[2]) if title and title[0] else organ_named(folded)
    if organ.value:  # names are written with full-width brackets, which folding made narrow
        organ = Stated(organ.value.replace("(", "（").replace(")", "）"), organ.evidence)
    return Facts(
        organ, year, period, published_on(folded), level_of(organ.value), scopes_of(passages, tables, organ.value)
    )


def _year(title: Title | None, period: Stated) -> Stated:
    """Take the title's year; failing that, the period's, if it lies within one year."""
    if title and title[1]:
        return Stated(title[1], title[2])
    if period.value and period.value[:4] == period.value[11:15]:
        return Stated(period.value[:4], period.evidence)
    return Stated(None)


# --- level and scope ------------------------------------------------------------------------------------------------


def level_of(organ: str | None) -> Stated:
    """Return township, county, city, province or national, from the last administrative part of the organ's name.

    A bare 某某市 may be a prefecture or a county: None. A department has the level of the government it belongs to.
    """
    if not organ:
        return Stated(None)
    found = words()["level"]
    name = organ
    for ending in found["not_county"]:
        name = name.replace(ending, "□" * len(ending))
    for level in ("township", "county"):
        for part in found[level]:
            at = name.find(part, 2)
            if at >= 2 and (level == "county" or at + len(part) >= len(name) - 8):
                return Stated(level, organ[: at + len(part)])
    for part in (*found["city"], *found["province"], *found["municipalities"]):
        if part in organ[1:] or organ.startswith(part):
            level = "city" if part in found["city"] else "province"
            if level == "city" or not organ[organ.find(part) + len(part) :].partition("市")[1]:
                return Stated(level, part)
    if any(organ.startswith(part) for part in found["national"]):
        return Stated("national", organ)
    if re.fullmatch(
        r"(?:[\u4e00-\u9fff]{2,8}(?:省|自治区))?[\u4e00-\u9fff]{2,8}(?:市|州|盟|地区)[\u4e00-\u9fff]{2,6}市.*", organ
    ):
        return Stated("county", organ)
    if re.match(r"[\u4e00-\u9fff]{2,6}(?:省|自治区)[\u4e00-\u9fff]{1,6}市(?!.*[县区旗])", organ):
        return Stated("city", organ)
    return Stated(None, f"{organ}: the name does not tell its level" if "市" in organ else "")


def scopes_of(passages: Sequence[Passage], tables: Iterable[str], organ: str | None) -> dict[str, Stated]:
    """Return whose numbers each table holds, as the prose on it tells: own, area or unknown."""
    found = words()["scope"]
    matters = {subject for subjects in found["subjects"].values() for subject in subjects}
    clauses = [
        clause
        for p in passages
        if p.section in (0, 1, None)
        for clause in _CLAUSE.findall(blank_bookmarks(fold(p.text)))
        if any(matter in clause for matter in matters)
    ]
    return {table: _scope(clauses, found, found["subjects"].get(table, []), organ) for table in tables}


def _scope(clauses: Sequence[str], found: Mapping[str, Any], subjects: Sequence[str], organ: str | None) -> Stated:
    """Tell whose numbers a table holds by the clause that states its count; `unknown` where none says so.

    The word that stands nearest before the matter counts: 按照全市部署 in another clause says nothing.
    """
    for clause in clauses:
        at = min((clause.find(s) for s in subjects if s in clause), default=-1)
        if at < 0 or not re.search(r"\d|未|无|没有|零", clause):
            continue
        named = [(clause.rfind(word, 0, at), scope) for scope in ("area", "own") for word in found[scope]]
        position, scope = max(named)
        if position >= 0:
            return Stated(scope, clause[position : position + 60].strip())
        before = squeeze(clause[:at])
        if organ and squeeze(_short(organ)) in before and level_of(organ).value in ("township", None):
            return Stated("own", clause.strip()[:60])
    return Stated("unknown")


def _short(organ: str) -> str:
    """Return the organ's own name without the governments above it: 小河街道 of 杭州市拱墅区人民政府小河街道办事处."""
    tail = re.split(
        r"人民政府|[省市县旗州盟]|(?<=[\u4e00-\u9fff]{2})区", organ.removesuffix("人民政府").removesuffix("办事处")
    )
    return next((part for part in reversed(tail) if len(part) >= 2), organ)
