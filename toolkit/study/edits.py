"""Proposals + decisions → the table of edits, from print to final value: deduced, then proposed, then adjudicated.

Each row is one cell in one layer and can be left out by itself; cells are never overwritten. A person's decision stands
above a proposal: a proposal that it contradicts is rejected, one that it repeats is adjudicated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl

from toolkit.study.decisions import Decision, Judged, judge, look_up
from toolkit.study.frames import draft
from toolkit.study.rows import Row
from toolkit.study.schema import schema

LAYERS = ("deduced", "proposed", "adjudicated")
RULE, VERSION = "corrections", 1
Key = tuple[str, str]  # report_id, table.row.column


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided on one cell: the number that stands, None where the print (or blank) is to stand."""

    decision: Decision
    value: str | None
    named: bool  # the decision names the cell itself, not a check over it


def adjudicated(tables: Mapping[str, pl.DataFrame], decisions: Sequence[Decision]) -> dict[str, pl.DataFrame]:
    """Return the draft tables `repairs`, `edits` and `decisions` as the decisions leave them.

    `tables` are drafts: numbers are strings as printed. Nothing is changed in place.
    """
    judged = judge(decisions, look_up(tables, [decision.what for decision in decisions]))
    proposals = list(tables["repairs"].iter_rows(named=True))
    by_cell: dict[Key, list[dict[str, Any]]] = {}
    for row in proposals:
        by_cell.setdefault((row["report_id"], _cell(row)), []).append(row)
    rulings = _rulings(judged, by_cell)
    faults: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in proposals:
        if row["fault"] is not None:
            faults.setdefault((row["report_id"], row["fault"]), []).append(row)
    for key, ruling in rulings.items():
        _settle(by_cell.get(key, []), ruling, faults)
    applied = {ruling.decision.line for ruling in rulings.values()}
    judged = [
        replace(each, status="applied") if each.status == "recorded" and each.decision.line in applied else each
        for each in judged
    ]
    printed = _printed(tables["cells"], [key for key in rulings if key not in by_cell])
    order = {name: n for n, name in enumerate(tables["reports"]["report_id"])}
    rows = sorted(_edits(by_cell, rulings, printed), key=lambda row: order.get(str(row[1]), len(order)))
    repairs = [tuple(row.values()) for row in proposals]
    return {
        "repairs": draft("repairs", repairs) if repairs else tables["repairs"],
        "edits": draft("edits", rows),
        "decisions": draft("decisions", [_decision(each) for each in judged]),
    }


def _rulings(judged: Sequence[Judged], by_cell: Mapping[Key, object]) -> dict[Key, Ruling]:
    """Return, by cell, the decision that counts: one on the cell itself before one on a check over it."""
    found: dict[Key, Ruling] = {}
    for each in judged:
        if each.status != "recorded" or each.seen is None or each.decision.decision not in ("corrected", "as_printed"):
            continue
        value = each.decision.value or None
        for cell in each.seen.cells:
            key, named = (each.seen.report_id, cell), each.seen.kind == "cell"
            if value is None and key not in by_cell:
                continue  # the print stands where nobody proposed anything else
            if named or key not in found or not found[key].named:
                found[key] = Ruling(each.decision, value, named)
    return found


def _settle(
    own: Sequence[dict[str, Any]], ruling: Ruling, faults: Mapping[tuple[str, int], Sequence[dict[str, Any]]]
) -> None:
    """Mark what a ruling accepts and rejects among the proposals on its cell, and the ties that it decides."""
    for row in own:
        accepted = ruling.value is not None and _same(row["proposed"], ruling.value)
        row["status"] = "adjudicated" if accepted else "rejected"
        for other in faults.get((row["report_id"], row["fault"]), ()) if accepted else ():
            if other["status"] == "tied" and other["option"] != row["option"]:
                other["status"] = "rejected"


