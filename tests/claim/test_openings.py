"""Long openings as reports print them, crowded with figures of other kinds: all is found, nothing is alarmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.claim import check_passage

TABLE = {
    "requests_received_new": 86,
    "requests_carried_in": 5,
    "requests_carried_out": 4,
    "outcomes_total": 87,
    "granted_full": 40,
    "granted_partial": 9,
    "denied": 3,
    "unable": 28,
    "not_processed": 4,
    "other_disposition": 3,
    "other_correction_overdue": 1,
    "other_fee_unpaid": 0,
    "other_misc": 2,
    "unable_not_held": 22,
    "unable_no_existing_record": 4,
    "unable_unclear_after_correction": 2,
    "denied_internal_affairs": 1,
    "denied_enforcement_file": 2,
    "not_processed_petition_complaint": 3,
    "not_processed_duplicate": 1,
    "requests_received_new.natural_person": 80,
    "requests_received_new.org": 6,
    "requests_received_new.org_commercial": 5,
    "requests_received_new.org_legal_service": 1,
    "reconsideration_total": 7,
    "reconsideration_upheld": 5,
    "reconsideration_corrected": 1,
    "reconsideration_other": 1,
    "reconsideration_pending": 0,
    "litigation_direct_total": 2,
    "litigation_direct_upheld": 1,
    "litigation_direct_corrected": 0,
    "litigation_direct_other": 0,
    "litigation_direct_pending": 1,
    "litigation_after_review_total": 1,
    "litigation_after_review_upheld": 1,
    "litigation_after_review_corrected": 0,
    "litigation_after_review_other": 0,
    "litigation_after_review_pending": 0,
    "normative_documents.issued_this_year": 6,
    "normative_documents.repealed_this_year": 2,
    "normative_documents.in_force_total": 54,
    "rules.issued_this_year": 0,
    "rules.repealed_this_year": 0,
    "rules.in_force_total": 0,
    "licensing": 120345,
    "penalties": 2210,
    "coercion": 77,
    "admin_fees": 1834.56,
}
LINES = (Path(__file__).parent / "openings.jsonl").read_text("utf-8").splitlines()
OPENINGS = [(line["text"], line["consistent"]) for line in map(json.loads, LINES)]


@pytest.mark.parametrize(("text", "consistent"), OPENINGS)
def test_an_opening_is_read_without_alarm(text: str, consistent: int) -> None:
    claims = check_passage(text, TABLE, year=2023).claims
    assert {c.verdict for c in claims} <= {"consistent", "not_comparable"}, [c.quote for c in claims]
    assert sum(c.verdict == "consistent" for c in claims) >= consistent


@pytest.mark.parametrize(("text", "consistent"), OPENINGS)
def test_every_number_is_accounted_for(text: str, consistent: int) -> None:
    numbers = check_passage(text, TABLE, year=2023).numbers
    unknown = [n.text for n in numbers if n.kind == "unknown"]
    assert len(unknown) <= 3, unknown
    assert sum(n.kind == "linked" for n in numbers) >= consistent
