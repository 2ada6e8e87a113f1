"""The clerk's sheet: the official layout, findings as comments, the same bytes on every day."""

import io
import time
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

import toolkit
from toolkit.cli import main
from toolkit.read import State, Stated
from toolkit.show.sheet import report_sheet
from toolkit.study import view_report


def form(view, lang="zh"):
    return load_workbook(io.BytesIO(report_sheet(view, lang))).worksheets[0]


def boxes(sheet):
    return {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


def row_of(sheet, label):
    """Return the printed values of the line that ends its labels with `label`."""
    for row in sheet.iter_rows():
        texts = [cell.value for cell in row]
        if label in texts:
            return [cell for cell in row[texts.index(label) + 1 :] if cell.value is not None]
    raise AssertionError(label)


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_print_stands_once_in_the_layout_of_its_form(views, name):
    report = views[name].report
    sheet = form(views[name])
    prints = sorted(cell.text.strip() for cell in report.cells if cell.text.strip())
    written = [cell for cell in boxes(sheet).values() if cell.alignment.horizontal == "right"]
    assert len(written) == len(prints)
    numbers = sum(isinstance(cell.value, int | float) for cell in written)
    assert numbers == sum(cell.text.strip() == f"{cell.value:f}" for cell in report.cells if cell.value is not None)


def test_a_row_of_the_form_holds_its_numbers_in_order(views):
    assert [cell.value for cell in row_of(form(views["004"]), "（一）予以公开")] == [542, 78, 0, 1, 0, 0, 621]
    assert [cell.value for cell in row_of(form(views["004"]), "行政事业性收费")] == [14687.769192]


def test_a_finding_is_a_comment_on_its_cell_and_a_line_of_the_list(damaged):
    book = load_workbook(io.BytesIO(report_sheet(damaged)))
    cell = row_of(book.worksheets[0], "一、本年新收政府信息公开申请数量")[0]
    assert cell.value == 1063  # the print stays
    assert "若为 1036 则全部成立（数字颠倒）" in cell.comment.text
    assert "1164 ≠ 1137" in cell.comment.text
    assert cell.fill.start_color.rgb.endswith("F7C5A8")
    lines = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)]
    assert [line[1] for line in lines] == ["可更正", "文表不一"]
    assert "1036" in lines[0][2]


def test_blanks_are_proven_in_comments_and_stay_blank(views):
    report = views["004"].report
    key = "requests.granted_full.natural_person"
    cells = tuple(replace(c, value=None, text="", state=State.BLANK) if c.key == key else c for c in report.cells)
    sheet = form(view_report(replace(report, cells=cells)), "en")
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert comments == ["the rules prove 542"]
    assert [cell.value for cell in row_of(sheet, "granted in full")] == [78, 0, 1, 0, 0, 621]


def test_the_same_report_gives_the_same_bytes_later(views):
    first = report_sheet(views["003"])
    time.sleep(2.1)  # a zip archive counts every other second
    assert report_sheet(views["003"]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_a_report_prints_becomes_a_formula_or_breaks_the_file(views):
    report = views["004"].report
    evil = "=HYPERLINK(1)\x07"
    cells = (replace(report.cells[0], text=evil, value=None, state=State.UNRESOLVED), *report.cells[1:])
    sheet = form(view_report(replace(report, cells=cells, organ=Stated(evil))))
    found = [cell for cell in boxes(sheet).values() if "HYPERLINK" in str(cell.value)]
    assert len(found) == 2
    assert {cell.data_type for cell in found} == {"s"}


def test_numbers_too_long_for_a_spreadsheet_stay_text(views):
    report = views["004"].report
    long = Decimal("1234567890123456789")
    cells = (replace(report.cells[0], text=f"{long}", value=long), *report.cells[1:])
    assert f"{long}" in {cell.value for cell in boxes(form(view_report(replace(report, cells=cells)))).values()}


def test_sheets_are_written_from_python_and_from_the_command_line(root, tmp_path, capsys):
    source = root / "data/raw/003_bd51c4d876234cdf.txt"
    path = toolkit.read(source).to_sheet(tmp_path / "a.xlsx")
    (tmp_path / "bad.txt").write_text("nothing", encoding="utf-8")
    assert main(["sheet", str(source), str(tmp_path / "bad.txt"), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert "bad.txt" in told.err
    (written,) = (tmp_path / "out").iterdir()
    assert written.name == "003_bd51c4d876234cdf.xlsx"
    assert written.read_bytes() == path.read_bytes()
