"""Word 97 files: text by the piece table, rows and spans by the paragraph properties."""

from __future__ import annotations

import contextlib
import shutil

import pytest

from tests.formats.builders import IN_TABLE, check_places, compound, doc, outline, row_end
from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import READERS, convert, sniff

NONE = b""


def read(data: bytes) -> Document:
    document = READERS["doc"](data, "report.doc")
    check_places(document)
    return document


def cells(*texts: str) -> list[tuple[str, bytes]]:
    return [(text + "\x07", IN_TABLE) for text in texts]


def test_paragraphs_and_a_table_with_an_empty_last_cell():
    rows = [
        ("一、总体情况\r", NONE),
        *cells("信息内容", "数量", ""),
        ("\x07", row_end(0, 1000, 2000, 3000)),
        *cells("规章", "", ""),
        ("\x07", row_end(0, 1000, 2000, 3000)),
        ("二、\x0b结尾\r", NONE),
    ]
    assert outline(read(doc(rows))) == [
        "一、总体情况",
        [["信息内容", "数量", ""], ["规章", "", ""]],
        "二、\n结尾",
    ]


def test_merged_cells_by_their_edges_and_flags():
    rows = [
        *cells("三、结果", "申请人"),
        ("\x07", row_end(0, 1000, 3000, flags={0: 3 << 5})),
        *cells("", "1", "2"),
        ("\x07", row_end(5, 1000, 2010, 3000, flags={0: 1 << 5})),
        *cells("四、", "", "3"),
        ("\x07", row_end(0, 1000, 2000, 3000, flags={0: 2, 1: 1})),
    ]
    assert outline(read(doc(rows))) == [[["三、结果<2x1>", "申请人<1x2>"], ["1", "2"], ["四、<1x2>", "3"]]]


def test_a_cell_of_several_paragraphs():
    rows = [("商业\r", IN_TABLE), *cells("企业", "1"), ("\x07", row_end(0, 1000, 2000)), *cells("a", "2")]
    rows += [("\x07", row_end(0, 1000, 2000))]
    assert outline(read(doc(rows)))[0][0] == ["商业\n企业", "1"]


def test_rows_are_told_by_their_marks_where_the_properties_are_lost():
    rows = [("前\r", NONE), *cells("甲", "1"), ("\x07", NONE), *cells("乙", "2"), ("\x07", NONE), ("后\r", NONE)]
    document = read(doc(rows, told=False))
    assert outline(document) == ["前", [["甲", "1"], ["乙", "2"]], "后"]
    assert "rows of tables found by their marks alone" in document.notes


def test_fields_bookmarks_and_pictures_leave_no_codes():
    text = '\x13 HYPERLINK "http://a" \x14网\x13 PAGE \x14站\x15\x15：\x01\x08收\x1f到12\x1e13件\x02\r'
    assert outline(read(doc([(text, NONE)]))) == ["网站：收到12-13件"]


def test_characters_beyond_the_basic_plane_and_text_boxes():
    document = read(doc([("𠮷𠮷镇\r", NONE), ("第二段\r", NONE)], boxes="框内\r"))
    assert outline(document) == ["𠮷𠮷镇", "第二段", "框内"]
    assert any("text boxes" in n for n in document.notes)


PLAIN = doc([("甲" * 3000 + "\r", NONE)])
BROKEN = [
    ("encrypted", doc([("甲\r", NONE)], flags=0x0100), "encrypted"),
    ("no Word stream", compound({"Other": b""}), "damaged"),
    ("cut short", PLAIN[:3000], "damaged"),
    ("its table stream zeroed", compound({"WordDocument": doc([("甲\r", NONE)])[512:8000], "1Table": b""}), "damaged"),
    ("no text", doc([("\r", NONE)]), "empty"),
    ("not OLE at all", b"x" * 4096, "damaged"),
]


@pytest.mark.parametrize(("data", "kind"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_word_file_ends_in_a_reason(data, kind):
    with pytest.raises(UnreadableError) as error:
        READERS["doc"](data, "x")
    assert error.value.kind == kind


@pytest.mark.parametrize("at", range(0, len(PLAIN), 997))
def test_no_flipped_byte_makes_the_reader_stumble(at):
    data = bytearray(PLAIN)
    data[at] ^= 0xFF
    with contextlib.suppress(UnreadableError):  # any other error fails the test
        check_places(READERS["doc"](bytes(data), "x"))


def test_word_95_asks_for_libreoffice(monkeypatch):
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    with pytest.raises(UnreadableError, match="install LibreOffice") as error:
        READERS["doc"](doc([("甲\r", NONE)], version=0x68), "x")
    assert error.value.kind == "unsupported"


def test_rich_text_asks_for_libreoffice(monkeypatch):
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    data = rb"{\rtf1 \u25919?}"
    with pytest.raises(UnreadableError, match="install LibreOffice"):
        READERS[sniff(data)](data, "x")


def test_a_converter_that_hangs_is_ended(monkeypatch, tmp_path):
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(convert, "find_libreoffice", lambda: str(hanging))
    monkeypatch.setattr(convert.limits, "CONVERT_SECONDS", 0.3)
    with pytest.raises(UnreadableError, match="did not finish"):
        READERS["rtf"](rb"{\rtf1 }", "x")


def test_a_converter_that_fails_leaves_a_reason(monkeypatch):
    monkeypatch.setattr(convert, "find_libreoffice", lambda: shutil.which("true"))
    with pytest.raises(UnreadableError, match="cannot read"):
        READERS["rtf"](rb"{\rtf1 }", "x")


def test_open_document_files_ask_for_libreoffice(monkeypatch):
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    for kind, advice in (("odf", "save the file as .docx"), ("xlsb", "save the file as .xlsx")):
        with pytest.raises(UnreadableError, match=f"install LibreOffice.*{advice}"):
            READERS[kind](b"PK", "x")


def test_no_macro_runs_and_no_linked_address_is_opened(tmp_path):
    address = convert._profile(tmp_path / "profile")
    assert address.startswith("file://")
    settings = (tmp_path / "profile" / "user" / "registrymodifications.xcu").read_text("utf-8")
    for name in ("BlockUntrustedRefererLinks", "DisableMacrosExecution"):
        assert f'oor:name="{name}" oor:op="fuse"><value>true</value>' in settings


@pytest.mark.slow
@pytest.mark.skipif(convert.find_libreoffice() is None, reason="LibreOffice is not installed")
def test_rich_text_by_libreoffice():
    data = rb"{\rtf1\ansi\trowd\cellx1000\cellx2000\intbl \u30002?\cell 12\cell\row\pard \u20108?\par}"
    document = READERS["rtf"](data, "x")
    assert outline(document)[0] == [["甲", "12"]]


def test_edges_that_make_no_sense_never_lay_cells_over_one_another():
    rows = [*cells("甲", "乙", "丙"), ("\x07", row_end(0, 1, 2000, 1000, flags={0: 3 << 5, 2: 3 << 5}))]
    rows += [*cells("丁", "戊"), ("\x07", row_end(0, 2000, 1000, flags={0: 1 << 5, 1: 1 << 5}))]
    texts = "".join(c.text for c in read(doc(rows)).blocks[0].cells)  # `read` looks for overlaps
    assert set(texts) >= set("甲乙丙丁戊")
