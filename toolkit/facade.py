"""What a notebook holds: a report joined with its checks and claims when asked for, that shows itself well."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

import polars as pl

from toolkit.claim import Claim, Given, Narrative
from toolkit.claim import check_passage as read_passage
from toolkit.corpus.inputs import Reading, load_bodies, read_path, read_source, register_for
from toolkit.read import Cell, Report, UnreadableError
from toolkit.study.frames import draft, finished, frame_of
from toolkit.study.record import Json, report_json
from toolkit.study.rows import claim_rows
from toolkit.study.schema import schema
from toolkit.study.view import Figures, ReportView, figures, view_report

Lang = Literal["zh", "en"]
Source = str | os.PathLike[str] | bytes


class AnnualReport:
    """One report as printed, with everything said about it.

    `cells`, `checks`, `claims` … are polars frames with the columns of the tables of the same name in data/processed;
    `report` is the plain data underneath.
    """

    def __init__(self, report: Report, prior: Figures | None = None, following: Figures | None = None) -> None:
        self.report = report
        self._prior = prior
        self._following = following

    @cached_property
    def view(self) -> ReportView:
        """The report with its checks, its narrative and its repairs, as plain data."""
        return view_report(self.report, self._prior, self._following)

    def beside(self, prior: AnnualReport | None = None, following: AnnualReport | None = None) -> AnnualReport:
        """Return the same report judged beside the same body's reports of the year before and the year after."""
        return AnnualReport(
            self.report,
            self._prior if prior is None else figures(prior.report),
            self._following if following is None else figures(following.report),
        )

    @property
    def text(self) -> str:
        """The decoded text of a plain-text report; of other formats all parts, one after another."""
        return "\n".join(self.report.parts.values())

    @property
    def cells(self) -> pl.DataFrame:
        """One row per cell of the form, as printed."""
        return frame_of(self.view, "cells")

    @property
    def gaps(self) -> pl.DataFrame:
        """What of the form was not found, and why."""
        return frame_of(self.view, "gaps")

    @property
    def leftovers(self) -> pl.DataFrame:
        """Numbers of the tables that are no cell, and why."""
        return frame_of(self.view, "leftovers")

    @property
    def checks(self) -> pl.DataFrame:
        """Every identity in every column and row, with both sides and the outcome."""
        return frame_of(self.view, "checks")

    @property
    def claims(self) -> pl.DataFrame:
        """Every number the prose states about the tables, with its readings and the verdict."""
        return frame_of(self.view, "claims")

    @property
    def numbers(self) -> pl.DataFrame:
        """Every number of the prose, and what it counts."""
        return frame_of(self.view, "numbers")

    @property
    def omissions(self) -> pl.DataFrame:
        """Cells that are not zero and of which the prose says nothing."""
        return frame_of(self.view, "omissions")

    @property
    def repairs(self) -> pl.DataFrame:
        """What may be wrong and what it should be, with proof; candidates of a tie; what is proven of blanks."""
        return frame_of(self.view, "repairs")

    @property
    def deduced(self) -> pl.DataFrame:
        """Of `repairs`, the cells that state no number: the one value that the identities leave, or its bounds."""
        return self.repairs.filter(pl.col("status").is_in(["proven", "open"]))

    def cell(self, key: str) -> Cell:
        """Return the cell `table.row.column`; KeyError where the report's forms have none."""
        found = self.report.cell(key)
        if found is None:
            raise KeyError(f"the report has no cell {key}")
        return found

    def json(self) -> Json:
        """Return the object that `ogi read` prints for this report."""
        return report_json(self.view)

    def __repr__(self) -> str:
        report = self.report
        return f"<AnnualReport {report.organ.value or '?'} {report.year.value or '?'}, {len(report.cells)} cells>"

    def html(self, lang: Lang = "zh") -> str:
        """Return the report as HTML in the layout of the official form, in Chinese or English."""
        from toolkit.show import report_html

        return report_html(self.view, lang)

    def to_sheet(self, path: str | os.PathLike[str], lang: Lang = "zh") -> Path:
        """Write the report as a workbook (.xlsx) laid out like the official form, findings as comments on cells.

        Returns the path; the same report gives the same bytes.
        """
        from toolkit.show.sheet import report_sheet

        target = Path(path)
        target.write_bytes(report_sheet(self.view, lang))
        return target

    def _repr_html_(self) -> str:
        return self.html()


