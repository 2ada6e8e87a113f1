"""Counts over many reports → Poisson and negative binomial models with an exposure, as tidy frames.

Source: Cameron and Trivedi 2013, Regression Analysis of Count Data, chapters 3 and 5; cluster-robust errors by body,
Liang and Zeger 1986 (Biometrika 73:13-22), with the small-sample factor of statsmodels.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import polars as pl
import statsmodels.api as sm
import statsmodels.formula.api as smf

from toolkit.study.door import Frame, like, require, to_polars
from toolkit.study.pooling import PoolingError, problems
from toolkit.study.specs import MeasureSpec, find_measure

MINIMUM_CLUSTERS = 30


def count_model(
    frame: Frame,
    terms: str = "C(edition)",
    *,
    family: Literal["poisson", "negative_binomial"] = "poisson",
    cluster: str | None = "body_id",
    level: float = 0.95,
    override: Mapping[str, str] | None = None,
    spec: MeasureSpec | None = None,
) -> Frame:
    """Model the numerators of one measure with its denominators as exposure; one row for each term.

    `frame` is that of `measure_frame` for one rate or share, with what `terms` (a formula's right-hand side, such as
    `C(year) + C(level) + C(edition)`) names; `spec` is a measure of one's own. Reports without a value, without
    exposure, or without something that `terms` names are left out and counted. Columns: term, estimate (log),
    std_error, rate_ratio, low, high, p_value, family, n_reports, n_left_out, n_clusters, dispersion (Pearson; above 1
    asks for the negative binomial), note, override. PoolingError, as in `pool`, for two scopes or forms that do not
    join, unless `terms` has the column or `override` says why; ValueError where there is nothing to model.
    """
    given = to_polars(frame)
    require(given, ["measure", "value", "numerator", "denominator", "scope", "edition"], "the frame of measures")
    if given["measure"].n_unique() != 1 or given["denominator"].null_count() == given.height:
        raise ValueError("a count model takes one measure that has a denominator")
    named: list[str] = [column for column in given.columns if re.search(rf"\b{re.escape(column)}\b", terms)]
    wanted = [*named, cluster] if cluster else named
    used = given.filter(pl.col("value").is_not_null() & (pl.col("denominator") > 0)).drop_nulls(wanted)
    told = _allowed(used, spec or find_measure(given["measure"][0]), named, override or {})
    data = _plain(used)
    formula = f"count ~ {terms}" if terms else "count ~ 1"
    fitted, extra = _fit(formula, data, family, cluster)
    clusters = data[cluster].nunique() if cluster else 0
    notes = []
    if cluster and clusters < MINIMUM_CLUSTERS:
        notes.append(f"{clusters} clusters: cluster-robust errors are too small below about {MINIMUM_CLUSTERS}")
    if family == "negative_binomial":
        notes.append(f"overdispersion {extra:.4f}, taken as known for the errors")
    bounds = fitted.conf_int(alpha=1 - level)
    table = pl.DataFrame(
        {
            "term": list(fitted.params.index), "estimate": fitted.params.to_list(), "std_error": fitted.bse.to_list(),
            "rate_ratio": [math.exp(value) for value in fitted.params],
            "low": [math.exp(value) for value in bounds[0]], "high": [math.exp(value) for value in bounds[1]],
            "p_value": fitted.pvalues.to_list(),
        }
    )  # fmt: skip
    dispersion = float(fitted.pearson_chi2 / fitted.df_resid) if fitted.df_resid else None
    return like(
        frame,
        table.with_columns(
            measure=pl.lit(given["measure"][0]),
            family=pl.lit(family),
            n_reports=pl.lit(used.height),
            n_left_out=pl.lit(given.height - used.height),
            n_clusters=pl.lit(clusters),
            dispersion=pl.lit(dispersion, pl.Float64),
            note=pl.lit("; ".join(notes)),
            override=pl.lit(told, pl.String),
        ),
    )


def _allowed(used: pl.DataFrame, spec: MeasureSpec, named: Sequence[str], override: Mapping[str, str]) -> str | None:
    """Return what was overridden; what stands as a term of the model is told apart by it and needs no override."""
    told = []
    for kind, message in problems(used, spec, None).items():
        if kind in named and "unknown" not in message:
            continue
        if not override.get(kind, "").strip():
            raise PoolingError(f"{message}. Add C({kind}) to the terms, or pass override={{{kind!r}: why}}")
        told.append(f"{kind}: {override[kind]} ({message})")
    return "; ".join(told) or None


def _plain(used: pl.DataFrame) -> pd.DataFrame:
    """Return a pandas frame for formulas: plain Python strings, counts and exposures as floats."""
    if used.is_empty():
        raise ValueError("no report has both a value and an exposure")
    columns: Any = {name: used[name].to_list() for name in used.columns}
    data = pd.DataFrame(columns, dtype=object)
    if "year" in data:
        data["year"] = pd.to_numeric(data["year"])
    data["count"] = data["numerator"].astype(float)
    data["exposure"] = data["denominator"].astype(float)
    return data


def _fit(formula: str, data: pd.DataFrame, family: str, cluster: str | None) -> tuple[Any, float]:
    """Return the fitted generalised linear model and, for the negative binomial, its dispersion."""
    options = (
        {"cov_type": "cluster", "cov_kwds": {"groups": data[cluster].astype("category").cat.codes}} if cluster else {}
    )
    alpha = 0.0
    kind = sm.families.Poisson()
    if family == "negative_binomial":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            full = smf.negativebinomial(formula, data, exposure=data["exposure"]).fit(disp=0, maxiter=500)
        if not full.mle_retvals["converged"]:
            raise ValueError("the negative binomial did not converge: use fewer terms, or the Poisson model")
        alpha = float(full.params["alpha"])
        kind = sm.families.NegativeBinomial(alpha=max(alpha, 1e-8))
    elif family != "poisson":
        raise ValueError(f"there is no family {family!r}: poisson, negative_binomial")
    return smf.glm(formula, data, family=kind, exposure=data["exposure"]).fit(**options), alpha
