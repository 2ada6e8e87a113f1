"""A report with its claims and its neighbouring years → its repairs and deductions, and these as rows of a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.claim.model import Claim
from toolkit.read import Report
from toolkit.repair.deduce import deduce
from toolkit.repair.equations import claim_equations, neighbour_equations, printed_values, report_equations
from toolkit.repair.localise import localise
from toolkit.repair.model import Deduction, Repair, Solution, Values
from toolkit.repair.slips import Grid, grid_of


@dataclass(frozen=True, slots=True)
class RepairRow:
    """One row of the table `repairs`: a value proposed for one cell, or proven for a blank one, with its proof.

    Numbers are decimal strings, None where nothing is printed; `proof` is JSON. One of several equally small changes
    has `ties` above 1 in its proof; none of these is the toolkit's choice.
    """

    repair_id: str
    report_id: str
    table: str
    row: str
    column: str
    printed: str | None
    proposed: str
    status: str  # proven, proposed
    proof: str
    rule: str
    rule_version: int


def repair_report(
    report: Report, claims: Iterable[Claim] = (), prior: Values | None = None, following: Values | None = None
) -> tuple[Repair, ...]:
    """Return what may be wrong in a report's tables: one repair per fault, none where all identities hold.

    `prior` and `following` are the cells of the same body's reports of the neighbouring years. The report is not
    changed, and nothing that helped to find a repair is judged again by it.
    """
    values = printed_values(report)
    evidence = (*claim_equations(claims, values), *neighbour_equations(report, prior, following))
    return localise([*report_equations(report), *evidence], values, grids=grids(report))


def deduce_report(report: Report, repairs: Sequence[Repair] | None = None) -> Deduction:
    """Return what the identities prove of a report's blanks; cells that `repairs` doubt prove nothing."""
    values = printed_values(report)
    equations = report_equations(report)
    if not repairs:
        return deduce(equations, values)
    doubtful = {cell for repair in repairs for solution in repair.solutions for cell in solution.cells}
    unsolved = {name for repair in repairs if repair.status == "unknown" for name in repair.failing}
    doubtful.update(cell for e in equations if e.id in unsolved for cell in e.cells)
    return deduce(equations, values, frozenset(doubtful))


def grids(report: Report) -> tuple[Grid, ...]:
    """Return the printed layout of the report's tables."""
    found = (grid_of(edition, table) for table, edition in report.forms.items())
    return tuple(grid for grid in found if grid is not None)


def repairs_rows(report_id: str, repairs: Iterable[Repair], deduction: Deduction | None = None) -> Iterator[RepairRow]:
    """Yield the rows of a report: proposals first (every candidate of a tie), then proven blanks."""
    seen: Counter[str] = Counter()

    def name(cell: str, rule: str) -> str:
        key = f"{report_id}/{cell}/{rule}"
        seen[key] += 1
        return key if seen[key] == 1 else f"{key}~{seen[key]}"

    for repair in repairs:
        offered = (repair.best,) if repair.best is not None else repair.solutions
        for solution in offered:
            for change in solution.changes:
                table, row, column = change.cell.split(".")
                yield RepairRow(
                    name(change.cell, repair.rule), report_id, table, row, column, f"{change.printed:f}",
                    f"{change.proposed:f}", "proposed", _proof(repair, solution, change.cell, change.slip), repair.rule,
                    repair.version,
                )  # fmt: skip
    for d in deduction.deduced if deduction else ():
        table, row, column = d.cell.split(".")
        proof = json.dumps({"proof": list(d.proof)}, ensure_ascii=False)
        yield RepairRow(
            name(d.cell, d.rule), report_id, table, row, column, None, f"{d.value:f}", "proven", proof, d.rule,
            d.version,
        )  # fmt: skip


def _proof(repair: Repair, solution: Solution, cell: str, slip: str) -> str:
    record: dict[str, object] = {"result": repair.status, "proof": list(solution.proof), "layers": list(repair.layers)}
    if repair.best is None:
        record["ties"] = len(repair.solutions)
    elif len(repair.solutions) > 1:
        record["others"] = [[f"{c.cell}={c.proposed:f}" for c in s.changes] for s in repair.alternatives]
    together = [c.cell for c in solution.changes if c.cell != cell]
    optional = {
        "together_with": together, "support": list(solution.support), "against": list(solution.against),
        "decided_by": list(repair.decided_by), "slip": solution.slip or slip, "reason": repair.reason,
    }  # fmt: skip
    return json.dumps(record | {key: value for key, value in optional.items() if value}, ensure_ascii=False)
