"""Pages of set lines and rules → a PDF that carries its font; or one of pictures, as a scanner makes it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from toolkit.teach.render.font import advance, cut_down
from toolkit.teach.render.image import Picture
from toolkit.teach.render.typeset import HEIGHT, WIDTH, Paper

_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{}endcmap CMapName currentdict /CMap defineresource pop end end"""
_AT_ONCE = 100  # lines of a character map that may stand in one block


class _File:
    """A PDF as it grows: objects by number, from 1."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, body: str | bytes, stream: bytes | None = None) -> int:
        """Add an object, with a stream where there is one, and return its number."""
        raw = body.encode("latin-1") if isinstance(body, str) else body
        if stream is not None:
            packed = zlib.compress(stream)
            raw = raw[:-2] + b" /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
        self.objects.append(raw)
        return len(self.objects)

    def bytes(self, root: int) -> bytes:
        """Return the file, without a date or anything else that changes from run to run."""
        out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, root, table)
        return bytes(out)

    def book(self, contents: Sequence[tuple[int, str]]) -> int:
        """Add the pages, each with its content's number and its resources, and return the catalogue's number."""
        first = len(self.objects) + 1
        above = first + len(contents)
        for content, resources in contents:
            self.add(
                f"<< /Type /Page /Parent {above} 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {content} 0 R "
                f"/Resources << {resources} >> >>"
            )
        kids = " ".join(f"{first + n} 0 R" for n in range(len(contents)))
        self.add(f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>")
        return self.add(f"<< /Type /Catalog /Pages {above} 0 R >>")


def pdf(pages: Sequence[Paper]) -> bytes:
    """Return the PDF of the pages; every character stands in the text layer, one the font lacks is drawn as a box."""
    letters = sorted({letter for page in pages for line in page.lines for letter in line.text})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    file = _File()
    font = _font(file, letters)
    contents = []
    for page in pages:
        commands = ["0.6 w"]
        commands += [f"{x0:g} {y0:g} m {x1:g} {y1:g} l S" for x0, y0, x1, y1 in sorted(page.rules)]
        for line in page.lines:
            shown = "".join(f"{codes[letter]:04X}" for letter in line.text)
            commands.append(f"BT /F1 {line.size:g} Tf {line.x:.2f} {line.y:.2f} Td <{shown}> Tj ET")
        stream = "\n".join(commands).encode("ascii")
        contents.append((file.add("<< >>", stream), f"/Font << /F1 {font} 0 R >>"))
    return file.bytes(file.book(contents))


def _font(file: _File, letters: Sequence[str]) -> int:
    """Add the font. Codes are numbers of characters, so that look-alikes with one glyph keep their own text."""
    face = cut_down(letters)
    program = file.add("<< >>", face.data)
    descriptor = file.add(
        "<< /Type /FontDescriptor /FontName /OGIAAA+NotoSansSC-Regular /Flags 4 /FontBBox [-100 -288 1100 1160] "
        f"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 733 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    glyphs = b"\0\0" + b"".join(face.glyphs.get(letter, 0).to_bytes(2, "big") for letter in letters)
    to_glyph = file.add("<< >>", glyphs)
    widths = " ".join(f"{1000 * advance(letter):g}" for letter in letters)
    descendant = file.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /OGIAAA+NotoSansSC-Regular "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R /DW 1000 /W [1 [{widths}]] /CIDToGIDMap {to_glyph} 0 R >>"
    )
    lines = [f"<{code:04X}> <{letter.encode('utf-16-be').hex()}>" for code, letter in enumerate(letters, 1)]
    blocks = ""
    for at in range(0, len(lines), _AT_ONCE):
        some = lines[at : at + _AT_ONCE]
        blocks += f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar\n"
    to_unicode = file.add("<< >>", _TO_UNICODE.format(blocks).encode("ascii"))
    return file.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /OGIAAA+NotoSansSC-Regular /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] /ToUnicode {to_unicode} 0 R >>"
    )


def pdf_of_pictures(pictures: Sequence[Picture]) -> bytes:
    """Return a PDF whose pages are grey pictures and hold no text."""
    file = _File()
    contents = []
    for picture in pictures:
        image = file.add(
            f"<< /Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 >>",
            picture.grey,
        )
        content = file.add("<< >>", f"{WIDTH:g} 0 0 {HEIGHT:g} 0 0 cm /P Do".encode("ascii"))
        contents.append((content, f"/XObject << /P {image} 0 R >>"))
    return file.bytes(file.book(contents))
