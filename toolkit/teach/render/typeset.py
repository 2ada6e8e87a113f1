"""Pieces → pages of set lines and rules, as a word processor breaks them over A4 paper.

A table is set row by row. Where the paper ends, the table goes on overleaf: with its head again or without, between
rows or through a row, and a label merged over many rows is cut wherever that happens to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from toolkit.teach.layout import Box, Sheet, grid
from toolkit.teach.render.font import advance
from toolkit.teach.render.manuscript import Heading, Piece
from toolkit.teach.render.variation import Variation

WIDTH, HEIGHT = 595.0, 842.0  # of the paper, in points
_LEFT, _TOP = 56.0, 780.0
_MEASURE = WIDTH - 2 * _LEFT
_PROSE = 12.0
_PROSE_LEADING = 20.0
_PAD = 3.0  # between a rule and the print
_NARROW = {"requests": (0.06, 0.1, 0.24)}  # shares of the width for the label columns
_NO_START = "，。、；：？！）》」』”％%"  # no line begins with these


@dataclass(frozen=True, slots=True)
class Set:
    """A line of print: where its foot begins, in points from the lower left corner, and its size."""

    text: str
    x: float
    y: float
    size: float


@dataclass(slots=True)
class Paper:
    """One page: lines of print, and rules as (x0, y0, x1, y1)."""

    lines: list[Set] = field(default_factory=list)
    rules: set[tuple[float, float, float, float]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of a table row, or of a cell, that stands on one page."""

    page: int
    top: float
    bottom: float


def width_of(text: str, size: float) -> float:
    """Return how wide a text is set."""
    return size * sum(map(advance, text))


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines; words and numbers stay whole where a line can hold them."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for token in _tokens(paragraph):
            wide = width_of(token, size)
            if line and used + wide > width and token not in _NO_START:
                lines.append(line)
                line, used = "", 0.0
            line += token
            used += wide
        lines.append(line)
    return lines


def _tokens(text: str) -> Iterator[str]:
    """Give ideographs one by one, and runs of digits and letters whole."""
    word = ""
    for letter in text:
        if letter.isascii() and not letter.isspace():
            word += letter
            continue
        if word:
            yield word
            word = ""
        yield letter
    if word:
        yield word


def typeset(pieces: Sequence[Piece], variation: Variation, random: Random) -> list[Paper]:
    """Return the pages of a report."""
    press = _Press(variation, random)
    for number, piece in enumerate(pieces):
        if isinstance(piece, Sheet):
            press.table(piece)
        elif number == 0:
            press.title(piece if isinstance(piece, str) else piece.text)
        elif isinstance(piece, Heading):
            press.prose(piece.text, indent=0.0)
        else:
            press.prose(piece, indent=2 * _PROSE)
    press.number_pages()
    return press.pages


