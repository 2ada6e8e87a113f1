"""Two readings of one PDF in, one report out: what they agree on stays, where they differ something must decide.

The first reading goes by ruled lines, the second by the order in which the text was written; they share no code that
places a number. Where they print different numbers for a cell, the identities of its table decide if exactly one
reading satisfies them, else a third reading by another library sides with one. Nothing else decides: a cell on which
two stand against each other is unresolved, with both prints in its note and a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from toolkit.form import Identity, Table, load_form
from toolkit.read.document import Document, Grid
from toolkit.read.report import Cell, Gap, Leftover, Report, State

# Parts of the second reading stand beside those of the first under a name of their own.
AS_WRITTEN = " as written"
PDF = ("the ruled lines", "the text stream", "the third reading")  # what the readings go by, as notes say it

Third = Callable[[], Sequence[Report]]
Values = Mapping[tuple[str, str], Decimal | None]  # (row, column) → number as printed
_SAYS = (State.READ, State.BLANK, State.PLACEHOLDER)


@dataclass(slots=True)
class _Settling:
    """What the readings are called, and what is changed in the first."""

    names: tuple[str, str, str]
    cells: dict[str, Cell] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    adopted: list[Cell] = field(default_factory=list)  # read from the text stream, places and all


def settle(
    first: Sequence[Report], second: Sequence[Report], third: Third, names: tuple[str, str, str] = PDF
) -> tuple[Report, ...]:
    """Return the first reading's reports, corrected or doubted where the second differs.

    `third` is called only where the first two leave a cell open; it may give no report. `names` are for the notes.
    """
    asked: list[Sequence[Report]] = []

    def ask() -> Sequence[Report]:
        if not asked:
            asked.append(third())
        return asked[0]

    if not first:
        note = f"no report was found by {names[0]}; read by {names[1]} alone"
        return tuple(replace(r, notes=(*r.notes, note)) for r in second)
    return tuple(_settled(report, _partner(report, second), ask, names) for report in first)


def _partner(report: Report, others: Sequence[Report]) -> Report | None:
    """Return the other reading of the same report: the one that agrees in most cells, if any does."""
    own = {c.key: c.value for c in report.cells}
    known = any(value is not None for value in own.values())
    best, most = None, 0 if known and len(others) > 1 else -1
    for other in others:
        agree = sum(c.value is not None and own.get(c.key) == c.value for c in other.cells)
        if agree > most:
            best, most = other, agree
    return best


def _settled(report: Report, other: Report | None, ask: Third, names: tuple[str, str, str]) -> Report:
    if other is None:
        return replace(report, notes=(*report.notes, f"{names[1]} shows no such report: read once"))
    done = _Settling(names)
    mine = {c.key: c for c in report.cells}
    theirs = {c.key: c for c in _told(other.cells)}
    forms = dict(report.forms)
    gaps = list(report.gaps)
    for table, edition in other.forms.items():
        if table not in forms:
            forms[table] = edition
            done.adopted += [c for c in other.cells if c.table == table]
            gaps = [g for g in gaps if g.table != table] + [g for g in other.gaps if g.table == table]
            done.notes.append(f"{table} was not found by {names[0]}; read by {names[1]} alone")
    once = sorted(t for t in report.forms if t not in other.forms)
    if once:
        done.notes.append(f"{names[1]} shows no table {', '.join(once)}: read once, by {names[0]}")
    for table in report.forms:
        differing = [k for k, c in mine.items() if c.table == table and k in theirs and differ(c, theirs[k])]
        for group in _groups(differing, load_form(report.forms[table]).tables[table]):
            _decide(group, mine, theirs, load_form(report.forms[table]).tables[table], ask, done)
        _unplaced(table, report, mine, theirs, done)
    return _rebuilt(report, other, forms, gaps, done)


def differ(a: Cell, b: Cell) -> bool:
    """Tell whether two readings of a cell contradict each other; an unresolved one says nothing to contradict."""
    if a.state not in _SAYS or b.state not in _SAYS:
        return False
    return a.value != b.value or (a.value is not None and a.unit != b.unit)


def _told(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the cells of a reading, those of a row unresolved that printed too few values to tell which is whose.

    In such a row the columns without a value hold nothing that stands anywhere. Where an identity told, its cells
    carry that in their notes.
    """
    lost = {(c.table, c.row): c.note for c in cells if c.state is State.BLANK and c.place is None and c.note}
    proven = {(c.table, c.row) for c in cells if c.value is not None and lost.get((c.table, c.row), "?") in c.note}
    for cell in cells:
        short = (cell.table, cell.row) in lost and (cell.table, cell.row) not in proven
        yield replace(cell, value=None, state=State.UNRESOLVED) if short else cell


