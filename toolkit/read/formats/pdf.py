"""PDF files with a text layer in, paragraphs and ruled grids out, page by page; and, apart from it, the text stream.

The two readings share nothing but PDFium: `read_pdf` goes by where each character and line stands on the page,
`pdf_text_stream` by the order in which the characters were written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from toolkit.read.document import Block, Document, Paragraph, Place, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.lattice import Frame, Mark, fill, frames, is_table, line_text, lines_of
from toolkit.read.formats.linear import Box, Linear
from toolkit.read.formats.page import marks_of, rules_of

_PAGE_NUMBER = re.compile(
    r"^(?:[-–—―－·•\s]*(\d{1,3})[-–—―－·•\s]*|第\s*(\d{1,3})\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$"
)
_TAIL = 65_536  # where a whole file has its end mark
_SPARSE = 30  # characters a page: fewer beside pictures are a scan's page numbers, not its text
_UNKNOWN = "\ufffd"
_UNKNOWN_SHARE = 0.3  # of the characters without a meaning, from which the text layer is useless


def read_pdf(data: bytes, source: str) -> Document:
    """Return each page's paragraphs and ruled grids in reading order; parts are "page 1", "page 2" and so on.

    A table broken over pages gives a grid on each. Lines of a paragraph are joined; page numbers are left out.
    Raises UnreadableError "encrypted", "damaged", "too_large" or "no_text_layer".
    """
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    notes: list[str] = []
    numbers: list[str] = []
    written = unknown = pictures = 0
    with _opened(data) as pdf:
        for index in range(len(pdf)):
            page = pdf[index]
            name = f"page {index + 1}"
            linear = Linear(name)
            marks, cut = marks_of(page)
            across, down, images, busy = rules_of(page)
            if cut:
                notes.append(f"{name}: not read beyond {limits.PDF_PAGE_CHARACTERS} characters")
            if busy:
                notes.append(f"{name}: too many lines for a table; read as text")
            if images and not marks:
                notes.append(f"{name} is a picture without text")
            written += len(marks)
            unknown += sum(1 for m in marks if m.text == _UNKNOWN)
            pictures += images
            blocks += _blocks(marks, frames(across, down), linear, index + 1, page.get_height(), numbers)
            parts[name] = linear.text
            page.close()
        pages = len(pdf)
    if not written or (pictures and written < _SPARSE * pages):
        raise UnreadableError("no_text_layer", "the PDF has no text, only pictures of pages: it needs the scan reader")
    if unknown > _UNKNOWN_SHARE * written:
        raise UnreadableError("no_text_layer", "the PDF's characters carry no meaning: it needs the scan reader")
    if unknown:
        notes.append(f"{unknown} characters without a meaning, written as {_UNKNOWN}")
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


def _blocks(
    marks: list[Mark], drawn: list[Frame], linear: Linear, page: int, height: float, numbers: list[str]
) -> list[Block]:
    """Write out one page: grids where lines enclose text, paragraphs for the rest, from the top down."""
    rest, tables = _sort_in(marks, drawn)
    lines = lines_of(rest)
    left = min((line[0].left for line in lines), default=0.0)
    right = max((line[-1].right for line in lines), default=0.0)
    blocks: list[Block] = []
    run: list[list[Mark]] = []

    def flush() -> None:
        blocks.extend(linear.paragraph(text) for text in _paragraphs(run, left, right))
        run.clear()

    waiting = sorted(tables, key=lambda t: -t[0].ys[0])
    for line in lines:
        while waiting and waiting[0][0].ys[0] >= line[0].top:
            flush()
            blocks += linear.table(waiting.pop(0)[1])
        number = _page_number(line_text(line), page, line[0].top / height)
        if number:
            numbers.append(number)
        else:
            run.append(line)
    flush()
    for _, boxes in waiting:
        blocks += linear.table(boxes)
    return blocks


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
    """Join lines that run on: full to the right edge, the next one starting at the left edge without indent."""
    text = ""
    before: list[Mark] | None = None
    for line in lines:
        size = max(line[0].size, 1.0)
        if before is not None:
            full = before[-1].right >= right - 2.0 * size
            flush_left = line[0].left <= left + 0.8 * size
            close = before[0].base - line[0].base <= 3.0 * size
            if full and flush_left and close:
                words = before[-1].text.isascii() and line[0].text.isascii()
                text += (" " if words and before[-1].text.isalnum() and line[0].text.isalnum() else "") + line_text(
                    line
                )
                before = line
                continue
            yield text
        text = line_text(line)
        before = line
    if text:
        yield text
