"""Pieces → an old Word file (.doc): the text, the piece table and the paragraph properties of Word 97.

Only what tells text and tables is written: readers of the format are content with it, Word itself wants more. Where
LibreOffice is installed, `by_libreoffice` makes a whole one out of a .docx; its bytes depend on that program.
"""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.read.formats.convert import find_libreoffice
from toolkit.teach.layout import Sheet, grid
from toolkit.teach.render.manuscript import Heading, Piece, covering

_PER_PAGE = 20  # paragraphs whose properties fit on a page of 512 bytes, at most
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE compound file; streams are padded to 4096 bytes, below which they would need a second table."""
    bodies = {n: b.ljust(4096, b"\0") for n, b in streams.items()}
    chains: list[tuple[int, int]] = []
    sectors: list[bytes] = []
    for body in bodies.values():
        count = -(-len(body) // 512)
        chains.append((len(sectors), count))
        sectors += [body[i * 512 : (i + 1) * 512].ljust(512, b"\0") for i in range(count)]
    entries = [_entry("Root Entry", 5, 1 if bodies else _FREE, _END, 0)]
    names = list(bodies)
    for index, name in enumerate(names):
        after = index + 2 if index + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, _FREE, chains[index][0], len(bodies[name]), after))
    entries += [b"\0" * 128] * (-len(entries) % 4)
    directory = len(sectors)
    raw = b"".join(entries)
    sectors += [raw[i : i + 512] for i in range(0, len(raw), 512)]
    chains.append((directory, len(sectors) - directory))
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    fat = [_FREE] * (fats * 128)
    for start, count in chains:
        for i in range(count):
            fat[start + i] = start + i + 1 if i + 1 < count else _END
    fat_start = len(sectors)
    for i in range(fats):
        fat[fat_start + i] = _FAT
    packed = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [packed[i : i + 512] for i in range(0, len(packed), 512)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, 4096, _END, 0, _END, 0,
                          fat_start)  # fmt: skip
    header += b"".join(struct.pack("<I", fat_start + i if i < fats else _FREE) for i in range(1, 109))
    return header + b"".join(sectors)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def doc(
    paragraphs: Sequence[tuple[str, bytes]],
    *,
    flags: int = 0,
    version: int = 0xC1,
    boxes: str = "",
    told: bool = True,
    compact: bool = False,
) -> bytes:
    """Return a Word 97 file of paragraphs, each with its mark (U+000D or U+0007) and its properties (sprms).

    `compact` stores paragraphs of ASCII in pieces of one byte a character; without `told` the properties are lost.
    """
    main = bytearray(0x600)
    bounds = [len(main)]
    pieces: list[tuple[int, int, bool]] = []  # first character, offset, narrow
    count = 0
    for paragraph, _ in [*paragraphs, *([(boxes, b"")] if boxes else [])]:
        narrow = compact and paragraph.isascii()
        if not pieces or pieces[-1][2] != narrow:
            pieces.append((count, len(main), narrow))
        raw = paragraph.encode("ascii" if narrow else "utf-16-le")
        main += raw
        count += len(raw) // (1 if narrow else 2)
        bounds.append(len(main))
    if boxes:
        bounds.pop()
    main += b"\0" * (-len(main) % 512)
    pages: list[int] = []
    firsts: list[int] = []
    number = 0
    while number < len(paragraphs):
        page, held = _property_page(bounds[number:], [properties for _, properties in paragraphs[number:]])
        firsts.append(bounds[number])
        pages.append(len(main) // 512)
        main += page
        number += held
    characters = struct.pack(f"<{len(pieces) + 1}I", *(first for first, _, _ in pieces), count)
    places = b"".join(
        struct.pack("<HIH", 0, 2 * offset | 0x40000000 if narrow else offset, 0) for _, offset, narrow in pieces
    )
    clx = b"\x02" + struct.pack("<I", len(characters) + len(places)) + characters + places
    start = -(-len(clx) // 64) * 64
    papx = struct.pack(f"<{len(firsts) + 1}I", *firsts, bounds[-1]) + struct.pack(f"<{len(pages)}I", *pages)
    struct.pack_into("<HH", main, 0, 0xA5EC, version)
    struct.pack_into("<H", main, 0x0A, 0x0200 | flags)
    struct.pack_into("<II", main, 0x1A2, 0, len(clx))
    struct.pack_into("<II", main, 0x102, start, len(papx) if told else 0)
    struct.pack_into("<I", main, 0x4C, sum(_units(p) for p, _ in paragraphs))
    struct.pack_into("<I", main, 0x64, _units(boxes))
    return compound({"WordDocument": bytes(main), "1Table": clx.ljust(start, b"\0") + papx})


def _property_page(bounds: Sequence[int], properties: Sequence[bytes]) -> tuple[bytes, int]:
    """Return a page of 512 bytes with the properties of as many paragraphs as it holds, and how many these are."""
    styles: list[bytes] = []
    room = 511
    for some in properties[:_PER_PAGE]:
        style = b"\0\0" + some
        style += b"\0" * (1 - len(style) % 2)
        needed = 4 * (len(styles) + 2) + 13 * (len(styles) + 1)
        if styles and room - len(style) - 2 < needed:
            break
        room -= len(style) + 1
        styles.append(style)
    page = bytearray(512)
    struct.pack_into(f"<{len(styles) + 1}I", page, 0, *bounds[: len(styles) + 1])
    at = 511
    for index, style in enumerate(styles):
        at -= len(style) + 1
        at -= at % 2
        page[4 * (len(styles) + 1) + 13 * index] = at // 2
        page[at] = (len(style) + 1) // 2
        page[at + 1 : at + 1 + len(style)] = style
    page[511] = len(styles)
    return bytes(page), len(styles)


def _units(text: str) -> int:
    """Return how many characters Word counts: those beyond the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2


