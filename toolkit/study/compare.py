"""Two or more measures → tests: Fisher, Barnard and Rao-Scott for two shares, chi-square, pairs of years, corrections.

Sources: Fisher 1935; Barnard 1947 (Biometrika 34:123-138); Rao and Scott 1981 (JASA 76:221-230), first-order
correction: the chi-square statistic divided by the design effect; McNemar 1947 (Psychometrika 12:153-157);
Holm 1979 (Scand. J. Statist. 6:65-70); Benjamini and Hochberg 1995 (JRSS B 57:289-300).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from scipy import stats

from toolkit.study.door import Frame, like, require, to_polars
from toolkit.study.intervals import newcombe
from toolkit.study.pooling import PoolingError, problems
from toolkit.study.specs import MeasureSpec, find_measure

DESIGN_EFFECTS = (1.0, 2.0, 3.0)
EXPECTED_AT_LEAST = 5
_BARNARD_TABLES = 250_000  # possible outcomes that Barnard's test goes through; beyond, time and memory run away


def two_shares(
    first: tuple[int, int], second: tuple[int, int], design_effects: Sequence[float] = DESIGN_EFFECTS
) -> pl.DataFrame:
    """Return the tests of two shares (successes, trials), one row for each test and design effect.

    Fisher's and Barnard's tests take requests as independent (design effect 1). Barnard's p-value is the largest over
    every common share, which with very unequal numbers of trials may lie near 0 or 1 and exceed Fisher's; it is left
    out for large numbers. `rao_scott` is Pearson's chi-square divided by the design effect, the sensitivity to
    clustered, repeat requesters; it is left out where an expected count, divided too, is below 5. Columns: method,
    design_effect, p_value, difference, low, high (Newcombe, counts divided by the design effect), odds_ratio (null
    where its denominator is 0), note.
    """
    (a, n), (b, m) = first, second
    if min(a, b) < 0 or a > n or b > m or min(n, m) <= 0:
        raise ValueError(f"no shares: {a} of {n} and {b} of {m}")
    table = [[a, n - a], [b, m - b]]
    odds = (a * (m - b)) / (b * (n - a)) if b * (n - a) else None
    flat = a + b in (0, n + m)
    chi2 = 0.0 if flat else float(stats.chi2_contingency(table, correction=False).statistic)
    smallest = min(_expected(table))
    rows: list[dict[str, Any]] = []
    for effect in design_effects:
        if effect < 1:
            raise ValueError("a design effect is at least 1")
        interval = newcombe((a / effect, n / effect), (b / effect, m / effect))
        shared = {
            "design_effect": effect, "difference": a / n - b / m, "low": interval.low, "high": interval.high,
            "odds_ratio": odds,
        }  # fmt: skip
        if effect == 1:
            rows.append(
                {
                    "method": "fisher",
                    "p_value": float(stats.fisher_exact(np.asarray(table)).pvalue),
                    "note": "",
                    **shared,
                }
            )
            barnard, large = _barnard(a, n, b, m, flat)
            rows.append({"method": "barnard", "p_value": barnard, "note": large, **shared})
        small = smallest / effect < EXPECTED_AT_LEAST
        note = "an expected count is below 5: read the exact tests" if small else ""
        p = None if small else float(stats.chi2.sf(chi2 / effect, 1))
        rows.append({"method": "rao_scott", "p_value": p, "note": note, **shared})
    order = ["method", "design_effect", "p_value", "difference", "low", "high", "odds_ratio", "note"]
    return pl.DataFrame(rows, schema_overrides={"p_value": pl.Float64, "odds_ratio": pl.Float64}).select(order)


def _barnard(a: int, n: int, b: int, m: int, flat: bool) -> tuple[float | None, str]:
    if flat:
        return 1.0, ""
    if (n + 1) * (m + 1) > _BARNARD_TABLES:
        return None, "too many possible tables: read Fisher's test"
    return float(stats.barnard_exact([[a, b], [n - a, m - b]]).pvalue), ""


def compare_two(
    frame: Frame,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    *,
    design_effects: Sequence[float] = DESIGN_EFFECTS,
    override: Mapping[str, str] | None = None,
    spec: MeasureSpec | None = None,
) -> Frame:
    """Return the tests of two rows of a frame of measures, each picked by columns such as `{"organ": …, "year": 2023}`.

    Columns of `two_shares`, then measure, first, second (counts as print), n_reports, edition, scope, override.
    ValueError where a pick is not one row with a value of a share; PoolingError where scope, layer or form differ and
    `override` does not say why they may be compared.
    """
    given = to_polars(frame)
    rows = [_pick(given, wanted) for wanted in (first, second)]
    both = pl.concat(rows)
    if both["measure"].n_unique() != 1 or both["kind"][0] != "share":
        raise ValueError("two rows of one share are compared; rates go to `poisson_two`")
    told = _comparable(both, spec or find_measure(both["measure"][0]), override or {})
    counts = [(int(row["numerator"][0]), int(row["denominator"][0])) for row in rows]
    result = two_shares(counts[0], counts[1], design_effects).with_columns(
        measure=pl.lit(both["measure"][0]),
        first=pl.lit("{}/{}".format(*counts[0])),
        second=pl.lit("{}/{}".format(*counts[1])),
        n_reports=pl.lit(int(both["n_reports"].sum()), pl.Int64),
        edition=pl.lit("+".join(sorted(both["edition"].unique()))),
        scope=pl.lit("+".join(sorted(both["scope"].unique()))),
        override=pl.lit(told, pl.String),
    )
    return like(frame, result)


def poisson_two(first: tuple[int, float], second: tuple[int, float]) -> pl.DataFrame:
    """Return the exact test of two rates (events, exposure) given their sum (Przyborowski and Wilenski 1940)."""
    (a, t), (b, u) = first, second
    if min(a, b) < 0 or min(t, u) <= 0:
        raise ValueError(f"no rates: {a} over {t} and {b} over {u}")
    p = 1.0 if a + b == 0 else float(stats.binomtest(a, a + b, t / (t + u)).pvalue)
    ratio = (a / t) / (b / u) if b else None
    return pl.DataFrame({"method": ["poisson_conditional"], "p_value": [p], "rate_ratio": [ratio]})


def chi_square(table: Sequence[Sequence[int]]) -> pl.DataFrame:
    """Return Pearson's chi-square for a table of counts, only where every expected count is at least 5.

    One row: statistic, df, p_value, smallest_expected, note. Empty rows and columns are left out; below 5 there is no
    p-value, and `note` says to merge categories or use an exact test.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or (counts < 0).any():
        raise ValueError("chi_square takes a table of counts")
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape, default=0) < 2:
        return _chi(None, None, None, None, "fewer than two rows or columns that are not empty")
    found = stats.chi2_contingency(counts, correction=False)
    smallest = float(found.expected_freq.min())
    if smallest < EXPECTED_AT_LEAST:
        note = (
            f"the smallest expected count is {smallest:.2f}, below {EXPECTED_AT_LEAST}: merge rows or use an exact test"
        )
        return _chi(None, int(found.dof), None, smallest, note)
    return _chi(float(found.statistic), int(found.dof), float(found.pvalue), smallest, "")


