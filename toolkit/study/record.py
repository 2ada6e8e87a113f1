"""ReportView → the JSON object of one report: the keys that scripts outside the project rely on.

Decimals are strings, nothing is a float; what is not known is null. Places are half-open offsets into the decoded
text of a part of the file.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any, get_args

from toolkit.check import Check
from toolkit.claim import Number, ProseSum, claim_json
from toolkit.claim.model import NumberKind
from toolkit.read import Cell, Gap, Leftover, Place, UnreadableError
from toolkit.repair import Deduced, Interval, Repair, Solution
from toolkit.study.view import ReportView, year_of

Json = dict[str, Any]
PROSE_SUM = "prose_sum"
PROSE_SUM_VERSION = 2


def report_json(view: ReportView, ledger: bool = False) -> Json:
    """Return a report as plain JSON data; with `ledger`, every number of the prose stands in `number_ledger`."""
    report = view.report
    counts = Counter(number.kind for number in view.narrative.numbers)
    record: Json = {
        "source": report.source,
        "sha256": report.sha256,
        "report_id": report.report_id,
        "format": report.format,
        "organ": report.organ.value,
        "body_id": report.body_id,
        "level": report.level.value,
        "year": year_of(report),
        "period": report.period.value,
        "published": report.published.value,
        "scope": {table: {"value": s.value, "evidence": s.evidence} for table, s in report.scope.items()},
        "forms": dict(report.forms),
        "cells": [cell_json(cell) for cell in report.cells],
        "gaps": [gap_json(gap) for gap in report.gaps],
        "leftovers": [leftover_json(leftover) for leftover in report.leftovers],
        "checks": [
            *(check_json(check) for check in (*view.checks, *view.wider)),
            *(prose_sum_json(prose_sum) for prose_sum in view.narrative.sums),
        ],
        "claims": [claim_json(claim) for claim in view.narrative.claims],
        "repairs": [repair_json(repair) for repair in view.repairs],
        "deduced": [*map(deduced_json, view.deduction.deduced), *map(deduced_json, view.deduction.open)],
        "numbers": {kind: counts.get(kind, 0) for kind in get_args(NumberKind)},
        "notes": list(report.notes),
    }
    if ledger:
        record["number_ledger"] = [number_json(number) for number in view.narrative.numbers]
    return record


def error_json(source: str, error: UnreadableError) -> Json:
    """Return the line of a file that could not be read."""
    return {"source": source, "error": {"kind": error.kind, "message": error.message}}


def cell_json(cell: Cell) -> Json:
    """Return a cell; `value` is null where no number is printed, `confidence` is given for scans only."""
    record: Json = {
        "table": cell.table,
        "row": cell.row,
        "column": cell.column,
        "value": printed(cell.value),
        "text": cell.text,
        "unit": cell.unit,
        "state": cell.state.value,
        "place": None if cell.place is None else place_json(cell.place),
    }
    if cell.note:
        record["note"] = cell.note
    if cell.confidence is not None:
        record["confidence"] = cell.confidence
    return record


def gap_json(gap: Gap) -> Json:
    """Return a gap."""
    return {"table": gap.table, "row": gap.row, "column": gap.column, "reason": gap.reason}


def leftover_json(leftover: Leftover) -> Json:
    """Return a leftover."""
    return {"text": leftover.text, "place": place_json(leftover.place), "reason": leftover.reason}


def check_json(check: Check) -> Json:
    """Return a check within the tables; `axis` is the column or the row in which the rule was tried."""
    return {
        "id": check.id,
        "version": check.version,
        "kind": check.kind,
        "table": check.table or None,
        "axis": check.axis or None,
        "cells": list(check.cells),
        "left": printed(check.left),
        "right": printed(check.right),
        "outcome": check.outcome.value,
        "strength": check.strength,
        "severity": check.severity,
        "note": check.note,
    }


def prose_sum_json(prose_sum: ProseSum) -> Json:
    """Return a sum inside the prose as a check; it rests on no cell, but on places in the text."""
    return {
        "id": prose_sum.id,
        "version": PROSE_SUM_VERSION,
        "kind": PROSE_SUM,
        "table": None,
        "axis": None,
        "cells": [],
        "places": [{"part": p.part, "start": p.start, "end": p.end} for p in prose_sum.places],
        "quote": prose_sum.quote,
        "left": printed(prose_sum.left),
        "right": printed(prose_sum.right),
        "outcome": prose_sum.outcome,
        "strength": "soft",
        "severity": "soft",
        "note": prose_sum.note,
    }


def repair_json(repair: Repair) -> Json:
    """Return a fault: the identities that fail together and every smallest way to mend them.

    `proposed` is the way to propose, null where several are tied or none is known; the print in `cells` stays.
    """
    return {
        "status": repair.status,
        "failing": list(repair.failing),
        "proposed": None if repair.best is None else solution_json(repair.best),
        "alternatives": [solution_json(solution) for solution in repair.alternatives],
        "layers": list(repair.layers),
        "decided_by": list(repair.decided_by),
        "slip": repair.slip,
        "reason": repair.reason,
        "rule": repair.rule,
        "version": repair.version,
    }


def solution_json(solution: Solution) -> Json:
    """Return one way to mend a fault: its changes, and what of identities, sentences and years bears it out."""
    return {
        "changes": [
            {"cell": c.cell, "printed": printed(c.printed), "proposed": printed(c.proposed), "slip": c.slip}
            for c in solution.changes
        ],
        "proof": list(solution.proof),
        "support": list(solution.support),
        "against": list(solution.against),
    }


def deduced_json(found: Deduced | Interval) -> Json:
    """Return what is proven of a blank: `low` and `high` are equal where one value is left, `value` is that value."""
    exact = found.value if isinstance(found, Deduced) else None
    low, high = (exact, exact) if isinstance(found, Deduced) else (found.low, found.high)
    return {
        "cell": found.cell,
        "value": printed(exact),
        "low": printed(low),
        "high": printed(high),
        "proof": list(found.proof),
        "rule": found.rule,
        "version": found.version,
    }


def number_json(number: Number) -> Json:
    """Return a number of the prose with its kind and whose it is."""
    return {
        "text": number.text,
        "place": {"part": number.part, "start": number.start, "end": number.end},
        "section": number.section,
        "value": printed(number.value),
        "unit": number.unit,
        "kind": number.kind,
        "subject": number.subject,
    }


def place_json(place: Place) -> Json:
    """Return a place, with line and column where the part has lines."""
    record: Json = {"part": place.part, "start": place.start, "end": place.end}
    if place.line is not None:
        record |= {"line": place.line, "column": place.column}
    return record


def printed(value: Decimal | None) -> str | None:
    """Return a number as a plain decimal string, with the decimals it was printed with.

    >>> printed(Decimal("1E+3")), printed(Decimal("31.270"))
    ('1000', '31.270')
    """
    return None if value is None else format(value, "f")
