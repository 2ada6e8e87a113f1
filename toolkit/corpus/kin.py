"""Reports of a corpus → which repeat another, and which is the same body's report of the year before.

Both are told only where the print leaves no doubt: a namesake taken for the same body would lose a report, or set
one office's sentences against another office's figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.corpus.entry import PROVISIONAL, Entry


def repeats(entries: Iterable[Entry]) -> dict[int, Entry]:
    """Return owner → the earlier report that it repeats: the same bytes, or the same body, year and cells.

    A body outside the register may have namesakes, whose empty tables are alike: there the prose must agree too.
    """
    by_bytes: dict[tuple[str, str], Entry] = {}
    by_print: dict[tuple[str, int, str, str], Entry] = {}
    found: dict[int, Entry] = {}
    for entry in sorted(entries, key=lambda e: e.owner):
        same = by_bytes.setdefault((entry.sha256, entry.report_id), entry)
        if same is entry and entry.year is not None:
            prose = entry.prose if entry.body_id.startswith(PROVISIONAL) else ""
            same = by_print.setdefault((entry.body_id, entry.year, entry.cells, prose), entry)
        if same is not entry:
            found[entry.owner] = same
    return found


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The report of the year before, or why there is none to compare with.

    `doubt` says why the two may count different bodies all the same.
    """

    entry: Entry | None
    reason: str = ""
    doubt: str = ""


def neighbours(entries: Sequence[Entry]) -> dict[int, Neighbour]:
    """Return, by owner, the report of the same body and the year before, where there is exactly one of either year.

    Reports of different scope (one office, a whole district) are not compared, nor bodies that only share a name.
    """
    known: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.year is not None and entry.placed:
            known.setdefault((entry.body_id, entry.year), []).append(entry)
    return {entry.owner: _neighbour(entry, known) for entry in entries}


def _neighbour(entry: Entry, known: Mapping[tuple[str, int], Sequence[Entry]]) -> Neighbour:
    if entry.year is None:
        return Neighbour(None, "the year of the report is not known")
    if not entry.placed:
        return Neighbour(None, "the body is not in the register and its name may not be its alone")
    if len(known[entry.body_id, entry.year]) > 1:
        return Neighbour(None, f"several reports of the body for {entry.year}")
    before = known.get((entry.body_id, entry.year - 1), [])
    if len(before) != 1:
        return Neighbour(None, f"{'several reports' if before else 'no report'} of the body for {entry.year - 1}")
    scopes = (before[0].scope, entry.scope)
    if "unknown" not in scopes and scopes[0] != scopes[1]:
        return Neighbour(None, f"the report for {entry.year - 1} counts another scope: {scopes[0]}, not {scopes[1]}")
    doubt = "the scope of one of the two reports is not known" if scopes[0] != scopes[1] else ""
    return Neighbour(before[0], doubt=doubt)


def years_before(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Return owner → the report of the year before, for those that have one to compare with."""
    return {owner: found.entry for owner, found in neighbours(entries).items() if found.entry is not None}
