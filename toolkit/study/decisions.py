"""corrections.csv → decisions of readers, and what became of each: applied, only recorded, superseded, stale, invalid.

A decision names what it is about by content (`report_id/table.row.column`, the id of a check or of a claim) and may say
what the reader saw. The same bytes give the same names, so that a decision survives every run; it is stale when what it
names is no longer there or no longer says the same. What is stale or cannot be understood is listed, never applied.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import polars as pl

COLUMNS = ("what", "decision", "value", "reason", "reader", "date", "evidence")
DECISIONS = ("as_printed", "corrected", "prose_wrong", "cannot_tell")
Status = Literal["applied", "recorded", "superseded", "stale", "invalid"]
GONE = "nothing of that name is in these reports: the file, the reading or a rule has changed"
CHANGED = "the reader saw “{then}”, now it is “{now}”"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of corrections.csv, all as written; `evidence` is what the reader saw, "" where nobody noted it."""

    line: int
    what: str
    decision: str
    value: str
    reason: str
    reader: str
    date: str
    evidence: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with the line itself, "" where nothing is."""
        if not self.what or not self.reason or not self.reader:
            return "a decision needs what it is about, a reason and a reader"
        if self.decision not in DECISIONS:
            return f"no decision {self.decision!r}: it is one of {', '.join(DECISIONS)}"
        if (self.decision == "corrected") != bool(self.value):
            return "corrected, and only that, has a value"
        if self.value and self.number is None:
            return f"{self.value!r} is no number"
        try:
            date.fromisoformat(self.date)
        except ValueError:
            return f"{self.date!r} is no day such as 2024-03-01"
        return ""

    @property
    def number(self) -> Decimal | None:
        """The value as a number, None where it is none."""
        try:
            number = Decimal(self.value)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None


@dataclass(frozen=True, slots=True)
class Seen:
    """Something a decision can be about, as it is now: in which report, which cells, and what a reader sees."""

    report_id: str
    kind: Literal["cell", "check", "claim", "gap", "leftover"]
    cells: tuple[str, ...]
    evidence: str


def read_decisions(text: str) -> tuple[Decision, ...]:
    """Read corrections.csv; ValueError where columns are missing. Other columns of the file are left alone."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS[:-1] if column not in (reader.fieldnames or ())]
    if missing and text.strip():
        raise ValueError(f"corrections.csv has no column {', '.join(missing)}")
    found: list[Decision] = []
    for row in reader:
        given = {column: " ".join((row.get(column) or "").split()) for column in COLUMNS}
        if any(given.values()):
            found.append(Decision(line=reader.line_num, **given))
    return tuple(found)


def look_up(tables: Mapping[str, pl.DataFrame], names: Iterable[str]) -> dict[str, Seen]:
    """Return what is known of each name in the tables of a run; a name that is not there has no entry."""
    wanted = pl.Series("what", sorted(set(names)), dtype=pl.String)
    found: dict[str, Seen] = {}
    for row in _rows(tables["cells"], pl.col("cell_id"), wanted):
        key = f"{row['table']}.{row['row']}.{row['column']}"
        seen = (row["text"] or "") if row["state"] == "read" else f"({row['state']})"
        found[row["what"]] = Seen(row["report_id"], "cell", (key,), seen)
    for row in _rows(tables["checks"], pl.col("check_id"), wanted):
        cells = tuple(cell for side in ("left_cells", "right_cells") for cell in _list(row[side]))
        seen = f"{_plain(row['left'])} {row['operator']} {_plain(row['right'])}: {row['outcome']}"
        found[row["what"]] = Seen(row["report_id"], "check", cells, seen)
    for row in _rows(tables["claims"], pl.col("claim_id"), wanted):
        found[row["what"]] = Seen(row["report_id"], "claim", (), f"{row['quote']}: {row['verdict']}")
    boxes = [pl.col(name).fill_null("") for name in ("table", "row", "column")]
    gap = pl.format("{}/gap/{}.{}.{}", "report_id", *boxes)
    for row in _rows(tables["gaps"], gap, wanted):
        found[row["what"]] = Seen(row["report_id"], "gap", (), row["reason"])
    left = pl.format("{}/leftover@{}:{}-{}", "report_id", "place_part", "place_start", "place_end")
    for row in _rows(tables["leftovers"], left, wanted):
        found[row["what"]] = Seen(row["report_id"], "leftover", (), f"{row['text']}: {row['reason']}")
    return {what: _tidy(seen) for what, seen in found.items()}


def _rows(frame: pl.DataFrame, name: pl.Expr, wanted: pl.Series) -> Iterator[dict[str, Any]]:
    return frame.with_columns(what=name).filter(pl.col("what").is_in(wanted.implode())).iter_rows(named=True)


def _list(text: str | None) -> Sequence[str]:
    return tuple(json.loads(text)) if text else ()


def _plain(side: Decimal | str | None) -> str:
    if side is None:
        return "—"
    text = f"{Decimal(side):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(seen: Seen) -> Seen:
    # Evidence goes into one field of a line, as white space as the reader of the file gives it back.
    return Seen(seen.report_id, seen.kind, seen.cells, " ".join(seen.evidence.split()))


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision with what became of it; `seen` is None where nothing of that name is there."""

    decision: Decision
    status: Status
    note: str
    seen: Seen | None


def judge(decisions: Sequence[Decision], seen: Mapping[str, Seen]) -> list[Judged]:
    """Return what becomes of each decision: "recorded" for every valid one that nothing outdates or supersedes."""
    valid: dict[str, int] = {}
    judged: list[Judged] = []
    for decision in decisions:
        now = seen.get(decision.what)
        if decision.fault:
            judged.append(Judged(decision, "invalid", decision.fault, now))
        elif now is None:
            judged.append(Judged(decision, "stale", GONE, None))
        elif decision.evidence and decision.evidence != now.evidence:
            note = CHANGED.format(then=decision.evidence, now=now.evidence)
            judged.append(Judged(decision, "stale", note, now))
        elif decision.decision == "corrected" and now.kind != "cell":
            judged.append(Judged(decision, "invalid", "only a cell can be corrected", now))
        else:
            earlier = valid.get(decision.what)
            if earlier is not None:
                note = f"superseded by line {decision.line}"
                judged[earlier] = Judged(judged[earlier].decision, "superseded", note, now)
            valid[decision.what] = len(judged)
            judged.append(Judged(decision, "recorded", "", now))
    return judged
