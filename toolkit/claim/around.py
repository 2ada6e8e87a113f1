"""Words around numbers, from numbers.toml: what makes a number a date or a name; units; what leeway a qualifier gives.

A number is a date, a law, a telephone number … by its neighbours, never by its value: 申请2025件 is a count.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from toolkit.claim.numerals import CHINESE

# `broken`: figures that cannot be told to be one number or several (收到申请 12 5 件); nothing is read from them.
NumKind = Literal[
    "count", "bare", "percent", "money", "times", "other_unit", "date", "law", "phone", "list", "url", "name", "range",
    "broken",
]  # fmt: skip
Leeway = Literal["", "about", "over", "least", "below", "most"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.claim") / "numbers.toml").read_text("utf-8"))


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Patterns:
    """What finds numerals and the words that belong to them."""

    numeral: re.Pattern[str]
    tail: re.Pattern[str]
    time: re.Pattern[str]
    before: re.Pattern[str]
    phone: re.Pattern[str]
    glued: re.Pattern[str]
    not_number: re.Pattern[str]
    item: frozenset[str]
    money: frozenset[str]


@cache
def patterns() -> Patterns:
    """Return the patterns made of numbers.toml."""
    data = _data()
    units, words = data["units"], data["words"]
    every = _any(units["money"] + units["item"] + units["other"] + ["%", "‰", "个百分点"])
    after, behind = "|".join(data["qualifiers"]["after"]), _any(data["qualifiers"]["behind"])
    chinese = f"[{CHINESE}]{{1,12}}"
    return Patterns(
        numeral=re.compile(
            r"(?P<url>(?:https?：//|www\.)[0-9A-Za-z./：？=&_%#~+-]{1,300})"
            r"|(?P<arabic>(?:(?<!\d)\d{1,3}(?:，\d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?)"
            rf"|百分之(?P<cpercent>[{CHINESE}点]{{1,12}})"
            rf"|(?P<chinese>{chinese})(?=(?:{after})?(?:{_any(units['item'] + units['money'] + units['other'])}))"
        ),
        tail=re.compile(
            rf"(?P<a>{after})?(?P<m>[万亿千]|百(?!分)(?=(?:{after})?(?:{every})))?(?P<b>{after})?(?P<u>{every})?(?P<c>余|多|{behind})?"
        ),
        time=re.compile(rf"(?:{after})?(?:{_any(units['time'])})"),
        before=re.compile(rf"(?:{_any(data['qualifiers']['before'])})$"),
        phone=re.compile(rf"(?:{_any(words['phone_left'])})[^，。；、]{{0,6}}$"),
        glued=re.compile(rf"(?:{_any(words['glued_left'])})$"),
        not_number=re.compile(_any(words["not_numbers"])),
        item=frozenset(units["item"]),
        money=frozenset(units["money"]),
    )


@cache
def _leeways() -> dict[str, Leeway]:
    qualifiers = _data()["qualifiers"]
    kinds: tuple[Leeway, ...] = ("about", "over", "least", "below", "most")
    return {word: kind for kind in kinds for word in qualifiers[kind]}


def leeway(qualifier: str) -> Leeway:
    """Return which way a qualifier lets the figure differ from the number; "" for one that does not (多达).

    >>> leeway("余"), leeway("左右"), leeway("不少于"), leeway("")
    ('over', 'about', 'least', '')
    """
    return _leeways().get(qualifier, "")


YEAR = re.compile(r"(?:19|20)\d\d")
_DOCUMENT_LEFT = re.compile(r"\((?:19|20)\d\d\)第?$")
_LIST_LEFT = re.compile(r"(?:^|[\n。；：])\(?$")
_LIST_RIGHT = re.compile(r"[、.)](?!\d)")
_PHONE_JOIN = re.compile(r"-\d{7,8}(?!\d)")
_WORD = re.compile(r"[A-Za-z]$")
_LETTERS_LEFT, _LETTERS_RIGHT = re.compile(r"[A-Za-z]*$"), re.compile(r"[A-Za-z]*")
_YEARS_RIGHT = re.compile(r"(?:[、，和及与](?:19|20)\d\d){1,2}年")
_INDEX_RIGHT = re.compile(r"/(?:19|20)\d\d-\d{4,6}(?!\d)")  # 索引号 002493697/2021-00156
_INDEX_LEFT = re.compile(r"(?<!\d)\d{8,9}/(?:(?:19|20)\d\d-)?$")


def context_kind(print_: str, left: str, right: str) -> NumKind | None:
    """Return the kind that neighbours alone decide, None for what may be a quantity."""
    pattern = patterns()
    if right.startswith(")") and left.endswith("(") and len(print_) == 4 and print_[:2] in ("19", "20"):
        return "law" if re.match(r"\)第?\d+号", right) else "date"
    if _DOCUMENT_LEFT.search(left) or left.endswith("第"):
        return "law"
    if right.startswith("号"):
        return "law"
    if _PHONE_JOIN.match(right) or re.search(r"(?<!\d)0\d{2,3}-$", left):
        return "phone"
    if _INDEX_RIGHT.match(right) or _INDEX_LEFT.search(left):
        return "phone"
    if pattern.time.match(right):
        return "date"
    if re.match(r"[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)", right) or re.search(r"(?:19|20)\d\d[-/.](?:\d{1,2}[-/.])?$", left):
        return "date"
    if (re.match(r"：\d\d(?!\d)", right) and len(print_) <= 2) or (re.search(r"\d{1,2}：$", left) and len(print_) == 2):
        return "date" if not re.match(r"[件份条宗起例项个]", right) else None
    if re.match(r"(?:-|—|~|至|到)\d{1,4}(?:年|月|日|个工作日)", right):
        return "date"
    if YEAR.fullmatch(print_) and _YEARS_RIGHT.match(right):
        return "date"  # 2021、2022年
    if _LIST_LEFT.search(left) and _LIST_RIGHT.match(right) and len(print_) <= 2:
        return "list"
    if left.endswith("(") and right.startswith(")") and len(print_) <= 2 and not re.search(r"[件项条]\($", left):
        return "list"
    if _WORD.search(left) or re.match(r"[A-Za-z+×]", right):
        return "broken" if _foreign(left, right) else "name"
    if (
        len(print_) == 5
        and print_[:2] in ("12", "95", "96")
        and not re.match(r"(?:余|多)?[件份条宗起例项个元次%万]", right)
    ):
        return "phone"
    bare_year = YEAR.fullmatch(print_) and re.match(r"(?:，|$|\n|以来|财年)", right)
    if bare_year and re.search(r"(?:^|[\n。；，]|截至|截止|于|自|从|在)$", left):
        return "date"  # a year that lost its 年, before a comma
    return None


def _foreign(left: str, right: str) -> bool:
    """Tell whether a number stands in English prose (its spaces are gone): unlike Windows10, H7N9 or COVID19."""
    before, after = _LETTERS_LEFT.search(left), _LETTERS_RIGHT.match(right)
    lengths = [len(m.group()) if m else 0 for m in (before, after)]
    return not right.startswith("@") and (min(lengths) >= 3 or lengths[0] >= 9)