class PassageReading:
    """The claims of one passage: iterate over them, or take them as a frame."""

    def __init__(self, text: str, narrative: Narrative) -> None:
        self.text = text
        self.narrative = narrative

    @property
    def claims(self) -> pl.DataFrame:
        """One row per claim, with the columns of the `claims` table that do not need a report."""
        version = schema().version
        rows = [(*row, version) for row in claim_rows("passage", self.narrative.claims)]
        return finished("claims", draft("claims", rows)).drop("claim_id", "report_id", "place_part", "section")

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.narrative.claims)

    def __len__(self) -> int:
        return len(self.narrative.claims)

    def __repr__(self) -> str:
        told = [f"{c.quote}: {c.verdict}" for c in self] or ["no claim"]
        return "\n".join([*told, *(f"note: {note}" for note in self.narrative.notes)])

    def _repr_html_(self) -> str:
        from toolkit.show import narrative_html

        return narrative_html(self.text, self.narrative.claims, self.narrative.numbers)


def read(
    source: Source,
    *,
    beside: Sequence[str | os.PathLike[str]] = (),
    name: str | None = None,
    bodies: str | os.PathLike[str] | None = None,
) -> AnnualReport:
    """Read one report from a path or from bytes; `name` is the source it will carry, by default the path as given.

    `beside` are files that the page at `source` was published with, such as the workbook of its tables: one report,
    where nothing they print speaks against it. `bodies` is the register of bodies, by default
    data/reference/bodies.csv of the project the file lies in. Raises UnreadableError with the reason where there is no
    report, ValueError where there are several (see `read_all`).
    """
    found = _readable(
        [*_readings(source, name, bodies), *(r for path in beside for r in _readings(path, None, bodies))]
    )
    if beside:
        from toolkit.corpus.joining import join_readings

        found = join_readings(found)
    reports = [AnnualReport(report) for reading in found for report in reading.reports]
    if len(reports) > 1 and beside:
        sources = ", ".join(report.report.source for report in reports)
        raise ValueError(f"these are not one report, by body, year or tables: {sources}")
    if len(reports) > 1:
        raise ValueError(f"{reports[0].report.source} holds {len(reports)} reports: use toolkit.read_all")
    return reports[0]


def read_all(
    source: Source, *, name: str | None = None, bodies: str | os.PathLike[str] | None = None
) -> list[AnnualReport]:
    """Read every report of a file or a zip archive; raises UnreadableError where a file holds none."""
    found = _readable(_readings(source, name, bodies))
    return [AnnualReport(report) for reading in found for report in reading.reports]


def _readable(readings: Iterable[Reading]) -> list[Reading]:
    found = list(readings)
    for reading in found:
        if reading.error is not None:
            raise reading.error
    return found


def _readings(source: Source, name: str | None, bodies: str | os.PathLike[str] | None) -> Iterator[Reading]:
    path = None if isinstance(source, bytes) else Path(source)
    register = load_bodies(register_for(path) if bodies is None else Path(bodies))
    if isinstance(source, bytes):
        return read_source(source, name or "bytes", register)
    assert path is not None
    if not path.exists():
        raise UnreadableError("missing", f"there is no file {path}")
    return read_path(path, name or os.fspath(source), register)


def read_text(text: str, source: str = "text", *, bodies: str | os.PathLike[str] | None = None) -> AnnualReport:
    """Read one report from its text, such as `report.text` with one digit changed."""
    return read(text.encode("utf-8"), name=source, bodies=bodies)


def check_passage(text: str, table: Mapping[str, Given] | None, year: int | str | None = None) -> PassageReading:
    """Read the claims of one passage and judge them by `table`, measures with their values (`prior.` for last year).

    Raises PassageError (a ValueError) for a text, table or year that is none, MeasureError for a figure that is none.
    """
    return PassageReading(text, read_passage(text, table, year=year))
