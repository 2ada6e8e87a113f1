"""Document → Reports: tables laid over the form, prose by section, facts, and an account of every number left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from toolkit.form import section_of
from toolkit.read.bodies import NO_BODIES, Bodies, provisional_id
from toolkit.read.cut import slots_of
from toolkit.read.document import Document, Place, UnreadableError
from toolkit.read.facts import Facts, read_facts
from toolkit.read.fold import squeeze
from toolkit.read.found import Found
from toolkit.read.labels import labels
from toolkit.read.locate import find_tables
from toolkit.read.quantity import Print
from toolkit.read.report import Cell, Gap, Leftover, Passage, Report, Stated
from toolkit.read.rows import IN_LABEL
from toolkit.read.slots import PAGE_MARK, Slot
from toolkit.read.tables import Filled, fill, known_words, place_of
from toolkit.read.title import is_title

_DIGIT = re.compile(r"\d")
_UNDER_LABEL = re.compile(r"\n\s*(\d[\d,.]*)\s*\Z")  # a number on a line of its own at the end of a cell
_OfTable = TypeVar("_OfTable", Cell, Gap)
SECOND_COPY = "the page holds the report a second time"


@dataclass(slots=True)
class Segment:
    """A stretch of the document that holds one copy of one report."""

    first: int
    last: int  # half-open
    tables: list[Found] = field(default_factory=list)
    headings: dict[int, int] = field(default_factory=dict)  # slot → section


def read_document(document: Document, bodies: Bodies = NO_BODIES) -> tuple[Report, ...]:
    """Return the document's reports, usually one; raises UnreadableError("not_a_report") where it holds none.

    A report held twice is one report; the second copy is a leftover.
    """
    slots = slots_of(document.blocks)
    tables = find_tables(slots)
    headings = _headings(slots, tables)
    segments = _segments(slots, tables, headings)
    drafts = [_draft(document, slots, segment, bodies) for segment in segments]
    if not tables and not headings and not any(draft.organ.value or draft.year.value for draft in drafts):
        raise UnreadableError("not_a_report", "no table, heading or title of a 政府信息公开工作年度报告 was found")
    reports: list[Report] = []
    repeated: list[list[Leftover]] = []
    for draft, segment in zip(drafts, segments, strict=True):
        if reports and _same(reports[-1], draft):
            reports[-1] = _completed(reports[-1], draft)
            repeated[-1].extend(_repeated(reports[-1], draft, slots, segment))
        else:
            reports.append(draft)
            repeated.append([])
    reports = [replace(r, leftovers=(*r.leftovers, *more)) for r, more in zip(reports, repeated, strict=True)]
    if len(reports) > 1:
        reports = [replace(r, report_id=f"{r.report_id}-{n}") for n, r in enumerate(reports, start=1)]
    return tuple(reports)


# --- copies ---------------------------------------------------------------------------------------------------------


def _headings(slots: Sequence[Slot], tables: Sequence[Found]) -> dict[int, int]:
    covered = _covered(tables)
    found = {}
    for i, slot in enumerate(slots):
        if slot.kind is Print.WORDS and 2 <= len(slot.text) <= 45 and i not in covered:
            number = section_of(slot.text)
            if number is not None:
                found[i] = number
    return found


def _covered(tables: Iterable[Found]) -> set[int]:
    return {i for table in tables for i in range(table.first, table.last + 1)}


def _segments(slots: Sequence[Slot], tables: Sequence[Found], headings: dict[int, int]) -> list[Segment]:
    """Cut the document where a table that was already printed is printed again."""
    groups: list[list[Found]] = [[]]
    for table in tables:
        if any(known.table == table.table for known in groups[-1]):
            groups.append([])
        groups[-1].append(table)
    starts = [0]
    for before, after in pairwise(groups):
        starts.append(_boundary(slots, before[-1].last + 1, after[0].first, headings))
    stops = [*starts[1:], len(slots)]
    return [
        Segment(first, last, group, {i: n for i, n in headings.items() if first <= i < last})
        for first, last, group in zip(starts, stops, groups, strict=True)
    ]


def _boundary(slots: Sequence[Slot], first: int, last: int, headings: dict[int, int]) -> int:
    """Return where the next copy begins: at its title or first heading, after the copy before has ended."""
    between = sorted(i for i in headings if first <= i < last)
    begin, previous = last, 0
    for i in between:
        if headings[i] <= max(previous, 1 if previous else 2):
            begin = i
            break
        previous = headings[i]
    floor = max((i + 1 for i in between if i < begin), default=first)
    for i in range(floor, begin):
        # A title may be broken over two lines, the organ and the year in the first.
        if is_title(slots[i].text) or (i + 1 < begin and is_title(slots[i].text + slots[i + 1].text)):
            return i
    return begin


def _same(report: Report, copy: Report) -> bool:
    """Tell a second copy from another report in the same file: neither organ nor year differs."""
    organs = {squeeze(o) for o in (report.organ.value, copy.organ.value) if o}
    years = {y for y in (report.year.value, copy.year.value) if y}
    return len(organs) <= 1 and len(years) <= 1


def _completed(report: Report, copy: Report) -> Report:
    """Add what only the second copy holds: a fact, a table, a section.

    A page may print one table twice, or an empty form before the filled one: what follows it is then found only there.
    """
    stated = {
        fact: getattr(copy, fact)
        for fact in ("organ", "year", "period", "published")
        if getattr(report, fact).value is None and getattr(copy, fact).value is not None
    }
    printed = {cell.table for cell in report.cells if cell.value is not None}
    new = {cell.table for cell in copy.cells if cell.value is not None} - printed
    new |= copy.forms.keys() - report.forms.keys()
    sections = {passage.section for passage in report.passages}
    return replace(
        report,
        **stated,
        forms={**report.forms, **{table: copy.forms[table] for table in new}},
        scope={**report.scope, **{table: copy.scope[table] for table in new - report.scope.keys()}},
        cells=tuple(_of_tables(report.cells, copy.cells, new)),
        gaps=tuple(_of_tables(report.gaps, copy.gaps, new)),
        leftovers=(*report.leftovers, *copy.leftovers) if new else report.leftovers,
        proofs=tuple(sorted({*report.proofs, *copy.proofs})) if new else report.proofs,
        passages=(*report.passages, *(p for p in copy.passages if p.section not in sections)),
    )


def _of_tables(own: Iterable[_OfTable], others: Iterable[_OfTable], new: AbstractSet[str]) -> Iterator[_OfTable]:
    """Yield `own`, with the tables named in `new` taken from `others`."""
    yield from (item for item in own if item.table not in new)
    yield from (item for item in others if item.table in new)


def _repeated(report: Report, copy: Report, slots: Sequence[Slot], segment: Segment) -> list[Leftover]:
    """Return the second copy as a leftover, and each number in which the copies differ."""
    part = slots[segment.first].part
    end = slots[segment.last - 1].end if slots[segment.last - 1].part == part else slots[segment.first].end
    place = Place(part, slots[segment.first].start, end)
    leftovers = [Leftover(slots[segment.first].text[:80], place, SECOND_COPY)]
    printed = {cell.key: cell for cell in copy.cells}
    for cell in report.cells:
        other = printed.get(cell.key)
        if other is not None and other.place is not None and other.value != cell.value:
            reason = (
                f"the second copy prints {other.text or 'nothing'} in {cell.key}, the first {cell.text or 'nothing'}"
            )
            leftovers.append(Leftover(other.text, other.place, reason))
    return leftovers


# --- one report -----------------------------------------------------------------------------------------------------


def _draft(document: Document, slots: Sequence[Slot], segment: Segment, bodies: Bodies) -> Report:
    filled = fill(segment.tables)
    passages = _passages(document, slots, segment)
    text = "\n".join(s.text for s in slots[segment.first : segment.last] if s.kind is Print.WORDS)
    facts = read_facts(text, passages, filled.forms)
    body = bodies.find(facts.organ.value, facts.year.value, text) if facts.organ.value else None
    level = Stated(body.level, f"register: {body.body_id}") if body and body.level else facts.level
    return Report(
        report_id=document.sha256[:12],
        source=document.source,
        sha256=document.sha256,
        format=document.format,
        organ=facts.organ,
        body_id=body.body_id if body else provisional_id(facts.organ.value, document.source),
        level=level,
        year=facts.year,
        period=facts.period,
        published=facts.published,
        scope=facts.scope,
        forms=filled.forms,
        cells=tuple(filled.cells),
        gaps=tuple(filled.gaps),
        leftovers=tuple(_leftovers(slots, segment, filled, document.parts)),
        passages=passages,
        parts=document.parts,
        notes=(*document.notes, *_doubts(facts)),
        proofs=tuple(sorted(set(filled.proofs))),
    )


def _doubts(facts: Facts) -> tuple[str, ...]:
    """Note a title and a period that name different years."""
    period = facts.period.value
    if facts.year.value and period and not period[:4] <= facts.year.value <= period[11:15]:
        return (f"the title names {facts.year.value}, the period {facts.period.evidence}",)
    return ()


def _passages(document: Document, slots: Sequence[Slot], segment: Segment) -> tuple[Passage, ...]:
    """Return the prose: runs of print outside tables and headings, cut where the section or the part changes."""
    covered = _covered(segment.tables)
    section: int | None = 0 if segment.headings else None
    runs: list[tuple[str, int, int, int | None]] = []
    fresh = True
    for i in range(segment.first, segment.last):
        slot = slots[i]
        if i in segment.headings:
            section, fresh = segment.headings[i], True
        elif i in covered:
            fresh = True
        elif slot.text:
            if not fresh and runs and runs[-1][0] == slot.part and runs[-1][2] <= slot.start:
                runs[-1] = (slot.part, runs[-1][1], slot.end, section)
            else:
                runs.append((slot.part, slot.start, slot.end, section))
            fresh = False
    return tuple(
        Passage(document.parts[part][start:end], Place(part, start, end), number) for part, start, end, number in runs
    )


def _leftovers(slots: Sequence[Slot], segment: Segment, filled: Filled, parts: Mapping[str, str]) -> list[Leftover]:
    """Account for every number of sections two to four that is no cell, each once."""
    used = {(c.place.part, c.place.start) for c in filled.cells if c.place}
    found: list[Leftover] = []

    def leave(item: Leftover) -> None:
        if (item.place.part, item.place.start) not in used:
            used.add((item.place.part, item.place.start))
            found.append(item)

    for item in filled.leftovers:
        leave(item)
    runs = [run for table in segment.tables for run in (*table.runs, *table.orphans)]
    named = {i for run in runs for i in range(run.first, run.last + 1)} | set(segment.headings)
    index = labels()
    for i in _statistical(segment):
        slot = slots[i]
        stray = _UNDER_LABEL.search(parts[slot.part], slot.start, slot.end) if slot.kind is Print.WORDS else None
        if stray and known_words(parts[slot.part][slot.start : stray.start()]):
            leave(Leftover(stray[1], Place(slot.part, *stray.span(1)), IN_LABEL))
            continue
        if (slot.part, slot.start) in used or i in named or not _DIGIT.search(slot.text):
            continue
        if slot.kind is not Print.WORDS or not (index.is_head(slot.text) or index.is_group(slot.text)):
            leave(Leftover(slot.text, place_of(slot), _reason(slot)))
    return sorted(found, key=lambda item: (item.place.part, item.place.start))


def _statistical(segment: Segment) -> range:
    """Return the slots of sections two to four: from the first of their headings or tables to section five."""
    own = [i for i, number in segment.headings.items() if number in (2, 3, 4)]
    starts = [table.first for table in segment.tables] + own
    if not starts:
        return range(0)
    end = max([table.last for table in segment.tables] + own)
    after = [i for i, number in segment.headings.items() if i > end]
    return range(min(starts), (min(after) if after else end + 1) if own else end + 1)


def _reason(slot: Slot) -> str:
    if PAGE_MARK.fullmatch(slot.text):
        return "a page number"
    if slot.kind is Print.NUMBER:
        return "a number that stands in no row of the form"
    return "a number in words outside the cells"
