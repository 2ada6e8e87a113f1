"""The workbench: in a notebook, list what a run found, see sentence and table together, and record decisions.

A decision is a line appended to data/reference/corrections.csv; the report, the tables and earlier lines stay as they
are. To take a decision back, record another one: the last line on a finding counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import date as day
from decimal import Decimal, InvalidOperation
from os import PathLike
from pathlib import Path
from typing import Literal

import polars as pl

from toolkit.check import Check
from toolkit.claim.model import Claim
from toolkit.corpus.corpus import Corpus
from toolkit.read import Place
from toolkit.show.finding import Finding
from toolkit.show.findings import findings
from toolkit.show.markup import Voice, asset, escape
from toolkit.show.prose import sentence_around
from toolkit.show.tables import tables_html
from toolkit.study.decisions import look_up
from toolkit.study.view import ReportView
from toolkit.teach.study_folder import CORRECTIONS

Decision = Literal["as_printed", "corrected", "prose_wrong", "cannot_tell"]  # as toolkit.study.decisions reads them
DECISIONS: Mapping[str, str] = {
    "as_printed": "the print is right as it stands · 原文无误",
    "corrected": "a cell should hold another value · 单元格应更正",
    "prose_wrong": "the sentence is wrong, the cell is right · 正文有误，表格无误",
    "cannot_tell": "nothing here decides it · 无法判断",
}
Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Item:
    """One finding of the bench: its name by content (so that a re-run finds it again), its cells and its place."""

    what: str
    view: ReportView
    finding: Finding
    cells: tuple[str, ...] = ()
    place: Place | None = None
    checks: tuple[Check, ...] = ()
    claims: tuple[Claim, ...] = ()


class Sheet:
    """HTML that a notebook shows; as text, the finding in one line."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


class Workbench:
    """The findings of a corpus, numbered from 1, and the file that decisions go into.

    `study` is the folder that holds data/reference. Reports are read again for their findings, one by one.
    """

    def __init__(self, corpus: Corpus, study: str | PathLike[str] = ".") -> None:
        self._tables = corpus.tables
        self.corrections = Path(study) / "data" / "reference" / "corrections.csv"
        self.items: tuple[Item, ...] = tuple(item for view in corpus.views for item in items(view))

    def findings(self, lang: Lang = "zh") -> pl.DataFrame:
        """Return one row per finding: number, organ, year, kind, the finding in words, and what was decided."""
        decided = {line["what"]: line["decision"] for line in self.decisions().iter_rows(named=True)}
        rows = []
        for n, item in enumerate(self.items, 1):
            report = item.view.report
            names = (item.what, *(f"{report.report_id}/{cell}" for cell in item.cells))
            decision = next((decided[name] for name in names if name in decided), None)
            said = item.finding.zh if lang == "zh" else item.finding.en
            rows.append((n, report.organ.value, report.year.value, item.finding.kind, said, decision))
        columns = ("number", "organ", "year", "kind", "finding", "decision")
        return pl.DataFrame(rows, schema=dict(zip(columns, (pl.Int64, *[pl.String] * 5), strict=True)), orient="row")

    def decisions(self) -> pl.DataFrame:
        """Return the lines of corrections.csv, all columns as text; no row where the file is not there yet."""
        if not self.corrections.is_file():
            return pl.DataFrame(schema=dict.fromkeys(CORRECTIONS, pl.String))
        return pl.read_csv(self.corrections, infer_schema=False)

    def show(self, number: int, lang: Lang = "zh") -> Sheet:
        """Return sentence and table of a finding side by side; IndexError where there is no such number."""
        item = self._item(number)
        said = item.finding.zh if lang == "zh" else item.finding.en
        return Sheet(side_by_side(item, lang), said)

    def decide(
        self,
        number: int,
        decision: Decision,
        value: Decimal | int | str | None = None,
        *,
        reason: str,
        reader: str,
        cell: str | None = None,
        date: str | None = None,
    ) -> str:
        """Append one line to corrections.csv and return it.

        "corrected" needs the value that should stand, and `cell` where the finding names several; the other decisions
        take none. `date` is a day such as 2024-03-01, by default today. ValueError where something is missing: then
        nothing is written.
        """
        item = self._item(number)
        what, text = item.what, ""
        if decision not in DECISIONS:
            raise ValueError(f"no decision {decision!r}: it is one of {', '.join(DECISIONS)}")
        if not reason.strip() or not reader.strip():
            raise ValueError("a decision needs a reason and a reader")
        if decision == "corrected":
            what, text = f"{item.view.report.report_id}/{_cell(item, cell)}", _number(value)
        elif value is not None:
            raise ValueError(f"{decision} takes no value")
        on = day.fromisoformat(date) if date else datetime.now(UTC).astimezone().date()  # the reader's own day
        line = {
            "what": what, "decision": decision, "value": text, "reason": " ".join(reason.split()),
            "reader": " ".join(reader.split()), "date": on.isoformat(), "evidence": self._seen(what),
        }  # fmt: skip
        return append(self.corrections, line)

    def _seen(self, what: str) -> str:
        """Return what a reader sees there now: when that changes, the decision is stale and no longer applied."""
        found = look_up(self._tables, [what])
        return found[what].evidence if what in found else ""

    def _item(self, number: int) -> Item:
        if not 1 <= number <= len(self.items):
            raise IndexError(f"no finding {number}: there are {len(self.items)}, counted from 1")
        return self.items[number - 1]


