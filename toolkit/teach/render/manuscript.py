"""Reports and figures → manuscripts: what a report prints, section by section, before any format is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from toolkit.form import load_form
from toolkit.read import Report
from toolkit.teach.layout import Box, Sheet, sheets
from toolkit.teach.render.variation import Variation

HEADINGS = {
    1: "总体情况",
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
    5: "存在的主要问题及改进情况",
    6: "其他需要报告的事项",
}
"""The six standard headings, 国办公开办函〔2019〕60号 and 〔2021〕30号."""
NUMERALS = "零一二三四五六"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is to be printed: title, prose by section (0 is the preamble) and the boxes of each table.

    `forms` names, in printed order, the edition each table is laid out in; `figures` is the print of each cell, by
    `table.row.column`, a missing one being blank.
    """

    title: str
    forms: Mapping[str, str]
    figures: Mapping[str, str]
    prose: Mapping[int, Sequence[str]]

    @property
    def has_blanks(self) -> bool:
        """Tell whether a box of the tables is empty."""
        return any(
            not self.figures.get(f"{table}.{row.key}.{column.key}")
            for table, edition in self.forms.items()
            for row in load_form(edition).tables[table].data_rows
            for column in load_form(edition).tables[table].columns
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading: its number and its words without it."""

    number: int
    words: str

    @property
    def text(self) -> str:
        """The heading as typed."""
        return f"{NUMERALS[self.number]}、{self.words}"


Piece = str | Heading | Sheet


def manuscript_of(report: Report) -> Manuscript:
    """Return what a report prints, as far as the report holds it: title, prose line by line, and every cell's print."""
    title = " ".join(report.organ.evidence.split())
    prose: dict[int, list[str]] = {}
    heads = tuple(f"{n}、" for n in NUMERALS[1:])
    for passage in report.passages:
        for line in passage.text.splitlines():
            text = " ".join(line.split())
            if text and text != title and not text.startswith(heads):
                prose.setdefault(passage.section or 0, []).append(text)
    order = {table: n for n, table in enumerate(load_form("format2019").tables)}
    forms = dict(sorted(report.forms.items(), key=lambda item: order.get(item[0], len(order))))
    return Manuscript(title, forms, {cell.key: cell.text for cell in report.cells}, prose)


def pieces(manuscript: Manuscript, variation: Variation, random: Random) -> list[Piece]:
    """Return the manuscript's title, headings, paragraphs and tables in the order of the form."""
    laid = {
        table: dressed(sheets(load_form(edition), manuscript.figures)[table], variation, random)
        for table, edition in manuscript.forms.items()
    }
    out: list[Piece] = [manuscript.title]
    for number in range(7):
        if number:
            entity = variation.entity if number in (3, 4) else ""
            out.append(Heading(number, entity + HEADINGS[number]))
        out += manuscript.prose.get(number, ())
        out += [s for t, s in laid.items() if load_form(manuscript.forms[t]).tables[t].section == number]
    return out


def dressed(sheet: Sheet, variation: Variation, random: Random) -> Sheet:
    """Return the sheet with heads broken over lines, numbers between spaces and blanks as the variation has them."""

    def dress(box: Box) -> Box:
        if box.kind == "head" and variation.split_heads and 4 <= len(box.text) <= 8 and random.random() < 0.6:
            half = len(box.text) // 2
            return replace(box, text=f"{box.text[:half]}\n{box.text[half:]}")
        if box.kind == "value" and not box.text:
            return replace(box, text=variation.blank)
        if box.kind == "value" and variation.padded and random.random() < 0.3:
            return replace(box, text=random.choice((" {}", "{} ", " {} ")).format(box.text))
        return box

    return replace(sheet, rows=tuple(tuple(dress(box) for box in row) for row in sheet.rows))


def covering(cells: Sequence[Sequence[Box | None]], row: int, column: int) -> tuple[Box, str]:
    """Return the box over a place at its left edge, and whether it begins there ("start"), goes on ("on") or is plain.

    `cells` is the sheet as `layout.grid` gives it.
    """
    at = row
    while cells[at][column] is None:
        at -= 1
    box = cells[at][column]
    assert box is not None
    return box, "on" if at < row else "start" if box.row_span > 1 else ""
