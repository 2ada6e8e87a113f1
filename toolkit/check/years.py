"""Report + the same body's report of the year before → checks of what one hands on to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.check.identities import severity_of
from toolkit.check.model import Check, Outcome, compare
from toolkit.check.plausible import stated
from toolkit.form import Identity, Table, load_form
from toolkit.read import Report

Cells = Mapping[str, Decimal | None]
BLANK = "a cell of the sum states no number"
OTHER_FORM = "the form of the year before has no such cell"


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The report of the year before: its cells, None where there is none to compare with, and then why.

    `doubt` says why the two may count different bodies ("" where both are known to count the same): what differs is
    then undecided.
    """

    cells: Cells | None = None
    reason: str = ""
    doubt: str = ""


def check_years(report: Report, before: YearBefore) -> Iterator[Check]:
    """Try the rules of the report's forms that span two years, in every column or row.

    Sources: none official; see `carried_in` in filling_rules.toml.
    """
    return _checks(report.forms, stated(report), before)


def no_year_before(forms: Mapping[str, str], reason: str) -> Iterator[Check]:
    """Return the rules across two years for a report in these forms, each once, undecided for `reason`."""
    return _checks(forms, {}, YearBefore(reason=reason))


def _checks(forms: Mapping[str, str], now: Cells, before: YearBefore) -> Iterator[Check]:
    for table_id, edition in forms.items():
        table = load_form(edition).tables[table_id]
        for identity in table.identities:
            if not identity.cross_year:
                continue
            if before.cells is None:
                yield _check(identity, "", (), (), None, None, Outcome.UNDECIDED, before.reason)
                continue
            for axis in _axes(table, identity):
                yield _try(identity, axis, now, before.cells, before.doubt)


def _axes(table: Table, identity: Identity) -> Sequence[str]:
    return [c.key for c in table.columns] if identity.over == "columns" else [r.key for r in table.data_rows]


def _try(identity: Identity, axis: str, now: Cells, before: Cells, doubt: str) -> Check:
    left, right = (tuple(_cell(identity, axis, term) for term in side) for side in (identity.left, identity.right))
    sums = [_sum([_value(cell, now, before) for cell in side]) for side in (left, right)]
    outcome, note = compare(sums[0], identity.op, sums[1]), ""
    if outcome is Outcome.FAILS and doubt:
        outcome, note = Outcome.UNDECIDED, doubt
    elif outcome is Outcome.UNDECIDED:
        earlier = [c.removeprefix("prior.") for c in (*left, *right) if c.startswith("prior.")]
        note = BLANK if all(cell in before for cell in earlier) else OTHER_FORM
    return _check(identity, axis, left, right, sums[0], sums[1], outcome, note)


def _cell(identity: Identity, axis: str, term: str) -> str:
    key, _, when = term.partition("@")
    place = f"{key}.{axis}" if identity.over == "columns" else f"{axis}.{key}"
    return f"{'prior.' if when == 'prior' else ''}{identity.table}.{place}"


def _value(cell: str, now: Cells, before: Cells) -> Decimal | None:
    return before.get(cell.removeprefix("prior.")) if cell.startswith("prior.") else now.get(cell)


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _check(
    identity: Identity, axis: str, left_cells: tuple[str, ...], right_cells: tuple[str, ...],
    left: Decimal | None, right: Decimal | None, outcome: Outcome, note: str,
) -> Check:  # fmt: skip
    return Check(
        id=identity.id, version=identity.version, kind="years", table=identity.table, axis=axis, op=identity.op,
        left_cells=left_cells, right_cells=right_cells, left=left, right=right, outcome=outcome,
        strength=identity.strength, note=note, severity=severity_of(identity),
    )  # fmt: skip
