"""Prose and its claims → HTML: each quote marked in its sentence, with its readings, verdict and one sentence on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from toolkit.claim.explain import explain
from toolkit.claim.ledger import SUBJECTS
from toolkit.claim.model import Claim, Number, ReadingValue
from toolkit.claim.wording import measure_words, value_words
from toolkit.show.markup import Lang, Voice, asset, escape, phrase, sign, tint

# Worst first: where quotes overlap the worst verdict gives the mark, and findings are listed in this order.
WORST_FIRST = ("inconsistent", "ambiguous", "approximate", "not_comparable", "consistent")
_READINGS = 2  # readings shown openly; the others stand in the tip
_STOP = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Marked:
    """A claim with the number it is shown under; spans are offsets in the text at hand."""

    number: int
    claim: Claim


def narrative_html(text: str, claims: Sequence[Claim], numbers: Sequence[Number] = (), lang: Lang = "zh") -> str:
    """Return one passage as a fragment: the text with claims and other numbers marked, then each claim explained.

    Offsets of `claims` and `numbers` are offsets in `text`.
    """
    voice = Voice(lang)
    marked = number_claims(claims)
    body = mark(text, 0, len(text), marked, numbers, voice)
    cards = "".join(card(item, voice) for item in marked)
    listed = f'<ol class="ogi-claims">{cards}</ol>' if cards else f'<p class="ogi-none">{voice.say("ui.no_claims")}</p>'
    return (
        f'<div class="ogi" lang="{voice.tag}"><style>{asset("report.css")}</style>'
        f'<p class="ogi-text">{body}</p>{listed}{ledger(numbers, voice)}</div>'
    )


def number_claims(claims: Sequence[Claim], parts: Sequence[str] = ()) -> tuple[Marked, ...]:
    """Return the claims numbered from 1 in the order they stand; `parts` is the order of the file's parts."""
    order = {part: n for n, part in reversed(tuple(enumerate(parts)))}
    ordered = sorted(claims, key=lambda c: (order.get(c.part, len(order)), c.start, c.end))
    return tuple(Marked(n, claim) for n, claim in enumerate(ordered, start=1))


def mark(text: str, start: int, end: int, claims: Sequence[Marked], numbers: Sequence[Number], voice: Voice) -> str:
    """Return `text[start:end]` escaped, with quotes marked by verdict and other numbers by what they are."""
    inside = [item for item in claims if item.claim.start < end and item.claim.end > start]
    others = [
        number
        for number in numbers
        if start <= number.start
        and number.end <= end
        and number.kind != "linked"
        # a quote is marked whole, whatever other numbers it holds
        and not any(item.claim.start < number.end and number.start < item.claim.end for item in inside)
    ]
    cuts = {start, end}
    for span in (*((i.claim.start, i.claim.end) for i in inside), *((n.start, n.end) for n in others)):
        cuts.update(min(max(offset, start), end) for offset in span)
    edges = sorted(cuts)
    pieces: list[str] = []
    for a, b in pairwise(edges):
        over = [item for item in inside if item.claim.start < b and item.claim.end > a]
        ends = ",".join(str(item.number) for item in over if min(item.claim.end, end) == b)
        if over:
            verdict = min((item.claim.verdict for item in over), key=WORST_FIRST.index)
            pieces.append(_quoted(verdict, text[a:b], ends))
        elif number := next((n for n in others if n.start < b and n.end > a), None):
            pieces.append(_number(text[a:b], number, voice))
        else:
            pieces.append(escape(text[a:b]))
    return "".join(pieces)


def _quoted(verdict: str, text: str, ends: str) -> str:
    number = f"<sup>{ends}</sup>" if ends else ""
    # not <mark>: its black letters cannot be read on a dark page that has lost our style sheet
    return f'<span class="mark v-{verdict}" style="{tint(verdict)}">{escape(text)}{number}</span>'


def _number(text: str, number: Number, voice: Voice) -> str:
    title = voice.plain(*phrase(f"numbers.{number.kind}")) + _subject(number, voice)
    return f'<span class="n-{number.kind}" title="{escape(title)}">{escape(text)}</span>'


def _subject(number: Number, voice: Voice) -> str:
    if not number.subject:
        return ""
    words = SUBJECTS.get(number.subject)
    return f" · {voice.plain(*words) if words else number.subject}"


def ledger(numbers: Sequence[Number], voice: Voice) -> str:
    """Return one line that says how many numbers of the prose are of which kind; nothing where there are none."""
    counts: dict[str, int] = {}
    for number in numbers:
        counts[number.kind] = counts.get(number.kind, 0) + 1
    if not counts:
        return ""
    shown = [f'<span class="n-{k}">{voice.say(f"numbers.{k}")} {counts[k]}</span>' for k in sorted(counts)]
    return f'<p class="ogi-ledger">{voice.say("ui.numbers")}: {" · ".join(shown)}</p>'


def sentence_around(text: str, start: int, end: int, floor: int, ceiling: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds `start` to `end`, within `floor` and `ceiling`.

    >>> sentence_around("一。受理1件，已公开。三", 2, 6, 0, 12)
    (2, 11)
    """
    first = floor
    last = ceiling
    for stop in _STOP.finditer(text, floor, ceiling):
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def card(item: Marked, voice: Voice) -> str:
    """Return one claim as a list entry: quote, verdict, readings with their values, and one sentence on it."""
    claim = item.claim
    implied = f" <small>{voice.say('ui.implied')} {claim.value:f}</small>" if claim.implied else ""
    readings = f" {voice.say('ui.or')} ".join(_reading(reading, voice) for reading in claim.readings[:_READINGS])
    if len(claim.readings) > _READINGS:
        rest = claim.readings[_READINGS:]
        title = "\n".join(voice.plain(reading_words(r, "zh"), reading_words(r, "en")) for r in rest)
        readings += f' <small title="{escape(title)}">{voice.say("ui.other_readings", n=len(rest))}</small>'
    said = voice.pair(explain(claim, "zh"), explain(claim, "en"))
    return (
        f'<li value="{item.number}"><q>{escape(claim.quote)}</q>{implied} {badge(claim.verdict, voice)}'
        f'{f"<span class=ogi-readings>{readings}</span>" if readings else ""}<div class="ogi-said">{said}</div></li>'
    )


def badge(verdict: str, voice: Voice, after: str = "") -> str:
    """Return a verdict's sign and name on its colour."""
    words = f"{sign(verdict)} {voice.say(f'verdicts.{verdict}')}{after}"
    return f'<span class="ogi-badge v-{verdict}" style="{tint(verdict)};padding:0 5px">{words}</span>'


def reading_words(reading: ReadingValue, lang: Literal["zh", "en"]) -> str:
    """Return a reading and its value in plain words; a value that is not to be had shows as “—”."""
    return f"{measure_words(reading.measure, lang)} = {value_words(reading.measure, reading.value, lang)}"


def _reading(reading: ReadingValue, voice: Voice) -> str:
    words = voice.pair(reading_words(reading, "zh"), reading_words(reading, "en"))
    return f"<span{' class=held' if reading.holds else ''}>{words}</span>"
