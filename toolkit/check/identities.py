"""Report → checks: every identity of the forms its tables were printed in, down every column and along every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.check.model import Check, Outcome, Severity, compare
from toolkit.form import Identity, Table, load_form
from toolkit.read import Report, State

Figures = Mapping[tuple[str, str], Decimal | None]  # (row, column) → number as printed
PLACED = "used to tell where a number of the row belongs; not counted again as passed"


def check_report(report: Report) -> tuple[Check, ...]:
    """Try every identity within the report on what is printed; a deduced cell prints nothing.

    Sources: the note in the head of the requests table (国办公开办函〔2019〕60号, 〔2021〕30号) and the hierarchy of
    labels; each check names its strength.
    """
    figures: dict[str, dict[tuple[str, str], Decimal | None]] = {}
    for cell in report.cells:
        stated = cell.value if cell.state is State.READ else None  # what a rule has proven does not pass that rule
        figures.setdefault(cell.table, {})[cell.row, cell.column] = stated
    checks: list[Check] = []
    for table_id, edition in report.forms.items():
        table = load_form(edition).tables[table_id]
        checks.extend(check_table(table, figures.get(table_id, {}), report.proofs))
    return tuple(checks)


def check_table(table: Table, figures: Figures, proofs: Sequence[str] = ()) -> Iterator[Check]:
    """Try the table's identities on its figures; `proofs` name tries already spent on placing numbers, "id@axis"."""
    spent = frozenset(proofs)
    for identity in table.identities:
        if identity.cross_year:
            continue
        axes = [c.key for c in table.columns] if identity.over == "columns" else [r.key for r in table.data_rows]
        for axis in axes:
            yield _try(identity, axis, figures, f"{identity.id}@{axis}" in spent)


def _try(identity: Identity, axis: str, figures: Figures, spent: bool) -> Check:
    def pairs(keys: Sequence[str]) -> list[tuple[str, str]]:
        return [(key, axis) if identity.over == "columns" else (axis, key) for key in keys]

    left, right = pairs(identity.left), pairs(identity.right)
    left_sum, right_sum = _sum(figures, left), _sum(figures, right)
    outcome = Outcome.UNDECIDED if spent else compare(left_sum, identity.op, right_sum)
    return Check(
        id=identity.id,
        version=identity.version,
        kind="identity",
        table=identity.table,
        axis=axis,
        op=identity.op,
        left_cells=tuple(f"{identity.table}.{row}.{column}" for row, column in left),
        right_cells=tuple(f"{identity.table}.{row}.{column}" for row, column in right),
        left=left_sum,
        right=right_sum,
        outcome=outcome,
        strength=identity.strength,
        note=PLACED if spent else "",
        severity=severity_of(identity),
    )


def severity_of(identity: Identity) -> Severity:
    """Return how grave it is that an identity fails: what is not official or of the labels is plausible only."""
    return "soft" if identity.strength == "soft" else "error"


def _sum(figures: Figures, pairs: Sequence[tuple[str, str]]) -> Decimal | None:
    total = Decimal(0)
    for pair in pairs:
        value = figures.get(pair)
        if value is None:
            return None
        total += value
    return total
