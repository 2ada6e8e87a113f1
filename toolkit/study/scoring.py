"""Labelled passages + what the reader found → how well it reads: shares with their intervals, and each difference.

Expectations and claims are paired by the largest matching, pairs with the right verdict first: a claim serves one
expectation. An expectation of which nothing was recognised counts as missed; one marked `optional` counts where it
was found. An expectation without a reading has no cell (channels, fees for requests) and is no find.

Charitable: any reading the claim admits may meet any the label admits. Strict: its first must be the label's first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from toolkit.claim import Claim, PassageError, check_passage
from toolkit.claim.asked import Asked, asked_from, asked_line, json_lines
from toolkit.form.measure import MeasureError, parse, same_measure
from toolkit.study.matching import largest_matching

Json = Mapping[str, Any]
Meets = Callable[[Claim, "Expectation"], bool]
VERDICTS = ("consistent", "approximate", "ambiguous", "inconsistent", "not_comparable")


class LabelError(ValueError):
    """A line that is no labelled passage."""


@dataclass(frozen=True, slots=True)
class Option:
    """Readings with the value a claim may state for them; None stands for any value."""

    readings: tuple[str, ...]
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a person says a passage states: the readings of the first option, or of an equivalent one."""

    options: tuple[Option, ...]
    verdict: str
    optional: bool

    @property
    def zero(self) -> bool:
        """Whether the statement is that there was none."""
        return self.options[0].value == 0

    def __str__(self) -> str:
        first = self.options[0]
        return f"{first.value} {' | '.join(first.readings)} {self.verdict}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with its table of measures and what a person expects of it."""

    id: str
    text: str
    table: Mapping[str, str | None]
    year: int | None
    expected: tuple[Expectation, ...]


@dataclass(slots=True)
class Tally:
    """How many of `asked` expectations were found, and with the right verdict."""

    asked: int = 0
    found: int = 0
    right: int = 0


@dataclass(slots=True)
class Score:
    """Counts over labelled passages. `differences` say what was missed, misjudged or wrongly flagged, and where."""

    passages: int = 0
    all: Tally = field(default_factory=Tally)
    zero: Tally = field(default_factory=Tally)
    positive: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    wrong: Tally = field(default_factory=Tally)  # expectations that are inconsistent
    linked: int = 0  # claims set against cells
    linked_expected: int = 0  # … that some expectation states
    compared_good: int = 0  # claims set against cells that no label calls inconsistent
    false_alarms: int = 0  # … and the reader does
    empty_passages: int = 0  # passages without a claim
    false_links: int = 0  # claims set against cells in them
    linking_passages: int = 0  # passages without a claim that have any
    no_cell: int = 0  # expectations without a cell
    no_cell_kept: int = 0  # … whose number was not set against one
    placebo_claims: int = 0  # claims read beside a wrong table
    placebo_same_links: int = 0  # … with the readings they had beside the right one
    placebo_held: int = 0  # … called consistent or approximate all the same
    placebo_compared: int = 0  # … set against cells
    differences: list[str] = field(default_factory=list)


def labelled(lines: Iterable[str]) -> Iterator[Labelled | LabelError]:
    """Yield the labelled passage of each JSON line, or what is wrong with it; blank lines are passed over."""
    for number, line in json_lines(lines):
        try:
            yield _labelled(asked_line(line, number))
        except (PassageError, MeasureError, LabelError) as error:
            yield LabelError(f"line {number}: {error}")


def labelled_from(raw: Json, name: str = "") -> Labelled:
    """Return a labelled passage from `{"id", "text", "table", "year"?, "expected"}`.

    LabelError where there is no list `expected` or a wrong one, PassageError or MeasureError where there is no passage.
    """
    return _labelled(asked_from(raw, name))


def _labelled(asked: Asked) -> Labelled:
    expected = asked.raw.get("expected")
    if not isinstance(expected, list):
        raise LabelError("there is no list `expected`")
    if asked.notes and asked.raw.get("table") is not None:
        raise LabelError("; ".join(asked.notes))
    table = {name: None if value is None else str(value) for name, value in asked.table.items()}
    for name, value in table.items():
        if value is not None:
            _decimal(value, name)
    return Labelled(str(asked.id), asked.text, table, asked.year, tuple(_expectation(item) for item in expected))


def _expectation(raw: object) -> Expectation:
    if not isinstance(raw, dict):
        raise LabelError(f"{raw!r} in `expected` is no object")
    if raw.get("verdict") not in VERDICTS:
        raise LabelError(f"{raw.get('verdict')!r} is no verdict; they are {', '.join(VERDICTS)}")
    return Expectation(
        tuple(_option(item) for item in (raw, *raw.get("or", ()))), str(raw["verdict"]), bool(raw.get("optional"))
    )


def _option(raw: Json) -> Option:
    value, readings = raw.get("value"), raw.get("readings")
    if not isinstance(readings, list):
        raise LabelError("an expectation has no list `readings`")
    for measure in readings:
        unknown = unknown_measure(measure)
        if unknown:
            raise LabelError(unknown)
    return Option(tuple(readings), None if value is None else _decimal(str(value), "value"))


