"""Slips of the pen and of the table: what can have happened to one number, and to a whole row or column at once.

They explain; they do not decide. A slip breaks a tie only where it alone explains one of the smallest repairs, and
the reason is then stated. A line that was moved counts as one event, lighter than two unrelated wrong cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.form import FormError, load_form
from toolkit.repair.model import Change, Equation, Values
from toolkit.repair.system import System, build

SWAPPED, LOST, DOUBLED, COPIED, MISREAD = "digits_swapped", "digit_lost", "digit_doubled", "copied", "digit_misread"
STRONG = frozenset({SWAPPED, LOST, DOUBLED, COPIED})  # explain more than chance does
_TWO, _THREE = 2, 3


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells in their printed order: keys of rows and columns."""

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def cell(self, row: int, column: int) -> str:
        """Return the name of the cell at a printed position, counted from 0."""
        return f"{self.table}.{self.rows[row]}.{self.columns[column]}"

    @property
    def row_cells(self) -> tuple[tuple[str, ...], ...]:
        """Cells row by row."""
        return tuple(tuple(self.cell(r, c) for c in range(len(self.columns))) for r in range(len(self.rows)))


def grid_of(edition: str, table: str) -> Grid | None:
    """Return the grid of a table of the form; None where the edition has none of that name."""
    try:
        form = load_form(edition).tables[table]
    except (FormError, KeyError):
        return None
    return Grid(table, tuple(r.key for r in form.data_rows), tuple(c.key for c in form.columns))


def slip_of(change: tuple[str, Decimal, Decimal], values: Values, grid: Grid | None) -> str:
    """Return the kind of slip that turns the proposed number into the printed one, "" for none.

    >>> slip_of(("t.r.c", Decimal(1173), Decimal(1137)), {}, None)
    'digits_swapped'
    """
    cell, printed, proposed = change
    was, meant = f"{printed:f}", f"{proposed:f}"
    long = max(len(was), len(meant))  # 40 swapped is 04, printed 4
    unlike = [n for n, (a, b) in enumerate(zip(was.zfill(long), meant.zfill(long), strict=True)) if a != b]
    if len(unlike) == _TWO and [was.zfill(long)[n] for n in unlike] == [meant.zfill(long)[n] for n in unlike[::-1]]:
        return SWAPPED
    if (
        len(was) == len(meant) + 1
        and len(was) >= _THREE
        and any(was[n] == was[n - 1] and was[:n] + was[n + 1 :] == meant for n in range(1, len(was)))
    ):
        return DOUBLED
    if (
        len(was) + 1 == len(meant)
        and len(was) >= _TWO
        and any(meant[:n] + meant[n + 1 :] == was for n in range(len(meant)))
    ):
        return LOST
    if len(was) >= _TWO and printed in _beside(cell, values, grid):
        return COPIED
    if len(was) == len(meant) >= _TWO and sum(a != b for a, b in zip(was, meant, strict=True)) == 1:
        return MISREAD
    return ""


def _beside(cell: str, values: Values, grid: Grid | None) -> list[Decimal | None]:
    """Return the numbers printed left, right, above and below."""
    if grid is None:
        return []
    _, row, column = cell.split(".")
    r, c = grid.rows.index(row), grid.columns.index(column)
    spots = [(r, c - 1), (r, c + 1), (r - 1, c), (r + 1, c)]
    return [
        values.get(grid.cell(*spot))
        for spot in spots
        if 0 <= spot[0] < len(grid.rows) and 0 <= spot[1] < len(grid.columns)
    ]


@dataclass(frozen=True, slots=True)
class Moved:
    """A systematic slip that mends every failing identity: its kind, its row or column, and what it changes."""

    kind: str
    line: str
    changes: tuple[Change, ...]


def moved(system: System, equations: Sequence[Equation], values: Values, grid: Grid) -> tuple[Moved, ...]:
    """Return the systematic slips of `grid` after whose undoing every binding equation holds.

    Kinds: row_shifted, column_shifted, column_lost, row_copied, column_copied, rows_moved. Numbers that a slip pushed
    out of the table are filled in by the identities, or the slip is refused.
    """
    across, down = _failing(system, equations, grid)
    binding = [e for e in equations if e.binding]
    found: list[Moved] = []
    for kind, line, proposal in _hypotheses(values, grid, across, down):
        settled = _settled(binding, values, proposal)
        if settled is None:
            continue
        changes = tuple(
            Change(cell, printed, Decimal(new), kind)
            for cell, new in settled.items()
            if (printed := values[cell]) is not None and printed != new
        )
        if len(changes) >= _TWO and all(m.changes != changes for m in found):
            found.append(Moved(kind, line, changes))
    return tuple(found)


