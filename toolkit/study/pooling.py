"""Measures of several reports → one value, where their figures may be added at all.

Two scopes are never added, nor two forms that count different things, nor a body and one that already counts it, nor
two reports of one body and year, unless the caller says so; what was overridden then stands in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

import polars as pl

from toolkit.form import NotComparableError, correspond, editions
from toolkit.study.door import Frame, Tables, like, require, to_polars
from toolkit.study.measuring import COLUMNS
from toolkit.study.specs import MeasureSpec, find_measure

CHECKED = ("scope", "edition", "layer", "nesting", "duplicate")
_JOINS = ("same", "direct")


class PoolingError(ValueError):
    """Figures that must not be added; the message says which, and how to override it."""


def join_editions(spec: str | MeasureSpec, first: str, second: str) -> str:
    """Return how near a measure is in two forms: "same" or "direct"; NotComparableError where it does not join.

    A measure is as far as the farthest of its figures. "partial" and "near_direct" do not join: they may be drawn
    with a break between, not added.
    """
    found = find_measure(spec)
    if unknown := {first, second} - set(editions()):
        raise NotComparableError(found.name, first, second, f"there is no form {', '.join(sorted(unknown))}")
    nearness = "same"
    if first == second:
        return nearness
    parts = [found.numerator, *([found.denominator] if found.denominator else [])]
    for edition in (first, second):
        if edition == "stat2014":
            older = found.older
            reason = f"{older.closeness}: {older.note}" if older else "the 2014 table has nothing like it"
            raise NotComparableError(found.name, first, second, reason)
        if edition not in found.editions:
            raise NotComparableError(found.name, first, second, f"{edition} has no such figures")
    for name in dict.fromkeys(name for part in parts for name in part.terms):
        bridge = correspond(name.cell, first, second)
        if bridge.closeness not in _JOINS:
            raise NotComparableError(found.name, first, second, f"{bridge.closeness}: {bridge.note}")
        nearness = bridge.closeness if bridge.closeness != "same" else nearness
    return nearness


def pool(
    frame: Frame,
    by: Sequence[str] = (),
    *,
    override: Mapping[str, str] | None = None,
    bodies: Tables | None = None,
    specs: Iterable[MeasureSpec] = (),
) -> Frame:
    """Return one row for each measure and group: sums of numerators and of denominators, and their quotient.

    `frame` is that of `measure_frame`; `specs` are measures of one's own that stand in it. Reports without a value add
    nothing, but are counted (`n_missing`, `n_unresolved`, `n_undefined`): a body without requests is in `n_reports`.
    `bodies` (the register) tells an area from a body inside it; without it areas of several levels are taken to be
    nested. PoolingError for a group of two scopes, of an unknown scope, of two layers, of forms that do not join, of
    nested areas, or with a body's year twice, unless `override` names the matter and why:
    `{"scope": "only own offices"}`. What was needed of it stands in the column `override`.
    """
    given = to_polars(frame)
    require(given, [*COLUMNS, *by], "the frame of measures")
    allowed = dict(override or {})
    if unknown := set(allowed) - set(CHECKED):
        raise ValueError(f"there is nothing to override by the name {', '.join(sorted(unknown))}: {', '.join(CHECKED)}")
    if any(not why.strip() for why in allowed.values()):
        raise ValueError("an override says why")
    own = {spec.name: spec for spec in specs}
    parents = None if bodies is None else _parents(to_polars(bodies))
    keys = ["measure", *by]
    rows = []
    for group, part in given.group_by(keys, maintain_order=True):
        spec = own.get(str(group[0])) or find_measure(str(group[0]))
        wrong = problems(part, spec, parents)
        for kind, message in wrong.items():
            if kind not in allowed:
                where = ", ".join(f"{key} {value}" for key, value in zip(keys, group, strict=True))
                raise PoolingError(f"{where}: {message}. To add them all the same, pass override={{{kind!r}: why}}")
        told = "; ".join(f"{kind}: {allowed[kind]} ({message})" for kind, message in wrong.items()) or None
        rows.append(_sum(part, spec, by).with_columns(override=pl.lit(told, pl.String)))
    if not rows:
        raise ValueError("the frame of measures has no rows")
    return like(frame, pl.concat(rows))


def problems(part: pl.DataFrame, spec: MeasureSpec, parents: Mapping[str, str] | None) -> dict[str, str]:
    """Return why rows of one measure must not be added: by what would have to be overridden.

    `parents` is each body's parent, None where the register is not at hand.
    """
    found: dict[str, str] = {}
    counted = part.filter(pl.col("n_valued") + pl.col("n_undefined") > 0)  # what has no figures adds none
    if counted["n_reports"].sum() < 2:
        return found
    scopes = sorted(counted["scope"].fill_null("unknown").unique())
    if len(scopes) > 1:
        found["scope"] = f"reports of different scopes: {', '.join(scopes)}"
    elif scopes == ["unknown"]:
        found["scope"] = "the scope of these reports is unknown"
    layers = sorted(counted["layer"].unique())
    if len(layers) > 1:
        found["layer"] = f"values of different layers: {', '.join(layers)}"
    forms = sorted({one for text in counted["edition"].fill_null("unknown").unique() for one in text.split("+")})
    if reason := _unjoined(spec, forms):
        found["edition"] = reason
    if inside := _nested(counted, parents):
        found["nesting"] = inside
    if twice := _twice(counted):
        found["duplicate"] = twice
    return found


def _unjoined(spec: MeasureSpec, forms: Sequence[str]) -> str:
    for first, second in combinations(forms, 2):
        try:
            join_editions(spec, first, second)
        except NotComparableError as error:
            return str(error)
    return ""


def _twice(rows: pl.DataFrame) -> str:
    """Return which body's year stands in the rows more than once."""
    if not {"body_id", "year"} <= set(rows.columns):
        return ""
    who = rows.select("body_id", "year").drop_nulls()
    again = who.filter(who.is_duplicated()).sort("body_id", "year")
    return "" if again.is_empty() else "{} has more than one report of {}".format(*again.row(0))


