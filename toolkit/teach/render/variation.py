"""The ways in which offices print the same report: one choice each, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from toolkit.teach.flatten import BLANKS_VANISH, FLATTENINGS


@dataclass(frozen=True, slots=True)
class Variation:
    """How one report is printed. Each format uses the choices that it knows."""

    encoding: str = "utf-8"  # text, html
    flattening: str = "cell_per_tabbed_line"  # text
    blank: str = ""  # the print of an empty box, other than in text
    padded: bool = False  # some numbers between spaces
    split_heads: bool = False  # column heads broken over two lines
    entity: str = ""  # written into the headings of sections three and four
    listed_headings: bool = False  # docx: the headings' numbers live in a list style
    controls: bool = False  # docx: cells within content controls
    tracked: bool = False  # docx: numbers changed with tracking on
    compact: bool = False  # doc: runs of digits take one byte a character, in pieces of their own
    apart: bool = False  # xlsx: each table on a sheet of its own
    formulas: bool = False  # xlsx: some numbers are formulas with their last result
    paragraphs: bool = False  # html: a paragraph, or several spans, in each cell
    framed: bool = False  # html: the article within layout tables
    menus: bool = False  # html: navigation before, contact lines after
    head_cells: bool = False  # html: th and thead
    pasted: bool = False  # html: what Word leaves when a table is pasted
    repeated_head: bool = False  # docx, pdf: the head again on every page
    cut_rows: bool = False  # pdf: a row may be cut by the end of the page
    ruled: bool = True  # pdf: lines are drawn
    size: float = 9.0  # pdf: of the print in tables, in points
    foot: float = 60.0  # pdf: where the print ends, in points above the edge

    @property
    def for_text(self) -> Variation:
        """The choices that plain text knows: a flattening breaks heads and leaves out blanks in its own way."""
        return replace(self, blank="", padded=False, split_heads=False)


PLAIN = Variation()
_LEAVES_NO_TRACE = BLANKS_VANISH | {"lone_pipe"}  # of an empty box, always or where it is the first of its row
_ENTITIES = ("街道", "本机关", "全区", "局")


def varied(random: Random, *, has_blanks: bool) -> Variation:
    """Draw a variation; empty boxes keep to flattenings that show them."""
    flattenings = sorted(set(FLATTENINGS) - (_LEAVES_NO_TRACE if has_blanks else set()))
    return Variation(
        encoding=random.choice(("utf-8", "utf-8", "gb18030", "utf-8-sig", "utf-16")),
        flattening=random.choice(flattenings),
        blank=random.choice(("", "", "\u00a0", "\u3000", " ")),
        padded=random.random() < 0.3,
        split_heads=random.random() < 0.5,
        entity=random.choice(("", "", "", *_ENTITIES)),
        listed_headings=random.random() < 0.4,
        controls=random.random() < 0.3,
        tracked=random.random() < 0.3,
        paragraphs=random.random() < 0.5,
        framed=random.random() < 0.3,
        menus=random.random() < 0.6,
        head_cells=random.random() < 0.3,
        pasted=random.random() < 0.3,
        compact=random.random() < 0.5,
        apart=random.random() < 0.4,
        formulas=random.random() < 0.3,
        repeated_head=random.random() < 0.4,
        cut_rows=random.random() < 0.5,
        size=random.choice((8.0, 9.0, 10.5)),
        foot=float(random.randint(56, 300)),
    )
