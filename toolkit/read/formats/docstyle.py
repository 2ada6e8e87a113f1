"""Paragraph properties of a .doc in, whether a paragraph stands in a table and ends a row out ([MS-DOC] 2.4.6.1)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PAPX_TABLE: Final = 0x102  # fcPlcfBtePapx in the FIB
_PAGE: Final = 512
_IN_TABLE: Final = 0x2416
_ROW_END: Final = 0x2417
_DEPTH: Final = 0x6649
_DEFINE_TABLE: Final = 0xD608
_HUGE: Final = (0x6645, 0x6646)
_TABS: Final = 0xC615
_SIZES: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_CELL_BYTES: Final = 20


@dataclass(frozen=True, slots=True)
class CellEdge:
    """A cell of a row as defined: its left and right edge (twips), and how it is merged."""

    left: int
    right: int
    joins_left: bool = False
    joins_above: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph's properties say of tables."""

    in_table: bool = False
    row_end: bool = False
    edges: tuple[CellEdge, ...] = ()


class Styles:
    """The paragraph properties of a file, by file offset."""

    def __init__(self, main: bytes, table: bytes, extra: bytes) -> None:
        self._main = main
        self._extra = extra
        at, size = struct.unpack_from("<II", main, _PAPX_TABLE)
        count = (size - 4) // 8 if size >= 12 else 0
        self._bounds: list[int] = []
        self._pages: list[int] = []
        if count > 0 and at + size <= len(table):
            self._bounds = list(struct.unpack_from(f"<{count + 1}I", table, at))
            self._pages = [p & 0x3FFFFF for p in struct.unpack_from(f"<{count}I", table, at + 4 * (count + 1))]
        self._said: dict[bytes, ParagraphStyle] = {}
        self._known: dict[int, tuple[list[int], list[ParagraphStyle]]] = {}

    def at(self, offset: int) -> ParagraphStyle | None:
        """Return the properties of the paragraph whose mark lies at that file offset; None where none are told."""
        index = bisect_right(self._bounds, offset) - 1
        if not 0 <= index < len(self._pages):
            return None
        page = self._pages[index]
        if page not in self._known:
            self._known[page] = self._page(page)
        bounds, styles = self._known[page]
        run = bisect_right(bounds, offset) - 1
        return styles[run] if 0 <= run < len(styles) else None

    def _page(self, number: int) -> tuple[list[int], list[ParagraphStyle]]:
        page = self._main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) < _PAGE:
            return [], []
        count = page[511]
        if 4 * (count + 1) + 13 * count > 511:
            return [], []
        bounds = list(struct.unpack_from(f"<{count + 1}I", page, 0))
        styles: list[ParagraphStyle] = []
        for run in range(count):
            start = page[4 * (count + 1) + 13 * run] * 2
            if not start:
                styles.append(ParagraphStyle())
                continue
            size = page[start]
            start += 1
            if size:
                size = 2 * size - 1
            else:
                size = 2 * page[start] if start < _PAGE else 0
                start += 1
            own = page[start + 2 : start + size]  # the first two bytes name the style sheet
            if own not in self._said:  # the cells of a table say the same
                self._said[own] = self._style(own)
            styles.append(self._said[own])
        return bounds, styles

    def _style(self, properties: bytes, *, nested: bool = False) -> ParagraphStyle:
        in_table = row_end = False
        edges: tuple[CellEdge, ...] = ()
        for code, operand in _properties(properties):
            if code == _IN_TABLE:
                in_table = operand[:1] not in (b"", b"\x00")
            elif code == _ROW_END:
                row_end = operand[:1] not in (b"", b"\x00")
            elif code == _DEPTH and len(operand) == 4:
                in_table = in_table or struct.unpack("<i", operand)[0] > 0
            elif code == _DEFINE_TABLE:
                edges = _edges(operand)
            elif code in _HUGE and len(operand) == 4 and not nested:
                at = struct.unpack("<I", operand)[0]
                if at + 2 <= len(self._extra):
                    size = struct.unpack_from("<H", self._extra, at)[0]
                    more = self._style(self._extra[at + 2 : at + 2 + size], nested=True)
                    in_table, row_end = in_table or more.in_table, row_end or more.row_end
                    edges = more.edges or edges
        return ParagraphStyle(in_table or row_end, row_end, edges)


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each property's code and operand."""
    at = 0
    while at + 2 <= len(data):
        code = struct.unpack_from("<H", data, at)[0]
        at += 2
        kind = code >> 13
        if code == _DEFINE_TABLE:
            if at + 2 > len(data):
                return
            size = struct.unpack_from("<H", data, at)[0] - 1  # counts itself, less one
            at += 2
        elif kind == 6:
            if at >= len(data):
                return
            size = data[at]
            at += 1
            if code == _TABS and size == 255:  # its length lies in its contents
                deleted = data[at] if at < len(data) else 0
                added_at = at + 1 + 4 * deleted
                size = 2 + 4 * deleted + 3 * (data[added_at] if added_at < len(data) else 0)
        else:
            size = _SIZES[kind]
        yield code, data[at : at + max(size, 0)]
        at += max(size, 0)


def _edges(operand: bytes) -> tuple[CellEdge, ...]:
    """Return the cells that sprmTDefTable defines; an operand cut short defines none."""
    count = operand[0] if operand else 0
    if not 0 < count <= 64 or len(operand) < 1 + 2 * (count + 1):
        return ()
    borders = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells: list[CellEdge] = []
    for number in range(count):
        at = 1 + 2 * (count + 1) + _CELL_BYTES * number
        flags = struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
        cells.append(CellEdge(borders[number], borders[number + 1], flags & 3 == 1, flags >> 5 & 3 == 1))
    return tuple(cells)
