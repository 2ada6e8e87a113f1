"""A report with its checks and claims → one self-contained piece of HTML in the layout of the official form."""

from __future__ import annotations

import json
from collections.abc import Sequence

from toolkit.check import Outcome
from toolkit.claim.model import Claim, Number
from toolkit.read import Passage, Place, Report, State
from toolkit.show.faults import name_words
from toolkit.show.finding import UNDECIDED, Finding, cell_seen
from toolkit.show.findings import findings
from toolkit.show.markup import Lang, Voice, asset, escape, known, phrase, reason
from toolkit.show.prose import WORST_FIRST, Marked, badge, card, ledger, mark, number_claims, sentence_around
from toolkit.show.standing import Standing, decided_on, standing_html
from toolkit.show.tables import tables_html
from toolkit.study.view import ReportView

_TAG = "border:1px solid gray;border-radius:12px;padding:0 8px;margin:0 3px"
_FOUND = "border-left:4px solid #e69f00;padding:1px 12px;background-color:#e69f0014"
_AROUND = 160  # characters of a sentence on either side of its number
_MANY = 20  # findings listed openly; the rest are counted


def report_html(view: ReportView, lang: Lang = "zh") -> str:
    """Return the report as a fragment with its own style: title, findings, official tables, prose with its claims.

    `lang` is "zh", "en", or "both" for pages with a language switch. The same input gives the same bytes.
    """
    return (
        f'<div class="ogi" id="ogi-{escape(view.report.report_id)}" lang="{Voice(lang).tag}">'
        f"<style>{asset('report.css')}</style>{report_body(view, lang)}</div>"
    )


def report_body(
    view: ReportView,
    lang: Lang,
    found: Sequence[Finding] | None = None,
    decided: Sequence[Standing] | None = None,
) -> str:
    """Return what stands inside the fragment of `report_html`; a page of many reports adds the style once.

    `found` are its findings where they are known already. With `decided`, the decisions that stand (there may be
    none), every finding carries its sentence, what is decided on it, and what a script needs to let the reader decide.
    """
    voice = Voice(lang)
    report, claims = view.report, view.narrative.claims
    return "".join(
        (
            _title(report, voice),
            _summary(view, voice),
            _findings(findings(view) if found is None else found, view, voice, decided),
            tables_html(report, view.checks, claims, voice, view.repairs, view.deduction),
            _prose(report, claims, view.narrative.numbers, voice),
            _listing(report, voice),
        )
    )


def _title(report: Report, voice: Voice) -> str:
    organ = escape(report.organ.value) if report.organ.value else voice.say("ui.organ_unknown")
    year = voice.say("ui.year", year=report.year.value) if report.year.value else voice.say("ui.year_unknown")
    tags = [year]
    tags += [_known(voice, "editions", form, "ui.edition") for form in dict.fromkeys(report.forms.values())]
    if report.level.value:
        tags.append(_known(voice, "levels", report.level.value))
    scopes = {s.value or "unknown" for s in report.scope.values()} - {"unknown"} or {"unknown"}
    evidence = "; ".join(dict.fromkeys(s.evidence for s in report.scope.values() if s.evidence))
    scope = _known(voice, "scopes", scopes.pop() if len(scopes) == 1 else "mixed")
    tags.append(f'<span title="{escape(evidence)}">{scope}</span>')
    shown = "".join(f'<span class=tag style="{_TAG}">{tag}</span>' for tag in tags)
    source = f" <small>{escape(report.source)} · {escape(report.report_id)}</small>"
    title = f'<b role="heading" aria-level="3">{organ}</b>'
    return f'<header style="border-bottom:2px solid;padding-bottom:5px">{title}{shown}{source}</header>'


def _known(voice: Voice, group: str, name: str, frame: str = "") -> str:
    zh, en = phrase(f"{group}.{name}") if known(group, name) else (name, name)
    if frame:
        zh, en = phrase(frame, name=zh)[0], phrase(frame, name=en)[1]
    return voice.pair(zh, en)


