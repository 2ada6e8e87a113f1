"""data/reference/published → figures printed on official pages, as they stand and as tables that measures can take.

The figures are a convenience sample: good for trying formulas, not for estimating anything about China.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import polars as pl

from toolkit.form import MeasureError, parse
from toolkit.form.expression import Atom
from toolkit.study.door import require
from toolkit.study.frames import DECIMAL

FOLDER = Path("data/reference/published")
COLUMNS = ("organ_zh", "level", "province", "year", "scope", "measure", "value", "read_from", "form", "note", "url")

# Scopes as pages word them; whatever else a page says keeps its words, so that it is pooled with nothing but itself.
_OWN = {"本机关"}
_AREA = {"全省", "全市", "全区", "全县", "全市(县级市)", "全省行政机关", "全市各级行政机关"}
_EDITIONS = {"2021": "format2021", "2019": "format2019", "2014": "stat2014"}


def published_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return `folder`, by default data/reference/published of the project one stands in; FileNotFoundError without."""
    tried = [Path(folder)] if folder is not None else [base / FOLDER for base in (Path(), Path(".."))]
    for path in tried:
        if path.is_dir():
            return path
    raise FileNotFoundError(f"there is no folder {tried[0]}")


def published_figures(folder: str | os.PathLike[str] | None = None) -> pl.DataFrame:
    """Return published_figures.csv: one row per figure, with scope as printed and the page it was read on."""
    path = published_folder(folder) / "published_figures.csv"
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    frame = pl.read_csv(path, infer_schema=False)
    require(frame, list(COLUMNS), path.name)
    return frame.with_columns(pl.col("year").cast(pl.Int64), pl.col("value").cast(DECIMAL))


def plain_scope(printed: str) -> str:
    """Return "own" or "area" for the plain wordings, the words themselves for any other.

    >>> plain_scope("全区"), plain_scope("本机关"), plain_scope("区政府本级")
    ('area', 'own', '区政府本级')
    """
    return "own" if printed in _OWN else "area" if printed in _AREA else printed


def published_tables(
    folder: str | os.PathLike[str] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return (cells, reports, unplaced): the figures as tables for `measure_frame`, and those that are no cell.

    A report is one organ, year and scope. A figure that a page gives as a sum of several, a growth, or a code of older
    forms is no cell of a known form and stands in `unplaced` with its `reason`. What a page does not state is no cell.
    """
    figures = published_figures(folder).with_columns(
        report_id=pl.concat_str("organ_zh", pl.col("year").cast(pl.String), "scope", separator="|").map_elements(
            lambda key: hashlib.sha256(key.encode()).hexdigest()[:12], return_dtype=pl.String
        )
    )
    placed = [_place(code) for code in figures["measure"]]
    figures = figures.with_columns(
        table=pl.Series([cell.partition(".")[0] if cell else None for cell, _ in placed], dtype=pl.String),
        row=pl.Series([cell.split(".")[1] if cell else None for cell, _ in placed], dtype=pl.String),
        column=pl.Series([cell.split(".")[2] if cell else None for cell, _ in placed], dtype=pl.String),
        reason=pl.Series([why or None for _, why in placed], dtype=pl.String),
        edition=pl.col("form").replace_strict(_EDITIONS, default=None, return_dtype=pl.String),
    )
    again = pl.col("table").is_not_null() & ~pl.struct("report_id", "table", "row", "column").is_first_distinct()
    figures = figures.with_columns(
        table=pl.when(~again).then("table"),
        reason=pl.when(again).then(pl.lit("printed a second time")).otherwise("reason"),
    )
    unplaced = figures.filter(pl.col("table").is_null()).select(*COLUMNS, "reason")
    cells = figures.filter(pl.col("table").is_not_null()).select(
        "report_id", "table", "row", "column", "value", unit=pl.lit(None, pl.String), state=pl.lit("read")
    )
    return cells, _reports(figures), unplaced


def _place(code: str) -> tuple[str, str]:
    """Return the cell that a code names, or why it names none."""
    try:
        node = parse(code).node
    except MeasureError:
        return "", "a code of an older form or of prose"
    if not isinstance(node, Atom):
        return "", "a sum or difference that the page does not take apart"
    return node.name.cell, ""


def _reports(figures: pl.DataFrame) -> pl.DataFrame:
    tables = ("requests", "reconsideration_litigation", "art20_1", "art20_5", "art20_6", "art20_8")
    rows = []
    for (report_id,), part in figures.group_by(["report_id"], maintain_order=True):
        first = part.row(0, named=True)
        scope = plain_scope(first["scope"])
        edition = first["edition"]
        own = ("stat_table",) if edition == "stat2014" else tables
        rows.append(
            {
                "report_id": report_id, "body_id": first["organ_zh"], "organ": first["organ_zh"],
                "level": first["level"], "year": first["year"], "scope_printed": first["scope"],
                "forms": json.dumps(dict.fromkeys(own, edition) if edition else {}),
                "scope": json.dumps({table: {"value": scope, "evidence": first["scope"]} for table in own}),
            }
        )  # fmt: skip
    return pl.DataFrame(rows)
