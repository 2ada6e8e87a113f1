"""measures.toml: every measure is described in both languages, and a bad one is refused."""

import re

import pytest

from toolkit.form import MeasureError
from toolkit.study.specs import find_measure, measure, measures, read_measures

SMALL = """
[defaults]
editions = ["format2021"]
source = "here"
[[measures]]
name = "a"
kind = "share"
numerator = "granted_full"
denominator = "outcomes_total"
zh = "甲"
en = "a"
"""


def test_every_measure_is_described_in_both_languages_with_its_source():
    assert len(measures()) > 40
    for spec in measures().values():
        assert re.search("[\u4e00-\u9fff]", spec.zh), spec.name
        assert not re.search("[\u4e00-\u9fff]", spec.en), spec.name
        assert set(spec.caveat) == {"zh", "en"}, spec.name
        assert spec.source, spec.name
        assert spec.meaning("zh") != spec.meaning("en"), spec.name


def test_a_share_or_rate_names_its_denominator():
    for spec in measures().values():
        if spec.kind in ("share", "ratio", "rate"):
            assert re.search(r"_(share|per_100)_?(of)?_", spec.name), spec.name


# Printed totals, and the balance of the form: they hold their parts though they are no sum of named cells.
HOLDS_ITS_PARTS = {
    "outcomes_total", "outcomes_total.natural_person", "outcomes_total.org_commercial", "requests_received_new",
    "requests_received_new+requests_carried_in", "reconsideration_total",
    "litigation_direct_total+litigation_after_review_total",
}  # fmt: skip


def test_the_numerator_of_a_share_is_part_of_its_denominator():
    for spec in measures().values():
        if spec.kind != "share":
            continue
        above, below = spec.numerator.leaves(), spec.denominator.leaves()
        assert set(above) <= set(below) or spec.denominator.text in HOLDS_ITS_PARTS, spec.name
        assert set(above.values()) == {1}, spec.name


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "a"', 'name = "a"\ncolour = "red"', "unknown entry colour"),
        ('kind = "share"', 'kind = "index"', "no kind index"),
        ('"format2021"', '"format1999"', "no form format1999"),
        ('denominator = "outcomes_total"', "", "has a denominator"),
        ('kind = "share"', 'kind = "count"', "has no denominator"),
        ('"granted_full"', '"granted_fully"', "granted_fully"),
        ('"granted_full"', '"prior.granted_full"', "join the years"),
        ('"granted_full"', '"granted_full*denied"', "sums of figures"),
    ],
)
def test_a_bad_measure_is_refused(old, new, message):
    assert "a" in read_measures(SMALL)
    assert SMALL.count(old) == 1
    with pytest.raises(MeasureError, match=message):
        read_measures(SMALL.replace(old, new))


def test_a_name_is_described_once():
    with pytest.raises(MeasureError, match="twice"):
        read_measures(SMALL + SMALL.partition("[[measures]]")[1] + SMALL.partition("[[measures]]")[2])


def test_an_unknown_name_lists_near_ones():
    with pytest.raises(KeyError, match="disclosed_share_of_resolved"):
        find_measure("disclosed_rate")


def test_a_measure_of_ones_own_is_taken_wherever_a_name_is(made):
    own = measure("secret", "denied_state_secret", "denied", zh="国家秘密占不予公开")
    frame = made.add("甲区", denied_state_secret=1, denied_internal_affairs=3).measures(own)
    assert frame["value"].item() == 0.25
    assert own.label("zh") == "国家秘密占不予公开"
    assert own.expression == "denied_state_secret/denied"
