"""The layouts are the official ones: every line of a table is equally wide and every cell stands once."""

import pytest

from toolkit.form import Table, editions, load_form
from toolkit.show.layout import Layout, lay_out, stack

EVERY = [(edition, table) for edition in editions() for table in load_form(edition).tables.values()]


def widths(layout: Layout) -> list[int]:
    """Return how many columns each line fills, spans from lines above counted in."""
    lines = (*layout.head, *layout.body)
    filled = [0] * len(lines)
    for n, line in enumerate(lines):
        for box in line:
            for m in range(n, n + box.rows):
                filled[m] += box.columns
    return filled


@pytest.mark.parametrize(("edition", "table"), EVERY, ids=[f"{e}-{t.id}" for e, t in EVERY])
def test_lines_are_equally_wide_and_cells_complete(edition: str, table: Table):
    layout = stack([table]) if table.section == 2 else lay_out(table)
    assert set(widths(layout)) == {layout.width}
    cells = [(box.row, box.column) for line in layout.body for box in line if box.kind == "cell"]
    assert cells == list(table.cell_keys)


def test_the_requests_table_has_ten_columns_and_three_head_rows():
    layout = lay_out(load_form("format2021").tables["requests"])
    assert layout.width == 10
    assert [[(b.zh, b.rows, b.columns) for b in line] for line in layout.head] == [
        [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(label, 1, 1) for label in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")],
    ]
    spans = {b.zh: (b.rows, b.columns) for line in layout.body for b in line if b.kind == "label"}
    assert spans["三、本年度办理结果"] == (23 - 1, 1)
    assert spans["（三）不予公开"] == (8, 1)
    assert spans["（一）予以公开"] == (1, 2)
    assert spans["四、结转下年度继续办理"] == (1, 3)


def test_section_four_stands_under_review_and_litigation():
    head = lay_out(load_form("format2021").tables["reconsideration_litigation"]).head
    assert [[(b.zh, b.columns) for b in line] for line in head[:2]] == [
        [("行政复议", 5), ("行政诉讼", 10)],
        [*[(label, 1) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")],
         ("未经复议直接起诉", 5), ("复议后起诉", 5)],
    ]  # fmt: skip
    assert len(head[2]) == 10


def test_section_two_is_one_table_as_wide_as_its_widest_part():
    form = load_form("format2019")
    layout = stack([table for table in form.tables.values() if table.section == 2])
    assert layout.width == 4
    assert set(widths(layout)) == {4}
