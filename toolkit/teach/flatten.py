"""Sheets → plain text, in the ways tables are flattened on their way to a researcher.

Each way is named for what it leaves: `FLATTENINGS` maps the name to a function of a sheet and a seeded random source.
Those in `BLANKS_VANISH` leave no trace of an empty box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from toolkit.teach.layout import Box, Sheet, grid


def _row_fields(sheet: Sheet, merged: str) -> list[list[str]]:
    """Return rows of fields; covered boxes are empty fields or, with `merged` "missing", left out."""
    rows = []
    for cells in grid(sheet):
        fields = []
        skip = 0
        for box in cells:
            if box is None:
                skip -= 1
                if merged == "empty" or skip < 0:
                    fields.append("")
            else:
                fields.append(box.text)
                skip = box.column_span - 1
                continue
            if skip < 0:
                skip = 0
        rows.append(fields)
    return rows


def _wrapped(box: Box, random: Random) -> str:
    """Break a head over two lines, as narrow columns do."""
    if box.kind == "head" and 4 <= len(box.text) <= 8 and random.random() < 0.5:
        half = len(box.text) // 2
        return f"{box.text[:half]}\n{box.text[half:]}"
    return box.text


def cell_per_tabbed_line(sheet: Sheet, random: Random, ghosts: bool = True, gap: str = "\n\n") -> str:
    """One cell a line, indented by a tab, rows parted by a blank line; cells covered from above are empty lines."""
    rows = []
    for cells in grid(sheet):
        lines = []
        skip = 0
        for box in cells:
            if box is not None:
                lines.append("\t" + _wrapped(box, random))
                skip = box.column_span - 1
            elif skip > 0:
                skip -= 1
            elif ghosts:
                lines.append("\t")
        rows.append("\n".join(lines))
    return gap.join(rows)


def tab_rows(sheet: Sheet, _random: Random, merged: str = "empty") -> str:
    """One row a line, fields parted by tabs."""
    return "\n".join("\t".join(fields) for fields in _row_fields(sheet, merged))


def pipe_rows(sheet: Sheet, _random: Random, outer: bool = True, merged: str = "empty", rule: bool = False) -> str:
    """One row a line, fields parted by pipes, with or without pipes at the ends; `rule` adds Markdown's second line."""
    lines = [" | ".join(fields) for fields in _row_fields(sheet, merged)]
    lines = [f"| {line} |" if outer else line for line in lines]
    if rule:
        lines.insert(1, "|" + "---|" * sheet.width)
    return "\n".join(lines)


def value_per_line(sheet: Sheet, _random: Random, gap: str = "\n\n") -> str:
    """One value a line with blank lines between; an empty cell leaves nothing."""
    texts = [box.text.replace("\n", "") for row in sheet.rows for box in row]
    return gap.join(text for text in texts if text)


def lone_pipe(sheet: Sheet, _random: Random) -> str:
    """A pipe on a line of its own between the cells of a row."""
    return "\n".join("\n|\n".join(box.text for box in row) for row in sheet.rows)


def pipe_at_end(sheet: Sheet, random: Random) -> str:
    """One cell a line, each closed by a pipe; an empty cell is a space, a no-break space or nothing before the pipe."""
    empty = random.choice(("", " ", "\u00a0", "\u00a0\n "))
    return "\n".join("\n".join(f"{box.text or empty} |" for box in row) for row in sheet.rows)


def spaced_rows(sheet: Sheet, _random: Random) -> str:
    """One row a line, parted by spaces, as text taken from a PDF; an empty cell leaves nothing."""
    return "\n".join(" ".join(box.text for box in row if box.text) for row in sheet.rows)


Flattening = Callable[[Sheet, Random], str]
FLATTENINGS: Mapping[str, Flattening] = {
    "cell_per_tabbed_line": cell_per_tabbed_line,
    "cell_per_tabbed_line_without_ghosts": lambda s, r: cell_per_tabbed_line(s, r, ghosts=False),
    "cell_per_tabbed_line_dense": lambda s, r: cell_per_tabbed_line(s, r, gap="\n"),
    "tab_rows": tab_rows,
    "tab_rows_merged_missing": lambda s, r: tab_rows(s, r, merged="missing"),
    "pipe_rows": pipe_rows,
    "pipe_rows_without_outer": lambda s, r: pipe_rows(s, r, outer=False),
    "pipe_rows_merged_missing": lambda s, r: pipe_rows(s, r, outer=False, merged="missing"),
    "markdown": lambda s, r: pipe_rows(s, r, rule=True),
    "value_per_line": value_per_line,
    "value_per_line_dense": lambda s, r: value_per_line(s, r, gap="\n"),
    "lone_pipe": lone_pipe,
    "pipe_at_end": pipe_at_end,
    "spaced_rows": spaced_rows,
}
BLANKS_VANISH = frozenset({"value_per_line", "value_per_line_dense", "spaced_rows"})
