"""Pieces → a Word file (.docx); and the parts of one, for those who want to write an odd one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED

from toolkit.teach.layout import Box, Sheet, grid
from toolkit.teach.render.manuscript import Heading, Piece, covering
from toolkit.teach.render.package import zipped
from toolkit.teach.render.variation import Variation

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
# A list whose first level counts 一、 二、 三、
_CHINESE_LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*texts: str, properties: str = "") -> str:
    """Return a paragraph of texts or ready runs."""
    inner = "".join(t if t.startswith("<") else run(t) for t in texts)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def tc(*content: str, span: int = 1, merge: str = "") -> str:
    """Return a table cell of texts or ready paragraphs; `merge` is "start", "on" or nothing."""
    inner = "".join(c if c.startswith(("<w:p", "<w:tbl", "<w:sdt")) else para(c) for c in content)
    marks = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    marks += {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merge]
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def docx(
    body: str,
    numbering: str = "",
    styles: str = "",
    head: str = "",
    part: str = "word/document.xml",
    *,
    packed: bool = True,
) -> bytes:
    """Return a Word file around a body."""
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES.format(part=part),
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        f'Target="{part}"/></Relationships>',
        part: f"{head}<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="a" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="b" Type="{_OFFICE}/styles" Target="/word/styles.xml"/></Relationships>',
    }
    if numbering:
        files["word/numbering.xml"] = f"<w:numbering {_W}>{numbering}</w:numbering>"
    if styles:
        files["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>"
    return zipped(files, ZIP_DEFLATED if packed else ZIP_STORED)


def word_file(pieces: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    """Return the Word file of a report."""
    body = []
    for piece in pieces:
        if isinstance(piece, Sheet):
            body.append(_table(piece, variation, random))
        elif isinstance(piece, Heading):
            listed = variation.listed_headings
            body.append(para(piece.words if listed else piece.text, properties=_IN_LIST if listed else ""))
        else:
            body.append(para(escape(piece)))
    return docx("".join(body), numbering=_CHINESE_LIST if variation.listed_headings else "", packed=False)


def _table(sheet: Sheet, variation: Variation, random: Random) -> str:
    cells = grid(sheet)
    heads = sum(all(box.kind == "head" for box in row) for row in sheet.rows)
    rows = []
    for number in range(len(cells)):
        row = []
        column = 0
        while column < sheet.width:
            box, merge = covering(cells, number, column)
            content = para() if merge == "on" else _content(box, variation, random)
            cell = tc(content, span=box.column_span, merge=merge)
            if variation.controls and box.kind == "value" and random.random() < 0.2:
                cell = f"<w:sdt><w:sdtPr/><w:sdtContent>{cell}</w:sdtContent></w:sdt>"
            row.append(cell)
            column += box.column_span
        repeated = "<w:tblHeader/>" if variation.repeated_head and number < heads else ""
        rows.append(tr(*row, properties=repeated))
    return tbl(*rows)


def _content(box: Box, variation: Variation, random: Random) -> str:
    text = escape(box.text)
    if "\n" in text:
        first, _, rest = text.partition("\n")
        if random.random() < 0.5:
            return para(first) + para(rest)
        return para(run(first), "<w:r><w:br/></w:r>", run(rest))
    if variation.tracked and box.kind == "value" and text.strip() and random.random() < 0.1:
        old = f'<w:del w:id="1" w:author="a"><w:r><w:delText>{random.randint(0, 99)}</w:delText></w:r></w:del>'
        return para(old, f'<w:ins w:id="2" w:author="a">{run(text)}</w:ins>')
    return para(run(text))