def _parents(bodies: pl.DataFrame) -> dict[str, str]:
    require(bodies, ["body_id", "parent"], "the register of bodies")
    return {body: parent for body, parent in bodies.select("body_id", "parent").iter_rows() if parent}


def _nested(rows: pl.DataFrame, parents: Mapping[str, str] | None) -> str:
    """Return which body is counted twice in one year: one that another body's area report already holds."""
    if not {"body_id", "year", "level"} <= set(rows.columns):
        return ""
    if parents is None:
        levels = rows.filter(pl.col("scope") == "area").group_by("year").agg(pl.col("level").n_unique())
        if levels.filter(pl.col("level") > 1).is_empty():
            return ""
        return "areas of several levels may hold one another: pass the register as `bodies`"
    areas = set(rows.filter(pl.col("scope") == "area").select("body_id", "year").iter_rows())
    for body, year in rows.select("body_id", "year").iter_rows():
        above = parents.get(body)
        seen = {body}
        while above and above not in seen:
            if (above, year) in areas:
                return f"{above} reports for its whole area in {year}, {body} included"
            seen.add(above)
            above = parents.get(above)
    return ""


def _sum(part: pl.DataFrame, spec: MeasureSpec, by: Sequence[str]) -> pl.DataFrame:
    """Return one row: only reports with a value, or with a denominator of 0, add to the sums."""
    adds = part.filter(pl.col("n_valued") + pl.col("n_undefined") > 0)
    divided = spec.denominator is not None
    empty = adds.is_empty()
    numerator = None if empty else Decimal(str(adds["numerator"].sum()))
    denominator = None if empty or not divided else Decimal(str(adds["denominator"].sum()))
    value, reason = None, None
    if numerator is None:
        reason = "no report gives the figures"
    elif denominator == 0:
        reason = "the denominator is 0 in all of them together"
    elif denominator is not None and denominator < spec.minimum_denominator:
        reason = f"the denominator, {denominator:.0f}, is below {spec.minimum_denominator}"
    else:
        value = float(numerator) if denominator is None else spec.scale * float(numerator) / float(denominator)

    def together(column: str) -> str | None:
        return "+".join(sorted(adds[column].drop_nulls().unique())) or None

    counts = {name: int(part[name].sum()) for name in COLUMNS if name.startswith("n_") and name != "n_quarantined"}
    row = {
        **{key: part[key][0] for key in by},
        "measure": spec.name, "kind": spec.kind, "value": value, "numerator": numerator, "denominator": denominator,
        "scale": spec.scale, **counts, "n_quarantined": part["n_quarantined"].max(), "edition": together("edition"),
        "scope": together("scope"), "layer": together("layer"),
        "flag": "; ".join(sorted(adds["flag"].drop_nulls().unique())) or None, "reason": reason,
    }  # fmt: skip
    order = [*(key for key in by if key not in COLUMNS), *COLUMNS]
    return pl.DataFrame([row], schema={name: part.schema[name] for name in order})
