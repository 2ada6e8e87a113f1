"""Lines of print that stand in columns without rules in, their text with a tab for each column boundary out.

Text alone does not tell which box of a row is empty; where its numbers stand below those of the rows around it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.read.formats.lattice import Mark, line_text, pieces_of

_VALUE = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?|[-—–―/／\\]{1,2}|无")
_NUMBERED = re.compile(r"\d{1,2}\s*[.．、]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、")
_LEAST = 3  # rows that tell where the columns stand
_FAR = 8.0  # sizes of print: rows farther apart are of two tables


@dataclass(slots=True)
class _Row:
    """A line that ends in values: the pieces of its label, and the values."""

    index: int
    label: list[list[Mark]]
    values: list[list[Mark]]

    @property
    def base(self) -> float:
        return self.values[0][0].base

    @property
    def left(self) -> float:
        return self.values[0][0].left


def in_columns(lines: Sequence[Sequence[Mark]]) -> Mapping[int, str]:
    """Return the text of the lines that text alone would misplace, by their place in `lines`; "" where it moved up.

    These are the rows that leave a column of their table empty, and those whose labels go on below the values.
    """
    texts: dict[int, str] = {}
    for rows in _tables(lines):
        columns = _columns(rows)
        labels = [[line_text(piece) for piece in row.label] for row in rows]
        moved: list[int] = []
        if _top_aligned(rows):
            for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
                stop = rows[number + 1].index if number + 1 < len(rows) else row.index + 1
                for index in range(row.index + 1, stop):
                    for piece in pieces_of(lines[index]):
                        label[_above(piece, row)] += line_text(piece)
                    moved.append(index)
        for row, label in zip(rows, labels, strict=True):
            over = bool(columns) and any(piece[-1].right > columns[0][0] for piece in row.label)
            if (moved or len(row.values) < len(columns)) and not over:  # a label printed over a box hides what is in it
                values = [line_text(piece) for piece in row.values]
                if columns:
                    at = {_column(piece, columns): text for piece, text in zip(row.values, values, strict=True)}
                    values = [at.get(c, "") for c in range(len(columns))]
                texts[row.index] = "\t".join([*label, *values])
        texts |= dict.fromkeys(moved, "")
    return texts


def _top_aligned(rows: Sequence[_Row]) -> bool:
    """Tell whether labels of several lines begin beside their values.

    Then the number of such a label stands beside them; in the middle of a label it would not.
    """
    long = [a for a, b in pairwise(rows) if b.index - a.index > 1]
    numbered = all(any(_NUMBERED.match(line_text(piece)) for piece in row.label) for row in long)
    return bool(long) and numbered and all(row.label for row in rows)


def _above(piece: Sequence[Mark], row: _Row) -> int:
    """Return which piece of a row's label a piece below goes on: the nearest from the left."""
    starts = [abs(part[0].left - piece[0].left) for part in row.label]
    return starts.index(min(starts))


def _tables(lines: Sequence[Sequence[Mark]]) -> Iterator[list[_Row]]:
    """Yield the rows that stand below one another, nothing but pieces of labels between."""
    rows: list[_Row] = []
    for index, line in enumerate(lines):
        pieces = pieces_of(line)
        count = 0
        while count < len(pieces) and _VALUE.fullmatch(line_text(pieces[-1 - count])):
            count += 1
        row = _Row(index, pieces[: len(pieces) - count], pieces[len(pieces) - count :]) if count else None
        if rows:
            far = rows[-1].base - line[0].base > _FAR * max(line[0].size, 1.0)
            edge = min(r.left for r in rows)
            words = row.label if row else pieces
            if far or any(piece[-1].right > edge for piece in words):
                if len(rows) >= _LEAST:
                    yield rows
                rows = []
        if row:
            rows.append(row)
    if len(rows) >= _LEAST:
        yield rows


def _columns(rows: Sequence[_Row]) -> list[tuple[float, float]]:
    """Return from where to where the columns reach: values that overlap from row to row are of one column."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((p[0].left, p[-1].right) for row in rows for p in row.values):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    # A column that two values of one row share is none: then nothing is known.
    shared = any(_column(a, columns) == _column(b, columns) for row in rows for a, b in pairwise(row.values))
    return [] if shared else columns


def _column(piece: Sequence[Mark], columns: Sequence[tuple[float, float]]) -> int:
    return next(i for i, (left, right) in enumerate(columns) if left <= piece[0].left <= right)