def only_ruled(reports: Iterable[Report], document: Document) -> tuple[Report, ...]:
    """Return the reports with the cells that stand in no grid of their document unresolved.

    Without lines every reading goes by the order of the print; then one more is no witness.
    """
    grids = [c.place for block in document.blocks if isinstance(block, Grid) for c in block.cells]
    ruled = {(place.part, place.start) for place in grids}

    def told(cell: Cell) -> Cell:
        if cell.place is not None and (cell.place.part, cell.place.start) in ruled:
            return cell
        return replace(cell, value=None, state=State.UNRESOLVED)

    return tuple(replace(report, cells=tuple(map(told, report.cells))) for report in reports)


# --- deciding -------------------------------------------------------------------------------------------------------


def tries(table: Table) -> Iterable[tuple[Identity, str, frozenset[tuple[str, str]]]]:
    """Yield each strict identity with the axis it is tried on and the places it joins."""
    for identity in table.identities:
        if identity.cross_year or identity.strength == "soft" or identity.op != "==":
            continue
        keys = (*identity.left, *identity.right)
        if identity.over == "columns":
            for column in table.columns:
                yield identity, column.key, frozenset((key, column.key) for key in keys)
        else:
            for row in table.data_rows:
                yield identity, row.key, frozenset((row.key, key) for key in keys)


def _groups(differing: Sequence[str], table: Table) -> list[list[str]]:
    """Part the differing cells into groups that no identity connects, so that each is decided on its own."""
    groups = [[key] for key in differing]
    for _, _, places in tries(table):
        joined = [g for g in groups if any(_place(key) in places for key in g)]
        if len(joined) > 1:
            groups = [g for g in groups if g not in joined] + [[key for g in joined for key in g]]
    return groups


def _place(key: str) -> tuple[str, str]:
    _, row, column = key.split(".")
    return row, column


def _decide(
    group: Sequence[str],
    mine: Mapping[str, Cell],
    theirs: Mapping[str, Cell],
    table: Table,
    ask: Third,
    done: _Settling,
) -> None:
    values = {(c.row, c.column): c.value for c in mine.values() if c.table == table.id}
    broken = [_broken({**values, **{_place(k): side[k].value for k in group}}, group, table) for side in (mine, theirs)]
    if broken[0] is not None and broken[1] is not None and bool(broken[0]) != bool(broken[1]):
        winner = 0 if not broken[0] else 1
        told = sorted({*broken[0], *broken[1]})
        done.proofs += told
        for key in group:
            _keep(key, mine, theirs, winner, f"{', '.join(told)} decided", done)
        return
    votes = [{c.key: c for c in _told(r.cells)} for r in ask()]
    for key in group:
        sides = [
            n
            for n, side in enumerate((mine, theirs))
            if any(key in v and v[key].state in _SAYS and not differ(v[key], side[key]) for v in votes)
        ]
        if len(sides) == 1:
            _keep(key, mine, theirs, sides[0], f"{done.names[2]} decided", done)
        else:
            _doubt(mine[key], theirs[key], done)


def _broken(values: Values, group: Sequence[str], table: Table) -> list[str] | None:
    """Return the identities around the group that the values break; None where some cell of it is in none."""
    places = {_place(key) for key in group}
    tried: set[tuple[str, str]] = set()
    broken = []
    for identity, axis, joined in tries(table):
        if not joined & places or any(values.get(place) is None for place in joined):
            continue
        tried |= joined & places
        over = identity.over == "columns"
        left, right = (
            sum((values[(k, axis) if over else (axis, k)] or Decimal(0) for k in keys), Decimal(0))
            for keys in (identity.left, identity.right)
        )
        if left != right:
            broken.append(f"{identity.id}@{axis}")
    # A blank read as a blank leaves its identities untried: then they say nothing about it.
    return broken if tried == places else None


def _keep(
    key: str, mine: Mapping[str, Cell], theirs: Mapping[str, Cell], winner: int, why: str, done: _Settling
) -> None:
    won, lost = (mine[key], theirs[key]) if winner == 0 else (theirs[key], mine[key])
    note = _joined(won.note, f"{done.names[1 - winner]} printed {lost.text or 'nothing'} here; {why}")
    if winner == 0:
        done.cells[key] = replace(won, note=note)
    else:
        done.adopted.append(replace(won, note=note))


