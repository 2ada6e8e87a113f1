"""Workbooks: what a person sees in the cells, merged areas, and sheets that would not end."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest

from tests.formats.builders import check_places, compound, outline, zipped
from toolkit.read.document import UnreadableError
from toolkit.read.formats import READERS
from toolkit.read.formats.sheet import number_kind, shown


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes):
    document = READERS["xlsx"](data, "report.xlsx")
    check_places(document)
    return document


def book_of(cells, merges=(), formats=None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    for name, value in cells.items():
        sheet[name] = value
        if formats and name in formats:
            sheet[name].number_format = formats[name]
    for area in merges:
        sheet.merge_cells(area)
    return book


def test_merged_cells_and_blank_ones_keep_their_place():
    cells = {"B2": "信息内容", "C2": "数量", "C3": "制发", "D3": "废止", "B4": "规章", "D4": 3}
    document = read(saved(book_of(cells, ["B2:B3", "C2:D2"])))
    assert outline(document) == [[["信息内容<2x1>", "数量<1x2>"], ["制发", "废止"], ["规章", "", "3"]]]
    assert list(document.parts) == ["Sheet"]


def test_blank_rows_divide_a_sheet_into_texts_and_tables():
    cells = {"A1": "一、总体情况", "A3": "本机关收到申请。", "A5": "规章", "B5": 1, "C7": "甲", "D7": 2, "C8": "乙"}
    assert outline(read(saved(book_of(cells)))) == [
        "一、总体情况", "本机关收到申请。", [["规章", "1"]], [["甲", "2"], ["乙", ""]],
    ]  # fmt: skip


def test_each_sheet_is_a_part_and_hidden_ones_are_noted():
    book = book_of({"A1": "甲", "B1": 1})
    other = book.create_sheet("表二")
    other["A1"], other["B1"] = "乙", 2
    other.sheet_state = "hidden"
    document = read(saved(book))
    assert list(document.parts) == ["Sheet", "表二"]
    assert "sheet 表二: hidden" in document.notes


SHOWN = [
    (1137.0, "General", "1137"),
    (7730.28, "0.0", "7730.28"),
    (0.1 + 0.2, "General", "0.3"),
    (0.125, "0.00%", "12.5%"),
    (-3, "0_ ;[Red]\\-0\\ ", "-3"),
    (123456789012, "0", "123456789012"),
    (dt.date(2024, 1, 15), "yyyy-mm-dd", "2024-01-15"),
    (dt.datetime.fromisoformat("2024-01-15T09:30"), 'yyyy"年"m"月"d"日" h:mm', "2024-01-15 09:30:00"),
    ("1,137", "General", "1,137"),
    ("/", "General", "/"),
    (True, "General", "TRUE"),
    (0, "General", "0"),
    (0, '0"件"', "0"),
    (12, '0" 月度"', "12"),
]


@pytest.mark.parametrize(("value", "form", "text"), SHOWN)
def test_a_cell_is_given_as_a_person_reads_it(value, form, text):
    data = saved(book_of({"A1": "x", "B1": value}, formats={"B1": form}))
    assert outline(read(data)) == [[["x", text]]]


STORED = [("1E3", "number", "1000"), ("-0", "number", "0"), ("1e400", "number", "1e400"), ("nan", "number", "nan"),
          ("0.00001", "number", "0.00001"), ("31.270000000000003", "number", "31.27"), ("x", "date", "x"),
          ("-5", "date", "-5"), ("99999999", "date", "99999999")]  # fmt: skip


@pytest.mark.parametrize(("stored", "kind", "text"), STORED)
def test_odd_stored_numbers(stored, kind, text):
    assert shown(stored, kind) == text


@pytest.mark.parametrize(
    ("code", "kind"),
    [("General", "number"), ("#,##0.00", "number"), ("m/d/yy", "date"), ("[Red]0", "number"), ('0"日"', "number")],
)
def test_number_formats_are_told_apart(code, kind):
    assert number_kind(170, code) == kind


def swapped(sheet: bytes | str, strings: str = "") -> bytes:
    """A workbook with its sheet written by hand."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    body = head.encode() + (sheet.encode() if isinstance(sheet, str) else sheet) + b"</sheetData></worksheet>"
    with zipfile.ZipFile(io.BytesIO(saved(book_of({"A1": "甲"})))) as archive:
        files: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    files["xl/worksheets/sheet1.xml"] = body
    if strings:
        files["xl/sharedStrings.xml"] = strings
    return zipped(files)


def test_rich_text_without_reading_aids_and_cells_without_references():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>信</t></r><r><t>息</t></r>'
        "<rPh><t>xin</t></rPh></si></sst>"
    )
    sheet = '<row><c t="s"><v>0</v></c><c><v>2</v></c></row>'
    sheet += '<row><c t="inlineStr"><is><t>内</t></is></c><c t="str"><f>A1</f><v>果</v></c></row>'
    assert outline(read(swapped(sheet, strings))) == [[["信息", "2"], ["内", "果"]]]


