"""Equations and values → a sparse exact system of failing and holding rows, blanks taken out of it.

Numbers become whole numbers by one common power of ten, so nothing is rounded; fractions appear only where a factor
is not ±1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from toolkit.repair.model import Equation, Values

Exact = int | Fraction
Sparse = dict[int, Exact]  # row of the system → number
_EXACT = Context(prec=200)  # more digits than any print that was taken for a number


@dataclass(frozen=True, slots=True)
class System:
    """Rows over printed cells. `residual` holds what each failing row misses; rows below `binding` must be mended.

    `origin` gives the equations each row is made of: one, or several where blanks were eliminated between them.
    """

    columns: Mapping[str, Sparse]
    members: Sequence[Sequence[str]]
    residual: Sparse
    binding: int
    weights: Sequence[int]
    origin: Sequence[tuple[int, ...]]
    equations: Sequence[Equation]
    scale: int
    values: Mapping[str, int]  # printed values times 10**scale

    def names(self, rows: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of the equations that rows are made of."""
        return tuple(dict.fromkeys(self.equations[n].id for row in rows for n in self.origin[row]))


def scale_of(equations: Iterable[Equation], values: Values) -> int:
    """Return how many decimals the finest number has."""
    places = 0
    for value in values.values():
        if value is not None:
            exponent = value.as_tuple().exponent
            if isinstance(exponent, int) and -exponent > places:
                places = -exponent
    for equation in equations:
        exponent = equation.constant.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            places = -exponent
    return places


def whole(value: Decimal, scale: int) -> int:
    """Return `value` times 10**scale, which is a whole number."""
    return int(value.scaleb(scale, _EXACT)) if scale else int(value)


def printable(value: int, scale: int) -> Decimal:
    """Return `value` over 10**scale without needless zeros, as one would print it.

    >>> printable(542_000_000, 6), printable(31_270, 3)
    (Decimal('542'), Decimal('31.27'))
    """
    if not value % 10**scale:
        return Decimal(value // 10**scale)
    while not value % 10:
        value, scale = value // 10, scale - 1
    return Decimal(value).scaleb(-scale, _EXACT)


def build(equations: Sequence[Equation], values: Values) -> System:
    """Return the system of `equations`, binding ones first; cells without a number are eliminated exactly.

    An equation over a cell that the report has not is left out.
    """
    ordered = [e for e in equations if e.binding] + [e for e in equations if not e.binding]
    ordered = [e for e in ordered if all(cell in values for cell, _ in e.terms)]
    scale = scale_of(ordered, values)
    numbers = {cell: whole(value, scale) for cell, value in values.items() if value is not None}
    columns: dict[str, Sparse] = {}
    blanks: dict[str, Sparse] = {}
    residual: Sparse = {}
    for n, equation in enumerate(ordered):
        total = -whole(equation.constant, scale) if equation.constant else 0
        for cell, factor in equation.terms:
            value = numbers.get(cell)
            if value is None:
                blanks.setdefault(cell, {})[n] = factor
                continue
            total += factor * value
            column = columns.get(cell)
            if column is None:
                columns[cell] = {n: factor}
            else:
                column[n] = factor
        if total:
            residual[n] = total
    binding = sum(e.binding for e in ordered)
    weights = [e.weight for e in ordered]
    if not blanks:
        members: list[Sequence[str]] = [e.cells for e in ordered]
        origin: list[tuple[int, ...]] = [(n,) for n in range(len(ordered))]
        return System(columns, members, residual, binding, weights, origin, ordered, scale, numbers)
    return _without(blanks, columns, residual, ordered, binding, scale, numbers)


def _without(
    blanks: Mapping[str, Sparse],
    columns: dict[str, Sparse],
    residual: Sparse,
    ordered: Sequence[Equation],
    binding: int,
    scale: int,
    numbers: Mapping[str, int],
) -> System:
    """Eliminate the blanks: a row each of them stands in is spent on it, and says nothing more of the printed cells."""
    pivots: list[tuple[int, Sparse]] = []
    made_of: list[set[int]] = [{n} for n in range(len(ordered))]
    for column in blanks.values():
        rest = reduce(column, pivots)
        if not rest:
            continue
        # An identity is spent first: a sentence must not take the place of what binds.
        pivot = min(rest, key=lambda n: (n >= binding, n))
        vector = normed(rest, pivot)
        for n in vector:
            if n != pivot:
                made_of[n] |= made_of[pivot]
        pivots.append((pivot, vector))
    spent = {row for row, _ in pivots}
    kept = [n for n in range(len(ordered)) if n not in spent]
    number = {old: new for new, old in enumerate(kept)}
    reduced = {cell: {number[n]: x for n, x in reduce(column, pivots).items()} for cell, column in columns.items()}
    members: list[list[str]] = [[] for _ in kept]
    for cell, column in reduced.items():
        for n in column:
            members[n].append(cell)
    return System(
        {cell: column for cell, column in reduced.items() if column},
        members,
        {number[n]: x for n, x in reduce(residual, pivots).items()},
        sum(n < binding for n in kept),
        [ordered[n].weight for n in kept],
        [tuple(sorted(made_of[n])) for n in kept],
        ordered,
        scale,
        numbers,
    )


def reduce(column: Sparse, pivots: Sequence[tuple[int, Sparse]]) -> Sparse:
    """Return `column` less what the chosen `pivots` (each 1 in its own row) already account for."""
    rest = dict(column)
    for row, vector in pivots:
        factor = rest.get(row)
        if factor:
            subtract(rest, vector, factor)
    return rest


def subtract(rest: Sparse, vector: Sparse, factor: Exact) -> None:
    """Take `factor` times `vector` from `rest`, in place, keeping no zeros."""
    for n, x in vector.items():
        left = rest.get(n, 0) - factor * x
        if left:
            rest[n] = left
        else:
            rest.pop(n, None)


def normed(column: Sparse, pivot: int) -> Sparse:
    """Return `column` divided by its entry in row `pivot`."""
    by = column[pivot]
    if by == 1:
        return column
    if by == -1:
        return {n: -x for n, x in column.items()}
    return {n: _exact(Fraction(x) / by) for n, x in column.items()}


def _exact(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value
