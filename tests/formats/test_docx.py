"""Word files: the final text, merged cells, wrappers, list numbers, hostile files."""

from __future__ import annotations

import time

import pytest

from tests.formats.builders import check_places, compound, docx, outline, para, run, tbl, tc, tr, zipped
from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import READERS
from toolkit.read.formats.numbering import render


def read(data: bytes) -> Document:
    document = READERS["docx"](data, "report.docx")
    check_places(document)
    return document


BOX = "<w:txbxContent>" + para("框内") + "</w:txbxContent>"
SDT = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"

# (what it is, the body, what is read)
BODIES = [
    (
        "gridSpan and vMerge",
        tbl(tr(tc("信息内容", merge="start"), tc("数量", span=2)), tr(tc("", merge="on"), "1", "2")),
        [[["信息内容<2x1>", "数量<1x2>"], ["1", "2"]]],
    ),
    (
        "a merge downwards that nothing began is a cell",
        tbl(tr(tc("甲", merge="on"), "1"), tr("乙", "2")),
        [[["甲", "1"], ["乙", "2"]]],
    ),
    (
        "two merges downwards in one column",
        tbl(
            *(
                tr(tc(t, merge=m), str(i))
                for i, (t, m) in enumerate([("甲", "start"), ("", "on"), ("乙", "start"), ("", "on")])
            )
        ),
        [[["甲<2x1>", "0"], ["1"], ["乙<2x1>", "2"], ["3"]]],
    ),
    (
        "gridBefore moves the row",
        tbl(
            tr(tc("甲", merge="start"), "1"),
            tr("2", properties='<w:gridBefore w:val="1"/>'),
            tr(tc("", merge="on"), "3"),
        ),
        [[["甲", "1"], ["2"], ["", "3"]]],
    ),
    (
        "a cell, a row and a table in content controls",
        SDT.format(tbl(tr("规章", SDT.format(tc("1"))), SDT.format(tr("规范性文件", tc(SDT.format(para("2"))))))),
        [[["规章", "1"], ["规范性文件", "2"]]],
    ),
    (
        "insertions stay, deletions go",
        para("收到", "<w:ins>" + run("12") + "</w:ins>", "<w:del><w:r><w:delText>11</w:delText></w:r></w:del>", "件")
        + tbl(tr("甲", "1"), tr("乙", "2", properties="<w:del/>"), tr("丙", "3", properties="<w:ins/>")),
        ["收到12件", [["甲", "1"], ["丙", "3"]]],
    ),
    (
        "moved text stands where it went",
        para("<w:moveFrom>" + run("旧") + "</w:moveFrom>", "a") + para("<w:moveTo>" + run("新") + "</w:moveTo>"),
        ["a", "新"],
    ),
    (
        "a text box once, though written twice",
        para(
            "前",
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing>" + BOX + "</w:drawing></mc:Choice>"
            "<mc:Fallback><w:pict>" + BOX + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            "后",
        ),
        ["前后", "框内"],
    ),
    (
        "a text box that holds a table",
        para("<w:r><w:pict><w:txbxContent>" + tbl(tr("甲", "1"), tr("乙", "2")) + "</w:txbxContent></w:pict></w:r>"),
        [[["甲", "1"], ["乙", "2"]]],
    ),
    (
        "field codes go, results stay",
        para(
            "<w:r><w:instrText>PAGE 9</w:instrText></w:r>",
            "<w:fldSimple w:instr='X'>" + run("12") + "</w:fldSimple>",
            "件",
        ),
        ["12件"],
    ),
    (
        "breaks, tabs, hidden text",
        para("甲", "<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", run("丁", "<w:rPr><w:vanish/></w:rPr>")),
        ["甲\t乙\n丙"],
    ),
    (
        "a frame of tables is read through",
        tbl(tr(tc(para("一、"), tbl(tr("甲", "1"), tr("乙", "2")))), tr(tc("二、"))),
        ["一、", [["甲", "1"], ["乙", "2"]], "二、"],
    ),
    (
        "a small table in a cell is lines of that cell",
        tbl(*(tr("甲甲甲甲", "乙乙乙") for _ in range(4)), tr("丙", tc("注", tbl(tr("1", "2")), "<w:p/>"))),
        [[*[["甲甲甲甲", "乙乙乙"]] * 4, ["丙", "注\n1\t2"]]],
    ),
    ("a cell of several paragraphs", tbl(tr(tc("商业", "企业"), "1"), tr("", "")), [[["商业\n企业", "1"], ["", ""]]]),
]


