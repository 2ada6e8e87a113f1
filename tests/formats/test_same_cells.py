"""One report put up as page, Word file, workbook and PDF reads to the same cells as its text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from toolkit.form import load_form
from toolkit.read import read_bytes, read_document
from toolkit.read.formats import sniff
from toolkit.read.formats.pdf import pdf_text_stream
from toolkit.read.formats.plumber import read_pdf_by_pdfplumber
from toolkit.read.report import Report
from toolkit.teach.render import TEXT_BEARING, Manuscript, render, synthetic

NUMBERS = ["000", "001", "002", "003", "004"]
PRINTED = re.compile(r"[+-]?\d+(?:\.\d+)?")


def cells(report: Report) -> dict[str, tuple[object, str]]:
    return {c.key: (c.value, str(c.state)) for c in report.cells}


def expected(manuscript: Manuscript) -> dict[str, tuple[object, str]]:
    """Return what a reader must find of what is printed, told by another way than the reader's own."""
    found: dict[str, tuple[object, str]] = {}
    for table, edition in manuscript.forms.items():
        for row, column in load_form(edition).tables[table].cell_keys:
            text = manuscript.figures.get(key := f"{table}.{row}.{column}", "").strip()
            number = PRINTED.match(text)
            if number:
                found[key] = (Decimal(number.group()), "read")
            else:
                found[key] = (None, "placeholder" if text else "blank")
    return found


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("kind", TEXT_BEARING)
@pytest.mark.parametrize("seed", [None, 5])
def test_every_format_gives_the_cells_of_the_text(kind, number, seed, raw):
    (plain,) = read_bytes(raw[number], "a.txt")
    data = render(plain, kind, seed)
    assert sniff(data) == kind
    (report,) = read_bytes(data, f"a.{kind}")
    assert report.format == kind
    assert cells(report) == cells(plain)
    assert (report.year.value, report.organ.value) == (plain.year.value, plain.organ.value)
    assert not [item for item in report.leftovers if item.reason != "a page number"]


@pytest.mark.parametrize("kind", TEXT_BEARING)
@pytest.mark.parametrize("seed", range(100, 108))
def test_an_invented_report_reads_back(kind, seed):
    manuscript = synthetic(seed)
    (report,) = read_bytes(render(manuscript, kind, seed), "a")
    assert cells(report) == expected(manuscript)
    assert report.organ.value in manuscript.title


def test_a_row_named_as_a_column_stands_first_under_a_head_repeated_overleaf():
    """3.其他 of （六）其他处理, its group's label cut off by the page's end."""
    manuscript = synthetic(2)
    (report,) = read_bytes(render(manuscript, "pdf", 2), "a")
    assert cells(report) == expected(manuscript)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("reader", [pdf_text_stream, read_pdf_by_pdfplumber])
def test_the_other_readings_of_a_pdf_never_contradict_the_first(reader, number, raw):
    (plain,) = read_bytes(raw[number], "a.txt")
    (report,) = read_document(reader(render(plain, "pdf"), "a.pdf"))
    first, other = cells(plain), cells(report)
    assert {k: v for k, v in other.items() if v != first[k] and v[1] != "unresolved"} == {}
    # Section four's narrow heads, broken over lines, leave no order in a stream of text: 15 of 200 cells may be lost.
    assert sum(1 for k, v in other.items() if v == first[k]) >= 0.92 * len(first)
