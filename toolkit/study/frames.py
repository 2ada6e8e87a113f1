"""Rows → polars frames, and frames → CSV and Parquet, by schema.toml.

A *draft* frame holds numbers as the decimal strings that were printed: CSV is written from it, so that "12.0" stays
"12.0". A frame for study, and Parquet, holds them as Decimal(38, 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from toolkit.study.rows import PLACES, Row, rows_of
from toolkit.study.schema import TableSchema, schema
from toolkit.study.view import ReportView

DECIMAL = pl.Decimal(38, PLACES)
_DRAFT: Mapping[str, type[pl.DataType]] = {
    "text": pl.String, "json": pl.String, "decimal": pl.String, "integer": pl.Int64, "boolean": pl.Boolean,
}  # fmt: skip


def draft(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as a frame with the table's columns; numbers are still decimal strings."""
    fields = schema().tables[table].fields
    return pl.DataFrame(rows, schema={field.name: _DRAFT[field.type] for field in fields}, orient="row")


def drafts(views: Iterable[ReportView]) -> dict[str, pl.DataFrame]:
    """Return the draft frames of the tables that reports give rows to, in the order of the reports."""
    rows: dict[str, list[Row]] = {}
    for view in views:
        for table, own in rows_of(view).items():
            rows.setdefault(table, []).extend(own)
    return {table: draft(table, own) for table, own in rows.items()}


def finished(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a draft frame with its numbers as Decimal(38, 10); raises where one does not fit."""
    decimals = [field.name for field in schema().tables[table].fields if field.type == "decimal"]
    return frame.with_columns(pl.col(name).cast(DECIMAL) for name in decimals)


def frame_of(view: ReportView, table: str) -> pl.DataFrame:
    """Return one report's rows of a table, ready for study."""
    return finished(table, draft(table, rows_of(view)[table]))


def write_table(table: str, frame: pl.DataFrame, folder: Path) -> None:
    """Write a draft frame as `table`.csv (UTF-8, line feeds, numbers as printed) and as `table`.parquet."""
    frame.write_csv(folder / f"{table}.csv", line_terminator="\n", null_value="", quote_style="necessary")
    finished(table, frame).write_parquet(folder / f"{table}.parquet", compression="zstd", statistics=True)


def check_table(described: TableSchema, frame: pl.DataFrame) -> list[str]:
    """Return what in a frame goes against its description.

    That is: a wrong column, an empty required field, a value that is not allowed, a key used twice.
    """
    if tuple(frame.columns) != described.columns:
        return [f"{described.name}: the columns are {', '.join(frame.columns)}"]
    wrong: list[str] = []
    for field in described.fields:
        column = frame[field.name]
        if field.required and column.null_count():
            wrong.append(f"{described.name}.{field.name}: {column.null_count()} empty")
        if field.values and not set(column.drop_nulls().unique()) <= set(field.values):
            wrong.append(f"{described.name}.{field.name}: {sorted(set(column.drop_nulls()) - set(field.values))}")
    if described.key and frame.select(described.key).is_duplicated().any():
        wrong.append(f"{described.name}: the key {', '.join(described.key)} is used twice")
    return wrong
