"""Figures → the official tables as rows of boxes, the way an office's word processor holds them.

The inverse of `read`: every renderer, text or file, draws these boxes. Layouts follow 国办公开办函〔2019〕60号 and
〔2021〕30号: the requests table is 10 columns wide with three header rows, section four has three header rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.form import Form, Table

Figures = Mapping[str, str]  # table.row.column → print; a missing cell is blank


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a table, where it begins; `kind` is label, head or value."""

    text: str
    kind: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its rows of boxes (covered boxes left out) and its width in columns."""

    table: str
    rows: tuple[tuple[Box, ...], ...]
    width: int


def sheets(form: Form, figures: Figures) -> dict[str, Sheet]:
    """Return the form's tables, filled in."""
    makers = {"requests": _requests, "reconsideration_litigation": _cases}
    return {key: makers.get(key, _article20)(table, figures) for key, table in form.tables.items()}


def _values(table: Table, row: str, figures: Figures) -> tuple[Box, ...]:
    return tuple(Box(figures.get(f"{table.id}.{row}.{column.key}", ""), "value") for column in table.columns)


def _article20(table: Table, figures: Figures) -> Sheet:
    width = len(table.columns) + 1
    head = (Box("信息内容", "head"), *(Box(column.labels[0], "head") for column in table.columns))
    body = tuple((Box(row.labels[0], "label"), *_values(table, row.key, figures)) for row in table.data_rows)
    return Sheet(table.id, ((Box(table.titles[0], "head", 1, width),), head, *body), width)


def _requests(table: Table, figures: Figures) -> Sheet:
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    columns = table.columns
    organisations = [c for c in columns if c.key.startswith("org_")]
    rows: list[tuple[Box, ...]] = [
        (Box(note, "head", 3, 3), Box("申请人情况", "head", 1, len(columns))),
        (
            Box(columns[0].labels[0], "head", 2),
            Box("法人或其他组织", "head", 1, len(organisations)),
            Box("总计", "head", 2),
        ),
        tuple(Box(c.labels[0], "head") for c in organisations),
    ]
    opened: set[str] = set()
    for row in table.data_rows:
        path = _ancestors(table, row.key)
        labels = [Box(table.row(key).labels[0], "label", len(table.leaves(key))) for key in path if key not in opened]
        opened.update(path)
        labels.append(Box(row.labels[0], "label", 1, 3 - len(path)))
        rows.append((*labels, *_values(table, row.key, figures)))
    return Sheet(table.id, tuple(rows), 3 + len(columns))


def _ancestors(table: Table, key: str) -> list[str]:
    path: list[str] = []
    parent = table.row(key).parent
    while parent is not None:
        path.insert(0, parent)
        parent = table.row(parent).parent
    return path


def _cases(table: Table, figures: Figures) -> Sheet:
    names = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return Sheet(
        table.id,
        (
            (Box("行政复议", "head", 1, 5), Box("行政诉讼", "head", 1, 10)),
            (
                *(Box(name, "head", 2) for name in names),
                Box("未经复议直接起诉", "head", 1, 5),
                Box("复议后起诉", "head", 1, 5),
            ),
            tuple(Box(name, "head") for name in names * 2),
            _values(table, "cases", figures),
        ),
        15,
    )


def grid(sheet: Sheet) -> list[list[Box | None]]:
    """Return the sheet as a full grid; None where a box is covered by a span."""
    height = len(sheet.rows)
    cells: list[list[Box | None]] = [[None] * sheet.width for _ in range(height)]
    taken = [[False] * sheet.width for _ in range(height)]
    for r, row in enumerate(sheet.rows):
        c = 0
        for box in row:
            while c < sheet.width and taken[r][c]:
                c += 1
            cells[r][c] = box
            for dr in range(box.row_span):
                for dc in range(box.column_span):
                    if r + dr < height and c + dc < sheet.width:
                        taken[r + dr][c + dc] = True
            c += box.column_span
    return cells
