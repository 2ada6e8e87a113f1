"""Labelled passages against the reader: largest matching of expectations to claims, right verdicts first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.claim import Claim, check_passage
from toolkit.form.measure import MeasureError, same_measure

PASSAGES = Path(__file__).parent / "passages"


@dataclass
class Score:
    """Counts over passages; `failures` name what was missed, misjudged or wrongly flagged."""

    expected: int = 0
    found: int = 0
    right: int = 0
    bad: int = 0
    bad_found: int = 0
    false_alarms: int = 0
    false_links: int = 0
    failures: list[str] = field(default_factory=list)


def passages(*names: str) -> Iterator[dict[str, Any]]:
    """Yield the labelled passages of the files named, or of all but dev.jsonl."""
    files = [PASSAGES / f"{n}.jsonl" for n in names] or sorted(p for p in PASSAGES.glob("*.jsonl") if p.stem != "dev")
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def same(a: str, b: str) -> bool:
    try:
        return same_measure(a, b)
    except MeasureError:
        return a == b


def fits(claim: Claim, expected: Mapping[str, Any]) -> bool:
    """Tell whether a claim states what is expected, or one of its equivalents."""
    for option in (expected, *expected.get("or", [])):
        if option["value"] is not None and claim.value != Decimal(str(option["value"])):
            continue
        if any(same(r.measure, m) for r in claim.readings for m in option["readings"]):
            return True
    return False


def match(claims: Sequence[Claim], expected: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return expectation → claim."""
    owner: dict[int, int] = {}

    def place(k: int, seen: set[int]) -> bool:
        order = [i for i, c in enumerate(claims) if fits(c, expected[k])]
        for i in sorted(order, key=lambda i: claims[i].verdict != expected[k]["verdict"]):
            if i in seen:
                continue
            seen.add(i)
            if i not in owner or place(owner[i], seen):
                owner[i] = k
                return True
        return False

    for k in range(len(expected)):
        place(k, set())
    return {k: i for i, k in owner.items()}


def score(lines: Iterator[dict[str, Any]]) -> Score:
    """Score the reader on labelled passages."""
    total = Score()
    for line in lines:
        claims = check_passage(line["text"], line["table"], line.get("year")).claims
        wanted = [e for e in line["expected"] if e["readings"]]
        pairs = match(claims, wanted)
        for k, e in enumerate(wanted):
            if k not in pairs and e.get("optional"):
                continue
            total.expected += 1
            total.bad += e["verdict"] == "inconsistent"
            if k not in pairs:
                total.failures.append(f"not found {line['id']} {e}")
                continue
            verdict = claims[pairs[k]].verdict
            total.found += 1
            total.right += verdict == e["verdict"]
            total.bad_found += verdict == e["verdict"] == "inconsistent"
            if verdict != e["verdict"]:
                total.failures.append(f"verdict {line['id']} {e} got {verdict}")
        flagged = [x for e in line["expected"] if e["verdict"] == "inconsistent" for x in (e, *e.get("or", []))]
        known = {Decimal(str(x["value"])) for x in flagged if x["value"] is not None}
        for i, claim in enumerate(claims):
            if i not in pairs.values() and claim.verdict == "inconsistent" and claim.value not in known:
                total.false_alarms += 1
                total.failures.append(f"false alarm {line['id']} {claim.quote}")
            if not wanted and claim.readings and claim.verdict != "not_comparable":
                total.false_links += 1
                total.failures.append(f"false link {line['id']} {claim.quote}")
    return total
