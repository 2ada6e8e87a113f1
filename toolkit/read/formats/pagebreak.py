"""The two halves of a table that a page break cuts in, one table out: columns matched, cut rows and labels mended.

Only places on the page and the shape of the print are looked at, never what a form says. Where it is not plain that a
row was cut, its halves stay two rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.read.formats.linear import Box

Owned = tuple[int, Box]
"""A cell and the number of the page it begins on."""

_NEAR = 4.0  # points: edges as far apart as this are one edge
_NUMBERED = re.compile(r"\s*(?:\d{1,2}\s*[.．、)）]|[（(]?\s*[一二三四五六七八九十]{1,3}\s*[）)、.．])")
_NUMBER = re.compile(r"[-\d.,，．\s]*\d[-\d.,，．\s]*")


def join(upper: Sequence[Owned], lower: Sequence[Owned]) -> list[Owned] | None:
    """Return both halves as one table, or None where the lower one is not as wide as the upper.

    Every box must have its `area`. A cell that the break cuts is given whole, on the page where it begins.
    """
    edges = [_ends([b for _, b in half]) for half in (upper, lower)]
    if abs(edges[0][0] - edges[1][0]) > _NEAR or abs(edges[0][1] - edges[1][1]) > _NEAR:
        return None
    borders = _borders([b for _, b in (*upper, *lower)])
    above = [(page, _placed(box, borders, 0)) for page, box in upper]
    height = max(b.row + b.row_span for _, b in above)
    below = [(page, _placed(box, borders, height)) for page, box in lower]
    at_edge = {(b.column, b.column_span): i for i, (_, b) in enumerate(above) if b.row + b.row_span == height}
    first = [b for _, b in below if b.row == height]
    pairs = {b.column: at_edge[b.column, b.column_span] for b in first if (b.column, b.column_span) in at_edge}
    cut = len(pairs) == len(first) and _is_cut([(above[pairs[b.column]][1], b) for b in first])
    joined = list(above)
    for page, box in below:
        index = pairs.get(box.column) if box.row == height else None
        if index is not None:
            owner, old = joined[index]
            if cut or _goes_on(old, box):
                text = f"{old.text}\n{box.text}" if old.text and box.text else old.text or box.text
                joined[index] = owner, replace(old, text=text, row_span=old.row_span + box.row_span - cut)
                continue
        joined.append((page, replace(box, row=box.row - cut)))
    return joined


def _is_cut(pairs: Sequence[tuple[Box, Box]]) -> bool:
    """Tell whether the first row below is the rest of the last row above, from their cells side by side."""
    rest = [(old, new) for old, new in pairs if new.text]
    if not rest or any(_NUMBER.fullmatch(new.text) for _, new in rest):
        return _numbers_alone(pairs)
    if any(not old.text or _NUMBERED.match(new.text) or _NUMBER.fullmatch(old.text) for old, new in rest):
        return False
    if 2 * len(rest) > len(pairs):
        return False
    numbers = any(_NUMBER.fullmatch(old.text) for old, _ in pairs)
    if numbers:  # rows of one table are all numbered or none is
        return all(_NUMBERED.match(old.text) for old, _ in rest)
    return not pairs[0][1].text  # heads: a label of its own would stand at the left


def _numbers_alone(pairs: Sequence[tuple[Box, Box]]) -> bool:
    """Tell a row of numbers without a label below a label without numbers."""
    numbers = [old for old, new in pairs if _NUMBER.fullmatch(new.text)]
    labels = [old for old, new in pairs if old.text]
    return (
        bool(numbers)
        and bool(labels)
        and all(not new.text or _NUMBER.fullmatch(new.text) for _, new in pairs)
        and all(not old.text for old in numbers)
    )


def _goes_on(old: Box, new: Box) -> bool:
    """Tell whether a cell over several rows goes on below the break: without text, or with the rest of its label."""
    if old.row_span == 1 and new.row_span == 1:
        return False
    if not old.text:
        return not new.text
    return not new.text or (bool(_NUMBERED.match(old.text)) and not _NUMBERED.match(new.text))


def _area(box: Box) -> tuple[float, float, float, float]:
    assert box.area is not None
    return box.area


def _ends(boxes: Sequence[Box]) -> tuple[float, float]:
    return min(_area(b)[0] for b in boxes), max(_area(b)[2] for b in boxes)


def _borders(boxes: Sequence[Box]) -> list[float]:
    out: list[float] = []
    for place in sorted(p for b in boxes for p in (_area(b)[0], _area(b)[2])):
        if not out or place - out[-1] > _NEAR:
            out.append(place)
    return out


def _placed(box: Box, borders: list[float], down: int) -> Box:
    """Return a box in the columns that both halves share, `down` rows lower."""
    left, _, right, _ = _area(box)
    column, end = (min(range(len(borders)), key=lambda i: abs(borders[i] - x)) for x in (left, right))
    return replace(box, row=box.row + down, column=column, column_span=max(1, end - column))
