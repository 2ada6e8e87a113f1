"""Report → ReportView: the report as printed, joined with its checks, with its prose and with what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from toolkit.check import Check, Outcome, YearBefore, check_report, check_wider
from toolkit.claim import Narrative, read_narrative
from toolkit.form import Values, editions, load_form
from toolkit.read import Report, State
from toolkit.repair import NOTHING_BLANK, Deduction, Repair, deduce_report, repair_report

Figures = Mapping[str, Decimal | None]
"""Cells by `table.row.column`, None where no number is printed: what one year's claims may ask of another year."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report and everything said about it. Layers stay apart: the report as printed is never changed.

    `checks` are the identities of its forms, `wider` all other checks, among them those that only a corpus can try.
    `repairs` are proposals, one per fault; `deduction` is what the identities prove of blanks. `prior` and `following`
    are the cells of the neighbouring years that it was judged with.
    """

    report: Report
    checks: tuple[Check, ...]
    narrative: Narrative
    wider: tuple[Check, ...] = ()
    repairs: tuple[Repair, ...] = ()
    deduction: Deduction = NOTHING_BLANK
    prior: Figures | None = None
    following: Figures | None = None


def view_report(
    report: Report, prior: Figures | None = None, following: Figures | None = None, doubt: str = ""
) -> ReportView:
    """Check a report, set its prose against its cells, and find what would mend it.

    `prior` and `following` hold the cells of the years before and after, where known; `doubt` says why the report of
    the year before may count other bodies.
    """
    checks = check_report(report)
    before = None if prior is None else YearBefore(prior, doubt=doubt)
    wider = check_wider(report, checks, before)
    narrative = narrate(report, prior)
    repairs: tuple[Repair, ...] = ()
    deduction = NOTHING_BLANK
    # A complete report whose identities hold needs neither, and most reports are.
    unknown = any(cell.state is not State.READ for cell in report.cells)
    if unknown or any(check.outcome is Outcome.FAILS for check in checks):
        repairs = repair_report(report, narrative.claims, prior, following)
    if unknown:
        deduction = deduce_report(report, repairs)
    return ReportView(report, checks, narrative, wider, repairs, deduction, prior, following)


def narrate(report: Report, prior: Figures | None = None) -> Narrative:
    """Read the claims of a report's prose and judge them by its cells as printed."""
    scope = report.scope.get("requests")
    return read_narrative(
        report.passages,
        Values.from_cells(figures(report)),
        year=year_of(report),
        scope=scope.value if scope else None,
        prior=None if prior is None else Values.from_cells(prior),
    )


# Columns of money are in 万元, whatever a cell prints beside its number (251000元 is 25.1 万元).
_TEN_THOUSANDS = "万元"
_IN_10K_CNY = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿元": Decimal(10000)}


def figures(report: Report) -> dict[str, Decimal | None]:
    """Return the numbers printed in a report's cells, in the measures' units; a deduced cell prints none."""
    return {cell.key: figure(cell.key, cell.value, cell.unit, cell.state) for cell in report.cells}


def figure(key: str, value: Decimal | None, unit: str, state: State) -> Decimal | None:
    """Return the number that the cell `key` prints in the measures' unit, None where it prints none."""
    if state is not State.READ or value is None:
        return None
    if unit in _IN_10K_CNY and key in _money():
        return value * _IN_10K_CNY[unit]
    return value


@cache
def _money() -> frozenset[str]:
    """Return the cells of all editions that hold money."""
    tables = [table for edition in editions() for table in load_form(edition).tables.values()]
    return frozenset(
        f"{table.id}.{row.key}.{column.key}"
        for table in tables
        for row in table.data_rows
        for column in table.columns
        if _TEN_THOUSANDS in (row.unit, column.unit)
    )


def year_of(report: Report) -> int | None:
    """Return the report year as a number, None where nothing tells it."""
    value = report.year.value
    return int(value) if value is not None and value.isdecimal() else None
