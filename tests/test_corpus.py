"""A folder in, all tables out: the same bytes every time, nothing lost, duplicates and neighbouring years told."""

import csv
import hashlib
import json
import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.corpus import output, pool
from toolkit.corpus.entry import Entry
from toolkit.corpus.inputs import expand, files_under, read_source, register_for
from toolkit.corpus.kin import repeats, years_before
from toolkit.corpus.work import Done, Task, merged, work
from toolkit.read import UnreadableError
from toolkit.show import audit
from toolkit.study.frames import check_table
from toolkit.study.schema import schema

GROWN = ("受理依申请公开1137件", "受理依申请公开1137件，比上年增长10%")


def last_year(text: str) -> str:
    """The report of 临平区 as it might have been the year before, with 1000 new requests."""
    return text.replace("2023", "2022").replace("受理依申请公开1137件", "受理依申请公开1000件")


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder with what people put into one."""
    raw = tmp_path_factory.mktemp("corpus") / "raw"
    seeds = {path.name[:3]: path for path in (root / "data" / "raw").iterdir()}
    (raw / "区" / ".hidden").mkdir(parents=True)
    text = seeds["004"].read_text("utf-8")
    (raw / "2023.txt").write_text(text.replace(*GROWN), "utf-8")
    (raw / "2022.txt").write_text(last_year(text), "utf-8")
    (raw / "again.txt").write_text(text.replace(*GROWN), "utf-8")
    (raw / "as-gbk.txt").write_bytes(text.encode("gb18030"))
    shutil.copy(seeds["003"], raw / "区" / "亚沟.txt")
    (raw / "区" / ".hidden" / "x.txt").write_text("x")
    (raw / ".DS_Store").write_bytes(b"\0")
    (raw / "empty.txt").write_bytes(b"")
    (raw / "note.txt").write_text("今天天气很好。", "utf-8")
    (raw / "noise.bin").write_bytes(bytes(range(256)) * 8)
    with zipfile.ZipFile(raw / "pack.zip", "w") as archive:
        archive.writestr("z.txt", b"\xff\xfe\x00")
        archive.write(seeds["000"], "小河.txt")
    reference = raw.parent / "reference"
    reference.mkdir()
    shutil.copy(root / "data" / "reference" / "bodies.csv", reference)
    return raw


@pytest.fixture(scope="module")
def out(folder: Path) -> Path:
    return folder.parent / "out"


@pytest.fixture(scope="module")
def corpus(folder: Path, out: Path) -> toolkit.Corpus:
    return toolkit.run(folder, out=out)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


# --- what is written


def test_all_tables_are_written_and_nothing_else(corpus, out):
    tables = {f"{name}.{kind}" for name in schema().tables for kind in ("csv", "parquet")}
    described = {"codebook.md", "datapackage.json", "CITATION.cff", "checksums.sha256"}
    assert tables | described | {"audit.html"} == set(contents(out))


def test_every_table_fits_its_description(corpus):
    for name, described in schema().tables.items():
        assert check_table(described, corpus.tables[name]) == []


def test_the_audit_page_shows_the_worst_and_says_of_how_many(corpus, folder, tmp_path, monkeypatch):
    page = (folder.parent / "out" / "audit.html").read_text("utf-8")
    assert page.count("<article") == corpus.reports.height
    assert "of 4;" not in page
    monkeypatch.setattr(output, "_PAGES", 2)
    toolkit.run(folder, out=tmp_path)
    page = (tmp_path / "audit.html").read_text("utf-8")
    assert page.count("<article") == 2
    assert "of 4;" in page
    assert "2023.txt" in page  # its growth does not agree with the report of 2022
    assert "小河.txt" not in page


def test_many_reports_have_pages_of_their_own_and_old_ones_go(corpus, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "INLINE", 3)
    toolkit.run(folder, out=tmp_path)
    page = (tmp_path / "audit.html").read_text("utf-8")
    assert "<article" not in page
    names = {f"{name}.html" for name in corpus.reports["report_id"]}
    assert {path.name for path in (tmp_path / "audit").iterdir()} == names
    assert all(f'href="audit/{name}"' in page for name in names)
    monkeypatch.setattr(output, "_PAGES", 2)
    toolkit.run(folder, out=tmp_path)
    assert not list((tmp_path / "audit").iterdir())


def test_csv_and_parquet_hold_the_same(corpus, out):
    for name, described in schema().tables.items():
        stored = pl.read_parquet(out / f"{name}.parquet")
        assert stored.columns == list(described.columns)
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == stored.columns
        assert len(rows) == stored.height + 1
        types = {field.name: field.type for field in described.fields}
        for column, printed in zip(stored.columns, zip(*rows[1:], strict=True), strict=False):
            for text, value in zip(printed, stored[column], strict=True):
                if value is None:
                    assert text == ""
                elif types[column] == "decimal":
                    assert Decimal(text) == value
                else:
                    assert text == (str(value).lower() if types[column] == "boolean" else str(value))


def test_numbers_are_decimals_in_parquet_and_print_in_csv(corpus, out):
    stored = pl.read_parquet(out / "cells.parquet")
    assert stored.schema["value"] == pl.Decimal(38, 10)
    assert b"0000000000" not in (out / "cells.csv").read_bytes()


def test_csv_is_plain_utf8_with_line_feeds(corpus, out):
    data = (out / "claims.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert "受理依申请公开1137件" in data.decode("utf-8")


def test_the_data_package_describes_the_files_as_they_are(corpus, out):
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert {resource["name"] for resource in package["resources"]} == set(schema().tables)
    for resource in package["resources"]:
        data = (out / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        header = data.decode("utf-8").split("\n", 1)[0]
        assert ",".join(field["name"] for field in resource["schema"]["fields"]) == header


def test_the_codebook_tells_every_column_and_every_key(corpus, out):
    book = (out / "codebook.md").read_text("utf-8")
    for name, table in schema().tables.items():
        part = book.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
        assert [column for column in table.columns if f"| `{column}` |" not in part] == []
    keys = set(corpus.cells["row"].unique()) | set(corpus.cells["column"].unique())
    assert [key for key in keys if f"`{key}`" not in book] == []


# --- the same bytes


def test_a_second_run_gives_the_same_bytes(folder, out, corpus, tmp_path):
    toolkit.run(folder, out=tmp_path)
    assert contents(tmp_path) == contents(out)


@pytest.mark.slow
def test_several_processes_give_the_same_bytes(folder, out, corpus, tmp_path):
    toolkit.run(folder, out=tmp_path, jobs=2)
    assert contents(tmp_path) == contents(out)


def test_any_executor_gives_the_same_bytes(folder, out, corpus, tmp_path):
    with ThreadPoolExecutor(3) as executor:
        toolkit.run(folder, out=tmp_path, executor=executor, jobs=3)
    assert contents(tmp_path) == contents(out)


def test_a_run_replaces_what_an_earlier_run_left(folder, out, corpus, tmp_path):
    for name in contents(out):
        (tmp_path / name).write_bytes(b"old")
    toolkit.run(folder, out=tmp_path)
    assert contents(tmp_path) == contents(out)


# --- nothing is lost


def test_every_input_file_stands_in_files(corpus, folder):
    rows = {row["source"]: row for row in corpus.files.iter_rows(named=True)}
    assert {source for source, _ in files_under(folder)} <= set(rows)
    status = {source: row["status"] for source, row in rows.items()}
    assert status == {
        "2022.txt": "read",
        "2023.txt": "read",
        "again.txt": "duplicate",
        "as-gbk.txt": "duplicate",
        "empty.txt": "quarantined",
        "noise.bin": "quarantined",
        "note.txt": "quarantined",
        "pack.zip": "read",
        "pack.zip/z.txt": "quarantined",
        "pack.zip/小河.txt": "read",
        "区/亚沟.txt": "read",
    }
    assert rows["again.txt"]["duplicate_of"] == "2023.txt"
    assert rows["pack.zip"]["note"].startswith("an archive of 2 files")
    assert list(rows) == sorted(rows)


def test_every_unreadable_file_has_its_reason(corpus):
    reasons = dict(corpus.quarantine.select("source", "kind").iter_rows())
    assert set(reasons) == set(corpus.files.filter(pl.col("status") == "quarantined")["source"])
    assert reasons["empty.txt"] == "empty"
    assert reasons["note.txt"] == "not_a_report"
    assert all(corpus.quarantine["message"])


def test_rows_of_a_duplicate_are_not_counted_again(corpus):
    assert corpus.reports.height == 4
    assert corpus.cells.height == 800
    assert not corpus.cells["cell_id"].is_duplicated().any()


def test_a_fault_of_ours_costs_one_file(folder, monkeypatch):
    from toolkit.corpus import work as module

    honest = module.view_report

    def faulty(report, prior=None):
        if report.source == "区/亚沟.txt":
            raise KeyError("a fault of ours")
        return honest(report, prior)

    monkeypatch.setattr(module, "view_report", faulty)
    corpus = toolkit.run(folder)
    assert corpus.reports.height == 3
    (row,) = corpus.quarantine.filter(pl.col("kind") == "crash").iter_rows(named=True)
    assert row["source"] == "区/亚沟.txt"
    assert "KeyError" in row["message"]


def test_print_that_no_frame_can_hold_costs_one_file(folder, monkeypatch):
    from toolkit.corpus import work as module

    honest = module.rows_of

    def broken(view):
        rows = honest(view)
        if view.report.source == "区/亚沟.txt":
            rows["gaps"] = [(view.report.report_id, "requests", None, None, "half a character: \ud800", 1)]
        return rows

    monkeypatch.setattr(module, "rows_of", broken)
    corpus = toolkit.run(folder)
    assert corpus.reports.height == 3
    assert corpus.quarantine.filter(pl.col("kind") == "crash")["source"].to_list() == ["区/亚沟.txt"]


def die_on_noise(task: Task) -> Done:
    """A worker whose process dies on one file, as a fault in a library would make it."""
    if any(source == "noise.bin" for _, source, _ in task.files):
        os._exit(11)
    return work(task)


@pytest.mark.slow
def test_a_process_that_dies_costs_one_file(folder):
    inputs = [(n, source, str(path)) for n, (source, path) in enumerate(files_under(folder))]
    tasks = [Task(tuple(inputs[n : n + 3]), None) for n in range(0, len(inputs), 3)]
    done = merged(pool.answers(die_on_noise, tasks, jobs=2))
    assert [f.source for f in done.files if f.kind == "crash"] == ["noise.bin"]
    assert {f.source for f in done.files} >= {source for _, source, _ in inputs}
    assert len(done.reports) == 6


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(NotADirectoryError, match="nowhere"):
        toolkit.run(tmp_path / "nowhere")


def test_an_empty_folder_gives_empty_tables(tmp_path):
    (tmp_path / "raw").mkdir()
    corpus = toolkit.run(tmp_path / "raw", out=tmp_path / "out")
    assert all(frame.height == 0 for frame in corpus.tables.values())
    assert (tmp_path / "out" / "cells.parquet").is_file()
    assert "0" in corpus.summary_text()


# --- the report of the year before


def growth(corpus: toolkit.Corpus, source: str) -> list[tuple[str, str]]:
    joined = corpus.claims.join(corpus.reports.select("report_id", "source"), on="report_id")
    told = joined.filter((pl.col("source") == source) & pl.col("quote").str.contains("增长"))
    return list(told.select("verdict", "measure").iter_rows())


def test_growth_is_judged_by_the_report_of_the_year_before(corpus, folder):
    ((verdict, measure),) = growth(corpus, "2023.txt")
    assert "prior." in measure
    assert verdict != "not_comparable"


def test_without_that_report_growth_is_not_comparable(folder, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(folder / "2023.txt", raw)
    ((verdict, _),) = growth(toolkit.run(raw, bodies=folder.parent / "reference" / "bodies.csv"), "2023.txt")
    assert verdict == "not_comparable"


ENTRY = Entry(1, "a.txt", "r1", "s1", "zhejiang-hangzhou-linping", "杭州市临平区人民政府", 2023, "area", "c1", "p1")


def entry(owner: int, **changes) -> Entry:
    return replace(ENTRY, owner=owner, source=f"{owner}.txt", report_id=f"r{owner}", sha256=f"s{owner}", **changes)


NEIGHBOURS = [
    entry(2, year=2022),
    entry(2, year=2022, scope="unknown"),
    entry(2, year=2022, organ="另一名称"),  # the register says it is the same body
]
STRANGERS = [
    entry(2, year=2021),
    entry(2, year=2022, body_id="other"),
    entry(2, year=2022, scope="own"),
    entry(2, year=None),
]


@pytest.mark.parametrize("other", NEIGHBOURS)
def test_the_year_before_is_found(other):
    assert years_before([ENTRY, other]) == {1: other}


@pytest.mark.parametrize("other", STRANGERS)
def test_another_report_is_not_taken_for_the_year_before(other):
    assert years_before([ENTRY, other]) == {}


def test_of_two_reports_of_the_year_before_neither_is_taken():
    assert years_before([ENTRY, entry(2, year=2022), entry(3, year=2022)]) == {}


PLACED = ["杭州市临平区人民政府", "浙江省财政厅", "中牟县教育局", "宁夏回族自治区司法厅", "鄂托克旗人民政府"]
ANYWHERE = ["城关镇人民政府", "鼓楼区人民政府", "市场监督管理局", "市政府办公室", "教育局", "区城市管理局", ""]


@pytest.mark.parametrize("organ", PLACED)
def test_a_body_outside_the_register_is_known_by_a_name_with_its_place(organ):
    now, before = entry(1, body_id="x-1", organ=organ), entry(2, body_id="x-1", organ=organ, year=2022)
    assert years_before([now, before]) == {1: before}


@pytest.mark.parametrize("organ", ANYWHERE)
def test_namesakes_are_not_set_against_each_other(organ):
    now, before = entry(1, body_id="x-1", organ=organ), entry(2, body_id="x-1", organ=organ, year=2022)
    assert years_before([now, before]) == {}


# --- duplicates


REPEATS = [entry(2), replace(ENTRY, owner=2, source="b.txt"), entry(2, prose="p2")]
NO_REPEATS = [
    entry(2, cells="c2"),
    entry(2, year=2022),
    entry(2, body_id="other"),
    entry(2, year=None),
]


@pytest.mark.parametrize("other", REPEATS)
def test_a_repeated_report_is_told(other):
    assert repeats([other, ENTRY]) == {2: ENTRY}


@pytest.mark.parametrize("other", NO_REPEATS)
def test_another_report_is_no_repeat(other):
    assert repeats([ENTRY, other]) == {}


def test_two_empty_reports_of_namesakes_are_two_reports():
    first, other = entry(1, body_id="x-1"), entry(2, body_id="x-1", prose="p2")
    assert repeats([first, other]) == {}
    assert repeats([first, replace(other, prose="p1")]) == {2: first}


# --- the corpus as one holds it


def test_tables_and_reports_are_at_hand(corpus):
    assert corpus.claims.height > 10
    assert "claims" in dir(corpus)
    with pytest.raises(AttributeError, match="no table nonsense"):
        corpus.nonsense  # noqa: B018
    assert len(corpus.views) == corpus.reports.height
    assert [view.report.report_id for view in corpus.views] == list(corpus.reports["report_id"])
    assert corpus.views[-1].report.source == "区/亚沟.txt"
    assert len(corpus.views[1:3]) == 2
    with pytest.raises(IndexError):
        corpus.views[99]


def test_a_view_is_judged_as_the_tables_are(corpus):
    for view in corpus.views:
        own = corpus.claims.filter(pl.col("report_id") == view.report.report_id)
        assert sorted(own["verdict"]) == sorted(claim.verdict for claim in view.narrative.claims)


def test_a_report_that_changed_since_is_not_passed_off_as_the_one_read(folder, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(folder / "区" / "亚沟.txt", raw / "a.txt")
    corpus = toolkit.run(raw)
    shutil.copy(folder / "2022.txt", raw / "a.txt")
    with pytest.raises(LookupError, match="changed"):
        corpus.views[0]


def test_the_summary_counts_what_the_tables_hold(corpus):
    counts = {(table, value): n for table, value, n in corpus.summary.select("table", "value", "count").iter_rows()}
    assert counts["cells", None] == corpus.cells.height
    assert counts["files", "quarantined"] == corpus.quarantine.height
    assert sum(n for (table, value), n in counts.items() if table == "claims" and value) == corpus.claims.height
    assert "quarantined: note.txt" in corpus.summary_text("en")
    assert "隔离：note.txt" in corpus.summary_text("zh")
    assert corpus._repr_html_().startswith("<pre>")


# --- inputs


def test_files_are_found_in_order_without_the_hidden_ones(folder):
    names = [source for source, _ in files_under(folder)]
    assert names == sorted(names)
    assert "区/亚沟.txt" in names
    assert not [name for name in names if "/." in f"/{name}"]


NAMES = [
    ("年报.txt".encode(), "年报.txt"),
    ("年报.txt".encode("gb18030"), "年报.txt"),
    (b"\xff\xff.txt", "\\xff\\xff.txt"),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_a_file_may_be_named_in_any_bytes(name, written, raw, tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(raw["003"])
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    corpus = toolkit.run(folder, out=tmp_path / "out")
    assert corpus.reports["source"].to_list() == [written]


def test_paths_of_a_command_line_are_expanded(folder):
    given = [str(folder / "区"), str(folder / "202*.txt"), str(folder / "nothing"), str(folder / "note.txt")]
    found = list(expand(given))
    assert [Path(name).name for name, _ in found] == ["亚沟.txt", "2022.txt", "2023.txt", "nothing", "note.txt"]
    assert isinstance(found[3][1], UnreadableError)


def test_the_register_lies_beside_the_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert register_for(folder / "2022.txt") == folder.parent / "reference" / "bodies.csv"
    assert register_for(tmp_path / "x.txt") is None


def test_a_file_that_cannot_be_opened_is_quarantined(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "gone.txt").symlink_to(tmp_path / "raw" / "nowhere.txt")
    assert toolkit.run(tmp_path / "raw").files.height == 0  # a link to nothing is no file
    done = work(Task(((0, "gone.txt", str(tmp_path / "raw" / "gone.txt")),), None))
    assert done.files[0].kind == "unopened"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_a_report_or_a_reason(data):
    readings = list(read_source(data, "any"))
    assert readings
    for reading in readings:
        assert reading.reports or reading.error is not None or reading.members
        assert reading.error is None or reading.error.kind != "crash", reading.error


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_report_ends_in_rows_or_a_reason(data, raw, tmp_path_factory):
    original = raw[data.draw(st.sampled_from(sorted(raw)))]
    start = data.draw(st.integers(0, len(original)))
    length = data.draw(st.integers(0, 200))
    damaged = original[:start] + data.draw(st.binary(max_size=40)) + original[start + length :]
    path = tmp_path_factory.mktemp("damaged") / "a.txt"
    path.write_bytes(damaged)
    done = work(Task(((0, "a.txt", str(path)),), None))
    (file,) = done.files
    assert file.kind != "crash", file.message
    assert bool(done.reports) != bool(file.kind)
