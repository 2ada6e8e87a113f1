"""Two output folders → which cells, checks, verdicts, edits and decisions differ between them, and why.

Reports are paired by their bytes, failing that by their file, failing that by body and year. The reasons:

- `input`: the report is new, gone, or another file than before;
- `rule`: the rule that judged it is new, gone, or of another version;
- `neighbour`: it rests on other reports of the run, and these are others now;
- `adjudication`: the decisions of readers are others;
- `cells`: a cell that it rests on differs;
- `reading`: the same bytes were read or judged otherwise, because the toolkit is another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

Why = Literal["input", "rule", "neighbour", "adjudication", "cells", "reading"]
_TABLES = ("reports", "cells", "checks", "claims", "edits", "decisions")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "cells": ("table", "row", "column"),
    "checks": ("name",),
    "claims": ("quote", "nth"),
    "edits": ("table", "row", "column", "layer"),
}
_COMPARED: Mapping[str, tuple[str, ...]] = {
    "cells": ("value", "text", "unit", "state"),
    "checks": ("outcome",),
    "claims": ("verdict", "measure"),
    "edits": ("before", "after"),
}
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "cells": (),
    "checks": ("kind", "rule", "rule_version", "left_cells", "right_cells"),
    "claims": ("rule", "rule_version", "readings"),
    "edits": ("rule", "rule_version"),
}
_OF_A_CORPUS = ("years", "family", "copies")


class DifferenceError(Exception):
    """A folder that holds no tables of a run; the message names it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `old` and `new` are what either run says, None where it has no such thing."""

    kind: Literal["report", "cell", "check", "claim", "edit", "decision"]
    source: str
    what: str
    old: str | None
    new: str | None
    why: Why


def differences(old: Path, new: Path) -> Iterator[Difference]:
    """Yield what differs between two folders that `ogi run` wrote, report by report; DifferenceError for any other."""
    before, after = _read(old), _read(new)
    pairs = _pairs(before["reports"], after["reports"])
    yield from _of_reports(pairs)
    found: list[Difference] = []
    changed: dict[str, set[str]] = {}
    rules = [set(side[table]["rule"]) for table in ("checks", "claims") for side in (before, after)]
    known = (rules[0] | rules[2], rules[1] | rules[3])
    others = pairs.filter(pl.col("id_old").is_null() | pl.col("id_new").is_null() | pl.col("moved")).height > 0
    for table in ("cells", "checks", "claims", "edits"):
        for row in _rows(table, before[table], after[table], pairs):
            item = _difference(table, row, known, changed.get(row["pair"], set()), others)
            if table == "cells":
                changed.setdefault(row["pair"], set()).add(item.what)
            found.append(item)
    yield from sorted(found, key=lambda item: item.source)
    yield from _of_decisions(before["decisions"], after["decisions"])


def _read(folder: Path) -> dict[str, pl.DataFrame]:
    found: dict[str, pl.DataFrame] = {}
    for table in _TABLES:
        path = folder / f"{table}.csv"
        if path.is_file():
            found[table] = pl.read_csv(path, infer_schema=False)
        elif table == "decisions":  # runs of older versions have none
            found[table] = pl.DataFrame(
                schema=dict.fromkeys(("what", "decision", "value", "status", "line"), pl.String)
            )
        else:
            raise DifferenceError(f"{folder} holds no {table}.csv: is it a folder that `ogi run` wrote?")
    name = pl.col("check_id").str.slice(pl.col("report_id").str.len_chars() + 1)
    prose = pl.format("{} {}", "rule", pl.col("quote").fill_null(""))  # its offsets move with the text
    found["checks"] = found["checks"].with_columns(name=pl.when(kind="prose_sum").then(prose).otherwise(name))
    nth = pl.int_range(pl.len()).over("report_id", "quote").cast(pl.String)
    found["claims"] = found["claims"].with_columns(nth=nth)
    if "layer" not in found["edits"].columns:
        found["edits"] = found["edits"].with_columns(layer=pl.lit("adjudicated"))
    return {table: _with_columns(table, frame) for table, frame in found.items()}


def _with_columns(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Add what an older version of the table has not, empty."""
    wanted = (*_COMPARED.get(table, ()), *_BESIDE.get(table, ()))
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in wanted if name not in frame.columns)


