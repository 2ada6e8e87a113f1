"""A conclusion under stress: how far a statistic can move, and which single report moves it most.

What may vary: figures that no cell prints (within the bounds that the identities leave), sentences that disagree with
the table, proposed repairs, and the choice of denominator and scope. The extremes of a pooled quotient are found
exactly (Dinkelbach 1967, Management Science 13:492-498), in fractions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from toolkit.study.door import Tables, require, to_polars
from toolkit.study.measuring import measure_frame
from toolkit.study.pooling import PoolingError, problems
from toolkit.study.scenarios import Bounds, Figures, Part, figures_of, touched
from toolkit.study.specs import MeasureSpec, find_measure

_ROUNDS = 100  # Dinkelbach needs a handful
_CLAIMS = {"report_id": pl.String, "quote": pl.String, "value": pl.Float64, "readings": pl.String, "verdict": pl.String}
_REPAIRS = {
    "report_id": pl.String, "table": pl.String, "row": pl.String, "column": pl.String, "printed": pl.Float64,
    "proposed": pl.Float64, "status": pl.String, "fault": pl.Int64, "option": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class StressTest:
    """`intervals`: one row per measure and group; `reports`: what each report does to it; `summary`: over all choices.

    intervals: measure, the columns of `by`, value (as printed), low, high (null where nothing bounds it), n_reports,
    n_valued, n_varied, n_left_out, n_quarantined, moved_most, moved_by, edition, reason, override. `value` rests on the
    reports that print it; low and high count every report, so that value may lie outside them. reports: measure,
    `by`, report_id, organ, year, printed, without (the statistic without it), low, high (if it alone varied), moves,
    why (its alternatives), n_unplaced (disputed sentences about sums that no cell stands for).
    """

    intervals: pl.DataFrame
    reports: pl.DataFrame

    @property
    def summary(self) -> pl.DataFrame:
        """The lowest and highest value over all measures and groups together, and which they are."""
        rows = self.intervals.drop_nulls("value")
        low, high = rows.sort("low").head(1), rows.sort("high", descending=True).head(1)
        by = self.intervals.columns[1 : self.intervals.columns.index("value")]

        def name(row: pl.DataFrame) -> pl.Series:
            return row.select(pl.concat_str("measure", *by, separator=" | ", ignore_nulls=True)).to_series()

        return pl.DataFrame({"low": low["low"], "low_of": name(low), "high": high["high"], "high_of": name(high)})


@dataclass(frozen=True, slots=True)
class _Choice:
    """One scenario of one report: numerator and denominator, with what is still open in them."""

    why: str
    above: Part
    below: Part


@dataclass(frozen=True, slots=True)
class _Member:
    """A report in a group: its choices, the first as printed or deduced, and whether the print alone gives a value."""

    row: Mapping[str, Any]
    figures: Figures
    choices: tuple[_Choice, ...]
    valued: bool


def stress_test(
    cells: Tables,
    reports: Tables,
    names: Sequence[str | MeasureSpec],
    *,
    claims: Tables | None = None,
    repairs: Tables | None = None,
    by: Sequence[str] = ("scope",),
    quarantine: Tables | int = 0,
    override: Mapping[str, str] | None = None,
) -> StressTest:
    """Return how far pooled measures can move; give several `names` to see the choice of denominator.

    Columns of `by` are those of a frame of measures (scope, level, year, edition …). Reports in whose form or scope the
    measure means nothing are left out and counted; a file that could not be read is counted and not bounded.
    PoolingError for groups that must not be pooled, as in `pool`.
    """
    own = to_polars(cells)
    who = to_polars(reports)
    disputed = _given(claims, _CLAIMS, "claims")
    proposed = _given(repairs, _REPAIRS, "repairs")
    specs = [find_measure(name) for name in names]
    frame = measure_frame(own, who, specs, quarantine=quarantine)
    require(frame, list(by), "the frame of measures")
    tables = sorted({table for spec in specs for table in spec.tables})
    forms = {report: json.loads(text) for report, text in who.select("report_id", "forms").iter_rows()}
    rows_of = {name: _by_report(table) for name, table in (("cells", own), ("claims", disputed), ("repairs", proposed))}
    empty = {"cells": own.clear(), "claims": disputed.clear(), "repairs": proposed.clear()}
    known = {
        report: figures_of(
            rows_of["cells"].get(report, empty["cells"]), forms[report], tables,
            rows_of["claims"].get(report, empty["claims"]), rows_of["repairs"].get(report, empty["repairs"]),
        )
        for report in forms
    }  # fmt: skip
    intervals, single = [], []
    for spec in specs:
        part = frame.filter(measure=spec.name).sort(list(by), maintain_order=True)
        for group, rows in part.group_by(list(by), maintain_order=True) if by else [((), part)]:
            keys = {"measure": spec.name, **dict(zip(by, group, strict=True))}
            told = _allowed(rows, spec, override or {})
            members, left_out = _members(spec, rows, known)
            line, each = _stressed(spec, members)
            intervals.append(
                keys | line | {
                    "n_reports": rows.height, "n_left_out": left_out, "n_quarantined": rows["n_quarantined"].max(),
                    "edition": "+".join(sorted(rows["edition"].drop_nulls().unique())), "override": told,
                }
            )  # fmt: skip
            single += [keys | one for one in each]
    order = ["measure", *by, "_moves", "report_id"]
    per_report = _frame(single, by, _SINGLE).with_columns(_moves=pl.col("moves").fill_null(float("inf")))
    falling = [key == "_moves" for key in order]
    return StressTest(_frame(intervals, by, _INTERVALS), per_report.sort(order, descending=falling).drop("_moves"))


_NUMBERS = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
_INTERVALS = {
    **_NUMBERS, "n_reports": pl.Int64, "n_valued": pl.Int64, "n_varied": pl.Int64, "n_left_out": pl.Int64,
    "n_quarantined": pl.Int64, "moved_most": pl.String, "moved_by": pl.Float64, "edition": pl.String,
    "reason": pl.String, "override": pl.String,
}  # fmt: skip
_SINGLE = {
    "report_id": pl.String, "organ": pl.String, "year": pl.Int64, "printed": pl.String, "without": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "moves": pl.Float64, "why": pl.String, "n_unplaced": pl.Int64,
}  # fmt: skip


def _given(table: Tables | None, columns: Mapping[str, Any], name: str) -> pl.DataFrame:
    if table is None:
        return pl.DataFrame(schema=dict(columns))
    frame = to_polars(table)
    require(frame, list(columns), name)
    return frame


def _by_report(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key[0]): part for key, part in table.group_by(["report_id"], maintain_order=True)}


def _frame(rows: list[dict[str, Any]], by: Sequence[str], kinds: Mapping[str, Any]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema_overrides=dict(kinds), infer_schema_length=None)
    return frame.select("measure", *by, *kinds) if rows else pl.DataFrame(schema={"measure": pl.String, **kinds})


def _allowed(rows: pl.DataFrame, spec: MeasureSpec, override: Mapping[str, str]) -> str | None:
    told = []
    for kind, message in problems(rows, spec, None).items():
        if not override.get(kind, "").strip():
            raise PoolingError(f"{spec.name}: {message}. To add them all the same, pass override={{{kind!r}: why}}")
        told.append(f"{kind}: {override[kind]} ({message})")
    return "; ".join(told) or None


def _members(spec: MeasureSpec, rows: pl.DataFrame, known: Mapping[str, Figures]) -> tuple[list[_Member], int]:
    sums = [spec.numerator, *([spec.denominator] if spec.denominator else [])]
    cells = touched(sums)
    members: list[_Member] = []
    left_out = 0
    for row in rows.iter_rows(named=True):
        figures = known[row["report_id"]]
        usable = row["scope"] != "conflict" and row["edition"] in spec.editions
        choices: list[_Choice] = []
        for why, changed in figures.scenarios(cells) if usable else ():
            above = figures.part(spec.numerator, changed)
            below = figures.part(spec.denominator, changed) if spec.denominator else Part(Fraction(1), {})
            if above is not None and below is not None:
                choices.append(_Choice(why, above, below))
        if not choices:
            left_out += 1
            continue
        valued = bool(row["n_valued"] + row["n_undefined"])
        members.append(_Member(row, figures, tuple(choices), valued))
    return members, left_out


_Pair = tuple[Fraction, Fraction]


def _stressed(spec: MeasureSpec, members: Sequence[_Member]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the line of a group and the lines of its reports."""
    base = [_known(member) for member in members if member.valued]
    total = (sum((a for a, _ in base), Fraction(0)), sum((b for _, b in base), Fraction(0)))
    value = _statistic(spec, total)
    varied = [m for m in members if len(m.choices) > 1 or _is_open(m.choices[0]) or not m.valued]
    low, why_low = _extreme(spec, members, -1)
    high, why_high = _extreme(spec, members, 1)
    each = [_alone(spec, member, total, value) for member in members]
    moved = max(each, key=lambda one: float("inf") if one["moves"] is None else one["moves"], default=None)
    reasons = dict.fromkeys(why for why in (why_low, why_high) if why)
    line = {
        "value": _float(value, spec), "low": _float(low, spec), "high": _float(high, spec), "n_valued": len(base),
        "n_varied": len(varied), "moved_most": moved["report_id"] if moved else None,
        "moved_by": moved["moves"] if moved else None, "reason": "; ".join(reasons) or None,
    }  # fmt: skip
    return line, each


