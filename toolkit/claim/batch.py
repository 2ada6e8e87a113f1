"""Passages as JSON lines in, their claims as JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from toolkit.claim import check_passage, claim_json
from toolkit.claim.asked import PassageError, asked_line, json_lines
from toolkit.form.measure import MeasureError


def run_batch(lines: Iterable[str], name: str = "") -> Iterator[str]:
    """Yield `{"id", "claims"}` for each `{"id", "text", "table", "year"?}`; a line that is none gives its `error`.

    `name` is that of the file, for messages. What of a table was left out stands in `notes`.
    """
    for number, line in json_lines(lines):
        identity: object = number
        where = f"{name}, line {number}" if name else f"line {number}"
        try:
            asked = asked_line(line, number)
            identity = asked.id
            narrative = check_passage(asked.text, asked.table, asked.year)
            answer: dict[str, object] = {"id": identity, "claims": [claim_json(c) for c in narrative.claims]}
            if asked.notes:
                answer["notes"] = [f"{where}: {note}" for note in asked.notes]
        except (PassageError, MeasureError) as error:
            answer = {"id": identity, "claims": [], "error": f"{where}: {error}"}
        except Exception as error:  # noqa: BLE001  one bad line must not stop the others
            answer = {"id": identity, "claims": [], "error": f"{where}: not read: {type(error).__name__}: {error}"}
        yield json.dumps(answer, ensure_ascii=False)
