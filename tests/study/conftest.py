"""Tables as `toolkit.run` gives them: of the real reports, and made of whole forms with chosen figures."""

import json

import polars as pl
import pytest

import toolkit
from toolkit.form import load_form
from toolkit.study.frames import DECIMAL

TABLES = ("requests", "reconsideration_litigation", "art20_1")


@pytest.fixture(scope="session")
def corpus(root):
    return toolkit.run(root / "data" / "raw")


class Made:
    """Cells and reports of invented bodies: `add("甲区", granted_full=3, outcomes_total=5)`; what is not said is 0.

    A figure of None is a blank cell, "unresolved" or another state a cell of that state, "absent" no cell at all.
    """

    def __init__(self):
        self.cells, self.reports = [], []

    def add(self, organ, year=2023, level="county", scope="area", edition="format2021", body_id=None, **figures):
        report_id = f"{len(self.reports):012x}"
        named = {name.replace("__", "."): value for name, value in figures.items()}
        tables = ("stat_table",) if edition == "stat2014" else TABLES
        for table in tables:
            for row, column in load_form(edition).tables[table].cell_keys:
                short = column if table == "reconsideration_litigation" else row
                plain = short in named and column in ("total", "value", short)
                value = named.get(f"{row}.{column}", named[short] if plain else 0)
                if value == "absent":
                    continue
                state = "blank" if value is None else value if isinstance(value, str) else "read"
                number = value if isinstance(value, int) else None
                self.cells.append((report_id, table, row, column, number, state))
        self.reports.append(
            {
                "report_id": report_id, "body_id": body_id or organ, "organ": organ, "level": level, "year": year,
                "forms": json.dumps(dict.fromkeys(tables, edition)),
                "scope": json.dumps({table: {"value": scope, "evidence": ""} for table in tables}),
            }
        )  # fmt: skip
        return self

    @property
    def frames(self):
        columns = {"report_id": pl.String, "table": pl.String, "row": pl.String, "column": pl.String, "value": DECIMAL}
        cells = pl.DataFrame(self.cells, schema={**columns, "state": pl.String}, orient="row")
        return cells, pl.DataFrame(self.reports)

    def measures(self, *names, **options):
        from toolkit.study.measuring import measure_frame

        return measure_frame(*self.frames, names, **options)


@pytest.fixture
def made():
    return Made()
