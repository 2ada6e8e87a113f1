"""Scoreboard: for each report, how many identities hold and how many statements agree."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.study.door import Tables, require, to_polars
from toolkit.study.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    Drawn,
    Lang,
    canvas,
    caption,
    say,
    short,
    styled,
)

_CHECKS = {
    "holds": (BLUE, "hold"), "undecided": ("#D9D9D9", "undecided"), "hint": (ORANGE, "fail_soft"),
    "fails": (VERMILLION, "fail"),
}  # fmt: skip
_CLAIMS = {
    "consistent": (BLUE, "consistent"), "approximate": (SKY, "approximate"), "ambiguous": (ORANGE, "ambiguous"),
    "not_comparable": ("#D9D9D9", "not_comparable"), "inconsistent": (VERMILLION, "inconsistent"),
}  # fmt: skip
_HATCHED = {"fails", "inconsistent"}


def scoreboard(reports: Tables, lang: Lang = "zh") -> Drawn:
    """Draw the counts of the table `reports`: checks on the left, statements on the right, one line per report.

    A check that is only a matter of plausibility and does not hold is a hint, not a failure.

    The frame: report_id, organ, year, kind ("checks", "claims"), outcome, count; in the order of the reports.
    """
    given = to_polars(reports)
    wanted = [f"checks_{word}" for _, word in _CHECKS.values()] + [f"claims_{word}" for _, word in _CLAIMS.values()]
    require(given, ["report_id", "organ", "year", *wanted], "reports")
    if given.is_empty():
        raise ValueError("there are no reports")
    rows = [
        (row["report_id"], row["organ"], row["year"], kind, outcome, row[f"{kind}_{word}"] - _hints(row, outcome))
        for row in given.iter_rows(named=True)
        for kind, groups in (("checks", _CHECKS), ("claims", _CLAIMS))
        for outcome, (_, word) in groups.items()
    ]
    kinds = dict.fromkeys(("report_id", "organ"), pl.String)
    schema = {**kinds, "year": pl.Int64, "kind": pl.String, "outcome": pl.String, "count": pl.Int64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    with styled():
        figure = canvas(1.0 + 0.36 * given.height)
        left, right = figure.subplots(1, 2, sharey=True)
        for axes, kind, groups in ((left, "checks", _CHECKS), (right, "claims", _CLAIMS)):
            _panel(axes, table.filter(kind=kind), groups, lang)
            axes.set_title(say(kind, lang), fontsize=8, pad=26)
        names = [f"{short(organ)} {year or '?'}" for organ, year in given.select("organ", "year").iter_rows()]
        left.set_yticks(range(given.height), names)
        left.set_ylim(given.height - 0.5, -0.5)
        figure.suptitle(say("scoreboard", lang), fontsize=9.5, x=0.005, ha="left")
        caption(figure, [say("scoreboard_note", lang)], lang)
    return Drawn(figure, table, "scoreboard")


def _hints(row: dict[str, int], outcome: str) -> int:
    """Return how many of the checks that fail are hints, which the table counts among them."""
    return row["checks_fail_soft"] if outcome == "fails" else 0


def _panel(axes: Axes, part: pl.DataFrame, groups: dict[str, tuple[str, str]], lang: Lang) -> None:
    longest = part.group_by("report_id").agg(pl.col("count").sum())["count"].max() or 1
    for y, report in enumerate(part.partition_by("report_id", maintain_order=True)):
        end = 0
        for outcome, count in report.select("outcome", "count").iter_rows():
            colour = groups[outcome][0]
            hatch = "xxxx" if outcome in _HATCHED else None
            if count:
                axes.barh(y, count, left=end, height=0.6, color=colour, edgecolor="white", linewidth=0.4, hatch=hatch)
            if count >= 0.06 * longest:  # type: ignore[operator]
                ink = "white" if colour in (BLUE, VERMILLION) else INK
                box = {"facecolor": colour, "edgecolor": "none", "pad": 0.8} if hatch else None
                axes.text(end + count / 2, y, str(count), ha="center", va="center", fontsize=6.5, color=ink, bbox=box)
            end += count
    for outcome, (colour, _) in groups.items():
        hatch = "xxxx" if outcome in _HATCHED else None
        axes.barh(0, 0, color=colour, edgecolor="white", linewidth=0.4, hatch=hatch, label=say(outcome, lang))
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=3,
        columnspacing=0.9,
        handlelength=0.9,
        borderpad=0,
        fontsize=6.5,
    )
    axes.spines["left"].set_color(GREY)