def _failing(system: System, equations: Sequence[Equation], grid: Grid) -> tuple[set[int], set[int]]:
    """Return the rows whose sums across fail and the columns whose sums down fail."""
    names = set(system.names(n for n in system.residual if n < system.binding))
    rows, columns = set[int](), set[int]()
    for equation in equations:
        if equation.id in names and equation.cells[0].startswith(f"{grid.table}."):
            places = [cell.split(".")[1:] for cell in equation.cells]
            if len({row for row, _ in places}) == 1:
                rows.add(grid.rows.index(places[0][0]))
            else:
                columns.add(grid.columns.index(places[0][1]))
    return rows, columns


_Hypothesis = tuple[str, str, dict[str, Decimal | None]]  # kind, line, new values (None: to be filled in)


def _hypotheses(values: Values, grid: Grid, across: set[int], down: set[int]) -> Iterator[_Hypothesis]:
    """Yield what may have happened. A slip of one row leaves all other rows' sums alone, and so for columns."""
    height, width = len(grid.rows), len(grid.columns)
    if height == 1:
        return
    lines = grid.row_cells
    for row in range(height):
        if across == {row}:
            yield from _shifted("row_shifted", grid.rows[row], lines[row], values)
        if across <= {row} and any(_alike(lines[row], lines[k], values) for k in _next_to(row, height)):
            yield "row_copied", grid.rows[row], dict.fromkeys(lines[row])
    stacks = tuple(zip(*lines, strict=True))
    for column in range(width):
        if down == {column}:
            yield from _shifted("column_shifted", grid.columns[column], stacks[column], values)
        if down <= {column} and across and all(values.get(cell) == 0 for cell in stacks[column]):
            yield "column_lost", grid.columns[column], dict.fromkeys(stacks[column])
        if down <= {column} and any(_alike(stacks[column], stacks[k], values) for k in _next_to(column, width)):
            yield "column_copied", grid.columns[column], dict.fromkeys(stacks[column])
    if len(across) <= 1 and len(down) > 1:
        for first in range(height - 1):
            yield "rows_moved", grid.rows[first], _rows(values, grid, first, 1)
            yield "rows_moved", grid.rows[first], _rows(values, grid, first, -1)


def _next_to(line: int, count: int) -> list[int]:
    return [k for k in (line - 1, line + 1) if 0 <= k < count]


def _shifted(kind: str, line: str, cells: Sequence[str], values: Values) -> Iterator[_Hypothesis]:
    """Yield the line with one box taken out at n and the rest moved back, and with one put in."""
    if sum(bool(values.get(cell)) for cell in cells) < _TWO:
        return
    for n in range(len(cells) - 1):
        back = {cells[k]: values.get(cells[k + 1]) for k in range(n, len(cells) - 1)}
        yield kind, line, {**back, cells[-1]: None}
        on = {cells[k]: values.get(cells[k - 1]) for k in range(n + 1, len(cells))}
        yield kind, line, {cells[n]: None, **on}


def _rows(values: Values, grid: Grid, first: int, step: int) -> dict[str, Decimal | None]:
    """Return all rows from `first` on moved by one; the row that falls free is to be filled in."""
    new: dict[str, Decimal | None] = {}
    for row in range(first, len(grid.rows)):
        source = row + step
        for column in range(len(grid.columns)):
            inside = first <= source < len(grid.rows)
            new[grid.cell(row, column)] = values.get(grid.cell(source, column)) if inside else None
    return new


def _alike(cells: Sequence[str], others: Sequence[str], values: Values) -> bool:
    pairs = [(values.get(a), values.get(b)) for a, b in zip(cells, others, strict=True)]
    return all(a == b for a, b in pairs) and sum(bool(a) for a, _ in pairs) >= _TWO


def _settled(
    equations: Sequence[Equation], values: Values, proposal: Mapping[str, Decimal | None]
) -> dict[str, Decimal] | None:
    """Return the proposal with its unknown cells filled in, None where an identity fails or leaves one open."""
    known = {**values, **proposal}
    if build(equations, known).residual:
        return None
    progress = True
    while progress:
        progress = False
        for equation in equations:
            unknown = [(cell, f) for cell, f in equation.terms if known.get(cell) is None]
            if len(unknown) == 1 and unknown[0][0] in proposal:
                cell, factor = unknown[0]
                rest = sum((f * (known[c] or Decimal(0)) for c, f in equation.terms if c != cell), -equation.constant)
                known[cell] = -rest / factor
                progress = True
    settled: dict[str, Decimal] = {}
    for cell in proposal:
        value = known.get(cell)
        if value is None or value < 0 or value != value.to_integral_value():
            return None
        settled[cell] = value
    return settled