def _summary(view: ReportView, voice: Voice) -> str:
    report, checks, claims = view.report, view.checks, view.narrative.claims
    nonzero = sum(cell.value is not None and cell.value != 0 for cell in report.cells)
    states = [(s, sum(cell.state is s for cell in report.cells)) for s in State if s is not State.READ]
    cells = [voice.say("ui.cells", n=len(report.cells)), voice.say("ui.nonzero", n=nonzero)]
    cells += [f"{voice.say(f'states.{s.value}')} {n}" for s, n in states if n]
    if view.deduction.deduced or view.deduction.open:
        proven, left = len(view.deduction.deduced), len(view.deduction.open)
        cells.append(voice.say("ui.deduced", n=proven, left=left))
    outcomes = [(o, sum(check.outcome is o for check in checks)) for o in Outcome]
    tried = [voice.say("ui.checks", n=len(checks))]
    if checks and all(check.outcome is Outcome.HOLDS for check in checks):
        tried.append(voice.say("ui.all_hold"))
    else:
        tried += [f"{voice.say(f'outcomes.{o.value}')} {n}" for o, n in outcomes if n]
    stated = [voice.say("ui.claims", n=len(claims))]
    verdicts = [(v, sum(claim.verdict == v for claim in claims)) for v in reversed(WORST_FIRST)]
    stated += [badge(verdict, voice, f" {n}") for verdict, n in verdicts if n]
    return (
        '<ul class=sum style="list-style:none;padding:0;margin:8px 0">'
        + "".join(f"<li>{' · '.join(line)}</li>" for line in (cells, tried, stated))
        + "</ul>"
    )


def _findings(found: Sequence[Finding], view: ReportView, voice: Voice, decided: Sequence[Standing] | None) -> str:
    """Return what is to be checked and, apart from it, what nothing here decides."""
    if not found:
        return f'<p class="ogi-none">✓ {voice.say("ui.no_findings")}</p>'
    shown, rest = (found[:_MANY], len(found) - _MANY) if decided is None else (found, 0)
    pieces: list[str] = []
    for heading, group in (
        ("ui.findings", [f for f in shown if f.kind not in UNDECIDED]),
        ("ui.undecided", [f for f in shown if f.kind in UNDECIDED]),
    ):
        if group:
            items = "".join(_finding(f, view, voice, decided) for f in group)
            pieces.append(f"<h4>{voice.say(heading)}</h4><ul>{items}</ul>")
    more = f"<p>{voice.say('ui.more', n=rest)}</p>" if rest > 0 else ""
    return f'<section class=found style="{_FOUND}">{"".join(pieces)}{more}</section>'


def _finding(finding: Finding, view: ReportView, voice: Voice, decided: Sequence[Standing] | None) -> str:
    """Return one finding: the sentence that says it, and under it, line by line, why."""
    why = "".join(f"<li>{voice.pair(*line)}</li>" for line in finding.why)
    why = f"<ul class=why>{why}</ul>" if why else ""
    if decided is None:
        return f'<li class="k-{finding.kind}"><p>{voice.pair(finding.zh, finding.en)}</p>{why}</li>'
    told = decided_on(finding, view.report.report_id, decided)
    data = escape(json.dumps(_decidable(finding, view.report, told), ensure_ascii=False, separators=(",", ":")))
    return (
        f'<li class="k-{finding.kind}" data-finding="{data}"><p>{voice.pair(finding.zh, finding.en)}</p>{why}'
        f"{_quoted(finding, view.report)}{standing_html(told, view.report.report_id, voice)}</li>"
    )


