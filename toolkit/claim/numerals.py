"""Numerals in Chinese characters, and in characters and figures together → their value; 三成, 翻了一番.

Whether a numeral counts anything is decided in `numbers`; here only what it is worth, None where it is not well formed.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
          "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
TENS = {"廿": 20, "卅": 30}
STEPS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
BIG = {"万": 10**4, "亿": 10**8}
FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = "〇零一二两三四五六七八九十百千万亿廿卅" + FORMAL


def chinese_value(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None where it is not well formed.

    >>> chinese_value("一百零五"), chinese_value("十三"), chinese_value("二〇二三"), chinese_value("廿三")
    (Decimal('105'), Decimal('13'), Decimal('2023'), Decimal('23'))

    A digit right behind a greater unit than 十 counts the next one below it:

    >>> chinese_value("一万二"), chinese_value("三百五"), chinese_value("三百零五")
    (Decimal('12000'), Decimal('350'), Decimal('305'))
    """
    if text and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    unit = 0  # the one just read, 0 behind 零 or a digit
    for char in text:
        if char in DIGITS:
            if digit:
                return None  # 一二百
            digit = DIGITS[char]
            unit = unit if digit else 0
            continue
        if char in TENS:
            section, digit, unit = section + TENS[char], 0, 0
        elif char in STEPS:
            unit = STEPS[char]
            section, digit = section + (digit or 1) * unit, 0
        elif char in BIG:
            unit = BIG[char]
            total, section, digit = total + ((section + digit) or 1) * unit, 0, 0
        else:
            return None
    return Decimal(total + section + digit * (unit // 10 if unit > 10 else 1))


MIXED = re.compile(
    r"\d{1,8}(?:[亿万千百十](?!分)\d{1,8})+(?:[万千百十](?!分))?|\d{1,8}十(?=[一二三四五六七八九]?[件份条宗项万余多])"
)
_PART = re.compile(r"(\d+)([亿万千百十]?)")
_WORTH = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10, "": 1}


def mixed_value(text: str, money: bool) -> tuple[Decimal, int] | None:
    """Return value and negative places of figures with units between, None where it may mean several numbers.

    >>> mixed_value("31万2700", True), mixed_value("1万2千", False), mixed_value("1亿2000万", True)
    ((Decimal('312700'), 0), (Decimal('12000'), -3), (Decimal('120000000'), -4))

    1万2件 may be twelve thousand or two more than ten thousand; of money 3万500元 is plain.
    """
    total = section = 0
    above = 10**12
    unit = 1
    for figures, name in _PART.findall(text):
        unit = _WORTH[name]
        if unit >= above or int(figures) * unit >= above or (unit == 10 and len(figures) > 1):
            return None  # 3百20000, 2万1亿, 12十
        if not name and len(figures) != len(str(above)) - 1 and not (money and len(figures) > 1):
            return None
        if name in BIG:
            total, section = total + (section + int(figures)) * unit, 0
        else:
            section += int(figures) * unit
        above = unit
    return Decimal(total + section), 1 - len(str(unit))


TENTHS = re.compile(
    r"(?P<tenths>[一二两三四五六七八九1-9])成(?P<half>[一二三四五六七八九半](?!成))?(?![不立员果功为长交绩分因本就熟型品套人天名都效文册片批千群语])"
)
DOUBLED = re.compile(r"翻了?(?:(?P<nearly>将近|接近|近|约|超过|超)?(?P<times>[一两二三四])番|番|倍)")


def tenths_value(match: re.Match[str]) -> tuple[Decimal, int]:
    """Return per cent and places of 三成 (30, rounded to tens) or 七成五 (75)."""
    half = match["half"]
    whole = 10 * (int(match["tenths"]) if match["tenths"].isdigit() else DIGITS[match["tenths"]])
    return Decimal(whole + (0 if not half else 5 if half == "半" else DIGITS[half])), 0 if half else -1


def doubled_value(match: re.Match[str]) -> Decimal:
    """Return by how many times a count grows that is doubled so often: 翻番 1, 翻两番 3."""
    return Decimal(2 ** DIGITS[match["times"] or "一"] - 1)
