"""Squeezed prose → every number in it, with value, unit, qualifier and a first kind told by what stands around it.

A number is a date, a law, a telephone number … by its neighbours, never by its value: 申请2025件 is a count.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

NumKind = Literal[
    "count", "bare", "percent", "money", "times", "other_unit", "date", "law", "phone", "list", "url", "name", "range"
]

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "千": 10**3}
_CHINESE = "〇零一二两三四五六七八九十百千万亿"


@dataclass(frozen=True, slots=True)
class Num:
    """A number in squeezed prose: `start:end` is the numeral, `head:tail` takes in qualifier and unit."""

    start: int
    end: int
    head: int
    tail: int
    value: Decimal
    places: int
    unit: str
    qualifier: str
    kind: NumKind
    chinese: bool

    @property
    def step(self) -> Decimal:
        """The weight of the last non-zero digit of the value (1 for zero): 1200 → 100."""
        if self.value == 0:
            return Decimal(1)
        exponent = self.value.normalize().as_tuple().exponent
        return Decimal(1).scaleb(int(exponent))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.claim") / "numbers.toml").read_text("utf-8"))


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Patterns:
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
def _patterns() -> _Patterns:
    data = _data()
    units, words = data["units"], data["words"]
    every = _any(units["money"] + units["item"] + units["other"] + ["%", "‰", "个百分点"])
    after = "|".join(data["qualifiers"]["after"])
    chinese = f"[{_CHINESE}]{{1,12}}"
    return _Patterns(
        numeral=re.compile(
            r"(?P<url>(?:https?：//|www\.)[0-9A-Za-z./：？=&_%#~+-]{1,300})"
            r"|(?P<arabic>(?:(?<!\d)\d{1,3}(?:，\d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?)"
            rf"|百分之(?P<cpercent>[{_CHINESE}点]{{1,12}})"
            rf"|(?P<chinese>{chinese})(?=(?:{after})?(?:{_any(units['item'] + units['money'] + units['other'])}))"
        ),
        tail=re.compile(rf"(?P<a>{after})?(?P<m>[万亿千])?(?P<b>{after})?(?P<u>{every})?(?P<c>余|多)?"),
        time=re.compile(rf"(?:{after})?(?:{_any(units['time'])})"),
        before=re.compile(rf"(?:{_any(data['qualifiers']['before'])})$"),
        phone=re.compile(rf"(?:{_any(words['phone_left'])})[^，。；、]{{0,6}}$"),
        glued=re.compile(rf"(?:{_any(words['glued_left'])})$"),
        not_number=re.compile(_any(words["not_numbers"])),
        item=frozenset(units["item"]),
        money=frozenset(units["money"]),
    )


def chinese_value(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None where it is not well formed.

    >>> chinese_value("一百零五"), chinese_value("十三"), chinese_value("二〇二三")
    (Decimal('105'), Decimal('13'), Decimal('2023'))
    """
    if text and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _STEPS:
            section += (digit or 1) * _STEPS[char]
            digit = 0
        elif char in _BIG:
            total += ((section + digit) or 1) * _BIG[char]
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)


_FIRST = re.compile(f"[0-9hw{_CHINESE}]")


def find_numbers(text: str) -> tuple[Num, ...]:
    """Return every number of squeezed `text` in order; a Chinese numeral only where a unit makes it one."""
    pattern = _patterns()
    found: list[Num] = []
    position = 0
    for hint in _FIRST.finditer(text):
        if hint.start() < position:
            continue
        match = pattern.numeral.match(text, hint.start())
        if match is None:
            continue
        position = match.end()
        if match["url"]:
            if any(c.isdigit() for c in match["url"]):
                found.append(_plain(match.start(), match.end(), "url"))
        elif match["arabic"]:
            found.append(_arabic(text, match.start(), match.end()))
            position = found[-1].tail  # the 万 of 1.2万余件 is no numeral of its own
        elif match["cpercent"]:
            found.append(_chinese_percent(match))
        else:
            number = _chinese(text, match.start(), match.end())
            if number is not None:
                found.append(number)
    return tuple(_ranges(text, found))


def _plain(start: int, end: int, kind: NumKind, value: Decimal = Decimal(0)) -> Num:
    return Num(start, end, start, end, value, 0, "", "", kind, False)


def _chinese_percent(match: re.Match[str]) -> Num:
    whole, _, part = match["cpercent"].partition("点")
    value = chinese_value(whole) or Decimal(0)
    digits = "".join(str(_DIGITS.get(c, "")) for c in part)
    if digits:
        value += Decimal(f"0.{digits}")
    return Num(
        match.start("cpercent"), match.end(), match.start(), match.end(), value, len(digits), "%", "", "percent", True
    )


_ONE_CASE = re.compile(r"(?:复议|诉讼|案件|申请|争议)一起(?:[，。；、(\n]|$)")


def _chinese(text: str, start: int, end: int) -> Num | None:
    pattern = _patterns()
    if pattern.glued.search(text[max(0, start - 2) : start]):
        return None
    if pattern.not_number.match(text, start) and not _ONE_CASE.search(text[max(0, start - 4) : start + 3]):
        return None
    value = chinese_value(text[start:end])
    core = text[start:end]
    tail = text[end : end + 1]
    head = text[start - 1 : start]
    if value is None or (core[0] in "万亿千百" and tail not in ("余", "多") and head not in ("上", "近")):
        return None
    return _with_tail(text, start, end, value, 0, chinese=True)


