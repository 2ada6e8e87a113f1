"""ReportView → rows of the tables of schema.toml, as plain tuples in the order of their columns.

Numbers are decimal strings as printed, "" becomes None: an empty field says that nothing is there. Row ids are made
of content, so that they are equal on every run and machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from toolkit.check import Check, Outcome
from toolkit.claim import Claim, ReadingValue, allowed_json
from toolkit.form import load_form
from toolkit.read import Cell, Place, Report
from toolkit.repair import repairs_rows
from toolkit.study.omissions import find_omissions
from toolkit.study.record import PROSE_SUM, PROSE_SUM_VERSION, printed
from toolkit.study.schema import schema
from toolkit.study.view import ReportView, year_of

Value = str | int | bool | None
Row = tuple[Value, ...]

PLACES = 10  # digits after the point of Decimal(38, 10)
_LARGEST = 28  # digits before it
_COMPUTED = Context(prec=60, rounding=ROUND_HALF_UP)
_FIT = Decimal(1).scaleb(-PLACES)


def rows_of(view: ReportView) -> dict[str, list[Row]]:
    """Return the rows that one report gives to each table; those about files are not of a report."""
    return {name: [(*row, schema().version) for row in make(view)] for name, make in _MAKERS.items()}


def decimal_text(value: Decimal | None) -> str | None:
    """Return a printed number as a decimal string, None where Decimal(38, 10) cannot hold it exactly.

    >>> decimal_text(Decimal("43.788")), decimal_text(Decimal(10) ** 30)
    ('43.788', None)
    """
    if value is None or not value.is_finite():
        return None
    text = format(value, "f")
    digits = text.lstrip("-").rstrip("0") if "." in text else text.lstrip("-")
    before, _, after = digits.partition(".")
    return text if len(before) <= _LARGEST and len(after) <= PLACES else None


def computed_text(value: Decimal | None) -> str | None:
    """Return a computed number, such as a quotient, to ten decimals, without trailing zeros.

    >>> computed_text(Decimal(100) / Decimal(3))
    '33.3333333333'
    """
    if value is None or not value.is_finite() or value.adjusted() >= _LARGEST:
        return None
    text = format(value.quantize(_FIT, context=_COMPUTED), "f")
    return text.rstrip("0").rstrip(".")


def _report(view: ReportView) -> Iterator[Row]:
    report = view.report
    states = Counter(cell.state.value for cell in report.cells)
    checks, sums = (*view.checks, *view.wider), view.narrative.sums
    outcomes = Counter([*(str(c.outcome) for c in checks), *(s.outcome for s in sums)])
    weighty = sum(check.weighs for check in checks)
    verdicts = Counter(claim.verdict for claim in view.narrative.claims)
    scope = report.scope.get("requests")
    yield (
        report.report_id, report.source, report.sha256, report.format,
        report.organ.value, report.organ.evidence or None, report.body_id,
        report.level.value, report.level.evidence or None, year_of(report), report.year.evidence or None,
        report.period.value, report.period.evidence or None, report.published.value, report.published.evidence or None,
        report.forms.get("requests"), _json(dict(report.forms)),
        scope.value if scope else None, (scope.evidence or None) if scope else None,
        _json({table: {"value": s.value, "evidence": s.evidence} for table, s in report.scope.items()}),
        *(states[state] for state in ("read", "blank", "placeholder", "deduced", "unresolved")),
        len(report.gaps), len(report.leftovers),
        *(outcomes[outcome] for outcome in ("holds", "fails", "undecided")), outcomes["fails"] - weighty,
        *(verdicts[v] for v in ("consistent", "approximate", "ambiguous", "inconsistent", "not_comparable")),
        _json(list(report.notes)),
    )  # fmt: skip


def _cells(view: ReportView) -> Iterator[Row]:
    report_id = view.report.report_id
    for cell in form_order(view.report):
        yield (
            f"{report_id}/{cell.key}", report_id, cell.table, cell.row, cell.column, decimal_text(cell.value),
            cell.text or None, cell.unit or None, cell.state.value, *_spot(cell.place), cell.note or None,
            None if cell.confidence is None else f"{cell.confidence:.2f}",
        )  # fmt: skip


def form_order(report: Report) -> list[Cell]:
    """Return a report's cells as the form runs: table by table, row by row, column by column."""
    rank: dict[tuple[str, str, str], tuple[int, int]] = {}
    for table, edition in report.forms.items():
        form = load_form(edition).tables
        number = list(form).index(table)
        rank |= {(table, *key): (number, n) for n, key in enumerate(form[table].cell_keys)}
    return sorted(report.cells, key=lambda c: (rank.get((c.table, c.row, c.column), (len(rank), 0)), c.key))


def _gaps(view: ReportView) -> Iterator[Row]:
    for gap in view.report.gaps:
        yield view.report.report_id, gap.table or None, gap.row or None, gap.column or None, gap.reason


def _leftovers(view: ReportView) -> Iterator[Row]:
    for leftover in view.report.leftovers:
        yield view.report.report_id, leftover.text or None, *_spot(leftover.place), leftover.reason


