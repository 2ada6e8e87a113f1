"""Pieces → a workbook: paragraphs in the first column, tables with merged cells below or on sheets of their own."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from html import escape
from random import Random
from zipfile import ZIP_STORED

from toolkit.teach.layout import Sheet, grid
from toolkit.teach.render.manuscript import Heading, Piece
from toolkit.teach.render.package import zipped
from toolkit.teach.render.variation import Variation

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(pieces: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    """Return the workbook's bytes; whole numbers are numbers, all else is text."""
    pages = [("Sheet1", pieces)]
    if variation.apart:
        tables = [piece for piece in pieces if isinstance(piece, Sheet)]
        pages = [("正文", [piece for piece in pieces if not isinstance(piece, Sheet)])]
        pages += [(f"表{number}", [table]) for number, table in enumerate(tables, 1)]
    bodies = [_worksheet(some, variation, random) for _, some in pages]
    numbers = range(1, len(pages) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in enumerate(pages, 1))
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{parts}</Types>',
            "_rels/.rels": _relations(f"{_OFFICE}/officeDocument", ["xl/workbook.xml"]),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                f"{_OFFICE}/worksheet", [f"worksheets/sheet{n}.xml" for n in numbers]
            ),
            **{f"xl/worksheets/sheet{n}.xml": body for n, body in zip(numbers, bodies, strict=True)},
        },
        ZIP_STORED,
    )


def _worksheet(pieces: Sequence[Piece], variation: Variation, random: Random) -> str:
    rows: list[str] = []
    merged: list[str] = []
    at = 1
    for piece in pieces:
        if not isinstance(piece, Sheet):
            rows.append(_row(at, {0: piece.text if isinstance(piece, Heading) else piece}, set()))
            at += 1
            continue
        for number, cells in enumerate(grid(piece)):
            boxes = {column: box for column, box in enumerate(cells) if box is not None}
            computed = {c for c in boxes if variation.formulas and random.random() < 0.2}
            rows.append(_row(at + number, {column: box.text for column, box in boxes.items()}, computed))
            merged += [
                f"{_name(c)}{at + number}:{_name(c + b.column_span - 1)}{at + number + b.row_span - 1}"
                for c, b in boxes.items()
                if b.row_span * b.column_span > 1
            ]
        at += len(piece.rows) + 1
    marks = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    marks = f'<mergeCells count="{len(merged)}">{marks}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{marks}</worksheet>'


def _relations(kind: str, targets: Sequence[str]) -> str:
    each = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>' for n, target in enumerate(targets, 1))
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'


def _row(number: int, texts: Mapping[int, str], computed: Container[int]) -> str:
    cells = "".join(_cell(f"{_name(c)}{number}", t, c in computed) for c, t in texts.items() if t)
    return f'<row r="{number}">{cells}</row>'


def _cell(ref: str, text: str, computed: bool) -> str:
    # 007 and 1.50 would come back as 7 and 1.5: only what a spreadsheet prints unchanged is stored as a number.
    if text.isascii() and text.isdigit() and str(int(text)) == text and len(text) < 15:
        return f'<c r="{ref}">{f"<f>0+{text}</f>" if computed else ""}<v>{text}</v></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _name(column: int) -> str:
    return chr(65 + column)  # the widest table has 15 columns