IN_TABLE = struct.pack("<HB", 0x2416, 1)
"""The property of a paragraph in a table."""


def row_end(*edges: int, flags: Mapping[int, int] | None = None) -> bytes:
    """Return the properties of a row's end mark: its cells' edges in twips, and merge flags by cell."""
    count = len(edges) - 1
    body = struct.pack(f"<B{count + 1}h", count, *edges)
    body += b"".join(struct.pack("<H18x", (flags or {}).get(i, 0)) for i in range(count))
    return IN_TABLE + struct.pack("<HB", 0x2417, 1) + struct.pack("<HH", 0xD608, len(body) + 1) + body


def old_word_file(pieces: Sequence[Piece], *, compact: bool = False) -> bytes:
    """Return the old Word file of a report; breaks within a cell are line breaks."""
    paragraphs: list[tuple[str, bytes]] = []
    for piece in pieces:
        if not isinstance(piece, Sheet):
            paragraphs.append(((piece.text if isinstance(piece, Heading) else piece) + "\r", b""))
            continue
        cells = grid(piece)
        for number in range(len(cells)):
            edges, flags, column = [0], {}, 0
            while column < piece.width:
                box, merge = covering(cells, number, column)
                flags[len(edges) - 1] = {"": 0, "start": 3, "on": 1}[merge] << 5
                text = "" if merge == "on" else box.text.replace("\n", "\x0b")
                paragraphs.append((text + "\x07", IN_TABLE))
                column += box.column_span
                edges.append(column * 700)
            paragraphs.append(("\x07", row_end(*edges, flags=flags)))
    return doc(paragraphs, compact=compact)


def by_libreoffice(docx: bytes, seconds: float = 120.0) -> bytes:
    """Return the .doc that LibreOffice makes of a .docx; FileNotFoundError where LibreOffice is missing."""
    command = find_libreoffice()
    if command is None:
        raise FileNotFoundError("LibreOffice is not installed (on Debian: apt install libreoffice-writer-nogui)")
    with tempfile.TemporaryDirectory(prefix="ogi-render-") as folder:
        given, made = Path(folder, "given.docx"), Path(folder, "given.doc")
        given.write_bytes(docx)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        arguments = ["--headless", "--norestore", "--convert-to", "doc", "--outdir", folder, str(given)]
        for _ in range(2):  # the first start with a new profile may end with only the profile made
            if not made.exists():
                subprocess.run([command, profile, *arguments], check=False, capture_output=True, timeout=seconds)
        return made.read_bytes()
