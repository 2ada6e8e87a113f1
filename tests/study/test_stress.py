"""How far a conclusion can move: against going through every possibility, and never silent about what it leaves out."""

import itertools
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.study.conftest import Made
from toolkit.study import PoolingError, stress_test

SHARE = "granted_full_share_of_resolved"
DISCLOSED = ("disclosed_share_of_resolved", "disclosed_share_of_handled")


def claims(*rows):
    """Rows of (report number, quote, value, measure), all disputed."""
    table = [
        (f"{n:012x}", quote, float(value), json.dumps([{"measure": measure, "value": "0"}]), "inconsistent")
        for n, quote, value, measure in rows
    ]
    return pl.DataFrame(table, schema=["report_id", "quote", "value", "readings", "verdict"], orient="row")


def repairs(*rows):
    """Rows of (report number, row of section three, printed, proposed, fault, option)."""
    table = [
        (f"{n:012x}", "requests", row, "total", float(old), float(new), "tied" if option else "proposed", fault, option)
        for n, row, old, new, fault, option in rows
    ]
    names = ["report_id", "table", "row", "column", "printed", "proposed", "status", "fault", "option"]
    return pl.DataFrame(table, schema=names, orient="row", schema_overrides={"option": pl.Int64})


def stress(made, *names, **options):
    return stress_test(*made.frames, names or (SHARE,), **options)


def line(result, **wanted):
    (row,) = result.intervals.filter(**wanted).rows(named=True)
    return row


def test_nothing_in_doubt_leaves_a_point(made):
    made.add("甲区", outcomes_total=10, granted_full=4).add("乙区", outcomes_total=30, granted_full=6)
    row = line(stress(made))
    assert (row["value"], row["low"], row["high"], row["n_varied"]) == (0.25, 0.25, 0.25, 0)


def test_a_disputed_sentence_widens_the_interval_to_both_sides(made):
    made.add("甲区", outcomes_total=10, granted_full=4).add("乙区", outcomes_total=30, granted_full=6)
    result = stress(made, claims=claims((0, "予以公开8件", 8, "granted_full"), (1, "办结20件", 20, "outcomes_total")))
    row = line(result)
    assert row["low"] == pytest.approx(10 / 40)
    assert row["high"] == pytest.approx((8 + 6) / (10 + 20))
    assert row["n_varied"] == 2
    first = result.reports.row(0, named=True)
    assert row["moved_most"] == first["report_id"]
    assert first["why"] in ("“予以公开8件”", "“办结20件”")


def test_the_report_that_moves_most_may_do_so_by_its_size_alone(made):
    made.add("甲区", outcomes_total=1000, granted_full=900).add("乙区", outcomes_total=10, granted_full=1)
    result = stress(made, claims=claims((1, "予以公开2件", 2, "granted_full")))
    assert line(result)["moved_most"] == "0" * 12
    rows = result.reports.rows(named=True)
    assert [row["organ"] for row in rows] == ["甲区", "乙区"]
    assert rows[0]["without"] == 0.1
    assert rows[0]["moves"] == pytest.approx(901 / 1010 - 0.1)
    assert (rows[0]["low"], rows[0]["high"]) == (rows[0]["high"], rows[0]["low"])


def test_a_repair_changes_its_cells_together(made):
    made.add("甲区", outcomes_total=10, granted_full=4)
    both = repairs((0, "granted_full", 4, 9, 1, None), (0, "outcomes_total", 10, 18, 1, None))
    row = line(stress(made, repairs=both))
    assert (row["low"], row["high"]) == (0.4, 0.5)  # 4/10 or 9/18, never 9/10
    apart = repairs((0, "granted_full", 4, 9, 1, None), (0, "outcomes_total", 10, 18, 2, None))
    row = line(stress(made, repairs=apart))
    assert (row["low"], row["high"]) == (pytest.approx(4 / 18), 0.9)


def test_of_tied_repairs_one_at_most_is_true(made):
    made.add("甲区", outcomes_total=10, granted_full=4)
    tied = repairs((0, "granted_full", 4, 9, 1, 1), (0, "outcomes_total", 10, 5, 1, 2))
    row = line(stress(made, repairs=tied))
    assert (row["low"], row["high"]) == (0.4, 0.9)  # 9/10 or 4/5, never 9/5


def test_a_figure_that_is_not_printed_moves_within_the_bounds_of_the_form(made):
    made.add("甲区", outcomes_total=10, granted_full=4)
    unknown = {"granted_full": None, "granted_full.natural_person": None, "granted_partial": None}
    made.add("乙区", outcomes_total=20, **{**unknown, "granted_partial.natural_person": None, "denied_state_secret": 5})
    row = line(stress(made))
    assert (row["value"], row["n_valued"], row["n_varied"]) == (0.4, 1, 1)
    assert row["low"] == pytest.approx(4 / 30)
    assert 4 / 30 < row["high"] <= (4 + 20) / 30


def test_what_an_identity_proves_does_not_move(made):
    made.add(
        "甲区", outcomes_total=10, granted_full=None, **{"granted_full.natural_person": 0, "denied_state_secret": 10}
    )
    row = line(stress(made))
    assert (row["value"], row["low"], row["high"]) == (None, 0.0, 0.0)


