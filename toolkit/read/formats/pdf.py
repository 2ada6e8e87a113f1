"""PDF files with a text layer in, paragraphs and ruled grids out, page by page; and, apart from it, the text stream.

The two readings share nothing but PDFium: `read_pdf` goes by where each character and line stands on the page,
`pdf_text_stream` by the order in which the characters were written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium

from toolkit.read.document import Block, Document, Grid, Paragraph, Place, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.fonts import same_font_everywhere
from toolkit.read.formats.lattice import (
    Frame,
    Mark,
    coloured_frames,
    fill,
    frames,
    is_spread,
    is_table,
    line_text,
    lines_of,
)
from toolkit.read.formats.linear import Box, Linear, is_prose
from toolkit.read.formats.page import drawn_on, marks_of
from toolkit.read.formats.pagebreak import Owned, join
from toolkit.read.formats.unruled import in_columns

_PAGE_NUMBER = re.compile(
    r"^(?:[-–—―－·•\s]*(\d{1,3})[-–—―－·•\s]*|第\s*(\d{1,3})\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$"
)
_TAIL = 65_536  # where a whole file has its end mark
_SPARSE = 30  # characters a page: fewer beside pictures are a scan's page numbers, not its text
_UNKNOWN = "\ufffd"
_UNKNOWN_SHARE = 0.3  # of the characters without a meaning, from which the text layer is useless


def read_pdf(data: bytes, source: str) -> Document:
    """Return each page's paragraphs and ruled grids in reading order; parts are "page 1", "page 2" and so on.

    A table broken over pages is one grid, its cells each on the page where they begin, if nothing but page numbers
    stands between. Lines of a paragraph are joined; page numbers are left out.
    Raises UnreadableError "encrypted", "damaged", "too_large" or "no_text_layer".
    """
    notes: list[str] = []
    pages: list[_Page] = []
    pictures = 0
    with _opened(data) as pdf:
        for index in range(len(pdf)):
            page = pdf[index]
            marks, cut = marks_of(page)
            drawn = drawn_on(page)
            if cut:
                notes.append(f"page {index + 1}: not read beyond {limits.PDF_PAGE_CHARACTERS} characters")
            if drawn.busy:
                notes.append(f"page {index + 1}: too many lines for a table; read as text")
            if drawn.images and not marks:
                notes.append(f"page {index + 1} is a picture without text")
            pictures += drawn.images
            rest, tables = _sort_in(marks, frames(drawn.across, drawn.down))
            if rest and drawn.boxes:  # cells set off by their colour, without lines
                rest, more = _sort_in(rest, coloured_frames(drawn.boxes))
                tables += more
            pages.append(_Page(index + 1, page.get_width(), page.get_height(), lines_of(rest), tables, marks))
            page.close()
    written = sum(len(p.marks) for p in pages)
    unknown = sum(1 for p in pages for m in p.marks if m.text == _UNKNOWN)
    if not written or (pictures and written < _SPARSE * len(pages)):
        raise UnreadableError("no_text_layer", "the PDF has no text, only pictures of pages: it needs the scan reader")
    if unknown > _UNKNOWN_SHARE * written:
        raise UnreadableError("no_text_layer", "the PDF's characters carry no meaning: it needs the scan reader")
    if unknown:
        notes.append(f"{unknown} characters without a meaning, written as {_UNKNOWN}")
    numbers: list[str] = []
    edges = _edges(pages)
    blocks, parts = _written([_items(page, edges, numbers) for page in pages])
    if numbers:
        notes.append("page numbers left out: " + ", ".join(numbers))
    return Document(source, hashlib.sha256(data).hexdigest(), "pdf", tuple(blocks), parts, tuple(notes))


def pdf_text_stream(data: bytes, source: str = "") -> Document:
    """Return each page's text as written, one paragraph a page: a second reading that knows nothing of lines."""
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    with _opened(data) as pdf:
        for index in range(len(pdf)):
            text = pdf[index].get_textpage().get_text_range()
            text = text[: limits.PDF_PAGE_CHARACTERS].replace("\r\n", "\n").replace("\x02", "-")
            name = f"page {index + 1}"
            parts[name] = text
            if text.strip():
                blocks.append(Paragraph(text, Place(name, 0, len(text), 1, 1)))
    if not blocks:
        raise UnreadableError("no_text_layer", "the PDF has no text, only pictures of pages: it needs the scan reader")
    return Document(source, hashlib.sha256(data).hexdigest(), "pdf", tuple(blocks), parts, ("text stream",))


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF; raise UnreadableError for one that is locked, damaged or cut short, which PDFium mends silently."""
    if len(data) > limits.PDF_BYTES:
        raise UnreadableError("too_large", f"the PDF has {len(data)} bytes, more than {limits.PDF_BYTES}")
    if b"%%EOF" not in data[-_TAIL:]:
        raise UnreadableError("damaged", "the PDF ends without its end mark: it was cut short")
    length = re.search(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})", data[:2048])
    if length is not None and int(length.group(1)) > len(data):
        raise UnreadableError("damaged", f"the PDF was cut short: {len(data)} of {length.group(1).decode()} bytes")
    same_font_everywhere()
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("encrypted", "the PDF asks for a password") from error
        raise UnreadableError("damaged", f"the PDF cannot be opened: {error}") from error
    try:
        if len(pdf) > limits.PDF_PAGES:
            raise UnreadableError("too_large", f"the PDF has {len(pdf)} pages, more than {limits.PDF_PAGES}")
        yield pdf
    except pdfium.PdfiumError as error:
        raise UnreadableError("damaged", f"a page of the PDF cannot be read: {error}") from error
    finally:
        pdf.close()


@dataclass(slots=True)
class _Page:
    """A page as measured: its size in points, the lines outside tables, the tables."""

    number: int
    width: float
    height: float
    lines: list[list[Mark]]
    tables: list[tuple[Frame, list[Box]]]
    marks: list[Mark]


def _edges(pages: list[_Page]) -> dict[float, tuple[float, float]]:
    """Return where the print's left and right edges stand, by width of page: a page of short lines tells nothing."""
    found: dict[float, tuple[float, float]] = {}
    for page in pages:
        low, high = found.get(page.width, (page.width, page.width / 2))
        for line in page.lines:
            low, high = min(low, line[0].left), max(high, line[-1].right)
        found[page.width] = low, high
    return found