def test_a_value_far_below_is_refused_aloud():
    document = read(
        swapped(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
            '<row r="900000"><c r="A900000"><v>9</v></c></row>'
        )
    )
    assert outline(document) == [[["1", "2"]]]
    assert document.notes == ("sheet Sheet: not read below row 1",)


@pytest.mark.slow
def test_a_sheet_of_a_million_empty_rows_ends_soon():
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (i, i) for i in range(2, 1_048_577))
    started = time.monotonic()
    document = read(swapped(b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>' + rows))
    assert outline(document) == [[["1", "2"]]]
    assert time.monotonic() - started < 60


def test_a_merge_over_the_whole_sheet_does_not_fill_memory():
    data = saved(book_of({"A1": "甲", "A2": "乙", "B2": 1}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    files["xl/worksheets/sheet1.xml"] = files["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1"/></mergeCells>'
    )
    assert outline(read(zipped(files)))[0][-1] == ["乙", "1"]


BROKEN = [
    ("no workbook", zipped({"a": "b"}), "damaged"),
    ("cut short", saved(book_of({"A1": 1}))[:-100], "damaged"),
    ("empty", saved(openpyxl.Workbook()), "empty"),
    ("encrypted", compound({"EncryptedPackage": b"1"}), "encrypted"),
    ("a text that is not there", swapped('<row><c t="s"><v>7</v></c></row>'), "damaged"),
    ("not well formed", swapped("<row><c>"), "damaged"),
    ("an entity", swapped("<row/>", '<!DOCTYPE s [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>'), "damaged"),
]


@pytest.mark.parametrize(("data", "kind"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_workbook_ends_in_a_reason(data, kind):
    with pytest.raises(UnreadableError) as error:
        READERS["xlsx"](data, "x")
    assert error.value.kind == kind


def biff(*records: tuple[int, bytes]) -> bytes:
    """An old workbook (.xls) of one sheet, written record by record ([MS-XLS])."""

    def rec(code: int, body: bytes = b"") -> bytes:
        return code.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body

    def u16(*values: int) -> bytes:
        return b"".join(v.to_bytes(2, "little") for v in values)

    bof = u16(0x0600)
    font = rec(0x31, u16(200, 0, 0x7FFF, 400, 0) + b"\0\0\x86\0" + b"\x02\0" + b"Ab")
    styles = rec(0xE0, u16(0, 0) + b"\x00\x00" + b"\0" * 14) * 16 + rec(0xE0, u16(0, 0x0A) + b"\0" * 16)
    head = rec(0x809, bof + u16(0x05, 0x0DBB, 0x07CC) + b"\0" * 8) + rec(0x42, u16(1200)) + font * 5 + styles
    name = "表".encode("utf-16-le")
    sheet_at = len(head) + 4 + 8 + len(name) + 4
    bound = rec(0x85, sheet_at.to_bytes(4, "little") + b"\0\0\x01\x01" + name)
    body = rec(0x809, bof + u16(0x10, 0x0DBB, 0x07CC) + b"\0" * 8) + b"".join(rec(c, b) for c, b in records) + rec(0x0A)
    return compound({"Workbook": head + bound + rec(0x0A) + body})


def label(row: int, column: int, text: str) -> tuple[int, bytes]:
    raw = text.encode("utf-16-le")
    head = b"".join(v.to_bytes(2, "little") for v in (row, column, 15, len(text)))
    return 0x204, head + b"\x01" + raw


def number(row: int, column: int, value: float, style: int = 15) -> tuple[int, bytes]:
    import struct

    return 0x203, struct.pack("<HHHd", row, column, style, value)


def test_an_old_workbook():
    merged = (0xE5, b"\x01\0" + b"\0\0\x01\0\0\0\0\0")
    data = biff(label(0, 0, "信息内容"), label(0, 1, "数量"), number(1, 1, 1137.0), number(1, 2, 0.5, 16), merged)
    document = READERS["xls"](data, "a.xls")
    check_places(document)
    assert outline(document) == [[["信息内容<2x1>", "数量", ""], ["1137", "50%"]]]
    assert list(document.parts) == ["表"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (biff(), "empty"),
        (biff(label(0, 0, "甲"))[:2000], "damaged"),
        (compound({"Workbook": b"\x09\x08"}), "damaged"),
        (b"x" * 5000, "damaged"),
        (compound({"Workbook": b"\x09\x08\x10\0\0\x06\x05\0" + b"\0" * 12 + b"\x2f\0\x06\0\0\0\0\0\0\0"}), "encrypted"),
    ],
)
def test_a_broken_old_workbook_ends_in_a_reason(data, kind):
    with pytest.raises(UnreadableError) as error:
        READERS["xls"](data, "x")
    assert error.value.kind == kind
