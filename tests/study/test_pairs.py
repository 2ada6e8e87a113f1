"""Two years of the same body, and what stands in the way of comparing them."""

import polars as pl
import pytest
from scipy import stats

from toolkit.study.measuring import NO_SHARE
from toolkit.study.pairs import pair_years, summarise_pairs
from toolkit.study.pooling import PoolingError

NAME = "granted_full_share_of_resolved"


def test_a_pair_of_years_has_difference_interval_and_p_value(made):
    made.add("甲区", 2022, outcomes_total=100, granted_full=40).add("甲区", 2023, outcomes_total=100, granted_full=60)
    row = pair_years(made.measures(NAME), NAME, 2022, 2023).row(0, named=True)
    assert row["difference"] == pytest.approx(0.2)
    assert 0 < row["low"] < 0.2 < row["high"]
    p = stats.fisher_exact([[60, 40], [40, 60]]).pvalue
    assert row["p_value"] == row["p_holm"] == pytest.approx(p)
    assert (row["n_reports"], row["n_first"], row["n_second"], row["reason"]) == (2, 100, 100, None)


def test_many_pairs_are_corrected_together(made):
    for n, granted in enumerate((40, 45, 60)):
        made.add(f"{n}区", 2022, outcomes_total=100, granted_full=40)
        made.add(f"{n}区", 2023, outcomes_total=100, granted_full=granted)
    frame = pair_years(made.measures(NAME), NAME, 2022, 2023)
    assert frame["p_holm"][2] == pytest.approx(3 * frame["p_value"][2])
    row = summarise_pairs(frame).row(0, named=True)
    assert (row["n_compared"], row["rose"], row["fell"], row["unchanged"]) == (3, 2, 0, 1)
    assert row["p_sign"] == pytest.approx(stats.binomtest(2, 2).pvalue)


WAYS = [
    ({"scope": "own"}, "different scopes: area, own"),
    ({"granted_full": None}, "2023: 予以公开 (requests.granted_full.total) is blank"),
    ({"outcomes_total": 0, "granted_full": 0}, "2023: the denominator is 0"),
    ({"outcomes_total": 5, "granted_full": 6}, NO_SHARE),
]


@pytest.mark.parametrize(("differs", "reason"), WAYS)
def test_a_pair_that_does_not_join_is_listed_with_the_reason(made, differs, reason):
    made.add("甲区", 2022, outcomes_total=100, granted_full=40)
    made.add("甲区", 2023, **{"outcomes_total": 100, "granted_full": 60, **differs})
    row = pair_years(made.measures(NAME), NAME, 2022, 2023).row(0, named=True)
    assert row["difference"] is None
    assert reason in row["reason"]


def test_a_change_of_scope_is_compared_only_when_asked_for(made):
    made.add("甲区", 2022, outcomes_total=100, granted_full=40)
    made.add("甲区", 2023, scope="own", outcomes_total=100, granted_full=60)
    row = pair_years(made.measures(NAME), NAME, 2022, 2023, override={"scope": "the body says so"}).row(0, named=True)
    assert row["difference"] == pytest.approx(0.2)
    assert row["override"].startswith("scope: the body says so")


def test_two_reports_of_one_year_are_refused(made):
    made.add("甲区", 2022).add("甲区", 2022).add("甲区", 2023)
    with pytest.raises(PoolingError, match="two reports of one year"):
        pair_years(made.measures(NAME), NAME, 2022, 2023)


def test_a_body_with_one_year_is_no_pair_and_counts_have_no_test(made):
    made.add("甲区", 2022, requests_received_new=5).add("乙区", 2022).add("甲区", 2023, requests_received_new=9)
    frame = pair_years(made.measures("requests_received"), "requests_received", 2022, 2023)
    assert frame.select("organ", "difference", "p_value").rows() == [("甲区", 4.0, None)]


def test_nothing_to_pair_gives_no_rows(made):
    frame = pair_years(made.add("甲区", 2022).measures(NAME), NAME, 2022, 2023)
    assert frame.is_empty()
    assert summarise_pairs(frame)["p_sign"].item() is None


def test_the_sign_test_keeps_its_level(made):
    """The sign test on differences that are noise alone: at most 5 % in 400 draws, ties left out."""
    import numpy as np

    random = np.random.default_rng(5)
    draws = random.integers(-2, 3, (400, 15)).astype(float)
    hits = [summarise_pairs(pl.DataFrame({"difference": row}))["p_sign"].item() < 0.05 for row in draws]
    assert np.mean(hits) <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
