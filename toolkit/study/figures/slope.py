"""Slope: two years of the same bodies, linked only where they may be compared."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes

from toolkit.study.door import Tables, require, to_polars
from toolkit.study.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILLION,
    Drawn,
    Lang,
    canvas,
    caption,
    percent_axis,
    say,
    spread,
    styled,
)
from toolkit.study.intervals import wilson
from toolkit.study.specs import MeasureSpec, find_measure
from toolkit.study.years import breaks_of

_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE)
_MARKERS = "os^Dv"
_BOUNDS = ("first_low", "first_high", "second_low", "second_high")


def slope_plot(pairs: Tables, spec: str | MeasureSpec, lang: Lang = "zh") -> Drawn:
    """Draw the frame of `pair_years` for one measure: a line per body, with the interval of each year's share.

    Years that do not join stand as hollow points without a line, and the frame keeps the reason. The frame: that of
    the pairs, with first_low, first_high, second_low, second_high (95 % Wilson, null for what is no share).
    """
    found = find_measure(spec)
    given = to_polars(pairs)
    require(given, ["measure", "organ", "first", "second", "difference", "n_first", "n_second", "reason"], "the pairs")
    rows = given.filter(pl.col("measure") == found.name).sort("second", "body_id", descending=[True, False])
    if rows.is_empty():
        raise ValueError(f"there is no pair of {found.name}")
    table = rows.with_columns(
        pl.Series(name, values, pl.Float64) for name, values in zip(_BOUNDS, _bounds(rows, found), strict=True)
    )
    with styled():
        figure = canvas(3.6, 4.8)
        axes = figure.subplots()
        for n, row in enumerate(table.iter_rows(named=True)):
            _line(axes, row, _COLOURS[n % len(_COLOURS)], _MARKERS[n % len(_MARKERS)], n, table.height, found)
        _labels(axes, table)
        years = [str(table[name][0]) for name in ("first_year", "second_year")]
        axes.set_xticks([0, 1], years)
        axes.set_xlim(-0.25, 1.75)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="x", length=0)
        if found.kind in ("share", "ratio"):
            percent_axis(axes, "y")
            axes.set_ylabel("%")
        else:
            axes.set_ylabel(found.unit)
        axes.set_title(say("slope", lang, measure=found.label(lang)))
        apart = table["difference"].null_count()
        told = say("slope_pairs" if found.kind == "share" else "slope_pairs_plain", lang, n=table.height)
        between = breaks_of(found, int(table["first_year"][0]), int(table["second_year"][0]))
        met = [f"{one.from_year}: {one.label(lang)}（{one.source}）" for one in between]
        caption(
            figure, [told, *met, say("slope_apart", lang, n=apart) if apart else "", found.caveat.get(lang, "")], lang
        )
    return Drawn(figure, table, "slope")


def _bounds(rows: pl.DataFrame, spec: MeasureSpec) -> list[list[float | None]]:
    found: list[list[float | None]] = [[], [], [], []]
    for row in rows.iter_rows(named=True):
        for k, (value, n) in enumerate(((row["first"], row["n_first"]), (row["second"], row["n_second"]))):
            fits = spec.kind == "share" and value is not None and n and 0 <= value <= 1
            interval = wilson(round(value * n), n) if fits else None
            found[2 * k].append(interval.low if interval else None)
            found[2 * k + 1].append(interval.high if interval else None)
    return found


def _line(axes: Axes, row: dict[str, Any], colour: str, marker: str, n: int, bodies: int, spec: MeasureSpec) -> None:
    joined, share = row["difference"] is not None, spec.kind in ("share", "ratio")
    shift = 0.02 * (n - (bodies - 1) / 2)  # so that intervals do not hide one another
    ends = [(shift, row["first"], "first"), (1 + shift, row["second"], "second")]
    if joined:
        axes.plot([x for x, _, _ in ends], [y for _, y, _ in ends], color=colour, zorder=2)
    for x, value, name in ends:
        if value is None:
            continue
        if share:
            place, side = ((-6, 0), "right") if name == "first" else ((6, 7), "left")
            axes.annotate(
                f"{100 * value:.1f}", (x, value), place, textcoords="offset points", ha=side, va="center", fontsize=6.5
            )
        axes.scatter(x, value, s=24, marker=marker, color=colour if joined else "white", edgecolor=colour, zorder=3)
        if row[f"{name}_low"] is not None:
            axes.vlines(x, row[f"{name}_low"], row[f"{name}_high"], color=colour, linewidth=0.8, alpha=0.7)


def _labels(axes: Axes, table: pl.DataFrame) -> None:
    last = [row for row in table.iter_rows(named=True) if row["second"] is not None]
    low, high = axes.get_ylim()
    heights = spread([row["second"] for row in last], (high - low) * 0.05)
    for row, height in zip(last, heights, strict=True):
        axes.annotate(
            row["organ"], (1.03, row["second"]), (1.12, height), va="center", fontsize=7,
            arrowprops={"arrowstyle": "-", "linewidth": 0.4, "color": GREY},
        )  # fmt: skip
