"""A scanned or photographed page in, an upright picture of known size and its ruled lines out.

Lengths are in dots unless said otherwise; y grows downwards.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.read.document import UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.lattice import Rule
from toolkit.read.formats.ocr import Grey

DPI = 200
"""Dots an inch in which pages are looked at: more shows the recogniser nothing more."""

_PAPER_WIDTH = 8.27  # inches; a picture that does not tell its size is taken for A4
_NARROW, _WIDE = 1_200, 2_600  # dots across a picture that is taken as it is
_TURNS = 5.0  # degrees a page may lie askew
_ACROSS, _DOWN = 60, 40  # dots: print draws no straight line as long, see `rules_of`
_THICK = 14  # dots: thicker is no line but a bar
_INK = 12  # dots darker than paper in a box that holds print: a dot of dirt has fewer
_FLAT = 7  # dots a dash is high at most
_EDGE = 4  # dots around a rule that may be its shade


@dataclass(frozen=True, slots=True)
class Page:
    """An upright page, the dots that belong to rules, and the rules in points, y upwards, as `lattice` takes them."""

    grey: Grey
    ruled: NDArray[np.bool_]
    across: list[Rule]
    down: list[Rule]


def pictures(data: bytes) -> Iterator[Grey]:
    """Yield the pictures of an image file (PNG, JPEG, TIFF with pages, BMP, GIF, WebP), one after another.

    Raises UnreadableError "damaged" or "too_large".
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) > limits.PICTURE_BYTES:
        raise UnreadableError("too_large", f"the picture has {len(data)} bytes, more than {limits.PICTURE_BYTES}")
    dots = 0
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
            warnings.simplefilter("ignore")  # what Pillow warns of is bounded here
            count = getattr(image, "n_frames", 1)
            if count > limits.SCAN_PAGES:
                raise UnreadableError("too_large", f"the picture has {count} pages, more than {limits.SCAN_PAGES}")
            for number in range(count):
                image.seek(number)
                dots += image.width * image.height  # known before anything is unpacked
                if dots > limits.PICTURE_DOTS:
                    raise UnreadableError("too_large", f"the picture has more than {limits.PICTURE_DOTS} dots")
                yield np.asarray(_flat(image), dtype=np.uint8)
    except Image.DecompressionBombError as error:
        raise UnreadableError("too_large", f"the picture has too many dots: {error}") from error
    except (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError) as error:
        raise UnreadableError("damaged", f"the picture cannot be read: {error}") from error


def _flat(image: Any) -> Any:
    """Return a picture in grey, on white where it is transparent, the way up that its camera noted."""
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        image = white
    if image.mode.startswith(("I", "F")):  # 16 bits a dot
        array = np.asarray(image, dtype=np.float64)
        return Image.fromarray((array * (255.0 / max(float(array.max()), 1.0))).astype(np.uint8))
    return image.convert("L")


def upright(grey: Grey) -> Page:
    """Return a picture turned straight and at `DPI`, with its rules."""
    import cv2

    height, width = grey.shape
    if not _NARROW <= width <= _WIDE:
        scale = DPI * _PAPER_WIDTH / width
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(grey, (round(width * scale), round(height * scale)), interpolation=how), np.uint8)
    angle = _askew(grey)
    if angle:
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))
        grey = np.asarray(turned, np.uint8)
    return _ruled(grey)


