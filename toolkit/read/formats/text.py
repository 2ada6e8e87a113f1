"""Plain text: decode the bytes, give one Paragraph over the whole. Tables in it are flattened and found later."""

from __future__ import annotations

import codecs
import hashlib
import re

from toolkit.read.document import Document, Paragraph, Place, UnreadableError

# A report is some 10 kB; a province's with annexes some hundred. Above this a file is something else.
MAX_TEXT_BYTES = 64 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x06\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_WORD = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")


def decode_text(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding used: BOM, else strict UTF-8, else UTF-16 by its pattern, else GB18030.

    A declared charset is ignored: pages that declare gb2312 are GB18030 or UTF-8 more often than not, and statistical
    guessing misreads short Chinese text. Raises UnreadableError("not_text") for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding), encoding
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _looks_written(text):
            return text, encoding
    raise UnreadableError("not_text", "the bytes are no text in UTF-8, GB18030 or UTF-16")


def _candidates(data: bytes) -> tuple[str, ...]:
    head = data[:4096]
    # Ideographs leave no NULs, digits and line ends do: in UTF-16-LE at odd offsets, in BE at even ones.
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le")
    return ("utf-8", "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("not_text", f"a byte-order mark announces {encoding}, but {error.reason}") from error


def _looks_written(text: str) -> bool:
    """Tell text from binary data that happens to decode: control characters are rare, words are not."""
    sample = text[:20000]
    return len(_CONTROL.findall(sample)) * 100 <= len(sample)


def read_text(data: bytes, source: str) -> Document:
    """Return the file as one paragraph in part "text"; raises UnreadableError for empty, huge or binary data."""
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableError("too_large", f"{len(data)} bytes of text; at most {MAX_TEXT_BYTES} are read")
    text, encoding = decode_text(data)
    if not _WORD.search(text):
        raise UnreadableError("empty", "the file holds no words and no numbers")
    place = Place("text", 0, len(text), 1, 1)
    notes = () if encoding == "utf-8" else (f"decoded as {encoding}",)
    return Document(source, hashlib.sha256(data).hexdigest(), "text", (Paragraph(text, place),), {"text": text}, notes)
