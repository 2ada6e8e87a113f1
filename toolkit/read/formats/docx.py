"""Turn Word files (.docx) into paragraphs and grids as the final text prints: insertions kept, deletions gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from toolkit.read.document import Block, Document, Grid, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.linear import Box, Linear
from toolkit.read.formats.numbering import Numbering, read_numbering
from toolkit.read.formats.ooxml import FlatPackage, Package, Parts, attribute, local, parsed
from toolkit.read.formats.wordtree import (
    children,
    deleted,
    hidden,
    merging,
    nested_share,
    number_of,
    outermost,
    tables_in,
)


def read_docx(data: bytes, source: str) -> Document:
    """Return a Word file's paragraphs and grids in reading order, in the one part "docx".

    Numbers that live in a list style are written before their paragraph. Text boxes follow the paragraph they hang on.
    Raises UnreadableError "encrypted", "damaged", "too_large" or "empty".
    """
    return _document(Package(data), data, source, "docx", limits.CHUNK_DEPTH)


def read_word_xml(data: bytes, source: str) -> Document:
    """Read a Word file saved as one XML file: of Word 2003 ("w:wordDocument"), or a flat package of later ones."""
    if len(data) > limits.DOCX_PART_BYTES:
        raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.DOCX_PART_BYTES}")
    root = parsed(data, "itself")
    if local(root.tag) == "package":
        return _document(FlatPackage(root), data, source, "word_xml", 0)
    return _finished(_Reader(read_numbering(None, None)), root, data, source, "word_xml")


def _document(package: Parts, data: bytes, source: str, format: str, depth: int) -> Document:  # noqa: A002
    main = package.main_part("word/document.xml")
    relations = package.relations(main)
    related = dict(relations.values())
    lists = [package.tree(n) if (n := related.get(k)) and n in package else None for k in ("numbering", "styles")]
    reader = _Reader(read_numbering(lists[0], lists[1]))
    if depth and isinstance(package, Package):
        reader.chunk = _Chunks(package, relations, source, depth).read
    return _finished(reader, package.tree(main), data, source, format)


def _finished(reader: _Reader, root: etree._Element, data: bytes, source: str, format: str) -> Document:  # noqa: A002
    body = next((e for e in root if local(e.tag) == "body"), None)
    if body is None:
        raise UnreadableError("damaged", "the Word file has no body")
    try:
        reader.blocks_of(body)
    except RecursionError as error:
        raise UnreadableError("damaged", "the Word file is nested too deeply") from error
    if not reader.blocks:
        raise UnreadableError("empty", "the Word file holds no text")
    notes = [f"{count} {what}" for what, count in reader.counted.items()]
    digest = hashlib.sha256(data).hexdigest()
    return Document(source, digest, format, tuple(reader.blocks), {"docx": reader.linear.text}, tuple(notes))


@dataclass(slots=True)
class _Chunks:
    """Files that a Word file embeds whole (altChunk), as web pages exported to Word are, within one allowance."""

    package: Package
    relations: Mapping[str, tuple[str, str]]
    source: str
    depth: int
    blocks_left: int = limits.CHUNK_BLOCKS

    def read(self, key: str) -> Document | None:
        """Return the file of a relation, None where it cannot be read."""
        from toolkit.read.formats.html import read_html, read_mht
        from toolkit.read.formats.sniff import sniff
        from toolkit.read.formats.text import read_text

        if self.blocks_left < 0:
            return None
        self.blocks_left -= 1
        try:
            data = self.package.read(self.relations.get(key, ("", ""))[1], limits.DOCX_PART_BYTES, xml=False)
            kind = sniff(data)
            if kind == "docx":
                found = _document(Package(data), data, self.source, kind, self.depth - 1)
            elif kind in (readers := {"html": read_html, "mht": read_mht, "text": read_text}):
                found = readers[kind](data, self.source)
            else:
                return None
        except UnreadableError:
            return None
        self.blocks_left -= sum(len(b.cells) if isinstance(b, Grid) else 1 for b in found.blocks)
        return found


@dataclass(slots=True)
class _Story:
    """What one paragraph gives: its text, and the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    text: str
    column: int
    width: int
    continues: bool  # of a merge downwards that began above


