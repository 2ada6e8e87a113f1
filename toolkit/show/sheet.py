"""A report → the clerk's sheet: a workbook laid out like the official form, each finding a comment on its cell.

The same report gives the same bytes: no clock, no name of a machine. Print is never changed; what is proposed or
proven stands in the comments and in the list on the second sheet.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from toolkit.read import Cell, State
from toolkit.show.finding import Finding
from toolkit.show.findings import findings
from toolkit.show.layout import Box, Layout
from toolkit.show.markup import phrase
from toolkit.show.tables import layouts
from toolkit.study.view import ReportView

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

_DAY = datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest that a zip can say; it stands for “no day”
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_DIGITS = 15  # more than a spreadsheet keeps of a number
_WIDTHS = (12, 14, 40)  # of the columns of labels, in letters; a Chinese character takes two
_WIDTH, _HEIGHT = 11, 15  # of all other columns, and of a line of print in points
_FILLS = {"repair": "F7C5A8", "tied": "FBE3D3", "claim": "FBE2B5"}  # the worst finding on a cell colours it
_LIST_WIDTHS = (6, 14, 70, 70, 40)

Lang = Literal["zh", "en"]


def report_sheet(view: ReportView, lang: Lang = "zh") -> bytes:
    """Return the workbook: the form as printed with findings as comments, and a sheet that lists them."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "ogi"
    book.properties.created = book.properties.modified = _DAY
    form = book.worksheets[0]
    form.title = _say("sheet.form", lang)
    found = findings(view)
    _form(form, view, found, lang)
    _listed(book.create_sheet(_say("sheet.list", lang)), found, lang)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase(key, **values)[lang == "en"]


