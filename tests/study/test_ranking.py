"""Shrinkage, ranks with their intervals, and funnels."""

import numpy as np
import polars as pl
import pytest
from scipy import optimize, stats

from toolkit.study.measuring import NO_SHARE
from toolkit.study.pooling import PoolingError
from toolkit.study.ranking import funnel, funnel_limits, rank_bodies
from toolkit.study.shrinkage import fit_beta_binomial

NAME = "granted_full_share_of_resolved"


def drawn(seed, bodies, a, b, trials=(20, 400)):
    random = np.random.default_rng(seed)
    truth = random.beta(a, b, bodies)
    n = random.integers(*trials, bodies)
    return truth, random.binomial(n, truth), n


def test_the_likelihood_is_that_of_scipy_and_no_other_point_is_better():
    _, y, n = drawn(1, 60, 6, 3)
    fit = fit_beta_binomial(y.tolist(), n.tolist())

    def minus(at):
        return -stats.betabinom.logpmf(y, n, *np.exp(at)).sum()

    other = optimize.minimize(minus, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert fit.log_likelihood == pytest.approx(-other.fun, abs=1e-6)
    assert (fit.a, fit.b) == pytest.approx(tuple(np.exp(other.x)), rel=1e-3)


def test_the_model_finds_what_was_put_in():
    _, y, n = drawn(2, 2000, 6, 3)
    fit = fit_beta_binomial(y.tolist(), n.tolist())
    assert fit.mean == pytest.approx(2 / 3, abs=0.01)
    assert fit.precision == pytest.approx(9, rel=0.1)


def test_shrunken_intervals_cover_the_true_shares():
    hits = []
    for seed in range(20):
        truth, y, n = drawn(100 + seed, 60, 6, 3)
        fit = fit_beta_binomial(y.tolist(), n.tolist())
        for p, k, m in zip(truth, y, n, strict=True):
            low, high = fit.interval(float(k), float(m))
            hits.append(low <= p <= high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.02)


def test_a_small_body_is_drawn_further_towards_the_mean():
    _, y, n = drawn(3, 60, 6, 3)
    fit = fit_beta_binomial(y.tolist(), n.tolist())
    assert fit.mean < fit.shrunk(100, 100) < 1
    assert fit.mean < fit.shrunk(2, 2) < fit.shrunk(100, 100)


def test_bodies_without_requests_teach_nothing():
    assert fit_beta_binomial([1, 5, 9, 0], [10, 10, 10, 0]) == fit_beta_binomial([1, 5, 9], [10, 10, 10])
    with pytest.raises(ValueError, match="at least three"):
        fit_beta_binomial([1, 5, 0], [10, 10, 0])
    with pytest.raises(ValueError, match="none above its trials"):
        fit_beta_binomial([11, 1, 1], [10, 10, 10])


@pytest.fixture
def county(made):
    for organ, granted, resolved in (("甲", 90, 100), ("乙", 80, 100), ("丙", 10, 100), ("丁", 12, 29), ("戊", 0, 0)):
        made.add(f"{organ}区", outcomes_total=resolved, granted_full=granted)
    made.add("己区", outcomes_total=None, granted_full=3).add("庚区", outcomes_total=40, granted_full=41)
    return made.measures(NAME)


def test_small_empty_and_faulty_bodies_are_listed_not_ranked(county):
    frame = rank_bodies(county, NAME)
    assert frame["organ"].to_list()[:3] == ["甲区", "乙区", "丙区"]
    assert frame["rank"].to_list()[:3] == [1, 2, 3]
    assert frame["rank"].null_count() == 4
    why = dict(frame.select("organ", "reason").iter_rows())
    assert why["丁区"] == "29 requests, below the minimum of 30"
    assert why["戊区"].startswith("the denominator is 0")
    assert "blank" in why["己区"]
    assert why["庚区"] == NO_SHARE
    assert frame["rule"][0] == "ranked from 30 requests; 3 of 7 bodies ranked; rank 1 is the largest"
    assert frame["n_reports"][0] == 7


def test_the_interval_of_a_rank_is_that_of_the_posterior(made):
    """Two close bodies and one far below: the chance that the first leads is an integral, computed here by itself."""
    for organ, granted in (("甲", 52), ("乙", 50), ("丙", 5)):
        made.add(f"{organ}区", outcomes_total=100, granted_full=granted)
    frame = rank_bodies(made.measures(NAME), NAME)
    fit = fit_beta_binomial([52, 50, 5], [100, 100, 100])
    first, second = (stats.beta(fit.a + k, fit.b + 100 - k) for k in (52, 50))
    grid = np.linspace(0.0005, 0.9995, 2000)
    leads = float(np.sum(first.pdf(grid) * second.cdf(grid)) * (grid[1] - grid[0]))
    assert 0.5 < leads < 0.9
    ranks = dict(zip(frame["organ"], frame.select("rank_low", "rank", "rank_high").iter_rows(), strict=True))
    assert ranks == {"甲区": (1, 1, 2), "乙区": (1, 2, 2), "丙区": (3, 3, 3)}


def test_rank_intervals_cover_the_true_ranks(made):
    truth, y, n = drawn(9, 40, 12, 6, (40, 300))
    for i, (k, m) in enumerate(zip(y, n, strict=True)):
        made.add(f"{i:02d}区", outcomes_total=int(m), granted_full=int(k))
    frame = rank_bodies(made.measures(NAME), NAME).sort("organ")
    true_ranks = stats.rankdata(-truth)
    hit = [low <= r <= high for r, low, high in zip(true_ranks, frame["rank_low"], frame["rank_high"], strict=True)]
    assert np.mean(hit) >= 0.85


def test_a_ranking_is_the_same_on_every_run(county):
    assert rank_bodies(county, NAME).equals(rank_bodies(county, NAME))


MIXED = [({"level": "city"}, "level"), ({"scope": "own"}, "scope"), ({"year": 2022}, "year")]


@pytest.mark.parametrize(("differs", "kind"), MIXED)
def test_only_like_bodies_are_ranked_or_funnelled(made, differs, kind):
    for organ, granted in (("甲", 52), ("乙", 50), ("丙", 5)):
        made.add(f"{organ}区", outcomes_total=100, granted_full=granted)
    made.add("丁", **{"outcomes_total": 100, "granted_full": 9, **differs})
    frame = made.measures(NAME)
    for verb in (rank_bodies, funnel):
        with pytest.raises(PoolingError, match=kind):
            verb(frame, NAME)
        told = verb(frame, NAME, override={kind: "an exercise", "nesting": "an exercise"})
        assert f"{kind}: an exercise" in told["override"][0]


def test_what_is_no_share_is_not_ranked(made):
    made.add("甲区", outcomes_total=100)
    with pytest.raises(ValueError, match="is a ratio"):
        rank_bodies(made.measures("disclosed_share_of_received"), "disclosed_share_of_received")


@pytest.mark.parametrize(("n", "target"), [(20, 0.5), (50, 0.73), (400, 0.05), (30, 1.0), (30, 0.0)])
def test_funnel_limits_interpolate_the_binomial_between_counts(n, target):
    counts = np.arange(n + 1)
    for limit in (0.95, 0.998):
        low, high = funnel_limits(n, target, limit)
        tail = (1 - limit) / 2
        ends = np.interp([tail, 1 - tail], stats.binom.cdf(counts, n, target), counts) / n
        assert (low, high) == pytest.approx((min(target, ends[0]), max(target, ends[1])), abs=1e-9)


def test_funnel_limits_are_those_of_the_normal_for_many_requests():
    low, high = funnel_limits(100_000, 0.5, 0.95)
    half = stats.norm.ppf(0.975) * (0.25 / 100_000) ** 0.5
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-5)


