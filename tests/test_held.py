"""What a run has read it does not read again, and where it must after all, the bytes are the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_joining import prose_of, tables_of, written
from toolkit.corpus import output, run, work
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.held import Held, Known, Slot, packed, unpacked
from toolkit.corpus.work import Done, Task, file_order, merged
from toolkit.read import read_bytes
from toolkit.show import audit
from toolkit.study.view import ReportView, figures, view_report

GROWN = ("受理依申请公开1137件", "受理依申请公开1137件，比上年增长10%")


@pytest.fixture
def corpus_folder(raw: dict[str, bytes], tmp_path: Path) -> Path:
    """Two years of one body, a page with its attachment, a report that does not add up, and what cannot be read."""
    folder = tmp_path / "raw"
    folder.mkdir()
    text = raw["004"].decode("utf-8")
    (folder / "2023.txt").write_text(text.replace(*GROWN), "utf-8")
    (folder / "2022.txt").write_text(text.replace("2023", "2022").replace("1137件", "1000件"), "utf-8")
    (folder / "page.html").write_bytes(written("html", prose_of(), "P1.xlsx"))
    (folder / "P1.xlsx").write_bytes(written("xlsx", tables_of()))
    (folder / "faulty.txt").write_text(raw["003"].decode("utf-8").replace("11", "17", 1), "utf-8")
    (folder / "letter.txt").write_text("各位同事：请于一月底前报送。", "utf-8")
    return folder


def files_of(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file is read."""
    seen: Counter[str] = Counter()
    original = work.read_path

    def counting(path, source, bodies):
        seen[source] += 1
        return original(path, source, bodies)

    monkeypatch.setattr(work, "read_path", counting)
    monkeypatch.setattr("toolkit.corpus.corpus.read_path", counting)
    return seen


@pytest.mark.parametrize("inline", [1, 20])
def test_every_file_is_read_once(corpus_folder, tmp_path, opened, monkeypatch, inline):
    monkeypatch.setattr(audit, "INLINE", inline)  # pages of their own, or one for all
    corpus = run(corpus_folder, tmp_path / "out")
    assert corpus.reports.height == 4
    assert corpus.claims.filter(corpus.claims["verdict"] == "inconsistent").height  # judged by last year's figures
    assert opened == {path.name: 1 for path in corpus_folder.iterdir()}


def test_a_view_is_the_same_while_it_is_held_and_read_again(corpus_folder, opened, tmp_path, monkeypatch):
    held: list[ReportView] = []
    monkeypatch.setattr("toolkit.corpus.job.write", lambda corpus, drafts, out: held.extend(corpus.views))
    run(corpus_folder, tmp_path / "out")
    assert set(opened.values()) == {1}
    corpus = run(corpus_folder)
    opened.clear()
    assert list(corpus.views) == held
    assert [view.report.report_id for view in held] == corpus.reports["report_id"].to_list()
    assert opened["page.html"] == opened["2023.txt"] == 1


@pytest.mark.parametrize("lost", ["all", "one"])
def test_what_is_not_held_is_read_again_to_the_same_bytes(corpus_folder, tmp_path, opened, monkeypatch, lost):
    run(corpus_folder, tmp_path / "out")
    slot = Held.slot

    def forgetful(self: Held, owner: int) -> Slot | None:
        return None if lost == "all" or file_order(owner) == 0 else slot(self, owner)

    monkeypatch.setattr(Held, "slot", forgetful)
    run(corpus_folder, tmp_path / "again")
    assert max(opened.values()) > 2
    assert files_of(tmp_path / "again") == files_of(tmp_path / "out")


def test_a_worker_that_does_not_see_the_file_reads_again(corpus_folder, tmp_path, monkeypatch):
    run(corpus_folder, tmp_path / "out")
    slot = Held.slot

    def elsewhere(self: Held, owner: int) -> Slot | None:
        found = slot(self, owner)
        return found and replace(found, path="/nowhere/reports")

    monkeypatch.setattr(Held, "slot", elsewhere)
    run(corpus_folder, tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(tmp_path / "out")


def test_nothing_that_is_held_stays_in_memory_or_on_disk(corpus_folder, tmp_path, monkeypatch):
    drafted: list[Done] = []
    original = merged

    def watching(results):
        drafted.append(original(results))
        return drafted[-1]

    monkeypatch.setattr("toolkit.corpus.job.merged", watching)
    seen: list[list[str]] = []
    write = output.write

    def looking(corpus: Corpus, drafts, out: Path) -> None:
        seen.append(sorted(path.name for path in out.iterdir()))
        write(corpus, drafts, out)

    monkeypatch.setattr("toolkit.corpus.job.write", looking)
    out = tmp_path / "out"
    run(corpus_folder, out)
    assert len(drafted) == 3  # all, joined, beside the year before
    assert not any(done.kept for done in drafted)
    assert all(name.startswith(".reading-") for name in seen[0])
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_task_tried_again_file_by_file_says_the_same(corpus_folder, tmp_path):
    files = tuple((n, path.name, str(path)) for n, path in enumerate(sorted(corpus_folder.iterdir())))
    done = work.work(Task(files, None))
    held = Held(tmp_path)
    held.keep(done.kept)
    owners = {entry.source: entry.owner for entry in done.reports}
    links = {owners["P1.xlsx"]: (owners["page.html"],)}
    pair = tuple(file for file in files if file[1] in ("P1.xlsx", "page.html"))
    slots = {owner: slot for owner in owners.values() if (slot := held.slot(owner)) is not None}
    task = Task(pair, None, links=links, held=slots)
    whole = work.work(task)
    assert [entry.source for entry in whole.reports] == ["P1.xlsx"]
    (alone,) = [work.work(replace(task, files=(file,))) for file in pair if file[1] == "P1.xlsx"]
    assert alone.reports == whole.reports
    assert all(frame.equals(alone.frames[table]) for table, frame in whole.frames.items())
    assert whole.reports == work.work(replace(task, held={})).reports


def test_a_report_comes_back_as_it_was(raw, tmp_path):
    held = Held(tmp_path)
    reports = [report for name, data in sorted(raw.items()) for report in read_bytes(data, name)]
    views = [view_report(report, figures(reports[0])) for report in reports]
    held.keep([(n, packed(Known(view, (n, 7)))) for n, view in enumerate(views)])
    held.keep([(0, packed(Known(views[1])))])
    assert held.view(0) == views[1]
    for n, view in list(enumerate(views))[1:]:
        assert unpacked(held.slot(n)) == Known(view, (n, 7))
    assert held.view(len(views)) is None


def test_what_cannot_be_written_or_read_back_is_not_held(raw, tmp_path):
    view = view_report(read_bytes(raw["003"], "a.txt")[0])
    nowhere = Held(tmp_path / "nowhere")
    nowhere.keep([(1, packed(Known(view)))])
    assert nowhere.slot(1) is None
    held = Held(tmp_path)
    held.keep([(1, packed(Known(view)))])
    slot = held.slot(1)
    assert slot is not None
    assert unpacked(replace(slot, size=slot.size // 2)) is None
    Path(slot.path).unlink()
    assert held.view(1) is None
