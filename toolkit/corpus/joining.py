"""Reports of a corpus → which of them one report was published as: a page, and the files attached to it.

Two reports are one only where their print leaves no doubt: the page names the file, or both name the same body, which
no other shares, and the same year; and no table of the one says otherwise than the same table of the other.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.corpus.entry import Entry, entry_of
from toolkit.corpus.inputs import Reading
from toolkit.read.join import joined

Links = Mapping[int, tuple[Entry, ...]]
"""Owner of the report that gives the joined one its identity → the others, in the order of their files."""


def links(entries: Sequence[Entry]) -> dict[int, tuple[Entry, ...]]:
    """Return the reports to join; bodies are compared only where they are known for certain (`Entry.placed`)."""
    groups = {entry.owner: [entry] for entry in entries}
    for page, file in _pairs(entries):
        mine, its = groups[page.owner], groups[file.owner]
        if mine is not its and all(_agree(a, b) for a in mine for b in its):
            mine += its
            for entry in its:
                groups[entry.owner] = mine
    found: dict[int, tuple[Entry, ...]] = {}
    for group in {id(group): group for group in groups.values()}.values():
        if len(group) > 1:
            main, *others = sorted(group, key=lambda e: (-len(e.forms), e.owner))
            if main.forms:
                found[main.owner] = tuple(sorted(others, key=lambda e: e.owner))
    return found


def join_readings(readings: Iterable[Reading]) -> list[Reading]:
    """Return what was read of files with reports that are one as one; a file that is only a part has none any more."""
    held = list(readings)
    numbered = list(enumerate(report for reading in held for report in reading.reports))
    reports = dict(numbered)
    joins = links([entry_of(report, report.source, n) for n, report in numbered])
    parts = {other.owner for others in joins.values() for other in others}
    found: list[Reading] = []
    for reading in held:
        own, numbered = numbered[: len(reading.reports)], numbered[len(reading.reports) :]
        whole = [
            joined(report, [reports[other.owner] for other in joins.get(n, ())]) for n, report in own if n not in parts
        ]
        found.append(replace(reading, reports=tuple(whole)))
    return found


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs that may be one report: by the name of an attachment first, then by body and year."""
    places: dict[str, Entry] = {}
    for entry in entries:
        places.setdefault(entry.source, entry)
    for entry in entries:
        for name in entry.attachments:
            beside = places.get(posixpath.join(posixpath.dirname(entry.source), name))
            if beside is not None and beside is not entry:
                yield entry, beside
    bodies: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.year is not None and entry.placed:
            bodies.setdefault((entry.body_id, entry.year), []).append(entry)
    for own in bodies.values():
        # Where the body filed two tables that differ, nobody knows which of them a page without tables belongs to.
        if all(_agree(a, b) for n, a in enumerate(own) for b in own[n + 1 :]):
            for other in own[1:]:
                yield own[0], other


def _agree(a: Entry, b: Entry) -> bool:
    """Tell whether nothing in two reports speaks against their being one."""
    if a.source == b.source:  # two reports of one file are two
        return False
    if None not in (a.year, b.year) and a.year != b.year:
        return False
    if a.organ and b.organ and a.body_id != b.body_id:
        return False
    if "unknown" not in (a.scope, b.scope) and a.scope != b.scope:
        return False
    mine, its = dict(a.tables), dict(b.tables)
    return all(mine[table] == its[table] for table in mine.keys() & its.keys())
