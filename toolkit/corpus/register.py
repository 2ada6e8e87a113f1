"""A file from anywhere → a copy in the raw folder and a line in sources.csv that says where it is from."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.inputs import load_bodies, read_source, written

COLUMNS = ("file", "organ", "year", "address", "retrieved", "sha256", "notes")
UNKNOWN = "not recorded"


class RefusedError(Exception):
    """A file that was not added; the message says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the person who adds a file knows of it; `organ` empty: as the report itself prints it."""

    address: str = UNKNOWN
    retrieved: str = UNKNOWN
    organ: str = ""


def add_file(path: Path, raw: Path, origin: Origin, force: bool = False) -> str:
    """Copy `path` into `raw` and record it in `reference/sources.csv` beside it; return what was done.

    Raises RefusedError for a file that cannot be opened, for another file of the same name, and, unless `force`, for
    one that holds no report.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}") from error
    sha256 = hashlib.sha256(data).hexdigest()
    name = written(path.name)
    target = raw / name
    sources = raw.parent / "reference" / "sources.csv"
    recorded = _recorded(sources)
    if target.exists() and target.read_bytes() != data:
        raise RefusedError(f"{path}: another file named {name} is in {raw}; rename this one")
    known = recorded.get(name)
    if known is not None and known["sha256"] != sha256:
        raise RefusedError(f"{path}: {sources} records another file named {name}")
    if target.exists() and known is not None:
        return f"{name}: already there"
    copies = sorted(other for other, row in recorded.items() if row["sha256"] == sha256 and other != name)
    if copies:
        raise RefusedError(f"{path}: the same bytes are recorded as {copies[0]}")
    organ, year, problem = _look(data, name, raw.parent / "reference" / "bodies.csv")
    if problem and not force:
        raise RefusedError(f"{path}: {problem} (--force adds it all the same)")
    raw.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    row = (name, origin.organ or organ, year, origin.address, origin.retrieved, sha256, problem)
    _append(sources, row)
    return f"{name}: added, {origin.organ or organ}, {year}"


def _look(data: bytes, name: str, bodies: Path) -> tuple[str, str, str]:
    """Return organ and year of the first report, and what cannot be read."""
    organ, year, problems = UNKNOWN, UNKNOWN, []
    for reading in read_source(data, name, load_bodies(bodies)):
        if reading.error is not None:
            where = "" if reading.source == name else f"{reading.source}: "
            problems.append(where + reading.error.message)
        for report in reading.reports[:1]:
            organ = report.organ.value or organ
            year = report.year.value or year
    return organ, year, "; ".join(problems)


def _recorded(sources: Path) -> dict[str, dict[str, str]]:
    if not sources.is_file():
        return {}
    with sources.open(encoding="utf-8-sig", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def _append(sources: Path, row: tuple[str, ...]) -> None:
    """Add a line; the lines that people have edited stay as they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    known = sources.read_text("utf-8") if sources.is_file() else ""
    if not known:
        writer.writerow(COLUMNS)
    elif not known.endswith("\n"):
        text.write("\n")
    writer.writerow(row)
    sources.parent.mkdir(parents=True, exist_ok=True)
    with sources.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
