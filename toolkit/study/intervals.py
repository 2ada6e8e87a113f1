"""Counts → intervals: Wilson and Clopper-Pearson for shares, exact Poisson for rates, Newcombe for differences.

Sources: Wilson 1927 (JASA 22:209-212); Clopper and Pearson 1934 (Biometrika 26:404-413); Garwood 1936 (Biometrika
28:437-442); Newcombe 1998 (Statistics in Medicine 17:857-872 and 873-890). All take counts as independent trials:
repeat requesters break that, and a design effect widens the interval (Kish 1965).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import polars as pl
from scipy import stats

from toolkit.study.door import Frame, like, require, to_polars

Method = Literal["wilson", "clopper_pearson"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval with the method and the confidence level it was made with."""

    low: float
    high: float
    method: str
    level: float


def wilson(successes: float, trials: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval for a share; ValueError for counts that are none.

    >>> interval = wilson(832, 1136)
    >>> round(100 * interval.low, 1), round(100 * interval.high, 1)
    (70.6, 75.7)
    """
    _counts(successes, trials, level)
    z = _normal(level)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return Interval(low, high, "wilson", level)


def clopper_pearson(successes: float, trials: float, level: float = 0.95) -> Interval:
    """Return the exact interval for a share: at least `level`, often more. ValueError for counts that are none."""
    _counts(successes, trials, level)
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(stats.beta.ppf(tail, successes, trials - successes + 1))
    high = 1.0 if successes == trials else float(stats.beta.ppf(1 - tail, successes + 1, trials - successes))
    return Interval(low, high, "clopper_pearson", level)


def poisson_exact(events: float, exposure: float = 1.0, level: float = 0.95) -> Interval:
    """Return Garwood's exact interval for events per unit of exposure; ValueError for counts that are none."""
    if events < 0 or exposure <= 0 or not 0 < level < 1:
        raise ValueError(f"no rate: {events} events over an exposure of {exposure}, level {level}")
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(stats.chi2.ppf(tail, 2 * events)) / 2
    high = float(stats.chi2.ppf(1 - tail, 2 * (events + 1))) / 2
    return Interval(low / exposure, high / exposure, "poisson_exact", level)


def newcombe(first: tuple[float, float], second: tuple[float, float], level: float = 0.95) -> Interval:
    """Return the interval for the difference of two independent shares, first less second (Newcombe's method 10)."""
    a, b = wilson(*first, level), wilson(*second, level)
    share_a, share_b = first[0] / first[1], second[0] / second[1]
    low = share_a - share_b - math.hypot(share_a - a.low, b.high - share_b)
    high = share_a - share_b + math.hypot(a.high - share_a, share_b - b.low)
    return Interval(low, high, "newcombe", level)


def with_intervals(frame: Frame, level: float = 0.95, method: Method = "wilson", design_effect: float = 1.0) -> Frame:
    """Return a frame of measures with `low`, `high`, `interval` (method and level) beside each value.

    Shares get a binomial interval, rates an exact Poisson one; ratios, counts and changes none, and `interval` says
    why. `design_effect` divides the counts: 2 means that requests tell half as much as independent ones would.
    """
    if design_effect < 1:
        raise ValueError("a design effect is at least 1")
    given = to_polars(frame)
    require(given, ["kind", "value", "numerator", "denominator", "scale"], "the frame of measures")
    lows: list[float | None] = []
    highs: list[float | None] = []
    methods: list[str] = []
    for kind, value, above, below, scale in given.select(
        "kind", "value", "numerator", "denominator", "scale"
    ).iter_rows():
        interval, told = _interval(kind, value, above, below, scale, level, method, design_effect)
        lows.append(interval.low if interval else None)
        highs.append(interval.high if interval else None)
        methods.append(told)
    added = given.with_columns(
        pl.Series("low", lows, pl.Float64),
        pl.Series("high", highs, pl.Float64),
        pl.Series("interval", methods, pl.String),
    )
    return like(frame, added)


def _interval(
    kind: str,
    value: float | None,
    above: object,
    below: object,
    scale: int,
    level: float,
    method: Method,
    effect: float,
) -> tuple[Interval | None, str]:
    if value is None:
        return None, "none: there is no value"
    if kind not in ("share", "rate"):
        return None, f"none: a {kind} is no binomial share and no rate"
    count, base = float(str(above)), float(str(below))
    if count < 0 or base <= 0:
        return None, "none: a count is below 0"
    told = f"{level:.0%}" + (f", design effect {effect:g}" if effect != 1 else "")
    if kind == "rate":
        found = poisson_exact(count / effect, base / effect, level)
        return Interval(found.low * scale, found.high * scale, found.method, level), f"poisson_exact, {told}"
    if count > base:
        return None, "none: the part is larger than the whole"
    return {"wilson": wilson, "clopper_pearson": clopper_pearson}[method](
        count / effect, base / effect, level
    ), f"{method}, {told}"


def _normal(level: float) -> float:
    return float(stats.norm.ppf(1 - (1 - level) / 2))


def _counts(successes: float, trials: float, level: float) -> None:
    if not 0 <= successes <= trials or trials <= 0 or not 0 < level < 1:
        raise ValueError(f"no share: {successes} of {trials}, level {level}")
