"""Count models against closed forms and hand-made sandwiches."""

import numpy as np
import polars as pl
import pytest
from scipy import optimize, stats

from toolkit.study.models import count_model
from toolkit.study.pooling import PoolingError

NAME = "reviews_per_100_resolved"
COLUMNS = {"measure": NAME, "edition": "format2021", "scope": "area", "layer": "printed", "n_valued": 1, "n_undefined": 0, "n_reports": 1}  # fmt: skip  # noqa: E501


def panel(rows, **more):
    frame = pl.DataFrame(rows, schema=["body_id", "year", "numerator", "denominator"], orient="row")
    values = 100 * pl.col("numerator") / pl.col("denominator")
    return frame.with_columns(value=values, **{k: pl.lit(v) for k, v in {**COLUMNS, **more}.items()})


TWO = panel([("a", 2020, 12, 800), ("b", 2020, 30, 2000), ("c", 2021, 9, 300), ("d", 2021, 21, 900)])


def test_two_groups_have_the_closed_form():
    """Without clusters: the rate ratio is that of the sums, its log error √(1/a + 1/b)."""
    frame = count_model(TWO, "C(year)", cluster=None)
    row = frame.filter(pl.col("term").str.contains("2021")).row(0, named=True)
    assert row["rate_ratio"] == pytest.approx((30 / 1200) / (42 / 2800), rel=1e-8)
    assert row["std_error"] == pytest.approx((1 / 30 + 1 / 42) ** 0.5, rel=1e-6)
    z = np.log(row["rate_ratio"]) / row["std_error"]
    assert row["p_value"] == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-6)
    assert row["low"] == pytest.approx(row["rate_ratio"] * np.exp(-stats.norm.ppf(0.975) * row["std_error"]), rel=1e-6)
    assert (row["n_reports"], row["n_left_out"]) == (4, 0)


def test_errors_clustered_by_body_are_the_sandwich():
    rows = [("a", 2020, 12, 800), ("a", 2021, 14, 700), ("b", 2020, 30, 2000), ("b", 2021, 9, 300), ("c", 2020, 5, 400), ("c", 2021, 21, 900)]  # fmt: skip  # noqa: E501
    given = panel(rows)
    frame = count_model(given, "C(year)")
    x = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]])
    y, t = (given[c].to_numpy().astype(float) for c in ("numerator", "denominator"))
    mu = np.exp(x @ frame["estimate"].to_numpy()) * t
    bread = np.linalg.inv(x.T @ (mu[:, None] * x))
    scores = np.add.reduceat((y - mu)[:, None] * x, [0, 2, 4])
    factor = 3 / 2 * 5 / 4  # clusters g/(g-1) times (n-1)/(n-k), the small-sample factor
    variance = factor * bread @ (scores.T @ scores) @ bread
    assert frame["std_error"].to_list() == pytest.approx(np.sqrt(np.diag(variance)).tolist(), rel=1e-6)
    assert frame["n_clusters"][0] == 3
    assert "cluster-robust errors are too small" in frame["note"][0]


def test_the_negative_binomial_is_that_of_scipy():
    random = np.random.default_rng(8)
    exposure = random.integers(100, 2000, 400)
    mean = 0.02 * exposure
    counts = random.poisson(mean * random.gamma(1 / 0.8, 0.8, 400))
    rows = [(str(i), 2020, int(k), int(n)) for i, (k, n) in enumerate(zip(counts, exposure, strict=True))]
    frame = count_model(panel(rows), "", family="negative_binomial", cluster=None)

    def minus(at):
        mu, size = np.exp(at[0]) * exposure, np.exp(-at[1])
        return -stats.nbinom.logpmf(counts, size, size / (size + mu)).sum()

    best = optimize.minimize(minus, [-4.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9})
    assert frame["estimate"][0] == pytest.approx(best.x[0], abs=1e-3)
    told = float(frame["note"][0].removeprefix("overdispersion ").partition(",")[0])
    assert told == pytest.approx(np.exp(best.x[1]), abs=1e-3)
    assert frame["rate_ratio"][0] == pytest.approx(0.02, rel=0.15)
    poisson = count_model(panel(rows), "", cluster=None)
    assert poisson["dispersion"][0] > 3  # which asks for the negative binomial
    assert poisson["std_error"][0] < frame["std_error"][0] / 2


def test_clustered_errors_keep_their_level_where_plain_ones_do_not():
    random = np.random.default_rng(6)
    wrong = {"clustered": 0, "plain": 0}
    for _ in range(120):
        bodies = random.gamma(4, 1 / 4, 40)
        rows = [(f"{i}", year, int(random.poisson(20 * effect)), 1000) for i, effect in enumerate(bodies) for year in (1, 2, 3)]  # fmt: skip  # noqa: E501
        side = pl.Series("side", [i // 3 % 2 for i in range(120)])
        given = panel(rows).with_columns(side)
        for name, cluster in (("clustered", "body_id"), ("plain", None)):
            wrong[name] += count_model(given, "side", cluster=cluster)["p_value"][1] < 0.05
    assert wrong["clustered"] / 120 <= 0.13
    assert wrong["plain"] / 120 >= 0.3


def test_what_is_left_out_is_counted():
    gap = panel([("e", 2020, 1, 100)]).with_columns(year=pl.lit(None, pl.Int64))
    empty = panel([("f", 2020, 0, 0)]).with_columns(value=pl.lit(None, pl.Float64))
    frame = count_model(pl.concat([TWO, gap, empty]), "C(year)", cluster=None)
    assert (frame["n_reports"][0], frame["n_left_out"][0]) == (4, 2)


def test_scopes_and_forms_are_kept_apart():
    own = TWO.with_columns(scope=pl.lit("own"), body_id=pl.col("body_id") + "1")
    mixed = pl.concat([TWO, own])
    with pytest.raises(PoolingError, match="different scopes: area, own"):
        count_model(mixed, "C(year)", cluster=None)
    assert count_model(mixed, "C(year) + C(scope)", cluster=None).height == 3
    told = count_model(mixed, "C(year)", cluster=None, override={"scope": "an exercise"})
    assert told["override"][0].startswith("scope: an exercise")
    old = TWO.with_columns(edition=pl.lit("stat2014"), year=pl.col("year") - 5)
    with pytest.raises(PoolingError, match="2014"):
        count_model(pl.concat([TWO, old]), "C(year)", cluster=None)
    assert "C(edition)[T.stat2014]" in count_model(pl.concat([TWO, old]), cluster=None)["term"].to_list()


def test_unknown_scope_is_no_term():
    with pytest.raises(PoolingError, match="scope of these reports is unknown"):
        count_model(TWO.with_columns(scope=pl.lit("unknown")), "C(year)", cluster=None)


def test_nothing_to_model_is_refused():
    with pytest.raises(ValueError, match="both a value and an exposure"):
        count_model(TWO.with_columns(value=pl.lit(None, pl.Float64)), "", cluster=None)
    with pytest.raises(ValueError, match="one measure"):
        count_model(pl.concat([TWO, TWO.with_columns(measure=pl.lit("b"))]))
    with pytest.raises(ValueError, match="no family"):
        count_model(TWO, "", family="gaussian")


def test_pandas_in_pandas_out():
    frame = count_model(TWO.to_pandas(), "C(year)", cluster=None)
    assert not isinstance(frame, pl.DataFrame)
    assert frame["rate_ratio"].iloc[1] == pytest.approx(5 / 3)
