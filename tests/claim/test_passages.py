"""Labelled passages: our own, one file per construct, and a held set that is scored apart."""

from __future__ import annotations

import pytest

from tests.claim.scoring import PASSAGES, passages, score, whole_score
from toolkit.study.scoring import Score

CONSTRUCTS = sorted(p.stem for p in PASSAGES.glob("*.jsonl") if p.stem != "dev")


@pytest.fixture(scope="module")
def ours() -> Score:
    return whole_score()


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_each_construct_is_read_without_a_false_alarm(construct: str) -> None:
    got = score(passages(construct))
    assert got.false_alarms == got.false_links == 0, got.differences
    assert got.all.found >= 0.95 * got.all.asked, got.differences
    assert got.all.right >= 0.95 * got.all.asked, got.differences
    assert got.wrong.right == got.wrong.asked, got.differences


def test_our_passages_together(ours: Score) -> None:
    assert ours.all.asked > 500
    assert ours.all.found >= 0.97 * ours.all.asked
    assert ours.all.right >= 0.97 * ours.all.asked
    assert ours.strict.found >= 0.97 * ours.strict.asked
    assert ours.linked_expected >= 0.97 * ours.linked, "links that no label states"
    assert ours.no_cell_kept == ours.no_cell > 0


def test_the_held_set() -> None:
    got = score(passages("dev"))
    assert got.false_alarms == got.false_links == 0, got.differences
    assert got.all.found >= 0.97 * got.all.asked, got.differences
    assert got.all.right >= 0.97 * got.all.asked, got.differences
    assert got.wrong.right == got.wrong.asked, got.differences


def test_a_wrong_table_changes_no_link_and_confirms_nothing(ours: Score) -> None:
    assert ours.placebo_claims > 1000
    assert ours.placebo_same_links == ours.placebo_claims, "readings must not depend on values"
    assert ours.placebo_held <= 0.01 * ours.placebo_compared
