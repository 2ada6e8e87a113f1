"""One page of a PDF in, its characters and straight lines out, upright, as `lattice` takes them."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from toolkit.read.formats import limits
from toolkit.read.formats.lattice import Area, Mark, Rule

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_THIN = 3.0  # points; a filled box as thin as this is a line
_STRAIGHT = 1.0  # points a line may lean
_WHITE = 250  # of 255, from which ink cannot be seen
_SMALL = 4.0  # points; ink smaller than this (a full stop) tells nothing of the print's size
_ODD = 3.0  # a character's box over its ink, from which the box is wrong
_SLANT = 0.1  # rise to run, from which print is neither level nor upright
_SAMPLED = 3_000  # characters that tell how a page is turned
_FORM_DEPTH = 8  # drawings within drawings


def marks_of(page: pdfium.PdfPage, turn: Turn) -> tuple[list[Mark], bool]:
    """Return a page's characters, and whether there were too many to read them all.

    Spaces are left out, and print that runs slantwise: it is a watermark.
    """
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    loose, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    marks: list[Mark] = []
    spaced = False
    half = 0
    for index in range(min(count, limits.PDF_PAGE_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00) if half else 0
            half = 0
        letter = "-" if code == 2 else "\ufffd" if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF else chr(code)
        if letter.isspace() or letter in "\u200b\ufeff\xad":
            spaced = spaced or not raw.FPDFText_IsGenerated(text, index)
            continue
        if raw.FPDFText_GetMatrix(text, index, matrix) and min(abs(matrix.a), abs(matrix.b)) > _SLANT * max(
            abs(matrix.a), abs(matrix.b)
        ):
            continue
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        (x0, y0), (x1, y1) = turn((left.value, bottom.value)), turn((right.value, top.value))
        (l0, m0), (l1, m1) = turn((loose.left, loose.bottom)), turn((loose.right, loose.top))
        _, base = turn((x.value, y.value))
        ink = max(abs(x1 - x0), abs(y1 - y0), _SMALL)
        if max(abs(l1 - l0), abs(m1 - m0)) > _ODD * ink:  # vertical fonts announce boxes as large as the page
            (l0, m0), (l1, m1) = (x0, y0), (x1, y1)
            size = ink
        else:
            size = max(abs(m1 - m0), abs(y1 - y0), 1.0)
        # Print is as wide as its advance: the tight box of "1" or "一" would open gaps in the line.
        wide0, wide1 = min(l0, l1, x0, x1), max(l0, l1, x0, x1)
        marks.append(Mark(letter, wide0, min(y0, y1), wide1, max(y0, y1), base, size, spaced))
        spaced = False
    text.close()
    return marks, count > limits.PDF_PAGE_CHARACTERS


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page: its lines, its coloured boxes, how many pictures it has.

    `busy` tells that there are too many lines for a table; then none is given.
    """

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    boxes: list[Area] = field(default_factory=list)
    images: int = 0
    texts: int = 0  # runs of print
    hidden: int = 0  # runs of print that is not shown: it was recognised from a picture and laid behind it
    busy: bool = False


def drawn_on(page: pdfium.PdfPage, turn: Turn) -> Drawn:
    """Return the horizontal and vertical lines of a page, its coloured boxes and its pictures."""
    drawn = Drawn()
    lines = dots = 0
    count = raw.FPDFPage_CountObjects(page)
    objects = ((raw.FPDFPage_GetObject(page, i), _IDENTITY, 0) for i in range(count))
    for kind, shape, matrix in _flat(objects):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.images += 1
            continue
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.texts += 1
            drawn.hidden += raw.FPDFTextObj_GetTextRenderMode(shape) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            continue
        for start, end, is_box in _strokes(shape, matrix):
            (x0, y0), (x1, y1) = turn(start), turn(end)
            width, height = abs(x1 - x0), abs(y1 - y0)
            if is_box:
                drawn.boxes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            elif height <= _STRAIGHT and height < width:
                drawn.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif width <= _STRAIGHT and width < height:
                drawn.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
            lines += width + height > _THIN
            dots += width + height <= _THIN
        if lines > limits.PDF_PAGE_RULES or dots > limits.PDF_PAGE_DOTS:
            return Drawn(images=drawn.images, texts=drawn.texts, hidden=drawn.hidden, busy=True)
    return drawn


