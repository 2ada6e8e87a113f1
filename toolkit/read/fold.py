"""Fold look-alike characters one for one, so that every offset stays an offset into the original text.

Reports arrive with full-width digits (１２), half- and full-width punctuation, Kangxi radicals in place of
ideographs (⾏政, from some PDF writers) and, in mirrored copies, traditional characters (結轉). Matching is done
on the folded text; quoting and offsets use the original. The two have the same length, always.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

# Print that NFKC leaves alone or expands to several characters, but that means one plain character here.
_PLAIN = {
    "“": '"', "”": '"', "„": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
    "【": "(", "】": ")", "〔": "(", "〕": ")", "［": "(", "］": ")", "[": "(", "]": ")",
    "﹝": "(", "﹞": ")", "〈": "<", "〉": ">", "《": "<", "》": ">",
    "。": "。", "．": ".", "｡": "。", "、": "、", "､": "、", "•": "·", "・": "·", "‧": "·",
    "\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
    "\u200b": " ", "\u200c": " ", "\u200d": " ", "\u200e": " ", "\u200f": " ", "\u2060": " ", "\ufeff": " ",
    "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
    "—": "—", "–": "—", "―": "—", "─": "—", "━": "—", "﹣": "-", "－": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-",
    "∕": "/", "⁄": "/", "╱": "/", "｜": "|", "│": "|", "┃": "|", "￨": "|", "〇": "〇", "○": "〇", "◯": "〇",
}  # fmt: skip


def _traditional() -> dict[str, str]:
    """Return traditional → simplified pairs for the characters that labels and phrases use."""
    pairs: dict[str, str] = {}
    for line in (files("toolkit.read") / "traditional.txt").read_text("utf-8").splitlines():
        for pair in line.partition("#")[0].split():
            pairs[pair[0]] = pair[1]
    return pairs


class _Folding(dict[int, int]):
    """`str.translate` table that works out each character once."""

    def __init__(self) -> None:
        super().__init__()
        for source, target in _traditional().items():
            self[ord(source)] = ord(target)
        for source, target in _PLAIN.items():
            self[ord(source)] = ord(target)

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code)) if code < 0xD800 or code > 0xDFFF else "\ufffd"
        result = ord(folded) if len(folded) == 1 else code
        if result != code and result in self:
            result = self[result]  # a compatibility ideograph may fold to a traditional form
        self[code] = result
        return result


_FOLDING = _Folding()
# Of so many different characters each is replaced by itself; what one folds to never folds further.
_FEW = 40


def fold(text: str) -> str:
    """Return `text` with look-alikes folded; same length, so offsets agree.

    >>> fold("２０２３年⾏政複議１２件")
    '2023年行政复议12件'
    """
    # A text uses some hundred different characters, of which a dozen change: each is looked at once.
    changed = [c for c in set(text) if _FOLDING[ord(c)] != ord(c)]
    if len(changed) > _FEW:
        return text.translate(_FOLDING)
    for character in changed:
        text = text.replace(character, chr(_FOLDING[ord(character)]))
    return text


# A label's identity: what is left when spaces, punctuation and bracketed asides are gone.
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return folded `text` without spaces and punctuation: the form in which labels are compared.

    >>> squeeze("（三） 不予 公开")
    '三不予公开'
    """
    return _NOISE.sub("", fold(text))


# Word leaves its bookmarks in exported text: [bookmark: _GoBack]; a page its entities: 0&nbsp;
_BOOKMARK = re.compile(r"\(bookmark: ?[^)\n]{0,60}\)|&(?:nbsp|[el]?[mn]sp|thinsp|[lr]dquo|quot|#160|#x[aA]0);")


def blank_bookmarks(folded: str) -> str:
    """Overwrite leftover Word bookmarks and spacing entities in folded text with spaces, so that offsets stay.

    >>> blank_bookmarks(fold("[bookmark: _GoBack]2023年")).strip()
    '2023年'
    """
    if "bookmark" not in folded and "&" not in folded:
        return folded
    return _BOOKMARK.sub(lambda m: " " * len(m.group()), folded)
