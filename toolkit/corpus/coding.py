"""The sources a coding names → what the toolkit reads in their prose: reports of a folder, or lines of passages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from toolkit.claim import PassageError, check_passage
from toolkit.claim.asked import asked_line, json_lines
from toolkit.corpus.inputs import load_bodies, read_path, register_for
from toolkit.form.measure import MeasureError
from toolkit.study.agreement import CodingError, Prose
from toolkit.study.view import narrate


def coded_reports(folder: Path, sources: Iterable[str], register: Path | None = None) -> dict[str, Prose]:
    """Read the reports of `folder` that a coding names; CodingError where one is not there or cannot be read.

    A source is a path relative to the folder, or the beginning of a file's name where only one begins so.
    """
    return {source: _report(folder, source, register) for source in sources}


def _report(folder: Path, source: str, register: Path | None) -> Prose:
    path = folder / source
    if not path.is_file():
        starting = [p for p in sorted(folder.glob("*")) if p.is_file() and p.name.startswith(source)]
        if len(starting) != 1:
            raise CodingError(f"{len(starting)} files in {folder} are named {source}")
        path = starting[0]
    readings = list(read_path(path, source, load_bodies(register or register_for(path))))
    for reading in readings:
        if reading.error is not None:
            raise CodingError(f"{source}: {reading.error.message}")
    reports = [report for reading in readings for report in reading.reports]
    if len(reports) != 1:
        raise CodingError(f"{source} holds {len(reports)} reports; code them from files of their own")
    narrative = narrate(reports[0])
    return Prose(reports[0].parts, narrative.claims, narrative.numbers)


def coded_passages(file: Path, sources: Iterable[str]) -> dict[str, Prose]:
    """Read the passages of a batch (`{"id", "text", "table", "year"?}` a line) that a coding names by their ids."""
    wanted = set(sources)
    found: dict[str, Prose] = {}
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        for number, line in json_lines(lines):
            try:
                asked = asked_line(line, number)
            except (PassageError, MeasureError) as error:
                raise CodingError(f"{file}, line {number}: {error}") from error
            name = str(asked.id)
            if name in wanted:
                narrative = check_passage(asked.text, asked.table, asked.year)
                found[name] = Prose({"text": asked.text}, narrative.claims, narrative.numbers)
    for name in sorted(wanted - found.keys()):
        raise CodingError(f"{file} has no passage {name}")
    return found
