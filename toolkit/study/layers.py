"""The `cells` table → one row per report and one column per figure, in the layer asked for.

Layers are as printed, deduced (an identity proves what is not printed), proposed (a repair suggests it), adjudicated
(a person decided). Each later layer keeps the earlier one where it says nothing; how many figures of a value came from
which layer is counted, so that none is mixed in unseen. What a layer changes stands in the table `edits`; a decision
stands on proofs, not on proposals that nobody decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal, get_args

import polars as pl

from toolkit.form.names import Name, older_home, parts
from toolkit.read import State
from toolkit.study.door import require
from toolkit.study.frames import DECIMAL
from toolkit.study.view import figure

Layer = Literal["printed", "deduced", "proposed", "adjudicated"]
CELL = ["table", "row", "column"]

# What a wide frame knows of a figure that has no number, and of where a number came from.
STATES = ("not found", "blank", "placeholder", "unresolved", "deduced")
_ORIGINS: Mapping[str, int] = {"printed": 0, "deduced": 1, "proposed": 2, "adjudicated": 3}
_STANDS_ON: Mapping[str, tuple[str, ...]] = {
    "deduced": ("deduced",), "proposed": ("deduced", "proposed"), "adjudicated": ("deduced", "adjudicated"),
}  # fmt: skip


def needed(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return `names` and everything they are the sum of, or were called in the 2014 table, each once."""
    found: dict[Name, None] = {}

    def add(name: Name) -> None:
        if name in found:
            return
        found[name] = None
        for way in parts(name):
            for part in way:
                add(part)
        if (older := older_home(name)) is not None:
            add(older)

    for name in names:
        add(name)
    return tuple(found)


def wide(
    cells: pl.DataFrame,
    names: Iterable[Name],
    layer: Layer,
    edits: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return one row per report with, for each name, `<cell>` (Decimal), `<cell>?` (why it has none) and `<cell>@`.

    `?` is null for a figure that is not among the cells, otherwise its state; `@` is the layer a number came from
    (0 printed … 3 adjudicated). Money is in 万元. ValueError where the layer needs a table that was not given, or
    where a report has a cell twice.
    """
    _checked(layer, edits)
    require(cells, ["report_id", *CELL, "value", "state"], "cells")
    wanted = pl.DataFrame(
        [(name.table, name.row, name.column, name.cell) for name in needed(names)], schema=[*CELL, "cell"], orient="row"
    )
    columns = ["report_id", *CELL, "value", "state", *(["unit"] if "unit" in cells.columns else [])]
    chosen = cells.select(columns).join(wanted, on=CELL, how="inner").drop(CELL)
    chosen = _scaled(chosen).with_columns(origin=pl.lit(_ORIGINS["printed"], pl.Int8))
    deduced = pl.col("state") == State.DEDUCED
    if layer == "printed":
        chosen = chosen.with_columns(value=pl.when(pl.col("state") == State.READ).then("value"))
    else:
        chosen = chosen.with_columns(
            value=pl.when(pl.col("state").is_in([State.READ, State.DEDUCED])).then("value"),
            origin=pl.when(deduced).then(pl.lit(_ORIGINS["deduced"], pl.Int8)).otherwise("origin"),
        )
    for changes, number in _changes(layer, edits):
        chosen = _changed(chosen, changes.join(wanted, on=CELL, how="inner"), number)
    if chosen.select(pl.struct("report_id", "cell").is_duplicated().any()).item():
        raise ValueError("a report has the same cell twice: report_id and table.row.column must identify a cell")
    return _spread(chosen, wanted["cell"].to_list())


def _checked(layer: Layer, edits: pl.DataFrame | None) -> None:
    if layer not in get_args(Layer):
        raise ValueError(f"there is no layer {layer!r}; there are {', '.join(get_args(Layer))}")
    if layer != "printed" and edits is None:
        raise ValueError(f"the layer “{layer}” needs the table edits")


def _scaled(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with Decimal values, money in 万元; `factor` is what a number of the cell is multiplied by."""
    one = pl.lit(Decimal(1), DECIMAL)
    cells = cells.with_columns(pl.col("value").cast(DECIMAL), pl.col("state").cast(pl.String))
    if "unit" not in cells.columns:
        return cells.with_columns(factor=one)
    rows = []
    for cell, unit in cells.select("cell", "unit").drop_nulls().unique().sort("cell", "unit").iter_rows():
        factor = figure(cell, Decimal(1), unit, State.READ)
        if factor is not None and factor != 1:
            rows.append((cell, unit, factor))
    if not rows:
        return cells.drop("unit").with_columns(factor=one)
    factors = pl.DataFrame(rows, schema={"cell": pl.String, "unit": pl.String, "factor": DECIMAL}, orient="row")
    joined = cells.join(factors, on=["cell", "unit"], how="left").with_columns(pl.col("factor").fill_null(one))
    return joined.with_columns(value=(pl.col("value") * pl.col("factor")).cast(DECIMAL)).drop("unit")


def _changes(layer: Layer, edits: pl.DataFrame | None) -> list[tuple[pl.DataFrame, int]]:
    """Return what changes cells in this layer, in the order in which it does."""
    if layer == "printed" or edits is None:
        return []
    require(edits, ["report_id", *CELL, "layer", "after"], "edits")
    return [
        (edits.filter(layer=one).select("report_id", *CELL, new="after"), _ORIGINS[one]) for one in _STANDS_ON[layer]
    ]


def _changed(cells: pl.DataFrame, changes: pl.DataFrame, origin: int) -> pl.DataFrame:
    """Return the cells with the values of `changes`, in the unit the cell prints; a decided blank leaves none."""
    if changes.is_empty():
        return cells
    changes = changes.select("report_id", "cell", pl.col("new").cast(DECIMAL), changed=pl.lit(True))
    scaled = (pl.col("new") * pl.col("factor").fill_null(1)).cast(DECIMAL)
    return (
        cells.join(changes, on=["report_id", "cell"], how="full", coalesce=True)
        .with_columns(
            value=pl.when("changed").then(scaled).otherwise("value"),
            state=pl.col("state").fill_null("blank"),
            origin=pl.when("changed").then(pl.lit(origin, pl.Int8)).otherwise("origin"),
        )
        .drop("new", "changed")
    )


def _spread(cells: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Pivot to one row a report; a name that no report has becomes a column of nulls."""
    shown: Mapping[str, str] = {"value": "", "state": "?", "origin": "@"}
    pivoted = cells.pivot("cell", index="report_id", values=list(shown))
    renamed = {f"{kind}_{name}": f"{name}{sign}" for kind, sign in shown.items() for name in names}
    if len(set(cells["cell"].unique())) == 0:
        pivoted = cells.select("report_id").unique()
    pivoted = pivoted.rename(renamed, strict=False)
    types: Mapping[str, pl.DataType | type[pl.DataType]] = {"": DECIMAL, "?": pl.String, "@": pl.Int8}
    absent = [
        pl.lit(None, kind).alias(f"{name}{sign}")
        for name in names
        for sign, kind in types.items()
        if f"{name}{sign}" not in pivoted.columns
    ]
    return pivoted.with_columns(absent)
