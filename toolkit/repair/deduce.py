"""Cells that state no number → the value the identities leave for them, with the proof; else what they can be.

Deductive imputation (de Waal, Pannekoek & Scholtus 2011, Handbook of Statistical Data Editing and Imputation, ch. 9):
sums with one unknown, sums of unknowns that leave 0, then exact elimination; counts are whole and not negative.
Nothing is deduced from an identity that is broken, or from a cell that may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from toolkit.repair.localise import localise
from toolkit.repair.model import Deduced, Deduction, Equation, Interval, Values
from toolkit.repair.system import Exact, printable, scale_of, whole

_ROUNDS = 12  # of narrowing intervals; each uses all rows once


class _ContradictionError(Exception):
    """Equations that cannot hold together, whatever the blanks are; ours, never seen outside."""

    def __init__(self, equations: Iterable[str]) -> None:
        super().__init__("contradiction")
        self.equations = frozenset(equations)


@dataclass(slots=True)
class _Row:
    """`sum(factor · unknown) = rest`; `proof` are the equations it is made of, in the order they were used."""

    terms: dict[str, Exact]
    rest: Exact
    proof: dict[str, None]


@dataclass(slots=True)
class _State:
    """What is known so far of each blank: value with proof, or bounds with proofs."""

    unit: int
    value: dict[str, int] = field(default_factory=dict)
    proof: dict[str, dict[str, None]] = field(default_factory=dict)

    def settle(self, cell: str, value: Exact, proof: dict[str, None]) -> None:
        """Take `value` for a blank; a contradiction where it is negative or no whole number."""
        number = Fraction(value)
        if number < 0 or number.denominator != 1 or number.numerator % self.unit:
            raise _ContradictionError(proof)
        self.value[cell] = number.numerator
        self.proof[cell] = proof

    def put_in(self, row: _Row) -> None:
        """Replace what is known in `row` by its value."""
        for cell in [cell for cell in row.terms if cell in self.value]:
            row.rest -= row.terms.pop(cell) * self.value[cell]
            row.proof = {**self.proof[cell], **row.proof}
        if not row.terms and row.rest:
            raise _ContradictionError(row.proof)


def deduce(equations: Sequence[Equation], values: Values, doubtful: frozenset[str] | None = None) -> Deduction:
    """Return what the identities prove of the cells without a number.

    `doubtful` cells prove nothing; unless given, they are those that `localise` thinks may be wrong. Sentences and
    neighbouring years are no proof and are left aside.
    """
    binding = [e for e in equations if e.binding and all(cell in values for cell, _ in e.terms)]
    scale = scale_of(binding, values)
    touched, failing = _split(binding, values, scale)
    if not touched:
        return Deduction((), (), tuple(e.id for e in failing))
    broken = {e.id for e in failing}
    if failing and doubtful is None:
        doubtful = _doubtful(binding, values, failing)
    doubt = doubtful or frozenset()
    touched = [(e, row) for e, row in touched if not doubt.intersection(e.cells)]
    while True:
        rows = [_Row(dict(row.terms), row.rest, dict(row.proof)) for e, row in touched if e.id not in broken]
        try:
            state, left, intervals = _solve(rows, 10**scale)
        except _ContradictionError as contradiction:
            broken |= contradiction.equations
            continue
        break
    unknown = [cell for cell, value in values.items() if value is None]
    in_rows = {cell for row in left for cell in row.terms}
    deduced = tuple(
        Deduced(cell, printable(state.value[cell], scale), tuple(state.proof[cell])) for cell in unknown
        if cell in state.value
    )  # fmt: skip
    open_cells = tuple(
        _interval(cell, *intervals[cell], scale) for cell in unknown if cell in in_rows and cell not in state.value
    )
    return Deduction(deduced, open_cells, tuple(e.id for e in binding if e.id in broken))


def _split(
    binding: Sequence[Equation], values: Values, scale: int
) -> tuple[list[tuple[Equation, _Row]], list[Equation]]:
    """Return the equations with unknown cells as rows over these, and those without any that fail."""
    numbers = {cell: None if value is None else whole(value, scale) for cell, value in values.items()}
    touched: list[tuple[Equation, _Row]] = []
    failing: list[Equation] = []
    for equation in binding:
        rest = whole(equation.constant, scale) if equation.constant else 0
        unknown: dict[str, Exact] = {}
        for cell, factor in equation.terms:
            value = numbers[cell]
            if value is None:
                unknown[cell] = factor
            else:
                rest -= factor * value
        if unknown:
            touched.append((equation, _Row(unknown, rest, {equation.id: None})))
        elif rest:
            failing.append(equation)
    return touched, failing


def _doubtful(binding: Sequence[Equation], values: Values, failing: Sequence[Equation]) -> frozenset[str]:
    """Return the cells that may be wrong: those of every smallest repair, or all of the failing identities."""
    cells: set[str] = set()
    for repair in localise(binding, values):
        cells.update(cell for solution in repair.solutions for cell in solution.cells)
        if repair.status == "unknown":
            cells.update(cell for e in binding if e.id in repair.failing for cell in e.cells)
    return frozenset(cells or {cell for e in failing for cell in e.cells})


_Bounds = dict[str, tuple[int, int | None, tuple[str, ...]]]


def _solve(rows: list[_Row], unit: int) -> tuple[_State, list[_Row], _Bounds]:
    """Return all that the rows prove, the rows that are left with unknowns, and the bounds of these."""
    state = _State(unit)
    while True:
        rows = _simple(rows, state)
        if not rows:
            return state, rows, {}
        if not any(row.rest for row in rows):  # sums of nothing but blanks bound none of them
            return state, rows, {cell: (0, None, ()) for row in rows for cell in row.terms}
        known = len(state.value)
        reduced = _eliminated(rows)
        for row in reduced:
            if len(row.terms) == 1:
                ((cell, factor),) = row.terms.items()
                state.settle(cell, Fraction(row.rest) / factor, row.proof)
        if len(state.value) == known:
            bounds = _narrowed([*rows, *reduced], state)
            if len(state.value) == known:
                return state, rows, bounds


def _simple(rows: list[_Row], state: _State) -> list[_Row]:
    """Settle sums with one unknown, and sums of like signs that leave 0, until there are none; return the rest."""
    progress = True
    while progress:
        progress = False
        left: list[_Row] = []
        for row in rows:
            state.put_in(row)
            if not row.terms:
                continue
            factors = list(row.terms.values())
            if len(factors) == 1:
                ((cell, factor),) = row.terms.items()
                state.settle(cell, Fraction(row.rest) / factor, row.proof)
                progress = True
            elif not row.rest and (all(f > 0 for f in factors) or all(f < 0 for f in factors)):
                for cell in row.terms:
                    state.settle(cell, 0, row.proof)
                progress = True
            else:
                left.append(row)
        rows = left
    return rows


def _eliminated(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows in reduced echelon form (Gauss–Jordan, exact); a contradiction where one says 0 = something."""
    done: dict[str, _Row] = {}
    for row in rows:
        new = _Row(dict(row.terms), row.rest, dict(row.proof))
        for cell, pivot in done.items():
            _take(new, pivot, cell)
        if not new.terms:
            if new.rest:
                raise _ContradictionError(new.proof)
            continue
        lead = next(iter(new.terms))
        by = new.terms[lead]
        new.terms = {cell: _plain(Fraction(f) / by) for cell, f in new.terms.items()}
        new.rest = _plain(Fraction(new.rest) / by)
        for other in done.values():
            _take(other, new, lead)
        done[lead] = new
    return list(done.values())