def _askew(grey: Grey) -> float:
    """Return by how many degrees to turn a page so that its lines of print lie level: when rows differ most."""
    import cv2

    scale = min(1.0, 1_000 / max(grey.shape[1], 1))
    small = cv2.resize(grey[:4_000], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (255 - small).astype(np.float32)
    ink[ink < 60] = 0
    height, width = ink.shape
    best, most = 0.0, -1.0

    def differ(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
        return float((np.diff(rows) ** 2).sum())

    for step, reach in ((0.5, _TURNS), (0.1, 0.5), (0.05, 0.1)):
        middle = best
        for n in range(-round(reach / step), round(reach / step) + 1):
            angle = middle + n * step
            score = differ(angle)
            if score > most * 1.0001:
                best, most = angle, score
    return 0.0 if abs(best) < 0.04 else best


def _ruled(grey: Grey) -> Page:
    """Find the straight lines of a page: dark runs longer than any stroke of print."""
    import cv2

    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 51, 12)
    # A line a little askew steps from one row of dots to the next: three rows count as one.
    level = cv2.morphologyEx(
        cv2.dilate(dark, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, _ACROSS), np.uint8)
    )
    plumb = cv2.morphologyEx(cv2.dilate(dark, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((_DOWN, 1), np.uint8))
    across, down = _runs(level, flat=True), _runs(plumb, flat=False)
    height, point = grey.shape[0], 72 / DPI
    mask = np.zeros(grey.shape, dtype=bool)
    for top, bottom, left, right in (*across, *down):
        mask[max(0, top - _EDGE) : bottom + _EDGE, max(0, left - _EDGE) : right + _EDGE] = True
    return Page(
        grey,
        mask,
        [Rule((height - (t + b) / 2) * point, le * point, r * point) for t, b, le, r in across],
        [Rule((le + r) / 2 * point, (height - b) * point, (height - t) * point) for t, b, le, r in down],
    )


def _runs(lines: Any, *, flat: bool) -> list[tuple[int, int, int, int]]:
    """Return top, bottom, left and right of each line."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for left, top, width, height, _ in stats[1:]:
        if (height if flat else width) <= _THICK:
            found.append((int(top), int(top + height), int(left), int(left + width)))
    return found


class Cut(NamedTuple):
    """Print cut out of a page; whether it is nothing but a dash, a flat bar in its middle, or begins with one."""

    grey: Grey
    dash: bool
    minus: bool


def print_in(page: Page, area: tuple[float, float, float, float]) -> Cut | None:
    """Return the print within an area (left, bottom, right, top in points) cut out, or None where there is none.

    Rules are wiped out first; what is left must be more than dirt.
    """
    scale, height = DPI / 72, page.grey.shape[0]
    left, bottom, right, top = area
    rows = slice(max(0, round(height - top * scale)), round(height - bottom * scale))
    columns = slice(max(0, round(left * scale)), round(right * scale))
    grey = page.grey[rows, columns].copy()
    if not grey.size:
        return None
    grey[page.ruled[rows, columns]] = 255
    paper = float(np.median(grey))
    dark = grey < min(paper - 60, 190)
    dark &= _not_alone(dark)
    if np.count_nonzero(dark) < _INK:
        return None
    ys, xs = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    middle = abs((ys[0] + ys[-1]) / 2 - len(grey) / 2) < len(grey) / 6
    first = dark[:, : _first_gap(dark, int(xs[0]))]
    return Cut(
        grey[max(0, ys[0] - 2) : ys[-1] + 3, max(0, xs[0] - 2) : xs[-1] + 3],
        dash=middle and _is_bar(dark),
        minus=bool(first[:, xs[0] :].shape[1] < xs[-1] - xs[0]) and _is_bar(first),
    )


def _first_gap(dark: NDArray[np.bool_], start: int) -> int:
    """Return where the first piece of print ends that begins at a column."""
    clear = np.flatnonzero(np.count_nonzero(dark[:, start:], axis=0) == 0)
    return start + int(clear[0]) if len(clear) else dark.shape[1]


def _is_bar(dark: NDArray[np.bool_]) -> bool:
    """Tell whether ink is one flat bar, as a dash or a minus is."""
    ys, xs = (np.flatnonzero(np.count_nonzero(dark, axis=axis)) for axis in (1, 0))
    wide, high = xs[-1] - xs[0] + 1, ys[-1] - ys[0] + 1
    return bool(high <= _FLAT and wide >= 2 * high and np.count_nonzero(dark) > 0.5 * wide * high)


def _not_alone(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the dots that are of a spot of several dots."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= _INK // 2
    large[0] = False
    return np.asarray(large[labels]) if count > 1 else dark