def _timeless(data: bytes) -> bytes:
    """Return the workbook without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            if name == "docProps/core.xml":
                body = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", body)
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            after.writestr(info, body)
    return out.getvalue()


# --- the form


def _form(sheet: Worksheet, view: ReportView, found: Sequence[Finding], lang: Lang) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    report = view.report
    cells = {cell.key: cell for cell in report.cells}
    told = _told(view, found, lang)
    title = f"{report.organ.value or '?'} {report.year.value or '?'}"
    _write(sheet, 1, 1, title).font = Font(bold=True, size=14)
    _write(sheet, 2, 1, _say("sheet.note", lang, n=len(found)))
    at, width = 4, 1
    for layout, table in layouts(tuple(report.forms.items())):
        heading = (
            _say(f"sections.{table.section}", lang) if table.section else _in(lang, table.titles[0], table.title_en)
        )
        _write(sheet, at, 1, heading).font = Font(bold=True)
        at = _laid(sheet, layout, at + 1, cells, told, lang) + 1
        width = max(width, layout.width)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(column)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _laid(
    sheet: Worksheet,
    layout: Layout,
    top: int,
    cells: Mapping[str, Cell],
    told: Mapping[str, tuple[str, str]],
    lang: Lang,
) -> int:
    """Write the lines of a table from row `top` on and return the row after it; boxes keep their spans."""
    taken: set[tuple[int, int]] = set()
    row = top
    for line in (*layout.head, *layout.body):
        column, lines = 1, 1
        for box in line:
            while (row, column) in taken:
                column += 1
            taken.update((row + r, column + c) for r in range(box.rows) for c in range(box.columns))
            _box(sheet, row, column, box, cells, told, lang)
            if box.rows == 1 and box.kind != "cell":
                room = sum(_width(column + c) for c in range(box.columns)) - 1
                lines = max(lines, -(-_letters(_in(lang, box.zh, box.en)) // room))
            column += box.columns
        sheet.row_dimensions[row].height = lines * _HEIGHT
        row += 1
    return row


def _width(column: int) -> int:
    return _WIDTHS[column - 1] if column <= len(_WIDTHS) else _WIDTH


def _letters(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _box(
    sheet: Worksheet,
    row: int,
    column: int,
    box: Box,
    cells: Mapping[str, Cell],
    told: Mapping[str, tuple[str, str]],
    lang: Lang,
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="888888")
    edges = Border(left=thin, right=thin, top=thin, bottom=thin)
    for r in range(row, row + box.rows):
        for c in range(column, column + box.columns):
            sheet.cell(r, c).border = edges
    if box.rows * box.columns > 1:
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=row + box.rows - 1, end_column=column + box.columns - 1
        )
    if box.kind != "cell":
        written = _write(sheet, row, column, box.en if lang == "en" else box.zh)
        across = "left" if box.kind == "label" else "center"
        written.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
        written.font = Font(bold=box.kind == "head")
        return
    written = _write(sheet, row, column, _printed(cells.get(box.key)))
    written.alignment = Alignment(horizontal="right", vertical="center")
    if box.key in told:
        colour, text = told[box.key]
        comment = Comment(_clean(text), "ogi")
        comment.width, comment.height = 420, 60 + 18 * (len(text) // 32 + text.count("\n"))
        written.comment = comment
        if colour:
            written.fill = PatternFill("solid", start_color=colour)


def _printed(cell: Cell | None) -> Decimal | str:
    """Return what a box prints: a number where a spreadsheet holds it unchanged, else the text."""
    if cell is None:
        return ""
    value = cell.value
    plain = cell.state is State.READ and value is not None and not cell.unit and cell.text.strip() == f"{value:f}"
    if plain and value is not None and len(value.as_tuple().digits) <= _DIGITS:
        return value
    return cell.text.strip()


def _write(sheet: Worksheet, row: int, column: int, value: Decimal | str) -> SheetCell:
    written = sheet.cell(row, column)
    if isinstance(value, Decimal):
        written.value = value
    elif value:
        written.value = _clean(value)
        written.data_type = "s"  # a report that prints “=1+1” prints text
    return written  # type: ignore[return-value]


def _clean(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cleaned: str = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    return cleaned


def _told(view: ReportView, found: Sequence[Finding], lang: Lang) -> dict[str, tuple[str, str]]:
    """Return, by cell, its colour and its comment: the findings on it, and what is proven of a blank."""
    texts: dict[str, list[str]] = {}
    colours: dict[str, str] = {}
    for n, finding in enumerate(found, 1):
        proposed = dict(finding.proposed)
        for cell in finding.cells:
            lines = [f"{n}. {_in(lang, finding.zh, finding.en)}", *(f"   {_in(lang, *why)}" for why in finding.why)]
            if cell in proposed and len(proposed) > 1:
                lines.append("   " + _say("ui.proposes", lang, value=f"{proposed[cell]:f}"))
            texts.setdefault(cell, []).extend(lines)
            colours.setdefault(cell, _FILLS.get(finding.kind, ""))
    for deduced in view.deduction.deduced:
        texts.setdefault(deduced.cell, []).append(_say("ui.proves", lang, value=f"{deduced.value:f}"))
    for blank in view.deduction.open:
        if blank.high is not None:
            said = _say("ui.between", lang, low=f"{blank.low:f}", high=f"{blank.high:f}")
            texts.setdefault(blank.cell, []).append(said)
        elif blank.low:
            texts.setdefault(blank.cell, []).append(_say("ui.at_least", lang, low=f"{blank.low:f}"))
    return {cell: (colours.get(cell, ""), "\n".join(lines)) for cell, lines in texts.items()}


def _in(lang: Lang, zh: str, en: str) -> str:
    return en if lang == "en" else zh


# --- the list


def _listed(sheet: Worksheet, found: Sequence[Finding], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    heads = [_say(f"sheet.{name}", lang) for name in ("number", "kind", "finding", "why", "what")]
    for column, (head, width) in enumerate(zip(heads, _LIST_WIDTHS, strict=True), 1):
        _write(sheet, 1, column, head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for n, finding in enumerate(found, 1):
        why = "\n".join(_in(lang, *line) for line in finding.why)
        values = (str(n), _say(f"kinds.{finding.kind}", lang), _in(lang, finding.zh, finding.en), why, finding.what)
        for column, value in enumerate(values, 1):
            _write(sheet, n + 1, column, value).alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
