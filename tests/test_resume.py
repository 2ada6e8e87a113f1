"""A run that was stopped goes on where it stopped, and writes the same bytes; nothing stale is used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.corpus import job, resume, run
from toolkit.corpus.resume import FOLDER, Kept, dumps, loads, task_key
from toolkit.corpus.work import Task, work


@pytest.fixture
def raw(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in sorted((root / "data/raw").iterdir())[:4]:
        shutil.copy(path, folder)
    (folder / "letter.txt").write_text("各位同事：请于一月底前报送。", encoding="utf-8")
    return folder


def tasks(raw: Path) -> list[Task]:
    return [Task(((n, path.name, str(path)),), None) for n, path in enumerate(sorted(raw.iterdir()))]


def written(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def same(one, other) -> bool:
    return (one.files, one.reports, list(one.frames)) == (other.files, other.reports, list(other.frames)) and all(
        frame.equals(other.frames[table]) and frame.schema == other.frames[table].schema
        for table, frame in one.frames.items()
    )


def test_an_answer_is_kept_whole(raw):
    for task in tasks(raw):
        done = work(task)
        assert same(loads(dumps(done)), done)


class StoppedError(Exception):
    pass


def test_a_stopped_run_goes_on_and_writes_the_same(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(job, "_CHUNK", 1)
    run(raw, tmp_path / "plain")
    seen: list[str] = []

    def failing(task: Task):
        if len(seen) == 2:
            raise StoppedError
        seen.append(task.files[0][1])
        return work(task)

    monkeypatch.setattr(job, "work", failing)
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        run(raw, out, resume=True)
    assert len(list((out / FOLDER).glob("*.zip"))) == 2

    again: list[str] = []

    def counting(task: Task):
        again.append(task.files[0][1])
        return work(task)

    monkeypatch.setattr(job, "work", counting)
    run(raw, out, resume=True)
    assert not set(seen) & set(again)
    assert not (out / FOLDER).exists()
    assert written(out) == written(tmp_path / "plain")


def test_what_changed_is_read_anew(raw, tmp_path, monkeypatch):
    (first, *_) = tasks(raw)
    path = Path(first.files[0][2])
    before = task_key(first)
    assert before == task_key(first)
    path.write_bytes(path.read_bytes() + b"\n")
    changed = task_key(first)
    assert changed != before
    assert task_key(Task(((0, "other.txt", str(path)),), None)) != changed
    monkeypatch.setattr(resume, "code_digest", lambda: "another version")
    assert task_key(first) != changed
    path.unlink()
    assert task_key(first) not in (before, changed)


@pytest.mark.parametrize("damage", [b"", b"PK", b"not an archive"])
def test_a_kept_answer_that_was_cut_off_is_read_anew(raw, tmp_path, damage):
    kept, (task, *_) = Kept(tmp_path / "kept"), tasks(raw)
    (done,) = kept.answers(work, [task], 1)
    (file,) = kept.folder.glob("*.zip")
    file.write_bytes(damage)
    (again,) = kept.answers(work, [task], 1)
    assert same(again, done)
    assert file.read_bytes() == dumps(done)


def test_without_a_folder_to_keep_things_in_there_is_no_resuming(raw):
    with pytest.raises(ValueError, match="needs out"):
        run(raw, resume=True)