def _alone(spec: MeasureSpec, member: _Member, total: _Pair, value: Fraction | None) -> dict[str, Any]:
    """Return what one report does: the statistic without it, and between which values it can push it by itself."""
    own = _known(member) if member.valued else (Fraction(0), Fraction(0))
    others = (total[0] - own[0], total[1] - own[1])
    without = _statistic(spec, others)
    ends = [_extreme(spec, [member], sign, others)[0] for sign in (-1, 1)]
    known = [end for end in (without, *ends) if end is not None]
    first = member.choices[0]
    varies = len(member.choices) > 1 or _is_open(first)
    unbounded = None in ends and varies
    moves = None if value is None or unbounded else max((abs(end - value) for end in known), default=Fraction(0))
    printed = "/".join(str(part) for part in _known(member)[: 2 if spec.denominator else 1])
    whys = [choice.why for choice in member.choices[1:]]
    whys += [f"{cell} is not printed" for cell in sorted({*first.above.open, *first.below.open})]
    return {
        "report_id": member.row["report_id"], "organ": member.row["organ"], "year": member.row["year"],
        "printed": printed if member.valued else None, "without": _float(without, spec),
        "low": _float(ends[0], spec), "high": _float(ends[1], spec), "moves": _float(moves, spec),
        "why": "; ".join(whys) or None, "n_unplaced": member.figures.unplaced,
    }  # fmt: skip


