"""Checking: a Report → outcomes of identities, as printed."""

from toolkit.check.identities import check_report, check_table
from toolkit.check.model import Check, Outcome, compare

__all__ = ["Check", "Outcome", "check_report", "check_table", "compare"]
