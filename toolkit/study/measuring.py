"""Tables of cells and reports → measures, one row per report and measure, with what each value rests on.

    measure_frame(corpus.cells, corpus.reports, ["disclosed_share_of_resolved", "backlog_share_of_handled"])

A value that cannot be formed is missing, and `reason` says why; a blank is never 0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from toolkit.form import MeasureError
from toolkit.form.names import Name, label, older_home, parts
from toolkit.study.door import Frame, Tables, like, require, to_polars
from toolkit.study.frames import DECIMAL
from toolkit.study.layers import Layer, wide
from toolkit.study.linear import Linear
from toolkit.study.specs import MeasureSpec, find_measure

# The columns of every frame of measures, pooled or not. `numerator` and `denominator` are exact sums of printed
# numbers; `value` is their quotient times the measure's scale.
NO_SHARE = "the part is larger than the whole, or below 0, as printed"
COLUMNS = (
    "measure", "kind", "value", "numerator", "denominator", "scale", "n_reports", "n_valued", "n_missing",
    "n_undefined", "n_unresolved", "n_quarantined", "edition", "scope", "layer", "n_from_later_layer", "flag", "reason",
)  # fmt: skip
WHO = ("report_id", "body_id", "organ", "level", "year")


def measure_frame(
    cells: Frame,
    reports: Frame,
    names: Sequence[str | MeasureSpec],
    layer: Layer = "printed",
    *,
    edits: Tables | None = None,
    quarantine: Tables | int = 0,
) -> Frame:
    """Return one row for every report and measure, missing ones included, sorted by report and as `names` stand.

    Columns: those of WHO, then COLUMNS. `n_missing` counts a figure that is blank, not found or not in the form,
    `n_unresolved` one whose print could not be placed, `n_undefined` a denominator of 0; `n_quarantined` is the number
    of files that could not be read at all, the same on every row. `n_from_later_layer` is how many figures of the value
    come from a layer above the print; any `layer` but "printed" needs the table `edits`. KeyError for a name that is no
    measure, ValueError for a table that lacks columns or that the layer needs.
    """
    specs = [find_measure(name) for name in names]
    if not specs:
        raise MeasureError("no measure is asked for")
    if len({spec.name for spec in specs}) != len(specs):
        raise MeasureError("a measure is asked for twice")
    lost = quarantine if isinstance(quarantine, int) else len(quarantine)
    told = _reports(to_polars(reports), sorted({table for spec in specs for table in spec.tables}))
    figures = wide(
        to_polars(cells),
        [name for spec in specs for part in _parts(spec) for name in part.terms],
        layer,
        None if edits is None else to_polars(edits),
    )
    if strangers := set(figures["report_id"]) - set(told["report_id"]):
        raise ValueError(f"cells of {len(strangers)} reports that the table of reports has not: {min(strangers)} …")
    joined = told.join(figures, on="report_id", how="left")
    return like(cells, _stacked(joined, specs, layer, lost))


def _stacked(joined: pl.DataFrame, specs: Sequence[MeasureSpec], layer: Layer, lost: int) -> pl.DataFrame:
    parts_ = [_one(joined, spec, layer, lost).with_columns(_n=pl.lit(n)) for n, spec in enumerate(specs)]
    return pl.concat(parts_).sort("_place", "_n").drop("_place", "_n")


def _parts(spec: MeasureSpec) -> list[Linear]:
    found = [spec.numerator, spec.denominator]
    if spec.older:
        found += [spec.older.numerator, spec.older.denominator]
    return [part for part in found if part is not None]


def _reports(reports: pl.DataFrame, tables: list[str]) -> pl.DataFrame:
    """Return who reports, with edition and scope of each table, in the order of the reports."""
    require(reports, [*WHO, "forms", "scope"], "reports")
    if reports["report_id"].is_duplicated().any():
        raise ValueError("the table of reports has a report twice")

    def read(texts: pl.Series, pick: str) -> pl.DataFrame:
        loaded = [json.loads(text) for text in texts]
        return pl.DataFrame(
            {
                f"{pick}:{table}": [
                    (entry["value"] if isinstance(entry := one.get(table), dict) else entry) for one in loaded
                ]
                for table in [*tables, "stat_table"]
            },
            schema_overrides={f"{pick}:{table}": pl.String for table in [*tables, "stat_table"]},
        )

    who = reports.select(WHO).with_row_index("_place")
    return pl.concat([who, read(reports["forms"], "form"), read(reports["scope"], "scope")], how="horizontal")


def _one(joined: pl.DataFrame, spec: MeasureSpec, layer: Layer, lost: int) -> pl.DataFrame:
    """Return the rows of one measure."""
    tables = spec.tables
    older = spec.older
    is_old = pl.col("form:stat_table").is_not_null() & pl.lit(older is not None)
    edition = pl.when(is_old).then(pl.lit("stat2014")).otherwise(pl.col(f"form:{tables[0]}"))
    scopes = [pl.col(f"scope:{table}").fill_null("unknown") for table in tables]
    scope = scopes[0]
    for other in scopes[1:]:
        scope = pl.when(scope == other).then(scope).when((scope == "unknown") | (other == "unknown")).then(
            pl.lit("unknown")
        ).otherwise(pl.lit("conflict"))  # fmt: skip
    scope = pl.when(is_old).then(pl.col("scope:stat_table").fill_null("unknown")).otherwise(scope)
    in_form = pl.all_horizontal(pl.col(f"form:{table}").is_in(spec.editions) for table in tables)

    def both(part: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        new: Linear | None = getattr(spec, part)
        old: Linear | None = getattr(older, part) if older else None
        value, why, later = _sum(new)
        if old is None:
            return value, why, later
        value2, why2, later2 = _sum(old)
        pick = pl.when(is_old)
        return pick.then(value2).otherwise(value), pick.then(why2).otherwise(why), pick.then(later2).otherwise(later)

    numerator, why_n, later_n = both("numerator")
    divided = spec.denominator is not None
    denominator, why_d, later_d = both("denominator") if divided else (pl.lit(None, DECIMAL), _NO_REASON, _NONE)
    frame = joined.select(
        "_place", *WHO, edition=edition, scope=scope, _in_form=in_form | is_old, _old=is_old,
        numerator=numerator, denominator=denominator, _why=pl.coalesce(why_n, why_d), _later=later_n + later_d,
    )  # fmt: skip
    return _judged(frame, spec, divided).select(
        "_place", *WHO,
        measure=pl.lit(spec.name), kind=pl.lit(spec.kind), value="value", numerator="numerator",
        denominator="denominator", scale=pl.lit(spec.scale, pl.Int64), n_reports=pl.lit(1, pl.Int64),
        n_valued=(pl.col("_code") == "value").cast(pl.Int64), n_missing=(pl.col("_code") == "missing").cast(pl.Int64),
        n_undefined=(pl.col("_code") == "undefined").cast(pl.Int64),
        n_unresolved=(pl.col("_code") == "unresolved").cast(pl.Int64), n_quarantined=pl.lit(lost, pl.Int64),
        edition="edition", scope="scope", layer=pl.lit(layer), n_from_later_layer=pl.col("_later").cast(pl.Int64),
        flag=_flag(spec),
        reason="reason",
    )  # fmt: skip


def _flag(spec: MeasureSpec) -> pl.Expr:
    """Return what a reader of the value has to know: an older form, or a share that cannot be one."""
    older = spec.older
    old = pl.when("_old").then(pl.lit(f"{older.closeness}: {older.note}" if older else None, pl.String))
    outside = ~pl.col("value").is_between(0, spec.scale)
    odd = pl.when(outside if spec.kind == "share" else pl.lit(False)).then(pl.lit(NO_SHARE))
    both = pl.concat_str(old, odd, separator="; ", ignore_nulls=True)
    return pl.when(both != "").then(both)


def _judged(frame: pl.DataFrame, spec: MeasureSpec, divided: bool) -> pl.DataFrame:
    """Add the value, or the reason why there is none, in the order in which a reader would ask."""
    conflict = pl.lit("its tables count different scopes: " + ", ".join(spec.tables))
    no_form = pl.lit("in none of the reports' forms is it known what this counts")
    wrong_form = pl.concat_str(pl.lit(f"{spec.name} has no counterpart in "), pl.col("edition"))
    hidden = pl.col("_why").str.contains("unresolved", literal=True)
    zero = pl.lit(f"the denominator is 0: {spec.denominator.label('en')}" if spec.denominator else "")
    below = pl.col("denominator") < spec.minimum_denominator if divided else pl.lit(False)
    cases: list[tuple[pl.Expr, str, pl.Expr]] = [
        (pl.col("edition").is_null(), "missing", no_form),
        (~pl.col("_in_form").fill_null(False), "missing", wrong_form),
        (pl.col("scope") == "conflict", "missing", conflict),
        (pl.col("_why").is_not_null() & hidden, "unresolved", pl.col("_why")),
        (pl.col("_why").is_not_null(), "missing", pl.col("_why")),
    ]
    if divided:
        cases.append((pl.col("denominator") == 0, "undefined", zero))
        whole = pl.col("denominator").cast(pl.Int64)
        few = pl.format(f"the denominator, {{}}, is below {spec.minimum_denominator}", whole)
        cases.append((below, "undefined", few))
    code, reason = pl.lit("value"), pl.lit(None, pl.String)
    for when, kind, text in reversed(cases):
        code, reason = pl.when(when).then(pl.lit(kind)).otherwise(code), pl.when(when).then(text).otherwise(reason)
    quotient = pl.col("numerator").cast(pl.Float64)
    if divided:
        quotient = spec.scale * quotient / pl.col("denominator").cast(pl.Float64)
    judged = frame.with_columns(_code=code, reason=reason)
    void = pl.col("reason").is_not_null() & ~pl.col("_code").is_in(["undefined"])
    return judged.with_columns(
        value=pl.when(pl.col("_code") == "value").then(quotient),
        numerator=pl.when(~void).then("numerator"),
        denominator=pl.when(~void).then("denominator"),
    )


_NO_REASON = pl.lit(None, pl.String)
_NONE = pl.lit(0, pl.Int32)


def _sum(part: Linear | None) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return the sum, null where a figure is missing; why it is; and how many figures are not as printed."""
    assert part is not None
    value: pl.Expr = pl.lit(0, DECIMAL)
    whys: list[pl.Expr] = []
    later: pl.Expr = _NONE
    for name, times in part.terms.items():
        found = _value(name)
        value = value + (found if times == 1 else found * times)
        whys.append(pl.when(found.is_null()).then(_why(name)))
        later = later + _later(name)
    return value.cast(DECIMAL), pl.coalesce(whys), later


