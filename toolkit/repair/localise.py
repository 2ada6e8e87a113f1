"""Equations and printed numbers → repairs: which cells are wrong, what they should be, and what proves it.

Smallest change first (Fellegi & Holt 1976), all equally small ones, none picked at random. Identities of the form
decide alone where they can; sentences and neighbouring years then narrow what is left, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from toolkit.repair.model import Change, Equation, Layer, Repair, Solution, Values
from toolkit.repair.search import Found, smallest
from toolkit.repair.slips import STRONG, Grid, Moved, moved, slip_of
from toolkit.repair.system import System, build, printable, subtract

PAIR = 2  # more cells than this are looked for after slips of a whole line
LIMIT = 4  # cells searched for exactly; beyond that the solver
SOFT_LIMIT = 3
UNSURE = "many changes mend it equally well; these are the first"
UNSOLVED = "not solved: more cells are wrong than a search can tell apart"
NONE = "no small change mends these identities together"
_LAYERS: tuple[Layer, ...] = ("identity", "claim", "neighbour")


def localise(
    equations: Sequence[Equation],
    values: Values,
    *,
    grids: Iterable[Grid] = (),
    weights: Mapping[str, int] | None = None,
    limit: int = LIMIT,
    time_limit: float = 60.0,
) -> tuple[Repair, ...]:
    """Return one repair per fault. A table whose identities hold gives none, whatever a sentence says of it.

    `values` are numbers as printed, None for a blank, which may be anything; `weights` make cells harder to change
    (1 unless given); `time_limit` in seconds is the last resort for a table the exact search cannot solve: what
    decides how far it goes is a count of steps, and a table that needs more is "unknown" on every machine.
    """
    layout = {grid.table: grid for grid in grids}
    soft = [e for e in equations if not e.binding]
    found: list[Repair] = []
    for block in blocks(e for e in equations if e.binding):
        system = build(block, values)
        if any(n < system.binding for n in system.residual):
            found += _repair_block(block, soft, system, values, layout, weights, limit, time_limit)
    return tuple(found)


def blocks(equations: Iterable[Equation]) -> list[list[Equation]]:
    """Return binding equations in groups that share no cell: what is wrong in one says nothing of another."""
    home: dict[str, int] = {}
    groups: dict[int, list[Equation]] = {}
    for number, equation in enumerate(equations):
        touched = {home[cell] for cell, _ in equation.terms if cell in home}
        group = min(touched, default=number)
        members = groups.setdefault(group, [])
        for other in touched - {group}:
            moving = groups.pop(other)
            members += moving
            home.update((cell, group) for e in moving for cell, _ in e.terms)
        members.append(equation)
        home.update((cell, group) for cell, _ in equation.terms)
    return list(groups.values())


def _repair_block(
    block: Sequence[Equation],
    soft: Sequence[Equation],
    system: System,
    values: Values,
    layout: Mapping[str, Grid],
    weights: Mapping[str, int] | None,
    limit: int,
    time_limit: float,
) -> list[Repair]:
    failing = system.names(sorted(n for n in system.residual if n < system.binding))
    grid = layout.get(block[0].cells[0].partition(".")[0])
    sure = True
    alone = smallest(system, min(PAIR, limit), weights=weights)
    slips = moved(system, block, values, grid) if grid and (not alone or len(alone[0].deltas) > 1) else ()
    if not alone and not slips:
        alone = smallest(system, limit, weights=weights)
        if not alone:
            from toolkit.repair.milp import smallest_by_milp

            alone, sure = smallest_by_milp(system, time_limit)
    size = len(alone[0].deltas) if alone else 0
    solutions = [_solution(f, system, values, grid) for f in alone]
    chosen, joint = solutions, system
    evidence = _evidence(soft, block, system, solutions, values)
    if evidence and 0 < size <= SOFT_LIMIT:
        joint = build([*block, *evidence], values)
        # What the identities decide alone, no sentence undoes: it is only set beside the result.
        sole = len(alone) == 1
        narrowed = [_paid(alone[0], joint)] if sole else smallest(joint, min(SOFT_LIMIT, size + 1), weights=weights)
        chosen = [_solution(f, joint, values, grid) for f in narrowed] or solutions
    decided = _decided(chosen, solutions, evidence, values)
    layers = tuple(k for k in _LAYERS if k == "identity" or any(e.layer == k for e in evidence if e.id in decided))
    if slips:
        return [_systematic(slips, chosen, failing)]
    if not chosen:
        return [Repair(failing, (), "unknown", NONE if sure else UNSOLVED, ("identity",))]
    if not sure:
        return [Repair(failing, tuple(chosen), "tied", UNSURE, layers, decided)]
    return _faults(chosen, joint, layers, decided)


def _evidence(
    soft: Sequence[Equation], block: Sequence[Equation], system: System, solutions: Sequence[Solution], values: Values
) -> list[Equation]:
    """Return the sentences and years about cells that might be wrong; other cells in them count as printed."""
    own = {cell for equation in block for cell in equation.cells}
    doubtful = {cell for n in system.residual if n < system.binding for cell in system.members[n]}
    doubtful |= {cell for solution in solutions for cell in solution.cells}
    found: list[Equation] = []
    for equation in soft:
        if not doubtful.intersection(equation.cells):
            continue
        constant, terms = equation.constant, []
        for cell, factor in equation.terms:
            value = values.get(cell)
            if cell in own:
                terms.append((cell, factor))
            elif value is None:
                break
            else:
                constant -= factor * value
        else:
            found.append(Equation(equation.id, tuple(terms), constant, equation.layer, equation.rule, equation.version,
                                  equation.weight))  # fmt: skip
    return found


def _paid(found: Found, joint: System) -> Found:
    """Return a set of changes with the rows of the wider system that it leaves failing."""
    left = dict(joint.residual)
    for cell, delta in found.deltas:
        subtract(left, joint.columns[cell], -delta)
    return Found(found.deltas, tuple(sorted(left)))


def _solution(found: Found, system: System, values: Values, grid: Grid | None) -> Solution:
    changes: list[Change] = []
    touched: set[int] = set()
    for cell, delta in found.deltas:
        printed = values[cell]
        assert printed is not None
        proposed = printable(system.values[cell] + delta, system.scale)
        changes.append(Change(cell, printed, proposed, slip_of((cell, printed, proposed), values, grid)))
        touched.update(system.columns[cell])
    mended = [n for n in sorted(touched) if n in system.residual and n not in found.paid]
    return Solution(
        tuple(changes),
        system.names(n for n in mended if n < system.binding),
        system.names(n for n in mended if n >= system.binding),
        system.names(found.paid),
    )


def _decided(
    chosen: Sequence[Solution], alone: Sequence[Solution], evidence: Sequence[Equation], values: Values
) -> tuple[str, ...]:
    """Return the evidence that agrees with all of `chosen` and with none, or not all, of what the identities leave."""
    if {s.changes for s in chosen} == {s.changes for s in alone}:
        return ()
    dropped = [s for s in alone if all(s.changes != c.changes for c in chosen)]
    return tuple(
        e.id
        for e in evidence
        if all(_agrees(e, s, values) for s in chosen) and not all(_agrees(e, s, values) for s in dropped)
    )


def _agrees(equation: Equation, solution: Solution, values: Values) -> bool:
    new = {change.cell: change.proposed for change in solution.changes}
    total = Decimal(0)
    for cell, factor in equation.terms:
        value = new.get(cell, values[cell])
        if value is None:
            return False
        total += factor * value
    return total == equation.constant


def _systematic(slips: Sequence[Moved], chosen: Sequence[Solution], failing: tuple[str, ...]) -> Repair:
    """Return a slip of a whole line as the explanation; cell by cell changes follow as alternatives."""
    lines = [Solution(m.changes, failing, slip=f"{m.kind}:{m.line}") for m in slips]
    reason = f"one slip explains all: {lines[0].slip}"
    if len(lines) > 1:
        return Repair(failing, (*lines, *chosen), "tied", "several slips of a whole line explain it", ("identity",))
    return Repair(failing, (*lines, *chosen), "preferred", reason, ("identity",))


def _faults(
    solutions: Sequence[Solution], system: System, layers: tuple[Layer, ...],
    decided: tuple[str, ...],
) -> list[Repair]:  # fmt: skip
    """Return the repairs of one table, faults that touch no common identity apart from each other."""
    common = [c for c in solutions[0].changes if all(c in s.changes for s in solutions)]
    rest = [[c for c in s.changes if c not in common] for s in solutions]
    groups = _apart(common, system)
    open_cells = {c.cell for changes in rest for c in changes}
    if open_cells:
        rows = {n for cell in open_cells for n in system.columns[cell] if n < system.binding}
        joined = [g for g in groups if any(n in rows for c in g for n in system.columns[c.cell])]
        groups = [g for g in groups if g not in joined]
        kept = [c for g in joined for c in g]
        options = [_only(s, [*kept, *changes], system) for s, changes in zip(solutions, rest, strict=True)]
        tied = _judged(options, layers, decided)
    repairs = [_judged([_only(solutions[0], g, system)], layers, decided) for g in groups]
    return [*repairs, tied] if open_cells else repairs


def _apart(changes: Sequence[Change], system: System) -> list[list[Change]]:
    """Return changes in groups that share no binding row."""
    groups: list[tuple[set[int], list[Change]]] = []
    for change in changes:
        rows, members = {n for n in system.columns[change.cell] if n < system.binding}, [change]
        away: list[tuple[set[int], list[Change]]] = []
        for known, own in groups:
            if known & rows:
                rows |= known
                members = own + members
            else:
                away.append((known, own))
        groups = [*away, (rows, members)]
    return [members for _, members in groups]


def _only(solution: Solution, changes: Sequence[Change], system: System) -> Solution:
    """Return the part of a solution that concerns some of its changes."""
    rows = {n for c in changes for n in system.columns[c.cell]}
    near = set(system.names(rows))
    return Solution(
        tuple(changes),
        tuple(name for name in solution.proof if name in near),
        tuple(name for name in solution.support if name in near),
        tuple(name for name in solution.against if name in near),
        solution.slip,
    )


def _judged(options: Sequence[Solution], layers: tuple[Layer, ...], decided: tuple[str, ...]) -> Repair:
    """Return a repair with its options in order; a slip of the pen goes first where it alone explains one of them."""
    options = list({s.changes: s for s in options}.values())
    failing = tuple(dict.fromkeys(name for s in options for name in s.proof))
    if len(options) == 1:
        return Repair(failing, tuple(options), "unique", "", layers, decided)
    likely = [s for s in options if all(c.slip in STRONG for c in s.changes)]
    if len(likely) == 1:
        first = likely[0]
        kinds = ", ".join(dict.fromkeys(c.slip for c in first.changes))
        ordered = (first, *(s for s in options if s is not first))
        return Repair(failing, ordered, "preferred", f"the only one explained by a slip: {kinds}", layers, decided)
    return Repair(failing, tuple(options), "tied", f"{len(options)} changes mend it equally well", layers, decided)
