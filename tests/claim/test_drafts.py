"""What holds of every draft before it is judged: its role follows from its rule, its place and number are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache

import pytest

from tests.claim.scoring import passages
from tests.claim.test_statements import statements
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.explain import NOTES
from toolkit.claim.numbers import Num
from toolkit.claim.walk import Walked, walk

# Settling goes by roles. Reviews and suits have one for each of their columns: {subject}_{column}.
PRINTED = {
    "intake": "intake", "intake_new": "intake", "intake_noun": "intake", "handled": "handled", "on_request": "handled",
    "announced_base": "base", "answered": "answered", "listed_total": "answered",
    "carried_in": "in", "carried_out": "out", "carried_bare": "in out", "still_open": "out",
    "outcome": "outcome", "outcome_other": "outcome", "applicant": "applicant", "channel": "channel",
    "own_level": "none", "one_organ": "none", "some_of_them": "none", "part_of_year": "none", "late_answer": "none",
    "older_year": "none",
    "looked_over": "none", "prior_count": "prior",
    "as_reviewer": "none", "other_cause": "none", "carried_case": "none",
    "documents": "documents", "documents_issued": "documents", "documents_issue": "documents",
    "documents_repealed": "documents", "documents_repeal": "documents", "documents_in_force": "documents",
    "documents_published": "documents", "documents_amended": "none", "documents_reviewed": "none",
    "decisions": "decisions", "decisions_together": "decisions", "decisions_published": "none",
    "decision_items": "none", "fees": "fees", "processing_fee": "none",
    "share": "share", "share_elsewhere": "none", "rate": "none", "growth": "growth", "multiple": "growth",
    "growth_elsewhere": "none", "year_count": "intake answered",
}  # fmt: skip
IMPLIED = {
    "all_answered": "blanket", "all_by": "applicant", "all_open": "out", "all_outcome": "outcome",
    "carried_in_answered": "answered", "rest_answered": "answered", "rest_open": "out", "rest_outcome": "outcome",
    "level": "growth", "limited_negation": "none", "zero_answered": "answered", "zero_carried_in": "in",
    "zero_carried_out": "out",
    "zero_decisions": "decisions", "zero_documents": "documents", "zero_documents_in_force": "documents",
    "zero_documents_repealed": "documents", "zero_fees": "fees", "zero_open": "out", "zero_outcome": "outcome",
    "zero_processing_fee": "none", "zero_requests": "intake",
}  # fmt: skip
OF_CASES = {"case_total", "cases_together", "case_result", "all_cases", "zero_cases"}
COLUMNS = ("total", "branch", "upheld", "corrected", "other", "pending", "decided", "revoked", "dismissed", "withdrawn")
OF_RATES = {"share", "growth"}
UNSAID = {"", "base_named", "share", "growth", "vague"}


@cache
def walks() -> tuple[Walked, ...]:
    """Return every labelled passage and statement as read, before any table is looked at."""
    texts = [(line["text"], line.get("year")) for line in [*passages(), *passages("dev")]]
    texts += [(text, 2023) for text, _ in statements()]
    return tuple(walk(text, Memory(year, None, True)) for text, year in texts)


def drafts() -> Sequence[Draft]:
    return [draft for walked in walks() for draft in walked.drafts]


def test_the_role_of_a_draft_follows_from_its_rule() -> None:
    for made in drafts():
        if made.rule in OF_CASES:
            assert made.role in [f"{made.subject}_{column}" for column in COLUMNS] or made.role == "dispute_total", made
        else:
            assert made.role in (IMPLIED if made.implied else PRINTED)[made.rule].split(), made
        assert (made.rule in PRINTED or made.rule in OF_CASES) if made.num is not None else made.implied


def test_every_rule_is_used() -> None:
    used = {made.rule for made in drafts()}
    assert set(PRINTED) | set(IMPLIED) | OF_CASES == used


def test_a_draft_without_readings_says_why() -> None:
    for made in drafts():
        assert made.note in UNSAID or made.note in NOTES, made
        assert made.role not in ("none", "channel") or not made.readings, made
        assert made.readings or made.role in ("none", "channel") or made.rule == "prior_count", made
        assert made.readings or made.note in NOTES, made


@pytest.mark.parametrize("name", ["no_base", "soft", "implied", "part", "also", "dropped"])
def test_what_is_yes_or_no_is_one_of_them(name: str) -> None:
    assert {getattr(made, name) for made in drafts()} == {False, True}
    assert {type(getattr(made, name)) for made in drafts()} == {bool}


def test_what_is_a_word_is_one() -> None:
    for made in drafts():
        assert all(isinstance(measure, str) and measure for measure in made.readings)
        assert all(isinstance(getattr(made, f.name), str) for f in fields(Draft) if f.type == "str")
        assert type(made.value) is Decimal
        assert 1 <= made.primary <= max(len(made.readings), 1), made
        assert made.branch in (None, "direct", "after")
        assert len(set(made.readings)) == len(made.readings), made


def test_a_draft_stands_in_its_chunk_and_sentence() -> None:
    for walked in walks():
        for made in walked.drafts:
            sentence = walked.sentences[made.sentence]
            (chunk,) = [c for c in sentence.chunks if c.start == made.chunk]
            assert made.depth == chunk.depth, made
            assert sentence.start <= made.start < made.end <= sentence.end, made


def test_a_printed_draft_has_the_number_it_was_made_of() -> None:
    for walked in walks():
        for made in walked.drafts:
            if made.num is None:
                assert (made.unit, made.qualifier, made.implied) == ("", "", True), made
                continue
            num: Num = made.num
            assert made.start <= num.start < num.end <= made.end, made
            assert num in walked.numbers or num.kind == "count"  # a number without unit that 分别为 deals a label to
            assert (made.unit, made.qualifier, made.implied) == (num.unit, num.qualifier, False), made
            assert made.value in (num.value, -num.value, 100 * num.value, -100 * num.value) or num.kind == "money"


def test_each_number_that_counts_nothing_known_is_somebodys_or_nobodys() -> None:
    for walked in walks():
        starts = {n.start for n in walked.numbers}
        for start, subject in walked.others:
            assert start in starts
            assert isinstance(subject, str)


def test_a_fresh_memory_knows_nothing_and_a_fresh_draft_claims_nothing_more() -> None:
    memory = Memory(2023, "own", True)
    told = {f.name: getattr(memory, f.name) for f in fields(Memory)}
    assert (told.pop("year"), told.pop("scope"), told.pop("modern")) == (2023, "own", True)
    numbered = {"foreign", "topics"} & set(told)
    assert {told.pop(name) for name in numbered} == {-1}, "no sentence is"
    for name, value in told.items():
        assert value is None or value is False or value == [] or (value == 0 and type(value) is int), name
    made = Draft("rule", "request", "role", Decimal(3), (), 4, 5)
    rest = {f.name: getattr(made, f.name) for f in fields(Draft)[7:]}
    assert rest.pop("primary") == 1
    for name, value in rest.items():
        assert value is None or value is False or value in ("", ()) or (value == 0 and type(value) is int), name
