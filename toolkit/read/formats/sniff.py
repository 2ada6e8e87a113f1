"""Bytes in, the kind of file out. Suffixes lie: pages are saved as .doc, text as .html, .docx as .doc."""

from __future__ import annotations

import io
import re
import zipfile

_HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_SPACE = b" \t\r\n\f\x00\xef\xbb\xbf"

_COMMENTS = re.compile(r"(?:\s|\ufeff|<!--[^-]*(?:-(?!->)[^-]*)*-->|<\?[^>]*>)*")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|base)\b", re.IGNORECASE)
_XML_ROOTS = {
    "word_xml": re.compile(r"<(?:\w+:)?(?:wordDocument\b|package\b[^>]*office/2006/xmlPackage)"),
    "excel_xml": re.compile(r"<(?:\w+:)?Workbook\b[^>]*office:spreadsheet"),
}
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|dl|dd|em|font|h[1-6]|hr|i|img|li|link|o:p|ol|p|script|section|span|strong|style|"
    r"table|tbody|td|th|tr|u|ul)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"</(?:p|div|td|th|tr|table|span|h[1-6]|li|ul)>", re.IGNORECASE)
_DENSE = 10  # tags
_DENSE_SHARE = 0.1  # of the characters


def sniff(data: bytes) -> str:
    """Return "html", "mht", "pdf", "docx", "doc", "xlsx", "xls", "wps", "rtf", "zip", "image", "text" or "unknown".

    "word_xml" and "excel_xml" are what Word and Excel save as XML, often named .doc and .xls. Also "ofd", "rar" and
    "7z", for which there is advice, "odf" and "xlsb", for which there is a converter. Only bytes are looked at. An
    encrypted Word file or workbook of the newer kind is called "docx": which of the two it is cannot be seen.
    """
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return _ole(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(data)
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    start = head.lstrip(_SPACE)
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and b" obj" in head):
        return "pdf"
    if re.match(rb"(?i)mime-version:|(?:from|subject|date|content-type):[^\n]*\n(?s:.{0,2000})mime-version:", start):
        return "mht" if re.search(rb"(?i)content-type:\s*text/html", head) else "unknown"
    return _written(head)


def _written(head: bytes) -> str:
    """Tell page from plain text from neither."""
    text = _loosely(head)
    if text is None:
        return "unknown"
    body = text[_COMMENTS.match(text).end() :]  # type: ignore[union-attr]  # it matches the empty text too
    if _PAGE.match(body):
        return "html"
    for kind, root in _XML_ROOTS.items():
        if root.match(body):
            return kind
    tags = _TAG.findall(body) if "<" in body else []
    if not tags or not _CLOSING.search(body):
        return "text"
    if _TAG.match(body):
        return "html"
    written = sum(map(len, tags))
    return "html" if len(tags) >= _DENSE and written >= _DENSE_SHARE * len(body) else "text"


def _loosely(head: bytes) -> str | None:
    """Decode well enough to see tags: bytes above ASCII need not come out right. None for what is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if 0 in head:
        texts = (head.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be"))
        return next((text for text in texts if _usual(text)), None)
    head = head.removeprefix(b"\xef\xbb\xbf")
    control = len(head) - len(head.translate(None, b"\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x16\x17\x18\x19\x7f"))
    if not head.strip() or control > 0.02 * len(head):
        return None
    return head.decode("latin-1")


def _usual(text: str) -> bool:
    """Tell whether characters are nearly all of the kinds that reports use: ASCII, ideographs, their punctuation."""
    usual = sum(
        1 for c in text if " " <= c <= "~" or c in "\t\r\n" or "\u3000" <= c <= "\u9fff" or "\uff00" <= c < "\ufffd"
    )
    return usual >= 0.95 * len(text)


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {i.filename.replace("\\", "/").lstrip("/") for i in archive.infolist()}
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    if stream.read(80).startswith(b"application/vnd.oasis.opendocument"):
                        return "odf"
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError, EOFError):
        names = set()
    if "OFD.xml" in names:
        return "ofd"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "[Content_Types].xml" in names:
        if any(n.startswith("word/") for n in names):
            return "docx"
        if any(n.startswith("xl/") for n in names):
            return "xlsx"
    if not names and b"[Content_Types].xml" in data[:4096]:
        return "xlsx" if b"xl/" in data else "docx"  # cut short: its reader says so better than an archive's
    return "zip"


def _ole(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            top = {entry[0].lower() for entry in ole.listdir() if len(entry) == 1}
    except Exception:  # noqa: BLE001  # olefile raises many kinds on damaged files; the names may still be there
        top = {n for n in _OLE_KINDS if n.title().encode("utf-16-le").lower() in data.lower()}
    found = next((kind for name, kind in _OLE_KINDS.items() if name in top), None)
    return found or _FIRST_STREAM.get(data[512:514], "unknown")  # cut short: its reader says so


_FIRST_STREAM = {b"\xec\xa5": "doc", b"\x09\x08": "xls"}
_OLE_KINDS = {
    "encryptedpackage": "docx",
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "wpsdocument": "wps",
    "contents": "wps",
    "matost": "wps",
}
