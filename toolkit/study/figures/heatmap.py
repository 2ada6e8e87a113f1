"""The official table as a heatmap: every printed number in its place, cells of failing identities framed."""

from __future__ import annotations

import json
import math
from textwrap import wrap

import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.form import Column, Table, load_form
from toolkit.form.labels import strip_enumerator
from toolkit.form.names import UnknownNameError, label, resolve
from toolkit.study.door import Tables, require, to_polars
from toolkit.study.figures.style import INK, VERMILLION, Drawn, Lang, canvas, caption, say, styled

_SIGNS = {"blank": "", "placeholder": "/", "unresolved": "?", "absent": "–", "deduced": ""}
_COLOURS = colormaps["Blues"]
_ROOM = {"zh": 22, "en": 42}


def official_heatmap(
    cells: Tables, checks: Tables, reports: Tables, report_id: str, table: str = "requests", lang: Lang = "zh"
) -> Drawn:
    """Draw one table of one report as the form prints it.

    The frame: row, column, row_label, column_label, value, state ("absent" where no cell was found), failing (ids of
    the identities that fail over the cell, null for none), in the order of the form. KeyError for an unknown report,
    or one that has no such table.
    """
    who = to_polars(reports).filter(pl.col("report_id") == report_id)
    if who.is_empty():
        raise KeyError(f"there is no report {report_id}")
    edition = json.loads(who["forms"][0]).get(table)
    if edition is None:
        raise KeyError(f"report {report_id} has no table {table}")
    form = load_form(edition).tables[table]
    frame, failing = _table(form, to_polars(cells), to_polars(checks), report_id, lang)
    with styled():
        return _draw(frame, form, who.row(0, named=True), failing, lang)


def _table(
    form: Table, cells: pl.DataFrame, checks: pl.DataFrame, report_id: str, lang: Lang
) -> tuple[pl.DataFrame, int]:
    require(cells, ["report_id", "table", "row", "column", "value", "state"], "cells")
    require(checks, ["report_id", "rule", "axis", "kind", "severity", "outcome", "left_cells", "right_cells"], "checks")
    own = cells.filter((pl.col("report_id") == report_id) & (pl.col("table") == form.id))
    known = {(r, c): (value, state) for r, c, value, state in own.select("row", "column", "value", "state").iter_rows()}
    flagged: dict[str, list[str]] = {}
    failed = checks.filter(report_id=report_id, kind="identity", severity="error", outcome="fails")
    here = 0
    for rule, axis, left, right in failed.select("rule", "axis", "left_cells", "right_cells").iter_rows():
        touched = [*json.loads(left or "[]"), *json.loads(right or "[]")]
        here += any(cell.startswith(f"{form.id}.") for cell in touched)
        for cell in touched:
            flagged.setdefault(cell, []).append(f"{rule}@{axis}")
    rows = []
    for row_key, column_key in form.cell_keys:
        value, state = known.get((row_key, column_key), (None, "absent"))
        rules = flagged.get(f"{form.id}.{row_key}.{column_key}")
        rows.append(
            (
                row_key, column_key, _row_label(form, row_key, lang), _column_label(form, column_key, lang),
                None if value is None else float(value), str(state), "; ".join(rules) if rules else None,
            )
        )  # fmt: skip
    kinds = dict.fromkeys(("row", "column", "row_label", "column_label"), pl.String)
    schema = {**kinds, "value": pl.Float64, "state": pl.String, "failing": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row"), here


def _row_label(form: Table, key: str, lang: Lang) -> str:
    row = form.row(key)
    if form.layout == "single_row":
        return ""
    try:
        return label(resolve(f"{form.id}.{key}.total"), lang)
    except UnknownNameError:
        return row.en if lang == "en" else strip_enumerator(row.labels[0])


def _column_label(form: Table, key: str, lang: Lang) -> str:
    column = form.column(key)
    if form.layout != "single_row":
        return column.en if lang == "en" else strip_enumerator(column.labels[0])
    return label(resolve(f"{form.id}.{key}"), lang)


def _draw(frame: pl.DataFrame, form: Table, who: dict[str, object], failing: int, lang: Lang) -> Drawn:
    down, across, place = _layout(form, frame, lang)
    figure = canvas(1.3 + 0.215 * len(down) * (2 if form.layout == "single_row" else 1))
    axes = figure.subplots()
    top = math.log1p(float(frame["value"].max() or 0)) or 1.0  # type: ignore[arg-type]
    for cell in frame.iter_rows(named=True):
        _cell(axes, *place[cell["row"], cell["column"]], cell, top)
    axes.set_yticks(range(len(down)), [_cut(text, _ROOM[lang]) for text in down])
    axes.set_xticks(range(len(across)), [_folded(text, lang) for text in across])
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=6.5)
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(len(down) - 0.5, -0.5)
    for side in axes.spines.values():
        side.set_visible(False)
    title = form.title_en or form.id if lang == "en" else (form.titles[0] if form.titles else form.id)
    figure.suptitle(
        say("heatmap", lang, organ=who["organ"] or "?", year=who["year"] or "?", table=strip_enumerator(title)),
        fontsize=9.5, x=0.005, ha="left",
    )  # fmt: skip
    counts = {state: frame.filter(state=state).height for state in ("blank", "placeholder", "unresolved", "absent")}
    stop = "。" if lang == "zh" else ". "
    lines = [say("heatmap_key", lang) + stop + say("heatmap_states", lang, **counts)]
    caption(figure, [*lines, say("heatmap_flagged", lang, n=failing) if failing else ""], lang)
    return Drawn(figure, frame, "official table")