def _flat(objects: Iterator[tuple[Any, Matrix, int]]) -> Iterator[tuple[int, Any, Matrix]]:
    """Yield paths, pictures and runs of print, those within drawings (form objects) too, with where they are set."""
    for item, matrix, depth in objects:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = _times(_matrix(item), matrix)
            count = raw.FPDFFormObj_CountObjects(item)
            yield from _flat((raw.FPDFFormObj_GetObject(item, i), inner, depth + 1) for i in range(count))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield kind, item, _times(_matrix(item), matrix)
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT):
            yield kind, item, matrix


def _strokes(path: Any, matrix: Matrix) -> Iterator[tuple[Point, Point, bool]]:
    """Yield the straight pieces a path is seen as, from point to point, and the coloured boxes, corner to corner.

    The third value tells boxes. Lines are strokes and the middles of thin filled boxes; a dot, as dotted lines are
    drawn with, is a line either way.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    stroked = bool(stroke.value) and _seen(path, raw.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and _seen(path, raw.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    for points, closed in _outlines(path, matrix):
        if stroked:
            yield from ((start, end, False) for start, end in pairwise(points))
            if closed and len(points) > 2:
                yield points[-1], points[0], False
        if filled and len(points) > 2:
            x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
            y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
            wide, high = x1 - x0, y1 - y0
            if high <= _THIN and wide >= high:
                yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2), False
            if wide <= _THIN and high >= wide:
                yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1), False
            if wide > _THIN and high > _THIN and _is_box(points):
                yield (x0, y0), (x1, y1), True


def _is_box(points: list[Point]) -> bool:
    return len(points) in (4, 5) and all(
        min(abs(b[0] - a[0]), abs(b[1] - a[1])) <= _STRAIGHT for a, b in pairwise([*points, points[0]])
    )


def _outlines(path: Any, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """Yield the outlines of a path as their corners on the page, and whether each is closed. Curves are cut out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    closed = False
    for index in range(min(raw.FPDFPath_CountSegments(path), limits.PDF_PAGE_RULES)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind != raw.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points, closed
            points = []
        points.append(point)
        closed = bool(raw.FPDFPathSegment_GetClose(segment))
    if len(points) > 1:
        yield points, closed


def _seen(shape: Any, color: Callable[..., Any]) -> bool:
    """Tell whether a shape's ink can be seen on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color(shape, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned so that its print stands upright, by `degrees` clockwise, and its size then in points."""

    degrees: int
    width: float
    height: float

    def __call__(self, point: Point) -> Point:
        """Return where a point of the page stands on the turned page."""
        x, y = point
        match self.degrees:
            case 90:
                return y, self.height - x
            case 180:
                return self.width - x, self.height - y
            case 270:
                return self.width - y, x
            case _:
                return x, y


def upright(page: pdfium.PdfPage) -> Turn:
    """Return how to turn a page so that most of its print is level: what its own note says is not always so."""
    text = page.get_textpage()
    matrix = raw.FS_MATRIX()
    runs: Counter[int] = Counter()
    for index in range(min(raw.FPDFText_CountChars(text), _SAMPLED)):
        if not raw.FPDFText_IsGenerated(text, index) and raw.FPDFText_GetMatrix(text, index, matrix):
            level = abs(matrix.a) >= abs(matrix.b)
            runs[(0 if matrix.a >= 0 else 180) if level else (90 if matrix.b > 0 else 270)] += 1
    text.close()
    shown = page.get_rotation()
    # A few upright characters, such as a column of vertical print, turn no page.
    degrees = max(runs, key=lambda d: (runs[d], d == shown)) if runs else shown
    width, height = page.get_size()
    swapped = (degrees - shown) % 180 != 0
    return Turn(degrees, *((height, width) if swapped else (width, height)))