def _arabic(text: str, start: int, end: int) -> Num:
    pattern = _patterns()
    print_ = text[start:end]
    value = Decimal(print_.replace("，", ""))
    left, right = text[max(0, start - 14) : start], text[end : end + 14]
    kind = _context_kind(print_, left, right)
    if kind is not None:
        return _plain(start, end, kind, value)
    places = len(print_.partition(".")[2])
    number = _with_tail(text, start, end, value, places, chinese=False)
    if number.kind == "bare" and (pattern.phone.search(left) or len(print_) >= 7):
        return _plain(start, end, "phone", value)
    return number


_DOCUMENT_LEFT = re.compile(r"\((?:19|20)\d\d\)第?$")
_LIST_LEFT = re.compile(r"(?:^|[\n。；：])\(?$")
_LIST_RIGHT = re.compile(r"[、.)](?!\d)")
_PHONE_JOIN = re.compile(r"-\d{7,8}(?!\d)")
_WORD = re.compile(r"[A-Za-z]$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS_RIGHT = re.compile(r"(?:[、，和及与](?:19|20)\d\d){1,2}年")
_INDEX_RIGHT = re.compile(r"/(?:19|20)\d\d-\d{4,6}(?!\d)")  # 索引号 002493697/2021-00156
_INDEX_LEFT = re.compile(r"(?<!\d)\d{8,9}/(?:(?:19|20)\d\d-)?$")


def _context_kind(print_: str, left: str, right: str) -> NumKind | None:
    """Return the kind that neighbours alone decide, None for what may be a quantity."""
    pattern = _patterns()
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
    if _YEAR.fullmatch(print_) and _YEARS_RIGHT.match(right):
        return "date"  # 2021、2022年
    if _LIST_LEFT.search(left) and _LIST_RIGHT.match(right) and len(print_) <= 2:
        return "list"
    if left.endswith("(") and right.startswith(")") and len(print_) <= 2 and not re.search(r"[件项条]\($", left):
        return "list"
    if _WORD.search(left) or re.match(r"[A-Za-z+×]", right):
        return "name"
    if (
        len(print_) == 5
        and print_[:2] in ("12", "95", "96")
        and not re.match(r"(?:余|多)?[件份条宗起例项个元次%万]", right)
    ):
        return "phone"
    bare_year = re.match(r"(?:19|20)\d\d$", print_) and re.match(r"(?:，|$|\n|以来|财年)", right)
    if bare_year and re.search(r"(?:^|[\n。；，]|截至|截止|于|自|从|在)$", left):
        return "date"  # a year that lost its 年, before a comma
    return None


def _with_tail(text: str, start: int, end: int, value: Decimal, places: int, *, chinese: bool) -> Num:
    """Read qualifier, multiplier and unit around the numeral."""
    pattern = _patterns()
    match = pattern.tail.match(text, end)
    assert match is not None  # every part of the pattern may be empty
    multiplier, unit = match["m"] or "", match["u"] or ""
    qualifier = match["a"] or match["b"] or (match["c"] if unit else "") or ""
    tail = match.end() if unit or multiplier or qualifier else end
    if match["c"] and unit and not _really_over(text, match.end("c")):
        tail, qualifier = match.end("u"), match["a"] or match["b"] or ""
    if multiplier and unit == "元":
        unit = multiplier + unit
    elif multiplier:
        value *= _BIG[multiplier]
        places = max(0, places - len(str(_BIG[multiplier])) + 1)
    head = start
    lead = pattern.before.search(text[max(0, start - 3) : start])
    if (
        lead
        and not (lead.group() == "上" and not chinese)
        and not (lead.group() == "近" and text[start - 2 : start] == "最近")
    ):
        qualifier = qualifier or lead.group()
        head = start - len(lead.group())
    kind: NumKind = "bare"
    if unit in ("%", "‰"):
        kind = "percent"
    elif unit in pattern.money or unit == "千元":
        kind = "money"
    elif unit == "倍":
        kind = "times"
    elif unit in pattern.item:
        kind = "count"
    elif unit:
        kind = "other_unit"
    return Num(start, end, head, tail, value, places, unit, qualifier, kind, chinese)


def _really_over(text: str, end: int) -> bool:
    """Tell whether 余 or 多 after the unit qualifies the number (12件余。) rather than beginning a word (5件多数)."""
    return end >= len(text) or text[end] in "，。；、)：\n"


_RANGE = re.compile(r"(?:-|—|~|～|至|到)$")


def _ranges(text: str, numbers: list[Num]) -> list[Num]:
    """Mark both ends of a range (3-5件, 10至20人): neither is a figure of its own."""
    out = list(numbers)
    for n in range(1, len(out)):
        left, right = out[n - 1], out[n]
        between = text[left.tail : right.head]
        if (
            _RANGE.fullmatch(between)
            and left.kind == "bare"
            and right.kind in ("count", "other_unit", "percent", "money")
        ):
            for k, number in ((n - 1, left), (n, right)):
                out[k] = Num(number.start, number.end, number.head, number.tail, number.value, number.places,
                             right.unit, number.qualifier, "range", number.chinese)  # fmt: skip
    return out
