"""Pieces → a workbook of one sheet: paragraphs in the first column, tables with merged cells below them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from toolkit.teach.layout import Sheet, grid
from toolkit.teach.render.manuscript import Heading, Piece
from toolkit.teach.render.package import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(pieces: Sequence[Piece]) -> bytes:
    """Return the workbook's bytes; whole numbers are numbers, all else is text."""
    rows: list[str] = []
    merged: list[str] = []
    at = 1
    for piece in pieces:
        if not isinstance(piece, Sheet):
            rows.append(_row(at, {0: piece.text if isinstance(piece, Heading) else piece}))
            at += 1
            continue
        for number, cells in enumerate(grid(piece)):
            boxes = {column: box for column, box in enumerate(cells) if box is not None}
            rows.append(_row(at + number, {column: box.text for column, box in boxes.items()}))
            merged += [
                f"{_name(c)}{at + number}:{_name(c + b.column_span - 1)}{at + number + b.row_span - 1}"
                for c, b in boxes.items()
                if b.row_span * b.column_span > 1
            ]
        at += len(piece.rows) + 1
    marks = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    marks = f'<mergeCells count="{len(merged)}">{marks}</mergeCells>' if merged else ""
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
            "_rels/.rels": _relation(f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relation(f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>'
            f"{marks}</worksheet>",
        }
    )


def _relation(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{kind}" Target="{target}"/></Relationships>'


def _row(number: int, texts: dict[int, str]) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{_name(c)}{number}", t) for c, t in texts.items() if t)}</row>'


def _cell(ref: str, text: str) -> str:
    # 007 and 1.50 would come back as 7 and 1.5: only what a spreadsheet prints unchanged is stored as a number.
    if text.isascii() and text.isdigit() and str(int(text)) == text and len(text) < 15:
        return f'<c r="{ref}"><v>{text}</v></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _name(column: int) -> str:
    return chr(65 + column)  # the widest table has 15 columns
