"""Published findings + figures and reports at hand → a grade for each, with what it rests on.

Grades: *arithmetic holds* (the printed parts give the printed result), *recomputed from reports* (the official tables
give it), *re-run on new data* (the same question put to other reports), *different base*, *does not hold* and *needs
data*. Re-computing a share from its printed parts is a check of arithmetic, not a replication.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import polars as pl

from toolkit.form import MeasureError, parse
from toolkit.study.door import Tables, to_polars
from toolkit.study.finding import Finding, Input, Lang, compared, compute, read_findings, sides
from toolkit.study.measuring import measure_frame
from toolkit.study.pooling import PoolingError, pool
from toolkit.study.published import plain_scope, published_figures
from toolkit.study.specs import MeasureSpec, measure

Grade = Literal[
    "arithmetic holds", "recomputed from reports", "re-run on new data", "different base", "does not hold", "needs data"
]
GRADES: dict[str, str] = {
    "arithmetic holds": "算术成立", "recomputed from reports": "由报告重新算得", "re-run on new data": "用新数据重做",
    "different base": "基数不同", "does not hold": "不成立", "needs data": "尚缺数据",
}  # fmt: skip
_FROM_TABLES = ("table", "prose+table")  # read in the official table itself, not in words about it
_SCHEMA = {
    "id": pl.String, "statement": pl.String, "population": pl.String, "years": pl.String, "stated": pl.String,
    "computed": pl.String, "grade": pl.String, "rests_on": pl.String, "n_reports": pl.Int64, "why": pl.String,
    "source": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """A value of one input and whether a report's table gave it."""

    value: Fraction
    report: str = ""  # organ and year, where an official table gave the value
    note: str = ""  # where the report says otherwise than the finding printed


def grade_findings(
    findings: Iterable[Finding] | None = None,
    *,
    cells: Tables | None = None,
    reports: Tables | None = None,
    figures: Tables | None = None,
    lang: Lang = "en",
) -> pl.DataFrame:
    """Return one row for each finding, graded; by default those of data/reference/published, with its figures.

    `cells` and `reports` are your own tables (`corpus.cells`, `corpus.reports`): a figure of a report among them is
    taken from its table, and findings that can be put to any report are put to these. Columns: id, statement,
    population, years, stated, computed, grade, rests_on, n_reports (official tables that were used), why, source.
    """
    chosen = read_findings() if findings is None else tuple(findings)
    known = _figures() if figures is None else to_polars(figures)
    own = None if cells is None or reports is None else (to_polars(cells), to_polars(reports))
    return pl.DataFrame([_graded(finding, own, known, lang) for finding in chosen], schema=_SCHEMA, orient="row")


def _figures() -> pl.DataFrame:
    """Return the published figures of the project one stands in; none where there are none."""
    try:
        return published_figures()
    except FileNotFoundError:
        text = dict.fromkeys(("organ_zh", "scope", "measure", "read_from"), pl.String)
        return pl.DataFrame(schema={**text, "year": pl.Int64, "value": pl.Float64})


def grades_text(graded: pl.DataFrame, lang: Lang = "en") -> list[str]:
    """Return a frame of grades for people, three lines for each finding and the number of each grade at the end."""
    lines = []
    colon, gave = ("：", "算得") if lang == "zh" else (": ", "computed ")
    for row in graded.iter_rows(named=True):
        lines.append(f"{row['id']}{colon}{row['grade']}")
        lines.append(f"    {row['statement']} ({row['population']}, {row['years']}; {row['source']})")
        told = [row["stated"], gave + row["computed"] if row["computed"] else "", row["rests_on"], row["why"]]
        lines.append("    " + "; ".join(part for part in told if part))
    counts = graded.group_by("grade").len().sort("grade").iter_rows()
    return [*lines, ", ".join(f"{grade} {count}" for grade, count in counts)]