def _chi(statistic: float | None, df: int | None, p: float | None, smallest: float | None, note: str) -> pl.DataFrame:
    kinds = {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64, "smallest_expected": pl.Float64}
    row = {"statistic": statistic, "df": df, "p_value": p, "smallest_expected": smallest, "note": note}
    return pl.DataFrame([row], schema={**kinds, "note": pl.String})


def correct(p_values: Sequence[float | None], method: Literal["holm", "bh"] = "holm") -> list[float | None]:
    """Return p-values corrected for many comparisons, in their order; a missing one is no comparison and stays missing.

    "holm" bounds the chance of any false finding, "bh" the share of false ones among the findings.
    """
    if method not in ("holm", "bh"):
        raise ValueError(f"there is no correction {method!r}: holm, bh")
    known = sorted((p, n) for n, p in enumerate(p_values) if p is not None)
    if any(not 0 <= p <= 1 for p, _ in known):
        raise ValueError("a p-value is between 0 and 1")
    corrected: list[float | None] = [None] * len(p_values)
    count, bound = len(known), 0.0
    if method == "holm":
        for rank, (p, n) in enumerate(known):
            bound = max(bound, min(1.0, (count - rank) * p))
            corrected[n] = bound
        return corrected
    bound = 1.0
    for rank, (p, n) in reversed(list(enumerate(known, start=1))):
        bound = min(bound, p * count / rank)
        corrected[n] = bound
    return corrected


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Return the exact p-value of paired yes-or-no answers: bodies with it in the first year only, the second only."""
    if min(only_first, only_second) < 0:
        raise ValueError("counts are not below 0")
    discordant = only_first + only_second
    return 1.0 if discordant == 0 else float(stats.binomtest(only_first, discordant).pvalue)


def pick_rows(frame: pl.DataFrame, wanted: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows that have all the wanted values."""
    require(frame, list(wanted), "the frame of measures")
    return frame.filter([pl.col(column) == value for column, value in wanted.items()])


def _pick(frame: pl.DataFrame, wanted: Mapping[str, Any]) -> pl.DataFrame:
    rows = pick_rows(frame, wanted)
    if rows.height != 1:
        raise ValueError(f"{dict(wanted)} picks {rows.height} rows, not one")
    if rows["value"][0] is None:
        raise ValueError(f"{dict(wanted)} has no value: {rows['reason'][0]}")
    return rows


def _comparable(rows: pl.DataFrame, spec: MeasureSpec, override: Mapping[str, str]) -> str | None:
    """Return what was overridden; PoolingError for what was not."""
    told = []
    for kind, message in problems(rows, spec, None).items():
        if not override.get(kind, "").strip():
            raise PoolingError(f"{message}. To compare them all the same, pass override={{{kind!r}: why}}")
        told.append(f"{kind}: {override[kind]} ({message})")
    return "; ".join(told) or None


def _expected(table: Sequence[Sequence[int]]) -> list[float]:
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = sum(rows)
    return [r * c / total for r in rows for c in columns] if total else [math.inf]
