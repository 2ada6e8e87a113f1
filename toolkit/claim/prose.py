r"""Prose → squeezed prose: folded, without spaces and accidental line breaks, every character with its offset.

Matching runs on the squeezed text; offsets go back to the original by `Prose.origin`. A line break that ends a
paragraph or a heading becomes one "\\n"; a break inside a sentence (a wrapped line) disappears.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from toolkit.read.fold import fold

_MARKS = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "﹑": "、", "\u200b": " "})
_LINE_END = frozenset("。！？；：")
_HEADING = re.compile(
    r"(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.](?!\d)|第[一二三四五六]部分)"
)
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,60}\]")
_BOXED = re.compile(r"\((\d{1,6})\)(?=[件份条宗起])")  # 申请【36】件
_HEADING_LENGTH = 30
_TAG = re.compile(
    r"</?(b|i|u|em|strong|span|font|a|sup|sub|small|big|o:p|st1:\w{1,20}|img"
    r"|p|br|hr|div|li|ul|ol|dl|dt|dd|table|thead|tbody|tr|td|th|h[1-6]|section|article|center|blockquote)"
    r"(?:\s[^<>=]{1,60}=[^<>]{0,500})?\s?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"b|i|u|em|strong|span|font|a|sup|sub|small|big|o:p|st1:\w+|img", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});")
_NOTHING = "\0"  # stands for a character of the original that means nothing: it does not even part digits
_TAIL = re.compile(r"(?<!\d)\d{1,5}$")
_LEAD = re.compile(r"\d{1,5}(?=[年月日件份条宗起例项个部次封万亿元%余多])")


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` is what matching sees; `origin[i]` is the offset of `text[i]` in the original."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open offsets in the original of `text[start:end]` (not empty)."""
        return self.origin[start], self.origin[end - 1] + 1


def _ends_paragraph(before: str, after: str) -> bool:
    """Tell whether the line break between two stripped lines separates paragraphs (True) or wraps one (False)."""
    if before[-1] in _LINE_END or _HEADING.match(after):
        return True
    return len(before) <= _HEADING_LENGTH and bool(_HEADING.match(before)) and not re.search(r"[，。；]", before)


def _breaks_number(before: str, after: str) -> bool:
    """Tell whether a number was broken by the end of a line: a few digits, then a few digits with a unit."""
    tail, lead = _TAIL.search(before[-6:]), _LEAD.match(after)
    return bool(tail and lead and len(before) > 6 and len(tail.group()) + len(lead.group()) <= 6)


def _joint(before: str, after: str) -> str:
    """Return what stands between two lines in the squeezed text."""
    if not before:
        return ""
    if not after or _ends_paragraph(before, after):
        return "\n"
    parted = before[-1].isdigit() and after[0].isdigit() and not _breaks_number(before, after)
    return " " if parted else ""


def _unmarked(text: str) -> str:
    r"""Return `text` with HTML tags and entities replaced one for one: prose copied from a page keeps its offsets.

    >>> _unmarked("<b>收到</b>3&nbsp;件").replace("\0", "")
    '收到3 件'
    """
    if "<" in text:
        text = _TAG.sub(lambda m: ("" if _INLINE.fullmatch(m[1]) else "\n").ljust(len(m[0]), _NOTHING), text)
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    """Return the one character an entity stands for, filled up to its length; what stands for none stays."""
    said = unescape(entity[0])
    return said.ljust(len(entity[0]), _NOTHING) if len(said) == 1 else entity[0]


def squeeze_prose(text: str) -> Prose:
    r"""Fold `text` one for one, drop spaces and wrapped line breaks, keep paragraph breaks.

    Digits parted by a space stay parted by one, so that two numbers never become one. A blank line only parts
    paragraphs where the line before it is finished or a heading: extractors also put blank lines into sentences.

    >>> squeeze_prose("收 到 申\\n请 12 件。").text
    '收到申请12件。'
    """
    folded = _BOXED.sub(r" \1 ", fold(_BOOKMARK.sub(lambda m: " " * len(m.group()), _unmarked(text))).translate(_MARKS))
    out: list[str] = []
    origin: list[int] = []
    previous, position = "", 0
    for line in folded.split("\n"):
        stripped = line.replace(_NOTHING, "").strip()
        if stripped:
            joint = _joint(previous, stripped)
            if joint:
                out.append(joint)
                origin.append(position - 1)
            parted = False
            for offset, char in enumerate(line):
                if char == _NOTHING:
                    continue
                if char.isspace():
                    parted = True
                    continue
                if parted and char.isdigit() and out and out[-1].isdigit() and offset and line[:offset].strip():
                    out.append(" ")
                    origin.append(position + offset - 1)
                parted = False
                out.append(char)
                origin.append(position + offset)
            previous = stripped
        position += len(line) + 1
    return Prose("".join(out), tuple(origin))