def rerun_finding(
    finding: Finding, cells: Tables, reports: Tables, by: Sequence[str] = ("level", "scope")
) -> pl.DataFrame:
    """Put a finding to other reports: one row for each group, never across scopes or forms that do not join.

    Columns: those of `by`, value (of a comparison: the first side divided by the second), holds (for a comparison),
    n_reports (that give every figure), n_left_out, edition, reason. ValueError for a finding that has no `rerun`.
    """
    texts, sign = sides(finding.rerun)
    if not texts:
        raise ValueError(f"{finding.id} is about one report and cannot be put to others")
    specs = _counts(texts)
    frame = measure_frame(to_polars(cells), to_polars(reports), specs)
    given = frame.group_by("report_id").agg(whole=(pl.col("n_valued").sum() == len(specs)))
    rows = []
    keys = [key for key in by if key in frame.columns]
    for group, part in (
        frame.join(given, on="report_id").sort(keys, maintain_order=True).group_by(keys, maintain_order=True)
    ):
        complete = part.filter("whole")
        n = complete["report_id"].n_unique()
        row: dict[str, object] = dict(zip(keys, group, strict=True))
        row |= {
            "value": None, "holds": None, "n_reports": n, "n_left_out": part["report_id"].n_unique() - n,
            "edition": None, "reason": None if n else "no report gives every figure",
        }  # fmt: skip
        if n:
            row |= _outcome(complete, specs, texts, sign)
        rows.append(row)
    kinds = {"value": pl.Float64, "holds": pl.Boolean, "edition": pl.String, "reason": pl.String}
    return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)


def _counts(texts: Sequence[str]) -> list[MeasureSpec]:
    atoms = dict.fromkeys(atom for text in texts for atom in parse(text).atoms)
    return [measure(atom, atom, kind="count") for atom in atoms]


def _outcome(part: pl.DataFrame, specs: Sequence[MeasureSpec], texts: Sequence[str], sign: str) -> dict[str, object]:
    try:
        pooled = pool(part, specs=specs)
    except PoolingError as error:
        return {"reason": str(error)}
    sums = {row["measure"]: row["numerator"] for row in pooled.iter_rows(named=True)}
    values = [parse(text).evaluate_exactly(lambda name: sums[name]) for text in texts]
    if any(value is None for value in values):
        return {"reason": "something is divided by 0", "edition": pooled["edition"][0]}
    exact = [value for value in values if value is not None]
    if sign and not any(exact):
        return {"reason": "both sides are 0: there is nothing to compare", "edition": pooled["edition"][0]}
    return {
        "value": float(exact[0]) if not sign else float(exact[0] / exact[1]) if exact[1] else None,
        "holds": compared(exact[0], sign, exact[1]) if sign else None,
        "edition": pooled["edition"][0],
    }


def _graded(
    finding: Finding, own: tuple[pl.DataFrame, pl.DataFrame] | None, figures: pl.DataFrame, lang: Lang
) -> dict[str, object]:
    row: dict[str, object] = {
        "id": finding.id, "statement": finding.statement[lang], "population": finding.population[lang],
        "years": "-".join(dict.fromkeys((str(min(finding.years)), str(max(finding.years))))), "stated": finding.stated,
        "source": finding.source, "n_reports": 0,
    }  # fmt: skip
    grade, more = _judged(finding, own, figures, lang)
    told = [str(more["why"]), *([finding.note[lang]] if finding.note else [])]
    return row | more | {"grade": grade if lang == "en" else GRADES[grade], "why": "; ".join(filter(None, told))}