@dataclass(slots=True)
class _Table:
    """A table, on one page or broken over several: its cells with the page each begins on."""

    cells: list[Owned]
    pages: int = 1


def _items(page: _Page, edges: dict[float, tuple[float, float]], numbers: list[str]) -> list[str | _Table]:
    """Return a page's paragraphs and tables from the top down."""
    left, right = edges[page.width]
    items: list[str | _Table] = []
    run: list[list[Mark]] = []

    def flush() -> None:
        items.extend(_paragraphs(run, left, right))
        run.clear()

    waiting = sorted(page.tables, key=lambda t: -t[0].ys[0])
    for line in page.lines:
        while waiting and waiting[0][0].ys[0] >= line[0].top:
            flush()
            items.append(_Table([(page.number, box) for box in waiting.pop(0)[1]]))
        number = _page_number(line_text(line), page.number, line[0].top / page.height)
        if number:
            numbers.append(number)
        else:
            run.append(line)
    flush()
    items += [_Table([(page.number, box) for box in boxes]) for _, boxes in waiting]
    return items


def _written(pages: list[list[str | _Table]]) -> tuple[list[Block], dict[str, str]]:
    """Write the pages out, each as a part; a table that ends one page and begins the next is one grid."""
    for before, items in pairwise(pages):
        upper, lower = before[-1] if before else None, items[0] if items else None
        if isinstance(upper, _Table) and isinstance(lower, _Table):
            joined = None if _holds_prose(upper) or _holds_prose(lower) else join(upper.cells, lower.cells)
            if joined is not None:
                upper.cells, upper.pages = joined, upper.pages + 1
                items[0] = upper
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    begun: dict[int, int] = {}  # table → its block
    for number, items in enumerate(pages, 1):
        linear = Linear(f"page {number}")
        for item in items:
            if isinstance(item, str):
                blocks.append(linear.paragraph(item))
                continue
            boxes = [box for page, box in item.cells if page == number]
            if item.pages == 1:
                blocks += linear.table(boxes)
            elif id(item) not in begun:
                begun[id(item)] = len(blocks)
                blocks.append(linear.grid(boxes))
            elif boxes:
                first, more = blocks[begun[id(item)]], linear.grid(boxes)
                assert isinstance(first, Grid)
                rows, columns = max(first.rows, more.rows), max(first.columns, more.columns)
                blocks[begun[id(item)]] = Grid((*first.cells, *more.cells), rows, columns, first.place)
        parts[linear.part] = linear.text
    return blocks, parts


def _holds_prose(table: _Table) -> bool:
    return any(is_prose(box.text) for _, box in table.cells)


def _sort_in(marks: list[Mark], drawn: list[Frame]) -> tuple[list[Mark], list[tuple[Frame, list[Box]]]]:
    """Put each character into the smallest frame around it; frames that prove no tables give theirs back."""
    left = marks
    tables: list[tuple[Frame, list[Box]]] = []
    for frame in drawn:
        inside: list[tuple[int, Mark]] = []
        outside: list[Mark] = []
        for mark in left:
            region = frame.find((mark.left + mark.right) / 2, (mark.bottom + mark.top) / 2)
            if region is None:
                outside.append(mark)
            else:
                inside.append((region, mark))
        boxes = fill(frame, inside) if inside else []
        if boxes and is_table(boxes):
            tables.append((frame, boxes))
            left = outside
    return left, tables


def _page_number(text: str, page: int, height: float) -> str:
    """Return a line's text if it is this page's number: at the foot or head, and near the count of pages."""
    match = _PAGE_NUMBER.match(text)
    if match is None or 0.12 < height < 0.9:
        return ""
    number = int(match.group(1) or match.group(2))
    dressed = not text.strip().isdigit()
    return text.strip() if dressed or abs(number - page) <= 2 else ""


def _paragraphs(lines: list[list[Mark]], left: float, right: float) -> Iterator[str]:
    """Join lines that run on: full to the right edge, the next one starting at the left edge without indent.

    A line with gaps in it is a row of a table and runs on nowhere.
    """
    text = ""
    before: list[Mark] | None = None
    gapped = in_columns(lines)
    for number, line in enumerate(lines):
        if gapped.get(number) == "":
            continue
        size = max(line[0].size, 1.0)
        if before is not None:
            full = before[-1].right >= right - 2.0 * size
            flush_left = line[0].left <= left + 0.8 * size
            close = before[0].base - line[0].base <= 3.0 * size
            if full and flush_left and close and not is_spread(before) and not is_spread(line):
                words = before[-1].text.isascii() and line[0].text.isascii()
                text += (" " if words and before[-1].text.isalnum() and line[0].text.isalnum() else "") + line_text(
                    line
                )
                before = line
                continue
            yield text
        text = gapped.get(number, line_text(line))
        before = line
    if text:
        yield text
