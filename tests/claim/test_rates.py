"""Rates: the whole counts a print allows, growth with and without last year's table, 倍, money in two units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.claim import Allowed, Claim, check_passage, claim_json, explain
from toolkit.claim.judge import round_half_up
from toolkit.claim.whole import feasible_counts, prior_counts, split_quotient

TABLE = {
    "requests_received_new": 805, "requests_carried_in": 0, "outcomes_total": 805, "granted_full": 273,
    "granted_partial": 0, "denied": 0, "unable": 532, "not_processed": 0, "other_disposition": 0,
    "requests_carried_out": 0,
}  # fmt: skip


def rate(text: str, table: dict[str, object], year: int | None = 2023) -> Claim:
    """Return the claim of the passage's only rate or change."""
    (claim,) = [c for c in check_passage(text, table, year).claims if c.rule in ("share", "growth", "multiple")]
    return claim


SHARES = [("33.9", 1, 805, (273, 273)), ("33.9", 1, 7, None), ("50", 0, 9, None), ("54", 0, 10_000, (5350, 5449)),
          ("100", 0, 12, (12, 12)), ("0", 0, 12, (0, 0)), ("14.29", 2, 7, (1, 1)), ("0.1", 1, 3, None),
          ("12.5", 1, 8, (1, 1)), ("99.95", 2, 2000, (1999, 1999)), ("101", 0, 12, None)]  # fmt: skip


@pytest.mark.parametrize(("percent", "places", "total", "counts"), SHARES)
def test_the_counts_that_a_share_allows(percent: str, places: int, total: int, counts: tuple[int, int] | None) -> None:
    assert feasible_counts(Decimal(percent), places, total) == counts


@given(st.integers(1, 400), st.integers(0, 3), st.data())
def test_a_share_allows_exactly_the_counts_that_print_it(total: int, places: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    printed = round_half_up(Fraction(100 * count, total), places)
    same = [n for n in range(total + 1) if round_half_up(Fraction(100 * n, total), places) == printed]
    percent = Decimal(printed.numerator) / Decimal(printed.denominator)
    assert feasible_counts(percent, places, total) == (min(same), max(same))


PRIORS = [(88, "120", 0, (40, 40)), (44, "-26.67", 2, (60, 60)), (7, "33.9", 1, None), (18, "-5", 0, (19, 19)),
          (12, "0", 0, (12, 12)), (1000, "10", 0, (905, 913)), (5, "-100", 0, None)]  # fmt: skip


@pytest.mark.parametrize(("current", "growth", "places", "counts"), PRIORS)
def test_the_counts_of_last_year_that_growth_allows(
    current: int, growth: str, places: int, counts: tuple[int, int] | None
) -> None:
    assert prior_counts(current, Decimal(growth), places) == counts


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 2))
def test_growth_allows_exactly_the_counts_that_print_it(current: int, before: int, places: int) -> None:
    printed = round_half_up(Fraction(100 * (current - before), before), places)
    same = [n for n in range(1, 2000) if round_half_up(Fraction(100 * (current - n), n), places) == printed]
    assert len(same) < 1000, "no growth of these prints as what a count a thousand times greater does"
    growth = Decimal(printed.numerator) / Decimal(printed.denominator)
    assert prior_counts(current, growth, places) == (min(same), max(same))


QUOTIENTS = [
    ("100*a/b", ("a", "b")),
    ("100*(a+b)/c", ("a+b", "c")),
    ("100*(a+b)/(c+d)", ("a+b", "c+d")),
    ("100*a/(c+d)", ("a", "c+d")),
]


@pytest.mark.parametrize(("measure", "sides"), QUOTIENTS)
def test_a_measure_is_taken_apart(measure: str, sides: tuple[str, str]) -> None:
    assert split_quotient(measure) == sides


