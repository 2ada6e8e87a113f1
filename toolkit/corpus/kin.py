"""Reports of a corpus → which repeat another, and which is the same body's report of the year before.

Both are told only where the print leaves no doubt: a namesake taken for the same body would lose a report, or set
one office's sentences against another office's figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from toolkit.corpus.work import Entry

PROVISIONAL = "x-"

# A printed name that says where the body is, down to a county or a city; 城关镇 and 教育局 are in many places.
_PLACED = re.compile(r"^[\u4e00-\u9fff]{2,}?(?:省|自治区|自治州|盟|[县旗]|市(?![场政管容]))")


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


def years_before(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Return owner → the report of the same body and the year before, where there is exactly one of either year.

    Reports of different scope (one office, a whole district) are not compared, nor bodies that only share a name.
    """
    known: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.year is not None and _sure(entry):
            known.setdefault((entry.body_id, entry.year), []).append(entry)
    found: dict[int, Entry] = {}
    for (body, year), own in known.items():
        before = known.get((body, year - 1), [])
        if len(own) == len(before) == 1 and _same_scope(own[0], before[0]):
            found[own[0].owner] = before[0]
    return found


def _sure(entry: Entry) -> bool:
    return not entry.body_id.startswith(PROVISIONAL) or bool(_PLACED.match(entry.organ))


def _same_scope(a: Entry, b: Entry) -> bool:
    return "unknown" in (a.scope, b.scope) or a.scope == b.scope
