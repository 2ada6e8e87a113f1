"""Report → checks of its dates: title, statistics period and day of publication must fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.check.model import Check, Outcome, compare
from toolkit.check.rules import rules
from toolkit.read import Report


def check_dates(report: Report) -> Iterator[Check]:
    """Try the year against the statistics period, and the day of publication against the year.

    A date that is not printed gives no check: nobody has to print it. A year nobody tells is undecided.
    """
    year = _year(report.year.value)
    period = report.period.value
    if period is not None and report.year.evidence != report.period.evidence:  # else the year is read from the period
        first, last = _year(period[:4]), _year(period[11:15])
        within = year is not None and first is not None and last is not None and first <= year <= last
        outcome = Outcome.UNDECIDED if year is None else Outcome.HOLDS if within else Outcome.FAILS
        yield rules()["year_in_period"].check(outcome, report.period.evidence, left=year, right=last)
    published = _year((report.published.value or "")[:4])
    if published is not None:
        yield rules()["published_after_year"].check(
            compare(published, ">", year), report.published.evidence, op=">", left=published, right=year
        )


def _year(text: str | None) -> Decimal | None:
    return Decimal(text) if text and text.isascii() and text.isdecimal() else None
