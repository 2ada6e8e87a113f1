"""PDF: tables by their rules, text by where it stands, and the text stream beside it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.formats.builders import check_places, line, outline, pdf, ruled, show, table
from toolkit.read.document import Document, Grid, UnreadableError
from toolkit.read.formats import READERS
from toolkit.read.formats.pdf import HIDDEN, pdf_text_stream
from toolkit.read.formats.plumber import read_pdf_by_pdfplumber

BODY = "本机关全年收到申请十二件，均已在规定的期限内办结并且答复"  # fills a line of 28 characters


def read(data: bytes) -> Document:
    document = READERS["pdf"](data, "report.pdf")
    check_places(document)
    return document


PLAIN = [["信息内容", "本年制发件数", "现行有效"], ["规章", "0", "12"], ["规范性文件", "", "7730.28"]]


def test_a_ruled_table_among_text():
    page = show("二、主动公开", 60, 790) + ruled(PLAIN) + show("三、收到和处理", 60, 650)
    document = read(pdf([page]))
    assert outline(document) == ["二、主动公开", PLAIN, "三、收到和处理"]
    (grid,) = [b for b in document.blocks if isinstance(b, Grid)]
    cell = next(c for c in grid.cells if c.text == "7730.28")
    assert cell.area == (240, 688, 330, 712)
    assert cell.place.part == "page 1"


def test_merged_cells_come_out_as_drawn():
    x, y = [60, 120, 240, 300, 360], [760, 736, 712, 688]
    page = "".join(line(x[0], v, x[-1], v) for v in (y[0], y[-1]))
    page += line(x[1], y[1], x[-1], y[1]) + line(x[1], y[2], x[-1], y[2])  # the first column is one cell
    page += "".join(line(v, y[0], v, y[-1]) for v in (x[0], x[1], x[-1]))
    page += line(x[2], y[1], x[2], y[-1]) + line(x[3], y[1], x[3], y[-1])  # the first row's rest is one cell
    page += "".join(show(t, 84, 745 - 14 * i, 10) for i, t in enumerate("三、结果"))
    page += show("申请人情况", 200, 744, 10) + show("（一）予以", 130, 720, 10) + show("1", 250, 720, 10)
    page += show("（二）部分", 130, 696, 10) + show("2", 310, 696, 10)
    assert outline(read(pdf([page]))) == [
        [["三\n、\n结\n果<3x1>", "申请人情况<1x3>"], ["（一）予以", "1", ""], ["（二）部分", "", "2"]]
    ]


def rectangles(rows: list[list[str]]) -> str:
    """The same table, its borders drawn as thin filled boxes, cell by cell, as WPS does."""
    page = ""
    for r in range(len(rows) + 1):
        for c in range(3):
            page += f"{60 + 90 * c} {760 - 24 * r} 90 0.5 re f\n"
    for c in range(4):
        for r in range(len(rows)):
            page += f"{60 + 90 * c} {736 - 24 * r} 0.5 24 re f\n"
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            page += show(text, 64 + c * 90, 744 - r * 24, 10) if text else ""
    return page


def boxes(rows: list[list[str]]) -> str:
    """Each cell stroked as a box of its own."""
    page = ""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            page += f"{60 + 90 * c} {736 - 24 * r} 90 24 re S\n" + (
                show(text, 64 + c * 90, 744 - r * 24, 10) if text else ""
            )
    return page


def dots(rows: list[list[str]], on: float = 0.75, off: float = 0.75) -> str:
    """The borders as small filled squares, or as dashes where `on` is longer."""
    page = ""
    for y in (760 - 24 * r for r in range(len(rows) + 1)):
        page += "".join(f"{60 + i * (on + off)} {y} {on} 0.75 re f\n" for i in range(int(270 / (on + off))))
    for x in (60 + 90 * c for c in range(4)):
        page += "".join(f"{x} {760 - on - i * (on + off)} 0.75 {on} re f\n" for i in range(int(72 / (on + off))))
    return page + words(rows)


def coloured(rows: list[list[str]], gap: float = 0.0) -> str:
    """Cells told apart by boxes of colour alone."""
    page = "0.87 0.9 0.95 rg\n"
    for r in range(len(rows)):
        page += "".join(
            f"{60 + 90 * c + gap} {736 - 24 * r + gap} {90 - 2 * gap} {24 - 2 * gap} re f\n" for c in range(3)
        )
    return page + "0 g\n" + words(rows)


def words(rows: list[list[str]]) -> str:
    return "".join(
        show(text, 64 + c * 90, 744 - r * 24, 10) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    )


DRAWN = [
    ("dotted lines", dots(PLAIN)),
    ("dashes", dots(PLAIN, 2.25, 1.9)),
    ("boxes of colour side by side", coloured(PLAIN)),
    ("boxes of colour with gaps", coloured(PLAIN, 1.0)),
    ("thin filled boxes", rectangles(PLAIN)),
    ("stroked boxes", boxes(PLAIN)),
    ("drawn at another scale", "q 2 0 0 2 0 0 cm\n" + ruled(PLAIN, left=10, top=380, width=80) + "Q\n"),
    ("dashed pieces", ruled(PLAIN).replace("60 760 m 330 760 l", "60 760 m 200 760 l S 201 760 m 330 760 l")),
    ("white backgrounds behind the lines", "1 g 50 600 300 200 re f 60 736 90 24 re f 0 g\n" + ruled(PLAIN)),
    ("bold by printing twice", ruled(PLAIN) + show("规章", 64.3, 720, 10)),
    ("a frame around the page", "20 20 555 802 re S\n" + ruled(PLAIN)),
]


@pytest.mark.parametrize("page", [d[1] for d in DRAWN], ids=[d[0] for d in DRAWN])
def test_a_table_reads_the_same_however_it_is_drawn(page):
    assert outline(read(pdf([page]))) == [PLAIN]


def test_stripes_are_no_table():
    """Where every other row has no colour, the coloured rows alone would leave rows out."""
    page = "0.9 g 60 736 270 24 re f 60 688 270 24 re f 0 g\n" + words(PLAIN)
    assert outline(read(pdf([page]))) == [" ".join(t for t in row if t) for row in PLAIN]


@pytest.mark.parametrize(
    ("width", "pieces", "text"),
    [(24, ["773", "0"], "7730"), (90, ["773", "0"], "773\n0"), (24, ["773", "件"], "773\n件"), (24, ["7"], "7")],
    ids=["a full line", "a line with room", "words", "one line"],
)
def test_a_number_broken_in_a_narrow_cell_is_whole(width, pieces, text):
    page = ruled([["甲", ""], ["乙", "1"]], width=width)
    page += "".join(show(piece, 60 + width + 4, 752 - 9 * i, 10) for i, piece in enumerate(pieces))
    assert outline(read(pdf([page])))[0][0] == ["甲", text]


def test_open_sides_are_columns_too():
    page = ruled([["一", "甲甲", "1"], ["二", "乙乙", "2"]])
    for x in (60, 330):
        page = page.replace(f"{x} 760 m {x} 712 l S", "")
    assert outline(read(pdf([page]))) == [[["一", "甲甲", "1"], ["二", "乙乙", "2"]]]


def test_a_page_shown_sideways():
    turned = "q 0 1 -1 0 595 0 cm\n" + ruled(PLAIN, top=500) + "Q\n"
    assert outline(read(pdf([turned], rotate=90))) == [PLAIN]


TURNS = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}


@pytest.mark.parametrize("rotate", TURNS)
@pytest.mark.parametrize("drawn", TURNS)
def test_a_page_is_turned_as_its_print_runs(drawn, rotate):
    """Whatever the page says of how it is to be shown: tables are laid sideways on upright pages, too."""
    page = show("标题", 60, 560) + ruled(PLAIN, top=500)
    data = pdf([f"q {TURNS[drawn]} cm\n{page}Q\n"], rotate=rotate)
    assert outline(read(data)) == ["标题", PLAIN]


def test_slanting_print_is_a_watermark():
    page = ruled(PLAIN) + "q 0.7 0.7 -0.7 0.7 200 690 cm\n" + show("样本", 0, 0, 40) + "Q\n"
    assert outline(read(pdf([page]))) == [PLAIN]


def test_a_column_of_upright_print_turns_no_page():
    page = ruled(PLAIN) + "q 0 1 -1 0 40 700 cm\n" + show("竖", 0, 0, 10) + "Q\n"
    assert table(next(b for b in read(pdf([page])).blocks if isinstance(b, Grid))) == PLAIN


def test_a_table_within_a_drawing_object():
    form = ruled(PLAIN)
    data = pdf([show("标题", 60, 800) + "/T Do\n"], extra="/XObject << /T 9 0 R >>")
    # The drawing is object 9, written behind the end and found by the repair that PDFium makes.
    body = "9 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 10 -20] "
    body += f"/Resources << /Font << /F1 3 0 R >> >> /Length {len(form)} >>\nstream\n{form}\nendstream\nendobj\n"
    start = data.index(b"xref")
    data = data[:start] + body.encode() + b"trailer\n<< /Size 10 /Root 1 0 R >>\n%%EOF\n"
    assert outline(read(data)) == ["标题", PLAIN]


def test_a_table_broken_over_pages_gives_its_pieces_in_order():
    first = show("三、收到", 60, 790) + ruled(PLAIN)
    document = read(pdf([first, ruled([["续", "1", "2", "3", "4"]], width=60) + show("四、", 60, 600)]))
    assert outline(document) == ["三、收到", PLAIN, [["续", "1", "2", "3", "4"]], "四、"]
    assert list(document.parts) == ["page 1", "page 2"]


def test_boxes_and_underlines_are_no_tables():
    page = "50 500 500 200 re S\n" + show("框内文字", 60, 600) + show("下划线", 60, 400) + line(60, 398, 200, 398)
    page += "60 300 m 200 300 l S 130 280 m 130 320 l S\n"  # a cross
    assert outline(read(pdf([page]))) == ["框内文字", "下划线"]


def test_lines_that_run_on_are_one_paragraph():
    lines = [("　　" + BODY[:26], 60), (BODY, 60), ("结束。", 60), ("　　" + "另一段。", 60)]
    page = "".join(
        show(text.strip("　"), x + (32 if text.startswith("　") else 0), 780 - 26 * i, 16)
        for i, (text, x) in enumerate(lines)
    )
    assert outline(read(pdf([page]))) == [BODY[:26] + BODY + "结束。", "另一段。"]


def test_short_lines_stay_apart():
    page = "".join(show(f"第{i}条", 60, 780 - 26 * i) for i in range(5))
    assert outline(read(pdf([page]))) == [f"第{i}条" for i in range(5)]


def test_page_numbers_are_left_out_and_noted():
    document = read(pdf([show("- 1 -", 280, 40) + show("正文", 60, 700), show("2", 280, 40) + show("12", 60, 700)]))
    assert outline(document) == ["正文", "12"]
    assert "page numbers left out: - 1 -, 2" in document.notes


def test_spread_print_is_one_word_and_columns_are_not():
    page = "".join(show(c, 60 + 20 * i, 700) for i, c in enumerate("邮编：")) + show("规章 0 12 3", 60, 650)
    assert outline(read(pdf([page]))) == ["邮编：", "规章 0 12 3"]


def set_in_columns(rows: list[list[str]], align: str = "left", top: float = 700, lead: float = 20) -> str:
    """Print without lines: a label and three columns of numbers, each number at its column's left, right or middle."""
    page = ""
    for r, (label, *values) in enumerate(rows):
        page += show(label, 60, top - r * lead, 10) if label else ""
        for c, value in enumerate(values):
            room = {"left": 0.0, "right": 40.0, "middle": 20.0}[align] - {"left": 0, "right": 5, "middle": 2.5}[
                align
            ] * len(value)
            page += show(value, 200 + 60 * c + room, top - r * lead, 10) if value else ""
    return page