def _doubt(mine: Cell, theirs: Cell, done: _Settling) -> None:
    reason = f"{done.names[0]}: {mine.text or 'nothing'}, {done.names[1]}: {theirs.text or 'nothing'}; nothing decides"
    done.cells[mine.key] = replace(mine, value=None, unit="", state=State.UNRESOLVED, note=_joined(mine.note, reason))
    done.gaps.append(Gap(mine.table, mine.row, mine.column, reason))


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _unplaced(
    table: str, report: Report, mine: Mapping[str, Cell], theirs: Mapping[str, Cell], done: _Settling
) -> None:
    """Take the rows that the first reading missed, or could not place, from the second, where identities prove it."""
    form = load_form(report.forms[table]).tables[table]
    values = {(c.row, c.column): c.value for c in mine.values() if c.table == table}
    candidates = [
        key
        for key, cell in theirs.items()
        if cell.table == table
        and cell.state is State.READ
        and any(cell.row == row.key for row in form.data_rows)
        and (key not in mine or (mine[key].state is State.UNRESOLVED and not mine[key].text))
    ]
    for group in _groups(candidates, form):
        tried = {**values, **{_place(k): theirs[k].value for k in group}}
        if _broken(tried, group, form) == []:
            told = sorted(f"{i.id}@{axis}" for i, axis, joined in tries(form) if joined & {_place(k) for k in group})
            done.proofs += told
            done.adopted += [
                replace(theirs[k], note=_joined(theirs[k].note, f"by {done.names[1]} alone")) for k in group
            ]


# --- putting together -----------------------------------------------------------------------------------------------


def _rebuilt(report: Report, other: Report, forms: Mapping[str, str], gaps: Sequence[Gap], done: _Settling) -> Report:
    if not (done.cells or done.gaps or done.adopted or done.notes):
        return report
    adopted = {c.key: _moved(c) for c in done.adopted}
    leftovers = _still_over(report, adopted.values())
    cells = [adopted.pop(c.key, done.cells.get(c.key, c)) for c in report.cells]
    cells += adopted.values()
    tables = _order(forms)
    cells.sort(key=lambda c: tables[c.table, c.row, c.column])
    found = {c.key for c in cells if c.state is not State.UNRESOLVED}
    whole = {(c.table, c.row) for c in cells}
    kept = [
        g for g in gaps if f"{g.table}.{g.row}.{g.column}" not in found and (g.column or (g.table, g.row) not in whole)
    ]
    used = {(c.place.part, c.place.start) for c in cells if c.place}
    names = {c.place.part for c in cells if c.place and c.place.part.endswith(AS_WRITTEN)}
    parts = {**report.parts, **{n: other.parts[n.removesuffix(AS_WRITTEN)] for n in sorted(names)}}
    return replace(
        report,
        forms=forms,
        cells=tuple(cells),
        gaps=(*kept, *done.gaps),
        leftovers=(*leftovers, *_unused(done, report, used)),
        parts=parts,
        notes=(*report.notes, *done.notes),
        proofs=tuple(sorted({*report.proofs, *done.proofs})),
    )


def _order(forms: Mapping[str, str]) -> dict[tuple[str, str, str], int]:
    """Number the boxes of the tables as the form prints them."""
    tables = [load_form(edition).tables[table] for table, edition in forms.items()]
    tables.sort(key=lambda t: (t.section, t.id))
    boxes = ((t.id, row.key, column.key) for t in tables for row in t.data_rows for column in t.columns)
    return {box: n for n, box in enumerate(boxes)}


def _moved(cell: Cell) -> Cell:
    """Return the cell with its place in the part that the first reading's parts do not hold."""
    if cell.place is None:
        return cell
    return replace(cell, place=replace(cell.place, part=cell.place.part + AS_WRITTEN))


def _still_over(report: Report, adopted: Iterable[Cell]) -> list[Leftover]:
    """Return the first reading's leftovers without the prints that are cells of a table adopted whole."""
    left = list(report.leftovers)
    by_table: dict[str, list[str]] = {}
    for cell in adopted:
        if cell.table not in report.forms and cell.text:
            by_table.setdefault(cell.table, []).append(cell.text)
    for texts in by_table.values():
        rest = list(left)
        for text in texts:
            same = next((item for item in rest if item.text == text), None)
            if same is None:
                break  # the table is not all there: nothing tells which of these are its prints
            rest.remove(same)
        else:
            left = rest
    return left


def _unused(done: _Settling, report: Report, used: set[tuple[str, int]]) -> list[Leftover]:
    """Account for the first reading's prints that lost."""
    adopted = {c.key for c in done.adopted}
    return [
        Leftover(c.text, c.place, f"{done.names[1]} was believed in {c.key}")
        for c in report.cells
        if c.key in adopted and c.value is not None and c.place and (c.place.part, c.place.start) not in used
    ]
