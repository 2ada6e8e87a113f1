"""A PDF → pictures of its pages in shades of grey, and pictures → PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: one byte a dot, 0 black to 255 white, row by row from the top."""

    width: int
    height: int
    grey: bytes


def pictures(pdf: bytes, dpi: int = 200) -> list[Picture]:
    """Return the pages of a PDF as a scanner with `dpi` dots an inch would see them."""
    import pypdfium2 as pdfium

    found = []
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            array = bitmap.to_numpy()
            found.append(Picture(bitmap.width, bitmap.height, array.reshape(bitmap.height, bitmap.width).tobytes()))
    return found


def stacked(pages: Sequence[Picture]) -> Picture:
    """Return the pages one below another, as a long screenshot."""
    width = max(page.width for page in pages)
    grey = b"".join(
        b"".join(page.grey[at : at + page.width].ljust(width, b"\xff") for at in range(0, len(page.grey), page.width))
        for page in pages
    )
    return Picture(width, sum(page.height for page in pages), grey)


def png(picture: Picture) -> bytes:
    """Return a picture as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = range(0, len(picture.grey), picture.width)
    lines = b"".join(b"\0" + picture.grey[at : at + picture.width] for at in rows)
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
