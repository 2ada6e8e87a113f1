"""Funnel: each body's share against its volume, so that small bodies are not called extreme for being small."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.ticker import LogLocator, NullLocator

from toolkit.study.door import Tables, to_polars
from toolkit.study.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    VERMILLION,
    Drawn,
    Lang,
    canvas,
    caption,
    percent_axis,
    rests_on,
    say,
    spread,
    styled,
)
from toolkit.study.ranking import funnel, funnel_limits
from toolkit.study.specs import MeasureSpec, find_measure

LIMITS = (0.95, 0.998)
_NAMED = 8  # labels that a figure has room for


def funnel_plot(
    frame: Tables, spec: str | MeasureSpec, lang: Lang = "zh", *, override: Mapping[str, str] | None = None
) -> Drawn:
    """Draw the funnel of one share; the frame is that of `study.funnel`. Bodies outside the limits are named.

    PoolingError where the bodies are not of one level, scope, form and year, unless `override` says why.
    """
    found = find_measure(spec)
    given = to_polars(frame)
    table: pl.DataFrame = funnel(given, found, limits=LIMITS, override=override)
    counted = table.filter(pl.col("n") > 0)
    if counted.is_empty():
        raise ValueError(f"{found.name}: no body has requests")
    target = float(counted["target"][0])
    with styled():
        figure = canvas(3.8)
        axes = figure.subplots()
        least, most = float(counted["n"].min()), float(counted["n"].max())  # type: ignore[arg-type]
        volumes = np.unique(np.round(np.geomspace(max(1.0, least * 0.7), max(most * 1.2, 30), 160)))
        for limit, style in zip(LIMITS, ((0, (5, 2)), (0, (1, 1.5))), strict=True):
            bounds = np.array([funnel_limits(float(n), target, limit) for n in volumes])
            told = say("funnel_limit", lang, limit=f"{100 * limit:g}")
            axes.plot(volumes, bounds[:, 0], color="#666666", linestyle=style, linewidth=0.9, label=told)
            axes.plot(volumes, bounds[:, 1], color="#666666", linestyle=style, linewidth=0.9)
        axes.axhline(target, color=GREY, linewidth=0.8, label=say("funnel_target", lang, value=f"{100 * target:.1f}%"))
        for outside, colour, marker in ((None, BLUE, "o"), ("95%", ORANGE, "^"), ("99.8%", VERMILLION, "s")):
            points = counted.filter(pl.col("outside").eq_missing(pl.lit(outside, pl.String)))
            told = say("funnel_in", lang) if outside is None else say("funnel_out", lang, limit=outside)
            if points.height:
                axes.scatter(
                    points["n"], points["value"], s=20, color=colour, marker=marker, label=told, zorder=3,
                    edgecolor="white", linewidth=0.4,
                )  # fmt: skip
        named = counted.filter(pl.col("outside").is_not_null()).sort("p_value").head(_NAMED)
        heights = spread(named["value"].to_list(), 0.045)
        for row, height in zip(named.iter_rows(named=True), heights, strict=True):
            axes.annotate(
                row["organ"], (row["n"], row["value"]), (row["n"] * 1.15, height), va="center", fontsize=6.5,
                arrowprops={"arrowstyle": "-", "linewidth": 0.4, "color": GREY},
            )  # fmt: skip
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_ylim(-0.02, 1.02)
        percent_axis(axes, "y")
        axes.set_ylabel("%")
        below = found.denominator.label(lang) if found.denominator else ""
        axes.set_xlabel(say("funnel_x", lang, denominator=below))
        axes.set_title(say("funnel", lang, measure=found.label(lang)), pad=30)
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, handlelength=1.8, borderpad=0)
        empty = table.height - counted.height
        told = say("funnel_empty", lang, n=empty) if empty else ""
        own = given.filter(pl.col("measure") == found.name)
        caption(figure, [*rests_on(own, lang), told, str(table["override"][0] or "")], lang)
    return Drawn(figure, table, "funnel")