class _Press:
    def __init__(self, variation: Variation, random: Random) -> None:
        self.variation = variation
        self.random = random
        self.pages = [Paper()]
        self.y = _TOP  # where the next line or row begins

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append(Paper())
        self.y = _TOP

    def left(self) -> float:
        """Return how much of the page is free."""
        return self.y - self.variation.foot

    def title(self, text: str) -> None:
        size = 18.0
        for line in wrapped(text, _MEASURE, size):
            self.pages[-1].lines.append(Set(line, _LEFT + (_MEASURE - width_of(line, size)) / 2, self.y - size, size))
            self.y -= 1.6 * size
        self.y -= 8

    def prose(self, text: str, indent: float) -> None:
        lines = wrapped(text, _MEASURE - indent, _PROSE)
        if indent and len(lines) > 1:  # the indent is that of the first line alone
            first = lines[0]
            lines = [first, *wrapped(text[len(first) :], _MEASURE, _PROSE)]
        for number, line in enumerate(lines):
            if self.left() < _PROSE_LEADING:
                self.turn()
            self.y -= _PROSE_LEADING
            x = _LEFT + (indent if number == 0 else 0.0)
            self.pages[-1].lines.append(Set(line, x, self.y + 4, _PROSE))

    def number_pages(self) -> None:
        """Print each page's number below it."""
        form = self.random.choice(("{}", "- {} -", "第{}页", "— {} —"))
        for number, page in enumerate(self.pages, 1):
            text = form.format(number)
            page.lines.append(Set(text, (WIDTH - width_of(text, 9.0)) / 2, 30.0, 9.0))

    def table(self, sheet: Sheet) -> None:
        size = self.variation.size if sheet.width < 12 else min(self.variation.size, 9.0)
        leading = round(1.3 * size, 2)
        edges = _edges(sheet)
        cells = grid(sheet)
        texts = {
            (r, c): wrapped(box.text, edges[c + box.column_span] - edges[c] - 2 * _PAD, size)
            for r, row in enumerate(cells)
            for c, box in enumerate(row)
            if box is not None
        }
        counts = _line_counts(cells, texts)
        heads = sum(all(box.kind == "head" for box in row) for row in sheet.rows)
        repeated = range(heads) if self.variation.repeated_head else range(0)
        self.y -= 6
        head_height = sum(n * leading + 2 * _PAD for n in counts[:heads])
        if self.left() < head_height + counts[heads] * leading + 2 * _PAD:
            self.turn()  # a head is not left alone at the foot
        frames: list[list[_Frame]] = [[] for _ in counts]
        copies: list[list[_Frame]] = []
        for row, count in enumerate(counts):
            self._row(frames, copies, row, count, leading, repeated, counts)
        self._draw(sheet, cells, texts, edges, frames, size, leading)
        for copy in copies:
            again = [copy[r] for r in repeated]
            self._draw(sheet, cells[:heads], texts, edges, [[frame] for frame in again], size, leading)
        self.y -= 8

    def _row(
        self,
        frames: list[list[_Frame]],
        copies: list[list[_Frame]],
        row: int,
        count: int,
        leading: float,
        repeated: range,
        counts: Sequence[int],
    ) -> None:
        """Find room for a row: on this page, on the next, or in two parts."""
        height = count * leading + 2 * _PAD
        fits = int((self.left() - 2 * _PAD) // leading)
        if self.left() < height:
            cut = self.variation.cut_rows and 1 <= fits < count and row not in repeated
            if cut:
                first = fits * leading + 2 * _PAD
                frames[row].append(_Frame(len(self.pages) - 1, self.y, self.y - first))
                height = (count - fits) * leading + 2 * _PAD
            self.turn()
            if repeated and row not in repeated:
                copy = []
                for n in repeated:
                    tall = counts[n] * leading + 2 * _PAD
                    copy.append(_Frame(len(self.pages) - 1, self.y, self.y - tall))
                    self.y -= tall
                copies.append(copy)
        frames[row].append(_Frame(len(self.pages) - 1, self.y, self.y - height))
        self.y -= height

    def _draw(
        self,
        sheet: Sheet,
        cells: Sequence[Sequence[Box | None]],
        texts: dict[tuple[int, int], list[str]],
        edges: Sequence[float],
        frames: Sequence[Sequence[_Frame]],
        size: float,
        leading: float,
    ) -> None:
        for r, row in enumerate(cells):
            for c, box in enumerate(row):
                if box is None:
                    continue
                x0, x1 = edges[c], edges[min(c + box.column_span, sheet.width)]
                parts = _joined([f for over in frames[r : r + box.row_span] for f in over])
                if self.variation.ruled:
                    for part in parts:
                        self._frame(part, x0, x1)
                self._print(texts[r, c], box, parts, x0, x1, size, leading)

    def _frame(self, part: _Frame, x0: float, x1: float) -> None:
        rules = self.pages[part.page].rules
        top, bottom = round(part.top, 2), round(part.bottom, 2)
        rules |= {(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, bottom, x0, top), (x1, bottom, x1, top)}

    def _print(
        self, lines: list[str], box: Box, parts: Sequence[_Frame], x0: float, x1: float, size: float, leading: float
    ) -> None:
        left = list(lines)
        for number, part in enumerate(parts):
            room = int((part.top - part.bottom - 2 * _PAD + 0.01) // leading)
            here = left if number + 1 == len(parts) else left[:room]
            left = left[len(here) :]
            slack = part.top - part.bottom - 2 * _PAD - len(here) * leading
            y = part.top - _PAD - (max(0.0, slack / 2) if len(parts) == 1 else 0.0)
            for line in here:
                y -= leading
                if not line.strip():
                    continue
                room_across = x1 - x0 - 2 * _PAD
                fit = min(size, size * room_across / max(width_of(line, size), 0.1))  # as "fit text" does
                centred = box.kind != "label" or box.row_span > 1
                x = x0 + _PAD + ((room_across - width_of(line, fit)) / 2 if centred else 0.0)
                self.pages[part.page].lines.append(Set(line, round(x, 2), round(y + 0.3 * size, 2), round(fit, 2)))


def _edges(sheet: Sheet) -> list[float]:
    """Return where the columns' borders stand."""
    labels = _NARROW.get(sheet.table, () if sheet.width > 12 else (0.4,))
    values = sheet.width - len(labels)
    shares = [*labels, *[(1 - sum(labels)) / values] * values]
    edges = [_LEFT]
    for share in shares:
        edges.append(round(edges[-1] + share * _MEASURE, 2))
    return edges


def _line_counts(cells: Sequence[Sequence[Box | None]], texts: dict[tuple[int, int], list[str]]) -> list[int]:
    """Return how many lines high each row is; the last row under a merged cell grows until the cell's text fits."""
    counts = [1] * len(cells)
    spanned: list[tuple[int, int, int]] = []
    for r, row in enumerate(cells):
        for c, box in enumerate(row):
            if box is None:
                continue
            if box.row_span == 1:
                counts[r] = max(counts[r], len(texts[r, c]))
            else:
                spanned.append((r, box.row_span, len(texts[r, c])))
    for first, span, lines in spanned:
        last = min(first + span, len(counts)) - 1
        counts[last] += max(0, lines - sum(counts[first : last + 1]))
    return counts


def _joined(frames: Sequence[_Frame]) -> list[_Frame]:
    """Join what stands on one page, one below another."""
    out: list[_Frame] = []
    for frame in frames:
        if out and out[-1].page == frame.page:
            out[-1] = _Frame(frame.page, out[-1].top, frame.bottom)
        else:
            out.append(frame)
    return out
