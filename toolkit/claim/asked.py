"""What is asked of the reader, from outside: a line of JSON, a table of measures, a year → checked, or refused aloud.

Tables come typed by hand, from spreadsheets and from frames: a blank there stays a blank, a thousands separator is
read. What cannot be read is refused with its reason; what is left out is said in a note.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolkit.form.measure import MeasureError, parse

Given = Decimal | int | float | str | None
_BLANK = frozenset({"", "-", "–", "—", "——", "/", "／", "无", "…", "nan", "NaN", "None", "null", "NA", "N/A"})
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?")
_ESCAPED = re.compile("[\udc80-\udcff]")  # what a file opened with surrogateescape has for other bytes
_MISSING = frozenset({"NAType", "NaTType"})  # pandas.NA and NaT, without importing pandas


class PassageError(ValueError):
    """What was given is no passage to read; the message says what and why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage, its table as decimals and blanks, its year, and what of it was left out."""

    id: object
    text: str
    table: Mapping[str, Decimal | str | int | float | None]
    year: int | None
    notes: tuple[str, ...]
    raw: Mapping[str, Any]


def json_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each line that holds anything with its number from 1; a byte order mark before the first is dropped."""
    for number, line in enumerate(lines, 1):
        told = line.removeprefix("\ufeff").strip() if number == 1 else line.strip()
        if told:
            yield number, told


def asked_line(line: str, number: int) -> Asked:
    """Return the passage of a line of JSON; PassageError where it is none."""
    if _ESCAPED.search(line):
        raise PassageError("the line is not UTF-8")
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PassageError(f"no JSON: {error}") from None
    return asked_from(raw, number)


def asked_from(raw: object, name: object = "") -> Asked:
    """Return the passage of an object `{"id", "text", "table", "year"?}`; PassageError where it is none.

    One without an id is called `name`.
    """
    if not isinstance(raw, dict):
        raise PassageError(f"no JSON object but {_kind(raw)}")
    if "text" not in raw:
        raise PassageError("there is no `text`")
    text = passage_text(raw["text"])
    table, notes = table_from(raw.get("table"))
    return Asked(raw.get("id", name), text, table, year_from(raw.get("year")), notes, raw)


def passage_text(text: object) -> str:
    """Return the text of a passage; PassageError where it is no string."""
    if not isinstance(text, str):
        raise PassageError(f"`text` is {_kind(text)}, not a string")
    return text


def year_from(year: object) -> int | None:
    """Return a year given as a whole number or in digits; PassageError for anything else.

    >>> year_from("2023"), year_from(2023.0), year_from(None)
    (2023, 2023, None)
    """
    if year is None or year == "" or _is_missing(year):
        return None
    digits = re.fullmatch(r"(\d{4})(?:\.0)?年?", str(year).strip())
    if digits is None or isinstance(year, bool):
        raise PassageError(f"`year` is {year!r}, not a year such as 2023")
    return int(digits[1])


def table_from(table: object) -> tuple[dict[str, Given], tuple[str, ...]]:
    """Return a table of measures with blanks as None and thousands separators read, and notes on what was left out.

    PassageError for a table that is none, MeasureError for a value that is neither a number nor blank.

    >>> table_from({"denied": "1,234", "unable": "—", "bogus": 1})
    ({'denied': '1234', 'unable': None}, ('no form has the measure bogus; it was left out',))
    """
    if table is None:
        return {}, ("there is no table, so that nothing is compared",)
    if not isinstance(table, Mapping):
        raise PassageError(f"`table` is {_kind(table)}, not an object of measures")
    found: dict[str, Given] = {}
    notes: list[str] = []
    for name, value in table.items():
        try:
            parse(str(name))
        except MeasureError:
            notes.append(f"no form has the measure {name}; it was left out")
            continue
        found[str(name)] = _figure(str(name), value)
    return found, tuple(notes)


def _figure(name: str, value: object) -> Given:
    if value is None or _is_missing(value):
        return None
    if isinstance(value, str):
        told = value.strip()
        if told in _BLANK:
            return None
        return re.sub("[,，]", "", told) if _THOUSANDS.fullmatch(told) else told
    if isinstance(value, (list, dict, tuple, set)):
        raise MeasureError(f"{name}: {_kind(value)} is no number")
    return value  # type: ignore[return-value]  # whether it is a number is seen where it is read


def _is_missing(value: object) -> bool:
    """Tell whether a value is what frames put where nothing is: NaN, NA, NaT."""
    if type(value).__name__ in _MISSING:
        return True
    try:
        return math.isnan(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False


def _kind(value: object) -> str:
    names = {list: "a list", dict: "an object", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), f"the number {value}" if isinstance(value, (int, float)) else type(value).__name__)
