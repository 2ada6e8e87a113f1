"""One invented report as content management systems, Word, WPS and their exporters really put it: the same cells.

Each case takes a plain file apart and writes it the odd way. No case is taken from a file the readers were made with.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from random import Random

import pytest

from tests.formats.builders import zipped
from tests.formats.test_same_cells import cells, expected
from toolkit.read import read_bytes
from toolkit.teach.layout import Box, Sheet, grid
from toolkit.teach.render import Manuscript, render, synthetic
from toolkit.teach.render.manuscript import Heading, covering, pieces
from toolkit.teach.render.variation import PLAIN

REPORTS = {"2021": synthetic(4), "2019": synthetic(1)}
CellText = Callable[[Box], str]


def plain(box: Box) -> str:
    return escape(box.text)


def table(sheet: Sheet, text: CellText = plain, before: str = "<table>") -> str:
    rows = (
        "".join(f"<td rowspan={b.row_span} colspan={b.column_span}>{text(b)}</td>" for b in row) for row in sheet.rows
    )
    return before + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def parts(manuscript: Manuscript, draw: Callable[[Sheet], str] = table) -> list[str]:
    found = []
    for piece in pieces(manuscript, PLAIN, Random(1)):
        if isinstance(piece, Sheet):
            found.append(draw(piece))
        else:
            found.append(f"<p>{escape(piece.text if isinstance(piece, Heading) else piece)}</p>")
    return found


def page(body: str) -> str:
    menu = "".join(f"<li><a href='/c{n}'>政府信息公开指南{n}</a></li>" for n in range(15))
    return (
        f"<!DOCTYPE html><html><head><meta charset=gb2312><title>站点</title></head><body><ul>{menu}</ul>"
        f"<div id=zoom>{body}</div><p>备案号：京ICP备05070218号 电话：010-88886666</p></body></html>"
    )


def each_cell(text: CellText) -> Callable[[Manuscript], str]:
    return lambda m: page("".join(parts(m, lambda sheet: table(sheet, text))))


def each_table(change: Callable[[str], str]) -> Callable[[Manuscript], str]:
    return lambda m: page("".join(parts(m, lambda sheet: change(table(sheet)))))


def a_table_for_each_row(sheet: Sheet) -> str:
    rows = ("".join(f"<td>{escape(b.text) if b else ''}</td>" for b in row) for row in grid(sheet))
    return "".join(f"<table><tr>{row}</tr></table>" for row in rows)


def cut_after_ten_rows(sheet: Sheet) -> str:
    """The editor cuts the table, and its merged cells with it."""
    covered = grid(sheet)
    out = ""
    for first, last in ((0, 10), (10, len(covered))):
        out += "<table>"
        for row in range(first, min(last, len(covered))):
            out += "<tr>"
            column = 0
            while column < sheet.width:
                box, merge = covering(covered, row, column)
                if merge != "on" or row == first:
                    out += (
                        f"<td rowspan={box.row_span} colspan={box.column_span}>{'' if merge == 'on' else box.text}</td>"
                    )
                column += box.column_span
            out += "</tr>"
        out += "</table><p>&nbsp;</p>"
    return out


def one_table(manuscript: Manuscript) -> str:
    rows = ""
    for piece in pieces(manuscript, PLAIN, Random(1)):
        if isinstance(piece, Sheet):
            rows += table(piece).removeprefix("<table>").removesuffix("</table>")
        else:
            text = piece.text if isinstance(piece, Heading) else piece
            rows += f"<tr><td colspan=15>{escape(text)}</td></tr>"
    return page(f"<table border=1>{rows}</table>")


def framed(manuscript: Manuscript) -> str:
    title, *rest = parts(manuscript)
    inner = f"<table><tr><td class=title>{title}</td></tr><tr><td>发布日期：2024-01-20 浏览次数：123</td></tr>"
    inner += f"<tr><td><div>{''.join(rest)}</div></td></tr></table>"
    return page(f"<table width='100%'><tr><td width=200>栏目</td><td>{inner}</td></tr></table>")


WORD_JUNK = (
    "<!--[if !supportMisalignedColumns]--><p class=MsoNormal align=center><span lang=EN-US "
    "style='font-family:仿宋_GB2312'><o:p>{}</o:p></span></p><!--[endif]-->"
)
GHOST_ROW = "<![if !supportMisalignedColumns]><tr height=0><td width=72></td><td width=49></td></tr><![endif]></table>"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
DIVS = (("<table>", "<div>"), ("</table>", "</div>"), ("<tr>", "<div>"), ("</tr>", "</div>"), ("</td>", "</div>"))


def without_tables(html: str) -> str:
    for old, new in DIVS:
        html = html.replace(old, new)
    return re.sub(r"<td[^>]*>", "<div>", html)


HTML: Mapping[str, Callable[[Manuscript], str]] = {
    "UEditor": each_cell(lambda b: f"<p style='text-align:center'><span>{escape(b.text) or '&nbsp;'}</span></p>"),
    "pasted from Word": lambda m: page(
        "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
        + "".join(parts(m, lambda s: table(s, lambda b: WORD_JUNK.format(escape(b.text) or "&nbsp;"))))
    ),
    "Word's row of column widths": each_table(lambda t: t.replace("</table>", GHOST_ROW)),
    "a row that holds nothing": each_table(
        lambda t: t.replace("</table>", "<tr><td></td><td>&nbsp;</td></tr></table>")
    ),
    "a first column that holds nothing": each_table(lambda t: t.replace("<tr>", "<tr><td></td>")),
    "two characters a line": each_cell(
        lambda b: plain(b) if b.kind == "value" else "<br>".join(re.findall("..?", escape(b.text)))
    ),
    "labels downwards": each_cell(
        lambda b: plain(b) if b.row_span < 2 else "".join(f"<p>{letter}</p>" for letter in b.text)
    ),
    "numbers in several spans": each_cell(
        lambda b: "".join(f"<span>{c}</span>" for c in b.text) if b.kind == "value" else plain(b)
    ),
    "no-break spaces around": each_cell(lambda b: f"&nbsp;&nbsp;{escape(b.text)}&nbsp;"),
    "characters of no width": each_cell(lambda b: f"\u200b{escape(b.text)}\ufeff"),
    "full-width digits": each_cell(lambda b: plain(b).translate(FULL_WIDTH) if b.kind == "value" else plain(b)),
    "links": each_cell(lambda b: f"<a href='#'>{escape(b.text)}</a>"),
    "a hidden sort key": each_cell(lambda b: f"{escape(b.text)}<span style='display:none'>00099</span>"),
    "cells outside a row": each_table(lambda t: t.replace("<tr>", "", 1).replace("</tr>", "", 1)),
    "nothing closed": each_table(lambda t: t.replace("</tr>", "").replace("</td>", "")),
    "no spans at all": each_table(lambda t: re.sub(r"(?:row|col)span=\d+", "", t)),
    "spans too long": each_table(lambda t: re.sub(r"rowspan=(1\d|2\d)", lambda m: f"rowspan={int(m[1]) + 3}", t)),
    "spans too short": each_table(lambda t: re.sub(r"rowspan=(1\d|2\d)", lambda m: f"rowspan={int(m[1]) - 1}", t)),
    "no tables, boxes in boxes": each_table(without_tables),
    "a table for each row": lambda m: page("".join(parts(m, a_table_for_each_row))),
    "tables cut by the editor": lambda m: page("".join(parts(m, cut_after_ten_rows))),
    "all in one table": one_table,
    "tables for layout": framed,
    "a copy for telephones and one for print": lambda m: page(
        f"<div>{''.join(parts(m))}</div><div class=wap style='display:none'>{''.join(parts(m))}</div>"
        f"<div id=print>{''.join(parts(m))}</div>"
    ),
    "a fragment": lambda m: "".join(parts(m)),
    "text as typed": lambda m: page(f"<pre>{escape(render(m, 'text').decode())}</pre>"),
    "another report in a script and a form": lambda m: page(
        f"<script>document.write({''.join(parts(synthetic(50)))!r})</script>{''.join(parts(m))}"
        f"<textarea>{escape(''.join(parts(synthetic(50))))}</textarea>"
    ),
}


@pytest.mark.parametrize("edition", REPORTS)
@pytest.mark.parametrize("case", HTML)
def test_a_page(case, edition):
    manuscript = REPORTS[edition]
    (report,) = read_bytes(HTML[case](manuscript).encode("gb18030"), "x")
    assert report.format == "html"
    assert cells(report) == expected(manuscript)
    assert report.organ.value in manuscript.title


# --- Word

DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(manuscript: Manuscript) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(render(manuscript, "docx"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def changed(change: Callable[[str], str]) -> Callable[[Manuscript], bytes]:
    def write(manuscript: Manuscript) -> bytes:
        files = package(manuscript)
        return zipped({**files, DOCUMENT: change(files[DOCUMENT])})

    return write


def strict(manuscript: Manuscript) -> bytes:
    swaps = {
        _WORD: "http://purl.oclc.org/ooxml/wordprocessingml/main",
        _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    files = package(manuscript)
    for old, new in swaps.items():
        files = {name: body.replace(old, new) for name, body in files.items()}
    return zipped(files)


def in_a_text_box(found: re.Match[str]) -> str:
    box = f"<w:txbxContent>{found[0]}</w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def sideways(found: re.Match[str]) -> str:
    """A merge sideways as older writers put it, cell by cell."""
    rest = "<w:tc><w:tcPr><w:hMerge w:val='continue'/></w:tcPr><w:p/></w:tc>" * (int(found[1]) - 1)
    return f"<w:tc><w:tcPr><w:hMerge w:val='restart'/>{found[2]}</w:tc>{rest}"


def embedded(kind: str) -> Callable[[Manuscript], bytes]:
    """A web page exported to Word: the file holds it whole."""

    def write(manuscript: Manuscript) -> bytes:
        files: dict[str, bytes | str] = dict(package(manuscript))
        held = render(manuscript, "docx" if kind == "docx" else "html")
        if kind == "mht":
            head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="x"\r\n\r\n--x\r\n'
            head += b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            held = head + base64.encodebytes(held) + b"\r\n--x--\r\n"
        chunk = f'<w:body><w:altChunk xmlns:r="{_OFFICE}" r:id="c"/></w:body>'
        files[DOCUMENT] = re.sub(r"<w:body>.*</w:body>", chunk, str(files[DOCUMENT]), flags=re.DOTALL)
        files[RELATIONS] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="c" Type="{_OFFICE}/aFChunk" Target="/word/afchunk.{kind}"/></Relationships>'
        )
        files[f"word/afchunk.{kind}"] = held
        return zipped(files)

    return write


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'


def flat(manuscript: Manuscript) -> bytes:
    inside = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>'
        for name, body in package(manuscript).items()
        if not name.startswith("[")
    )
    where = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'{HEAD}<pkg:package xmlns:pkg="{where}">{inside}</pkg:package>'.encode()


def word_2003(manuscript: Manuscript) -> bytes:
    text = package(manuscript)[DOCUMENT].replace(_WORD, "http://schemas.microsoft.com/office/word/2003/wordml")
    text = text.replace("w:document", "w:wordDocument").replace("w:vMerge", "w:vmerge")
    return (HEAD + text.replace("<w:body>", "<w:body><w:sect>").replace("</w:body>", "</w:sect></w:body>")).encode()


def split_after_twelve(found: re.Match[str]) -> str:
    rows = re.findall(r"<w:tr>.*?</w:tr>", found[0])
    return "<w:p/>".join(f"<w:tbl>{''.join(some)}</w:tbl>" for some in (rows[:12], rows[12:]) if some)


TABLE, ROW, CELL = r"<w:tbl>.*?</w:tbl>", r"<w:tr>.*?</w:tr>", r"<w:tc>.*?</w:tc>"
CONTROL = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
GONE = "<w:del w:id='1'><w:r><w:delText>77</w:delText></w:r></w:del>"
DOCX: Mapping[str, Callable[[Manuscript], bytes]] = {
    "strict namespaces": strict,
    "another prefix": changed(lambda x: re.sub(r"(</?| |xmlns:)w([:=])", r"\1ns0\2", x)),
    "UTF-16": lambda m: zipped(
        {**package(m), DOCUMENT: ('<?xml version="1.0" encoding="UTF-16"?>' + package(m)[DOCUMENT]).encode("utf-16")}
    ),
    "names with backslashes": lambda m: zipped({n.replace("/", "\\"): b for n, b in package(m).items()}),
    "rows in content controls": changed(lambda x: re.sub(ROW, lambda f: CONTROL.format(f[0]), x)),
    "cells in content controls": changed(lambda x: re.sub(CELL, lambda f: CONTROL.format(f[0]), x)),
    "the body in a content control": changed(
        lambda x: re.sub(r"<w:body>(.*)</w:body>", lambda f: f"<w:body>{CONTROL.format(f[1])}</w:body>", x)
    ),
    "runs cut in two": changed(
        lambda x: re.sub(
            r'<w:t xml:space="preserve">([^<])([^<]+)</w:t>',
            r'<w:t>\1</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve">\2</w:t>',
            x,
        )
    ),
    "every number tracked": changed(
        lambda x: re.sub(r"<w:r>(<w:t[^>]*>\d+</w:t>)</w:r>", rf"{GONE}<w:ins w:id='2'><w:r>\1</w:r></w:ins>", x)
    ),
    "a column deleted with tracking on": changed(
        lambda x: x.replace("</w:tr>", f"<w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p>{GONE}</w:p></w:tc></w:tr>")
    ),
    "a table around all": changed(
        lambda x: x.replace("<w:body>", "<w:body><w:tbl><w:tr><w:tc>").replace(
            "</w:body>", "</w:tc></w:tr></w:tbl></w:body>"
        )
    ),
    "tables in text boxes": changed(lambda x: re.sub(TABLE, in_a_text_box, x)),
    "empty paragraphs in every cell": changed(lambda x: x.replace("</w:tc>", "<w:p/><w:p/></w:tc>")),
    "tables in two pieces": changed(lambda x: re.sub(TABLE, split_after_twelve, x)),
    "tables with nothing between": changed(lambda x: re.sub(r"(</w:tbl>)<w:p>.*?</w:p>(?=<w:tbl>)", r"\1", x)),
    "merges sideways of the old kind": changed(
        lambda x: re.sub(r'<w:tc><w:tcPr><w:gridSpan w:val="(\d+)"/>(.*?)</w:tc>', sideways, x)
    ),
    "no merges sideways told": changed(lambda x: re.sub(r"<w:gridSpan[^>]*>", "", x)),
    "no merges downwards told": changed(lambda x: re.sub(r"<w:vMerge[^>]*>", "", x)),
    "a web page embedded": embedded("html"),
    "a saved web page embedded": embedded("mht"),
    "a Word file embedded": embedded("docx"),
    "one XML file": flat,
    "XML of Word 2003": word_2003,
}


@pytest.mark.parametrize("edition", REPORTS)
@pytest.mark.parametrize("case", DOCX)
def test_a_word_file(case, edition):
    manuscript = REPORTS[edition]
    (report,) = read_bytes(DOCX[case](manuscript), "x")
    assert report.format in ("docx", "word_xml")
    assert cells(report) == expected(manuscript)
    assert report.organ.value in manuscript.title


# --- workbooks


def excel_2003(manuscript: Manuscript) -> bytes:
    """What reporting systems call .xls: XML, rows and cells by their number, merges told."""
    rows, at = "", 1
    for piece in pieces(manuscript, PLAIN, Random(1)):
        if not isinstance(piece, Sheet):
            text = escape(piece.text if isinstance(piece, Heading) else piece)
            rows += f'<Row ss:Index="{at}"><Cell><Data ss:Type="String">{text}</Data></Cell></Row>'
            at += 1
            continue
        for number, line in enumerate(grid(piece)):
            rows += f'<Row ss:Index="{at + number}">'
            for column, box in enumerate(line, 1):
                if box is not None:
                    kind = "Number" if box.text.isdigit() else "String"
                    merge = f'ss:MergeAcross="{box.column_span - 1}" ss:MergeDown="{box.row_span - 1}"'
                    rows += f'<Cell ss:Index="{column}" {merge}><Data ss:Type="{kind}">{escape(box.text)}</Data></Cell>'
            rows += "</Row>"
        at += len(piece.rows) + 1
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="年报"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


@pytest.mark.parametrize("edition", REPORTS)
def test_a_workbook_saved_as_xml(edition):
    manuscript = REPORTS[edition]
    (report,) = read_bytes(excel_2003(manuscript), "x.xls")
    assert report.format == "excel_xml"
    assert cells(report) == expected(manuscript)


@pytest.mark.parametrize("edition", REPORTS)
def test_a_page_named_as_a_workbook(edition):
    """Systems export HTML under the name .xls."""
    manuscript = REPORTS[edition]
    page = f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body>{"".join(parts(manuscript))}</body></html>'
    (report,) = read_bytes(page.encode("gb18030"), "x.xls")
    assert report.format == "html"
    assert cells(report) == expected(manuscript)
