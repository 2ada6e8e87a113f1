"""The scorer on passages whose score is known by hand."""

import json
from decimal import Decimal

import pytest

from toolkit.study.predictive import PREVALENCES, predictive_values, shares
from toolkit.study.score_text import score_lines
from toolkit.study.scoring import LabelError, Score, labelled, labelled_from, perturbed, score

TABLE = {"requests_received_new": 12, "requests_carried_in": 0, "outcomes_total": 11, "requests_carried_out": 1}


def line(text, expected, table=TABLE, **more):
    return labelled_from({"id": "x", "text": text, "table": table, "expected": expected, **more})


def claim(readings, value, verdict="consistent", **more):
    return {"readings": readings, "value": value, "verdict": verdict, **more}


RECEIVED = claim(["requests_received_new"], 12)
TEXT = "收到政府信息公开申请12件，办结11件。"


def test_all_found_and_right():
    got = score([line(TEXT, [RECEIVED, claim(["outcomes_total"], 11)])])
    assert (got.all.asked, got.all.found, got.all.right) == (2, 2, 2)
    assert (got.strict.found, got.linked, got.linked_expected) == (2, 2, 2)
    assert got.differences == []


def test_a_number_never_recognised_counts_as_missed():
    got = score([line("本年共有12件事。", [RECEIVED])])
    assert (got.all.asked, got.all.found, got.all.right) == (1, 0, 0)
    assert "not found" in got.differences[0]


def test_an_optional_one_counts_only_where_found():
    assert score([line("本年共有12件事。", [{**RECEIVED, "optional": True}])]).all.asked == 0
    assert score([line(TEXT, [{**RECEIVED, "optional": True}])]).all.asked == 1


def test_one_claim_serves_one_expectation():
    got = score([line("收到政府信息公开申请12件。", [RECEIVED, RECEIVED])])
    assert (got.all.asked, got.all.found) == (2, 1)


def test_the_largest_matching_is_found():
    """The first expectation would take either claim, the second only one of them."""
    wide = claim(["requests_received_new"], None, **{"or": [claim(["outcomes_total"], None)]})
    narrow = claim(["requests_received_new"], 12)
    assert score([line(TEXT, [wide, narrow])]).all.found == 2


def test_zero_and_positive_stand_apart():
    text = "收到政府信息公开申请12件，无结转。"
    got = score([line(text, [RECEIVED, claim(["requests_carried_out"], 0, "inconsistent")])])
    assert (got.positive.asked, got.zero.asked) == (1, 1)


def test_a_later_reading_is_charitable_not_strict():
    labelled_second = claim(["requests_received_new+requests_carried_in", "requests_received_new"], 12)
    got = score([line("收到政府信息公开申请12件。", [labelled_second])])
    assert (got.all.found, got.strict.found) == (1, 0)


def test_an_alarm_that_no_label_calls_for_is_false():
    wrong = {**TABLE, "requests_received_new": 13}
    alarm = score([line("收到政府信息公开申请12件。", [RECEIVED], wrong)])
    assert (alarm.false_alarms, alarm.compared_good, alarm.all.right) == (1, 1, 0)
    called = score([line("收到政府信息公开申请12件。", [{**RECEIVED, "verdict": "inconsistent"}], wrong)])
    assert (called.false_alarms, called.compared_good) == (0, 0)
    assert (called.wrong.asked, called.wrong.right) == (1, 1)


def test_a_link_in_a_passage_without_claims_is_false():
    got = score([line(TEXT, [])])
    assert (got.empty_passages, got.linking_passages, got.false_links) == (1, 1, 2)
    assert sum("false link" in told for told in got.differences) == 2


def test_a_number_without_a_cell_is_to_be_left_alone():
    none = claim([], 12, "not_comparable")
    assert score([line("通过网络提交12件。", [none])]).no_cell_kept == 1
    got = score([line("收到政府信息公开申请12件。", [none])])
    assert (got.no_cell, got.no_cell_kept) == (1, 0)


def test_the_placebo_reads_the_same_and_confirms_nothing():
    got = score([line(TEXT, [RECEIVED])], placebo=True)
    assert (got.placebo_claims, got.placebo_same_links, got.placebo_compared, got.placebo_held) == (2, 2, 2, 0)