def test_what_nothing_bounds_says_so(made):
    made.add("甲区", outcomes_total=10, granted_full=4)
    cells, reports = made.frames
    gone = cells.filter(~(pl.col("table") == "reconsideration_litigation"))
    row = line(stress_test(gone, reports, ["reviews_per_100_resolved"]))
    assert (row["low"], row["high"]) == (0.0, None)
    assert row["reason"] == "nothing bounds the figures of 甲区 2023"
    assert row["n_valued"] == 0


def test_the_choice_of_denominator_and_scope_is_shown(made):
    made.add("甲区", outcomes_total=10, granted_full=4, requests_received_new=20)
    made.add("乙街道", scope="own", level="township", outcomes_total=2, granted_full=2, requests_received_new=2)
    result = stress(made, *DISCLOSED)
    assert result.intervals.select("measure", "scope", "value").rows() == [
        (DISCLOSED[0], "area", 0.4), (DISCLOSED[0], "own", 1.0),
        (DISCLOSED[1], "area", 0.2), (DISCLOSED[1], "own", 1.0),
    ]  # fmt: skip
    row = result.summary.row(0, named=True)
    assert (row["low"], row["low_of"]) == (0.2, f"{DISCLOSED[1]} | area")
    assert (row["high"], row["high_of"]) == (1.0, f"{DISCLOSED[0]} | own")


def test_scopes_are_not_pooled_unless_someone_says_why(made):
    made.add("甲区", outcomes_total=10, granted_full=4).add("乙区", scope="own", outcomes_total=2, granted_full=2)
    with pytest.raises(PoolingError, match="different scopes"):
        stress(made, by=())
    row = line(stress(made, by=(), override={"scope": "to see the trap"}))
    assert row["value"] == 0.5
    assert "to see the trap" in row["override"]


def test_what_cannot_be_used_is_counted(made):
    made.add("甲区", outcomes_total=10, granted_full=4)
    made.add("乙区", 2016, edition="stat2014", requests_answered=10)
    row = line(stress(made, quarantine=3), scope="unknown")
    assert (row["n_reports"], row["n_left_out"], row["n_quarantined"], row["value"]) == (1, 1, 3, None)
    result = stress(made, claims=claims((0, "公开率50%", 50, "100*granted_full/outcomes_total")))
    assert result.reports.select("organ", "n_unplaced").rows() == [("甲区", 1)]


def test_a_sentence_about_a_group_counts_for_the_whole_group(made):
    made.add("甲区", outcomes_total=10, denied_internal_affairs=2)
    row = line(stress(made, "denied_share_of_resolved", claims=claims((0, "不予公开3件", 3, "denied"))))
    assert (row["low"], row["high"]) == (0.2, 0.3)


def test_changes_and_counts_have_no_denominator(made):
    made.add("甲区", requests_received_new=10).add("乙区", requests_received_new=5)
    row = line(stress(made, "requests_received", claims=claims((0, "收到12件", 12, "requests_received_new"))))
    assert (row["value"], row["low"], row["high"]) == (15, 15, 17)


ALTERNATIVES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(0, 9)),
        st.one_of(st.none(), st.integers(10, 30)),
    ),
    min_size=1,
    max_size=4,
)


@given(ALTERNATIVES)
@settings(max_examples=40, deadline=None)
def test_the_extremes_are_those_of_every_combination(bodies):
    """Each body prints g of g + r + 10 and may have another numerator, another denominator, or both."""
    made, disputed = Made(), []
    for n, (granted, rest, other, total) in enumerate(bodies):
        made.add(f"{n}区", outcomes_total=granted + rest + 10, granted_full=granted)
        if other is not None:
            disputed.append((n, f"公开{other}件", other, "granted_full"))
        if total is not None:
            disputed.append((n, f"办结{total}件", total, "outcomes_total"))
    options = [
        [(a, b) for a in {g, o if o is not None else g} for b in {g + r + 10, t if t is not None else g + r + 10}]
        for g, r, o, t in bodies
    ]
    every = [sum(a for a, _ in one) / sum(b for _, b in one) for one in itertools.product(*options)]
    row = line(stress(made, claims=claims(*disputed)))
    assert (row["low"], row["high"]) == (pytest.approx(min(every)), pytest.approx(max(every)))
    assert row["low"] <= row["value"] <= row["high"]


def test_the_real_reports_leave_nothing_open(corpus):
    result = stress_test(corpus.cells, corpus.reports, DISCLOSED, claims=corpus.claims, repairs=corpus.repairs)
    valued = result.intervals.drop_nulls("value")
    assert valued.filter(pl.col("low") != pl.col("high")).is_empty()
    own = valued.filter(scope="own", measure=DISCLOSED[0]).row(0, named=True)
    assert (own["value"], own["n_reports"], own["moved_by"]) == (0.75, 3, 0.25)


def test_many_reports_take_linear_time(made):
    for n in range(300):
        made.add(f"{n}区", outcomes_total=10 + n % 7, granted_full=n % 5, requests_received_new=20)
    result = stress(made, claims=claims((7, "公开9件", 9, "granted_full")))
    assert result.reports.height == 300
    assert line(result)["n_varied"] == 1