def _value(name: Name) -> pl.Expr:
    """Return a figure as toolkit.form.Values finds it: its cell, else the sum of its parts, else its older home."""
    cell = pl.col(name.cell)
    ways = [cell]
    for way in parts(name):
        total = _value(way[0])
        for part in way[1:]:
            total = total + _value(part)
        ways.append(total)
    if (older := older_home(name)) is not None:
        ways.append(pl.when(pl.col(f"{name.cell}?").is_null()).then(pl.col(older.cell)))
    return pl.coalesce(ways)


def _why(name: Name) -> pl.Expr:
    """Return why a figure has no number: the first of its cells that has none, and that cell's state."""
    ways = parts(name)
    if ways:
        return pl.coalesce([pl.when(_value(part).is_null()).then(_why(part)) for part in ways[0]])
    state = pl.col(f"{name.cell}?").replace({"read": "unresolved"}).fill_null("not found")
    return pl.format(f"{label(name, 'zh')} ({name.cell}) is {{}}", state)


def _later(name: Name) -> pl.Expr:
    own = (pl.col(f"{name.cell}@").fill_null(0) > 0).cast(pl.Int32)
    for way in parts(name):
        rest: pl.Expr = _NONE
        for part in way:
            rest = rest + _later(part)
        own = pl.when(pl.col(name.cell).is_null()).then(rest).otherwise(own)
    return own
