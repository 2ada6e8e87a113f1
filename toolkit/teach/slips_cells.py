"""Slips of figures: each takes a draft and a random source and gives the draft with the slip and the places it changed.

None where the draft offers no place for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from toolkit.form import load_form
from toolkit.teach.errors import Wrong
from toolkit.teach.page import Draft

Slipped = tuple[Draft, tuple[Wrong, ...]] | None
_TWO = 2
_PLACES = ("requests.", "requests.", "requests.", "reconsideration_litigation.", "art20_")  # weighted by repetition


def digits_swapped(page: Draft, random: Random) -> Slipped:
    """Swap two neighbouring digits that differ."""
    swaps = {
        cell: [
            text[:n] + text[n + 1] + text[n] + text[n + 2 :]
            for n in range(len(text) - 1)
            if text[n] != text[n + 1] and "." not in text[n : n + 2] and not (n == 0 and text[1] == "0")
        ]
        for cell, text in page.figures.items()
        if len(text) >= _TWO and text[0].isdigit()
    }
    return _one(page, random, swaps)


def digit_lost(page: Draft, random: Random) -> Slipped:
    """Leave a digit out."""
    losses = {
        cell: sorted({t for n in range(len(text)) if (t := text[:n] + text[n + 1 :])[0] not in "0."})
        for cell, text in page.figures.items()
        if len(text) >= _TWO and text.isdigit()
    }
    return _one(page, random, losses)


def wrong_total(page: Draft, random: Random) -> Slipped:
    """Print a total that is not the sum."""
    totals = {
        cell: [str(int(text) + step) for step in (-10, -2, -1, 1, 2, 10) if int(text) + step > 0]
        for cell, text in page.figures.items()
        if cell.endswith((".total", "_total")) and not cell.startswith("art20_") and text.isdigit() and text != "0"
    }
    return _one(page, random, totals)


def blank_for_zero(page: Draft, random: Random) -> Slipped:
    """Leave one to three zeros out."""
    return _zeros(page, random, "")


def slash_for_zero(page: Draft, random: Random) -> Slipped:
    """Print a slash for one to three zeros."""
    return _zeros(page, random, "/")


def unit_in_cell(page: Draft, random: Random) -> Slipped:
    """Print the unit beside a number."""
    with_unit = {
        cell: [text + ("万元" if cell.startswith("art20_8.") else "件")]
        for cell, text in page.figures.items()
        if text not in ("", "0", "/") and text[-1].isdigit()
    }
    return _one(page, random, with_unit)


def row_shifted(page: Draft, random: Random) -> Slipped:
    """Move the numbers of a row one column to the right; the last falls off."""
    table = load_form(page.edition).tables["requests"]
    lines = [[f"requests.{row.key}.{column.key}" for column in table.columns] for row in table.data_rows]
    return _shifted(page, random, lines)


def column_shifted(page: Draft, random: Random) -> Slipped:
    """Move the numbers of a column one row down; the last falls off."""
    table = load_form(page.edition).tables["requests"]
    lines = [[f"requests.{row.key}.{column.key}" for row in table.data_rows] for column in table.columns]
    return _shifted(page, random, lines)


def _shifted(page: Draft, random: Random, lines: Sequence[Sequence[str]]) -> Slipped:
    """Put a 0 in front of the n-th box of one of the lines."""
    ways = []
    for line in lines:
        prints = [page.figures[cell] for cell in line]
        for n in range(len(line) - 1):
            changed = {
                cell: new
                for cell, old, new in zip(line[n:], prints[n:], ["0", *prints[n:-1]], strict=True)
                if old != new
            }
            if len(changed) >= _TWO and prints[n] != "0":
                ways.append(changed)
    return _changed(page, ways[random.randrange(len(ways))]) if ways else None


def _zeros(page: Draft, random: Random, text: str) -> Slipped:
    zeros = [cell for cell, old in page.figures.items() if old == "0" and cell.startswith("requests.")]
    wanted = random.randint(1, 3)
    if len(zeros) < wanted:
        return None
    return _changed(page, dict.fromkeys((zeros.pop(random.randrange(len(zeros))) for _ in range(wanted)), text))


def _one(page: Draft, random: Random, ways: Mapping[str, Sequence[str]]) -> Slipped:
    """Change one cell in one of its ways: first a table is drawn, then a cell, then a way."""
    start = _PLACES[random.randrange(len(_PLACES))]
    cells = [cell for cell, texts in ways.items() if texts]
    cells = [cell for cell in cells if cell.startswith(start)] or cells
    if not cells:
        return None
    cell = cells[random.randrange(len(cells))]
    return _changed(page, {cell: ways[cell][random.randrange(len(ways[cell]))]})


def _changed(page: Draft, new: Mapping[str, str]) -> Slipped:
    places = tuple(Wrong(cell, text, page.figures[cell]) for cell, text in new.items())
    return replace(page, figures={**page.figures, **new}), places
