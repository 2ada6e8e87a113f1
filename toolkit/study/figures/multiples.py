"""Small multiples: one panel per level, a line per body, broken where its figures stop meaning the same."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes

from toolkit.study.door import Tables, require, to_polars
from toolkit.study.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    Drawn,
    Lang,
    canvas,
    caption,
    percent_axis,
    rests_on,
    say,
    styled,
)
from toolkit.study.specs import MeasureSpec, find_measure
from toolkit.study.years import Break, breaks_of, series

_LEVELS = ("national", "province", "city", "county", "township", "department")
_SCOPES = {"own": (BLUE, "o"), "area": (ORANGE, "s"), "unknown": (GREY, "x")}
_OTHER = (PURPLE, "^")
_COLUMNS = 3


def small_multiples(
    frame: Tables, spec: str | MeasureSpec, lang: Lang = "zh", *, across: Sequence[str] = (), why: str = ""
) -> Drawn:
    """Draw the series of every body by level, with the breaks of law and form as dashed lines.

    `across` and `why` are those of `study.series`: years that do not join are drawn apart only when asked for. Colour
    and mark tell the scope. The frame: that of `series` for all bodies, sorted by level, body and year.
    """
    found = find_measure(spec)
    given = to_polars(frame)
    require(given, ["measure", "body_id", "level", "year", "value", "scope"], "the frame of measures")
    rows = given.filter((pl.col("measure") == found.name) & pl.col("year").is_not_null())
    if rows.is_empty():
        raise ValueError(f"the frame has no {found.name} of a known year")
    bodies = rows["body_id"].unique(maintain_order=True).to_list()
    table = pl.concat([series(rows, found, body, across=across, why=why, lang=lang) for body in bodies])
    known = [level for level in _LEVELS if level in set(table["level"])]
    levels = [*known, *sorted({level for level in table["level"] if level not in _LEVELS}, key=str)]
    order = {level: n for n, level in enumerate(levels)}
    table = table.sort(pl.col("level").replace_strict(order, return_dtype=pl.Int64), "body_id", "year")
    first, last = int(table["year"].min()), int(table["year"].max())  # type: ignore[arg-type]
    met = breaks_of(found, first, last)
    with styled():
        columns = min(_COLUMNS, len(levels))
        lines = -(-len(levels) // columns)
        figure = canvas(0.7 + 1.75 * lines)
        grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
        panels: list[Axes] = list(grid.flat)
        for axes, level in zip(panels, levels, strict=False):
            part = table.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
            _panel(axes, part, met)
            name = say(level, lang) if level else say("no_level", lang)
            axes.set_title(say("multiples_bodies", lang, level=name, n=part["body_id"].n_unique()), fontsize=8, pad=10)
        for axes in panels[len(levels) :]:
            axes.set_axis_off()
        panels[0].set_xlim(first - 0.6, last + 0.6)
        panels[0].set_xticks(range(first, last + 1))
        if last - first > 4:
            panels[0].xaxis.set_major_formatter(lambda value, _: f"’{int(value) % 100:02d}")
        if found.kind in ("share", "ratio"):
            percent_axis(panels[0], "y")
            figure.supylabel("%", fontsize=8)
        figure.suptitle(say("multiples", lang, measure=found.label(lang)), fontsize=9.5, x=0.005, ha="left")
        _legend(panels[0], table, lang)
        told = [f"{n}. {b.from_year}: {b.label(lang)}（{b.source}）" for n, b in enumerate(met, start=1)]
        because = f"{', '.join(across)}: {why}" if across else ""
        caption(figure, [*rests_on(rows, lang), say("multiples_breaks", lang) if met else "", *told, because], lang)
    return Drawn(figure, table, "small multiples")


def _panel(axes: Axes, part: pl.DataFrame, met: Sequence[Break]) -> None:
    for one in part.partition_by("body_id", maintain_order=True):
        for segment in one.partition_by("segment", maintain_order=True):
            drawn = segment.drop_nulls("value")
            if drawn.height > 1:
                axes.plot(drawn["year"], drawn["value"], color="#888888", linewidth=0.9, zorder=2)
    for scope, points in part.drop_nulls("value").group_by("scope", maintain_order=True):
        colour, marker = _SCOPES.get(str(scope[0]), _OTHER)
        axes.scatter(points["year"], points["value"], s=18, color=colour, marker=marker, zorder=3)
    numbers: dict[int, list[str]] = {}
    for n, one_break in enumerate(met, start=1):
        numbers.setdefault(one_break.from_year, []).append(str(n))
    for year, marks in numbers.items():
        axes.axvline(year - 0.5, color="#777777", linestyle=(0, (4, 2)), linewidth=0.7)
        axes.text(
            year - 0.5, 1.0, ",".join(marks), transform=axes.get_xaxis_transform(), ha="center", va="bottom",
            fontsize=6, color="#555555",
        )  # fmt: skip


def _legend(axes: Axes, table: pl.DataFrame, lang: Lang) -> None:
    for scope in sorted(table["scope"].unique(), key=str):
        colour, marker = _SCOPES.get(str(scope), _OTHER)
        axes.scatter([], [], s=18, color=colour, marker=marker, label=say(str(scope), lang))
    axes.legend(loc="best", handletextpad=0.3, borderpad=0.2, fontsize=6.5)
