"""PDF files with a text layer in, paragraphs and ruled grids out, page by page; and, apart from it, the text stream.

The two readings share nothing but PDFium: `read_pdf` goes by where each character and line stands on the page,
`pdf_text_stream` by the order in which the characters were written.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from toolkit.read.document import Block, Document, Paragraph, Place, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.fonts import same_font_everywhere
from toolkit.read.formats.lattice import coloured_frames, frames, lines_of
from toolkit.read.formats.layout import Page, blocks_of, sort_in
from toolkit.read.formats.page import drawn_on, marks_of, upright

if TYPE_CHECKING:
    from toolkit.read.formats.ocr import Grey

HIDDEN = "the text lies hidden behind pictures: another program recognised it, how surely it does not say"
"""The note of a scan with a text layer, whose numbers nobody vouches for."""
NEEDS_OCR = "it needs the scan reader, pip install 'ogi-toolkit[ocr]'"
_PICTURE_DPI, _PICTURE_SIDE = 200, 20_000  # dots an inch at which pages are recognised; dots of a side at most
_TAIL = 65_536  # where a whole file has its end mark
_SPARSE = 30  # characters a page: fewer beside pictures are a scan's page numbers, not its text
_UNKNOWN = "\ufffd"
_UNKNOWN_SHARE = 0.3  # of the characters without a meaning, from which the text layer is useless
# What reports are written in: Chinese, its radicals, punctuation and wide forms; digits, letters, signs and boxes.
_MEANT = re.compile(r"[!-~°·×÷‐-⯿⺀-鿿豈-﫿︰-﹏！-￯\U00020000-\U0003ffff]")


def read_pdf(data: bytes, source: str) -> Document:
    """Return each page's paragraphs and ruled grids in reading order; parts are "page 1", "page 2" and so on.

    A table broken over pages is one grid, its cells each on the page where they begin, if nothing but page numbers
    stands between. Lines of a paragraph are joined; page numbers are left out.
    Raises UnreadableError "encrypted", "damaged", "too_large" or "no_text_layer".
    """
    notes: list[str] = []
    pages: list[Page] = []
    characters: Counter[str] = Counter()
    pictures = texts = hidden = 0
    with opened(data) as pdf:
        for index in range(len(pdf)):
            page = pdf[index]
            turn = upright(page)
            marks, cut = marks_of(page, turn)
            drawn = drawn_on(page, turn)
            if cut:
                notes.append(f"page {index + 1}: not read beyond {limits.PDF_PAGE_CHARACTERS} characters")
            if drawn.busy:
                notes.append(f"page {index + 1}: too many lines for a table; read as text")
            if drawn.images and not marks:
                notes.append(f"page {index + 1} is a picture without text")
            pictures, texts, hidden = pictures + drawn.images, texts + drawn.texts, hidden + drawn.hidden
            rest, tables = sort_in(marks, frames(drawn.across, drawn.down))
            if rest and drawn.boxes:  # cells set off by their colour, without lines
                rest, more = sort_in(rest, coloured_frames(drawn.boxes))
                tables += more
            pages.append(Page(index + 1, turn.width, turn.height, lines_of(rest), tables))
            characters.update(mark.text for mark in marks)
            page.close()
    written, unknown = characters.total(), characters[_UNKNOWN]
    if not written or (pictures and written < _SPARSE * len(pages)):
        raise UnreadableError("no_text_layer", f"the PDF has no text, only pictures of pages: {NEEDS_OCR}")
    if sum(n for letter, n in characters.items() if not _MEANT.match(letter)) > _UNKNOWN_SHARE * written:
        raise UnreadableError("no_text_layer", f"the PDF's characters carry no meaning: {NEEDS_OCR}")
    if pictures and 2 * hidden > texts:
        notes.append(HIDDEN)
    if unknown:
        notes.append(f"{unknown} characters without a meaning, written as {_UNKNOWN}")
    blocks, parts, numbers = blocks_of(pages)
    if numbers:
        notes.append("page numbers left out: " + ", ".join(numbers))
    return Document(source, hashlib.sha256(data).hexdigest(), "pdf", tuple(blocks), parts, tuple(notes))


def pdf_text_stream(data: bytes, source: str = "") -> Document:
    """Return each page's text as written, one paragraph a page: a second reading that knows nothing of lines."""
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    with opened(data) as pdf:
        for index in range(len(pdf)):
            text = pdf[index].get_textpage().get_text_range()
            text = text[: limits.PDF_PAGE_CHARACTERS].replace("\r\n", "\n").replace("\x02", "-")
            name = f"page {index + 1}"
            parts[name] = text
            if text.strip():
                blocks.append(Paragraph(text, Place(name, 0, len(text), 1, 1)))
    if not blocks:
        raise UnreadableError("no_text_layer", f"the PDF has no text, only pictures of pages: {NEEDS_OCR}")
    return Document(source, hashlib.sha256(data).hexdigest(), "pdf", tuple(blocks), parts, ("text stream",))


def pdf_pictures(data: bytes) -> Iterator[Grey]:
    """Yield the pages as pictures in grey, as a scanner sees them; raises UnreadableError as `read_pdf` does."""
    import numpy as np

    with opened(data) as pdf:
        if len(pdf) > limits.SCAN_PAGES:
            raise UnreadableError("too_large", f"more than {limits.SCAN_PAGES} pages are too many to recognise")
        for index in range(len(pdf)):
            page = pdf[index]
            width, height = page.get_size()
            scale = min(_PICTURE_DPI / 72, _PICTURE_SIDE / max(width, height, 1.0))
            bitmap = page.render(scale=scale, grayscale=True)
            yield np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
            bitmap.close()
            page.close()


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
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