def _decimal(text: str, name: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise LabelError(f"{name}: {text!r} is no number")
    return value


def unknown_measure(measure: object) -> str:
    """Return what is wrong with a measure somebody wrote down, nothing where it is one."""
    if not isinstance(measure, str):
        return f"{measure!r} is no measure"
    try:
        parse(measure)
    except MeasureError as error:
        return f"{measure!r} is no measure: {error}"
    return ""


@lru_cache(maxsize=8192)
def same(a: str, b: str) -> bool:
    """Tell whether two measures mean the same; ones no form has are the same only where they read the same."""
    try:
        return same_measure(a, b)
    except MeasureError:
        return a == b


def meets(claim: Claim, expected: Expectation) -> bool:
    """Tell whether a claim states what is expected: its value, with any reading that any option admits."""
    return any(
        (option.value is None or claim.value == option.value)
        and any(same(r.measure, m) for r in claim.readings for m in option.readings)
        for option in expected.options
    )


def meets_strictly(claim: Claim, expected: Expectation) -> bool:
    """Tell whether a claim's first reading is the first of an option, with its value."""
    return any(
        (option.value is None or claim.value == option.value)
        and bool(claim.readings and option.readings)
        and same(claim.readings[0].measure, option.readings[0])
        for option in expected.options
    )


def match(claims: Sequence[Claim], expected: Sequence[Expectation], fits: Meets = meets) -> dict[int, int]:
    """Return expectation → claim, the largest matching, right verdicts first."""
    return largest_matching(
        [
            sorted((i for i, c in enumerate(claims) if fits(c, e)), key=lambda i: claims[i].verdict != e.verdict)
            for e in expected
        ]
    )


def score(passages: Iterable[Labelled], placebo: bool = False) -> Score:
    """Read each passage and compare; with `placebo` once more beside a table whose values are all wrong."""
    total = Score()
    for passage in passages:
        claims = check_passage(passage.text, passage.table, passage.year).claims
        score_claims(passage, claims, total)
        if placebo:
            _placebo(passage, claims, total)
    return total


def score_claims(passage: Labelled, claims: Sequence[Claim], total: Score) -> None:
    """Add to `total` how the claims that some reader found in a passage compare with its labels."""
    wanted = [e for e in passage.expected if e.options[0].readings]
    pairs = match(claims, wanted)
    strictly = match(claims, wanted, meets_strictly)
    total.passages += 1
    for k, e in enumerate(wanted):
        hit = claims[pairs[k]] if k in pairs else None
        if hit is None and e.optional:
            continue
        for tally in (total.all, total.zero if e.zero else total.positive):
            _count(tally, hit, e)
        _count(total.strict, claims[strictly[k]] if k in strictly else None, e)
        if e.verdict == "inconsistent":
            _count(total.wrong, hit, e)
        if hit is None:
            total.differences.append(f"{passage.id}: not found: {e}")
        elif hit.verdict != e.verdict:
            total.differences.append(f"{passage.id}: {hit.quote}: {hit.verdict}, not {e.verdict}")
    _links(passage, claims, wanted, pairs, total)


def _count(tally: Tally, hit: Claim | None, expected: Expectation) -> None:
    tally.asked += 1
    tally.found += hit is not None
    tally.right += hit is not None and hit.verdict == expected.verdict


def _links(
    passage: Labelled, claims: Sequence[Claim], wanted: Sequence[Expectation], pairs: Mapping[int, int], total: Score
) -> None:
    """Count links and alarms no label calls for; a label of its value that is inconsistent excuses an alarm."""
    partner = {i: wanted[k] for k, i in pairs.items()}
    flagged = {o.value for e in passage.expected if e.verdict == "inconsistent" for o in e.options}
    linked = [(i, c) for i, c in enumerate(claims) if c.readings and c.verdict != "not_comparable"]
    for i, claim in linked:
        stated = i in partner or any(meets(claim, e) for e in wanted)
        total.linked += 1
        total.linked_expected += stated
        called = partner[i].verdict == "inconsistent" if i in partner else claim.value in flagged
        if not called:
            total.compared_good += 1
            if claim.verdict == "inconsistent":
                total.false_alarms += 1
                total.differences.append(f"{passage.id}: false alarm: {claim.quote}")
    if not wanted:
        total.empty_passages += 1
        total.false_links += len(linked)
        total.linking_passages += bool(linked)
        total.differences += [f"{passage.id}: false link: {claim.quote}" for _, claim in linked]
    unpaired = [claim for i, claim in linked if i not in partner]
    for e in passage.expected:
        if not e.options[0].readings and e.options[0].value is not None:
            kept = not any(c.value == e.options[0].value for c in unpaired)
            total.no_cell += 1
            total.no_cell_kept += kept
            if not kept:
                total.differences.append(f"{passage.id}: linked, though no cell holds it: {e.options[0].value}")


def _placebo(passage: Labelled, claims: Sequence[Claim], total: Score) -> None:
    table = {measure: None if v is None else perturbed(passage.id, measure, v) for measure, v in passage.table.items()}
    again = check_passage(passage.text, table, passage.year).claims
    before = [tuple(r.measure for r in c.readings) for c in claims]
    total.placebo_claims += len(claims)
    if len(again) == len(claims):
        total.placebo_same_links += sum(
            tuple(r.measure for r in c.readings) == b for c, b in zip(again, before, strict=True)
        )
    for claim in again:
        if claim.readings and claim.verdict != "not_comparable":
            total.placebo_compared += 1
            if claim.verdict in ("consistent", "approximate"):
                total.placebo_held += 1
                total.differences.append(f"{passage.id}: held beside a wrong table: {claim.quote}")


def perturbed(passage: str, measure: str, value: str) -> str:
    """Return a wrong value for a cell: moved by 1009 to 9999, always by the same for the same passage and measure.

    >>> perturbed("a", "denied", "3") == perturbed("a", "denied", "3") != "3"
    True
    """
    digest = hashlib.sha256(f"{passage}\0{measure}".encode()).digest()
    return str(Decimal(value) + 1009 + int.from_bytes(digest[:4], "big") % 8991)
