"""Workbooks (.xlsx) in, their sheets as grids out; read as a stream, so that a million empty rows cost no room."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.ooxml import Package, attribute, local, parsed
from toolkit.read.formats.sheet import Merge, Sheet, number_kind, shown, write_sheets

# A row that holds nothing but styled blanks; a sheet formatted to its last row has a million of them.
_EMPTY_ROW = re.compile(rb'<row [^<>]*?\br="\d+"[^<>]*?(?:/>|>(?:<c [^<>]*(?:/>|></c>))*</row>)')
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def read_xlsx(data: bytes, source: str) -> Document:
    """Return each sheet's tables (blank rows divide them) with merged cells; the part is the sheet's name.

    Numbers are given as a person reads them ("1137", never "1137.0"), dates as ISO days, formulas by their last result.
    Raises UnreadableError "encrypted", "damaged", "too_large" or "empty".
    """
    package = Package(data)
    main = package.main_part("xl/workbook.xml")
    book = package.tree(main)
    relations = package.relations(main)
    kinds = dict(relations.values())
    strings = _strings(package, kinds.get("sharedStrings", "xl/sharedStrings.xml"))
    formats = _formats(package, kinds.get("styles", "xl/styles.xml"))
    from_1904 = any(e.get("date1904") in ("1", "true") for e in book.iter("{*}workbookPr"))
    sheets: list[Sheet] = []
    for element in book.iter("{*}sheet"):
        kind, name = relations.get(attribute(element, "id") or "", ("", ""))
        if kind != "worksheet" or name not in package:
            continue
        if len(sheets) >= limits.SHEETS:
            raise UnreadableError("too_large", f"the workbook has more than {limits.SHEETS} sheets")
        sheet = Sheet(element.get("name") or f"sheet {len(sheets) + 1}")
        if element.get("state", "visible") != "visible":
            sheet.notes.append("hidden")
        _fill(sheet, _EMPTY_ROW.sub(b"", package.read(name)), strings, formats, from_1904)
        sheets.append(sheet)
    blocks, parts, notes = write_sheets(sheets)
    if not blocks:
        raise UnreadableError("empty", "the workbook holds no filled cell")
    return Document(source, hashlib.sha256(data).hexdigest(), "xlsx", tuple(blocks), parts, tuple(notes))


def read_excel_xml(data: bytes, source: str) -> Document:
    """Read a workbook saved as one XML file, as Excel 2003 and many reporting systems do (often named .xls)."""
    if len(data) > limits.DOCX_PART_BYTES:
        raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.DOCX_PART_BYTES}")
    sheets: list[Sheet] = []
    for element in parsed(data, "itself").iterchildren("{*}Worksheet"):
        sheet = Sheet(attribute(element, "Name") or f"sheet {len(sheets) + 1}")
        sheets.append(sheet)
        if len(sheets) > limits.SHEETS:
            raise UnreadableError("too_large", f"the workbook has more than {limits.SHEETS} sheets")
        for table in element.iterchildren("{*}Table"):
            _fill_from_xml(sheet, table)
    blocks, parts, notes = write_sheets(sheets)
    if not blocks:
        raise UnreadableError("empty", "the workbook holds no filled cell")
    return Document(source, hashlib.sha256(data).hexdigest(), "excel_xml", tuple(blocks), parts, tuple(notes))


def _fill_from_xml(sheet: Sheet, table: etree._Element) -> None:
    row = -1
    for line in table.iterchildren("{*}Row"):
        row = _told(line, "Index", row + 2) - 1
        column = -1
        for cell in line.iterchildren("{*}Cell"):
            column = _told(cell, "Index", column + 2) - 1
            if column >= limits.GRID_COLUMNS or len(sheet.cells) > limits.GRID_CELLS:
                sheet.notes.append(f"not read beyond row {row + 1}, column {column}")
                return
            right, down = _told(cell, "MergeAcross", 0), _told(cell, "MergeDown", 0)
            if right or down:
                sheet.merges.append(Merge(row, row + down + 1, column, column + right + 1))
            for value in cell.iterchildren("{*}Data"):
                text = "".join(str(piece) for piece in value.itertext())
                sheet.cells[row, column] = shown(text, "number") if attribute(value, "Type") == "Number" else text
            column += right


def _told(element: etree._Element, name: str, otherwise: int) -> int:
    text = attribute(element, name) or ""
    return int(text) if text.isdigit() and len(text) < 8 else otherwise


def _elements(body: bytes, names: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the elements of those names as they end, and forget them."""
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body), tag=[f"{{*}}{n}" for n in names], resolve_entities=False, no_network=True, load_dtd=False
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                parent = element.getparent()
                if parent is None:
                    break
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged", f"the workbook is not well formed: {error.msg}") from error


