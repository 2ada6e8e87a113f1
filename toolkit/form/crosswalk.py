"""What may be compared across editions: each cell's counterpart and how close it is, or why there is none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Literal

from toolkit.form.load import EDITIONS, load_form
from toolkit.form.model import FormError, NotComparableError
from toolkit.form.names import Name, UnknownNameError, parts, resolve

BASES = ("stat2014", "format2019", "format2021")

Closeness = Literal["same", "direct", "near_direct", "partial"]
Combine = Literal["one", "each", "sum", "alternatives"]

_FARNESS: tuple[Closeness, ...] = ("same", "direct", "near_direct", "partial")

# comparability of the entry → (between the two formats, between a format and the 2014 table); None: not at all
_CLOSENESS: dict[str, tuple[Closeness | None, Closeness | None]] = {
    "direct_2019_on_partial_2014": ("direct", "partial"),
    "direct_2019_on_only": ("direct", None),
    "direct_by_sum": ("direct", None),
    "near_direct": ("near_direct", "near_direct"),
    "partial": ("partial", "partial"),
    "new_2021": (None, None),
    "not_comparable": (None, None),
}


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One entry of the crosswalk: the cells that carry one concept in each edition (patterns as in the TOML)."""

    id: str
    en: str
    comparability: str
    note: str
    formula: str
    cells: Mapping[str, tuple[str, ...]]
    between_formats: str = ""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A way from one edition to another, in measures.

    `combine` "one": the source is the target. "each": sources and targets are pairs. "sum": the sources together are
    the targets together, so one source alone has no counterpart (`other_misc` of 2021 is a part of `other_disposition`
    of 2019). "alternatives": several counts stand on one side, each near the other side and none equal to it.
    """

    id: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    combine: Combine
    closeness: Closeness
    note: str
    formula: str


@cache
def crosswalk() -> tuple[Correspondence, ...]:
    """Return every entry, in the order of the form."""
    raw = tomllib.loads((files("toolkit.form") / "crosswalk.toml").read_text("utf-8"))
    entries = tuple(
        Correspondence(
            id=item["id"],
            en=item["en"],
            comparability=item["comparability"],
            note=item.get("note", ""),
            formula=item.get("formula", ""),
            cells={edition: tuple(item[edition]) for edition in BASES},
            between_formats=item.get("between_formats", ""),
        )
        for item in raw["correspondences"]
    )
    for entry in entries:
        if entry.comparability not in _CLOSENESS:
            raise FormError(f"crosswalk: {entry.id!r} has the unknown comparability {entry.comparability!r}")
    return entries


def correspond(key: str, from_edition: str, to_edition: str) -> Bridge:
    """Return the counterpart in `to_edition` of a cell, measure or crosswalk entry of `from_edition`.

    NotComparableError gives the reason where the two count different things; KeyError where nothing is named `key`.
    """
    for edition in (from_edition, to_edition):
        if edition not in EDITIONS:
            raise FormError(f"no edition {edition!r}; there are {', '.join(EDITIONS)}")
    found = _entry(key, from_edition)
    if found is None:
        return _of_parts(key, from_edition, to_edition)
    entry, name = found
    here, there = _base(from_edition, entry), _base(to_edition, entry)
    sources, targets = entry.cells[here], entry.cells[there]
    if from_edition == to_edition or (here == there and name is not None):
        return Bridge(entry.id, (key,), (key,), "one", "same", entry.note, "")
    closeness = _closeness(entry, here, there)
    if closeness is None or not sources or not targets:
        raise NotComparableError(key, from_edition, to_edition, _reason(entry, sources, targets, there))
    column = _applicants(name, targets)
    if column is None:
        raise NotComparableError(key, from_edition, to_edition, "the 2014 table has no applicant columns")
    return _bridge(entry, name, sources, targets, column, closeness)


def _bridge(
    entry: Correspondence,
    name: Name | None,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    column: str,
    closeness: Closeness,
) -> Bridge:
    if len(sources) == len(targets) and name is not None:  # cells have their counterparts in the same order
        own = [pair for pair in zip(sources, targets, strict=True) if any(_matches(side, name) for side in pair)]
        if own:
            sources, targets = (own[0][0],), (own[0][1],)
    combine: Combine
    if len(sources) == len(targets) == 1:
        combine = "one"
    elif entry.formula:
        combine = "sum"
    else:
        combine = "each" if len(sources) == len(targets) else "alternatives"
    if name is not None:
        sources, targets = _filled(sources, name, column), _filled(targets, name, column)
    return Bridge(entry.id, sources, targets, combine, closeness, entry.note, entry.formula)


def _of_parts(key: str, from_edition: str, to_edition: str) -> Bridge:
    """Return the counterpart of what no entry names: itself in the same table, or as a sum whose parts all have one."""
    try:
        name = resolve(key)
    except UnknownNameError as error:
        raise KeyError(f"the crosswalk knows no {key!r}") from error
    table = load_form(from_edition).tables.get(name.table)
    if table is not None and table == load_form(to_edition).tables.get(name.table):
        return Bridge(key, (key,), (key,), "one", "same", "", "")
    ways = parts(name)
    if not ways:
        raise NotComparableError(key, from_edition, to_edition, "no counterpart is known")
    bridges = [correspond(part.cell, from_edition, to_edition) for part in ways[0]]
    for bridge in bridges:
        if bridge.combine != "one":
            raise NotComparableError(key, from_edition, to_edition, bridge.note)
    farthest = max(bridges, key=lambda bridge: _FARNESS.index(bridge.closeness))
    if all(bridge.sources == bridge.targets for bridge in bridges):
        return Bridge(key, (key,), (key,), "one", farthest.closeness, farthest.note, "")
    sources = tuple(source for bridge in bridges for source in bridge.sources)
    targets = tuple(target for bridge in bridges for target in bridge.targets)
    return Bridge(key, sources, targets, "sum", farthest.closeness, farthest.note, "")


def _entry(key: str, edition: str) -> tuple[Correspondence, Name | None] | None:
    """Return the entry that `key` names itself, or that holds the cell `key` names in `edition`; None without one."""
    try:
        name = resolve(key)
    except UnknownNameError:
        name = None
    if name is not None:
        for entry in crosswalk():
            if any(_matches(pattern, name) for pattern in entry.cells[_base(edition, entry)]):
                return entry, name
        # the measure of one edition may be asked of another, which is a reason, not a mistake
        for entry in crosswalk():
            if any(_matches(pattern, name) for patterns in entry.cells.values() for pattern in patterns):
                return entry, name
    for entry in crosswalk():
        if entry.id == key:
            return entry, None
    return None


def _base(edition: str, entry: Correspondence) -> str:
    """Return which of the three described editions `edition` follows in the entry's table; hybrids mix them."""
    if edition in BASES:
        return edition
    form = load_form(edition)
    tables = {p.partition(".")[0] for base in ("format2019", "format2021") for p in entry.cells[base]}
    for base in ("format2021", "format2019"):
        described = load_form(base).tables
        shared = [table for table in tables if table in form.tables or table in described]
        if all(t in form.tables and t in described and form.tables[t] == described[t] for t in shared):
            return base
    return "format2019" if "art20_9" in form.tables else "format2021"


