"""One report published as a page and a file is one report; two reports are never one."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import toolkit
from toolkit.cli import main
from toolkit.corpus.entry import Entry, attachment_names
from toolkit.corpus.joining import links
from toolkit.read import UnreadableError, read_bytes
from toolkit.read.join import joined
from toolkit.teach.layout import Sheet
from toolkit.teach.render import FORMATS, synthetic
from toolkit.teach.render.manuscript import Manuscript, Piece, pieces
from toolkit.teach.render.variation import PLAIN

SAID = "本机关全年受理政府信息公开申请{}件。"
ONE = synthetic(6)
RECEIVED = ONE.figures["requests.requests_received_new.total"]


def all_of(manuscript: Manuscript = ONE) -> list[Piece]:
    found = pieces(manuscript, PLAIN, Random(1))
    received = manuscript.figures["requests.requests_received_new.total"]
    return [*found[:5], SAID.format(received), *found[5:]]


def prose_of(manuscript: Manuscript = ONE) -> list[Piece]:
    return [piece for piece in all_of(manuscript) if not isinstance(piece, Sheet)]


def tables_of(manuscript: Manuscript = ONE) -> list[Piece]:
    return [piece for piece in all_of(manuscript) if isinstance(piece, Sheet)]


def written(kind: str, some: Sequence[Piece], attached: str = "") -> bytes:
    data = FORMATS[kind](some, PLAIN, Random(1))
    link = f'<p>附件：<a href="/files/{attached}">统计表</a></p>' if attached else ""
    return data.replace(b"</body>", f"{link}</body>".encode()) if attached else data


def ran(folder: Path, files: dict[str, bytes], out: Path | None = None, jobs: int = 1) -> toolkit.Corpus:
    raw = folder / "raw"
    raw.mkdir()
    for name, data in files.items():
        (raw / name).write_bytes(data)
    return toolkit.run(raw, out, jobs=jobs)


def status(corpus: toolkit.Corpus) -> dict[str, tuple[str, int, str | None]]:
    rows = corpus.files.select("source", "status", "reports", "duplicate_of").iter_rows()
    return {source: tuple(rest) for source, *rest in rows}


def test_a_page_and_the_workbook_it_names(tmp_path):
    files = {"page.html": written("html", prose_of(), "P1.xlsx"), "P1.xlsx": written("xlsx", tables_of())}
    corpus = ran(tmp_path, files)
    assert status(corpus) == {"P1.xlsx": ("read", 1, None), "page.html": ("joined", 0, "P1.xlsx")}
    (report,) = corpus.reports.iter_rows(named=True)
    assert report["organ"] in ONE.title
    assert report["source"] == "P1.xlsx"
    assert report["gaps"] == 0
    assert {row["state"] for row in corpus.cells.iter_rows(named=True)} == {"read"}
    assert corpus.claims.select("quote", "verdict").rows() == [(f"受理政府信息公开申请{RECEIVED}件", "consistent")]
    assert corpus.claims["place_part"].to_list() == ["page.html: html"]
    assert corpus.files["note"].to_list() == ["one report with page.html", None]


def test_a_view_of_a_joined_report_is_what_the_tables_hold(tmp_path):
    corpus = ran(
        tmp_path, {"page.html": written("html", prose_of(), "P1.xlsx"), "P1.xlsx": written("xlsx", tables_of())}
    )
    view = corpus.views[0]
    assert len(view.report.cells) == corpus.cells.height
    assert [claim.quote for claim in view.narrative.claims] == corpus.claims["quote"].to_list()
    for passage in view.report.passages:
        assert view.report.parts[passage.place.part][passage.place.start : passage.place.end] == passage.text


WHOLE = {
    "prose and the whole": lambda: {"a.html": written("html", prose_of()), "b.docx": written("docx", all_of())},
    "the whole twice": lambda: {"a.html": written("html", all_of()), "b.pdf": written("pdf", all_of())},
    "the whole three times": lambda: {
        "a.html": written("html", [*all_of(), "发布日期：2024-01-20"]),
        "b.pdf": written("pdf", all_of()),
        "c.docx": written("docx", all_of()),
    },
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_what_is_told_twice_counts_once(case, tmp_path):
    corpus = ran(tmp_path, WHOLE[case]())
    assert corpus.reports.height == 1
    assert corpus.cells.height == 200
    assert corpus.claims["quote"].to_list() == [f"受理政府信息公开申请{RECEIVED}件"]
    assert sum(corpus.files["reports"]) == 1
    assert set(corpus.files["status"]) <= {"read", "joined", "duplicate"}
    assert corpus.files.filter(corpus.files["status"] != "read")["duplicate_of"].null_count() == 0


def test_the_members_of_an_archive_are_joined(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    with zipfile.ZipFile(raw / "年报.zip", "w") as archive:
        archive.writestr("页面.html", written("html", prose_of(), "表.xlsx"))
        archive.writestr("表.xlsx", written("xlsx", tables_of()))
    corpus = toolkit.run(raw)
    assert {name: row[0] for name, row in status(corpus).items()} == {
        "年报.zip": "read",
        "年报.zip/表.xlsx": "read",
        "年报.zip/页面.html": "joined",
    }
    assert corpus.views[0].report.cell("requests.requests_received_new.total").text == RECEIVED


def test_processes_make_no_difference(tmp_path):
    files = {f"p{n}.html": written("html", prose_of(synthetic(n)), f"x{n}.xlsx") for n in (6, 8, 10)}
    files |= {f"x{n}.xlsx": written("xlsx", tables_of(synthetic(n))) for n in (6, 8, 10)}
    digests = []
    for jobs in (1, 2):
        (tmp_path / str(jobs)).mkdir()
        corpus = ran(tmp_path / str(jobs), files, tmp_path / str(jobs) / "out", jobs)
        assert corpus.reports.height == 3
        out = sorted((tmp_path / str(jobs) / "out").rglob("*.csv"))
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in out])
    assert digests[0] == digests[1]


def retold(**changes: str) -> Manuscript:
    return replace(ONE, figures={**ONE.figures, **changes})


OTHER_YEAR = replace(ONE, title=ONE.title.replace("2025", "2024"))
OTHER_BODY = replace(ONE, title=ONE.title.replace("荷街道", "桃街道"))
OTHER_TABLE = retold(**{"art20_1.rules.issued_this_year": "77"})
NAMESAKE = replace(ONE, title="城关镇人民政府2025年政府信息公开工作年度报告")
TWO = {
    "another year": lambda: {"a.html": written("html", prose_of()), "b.docx": written("docx", all_of(OTHER_YEAR))},
    "another body": lambda: {"a.html": written("html", prose_of()), "b.docx": written("docx", all_of(OTHER_BODY))},
    "another body's file, linked": lambda: {
        "a.html": written("html", prose_of(), "b.docx"),
        "b.docx": written("docx", all_of(OTHER_BODY)),
    },
    "another table": lambda: {"a.html": written("html", all_of()), "b.docx": written("docx", all_of(OTHER_TABLE))},
    "a name that many bodies have": lambda: {
        "a.html": written("html", [*prose_of(NAMESAKE), "另一句话，只在这里。"]),
        "b.docx": written("docx", all_of(NAMESAKE)),
    },
}


@pytest.mark.parametrize("case", TWO)
def test_two_reports_stay_two(case, tmp_path):
    corpus = ran(tmp_path, TWO[case]())
    assert corpus.reports.height == 2
    assert set(corpus.files["status"]) == {"read"}


def test_a_page_without_tables_and_two_files_that_differ_are_left_apart(tmp_path):
    files = {
        "a.html": written("html", prose_of()),
        "b.docx": written("docx", all_of()),
        "c.docx": written("docx", all_of(OTHER_TABLE)),
    }
    assert ran(tmp_path, files).reports.height == 3


# --- the rule by itself

PAGE = Entry(1, "d/page.html", "r1", "s1", "town-1", "某县某镇人民政府", 2023, "unknown", "", "p1")
FILE = Entry(
    2, "d/表.xlsx", "r2", "s2", "x-2", "", None, "unknown", "c2", "p2",
    forms=(("requests", "format2021"),), tables=(("requests", "t"),),
)  # fmt: skip
LINKED = replace(PAGE, attachments=("表.xlsx",))

JOINED: list[tuple[Entry, Entry]] = [
    (LINKED, FILE),
    (LINKED, replace(FILE, year=2023)),
    (LINKED, replace(FILE, body_id="town-1", organ="某县某镇人民政府")),
    (PAGE, replace(FILE, body_id="town-1", organ="某县某镇人民政府", year=2023)),
    (replace(LINKED, tables=(("requests", "t"),), forms=FILE.forms), FILE),
]
APART: list[tuple[Entry, Entry]] = [
    (PAGE, FILE),
    (LINKED, replace(FILE, source="e/表.xlsx")),
    (LINKED, replace(FILE, year=2022)),
    (LINKED, replace(FILE, organ="另一镇人民政府")),
    (replace(LINKED, scope="own"), replace(FILE, scope="area")),
    (replace(LINKED, tables=(("requests", "u"),)), FILE),
    (LINKED, replace(FILE, forms=(), tables=())),
    (LINKED, replace(FILE, source=LINKED.source)),
    (PAGE, replace(FILE, body_id="town-1", organ="某县某镇人民政府", year=2022)),
    (replace(PAGE, body_id="x-1", organ="某镇"), replace(FILE, body_id="x-1", organ="某镇", year=2023)),
]


def found(*entries: Entry) -> dict[int, tuple[Entry, ...]]:
    return links(entries)


@pytest.mark.parametrize(("page", "file"), JOINED)
def test_these_are_one(page, file):
    assert {frozenset((owner, *(o.owner for o in others))) for owner, others in found(page, file).items()} == {
        frozenset({1, 2})
    }


@pytest.mark.parametrize(("page", "file"), APART)
def test_these_are_two(page, file):
    assert found(page, file) == {}


NAMES = [
    ("attachment: 年报.docx P0202.docx", ("P0202.docx", "年报.docx")),
    ("attachment: 2023 年报 /a/%E5%B9%B4%E6%8A%A5.pdf?x=1#p2", ("年报.pdf", "2023 年报")),
    ("attachment: /viewer.docx", ("viewer.docx",)),
    ("encoding: utf-8", ()),
]


@pytest.mark.parametrize(("note", "names"), NAMES)
def test_the_names_a_page_gives(note, names):
    assert attachment_names([note]) == names


def test_joining_adds_lines_and_tables_and_moves_every_place():
    (page,) = read_bytes(written("html", prose_of()), "page.html")
    (file,) = read_bytes(written("docx", [*tables_of()[:-1], "只在附件里的一句话。", *prose_of()]), "a.docx")
    (rest,) = read_bytes(written("docx", ["四、政府信息公开行政复议、行政诉讼情况", *tables_of()[-1:]]), "b.docx")
    whole = joined(file, [page, rest])
    assert len(whole.cells) == 200
    assert set(whole.forms) == {cell.table for cell in whole.cells}
    assert not whole.gaps
    for cell in whole.cells:
        place = cell.place
        assert place is not None
        assert whole.parts[place.part][place.start : place.end].strip() == cell.text
    lines = [line for passage in whole.passages for line in passage.text.splitlines()]
    assert len(lines) == len(set(lines))
    check: Callable[[str], bool] = lambda text: any(text in line for line in lines)  # noqa: E731
    assert check("只在附件里的一句话。")
    assert check(SAID.format(RECEIVED))


# --- without a run


def named(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A page with its workbook, and a report of another body."""
    (tmp_path / "page.html").write_bytes(written("html", prose_of(), "P1.xlsx"))
    (tmp_path / "P1.xlsx").write_bytes(written("xlsx", tables_of()))
    (tmp_path / "other.html").write_bytes(written("html", all_of(synthetic(7))))
    return tmp_path


