"""Printed tables → cells of the form, with gaps for what was not found and leftovers for what found no cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from toolkit.form import Table, load_form
from toolkit.read.align import place_rows
from toolkit.read.columns import printed_columns
from toolkit.read.document import Place
from toolkit.read.fold import squeeze
from toolkit.read.found import CASES, Found, Run
from toolkit.read.labels import bare, labels
from toolkit.read.placements import Placement, Row
from toolkit.read.quantity import Print
from toolkit.read.report import Cell, Gap, Leftover, State
from toolkit.read.rows import GOES_ON, own_slots
from toolkit.read.shifted import shifted_rows
from toolkit.read.slots import Slot
from toolkit.read.spaced import join_digits

_STATES = {
    Print.NUMBER: State.READ,
    Print.BLANK: State.BLANK,
    Print.PLACEHOLDER: State.PLACEHOLDER,
    Print.WORDS: State.UNRESOLVED,
    Print.BROKEN: State.UNRESOLVED,
}
_SPLIT_ROWS = frozenset({"other_correction_overdue", "other_fee_unpaid", "other_misc"})
# An unknown label is taken for the one missing row in its place only if it looks like it at least this much.
ALIKE = 50.0
NOT_PRINTED = "the column is not printed"
# So many characters at least of a label that goes on under its values.
FEWEST_BEGUN = 4


@dataclass(slots=True)
class Filled:
    """The tables of one report, filled in; `proofs` are identities that decided where a number belongs."""

    forms: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    disputed: dict[str, str] = field(default_factory=dict)  # rows of the table at hand printed twice with other numbers


def fill(found: Sequence[Found]) -> Filled:
    """Lay the found tables (each printed once) over the form."""
    filled = Filled()
    base = _base_edition(found)
    present = {}
    for table in found:
        edition = _edition(table, base)
        present[table.table] = edition
        _fill_table(table, load_form(edition).tables[table.table], filled)
    filled.forms = present
    _missing_tables(present, base, filled)
    return filled


# --- editions -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _head_words(edition: str, table: str) -> tuple[str, ...]:
    return tuple(squeeze(word) for word in load_form(edition).tables[table].header_words)


def _votes(table: Found) -> dict[str, int]:
    """Count, for the two official editions, the words in the table's head that only that edition prints."""
    printed = table.head + "".join(f"|{run.label.row}" for run in table.runs)
    votes = {}
    for edition in ("format2021", "format2019"):
        if table.table not in load_form(edition).tables:
            votes[edition] = 0
            continue
        votes[edition] = sum(word in printed for word in _head_words(edition, table.table))
    if table.table == "art20_9" or any(run.label.row == "other_external_services" for run in table.runs):
        votes["format2019"] += 2
    return votes


def _base_edition(found: Sequence[Found]) -> str | None:
    """Return the edition that section two is printed in, or None where no head tells."""
    totals = {"format2021": 0, "format2019": 0}
    for table in found:
        if table.table.startswith("art20"):
            for edition, count in _votes(table).items():
                totals[edition] += count
    if totals["format2021"] == totals["format2019"]:
        return None
    return max(totals, key=lambda edition: totals[edition])


def _edition(table: Found, base: str | None) -> str:
    """Tell one table's edition by its own words; where they say nothing, by the other tables'."""
    if table.table == "stat_table":
        return "stat2014"
    if table.table == "requests":
        rows = {run.label.row for run in table.runs}
        split = bool(rows & _SPLIT_ROWS) or (base == "format2021" and "other_disposition" not in rows)
        if split:
            return "format2019_split_other" if base == "format2019" else "format2021"
        return "format2021_single_other" if base == "format2021" else "format2019"
    if table.table == CASES:
        return base or "format2021"
    votes = _votes(table)
    if votes["format2021"] != votes["format2019"]:
        return max(votes, key=lambda edition: votes[edition])
    if base is None or table.table not in load_form(base).tables:
        return "format2019" if table.table not in load_form("format2021").tables else "format2021"
    return base


def _missing_tables(present: dict[str, str], base: str | None, filled: Filled) -> None:
    if "stat_table" in present:
        return
    for table in load_form(base or "format2021").tables:
        if table not in present:
            filled.gaps.append(Gap(table, "", "", "the table was not found"))