def _same(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and Decimal(a) == Decimal(b)


def _printed(cells: pl.DataFrame, keys: Sequence[Key]) -> dict[Key, str | None]:
    names = pl.Series([f"{report}/{cell}" for report, cell in keys], dtype=pl.String)
    rows = cells.filter(pl.col("cell_id").is_in(names.implode())).iter_rows(named=True)
    return {(row["report_id"], _cell(row)): row["value"] if row["state"] == "read" else None for row in rows}


def _edits(
    by_cell: Mapping[Key, Sequence[Mapping[str, Any]]], rulings: Mapping[Key, Ruling], printed: Mapping[Key, str | None]
) -> Iterator[Row]:
    for key in [*by_cell, *(key for key in rulings if key not in by_cell)]:
        own = by_cell.get(key, [])
        value: str | None = own[0]["printed"] if own else printed.get(key)
        first = value
        for layer in ("deduced", "proposed"):
            row = next((row for row in own if _layer(row) == layer), None)
            if row is not None:
                rule = (row["rule"], row["rule_version"])
                yield _edit(key, layer, value, row["proposed"], proof=row["proof"], rule=rule)
                value = row["proposed"]
        if (ruling := rulings.get(key)) is not None:
            after = ruling.value if ruling.value is not None else first
            yield _edit(key, "adjudicated", value, after, decision=ruling.decision)


def _layer(row: Mapping[str, Any]) -> str | None:
    """Return the layer of a proposal that stands; None for a rejected one, a tie and a mere interval."""
    if row["status"] not in ("proven", "proposed", "adjudicated") or row["proposed"] is None:
        return None
    return "deduced" if row["printed"] is None else "proposed"


def _edit(
    key: Key, layer: str, before: str | None, after: str | None, proof: str | None = None,
    rule: tuple[str, int] = (RULE, VERSION), decision: Decision | None = None,
) -> Row:  # fmt: skip
    said = (decision.reason, decision.reader, decision.date, decision.line) if decision else (None,) * 4
    return (
        f"{key[0]}/{key[1]}/{layer}", key[0], *key[1].split("."), layer, before, after, proof, *said, *rule,
        schema().version,
    )  # fmt: skip


def _cell(row: Mapping[str, Any]) -> str:
    return f"{row['table']}.{row['row']}.{row['column']}"


def _decision(each: Judged) -> Row:
    d = each.decision
    return (
        d.line, d.what or None, d.decision or None, d.value or None, d.reason or None, d.reader or None, d.date or None,
        d.evidence or None, each.status, each.note or None, each.seen.report_id if each.seen else None,
        schema().version,
    )  # fmt: skip


def undone(edits: pl.DataFrame, *edit_ids: str) -> pl.DataFrame:
    """Return the edits without these rows, `before` of what stands above them joined to what stands below.

    KeyError for an id that is not there.
    """
    missing = set(edit_ids) - set(edits["edit_id"])
    if missing:
        raise KeyError(f"no edit {', '.join(sorted(missing))}")
    kept: list[dict[str, Any]] = []
    below: dict[Key, Any] = {}
    for row in edits.iter_rows(named=True):
        key = (row["report_id"], _cell(row))
        if row["edit_id"] in edit_ids:
            below.setdefault(key, row["before"])
            continue
        kept.append(row | {"before": below.pop(key)} if key in below else row)
    return pl.DataFrame(kept, schema=edits.schema)


def final(cells: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with two more columns: `final`, the number of the highest layer, and `layer`, which one it is.

    `layer` is "printed" where no edit speaks. `value` stays what is printed.
    """
    top = edits.group_by("report_id", "table", "row", "column", maintain_order=True).agg(
        pl.col("after").last(), pl.col("layer").last()
    )
    stated = pl.when(pl.col("state") == "read").then("value")
    return (
        cells.join(top, on=["report_id", "table", "row", "column"], how="left", maintain_order="left")
        .with_columns(final=pl.when(pl.col("layer").is_null()).then(stated).otherwise("after"))
        .with_columns(pl.col("layer").fill_null("printed"))
        .drop("after")
    )
