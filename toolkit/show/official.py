"""A report with its checks and claims → one self-contained piece of HTML in the layout of the official form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.check import Check, Outcome
from toolkit.claim.model import Claim, Number, ProseSum
from toolkit.form import MeasureError, Table, parse
from toolkit.form.names import UnknownNameError, parts, resolve
from toolkit.read import Cell, Passage, Report, State
from toolkit.show.findings import Finding, cell_words, findings, place_words, table_of
from toolkit.show.layout import Box, Layout, lay_out, stack
from toolkit.show.markup import Lang, Voice, asset, escape, known, phrase, reason, sign
from toolkit.show.prose import WORST_FIRST, Marked, badge, card, ledger, mark, number_claims, sentence_around

_MANY = 20  # findings listed openly; the rest are counted


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of cells beside their print: failing checks, worst verdict of a claim, words for a gap."""

    failing: Mapping[str, tuple[Check, ...]]
    claimed: Mapping[str, Claim]
    gaps: Mapping[str, str]
    cells: Mapping[str, Cell]


def report_html(
    report: Report,
    checks: Sequence[Check],
    claims: Sequence[Claim],
    lang: Lang = "zh",
    *,
    numbers: Sequence[Number] = (),
    sums: Sequence[ProseSum] = (),
) -> str:
    """Return the report as a fragment with its own style: title, findings, official tables, prose with its claims.

    `lang` is "zh", "en", or "both" for pages with a language switch. The same input gives the same bytes.
    """
    return (
        f'<div class="ogi" id="ogi-{escape(report.report_id)}" lang="{Voice(lang).tag}">'
        f"<style>{asset('report.css')}</style>{report_body(report, checks, claims, numbers, sums, lang)}</div>"
    )


