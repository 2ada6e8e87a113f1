"""Slips of sentences and of the page; as in `slips_cells`, None where the draft offers no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from toolkit.form import load_form
from toolkit.teach.errors import PAGE, PROSE, Wrong
from toolkit.teach.page import Draft
from toolkit.teach.prose import Statements, alternates
from toolkit.teach.slips_cells import Slipped

_LOST = (3, 6)  # boxes that a page break swallows
_WHOLE, _PART = "requests_received_new", "requests_received_new.natural_person"
_SHARE = "100*"


def prose_number(page: Draft, random: Random) -> Slipped:
    """State a count that is off by a little."""
    ways = [
        (at, n, str(int(stated.text) + step))
        for at, sentence in enumerate(page.sentences)
        for n, stated in enumerate(sentence.stated)
        if stated.text.isdigit() and not stated.measure.startswith(_SHARE) and int(stated.text) > 1
        for step in (-1, 1, 2, 9)
        if int(stated.text) + step > 0
    ]
    return _restated(page, ways, random)


def prose_year(page: Draft, random: Random) -> Slipped:
    """State the number of the year before as this year's."""
    if page.prior is None:
        return None
    before = Statements(page.prior, None)
    ways = [
        (at, n, old)
        for at, sentence in enumerate(page.sentences)
        for n, stated in enumerate(sentence.stated)
        if "prior." not in stated.measure
        and not stated.measure.startswith(_SHARE)
        and (old := before.printed(stated.measure, 0)) not in (None, stated.text, "0")
    ]
    return _restated(page, ways, random)


def prose_part(page: Draft, random: Random) -> Slipped:
    """State the requests of natural persons as all requests."""
    part = Statements(page.figures, None).printed(_PART, 0)
    ways = [
        (at, n, part)
        for at, sentence in enumerate(page.sentences)
        for n, stated in enumerate(sentence.stated)
        if stated.measure == _WHOLE and part not in (None, stated.text, "0")
    ]
    return _restated(page, ways, random)


def percentage_wrong_base(page: Draft, random: Random) -> Slipped:
    """Divide by the requests received in place of the requests answered."""
    known = Statements(page.figures, None)
    ways = [
        (at, n, wrong)
        for at, sentence in enumerate(page.sentences)
        for n, stated in enumerate(sentence.stated)
        if stated.measure.startswith(_SHARE)
        and (wrong := known.printed(stated.measure.replace("outcomes_total", _WHOLE), stated.places)) != stated.text
    ]
    return _restated(page, ways, random)


def prose_scope(page: Draft, _random: Random) -> Slipped:
    """Let the sentence on the intake speak of the whole county, with the office's own numbers."""
    for at, sentence in enumerate(page.sentences):
        own = next((word for word in ("本机关", page.body.short) if word in sentence.text), None)
        if sentence.group == "intake" and own is not None:
            wide = "全县各级行政机关"
            shift = len(wide) - len(own)
            stated = tuple(replace(s, start=s.start + shift, end=s.end + shift) for s in sentence.stated)
            wrong = replace(sentence, text=sentence.text.replace(own, wide, 1), stated=stated)
            sentences = (*page.sentences[:at], wrong, *page.sentences[at + 1 :])
            return replace(page, sentences=sentences), (Wrong(PROSE, wide, own, wrong.text),)
    return None


def _restated(page: Draft, ways: Sequence[tuple[int, int, str | None]], random: Random) -> Slipped:
    known = Statements(page.figures, page.prior)
    ways = [
        (at, n, text) for at, n, text in ways if not _may_be_meant(known, page.sentences[at].stated[n].measure, text)
    ]
    if not ways:
        return None
    at, n, text = ways[random.randrange(len(ways))]
    assert text is not None
    old = page.sentences[at]
    new = old.altered(n, text)
    sentences = (*page.sentences[:at], new, *page.sentences[at + 1 :])
    return replace(page, sentences=sentences), (
        Wrong(PROSE, text, old.stated[n].text, new.text, old.stated[n].measure),
    )


def _may_be_meant(known: Statements, measure: str, text: str | None) -> bool:
    """Tell whether a number is what the words may mean as well: then it is no slip for certain."""
    return any(known.printed(other, 0) == text for other in alternates(measure))


def stray_number(page: Draft, random: Random) -> Slipped:
    """Print a number in the label box of a group of the requests table, which is merged over several rows."""
    groups = [row.key for row in load_form(page.edition).tables["requests"].rows if row.kind == "group" and row.parent]
    row, number = groups[random.randrange(len(groups))], str(random.randint(0, 9))
    if row in page.labels:
        return None
    return replace(page, labels={**page.labels, row: f"\n{number}"}), (Wrong(f"requests.{row}.label", number, ""),)


def half_row_lost(page: Draft, random: Random) -> Slipped:
    """Lose the last boxes of a row of the requests table, a number that is not zero among them."""
    table = load_form(page.edition).tables["requests"]
    count = random.randint(*_LOST)
    columns = [column.key for column in table.columns][-count:]
    rows = [
        row.key for row in table.data_rows
        if row.key not in page.lost and page.figures[f"requests.{row.key}.total"] not in ("0", "", "/")
    ]  # fmt: skip
    if not rows:
        return None
    row = rows[random.randrange(len(rows))]
    places = tuple(Wrong(cell, "", page.figures[cell]) for cell in (f"requests.{row}.{c}" for c in columns))
    return replace(page, lost={**page.lost, row: count}), places


def duplicated_page(page: Draft, _random: Random) -> Slipped:
    """Paste the whole report twice."""
    return None if page.twice else (replace(page, twice=True), (Wrong(PAGE, "2", "1"),))


def last_year_reposted(page: Draft, _random: Random) -> Slipped:
    """Post the requests table of the year before again."""
    if page.prior is None:
        return None
    old = {cell: text for cell, text in page.prior.items() if cell.startswith("requests.")}
    places = tuple(Wrong(cell, text, page.figures[cell]) for cell, text in old.items() if text != page.figures[cell])
    return (replace(page, figures={**page.figures, **old}), places) if places else None