def test_a_share_names_the_only_count_it_can_be() -> None:
    claim = rate("收到政府信息公开申请805件，予以公开273件，占33.9%。", TABLE)
    assert claim.verdict == "consistent"
    assert claim.allowed == Allowed("granted_full", "outcomes_total", 805, (273, 273))
    assert claim_json(claim)["allowed"] == {
        "measure": "granted_full", "low": 273, "high": 273, "base": "outcomes_total", "of": 805,
    }  # fmt: skip
    wrong = rate("收到政府信息公开申请805件，予以公开273件，占33.8%。", TABLE)
    assert "所印比率只容许予以公开为272" in explain(wrong, "zh")
    assert "allows only 272 for requests granted in full" in explain(wrong, "en")


def test_a_share_no_count_can_be_is_said() -> None:
    table = {**TABLE, "requests_received_new": 7, "outcomes_total": 7, "granted_full": None, "unable": 5}
    claim = rate("收到政府信息公开申请7件，予以公开占33.9%。", table)
    assert claim.verdict == "not_comparable"
    assert claim.allowed is not None
    assert claim.allowed.counts is None
    assert "予以公开取任何整数都印不出这个比率" in explain(claim, "zh")


def test_the_base_that_fits_is_the_one_spoken_of() -> None:
    """如皋 2024: 53.7% divides by the 754 handled, not by the 722 answered."""
    table = {"requests_received_new": 729, "requests_carried_in": 25, "outcomes_total": 722, "requests_carried_out": 32,
             "granted_full": 300, "granted_partial": 105}  # fmt: skip
    claim = rate("共办理政府信息公开申请754件（含上年结转25件），予以公开和部分公开405件，占53.7%。", table)
    assert claim.verdict == "consistent"
    assert claim.allowed is not None
    assert (claim.allowed.total, claim.allowed.counts) == (754, (405, 405))


def test_growth_beside_last_years_table() -> None:
    table = {"requests_received_new": 88, "requests_carried_in": 0, "prior.requests_received_new": 40}
    claim = rate("收到政府信息公开申请88件，同比增长120%。", table)
    assert claim.verdict == "consistent"
    wrong = rate("收到政府信息公开申请88件，同比增长110%。", {**table, "prior.requests_carried_in": 0})
    assert wrong.verdict == "inconsistent"
    assert "上年报告中的本年新收为42" in explain(wrong, "zh")


def test_growth_without_last_years_table_gives_the_interval() -> None:
    claim = rate("收到政府信息公开申请1000件，同比增长10%。", {"requests_received_new": 1000})
    assert (claim.verdict, claim.note) == ("not_comparable", "missing")
    assert claim.allowed == Allowed("prior.requests_received_new", "requests_received_new", 1000, (905, 913))
    assert "905至913" in explain(claim, "zh")
    assert "905 to 913" in explain(claim, "en")


def test_a_change_in_counts_gives_last_years_count() -> None:
    claim = rate("收到政府信息公开申请10件，较上年减少2件。", {"requests_received_new": 10})
    assert claim.allowed == Allowed("prior.requests_received_new", "requests_received_new", 10, (12, 12))


def test_more_than_all_of_it_cannot_have_come() -> None:
    claim = rate("收到政府信息公开申请10件，较上年增加12件。", {"requests_received_new": 10})
    assert claim.allowed is not None
    assert claim.allowed.counts is None


TIMES = [
    ("1.2倍", 40, 88, "consistent"),  # 120%
    ("1.2倍", 100, 218, "consistent"),  # 118%, rounded
    ("1.2倍", 100, 229, "approximate"),  # 129%, cut off
    ("1.2倍", 100, 210, "inconsistent"),
    ("2倍", 10, 30, "consistent"),
    ("2倍", 10, 39, "approximate"),
    ("2倍", 10, 20, "inconsistent"),
]


