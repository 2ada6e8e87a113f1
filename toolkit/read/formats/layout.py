"""The characters and grids of pages in, blocks out: lines in reading order, paragraphs joined, broken tables mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.read.document import Block, Grid
from toolkit.read.formats.lattice import Frame, Mark, fill, is_spread, is_table, line_text
from toolkit.read.formats.linear import Box, Linear, is_prose
from toolkit.read.formats.pagebreak import Owned, join
from toolkit.read.formats.unruled import in_columns

_PAGE_NUMBER = re.compile(
    r"^(?:[-–—―－·•\s]*(\d{1,3})[-–—―－·•\s]*|第\s*(\d{1,3})\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$"
)


@dataclass(slots=True)
class Page:
    """A page as measured: its size in points, the lines outside tables, the tables."""

    number: int
    width: float
    height: float
    lines: list[list[Mark]]
    tables: list[tuple[Frame, list[Box]]]


def blocks_of(pages: Sequence[Page]) -> tuple[list[Block], dict[str, str], list[str]]:
    """Return the pages' blocks, their parts, "page 1" and so on, and the page numbers that were left out."""
    numbers: list[str] = []
    edges = _edges(pages)
    blocks, parts = _written([_items(page, edges, numbers) for page in pages])
    return blocks, parts, numbers


def _edges(pages: Sequence[Page]) -> dict[float, tuple[float, float]]:
    """Return where the print's left and right edges stand, by width of page: a page of short lines tells nothing."""
    found: dict[float, tuple[float, float]] = {}
    for page in pages:
        low, high = found.get(page.width, (page.width, page.width / 2))
        for line in page.lines:
            low, high = min(low, line[0].left), max(high, line[-1].right)
        found[page.width] = low, high
    return found


@dataclass(slots=True)
class _Table:
    """A table, on one page or broken over several: its cells with the page each begins on."""

    cells: list[Owned]
    pages: int = 1


def _items(page: Page, edges: dict[float, tuple[float, float]], numbers: list[str]) -> list[str | _Table]:
    """Return a page's paragraphs and tables from the top down."""
    left, right = edges[page.width]
    items: list[str | _Table] = []
    run: list[list[Mark]] = []

    def flush() -> None:
        items.extend(_paragraphs(run, left, right))
        run.clear()

    waiting = sorted(page.tables, key=lambda t: -t[0].ys[0])
    for line in page.lines:
        while waiting and waiting[0][0].ys[0] >= line[0].top:
            flush()
            items.append(_Table([(page.number, box) for box in waiting.pop(0)[1]]))
        number = _page_number(line_text(line), page.number, line[0].top / page.height)
        if number:
            numbers.append(number)
        else:
            run.append(line)
    flush()
    items += [_Table([(page.number, box) for box in boxes]) for _, boxes in waiting]
    return items


def _written(pages: list[list[str | _Table]]) -> tuple[list[Block], dict[str, str]]:
    """Write the pages out, each as a part; a table that ends one page and begins the next is one grid."""
    for before, items in pairwise(pages):
        upper, lower = before[-1] if before else None, items[0] if items else None
        if isinstance(upper, _Table) and isinstance(lower, _Table):
            joined = None if _holds_prose(upper) or _holds_prose(lower) else join(upper.cells, lower.cells)
            if joined is not None:
                upper.cells, upper.pages = joined, upper.pages + 1
                items[0] = upper
    blocks: list[Block] = []
    parts: dict[str, str] = {}
    begun: dict[int, int] = {}  # table → its block
    for number, items in enumerate(pages, 1):
        linear = Linear(f"page {number}")
        for item in items:
            if isinstance(item, str):
                blocks.append(linear.paragraph(item))
                continue
            boxes = [box for page, box in item.cells if page == number]
            if item.pages == 1:
                blocks += linear.table(boxes)
            elif id(item) not in begun:
                begun[id(item)] = len(blocks)
                blocks.append(linear.grid(boxes))
            elif boxes:
                first, more = blocks[begun[id(item)]], linear.grid(boxes)
                assert isinstance(first, Grid)
                rows, columns = max(first.rows, more.rows), max(first.columns, more.columns)
                blocks[begun[id(item)]] = Grid((*first.cells, *more.cells), rows, columns, first.place)
        parts[linear.part] = linear.text
    return blocks, parts


def _holds_prose(table: _Table) -> bool:
    return any(is_prose(box.text) for _, box in table.cells)


def sort_in(marks: list[Mark], drawn: list[Frame]) -> tuple[list[Mark], list[tuple[Frame, list[Box]]]]:
    """Put each character into the smallest frame around it; frames that prove no tables give theirs back."""
    left = marks
    tables: list[tuple[Frame, list[Box]]] = []
    for frame in drawn:
        inside: list[tuple[int, Mark]] = []
        outside: list[Mark] = []
        for mark in left:
            region = frame.find((mark.left + mark.right) / 2, (mark.bottom + mark.top) / 2)
            if region is None:
                outside.append(mark)
            else:
                inside.append((region, mark))
        boxes = fill(frame, inside) if inside else []
        if boxes and is_table(boxes):
            tables.append((frame, boxes))
            left = outside
    return left, tables


def _page_number(text: str, page: int, height: float) -> str:
    """Return a line's text if it is this page's number: at the foot or head, and near the count of pages."""
    match = _PAGE_NUMBER.match(text)
    if match is None or 0.12 < height < 0.9:
        return ""
    number = int(match.group(1) or match.group(2))
    dressed = not text.strip().isdigit()
    return text.strip() if dressed or abs(number - page) <= 2 else ""


def _paragraphs(lines: list[list[Mark]], left: float, right: float) -> Iterator[str]:
    """Join lines that run on: full to the right edge, the next one starting at the left edge without indent.

    A line with gaps in it is a row of a table and runs on nowhere.
    """
    text = ""
    before: list[Mark] | None = None
    gapped = in_columns(lines)
    for number, line in enumerate(lines):
        if gapped.get(number) == "":
            continue
        size = max(line[0].size, 1.0)
        if before is not None:
            full = before[-1].right >= right - 2.0 * size
            flush_left = line[0].left <= left + 0.8 * size
            close = before[0].base - line[0].base <= 3.0 * size
            if full and flush_left and close and not is_spread(before) and not is_spread(line):
                words = before[-1].text.isascii() and line[0].text.isascii()
                text += (" " if words and before[-1].text.isalnum() and line[0].text.isalnum() else "") + line_text(
                    line
                )
                before = line
                continue
            yield text
        text = gapped.get(number, line_text(line))
        before = line
    if text:
        yield text
