"""Squeezed prose → every number in it, with value, unit, qualifier and a first kind told by what stands around it.

A number is a date, a law, a telephone number … by its neighbours, never by its value: 申请2025件 is a count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from toolkit.claim.around import YEAR, NumKind, context_kind, patterns
from toolkit.claim.numerals import (
    CHINESE,
    DIGITS,
    DOUBLED,
    FORMAL,
    MIXED,
    TENTHS,
    chinese_value,
    doubled_value,
    mixed_value,
    tenths_value,
)

_MULTIPLIERS = {"万": 10**4, "亿": 10**8, "千": 10**3, "百": 100}


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


_FIRST = re.compile(f"[0-9hw翻{CHINESE}]")


def find_numbers(text: str) -> tuple[Num, ...]:
    """Return every number of squeezed `text` in order; a Chinese numeral only where a unit makes it one."""
    pattern = patterns()
    found: list[Num] = []
    position = 0
    for hint in _FIRST.finditer(text):
        if hint.start() < position:
            continue
        special = _special(text, hint.start())
        if special:
            found += special
            position = special[-1].tail
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
        elif match["cpercent"]:
            found.append(_chinese_percent(match))
        else:
            number = _chinese(text, match.start(), match.end())
            if number is not None:
                found.append(number)
        position = max(position, found[-1].tail if found else 0)
    return tuple(_ranges(text, found))


_SPACED = re.compile(r"\d{1,6}(?: \d{1,6}){1,4}(?![\d ：/.-])")


def _special(text: str, start: int) -> list[Num]:
    """Return what begins at `start` and is no plain numeral: 翻番, 三成, 31万2700, figures set apart by spaces."""
    doubled = DOUBLED.match(text, start)
    if doubled is not None:
        end, value = doubled.end(), doubled_value(doubled)
        qualifier = doubled["nearly"] or _lead(text, start, True)[0]
        return [Num(start, end, start, end, value, 0, "番", qualifier, "times", True)]
    tenths = TENTHS.match(text, start)
    if tenths is not None and text[start - 1 : start] not in ("第", "分", *DIGITS):
        value, places = tenths_value(tenths)
        end = tenths.end("half") if tenths["half"] else tenths.end("tenths")
        return [_with_tail(text, start, end, value, places, chinese=not text[start].isdigit(), tenths=tenths.end())]
    spaced = _SPACED.match(text, start)
    if spaced is not None and text[start - 1 : start] not in tuple(" -/.："):
        apart = _set_apart(text, spaced)
        if apart:
            return apart
    mixed = MIXED.match(text, start)
    if mixed is not None and not text[start - 1 : start].isdigit():
        end = mixed.end()
        unit = patterns().tail.match(text, end)
        worth = mixed_value(mixed.group(), money=unit is not None and (unit["u"] or "").endswith("元"))
        if worth is None:
            return [_plain(start, end, "broken")]
        return [_with_tail(text, start, end, *worth, chinese=False)]
    return []


def _set_apart(text: str, spaced: re.Match[str]) -> list[Num]:
    """Return single figures apart before a unit (3 0 件) as the one number they make; others may be several.

    Nothing is returned where no unit makes one of them: they are then several numbers without any.
    """
    start, end = spaced.span()
    groups = spaced.group().split(" ")
    single, joined = all(len(g) == 1 for g in groups), Decimal(spaced.group().replace(" ", ""))
    if single and patterns().time.match(text, end):
        return [_plain(start, end, "date", joined)]
    number = _with_tail(text, start, end, joined, 0, chinese=False)
    if YEAR.fullmatch(groups[0]) or (not number.unit and not single):
        return []
    if single and groups[0] != "0" and number.unit:
        return [number]
    out: list[Num] = []
    for group in groups:
        out.append(_plain(start, start + len(group), "broken", Decimal(group)))
        start += len(group) + 1
    return out


def _plain(start: int, end: int, kind: NumKind, value: Decimal = Decimal(0)) -> Num:
    return Num(start, end, start, end, value, 0, "", "", kind, False)


def _chinese_percent(match: re.Match[str]) -> Num:
    whole, _, part = match["cpercent"].partition("点")
    value = chinese_value(whole) or Decimal(0)
    digits = "".join(str(DIGITS.get(c, "")) for c in part)
    if digits:
        value += Decimal(f"0.{digits}")
    return Num(
        match.start("cpercent"), match.end(), match.start(), match.end(), value, len(digits), "%", "", "percent", True
    )


_NOT_ONE = re.compile(r"[件份条宗起例项][^，。；、\d]{0,12}(?:也|都)(?:没|未|无)")  # 一件公开申请也没有收到
_ONE_CASE = re.compile(r"(?:复议|诉讼|案件|申请|争议)一起(?:[，。；、(\n]|$)")
# A single formal numeral is a name (伍家岗, 陆港, 队伍人员) but between a word for counting and a unit.
_COUNTED, _FORMALLY = frozenset("到理计共请收件有为复结开供余达报：，、("), frozenset("件份条宗例项元")


def _chinese(text: str, start: int, end: int) -> Num | None:
    pattern = patterns()
    if pattern.glued.search(text[max(0, start - 2) : start]):
        return None
    if text[start:end] == "一" and _NOT_ONE.match(text, end):
        return None
    if pattern.not_number.match(text, start) and not _ONE_CASE.search(text[max(0, start - 4) : start + 3]):
        return None
    value = chinese_value(text[start:end])
    core = text[start:end]
    tail = text[end : end + 1]
    head = text[start - 1 : start]
    if head.isdigit() and core[0] not in DIGITS:
        return _plain(start, end, "broken")  # 12十件
    if len(core) == 1 and core in FORMAL and not ((not head or head in _COUNTED) and tail in _FORMALLY):
        return None
    if value is None or (core[0] in "万亿千百" and tail not in ("余", "多") and head not in ("上", "近")):
        return None
    return _with_tail(text, start, end, value, 0, chinese=True)


def _arabic(text: str, start: int, end: int) -> Num:
    pattern = patterns()
    print_ = text[start:end]
    value = Decimal(print_.replace("，", ""))
    left, right = text[max(0, start - 14) : start], text[end : end + 14]
    kind = context_kind(print_, left, right)
    if kind is not None:
        return _plain(start, end, kind, value)
    places = len(print_.partition(".")[2])
    number = _with_tail(text, start, end, value, places, chinese=False)
    if number.kind == "bare" and (pattern.phone.search(left) or len(print_) >= 7):
        return _plain(start, end, "phone", value)
    return number


def _with_tail(text: str, start: int, end: int, value: Decimal, places: int, *, chinese: bool, tenths: int = 0) -> Num:
    """Read qualifier, multiplier and unit around the numeral; `tenths` is the end of 三成, 七成五."""
    pattern = patterns()
    match = pattern.tail.match(text, tenths or end)
    assert match is not None  # every part of the pattern may be empty
    multiplier, unit = match["m"] or "", "成" if tenths else match["u"] or ""
    qualifier = match["a"] or match["b"] or (match["c"] if unit else "") or ""
    tail = match.end() if unit or multiplier or qualifier else end
    if match["c"] and unit and not _really_over(text, match["c"], match.end("c")):
        tail, qualifier = match.start("c"), match["a"] or match["b"] or ""
    if multiplier and unit == "元":
        unit = multiplier + unit
    elif multiplier:
        value *= _MULTIPLIERS[multiplier]
        places = max(0, places - len(str(_MULTIPLIERS[multiplier])) + 1)
    lead, head = _lead(text, start, chinese)
    qualifier = qualifier or lead
    kind: NumKind = "bare"
    if unit in ("%", "‰", "成"):
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


def _lead(text: str, start: int, chinese: bool) -> tuple[str, int]:
    """Return the qualifier before a numeral, and where it begins."""
    shared = text[start - 1 : start] == "占"  # 约占9%
    lead = patterns().before.search(text[max(0, start - 4) : start - shared])
    word = lead.group() if lead else ""
    if shared:
        return word, start
    if (word == "上" and not chinese) or (word == "近" and text[start - 2 : start] == "最近"):
        return "", start
    return word, start - len(word)


def _really_over(text: str, word: str, end: int) -> bool:
    """Tell whether 余, 左右, 以上 after the unit qualify the number (12件余。) or begin a word (5件多数, 3件以上均)."""
    if word in ("以上", "及以上", "以下", "以内", "之内"):
        return text[end : end + 1] not in tuple("均皆都各所我本数情")
    return end >= len(text) or text[end] in "，。；、)：\n" or (len(word) > 1 and text[end] in "的申")


_RANGE = re.compile(r"(?:-|—|~|～|至|到)$")


def _ranges(text: str, numbers: list[Num]) -> list[Num]:
    """Mark both ends of a range (3-5件, 10至20人): neither is a figure of its own."""
    out = list(numbers)
    for n in range(1, len(out)):
        left, right = out[n - 1], out[n]
        between = text[left.tail : right.head]
        if (
            _RANGE.fullmatch(between)
            and (left.kind == "bare" or left.kind == right.kind == "percent")
            and right.kind in ("count", "other_unit", "percent", "money")
        ):
            for k, number in ((n - 1, left), (n, right)):
                out[k] = Num(number.start, number.end, number.head, number.tail, number.value, number.places,
                             right.unit, number.qualifier, "range", number.chinese)  # fmt: skip
    return out