def _pairs(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return one row per report of either run: pair, id_old, id_new, source, moved (not paired by bytes)."""
    columns = ("report_id", "source", "body_id", "year")
    left = {row["report_id"]: row for row in old.select(columns).iter_rows(named=True)}
    right = {row["report_id"]: row for row in new.select(columns).iter_rows(named=True)}
    paired = {name: name for name in left if name in right}
    for key in (("source",), ("body_id", "year")):
        rest_old = _unique([r for name, r in left.items() if name not in paired], key)
        rest_new = _unique([r for name, r in right.items() if name not in paired.values()], key)
        paired |= {row["report_id"]: rest_new[k]["report_id"] for k, row in rest_old.items() if k in rest_new}
    rows = [(a, a, b, right[b]["source"], a != b) for a, b in paired.items()]
    rows += [(a, a, None, row["source"], False) for a, row in left.items() if a not in paired]
    rows += [(b, None, b, row["source"], False) for b, row in right.items() if b not in paired.values()]
    kinds = {"pair": pl.String, "id_old": pl.String, "id_new": pl.String, "source": pl.String, "moved": pl.Boolean}
    return pl.DataFrame(rows, schema=kinds, orient="row").sort("source", "pair")


def _unique(rows: Iterable[Mapping[str, Any]], key: Sequence[str]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Return rows by key, those left out whose key is empty or not theirs alone."""
    listed = [(tuple(row[name] for name in key), row) for row in rows]
    counts = Counter(name for name, _ in listed)
    return {name: row for name, row in listed if counts[name] == 1 and None not in name}


def _of_reports(pairs: pl.DataFrame) -> Iterator[Difference]:
    for row in pairs.iter_rows(named=True):
        if row["id_old"] != row["id_new"]:
            name = row["id_new"] or row["id_old"]
            yield Difference("report", row["source"], name, row["id_old"], row["id_new"], "input")


def _rows(table: str, old: pl.DataFrame, new: pl.DataFrame, pairs: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that differ in a report that both runs have, with both sides as `x` and `x_new`."""
    both = pairs.filter(pl.col("id_old").is_not_null() & pl.col("id_new").is_not_null())
    keys, shown = _KEYS[table], (*_COMPARED[table], *_BESIDE[table])
    sides = [
        side.join(both.select("pair", "source", "moved", report_id=own), on="report_id").select(
            "pair", "source", "moved", *keys, *shown, pl.lit(value=True).alias("there")
        )
        for side, own in ((old, "id_old"), (new, "id_new"))
    ]
    joined = sides[0].join(
        sides[1], on=["pair", "source", "moved", *keys], how="full", suffix="_new", coalesce=True, nulls_equal=True,
        maintain_order="left_right",
    )  # fmt: skip
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in ("there", *_COMPARED[table])]
    yield from joined.filter(pl.any_horizontal(differs)).iter_rows(named=True)


def _difference(
    table: str, row: Mapping[str, Any], rules: tuple[set[str], set[str]], changed: set[str], others: bool
) -> Difference:
    what = row["name"] if table == "checks" else row["quote"] if table == "claims" else ""
    what = what or ".".join(row[name] for name in _KEYS[table])
    old, new = (_said(table, row, side) if row[f"there{side}"] else None for side in ("", "_new"))
    kind: Any = table.removesuffix("s")
    return Difference(kind, row["source"], what, old, new, _why(table, row, rules, changed, others))


def _said(table: str, row: Mapping[str, Any], side: str) -> str:
    if table == "cells":
        value, unit, state = (row[f"{name}{side}"] for name in ("value", "unit", "state"))
        return f"{value}{unit or ''}" if state == "read" else f"({state})"
    if table == "edits":
        return f"{row[f'before{side}'] or '—'} → {row[f'after{side}'] or '—'}"
    if table == "claims":
        return f"{row[f'verdict{side}']} ({row[f'measure{side}'] or '—'})"
    return str(row[f"outcome{side}"])


def _why(table: str, row: Mapping[str, Any], rules: tuple[set[str], set[str]], changed: set[str], others: bool) -> Why:
    if table == "edits" and row["layer"] == "adjudicated":
        return "adjudication"
    if row["moved"]:
        return "input"
    if table == "cells":
        return "reading"
    both = row["there"] and row["there_new"]
    if both and (row["rule"], row["rule_version"]) != (row["rule_new"], row["rule_version_new"]):
        return "rule"
    rests_on = " ".join(str(row.get(name) or "") for name in ("readings", "readings_new", "left_cells", "right_cells"))
    of_a_corpus = (row.get("kind") or row.get("kind_new")) in _OF_A_CORPUS
    if others and ("prior." in rests_on or of_a_corpus):
        return "neighbour"
    if not both and table != "edits" and (row["rule"] or row["rule_new"]) not in rules[0] & rules[1]:
        return "rule"
    if table == "edits":
        return "cells" if ".".join(row[name] for name in _KEYS["cells"]) in changed else "adjudication"
    named = set(json.loads(row.get("left_cells") or "[]")) | set(json.loads(row.get("right_cells") or "[]"))
    return "cells" if named & changed or (table == "claims" and changed) else "reading"


def _of_decisions(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[Difference]:
    """Yield decisions that are new, gone, or of which something else became; a line moved in the file is none."""
    sides = [Counter((r["what"] or "", _decided(r)) for r in frame.iter_rows(named=True)) for frame in (old, new)]
    for what in sorted({name for side in sides for name, _ in side}):
        said = [sorted(text for name, text in (side - other) if name == what) for side, other in (sides, sides[::-1])]
        if said[0] or said[1]:
            before, after = ("; ".join(lines) or None for lines in said)
            yield Difference("decision", "corrections.csv", what, before, after, "adjudication")


def _decided(row: Mapping[str, Any]) -> str:
    value = f" {row['value']}" if row["value"] else ""
    return f"{row['decision']}{value}: {row['status']}"


def difference_json(item: Difference) -> dict[str, str | None]:
    """Return a difference as the object of one JSON line."""
    return asdict(item)


_WHY: Mapping[str, tuple[str, str]] = {
    "input": ("输入文件不同", "another input"),
    "rule": ("规则不同", "another rule or version"),
    "neighbour": ("其他报告不同", "other reports beside it"),
    "adjudication": ("裁定不同", "another decision"),
    "cells": ("所依单元格不同", "a cell it rests on"),
    "reading": ("读法不同", "read or judged otherwise by another version"),
}
_KIND: Mapping[str, tuple[str, str]] = {
    "report": ("报告", "report"), "cell": ("单元格", "cell"), "check": ("核对", "check"), "claim": ("陈述", "claim"),
    "edit": ("更正", "edit"), "decision": ("裁定", "decision"),
}  # fmt: skip
_SAME = ("两次运行相同", "the two runs say the same")
_ABSENT = ("无", "none")


def difference_text(items: Sequence[Difference], lang: Literal["zh", "en"] = "en") -> Iterator[str]:
    """Yield lines for a person: counts by kind and reason, then everything that differs, report by report."""
    n = int(lang == "en")
    if not items:
        yield _SAME[n]
        return
    counts = Counter((item.kind, item.why) for item in items)
    for kind in _KIND:
        for why in _WHY:
            if counts[kind, why]:  # type: ignore[index]
                yield f"{_KIND[kind][n]}  {counts[kind, why]}  {_WHY[why][n]}"  # type: ignore[index]
    source = None
    for item in sorted(items, key=lambda item: (item.kind == "decision", item.source)):
        if item.source != source:
            source = item.source
            yield ""
            yield source
        old, new = (side if side is not None else _ABSENT[n] for side in (item.old, item.new))
        yield f"  {_KIND[item.kind][n]} {item.what}: {old} ⇒ {new} [{_WHY[item.why][n]}]"
