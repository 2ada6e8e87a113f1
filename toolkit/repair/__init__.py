"""Repair: cells, checks, claims and neighbouring years → which cell is wrong, what it should be, with proof.

`repair_report` finds the faults of one report, `deduce_report` what its blanks must be. Neither changes the report.
"""

from toolkit.repair.deduce import deduce
from toolkit.repair.equations import (
    claim_equations,
    neighbour_equations,
    printed_values,
    report_equations,
    table_equations,
    year_equations,
)
from toolkit.repair.localise import localise
from toolkit.repair.model import NOTHING_BLANK, Change, Deduced, Deduction, Equation, Interval, Repair, Solution
from toolkit.repair.report import RepairRow, deduce_report, repair_report, repairs_rows

__all__ = [
    "NOTHING_BLANK",
    "Change",
    "Deduced",
    "Deduction",
    "Equation",
    "Interval",
    "Repair",
    "RepairRow",
    "Solution",
    "claim_equations",
    "deduce",
    "deduce_report",
    "localise",
    "neighbour_equations",
    "printed_values",
    "repair_report",
    "repairs_rows",
    "report_equations",
    "table_equations",
    "year_equations",
]
