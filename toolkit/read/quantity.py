"""What one cell of a table prints: a number with its unit, a placeholder, nothing, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from toolkit.read.fold import fold


class Print(Enum):
    """The kinds of print a cell can hold."""

    NUMBER = "number"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    WORDS = "words"
    BROKEN = "broken"  # a number of which a character was lost in decoding


@dataclass(frozen=True, slots=True)
class Quantity:
    """A cell's print; `value` is the number printed, before any unit is applied (26234万元 is 26234, unit 万元)."""

    kind: Print
    value: Decimal | None = None
    unit: str = ""
    note: str = ""


_UNITS = "个|件次|件|条|项|万元|亿元|千元|元|人次|人|次|篇|份|部|宗|起|例|家|户|场|期"
_NUMBER = re.compile(
    r"(?P<stray>[?？'`’,.·]?)\s*(?P<sign>\+|-|增加|减少|增|减|)\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?\s*(?P<unit>" + _UNITS + r")?"
)
_UNIT = re.compile(_UNITS)
_PLACEHOLDER = re.compile(r"[-—_]{1,6}|[/\\]{1,3}|[×✕xX*]|无|空|暂无|不涉及|N/?A|n/?a|\.{3,}|…{1,2}", re.ASCII)
_BROKEN = re.compile(r"[\d.,+\-\s\ufffd]*\ufffd[\d.,+\-\s\ufffd]*(?:" + _UNITS + r")?")
# "2 0", "12 45": digits that came apart, or a number and a stray.
_APART = re.compile(r"\d{1,6}(?: \d{1,6}){1,5}")
# No cell's number with its unit and its spaces is longer.
LONGEST = 40
_ZERO_WORDS = re.compile(r"[零〇](?P<unit>" + _UNITS + r")?")
BLANK = Quantity(Print.BLANK)
WORDS = Quantity(Print.WORDS)
BROKEN = Quantity(Print.BROKEN, note="a character of the number is broken")
APART = Quantity(Print.BROKEN, note="digits with spaces among them")
_MINUS = frozenset({"-", "减少", "减"})


def is_unit(text: str) -> bool:
    """Tell whether `text` is a unit and nothing else."""
    return _UNIT.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity:
    """Read what `text`, one whole cell, prints.

    >>> parse_quantity("26234万元")
    Quantity(kind=<Print.NUMBER: 'number'>, value=Decimal('26234'), unit='万元', note='')
    >>> parse_quantity("—").kind
    <Print.PLACEHOLDER: 'placeholder'>
    """
    if len(text) > LONGEST:
        return WORDS
    plain = fold(text).strip()
    if not plain:
        return BLANK
    match = _NUMBER.fullmatch(plain)
    if match:
        digits = match["digits"].replace(",", "") + (match["fraction"] or "")
        value = Decimal(("-" if match["sign"] in _MINUS else "") + digits)
        note = f"a stray {match['stray']} before the number" if match["stray"] else ""
        return Quantity(Print.NUMBER, value, match["unit"] or "", note)
    if _PLACEHOLDER.fullmatch(plain):
        return Quantity(Print.PLACEHOLDER)
    zero = _ZERO_WORDS.fullmatch(plain)
    if zero:
        return Quantity(Print.NUMBER, Decimal(0), zero["unit"] or "", "zero in words")
    if _BROKEN.fullmatch(plain):
        return BROKEN
    return APART if _APART.fullmatch(plain) else WORDS
