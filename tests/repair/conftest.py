"""Balanced tables of invented figures, and how to say briefly what a repair found."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import pytest

from toolkit.claim import Claim, read_narrative
from toolkit.form import Values, load_form
from toolkit.read import Passage, Place
from toolkit.repair import Equation, Repair, localise
from toolkit.repair.equations import table_equations
from toolkit.repair.slips import Grid, grid_of
from toolkit.teach.synthetic import figures

Table = dict[str, Decimal | None]


@pytest.fixture(scope="session")
def balanced() -> Callable[..., Table]:
    """Return a table in which all identities hold."""

    def make(table: str = "requests", seed: int = 1, size: int = 400, edition: str = "format2021") -> Table:
        made = figures(load_form(edition), seed, size)
        return {key: Decimal(text) for key, text in made.items() if key.startswith(f"{table}.")}

    return make


@pytest.fixture(scope="session")
def equations() -> Callable[..., tuple[Equation, ...]]:
    """Return the binding equations of a table."""

    def make(table: str = "requests", edition: str = "format2021") -> tuple[Equation, ...]:
        return table_equations(edition, table)

    return make


@pytest.fixture(scope="session")
def requests_grid() -> Grid:
    grid = grid_of("format2021", "requests")
    assert grid is not None
    return grid


@pytest.fixture(scope="session")
def repaired(requests_grid: Grid) -> Callable[..., tuple[Repair, ...]]:
    """Localise in a table, by its own identities and `evidence`."""

    def run(values: Table, evidence: Iterable[Equation] = (), edition: str = "format2021") -> tuple[Repair, ...]:
        tables = dict.fromkeys(key.partition(".")[0] for key in values)
        binding = [e for table in tables for e in table_equations(edition, table)]
        return localise([*binding, *evidence], values, grids=[requests_grid])

    return run


@pytest.fixture(scope="session")
def proposals() -> Callable[[Iterable[Repair]], Mapping[str, Decimal]]:
    """Return cell → proposed value of everything that is proposed; ties propose nothing."""

    def of(repairs: Iterable[Repair]) -> dict[str, Decimal]:
        return {c.cell: c.proposed for r in repairs if r.best for c in r.best.changes}

    return of


@pytest.fixture(scope="session")
def claims_of() -> Callable[[str, Table], tuple[Claim, ...]]:
    """Read a passage against a table as printed."""

    def read(text: str, values: Table) -> tuple[Claim, ...]:
        passage = Passage(text, Place("text", 0, len(text)), 4)
        return read_narrative((passage,), Values.from_cells(values), year=2023).claims

    return read
