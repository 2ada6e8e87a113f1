"""Bodies of one level, scope and form → a ranking that says how little it knows, and a funnel that needs no ranking.

Sources: Goldstein and Spiegelhalter 1996 (JRSS A 159:385-443) for rank intervals; Spiegelhalter 2005 (Statistics in
Medicine 24:1185-1202) for funnel plots with exact binomial limits.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from scipy import stats

from toolkit.study.compare import correct
from toolkit.study.door import Frame, like, require, to_polars
from toolkit.study.measuring import NO_SHARE
from toolkit.study.pooling import PoolingError, problems
from toolkit.study.shrinkage import fit_beta_binomial
from toolkit.study.specs import MeasureSpec, find_measure

MINIMUM = 30  # requests below which a body is listed, not ranked
_DRAWS, _SEED = 4000, 20190515
_NEEDED = ["measure", "body_id", "organ", "level", "year", "value", "numerator", "denominator", "scope", "edition"]


def rank_bodies(
    frame: Frame,
    spec: str | MeasureSpec,
    *,
    minimum: int = MINIMUM,
    level: float = 0.95,
    override: Mapping[str, str] | None = None,
) -> Frame:
    """Return every body of one level, scope, form and year with its shrunken share and the interval of its rank.

    Rank 1 is the largest. Columns: those of `frame` that say who, value, n (the denominator), shrunk, shrunk_low,
    shrunk_high, rank (median), rank_low, rank_high, n_ranked, n_reports, rule (the minimum, in words), override and
    `reason`. A body below `minimum` requests, without any, or without a value is listed with the reason and no rank.
    The model learns from every body with requests. PoolingError where the rows mix levels, scopes, forms or years,
    unless `override` says why; ValueError where fewer than three bodies have requests, or for what is no share.
    """
    rows, _, told = stratum(to_polars(frame), spec, override or {})
    counts = _counts(rows)
    prior = fit_beta_binomial([y for y, _ in counts], [n for _, n in counts])
    ranked = [n >= minimum and value is not None for (_, n), value in zip(counts, rows["value"], strict=True)]
    draws = np.random.Generator(np.random.PCG64(_SEED))
    samples = [
        draws.beta(prior.a + y, prior.b + n - y, _DRAWS) for (y, n), kept in zip(counts, ranked, strict=True) if kept
    ]
    places: list[tuple[float, float, float]] = []
    if samples:
        ranks = stats.rankdata(-np.asarray(samples), axis=0, method="ordinal")
        tail = (1 - level) / 2
        quantiles = np.quantile(ranks, [0.5, tail, 1 - tail], axis=1, method="nearest")
        places = [(float(a), float(b), float(c)) for a, b, c in quantiles.T]
    ahead = iter(places)
    table = []
    for (y, n), why, kept in zip(counts, rows["reason"], ranked, strict=True):
        low, high = prior.interval(y, n, level)
        place = next(ahead) if kept else (None, None, None)
        few = f"{n:.0f} requests, below the minimum of {minimum}"
        table.append(
            {
                "n": n, "shrunk": prior.shrunk(y, n) if n else None, "shrunk_low": low if n else None,
                "shrunk_high": high if n else None, "rank": place[0], "rank_low": place[1], "rank_high": place[2],
                "reason": None if kept else why or few,
            }
        )  # fmt: skip
    who = rows.select("body_id", "organ", "level", "year", "scope", "edition", "measure", "value")
    rule = f"ranked from {minimum} requests; {sum(ranked)} of {rows.height} bodies ranked; rank 1 is the largest"
    added = pl.DataFrame(table, schema=_RANKED).with_columns(
        n_ranked=pl.lit(sum(ranked)), n_reports=pl.lit(rows.height), rule=pl.lit(rule), override=pl.lit(told, pl.String)
    )
    both = pl.concat([who, added], how="horizontal")
    return like(frame, both.sort("rank", "body_id", nulls_last=True))


def funnel(
    frame: Frame,
    spec: str | MeasureSpec,
    *,
    limits: tuple[float, ...] = (0.95, 0.998),
    override: Mapping[str, str] | None = None,
) -> Frame:
    """Return each body's share against its volume, with exact limits around the pooled share of its stratum.

    Columns: who, value, n, target (pooled share), low_95, high_95, low_99.8 …, outside (the widest limit it leaves, or
    null), p_value (exact binomial against the target), p_bh (corrected), reason, n_reports, override. Bodies without
    requests stand with n = 0, no limits and the reason. PoolingError as in `rank_bodies`.
    """
    rows, _, told = stratum(to_polars(frame), spec, override or {})
    counts = _counts(rows)
    total = sum(n for _, n in counts)
    target = sum(y for y, _ in counts) / total if total else None
    table = []
    for y, n in counts:
        row: dict[str, float | str | None] = {"n": n, "target": target, "p_value": None, "outside": None}
        for limit in limits:
            low, high = funnel_limits(n, target, limit) if n and target is not None else (None, None)
            row |= {f"low_{100 * limit:g}": low, f"high_{100 * limit:g}": high}
            if low is not None and high is not None and not low <= y / n <= high:
                row["outside"] = f"{100 * limit:g}%"
        if n and target is not None:
            row["p_value"] = float(stats.binomtest(int(y), int(n), target).pvalue)
        table.append(row)
    names: list[str] = [f"{side}_{100 * limit:g}" for limit in limits for side in ("low", "high")]
    kinds = dict.fromkeys(["n", "target", *names, "p_value"], pl.Float64) | {"outside": pl.String}
    added = pl.DataFrame(table, schema=kinds)
    bh = correct(added["p_value"].to_list(), "bh")
    who = rows.select("body_id", "organ", "level", "year", "scope", "edition", "measure", "value")
    both = pl.concat([who, added, rows.select("reason")], how="horizontal").with_columns(
        pl.Series("p_bh", bh, pl.Float64), n_reports=pl.lit(rows.height), override=pl.lit(told, pl.String)
    )
    return like(frame, both.sort("n", "body_id", descending=[True, False]))


def _counts(rows: pl.DataFrame) -> list[tuple[float, float]]:
    """Return successes and trials; none of a report whose part is larger than its whole."""
    pairs = [(float(y or 0), float(n or 0)) for y, n in rows.select("numerator", "denominator").iter_rows()]
    return [(y, n) if 0 <= y <= n else (0.0, 0.0) for y, n in pairs]


def funnel_limits(n: float, target: float, limit: float) -> tuple[float, float]:
    """Return the shares between which a body of n requests lies with probability `limit` if its true share is `target`.

    Exact binomial quantiles, interpolated between counts as in Spiegelhalter 2005, appendix A.1.1; the target itself
    is never outside.
    """

    def quantile(p: float) -> float:
        count = float(stats.binom.ppf(p, n, target))
        above, below = float(stats.binom.cdf(count, n, target)), float(stats.binom.cdf(count - 1, n, target))
        weight = (above - p) / (above - below) if above > below else 0.0
        return min(1.0, max(0.0, (count - weight) / n))

    tail = (1 - limit) / 2
    return min(target, quantile(tail)), max(target, quantile(1 - tail))


def stratum(
    frame: pl.DataFrame, spec: str | MeasureSpec, override: Mapping[str, str]
) -> tuple[pl.DataFrame, MeasureSpec, str | None]:
    """Return the rows of one share that are alike, and what was overridden; PoolingError where they are not."""
    found = find_measure(spec)
    require(frame, [*_NEEDED, "n_valued", "n_undefined", "n_reports", "layer", "reason"], "the frame of measures")
    if found.kind != "share":
        raise ValueError(f"{found.name} is a {found.kind}: only shares of one whole are shrunk, ranked or funnelled")
    rows = frame.filter(pl.col("measure") == found.name).sort("body_id", "year")
    impossible = pl.col("value").is_not_null() & ~pl.col("value").is_between(0, 1)
    rows = rows.with_columns(reason=pl.when(impossible).then(pl.lit(NO_SHARE)).otherwise("reason"))
    wrong = problems(rows, found, None)
    for column in ("level", "year"):
        if rows[column].n_unique() > 1:
            wrong[column] = f"{column}s are mixed: {', '.join(str(v) for v in sorted(rows[column].unique(), key=str))}"
    if rows["body_id"].is_duplicated().any() and "year" not in wrong:
        raise PoolingError(f"{found.name}: a body has two reports of one year: choose one")
    told = []
    for kind, message in wrong.items():
        if not override.get(kind, "").strip():
            raise PoolingError(f"{found.name}: {message}. To do it all the same, pass override={{{kind!r}: why}}")
        told.append(f"{kind}: {override[kind]} ({message})")
    return rows, found, "; ".join(told) or None


_RANKED = {
    "n": pl.Float64, "shrunk": pl.Float64, "shrunk_low": pl.Float64, "shrunk_high": pl.Float64, "rank": pl.Float64,
    "rank_low": pl.Float64, "rank_high": pl.Float64, "reason": pl.String,
}  # fmt: skip
