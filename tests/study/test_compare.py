"""Tests of two and more counts, against published examples and other implementations."""

import itertools
import math

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from toolkit.study.compare import chi_square, compare_two, correct, mcnemar_exact, poisson_two, two_shares
from toolkit.study.pooling import PoolingError

BUSINESS, NATURAL = (86, 101), (744, 1032)  # disclosed of resolved, 临平区 2023


def p_of(frame, method, effect=1.0):
    return frame.filter(method=method, design_effect=effect)["p_value"].item()


def test_the_check_values_of_linping():
    frame = two_shares(BUSINESS, NATURAL)
    assert f"{p_of(frame, 'fisher'):.3f}" == "0.004"
    assert f"{frame['odds_ratio'][0]:.2f}" == "2.22"
    assert f"{p_of(frame, 'rao_scott', 2.0):.3f}" == "0.045"
    assert f"{p_of(frame, 'rao_scott', 3.0):.2f}" == "0.10"


def test_the_lady_tasting_tea():
    """Fisher 1935, The Design of Experiments: three of four cups right; two-sided p as in R's documentation."""
    assert p_of(two_shares((3, 4), (1, 4)), "fisher") == pytest.approx(0.4857, abs=5e-5)


def test_convictions_of_twins():
    """Fisher 1962 (Austral. J. Statist. 4:41), in R's documentation of `fisher.test`: p = 0.0005367."""
    assert p_of(two_shares((10, 13), (2, 17)), "fisher") == pytest.approx(0.0005367, abs=5e-8)


def test_barnards_test_of_a_vaccine():
    """The vaccine trial of Mehta and Senchaudhuri 2003 (Cytel): 7 of 15 against 12 of 15 infected."""
    assert p_of(two_shares((7, 15), (12, 15)), "barnard") == pytest.approx(_barnard(7, 15, 12, 15), abs=2e-4)


@pytest.mark.parametrize("table", [(3, 7, 9, 11), (0, 5, 4, 6), (2, 12, 9, 13)])
def test_barnard_by_going_through_every_table(table):
    a, n, b, m = table
    assert p_of(two_shares((a, n), (b, m)), "barnard") == pytest.approx(_barnard(*table), abs=1e-3)


def _barnard(a, n, b, m):
    """The largest chance, over every common share, of a pooled score statistic at least as large as the one seen."""

    def score(x, y):
        pooled = (x + y) / (n + m)
        return 0.0 if pooled in (0, 1) else abs(x / n - y / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))

    seen = score(a, b)
    extreme = [(x, y) for x, y in itertools.product(range(n + 1), range(m + 1)) if score(x, y) >= seen - 1e-9]
    shares = np.linspace(0.0005, 0.9995, 2000)
    return max(sum(stats.binom.pmf(x, n, shares) * stats.binom.pmf(y, m, shares) for x, y in extreme))


def test_pearson_without_a_design_effect_agrees_with_statsmodels():
    z, p = proportions_ztest([86, 744], [101, 1032])
    assert p_of(two_shares(BUSINESS, NATURAL), "rao_scott") == pytest.approx(p, abs=1e-12)
    assert p_of(two_shares(BUSINESS, NATURAL), "rao_scott", 3.0) == pytest.approx(
        stats.chi2.sf(z * z / 3, 1), abs=1e-12
    )


def test_a_design_effect_stands_for_requests_filed_in_clusters():
    """Under clusters of three with one fate, the plain test errs far more often than 5 %, the corrected about 5 %."""
    random = np.random.default_rng(3)
    plain, corrected = [], []
    for _ in range(400):
        a, b = 3 * int(random.binomial(60, 0.5)), 3 * int(random.binomial(60, 0.5))
        frame = two_shares((a, 180), (b, 180), (3.0,))
        corrected.append(p_of(frame, "rao_scott", 3.0) < 0.05)
        plain.append(stats.chi2_contingency([[a, 180 - a], [b, 180 - b]], correction=False).pvalue < 0.05)
    assert np.mean(plain) > 0.15
    assert np.mean(corrected) == pytest.approx(0.05, abs=0.035)


def test_small_counts_have_no_approximate_test():
    rows = two_shares((1, 5), (3, 6)).filter(method="rao_scott")
    assert rows["p_value"].to_list() == [None, None, None]
    assert "exact tests" in rows["note"][0]
    large = two_shares((20, 60), (30, 60), (1.0, 6.0)).filter(method="rao_scott")
    assert large["p_value"].is_null().to_list() == [False, True]  # sixty requests that tell as much as ten


def test_barnard_is_left_out_of_large_tables():
    row = two_shares((9000, 10000), (8000, 10000), (1.0,)).filter(method="barnard").row(0, named=True)
    assert (row["p_value"], row["note"]) == (None, "too many possible tables: read Fisher's test")


