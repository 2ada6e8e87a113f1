"""A page's tree in, where its article begins and ends out, and which of its tables are tables.

Losing text is worse than keeping navigation. So the article is the smallest element that holds every table and heading
of a report and every passage of prose outside links, together with the title printed before it; a page without such
signs is kept whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from toolkit.read.formats.htmltree import BLOCK_TAGS, BREAK, DROPPED_TAGS, collapse, walk

# Words of every edition's tables and headings: they tell where the report stands on the page, and nothing else.
_REPORT = re.compile(
    r"信息内容|第二十条|本年新收|上年结转|予以公开|不予公开|行政复议|行政诉讼|统计指标|制发件数|办理结果|勾稽"
    r"|總體情況|总体情况|收到和处理|主要问题|存在的?问题|其他需要报告"
)
_NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．])")
_TITLE = re.compile(r"(?:政府信息公开|政务公开|信息公开).{0,12}(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)|公开年报")
_TITLE_CHARACTERS = 90
_PROSE_CHARACTERS = 40  # shorter sentences outside the article are captions and notices
_SIGNS = 3  # fewer signs than this, and the page is kept whole
_LINK_SHARE = 0.5  # of a block's text in links, from which it is navigation


@dataclass(slots=True)
class _Block:
    """A run of text of the page: its block element, and how much of it is link text."""

    element: etree._Element
    text: str
    linked: int


@dataclass(slots=True)
class _Inside:
    """What stands in a table: characters of its own and of tables within it, filled cells of its own."""

    own: int = 0
    nested: int = 0
    filled: int = 0
    cells: int = 0
    before_cell: int = 0  # characters of its own before the cell now open
    holds_tables: bool = False


@dataclass(slots=True)
class Article:
    """Where the article begins and ends, and what was decided on the way."""

    first: etree._Element
    last: etree._Element
    tables: dict[etree._Element, _Inside]
    notes: list[str] = field(default_factory=list)
    found: bool = False  # signs of a report are on the page
    titled: bool = False  # so is its title

    def is_grid(self, table: etree._Element) -> bool:
        """Tell whether a table is one, rather than a frame that lays out other tables or a single box."""
        inside = self.tables.get(table)
        if inside is None or inside.cells < 2:
            return False
        if not inside.holds_tables:
            return True
        return inside.own > inside.nested and inside.filled > 3


def find_article(root: etree._Element) -> Article:
    """Return the article of a page."""
    bodies = root.findall(".//body")
    body = bodies[0] if bodies else root
    order, end, blocks, tables = _survey(body)
    signs = [b for b in blocks if _is_sign(b)]
    article = Article(body, body, tables)
    article.titled = any(b.linked <= _LINK_SHARE * len(b.text) and is_title(b.text) for b in blocks)
    article.found = len(signs) >= _SIGNS
    if not article.found:
        return article
    last = max(order[b.element] for b in signs)
    element = min((b.element for b in signs), key=lambda e: order[e])
    while element is not body and end[element] < last:
        above = element.getparent()
        if above is None:
            break
        element = above
    # A table found in part is kept in whole.
    frame = element
    while frame is not body and frame.tag in ("tr", "tbody", "thead", "tfoot", "td", "th"):
        above = frame.getparent()
        if above is None:
            break
        frame = above
        if frame.tag == "table":
            element = frame
    article.first = article.last = element
    title = _title(blocks, order, order[element])
    if title is not None:
        article.first = title
    left_out = sum(len(b.text) for b in blocks if _outside(b, order, end, article))
    if left_out:
        article.notes.append(f"left out as navigation: {left_out} characters")
    return article


def is_title(text: str) -> bool:
    """Tell whether a line may be a report's title."""
    return len(text) <= _TITLE_CHARACTERS and "。" not in text and bool(_TITLE.search(text))


def _is_sign(block: _Block) -> bool:
    if block.linked > _LINK_SHARE * len(block.text):
        return False
    text = block.text
    if len(text) >= _PROSE_CHARACTERS and "。" in text:
        return True
    return bool(_REPORT.search(text)) or (len(text) < _PROSE_CHARACTERS and bool(_NUMBERED.match(text)))


def _title(blocks: list[_Block], order: dict[etree._Element, int], before: int) -> etree._Element | None:
    """Return the last element before the article whose text is a report's title and no link."""
    found = None
    for block in blocks:
        if order[block.element] >= before:
            break
        unlinked = block.linked <= _LINK_SHARE * len(block.text)
        if unlinked and is_title(block.text):
            found = block.element
    return found


def _outside(block: _Block, order: dict[etree._Element, int], end: dict[etree._Element, int], article: Article) -> bool:
    here = order[block.element]
    return here < order[article.first] or here > end[article.last]


def _survey(
    body: etree._Element,
) -> tuple[dict[etree._Element, int], dict[etree._Element, int], list[_Block], dict[etree._Element, _Inside]]:
    """Walk the body once: number its elements, gather its runs of text, weigh its tables."""
    order: dict[etree._Element, int] = {}
    end: dict[etree._Element, int] = {}
    blocks: list[_Block] = []
    tables: dict[etree._Element, _Inside] = {}
    open_tables: list[_Inside] = []
    holders: list[etree._Element] = [body]
    pieces: list[str] = []
    linked = 0
    links = 0

    def flush() -> None:
        nonlocal linked
        text = collapse(pieces)
        pieces.clear()
        if text:
            blocks.append(_Block(holders[-1], text, linked))
            if open_tables:
                open_tables[-1].own += len(text)
        linked = 0

    def take(text: str | None) -> None:
        nonlocal linked
        if text:
            pieces.append(text)
            if links:
                linked += len(text.strip())

    moves = walk(body)
    for starts, element in moves:
        tag = element.tag
        if starts:
            order[element] = len(order)
            if tag in DROPPED_TAGS:
                moves.send(True)
                continue
            if tag in BLOCK_TAGS:
                flush()
                holders.append(element)
            if tag == "table":
                inside = tables[element] = _Inside()
                open_tables.append(inside)
            elif tag in ("td", "th") and open_tables:
                open_tables[-1].cells += 1
                open_tables[-1].before_cell = open_tables[-1].own
            elif tag == "a":
                links += 1
            elif tag == "br":
                take(BREAK)
            take(element.text)
            continue
        end[element] = len(order) - 1
        if tag in BLOCK_TAGS:
            flush()
            holders.pop()
        if tag in ("td", "th") and open_tables:
            inside = open_tables[-1]
            inside.filled += inside.own > inside.before_cell
            inside.before_cell = inside.own
        elif tag == "table":
            done = open_tables.pop()
            if open_tables and done.cells > 1:
                open_tables[-1].holds_tables = True
            if open_tables:
                open_tables[-1].nested += done.own + done.nested
        elif tag == "a":
            links -= 1
        if element is not body:
            take(element.tail)
    return order, end, blocks, tables
