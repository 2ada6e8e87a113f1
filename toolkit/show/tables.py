"""The official tables of a report → HTML: each box with its print, coloured by state, failing checks and claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from toolkit.check import Check, Outcome
from toolkit.claim.model import Claim
from toolkit.form import MeasureError, Table, parse
from toolkit.form.names import UnknownNameError, parts, resolve
from toolkit.read import Cell, Report, State
from toolkit.repair import NOTHING_BLANK, Deduction, Interval, Repair
from toolkit.show.layout import Box, Layout, lay_out, stack
from toolkit.show.markup import Voice, escape, phrase, reason, sign, tint
from toolkit.show.naming import cell_words, form_table, place_words, table_of
from toolkit.show.prose import WORST_FIRST


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of cells beside their print: failing checks, worst verdict of a claim, words for a gap.

    `proposed` is what a repair would print there, `tied` what it might; `deduced` and `bounds` are of blanks.
    """

    failing: Mapping[str, tuple[Check, ...]]
    claimed: Mapping[str, Claim]
    gaps: Mapping[str, str]
    cells: Mapping[str, Cell]
    proposed: Mapping[str, Decimal] = field(default_factory=dict)
    tied: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    deduced: Mapping[str, Decimal] = field(default_factory=dict)
    bounds: Mapping[str, Interval] = field(default_factory=dict)


def tables_html(
    report: Report,
    checks: Sequence[Check],
    claims: Sequence[Claim],
    voice: Voice,
    repairs: Sequence[Repair] = (),
    deduction: Deduction = NOTHING_BLANK,
) -> str:
    """Return the official tables of a report, section by section, with what the colours mean.

    What is proposed or proven stands beside the print, never in its place.
    """
    marks = _marks(report, checks, claims, voice, repairs, deduction)
    pieces: list[str] = []
    for layout, table in layouts(tuple(report.forms.items())):
        section = table.section
        title = voice.say(f"sections.{section}") if section else voice.pair(table.titles[0], table.title_en)
        pieces.append(_table(layout, table, title, marks, voice))
    unknown = [name for name in report.forms if table_of(report, name) is None]
    pieces += [f"<p>{voice.say('ui.unknown_form', name=escape(name))}</p>" for name in unknown]
    pieces.append(_key(marks, voice))
    return "".join(pieces) if report.forms else f'<p class="ogi-none">{voice.say("ui.no_table")}</p>'


@lru_cache(maxsize=64)
def layouts(forms: tuple[tuple[str, str], ...]) -> tuple[tuple[Layout, Table], ...]:
    """Return the tables of a report, given as (table, edition), laid out section by section."""
    printed = [table for name, edition in forms if (table := form_table(name, edition)) is not None]
    found: list[tuple[Layout, Table]] = []
    for section in sorted({table.section for table in printed}, key=lambda n: n or 9):
        tables = [table for table in printed if table.section == section]
        found += [(stack(tables), tables[0])] if section == 2 else [(lay_out(table), table) for table in tables]
    return tuple(found)


