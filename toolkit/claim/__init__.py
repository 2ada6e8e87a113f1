"""Claims: every number of the prose in a ledger, what it states linked to the table, and judged.

`read_narrative` reads a report's passages; `check_passage` one text beside a small table of measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from toolkit.claim.arithmetic import find_sums
from toolkit.claim.asked import Given, PassageError, passage_text, table_from, year_from
from toolkit.claim.doubt import leave_unnamed
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.explain import explain
from toolkit.claim.judge import Figures, judge
from toolkit.claim.ledger import classify
from toolkit.claim.model import Allowed, Claim, Narrative, Number, ProseSum, ReadingValue, SumPlace
from toolkit.claim.phrases import version
from toolkit.claim.prose import Prose
from toolkit.claim.walk import walk
from toolkit.claim.whole import allowed_counts
from toolkit.form.measure import Values
from toolkit.read.document import Place
from toolkit.read.report import Passage

__all__ = [
    "Allowed", "Claim", "Given", "Narrative", "Number", "PassageError", "ProseSum", "ReadingValue", "SumPlace",
    "allowed_json", "check_passage", "claim_json", "explain", "read_narrative",
]  # fmt: skip


def read_narrative(
    passages: Sequence[Passage],
    values: Values,
    *,
    year: int | None,
    scope: str | None = None,
    prior: Values | None = None,
) -> Narrative:
    """Read every claim, number and sum of a report's prose.

    `values` are the report's figures, `prior` those of the same body's report of the year before; `scope` is the
    scope of the requests table (own, area, unknown). Readings are fixed by the words before any figure is asked.
    """
    figures = Figures(values, prior)
    modern = not values.has_place("normative_documents.produced_this_year")
    claims: list[Claim] = []
    numbers: list[Number] = []
    sums: list[ProseSum] = []
    for passage in passages:
        walked = walk(passage.text, Memory(year, scope, modern))
        found = find_sums(walked, passage)
        drafts = [d for d in walked.drafts if not d.dropped]
        claims += leave_unnamed(
            [_claim(d, walked.prose, passage, figures) for d in drafts], drafts, walked.prose.text, walked.sentences
        )
        numbers += classify(walked, found, passage)
        sums += found
    return Narrative(tuple(claims), tuple(numbers), tuple(sums))


def check_passage(text: str, table: Mapping[str, Given] | None, year: int | str | None = None) -> Narrative:
    """Read one passage against a table of measures (`prior.` for the year before); offsets are in `text`.

    A measure that the table does not name is no cell; one given as None, "", "—" or NaN is a blank, which judges
    nothing. What of the table no form has stands in `notes`. PassageError for a text, table or year that is none,
    MeasureError for a figure that is no number.
    """
    known, notes = table_from(table)
    passage = Passage(passage_text(text), Place("text", 0, len(text)), None)
    narrative = read_narrative((passage,), Values.from_measures(known), year=year_from(year))
    return replace(narrative, notes=notes) if notes else narrative


def claim_json(claim: Claim) -> dict[str, Any]:
    """Return the claim in the shape of the contract; numbers as decimal strings.

    Of each reading `primary` tells whether the words put it first, `holds` whether it holds (null: not to be told);
    `holding` is the measure of the one the verdict rests on. A share or growth whose base is known also has `allowed`:
    the whole counts of a measure that its print allows.
    """
    told: dict[str, Any] = {
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "section": claim.section,
        "value": plain(claim.value),
        "unit": claim.unit,
        "qualifier": claim.qualifier,
        "implied": claim.implied,
        "readings": [
            {
                "measure": r.measure,
                "value": None if r.value is None else plain(r.value),
                "primary": r.primary,
                "holds": r.holds,
            }
            for r in claim.readings
        ],
        "holding": claim.held.measure if claim.held else None,
        "fit": claim.fit,
        "verdict": claim.verdict,
        "note": claim.note,
    }
    if claim.allowed is not None:
        told["allowed"] = allowed_json(claim.allowed)
    return told


def allowed_json(allowed: Allowed) -> dict[str, str | int | None]:
    """Return which whole counts of `measure` a print allows (`low`, `high` null: none), where `base` is `of`."""
    low, high = allowed.counts or (None, None)
    return {"measure": allowed.measure, "low": low, "high": high, "base": allowed.base, "of": allowed.total}


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _claim(draft: Draft, prose: Prose, passage: Passage, figures: Figures) -> Claim:
    readings, fit, verdict, note = judge(draft, figures)
    start, end = prose.span(draft.start, max(draft.end, draft.start + 1))
    offset = passage.place.start
    claim = Claim(
        quote=passage.text[start:end], start=offset + start, end=offset + end, part=passage.place.part,
        section=passage.section, value=draft.value, unit=draft.unit, qualifier=draft.qualifier, implied=draft.implied,
        readings=readings, fit=fit, verdict=verdict, note=note, rule=draft.rule, rule_version=version(),
        subject=draft.subject,
    )  # fmt: skip
    allowed = allowed_counts(draft, figures, claim.held.measure if claim.held else None)
    return replace(claim, allowed=allowed) if allowed else claim
