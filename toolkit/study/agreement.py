"""Someone's own coding of claims beside the toolkit's → agreement, Cohen's kappa and every difference.

A coding is a table with one row per claim: `source`, `quote`, `value`, `readings`, `verdict`, and optionally `start`;
docs/coding-manual.md says how to fill it. A row with a source and nothing else says that it was coded and states
nothing. Three questions, each answered on what it can be asked of:

- claims: of the numbers printed in the coded prose (dates, laws and telephone numbers aside), which state a figure of
  the tables? Both said of every number.
- readings: of the claims both have, is the first reading the same?
- verdicts: of these, is the verdict the same?

Kappa is agreement beyond what two coders reach by chance who use each answer as often as these two (Cohen 1960,
Educational and Psychological Measurement 20:37-46), with the interval of its asymptotic standard error (Fleiss, Cohen
and Everitt 1969, Psychological Bulletin 72:323-327).
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from toolkit.claim import Claim, Number
from toolkit.study.intervals import Interval, wilson
from toolkit.study.matching import largest_matching
from toolkit.study.scoring import VERDICTS, same, unknown_measure

COLUMNS = ("source", "quote", "value", "readings", "verdict")


class CodingError(ValueError):
    """A coding that cannot be used, and which line of it."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One row of a coding: a claim, or (with `quote` empty) that the source states none."""

    line: int
    source: str
    quote: str
    value: Decimal | None
    readings: tuple[str, ...]
    verdict: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Prose:
    """What the toolkit read in one source: the texts of its parts, claims and numbers with offsets in them."""

    parts: Mapping[str, str]
    claims: tuple[Claim, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two coders gave the same answer to one question; `kappa` is None where one answer was all they used."""

    question: str
    same: int
    of: int
    share: Interval | None
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the coding and the toolkit part; `yours` and `ours` are empty where one has nothing."""

    source: str
    line: int | None
    quote: str
    question: str
    yours: str
    ours: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The three questions and all differences, by source and place."""

    agreements: tuple[Agreement, ...]
    differences: tuple[Difference, ...]


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a CSV file and its encoding: UTF-8, else GB18030, as spreadsheets save it in China.

    CodingError names the line that is neither.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode(data, "utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _decode(data, "gb18030"), "gb18030"


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodingError(f"line {line}: neither UTF-8 nor {encoding}; save the file as UTF-8") from None


def read_coding(lines: Iterable[str]) -> list[Coded]:
    """Return the rows of a CSV coding; CodingError where a column is missing or a row cannot be understood."""
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise CodingError(f"there is no column {', '.join(missing)}")
    return [
        _coded(row, reader.line_num)
        for row in reader
        if any((v or "").strip() for v in row.values() if not isinstance(v, list))
    ]


def _coded(row: Mapping[str, str | None], line: int) -> Coded:
    field = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "start")}
    if not field["source"]:
        raise CodingError(f"line {line}: there is no source")
    if field["quote"] and field["verdict"] not in VERDICTS:
        raise CodingError(f"line {line}: {field['verdict']!r} is no verdict; they are {', '.join(VERDICTS)}")
    if not field["quote"] and (field["value"] or field["verdict"]):
        raise CodingError(f"line {line}: a claim without its quote")
    try:
        value = Decimal(field["value"]) if field["value"] else None
        start = int(field["start"]) if field["start"] else None
    except (InvalidOperation, ValueError):
        raise CodingError(f"line {line}: value or start is no number") from None
    if field["quote"] and value is None:
        raise CodingError(f"line {line}: a claim without its value")
    readings = tuple(part.strip() for part in re.split("[;；]", field["readings"]) if part.strip())
    for measure in readings:
        if wrong := unknown_measure(measure):
            raise CodingError(f"line {line}: {wrong}")
    return Coded(line, field["source"], (row.get("quote") or "").strip(), value, readings, field["verdict"], start)


def compare(coding: Sequence[Coded], prose: Mapping[str, Prose]) -> Comparison:
    """Set a coding beside what was read in its sources.

    Raises KeyError where `prose` lacks a source, CodingError for a quote that does not stand in it.
    """
    by_source: dict[str, list[Coded]] = {}
    for row in coding:
        by_source.setdefault(row.source, []).append(row)
    linked: list[tuple[str, str]] = []
    readings: list[tuple[str, str]] = []
    verdicts: list[tuple[str, str]] = []
    differences: list[Difference] = []
    for source, rows in by_source.items():
        read = prose[source]
        claims = sorted(read.claims, key=lambda c: (c.part, c.start, c.end))
        coded = [row for row in rows if row.quote]
        places = [_places(row, read) for row in coded]
        pairs = _pairs(coded, places, claims)
        linked += _numbers(coded, places, pairs, claims, read.numbers)
        beside = _beside(coded, places, pairs, claims)
        for k, row in enumerate(coded):
            if k not in pairs:
                claim = claims[beside[k]] if k in beside else None
                ours_told = "" if claim is None else _told(tuple(r.measure for r in claim.readings), claim.value)
                question = "claims" if claim is None else "values"
                differences.append(_difference(row, question, _told(row.readings, row.value), ours_told))
                continue
            claim = claims[pairs[k]]
            ours = tuple(r.measure for r in claim.readings)
            answer = (row.readings[0] if row.readings else "none", ours[0] if ours else "none")
            answer = (answer[0], answer[0]) if same(*answer) else answer
            readings.append(answer)
            verdicts.append((row.verdict, claim.verdict))
            if answer[0] != answer[1]:
                differences.append(_difference(row, "readings", *answer))
            if row.verdict != claim.verdict:
                differences.append(_difference(row, "verdicts", row.verdict, claim.verdict))
        differences += [
            Difference(source, None, c.quote, "claims", "", _told(tuple(r.measure for r in c.readings), c.value))
            for i, c in enumerate(claims)
            if i not in pairs.values() and i not in beside.values() and c.readings
        ]
    found = (_agreement("claims", linked), _agreement("readings", readings), _agreement("verdicts", verdicts))
    return Comparison(found, tuple(differences))


def _difference(row: Coded, question: str, yours: str, ours: str) -> Difference:
    return Difference(row.source, row.line, row.quote, question, yours, ours)


def _told(readings: Sequence[str], value: Decimal | None) -> str:
    return f"{readings[0] if readings else 'none'} = {value}"


def _places(row: Coded, read: Prose) -> list[tuple[str, int, int]]:
    """Return where a row's quote stands: (part, start, end) of each occurrence, or of the one at `start`."""
    found: list[tuple[str, int, int]] = []
    for part, text in read.parts.items():
        at = text.find(row.quote)
        while at >= 0:
            if row.start is None or at == row.start:
                found.append((part, at, at + len(row.quote)))
            at = text.find(row.quote, at + 1)
    if not found:
        at_start = "" if row.start is None else f" at {row.start}"
        raise CodingError(f"line {row.line}: {row.source} does not hold {row.quote!r}{at_start}")
    return found


def _touch(places: Iterable[tuple[str, int, int]], part: str, start: int, end: int) -> bool:
    return any(p == part and a < end and start < b for p, a, b in places)


def _pairs(
    coded: Sequence[Coded], places: Sequence[Sequence[tuple[str, int, int]]], claims: Sequence[Claim]
) -> dict[int, int]:
    """Return row → claim, the largest matching of those that touch and state the same value, like readings first."""
    edges: list[list[int]] = []
    for row, at in zip(coded, places, strict=True):
        fits = [i for i, c in enumerate(claims) if c.value == row.value and _touch(at, c.part, c.start, c.end)]
        edges.append(sorted(fits, key=lambda i: not _alike(row, claims[i])))
    return largest_matching(edges)


def _beside(
    coded: Sequence[Coded],
    places: Sequence[Sequence[tuple[str, int, int]]],
    pairs: Mapping[int, int],
    claims: Sequence[Claim],
) -> dict[int, int]:
    """Return row → claim of those left that touch and admit a like reading, but state another value."""
    taken = set(pairs.values())
    edges: list[list[int]] = [
        []
        if k in pairs
        else [
            i for i, c in enumerate(claims) if i not in taken and _touch(at, c.part, c.start, c.end) and _alike(row, c)
        ]
        for k, (row, at) in enumerate(zip(coded, places, strict=True))
    ]
    return largest_matching(edges)


def _alike(row: Coded, claim: Claim) -> bool:
    return any(same(r.measure, m) for r in claim.readings for m in row.readings)


def _numbers(
    coded: Sequence[Coded],
    places: Sequence[Sequence[tuple[str, int, int]]],
    pairs: Mapping[int, int],
    claims: Sequence[Claim],
    numbers: Sequence[Number],
) -> Iterator[tuple[str, str]]:
    """Yield for each printed number whether (you, we) hold that it states a figure of the tables."""
    yours = _coded_numbers(coded, places, pairs, claims, numbers)
    for n, number in enumerate(numbers):
        if number.kind != "date_or_law" or n in yours:
            yield ("claim" if n in yours else "no claim", "claim" if number.kind == "linked" else "no claim")


def _coded_numbers(
    coded: Sequence[Coded],
    places: Sequence[Sequence[tuple[str, int, int]]],
    pairs: Mapping[int, int],
    claims: Sequence[Claim],
    numbers: Sequence[Number],
) -> set[int]:
    """Return the numbers that the coding takes as claims: in a row's quote, of its value (or of its claim's print)."""
    taken: set[int] = set()
    for k, row in enumerate(coded):
        if not row.readings:
            continue  # coded as having no cell: no claim on one
        if k in pairs and claims[pairs[k]].implied:
            continue
        inside = [n for n, x in enumerate(numbers) if _touch(places[k], x.part, x.start, x.end)]
        if k in pairs:
            claim = claims[pairs[k]]
            inside = [
                n for n in inside
                if numbers[n].part == claim.part and claim.start <= numbers[n].start and numbers[n].end <= claim.end
            ]  # fmt: skip
        equal = [n for n in inside if numbers[n].value == row.value]
        taken.update(equal[:1] or (inside if len(inside) == 1 else []))
    return taken


def _agreement(question: str, answers: Sequence[tuple[str, str]]) -> Agreement:
    alike = sum(a == b for a, b in answers)
    if not answers:
        return Agreement(question, 0, 0, None, None, None, None)
    kappa, share = cohens_kappa(answers), wilson(alike, len(answers))
    if kappa is None:
        return Agreement(question, alike, len(answers), share, None, None, None)
    low, high = kappa_bounds(answers, kappa, share)
    return Agreement(question, alike, len(answers), share, kappa[0], low, high)


def kappa_bounds(
    answers: Sequence[tuple[str, str]], kappa: tuple[float, float], share: Interval
) -> tuple[float, float]:
    """Return the wider of two 95% intervals of kappa, within -1 to 1.

    That of its standard error is too narrow where answers are few, and a point where all agree; the other is Wilson's
    interval of the agreement, set against the agreement by chance that was found.
    """
    chance = _chance(answers)
    bounds = [(s - chance) / (1 - chance) for s in (share.low, share.high)]
    low, high = min(bounds[0], kappa[0] - 1.96 * kappa[1]), max(bounds[1], kappa[0] + 1.96 * kappa[1])
    return max(-1.0, low), min(1.0, high)


def _chance(answers: Sequence[tuple[str, str]]) -> float:
    first, second = Counter(a for a, _ in answers), Counter(b for _, b in answers)
    return sum(first[n] * second[n] for n in first) / len(answers) ** 2


def cohens_kappa(answers: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    """Return Cohen's kappa and its standard error; None where both coders used one and the same answer throughout.

    >>> round(cohens_kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15)[0], 2)
    0.4
    """
    total = len(answers)
    if not total:
        return None
    joint = Counter(answers)
    first, second = Counter(a for a, _ in answers), Counter(b for _, b in answers)
    names = sorted(first | second)
    rows, columns = {n: first[n] / total for n in names}, {n: second[n] / total for n in names}
    observed = sum(joint[n, n] for n in names) / total
    chance = _chance(answers)
    if chance == 1:
        return None
    kappa = (observed - chance) / (1 - chance)
    on = sum(joint[n, n] / total * ((1 - chance) - (rows[n] + columns[n]) * (1 - observed)) ** 2 for n in names)
    off = (1 - observed) ** 2 * sum(
        count / total * (columns[a] + rows[b]) ** 2 for (a, b), count in joint.items() if a != b
    )
    spread = on + off - (observed * chance - 2 * chance + observed) ** 2
    return kappa, math.sqrt(max(spread, 0.0) / total) / (1 - chance) ** 2