def test_reading_joins_what_one_asks_to_have_joined(files, capsys):
    assert main(["read", "--join", str(files)]) == 0
    joint, other = named(capsys)
    assert [Path(one["source"]).name for one in (joint, other)] == ["P1.xlsx", "other.html"]
    corpus = ran(files, {name: (files / name).read_bytes() for name in ("page.html", "P1.xlsx", "other.html")})
    rows = corpus.claims.filter(corpus.claims["report_id"] == joint["report_id"])
    assert [(c["quote"], c["verdict"]) for c in joint["claims"]] == rows.select("quote", "verdict").rows()
    assert len(joint["cells"]) == 200
    assert joint["gaps"] == []
    assert any(note.startswith("joined with ") and "page.html" in note for note in joint["notes"])


def test_reading_leaves_files_apart_where_nobody_asks(files, capsys):
    assert main(["read", str(files)]) == 0
    assert [Path(one["source"]).name for one in named(capsys)] == ["P1.xlsx", "other.html", "page.html"]


def test_a_file_that_cannot_be_read_keeps_its_line_beside_joined_ones(files, capsys):
    (files / "a.txt").write_text("今天天气很好。", "utf-8")
    assert main(["read", "--join", str(files)]) == 1
    assert ["error" in one for one in named(capsys)] == [False, True, False]


