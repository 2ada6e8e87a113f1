"""A few files → their draft rows: what one worker does. Tasks and answers are small and plain, so any executor serves.

Rows carry `OWNER`, a number that grows with the order of the files, so that the answers can come in any order and
still be sorted as one process would have written them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from toolkit.corpus.entry import Entry, entry_of
from toolkit.corpus.held import Known, Slot, packed, unpacked
from toolkit.corpus.inputs import Reading, crash, load_bodies, read_path
from toolkit.read import Bodies, Report
from toolkit.read.join import joined
from toolkit.study.frames import draft
from toolkit.study.rows import Row, rows_of
from toolkit.study.view import Figures, ReportView, view_report

OWNER = "_owner"
_WIDTH = 24  # bits for the reports of one file


def file_order(owner: int) -> int:
    """Return the order of the file that holds the report `owner`."""
    return owner >> _WIDTH


@dataclass(frozen=True, slots=True)
class Prior:
    """The cells of the year before, and why that report may count other bodies ("" where it does not).

    `following` are the cells of the year after, for a report that does not add up: what they carry in may tell why.
    """

    cells: Figures | None
    doubt: str = ""
    following: Figures | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Files as (order, source, path); `priors` gives reports, by owner, the reports of the neighbouring years.

    A task with `priors`, or with `links` alone, asks for these reports; where all are `held` no file is read for it.
    """

    files: tuple[tuple[int, str, str], ...]
    bodies: str | None
    priors: Mapping[int, Prior] = field(default_factory=dict)
    links: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # owner → owners of what is joined to it
    held: Mapping[int, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What became of one input file, or one file in an archive. `kind` and `message` say why it could not be read."""

    source: str
    sha256: str
    size: int
    format: str = ""
    members: int | None = None
    kind: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a task gave: draft frames with their owners, and who is who; `kept` are its reports, each as packed."""

    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    files: tuple[FileEntry, ...] = ()
    reports: tuple[Entry, ...] = ()
    kept: tuple[tuple[int, bytes], ...] = ()


def work(task: Task) -> Done:
    """Read, check and judge the files of a task; whatever a file holds, it costs no other file."""
    rows: dict[str, list[Row]] = {}
    owners: dict[str, list[int]] = {}
    files: list[FileEntry] = []
    entries: list[Entry] = []
    kept: list[tuple[int, bytes]] = []
    asked = task.priors or task.links
    for reading, numbered in _held(task) or _joined(_numbered(task, _bodies(task.bodies)), task.links):
        try:
            views = [view_of(report, task.priors.get(owner)) for owner, report in numbered]
            made = [rows_of(view) for view in views]
            whole = [
                (owner, packed(Known(view, task.links.get(owner, ()))))
                for (owner, _), view in zip(numbered, views, strict=True)
                if not asked or owner in asked  # a report that is only read along may be known better already
            ]
        except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the other files
            files.append(_failed(reading, error))
            continue
        files.append(_file(reading))
        kept += whole
        for (owner, _), view, tables in zip(numbered, views, made, strict=True):
            entries.append(entry_of(view.report, reading.source, owner))
            for table, own in tables.items():
                rows.setdefault(table, []).extend(own)
                owners.setdefault(table, []).extend([owner] * len(own))
    try:
        frames = {
            table: draft(table, own).with_columns(pl.Series(OWNER, owners[table], dtype=pl.Int64))
            for table, own in rows.items()
        }
    except Exception as error:  # noqa: BLE001 - print that no frame can hold, such as half a character
        if len(task.files) > 1:
            return merged(work(replace(task, files=(file,))) for file in task.files)
        reason = crash(error)
        return Done(files=tuple(replace(file, kind=reason.kind, message=reason.message) for file in files))
    return Done(frames, tuple(files), tuple(entries), tuple(kept))


Numbered = tuple[Reading, list[tuple[int, Report]]]


def _numbered(task: Task, bodies: Bodies) -> Iterator[Numbered]:
    for order, source, path in task.files:
        owner = order << _WIDTH
        for reading in read_path(Path(path), source, bodies):
            yield reading, [(owner + n, report) for n, report in enumerate(reading.reports)]
            owner += len(reading.reports)


def _held(task: Task) -> list[Numbered]:
    """Return the reports that a task asks for as they were read before; none where one of them must be read again."""
    found: list[Numbered] = []
    orders = {order for order, _, _ in task.files}  # after a fault a task is tried again file by file
    for owner in sorted(owner for owner in task.priors or task.links if file_order(owner) in orders):
        known, parts = unpacked(task.held.get(owner)), task.links.get(owner, ())
        if known is None:
            return []
        report = known.view.report
        if known.parts != parts:
            others = [unpacked(task.held.get(other)) for other in parts]
            if None in others:
                return []
            report = joined(report, [other.view.report for other in others if other is not None])
        found.append((Reading(report.source, report.sha256, 0, (report,)), [(owner, report)]))
    return found


def _joined(read: Iterator[Numbered], links: Mapping[int, tuple[int, ...]]) -> Iterator[Numbered]:
    """Pass on what was read; reports of which one is published in several files become one."""
    if not links:
        yield from read
        return
    held = list(read)
    reports = {owner: report for _, numbered in held for owner, report in numbered}
    gone = {other for others in links.values() for other in others}
    for reading, numbered in held:
        whole = [
            (owner, joined(report, [reports[o] for o in links.get(owner, ()) if o in reports]))
            for owner, report in numbered
            if owner not in gone
        ]
        yield reading, whole


def view_of(report: Report, prior: Prior | None) -> ReportView:
    """Return a report with everything said about it, its claims judged with the year before where that is known."""
    return view_report(report) if prior is None else view_report(report, prior.cells, prior.following, prior.doubt)


def merged(results: Iterable[Done]) -> Done:
    """Return several answers as one."""
    frames: dict[str, list[pl.DataFrame]] = {}
    files: list[FileEntry] = []
    reports: list[Entry] = []
    kept: list[tuple[int, bytes]] = []
    for result in results:
        files += result.files
        reports += result.reports
        kept += result.kept
        for table, frame in result.frames.items():
            frames.setdefault(table, []).append(frame)
    joint = {table: pl.concat(own) for table, own in frames.items()}
    return Done(joint, tuple(files), tuple(reports), tuple(kept))


@lru_cache(maxsize=2)
def _bodies(path: str | None) -> Bodies:
    return load_bodies(None if path is None else Path(path))


def _file(reading: Reading) -> FileEntry:
    kind = "zip" if reading.members is not None else next((r.format for r in reading.reports), "")
    error = reading.error
    return FileEntry(
        reading.source, reading.sha256, reading.size, kind, reading.members,
        error.kind if error else "", error.message if error else "",
    )  # fmt: skip


def _failed(reading: Reading, error: Exception) -> FileEntry:
    reason = crash(error)
    return FileEntry(reading.source, reading.sha256, reading.size, kind=reason.kind, message=reason.message)