def _strings(package: Package, name: str) -> list[str]:
    if name not in package:
        return []
    return [_rich(element) for element in _elements(package.read(name, limits.DOCX_PART_BYTES), ["si"])]


def _rich(element: etree._Element) -> str:
    """Return the text of a string, its runs joined, without the reading aids (rPh)."""
    texts: list[str] = []
    for text in element.iter("{*}t"):
        parent = text.getparent()
        if parent is None or local(parent.tag) != "rPh":
            texts.append(text.text or "")
    return "".join(texts)


def _formats(package: Package, name: str) -> list[str]:
    """Return for each cell style what it makes of a number."""
    if name not in package:
        return []
    styles = package.tree(name)
    codes = {e.get("numFmtId"): e.get("formatCode") for e in styles.iter("{*}numFmt")}
    kinds: list[str] = []
    for group in styles.iter("{*}cellXfs"):
        for style in group:
            number = style.get("numFmtId") or "0"
            kinds.append(number_kind(int(number) if number.isdigit() else 0, codes.get(number)))
    return kinds


def _fill(sheet: Sheet, body: bytes, strings: Sequence[str], formats: Sequence[str], from_1904: bool) -> None:
    row_number = -1
    last_filled = -1
    for element in _elements(body, ["row", "mergeCell"]):
        if local(element.tag) == "mergeCell":
            merge = _merge(element.get("ref") or "")
            if merge is not None and len(sheet.merges) < limits.GRID_CELLS:
                sheet.merges.append(merge)
            continue
        given = element.get("r") or ""
        row_number = int(given) - 1 if given.isdigit() and len(given) < 9 else row_number + 1
        if row_number - last_filled > limits.SHEET_EMPTY_ROWS or len(sheet.cells) > limits.GRID_CELLS:
            note = f"not read below row {last_filled + 1}"
            if any(e.text for e in element.iter("{*}v")) and note not in sheet.notes:
                sheet.notes.append(note)
            continue
        column = -1
        for cell in element:
            found = _REFERENCE.fullmatch(cell.get("r") or "")
            column = column_number(found.group(1)) if found else column + 1
            if column >= limits.GRID_COLUMNS:
                sheet.notes.append(f"row {row_number + 1} not read beyond column {limits.GRID_COLUMNS}")
                break
            text = _cell(cell, strings, formats, from_1904)
            if text:
                sheet.cells[row_number, column] = text
                last_filled = row_number


def _cell(cell: etree._Element, strings: Sequence[str], formats: Sequence[str], from_1904: bool) -> str:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _rich(cell)
    value = next((c.text or "" for c in cell if local(c.tag) == "v"), "")
    if kind == "s":
        if value.isdigit() and int(value) < len(strings):
            return strings[int(value)]
        raise UnreadableError("damaged", f"a cell names the text {value!r}, which the workbook does not hold")
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n" or not value:
        return value
    style = cell.get("s") or "0"
    form = formats[int(style)] if style.isdigit() and int(style) < len(formats) else "number"
    return shown(value, form, from_1904=from_1904)


def _merge(reference: str) -> Merge | None:
    ends = [_REFERENCE.fullmatch(part.replace("$", "")) for part in reference.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    first, last = ends[0], ends[1]
    return Merge(
        int(first.group(2)) - 1, int(last.group(2)), column_number(first.group(1)), column_number(last.group(1)) + 1
    )


def column_number(letters: str) -> int:
    """Return the column, from 0, of a reference's letters.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
