"""Labelled passages: our own, one file per construct, and a held set that is scored apart."""

from __future__ import annotations

import json

import pytest

from tests.claim.scoring import PASSAGES, passages, score

CONSTRUCTS = sorted(p.stem for p in PASSAGES.glob("*.jsonl") if p.stem != "dev")


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_each_construct_is_read_without_a_false_alarm(construct: str) -> None:
    got = score(passages(construct))
    assert got.false_alarms == got.false_links == 0, got.failures
    assert got.found >= 0.95 * got.expected, got.failures
    assert got.right >= 0.95 * got.expected, got.failures
    assert got.bad_found == got.bad, got.failures


def test_our_passages_together() -> None:
    got = score(passages())
    assert got.expected > 500
    assert got.found >= 0.97 * got.expected
    assert got.right >= 0.97 * got.expected


def test_the_held_set() -> None:
    got = score(passages("dev"))
    assert got.false_alarms == got.false_links == 0, got.failures
    assert got.found >= 0.97 * got.expected, got.failures
    assert got.right >= 0.97 * got.expected, got.failures
    assert got.bad_found == got.bad, got.failures


def test_a_perturbed_table_is_noticed() -> None:
    """Placebo: with every figure moved far away, nothing that was consistent stays so."""
    kept = total = 0
    for line in passages():
        moved = {k: v if v is None else v * 7 + 1013 for k, v in line["table"].items()}
        line = json.loads(json.dumps({**line, "table": moved}))
        from toolkit.claim import check_passage

        for claim in check_passage(line["text"], line["table"], line.get("year")).claims:
            if claim.readings and not any("/" in r.measure or "-" in r.measure for r in claim.readings):
                total += 1
                kept += claim.verdict in ("consistent", "approximate")
    assert total > 400
    assert kept <= 0.01 * total
