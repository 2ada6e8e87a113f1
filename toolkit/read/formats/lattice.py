"""Ruled lines and characters of a page in, grids out: which boxes the lines enclose, and what stands in each.

Lengths are in points; y grows upwards, as in PDF. A border that is not drawn between two boxes makes them one merged
cell, so spans come out as drawn.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from toolkit.read.formats.linear import Box

_NEAR = 4.0  # lines closer than this are one: a double border, or two halves drawn apart
_EVEN = 0.3  # pieces as near are drawn as one line
_TOUCH = 3.0  # lines that miss each other by less than this still meet
_DRAWN = 0.5  # of an edge that must be drawn for it to divide two boxes
_CROSSINGS = 4_000_000  # pairs of lines tried; a plan or map has more, a table never
_BOXES = 4_000  # boxes of one grid
_SHORTEST = 3.0
_COVERED = 0.75  # of a table of coloured boxes: the rest is gaps between them
_WIDE = 1.2  # sizes of print: a gap that divides columns
_PADDED = 1.2  # sizes of print: a digit and the space at both sides of a cell
_DIGITS = re.compile(r"[\d.,，．]+")


class Mark(NamedTuple):
    """A character as it stands on the page: its box, the foot of its line, the size of its print."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    size: float
    spaced: bool  # a space was written before it
    confidence: float = 1.0  # of a recognised character


class Rule(NamedTuple):
    """A straight line: where it lies across its direction, and from where to where along it."""

    at: float
    start: float
    end: float


Area = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True)
class Frame:
    """The lines that hang together, as column and row borders (rows from the top), and which boxes are one cell."""

    xs: list[float]
    ys: list[float]
    regions: dict[int, list[tuple[int, int]]]  # region → its boxes (row, column)
    region_of: dict[tuple[int, int], int]

    def find(self, x: float, y: float) -> int | None:
        """Return the region a point lies in."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] < y <= self.ys[0]):
            return None
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([-v for v in self.ys], -y) - 1
        return self.region_of.get((row, column))

    @property
    def area(self) -> float:
        """Its area in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[0] - self.ys[-1])


