"""Reports of a run → one page that explains them, offline, in both languages; the script only filters and switches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from toolkit.show.finding import Finding
from toolkit.show.findings import findings
from toolkit.show.markup import Lang, Voice, asset, escape, phrase
from toolkit.show.official import report_body
from toolkit.study import ReportView


def audit_page(views: Sequence[ReportView], lang: Lang = "zh", of: int | None = None) -> str:
    """Return the audit page of a run as one HTML document that loads nothing from anywhere.

    `lang` is the language it opens in ("both" opens in Chinese); the reader may switch. Without scripts every report
    stands open, one under the other, and so it prints. `of` is the number of reports of the run where `views` are only
    those with most to check; the page says so.
    """
    voice = Voice("both")
    found = [findings(view) for view in views]
    first: Literal["zh", "en"] = "en" if lang == "en" else "zh"
    title = phrase("ui.page_title")[first == "en"]
    # Nothing but the page's own style and script may run, whatever a report carries.
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    return (
        f'<!DOCTYPE html>\n<html lang="{Voice(first).tag}" class="{first}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{asset('report.css')}{asset('audit.css')}</style></head>"
        f"<body>{_top(views, found, voice, of)}<div class=panes><nav>{_list(views, found, voice)}</nav>"
        f"<main>{''.join(_report(view, n) for n, view in enumerate(views, start=1))}</main></div>"
        f"<script>{asset('audit.js')}</script></body></html>\n"
    )


def _top(views: Sequence[ReportView], found: Sequence[Sequence[Finding]], voice: Voice, of: int | None) -> str:
    flagged = sum(1 for items in found if items)
    count = f"{voice.say('ui.reports', n=len(views))} · {voice.say('ui.of_these', n=flagged)}"
    if of is not None and of > len(views):
        count += f" · {voice.say('ui.worst', n=len(views), of=of)}"
    return (
        f"<header class=top><h1>{voice.say('ui.page_title')}</h1><p>{count}</p>"
        f"<button id=lang type=button>{voice.say('ui.language')}</button>"
        f"<p class=caution>{voice.say('ui.caution')}</p></header>"
    )


def _list(views: Sequence[ReportView], found: Sequence[Sequence[Finding]], voice: Voice) -> str:
    label = escape(voice.plain(*phrase("ui.filter")))
    kinds = "".join(
        f'<label><input type=radio name=kind value="{kind}"{" checked" if kind == "all" else ""}>'
        f"{voice.say(f'ui.show_{kind}')}</label>"
        for kind in ("all", "found", "clean")
    )
    items = "".join(_entry(view, n, found[n - 1], voice) for n, view in enumerate(views, start=1))
    return (
        f'<input id=filter type=search placeholder="{label}" aria-label="{label}"><div class=kinds>{kinds}</div>'
        f"<ul id=list>{items}</ul><p class=keys>{voice.say('ui.keys')}</p>"
    )


def _entry(view: ReportView, n: int, found: Sequence[Finding], voice: Voice) -> str:
    report = view.report
    organ = escape(report.organ.value) if report.organ.value else voice.say("ui.organ_unknown")
    year = escape(report.year.value or "—")
    told = voice.say("ui.to_check", n=len(found)) if found else f"✓ {voice.say('ui.clean')}"
    kind = "found" if found else "clean"
    return (
        f'<li class="{kind}"><a href="#r{n}"><b>{organ}</b> {year}<small>{told}</small>'
        f"<small class=src>{escape(report.source)}</small></a></li>"
    )


def _report(view: ReportView, n: int) -> str:
    return f'<article class="ogi" id="r{n}" tabindex="-1">{report_body(view, "both", decide=True)}</article>'