def _cell(item: Item, cell: str | None) -> str:
    if cell is None and len(item.cells) == 1:
        return item.cells[0]
    if cell is None:
        raise ValueError(f"which cell? cell= one of {', '.join(item.cells) or 'the report'}")
    if item.view.report.cell(cell) is None:
        raise ValueError(f"the report has no cell {cell}")
    return cell


def _number(value: Decimal | int | str | None) -> str:
    try:
        return f"{Decimal(str(value)):f}"
    except InvalidOperation as error:
        raise ValueError(f"a corrected cell needs its value as a number, not {value!r}") from error


def append(path: Path, line: Mapping[str, str]) -> str:
    """Append a line under the columns of the file; what stands there is not touched. ValueError for other columns."""
    known = path.read_text("utf-8-sig") if path.is_file() else ""
    columns: Sequence[str] = next(csv.reader(io.StringIO(known)), []) or CORRECTIONS
    missing = [column for column in line if column not in columns and column != "evidence"]  # older files have none
    if missing:
        raise ValueError(f"{path} has no column {', '.join(missing)}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not known:
        writer.writerow(columns)
    elif not known.endswith("\n"):
        text.write("\n")
    writer.writerow([line.get(column, "") for column in columns])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
    return text.getvalue().splitlines()[-1]


def items(view: ReportView) -> Iterator[Item]:
    """Yield the findings of a report, worst first; one fault is one finding."""
    for found in findings(view):
        yield Item(found.what, view, found, found.cells, found.place, found.checks, found.claims)


def side_by_side(item: Item, lang: Lang = "zh") -> str:
    """Return a finding with its sentence left and the table it speaks of right, as one piece of HTML, escaped."""
    voice, report = Voice(lang), item.view.report
    said = item.finding.zh if lang == "zh" else item.finding.en
    tables = list(dict.fromkeys(cell.partition(".")[0] for cell in item.cells))
    shown = replace(
        report,
        forms={table: report.forms[table] for table in tables if table in report.forms},
        cells=tuple(cell for cell in report.cells if cell.table in tables),
        gaps=(),
        leftovers=(),
    )
    repairs = [r for r in item.view.repairs if not set(r.cells).isdisjoint(item.cells)]
    table = tables_html(shown, item.checks, item.claims, voice, repairs) if shown.forms else ""
    head = f"{report.organ.value or '?'} {report.year.value or '?'} · {report.source}"
    return (
        f'<div class="ogi" lang="{voice.tag}"><style>{asset("report.css")}</style><p><b>{escape(head)}</b><br>'
        f'{escape(said)}</p><div style="display:flex;gap:1.5em;align-items:flex-start;flex-wrap:wrap">'
        f'<p style="flex:1 1 16em;max-width:28em">{_sentences(item)}</p>'
        f'<div style="flex:2 1 30em">{table}</div></div></div>'
    )


def _sentences(item: Item) -> str:
    """Return the sentence of a finding; of failing sums, every sentence that states one of the cells in question."""
    places = [item.place] if item.place else [Place(c.part, c.start, c.end) for c in item.claims]
    return "<br>".join(_marked(item.view.report.parts[at.part], at) for at in places) or "—"


def _marked(text: str, at: Place) -> str:
    start, end = sentence_around(text, at.start, at.end, 0, len(text))
    return f"{escape(text[start : at.start])}<mark>{escape(text[at.start : at.end])}</mark>{escape(text[at.end : end])}"
