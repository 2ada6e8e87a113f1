"""Cells, checks, tables and places → what they are called by people, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from toolkit.check import Check
from toolkit.form import Column, FormError, Row, Table, load_form
from toolkit.form.labels import strip_enumerator
from toolkit.form.names import UnknownNameError, label, resolve
from toolkit.read import Gap, Place, Report
from toolkit.show.markup import phrase

_NAMED = 4  # so many terms of a sum are named one by one


def place_words(place: Place) -> str:
    """Return a place as one would slice it: `text[1890:1894]`, with the line where the part has lines."""
    line = f", line {place.line}" if place.line is not None else ""
    return f"{place.part}[{place.start}:{place.end}]{line}"


def table_of(report: Report, table: str) -> Table | None:
    """Return the form that a table of the report was printed in, None where it is not known."""
    return form_table(table, report.forms[table]) if table in report.forms else None


def form_table(table: str, edition: str) -> Table | None:
    """Return a table of an edition of the form, None where there is none of that name."""
    try:
        return load_form(edition).tables[table]
    except (KeyError, FormError):
        return None


def cell_words(key: str, lang: str) -> str:
    """Return a cell's name for people; one that no form has stands as it is."""
    try:
        return label(resolve(key), lang)
    except UnknownNameError:
        return key


def check_words(report: Report, check: Check, lang: str) -> str:
    """Return what a check says: the terms of both sides by name, a long sum by its ends.

    The column or row that it was tried in is not repeated in each term; `axis_words` says it once.
    """
    table = table_of(report, check.table)
    columns = {c.key: c.en if lang == "en" else c.labels[0] for c in table.columns} if table else {}
    along_row = table is not None and table.layout == "matrix" and any(r.key == check.axis for r in table.rows)

    def term(cell: str) -> str:
        row, _, column = cell.partition(".")[2].partition(".")
        if along_row:
            return columns.get(column, cell)
        return cell_words(f"{check.table}.{row}.total" if check.table == "requests" else cell, lang)

    every = {cell: term(cell) for cell in check.cells}
    shared = _shared(list(every.values()), lang) if table is not None and table.layout == "single_row" else ""

    def side(cells: Sequence[str]) -> str:
        names = [every[cell].removeprefix(shared) for cell in cells]
        if len(names) > _NAMED:
            names = [*names[:2], phrase("ui.more_cells", n=len(names))[lang == "en"]]
        return " + ".join(names)

    op = {"==": "=", "<=": "≤", ">=": "≥"}.get(check.op, check.op)
    said = f"{side(check.left_cells)} {op} {side(check.right_cells)}"
    return f"{shared.rstrip(': ')}{'：' if lang == 'zh' else ': '}{said}" if shared else said


def _shared(names: Sequence[str], lang: str) -> str:
    """Return what all names begin with and need to say only once: the head that their columns stand under."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    start = "".join(letters[0] for letters in alike)
    return start[: start.rfind(": ") + 2] if lang == "en" else start


def axis_words(report: Report, table_id: str, axis: str, lang: str) -> str:
    """Return the column or row that a rule was tried in, as the form prints it."""
    table = table_of(report, table_id)
    if table is None:
        return axis
    entries: list[Column | Row] = [*table.columns, *table.rows]
    for entry in entries:
        if entry.key == axis and entry.labels[0]:
            return entry.en if lang == "en" else strip_enumerator(entry.labels[0])
    section = {"zh": f"第{'〇一二三四'[table.section]}部分", "en": f"section {table.section}"}
    return section["en" if lang == "en" else "zh"]


def table_words(report: Report, table_id: str, lang: str) -> str:
    """Return a table's title; its id where its form is not known."""
    table = table_of(report, table_id) or _any_form(table_id)
    if table is None:
        return table_id
    return table.title_en if lang == "en" else table.titles[0]


def _any_form(table_id: str) -> Table | None:
    return load_form("format2021").tables.get(table_id) or load_form("format2019").tables.get(table_id)


def box_words(report: Report, gap: Gap, lang: str) -> str:
    """Return the cell or the row that a gap speaks of."""
    if gap.column:
        return cell_words(f"{gap.table}.{gap.row}.{gap.column}", lang)
    table = table_of(report, gap.table) or _any_form(gap.table)
    row = next((r for r in table.rows if r.key == gap.row), None) if table else None
    if row is None or not row.labels[0]:
        return gap.row
    return row.en if lang == "en" else strip_enumerator(row.labels[0])


def figure_words(value: Decimal | None) -> str:
    """Return a number as printed, “—” for none."""
    return "—" if value is None else f"{value:f}"
