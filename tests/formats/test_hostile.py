"""Files made to stop a reader end in a reason each, cost no other file, and nothing is written outside the output.

How long they take and what memory is measured by benchmarks/hostile.py.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

import toolkit
from tests.conftest import ROOT
from tests.formats.builders import zipped
from toolkit.corpus.inputs import read_source
from toolkit.teach.render import render, synthetic


def files() -> Mapping[str, object]:
    spec = importlib.util.spec_from_file_location("hostile", ROOT / "benchmarks" / "hostile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FILES


FILES = files()
REASONS = {
    "text of 300 MB": {"too_large"},
    "a page of a million nested tags": {"too_large"},
    "an element of four million attributes": {"not_a_report"},
    "a Word file that is no zip": {"damaged"},
    "a Word file cut short": {"damaged"},
    "a Word file with an external entity": {"damaged"},
    "a Word file that laughs": {"damaged"},
    "200,000 tables in tables": {"damaged"},
    "1.2 million paragraphs": {"too_large"},
    "an old Word file cut short": {"damaged"},
    "1,048,576 empty rows": {"empty"},
    "1,048,576 empty rows of open cells": {"empty"},
    "a zip bomb in zips": {"too_large"},
    "zips in zips in zips in zips": {"too_large"},
}


@pytest.mark.parametrize("name", REASONS)
def test_a_hostile_file_ends_in_its_reason(name):
    readings = list(read_source(FILES[name](), name))  # type: ignore[operator]
    assert {reading.error.kind for reading in readings if reading.error} == REASONS[name]
    assert not any(reading.reports for reading in readings)


def test_a_million_empty_rows_hide_no_report():
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(render(synthetic(4), "xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(200, 200_000))
    parts[name] = parts[name].replace(b"</sheetData>", empty + b"</sheetData>")
    (reading,) = read_source(zipped(parts), "x")
    assert len(reading.reports[0].cells) == 200


def test_one_long_column_is_one_piece():
    """Such a sheet was once divided in quadratic time: it would not end here."""
    from toolkit.read.formats.linear import Box
    from toolkit.read.formats.sheet import split_at_blank_rows

    boxes = [Box("1", row, 0) for row in range(60_000)]
    (piece,) = split_at_blank_rows(boxes)
    assert len(piece) == 60_000


def test_what_a_word_file_embeds_is_bounded():
    body = '<w:document xmlns:w="w" xmlns:r="r"><w:body>' + '<w:altChunk r:id="c"/>' * 50 + "</w:body></w:document>"
    data = zipped(
        {
            "word/document.xml": body,
            "word/a.html": "<html><p>一、总体情况</p><p>二、主动公开政府信息情况</p></html>",
        }
    )
    from toolkit.read.formats.docx import _Chunks
    from toolkit.read.formats.ooxml import Package

    chunks = _Chunks(Package(data), {"c": ("aFChunk", "word/a.html")}, "x", 1, blocks_left=3)
    read = [chunks.read("c") for _ in range(50)]
    assert [found is not None for found in read[:3]] == [True, True, False]
    assert not any(read[3:])


def test_nothing_is_written_outside_the_output(tmp_path, monkeypatch):
    raw, out, here = tmp_path / "raw", tmp_path / "out", tmp_path / "here"
    raw.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    report = render(synthetic(4), "html")
    (raw / "a.zip").write_bytes(
        zipped({"../../evil.html": report, "/tmp/ogi-evil.html": report, "..\\..\\evil.txt": b"x", "C:\\evil": b"x"})
    )
    (raw / "good.html").write_bytes(render(synthetic(6), "html"))
    (raw / "bomb.zip").write_bytes(zipped({"x": b"\0" * 30_000_000}))
    before = {path for path in tmp_path.rglob("*") if out not in path.parents and path != out}
    corpus = toolkit.run(raw, out)
    after = {path for path in tmp_path.rglob("*") if out not in path.parents and path != out}
    assert before == after
    assert not Path("/tmp/ogi-evil.html").exists()
    assert corpus.reports.height == 2  # the archive holds one report twice
    assert set(corpus.files["source"]) >= {"a.zip/evil.html", "a.zip/tmp/ogi-evil.html", "good.html", "bomb.zip/x"}
