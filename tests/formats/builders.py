"""Small files of every format, written by hand here, so that each test shows exactly what is in them."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.read.document import Document, Grid, Paragraph
from toolkit.teach.render.doc import IN_TABLE, compound, doc, row_end
from toolkit.teach.render.docx import docx, para, run, tbl, tc, tr
from toolkit.teach.render.package import zipped

__all__ = [
    "IN_TABLE", "check_places", "compound", "doc", "docx", "line", "outline", "para", "pdf", "row_end", "ruled", "run",
    "show", "table", "tbl", "tc", "tr", "zipped",
]  # fmt: skip


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
