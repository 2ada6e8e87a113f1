"""Reports of a run → pages that explain them, offline, in both languages, with decisions that can be taken home.

A few reports stand on one page. Of many, the page is a list, and each report has a page of its own beside it, so that
a thousand of them still open and filter at once. Scripts filter, switch and collect decisions; without them every
report stands open, one under the other, and so it prints.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from toolkit.show.finding import WORST_FIRST, Finding
from toolkit.show.findings import findings
from toolkit.show.listing import gravity
from toolkit.show.markup import Lang, Voice, asset, escape, phrase
from toolkit.show.official import report_body
from toolkit.show.standing import NONE_DECIDED, Decided, Standing, decided_on
from toolkit.study import ReportView

INLINE = 20  # reports that still make one light page
FOLDER = "audit"
_DECISIONS = ("as_printed", "corrected", "prose_wrong", "cannot_tell")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the list."""

    report_id: str
    organ: str
    year: str
    source: str
    found: tuple[Finding, ...]
    href: str
    decided: int  # findings on which a decision stands


def audit_files(
    views: Iterable[ReportView], count: int, lang: Lang = "zh", of: int | None = None, decided: Decided = NONE_DECIDED
) -> Iterator[tuple[str, str]]:
    """Yield the audit of `count` reports as files, path and text; `audit.html` comes last.

    Up to `INLINE` reports are on that page; more have pages of their own, `audit/REPORT_ID.html`. `of` is the number
    of reports of the run where `views` are only those with most to check; the page says so. `decided` are the decisions
    that stand.
    """
    if count <= INLINE:
        yield "audit.html", audit_page(list(views), lang, of, decided)
        return
    entries: list[_Entry] = []
    for view in views:
        own = decided.get(view.report.report_id, ())
        entry = _entry(view, f"{FOLDER}/{view.report.report_id}.html", own)
        entries.append(entry)
        back = f'<p class=back><a href="../audit.html">← {Voice("both").say("ui.back")}</a></p>'
        body = f"<main>{back}{_article(view, 'r1', entry.found, own)}</main>"
        yield entry.href, _document(body, _desk([entry], decided), "single", lang)
    yield (
        "audit.html",
        _document(f"<nav>{_list(_sorted(entries))}</nav>", _top(entries, of) + _desk(entries, decided), "list", lang),
    )


def audit_page(
    views: Sequence[ReportView], lang: Lang = "zh", of: int | None = None, decided: Decided = NONE_DECIDED
) -> str:
    """Return the audit page of a run as one HTML document that loads nothing from anywhere.

    `lang` is the language it opens in ("both" opens in Chinese); the reader may switch.
    """
    by_href = {f"#r{n}": view for n, view in enumerate(views, 1)}
    own = {href: decided.get(view.report.report_id, ()) for href, view in by_href.items()}
    entries = _sorted(_entry(view, href, own[href]) for href, view in by_href.items())
    articles = "".join(_article(by_href[e.href], e.href[1:], e.found, own[e.href]) for e in entries)
    body = f"<div class=panes><nav>{_list(entries)}</nav><main>{articles}</main></div>"
    return _document(body, _top(entries, of) + _desk(entries, decided), "all", lang)


def _sorted(entries: Iterable[_Entry]) -> list[_Entry]:
    return sorted(entries, key=lambda entry: (gravity(entry.found), entry.source, entry.report_id))


def _entry(view: ReportView, href: str, decided: Sequence[Standing]) -> _Entry:
    report, found = view.report, findings(view)
    done = sum(any(one.counts for one in decided_on(finding, report.report_id, decided)) for finding in found)
    return _Entry(
        report.report_id, report.organ.value or "", report.year.value or "—", report.source, found, href, done
    )  # fmt: skip


def _document(body: str, top: str, mode: str, lang: Lang) -> str:
    first = "en" if lang == "en" else "zh"
    script = asset("audit.js")
    # Nothing but this very script may run, whatever a report carries.
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"
    title = escape(phrase("ui.page_title")[first == "en"])
    return (
        f'<!DOCTYPE html>\n<html lang="{Voice(lang if lang == "en" else "zh").tag}" class="{first}">'
        f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{asset('report.css')}{asset('audit.css')}</style></head>"
        f'<body data-mode="{mode}">{top}{body}{_template()}<script>{script}</script></body></html>\n'
    )


def _top(entries: Sequence[_Entry], of: int | None) -> str:
    voice = Voice("both")
    flagged = sum(1 for entry in entries if entry.found)
    count = f"{voice.say('ui.reports', n=len(entries))} · {voice.say('ui.of_these', n=flagged)}"
    if of is not None and of > len(entries):
        count += f" · {voice.say('ui.worst', n=len(entries), of=of)}"
    return (
        f"<header class=top><h1>{voice.say('ui.page_title')}</h1><p>{count}</p>"
        f"<p class=sums>{_counted(entries, voice)}</p><p class=caution>{voice.say('ui.caution')}</p></header>"
    )


