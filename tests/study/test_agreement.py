"""A coding set beside the toolkit's, on a passage whose answers are known by hand."""

import csv
import io

import pytest

from toolkit.claim import check_passage
from toolkit.study.agreement import CodingError, Prose, cohens_kappa, compare, decoded, kappa_bounds, read_coding
from toolkit.study.agreement_text import comparison_lines, differences_csv
from toolkit.study.intervals import wilson

TEXT = "2023年收到政府信息公开申请12件，无结转下年度，办结11件。热线受理336件。"
TABLE = {"requests_received_new": 12, "requests_carried_in": 0, "outcomes_total": 10, "requests_carried_out": 0}
HEAD = "source,quote,value,readings,verdict\n"


def prose(text=TEXT, table=TABLE) -> Prose:
    narrative = check_passage(text, table)
    return Prose({"text": text}, narrative.claims, narrative.numbers)


def compared(rows: str, head=HEAD):
    return compare(read_coding(io.StringIO(head + rows)), {"a": prose()})


FULL = (
    "a,收到政府信息公开申请12件,12,requests_received_new,consistent\n"
    "a,办结11件,11,outcomes_total,inconsistent\n"
    "a,无结转下年度,0,requests_carried_out,consistent\n"
)


def test_what_the_toolkit_reads_here():
    claims = {c.quote: c.verdict for c in prose().claims}
    assert claims == {
        "收到政府信息公开申请12件": "consistent",
        "办结11件": "inconsistent",
        "无结转下年度": "consistent",
    }


def test_the_same_coding_agrees_throughout():
    got = compared(FULL)
    claims, readings, verdicts = got.agreements
    assert got.differences == ()
    assert (claims.same, claims.of, claims.kappa) == (3, 3, 1.0)  # 12, 11 and 336; the year is no question
    assert (readings.same, readings.of, verdicts.same, verdicts.of) == (3, 3, 3, 3)
    assert verdicts.kappa == 1.0


def test_a_claim_of_one_coder_only_is_told():
    got = compared(FULL.splitlines(keepends=True)[0] + "a,热线受理336件,336,requests_received_new,inconsistent\n")
    sides = {(d.quote, d.yours, d.ours) for d in got.differences if d.question == "claims"}
    assert ("热线受理336件", "requests_received_new = 336", "") in sides
    assert ("办结11件", "", "outcomes_total = 11") in sides
    assert ("无结转下年度", "", "requests_carried_out = 0") in sides
    claims = got.agreements[0]
    assert (claims.same, claims.of) == (1, 3)
    assert claims.kappa == pytest.approx(-0.5)


def test_another_reading_and_another_verdict_are_told():
    got = compared("a,申请12件,12,requests_received_new+requests_carried_in,ambiguous\n")
    told = {d.question: (d.yours, d.ours) for d in got.differences if d.line}
    assert told == {
        "readings": ("requests_received_new+requests_carried_in", "requests_received_new"),
        "verdicts": ("ambiguous", "consistent"),
    }


def test_readings_that_mean_the_same_agree():
    table = {"litigation_direct_total": 2, "litigation_after_review_total": 1}
    rows = "a,行政诉讼3件,3,litigation_after_review_total+litigation_direct_total,consistent\n"
    got = compare(read_coding(io.StringIO(HEAD + rows)), {"a": prose("行政诉讼3件。", table)})
    assert got.differences == ()


def test_a_source_without_claims_counts():
    got = compared("a,,,,\n")
    assert (got.agreements[0].same, got.agreements[0].of) == (1, 3)
    assert len(got.differences) == 3


def test_a_number_without_a_cell_is_no_claim_to_either():
    got = compared(FULL + "a,热线受理336件,336,,not_comparable\n")
    assert got.agreements[0].same == 3


def test_start_tells_two_quotes_apart():
    text = "公开申请12件。行政复议12件。"
    read = prose(text, {"requests_received_new": 12, "reconsideration_total": 11})
    rows = f"a,12件,12,reconsideration_total,inconsistent,{text.rindex('12件')}\n"
    got = compare(read_coding(io.StringIO(HEAD.strip() + ",start\n" + rows)), {"a": read})
    assert [(d.line, d.quote) for d in got.differences] == [(None, read.claims[0].quote)]