def _key(marks: _Marks, voice: Voice) -> str:
    """Return what the colours and signs mean, for those that occur."""
    states = {cell.state for cell in marks.cells.values()} - {State.READ}
    shown = [
        f'<span class="sw s-{s.value}" style="{tint(s.value)}">{voice.say(f"states.{s.value}")}</span>'
        for s in State
        if s in states
    ]
    if marks.failing:
        shown.append(f'<span class="sw" style="{tint("failing_2")}">✗ {voice.say("ui.in_failing")}</span>')
    if marks.proposed:
        shown.append(f'<span class="sw"><ins>n</ins> {voice.say("ui.proposed")}</span>')
    if marks.tied:
        shown.append(f'<span class="sw t">{voice.say("ui.tied")}</span>')
    if marks.deduced:
        shown.append(f'<span class="sw"><ins class=d>n</ins> {voice.say("ui.proven")}</span>')
    verdicts = {claim.verdict for claim in marks.claimed.values()}
    shown += [
        f'<span class="sw" style="{tint(v)}">{sign(v)} {voice.say("ui.stated")}: {voice.say(f"verdicts.{v}")}</span>'
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
    return _cell(box, marks, voice) if box.kind == "cell" else _head(box, voice)


def _span(box: Box) -> str:
    return (f" rowspan={box.rows}" if box.rows > 1 else "") + (f" colspan={box.columns}" if box.columns > 1 else "")


@lru_cache(maxsize=2048)
def _head(box: Box, voice: Voice) -> str:
    indent = f";padding-left:{box.indent + 0.4:.1f}em" if box.indent > 0 else ""
    kind = "g" if box.kind == "label" and box.rows > 1 else box.kind[0]
    style = f' style="text-align:{"left" if kind == "l" else "center"}{indent}"'
    return f'<th class="{kind}"{_span(box)}{style}>{voice.pair(box.zh, box.en)}</th>'


def _cell(box: Box, marks: _Marks, voice: Voice) -> str:
    """Return one box: its print, coloured by its state, its failing checks and the claims that state it."""
    key = box.key
    cell = marks.cells.get(key)
    failing = marks.failing.get(key, ())
    claim = marks.claimed.get(key)
    classes: list[str] = []
    tints: list[str] = []
    told: list[str] = []
    if cell is None:
        classes.append("s-missing")
        tints.append(tint("missing"))
        text = "∅"
        told.append(voice.plain(*phrase("ui.missing")))
    else:
        text = cell.text.strip() or {State.UNRESOLVED: "?"}.get(cell.state, "")
        if cell.state is not State.READ:
            classes.append(f"s-{cell.state.value}")
            tints.append(tint(cell.state.value))
            told.append(voice.plain(*phrase(f"states.{cell.state.value}")))
        elif cell.value == 0:
            classes.append("z")
        if cell.place is not None:
            told.insert(0, f"“{cell.text}” {place_words(cell.place)}")
        if cell.note:
            told.append(voice.plain(*reason(cell.note)))
    if key in marks.gaps:
        told.append(marks.gaps[key])
    if claim is not None:
        classes.append(f"v-{claim.verdict}")
        tints.append(tint(claim.verdict))
        told.append(f"{sign(claim.verdict)} {claim.quote}")
    if failing:  # last, so that its colour wins
        classes.append(f"f{min(len(failing), 3)}")
        tints.append(tint(f"failing_{min(len(failing), 3)}"))
        told += [voice.plain(*phrase("ui.fails", what=check.id)) for check in failing]
    beside = ""
    if key in marks.proposed:
        classes.append("r")
        beside = f"<ins>{marks.proposed[key]:f}</ins>"
        told.append(voice.plain(*phrase("ui.proposes", value=f"{marks.proposed[key]:f}")))
    elif key in marks.tied:
        classes.append("t")
        values = ", ".join(f"{value:f}" for value in marks.tied[key])
        told.append(voice.plain(*phrase("ui.might_be", value=values)))
    elif key in marks.deduced:
        beside = f"<ins class=d>{marks.deduced[key]:f}</ins>"
        told.append(voice.plain(*phrase("ui.proves", value=f"{marks.deduced[key]:f}")))
    elif key in marks.bounds:
        told.append(voice.plain(*_bounds(marks.bounds[key])))
    if voice.lang != "both" and (failing or claim or cell is None or cell.state is not State.READ):
        told.insert(0, cell_words(key, voice.lang))
    kinds = f' class="{" ".join(classes)}"' if classes else ""
    title = escape("\n".join(told)).replace("\n", "&#10;")
    signs = "".join(f"<i>{s}</i>" for s in ("✗" if failing else "", sign(claim.verdict) if claim else "") if s)
    colours = [colour for colour in tints if colour]
    style = f' style="{colours[-1]}"' if colours else ""
    shown = f"<b>{escape(text)}</b>" if cell is not None and cell.value else escape(text)
    return f'<td{kinds}{_span(box)}{style} title="{title}">{signs}{shown}{beside}</td>'


def _bounds(interval: Interval) -> tuple[str, str]:
    low = f"{interval.low:f}"
    if interval.high is None:
        return phrase("ui.at_least", low=low)
    return phrase("ui.between", low=low, high=f"{interval.high:f}")


def _marks(
    report: Report,
    checks: Sequence[Check],
    claims: Sequence[Claim],
    voice: Voice,
    repairs: Sequence[Repair],
    deduction: Deduction,
) -> _Marks:
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
    proposed = {c.cell: c.proposed for repair in repairs if repair.best for c in repair.best.changes}
    tied: dict[str, tuple[Decimal, ...]] = {}
    for change in (c for repair in repairs if not repair.best for s in repair.solutions for c in s.changes):
        if change.proposed not in tied.get(change.cell, ()):
            tied[change.cell] = (*tied.get(change.cell, ()), change.proposed)
    return _Marks(
        failing, claimed, gaps, {cell.key: cell for cell in report.cells}, proposed, tied,
        {d.cell: d.value for d in deduction.deduced},
        {i.cell: i for i in deduction.open if i.low or i.high is not None},
    )  # fmt: skip


def cells_of(claim: Claim) -> tuple[str, ...]:
    """Return the cells behind the reading that holds, or behind the first where none does; sums are taken apart.

    Cells of last year's report are not of this one and are left out.
    """
    if not claim.readings:
        return ()
    reading = claim.held or claim.readings[0]
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
