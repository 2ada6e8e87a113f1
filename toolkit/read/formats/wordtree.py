"""The XML of Word: what an element prints, seen through its wrappers; and what its properties say of cells and rows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from toolkit.read.formats import limits
from toolkit.read.formats.ooxml import attribute, local

# Wrappers that print what they hold: content controls, custom XML, tracked insertions, smart tags.
_SEE_THROUGH = frozenset(
    """
    sdt sdtContent customXml smartTag ins moveTo hyperlink fldSimple ruby rubyBase bdo dir Choice
    Fallback sect sub-section
    """.split()  # noqa: SIM905  # forty quoted words read worse
)
_GONE = frozenset(
    """
    del moveFrom delText instrText delInstrText rPr pPr tblPr tblGrid tcPr trPr sdtPr sdtEndPr rt
    """.split()  # noqa: SIM905  # forty quoted words read worse
)
_OFF = ("0", "false", "off")


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what an element prints: its children, seen through wrappers; nothing that was deleted.

    Of alternative contents the first with any content counts, so that a text box is not read twice.
    """
    for child in element:
        name = local(child.tag)
        if name in _GONE or not name:
            continue
        if name == "AlternateContent":
            chosen = next((c for c in child if len(c)), None)
            if chosen is not None:
                yield from children(chosen)
        elif name in _SEE_THROUGH:
            yield from children(child)
        else:
            yield child


def outermost(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the outermost elements of a name under an element."""
    for child in children(element):
        if local(child.tag) == name:
            yield child
        else:
            yield from outermost(child, name)


def tables_in(cell: etree._Element) -> Iterator[etree._Element]:
    """Yield the tables in a cell that have more than one cell themselves."""
    for table in cell.iterdescendants("{*}tbl"):
        if len(list(table.iterdescendants("{*}tc"))) > 1:
            yield table


def nested_share(cells: list[etree._Element], nested: list[etree._Element]) -> float:
    """Return how much of a table's text stands in the cells that hold tables."""

    def written(some: list[etree._Element]) -> int:
        return sum(len(t.text or "") for c in some for t in c.iterdescendants("{*}t"))

    return written(nested) / max(written(cells), 1)


def hidden(run: etree._Element) -> bool:
    """Tell whether a run is hidden text."""
    for properties in run.iterchildren("{*}rPr"):
        for mark in properties.iterchildren("{*}vanish"):
            return attribute(mark, "val") not in _OFF
    return False


def deleted(row: etree._Element) -> bool:
    """Tell whether a row, or a cell, was deleted with tracking on."""
    return any(local(c.tag) in ("del", "cellDel") for p in row.iterchildren("{*}trPr", "{*}tcPr") for c in p)


def number_of(element: etree._Element, otherwise: int) -> int:
    """Return the number an element holds, tamed."""
    text = attribute(element, "val") or ""
    return min(int(text), limits.SPAN) if text.isdigit() and len(text) < 9 else otherwise


def merging(cell: etree._Element) -> tuple[int, bool, bool]:
    """Return a cell's width in grid columns, and whether it continues the cell above, or the one before."""
    width, continues, joined = 1, False, False
    for properties in cell.iterchildren("{*}tcPr"):
        for child in properties:
            match local(child.tag):
                case "gridSpan":
                    width = max(1, number_of(child, 1))
                case "vMerge" | "vmerge":
                    continues = attribute(child, "val") != "restart"
                case "hMerge" | "hmerge":
                    joined = attribute(child, "val") != "restart"
    return width, continues, joined