def _known(member: _Member) -> _Pair:
    return member.choices[0].above.known, member.choices[0].below.known


def _is_open(choice: _Choice) -> bool:
    return bool(choice.above.open or choice.below.open)


def _statistic(spec: MeasureSpec, total: _Pair) -> Fraction | None:
    if spec.denominator is None:
        return total[0]
    return total[0] / total[1] if total[1] else None


def _float(value: Fraction | None, spec: MeasureSpec) -> float | None:
    return None if value is None else float(value * spec.scale)


def _extreme(
    spec: MeasureSpec, members: Sequence[_Member], sign: int, beside: _Pair = (Fraction(0), Fraction(0))
) -> tuple[Fraction | None, str]:
    """Return the largest (`sign` 1) or smallest (-1) value of the statistic, or None and why nothing bounds it.

    `beside` are sums of reports that do not vary.
    """
    if not members:
        return None, ""
    share = spec.kind == "share"
    target = Fraction(0)
    for _ in range(_ROUNDS):
        sums = list(beside)
        for member in members:
            best = _best(member, target, sign, share, spec.denominator is not None)
            if best is None:
                edge = (Fraction(1) if sign > 0 else Fraction(0)) if share else None
                return edge, f"nothing bounds the figures of {member.row['organ']} {member.row['year']}"
            sums[0] += best[0]
            sums[1] += best[1]
        if spec.denominator is None:
            return sums[0], ""
        if not sums[1]:
            return None, "the denominator is or may be 0"
        value = sums[0] / sums[1]
        if value == target:
            break
        target = value
    return target, ""


def _best(member: _Member, target: Fraction, sign: int, share: bool, divided: bool) -> _Pair | None:
    """Return numerator and denominator of the choice that serves the extreme best; None where it is unbounded."""

    def worth(pair: _Pair) -> Fraction:
        return sign * (pair[0] - target * pair[1])

    found: _Pair | None = None
    for choice in member.choices:
        above, below = choice.above.known, choice.below.known
        for cell in sorted({*choice.above.open, *choice.below.open}):
            times_above, times_below = choice.above.open.get(cell, 0), choice.below.open.get(cell, 0)
            gain = sign * (times_above - (target * times_below if divided else 0))
            bounds: Bounds = member.figures.bounds[cell]
            end = bounds.high if gain > 0 else bounds.low
            if end is None:
                capped = share and times_above and not times_below and not choice.below.open
                if not capped:
                    return None
                end = max(bounds.low, (choice.below.known - choice.above.known) / times_above)
            above += times_above * end
            below += times_below * end
        if share and above > below and _is_open(choice):
            above = below  # a part is not larger than its whole
        if found is None or worth((above, below)) > worth(found):
            found = above, below
    return found
