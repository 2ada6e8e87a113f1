"""Answers kept on disk while a long run lasts, so that a run that was stopped goes on where it stopped.

An answer is used again only for the same bytes under the same names, read by the same code with the same libraries and
register; anything else is read anew. When all tables are written the folder goes away.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files as package
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.corpus.entry import Entry
from toolkit.corpus.pool import Maps, Worker, answers
from toolkit.corpus.work import Done, FileEntry, Task

FOLDER = ".resume"
# What reads bytes beside our own code; another version may read them otherwise.
_LIBRARIES = (
    *("lxml", "olefile", "openpyxl", "pdfplumber", "polars", "pypdfium2", "rapidfuzz", "xlrd", "zhplot"),
    *("onnxruntime", "opencv-python-headless", "rapidocr"),
)
_PAIRS = ("forms", "tables")  # fields of an Entry that are pairs; JSON knows lists only


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of answers by the digest of their tasks."""

    folder: Path

    def answers(self, work: Worker, tasks: Sequence[Task], jobs: int, executor: Maps | None = None) -> Iterator[Done]:
        """Yield the answer to each task, in order: the kept one, or a new one, which is kept from then on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = [task_key(task) for task in tasks]
        known = {key: done for key in dict.fromkeys(keys) if (done := self._load(key)) is not None}
        open_tasks = [task for key, task in zip(keys, tasks, strict=True) if key not in known]
        fresh = answers(work, open_tasks, jobs, executor)
        for key in keys:
            if key in known:
                yield known[key]
            else:
                done = next(fresh)
                self._store(key, done)
                yield done

    def clear(self) -> None:
        """Remove the folder: the run is done."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _load(self, key: str) -> Done | None:
        path = self.folder / f"{key}.zip"
        try:
            return loads(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, pl.exceptions.PolarsError):
            return None  # not there, or cut off while it was written: read anew

    def _store(self, key: str, done: Done) -> None:
        partial = self.folder / f"{key}.partial"
        partial.write_bytes(dumps(done))
        partial.replace(self.folder / f"{key}.zip")


def task_key(task: Task) -> str:
    """Return the digest of all that an answer depends on; a file that cannot be read counts by its error."""
    told: list[object] = [code_digest(), task.bodies and _digest(Path(task.bodies))]
    told += [(order, source, _digest(Path(path))) for order, source, path in task.files]
    told += [sorted(task.priors.items()), sorted(task.links.items())]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return the digest of this package's files, the libraries' versions, and where LibreOffice is."""
    root = Path(str(package("toolkit")))
    files = sorted(p for p in root.rglob("*") if p.suffix in (".py", ".toml"))
    told = [(str(p.relative_to(root)), _digest(p)) for p in files]
    told += [(name, _version(name)) for name in _LIBRARIES]
    told.append(("soffice", str(shutil.which("soffice") or shutil.which("libreoffice"))))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return type(error).__name__


def dumps(done: Done) -> bytes:
    """Return an answer as an archive: a Parquet file for each table, and one JSON file of who is who."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        told = {"files": [asdict(f) for f in done.files], "reports": [asdict(r) for r in done.reports]}
        archive.writestr("entries.json", json.dumps({"tables": list(done.frames), **told}))
        for table, frame in done.frames.items():
            held = io.BytesIO()
            frame.write_parquet(held)
            archive.writestr(f"{table}.parquet", held.getvalue())
    return out.getvalue()


def loads(data: bytes) -> Done:
    """Return the answer that `dumps` wrote; ValueError, KeyError or a polars error for anything else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told = json.loads(archive.read("entries.json"))
        frames = {table: pl.read_parquet(io.BytesIO(archive.read(f"{table}.parquet"))) for table in told["tables"]}
    return Done(frames, tuple(FileEntry(**f) for f in told["files"]), tuple(_entry(r) for r in told["reports"]))


def _entry(told: Mapping[str, Any]) -> Entry:
    pairs = {name: tuple((a, b) for a, b in told[name]) for name in _PAIRS}
    return Entry(**{**told, **pairs, "attachments": tuple(told["attachments"])})
