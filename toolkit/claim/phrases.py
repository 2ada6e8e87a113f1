"""phrases.toml → one trie-shaped pattern that finds every known word of squeezed prose, longest first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Token:
    """A known word at `start:end` of the squeezed prose; `kind` is its job, `key` what it stands for."""

    start: int
    end: int
    kind: str
    key: str
    text: str


def expand(pattern: str) -> Iterator[str]:
    """Yield every word of a brace pattern.

    >>> list(expand("{新,}收{到,}"))
    ['新收到', '新收', '收到', '收']
    """
    close = pattern.find("}")
    if close < 0:
        yield pattern
        return
    start = pattern.rfind("{", 0, close)  # the innermost braces first
    for option in pattern[start + 1 : close].split(","):
        yield from expand(pattern[:start] + option + pattern[close + 1 :])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.claim") / "phrases.toml").read_text("utf-8"))


@cache
def words() -> dict[str, tuple[str, str]]:
    """Return word → (kind, key). The first phrase that lists a word keeps it."""
    found: dict[str, tuple[str, str]] = {}
    for phrase in _data()["phrase"]:
        for pattern in phrase["words"]:
            for word in expand(pattern):
                if word:
                    found.setdefault(word, (phrase["kind"], phrase["key"]))
    return found


@cache
def foreign_causes() -> re.Pattern[str]:
    """Return what finds a cause of reviews and suits other than disclosure."""
    return re.compile("|".join(map(re.escape, _data()["foreign_causes"])))


@cache
def elsewhere_words() -> re.Pattern[str]:
    """Return what finds a counter or a benefit where people apply for other things than information."""
    things = "|".join(map(re.escape, _data()["elsewhere"]))
    return re.compile(rf"(?:{things})(?!(?:保障|登记|服务|管理|事业|基金)?(?:[局厅委处所站科办]|中心|系统))")


@cache
def publishing() -> frozenset[str]:
    """Return the words that put things on a page although their first job is another."""
    return frozenset(_data()["publishing"])


@cache
def plain_words() -> tuple[str, ...]:
    """Return the words that change nothing of what a number beside them counts, longest first."""
    return tuple(sorted(dict.fromkeys(_data()["plain"]), key=lambda w: (-len(w), w)))


@cache
def helping_words() -> tuple[str, ...]:
    """Return the words that make the work of the organ named behind them another's."""
    return tuple(_data()["helping"])


@cache
def version() -> int:
    """Return the version of the phrase rules; raised whenever a word changes its meaning."""
    return int(_data()["version"])


def _trie(vocabulary: list[str]) -> str:
    """Return a pattern for `vocabulary` that shares prefixes and prefers the longest word."""
    heads: dict[str, list[str]] = {}
    for word in vocabulary:
        heads.setdefault(word[:1], []).append(word[1:])
    final = "" in heads
    branches = [re.escape(head) + _trie(heads[head]) for head in sorted(h for h in heads if h)]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not final else f"(?:{'|'.join(branches)})"
    return f"{body}?" if final else body


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Return what finds a character that a word may begin with, and the words by that character."""
    by_head: dict[str, list[str]] = {}
    for word in words():
        by_head.setdefault(word[0], []).append(word[1:])
    return re.compile(f"[{re.escape(''.join(sorted(by_head)))}]"), by_head


@cache
def _tail(head: str) -> re.Pattern[str]:
    """Return the pattern of all that may follow `head` in a word; made when first needed."""
    return re.compile(_trie(_heads()[1][head]))


def find_tokens(text: str) -> tuple[Token, ...]:
    """Return the known words of squeezed `text` in order, never overlapping."""
    known, hint = words(), _heads()[0]
    found: list[Token] = []
    end = 0
    for start in (m.start() for m in hint.finditer(text)):
        if start < end:
            continue
        match = _tail(text[start]).match(text, start + 1)
        if match is not None and text.startswith("结转", match.end() - 1) and text[match.end() - 2] in "未有没":
            match = _tail(text[start]).match(text, start + 1, match.end() - 1)  # 没有|结转, not 没有结
        if match is not None:
            end = match.end()
            word = text[start:end]
            found.append(Token(start, end, *known[word], word))
    return tuple(found)