@pytest.mark.parametrize(("body", "expected"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_a_word_file_reads_as_it_prints(body, expected):
    assert outline(read(docx(body))) == expected


def test_cells_moved_by_grid_before_stand_in_their_columns():
    (grid,) = read(docx(tbl(tr("甲", "1"), tr("2", properties='<w:gridBefore w:val="1"/>')))).blocks
    assert [(c.text, c.row, c.column) for c in grid.cells] == [("甲", 0, 0), ("1", 0, 1), ("2", 1, 1)]


LEVELS = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="heading"><w:basedOn w:val="base"/></w:style>'
)


def numbered(text: str, list_id: int, level: int = 0) -> str:
    return para(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_headings_whose_number_lives_in_the_list_style():
    styled = para("主动公开", properties='<w:pStyle w:val="heading"/>')
    body = (
        numbered("总体情况", 1) + numbered("平台", 1, 1) + numbered("监督", 1, 1) + numbered("细目", 1, 2) + styled
        + numbered("又一", 1, 1) + numbered("点", 2) + numbered("其他", 3) + para("正文")
    )  # fmt: skip
    assert outline(read(docx(body, LEVELS, STYLES))) == [
        "一、总体情况", "（一）平台", "（二）监督", "1. 细目", "二、主动公开", "（一）又一", "点", "五、其他", "正文",
    ]  # fmt: skip


RENDERED = [
    (1, "chineseCounting", "一"),
    (10, "chineseCounting", "十"),
    (12, "chineseCountingThousand", "十二"),
    (20, "japaneseCounting", "二十"),
    (105, "chineseCountingThousand", "一百零五"),
    (1010, "chineseCountingThousand", "一千零一十"),
    (3, "ideographDigital", "三"),
    (12, "ideographDigital", "一二"),
    (11, "chineseLegalSimplified", "壹拾壹"),
    (2, "decimalEnclosedCircle", "②"),
    (21, "decimalEnclosedCircle", "21"),
    (3, "ideographTraditional", "丙"),
    (7, "decimalFullWidth", "７"),
    (28, "lowerLetter", "bb"),
    (14, "upperRoman", "XIV"),
    (5, "someFutureFormat", "5"),
]


@pytest.mark.parametrize(("value", "form", "printed"), RENDERED)
def test_list_numbers_print_in_their_format(value, form, printed):
    assert render(value, form) == printed


ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
HOSTILE = [
    ("no zip", b"PK\x03\x04 and nothing more", "damaged"),
    ("cut short", docx(para("甲" * 1000))[:-200], "damaged"),
    ("an external entity", docx(para("&a;"), head=ENTITY), "damaged"),
    ("billion laughs", docx(para("&j;"), head=LAUGHS + "]>"), "damaged"),
    ("billion laughs in UTF-16", zipped({"word/document.xml": (LAUGHS + "]><a>&j;</a>").encode("utf-16")}), "damaged"),
    ("not well formed", docx("<w:p>"), "damaged"),
    ("no body", zipped({"word/document.xml": "<a/>"}), "damaged"),
    ("no document", zipped({"word/styles.xml": "<a/>"}), "damaged"),
    ("no text", docx(para("")), "empty"),
    ("nested beyond reason", docx("<w:sdt><w:sdtContent>" * 5000 + para("a")), "damaged"),
    ("a bomb", docx(" " * 60_000_000), "too_large"),
    ("encrypted", compound({"EncryptedPackage": b"1", "EncryptionInfo": b"2"}), "encrypted"),
]


@pytest.mark.parametrize(("data", "kind"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_word_file_ends_in_a_reason_soon(data, kind):
    started = time.monotonic()
    with pytest.raises(UnreadableError) as error:
        READERS["docx"](data, "x")
    assert error.value.kind == kind
    assert time.monotonic() - started < 10


def test_tables_nested_to_the_parsers_limit_are_read():
    body = para("底")
    for _ in range(40):
        body = tbl(tr(tc(body), tc("旁")))
    assert "底" in "".join(read(docx(body)).parts.values())


def test_the_main_part_may_have_another_name():
    assert outline(read(docx(para("甲"), part="word/document2.xml"))) == ["甲"]
