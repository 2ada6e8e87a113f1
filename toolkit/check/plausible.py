"""Report → checks of a single report beyond its identities: entries that can hardly be, and sums already too large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.check.model import Check, Outcome, compare
from toolkit.check.rules import Comparison, Rule, Trial, rules
from toolkit.form import Values
from toolkit.form.names import parts, resolve
from toolkit.read import Report, State

NO_LEVEL = "the level of the body is not known"
NO_PREMISE = "a figure of the premise states no number"


def check_plausible(report: Report) -> Iterator[Check]:
    """Try the plausible rules of rules.toml on a report's cells as printed.

    A rule whose cells the report's forms have not, or whose premise does not hold, gives no check.
    """
    values = Values.from_cells(stated(report))
    for rule in rules().values():
        for trial in rule.trials:
            check = _try(rule, trial, values, report.level.value)
            if check is not None:
                yield check


def stated(report: Report) -> Mapping[str, Decimal | None]:
    """Return what the cells print, None where nothing is: a deduced cell prints nothing."""
    return {cell.key: cell.value if cell.state is State.READ else None for cell in report.cells}


def _try(rule: Rule, trial: Trial, values: Values, level: str | None) -> Check | None:
    if not all(values.has_place(cell) for part in (*trial.when, trial.then) for cell in part.cells):
        return None
    premises = [_judge(premise, values) for premise in trial.when]
    if Outcome.FAILS in premises or (rule.levels and level is not None and level not in rule.levels):
        return None
    left, right = (side.evaluate(values.get) for side in (trial.then.left, trial.then.right))
    outcome = compare(left, trial.then.op, right)
    note = ""
    if outcome is Outcome.FAILS and Outcome.UNDECIDED in premises:
        outcome, note = Outcome.UNDECIDED, NO_PREMISE
    elif outcome is Outcome.FAILS and rule.levels and level is None:
        outcome, note = Outcome.UNDECIDED, NO_LEVEL
    left_cells, right_cells = (printed_cells(side.cells) for side in (trial.then.left, trial.then.right))
    table = (left_cells or right_cells)[0].partition(".")[0]
    return rule.check(
        outcome, note, table, trial.axis, op=trial.then.op, left=left, right=right, left_cells=left_cells,
        right_cells=right_cells,
    )  # fmt: skip


def _judge(premise: Comparison, values: Values) -> Outcome:
    return compare(premise.left.evaluate(values.get), premise.op, premise.right.evaluate(values.get))


def printed_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells of the form for names of which some are sums of cells."""
    found: list[str] = []
    for cell in cells:
        ways = parts(resolve(cell))
        found += printed_cells([part.cell for part in ways[0]]) if ways else [cell]
    return tuple(dict.fromkeys(found))


def check_parts(report: Report, identities: Sequence[Check]) -> Iterator[Check]:
    """Try, for each identity with blanks on one side, whether the print of that side alone exceeds the other.

    Counts are not negative, so that no filling of the blanks could mend it. Rows of changes, which may be negative,
    stand in no such sum.
    """
    rule, printed = rules()["part_within_whole"], stated(report)
    for check in identities:
        if check.outcome is not Outcome.UNDECIDED or check.op != "==" or check.note or check.severity == "soft":
            continue
        if check.right is not None:
            cells, whole, total = check.left_cells, check.right_cells, check.right
        elif check.left is not None:
            cells, whole, total = check.right_cells, check.left_cells, check.left
        else:
            continue
        known = [value for cell in cells if (value := printed.get(cell)) is not None]
        if not known:
            continue
        part = sum(known, Decimal(0))
        yield rule.check(
            compare(part, "<=", total), "", check.table, f"{check.id}.{check.axis}", op="<=", left=part, right=total,
            left_cells=tuple(cell for cell in cells if printed.get(cell) is not None), right_cells=whole,
        )  # fmt: skip
