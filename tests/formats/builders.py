"""Small files of every format, written by hand here, so that each test shows exactly what is in them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

from toolkit.read.document import Document, Grid, Paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def table(grid: Grid) -> list[list[str]]:
    """Return a grid's texts row by row; a spanning cell is listed once, as "text<rows x columns>"."""
    lines: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        spans = f"<{cell.row_span}x{cell.column_span}>" if (cell.row_span, cell.column_span) != (1, 1) else ""
        lines[cell.row].append(cell.text + spans)
    return lines


def outline(document: Document) -> list[str | list[list[str]]]:
    """Return a document's paragraphs as texts and its grids as tables."""
    return [b.text if isinstance(b, Paragraph) else table(b) for b in document.blocks]


def check_places(document: Document) -> None:
    """Every place points at its own text, and places follow one another."""
    last: dict[str, int] = {}
    for block in document.blocks:
        pieces = [block] if isinstance(block, Paragraph) else list(block.cells)
        for piece in pieces:
            place = piece.place
            text = document.parts[place.part]
            assert text[place.start : place.end] == piece.text
            assert place.start >= last.get(place.part, 0)
            last[place.part] = place.end
            assert place.line == text.count("\n", 0, place.start) + 1
            assert place.column == place.start - (text.rfind("\n", 0, place.start) + 1) + 1
        if isinstance(block, Grid):
            own = [p.place for p in pieces if p.place.part == block.place.part]
            assert (block.place.start, block.place.end) == (own[0].start, own[-1].end)
            covered = set()
            for cell in block.cells:
                for row in range(cell.row, cell.row + cell.row_span):
                    for column in range(cell.column, cell.column + cell.column_span):
                        assert row < block.rows
                        assert column < block.columns
                        assert (row, column) not in covered
                        covered.add((row, column))


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


# Word (.docx)

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*texts: str, properties: str = "") -> str:
    inner = "".join(t if t.startswith("<") else run(t) for t in texts)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def tc(*content: str, span: int = 1, merge: str = "") -> str:
    inner = "".join(c if c.startswith(("<w:p", "<w:tbl", "<w:sdt")) else para(c) for c in content)
    marks = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    marks += {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merge]
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def docx(body: str, numbering: str = "", styles: str = "", head: str = "", part: str = "word/document.xml") -> bytes:
    """Return a Word file around a body."""
    files = {
        "[Content_Types].xml": _TYPES.format(part=part),
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        f'Target="{part}"/></Relationships>',
        part: f"{head}<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="a" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="b" Type="{_OFFICE}/styles" Target="/word/styles.xml"/></Relationships>',
    }
    if numbering:
        files["word/numbering.xml"] = f"<w:numbering {_W}>{numbering}</w:numbering>"
    if styles:
        files["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>"
    return zipped(files)


# Compound files and Word 97 (.doc)

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
    paragraphs: Sequence[tuple[str, bytes]], *, flags: int = 0, version: int = 0xC1, boxes: str = "", told: bool = True
) -> bytes:
    """Return a Word 97 file of paragraphs, each with its mark ("\\r" or "\\x07") and its properties (sprms)."""
    main = bytearray(0x600)
    text = "".join(p for p, _ in paragraphs)
    whole = text + boxes
    start = len(main)
    main += whole.encode("utf-16-le")
    main += b"\0" * (-len(main) % 512)
    bounds = [start]
    pages: list[int] = []
    for paragraph, properties in paragraphs:
        bounds.append(bounds[-1] + len(paragraph.encode("utf-16-le")))
        style = b"\0\0" + properties
        style += b"\0" * (1 - len(style) % 2)
        page = bytearray(512)
        struct.pack_into("<II", page, 0, bounds[-2], bounds[-1])
        at = 510 - len(style) - 1
        at -= at % 2
        page[8] = at // 2
        page[at] = (len(style) + 1) // 2
        page[at + 1 : at + 1 + len(style)] = style
        page[511] = 1
        pages.append(len(main) // 512)
        main += page
    clx = b"\x02" + struct.pack("<I", 16) + struct.pack("<II", 0, len(whole.encode("utf-16-le")) // 2)
    clx += struct.pack("<HIH", 0, start, 0)
    papx = struct.pack(f"<{len(bounds)}I", *bounds) + struct.pack(f"<{len(pages)}I", *pages)
    struct.pack_into("<HH", main, 0, 0xA5EC, version)
    struct.pack_into("<H", main, 0x0A, 0x0200 | flags)
    struct.pack_into("<II", main, 0x1A2, 0, len(clx))
    struct.pack_into("<II", main, 0x102, 64, len(papx) if told else 0)
    struct.pack_into("<I", main, 0x4C, len(text.encode("utf-16-le")) // 2)
    struct.pack_into("<I", main, 0x64, len(boxes.encode("utf-16-le")) // 2)
    return compound({"WordDocument": bytes(main), "1Table": clx.ljust(64, b"\0") + papx})


IN_TABLE = struct.pack("<HB", 0x2416, 1)


def row_end(*edges: int, flags: Mapping[int, int] | None = None) -> bytes:
    """Return the properties of a row's end mark: its cells' edges in twips, and merge flags by cell."""
    count = len(edges) - 1
    body = struct.pack(f"<B{count + 1}h", count, *edges)
    body += b"".join(struct.pack("<H18x", (flags or {}).get(i, 0)) for i in range(count))
    return IN_TABLE + struct.pack("<HB", 0x2417, 1) + struct.pack("<HH", 0xD608, len(body) + 1) + body


# PDF


def pdf(pages: Sequence[str], *, extra: str = "", trailer: str = "", rotate: int = 0) -> bytes:
    """Return a PDF of A4 pages with a Chinese font (F1, a code is a UTF-16 character) from their drawing commands."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
            "/FontDescriptor 5 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
            "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >>"
        ),
    ]
    for index, commands in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {7 + 2 * index} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {extra} >> >>"
        )
        objects.append(f"<< /Length {len(commands.encode())} >>\nstream\n{commands}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table_at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table_at}\n%%EOF\n".encode()
    return bytes(out)


def show(text: str, x: float, y: float, size: float = 12) -> str:
    """Return the command that prints a line of text with its foot at (x, y)."""
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return the command that strokes a line."""
    return f"{x0} {y0} m {x1} {y1} l S\n"


def ruled(
    rows: Sequence[Sequence[str]], left: float = 60, top: float = 760, width: float = 90, height: float = 24
) -> str:
    """Return the commands of a plain ruled table."""
    columns = len(rows[0])
    out = ""
    for r in range(len(rows) + 1):
        out += line(left, top - r * height, left + columns * width, top - r * height)
    for c in range(columns + 1):
        out += line(left + c * width, top, left + c * width, top - len(rows) * height)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            out += show(text, left + c * width + 4, top - (r + 1) * height + 8, 10) if text else ""
    return out
