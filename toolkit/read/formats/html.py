"""Web pages: bytes in, the article's paragraphs and grids out, site navigation left aside.

The page's own charset declaration is ignored (see `text.decode_text`). What is dropped and why stands in the notes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape

from lxml import etree

from toolkit.read.document import Block, Document, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.article import Article, find_article, is_title
from toolkit.read.formats.hidden import may_hide, unhide
from toolkit.read.formats.htmltree import BLOCK_TAGS, BREAK, DROPPED_TAGS, cell_rows, collapse, walk
from toolkit.read.formats.linear import Linear
from toolkit.read.formats.spans import lay_out
from toolkit.read.formats.text import decode_text

_ATTACHMENT = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|rtf|zip|rar|7z|ofd)(?:[?#]|$)", re.IGNORECASE)
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
_AFTER_TITLE = re.compile(r"[_|｜]|\s[-—–]+\s|--")  # the site's name follows
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(data: bytes, source: str) -> Document:
    """Return the article of a page: its paragraphs and grids in reading order, in the one part "html".

    Attachments (links to office files) stand in the notes as "attachment: <name> <href>".
    Raises UnreadableError "too_large", "empty" or, from decoding, "not_text".
    """
    if len(data) > limits.HTML_BYTES:
        raise UnreadableError("too_large", f"the page has {len(data)} bytes, more than {limits.HTML_BYTES}")
    if data.count(b"<") > limits.HTML_TAGS:
        raise UnreadableError("too_large", f"the page has more than {limits.HTML_TAGS} tags")
    decoded = decode_text(data)
    text = decoded.text
    linear = Linear("html")
    notes = [f"encoding: {decoded.encoding}", *(n for n in decoded.notes if decoded.broken and "broken" in n)]
    root, whole = _parse(text)
    if root is None:
        blocks: list[Block] = []
    elif whole:
        notes += unhide(root) if may_hide(text) else []
        article = find_article(root)
        blocks = _named(root, article, linear, notes)
        blocks += _blocks(root, article, linear)
        notes += article.notes
        notes += _attachments(root)
    else:
        notes.append("the page is nested too deeply to keep its tables; read as running text")
        blocks = [linear.paragraph(line) for line in _flatten(text)]
    if not blocks:
        raise UnreadableError("empty", "the page holds no text")
    digest = hashlib.sha256(data).hexdigest()
    return Document(source, digest, "html", tuple(blocks), {"html": linear.text}, tuple(notes))


def read_mht(data: bytes, source: str) -> Document:
    """Read a page saved with its pictures in one file ("单个文件网页", often named .doc): its first HTML part."""
    if len(data) > limits.HTML_BYTES:
        raise UnreadableError("too_large", f"the page has {len(data)} bytes, more than {limits.HTML_BYTES}")
    message = message_from_bytes(data, policy=policy.default)
    for number, part in enumerate(message.walk()):
        if number > limits.ARCHIVE_MEMBERS:
            break
        body = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(body, bytes):
            page = read_html(body, source)
            digest = hashlib.sha256(data).hexdigest()
            return Document(source, digest, "mht", page.blocks, page.parts, page.notes)
    raise UnreadableError("damaged", "the saved page (MHT) holds no HTML part")


def _parse(text: str) -> tuple[etree._Element | None, bool]:
    """Return the page as a tree, and whether all of it is there."""
    # Written again as UTF-8 so that no declaration in the page is believed; NUL would end the text.
    plain = _XML_HEAD.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, etree.ParserError):
        return None, True
    return root, not any(entry.type_name == _TOO_DEEP for entry in parser.error_log)


def _flatten(text: str) -> Iterator[str]:
    """Give the lines of a page too broken for a tree: its text without tags."""
    text = re.sub(r"(?is)<(script|style)\b[^<]*(?:<(?!/\1)[^<]*)*</\1[^<>]*>", " ", text)
    text = re.sub(r"(?i)<(?:br|/?p|/?div|/?t[rdh]|/?h\d|/?li)\b[^<>]*>", "\n", text)
    for line in unescape(re.sub(r"<[^<>]*>", "", text)).split("\n"):
        if line.strip():
            yield line.strip()


def _named(root: etree._Element, article: Article, linear: Linear, notes: list[str]) -> list[Block]:
    """Return the title that only the page's head gives, where the page itself prints none."""
    if article.titled or not article.found:
        return []
    named = [e.get("content") or "" for e in root.iter("meta") if (e.get("name") or "").lower() == "articletitle"]
    named += [element.text or "" for element in root.iter("title")][:1]
    for text in named:
        for title in _AFTER_TITLE.split(collapse([text])):
            if is_title(title):
                notes.append("the title is that of the page's head")
                return [linear.paragraph(title)]
    return []


def _blocks(root: etree._Element, article: Article, linear: Linear) -> list[Block]:
    """Write out everything from the article's first element to the end of its last."""
    blocks: list[Block] = []
    pieces: list[str] = []

    def flush() -> None:
        text = collapse(pieces)
        pieces.clear()
        if text:
            blocks.append(linear.paragraph(text))

    on = False
    for starts, element in (moves := walk(root)):
        tag = element.tag
        if starts:
            on = on or element is article.first
            skip = tag in DROPPED_TAGS
            if tag in BLOCK_TAGS:
                flush()
            if on and not skip and tag == "table" and article.is_grid(element):
                rows, loose = cell_rows(element)
                blocks += [linear.paragraph(text) for text in loose]
                blocks += linear.table(lay_out(rows))
                skip = True
            if on and tag == "pre" and next(element.iter("table"), None) is None:
                written = _written(element)
                blocks += [linear.paragraph(written)] if written else []
                skip = True
            if skip:
                moves.send(True)
            elif on:
                if tag == "br":
                    pieces.append(BREAK)
                pieces.append(element.text or "")
        else:
            if tag in BLOCK_TAGS:
                flush()
            if element is article.last:
                break
            if on:
                pieces.append(element.tail or "")
    flush()
    return blocks


def _written(element: etree._Element) -> str:
    """Return text that is shown as it was typed, with its line ends and tabs."""
    pieces: list[str] = []
    for starts, inner in (moves := walk(element)):
        if starts and inner.tag in DROPPED_TAGS:
            moves.send(True)
        elif starts:
            pieces += ["\n" if inner.tag == "br" else "", inner.text or ""]
        elif inner is not element:
            pieces.append(inner.tail or "")
    return "".join(pieces).replace("\r\n", "\n").strip("\n")


def _attachments(root: etree._Element) -> list[str]:
    """Return a note for each office file linked or shown in a frame, once per address."""
    notes: dict[str, str] = {}
    for link in root.iter("a", "iframe", "embed", "object"):
        href = (link.get("href") or link.get("src") or link.get("data") or "").strip()
        linked = "".join(map(str, link.itertext())) if link.tag == "a" else ""
        name = collapse([linked]) if linked.strip() else (link.get("title") or "").strip()
        if _ATTACHMENT.search(href) or _ATTACHMENT.search(name):
            notes.setdefault(href, " ".join(f"attachment: {name} {href}".split()))
    return list(notes.values())
