"""Series of years: what joins is one line, what does not raises or breaks, and breaks of law and form are named."""

import pytest

from toolkit.form import NotComparableError
from toolkit.study.pooling import PoolingError
from toolkit.study.years import breaks, breaks_of, series

NAME = "disclosed_share_of_resolved"


@pytest.fixture
def years(made):
    made.add("甲区", 2016, edition="stat2014", requests_answered=10, reply_granted_full=5)
    made.add("甲区", 2020, edition="format2019", outcomes_total=10, granted_full=4)
    made.add("甲区", 2021, outcomes_total=10, granted_full=6)
    made.add("甲区", 2022, outcomes_total=10, granted_full=7)
    return made


def test_the_2014_table_does_not_join_and_the_error_says_why(years):
    with pytest.raises(NotComparableError, match="stat2014 and format2019 are not comparable: partial"):
        series(years.measures(NAME), NAME, "甲区")


def test_named_across_there_is_a_break_and_it_is_recorded(years):
    frame = series(years.measures(NAME), NAME, "甲区", across=["stat2014"], why="near enough to draw")
    assert frame["segment"].to_list() == [0, 1, 1, 1]
    assert frame["override"][1].endswith("[near enough to draw]")
    assert "the 2019 form" in frame["breaks"][1]
    assert "the 2021 form" in frame["breaks"][2]
    assert frame["breaks"][3] is None
    with pytest.raises(ValueError, match="says why"):
        series(years.measures(NAME), NAME, "甲区", across=["stat2014"])


def test_a_year_without_a_value_does_not_hide_a_change_of_form(made):
    made.add("甲区", 2018, edition="stat2014", requests_answered=10, reply_granted_full=5)
    made.add("甲区", 2019, edition="format2019")
    made.add("甲区", 2020, edition="format2019", outcomes_total=10, granted_full=4)
    with pytest.raises(NotComparableError):
        series(made.measures(NAME), NAME, "甲区")


def test_a_change_of_scope_is_an_error_too(made):
    made.add("甲区", 2022, outcomes_total=10).add("甲区", 2023, scope="own", outcomes_total=10)
    with pytest.raises(PoolingError, match="from area to own in 2023"):
        series(made.measures(NAME), NAME, "甲区")
    frame = series(made.measures(NAME), NAME, "甲区", across=["scope"], why="to show the break")
    assert frame["segment"].to_list() == [0, 1]


def test_a_year_that_is_not_there_ends_the_line(made):
    made.add("甲区", 2021, outcomes_total=10).add("甲区", 2023, outcomes_total=10).add("甲区", 2024, outcomes_total=10)
    assert series(made.measures(NAME), NAME, "甲区")["segment"].to_list() == [0, 1, 1]


def test_two_reports_of_one_year_are_refused(made):
    made.add("甲区", 2022).add("甲区", 2022)
    with pytest.raises(PoolingError, match="two reports of one year"):
        series(made.measures(NAME), NAME, "甲区")


def test_the_step_of_2024_is_named_for_remedies_only():
    assert [b.id for b in breaks_of("reviews_per_100_resolved", 2023, 2024)] == ["review_2024"]
    assert breaks_of(NAME, 2023, 2024) == ()
    assert [b.from_year for b in breaks()] == sorted(b.from_year for b in breaks())


def test_breaks_are_told_in_both_languages_with_their_source():
    for one in breaks():
        assert one.label("zh") != one.label("en")
        assert one.source
