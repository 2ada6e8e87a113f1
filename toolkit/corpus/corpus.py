"""Corpus: the tables of a folder of reports as frames, and each report to look into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import overload

import polars as pl

from toolkit.corpus.held import Held
from toolkit.corpus.inputs import load_bodies, read_path
from toolkit.corpus.summary import Lang, summary_frame, summary_text
from toolkit.corpus.work import Prior, view_of
from toolkit.read import Report
from toolkit.read.join import joined
from toolkit.study.layers import Layer
from toolkit.study.rows import check_of
from toolkit.study.specs import MeasureSpec
from toolkit.study.view import ReportView

CORPUS_KINDS = ("years", "family", "copies")  # kinds of checks that need more than the report itself


@dataclass(frozen=True, slots=True)
class Found:
    """Where a report was found: its file or archive, and which of the reports in it."""

    path: str
    source: str
    report_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Locator:
    """How a report of the corpus is read again: where it was found, and the other files that it was published as."""

    owner: int
    found: Found
    prior: Prior | None
    beside: tuple[Found, ...] = ()


class Views(Sequence[ReportView]):
    """The reports of a corpus, in the order of their sources, read again when one is asked for.

    Keeping every report would take gigabytes for a province; the tables hold what counting needs. While the run lasts
    they are `held`.
    """

    def __init__(self, locators: Sequence[Locator], bodies: Path | None, checks: pl.DataFrame, held: Held) -> None:
        self._locators = locators
        self._held = held
        self._checks = checks.filter(pl.col("kind").is_in(CORPUS_KINDS))
        self._bodies = load_bodies(bodies)
        self._view = lru_cache(maxsize=64)(self._read)

    def __len__(self) -> int:
        return len(self._locators)

    @overload
    def __getitem__(self, index: int) -> ReportView: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ReportView]: ...
    def __getitem__(self, index: int | slice) -> ReportView | Sequence[ReportView]:
        if isinstance(index, slice):
            return [self._view(n) for n in range(*index.indices(len(self)))]
        return self._view(range(len(self))[index])

    def _read(self, index: int) -> ReportView:
        wanted = self._locators[index]
        view = self._held.view(wanted.owner)
        if view is None:
            report = joined(self._again(wanted.found), [self._again(other) for other in wanted.beside])
            view = view_of(report, wanted.prior)
        return self._whole(view, wanted.prior)

    def _again(self, wanted: Found) -> Report:
        for reading in read_path(Path(wanted.path), wanted.source, self._bodies):
            for report in reading.reports:
                if report.report_id == wanted.report_id and report.sha256 == wanted.sha256:
                    return report
        raise LookupError(f"{wanted.source} has changed since the corpus was read: run again")

    def _whole(self, view: ReportView, prior: Prior | None) -> ReportView:
        """Return a report with the checks that only the corpus could try, as its table tells them."""
        rows = self._checks.filter(pl.col("report_id") == view.report.report_id)
        if prior is not None and prior.cells is not None:
            rows = rows.filter(pl.col("kind") != "years")
        return replace(view, wider=(*view.wider, *(check_of(row) for row in rows.iter_rows(named=True))))


@dataclass(frozen=True, eq=False)
class Corpus:
    """Every table of data/processed as a polars frame, by attribute, such as `corpus.claims`."""

    tables: Mapping[str, pl.DataFrame]
    views: Views

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name != "tables" and name in self.tables:
            return self.tables[name]
        raise AttributeError(f"a corpus has no table {name}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def measures(self, names: Sequence[str | MeasureSpec], layer: Layer = "printed") -> pl.DataFrame:
        """Return measures of every report, see `toolkit.study.measure_frame`; unread files are counted in it."""
        from toolkit.study.measuring import measure_frame

        tables = self.tables
        return measure_frame(
            tables["cells"], tables["reports"], names, layer,
            edits=tables["edits"], quarantine=tables["quarantine"],
        )  # fmt: skip

    @property
    def summary(self) -> pl.DataFrame:
        """What was read and found, counted."""
        return summary_frame(self.tables)

    def summary_text(self, lang: Lang = "en") -> str:
        """The same for a person, in lines."""
        return summary_text(self.tables, lang)

    def __repr__(self) -> str:
        return self.summary_text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary_text('zh'))}\n{escape(self.summary_text('en'))}</pre>"