COLUMNS = [["甲", "1", "20", "3000"], ["乙", "", "5", "6"], ["丙", "70000", "", "0"], ["丁", "4", "5", "9"]]


@pytest.mark.parametrize("align", ["left", "right", "middle"])
def test_an_empty_box_without_lines_is_found_by_the_rows_around_it(align):
    document = read(pdf([show("标题", 60, 780) + set_in_columns(COLUMNS, align)]))
    assert outline(document) == ["标题", "甲 1 20 3000", "乙\t\t5\t6", "丙\t70000\t\t0", "丁 4 5 9"]


def test_a_label_printed_over_a_box_leaves_it_unknown():
    rows = [["甲", "1", "2", "3"], ["乙", "4", "5", "6"], ["丙", "7", "8", "9"]]
    page = show("长而又长的标签压在数字上了", 110, 720, 10) + show("5", 260, 720, 10) + show("6", 320, 720, 10)
    assert outline(read(pdf([page + set_in_columns(rows)])))[0] == "长而又长的标签压在数字上了 5 6"


def test_rows_of_another_table_tell_nothing():
    """Three rows are needed, close together and with nothing but labels between."""
    far = set_in_columns(COLUMNS[:2]) + set_in_columns(COLUMNS[2:], top=400)
    parted = (
        set_in_columns(COLUMNS[:2])
        + show("说明：以上为规章，以下为许可，一并统计", 60, 660, 10)
        + set_in_columns(COLUMNS[2:], top=640)
    )
    for page in (far, parted):
        assert "乙 5 6" in outline(read(pdf([page])))
        assert "丙 70000 0" in outline(read(pdf([page])))