def frames(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[Frame]:
    """Return the grids that the lines of a page draw, largest last; lines that enclose nothing are left out."""
    across, down = _joined(horizontal), _joined(vertical)
    if len(across) * len(down) > _CROSSINGS:
        return []
    found = []
    for some_across, some_down in _connected(across, down):
        frame = _frame(some_across, some_down)
        if frame is not None:
            found.append(frame)
    return sorted(found, key=lambda f: f.area)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Join pieces of one line: dashes and dots, a border drawn cell by cell, doubled strokes."""
    # Dots of crossing lines lie everywhere between the lines, so pieces are strung before near lines are joined.
    pieces = _together(rules, _EVEN, chained=False)
    return _together((r for r in pieces if r.end - r.start >= _SHORTEST), _NEAR / 2, chained=True)


def _together(rules: Iterable[Rule], near: float, *, chained: bool) -> list[Rule]:
    """String up the rules that lie as near, each to the one before if chained, else to the first."""
    out: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[-1 if chained else 0].at > near:
            out += _strung(group)
            group = []
        group.append(rule)
    return out + _strung(group)


def _strung(group: list[Rule]) -> list[Rule]:
    out: list[Rule] = []
    for rule in sorted(group, key=lambda r: r.start):
        if out and rule.start - out[-1].end <= _TOUCH:
            last = out[-1]
            out[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            out.append(rule)
    return out


def edges(boxes: Iterable[Area]) -> tuple[list[Rule], list[Rule]]:
    """Return the edges of boxes as horizontal and vertical lines."""
    across: list[Rule] = []
    down: list[Rule] = []
    for x0, y0, x1, y1 in boxes:
        across += [Rule(y0, x0, x1), Rule(y1, x0, x1)]
        down += [Rule(x0, y0, y1), Rule(x1, y0, y1)]
    return across, down


def coloured_frames(boxes: Sequence[Area]) -> list[Frame]:
    """Return the grids that coloured boxes make, side by side; where only every other row is coloured, none."""
    found = []
    for frame in frames(*edges(boxes)):
        area = sum(
            max(0.0, min(x1, frame.xs[-1]) - max(x0, frame.xs[0]))
            * max(0.0, min(y1, frame.ys[0]) - max(y0, frame.ys[-1]))
            for x0, y0, x1, y1 in boxes
            if x1 - x0 < frame.xs[-1] - frame.xs[0] + _NEAR and y1 - y0 < frame.ys[0] - frame.ys[-1] + _NEAR
        )
        if area >= _COVERED * frame.area:
            found.append(frame)
    return found


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of lines that cross or touch one another."""
    leader = list(range(len(across) + len(down)))

    def lead(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.start - _TOUCH <= v.at <= h.end + _TOUCH and v.start - _TOUCH <= h.at <= v.end + _TOUCH:
                leader[lead(i)] = lead(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(across):
        groups.setdefault(lead(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down):
        groups.setdefault(lead(len(across) + j), ([], []))[1].append(rule)
    return [g for g in groups.values() if g[0] and g[1]]


def _borders(rules: list[Rule], ends: list[Rule]) -> list[float]:
    """Return where the borders lie; where crossing lines run on past the last border, the side is open, not missing."""
    places = sorted(r.at for r in rules)
    low, high = min(r.start for r in ends), max(r.end for r in ends)
    if low < places[0] - _NEAR * 2:
        places.insert(0, low)
    if high > places[-1] + _NEAR * 2:
        places.append(high)
    out: list[list[float]] = []
    for place in places:
        if out and place - out[-1][-1] <= _NEAR:
            out[-1].append(place)
        else:
            out.append([place])
    return [sum(group) / len(group) for group in out]


def _frame(across: list[Rule], down: list[Rule]) -> Frame | None:
    xs = _borders(down, across)
    ys = _borders(across, down)[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _BOXES:
        return None
    divides_right = _drawn(down, xs, [-y for y in ys], flip=True)
    divides_below = _drawn(across, ys, xs, flip=False)
    leader = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def lead(box: tuple[int, int]) -> tuple[int, int]:
        while leader[box] != box:
            leader[box] = leader[leader[box]]
            box = leader[box]
        return box

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and (c + 1, r) not in divides_right:
                leader[lead((r, c + 1))] = lead((r, c))
            if r + 1 < rows and (r + 1, c) not in divides_below:
                leader[lead((r + 1, c))] = lead((r, c))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for box in leader:
        groups.setdefault(lead(box), []).append(box)
    regions: dict[int, list[tuple[int, int]]] = {}
    region_of: dict[tuple[int, int], int] = {}
    for group in groups.values():
        height = max(r for r, _ in group) - min(r for r, _ in group) + 1
        width = max(c for _, c in group) - min(c for _, c in group) + 1
        # A shape that is no rectangle means that a line was missed: its boxes stay apart.
        for part in [group] if height * width == len(group) else [[b] for b in group]:
            for one in part:
                region_of[one] = len(regions)
            regions[len(regions)] = part
    return Frame(xs, ys, regions, region_of)


def _drawn(rules: list[Rule], borders: list[float], steps: list[float], *, flip: bool) -> set[tuple[int, int]]:
    """Return the (border, step) pairs whose edge is drawn; `flip` where the rules run against the steps."""
    lengths: dict[tuple[int, int], float] = {}
    for rule in rules:
        border = min(range(len(borders)), key=lambda i: abs(borders[i] - rule.at))
        start, end = (-rule.end, -rule.start) if flip else (rule.start, rule.end)
        for step in range(len(steps) - 1):
            overlap = min(end, steps[step + 1]) - max(start, steps[step])
            if overlap > 0:
                lengths[border, step] = lengths.get((border, step), 0.0) + overlap
    return {key for key, drawn in lengths.items() if drawn >= _DRAWN * (steps[key[1] + 1] - steps[key[1]])}


def fill(frame: Frame, marks: Iterable[tuple[int, Mark]]) -> list[Box]:
    """Return the frame's cells with the text of the marks that lie in them, empty outer rows and columns cut off.

    `marks` are pairs of region and mark.
    """
    inside: dict[int, list[Mark]] = {}
    for region, mark in marks:
        inside.setdefault(region, []).append(mark)
    boxes: list[Box] = []
    for region, parts in frame.regions.items():
        top, left = min(parts)
        bottom, right = max(parts)
        x0, y0, x1, y1 = frame.xs[left], frame.ys[bottom + 1], frame.xs[right + 1], frame.ys[top]
        text = cell_text(lines_of(inside.get(region, [])), x1 - x0)
        area = (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
        boxes.append(Box(text, top, left, bottom - top + 1, right - left + 1, area))
    return boxes


def cell_text(lines: Sequence[Sequence[Mark]], width: float) -> str:
    """Return the text of a cell, line by line; a number that was broken because the cell is narrow is made whole.

    It was broken if each of its lines but the last fills the cell, so that another digit would not have fitted.
    """
    texts = [line_text(line) for line in lines]
    if len(lines) > 1 and all(_DIGITS.fullmatch(text) for text in texts):
        rooms = [width - (line[-1].right - line[0].left) for line in lines[:-1]]
        if all(room < _PADDED * line[0].size for room, line in zip(rooms, lines, strict=False)):
            return "".join(texts)
    return "\n".join(texts)


def is_table(boxes: Sequence[Box]) -> bool:
    """Tell a table from a frame around text: two rows and columns with text, or one row that a page cut off."""
    filled = [b for b in boxes if b.text]
    rows = {b.row for b in boxes}
    columns = {b.column for b in boxes}
    if len(rows) >= 2 and len(columns) >= 2:
        return len({b.row for b in filled}) >= 2 and len({b.column for b in filled}) >= 2
    return len(columns) >= 2 and len(filled) >= (2 if len(columns) < 4 else 1)


def lines_of(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Return the marks as lines from the top, each from left to right; the same mark printed twice (bold) once."""
    lines: list[list[Mark]] = []
    base = 0.0
    for mark in sorted(marks, key=lambda m: (-m.base, m.left)):
        if lines and base - mark.base <= 0.45 * max(mark.size, lines[-1][0].size, 1.0):
            lines[-1].append(mark)
        else:
            lines.append([mark])
            base = mark.base
    out: list[list[Mark]] = []
    for line in lines:
        kept: list[Mark] = []
        for mark in sorted(line, key=lambda m: m.left):
            again = [k for k in kept[-2:] if k.text == mark.text and abs(k.left - mark.left) < 0.2 * mark.size]
            if not again:
                kept.append(mark)
        out.append(kept)
    return out


def line_text(line: Sequence[Mark]) -> str:
    """Return a line's text; a gap is a space where it divides words, numbers or columns, not where print is spread."""
    out: list[str] = []
    before: Mark | None = None
    for mark in line:
        if before is not None:
            gap = _gap(before, mark)
            latin = before.text.isascii() and mark.text.isascii()
            if gap > _WIDE or (mark.spaced and gap > 0.2) or (latin and (gap > 0.3 or (mark.spaced and gap > 0.05))):
                out.append(" ")
        out.append(mark.text)
        before = mark
    return "".join(out)


def is_spread(line: Sequence[Mark]) -> bool:
    """Tell whether a line has a gap as wide as between columns."""
    return any(_gap(before, mark) > _WIDE for before, mark in pairwise(line))


def pieces_of(line: Sequence[Mark]) -> list[list[Mark]]:
    """Return the pieces of a line between gaps as wide as between columns."""
    pieces: list[list[Mark]] = []
    for mark in line:
        if pieces and _gap(pieces[-1][-1], mark) <= _WIDE:
            pieces[-1].append(mark)
        else:
            pieces.append([mark])
    return pieces


def _gap(before: Mark, mark: Mark) -> float:
    return (mark.left - before.right) / max(mark.size, before.size, 1.0)