def report_body(
    report: Report,
    checks: Sequence[Check],
    claims: Sequence[Claim],
    numbers: Sequence[Number],
    sums: Sequence[ProseSum],
    lang: Lang,
) -> str:
    """Return what stands inside the fragment of `report_html`; a page of many reports adds the style once."""
    voice = Voice(lang)
    return "".join(
        (
            _title(report, voice),
            _summary(report, checks, claims, voice),
            _findings(findings(report, checks, claims, sums), voice),
            _tables(report, checks, claims, voice),
            _prose(report, claims, numbers, voice),
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
    shown = "".join(f"<span class=tag>{tag}</span>" for tag in tags)
    source = f"<small>{escape(report.source)} · {escape(report.report_id)}</small>"
    return f'<header><b role="heading" aria-level="3">{organ}</b>{shown}{source}</header>'


def _known(voice: Voice, group: str, name: str, frame: str = "") -> str:
    zh, en = phrase(f"{group}.{name}") if known(group, name) else (name, name)
    if frame:
        zh, en = phrase(frame, name=zh)[0], phrase(frame, name=en)[1]
    return voice.pair(zh, en)


def _summary(report: Report, checks: Sequence[Check], claims: Sequence[Claim], voice: Voice) -> str:
    nonzero = sum(cell.value is not None and cell.value != 0 for cell in report.cells)
    states = [(s, sum(cell.state is s for cell in report.cells)) for s in State if s is not State.READ]
    cells = [voice.say("ui.cells", n=len(report.cells)), voice.say("ui.nonzero", n=nonzero)]
    cells += [f"{voice.say(f'states.{s.value}')} {n}" for s, n in states if n]
    outcomes = [(o, sum(check.outcome is o for check in checks)) for o in Outcome]
    tried = [voice.say("ui.checks", n=len(checks))]
    if checks and all(check.outcome is Outcome.HOLDS for check in checks):
        tried.append(voice.say("ui.all_hold"))
    else:
        tried += [f"{voice.say(f'outcomes.{o.value}')} {n}" for o, n in outcomes if n]
    stated = [voice.say("ui.claims", n=len(claims))]
    verdicts = [(v, sum(claim.verdict == v for claim in claims)) for v in reversed(WORST_FIRST)]
    stated += [badge(verdict, voice, f" {n}") for verdict, n in verdicts if n]
    return "<ul class=sum>" + "".join(f"<li>{' · '.join(line)}</li>" for line in (cells, tried, stated)) + "</ul>"


def _findings(found: Sequence[Finding], voice: Voice) -> str:
    if not found:
        return f'<p class="ogi-none">✓ {voice.say("ui.no_findings")}</p>'
    items = "".join(f'<li class="k-{f.kind}">{voice.pair(f.zh, f.en)}</li>' for f in found[:_MANY])
    more = f"<li>{voice.say('ui.more', n=len(found) - _MANY)}</li>" if len(found) > _MANY else ""
    return f"<section class=found><h4>{voice.say('ui.findings')}</h4><ul>{items}{more}</ul></section>"


# --- tables ---------------------------------------------------------------------------------------------------------


def _tables(report: Report, checks: Sequence[Check], claims: Sequence[Claim], voice: Voice) -> str:
    marks = _marks(report, checks, claims, voice)
    printed = [(name, table_of(report, name)) for name in report.forms]
    pieces: list[str] = []
    for section in sorted({table.section for _, table in printed if table}, key=lambda n: n or 9):
        tables = [table for _, table in printed if table and table.section == section]
        layouts = [(stack(tables), tables[0])] if section == 2 else [(lay_out(table), table) for table in tables]
        for layout, table in layouts:
            title = voice.say(f"sections.{section}") if section else voice.pair(table.titles[0], table.title_en)
            pieces.append(_table(layout, table, title, marks, voice))
    pieces += [f"<p>{voice.say('ui.unknown_form', name=escape(name))}</p>" for name, table in printed if table is None]
    pieces.append(_key(marks, voice))
    return "".join(pieces) if report.forms else f'<p class="ogi-none">{voice.say("ui.no_table")}</p>'


def _key(marks: _Marks, voice: Voice) -> str:
    """Return what the colours and signs mean, for those that occur."""
    states = {cell.state for cell in marks.cells.values()} - {State.READ}
    shown = [f'<span class="sw s-{s.value}">{voice.say(f"states.{s.value}")}</span>' for s in State if s in states]
    if marks.failing:
        shown.append(f'<span class="sw f2">✗ {voice.say("ui.in_failing")}</span>')
    verdicts = {claim.verdict for claim in marks.claimed.values()}
    shown += [
        f'<span class="sw v-{v}">{sign(v)} {voice.say("ui.stated")}: {voice.say(f"verdicts.{v}")}</span>'
        for v in WORST_FIRST
        if v in verdicts
    ]
    return f"<p class=key>{''.join(shown)}</p>" if shown else ""


def _table(layout: Layout, table: Table, title: str, marks: _Marks, voice: Voice) -> str:
    head = "".join(f"<tr>{''.join(_box(box, marks, voice) for box in line)}</tr>" for line in layout.head)
    body = "".join(f"<tr>{''.join(_box(box, marks, voice) for box in line)}</tr>" for line in layout.body)
    return (
        f'<div class=wide><table class="ogi-t s{table.section}"><caption>{title}</caption>'
        f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
    )


def _box(box: Box, marks: _Marks, voice: Voice) -> str:
    span = (f" rowspan={box.rows}" if box.rows > 1 else "") + (f" colspan={box.columns}" if box.columns > 1 else "")
    if box.kind == "cell":
        return _cell(box, span, marks, voice)
    style = f' style="padding-left:{box.indent + 0.4:.1f}em"' if box.indent > 0 else ""
    kind = "g" if box.kind == "label" and box.rows > 1 else box.kind[0]
    return f'<th class="{kind}"{span}{style}>{voice.pair(box.zh, box.en)}</th>'


def _cell(box: Box, span: str, marks: _Marks, voice: Voice) -> str:
    """Return one box: its print, coloured by its state, its failing checks and the claims that state it."""
    cell = marks.cells.get(box.key)
    failing = marks.failing.get(box.key, ())
    claim = marks.claimed.get(box.key)
    classes, told = [], []
    if cell is None:
        classes.append("s-missing")
        text = "∅"
        told.append(voice.plain(*phrase("ui.missing")))
    else:
        text = cell.text.strip() or {State.UNRESOLVED: "?"}.get(cell.state, "")
        if cell.state is not State.READ:
            classes.append(f"s-{cell.state.value}")
            told.append(voice.plain(*phrase(f"states.{cell.state.value}")))
        elif cell.value == 0:
            classes.append("z")
        if cell.place is not None:
            told.insert(0, f"“{cell.text}” {place_words(cell.place)}")
        if cell.note:
            told.append(voice.plain(*reason(cell.note)))
    if box.key in marks.gaps:
        told.append(marks.gaps[box.key])
    if failing:
        classes.append(f"f{min(len(failing), 3)}")
        told += [voice.plain(*phrase("ui.fails", what=check.id)) for check in failing]
    if claim is not None:
        classes.append(f"v-{claim.verdict}")
        told.append(f"{sign(claim.verdict)} {claim.quote}")
    if voice.lang != "both" and (failing or claim or cell is None or cell.state is not State.READ):
        told.insert(0, cell_words(box.key, voice.lang))
    kinds = f' class="{" ".join(classes)}"' if classes else ""
    title = escape("\n".join(told)).replace("\n", "&#10;")
    signs = "".join(f"<i>{s}</i>" for s in ("✗" if failing else "", sign(claim.verdict) if claim else "") if s)
    return f'<td{kinds}{span} title="{title}">{signs}{escape(text)}</td>'


def _marks(report: Report, checks: Sequence[Check], claims: Sequence[Claim], voice: Voice) -> _Marks:
    failing: dict[str, tuple[Check, ...]] = {}
    for check in checks:
        if check.outcome is Outcome.FAILS:
            for key in check.cells:
                failing[key] = (*failing.get(key, ()), check)
    claimed: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda c: WORST_FIRST.index(c.verdict), reverse=True):
        if claim.verdict != "not_comparable":
            claimed.update(dict.fromkeys(cells_of(claim), claim))
    gaps = {f"{g.table}.{g.row}.{g.column}": voice.plain(*reason(g.reason)) for g in report.gaps if g.column}
    return _Marks(failing, claimed, gaps, {cell.key: cell for cell in report.cells})


def cells_of(claim: Claim) -> tuple[str, ...]:
    """Return the cells behind the reading that holds, or behind the first where none does; sums are taken apart.

    Cells of last year's report are not of this one and are left out.
    """
    if not claim.readings:
        return ()
    held = (reading for reading in claim.readings if reading.value == claim.value)
    reading = claim.readings[0] if claim.fit != "alternate" else next(held, claim.readings[0])
    try:
        names = parse(reading.measure).cells
    except MeasureError:
        return ()
    return tuple(dict.fromkeys(cell for name in names if not name.startswith("prior.") for cell in _printed(name)))


def _printed(name: str) -> tuple[str, ...]:
    try:
        ways = parts(resolve(name))
    except UnknownNameError:
        return (name,)
    return tuple(cell for part in ways[0] for cell in _printed(part.cell)) if ways else (name,)


# --- prose and the rest ----------------------------------------------------------------------------------------------


def _prose(report: Report, claims: Sequence[Claim], numbers: Sequence[Number], voice: Voice) -> str:
    marked = number_claims(claims)
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
