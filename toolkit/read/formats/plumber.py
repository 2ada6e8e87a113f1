"""A third reading of a PDF's tables, by pdfplumber: slow, and asked only where the other two readings disagree.

It shares no code with PDFium: another parser finds the characters, another search the lines.
"""

from __future__ import annotations

import hashlib
import io
import logging
from typing import Any

from toolkit.read.document import Block, Document, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.lattice import is_table
from toolkit.read.formats.linear import Box, Linear

_NEAR = 4.0  # points: edges as far apart as this are one edge
_PAGES = 40  # half a second a page
_PAGE_LINES = 3_000  # its search grows with the square of the lines


def read_pdf_by_pdfplumber(data: bytes, source: str) -> Document:
    """Return each page's ruled grids, and the other text by lines; a broken table gives a grid on each page.

    Raises UnreadableError "too_large", "damaged" (locked files too) or "no_text_layer".
    """
    if len(data) > limits.PDF_BYTES:
        raise UnreadableError("too_large", f"the PDF has {len(data)} bytes, more than {limits.PDF_BYTES}")
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns once for every font
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > _PAGES:
                raise UnreadableError("too_large", f"more than {_PAGES} pages are too many for a third reading")
            for page in pdf.pages:
                linear = Linear(f"page {page.page_number}")
                blocks += _blocks(page, linear)
                parts[linear.part] = linear.text
                page.close()
    except UnreadableError:
        raise
    except Exception as error:  # pdfminer raises whatever the damage makes it stumble over
        raise UnreadableError("damaged", f"pdfplumber cannot read the PDF: {error}") from error
    if not blocks:
        raise UnreadableError("no_text_layer", "the PDF has no text, only pictures of pages: it needs the scan reader")
    digest = hashlib.sha256(data).hexdigest()
    return Document(source, digest, "pdf", tuple(blocks), parts, ("read by pdfplumber",))


def _blocks(page: Any, linear: Linear) -> list[Block]:
    if len(page.lines) + len(page.rects) + len(page.curves) > _PAGE_LINES:
        raise UnreadableError("too_large", "the page has too many lines for a third reading")
    found: list[tuple[float, str | list[Box]]] = []
    rest = page
    for table in page.find_tables():
        boxes = _boxes(page, table)
        if is_table(boxes):
            found.append((table.bbox[1], boxes))
            rest = rest.outside_bbox(table.bbox, strict=False)
    found += [(line["top"], line["text"].strip()) for line in rest.extract_text_lines(return_chars=False)]
    blocks: list[Block] = []
    for _, item in sorted(found, key=lambda f: f[0]):
        if not isinstance(item, str):
            blocks += linear.table(item)
        elif item:
            blocks.append(linear.paragraph(item))
    return blocks


def _boxes(page: Any, table: Any) -> list[Box]:
    xs = _borders([x for cell in table.cells for x in (cell[0], cell[2])])
    ys = _borders([y for cell in table.cells for y in (cell[1], cell[3])])
    boxes: list[Box] = []
    pairs = (
        (cell, text)
        for row, texts in zip(table.rows, table.extract(), strict=True)
        for cell, text in zip(row.cells, texts, strict=True)
    )
    for cell, text in pairs:
        if cell is None:
            continue
        left, top, right, bottom = cell
        column, end = _nearest(xs, left), _nearest(xs, right)
        row, below = _nearest(ys, top), _nearest(ys, bottom)
        area = (round(left, 2), round(page.height - bottom, 2), round(right, 2), round(page.height - top, 2))
        boxes.append(Box((text or "").strip(), row, column, max(1, below - row), max(1, end - column), area))
    return boxes


def _borders(places: list[float]) -> list[float]:
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > _NEAR:
            out.append(place)
    return out


def _nearest(borders: list[float], place: float) -> int:
    return min(range(len(borders)), key=lambda i: abs(borders[i] - place))
