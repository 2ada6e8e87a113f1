"""Workbooks of the older kind (.xls) in, one grid for each sheet out."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.sheet import Merge, Sheet, number_kind, shown, write_sheets


def read_xls(data: bytes, source: str) -> Document:
    """Return each sheet as a grid with merged cells, as `read_xlsx` does.

    Raises UnreadableError "encrypted", "damaged", "too_large" or "empty".
    """
    if len(data) > limits.OFFICE_BYTES:
        raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.OFFICE_BYTES}")
    try:
        sheets = _sheets(data)
    except UnreadableError:
        raise
    except Exception as error:  # xlrd raises whatever the damage makes it stumble over
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise UnreadableError("encrypted", "the workbook is protected with a password") from error
        raise UnreadableError("damaged", f"the workbook cannot be read: {error}") from error
    blocks, parts, notes = write_sheets(sheets)
    if not blocks:
        raise UnreadableError("empty", "the workbook holds no filled cell")
    return Document(source, hashlib.sha256(data).hexdigest(), "xls", tuple(blocks), parts, tuple(notes))


def _sheets(data: bytes) -> list[Sheet]:
    import xlrd

    # Merged areas and number formats come with formatting_info only; the log would go to standard output.
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    if book.nsheets > limits.SHEETS:
        raise UnreadableError("too_large", f"the workbook has more than {limits.SHEETS} sheets")
    found: list[Sheet] = []
    for index in range(book.nsheets):
        source = book.sheet_by_index(index)
        sheet = Sheet(source.name)
        if source.visibility:
            sheet.notes.append("hidden")
        sheet.merges = [Merge(*area) for area in source.merged_cells]
        for row in range(source.nrows):
            if len(sheet.cells) > limits.GRID_CELLS:
                sheet.notes.append(f"not read below row {row}")
                break
            for column in range(min(source.row_len(row), limits.GRID_COLUMNS)):
                text = _text(book, source.cell(row, column))
                if text:
                    sheet.cells[row, column] = text
        book.unload_sheet(index)
        found.append(sheet)
    return found


def _text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        kind = number_kind(form.format_key, form.format_str) if form is not None else "number"
        return shown(repr(cell.value), kind, from_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return ""
