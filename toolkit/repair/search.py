"""A system with failing rows → every smallest set of cells whose change mends it, exactly, up to `limit` cells.

Method: Fellegi & Holt (1976), A systematic approach to automatic edit and imputation, JASA 71: change the fewest
fields so that all edits hold. Some changed cell must stand in each failing row, so branching on the cells of one
failing row, in the quotient by the cells already chosen, misses no set of independent columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toolkit.repair.system import Exact, Sparse, System, normed, reduce, subtract

MOST = 60  # so many equally small sets are no help to anybody; the rest is counted, not listed


@dataclass(frozen=True, slots=True)
class Found:
    """Cells with what has to be added to each (times 10**scale), and the rows left failing at their price."""

    deltas: tuple[tuple[str, int], ...]
    paid: tuple[int, ...]


def smallest(
    system: System, limit: int = 3, whole: frozenset[str] | None = None, weights: Mapping[str, int] | None = None
) -> tuple[Found, ...]:
    """Return all sets of least weight that mend every binding row with at most `limit` cells; none if there are none.

    Cells weigh 1 unless `weights` says otherwise. Values stay ≥ 0, and whole where the print is (`whole`: all cells
    unless given). A row that does not bind may be left failing at its weight.
    """
    failing = [n for n in system.residual if n < system.binding]
    if not failing:
        return ()
    search = _Search(system, limit, whole, weights or {})
    reach = max((sum(n < system.binding for n in c) for c in system.columns.values()), default=1)
    least = -(-len(failing) // reach)
    if least > limit:
        return ()
    price = sum(system.weights[n] for n in system.residual if n >= system.binding)
    heaviest = max(weights.values(), default=1) if weights else 1
    for budget in range(1, limit * heaviest + price + 1):
        search.budget = budget
        search.branch((), (), system.residual, 0)
        if search.found:
            break
    return search.results()


class _Search:
    """One search; `found` maps sets of cells, and the rows they leave failing, to their solution."""

    def __init__(self, system: System, limit: int, whole: frozenset[str] | None, weights: Mapping[str, int]) -> None:
        self.system = system
        self.limit = limit
        self.whole = whole
        self.weights = weights
        self.budget = 0
        self.found: dict[tuple[frozenset[str], tuple[int, ...]], Found] = {}
        self.seen: set[tuple[frozenset[str], tuple[int, ...]]] = set()

    def results(self) -> tuple[Found, ...]:
        order = {cell: n for n, cell in enumerate(self.system.values)}
        found = sorted(self.found.values(), key=lambda f: [order[cell] for cell, _ in f.deltas])
        return tuple(found[:MOST])

    def branch(
        self, chosen: tuple[str, ...], pivots: tuple[tuple[int, Sparse], ...], residual: Sparse, cost: int
    ) -> None:
        system = self.system
        binding = [n for n in residual if n < system.binding]
        soft = [n for n in residual if n >= system.binding]
        if not binding:
            if cost + sum(system.weights[n] for n in soft) <= self.budget:
                self.accept(chosen, tuple(sorted(soft)))
            if not soft:
                return
        if len(chosen) >= self.limit or cost >= self.budget:
            return
        row = min(binding or soft, key=lambda n: (len(system.members[n]), n))
        if not binding:
            for other in soft:  # each sentence may be the one that is right
                self.descend(other, chosen, pivots, residual, cost)
            return
        self.descend(row, chosen, pivots, residual, cost)

    def descend(
        self, row: int, chosen: tuple[str, ...], pivots: tuple[tuple[int, Sparse], ...], residual: Sparse, cost: int
    ) -> None:
        system = self.system
        candidates: dict[str, None] = dict.fromkeys(system.members[row])
        for pivot, _ in pivots:
            candidates.update(dict.fromkeys(system.members[pivot]))
        last = len(chosen) + 1 == self.limit or cost + 1 >= self.budget
        for cell in candidates:
            if cell in chosen:
                continue
            price = cost + self.weights.get(cell, 1)
            if price > self.budget:
                continue
            column = system.columns[cell]
            if pivots:
                column = reduce(column, pivots)
                if not column.get(row):
                    continue
            if last and not _could_finish(column, residual, system.binding):
                continue
            vector = normed(column, row)
            rest = dict(residual)
            subtract(rest, vector, residual[row])
            self.branch((*chosen, cell), (*pivots, (row, vector)), rest, price)

    def accept(self, chosen: tuple[str, ...], paid: tuple[int, ...]) -> None:
        key = frozenset(chosen), paid
        if key in self.seen:
            return
        self.seen.add(key)
        deltas = solve([self.system.columns[cell] for cell in chosen], self.system.residual, frozenset(paid))
        if deltas is None:
            return
        for cell, delta in zip(chosen, deltas, strict=True):
            if not delta or self.system.values[cell] + delta < 0 or not self.fits(cell, delta):
                return
        order = sorted(zip(chosen, (int(d) for d in deltas), strict=True))
        self.found[key] = Found(tuple(order), paid)

    def fits(self, cell: str, delta: Exact) -> bool:
        """Tell whether the new value has no finer decimals than its kind of cell allows."""
        if not isinstance(delta, int):
            return False
        if self.system.scale and (self.whole is None or cell in self.whole):
            unit: int = 10**self.system.scale
            return (self.system.values[cell] + delta) % unit == 0
        return True


def _could_finish(column: Sparse, residual: Sparse, binding: int) -> bool:
    """Tell whether one more column can mend all binding rows at once: it stands in exactly the failing ones."""
    for n in residual:
        if n < binding and n not in column:
            return False
    return all(n >= binding or n in residual for n in column)


def solve(columns: Sequence[Sparse], residual: Sparse, aside: frozenset[int] = frozenset()) -> list[Exact] | None:
    """Return x with `sum(x · column) = −residual` in every row but those `aside`; None without a single such x."""
    pivots: list[tuple[int, Sparse, dict[int, Exact]]] = []
    for n, column in enumerate(columns):
        rest = {row: x for row, x in column.items() if row not in aside}
        made: dict[int, Exact] = {n: 1}
        for row, vector, origin in pivots:
            factor = rest.get(row)
            if factor:
                subtract(rest, vector, factor)
                subtract(made, origin, factor)
        if not rest:
            return None
        pivot = min(rest)
        by = rest[pivot]
        pivots.append((pivot, normed(rest, pivot), {k: _quotient(x, by) for k, x in made.items()}))
    left = {row: x for row, x in residual.items() if row not in aside}
    answer: dict[int, Exact] = {}
    for row, vector, origin in pivots:
        factor = left.get(row)
        if factor:
            subtract(left, vector, factor)
            subtract(answer, origin, factor)
    if left:
        return None
    return [answer.get(n, 0) for n in range(len(columns))]


def _quotient(a: Exact, b: Exact) -> Exact:
    value = Fraction(a) / b
    return value.numerator if value.denominator == 1 else value
