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
    """One row of the table `repairs`: what is proposed for one cell, or proven of a blank one, with its proof.

    Numbers are decimal strings, None where nothing is printed; `proof` is JSON. `status`: "proposed" the one smallest
    change of a fault; "tied" one of several, none of which is the toolkit's choice; "proven" the only value the
    identities leave for a blank; "open" a blank of which they prove no more than `low` to `high`. Rows of one `fault`
    belong together (counted from 1, None for blanks); of a tie, those of one `option`.
    """

    repair_id: str
    report_id: str
    table: str
    row: str
    column: str
    printed: str | None
    proposed: str | None
    low: str | None
    high: str | None
    status: str
    fault: int | None
    option: int | None
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
    """Yield the rows of a report: proposals first (every candidate of a tie), then what is proven of blanks.

    A blank that may be anything from 0 up has no row: nothing is known of it.
    """
    seen: Counter[str] = Counter()

    def name(cell: str, rule: str) -> str:
        key = f"{report_id}/{cell}/{rule}"
        seen[key] += 1
        return key if seen[key] == 1 else f"{key}~{seen[key]}"

    for fault, repair in enumerate(repairs, 1):
        offered = (repair.best,) if repair.best is not None else repair.solutions
        for option, solution in enumerate(offered, 1):
            for change in solution.changes:
                table, row, column = change.cell.split(".")
                status, number = ("tied", option) if repair.best is None else ("proposed", None)
                yield RepairRow(
                    name(change.cell, repair.rule), report_id, table, row, column, f"{change.printed:f}",
                    f"{change.proposed:f}", None, None, status, fault, number,
                    _proof(repair, solution, change.cell, change.slip), repair.rule, repair.version,
                )  # fmt: skip
    if deduction is None:
        return
    for d in deduction.deduced:
        table, row, column = d.cell.split(".")
        value = f"{d.value:f}"
        yield RepairRow(
            name(d.cell, d.rule), report_id, table, row, column, None, value, value, value, "proven", None, None,
            json.dumps({"proof": list(d.proof)}), d.rule, d.version,
        )  # fmt: skip
    for blank in deduction.open:
        if blank.low or blank.high is not None:
            table, row, column = blank.cell.split(".")
            high = None if blank.high is None else f"{blank.high:f}"
            yield RepairRow(
                name(blank.cell, blank.rule), report_id, table, row, column, None, None, f"{blank.low:f}", high,
                "open", None, None, json.dumps({"proof": list(blank.proof)}), blank.rule, blank.version,
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
