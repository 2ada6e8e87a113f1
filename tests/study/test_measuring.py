"""Cells to measures: the check values of 临平, and every way in which a value can be missing."""

import polars as pl
import pytest

from toolkit.form import MeasureError
from toolkit.study.intervals import with_intervals
from toolkit.study.measuring import COLUMNS, NO_SHARE, measure_frame
from toolkit.study.specs import measure, measures

# Measured by hand from 临平区's report of 2023: counts, value in percent as printed, Wilson 95 % interval as printed.
LINPING = [
    ("disclosed_share_of_resolved", 832, 1136, "73.24", "70.6", "75.7"),
    ("disclosed_share_of_resolved_natural_person", 744, 1032, "72.09", "69.3", "74.7"),
    ("disclosed_share_of_resolved_business", 86, 101, "85.15", "76.9", "90.8"),
    ("denied_share_of_resolved", 33, 1136, "2.90", None, None),
    ("unable_share_of_resolved", 212, 1136, "18.66", None, None),
    ("unable_share_of_denied_and_unable", 212, 245, "86.5", None, None),
    ("unable_share_of_undisclosed", 212, 304, "69.7", None, None),
    ("disclosed_share_of_substantive", 832, 1077, "77.3", None, None),
    ("disclosed_share_of_received", 832, 1137, "73.2", None, None),
    ("disclosed_share_of_handled", 832, 1169, "71.2", None, None),
    ("natural_person_share_of_received", 1036, 1137, "91.12", None, None),
    ("backlog_share_of_handled", 33, 1169, "2.82", None, None),
    ("completion_share_of_handled", 1136, 1169, "97.18", None, None),
    ("review_corrected_share_of_closed", 4, 11, "36.4", "15.2", "64.6"),
    ("review_corrected_share_of_merits", 4, 9, "44.4", None, None),
    ("review_corrected_share_of_all", 4, 12, "33.3", None, None),
    ("litigation_lost_share_of_closed", 1, 7, "14.3", "2.6", "51.3"),
    ("litigation_lost_share_of_merits", 1, 5, "20.0", None, None),
    ("litigation_lost_share_of_all", 1, 15, "6.7", None, None),
    ("granted_full_share_of_resolved", 621, 1136, "54.67", None, None),
    ("granted_partial_share_of_resolved", 211, 1136, "18.57", None, None),
    ("not_processed_share_of_resolved", 30, 1136, "2.64", None, None),
    ("other_share_of_resolved", 29, 1136, "2.55", None, None),
]


def of(frame, organ, name):
    return frame.filter(pl.col("organ").str.contains(organ), measure=name).row(0, named=True)


@pytest.fixture(scope="module")
def every(corpus):
    return with_intervals(measure_frame(corpus.cells, corpus.reports, list(measures())))


@pytest.mark.parametrize(("name", "above", "below", "percent", "low", "high"), LINPING)
def test_the_check_values_of_linping(every, name, above, below, percent, low, high):
    row = of(every, "临平", name)
    places = len(percent.partition(".")[2])
    assert (row["numerator"], row["denominator"]) == (above, below)
    assert f"{100 * row['value']:.{places}f}" == percent
    if low is not None:
        assert (f"{100 * row['low']:.1f}", f"{100 * row['high']:.1f}") == (low, high)
        assert row["interval"] == "wilson, 95%"


def test_reviews_and_remedies_of_linping_count_no_case_twice(every):
    assert f"{of(every, '临平', 'reviews_per_100_resolved')['value']:.2f}" == "1.06"
    remedies = of(every, "临平", "remedies_per_100_resolved")
    assert remedies["numerator"] == 12 + 12  # reviews and direct suits; three suits after review are among the reviews
    assert of(every, "临平", "litigation_per_100_resolved")["numerator"] == 15


def test_one_lost_suit_of_one_is_no_finding(every):
    row = of(every, "长河", "litigation_lost_share_of_closed")
    assert (row["value"], f"{100 * row['low']:.1f}", row["high"]) == (1.0, "20.7", 1.0)


