"""Plain text: decode the bytes, give one Paragraph over the whole. Tables in it are flattened and found later."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass

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


# Of the characters, how many may be broken: a transfer spoils a few bytes, a wrong guess at the encoding spoils many.
BROKEN_SHARE, BROKEN_MOST = 1 / 1000, 200
UNKNOWN = "\ufffd"
_UNKNOWNS = re.compile(UNKNOWN + "+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many characters of it were broken (U+FFFD stands in their place)."""

    text: str
    encoding: str
    broken: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the decoding."""
        told = () if self.encoding == "utf-8" else (f"decoded as {self.encoding}",)
        if not self.broken:
            return told
        return (*told, f"{self.broken} broken characters, written as {UNKNOWN}; no number with one is read")


def decode_text(data: bytes) -> Decoded:
    """Return the text and the encoding used: BOM, else strict UTF-8, else UTF-16 by its pattern, else GB18030.

    A declared charset is ignored: pages that declare gb2312 are GB18030 or UTF-8 more often than not, and statistical
    guessing misreads short Chinese text. Where no encoding fits every byte, the one that fits all but a few is taken
    (at most BROKEN_SHARE of the characters, one at least, and BROKEN_MOST). Raises UnreadableError("not_text") for
    bytes that are no text.
    """
    announced = next(((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom)), None)
    body = data[len(announced[0]) :] if announced else data
    candidates = (announced[1],) if announced else _candidates(data)
    for encoding in candidates:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if announced or _looks_written(text):
            return Decoded(text, encoding)
    mended = [found for encoding in candidates if (found := _mended(body, encoding)) is not None]
    if mended:
        return min(mended, key=lambda found: found.broken)
    if announced:
        raise UnreadableError("not_text", f"a byte-order mark announces {announced[1]}, but the bytes are none")
    raise UnreadableError("not_text", "the bytes are no text in UTF-8, GB18030 or UTF-16")


def _mended(data: bytes, encoding: str) -> Decoded | None:
    text = data.decode(encoding, "replace")
    # One stray byte leaves up to four marks: itself and the pieces of the character it splits.
    broken = -(-max(4 * len(_UNKNOWNS.findall(text)), text.count(UNKNOWN)) // 4)
    if broken > min(max(1, len(text) * BROKEN_SHARE), BROKEN_MOST) or not _looks_written(text):
        return None
    return Decoded(text, encoding, broken)


def _candidates(data: bytes) -> tuple[str, ...]:
    head = data[:4096]
    # Ideographs leave no NULs, digits and line ends do: in UTF-16-LE at odd offsets, in BE at even ones.
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le")
    return ("utf-8", "gb18030")


def _looks_written(text: str) -> bool:
    """Tell text from binary data that happens to decode: control characters are rare, words are not."""
    sample = text[:20000]
    return len(_CONTROL.findall(sample)) * 100 <= len(sample)


# A text copied out of JSON or a program's log: its line ends are written as two characters.
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrtvf\"'/\\]))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "v": "\n", "f": "\n"}
FEWEST_ESCAPES = 8


def unescaped(text: str) -> str:
    r"""Return `text` with its escapes undone where hardly a line end stands in it that is not escaped.

    >>> unescaped(r"规章\t0\n" * 8).count("\n")
    8
    """
    if text.count("\\n") < max(FEWEST_ESCAPES, 4 * text.count("\n")):
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPED.get(m[2], m[2]), text)


def read_text(data: bytes, source: str) -> Document:
    """Return the file as one paragraph in part "text"; raises UnreadableError for empty, huge or binary data."""
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableError("too_large", f"{len(data)} bytes of text; at most {MAX_TEXT_BYTES} are read")
    decoded = decode_text(data)
    text = unescaped(decoded.text)
    if not _WORD.search(text):
        raise UnreadableError("empty", "the file holds no words and no numbers")
    place = Place("text", 0, len(text), 1, 1)
    digest = hashlib.sha256(data).hexdigest()
    notes = decoded.notes if text == decoded.text else (*decoded.notes, "escaped line ends (\\n) were undone")
    return Document(source, digest, "text", (Paragraph(text, place),), {"text": text}, notes)