def test_numbers_that_run_into_one_another_tell_no_columns():
    rows = [["甲", "1", "2", "3"], ["乙", "4", "", "6"]]
    page = (
        set_in_columns(rows)
        + show("丙", 60, 660, 10)
        + show("1234567890123456789", 200, 660, 10)
        + show("1", 320, 660, 10)
    )
    assert "乙 4 6" in outline(read(pdf([page])))


def test_a_label_that_goes_on_below_its_values_is_made_whole():
    rows = [["1.属于国", "1", "2", "3"], ["家秘密", "", "", ""], ["2.其他", "4", "5", "6"], ["3.危及", "7", "8", "9"]]
    assert outline(read(pdf([set_in_columns(rows, lead=14)]))) == [
        "1.属于国家秘密\t1\t2\t3",
        "2.其他\t4\t5\t6",
        "3.危及\t7\t8\t9",
    ]
    between = [
        ["1.属于国", "", "", ""],
        ["家", "1", "2", "3"],
        ["秘密", "", "", ""],
        ["2.其他", "4", "5", "6"],
        ["3.", "7", "8", "9"],
    ]
    assert outline(read(pdf([set_in_columns(between, lead=14)])))[:3] == ["1.属于国", "家 1 2 3", "秘密"]


def test_the_text_stream_is_a_reading_of_its_own():
    data = pdf([ruled(PLAIN), show("第二页", 60, 700)])
    document = pdf_text_stream(data)
    check_places(document)
    assert [p.place.part for p in document.blocks] == ["page 1", "page 2"]
    assert document.blocks[0].text.split() == [t for row in PLAIN for t in row if t]


PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x01 EI Q\n"
WHOLE = pdf([ruled(PLAIN) + show(BODY, 60, 600)])
LOCKED = pdf(
    [show("密", 60, 700)],
    trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
    + "41" * 32
    + "> /U <"
    + "42" * 32
    + "> >> /ID [<00> <00>]",
)
CODES = "".join(chr(0x0100 + i % 200) for i in range(300))  # what glyph numbers look like without their meaning
BROKEN = [
    ("characters without a meaning", pdf([show(CODES, 60, 700)]), "no_text_layer"),
    ("a picture of a page", pdf([PICTURE]), "no_text_layer"),
    ("an empty page", pdf([""]), "no_text_layer"),
    ("encrypted", LOCKED, "encrypted"),
    ("cut in half", WHOLE[: len(WHOLE) // 2], "damaged"),
    ("its end lost", WHOLE[:-30], "damaged"),
    ("only its name", b"%PDF-1.7\n%%EOF", "damaged"),
    ("no PDF", b"hello %%EOF", "damaged"),
    ("too many pages", pdf([""] * 501), "too_large"),
]


@pytest.mark.parametrize(("data", "kind"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_pdf_that_cannot_be_read_says_why(data, kind):
    with pytest.raises(UnreadableError) as error:
        READERS["pdf"](data, "x")
    assert error.value.kind == kind


@pytest.mark.parametrize(("data", "kind"), [b[1:] for b in BROKEN[1:]], ids=[b[0] for b in BROKEN[1:]])
def test_nor_can_the_text_stream(data, kind):
    with pytest.raises(UnreadableError) as error:
        pdf_text_stream(data, "x")
    assert error.value.kind == kind


def test_a_picture_with_a_page_number_has_no_text_layer():
    with pytest.raises(UnreadableError) as error:
        READERS["pdf"](pdf([PICTURE + show("- 1 -", 280, 40)]), "x")
    assert error.value.kind == "no_text_layer"


def test_text_hidden_behind_a_picture_is_noted():
    """It is what some program made of the picture, not what an office typed."""
    hidden = pdf([PICTURE + "3 Tr\n" + ruled(PLAIN) + show(BODY, 60, 600)])
    assert HIDDEN in read(hidden).notes
    assert HIDDEN not in read(WHOLE).notes
    assert HIDDEN not in read(pdf([PICTURE + ruled(PLAIN) + show(BODY, 60, 600)])).notes


def test_a_plan_of_many_lines_is_read_as_text_soon():
    page = "".join(line(i % 500, 0, i % 500 + 0.3, 800) + line(0, i % 800, 500, i % 800) for i in range(15_000))
    started = time.monotonic()
    document = read(pdf([page + show(BODY, 60, 600)]))
    assert outline(document) == [BODY]
    assert time.monotonic() - started < 20


def test_reading_prints_nothing():
    code = "from toolkit.read.formats import READERS; import sys; READERS['pdf'](sys.stdin.buffer.read(), 'x')"
    done = subprocess.run([sys.executable, "-c", code], input=WHOLE, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_the_third_reading_finds_the_same_table():
    page = show("二、主动公开", 60, 790) + ruled(PLAIN) + show("三、收到和处理", 60, 650)
    document = read_pdf_by_pdfplumber(pdf([page]), "x")
    check_places(document)
    assert outline(document) == ["二、主动公开", PLAIN, "三、收到和处理"]
    (grid,) = [b for b in document.blocks if isinstance(b, Grid)]
    assert next(c for c in grid.cells if c.text == "7730.28").area == (240, 688, 330, 712)


THIRD = [("an empty page", pdf([""]), "no_text_layer"), ("encrypted", LOCKED, "damaged"), ("no PDF", b"x", "damaged")]


@pytest.mark.parametrize(("data", "kind"), [t[1:] for t in THIRD], ids=[t[0] for t in THIRD])
def test_the_third_reading_says_why_it_cannot(data, kind):
    with pytest.raises(UnreadableError) as error:
        read_pdf_by_pdfplumber(data, "x")
    assert error.value.kind == kind
