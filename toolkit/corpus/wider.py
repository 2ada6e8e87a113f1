"""Reports of a corpus → what only the corpus can tell: no year before, copies, areas and their parts, absentees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from toolkit.check import Check, Outcome, rules
from toolkit.check.copies import check_copies
from toolkit.check.family import Cells, Family, check_family
from toolkit.check.years import no_year_before
from toolkit.corpus.entry import PROVISIONAL, Entry
from toolkit.corpus.kin import Neighbour
from toolkit.read import Bodies, Body
from toolkit.study.rows import Row

UNPLACED = "a report of the year is of a body outside the register, or a file could not be read"

CellsOf = Callable[[set[int]], Mapping[int, Cells]]
"""Owners → their cells, in the measures' units: asked only for the reports that are needed."""


def corpus_checks(
    reports: Sequence[Entry],
    copies: Mapping[int, Entry],
    neighbours: Mapping[int, Neighbour],
    bodies: Bodies,
    cells_of: CellsOf,
) -> Iterator[tuple[int, Check]]:
    """Yield (owner, check) for the reports kept; `copies` are those left out, with the report that each repeats."""
    kept = [entry for entry in reports if entry.owner not in copies]
    for entry in kept:
        if neighbours[entry.owner].entry is None:
            for check in no_year_before(dict(entry.forms), neighbours[entry.owner].reason):
                yield entry.owner, check
    repeated: dict[int, list[str]] = {}
    for entry in reports:
        if entry.owner in copies:
            repeated.setdefault(copies[entry.owner].owner, []).append(entry.source)
    before = {owner: found.entry for owner, found in neighbours.items() if found.entry is not None}
    yield from check_copies(kept, repeated, before)
    yield from _families(kept, bodies, cells_of)


def _families(kept: Sequence[Entry], bodies: Bodies, cells_of: CellsOf) -> Iterator[tuple[int, Check]]:
    below: dict[str, list[Body]] = {}
    for body in bodies.members:
        if body.parent:
            below.setdefault(body.parent, []).append(body)
    register = {body.body_id: body for body in bodies.members}
    reports: dict[tuple[str, int], list[Entry]] = {}
    for entry in kept:
        if entry.year is not None:
            reports.setdefault((entry.body_id, entry.year), []).append(entry)
    for entry in kept:
        if entry.year is None or entry.body_id not in below:
            continue
        children = [body for body in below[entry.body_id] if body.valid_in(str(entry.year))]
        own = {child.body_id: reports.get((child.body_id, entry.year), []) for child in children}
        absent = [child.name for child in children if len(own[child.body_id]) != 1]
        complete = register[entry.body_id].has_all_children(entry.year)
        wanted = complete and entry.scope == "area" and not absent
        owners = [filed[0].owner for filed in own.values()] if wanted else []
        cells = cells_of({entry.owner, *owners}) if wanted else {}
        family = Family(cells.get(entry.owner, {}), entry.scope, [cells[o] for o in owners], absent, complete)
        for check in check_family(family):
            yield entry.owner, check


def coverage(entries: Sequence[Entry], unread: int, bodies: Bodies, version: int) -> Iterator[Row]:
    """Yield a row per body of the register and year that any report is on.

    What is not there may be one of the `unread` files, or a report of a body that we did not recognise: undecided.
    """
    rule = rules()["report_filed"]
    found: dict[tuple[str, int], list[str]] = {}
    strangers = {entry.year for entry in entries if entry.body_id.startswith(PROVISIONAL)}
    for entry in entries:
        if entry.year is not None:
            found.setdefault((entry.body_id, entry.year), []).append(entry.report_id)
    for body in sorted(bodies.members, key=lambda body: body.body_id):
        for year in sorted({year for _, year in found}):
            if not body.valid_in(str(year)):
                continue
            own = found.get((body.body_id, year), [])
            doubt = not own and bool(unread or {year, None} & strangers)
            outcome = Outcome.HOLDS if own else Outcome.UNDECIDED if doubt else Outcome.FAILS
            yield (
                body.body_id, body.name, body.level or None, year, str(outcome), json.dumps(own), rule.severity,
                UNPLACED if doubt else None, rule.id, rule.version, version,
            )  # fmt: skip
