"""What is recorded of a seeded error: the places it changed, and which evidence can show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from toolkit.check import Outcome, check_table
from toolkit.form import Table, load_form
from toolkit.teach.page import Draft
from toolkit.teach.prose import Statements

Evidence = Literal["identity", "claim", "year", "reading", "none"]
EVIDENCE: tuple[Evidence, ...] = ("identity", "claim", "year", "reading", "none")
PROSE, PAGE = "prose", "page"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One place that an error changed.

    `cell` is `table.row.column`, `table.row.label` for print in a label box, "prose" for a sentence, "page" for the
    whole page. `printed` and `true` are prints; of a sentence `quote` is its text as printed.
    """

    cell: str
    printed: str
    true: str
    quote: str = ""
    about: str = ""  # the measure that a wrong sentence states


@dataclass(frozen=True, slots=True)
class Error:
    """One seeded error: the slip, its places, and the evidence that shows it ("none" where nothing does)."""

    slip: str
    places: tuple[Wrong, ...]
    caught: tuple[Evidence, ...]


def numbers(page: Draft) -> dict[str, Decimal | None]:
    """Return the numbers that a page's cells state; a unit beside a number leaves the number, a lost box none."""
    found: dict[str, Decimal | None] = {}
    for cell, text in page.figures.items():
        number = re.match(r"-?\d+(\.\d+)?", text)
        found[cell] = Decimal(number[0]) if number else None
    columns = [column.key for column in load_form(page.edition).tables["requests"].columns]
    for row, count in page.lost.items():
        found.update(dict.fromkeys(f"requests.{row}.{column}" for column in columns[-count:]))
    return found


def caught(before: Draft, after: Draft, by_reading: bool) -> tuple[Evidence, ...]:
    """Return what shows the difference between two drafts, worked out from the figures and not by reading the page."""
    told: list[Evidence] = []
    if failing_identities(after) - failing_identities(before):
        told.append("identity")
    if wrong_statements(after) - wrong_statements(before):
        told.append("claim")
    if broken_chains(after) - broken_chains(before):
        told.append("year")
    if by_reading:
        told.append("reading")
    return tuple(told) or ("none",)


def failing_identities(page: Draft) -> set[str]:
    """Return the identities of the form that fail, as "id@axis"."""
    known = numbers(page)
    found: set[str] = set()
    for table in load_form(page.edition).tables.values():
        checks = check_table(table, _of_table(table, known))
        found |= {f"{table.id}.{check.id}@{check.axis}" for check in checks if check.outcome is Outcome.FAILS}
    return found


def broken_chains(page: Draft) -> set[str]:
    """Return what does not go with the year before: rules that fail, as "id@axis", and a table posted again.

    None of these without the year before.
    """
    if page.prior is None:
        return set()
    known = numbers(page)
    before = {cell: Decimal(text) for cell, text in page.prior.items()}
    again = all(known[cell] == value for cell, value in before.items() if cell.startswith("requests."))
    found: set[str] = {"requests.reposted"} if again else set()
    for table in load_form(page.edition).tables.values():
        for identity in table.identities:
            if not identity.cross_year:
                continue
            axes = [c.key for c in table.columns] if identity.over == "columns" else [r.key for r in table.data_rows]
            for axis in axes:
                sides = [
                    [_term(table, identity.over, axis, term, known, before) for term in side]
                    for side in (identity.left, identity.right)
                ]
                left, right = (None if None in side else sum(v for v in side if v is not None) for side in sides)
                if left is not None and right is not None and left != right:
                    found.add(f"{table.id}.{identity.id}@{axis}")
    return found


def _term(
    table: Table, over: str, axis: str, term: str, known: Mapping[str, Decimal | None], before: Mapping[str, Decimal]
) -> Decimal | None:
    key, _, year = term.partition("@")
    cell = f"{table.id}.{key}.{axis}" if over == "columns" else f"{table.id}.{axis}.{key}"
    return before.get(cell) if year == "prior" else known.get(cell)


def wrong_statements(page: Draft) -> set[tuple[str, str]]:
    """Return the numbers of the prose that differ from what their words name, as (measure, print)."""
    prints = {cell: "" if value is None else f"{value:f}" for cell, value in numbers(page).items()}
    known = Statements(prints, page.prior)
    return {
        (stated.measure, stated.text)
        for sentence in page.sentences
        for stated in sentence.stated
        if (should := known.printed(stated.measure, stated.places)) is not None and should != stated.text
    }


def _of_table(table: Table, known: Mapping[str, Decimal | None]) -> dict[tuple[str, str], Decimal | None]:
    return {(row, column): known.get(f"{table.id}.{row}.{column}") for row, column in table.cell_keys}
