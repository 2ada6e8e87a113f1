"""Outcome mix: one bar per report, its six outcomes as shares of what was resolved."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from toolkit.study.door import Tables, require, to_polars
from toolkit.study.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Drawn,
    Lang,
    canvas,
    caption,
    percent_axis,
    rests_on,
    say,
    short,
    styled,
)

OUTCOMES = ("granted_full", "granted_partial", "denied", "unable", "not_processed", "other_disposition")
OUTCOME_SHARES = tuple(f"{name.removesuffix('_disposition')}_share_of_resolved" for name in OUTCOMES)
_COLOURS = dict(zip(OUTCOMES, (BLUE, SKY, VERMILLION, ORANGE, PURPLE, GREY), strict=True))
_DARK = {BLUE, VERMILLION}
_LABELLED = 0.055  # shares below it have no room for their number


def outcome_mix(frame: Tables, lang: Lang = "zh") -> Drawn:
    """Draw the outcome mix of the reports in a frame of measures that holds OUTCOME_SHARES.

    Reports are grouped by scope and form, which are never added. A report that resolved nothing keeps its line, and
    says so; outcomes that do not add up to the total leave a hatched rest. The frame: label, organ, year, scope,
    edition, outcome, count, n, share, left (where the bar begins), reason; one row per report and outcome.
    """
    given = to_polars(frame)
    require(
        given, ["measure", "report_id", "organ", "year", "value", "numerator", "denominator", "reason"], "the frame"
    )
    if missing := sorted(set(OUTCOME_SHARES) - set(given["measure"])):
        raise ValueError(f"the frame lacks the measures {', '.join(missing)}")
    used = given.filter(pl.col("measure").is_in(OUTCOME_SHARES))
    table = _table(used)
    with styled():
        return _draw(table, used, lang)


def _table(used: pl.DataFrame) -> pl.DataFrame:
    named = dict(zip(OUTCOME_SHARES, OUTCOMES, strict=True))
    order = {name: n for n, name in enumerate(OUTCOMES)}
    table = used.with_columns(outcome=pl.col("measure").replace_strict(named))
    table = table.sort(
        "scope", "edition", "level", "organ", "year", "report_id", pl.col("outcome").replace_strict(order)
    )
    left = pl.col("value").fill_null(0).cum_sum().over("report_id") - pl.col("value").fill_null(0)
    label = pl.format("{} {}", pl.col("organ").fill_null("?"), pl.col("year").cast(pl.String).fill_null("?"))
    return table.with_columns(left=left, label=label).select(
        "report_id", "label", "organ", "year", "scope", "edition", "outcome",
        pl.col("numerator").cast(pl.Float64).alias("count"), pl.col("denominator").cast(pl.Float64).alias("n"),
        pl.col("value").alias("share"), "left", "reason",
    )  # fmt: skip


def _draw(table: pl.DataFrame, used: pl.DataFrame, lang: Lang) -> Drawn:
    reports = table.partition_by("report_id", maintain_order=True)
    figure = canvas(1.15 + 0.42 * len(reports))
    axes = figure.subplots()
    ticks: list[str] = []
    for y, report in enumerate(reports):
        first = report.row(0, named=True)
        _bar(axes, y, report, lang)
        n = report["n"].max()
        ticks.append(f"{short(first['organ'])} {first['year'] or '?'}")
        where = [say(str(first["scope"]), lang), say(str(first["edition"]), lang)]
        counted = [say("resolved_n", lang, n=f"{n:,.0f}")] if n is not None else []  # type: ignore[str-bytes-safe]
        axes.text(1.015, y, "\n".join([*counted, " · ".join(where)]), va="center", fontsize=6.5, color="#555555")
        before = reports[y - 1].row(0, named=True) if y else first
        if (before["scope"], before["edition"]) != (first["scope"], first["edition"]):
            axes.axhline(y - 0.5, color="#bbbbbb", linewidth=0.6, linestyle=(0, (4, 3)))
    for outcome, colour in _COLOURS.items():
        axes.barh(0, 0, color=colour, label=say(outcome, lang))
    axes.set_yticks(range(len(reports)), ticks)
    axes.set_ylim(len(reports) - 0.5, -0.5)
    axes.set_xlim(0, max(1.0, float((table["left"] + table["share"].fill_null(0)).max() or 1)))  # type: ignore[arg-type]
    percent_axis(axes, "x")
    axes.set_xlabel(say("share_of_resolved", lang))
    axes.tick_params(axis="y", length=0)
    axes.set_title(say("outcome_mix", lang), pad=22)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.005, 1.0), ncols=6, columnspacing=1.1, handlelength=0.9, borderpad=0
    )
    per_report = used.group_by("report_id", maintain_order=True).first()
    caption(figure, rests_on(per_report, lang), lang)
    return Drawn(figure, table, "outcome mix")


def _bar(axes: Axes, y: int, report: pl.DataFrame, lang: Lang) -> None:
    end = 0.0
    for row in report.iter_rows(named=True):
        if row["share"] is None:
            continue
        colour = _COLOURS[row["outcome"]]
        axes.barh(y, row["share"], left=row["left"], height=0.62, color=colour, edgecolor="white", linewidth=0.4)
        end = row["left"] + row["share"]
        if row["share"] >= _LABELLED:
            ink = "white" if colour in _DARK else INK
            centre = row["left"] + row["share"] / 2
            axes.text(centre, y, f"{100 * row['share']:.1f}", ha="center", va="center", fontsize=6.5, color=ink)
    reasons = report["reason"].drop_nulls().to_list()
    if end == 0 and reasons:
        empty = report["n"].max() == 0
        told = say("none_resolved", lang) if empty else say("no_value", lang, why=reasons[0])
        axes.text(0.01, y, told, va="center", fontsize=7, color="#777777", style="normal")
    elif end < 1 - 1e-9:
        axes.barh(y, 1 - end, left=end, height=0.62, color="white", edgecolor=GREY, hatch="////", linewidth=0.4)
