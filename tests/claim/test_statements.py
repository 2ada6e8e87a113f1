"""Single statements beside one table: for each, every claim it makes, what it is compared with, and the verdict.

The table is that of a made-up report whose figures differ from each other, so that a reading of the wrong cell shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from toolkit.claim import Claim, check_passage, read_narrative
from toolkit.form.measure import Values
from toolkit.read.document import Place
from toolkit.read.report import Passage

TABLE = {
    "requests_received_new": 12, "requests_carried_in": 2, "outcomes_total": 11, "requests_carried_out": 3,
    "granted_full": 5, "granted_partial": 1, "denied": 2, "unable": 0, "not_processed": 0, "other_disposition": 4,
    "other_correction_overdue": 1, "other_fee_unpaid": 0, "other_misc": 3, "unable_not_held": 0,
    "requests_received_new.natural_person": 10, "requests_received_new.org": 2,
    "requests_carried_in.natural_person": 2, "requests_carried_in.org": 0,
    "reconsideration_total": 7, "reconsideration_upheld": 4, "reconsideration_corrected": 2,
    "reconsideration_other": 0, "reconsideration_pending": 1,
    "litigation_direct_total": 5, "litigation_direct_upheld": 3, "litigation_direct_corrected": 0,
    "litigation_direct_other": 1, "litigation_direct_pending": 1,
    "litigation_after_review_total": 1, "litigation_after_review_upheld": 0, "litigation_after_review_corrected": 0,
    "litigation_after_review_other": 0, "litigation_after_review_pending": 1,
    "normative_documents.issued_this_year": 6, "normative_documents.repealed_this_year": 3,
    "normative_documents.in_force_total": 50, "licensing": 71, "penalties": 62, "coercion": 0, "admin_fees": "3.5",
    "prior.requests_received_new": 6, "prior.requests_carried_in": 1, "prior.reconsideration_total": 8,
}  # fmt: skip


def told(claim: Claim) -> str:
    """Return a claim as the file writes it: what is stated = what it is compared with, verdict, reason."""
    stated = f"{claim.qualifier}{claim.value:f}{claim.unit}"
    return f"{stated} = {' | '.join(r.measure for r in claim.readings) or '-'} {claim.verdict} {claim.note}".rstrip()


def statements() -> Iterator[tuple[str, list[str]]]:
    r"""Yield the statements of the file, each with its claims; one with a gap as often as there are words for it.

    A paragraph ends at `\n`.
    """
    lines = [line for line in (Path(__file__).parent / "statements.txt").read_text("utf-8").splitlines() if line]
    starts = [n for n, line in enumerate(lines) if not line.startswith((" ", "#"))]
    for start, end in pairwise([*starts, len(lines)]):
        claims = [line.strip() for line in lines[start + 1 : end] if line.startswith(" ")]
        before, _, gap = lines[start].partition("{")
        words, _, after = gap.partition("}")
        for word in words.split("/"):
            text = f"{before}{word}{after}".replace("\\n", "\n")
            yield text, [claim.format(word) for claim in claims]


@pytest.mark.parametrize(("text", "claims"), [*statements()])
def test_a_statement_makes_these_claims_and_no_others(text: str, claims: list[str]) -> None:
    assert [told(claim) for claim in check_passage(text, TABLE, 2023).claims] == claims


def test_the_year_is_read_from_the_passage_where_none_is_given() -> None:
    """The latest year before the first count; one that comes only behind it may be any other."""
    text = "2023年收到公开申请12件，结转2022年2件。"
    alone, given = check_passage(text, TABLE).claims, check_passage(text, TABLE, 2023).claims
    assert [told(c) for c in alone] == [told(c) for c in given]
    both = "收到公开申请12件，2022年结转2件，结转2024年3件。"
    assert [told(c).partition(" = ")[2] for c in check_passage(both, TABLE).claims[1:]] == [
        "requests_carried_in consistent",
        "requests_carried_out consistent",
    ]


LONG = [
    "我局依法依规严格规范认真细致高效便捷地办理人民群众通过网络信函当面等各种方式向我局提出的政府信息公开申请共计12件。",
    "共计12件经过审查属于人民群众关心关注的涉及国计民生重大事项的申请人依法依规提出的政府信息公开申请。",
    "无任何公民法人和其他组织向我局以及我局所属各事业单位和派出机构提出的政府信息公开方面的行政复议案件。",
]


@pytest.mark.parametrize("text", LONG)
def test_a_quote_ends_after_forty_characters(text: str) -> None:
    (claim,) = check_passage(text, TABLE, 2023).claims
    assert claim.value in (0, 12)
    assert 30 < len(claim.quote) <= 40
    assert claim.implied or "12件" in claim.quote


def test_growth_is_judged_by_last_years_report() -> None:
    text = "收到公开申请12件，同比增长100%。"
    passage = Passage(text, Place("text", 0, len(text)), None)
    own = {"requests_received_new": 12, "requests_carried_in": 0}

    def growth(prior: dict[str, int | None] | None) -> str:
        before = None if prior is None else Values.from_measures(prior)
        return read_narrative((passage,), Values.from_measures(own), year=2023, prior=before).claims[1].verdict

    assert growth({"requests_received_new": 6, "requests_carried_in": 0}) == "consistent"
    assert growth({"requests_received_new": 8, "requests_carried_in": 0}) == "inconsistent"
    assert growth({"requests_received_new": None, "requests_carried_in": 0}) == "not_comparable"
    assert growth(None) == "not_comparable"
    own["prior.requests_received_new"] = 6  # what the report itself says of last year comes first
    assert growth({"requests_received_new": 8, "requests_carried_in": 0}) == "consistent"


@pytest.mark.parametrize("text", ["占百分之点。", "百分之点五。", "百分之", "收到公开申请百分之件。"])
def test_a_percentage_without_its_number_states_nothing(text: str) -> None:
    assert check_passage(text, TABLE, 2023).claims == ()