# --- one table ------------------------------------------------------------------------------------------------------


def _fill_table(found: Found, form: Table, filled: Filled) -> None:
    keys = [row.key for row in form.data_rows]
    runs = _one_run_each(found, keys, filled)
    _adopt_orphans(found, form, runs, keys, filled)
    own = own_slots(runs, form)
    for found_row in own.values():
        for slot, reason in found_row.spare:
            _leave([slot], reason, filled)
    rows = [Row(key, own[key].slots) for key in keys if key in runs]
    doubts = {id(found_row.doubtful) for found_row in own.values() if found_row.doubtful is not None}
    join_digits(rows, [column.key for column in form.columns], form.identities)
    columns = printed_columns(rows, form, found.head)
    place_rows(rows, columns, form.identities)
    shifted = shifted_rows(rows, runs, columns, form.identities)
    for row in rows:
        if row.key in shifted:
            row.ways, row.reason, row.proof = [], shifted[row.key], ()
    units = _head_units(found, form)
    for row in rows:
        _fill_row(row, runs[row.key], form.id, columns, units, doubts, filled)
        filled.proofs.extend(row.proof)
        _not_printed(row.key, form, columns, filled)
    for key in keys:
        if key in filled.disputed:
            reason = filled.disputed.pop(key)
            filled.cells.extend(Cell(form.id, key, c, None, "", "", State.UNRESOLVED, None, reason) for c in columns)
        elif key not in runs:
            filled.gaps.append(Gap(form.id, key, "", "no line carries the row's label"))


def _not_printed(key: str, form: Table, columns: Sequence[str], filled: Filled) -> None:
    for column in form.columns:
        if column.key not in columns:
            filled.cells.append(Cell(form.id, key, column.key, None, "", "", State.UNRESOLVED, None, NOT_PRINTED))
            filled.gaps.append(Gap(form.id, key, column.key, NOT_PRINTED))


def _one_run_each(found: Found, keys: Sequence[str], filled: Filled) -> dict[str, Run]:
    """Keep one run for each row of the form; a label printed twice with different values keeps none."""
    by_row: dict[str, list[Run]] = {}
    for run in found.runs:
        by_row.setdefault(run.label.row, []).append(run)
    kept: dict[str, Run] = {}
    for row, runs in by_row.items():
        valued = [run for run in runs if any(v.kind is not Print.BLANK for v in run.values)] or runs[:1]
        prints = {tuple(v.text for v in run.values if v.kind is not Print.BLANK) for run in valued}
        reason = "the row is printed a second time"
        if row not in keys:
            reason = f"the row {row} is not in this edition of the form"
        elif len(prints) > 1:
            reason = f"{len(valued)} lines carry the row's label, with different values"
            filled.gaps.append(Gap(found.table, row, "", reason))
            filled.disputed[row] = reason
        else:
            kept[row] = valued[0]
        for run in runs:
            if run is not kept.get(row):
                _leave(run.values, reason, filled)
    return kept


def _adopt_orphans(found: Found, form: Table, runs: dict[str, Run], keys: Sequence[str], filled: Filled) -> None:
    """Give the one missing row between two known ones the run in its place, if its label looks like the row's."""
    for orphan in found.orphans:
        before = [k for k in keys if k in runs and runs[k].first < orphan.first]
        after = [k for k in keys if k in runs and runs[k].first > orphan.first]
        low = max((keys.index(k) for k in before), default=-1)
        high = min((keys.index(k) for k in after), default=len(keys))
        missing = [k for k in keys[low + 1 : high] if k not in runs]
        label = form.row(missing[0]).labels if len(missing) == 1 else ()
        printed = bare(orphan.note.strip("“”"))
        goes_on = keys[high] if high < len(keys) else ""
        begins = len(printed) >= FEWEST_BEGUN and goes_on and not _solid(runs[goes_on])
        if begins and any(bare(name).startswith(printed) for name in form.row(goes_on).labels):
            # The label's first line stands before its values, the rest, enough to know the row by, after them.
            orphan.note = f"label printed as {orphan.note} and more under it"
            runs[goes_on] = orphan
            continue
        if len(missing) == 1 and (not printed or max(fuzz.ratio(printed, bare(name)) for name in label) >= ALIKE):
            orphan.note = f"label printed as {orphan.note}; read by its place between known rows"
            runs[missing[0]] = orphan
        else:
            _leave(orphan.values, f"a number under the label {orphan.note}, which the form does not have", filled)


