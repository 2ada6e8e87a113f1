"""Faults too large to search: the fewest changed cells by integer programming (HiGHS), each answer proven exactly.

One binary and two whole deltas per cell, big-M; after each answer its set of cells is forbidden, until the sets grow.
The solver works in floating point, so an answer counts only when the exact system accepts it.
"""

from __future__ import annotations

from time import monotonic

from toolkit.repair.search import Found, solve
from toolkit.repair.system import System

INFEASIBLE = 2  # scipy's status
NODES = 400
TIES = 8  # sets of cells to list; with more a person must look at the table anyway


def smallest_by_milp(system: System, time_limit: float = 10.0) -> tuple[tuple[Found, ...], bool]:
    """Return smallest sets of cells that mend every binding row, and whether these are surely all of them.

    What stops a hopeless case is the count of nodes, the same on every machine; `time_limit` (s) is the last resort.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = [cell for cell, column in system.columns.items() if any(n < system.binding for n in column)]
    if not cells:
        return (), True
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
    while len(found) < TIES and (left := until - monotonic()) > 0:
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
            return tuple(found), False
        chosen = [k for k in range(size) if answer.x[2 * size + k] > 0.5]
        if fewest is not None and len(chosen) > fewest:
            return tuple(found), True
        fewest = len(chosen)
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
