"""Report → everything one report can be asked beyond its identities."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.check.complete import check_complete
from toolkit.check.dates import check_dates
from toolkit.check.model import Check
from toolkit.check.plausible import check_parts, check_plausible
from toolkit.check.years import YearBefore, check_years
from toolkit.read import Report


def check_wider(report: Report, identities: Sequence[Check], before: YearBefore | None = None) -> tuple[Check, ...]:
    """Try the rules beyond the identities; those across two years only where `before` says what is known of it."""
    return (
        *check_parts(report, identities),
        *check_plausible(report),
        *check_complete(report),
        *check_dates(report),
        *(check_years(report, before) if before is not None else ()),
    )
