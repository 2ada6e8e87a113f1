"""Pictures of pages in, two Documents out: one read page by page, the other box by box, with how sure each cell is.

Both see the same rules and the same words; they differ in how the numbers in boxes were looked at. A box with ink in
that neither reading makes out holds a mark for an unknown character, and is no blank.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.read.document import Document, Grid, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.lattice import Frame, Mark, frames, lines_of
from toolkit.read.formats.layout import Page, blocks_of, sort_in
from toolkit.read.formats.linear import Box
from toolkit.read.formats.ocr import Glyph, Grey, installed, lines_on, texts_of
from toolkit.read.formats.ocrimage import DPI, Cut, print_in, upright
from toolkit.read.formats.ocrimage import Page as Picture

_POINT = 72 / DPI
_UNKNOWN = "\ufffd"
_NUMERIC = re.compile(
    r"[\d.,，．、:：'’·oOQDIlL|BSsZz()（）/／\\\-—–―一_~\s\ufffd]{1,24}"
)  # what a number may be taken for
_NUMBER = re.compile(r"\d[\d.]*|[-—–―/／]+")
_DASHES = ("", "-", "—", "–", "一", "_", "~", "·", ".")  # what is made of a bar
_DASH = 0.97  # how sure a bar in the middle of its box is a dash

Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scan:
    """The two readings of pictures, and how sure the cells at a place are: (part, start) of each reading → 0 to 1."""

    by_page: Document
    by_box: Document
    sure: Mapping[tuple[str, int], float]
    sure_by_box: Mapping[tuple[str, int], float]


def read_pictures(pictures: Iterable[Grey], data: bytes, source: str, kind: str) -> Scan:
    """Return both readings of pictures; parts are "page 1", "page 2" and so on, places in points on the upright page.

    Raises UnreadableError "unsupported" without the extra, "too_large", "no_text_layer" where no print is found.
    """
    if not installed():
        raise UnreadableError("unsupported", "a picture: install the scan reader with pip install 'ogi-toolkit[ocr]'")
    pages: tuple[list[Page], list[Page]] = ([], [])
    sure: tuple[dict[tuple[str, Area], float], dict[tuple[str, Area], float]] = ({}, {})
    for number, grey in enumerate(pictures, 1):
        if number > limits.SCAN_PAGES:
            raise UnreadableError("too_large", f"more than {limits.SCAN_PAGES} pages are too many to recognise")
        picture = upright(grey)
        height, width = picture.grey.shape
        marks = [mark for line in lines_on(picture.grey) for mark in _marks(line, height)]
        rest, tables = sort_in(marks, frames(picture.across, picture.down))
        looked = [_looked_at(picture, boxes, marks) for _, boxes in tables]
        for n in (0, 1):
            mine: list[tuple[Frame, list[Box]]] = []
            for (frame, _), seen in zip(tables, looked, strict=True):
                mine.append((frame, [box for box, _ in seen[n]]))
                sure[n].update({(f"page {number}", box.area): least for box, least in seen[n] if box.area})
            pages[n].append(Page(number, width * _POINT, height * _POINT, lines_of(rest), mine))
    by_page, by_box = (_document(found, data, source, kind) for found in pages)
    return Scan(by_page, by_box, dict(_by_place(by_page, sure[0])), dict(_by_place(by_box, sure[1])))


def _document(pages: Sequence[Page], data: bytes, source: str, kind: str) -> Document:
    blocks, parts, numbers = blocks_of(pages)
    if not blocks:
        raise UnreadableError("no_text_layer", "no print was recognised on the picture")
    notes = ["recognised from a picture"]
    if numbers:
        notes.append("page numbers left out: " + ", ".join(numbers))
    return Document(source, hashlib.sha256(data).hexdigest(), kind, tuple(blocks), parts, tuple(notes))


def _marks(line: Sequence[Glyph], height: int) -> Iterator[Mark]:
    """Yield a line's characters as marks in points.

    The recogniser places characters roughly: those closer than a space would be are set side by side.
    """
    tall = max(g.bottom - g.top for g in line)
    for n, glyph in enumerate(line):
        right = glyph.right
        if n + 1 < len(line) and 0 < line[n + 1].left - right < 0.6 * tall:
            right = line[n + 1].left
        base = height - glyph.bottom
        yield Mark(
            glyph.text,
            glyph.left * _POINT,
            base * _POINT,
            right * _POINT,
            (height - glyph.top) * _POINT,
            base * _POINT,
            tall * _POINT,
            False,
            glyph.confidence,
        )


Seen = list[tuple[Box, float]]


def _looked_at(picture: Picture, boxes: Sequence[Box], marks: Sequence[Mark]) -> tuple[Seen, Seen]:
    """Return the boxes as read from the page and as read one by one, each with its confidence."""
    least = {box.area: _least(box.area, marks) for box in boxes if box.area}
    cut: dict[int, Cut] = {}
    for n, box in enumerate(boxes):
        if box.area and (not box.text or _NUMERIC.fullmatch(box.text)):
            found = print_in(picture, box.area)
            if found is not None:
                cut[n] = found
    texts = dict(zip(cut, texts_of([c.grey for c in cut.values()]), strict=True)) if cut else {}
    by_page: Seen = []
    by_box: Seen = []
    for n, box in enumerate(boxes):
        own = least.get(box.area, 0.0) if box.area else 0.0
        if n not in texts:
            # Print on the page where the box shows none is dirt or a rule: then the box is not sure to be empty.
            doubtful = bool(box.text) and bool(_NUMERIC.fullmatch(box.text))
            by_page.append((box, own if box.text else 1.0))
            by_box.append((replace(box, text=_UNKNOWN), 0.0) if doubtful else (box, own if box.text else 1.0))
            continue
        text, confidence = texts[n]
        if cut[n].dash and all(t in _DASHES for t in (box.text, text)):
            text, confidence, own = "—", _DASH, _DASH
            box = replace(box, text=text)
        elif cut[n].minus and text[:1] not in _DASHES:
            confidence = 0.0  # both may have missed the sign
        by_page.append((replace(box, text=_number(box.text) or _UNKNOWN), own))
        by_box.append((replace(box, text=_number(text) or _UNKNOWN), confidence))
    return by_page, by_box


def _number(text: str) -> str:
    """Return the print of a numeric box without the spaces that a recogniser puts between digits."""
    joined = "".join(text.split())
    return joined if _NUMBER.fullmatch(joined) else text


def _least(area: Area, marks: Sequence[Mark]) -> float:
    left, bottom, right, top = area
    inside = [
        m.confidence for m in marks if left <= (m.left + m.right) / 2 < right and bottom < (m.bottom + m.top) / 2 <= top
    ]
    return min(inside, default=0.0)


def _by_place(document: Document, sure: Mapping[tuple[str, Area], float]) -> Iterator[tuple[tuple[str, int], float]]:
    for block in document.blocks:
        if isinstance(block, Grid):
            for cell in block.cells:
                if cell.area is not None:
                    place = cell.place
                    yield (place.part, place.start), sure.get((place.part, cell.area), 0.0)
