"""The labelled passages of this folder, and the score of the reader on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.claim import Narrative, check_passage
from toolkit.study import scoring

PASSAGES = Path(__file__).parent / "passages"


def passages(*names: str) -> Iterator[dict[str, Any]]:
    """Yield the labelled passages of the files named, or of all but dev.jsonl."""
    files = [PASSAGES / f"{n}.jsonl" for n in names] or sorted(p for p in PASSAGES.glob("*.jsonl") if p.stem != "dev")
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


@cache
def narratives() -> tuple[tuple[dict[str, Any], Narrative], ...]:
    """Return every labelled passage with what the reader makes of it, read once for all tests."""
    lines = [*passages(), *passages("dev")]
    return tuple((line, check_passage(line["text"], line["table"], line.get("year"))) for line in lines)


@cache
def whole_score(*names: str) -> scoring.Score:
    """Return the score with placebo of the files named, or of all but dev.jsonl, computed once for all tests."""
    return score(passages(*names), placebo=True)


def score(lines: Iterable[dict[str, Any]], placebo: bool = False) -> scoring.Score:
    """Score the reader on labelled passages."""
    return scoring.score([scoring.labelled_from(line) for line in lines], placebo)