def test_nothing_to_tell_apart():
    frame = two_shares((0, 5), (0, 7), (1.0,))
    assert frame.filter(pl.col("method") != "rao_scott")["p_value"].to_list() == [1.0, 1.0]
    assert frame["odds_ratio"].to_list() == [None] * 3


@pytest.mark.parametrize("pair", [((6, 5), (1, 5)), ((-1, 5), (1, 5)), ((0, 0), (1, 5))])
def test_what_is_no_share_is_refused(pair):
    with pytest.raises(ValueError, match="no shares"):
        two_shares(*pair)


def test_two_rates_as_in_the_documentation_of_r():
    """`poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))`: p = 0.07967, rate ratio 1.971488."""
    row = poisson_two((11, 800), (21, 3011)).row(0, named=True)
    assert row["p_value"] == pytest.approx(0.07967, abs=5e-6)
    assert row["rate_ratio"] == pytest.approx(1.971488, abs=5e-7)


def test_party_and_gender():
    """Agresti 2007, An Introduction to Categorical Data Analysis, p. 39: X² = 30.07, 2 degrees, p = 2.954e-07."""
    row = chi_square([[762, 327, 468], [484, 239, 477]]).row(0, named=True)
    assert (round(row["statistic"], 2), row["df"]) == (30.07, 2)
    assert row["p_value"] == pytest.approx(2.954e-07, rel=2e-4)


def test_a_small_expected_count_gives_no_chi_square():
    row = chi_square([[1, 9], [12, 8]]).row(0, named=True)
    assert (row["statistic"], row["p_value"]) == (None, None)
    assert row["smallest_expected"] == pytest.approx(130 / 30)
    assert "merge rows or use an exact test" in row["note"]


def test_empty_categories_are_left_out():
    assert chi_square([[30, 20, 0], [20, 30, 0]])["df"].item() == 1
    assert chi_square([[30, 0], [20, 0]])["note"].item().startswith("fewer than two")


def test_approval_in_two_surveys():
    """Agresti 1990, Categorical Data Analysis, p. 350: 86 and 150 changed their minds."""
    other = mcnemar([[794, 86], [150, 570]], exact=True).pvalue
    assert mcnemar_exact(86, 150) == pytest.approx(other, rel=1e-9)
    assert mcnemar_exact(0, 0) == 1.0


# Benjamini and Hochberg 1995, section 3.2: fifteen comparisons of two treatments after a heart attack.
NEUHAUS = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip  # noqa: E501


def test_the_example_of_benjamini_and_hochberg():
    assert sum(p <= 0.05 for p in correct(NEUHAUS, "bh")) == 4
    assert sum(p <= 0.05 for p in correct(NEUHAUS, "holm")) == 3


@pytest.mark.parametrize("size", [1, 2, 3, 8, 30, 200])
def test_corrections_agree_with_statsmodels(size):
    p_values = (np.random.default_rng(size).random(size) ** 3).round(2).tolist()  # with ties, and zeros
    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        assert correct(p_values, ours) == pytest.approx(list(multipletests(p_values, method=theirs)[1]), abs=1e-12)


def test_a_missing_p_value_is_no_comparison():
    assert correct([0.01, None, 0.02]) == [0.02, None, 0.02]
    with pytest.raises(ValueError, match="between 0 and 1"):
        correct([1.5])
    with pytest.raises(ValueError, match="no correction"):
        correct([0.5], "bonferroni")


NAME = "granted_full_share_of_resolved"


def test_two_bodies_are_compared_with_what_it_rests_on(made):
    made.add("甲区", outcomes_total=100, granted_full=60).add("乙区", outcomes_total=100, granted_full=40)
    frame = compare_two(made.measures(NAME), {"organ": "甲区"}, {"organ": "乙区"})
    row = frame.row(0, named=True)
    assert (row["first"], row["second"], row["n_reports"], row["override"]) == ("60/100", "40/100", 2, None)
    assert row["p_value"] == pytest.approx(stats.fisher_exact([[60, 40], [40, 60]]).pvalue)


def test_two_scopes_are_not_compared(made):
    made.add("甲区", outcomes_total=100, granted_full=60).add("乙区", scope="own", outcomes_total=9, granted_full=4)
    frame = made.measures(NAME)
    with pytest.raises(PoolingError, match="different scopes: area, own"):
        compare_two(frame, {"organ": "甲区"}, {"organ": "乙区"})
    told = compare_two(frame, {"organ": "甲区"}, {"organ": "乙区"}, override={"scope": "to show the trap"})
    assert "to show the trap" in told["override"][0]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [({"organ": "丙区"}, "picks 0 rows"), ({"level": "county"}, "picks 2"), ({"organ": "乙区"}, "no value")],
)
def test_a_pick_that_is_not_one_value_is_refused(made, wanted, message):
    made.add("甲区", outcomes_total=100, granted_full=60).add("乙区")
    with pytest.raises(ValueError, match=message):
        compare_two(made.measures(NAME), {"organ": "甲区"}, wanted)
