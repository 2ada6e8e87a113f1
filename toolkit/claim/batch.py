"""Passages as JSON lines in, their claims as JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from toolkit.claim import check_passage, claim_json


def run_batch(lines: Iterable[str]) -> Iterator[str]:
    """Yield `{"id", "claims"}` for each `{"id", "text", "table", "year"?}`; a line that is none gives its error."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity: object = number
        try:
            asked = json.loads(line)
            identity = asked.get("id", number)
            table = asked.get("table") or {}
            narrative = check_passage(str(asked["text"]), table, asked.get("year"))
            answer: dict[str, object] = {"id": identity, "claims": [claim_json(c) for c in narrative.claims]}
        except Exception as error:  # noqa: BLE001  one bad line must not stop the others
            answer = {"id": identity, "claims": [], "error": f"{type(error).__name__}: {error}"}
        yield json.dumps(answer, ensure_ascii=False)
