"""One report put up as page, Word file, workbook and PDF reads to the same cells as its text."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import openpyxl
import pytest

from tests.formats.builders import IN_TABLE, doc, docx, line, para, pdf, row_end, show, tbl, tc, tr
from toolkit.form import load_form
from toolkit.read import read_bytes, read_document
from toolkit.read.formats import sniff
from toolkit.read.formats.pdf import pdf_text_stream
from toolkit.read.formats.plumber import read_pdf_by_pdfplumber
from toolkit.read.report import Report
from toolkit.teach.layout import Box, Sheet, grid, sheets

HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}

Piece = str | Sheet


def pieces(report: Report) -> list[Piece]:
    """Return a report as lines of prose and tables, in the order of the form."""
    figures = {c.key: c.text for c in report.cells}
    laid = {
        key: sheet
        for table, form in report.forms.items()
        for key, sheet in sheets(load_form(form), figures).items()
        if key == table
    }
    out: list[Piece] = [report.organ.evidence]
    for number in range(7):
        out += [HEADINGS[number]] if number else []
        for passage in report.passages:
            if passage.section == number:
                lines = (" ".join(text.split()) for text in passage.text.splitlines())
                out += [
                    text
                    for text in lines
                    if text and text != report.organ.evidence and text[:2] not in "".join(HEADINGS.values())
                ]
        for table, sheet in laid.items():
            section = next(t.section for t in load_form(report.forms[table]).tables.values() if t.id == table)
            out += [sheet] if section == number else []
    return out


def as_page(report: Report) -> bytes:
    def table(sheet: Sheet) -> str:
        cell = lambda b: f"<td rowspan={b.row_span} colspan={b.column_span}>{escape(b.text)}</td>"  # noqa: E731
        return "<table>" + "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in sheet.rows) + "</table>"

    body = "".join(f"<p>{escape(p)}</p>" if isinstance(p, str) else table(p) for p in pieces(report))
    menu = "<ul>" + "".join(f"<li><a href='/{i}'>公开指南{i}</a></li>" for i in range(20)) + "</ul>"
    return f"<html><meta charset=gb2312><body>{menu}<div>{body}</div><div>主办单位</div></body></html>".encode(
        "gb18030"
    )


def as_word(report: Report) -> bytes:
    def table(sheet: Sheet) -> str:
        rows = []
        for number, cells in enumerate(grid(sheet)):
            row = []
            column = 0
            while column < sheet.width:
                box, merge = over(sheet, number, column)
                row.append(tc(escape(box.text) if merge != "on" else "", span=box.column_span, merge=merge))
                column += box.column_span
            rows.append(tr(*row))
            assert len(cells) == sheet.width
        return tbl(*rows)

    return docx("".join(para(escape(p)) if isinstance(p, str) else table(p) for p in pieces(report)))


def over(sheet: Sheet, row: int, column: int) -> tuple[Box, str]:
    """Return the box that covers a place whose left neighbour it does not, and whether it begins or goes on there."""
    cells = grid(sheet)
    at = row
    while cells[at][column] is None:
        at -= 1
    box = cells[at][column]
    assert box is not None
    return box, "on" if at < row else "start" if box.row_span > 1 else ""


def as_old_word(report: Report) -> bytes:
    paragraphs: list[tuple[str, bytes]] = []
    for piece in pieces(report):
        if isinstance(piece, str):
            paragraphs.append((piece + "\r", b""))
            continue
        for number in range(len(piece.rows)):
            edges, flags, column = [0], {}, 0
            while column < piece.width:
                box, merge = over(piece, number, column)
                flags[len(edges) - 1] = {"": 0, "start": 3, "on": 1}[merge] << 5
                paragraphs.append(((box.text if merge != "on" else "") + "\x07", IN_TABLE))
                column += box.column_span
                edges.append(column * 700)
            paragraphs.append(("\x07", row_end(*edges, flags=flags)))
    return doc(paragraphs)


def as_workbook(report: Report) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    row = 1
    for piece in pieces(report):
        if isinstance(piece, str):
            sheet.cell(row, 1, piece)
            row += 2
            continue
        for r, cells in enumerate(grid(piece)):
            for c, box in enumerate(cells):
                if box is None:
                    continue
                number = box.kind == "value" and box.text.isdigit()
                sheet.cell(row + r, 1 + c, int(box.text) if number else box.text)
                if box.row_span * box.column_span > 1:
                    sheet.merge_cells(None, row + r, 1 + c, row + r + box.row_span - 1, c + box.column_span)
        row += len(piece.rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_pdf(report: Report) -> bytes:
    """Print the report with a row height of 22, lines of 38 characters, tables broken wherever a page ends."""
    pages, y = [""], 780.0

    def room(height: float) -> None:
        nonlocal y
        if y - height < 60:
            pages[-1] += show(f"- {len(pages)} -", 280, 30)
            pages.append("")
            y = 780.0

    for piece in pieces(report):
        if isinstance(piece, str):
            for start in range(0, len(piece), 38):
                room(18)
                y -= 18
                pages[-1] += show(piece[start : start + 38], 60, y + 4)
            continue
        cells, width = grid(piece), 480 / piece.width
        for number in range(len(cells)):
            room(44)
            y -= 44
            column = 0
            while column < piece.width:
                box, merge = over(piece, number, column)
                x0, x1 = 60 + width * column, 60 + width * (column + box.column_span)
                pages[-1] += line(x0, y, x0, y + 44) + line(x1, y, x1, y + 44)
                ends = number + 1 == len(cells) or over(piece, number + 1, column)[1] != "on"
                pages[-1] += line(x0, y, x1, y) if ends or y < 104 else ""
                pages[-1] += line(x0, y + 44, x1, y + 44) if merge != "on" or y > 730 else ""
                if merge != "on":
                    size = 6
                    fits = max(1, int((x1 - x0 - 4) // size))
                    for part in range(0, len(box.text), fits):
                        pages[-1] += show(box.text[part : part + fits], x0 + 2, y + 36 - 7 * (part // fits), size)
                column += box.column_span
        y -= 6
    return pdf(pages)


WRITERS: dict[str, Callable[[Report], bytes]] = {
    "html": as_page,
    "docx": as_word,
    "doc": as_old_word,
    "xlsx": as_workbook,
    "pdf": as_pdf,
}


def cells(report: Report) -> dict[str, tuple[object, str]]:
    return {c.key: (c.value, str(c.state)) for c in report.cells}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_cells_of_the_text(kind, number, raw):
    (plain,) = read_bytes(raw[number], "a.txt")
    data = WRITERS[kind](plain)
    assert sniff(data) == kind
    (report,) = read_bytes(data, f"a.{kind}")
    assert report.format == kind
    assert cells(report) == cells(plain)
    assert (report.year.value, report.organ.value) == (plain.year.value, plain.organ.value)
    assert not report.leftovers


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
@pytest.mark.parametrize("reader", [pdf_text_stream, read_pdf_by_pdfplumber])
def test_the_other_readings_of_a_pdf_never_contradict_the_first(reader, number, raw):
    (plain,) = read_bytes(raw[number], "a.txt")
    (report,) = read_document(reader(as_pdf(plain), "a.pdf"))
    first, other = cells(plain), cells(report)
    assert {k: v for k, v in other.items() if v != first[k] and v[1] != "unresolved"} == {}
    assert sum(1 for k, v in other.items() if v == first[k]) >= 0.99 * len(first)