def _closeness(entry: Correspondence, here: str, there: str) -> Closeness | None:
    formats, older = _CLOSENESS[entry.comparability]
    if here == there:
        return "same"
    if "stat2014" in (here, there):
        return older
    return "direct" if entry.between_formats == "direct" else formats


def _reason(entry: Correspondence, sources: tuple[str, ...], targets: tuple[str, ...], there: str) -> str:
    if entry.note:
        return entry.note
    return f"{there} has no such row or column" if sources and not targets else "no counterpart in that edition"


def _applicants(name: Name | None, targets: tuple[str, ...]) -> str | None:
    """Return the applicant column to carry over, "" where there is none to carry, None where it is lost."""
    if name is None or name.table != "requests" or name.column == "total":
        return ""
    return name.column if all(target.startswith("requests.") for target in targets) else None


def _filled(patterns: tuple[str, ...], name: Name, column: str) -> tuple[str, ...]:
    """Return `patterns` as measures, a * taken from `name`, the applicant column added."""
    filled: list[str] = []
    for pattern in patterns:
        table, *words = pattern.split(".")
        if len(words) == 2:
            words = [name.row if words[0] == "*" else words[0], name.column if words[1] == "*" else words[1]]
        elif table == "requests" and column:
            words = [words[0], column]
        filled.append(".".join((table, *words)))
    return tuple(filled)


def _matches(pattern: str, name: Name) -> bool:
    """Tell whether `pattern` covers `name`, whatever applicant column it stands in."""
    table, *words = pattern.split(".")
    if table != name.table:
        return False
    if len(words) == 1:
        return words[0] in (name.row, name.column)  # section four goes by column
    return fnmatchcase(name.row, words[0]) and fnmatchcase(name.column, words[1])
