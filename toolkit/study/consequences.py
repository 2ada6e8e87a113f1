"""A report and its proposals → which failing checks and which sentences are at odds only because of the same cells.

For telling one fault once, and for nothing else: what is judged, counted and written to the tables stays as printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.check import Check, Outcome, YearBefore, check_report, check_wider
from toolkit.claim import Claim
from toolkit.study.view import ReportView, narrate

_AT_ODDS, _AGREES = ("inconsistent", "ambiguous"), ("consistent", "approximate")


@dataclass(frozen=True, slots=True)
class Consequences:
    """Checks that fail, and claims that do not agree, as printed, and would with the proposed values."""

    checks: tuple[Check, ...] = ()
    claims: tuple[Claim, ...] = ()


def consequences(view: ReportView) -> Consequences:
    """Judge the report once more as if its proposals stood; nothing where there are none."""
    proposed = {c.cell: c.proposed for r in view.repairs if r.best is not None for c in r.best.changes}
    if not proposed:
        return Consequences()
    cells = tuple(
        replace(cell, value=proposed[cell.key]) if cell.key in proposed else cell for cell in view.report.cells
    )
    mended = replace(view.report, cells=cells)
    failing = [c for c in (*view.checks, *view.wider) if c.outcome is Outcome.FAILS]
    identities = check_report(mended)
    before = None if view.prior is None else YearBefore(view.prior)
    after = {_name(c): c.outcome for c in (*identities, *check_wider(mended, identities, before))}
    checks = tuple(c for c in failing if after.get(_name(c)) is Outcome.HOLDS)
    claims: tuple[Claim, ...] = ()
    if any(claim.verdict in _AT_ODDS for claim in view.narrative.claims):
        agree = {_spot(c) for c in narrate(mended, view.prior).claims if c.verdict in _AGREES}
        claims = tuple(c for c in view.narrative.claims if c.verdict in _AT_ODDS and _spot(c) in agree)
    return Consequences(checks, claims)


def _name(check: Check) -> tuple[str, str, str]:
    return check.table, check.id, check.axis


def _spot(claim: Claim) -> tuple[str, int, int, str, str]:
    measure = claim.readings[0].measure if claim.readings else ""
    return claim.part, claim.start, claim.end, claim.rule, measure