def test_the_seeds_together(every):
    sums = every.filter(pl.col("measure").is_in(["requests_received", "requests_resolved"]))
    totals = sums.group_by("measure").agg(pl.col("numerator").sum()).sort("measure")["numerator"].to_list()
    assert totals == [1141, 1140]


def test_every_report_and_measure_has_one_row_and_one_state(every, corpus):
    assert every.height == corpus.reports.height * len(measures())
    states = ["n_valued", "n_missing", "n_undefined", "n_unresolved"]
    assert (every.select(pl.sum_horizontal(states)).to_series() == 1).all()
    assert every.filter(pl.col("value").is_null() != pl.col("reason").is_not_null()).is_empty()
    assert every.filter((pl.col("n_valued") == 1) != pl.col("value").is_not_null()).is_empty()


def test_a_body_without_requests_stays_with_a_reason(every):
    row = of(every, "北塬", "disclosed_share_of_resolved")
    assert (row["value"], row["n_undefined"], row["denominator"]) == (None, 1, 0)
    assert row["reason"] == "the denominator is 0: outcomes, total"


def test_a_form_without_the_figure_gives_no_zero(every):
    row = of(every, "长河", "normative_documents_net_change")
    assert (row["value"], row["numerator"], row["n_missing"]) == (None, None, 1)
    assert "no counterpart in format2019" in row["reason"]


STATES = [
    (None, "n_missing", "blank"),
    ("placeholder", "n_missing", "placeholder"),
    ("unresolved", "n_unresolved", "unresolved"),
    ("absent", "n_missing", "not found"),
]


@pytest.mark.parametrize(("figure", "counted", "word"), STATES)
def test_a_figure_that_is_not_printed_is_missing_with_the_reason(made, figure, counted, word):
    row = made.add("甲区", outcomes_total=5, granted_full=3, granted_partial=figure).measures(
        "disclosed_share_of_resolved"
    )
    assert row["value"].item() is None
    assert row["numerator"].item() is None
    assert row[counted].item() == 1
    assert "requests.granted_partial.total" in row["reason"].item()
    assert row["reason"].item().endswith(f"is {word}")


def test_a_blank_in_a_group_makes_the_group_missing(made):
    frame = made.add("甲区", outcomes_total=5, denied_internal_affairs=2, denied_state_secret=None).measures(
        "denied_share_of_resolved"
    )
    assert frame["value"].item() is None
    assert "denied_state_secret" in frame["reason"].item()


def test_other_disposition_is_one_row_in_2019_and_three_in_2021(made):
    made.add("甲区", year=2020, edition="format2019", outcomes_total=10, other_disposition=3)
    made.add("甲区", year=2021, outcomes_total=10, other_correction_overdue=1, other_fee_unpaid=0, other_misc=2)
    assert made.measures("other_share_of_resolved")["value"].to_list() == [0.3, 0.3]


def test_below_the_least_denominator_there_is_no_value(made):
    made.add("甲区", denied_state_secret=1, denied_internal_affairs=8)
    made.add("乙区", denied_state_secret=1, denied_internal_affairs=9)
    frame = made.measures("denied_state_secret_share_of_denied")
    assert frame["value"].to_list() == [None, 0.1]
    assert frame["reason"][0] == "the denominator, 9, is below 10"
    assert frame["n_undefined"].to_list() == [1, 0]


def test_a_part_above_its_whole_is_shown_and_flagged(made):
    made.add("甲区", outcomes_total=4, granted_full=5)
    row = with_intervals(made.measures("granted_full_share_of_resolved")).row(0, named=True)
    assert (row["value"], row["flag"], row["low"]) == (1.25, NO_SHARE, None)
    assert row["interval"] == "none: the part is larger than the whole"


