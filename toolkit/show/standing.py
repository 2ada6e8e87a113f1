"""Decisions that stand in corrections.csv → what the audit page says of them beside the findings they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from toolkit.show.faults import name_words
from toolkit.show.finding import Finding, both
from toolkit.show.markup import Voice, escape

SHOWN = ("applied", "recorded", "stale")  # the others are listed in the table of decisions


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of corrections.csv, and what this run made of it."""

    what: str
    decision: str
    value: str
    reason: str
    reader: str
    date: str
    evidence: str
    status: str

    @property
    def counts(self) -> bool:
        """Tell whether it speaks of what is there now."""
        return self.status != "stale"


Decided = Mapping[str, Sequence[Standing]]
"""What is decided, by report."""
NONE_DECIDED: Decided = MappingProxyType({})


def standing(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Standing]]:
    """Return the decisions of a run, rows of its table `decisions`, by report, in the order of their lines."""
    found: dict[str, list[Standing]] = {}
    for row in rows:
        if row["status"] in SHOWN:
            report_id = row["report_id"] or row["what"].partition("/")[0]
            told = Standing(*(str(row[name] or "") for name in Standing.__slots__))
            found.setdefault(report_id, []).append(told)
    return found


def decided_on(finding: Finding, report_id: str, known: Sequence[Standing]) -> list[Standing]:
    """Return the decisions on a finding: by its own name first, then on its cells and the checks that it joins."""
    names = [finding.what, *(f"{report_id}/{name}" for name in (*finding.cells, *(c.name for c in finding.checks)))]
    return [one for name in dict.fromkeys(names) for one in known if one.what == name]


def standing_html(told: Sequence[Standing], report_id: str, voice: Voice) -> str:
    """Return what was decided, by whom and why, and what this run made of it."""
    return "".join(
        f'<div class="stands{"" if one.counts else " stale"}">{voice.say("standing.said")}'
        f"<b>{voice.say(f'decisions.{one.decision}') if one.decision else '—'}</b>{_value(one, report_id, voice)} · "
        f"{escape(one.reason)} · {escape(one.reader)} · {escape(one.date)} · "
        f"{voice.say(f'standing.{one.status}', seen=one.evidence)}</div>"
        for one in told
    )


def _value(one: Standing, report_id: str, voice: Voice) -> str:
    if not one.value:
        return ""
    name = name_words(one.what.removeprefix(f"{report_id}/"))
    zh, en = both("standing.value", name=name, value=one.value)
    return f" {voice.pair(zh, en)}"