@dataclass(slots=True)
class _Reader:
    numbering: Numbering
    linear: Linear = field(default_factory=lambda: Linear("docx"))
    blocks: list[Block] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    chunk: Callable[[str], Document | None] = field(default=lambda _: None)

    def count(self, what: str) -> None:
        """Count something worth a note."""
        self.counted[what] = self.counted.get(what, 0) + 1

    def blocks_of(self, container: etree._Element) -> None:
        """Write out the paragraphs and tables of a body, content control or text box."""
        for element in children(container):
            name = local(element.tag)
            if name == "p":
                text, hanging = self.paragraph(element)
                if text:
                    self.blocks.append(self.linear.paragraph(text))
                for box in hanging:
                    self.blocks_of(box)
            elif name == "tbl":
                self.table(element)
            elif name == "altChunk":
                embedded = self.chunk(attribute(element, "id") or "")
                self.count("embedded documents" if embedded else "embedded documents not read")
                self.blocks += self.linear.rewritten(embedded.blocks) if embedded else []

    def paragraph(self, element: etree._Element) -> tuple[str, list[etree._Element]]:
        """Return a paragraph's text, with its list number, and its text boxes."""
        story = _Story()
        self.runs(element, story)
        text = "".join(story.pieces).strip(" \t\n")
        number = self._number(element) if text else ""
        return number + text, story.boxes

    def _number(self, element: etree._Element) -> str:
        style = list_id = level = None
        for properties in element.iterchildren("{*}pPr"):
            for child in properties:
                if local(child.tag) == "pStyle":
                    style = attribute(child, "val")
                elif local(child.tag) == "numPr":
                    for part in child:
                        if local(part.tag) == "numId":
                            list_id = attribute(part, "val")
                        elif local(part.tag) == "ilvl":
                            level = attribute(part, "val")
        return self.numbering.number(style, list_id, int(level) if level and level.isdigit() else None)

    def runs(self, element: etree._Element, story: _Story) -> None:
        """Gather the printed text under a paragraph or run."""
        if local(element.tag) == "r" and hidden(element):
            self.count("hidden runs left out")
            return
        for child in children(element):
            match local(child.tag):
                case "t":
                    story.pieces.append(child.text or "")
                case "tab" | "ptab":
                    story.pieces.append("\t")
                case "br" | "cr":
                    story.pieces.append("\n")
                case "noBreakHyphen":
                    story.pieces.append("-")
                case "txbxContent":
                    story.boxes.append(child)
                case "drawing" | "pict" | "object":
                    boxes = list(outermost(child, "txbxContent"))
                    story.boxes += boxes
                    if not boxes:
                        self.count("pictures")
                case "commentReference" | "footnoteReference" | "endnoteReference" | "bookmarkStart":
                    pass
                case _:
                    self.runs(child, story)

    def table(self, table: etree._Element) -> None:
        """Write out a table; one that frames other tables is read as its cells' blocks, in order."""
        lines = list(self._lines(table))
        cells = [c for line in lines for c in line]
        nested = [c for c in cells if next(iter(tables_in(c)), None) is not None]
        if nested and (2 * len(nested) >= len(cells) or nested_share(cells, nested) > 0.5):
            for cell in cells:
                self.blocks_of(cell)
            return
        if len(cells) == 1:
            self.blocks_of(cells[0])
            return
        self.blocks += self.linear.table(self._boxes(table))

    def _lines(self, table: etree._Element) -> Iterator[list[etree._Element]]:
        for row in children(table):
            if local(row.tag) == "tr" and not deleted(row):
                yield [c for c in children(row) if local(c.tag) == "tc" and not deleted(c)]

    def _boxes(self, table: etree._Element) -> list[Box]:
        rows = [self._row(row) for row in children(table) if local(row.tag) == "tr" and not deleted(row)]
        boxes: list[Box] = []
        open_above: dict[int, int] = {}  # column → index of the box a merge downwards began in
        for number, cells in enumerate(rows):
            still: dict[int, int] = {}
            for cell in cells:
                above = open_above.get(cell.column) if cell.continues else None
                if above is not None and boxes[above].column_span == cell.width:
                    old = boxes[above]
                    text = f"{old.text}\n{cell.text}" if cell.text else old.text
                    height = number - old.row + 1
                    boxes[above] = Box(text, old.row, old.column, height, old.column_span)
                    still[cell.column] = above
                elif len(boxes) < limits.GRID_CELLS and cell.column < limits.GRID_COLUMNS:
                    still[cell.column] = len(boxes)
                    boxes.append(Box(cell.text, number, cell.column, 1, cell.width))
            open_above = still
        return boxes

    def _row(self, row: etree._Element) -> list[_Cell]:
        column = 0
        for properties in row.iterchildren("{*}trPr"):
            for child in properties.iterchildren("{*}gridBefore"):
                column = number_of(child, 0)
        cells: list[_Cell] = []
        for element in children(row):
            if local(element.tag) != "tc" or deleted(element):
                continue
            width, continues, joined = merging(element)
            text = self._cell_text(element)
            if joined and cells:  # a merge sideways of the old kind
                cells[-1].width += width
                cells[-1].text = f"{cells[-1].text}\n{text}".strip("\n")
            else:
                cells.append(_Cell(text, column, width, continues))
            column += width
        return cells

    def _cell_text(self, cell: etree._Element) -> str:
        lines: list[str] = []
        for element in children(cell):
            name = local(element.tag)
            if name == "p":
                text, hanging = self.paragraph(element)
                lines.append(text)
                lines += [self._cell_text(box) for box in hanging]
            elif name == "tbl":
                for line in self._lines(element):
                    lines.append("\t".join(self._cell_text(c).replace("\n", " ") for c in line))
        return "\n".join(line for line in lines if line.strip()).strip()
