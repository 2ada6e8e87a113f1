"""Tables over page breaks: joined by their edges; a cut row or label is mended, a blank row is left a row."""

from __future__ import annotations

import pytest

from tests.formats.builders import check_places, outline, pdf, ruled, show, table
from toolkit.read.document import Grid
from toolkit.read.formats import READERS
from toolkit.read.formats.lattice import Box
from toolkit.read.formats.pagebreak import join


def halves(upper: list[str], lower: list[str], right: float = 300.0) -> list[list[str]]:
    """Join two tables of one row each, columns 100 wide, and return the rows."""

    def boxes(row: list[str], page: int, edge: float) -> list[tuple[int, Box]]:
        ends = [100.0 * i for i in range(len(row))] + [edge]
        return [(page, Box(t, 0, i, 1, 1, (ends[i], 0, ends[i + 1], 20))) for i, t in enumerate(row)]

    found = join(boxes(upper, 1, 300.0), boxes(lower, 2, right))
    assert found is not None
    rows: list[list[str]] = []
    for _, box in found:
        rows += [[] for _ in range(box.row + 1 - len(rows))]
        rows[box.row].append(box.text)
    return rows


MENDED = [
    ("a label cut in two", ["6.属于", "0", "0"], ["四类过程性信息", "", ""], ["6.属于\n四类过程性信息", "0", "0"]),
    ("a bracketed label", ["（一）予以", "12", "/"], ["公开", "", ""], ["（一）予以\n公开", "12", "/"]),
    ("numbers alone", ["行政许可", "", ""], ["", "5", "0"], ["行政许可", "5", "0"]),
    ("a head cut in two", ["总计", "维持", "未经复议"], ["", "", "直接起诉"], ["总计", "维持", "未经复议\n直接起诉"]),
]
KEPT = [
    ("a row of blanks with its own number", ["6.属于", "0", "0"], ["7.属于", "", ""]),
    ("a row of blanks in a table without numbers", ["规章", "0", "0"], ["行政规范性文件", "", ""]),
    ("two rows of blanks", ["规章", "", ""], ["行政规范性文件", "", ""]),
    ("a full row", ["规章", "1", "2"], ["行政规范性文件", "3", "4"]),
    ("a repeated head", ["规章", "1", "2"], ["信息内容", "制发", "废止"]),
    ("numbers below numbers", ["规章", "1", "2"], ["", "3", "4"]),
    ("a blank row", ["规章", "1", "2"], ["", "", ""]),
]


@pytest.mark.parametrize(("upper", "lower", "row"), [m[1:] for m in MENDED], ids=[m[0] for m in MENDED])
def test_a_row_cut_in_two_is_one(upper, lower, row):
    assert halves(upper, lower) == [row]


@pytest.mark.parametrize(("upper", "lower"), [k[1:] for k in KEPT], ids=[k[0] for k in KEPT])
def test_rows_that_may_be_two_stay_two(upper, lower):
    assert halves(upper, lower) == [upper, lower]


def test_tables_of_another_width_are_not_joined():
    with pytest.raises(AssertionError):
        halves(["甲", "1"], ["乙", "2"], right=340)


FIRST = [["信息内容", "数量", "备注"], ["1.规章", "0", "12"]]


def test_a_broken_table_is_one_grid_with_cells_on_both_pages():
    pages = [
        show("二、", 60, 800) + ruled(FIRST) + show("- 1 -", 280, 30),
        ruled([["2.许可", "3", ""]]) + show("三、", 60, 600),
    ]
    document = READERS["pdf"](pdf(pages), "x")
    check_places(document)
    assert outline(document) == ["二、", [*FIRST, ["2.许可", "3", ""]], "三、"]
    (grid,) = [b for b in document.blocks if isinstance(b, Grid)]
    assert [c.place.part for c in grid.cells] == ["page 1"] * 6 + ["page 2"] * 3


def test_text_between_keeps_tables_apart():
    pages = [ruled(FIRST) + show("说明", 60, 600), ruled(FIRST)]
    assert outline(READERS["pdf"](pdf(pages), "x")) == [FIRST, "说明", FIRST]


def test_a_table_over_three_pages_with_other_columns_below():
    pages = [ruled(FIRST), ruled([["2.许可", "3", "4"]]), ruled([["乙", "5"], ["丙", "6"]], width=135)]
    (grid,) = READERS["pdf"](pdf(pages), "x").blocks
    assert isinstance(grid, Grid)
    assert grid.columns == 4
    assert table(grid)[2] == ["2.许可", "3<1x2>", "4"]
    assert table(grid)[3:] == [["乙<1x2>", "5<1x2>"], ["丙<1x2>", "6<1x2>"]]


def test_a_label_over_rows_on_both_pages_is_one_cell():
    rows = [["（四）无", "1.甲", "1"], ["", "2.乙", "2"]]
    upper = ruled(rows).replace("60 736 m 330 736 l", "150 736 m 330 736 l")
    lower = ruled([["法提供", "3.丙", "3"], ["", "4.丁", "4"]]).replace("60 736 m 330 736 l", "150 736 m 330 736 l")
    assert outline(READERS["pdf"](pdf([upper, lower]), "x")) == [
        [["（四）无\n法提供<4x1>", "1.甲", "1"], ["2.乙", "2"], ["3.丙", "3"], ["4.丁", "4"]]
    ]
