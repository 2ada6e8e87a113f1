"""Two readings of one PDF: agreement stays, identities and a third reading decide, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from tests.formats.builders import line, pdf, show
from toolkit.read import Cell, Report, State, read_bytes, read_document
from toolkit.read.formats.plumber import read_pdf_by_pdfplumber
from toolkit.read.second import only_ruled, settle
from toolkit.teach.render import manuscript_of, pieces, render
from toolkit.teach.render.typeset import typeset
from toolkit.teach.render.variation import PLAIN


@pytest.fixture(scope="module")
def plain(raw: dict[str, bytes]) -> Report:
    (report,) = read_bytes(raw["004"], "a.txt")
    return report


def printing(report: Report, prints: Mapping[str, str]) -> Report:
    """The report as another reading of the same page would have it."""

    def other(text: str) -> dict[str, object]:
        return {"text": text, "value": Decimal(text) if text else None, "state": State.READ if text else State.BLANK}

    return replace(
        report, cells=tuple(replace(c, **other(prints[c.key])) if c.key in prints else c for c in report.cells)
    )


def nobody() -> tuple[Report, ...]:
    return ()


def never() -> tuple[Report, ...]:
    raise AssertionError("the third reading was asked without need")


GRANTED, RULES = "requests.granted_full.org_public_interest", "art20_1.rules.in_force_total"


def test_two_readings_that_agree_change_nothing(plain: Report) -> None:
    assert settle([plain], [plain], never) == (plain,)


def test_identities_decide_whichever_reading_is_right(plain: Report) -> None:
    odd = printing(plain, {GRANTED: "7"})
    (kept,) = settle([plain], [odd], never)
    assert [c.value for c in kept.cells] == [c.value for c in plain.cells]
    assert (
        kept.cell(GRANTED).note
        == "the text stream printed 7 here; applicant_sum@granted_full, outcomes_sum@org_public_interest decided"
    )
    assert {"applicant_sum@granted_full", "outcomes_sum@org_public_interest"} <= set(kept.proofs)
    (mended,) = settle([odd], [plain], never)
    cell = mended.cell(GRANTED)
    assert (cell.value, cell.state) == (1, State.READ)
    assert mended.parts[cell.place.part][cell.place.start : cell.place.end] == cell.text
    assert [(i.text, i.reason) for i in mended.leftovers] == [("7", f"the text stream was believed in {GRANTED}")]


def test_a_blank_is_never_filled_by_arithmetic(plain: Report) -> None:
    """That the number would fit does not say that it is printed: the third reading has to see it too."""
    blank = printing(plain, {GRANTED: ""})
    (kept,) = settle([blank], [plain], nobody)
    assert kept.cell(GRANTED).state is State.UNRESOLVED
    (kept,) = settle([blank], [plain], lambda: (plain,))
    assert kept.cell(GRANTED).state is State.READ


def test_an_error_of_the_office_is_never_mended(plain: Report) -> None:
    """Both readings print what the office printed, however wrong it adds up."""
    odd = printing(plain, {GRANTED: "7"})
    (kept,) = settle([odd], [odd], never)
    assert kept == odd


def test_where_no_identity_tells_the_third_reading_does(plain: Report) -> None:
    odd = printing(plain, {RULES: "70"})
    for first, second in ((plain, odd), (odd, plain)):
        (kept,) = settle([first], [second], lambda: (plain,))
        assert kept.cell(RULES).value == plain.cell(RULES).value
        assert "the third reading decided" in kept.cell(RULES).note
        assert kept.proofs == plain.proofs


THIRDS = [("none", None), ("a number of its own", "71"), ("nothing printed", "")]


@pytest.mark.parametrize("third", [t[1] for t in THIRDS], ids=[t[0] for t in THIRDS])
def test_what_nothing_decides_is_unresolved_with_both_prints(plain: Report, third: str | None) -> None:
    odd = printing(plain, {RULES: "70"})
    (kept,) = settle([plain], [odd], nobody if third is None else lambda: (printing(plain, {RULES: third}),))
    cell = kept.cell(RULES)
    assert (cell.value, cell.state) == (None, State.UNRESOLVED)
    assert "the ruled lines: 0, the text stream: 70; nothing decides" in cell.note
    assert [(g.table, g.row, g.column) for g in kept.gaps] == [("art20_1", "rules", "in_force_total")]
    others = {c.key: c for c in kept.cells if c.key != RULES}
    assert others == {c.key: c for c in plain.cells if c.key != RULES}


def test_neither_reading_adds_up(plain: Report) -> None:
    """Where both break an identity, arithmetic has no say."""
    first, second = printing(plain, {GRANTED: "7"}), printing(plain, {GRANTED: "8"})
    (kept,) = settle([first], [second], nobody)
    assert kept.cell(GRANTED).state is State.UNRESOLVED
    (kept,) = settle([first], [second], lambda: (second,))
    assert kept.cell(GRANTED).value == 8


def test_a_reading_that_could_not_place_a_number_contradicts_nothing(plain: Report) -> None:
    cells = tuple(
        replace(c, value=None, text="", state=State.UNRESOLVED) if c.key in (GRANTED, RULES) else c for c in plain.cells
    )
    unsure = replace(plain, cells=cells)
    assert settle([plain], [unsure], never) == (plain,)
    (kept,) = settle([unsure], [plain], never)
    assert kept.cell(GRANTED).value == plain.cell(GRANTED).value  # identities prove it
    assert kept.cell(RULES).state is State.UNRESOLVED  # nothing proves it


def test_a_table_that_only_the_text_stream_shows(plain: Report) -> None:
    table = "reconsideration_litigation"
    forms = {t: e for t, e in plain.forms.items() if t != table}
    blind = replace(plain, forms=forms, cells=tuple(c for c in plain.cells if c.table != table))
    (kept,) = settle([blind], [plain], never)
    assert [(c.key, c.value) for c in kept.cells] == [(c.key, c.value) for c in plain.cells]
    assert kept.forms == plain.forms
    assert f"{table} was not found by the ruled lines; read by the text stream alone" in kept.notes
    (kept,) = settle([plain], [blind], never)
    assert [c.value for c in kept.cells] == [c.value for c in plain.cells]
    assert f"the text stream shows no table {table}: read once, by the ruled lines" in kept.notes


def test_a_report_that_only_one_reading_shows(plain: Report) -> None:
    (kept,) = settle([], [plain], never)
    assert kept.cells == plain.cells
    assert "read by the text stream alone" in kept.notes[-1]
    (kept,) = settle([plain], [], never)
    assert kept.cells == plain.cells
    assert "read once" in kept.notes[-1]
    assert settle([], [], never) == ()


def in_the_open(report: Report) -> list[str]:
    """The commands of the report's pages, for a PDF whose streams can be damaged by hand."""
    pages = []
    for page in typeset(pieces(manuscript_of(report), PLAIN, Random(0)), PLAIN, Random(0)):
        rules = "".join(line(*rule) for rule in sorted(page.rules))
        pages.append(rules + "".join(show(item.text, item.x, item.y, item.size) for item in page.lines if item.text))
    return pages


