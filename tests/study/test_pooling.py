"""What must not be added is not added, unless someone says why; and then the result says so."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form import NotComparableError
from toolkit.study.measuring import measure_frame
from toolkit.study.pooling import CHECKED, PoolingError, join_editions, pool
from toolkit.study.specs import measure

NAME = "granted_full_share_of_resolved"
DOCUMENTS = "normative_documents_net_change"


def test_what_joins_is_added_and_everything_is_counted(made):
    made.add("甲区", outcomes_total=10, granted_full=4).add("乙区", outcomes_total=30, granted_full=6)
    made.add("丙区").add("丁区", outcomes_total=9, granted_full=None).add("戊区", granted_full="unresolved")
    row = pool(made.measures(NAME, quarantine=2)).row(0, named=True)
    assert (row["numerator"], row["denominator"], row["value"]) == (10, 40, 0.25)
    counts = {name: row[name] for name in row if name.startswith("n_")}
    assert counts == {
        "n_reports": 5, "n_valued": 2, "n_undefined": 1, "n_missing": 1, "n_unresolved": 1, "n_quarantined": 2,
        "n_from_later_layer": 0,
    }  # fmt: skip
    assert (row["edition"], row["scope"], row["layer"], row["override"]) == ("format2021", "area", "printed", None)


def test_forms_that_join_are_added(made):
    made.add("甲区", year=2020, edition="format2019", outcomes_total=10, granted_full=4, other_disposition=1)
    made.add("甲区", year=2021, outcomes_total=30, granted_full=6, other_misc=1)
    assert pool(made.measures(NAME, "other_share_of_resolved"))["edition"].to_list() == ["format2019+format2021"] * 2


# What must not be pooled: (how the second report differs, the matter to override, words of the message)
TRAPS = [
    ({"scope": "own"}, "scope", "different scopes: area, own"),
    ({"scope": "unknown"}, "scope", "different scopes: area, unknown"),
    ({"level": "city"}, "nesting", "several levels"),
    ({"body_id": "甲区"}, "duplicate", "甲区 has more than one report of 2023"),
]


@pytest.mark.parametrize(("differs", "kind", "message"), TRAPS)
def test_what_must_not_be_added_needs_a_recorded_override(made, differs, kind, message):
    made.add("甲区", outcomes_total=10, granted_full=4)
    made.add("乙区", outcomes_total=30, granted_full=6, **differs)
    frame = made.measures(NAME)
    with pytest.raises(PoolingError, match=message) as refused:
        pool(frame)
    assert f"override={{'{kind}': why}}" in str(refused.value)
    for other in set(CHECKED) - {kind}:
        with pytest.raises(PoolingError):
            pool(frame, override={other: "because"})
    for no_reason in ("", " "):
        with pytest.raises(ValueError, match="says why"):
            pool(frame, override={kind: no_reason})
    told = pool(frame, override={kind: "to show what goes wrong"})
    assert told["value"].item() == 0.25
    assert told["override"].item().startswith(f"{kind}: to show what goes wrong (")


def test_two_reports_of_unknown_scope_are_not_added(made):
    made.add("甲区", scope="unknown", outcomes_total=10).add("乙区", scope="unknown", outcomes_total=10)
    with pytest.raises(PoolingError, match="scope of these reports is unknown"):
        pool(made.measures(NAME))


def test_forms_that_do_not_join_are_not_added(made):
    spec = measure(
        "published", "normative_documents.issued_this_year", kind="count", valid_in=["format2021", "format2019"]
    )
    assert spec.tables == ("art20_1",)
    with pytest.raises(NotComparableError):
        join_editions(spec, "format2019", "format2021")


def test_the_2014_table_is_not_added_to_later_forms(made):
    made.add("甲区", year=2016, edition="stat2014", requests_answered=10, reply_granted_full=5)
    made.add("甲区", year=2021, outcomes_total=10, granted_full=4)
    frame = made.measures("disclosed_share_of_resolved")
    with pytest.raises(PoolingError, match="partial"):
        pool(frame)
    with pytest.raises(PoolingError, match="partial"):
        pool(frame, override={"scope": "wrong matter"})
    assert pool(frame, override={"edition": "near enough"})["edition"].item() == "format2021+stat2014"
    assert pool(frame, by=["year"])["value"].to_list() == [0.5, 0.4]


def test_pooling_a_pool_does_not_hide_what_was_joined(made):
    made.add("甲区", outcomes_total=10, granted_full=4).add("乙区", scope="own", outcomes_total=30, granted_full=6)
    frame = made.measures(NAME)
    by_scope = pool(frame, by=["organ", "scope"])
    with pytest.raises(PoolingError, match="different scopes"):
        pool(by_scope)


def test_an_area_and_a_body_inside_it_are_not_added(made):
    made.add("某市", level="city", outcomes_total=100, granted_full=50)
    made.add("甲区", outcomes_total=10, granted_full=4)
    bodies = pl.DataFrame({"body_id": ["某市", "甲区", "乙区"], "parent": [None, "某市", "某市"]})
    with pytest.raises(PoolingError, match="某市 reports for its whole area in 2023, 甲区 included"):
        pool(made.measures(NAME), bodies=bodies)
    apart = bodies.with_columns(parent=pl.lit(None, pl.String))
    assert pool(made.measures(NAME), bodies=apart)["denominator"].item() == 110


def test_the_real_reports_cannot_be_pooled_by_accident(corpus):
    frame = measure_frame(corpus.cells, corpus.reports, ["disclosed_share_of_resolved"])
    with pytest.raises(PoolingError, match="different scopes: area, own, unknown"):
        pool(frame)
    told = pool(frame, override={"scope": "to show it", "nesting": "to show it"})
    assert (told["numerator"].item(), told["denominator"].item()) == (835, 1140)


@pytest.mark.parametrize(
    ("first", "second", "joins"),
    [
        ("format2021", "format2021", "same"), ("format2019", "format2021", "direct"),
        ("format2021", "format2021_single_other", "direct"), ("stat2014", "format2021", None),
        ("format1999", "format2021", None),
    ],
)  # fmt: skip
def test_how_near_two_forms_are(first, second, joins):
    if joins is None:
        with pytest.raises(NotComparableError):
            join_editions("disclosed_share_of_resolved", first, second)
    else:
        assert join_editions("disclosed_share_of_resolved", first, second) == joins


def test_pandas_in_pandas_out(made):
    frame = made.add("甲区", outcomes_total=10, granted_full=4).measures(NAME).to_pandas()
    assert pool(frame)["value"].iloc[0] == 0.4


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_pool_is_the_quotient_of_sums_whatever_the_groups(counts):
    from tests.study.conftest import Made

    made = Made()
    for n, (granted, rest) in enumerate(counts):
        made.add(f"{n}区", outcomes_total=granted + rest, granted_full=granted)
    frame = made.measures(NAME)
    row = pool(frame).row(0, named=True)
    above, below = sum(g for g, _ in counts), sum(g + r for g, r in counts)
    assert (row["numerator"], row["denominator"]) == (above, below)
    assert row["value"] == (above / below if below else None)
    parts = pool(frame, by=["organ"])
    assert parts["numerator"].sum() == above
    assert parts["n_reports"].sum() == row["n_reports"] == len(counts)


def test_a_wrong_call_is_refused(made):
    frame = made.add("甲区").measures(NAME)
    with pytest.raises(ValueError, match="nothing to override by the name year"):
        pool(frame, override={"year": "why not"})
    with pytest.raises(ValueError, match="lacks the column province"):
        pool(frame, by=["province"])
    with pytest.raises(ValueError, match="no rows"):
        pool(frame.clear())