def test_a_wrong_value_is_far_away_and_always_the_same():
    assert perturbed("a", "denied", "3") == perturbed("a", "denied", "3")
    assert Decimal(perturbed("a", "denied", "3")) - 3 >= 1009
    assert perturbed("a", "denied", "3") != perturbed("b", "denied", "3")


BAD = [
    "{",
    "[]",
    "3",
    json.dumps({"text": "x", "table": {}}),
    json.dumps({"text": "x", "expected": [{"readings": [], "value": 1, "verdict": "wrong"}]}),
    json.dumps({"text": "x", "expected": [{"readings": [], "value": "1x", "verdict": "consistent"}]}),
]


@pytest.mark.parametrize("text", BAD)
def test_a_line_that_is_no_label_is_told_and_loses_no_other(text):
    good = json.dumps({"id": "g", "text": TEXT, "table": TABLE, "expected": [RECEIVED]})
    first, second = labelled([text, "", good])
    assert isinstance(first, LabelError)
    assert not isinstance(second, LabelError)
    assert second.id == "g"


BAD_LABELS = [
    ({"expected": [{"readings": ["request_new"], "value": 12, "verdict": "consistent"}]},
     "'request_new' is no measure"),
    ({"expected": [{"readings": ["denied"], "or": [{"readings": ["x"]}], "value": 1, "verdict": "consistent"}]},
     "'x' is no measure"),
    ({"expected": [{"readings": ["denied"], "value": "many", "verdict": "consistent"}]}, "'many' is no number"),
    ({"expected": [{"readings": ["denied"], "value": 1, "verdict": "right"}]}, "'right' is no verdict"),
    ({"expected": [{"value": 1, "verdict": "consistent"}]}, "no list `readings`"),
    ({"expected": ["denied"]}, "is no object"),
    ({"expected": {}}, "no list `expected`"),
    ({"expected": [], "table": {"bogus": 1}}, "no form has the measure bogus"),
    ({"expected": [], "table": {"denied": "many"}}, "'many' is no number"),
    ({"expected": [], "text": 5}, "not a string"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "reason"), BAD_LABELS)
def test_a_label_that_cannot_be_is_refused_by_line(raw, reason):
    good = json.dumps({"id": "g", "text": "天气很好。", "table": {}, "expected": []})
    first, second = labelled(["\ufeff" + json.dumps({"id": "x", "text": "", "table": {}, **raw}), "", good])
    assert isinstance(first, LabelError)
    assert str(first).startswith("line 1: ")
    assert reason in str(first)
    assert not isinstance(second, LabelError)


def filled(right, wrong, alarms, good) -> Score:
    made = Score()
    made.wrong.asked, made.wrong.right = wrong, right
    made.false_alarms, made.compared_good = alarms, good
    return made


def test_predictive_value_by_bayes():
    found = {p.prevalence: p for p in predictive_values(filled(90, 100, 10, 1000))}
    assert list(found) == list(PREVALENCES)
    assert found[0.01].value == pytest.approx(0.9 * 0.01 / (0.9 * 0.01 + 0.01 * 0.99))
    assert all(p.low < p.value < p.high for p in found.values())
    assert found[0.01].value < found[0.04].value


def test_no_false_alarm_is_no_proof():
    few, many = (next(predictive_values(filled(20, 20, 0, n))) for n in (100, 10_000))
    assert few.value == many.value == few.high == 1
    assert few.low < 0.3 < many.low < 1


def test_without_wrong_statements_nothing_is_predicted():
    assert list(predictive_values(filled(0, 0, 0, 100))) == []
    assert any("cannot be told" in told for told in score_lines(filled(0, 0, 0, 100)))


def test_shares_of_nothing_have_no_interval():
    assert all(one.interval is None for one in shares(Score()))
    assert list(score_lines(Score(), "zh"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lines_name_every_share(lang):
    got = score([line(TEXT, [RECEIVED])], placebo=True)
    told = list(score_lines(got, lang))
    assert len(told) >= 1 + len(list(shares(got)))
    assert any("1/1 = 1.000 [0.207, 1.000]" in one for one in told)