def _counted(entries: Sequence[_Entry], voice: Voice) -> str:
    """Return how many findings there are of each kind, the gravest first."""
    counts = {kind: sum(f.kind == kind for entry in entries for f in entry.found) for kind in WORST_FIRST}
    shown = [f'<span class="k k-{kind}">{voice.say(f"kinds.{kind}")} {n}</span>' for kind, n in counts.items() if n]
    return " ".join(shown)


def _desk(entries: Sequence[_Entry], decided: Decided) -> str:
    """Return the bar with the language switch and the decisions taken on this page; those that stand already go out."""
    voice = Voice("both")
    known = [one for entry in entries for one in decided.get(entry.report_id, ()) if one.counts]
    stands = json.dumps([[one.what, one.decision, one.value] for one in known], ensure_ascii=False)
    buttons = "".join(
        f"<button type=button id={name}>{voice.say(f'buttons.{name}')}</button>"
        for name in ("copy", "download", "clear")
    )
    return (
        f'<div class=desk data-stands="{escape(stands)}">'
        f"<button id=lang type=button>{voice.say('ui.language')}</button>"
        f"<details id=desk><summary>{voice.say('ui.decisions')} <output id=count>0</output></summary>"
        f"<label>{voice.say('ui.reader')} <input id=reader autocomplete=name></label>{buttons}"
        f"<p>{voice.say('ui.lines')} <small id=incomplete hidden>{voice.say('ui.incomplete')}</small></p>"
        f"<textarea id=lines readonly rows=4 spellcheck=false aria-label=corrections.csv></textarea></details></div>"
    )


def _template() -> str:
    """Return the boxes in which a script lets the reader decide on a finding."""
    voice = Voice("both")
    choices = "".join(
        f'<label><input type=radio value="{name}"><kbd>{n}</kbd> {voice.say(f"decisions.{name}")}</label>'
        for n, name in enumerate(_DECISIONS, 1)
    )
    return (
        f"<template id=decide><fieldset class=decide><legend>{voice.say('ui.decide')}</legend>{choices}"
        f"<span class=fix hidden></span><label class=reason hidden>{voice.say('ui.why')} <input></label></fieldset>"
        f"</template><template id=fix><label><select></select> {voice.say('ui.should_be')} "
        "<input inputmode=decimal size=9></label></template>"
    )


def _list(entries: Sequence[_Entry]) -> str:
    voice = Voice("both")
    label = escape(voice.plain(*phrase("ui.filter")))
    radios = "".join(
        f'<label><input type=radio name=shown value="{kind}"{" checked" if kind == "all" else ""}>'
        f"{voice.say(f'ui.show_{kind}')}</label>"
        for kind in ("all", "found", "clean")
    )
    occurring = {finding.kind for entry in entries for finding in entry.found}
    options = "".join(
        f'<option value="{kind}">{escape(voice.plain(*phrase(f"kinds.{kind}")))}</option>'
        for kind in WORST_FIRST
        if kind in occurring
    )
    every = escape(voice.plain(*phrase("ui.any_kind")))
    return (
        f'<input id=filter type=search placeholder="{label}" aria-label="{label}"><div class=kinds>{radios}'
        f'<select id=kind aria-label="{every}"><option value="">{every}</option>{options}</select></div>'
        f"<ul id=list>{''.join(_line(entry, voice) for entry in entries)}</ul>"
        f"<p id=none hidden>{voice.say('ui.none_fits')}</p><p class=keys>{voice.say('ui.keys')}</p>"
    )


def _line(entry: _Entry, voice: Voice) -> str:
    organ = escape(entry.organ) if entry.organ else voice.say("ui.organ_unknown")
    told = f"✓ {voice.say('ui.clean')}"
    if entry.found:
        told = f"{_counted([entry], voice)} <span class=first>{voice.pair(entry.found[0].zh, entry.found[0].en)}</span>"
    if entry.decided:
        told += f" <span class=done>☑ {voice.say('standing.count', n=entry.decided, of=len(entry.found))}</span>"
    kinds = " ".join(dict.fromkeys(finding.kind for finding in entry.found))
    return (
        f'<li class="{"found" if entry.found else "clean"}" data-kinds="{kinds}" data-id="{escape(entry.report_id)}">'
        f'<a href="{escape(entry.href)}"><b>{organ}</b> {escape(entry.year)}<small>{told}</small>'
        f"<small class=src>{escape(entry.source)}</small></a></li>"
    )


def _article(view: ReportView, name: str, found: Sequence[Finding], decided: Sequence[Standing]) -> str:
    return f'<article class="ogi" id="{name}" tabindex="-1">{report_body(view, "both", found, decided)}</article>'
