"""Reading: bytes → Document → sections → tables → Report."""

from __future__ import annotations

from toolkit.read.assemble import read_document
from toolkit.read.bodies import NO_BODIES, Bodies, Body, read_bodies
from toolkit.read.document import Document, Place, UnreadableError
from toolkit.read.report import Cell, Gap, Leftover, Passage, Report, State, Stated

__all__ = [
    "NO_BODIES",
    "Bodies",
    "Body",
    "Cell",
    "Document",
    "Gap",
    "Leftover",
    "Passage",
    "Place",
    "Report",
    "State",
    "Stated",
    "UnreadableError",
    "read_bodies",
    "read_bytes",
    "read_document",
]


def read_bytes(data: bytes, source: str, bodies: Bodies = NO_BODIES) -> tuple[Report, ...]:
    """Return the reports in one file's bytes; raises UnreadableError with the reason where there are none.

    The kind of file is told from its bytes, never from its name.
    """
    # The format readers load their libraries only when a file needs them.
    from toolkit.read.formats import READERS, sniff, unsupported

    if not data.strip(b" \t\r\n\x00"):
        raise UnreadableError("empty", "the file holds nothing")
    kind = sniff(data)
    if kind == "image":
        return _picture(data, source, bodies)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableError("unsupported", unsupported(kind))
    if kind == "pdf":
        return _pdf(data, source, bodies)
    return read_document(reader(data, source), bodies)


def _picture(data: bytes, source: str, bodies: Bodies) -> tuple[Report, ...]:
    """Read a picture, or several in one file, by the scan reader where it is installed."""
    from toolkit.read.formats import unsupported
    from toolkit.read.formats.ocr import installed

    if not installed():
        raise UnreadableError("unsupported", unsupported("image"))
    from toolkit.read.formats.ocrimage import pictures
    from toolkit.read.scan import read_scan

    return read_scan(pictures(data), data, source, "image", bodies)


def _pdf(data: bytes, source: str, bodies: Bodies) -> tuple[Report, ...]:
    """Read a PDF by its ruled lines and by its text stream, and settle where they differ."""
    from toolkit.read.formats.ocr import installed
    from toolkit.read.formats.pdf import HIDDEN, pdf_pictures, pdf_text_stream, read_pdf
    from toolkit.read.scan import read_scan
    from toolkit.read.second import only_ruled, settle

    def third() -> tuple[Report, ...]:
        from toolkit.read.formats.plumber import read_pdf_by_pdfplumber

        try:
            witness = read_pdf_by_pdfplumber(data, source)
            return only_ruled(read_document(witness, bodies), witness)
        except UnreadableError:  # it bears less than PDFium; without it the cells in question stay unresolved
            return ()

    try:
        document = read_pdf(data, source)  # says why where there is no text
    except UnreadableError as error:
        if error.kind != "no_text_layer" or not installed():
            raise
        return read_scan(pdf_pictures(data), data, source, "pdf", bodies)
    if HIDDEN in document.notes and installed():
        return read_scan(pdf_pictures(data), data, source, "pdf", bodies)
    reports = settle(_tried(document, bodies), _tried(pdf_text_stream(data, source), bodies), third)
    return reports or read_document(document, bodies)  # which says why there is none


def _tried(document: Document, bodies: Bodies) -> tuple[Report, ...]:
    """Read a document; no report where it holds none."""
    try:
        return read_document(document, bodies)
    except UnreadableError:
        return ()