def _solid(run: Run) -> bool:
    return any(v.kind is not Print.BLANK for v in run.values)


def _head_units(found: Found, form: Table) -> dict[str, str]:
    """Return units printed in the head of a money column (单位：元) that differ from the form's own."""
    units = {}
    for column in form.columns:
        if column.unit == "万元" and found.head and "万元" not in found.head and "单位元" in found.head:
            units[column.key] = "元"
    return units


def _fill_row(
    row: Row,
    run: Run,
    table: str,
    columns: Sequence[str],
    units: dict[str, str],
    doubts: set[int],
    filled: Filled,
) -> None:
    if not row.ways:
        filled.gaps.append(Gap(table, row.key, "", row.reason))
        for column in columns:
            filled.cells.append(Cell(table, row.key, column, None, "", "", State.UNRESOLVED, None, row.reason))
        _leave(row.slots, row.reason, filled)
        return
    first = row.ways[0]
    vectors = [way.vector for way in row.ways] if len(row.ways) > 1 else []
    settled = [len({vector[c] for vector in vectors}) <= 1 for c in range(len(columns))]
    for c, column in enumerate(columns):
        if id(first.slots[c]) in doubts:
            filled.cells.append(_doubtful(table, row, first.slots[c], column))
            filled.gaps.append(Gap(table, row.key, column, GOES_ON))
        elif settled[c]:
            filled.cells.append(_cell(table, row, run, first, c, column, units))
        else:
            reason = f"{row.reason}; nothing proves which stands here"
            filled.cells.append(Cell(table, row.key, column, None, "", "", State.UNRESOLVED, None, reason))
            filled.gaps.append(Gap(table, row.key, column, reason))
    if all(settled):
        _leave(first.dropped, _why_dropped(row, len(columns)), filled)
    else:
        kept = {id(first.slots[c]) for c in range(len(columns)) if settled[c]}
        _leave(
            [s for s in row.slots if id(s) not in kept], f"{row.reason}; nothing proves which one is too many", filled
        )


def _why_dropped(row: Row, width: int) -> str:
    if row.proof:
        return f"{row.reason}; the others satisfy {', '.join(row.proof)}"
    return row.reason or f"more than {width} values"


def _cell(table: str, row: Row, run: Run, way: Placement, c: int, column: str, units: dict[str, str]) -> Cell:
    slot = way.slots[c]
    if slot is None:
        return Cell(table, row.key, column, None, "", "", State.BLANK, None, row.reason)
    quantity = slot.quantity
    note = ""
    if run.note or row.proof or quantity.note:
        note = "; ".join(filter(None, (run.note, row.reason if row.proof else "", quantity.note)))
    unit = quantity.unit or (units.get(column, "") if quantity.kind is Print.NUMBER else "")
    return Cell(table, row.key, column, quantity.value, slot.text, unit, _STATES[quantity.kind], place_of(slot), note)


def _doubtful(table: str, row: Row, slot: Slot | None, column: str) -> Cell:
    text, place = (slot.text, place_of(slot)) if slot else ("", None)
    return Cell(table, row.key, column, None, text, "", State.UNRESOLVED, place, GOES_ON)


def place_of(slot: Slot) -> Place:
    """Return where the slot stands."""
    return Place(slot.part, slot.start, slot.end, slot.line, slot.column)


def _leave(slots: Iterable[Slot], reason: str, filled: Filled) -> None:
    for slot in slots:
        if slot.kind in (Print.NUMBER, Print.WORDS, Print.BROKEN) and any(c.isdigit() for c in slot.text):
            filled.leftovers.append(Leftover(slot.text, place_of(slot), reason))


def known_words(text: str) -> bool:
    """Tell whether `text` is print of the form itself: a label, a head or a group."""
    index = labels()
    return bool(index.exact(text)) or index.is_head(text) or index.is_group(text)
