"""Intervals against published tables, other implementations and simulation.

Published: Newcombe 1998a, Statistics in Medicine 17:857-872, table I; Newcombe 1998b, 17:873-890, table II; Garwood
1936, Biometrika 28:437-442 (the limits that R prints for `poisson.test`).
"""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from toolkit.study.intervals import clopper_pearson, newcombe, poisson_exact, wilson, with_intervals

# successes, trials, Wilson low and high (his method 3), Clopper-Pearson low and high (his method 5)
NEWCOMBE_A = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]
# two shares, low and high of his method 10
NEWCOMBE_B = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((10, 10), (0, 10), 0.6075, 1.0000),
    ((5, 56), (0, 29), -0.0381, 0.1926),
]


@pytest.mark.parametrize(("k", "n", "score", "exact"), NEWCOMBE_A)
def test_published_intervals_of_a_share(k, n, score, exact):
    for interval, printed in ((wilson(k, n), score), (clopper_pearson(k, n), exact)):
        assert (round(interval.low, 4), round(interval.high, 4)) == printed


@pytest.mark.parametrize(("first", "second", "low", "high"), NEWCOMBE_B)
def test_published_intervals_of_a_difference(first, second, low, high):
    interval = newcombe(first, second)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)])
def test_published_intervals_of_a_count(events, low, high):
    interval = poisson_exact(events)
    assert interval.low == pytest.approx(low, abs=6e-4)
    assert interval.high == pytest.approx(high, abs=6e-4)


def test_the_interval_of_a_rate_as_in_the_documentation_of_r():
    """`poisson.test(137, 24.19893)`: 4.753125 to 6.692709."""
    interval = poisson_exact(137, 24.19893)
    assert (round(interval.low, 6), round(interval.high, 6)) == (4.753125, 6.692709)


@given(
    st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.95, 0.99])
)
@settings(deadline=None)
def test_shares_agree_with_statsmodels_and_scipy(pair, level):
    k, n = pair
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    own = wilson(k, n, level)
    assert (own.low, own.high) == pytest.approx((low, high), abs=1e-9)
    test = stats.binomtest(k, n)
    other = test.proportion_ci(level, "exact")
    exact = clopper_pearson(k, n, level)
    assert (exact.low, exact.high) == pytest.approx((other.low, other.high), abs=1e-7)
    assert own.low <= k / n <= own.high
    assert exact.low <= k / n <= exact.high


@given(st.tuples(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1), st.floats(0, 1)))
@settings(deadline=None)
def test_differences_agree_with_statsmodels(four):
    n, m, p, q = four
    a, b = round(n * p), round(m * q)
    own = newcombe((a, n), (b, m))
    low, high = confint_proportions_2indep(a, n, b, m, method="newcomb")
    assert (own.low, own.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("share", "trials"), [(0.03, 100), (0.5, 12), (0.73, 1136), (0.9, 30)])
def test_coverage_of_the_intervals_of_a_share(share, trials):
    """Clopper-Pearson never falls below its level; Wilson stays near it (Brown, Cai and DasGupta 2001)."""
    draws = np.random.default_rng(20190515).binomial(trials, share, 4000)
    covered = {k: _covers(k, trials, share) for k in np.unique(draws)}
    score, exact = (np.mean([covered[k][n] for k in draws]) for n in (0, 1))
    noise = 3 * math.sqrt(0.95 * 0.05 / 4000)
    assert exact >= 0.95 - noise
    assert score >= 0.925 - noise


def _covers(k, n, share):
    return [interval.low <= share <= interval.high for interval in (wilson(int(k), n), clopper_pearson(int(k), n))]


def test_wilson_covers_its_level_on_average():
    random = np.random.default_rng(7)
    shares, trials = random.uniform(0, 1, 4000), random.integers(5, 500, 4000)
    draws = random.binomial(trials, shares)
    hit = [wilson(int(k), int(n)).low <= p <= wilson(int(k), int(n)).high for k, n, p in zip(draws, trials, shares, strict=True)]  # fmt: skip  # noqa: E501
    assert np.mean(hit) == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize("mean", [0.5, 3.0, 40.0])
def test_coverage_of_the_interval_of_a_rate(mean):
    draws = np.random.default_rng(11).poisson(mean, 4000)
    hit = [poisson_exact(int(k)).low <= mean <= poisson_exact(int(k)).high for k in draws]
    assert np.mean(hit) >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 4000)


def test_coverage_of_the_interval_of_a_difference():
    random = np.random.default_rng(13)
    a, b = random.binomial(101, 0.85, 4000), random.binomial(1032, 0.72, 4000)
    found = [newcombe((int(x), 101), (int(y), 1032)) for x, y in zip(a, b, strict=True)]
    assert np.mean([i.low <= 0.13 <= i.high for i in found]) == pytest.approx(0.95, abs=0.015)


def test_a_design_effect_widens_the_interval_of_clustered_requests():
    """Requests in fours of one answer: the plain interval covers too little, the one with a design effect enough."""
    random = np.random.default_rng(17)
    clusters = random.binomial(60, 0.6, 2000)
    plain = [wilson(4 * int(k), 240) for k in clusters]
    wide = [wilson(int(k), 60) for k in clusters]  # counts divided by the design effect of 4
    assert np.mean([i.low <= 0.6 <= i.high for i in plain]) < 0.75
    assert np.mean([i.low <= 0.6 <= i.high for i in wide]) > 0.93


@pytest.mark.parametrize(("k", "n", "level"), [(-1, 5, 0.95), (6, 5, 0.95), (0, 0, 0.95), (1, 5, 1.0)])
def test_what_is_no_share_has_no_interval(k, n, level):
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="no share"):
            interval(k, n, level)
    with pytest.raises(ValueError, match="no rate"):
        poisson_exact(-1)


FRAME = pl.DataFrame(
    {
        "kind": ["share", "rate", "ratio", "count", "share", "share", "rate"],
        "value": [0.5, 2.0, 1.2, 3.0, None, 1.5, -1.0],
        "numerator": [5, 2, 12, 3, None, 3, -1],
        "denominator": [10, 100, 10, None, None, 2, 100],
        "scale": [1, 100, 1, 1, 1, 1, 100],
    }
)


def test_each_kind_of_measure_has_its_interval_or_says_why_it_has_none():
    told = with_intervals(FRAME)["interval"].to_list()
    assert told == [
        "wilson, 95%", "poisson_exact, 95%", "none: a ratio is no binomial share and no rate",
        "none: a count is no binomial share and no rate", "none: there is no value",
        "none: the part is larger than the whole", "none: a count is below 0",
    ]  # fmt: skip
    rate = with_intervals(FRAME).row(1, named=True)
    assert rate["low"] == pytest.approx(100 * poisson_exact(2, 100).low)


def test_a_design_effect_is_written_into_the_frame():
    row = with_intervals(FRAME.head(1), 0.9, "clopper_pearson", 2.0).row(0, named=True)
    assert row["interval"] == "clopper_pearson, 90%, design effect 2"
    assert (row["low"], row["high"]) == pytest.approx((stats.beta.ppf(0.05, 2.5, 3.5), stats.beta.ppf(0.95, 3.5, 2.5)))
    with pytest.raises(ValueError, match="at least 1"):
        with_intervals(FRAME, design_effect=0.5)
