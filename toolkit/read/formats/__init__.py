"""The formats a report is published in: bytes in, Document out, one reader each, loaded when first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from toolkit.read.document import Document
from toolkit.read.formats.archive import members
from toolkit.read.formats.sniff import sniff

Reader = Callable[[bytes, str], Document]


def _lazy(module: str, function: str) -> Reader:
    """Return a reader that imports its module, and the library under it, on its first call."""

    def read(data: bytes, source: str) -> Document:
        reader: Reader = getattr(import_module(f"toolkit.read.formats.{module}"), function)
        return reader(data, source)

    read.__name__ = read.__qualname__ = function
    return read


READERS: Mapping[str, Reader] = {
    "text": _lazy("text", "read_text"),
    "html": _lazy("html", "read_html"),
    "mht": _lazy("html", "read_mht"),
    "docx": _lazy("docx", "read_docx"),
    "doc": _lazy("doc", "read_doc"),
    "word_xml": _lazy("docx", "read_word_xml"),
    "pdf": _lazy("pdf", "read_pdf"),
    "xlsx": _lazy("xlsx", "read_xlsx"),
    "xls": _lazy("xls", "read_xls"),
    "excel_xml": _lazy("xlsx", "read_excel_xml"),
    "rtf": _lazy("convert", "read_rtf"),
    "wps": _lazy("convert", "read_wps"),
    "odf": _lazy("convert", "read_odf"),
    "xlsb": _lazy("convert", "read_xlsb"),
}
"""The kind of file, as `sniff` names it, to its reader. Kinds without a reader are "zip" (see `members`), "image",
and those that `unsupported` explains."""

_UNSUPPORTED = {
    "image": "a picture: install the scan reader with pip install 'ogi-toolkit[ocr]'",
    "ofd": "an OFD file (版式文档): print it to PDF and read that",
    "rar": "a RAR archive: unpack it, or pack it again as .zip",
    "7z": "a 7z archive: unpack it, or pack it again as .zip",
    "unknown": "neither text, web page, PDF, Word file, workbook nor zip archive",
}


def unsupported(kind: str) -> str:
    """Return what a person should know, or do, about a file of a kind without a reader."""
    return _UNSUPPORTED.get(kind, _UNSUPPORTED["unknown"])


__all__ = ["READERS", "Reader", "members", "sniff", "unsupported"]
