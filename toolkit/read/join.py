"""The reports that a page and its attachments hold → one report: tables and prose together, nothing told twice.

The first report gives its identity and its print; the others add the tables it lacks and the lines it does not print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.form import load_form
from toolkit.read.document import Place
from toolkit.read.facts import scopes_of
from toolkit.read.fold import squeeze
from toolkit.read.report import Cell, Leftover, Passage, Report, Stated

_LINE = re.compile(r"[^\n]+")
_UNKNOWN = (None, "unknown")


def joined(report: Report, others: Sequence[Report]) -> Report:
    """Return `report` with what the others add; the parts of those carry their source before their name."""
    for other in others:
        report = _with(report, other)
    return report


def _with(report: Report, other: Report) -> Report:
    new = {table: edition for table, edition in other.forms.items() if table not in report.forms}
    forms = {**report.forms, **new}
    missing = {gap.table for gap in report.gaps if not gap.row} & set(new)
    cells = [*report.cells, *(_moved(cell, other) for cell in other.cells if cell.table in new)]
    named = report if report.organ.value else other
    passages = (*report.passages, *_fresh(report, other))
    return replace(
        report,
        organ=named.organ,
        body_id=named.body_id,
        level=_first(report.level, other.level),
        year=_first(report.year, other.year),
        period=_first(report.period, other.period),
        published=_first(report.published, other.published),
        scope=_scopes(report, other, passages, forms),
        forms=dict(sorted(forms.items(), key=lambda item: _order(item[0]))),
        cells=tuple(sorted(cells, key=lambda cell: _order(cell.table))),
        gaps=tuple(gap for gap in report.gaps if gap.row or gap.table not in missing)
        + tuple(gap for gap in other.gaps if gap.row and gap.table in new),
        leftovers=(*report.leftovers, *(_left(item, other) for item in other.leftovers)),
        passages=passages,
        parts={**report.parts, **{_name(other, part): text for part, text in other.parts.items()}},
        notes=(*report.notes, f"joined with {other.source} ({other.format})", *other.notes),
        proofs=tuple(sorted({*report.proofs, *other.proofs})),
    )


def _first(a: Stated, b: Stated) -> Stated:
    return a if a.value is not None else b


def _scopes(report: Report, other: Report, passages: Sequence[Passage], forms: Iterable[str]) -> Mapping[str, Stated]:
    """Return the scope of each table: as told beside it, otherwise as all the prose together tells it."""
    told = {**other.scope, **report.scope}
    organ = report.organ.value or other.organ.value
    together = scopes_of(passages, forms, organ)
    return {t: together.get(t, s) if s.value in _UNKNOWN else s for t, s in {**together, **told}.items()}


def _order(table: str) -> int:
    tables = [*load_form("format2019").tables]
    return tables.index(table) if table in tables else len(tables)


def _name(other: Report, part: str) -> str:
    return f"{other.source}: {part}"


def _there(place: Place, other: Report) -> Place:
    return replace(place, part=_name(other, place.part))


def _moved(cell: Cell, other: Report) -> Cell:
    return cell if cell.place is None else replace(cell, place=_there(cell.place, other))


def _left(item: Leftover, other: Report) -> Leftover:
    return replace(item, place=_there(item.place, other))


def _fresh(report: Report, other: Report) -> Iterator[Passage]:
    """Yield the runs of lines of the other's prose that the report does not print: its claims count once."""
    known = {squeeze(line) for passage in report.passages for line in passage.text.splitlines()}
    for passage in other.passages:
        first = last = 0
        for line in _LINE.finditer(passage.text):
            if squeeze(line.group()) in known:
                if last > first:
                    yield _piece(passage, first, last, other)
                first = last = line.end()
            else:
                first, last = (line.start() if first == last else first), line.end()
        if last > first:
            yield _piece(passage, first, last, other)


def _piece(passage: Passage, first: int, last: int, other: Report) -> Passage:
    start = passage.place.start + first
    place = Place(_name(other, passage.place.part), start, start + last - first)
    return Passage(passage.text[first:last], place, passage.section)
