"""A table of the form → the lines of its official layout: boxes with their spans. Knows nothing of reports or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from toolkit.form import Column, Row, Table
from toolkit.show.markup import phrase

_ASIDE = re.compile(r" \([^()]*\)$")
Kind = Literal["head", "label", "cell"]


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a printed table; `row` and `column` are form keys, where it has them."""

    kind: Kind
    zh: str = ""
    en: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    rows: int = 1
    columns: int = 1
    indent: int = 0

    @property
    def key(self) -> str:
        """The cell's name, `table.row.column`."""
        return f"{self.table}.{self.row}.{self.column}"


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as lines of boxes; `width` counts its columns."""

    head: tuple[tuple[Box, ...], ...]
    body: tuple[tuple[Box, ...], ...]
    width: int


def lay_out(table: Table) -> Layout:
    """Return the official layout of one table of sections three and four, or of the table of 2014."""
    if table.layout == "indicator_list":
        return _listed(table)
    depth = 0 if table.layout == "single_row" else _depth(table)
    heads = _heads(table, depth)
    return Layout(heads, tuple(_rows(table, depth)), depth + len(table.columns))


def stack(tables: Sequence[Table]) -> Layout:
    """Return the tables of section two as the form prints them, one under the other and equally wide."""
    width = 1 + max((len(table.columns) for table in tables), default=1)
    lines: list[tuple[Box, ...]] = []
    for table in tables:
        lines.append((Box("head", table.titles[0], table.title_en, table.id, columns=width),))
        item_zh, item_en = phrase("ui.item")
        heads = [Box("head", item_zh, item_en)]
        heads += [Box("head", c.labels[0], c.en, table.id, "", c.key) for c in table.columns]
        lines.append(_widen(heads, width))
        for row in table.data_rows:
            boxes = [Box("label", row.labels[0], row.en, table.id, row.key)]
            boxes += [Box("cell", table=table.id, row=row.key, column=c.key) for c in table.columns]
            lines.append(_widen(boxes, width))
    return Layout((), tuple(lines), width)


def _widen(boxes: list[Box], width: int) -> tuple[Box, ...]:
    """Let the last box take what is left of the width."""
    last = boxes[-1]
    rest = width - len(boxes) + 1
    wide = Box(last.kind, last.zh, last.en, last.table, last.row, last.column, columns=rest)
    return (*boxes[:-1], wide)


def _groups(table: Table, row: Row) -> tuple[Row, ...]:
    """Return the groups a row stands under, outermost first."""
    found: list[Row] = []
    parent = row.parent
    while parent is not None:
        above = table.row(parent)
        if above.kind == "group":
            found.insert(0, above)
        parent = above.parent
    return tuple(found)


def _depth(table: Table) -> int:
    """Return how many label columns stand left of the numbers."""
    return max(len(_groups(table, row)) + 1 for row in table.data_rows)


def _rows(table: Table, depth: int) -> list[tuple[Box, ...]]:
    lines: list[tuple[Box, ...]] = []
    opened: set[str] = set()
    for row in table.data_rows:
        groups = _groups(table, row)
        line: list[Box] = []
        for group in groups:
            if group.key not in opened:
                opened.add(group.key)
                height = len(table.leaves(group.key))
                line.append(Box("label", group.labels[0], _english(group), table.id, group.key, rows=height))
        if depth:
            span = depth - len(groups)
            line.append(Box("label", row.labels[0], _english(row), table.id, row.key, columns=span))
        line += [Box("cell", table=table.id, row=row.key, column=c.key) for c in table.columns]
        lines.append(tuple(line))
    return lines


def _english(row: Row) -> str:
    return _short(row.en) if row.parent else row.en


def _short(english: str) -> str:
    """Return an English label without the name of its group, which stands beside it, and without its closing aside.

    >>> _short("denied: one of three types (personnel, logistics)"), _short("granted in part (severed)")
    ('one of three types', 'granted in part')
    """
    before, mark, rest = english.partition(": ")
    label = rest if mark and " (" not in before else english
    return _ASIDE.sub("", label)


def _path(table: Table, column: Column) -> tuple[str, ...]:
    """Return the heads a column stands under, outermost first."""
    found: list[str] = []
    parent = column.parent
    while parent is not None:
        found.insert(0, parent)
        parent = table.header(parent).parent
    return tuple(found)


def _heads(table: Table, depth: int) -> tuple[tuple[Box, ...], ...]:
    paths = [_path(table, column) for column in table.columns]
    height = max(len(path) for path in paths) + 1
    lines: list[list[Box]] = [[] for _ in range(height)]
    if depth:
        zh, en = phrase(f"heads.{table.id}") if table.id == "requests" else ("", "")
        lines[0].append(Box("head", zh, en, rows=height, columns=depth))
    for level in range(height):
        at = 0
        for prefix, run in groupby(paths, key=lambda path, n=level: path[: n + 1]):  # type: ignore[misc]
            columns = len(list(run))
            if len(prefix) > level:
                header = table.header(prefix[level])
                lines[level].append(Box("head", header.labels[0], header.en, columns=columns))
            else:
                for n in range(at, at + columns):
                    if len(paths[n]) == level:
                        lines[level].append(_column_head(table, table.columns[n], height - level))
            at += columns
    return tuple(tuple(line) for line in lines)


def _column_head(table: Table, column: Column, rows: int) -> Box:
    english = _short(column.en) if column.parent else column.en
    return Box("head", column.labels[0], english, table.id, "", column.key, rows=rows)


def _listed(table: Table) -> Layout:
    lines: list[tuple[Box, ...]] = []
    for row in table.rows:
        label = Box("label", row.labels[0], row.en, table.id, row.key, indent=row.level - 1)
        cells = [Box("cell", table=table.id, row=row.key, column=c.key) for c in table.columns]
        lines.append((label, *cells) if row.kind == "data" else (Box("label", row.labels[0], row.en, table.id, row.key,
                     columns=1 + len(table.columns), indent=row.level - 1),))  # fmt: skip
    return Layout((), tuple(lines), 1 + len(table.columns))