def _layout(
    form: Table, frame: pl.DataFrame, lang: Lang
) -> tuple[list[str], list[str], dict[tuple[str, str], tuple[int, int]]]:
    """Return the labels down and across, and where each cell goes: x, y. Section four has a line for each block."""
    if form.layout != "single_row":
        rows, columns = (frame[name].unique(maintain_order=True).to_list() for name in ("row", "column"))
        place = {(r, c): (x, y) for y, r in enumerate(rows) for x, c in enumerate(columns)}
        labels = (
            dict(frame.select("row", "row_label").iter_rows()),
            dict(frame.select("column", "column_label").iter_rows()),
        )
        return [labels[0][key] for key in rows], [labels[1][key] for key in columns], place
    row = form.rows[0].key
    blocks: dict[str, list[Column]] = {}
    for column in form.columns:
        blocks.setdefault(column.parent or "", []).append(column)
    place = {(row, c.key): (x, y) for y, block in enumerate(blocks.values()) for x, c in enumerate(block)}
    heads = [form.header(key) for key in blocks]
    first = max(blocks.values(), key=len)
    across = [c.labels[0] if lang == "zh" else c.en.rpartition(": ")[2] for c in first]
    return [head.labels[0] if lang == "zh" else head.en for head in heads], across, place


def _cell(axes: Axes, x: int, y: int, cell: dict[str, object], top: float) -> None:
    value, state = cell["value"], str(cell["state"])
    number = value if isinstance(value, float) and state == "read" else None
    depth = math.log1p(max(number, 0.0)) / top if number is not None else 0.0
    colour = _COLOURS(0.06 + 0.86 * depth) if number else "white"
    hatch = None if number is not None or state == "deduced" else "////"
    axes.add_patch(
        Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="#cccccc", linewidth=0.5, hatch=hatch)
    )
    text = _SIGNS.get(state, "?") if number is None else f"{number:,.10g}"
    if text:
        bright = depth > 0.55
        axes.text(x, y, text, ha="center", va="center", fontsize=6.5, color="white" if bright else INK)
    if cell["failing"]:
        axes.add_patch(
            Rectangle((x - 0.45, y - 0.42), 0.9, 0.84, fill=False, edgecolor=VERMILLION, linewidth=1.6, zorder=4)
        )


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def _folded(text: str, lang: Lang) -> str:
    return "\n".join(wrap(text, 6 if lang == "zh" else 12, break_long_words=lang == "zh"))