def _judged(
    finding: Finding, own: tuple[pl.DataFrame, pl.DataFrame] | None, figures: pl.DataFrame, lang: Lang
) -> tuple[Grade, dict[str, object]]:
    if not finding.expression:
        return _put_to_others(finding, own, lang)
    found = {given.name: _find(given, own, figures) for given in finding.inputs}
    if missing := [str(given) for given in finding.inputs if found[given.name] is None]:
        lack = "缺" if lang == "zh" else "missing: "
        return "needs data", {"computed": "", "rests_on": "", "why": lack + ", ".join(missing)}
    known = {name: value for name, value in found.items() if value is not None}
    value = compute(finding.expression, {name: one.value for name, one in known.items()})
    tables = {one.report for one in known.values() if one.report}
    from_reports = all(one.report for one in known.values())
    notes = [one.note for one in known.values() if one.note]
    more: dict[str, object] = {
        "computed": finding.shown(value), "n_reports": len(tables), "why": "; ".join(notes),
        "rests_on": ", ".join(sorted(tables)) or ("所印各数" if lang == "zh" else "the printed parts"),
    }  # fmt: skip
    if value is not None and finding.agrees(value):
        return ("recomputed from reports" if from_reports else "arithmetic holds"), more
    if finding.base is not None:
        return "different base", more | {"why": "; ".join([*notes, finding.base[lang]])}
    return "does not hold", more


def _put_to_others(
    finding: Finding, own: tuple[pl.DataFrame, pl.DataFrame] | None, lang: Lang
) -> tuple[Grade, dict[str, object]]:
    groups = rerun_finding(finding, *own) if own else None
    used = groups.filter(pl.col("n_reports") > 0) if groups is not None else None
    if used is None or used.is_empty():
        why = "没有可用的报告" if lang == "zh" else "no reports at hand that give every figure"
        return "needs data", {"computed": "", "rests_on": "", "why": why}
    judged = used.drop_nulls("holds")
    yes, all_ = judged.filter("holds").height, judged.height
    told = f"在 {all_} 组中的 {yes} 组成立" if lang == "zh" else f"holds in {yes} of {all_} groups of level and scope"
    n = int(used["n_reports"].sum())
    rests = f"{n} 份报告" if lang == "zh" else f"{n} reports"
    return "re-run on new data", {"computed": f"{yes}/{all_}", "rests_on": rests, "n_reports": n, "why": told}


def _find(given: Input, own: tuple[pl.DataFrame, pl.DataFrame] | None, figures: pl.DataFrame) -> _Found | None:
    """Return an input from a report at hand, else from a published table, else as printed; None where nowhere."""
    found = _in_reports(given, *own) if own else None
    found = found or _in_figures(given, figures)
    if found is None:
        return None if given.printed is None else _Found(Fraction(given.printed))
    if given.printed is None or Fraction(given.printed) == found.value:
        return found
    return _Found(found.value, found.report, f"{given}: {given.printed} ≠ {found.value}")


def _in_reports(given: Input, cells: pl.DataFrame, reports: pl.DataFrame) -> _Found | None:
    if not (given.organ and given.measure):
        return None
    try:
        spec = measure(given.name, given.measure, kind="count")
    except MeasureError:
        return None  # a code of older forms, which no report of today has
    mine = reports.filter((pl.col("organ") == given.organ) & (pl.col("year") == given.year))
    if mine.height != 1:
        return None
    row = measure_frame(cells.join(mine.select("report_id"), on="report_id", how="semi"), mine, [spec]).row(
        0, named=True
    )
    if row["value"] is None or (given.scope and row["scope"] != plain_scope(given.scope)):
        return None
    return _Found(Fraction(row["numerator"]), f"{given.organ} {given.year}")


def _in_figures(given: Input, figures: pl.DataFrame) -> _Found | None:
    if not (given.organ and given.measure):
        return None
    same = (pl.col("organ_zh") == given.organ) & (pl.col("year") == given.year) & (pl.col("measure") == given.measure)
    rows = figures.filter(same & (pl.col("scope") == given.scope)) if given.scope else figures.filter(same)
    if rows["value"].n_unique() != 1:
        return None
    table = rows.filter(pl.col("read_from").is_in(_FROM_TABLES))
    return _Found(Fraction(rows["value"][0]), f"{given.organ} {given.year}" if not table.is_empty() else "")
