"""Faults too large to search: the fewest changed cells by integer programming (HiGHS), each answer proven exactly.

One binary and two whole deltas per cell, big-M; after each answer its set of cells is forbidden, until the sets grow.
The solver works in floating point, so an answer counts only when the exact system accepts it.
"""

from __future__ import annotations

from time import monotonic

from toolkit.repair.search import Found, solve
from toolkit.repair.system import System

INFEASIBLE = 2  # scipy's status
NODES = 400  # of the search tree: the same number on every machine, unlike seconds
MOST_CELLS = 10  # more changed cells than this explain nothing: the table was read or printed in another order
TIES = 8  # sets of cells to list; with more a person must look at the table anyway


def smallest_by_milp(system: System, time_limit: float = 60.0) -> tuple[tuple[Found, ...], bool]:
    """Return smallest sets of cells that mend every binding row, `TIES` at most, and whether these are all of them.

    Where the search ends early, by `NODES` or, as the last resort, by `time_limit` (s), nothing at all is returned:
    how far it came may depend on the machine, what is answered may not. So for a fault of more than `MOST_CELLS`.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = [cell for cell, column in system.columns.items() if any(n < system.binding for n in column)]
    if not cells:
        return (), True
    failing = sum(n < system.binding for n in system.residual)
    if failing > MOST_CELLS * max(sum(n < system.binding for n in column) for column in system.columns.values()):
        return (), False
    size = len(cells)
    matrix = np.zeros((system.binding, 3 * size))
    for k, cell in enumerate(cells):
        for n, x in system.columns[cell].items():
            if n < system.binding:
                matrix[n, k], matrix[n, size + k] = float(x), -float(x)
    target = np.array([-float(system.residual.get(n, 0)) for n in range(system.binding)])
    most = sum(abs(float(x)) for n, x in system.residual.items() if n < system.binding) + 1.0
    one = np.eye(size)
    none = np.zeros((size, size))
    links = [
        LinearConstraint(matrix, target, target),
        LinearConstraint(np.hstack([one, none, -most * one]), ub=np.zeros(size)),
        LinearConstraint(np.hstack([none, one, -most * one]), ub=np.zeros(size)),
    ]
    lower = np.array([float(system.values[cell]) for cell in cells])
    bounds = Bounds(np.zeros(3 * size), np.concatenate([np.full(size, most), np.minimum(lower, most), np.ones(size)]))
    weights = np.concatenate([np.zeros(2 * size), np.ones(size)])
    until = monotonic() + time_limit
    found: list[Found] = []
    fewest: int | None = None
    while len(found) < TIES:
        left = until - monotonic()
        if left <= 0:
            return (), False
        answer = milp(
            weights,
            constraints=links,
            bounds=bounds,
            integrality=np.ones(3 * size, dtype=np.int64),
            options={"time_limit": left, "node_limit": NODES},
        )
        if answer.status == INFEASIBLE:
            return tuple(found), True
        if answer.status != 0 or answer.x is None:
            return (), False
        chosen = [k for k in range(size) if answer.x[2 * size + k] > 0.5]
        if len(chosen) > MOST_CELLS:
            return (), False
        if fewest is None:
            fewest = len(chosen)
            links.append(LinearConstraint(weights[None, :], ub=np.array([float(fewest)])))
        exact = _proven(system, [cells[k] for k in chosen])
        if exact is not None:
            found.append(exact)
        forbidden = np.zeros((1, 3 * size))
        forbidden[0, [2 * size + k for k in chosen]] = 1.0
        links.append(LinearConstraint(forbidden, ub=np.array([len(chosen) - 1.0])))
    return tuple(found), False


def _proven(system: System, cells: list[str]) -> Found | None:
    """Return the exact changes of `cells`, None where they do not mend the system or are no numbers of a form."""
    soft = frozenset(range(system.binding, len(system.members)))
    deltas = solve([system.columns[cell] for cell in cells], system.residual, soft)
    if deltas is None:
        return None
    unit = 10**system.scale
    for cell, delta in zip(cells, deltas, strict=True):
        new = system.values[cell] + delta
        if not isinstance(delta, int) or delta == 0 or new < 0 or new % unit:
            return None
    return Found(tuple((cell, int(delta)) for cell, delta in zip(cells, deltas, strict=True)), ())
