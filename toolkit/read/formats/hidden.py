"""A page's tree in, what no browser shows taken out of it: sort keys in cells, copies for printing or for telephones.

A hidden part that says something of its own stays: some pages keep each section behind a tab.
"""

from __future__ import annotations

import re

from lxml import etree

from toolkit.read.formats.htmltree import DROPPED_TAGS, walk

_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_WORDS = re.compile(r"display\s*:\s*none|hidden|visibility\s*:\s*collapse", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_STOPS = re.compile(r"[。！？；]")
_SAYS = 12  # characters from which a hidden sentence is one
_WORD = re.compile(r"[\u4e00-\u9fff]{4,}")


def may_hide(page: str) -> bool:
    """Tell whether a page's source has words that may hide something: most have none, and need no look."""
    return bool(_WORDS.search(page))


def unhide(root: etree._Element) -> list[str]:
    """Take hidden elements out of the tree (their tag becomes one that is dropped) and return the notes on it."""
    hidden: list[etree._Element] = []
    shown: list[str] = []
    moves = walk(root)
    for starts, element in moves:
        if not starts:
            shown.append(element.tail or "")
        elif element.tag in DROPPED_TAGS:
            moves.send(True)
        elif _is_hidden(element):
            hidden.append(element)
            moves.send(True)
        else:
            shown.append(element.text or "")
            if element.tag in ("br", "p", "div", "td", "th", "tr", "li"):
                shown.append("。")
    if not hidden:
        return []
    known = _sayings("".join(shown))
    left_out = kept = 0
    for element in hidden:
        text = _text(element)
        sayings = _sayings(text)
        if sayings - known:
            kept += 1
            known |= sayings
        else:
            left_out += len(_SPACE.sub("", text))
            element.tag = "template"
    notes = [f"left out as hidden: {left_out} characters"] if left_out else []
    return [*notes, f"{kept} hidden parts of the page are read too: they say what nothing else does"] if kept else notes


def _is_hidden(element: etree._Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    return element.get("hidden") is not None or bool(_STYLE.search(element.get("style") or ""))


def _text(element: etree._Element) -> str:
    """Return the printed text under an element; what stands in different blocks is parted."""
    pieces: list[str] = []
    for starts, inner in (moves := walk(element)):
        if starts and inner.tag in DROPPED_TAGS:
            moves.send(True)
        elif starts:
            pieces.append(inner.text or "")
        elif inner is not element:
            pieces += ["。" if inner.tag in ("p", "div", "td", "th", "tr", "li") else "", inner.tail or ""]
        if inner.tag == "br":
            pieces.append("。")
    return "".join(pieces)


def _sayings(text: str) -> set[str]:
    """Return the sentences and the labels of a text."""
    found = {s for part in _STOPS.split(text) if (s := _SPACE.sub("", part))}
    return {s for s in found if len(s) >= _SAYS or _WORD.fullmatch(s)}
