"""Files made to stop a reader, each read in a process of its own: what it ends in, seconds, and the peak of memory.

    python benchmarks/hostile.py

The stated bounds are 120 seconds (a laptop that does other things; most take under two) and 1 GiB; exit 1 above them,
or where a file brings down its reader.
"""

from __future__ import annotations

import io
import multiprocessing
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from toolkit.teach.render import render, synthetic
from toolkit.teach.render.package import zipped

SECONDS, MEGABYTES = 120.0, 1024
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BODY = b'<w:document xmlns:w="x" xmlns:r="r"><w:body>'
CELL = b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
CHUNK = b'<Relationships><Relationship Id="c" Type="/relationships/aFChunk" Target="/word/a.html"/></Relationships>'


def parts(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(render(synthetic(4), kind))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(rows: bytes, head: bytes = SHEET, tail: bytes = b"</sheetData></worksheet>") -> bytes:
    return zipped({**parts("xlsx"), "xl/worksheets/sheet1.xml": head + rows + tail})


def word(document: bytes, more: Mapping[str, bytes] | None = None) -> bytes:
    return zipped({**parts("docx"), "word/document.xml": document, **(more or {})})


def rows(form: bytes, count: int = 1_048_576) -> bytes:
    return b"".join(form % ((n,) * form.count(b"%d")) for n in range(1, count + 1))


def nested(depth: int) -> bytes:
    data = zipped({"x.txt": b"\0" * 50_000_000})
    for _ in range(depth):
        data = zipped({"in.zip": data})
    return data


FILES: Mapping[str, Callable[[], bytes]] = {
    "text of 300 MB": lambda: "本机关收到申请3件。\n".encode() * 10_700_000,
    "a page of a million nested tags": lambda: b"<html>" + b"<div>" * 1_000_000,
    "a page of 390,000 nested tags": lambda: b"<html>" + b"<div>" * 390_000 + "一、总体情况".encode(),
    "a table of 190,000 rows that span": lambda: b"<html><table>" + b"<tr><td rowspan=60 colspan=60>1" * 190_000,
    "200,000 hidden elements": lambda: b"<html>" + b"<p style='display:none'>x" * 200_000,
    "a page of one text of 20 MB": lambda: b"<html><p>" + "字".encode() * 7_000_000,
    "an element of four million attributes": lambda: b"<html><p " + b"a=1 " * 4_000_000 + b">x",
    "a Word file that is no zip": lambda: b"PK\x03\x04" + b"\0" * 1000 + b"[Content_Types].xml word/",
    "a Word file cut short": lambda: render(synthetic(4), "docx")[:9000],
    "a Word file with an external entity": lambda: word(
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + BODY + b"&a;</w:body></w:document>"
    ),
    "a Word file that laughs": lambda: word(LAUGHS + b"]>" + BODY + b"&j;</w:body></w:document>"),
    "200,000 tables in tables": lambda: word(BODY + b"<w:tbl><w:tr><w:tc>" * 200_000),
    "1.2 million paragraphs": lambda: word(BODY + b"<w:p><w:r><w:t>1</w:t></w:r></w:p>" * 1_200_000),
    "a table of 80,000 rows": lambda: word(
        BODY + b"<w:tbl>" + b"<w:tr>%b</w:tr>" % CELL * 79_000 + b"</w:tbl></w:body></w:document>"
    ),
    "2,000 files embedded": lambda: word(
        BODY + b'<w:altChunk r:id="c"/>' * 2000 + b"</w:body></w:document>",
        {"word/_rels/document.xml.rels": CHUNK, "word/a.html": b"<html>" + b"<p>x" * 100_000},
    ),
    "an old Word file cut short": lambda: render(synthetic(4), "doc")[:12_000],
    "1,048,576 empty rows": lambda: sheet(rows(b'<row r="%d"><c r="A%d" s="0"/></row>')),
    "1,048,576 empty rows of open cells": lambda: sheet(rows(b'<row r="%d"><c r="A%d" s="1"></c></row>')),
    "a million filled rows": lambda: sheet(rows(b'<row r="%d"><c r="A%d"><v>1</v></c></row>', 1_000_000)),
    "half a million merged areas": lambda: sheet(
        rows(b'<mergeCell ref="A%d:XFD%d"/>', 500_000),
        SHEET + b"</sheetData><mergeCells>",
        b"</mergeCells></worksheet>",
    ),
    "a zip bomb in zips": lambda: nested(2),
    "zips in zips in zips in zips": lambda: nested(5),
    "a zip of 15,000 files": lambda: zipped(
        {f"{n}.zip": zipped({f"{m}.txt": b"x" for m in range(3000)}) for n in range(5)}
    ),
    "a zip that names places outside": lambda: zipped({"../../../../tmp/ogi-evil.txt": b"x", "/tmp/ogi-evil": b"x"}),
}  # fmt: skip


def read_one(name: str, answers: multiprocessing.Queue[tuple[str, float, int]]) -> None:
    from toolkit.corpus.inputs import read_source

    data = FILES[name]()
    started = time.monotonic()
    told = [r.error.kind if r.error else f"{len(r.reports)} read" for r in read_source(data, name) if not r.members]
    seconds = time.monotonic() - started
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    answers.put((", ".join(sorted(set(told))), seconds, int(peak[1]) // 1024 if peak else 0))


def measured() -> Iterator[tuple[str, str, float, int]]:
    """Each file in a fresh process; the peak includes the file itself and, here, the making of it."""
    context = multiprocessing.get_context("spawn")
    for name in FILES:
        answers: multiprocessing.Queue[tuple[str, float, int]] = context.Queue()
        process = context.Process(target=read_one, args=(name, answers))
        process.start()
        process.join(3 * SECONDS)
        if process.exitcode == 0:
            yield name, *answers.get()
        else:
            process.kill()
            yield name, "did not end", 3 * SECONDS, 0


def main() -> int:
    bad = 0
    for name, told, seconds, megabytes in measured():
        over = seconds > SECONDS or megabytes > MEGABYTES or "crash" in told or told == "did not end"
        bad += over
        print(f"{seconds:6.1f} s {megabytes:5} MB  {name}: {told}{'  ← beyond bounds' if over else ''}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
