"""What an official form is: plain frozen data, filled from TOML by `toolkit.form.load`.

Nothing here reads files or reports. Keys are the same concept in every edition; labels are the print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

NumberKind = Literal["integer", "signed_integer", "decimal", "money_with_unit"]
RowKind = Literal["data", "group"]
Layout = Literal["matrix", "single_row", "indicator_list"]
Operator = Literal["==", "<=", ">="]
Over = Literal["columns", "rows"]
Strength = Literal["official", "hierarchy", "soft"]


class FormError(Exception):
    """A form that contradicts itself; the message names the edition, the table and the row or identity."""


class NotComparableError(Exception):
    """Two editions count different things under one name; `reason` says what differs."""

    def __init__(self, key: str, from_edition: str, to_edition: str, reason: str) -> None:
        super().__init__(f"{key}: {from_edition} and {to_edition} are not comparable: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Header:
    """A head cell that spans columns and holds no number, such as 行政复议 or 法人或其他组织."""

    key: str
    labels: tuple[str, ...]
    en: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds numbers. `labels[0]` is the official head; `parent` names the `Header` it stands under.

    `needs_parent`: the label alone does not tell the column (总计 stands three times in section four; 其他 is a row
    too).
    """

    key: str
    labels: tuple[str, ...]
    en: str
    unit: str
    kind: NumberKind
    order: int
    verification: str
    parent: str | None = None
    needs_parent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form. `labels[0]` is the official print with its enumerator; a group holds no numbers of its own.

    `number` overrides the column's kind of number for this row alone; `legal_basis` names the article behind it.
    """

    key: str
    labels: tuple[str, ...]
    en: str
    level: int
    parent: str | None
    kind: RowKind
    unit: str
    verification: str
    order: int
    needs_parent: bool = False
    number: NumberKind | None = None
    legal_basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """One arithmetic rule: sum of `left` `op` sum of `right`.

    `over` "columns": the keys are rows, and the rule is tried down every column. `over` "rows": the keys are
    columns, and it is tried along every data row. In a `cross_year` rule a key ends in "@prior" or "@year".
    """

    id: str
    table: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    op: Operator
    over: Over
    basis: str
    strength: Strength
    note: str
    version: int
    cross_year: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the form. `header_words` are the words by which this edition of it is known."""

    id: str
    section: int  # 2, 3 or 4; 0 is the annex of the 2014 system
    titles: tuple[str, ...]
    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    identities: tuple[Identity, ...]
    header_words: tuple[str, ...]
    notes: tuple[str, ...]
    headers: tuple[Header, ...] = ()
    title_en: str = ""

    @property
    def data_rows(self) -> tuple[Row, ...]:
        """The rows that hold numbers, in printed order."""
        return tuple(row for row in self.rows if row.kind == "data")

    def row(self, key: str) -> Row:
        """Return the row named `key`; KeyError when the table has none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(f"{self.id} has no row {key}")

    def column(self, key: str) -> Column:
        """Return the column named `key`; KeyError when the table has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.id} has no column {key}")

    def header(self, key: str) -> Header:
        """Return the spanning head named `key`; KeyError when the table has none."""
        for header in self.headers:
            if header.key == key:
                return header
        raise KeyError(f"{self.id} has no header {key}")

    def leaves(self, key: str) -> tuple[Row, ...]:
        """Return the data rows under group `key`, at any depth; a data row is its own only leaf."""
        if self.row(key).kind == "data":
            return (self.row(key),)
        found: list[Row] = []
        for row in self.rows:
            if row.parent == key:
                found.extend(self.leaves(row.key))
        return tuple(found)

    @property
    def cell_keys(self) -> tuple[tuple[str, str], ...]:
        """Every (row, column) that holds a number, row by row."""
        return tuple((row.key, column.key) for row in self.data_rows for column in self.columns)


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the form: its tables in printed order, its legal source and the years it serves."""

    id: str
    name_zh: str
    name_en: str
    source: str
    years: tuple[int, ...]
    status: str
    tables: Mapping[str, Table]
    verification: str = ""
    open_ended: bool = False  # still in use after the last of `years`

    def has_cell(self, table: str, row: str, column: str) -> bool:
        """Tell whether the form has this box."""
        return table in self.tables and (row, column) in self.tables[table].cell_keys