FAULTS = [
    ("source,quote\na,b\n", "no column value"),
    (HEAD + ",申请12件,12,requests_received_new,consistent\n", "line 2: there is no source"),
    (HEAD + "a,申请12件,12,requests_received_new,wrong\n", "line 2: 'wrong' is no verdict"),
    (HEAD + "a,申请12件,,requests_received_new,consistent\n", "without its value"),
    (HEAD + "a,申请12件,十二,requests_received_new,consistent\n", "is no number"),
    (HEAD + "a,,12,,consistent\n", "without its quote"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_a_coding_that_cannot_be_used_says_where(text, message):
    with pytest.raises(CodingError, match=message):
        read_coding(io.StringIO(text))


def test_a_quote_that_is_not_in_the_text_is_an_error():
    with pytest.raises(CodingError, match="does not hold '申请13件'"):
        compared("a,申请13件,13,requests_received_new,consistent\n")
    with pytest.raises(CodingError, match="at 0"):
        compared("a,申请12件,12,requests_received_new,consistent,0\n", HEAD.strip() + ",start\n")


def test_blank_lines_are_passed_over():
    assert read_coding(io.StringIO(HEAD + ",,,,\n\n")) == []


# Cohen's kappa and its standard error as statsmodels gives them, on tables of two and of three answers.
TABLES = [[[20, 5], [10, 15]], [[30, 2], [1, 7]], [[10, 2, 1], [0, 8, 3], [4, 1, 12]], [[0, 5], [5, 0]]]


@pytest.mark.parametrize("table", TABLES)
def test_kappa_is_that_of_statsmodels(table):
    from statsmodels.stats.inter_rater import cohens_kappa as theirs

    answers = [(str(a), str(b)) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    expected = theirs(table)
    assert cohens_kappa(answers) == pytest.approx((expected.kappa, expected.std_kappa))


def test_kappa_of_one_answer_is_not_defined():
    assert cohens_kappa([("a", "a")] * 5) is None
    assert cohens_kappa([]) is None


@pytest.mark.parametrize(("lang", "words"), [("en", "kappa is not defined"), ("zh", "kappa 无定义")])
def test_the_lines_say_where_kappa_is_not_defined(lang, words):
    told = list(comparison_lines(compared("a,申请12件,12,requests_received_new,consistent\n"), lang))
    assert words in told[2]
    assert any("办结11件" in one for one in told)


def test_no_difference_is_said():
    assert "no differences." in list(comparison_lines(compared(FULL)))


def test_nothing_to_compare_is_said():
    assert any("nothing to compare" in one for one in comparison_lines(compared("a,,,,\n")))


def test_differences_as_a_table():
    got = compared(FULL + "a,热线受理336件,336,requests_received_new,inconsistent\n")
    (row,) = csv.DictReader(io.StringIO(differences_csv(got.differences)))
    assert (row["quote"], row["question"], row["ours"]) == ("热线受理336件", "claims", "")


def test_the_same_words_with_another_number_are_one_difference():
    got = compared(FULL.replace("收到政府信息公开申请12件,12", "收到政府信息公开申请12件,21"))
    (one,) = got.differences
    assert (one.question, one.yours, one.ours) == ("values", "requests_received_new = 21", "requests_received_new = 12")
    assert any("another value for the same words" in told for told in comparison_lines(got))


def test_a_measure_no_form_has_is_refused_with_its_line():
    with pytest.raises(CodingError, match="line 2: 'request_new' is no measure"):
        read_coding(io.StringIO(HEAD + "a,申请12件,12,request_new,consistent\n"))


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"),
                                                ("gb18030", "gb18030"), ("utf-16", "utf-16")])  # fmt: skip
def test_a_coding_is_read_as_spreadsheets_save_it(encoding, said):
    text = HEAD + "甲,申请12件,12,requests_received_new,consistent\n"
    assert decoded(text.encode(encoding)) == (text, said)


def test_bytes_of_no_encoding_are_refused_with_their_line():
    with pytest.raises(CodingError, match="line 3: neither UTF-8 nor gb18030"):
        decoded("一\n二\n".encode("gbk") + b"\xff\xff\xff\n")


BOUNDS = [([("a", "a"), ("b", "b")], -0.32), ([("a", "a"), ("b", "b")] * 50, 0.92)]


@pytest.mark.parametrize(("answers", "least"), BOUNDS)
def test_full_agreement_is_no_certainty(answers, least):
    """Its standard error is 0; two answers that agree say next to nothing, a hundred a good deal."""
    low, high = kappa_bounds(answers, (1.0, 0.0), wilson(len(answers), len(answers)))
    assert high == 1.0
    assert least <= low < least + 0.01


def test_the_bounds_are_never_narrower_than_those_of_the_standard_error():
    answers = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    kappa = cohens_kappa(answers)
    low, high = kappa_bounds(answers, kappa, wilson(35, 50))
    assert low <= kappa[0] - 1.96 * kappa[1]
    assert high >= kappa[0] + 1.96 * kappa[1]