@pytest.mark.parametrize(("printed", "before", "now", "verdict"), TIMES)
def test_growth_in_multiples_holds_by_its_decimals(printed: str, before: int, now: int, verdict: str) -> None:
    table = {"requests_received_new": now, "requests_carried_in": 0, "prior.requests_received_new": before,
             "prior.requests_carried_in": 0}  # fmt: skip
    assert rate(f"收到政府信息公开申请{now}件，同比增长{printed}。", table).verdict == verdict


PERCENT = [  # 273 of 805 are 33.913…%
    ("33.9%", "consistent"),
    ("34%", "consistent"),
    ("33%", "approximate"),
    ("33.91%", "consistent"),
    ("33.92%", "approximate"),
    ("33.8%", "inconsistent"),
    ("33.90%", "inconsistent"),
    ("35%", "inconsistent"),
]


@pytest.mark.parametrize(("printed", "verdict"), PERCENT)
def test_a_share_holds_by_its_decimals(printed: str, verdict: str) -> None:
    assert rate(f"收到政府信息公开申请805件，予以公开273件，占{printed}。", TABLE).verdict == verdict


MONEY = [
    ("312700元", "31.27", "consistent"),
    ("31.27万元", "31.27", "consistent"),
    ("31.3万元", "31.27", "consistent"),
    ("31万元", "31.27", "consistent"),
    ("312700元", "31.28", "inconsistent"),
    ("0.003127亿元", "31.27", "consistent"),
    ("约31万元", "31.27", "approximate"),
    ("31.27元", "31.27", "inconsistent"),
]


@pytest.mark.parametrize(("printed", "cell", "verdict"), MONEY)
def test_money_is_set_in_the_units_of_the_cell(printed: str, cell: str, verdict: str) -> None:
    (claim,) = check_passage(f"收取行政事业性收费{printed}。", {"admin_fees": cell}).claims
    assert claim.verdict == verdict


def test_all_of_it_may_have_come_this_year() -> None:
    claim = rate("收到政府信息公开申请12件，较上年增加12件。", {"requests_received_new": 12})
    assert claim.allowed == Allowed("prior.requests_received_new", "requests_received_new", 12, (0, 0))


def test_a_change_of_a_sum_gives_last_years_sum() -> None:
    table = {"requests_received_new": 12, "requests_carried_in": 2, "prior.requests_received_new": 6,
             "prior.requests_carried_in": 1}  # fmt: skip
    claim = rate("应办理政府信息公开申请14件，较上年增加7件。", table)
    before = Allowed("prior.requests_received_new+prior.requests_carried_in",
                     "requests_received_new+requests_carried_in", 14, (7, 7))  # fmt: skip
    assert (claim.verdict, claim.allowed) == ("consistent", before)


@pytest.mark.parametrize("total", [0, None, "2.5"])
def test_a_share_of_nothing_allows_nothing(total: object) -> None:
    table = {"outcomes_total": total, "requests_received_new": total, "requests_carried_in": 0, "granted_full": 0}
    assert rate("收到政府信息公开申请0件，予以公开占50%。", table).allowed is None


NO_RATES = ["收到政府信息公开申请12件，是上年的2倍。", "收到政府信息公开申请12件，予以公开5件，占约41%。"]


@pytest.mark.parametrize("text", NO_RATES)
def test_a_vague_share_and_a_multiple_allow_no_single_count(text: str) -> None:
    table = {"requests_received_new": 12, "outcomes_total": 12, "granted_full": 5, "prior.requests_received_new": 6}
    assert rate(text, table).allowed is None


def test_growth_by_multiples_allows_counts_of_last_year() -> None:
    claim = rate("收到政府信息公开申请30件，同比增长2倍。", {"requests_received_new": 30})
    assert claim.allowed == Allowed("prior.requests_received_new", "requests_received_new", 30, (9, 12))
    fallen = rate("收到政府信息公开申请30件，同比下降50%。", {"requests_received_new": 30})
    assert fallen.allowed is not None
    assert fallen.allowed.counts == (60, 60)
