"""The identity of a label: what two prints of one label have in common, spaces, punctuation and enumerator aside."""

from __future__ import annotations

import re
import unicodedata

# （一） (1) 一、 1. 1、 1） ①: an enumerator needs its bracket or stop, so 三类内部事务信息 keeps its 三.
_ENUMERATOR = re.compile(
    r"\s*(?:[(\[]\s*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s*[)\]]|(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s*[、.。,:)])\s*"
)
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩]")
_NOISE = re.compile(r"[\s\W_]+")


def strip_enumerator(label: str) -> str:
    """Return `label` in NFKC without its leading enumerators.

    >>> strip_enumerator("（三） 不予公开"), strip_enumerator("1．属于国家秘密"), strip_enumerator("三类内部事务信息")
    ('不予公开', '属于国家秘密', '三类内部事务信息')
    """
    text = unicodedata.normalize("NFKC", _CIRCLED.sub("", label))
    while match := _ENUMERATOR.match(text):
        if match.end() == len(text):
            break  # nothing but an enumerator: leave it, it is not a label
        text = text[match.end() :]
    return text.strip()


def essence(label: str) -> str:
    """Return the label as it is compared: no enumerator, no spaces, no punctuation.

    >>> essence("3.危及“三安全 一稳定”")
    '危及三安全一稳定'
    """
    return _NOISE.sub("", strip_enumerator(label))