@pytest.mark.parametrize("verb", ["check", "sheet"])
def test_the_other_verbs_join_too(files, verb, capsys):
    out = ["--out", str(files / "sheets")] if verb == "sheet" else []
    assert main([verb, "--join", str(files / "page.html"), str(files / "P1.xlsx"), *out]) == 0
    told = capsys.readouterr().out
    assert "P1.xlsx" in told
    assert "page.html" not in told


def test_a_notebook_joins_a_page_with_its_workbook(files):
    report = toolkit.read(files / "page.html", beside=[files / "P1.xlsx"])
    assert report.report.cell("requests.requests_received_new.total").text == RECEIVED
    assert report.claims.select("quote", "verdict").rows() == [(f"受理政府信息公开申请{RECEIVED}件", "consistent")]
    (alone,) = toolkit.read(files / "page.html").claims["verdict"]
    assert alone == "not_comparable"


def test_what_is_not_one_report_is_not_read_as_one(files, tmp_path):
    with pytest.raises(ValueError, match=r"not one report.*page\.html.*other\.html"):
        toolkit.read(files / "page.html", beside=[files / "other.html"])
    (tmp_path / "a.txt").write_text("今天天气很好。", "utf-8")
    with pytest.raises(UnreadableError):
        toolkit.read(files / "page.html", beside=[tmp_path / "a.txt"])