def _checks(view: ReportView) -> Iterator[Row]:
    report_id = view.report.report_id
    yield from check_rows(report_id, (*view.checks, *view.wider))
    name = _Namer()
    for s in view.narrative.sums:
        part, start, end = s.places[0].part, min(p.start for p in s.places), max(p.end for p in s.places)
        yield (
            name(f"{report_id}/{s.id}@{part}:{start}-{end}"), report_id, s.id, PROSE_SUM_VERSION, PROSE_SUM,
            None, None, "==", None, None, decimal_text(s.left), decimal_text(s.right), s.outcome, "soft", "soft",
            s.quote or None, part, start, end, s.note or None,
        )  # fmt: skip


def check_rows(report_id: str, checks: Iterable[Check]) -> Iterator[Row]:
    """Yield the rows of checks, without the version of the schema."""
    for check in checks:
        yield (
            f"{report_id}/{check.name}", report_id, check.id, check.version, check.kind, check.table or None,
            check.axis or None, check.op, _json(list(check.left_cells)), _json(list(check.right_cells)),
            decimal_text(check.left), decimal_text(check.right), str(check.outcome), check.strength, check.severity,
            None, None, None, None, check.note or None,
        )  # fmt: skip


def check_of(row: Mapping[str, Any]) -> Check:
    """Return the check that a row of the table `checks` tells of, the inverse of `check_rows`."""
    left, right = (None if row[side] is None else Decimal(row[side]) for side in ("left", "right"))
    left_cells, right_cells = (tuple(json.loads(row[side] or "[]")) for side in ("left_cells", "right_cells"))
    return Check(
        id=row["rule"], version=row["rule_version"], kind=row["kind"], table=row["table"] or "", axis=row["axis"] or "",
        op=row["operator"], outcome=Outcome(row["outcome"]), strength=row["strength"], note=row["note"] or "",
        severity=row["severity"], left=left, right=right, left_cells=left_cells, right_cells=right_cells,
    )  # fmt: skip


def _claims(view: ReportView) -> Iterator[Row]:
    return claim_rows(view.report.report_id, view.narrative.claims)


def claim_rows(report_id: str, claims: Sequence[Claim]) -> Iterator[Row]:
    """Yield the rows of claims, without the version of the schema."""
    name = _Namer()
    for claim in sorted(claims, key=_claim_order):
        first = claim.readings[0] if claim.readings else None
        yield (
            name(f"{report_id}/{claim.part}:{claim.start}-{claim.end}/{first.measure if first else claim.rule}"),
            report_id, claim.quote, claim.part, claim.start, claim.end, claim.section, decimal_text(claim.value),
            claim.unit or None, claim.qualifier or None, claim.implied,
            first.measure if first else None, computed_text(first.value) if first else None,
            _json([_reading(reading) for reading in claim.readings]), claim.fit, claim.verdict, claim.note or None,
            claim.rule, claim.rule_version, claim.subject or None,
            claim.held.measure if claim.held else None, computed_text(claim.held.value) if claim.held else None,
            None if claim.allowed is None else _json(allowed_json(claim.allowed)),
        )  # fmt: skip


def _claim_order(claim: Claim) -> tuple[str, int, int, str]:
    return claim.part, claim.start, claim.end, claim.readings[0].measure if claim.readings else ""


def _reading(reading: ReadingValue) -> Mapping[str, str | bool | None]:
    told = {"measure": reading.measure, "value": computed_text(reading.value)}
    return {**told, "primary": reading.primary, "holds": reading.holds}


def _numbers(view: ReportView) -> Iterator[Row]:
    report_id, name = view.report.report_id, _Namer()
    for n in sorted(view.narrative.numbers, key=lambda number: (number.part, number.start, number.end)):
        yield (
            name(f"{report_id}/{n.part}:{n.start}-{n.end}"), report_id, n.text, n.part, n.start, n.end, n.section,
            decimal_text(n.value), n.unit or None, n.kind, n.subject or None,
        )  # fmt: skip


def _omissions(view: ReportView) -> Iterator[Row]:
    report_id = view.report.report_id
    for omission in find_omissions(form_order(view.report), view.narrative.claims):
        cell = omission.cell
        yield (
            f"{report_id}/{cell.key}", report_id, cell.table, cell.row, cell.column, printed(cell.value),
            cell.unit or None, *_spot(cell.place)[:3], omission.rule.id, omission.rule.version,
        )  # fmt: skip


def _repairs(view: ReportView) -> Iterator[Row]:
    for row in repairs_rows(view.report.report_id, view.repairs, view.deduction):
        yield astuple(row)


def _spot(place: Place | None) -> tuple[str | None, int | None, int | None, int | None, int | None]:
    if place is None:
        return None, None, None, None, None
    return place.part, place.start, place.end, place.line, place.column


def _json(value: Mapping[str, object] | Sequence[object]) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Namer:
    """Gives each id once: the second of the same content gets "~2"."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __call__(self, name: str) -> str:
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}~{self._seen[name]}"


_MAKERS: Mapping[str, Callable[[ReportView], Iterator[Row]]] = {
    "reports": _report,
    "cells": _cells,
    "gaps": _gaps,
    "leftovers": _leftovers,
    "checks": _checks,
    "claims": _claims,
    "numbers": _numbers,
    "omissions": _omissions,
    "repairs": _repairs,
}
