"""What comes from outside: tables from spreadsheets and frames, years as text, prose with markup, bad lines."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from toolkit.claim import PassageError, check_passage
from toolkit.claim.batch import run_batch
from toolkit.form.measure import MeasureError

TEXT = "新收政府信息公开申请1234件。"
VALUES: list[tuple[object, str]] = [
    ("1,234", "consistent"),
    ("1，234", "consistent"),
    (" 1234 ", "consistent"),
    ("1234.0", "consistent"),
    (1234.0, "consistent"),
    (Decimal(1234), "consistent"),
    (pd.Series([1234])[0], "consistent"),
    ("1,235", "inconsistent"),
    ("", "not_comparable"),
    ("—", "not_comparable"),
    ("/", "not_comparable"),
    ("无", "not_comparable"),
    (None, "not_comparable"),
    (float("nan"), "not_comparable"),
    (pd.NA, "not_comparable"),
    (pd.NaT, "not_comparable"),
    (Decimal("NaN"), "not_comparable"),
]


@pytest.mark.parametrize(("value", "verdict"), VALUES)
def test_values_of_a_table_as_they_come(value: Any, verdict: str) -> None:
    (claim,) = check_passage(TEXT, {"requests_received_new": value}).claims
    assert claim.verdict == verdict


def test_a_blank_is_a_cell_that_prints_nothing_not_no_cell() -> None:
    table = {"requests_received_new": 4, "requests_carried_in": ""}
    assert check_passage("受理政府信息公开申请3件。", table).claims[0].verdict == "not_comparable"
    table.pop("requests_carried_in")
    assert check_passage("受理政府信息公开申请3件。", table).claims[0].verdict == "inconsistent"


@pytest.mark.parametrize("value", ["many", "1,23", "12件", "1 234", True, float("inf"), [1], {"a": 1}])
def test_what_is_no_number_is_refused_by_name(value: Any) -> None:
    with pytest.raises(MeasureError, match=r"requests_received_new: .* is no number"):
        check_passage(TEXT, {"requests_received_new": value})


@pytest.mark.parametrize("year", [2023, "2023", " 2023 ", "2023年", 2023.0, "2023.0"])
def test_a_year_in_any_dress(year: Any) -> None:
    (claim,) = check_passage("2023年新收公开申请12件。", {"requests_received_new": 12}, year).claims
    assert claim.verdict == "consistent"
    (claim,) = check_passage("2022年新收公开申请12件。", {"requests_received_new": 12}, year).claims
    assert claim.readings[0].measure == "prior.requests_received_new"


@pytest.mark.parametrize("year", ["abc", "23", 23, True, [2023], "2023-24"])
def test_what_is_no_year_is_refused(year: Any) -> None:
    with pytest.raises(PassageError, match="`year` is"):
        check_passage(TEXT, {}, year)


def test_a_measure_no_form_has_is_said() -> None:
    narrative = check_passage(TEXT, {"request_new": 1234, "requests_received_new": 1234})
    assert narrative.notes == ("no form has the measure request_new; it was left out",)
    assert check_passage(TEXT, {"requests_received_new": 1234}).notes == ()
    assert check_passage(TEXT, None).notes == ("there is no table, so that nothing is compared",)


BAD: list[tuple[str, str]] = [
    ("{", "no JSON"),
    ("[]", "no JSON object but a list"),
    ("3", "no JSON object but the number 3"),
    ("{}", "there is no `text`"),
    ('{"text": 5}', "`text` is the number 5, not a string"),
    ('{"text": null}', "`text` is null, not a string"),
    ('{"text": "天", "table": [1]}', "`table` is a list, not an object of measures"),
    ('{"text": "天", "table": {"denied": "many"}}', "denied: 'many' is no number"),
    ('{"text": "天", "table": {}, "year": "abc"}', "`year` is 'abc'"),
    ("[" * 100_000, "no JSON"),
    ("\udcd5\udce2", "the line is not UTF-8"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_line_is_named_with_its_file_and_reason(line: str, reason: str) -> None:
    good = json.dumps({"id": "g", "text": TEXT, "table": {"requests_received_new": "1,234"}, "year": "2023"})
    answers = [json.loads(answer) for answer in run_batch(["\ufeff" + good, "", line, good], "batch.jsonl")]
    first, bad, last = answers
    assert first == last
    assert first["claims"][0]["verdict"] == "consistent"
    assert bad["claims"] == []
    assert bad["error"].startswith("batch.jsonl, line 3: ")
    assert reason in bad["error"]
    assert "Error:" not in bad["error"]


def test_what_is_left_out_stands_in_the_answer() -> None:
    lines = [json.dumps({"text": TEXT, "table": table}) for table in ({"bogus": 1}, None, {})]
    bogus, none, empty = (json.loads(answer) for answer in run_batch(lines))
    assert bogus["notes"] == ["line 1: no form has the measure bogus; it was left out"]
    assert none["notes"] == ["line 2: there is no table, so that nothing is compared"]
    assert "notes" not in empty


MARKED = [
    ("<p>收到政府信息<b>公开申请</b>&nbsp;<span>3</span>件</p>",
     "收到政府信息<b>公开申请</b>&nbsp;<span>3</span>件", 3),
    ("收到公开申请&nbsp;3&nbsp;件。", "收到公开申请&nbsp;3&nbsp;件", 3),
    ("收到公开申请<b>1</b><b class='x'>2</b>件。",
     "收到公开申请<b>1</b><b class='x'>2</b>件", 12),
    ("<td>收到公开申请12件</td><td>办结3件</td>", "收到公开申请12件", 12),
    ("收到公开申请12件&#65292;办结3件&#12290;", "收到公开申请12件", 12),
    ("《条例》&ldquo;渠道&rdquo;收到公开申请12件。", "收到公开申请12件", 12),
    ("收到<公开申请12件", "收到<公开申请12件", 12),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "value"), MARKED)
def test_markup_in_prose_is_passed_over_with_exact_offsets(text: str, quote: str, value: int) -> None:
    narrative = check_passage(text, {"requests_received_new": value, "requests_carried_in": 0})
    claim = narrative.claims[0]
    assert (claim.value, claim.verdict) == (value, "consistent")
    assert text[claim.start : claim.end] == claim.quote
    assert claim.quote == quote
    for number in narrative.numbers:
        assert text[number.start : number.end] == number.text


def test_what_only_looks_like_markup_stays() -> None:
    numbers = check_passage("收到<2件>与<信息 12>、a<b 3>c&unknown; 4 & 5。", {}).numbers
    assert [n.text for n in numbers] == ["2", "12", "3", "4", "5"]
