"""The first lesson: one table as it is found, and the same table tidied."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

import polars as pl

from toolkit.form import load_form
from toolkit.teach.invent import bodies, invent, seeded, words
from toolkit.teach.layout import grid, sheets
from toolkit.teach.page import Draft, draft
from toolkit.teach.slips import seed_slip

_SLIPS = ("blank_for_zero", "slash_for_zero", "unit_in_cell")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A requests table: `messy` is the sheet as rows of print, merged boxes empty; `tidy` one row per cell.

    `tidy` has row, column (keys of the form), text (the print), value (a whole number; null where none is printed)
    and state: read, blank or placeholder. A blank is not a zero.
    """

    messy: pl.DataFrame
    tidy: pl.DataFrame


def pair(seed: int = 1) -> Lesson:
    """Return the messy and the tidy table of one invented report; the same seed gives the same pair."""
    page = messy_table(f"pair {seed}")
    return Lesson(_messy(page), _tidy(page))


def messy_table(seed: str) -> Draft:
    """Return a report whose requests table holds blanks, slashes and a unit."""
    random = seeded(seed)
    (body,) = bodies(random, 1)
    page = draft(invent(body, words()["years"][-1], seed)[1], "tab_rows", seed)
    for slip in _SLIPS:
        for _ in range(20):  # until one falls into the requests table
            made = seed_slip(page, slip, random)
            if made is not None and all(place.cell.startswith("requests.") for place in made[1].places):
                page = made[0]
                break
    return replace(page, sentences=())


def _messy(page: Draft) -> pl.DataFrame:
    rows = [
        ["" if box is None else box.text for box in line]
        for line in grid(sheets(load_form(page.edition), page.figures)["requests"])
    ]
    return pl.DataFrame(rows, schema=[f"column_{n + 1}" for n in range(len(rows[0]))], orient="row")


def _tidy(page: Draft) -> pl.DataFrame:
    table = load_form(page.edition).tables["requests"]
    rows = []
    for row, column in table.cell_keys:
        text = page.figures[f"requests.{row}.{column}"]
        digits = text.removesuffix("件")
        state = "blank" if not text else "read" if digits.isdigit() else "placeholder"
        rows.append((row, column, text, int(digits) if state == "read" else None, state))
    return pl.DataFrame(
        rows,
        schema={"row": pl.String, "column": pl.String, "text": pl.String, "value": pl.Int64, "state": pl.String},
        orient="row",
    )


def messy_csv(page: Draft) -> str:
    """Return the messy table as a sheet would be saved."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(_messy(page).rows())
    return text.getvalue()


def tidy_csv(page: Draft) -> str:
    """Return the tidy table as CSV."""
    return _tidy(page).write_csv(line_terminator="\n")
