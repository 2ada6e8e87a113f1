"""Real reports with cells, dates and forms exchanged, and checks by rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.check import Check, YearBefore, check_report, check_wider
from toolkit.form import load_form
from toolkit.read import Cell, Report, State, Stated, read_bytes

Numbers = Mapping[str, int | str | None]


def with_cells(report: Report, numbers: Numbers) -> Report:
    """Return a report in which these cells print other numbers, None a blank; KeyError for a cell it has not."""
    known = {cell.key for cell in report.cells}
    if missing := set(numbers) - known:
        raise KeyError(missing)
    return replace(report, cells=tuple(_cell(cell, numbers) for cell in report.cells))


def _cell(cell: Cell, numbers: Numbers) -> Cell:
    if cell.key not in numbers:
        return cell
    number = numbers[cell.key]
    if number is None:
        return replace(cell, value=None, text="", state=State.BLANK)
    return replace(cell, value=Decimal(number), text=str(number), state=State.READ)


def zeros(report: Report) -> Report:
    """Return a report that prints 0 in every cell."""
    return with_cells(report, {cell.key: 0 for cell in report.cells})


def of_level(report: Report, level: str | None) -> Report:
    return replace(report, level=Stated(level))


def printed_in(report: Report, edition: str) -> Report:
    """Return a report of zeros in all tables of another edition of the form."""
    tables = load_form(edition).tables.values()
    cells = [
        Cell(table.id, row, column, Decimal(0), "0", "", State.READ, None)
        for table in tables
        for row, column in table.cell_keys
    ]
    return replace(report, cells=tuple(cells), gaps=(), forms={table.id: edition for table in tables})


def all_checks(report: Report, before: YearBefore | None = None) -> tuple[Check, ...]:
    identities = check_report(report)
    return (*identities, *check_wider(report, identities, before))


def outcomes(checks: Iterable[Check], rule: str) -> dict[str, str]:
    """Return the outcomes of one rule by the place it was tried at."""
    return {check.axis or check.table: check.outcome.value for check in checks if check.id == rule}


@pytest.fixture(scope="session")
def reports(raw: dict[str, bytes]) -> dict[str, Report]:
    """The real reports as they are read."""
    return {name: read_bytes(data, f"{name}.txt")[0] for name, data in raw.items()}


@pytest.fixture
def district(reports: dict[str, Report]) -> Report:
    """临平 2023, a whole district, in the form of 2021."""
    return reports["004"]


@pytest.fixture
def street(reports: dict[str, Report]) -> Report:
    """长河街道 2020, in the form of 2019."""
    return reports["002"]


@pytest.fixture
def tried() -> Callable[[Report, str], dict[str, str]]:
    """Return the outcomes of a rule on a report."""
    return lambda report, rule: outcomes(all_checks(report), rule)