def test_an_older_form_is_used_and_flagged(made):
    made.add("甲区", year=2016, edition="stat2014", requests_answered=10, reply_already_public=2, reply_granted_full=5)
    row = made.measures("disclosed_share_of_resolved").row(0, named=True)
    assert (row["value"], row["edition"]) == (0.7, "stat2014")
    assert row["flag"].startswith("partial: ")


def test_tables_of_two_scopes_give_no_rate(made):
    made.add("甲区", outcomes_total=100, reconsideration_total=4)
    cells, reports = made.frames
    mixed = reports.with_columns(pl.col("scope").str.replace('"area"', '"own"'))
    frame = measure_frame(cells, mixed, ["reviews_per_100_resolved"])
    assert frame["scope"].item() == "conflict"
    assert "different scopes" in frame["reason"].item()


def test_a_rate_whose_one_table_has_no_scope_has_none(made):
    made.add("甲区", outcomes_total=100, reconsideration_total=4)
    cells, reports = made.frames
    mixed = reports.with_columns(pl.col("scope").str.replace('"area"', '"unknown"'))
    assert measure_frame(cells, mixed, ["reviews_per_100_resolved"])["scope"].item() == "unknown"


def test_files_that_could_not_be_read_are_counted(made):
    made.add("甲区", outcomes_total=5)
    lost = pl.DataFrame({"source": ["a", "b"]})
    assert made.measures("requests_resolved", quarantine=lost)["n_quarantined"].item() == 2


def test_money_is_in_ten_thousands_whatever_the_cell_prints(made):
    cells = pl.DataFrame(
        {
            "report_id": ["a", "b"], "table": "art20_8", "row": "admin_fees", "column": "fee_amount_10k_cny",
            "value": ["251000", "25.1"], "state": "read", "unit": ["元", None],
        }
    )  # fmt: skip
    reports = pl.DataFrame(
        {
            "report_id": ["a", "b"], "body_id": ["a", "b"], "organ": ["a", "b"], "level": "county", "year": 2023,
            "forms": '{"art20_8": "format2021"}', "scope": '{"art20_8": {"value": "own", "evidence": ""}}',
        }
    )  # fmt: skip
    spec = measure("fees", "admin_fees", kind="count")
    assert measure_frame(cells, reports, [spec])["value"].to_list() == [25.1, 25.1]


def test_pandas_in_pandas_out_and_the_same_numbers(corpus):
    names = ["disclosed_share_of_resolved", "backlog_share_of_handled"]
    ours = measure_frame(corpus.cells, corpus.reports, names)
    theirs = measure_frame(corpus.cells.to_pandas(), corpus.reports.to_pandas(), names)
    assert type(theirs).__module__.startswith("pandas")
    again = pl.from_pandas(theirs)
    assert again.select("report_id", "measure", "value").equals(ours.select("report_id", "measure", "value"))
    assert list(theirs.columns) == ours.columns
    assert set(COLUMNS) <= set(ours.columns)


REFUSED = [
    (["nothing_of_the_kind"], KeyError, "no measure"),
    ([], MeasureError, "no measure is asked for"),
    (["requests_received", "requests_received"], MeasureError, "twice"),
]


@pytest.mark.parametrize(("names", "error", "message"), REFUSED)
def test_a_wrong_question_is_refused(made, names, error, message):
    made.add("甲区")
    with pytest.raises(error, match=message):
        made.measures(*names)


def test_cells_of_a_stranger_and_a_report_twice_are_refused(made):
    made.add("甲区").add("乙区")
    cells, reports = made.frames
    with pytest.raises(ValueError, match="table of reports has not"):
        measure_frame(cells, reports.head(1), ["requests_received"])
    with pytest.raises(ValueError, match="a report twice"):
        measure_frame(cells, pl.concat([reports, reports]), ["requests_received"])
    with pytest.raises(ValueError, match="lacks the column"):
        measure_frame(cells.drop("state"), reports, ["requests_received"])
    with pytest.raises(ValueError, match="same cell twice"):
        measure_frame(pl.concat([cells, cells]), reports, ["requests_received"])
