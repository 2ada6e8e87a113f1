"""Folded text → the statistics period and the publication date; years and days in digits or Chinese numerals."""

from __future__ import annotations

import re

from toolkit.read.report import Stated
from toolkit.read.words import words

YEAR = r"(?:20[0-4]\d|二[〇零0][一二三四〇零]?[〇零一二三四五六七八九])"
_PERIOD = re.compile(
    rf"(?P<from>{YEAR})年1月1日(?:起|开始)?[,]?(?:至|到|—|-|~)+(?:(?P<to>{YEAR})年)?(?P<end>1?\d月\d{{1,2}}日)"
)
_DATE = re.compile(r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")
# "二〇二四年一月十九日", with ordinary or Chinese numerals.
_HAN = "〇零一二三四五六七八九十"
ANY_DATE = re.compile(
    rf"(?P<y>20\d\d|[{_HAN}]{{4}})[-年/.](?P<m>\d{{1,2}}|[{_HAN}]{{1,2}})[-月/.](?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})日?"
)
_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def period_of(folded: str) -> Stated:
    """Return the statistics period as "2023-01-01/2023-12-31" with its print."""
    match = _PERIOD.search(re.sub(r"[ \t]", "", folded[:8000]))
    if not match:
        return Stated(None)
    month, day = (int(n) for n in re.findall(r"\d+", match["end"]))
    first = digits(match["from"])
    last = digits(match["to"]) if match["to"] else first
    return Stated(f"{first}-01-01/{last}-{month:02d}-{day:02d}", match.group())


def published_on(folded: str) -> Stated:
    """Return the publication date where it is printed under its label, or as the last line of the text."""
    labels = "|".join(words()["published"]["labels"])
    labelled = re.compile(rf"(?:{labels})\s*[:]?\s*({_DATE.pattern})")
    for part in (folded[:3000], folded[-1500:]):
        match = labelled.search(part)
        if match and (date := _iso(*match.groups()[1:4])):
            return Stated(date, " ".join(match.group().split()))
    for line in last_lines(folded):
        match = ANY_DATE.search(line)
        if match and match.end() == len(line) and len(line) <= 60 and (date := _iso(*_arabic(match))):
            return Stated(date, match.group())
    return Stated(None)


def last_lines(folded: str) -> list[str]:
    """Return the last lines of the text, the last one first: a signature, a date, a printer's mark."""
    return [re.sub(r"\s", "", line) for line in folded[-400:].splitlines() if line.strip()][:-6:-1]


def digits(year: str) -> str:
    """Return a year in digits: 二〇二三 is 2023."""
    return "".join(_HAN_DIGITS.get(c, c) for c in year)


def _arabic(date: re.Match[str]) -> tuple[str, str, str]:
    """Return year, month and day of a date in digits or Chinese numerals."""
    return digits(date["y"]), str(_small(date["m"])), str(_small(date["d"]))


def _small(number: str) -> int:
    """Read a number below 100.

    >>> _small("十九"), _small("三十"), _small("07")
    (19, 30, 7)
    """
    if number.isdigit():
        return int(number)
    tens, mark, ones = number.partition("十")
    if not mark:
        return int(digits(number)) if digits(number).isdigit() else 0
    return 10 * (int(digits(tens)) if tens else 1) + (int(digits(ones)) if ones else 0)


def _iso(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{year}-{int(month):02d}-{int(day):02d}"
