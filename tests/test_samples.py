"""Whole reports as pages really hand them over, one quirk each, cell for cell.

`samples/NAME.txt` is the text, `samples/NAME.csv` what a person reads on the page, one line a fact or a row:

    organ,青田县水利局                     also year, published, scope.TABLE, form.TABLE, reports (how many)
    requests.granted_full,17,3,0,1,0,2,23   a row's cells in the form's order of columns
    count,0                               how many cells print a number; for reports whose tables are not typed out

A cell is a number that must be read; `blank` or `placeholder`; `?`: printed nowhere, so never read; `~5`: 5 is printed,
but the flattening may have lost where, so it is either read as 5 or not read.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.form import load_form
from toolkit.read import Cell, Report, State, read_bytes

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def _read(name: str) -> tuple[Report, ...]:
    return read_bytes((SAMPLES / f"{name}.txt").read_bytes(), f"{name}.txt")


def _typed(name: str) -> list[list[str]]:
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _fact(report: Report, name: str) -> str | None:
    kind, _, table = name.partition(".")
    if kind == "form":
        return report.forms.get(table)
    if kind == "scope":
        return report.scope[table].value
    if kind == "count":
        return str(sum(cell.state is State.READ for cell in report.cells))
    return {"organ": report.organ, "year": report.year, "published": report.published}[kind].value


def _fits(cell: Cell | None, typed: str) -> bool:
    if typed in ("blank", "placeholder"):
        return cell is not None and cell.state.value == typed
    if typed == "?" or (typed.startswith("~") and (cell is None or cell.state is not State.READ)):
        return cell is None or cell.state is not State.READ
    return cell is not None and cell.state is State.READ and cell.value == Decimal(typed.lstrip("~"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_reads_as_typed(name: str) -> None:
    reports = _read(name)
    report = reports[0]
    cells = {cell.key: cell for cell in report.cells}
    typed_cells = set()
    expected_reports = 1
    for key, *values in _typed(name):
        if key == "reports":
            expected_reports = int(values[0])
        elif key.split(".")[0] in ("organ", "year", "published", "count", "form", "scope"):
            assert values[0] in ("?", _fact(report, key)), key
        else:
            table = key.partition(".")[0]
            columns = load_form(report.forms[table]).tables[table].columns if table in report.forms else ()
            keys = [f"{key}.{column.key}" for column in columns if f"{key}.{column.key}" in cells]
            assert not keys or len(keys) == len(values), (key, keys)
            if not keys:
                assert all(value[0] in "?~" for value in values), f"{key} was not found"
            wrong = [(k, v, cells[k]) for k, v in zip(keys, values, strict=False) if not _fits(cells[k], v)]
            assert wrong == []
            typed_cells.update(keys)
    assert len(reports) == expected_reports
    invented = [key for key, cell in cells.items() if cell.state is State.READ and key not in typed_cells]
    assert not typed_cells or invented == []


def test_every_sample_is_typed() -> None:
    assert NAMES
    assert sorted(path.stem for path in SAMPLES.glob("*.csv")) == NAMES