def _take(row: _Row, pivot: _Row, cell: str) -> None:
    factor = row.terms.get(cell)
    if not factor:
        return
    for name, x in pivot.terms.items():
        left = row.terms.get(name, 0) - factor * x
        if left:
            row.terms[name] = left
        else:
            row.terms.pop(name, None)
    row.rest -= factor * pivot.rest
    row.proof = {**pivot.proof, **row.proof}


def _plain(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _narrowed(rows: Sequence[_Row], state: _State) -> _Bounds:
    """Return bounds for every unknown, from 0 up, narrowed row by row; a blank with equal bounds is settled."""
    low: dict[str, Fraction] = {}
    high: dict[str, Fraction | None] = {}
    why: dict[str, dict[str, None]] = {}
    for row in rows:
        for cell in row.terms:
            low[cell], high[cell], why[cell] = Fraction(0), None, {}
    for _ in range(_ROUNDS):
        if not sum(_narrow(row, low, high, why, state.unit) for row in rows):  # every row, not the first that moves
            break
    for cell in low:
        if low[cell] == high[cell]:
            state.settle(cell, _plain(low[cell]), why[cell])
    bounds: _Bounds = {}
    for cell in low:
        top = high[cell]
        bounds[cell] = (int(low[cell]), None if top is None else int(top), tuple(why[cell]))
    return bounds


def _narrow(
    row: _Row, low: dict[str, Fraction], high: dict[str, Fraction | None], why: dict[str, dict[str, None]], unit: int
) -> bool:
    """Narrow each unknown of a row by the bounds of the others; tell whether any bound moved."""
    moved = False
    for cell, factor in row.terms.items():
        least, most = Fraction(row.rest), Fraction(row.rest)
        bounded_below = bounded_above = True
        used: dict[str, None] = {}
        for other, x in row.terms.items():
            if other == cell:
                continue
            top = high[other]
            small, large = (low[other], top) if x > 0 else (top, low[other])
            if large is None:
                bounded_below = False
            else:
                least -= x * large
            if small is None:
                bounded_above = False
            else:
                most -= x * small
            used.update(why[other])
        if factor < 0:
            least, most, bounded_below, bounded_above = -most, -least, bounded_above, bounded_below
        size = abs(Fraction(factor))
        reason = {**why[cell], **used, **row.proof}
        if bounded_below:
            bottom = -((-least / size) // unit) * unit
            if bottom > low[cell]:
                low[cell], why[cell], moved = Fraction(bottom), reason, True
        if bounded_above:
            ceiling = Fraction((most / size) // unit * unit)
            before = high[cell]
            if before is None or ceiling < before:
                high[cell], why[cell], moved = ceiling, reason, True
        top = high[cell]
        if top is not None and top < low[cell]:
            raise _ContradictionError(reason)
    return moved


def _interval(cell: str, low: int, high: int | None, proof: tuple[str, ...], scale: int) -> Interval:
    return Interval(cell, printable(low, scale), None if high is None else printable(high, scale), proof)


def deduced_values(deduction: Deduction) -> Mapping[str, Decimal]:
    """Return the deduced values by cell."""
    return {d.cell: d.value for d in deduction.deduced}
