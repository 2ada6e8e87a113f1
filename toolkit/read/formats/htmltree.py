"""An HTML tree in, its walk, its text and the rows of its tables out. Nothing here recurses: pages nest 2,000 deep."""

from __future__ import annotations

import re
from collections.abc import Generator

from lxml import etree

from toolkit.read.formats.spans import SpannedCell

BREAK = "\x00"
"""Stands for a forced line break among collected pieces; no parsed page can contain it."""

DROPPED_TAGS = frozenset(
    """
    script style template head noscript iframe object embed svg math canvas audio video select
    textarea button input datalist map nav
    """.split()  # noqa: SIM905  # forty quoted words read worse
)
"""Tags that print nothing of the report."""

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre
    section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905  # forty quoted words read worse
)
"""Tags that begin and end a paragraph."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d"
# A line end of the source between two ideographs is no space (CSS Text 3, segment breaks).
_SEGMENT_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKS = re.compile(rf"[ \t\r\n\f{BREAK}]")
_AROUND_BREAK = re.compile(rf" ?{BREAK}(?: ?{BREAK})* ?")


def collapse(pieces: list[str]) -> str:
    """Return the pieces as one text with spaces as a browser shows them and BREAK as a line end."""
    text = "".join(pieces)
    if not _MARKS.search(text):
        return text.strip()
    if "\n" in text or "\r" in text:
        text = _SEGMENT_BREAK.sub("", text)
    text = _SPACE.sub(" ", text)
    return _AROUND_BREAK.sub("\n", text).strip()


def walk(root: etree._Element) -> Generator[tuple[bool, etree._Element], bool | None, None]:
    """Yield (True, element) on entering and (False, element) on leaving; `send(True)` on entering skips its inside.

    Each `send` gives back a repeat of what was yielded, for the caller to ignore.
    """
    element: etree._Element | None = root
    entering = True
    while element is not None:
        skip = yield entering, element
        if skip:
            yield entering, element
        if entering:
            child = None if skip else next(element.iterchildren(), None)
            if child is not None:
                element = child
            else:
                entering = False
            continue
        if element is root:
            return
        after = element.getnext()
        if after is not None:
            element, entering = after, True
        else:
            element = element.getparent()


def span(cell: etree._Element, name: str) -> int:
    """Return the cell's rowspan or colspan as the browser takes it: 1 for nonsense, 0 for "to the edge"."""
    match = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    if match is None:
        return 1
    value = int(match.group(1))
    return value if value or name == "rowspan" else 1


def cell_rows(table: etree._Element) -> tuple[list[list[SpannedCell]], list[str]]:
    """Return the table's rows of cells, and the texts in it that stand in no cell (its caption).

    A cell outside any row makes a row with its neighbours. A table within a cell is read as lines of that cell.
    """
    rows: list[list[SpannedCell]] = []
    loose: list[str] = []
    pieces: list[str] = []
    row: list[SpannedCell] | None = None
    within = 0  # tables inside this one
    cell: etree._Element | None = None
    moves = walk(table)
    for starts, element in moves:
        tag = element.tag
        if element is table:
            if starts:
                pieces.append(element.text or "")
            continue
        own = within == 0
        if starts:
            if tag in DROPPED_TAGS:
                moves.send(True)
                continue
            if tag == "table":
                within += 1
            if own and tag == "tr":
                row = []
                rows.append(row)
            elif own and tag in ("td", "th"):
                _set_down(pieces, loose)
                cell = element
                if row is None:
                    row = []
                    rows.append(row)
            elif tag == "br" or tag in BLOCK_TAGS:
                pieces.append(BREAK)
            pieces.append(element.text or "")
            continue
        if tag == "table":
            within -= 1
            own = False
        if own and element is cell:
            assert row is not None
            row.append(SpannedCell(collapse(pieces), span(element, "rowspan"), span(element, "colspan")))
            pieces.clear()
            cell = None
        elif own and tag in ("tr", "thead", "tbody", "tfoot"):
            row = None
            _set_down(pieces, loose)
        elif tag in BLOCK_TAGS:
            pieces.append(BREAK)
        pieces.append(element.tail or "")
    _set_down(pieces, loose)
    return [r for r in rows if r], loose


def _set_down(pieces: list[str], loose: list[str]) -> None:
    text = collapse(pieces)
    pieces.clear()
    if text:
        loose.append(text)