def test_numbers_written_in_another_order_than_they_stand(plain: Report) -> None:
    """Some programs write the last number of a row first: the page looks the same."""
    pages = in_the_open(plain)
    at = max(i for i, page in enumerate(pages) if "<0031>" in page)
    lines = pages[at].split("\n")
    i = max(n for n, one in enumerate(lines) if "<0031>" in one)
    j = max(n for n, one in enumerate(lines[:i]) if one.startswith("BT") and "<0030>" in one)
    lines[i], lines[j] = lines[j], lines[i]
    (report,) = read_bytes(pdf([*pages[:at], "\n".join(lines), *pages[at + 1 :]]), "a.pdf")
    assert {c.key: c.value for c in report.cells} == {c.key: c.value for c in plain.cells}


def test_a_row_that_printed_too_little_contradicts_nothing(plain: Report) -> None:
    """Which of seven boxes is empty is a guess where six numbers follow one another."""

    def guessed(cell: Cell) -> Cell:
        if cell.key == GRANTED:
            return replace(cell, value=Decimal(70), text="70")
        if cell.key == "requests.granted_full.total":
            return replace(cell, value=None, text="", state=State.BLANK, place=None, note="6 values for 7 columns")
        return cell

    short = replace(plain, cells=tuple(map(guessed, plain.cells)))
    assert settle([plain], [short], never) == (plain,)


def test_a_witness_without_lines_is_none(plain: Report) -> None:
    """Without lines the third reading goes by the order of the print, as the second does."""
    page = "".join(show(t, 60, 760 - 20 * i, 10) for i, t in enumerate(["一、规章 1", "二、规章 2", "三、规章 3"]))
    document = read_pdf_by_pdfplumber(pdf([page]), "x")
    (report,) = only_ruled([plain], document)
    assert {c.state for c in report.cells} == {State.UNRESOLVED}
    data = render(plain, "pdf")
    document = read_pdf_by_pdfplumber(data, "x")
    (report,) = read_document(document)
    assert only_ruled([report], document) == (report,)