def _decidable(finding: Finding, report: Report, told: Sequence[Standing]) -> dict[str, object]:
    """Return what a decision on a finding says: its name, what was seen, its cells with their print and proposal.

    `stands` is the decision that counts now, where one does.
    """
    proposed = {cell: f"{value:f}" for cell, value in finding.proposed}
    return {
        "what": finding.what,
        "seen": " ".join(finding.seen.split()),
        "cells": [
            [f"{report.report_id}/{cell}", *name_words(cell), cell_seen(report.cell(cell)), proposed.get(cell, "")]
            for cell in finding.cells[:_MANY]
            if report.cell(cell) is not None
        ],
        "stands": next((one.decision for one in told if one.counts), ""),
    }


def _quoted(finding: Finding, report: Report) -> str:
    """Return the sentences that a finding speaks of, their numbers highlighted."""
    places = [finding.place] if finding.place else [Place(c.part, c.start, c.end) for c in finding.claims]
    said: list[str] = []
    for at in places:
        text = report.parts.get(at.part, "")
        start, end = sentence_around(text, at.start, at.end, 0, len(text))
        before, after = text[max(start, at.start - _AROUND) : at.start], text[at.end : min(end, at.end + _AROUND)]
        said.append(
            f"<blockquote class=ogi-text>{escape(before.lstrip())}<mark>{escape(text[at.start : at.end])}</mark>"
            f"{escape(after.rstrip())}</blockquote>"
        )
    return "".join(dict.fromkeys(said))


# --- prose and the rest ----------------------------------------------------------------------------------------------


def _prose(report: Report, claims: Sequence[Claim], numbers: Sequence[Number], voice: Voice) -> str:
    marked = number_claims(claims, [passage.place.part for passage in report.passages])
    shown: list[str] = []
    whole: list[str] = []
    for passage in report.passages:
        mine = [item for item in marked if _within(item.claim, passage)]
        others = [n for n in numbers if n.part == passage.place.part]
        text = report.parts[passage.place.part]
        shown += _sentences(passage, text, mine, voice)
        body = mark(text, passage.place.start, passage.place.end, mine, others, voice).strip()
        whole.append(f"<h5>{voice.say(_heading(passage))}</h5><p class=ogi-text>{body}</p>")
    listed = "".join(shown) or f'<p class="ogi-none">{voice.say("ui.no_claims")}</p>'
    return (
        f"<section><h4>{voice.say('ui.prose')}</h4>{listed}{ledger(numbers, voice)}"
        f"<details><summary>{voice.say('ui.full_prose')}</summary>{''.join(whole)}</details></section>"
    )


def _heading(passage: Passage) -> str:
    return f"sections.{'unknown' if passage.section is None else passage.section}"


def _within(claim: Claim, passage: Passage) -> bool:
    place = passage.place
    return claim.part == place.part and place.start <= claim.start and claim.end <= place.end


def _sentences(passage: Passage, text: str, claims: Sequence[Marked], voice: Voice) -> list[str]:
    """Return each sentence that states something, with its claims under it."""
    groups: dict[tuple[int, int], list[Marked]] = {}
    last = (-1, -1)
    for item in claims:
        bounds = sentence_around(text, item.claim.start, item.claim.end, passage.place.start, passage.place.end)
        if bounds[0] < last[1]:  # a claim over two sentences joins them
            joined = groups.pop(last)
            bounds = (min(last[0], bounds[0]), max(last[1], bounds[1]))
            groups[bounds] = [*joined, item]
        else:
            groups[bounds] = [item]
        last = bounds
    return [
        f"<blockquote><p class=ogi-text>{mark(text, start, end, items, (), voice)}</p>"
        f'<ol class="ogi-claims">{"".join(card(item, voice) for item in items)}</ol></blockquote>'
        for (start, end), items in groups.items()
    ]


def _listing(report: Report, voice: Voice) -> str:
    """Return the reader's own notes; gaps and leftovers already stand among the findings."""
    if not report.notes:
        return ""
    items = "".join(f"<li>{voice.pair(*reason(note))}</li>" for note in report.notes)
    return f"<section><h4>{voice.say('ui.notes')}</h4><ul>{items}</ul></section>"
