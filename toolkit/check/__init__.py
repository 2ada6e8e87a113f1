"""Checking: a Report, or several of one body or of one corpus → outcomes, judged on the print alone."""

from toolkit.check.identities import check_report, check_table
from toolkit.check.model import Check, Outcome, Severity, compare
from toolkit.check.rules import Rule, rules, words
from toolkit.check.wider import check_wider
from toolkit.check.years import YearBefore, check_years

__all__ = [
    "Check",
    "Outcome",
    "Rule",
    "Severity",
    "YearBefore",
    "check_report",
    "check_table",
    "check_wider",
    "check_years",
    "compare",
    "rules",
    "words",
]
