"""Two years of the same bodies → a difference for each body, and whether they moved together.

Pairs of years within a body are the comparison that level, scope and source confound least. A pair whose scope or
form changed is listed with its reason and not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from scipy import stats

from toolkit.study.compare import correct, two_shares
from toolkit.study.door import Frame, like, require, to_polars
from toolkit.study.measuring import NO_SHARE
from toolkit.study.pooling import PoolingError, problems
from toolkit.study.specs import MeasureSpec, find_measure


def pair_years(
    frame: Frame, spec: str | MeasureSpec, first: int, second: int, *, override: Mapping[str, str] | None = None
) -> Frame:
    """Return one row for each body with both years: values, difference (second less first), interval, p-value.

    p_value is Fisher's for a share and null for other kinds; `p_holm` is corrected over the bodies compared. A body
    whose two years do not join, or without a value in one of them, has no difference, and `reason` says why;
    `override`, as in `pool`, compares it all the same and is recorded. PoolingError for two reports of one body and
    year.
    """
    found = find_measure(spec)
    given = to_polars(frame)
    require(given, ["measure", "body_id", "organ", "level", "year", "value", "scope", "edition"], "the frame")
    rows = given.filter((pl.col("measure") == found.name) & pl.col("year").is_in([first, second]))
    if rows.select(pl.struct("body_id", "year").is_duplicated().any()).item():
        raise PoolingError(f"{found.name}: a body has two reports of one year: choose one")
    pairs = []
    for _, part in rows.group_by("body_id", maintain_order=True):
        if part.height == 2:
            pairs.append(_pair(part.sort("year"), found, override or {}))
    table = pl.DataFrame(pairs, schema=_SCHEMA)
    holm = correct(table["p_value"].to_list(), "holm")
    return like(frame, table.with_columns(pl.Series("p_holm", holm, pl.Float64)))


def summarise_pairs(frame: Frame) -> Frame:
    """Return how many bodies rose and fell, and the sign test of that (exact binomial, ties left out)."""
    given = to_polars(frame)
    require(given, ["difference"], "the frame of pairs")
    differences = given["difference"].drop_nulls()
    rose, fell = int((differences > 0).sum()), int((differences < 0).sum())
    p = float(stats.binomtest(rose, rose + fell).pvalue) if rose + fell else None
    row = {
        "n_pairs": given.height, "n_compared": len(differences), "n_reports": 2 * len(differences), "rose": rose,
        "fell": fell, "unchanged": len(differences) - rose - fell, "p_sign": p,
    }  # fmt: skip
    return like(frame, pl.DataFrame([row], schema_overrides={"p_sign": pl.Float64}))


_SCHEMA = {
    "body_id": pl.String, "organ": pl.String, "level": pl.String, "measure": pl.String, "first_year": pl.Int64,
    "second_year": pl.Int64, "first": pl.Float64, "second": pl.Float64, "difference": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "p_value": pl.Float64, "n_first": pl.Float64, "n_second": pl.Float64, "n_reports": pl.Int64,
    "scope": pl.String, "edition": pl.String, "reason": pl.String, "override": pl.String,
}  # fmt: skip


def _pair(part: pl.DataFrame, spec: MeasureSpec, override: Mapping[str, str]) -> dict[str, Any]:
    early, late = part.row(0, named=True), part.row(1, named=True)
    row: dict[str, Any] = dict.fromkeys(_SCHEMA) | {
        "body_id": early["body_id"], "organ": late["organ"], "level": late["level"], "measure": spec.name,
        "first_year": early["year"], "second_year": late["year"], "first": early["value"], "second": late["value"],
        "n_reports": 2, "scope": "+".join(dict.fromkeys(str(one["scope"]) for one in (early, late))),
        "edition": "+".join(dict.fromkeys(str(one["edition"]) for one in (early, late))),
    }  # fmt: skip
    if spec.denominator is not None:
        row |= {"n_first": _number(early["denominator"]), "n_second": _number(late["denominator"])}
    for one in (early, late):
        if one["value"] is None:
            return row | {"reason": f"{one['year']}: {one['reason']}"}
        if spec.kind == "share" and not 0 <= one["value"] <= spec.scale:
            return row | {"reason": f"{one['year']}: {NO_SHARE}"}
    wrong = problems(part, spec, None)
    if refused := [message for kind, message in wrong.items() if not override.get(kind, "").strip()]:
        return row | {"reason": "; ".join(refused)}
    told = "; ".join(f"{kind}: {override[kind]} ({message})" for kind, message in wrong.items()) or None
    row |= {"difference": late["value"] - early["value"], "override": told}
    if spec.kind != "share":
        return row
    counts = [(int(one["numerator"]), int(one["denominator"])) for one in (late, early)]
    fisher = two_shares(counts[0], counts[1], (1.0,)).row(0, named=True)
    return row | {name: fisher[name] for name in ("low", "high", "p_value")}


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
