"""Text → HTML that cannot break out of the page, in one language or in both."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Lang = Literal["zh", "en", "both"]  # both: each word twice, one of them hidden by the page's language switch
_TAGS = {"zh": "zh-CN", "en": "en"}
# Control characters would vanish or end the document; marks of direction would turn the line around.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escape(text: str) -> str:
    """Return `text` safe inside an element or a quoted attribute; invisible controls become “�”.

    >>> escape('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return html.escape(_CONTROL.sub("\ufffd", text), quote=True)


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in one language, or in both."""

    lang: Lang

    def __post_init__(self) -> None:
        if self.lang not in get_args(Lang):
            raise ValueError(f"lang is one of {', '.join(get_args(Lang))}, not {self.lang!r}")

    def pair(self, zh: str, en: str) -> str:
        """Return HTML of plain words given in each language."""
        if self.lang == "both" and zh != en:
            return f'<span lang="zh-CN">{escape(zh)}</span><span lang="en">{escape(en)}</span>'
        return escape(en if self.lang == "en" else zh)

    def plain(self, zh: str, en: str) -> str:
        """Return plain words for an attribute, which no switch can reach: side by side where both are asked."""
        if self.lang == "both" and zh != en:
            return f"{zh} / {en}"
        return en if self.lang == "en" else zh

    def say(self, key: str, **values: object) -> str:
        """Return HTML of the words of `key` in words.toml ("ui.cells"), with `values` filled in."""
        return self.pair(*phrase(key, **values))

    @property
    def tag(self) -> str:
        """The language tag of the page before anyone switches."""
        return _TAGS["en" if self.lang == "en" else "zh"]


def phrase(key: str, **values: object) -> tuple[str, str]:
    """Return the Chinese and the English of `key`; KeyError where words.toml has none."""
    group, _, name = key.partition(".")
    entry: dict[str, str] = words()[group][name]
    return entry["zh"].format_map(values), entry["en"].format_map(values)


def sign(verdict: str) -> str:
    """Return the sign of a verdict, so that it can be told without colour."""
    found: str = words()["verdicts"][verdict]["sign"]
    return found


def tint(name: str) -> str:
    """Return the style of a verdict's or state's background; nothing for one without colour."""
    colour: str | None = words()["tints"].get(name)
    return f"background-color:{colour}" if colour else ""


def known(group: str, name: str) -> bool:
    """Tell whether words.toml has words for `name` in `group`."""
    return name in words()[group]


def reason(text: str) -> tuple[str, str]:
    """Return a reason that a reader gave in English in both languages; one without a translation stands as it is.

    Reasons are clauses joined by "; ", each translated by its pattern in words.toml.

    >>> reason("16 values printed for 15 columns")[0]
    '15 列中印了 16 个数'
    """
    return "；".join(_translated(clause) for clause in text.split("; ")), text


def _translated(clause: str) -> str:
    for pattern, chinese in _reasons():
        if found := pattern.fullmatch(clause):
            return chinese.format(*found.groups())
    return clause


@cache
def words() -> dict[str, Any]:
    """Return words.toml."""
    return tomllib.loads((files("toolkit.show") / "words.toml").read_text("utf-8"))


@cache
def asset(name: str) -> str:
    """Return a style sheet or script of this room."""
    return (files("toolkit.show") / name).read_text("utf-8")


@cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(item["en"], re.S), item["zh"]) for item in words()["reasons"])
