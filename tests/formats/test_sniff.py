"""The kind of a file by its bytes, never by its name; and that nothing heavy is loaded to tell it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.formats.builders import compound, doc, docx, para, pdf, zipped
from toolkit.read.formats import READERS, sniff, unsupported

REPORT = "一、总体情况\n本机关全年收到政府信息公开申请12件，其中<5件为自然人，>3件为法人。\n"
TABLE = "<tr><td>规章</td><td>1</td></tr>" * 8

KINDS = [
    ("text", REPORT.encode()),
    ("text", REPORT.encode("gb18030")),
    ("text", REPORT.encode("utf-8-sig")),
    ("text", REPORT.encode("utf-16")),
    ("text", REPORT.encode("utf-16-le")),
    ("text", ("页面代码为<p>的部分见附件</p>，" + REPORT * 20).encode()),
    ("text", "收到 a<b 的申请".encode()),
    ("text", b"%PDF is a format, not this"),
    ("text", ("|信息内容|数量|\n|---|---|\n|规章|1<br>2|\n" + REPORT).encode()),
    ("html", b"<!DOCTYPE html><p>x"),
    ("html", "\ufeff <!-- 注 --><?xml version='1.0'?>\n<HTML><body>甲".encode()),
    ("html", "<!-- 注 -- 释 --><html>甲".encode("gb18030")),
    ("html", "<html><p>甲".encode("utf-16")),
    ("html", ("<table>" + TABLE + "</table>").encode()),
    ("html", "<p>一、总体情况</p>".encode()),
    ("html", ("附件 " + TABLE).encode("gb18030")),
    ("word_xml", b"<?xml version='1.0'?>\n<?mso-application progid='Word.Document'?>\n<w:wordDocument xmlns:w='x'>"),
    ("word_xml", b"<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>"),
    ("excel_xml", b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"),
    ("text", b"<Workbook of 2023>"),
    ("mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>"),
    ("pdf", pdf([""])),
    ("pdf", b"\r\n" + pdf([""])),
    ("docx", docx(para("甲"))),
    ("docx", docx(para("甲"))[:-30]),
    ("docx", compound({"EncryptedPackage": b"", "EncryptionInfo": b""})),
    ("xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""})),
    ("xlsb", zipped({"xl/workbook.bin": ""})),
    ("ofd", zipped({"OFD.xml": "", "Doc_0/Document.xml": ""})),
    ("odf", zipped({"mimetype": "application/vnd.oasis.opendocument.text"})),
    ("zip", zipped({"年报.docx": "", "说明.txt": ""})),
    ("zip", b"PK\x03\x04 damaged"),
    ("doc", doc([("甲\r", b"")])),
    ("xls", compound({"Workbook": b""})),
    ("xls", compound({"Book": b""})),
    ("wps", compound({"CONTENTS": b""})),
    ("unknown", compound({"Other": b""})),
    ("rtf", b"{\\rtf1\\ansi"),
    ("rar", b"Rar!\x1a\x07\x00"),
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("image", b"\x89PNG\r\n\x1a\n"),
    ("image", b"\xff\xd8\xff\xe0"),
    ("image", b"RIFF\0\0\0\0WEBP"),
    ("unknown", b""),
    ("unknown", b" \n\t"),
    ("unknown", bytes(range(256)) * 40),
]


@pytest.mark.parametrize(("kind", "data"), KINDS)
def test_the_kind_is_seen_in_the_bytes(kind, data):
    assert sniff(data) == kind


@pytest.mark.parametrize("kind", sorted({k for k, _ in KINDS}))
def test_every_kind_has_a_reader_or_advice(kind):
    assert kind in READERS or kind == "zip" or unsupported(kind)


def test_the_real_reports_are_text(raw):
    assert {sniff(data) for data in raw.values()} == {"text"}


def test_telling_the_kind_of_text_loads_no_library():
    heavy = "{'lxml', 'pypdfium2', 'olefile', 'openpyxl', 'xlrd', 'pdfplumber'}"
    code = f"import sys, toolkit.read.formats as f; f.sniff(b'<html>'); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
