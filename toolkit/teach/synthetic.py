"""Invented figures that satisfy the form's identities, from a seed: the same seed gives the same report everywhere."""

from __future__ import annotations

from random import Random

from toolkit.form import Form, Table


def figures(form: Form, seed: int, size: int = 40) -> dict[str, str]:
    """Return the print of every cell: about `size` requests, most boxes zero; all strict identities hold."""
    random = Random(f"{form.id}:{seed}")  # noqa: S311 - invented figures are no secrets
    found: dict[str, str] = {}
    for table in form.tables.values():
        if table.id == "requests":
            found.update(_requests(table, random, size))
        elif table.layout == "single_row":
            found.update(_cases(table, random, size))
        else:
            found.update(_plain(table, random, size))
    return found


def _requests(table: Table, random: Random, size: int) -> dict[str, str]:
    applicants = [c.key for c in table.columns if c.key != "total"]
    leaves = [r.key for r in table.data_rows if r.parent is not None and r.key != "outcomes_total"]
    counts = {(row, column): 0 for row in leaves for column in applicants}
    for _ in range(random.randint(0, 2 * size)):
        column = applicants[0] if random.random() < 0.8 else random.choice(applicants)
        row = leaves[min(int(random.expovariate(0.25)), len(leaves) - 1)]
        counts[row, column] += 1
    for column in applicants:
        resolved = sum(counts[row, column] for row in leaves)
        out = random.randint(0, resolved // 10)
        carried = random.randint(0, (resolved + out) // 8)
        counts["outcomes_total", column] = resolved
        counts["requests_carried_out", column] = out
        counts["requests_carried_in", column] = carried
        counts["requests_received_new", column] = resolved + out - carried
    for row in (r.key for r in table.data_rows):
        counts[row, "total"] = sum(counts[row, column] for column in applicants)
    return {f"{table.id}.{row}.{column}": str(n) for (row, column), n in counts.items()}


def _cases(table: Table, random: Random, size: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in ("reconsideration", "litigation_direct", "litigation_after_review"):
        parts = [random.randint(0, max(1, size // 8)) if random.random() < 0.4 else 0 for _ in range(4)]
        for name, n in zip(("upheld", "corrected", "other", "pending", "total"), (*parts, sum(parts)), strict=True):
            found[f"{table.id}.cases.{block}_{name}"] = str(n)
    return found


def _plain(table: Table, random: Random, size: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table.data_rows:
        stock = random.randint(0, size * 5) if random.random() < 0.5 else 0
        for column in table.columns:
            kind = row.number or column.kind
            value = str(random.randint(0, max(1, stock)))
            if kind == "decimal" and random.random() < 0.5:
                value = f"{random.randint(0, 20000)}.{random.randint(1, 999999):06d}"
            elif kind == "signed_integer":
                value = random.choice(("+", "-", "")) + str(random.randint(0, 9))
            elif kind == "money_with_unit":
                value = f"{random.randint(0, 30000)}万元"
            elif column.key in ("publicly_available_total", "in_force_total"):
                value = str(stock)
            found[f"{table.id}.{row.key}.{column.key}"] = value
    return found