def test_a_funnel_of_like_bodies_flags_few_and_of_unlike_ones_many(made):
    random = np.random.default_rng(4)
    for i, n in enumerate(random.integers(20, 500, 200)):
        share = 0.7 if i < 190 else 0.3
        made.add(f"{i:03d}区", outcomes_total=int(n), granted_full=int(random.binomial(n, share)))
    frame = funnel(made.measures(NAME), NAME).sort("organ")
    like, unlike = frame.head(190), frame.tail(10)
    assert like["outside"].eq("99.8%").sum() <= 3
    assert unlike["outside"].eq("99.8%").sum() >= 8
    assert (frame["p_bh"] >= frame["p_value"]).all()


def test_a_funnel_lists_bodies_without_requests_and_leaves_out_faulty_ones(county):
    frame = funnel(county, NAME)
    rows = {row["organ"]: row for row in frame.iter_rows(named=True)}
    assert frame.height == 7
    assert (rows["戊区"]["n"], rows["戊区"]["low_95"]) == (0, None)
    assert (rows["庚区"]["n"], rows["庚区"]["reason"]) == (0, NO_SHARE)
    assert rows["甲区"]["target"] == pytest.approx((90 + 80 + 10 + 12) / 329)


def test_pandas_in_pandas_out(county):
    frame = rank_bodies(county.to_pandas(), NAME)
    assert frame["rank"].iloc[0] == 1
    assert isinstance(funnel(county.to_pandas(), NAME).shape, tuple)
    assert not isinstance(frame, pl.DataFrame)
