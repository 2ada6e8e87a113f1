"""The small registers beside the forms: report sections, legal sources, filling rules."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from toolkit.form.labels import essence


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six standard sections. `patterns` match a whole heading after `labels.essence`."""

    number: int
    key: str
    zh: str
    en: str
    kind: str  # text, table or tables
    headings: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A legal document behind a form; `verified` says how much of it was read."""

    id: str
    doc_no: str
    title_zh: str
    title_en: str
    date: str
    role: str
    verified: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FillingRule:
    """A rule for filling in the form, with its basis ("" where none is known) and how far it is verified."""

    id: str
    zh: str
    en: str
    basis: str
    verification: str


@cache
def sections() -> tuple[Section, ...]:
    """Return the six sections in order."""
    return tuple(
        Section(
            number=item["number"],
            key=item["key"],
            zh=item["zh"],
            en=item["en"],
            kind=item["kind"],
            headings=tuple(item["headings"]),
            patterns=tuple(item["patterns"]),
        )
        for item in _register("sections")["sections"]
    )


@lru_cache(maxsize=4096)
def section_of(line: str) -> int | None:
    """Return the number of the section that `line` is the heading of, by its words alone; None for any other line.

    The printed number is not asked: reports number their sections wrongly, twice or not at all.

    >>> section_of("1、 总体情况"), section_of("三、街道收到和处理政府信息公开申请情况"), section_of("（一）主动公开")
    (1, 3, None)
    """
    if len(line.strip()) > _register("sections")["longest"] or _BRACKETED.match(line):
        return None
    words = essence(line)
    if re.search(_register("sections")["prose"], words):
        return None
    return next((number for number, pattern in _headings() if pattern.fullmatch(words)), None)


_BRACKETED = re.compile(r"\s*[(（][\s一二三四五六七八九十0-9]{1,4}[)）]")


@cache
def _headings() -> tuple[tuple[int, re.Pattern[str]], ...]:
    compiled: list[tuple[int, re.Pattern[str]]] = []
    for section in sections():
        words = [re.escape(essence(heading)) for heading in section.headings]
        compiled.append((section.number, re.compile("|".join((*words, *section.patterns)))))
    return tuple(compiled)


@cache
def sources() -> tuple[Source, ...]:
    """Return the legal documents, oldest rule first as registered."""
    return tuple(
        Source(
            id=item["id"],
            doc_no=item.get("doc_no", ""),
            title_zh=item["title_zh"],
            title_en=item["title_en"],
            date=item["date"],
            role=item["role"],
            verified=item["verified"],
            urls=tuple(item.get("urls", ())),
        )
        for item in _register("sources")["sources"]
    )


@cache
def filling_rules() -> tuple[FillingRule, ...]:
    """Return the known rules for filling in the form."""
    return tuple(FillingRule(**item) for item in _register("filling_rules")["rules"])


@cache
def _register(name: str) -> dict[str, Any]:
    return tomllib.loads((files("toolkit.form") / f"{name}.toml").read_text("utf-8"))
