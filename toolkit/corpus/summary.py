"""The tables of a corpus → counts, as a frame and as a few lines that a person likes to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import polars as pl

from toolkit.study.schema import schema

Lang = Literal["zh", "en"]
Tables = Mapping[str, pl.DataFrame]

# Which column of which table is counted, by its allowed values in their order.
_COUNTED = {
    "files": "status", "cells": "state", "checks": "outcome", "claims": "verdict", "numbers": "kind",
    "coverage": "outcome", "decisions": "status", "edits": "layer",
}  # fmt: skip
_TABLES = (
    "files", "reports", "cells", "checks", "claims", "numbers", "gaps", "leftovers", "omissions", "coverage", "edits",
    "decisions",
)  # fmt: skip
_WORDS: Mapping[str, tuple[str, str]] = {
    "files": ("文件", "files"),
    "reports": ("报告", "reports"),
    "cells": ("单元格", "cells"),
    "checks": ("核对", "checks"),
    "claims": ("正文陈述", "claims"),
    "numbers": ("正文数字", "numbers in the prose"),
    "gaps": ("缺口", "gaps"),
    "leftovers": ("表外余数", "leftovers"),
    "omissions": ("正文未提及的非零单元格", "non-zero cells the prose never mentions"),
    "coverage": ("名录机关与年度", "bodies of the register by year"),
    "decisions": ("人工裁定", "decisions of readers"),
    "edits": ("更正", "edits"),
    "quarantine": ("隔离", "quarantined"),
    "files.read": ("已读", "read"),
    "files.joined": ("合并", "joined"),
    "files.duplicate": ("重复", "duplicate"),
    "files.quarantined": ("隔离", "quarantined"),
    "cells.read": ("有数字", "read"),
    "cells.blank": ("空白", "blank"),
    "cells.placeholder": ("占位符", "placeholder"),
    "cells.deduced": ("推得", "deduced"),
    "cells.unresolved": ("未判明", "unresolved"),
    "checks.holds": ("成立", "hold"),
    "checks.fails": ("不成立，建议核对", "fail, to be checked"),
    "checks.soft": ("仅供参考的不成立", "soft ones that fail, worth a look"),
    "checks.undecided": ("无法判断", "undecided"),
    "coverage.holds": ("有报告", "with a report"),
    "coverage.fails": ("本批没有", "without one here"),
    "coverage.undecided": ("无法判断", "undecided"),
    "decisions.applied": ("已生效", "applied"),
    "decisions.recorded": ("仅记录", "recorded"),
    "decisions.superseded": ("被取代", "superseded"),
    "decisions.stale": ("依据已变，未用", "stale, not applied"),
    "decisions.invalid": ("有误，未用", "invalid, not applied"),
    "edits.deduced": ("推得", "deduced"),
    "edits.proposed": ("建议", "proposed"),
    "edits.adjudicated": ("裁定", "adjudicated"),
    "claims.consistent": ("一致", "consistent"),
    "claims.approximate": ("约数相符", "approximate"),
    "claims.ambiguous": ("含义不定", "ambiguous"),
    "claims.inconsistent": ("不一致，建议核对", "inconsistent, to be checked"),
    "claims.not_comparable": ("无可比单元格", "not comparable"),
    "numbers.linked": ("对应指标", "linked to a measure"),
    "numbers.inner_sum": ("文内合计", "part of a sum"),
    "numbers.date_or_law": ("日期法条文号", "date or law"),
    "numbers.other_subject": ("其他事项", "another subject"),
    "numbers.unknown": ("不明", "unknown"),
}


def counts(tables: Tables) -> Iterator[tuple[str, str, int]]:
    """Yield (table, value, number of rows); the value "" stands for all rows of the table."""
    for table in _TABLES:
        frame = tables[table]
        yield table, "", frame.height
        if table in _COUNTED:
            column = _COUNTED[table]
            (field,) = (f for f in schema().tables[table].fields if f.name == column)
            found = dict(frame.group_by(column).len().iter_rows())
            if table == "checks":
                soft = frame.filter(outcome="fails", severity="soft").height
                found["fails"] = found.get("fails", 0) - soft
            for value in field.values:
                yield table, value, found.get(value, 0)
                if (table, value) == ("checks", "fails"):
                    yield table, "soft", soft


def summary_frame(tables: Tables) -> pl.DataFrame:
    """Return table, value, count and what they are called in both languages."""
    rows = [(table, value or None, n, *_words(table, value)) for table, value, n in counts(tables)]
    return pl.DataFrame(rows, schema=["table", "value", "count", "zh", "en"], orient="row")


def summary_text(tables: Tables, lang: Lang = "en") -> str:
    """Return the counts in lines, then each file that could not be read, with the reason."""
    comma, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    lines: list[tuple[str, int, list[str]]] = []
    for table, value, n in counts(tables):
        word = _words(table, value)[lang == "en"]
        if not value:
            lines.append((word, n, []))
        elif n:
            lines[-1][2].append(f"{word} {n}")
    wide = max(_width(word) for word, _, _ in lines)
    digits = max(len(str(n)) for _, n, _ in lines)
    text = [
        f"{word}{' ' * (wide - _width(word))}  {n:>{digits}}{colon if parts else ''}{comma.join(parts)}"
        for word, n, parts in lines
    ]
    for source, kind, message in tables["quarantine"].select("source", "kind", "message").iter_rows():
        text.append(f"{_WORDS['quarantine'][lang == 'en']}{colon}{source} ({kind}) {message}")
    return "\n".join(text)


def _words(table: str, value: str) -> tuple[str, str]:
    return _WORDS[f"{table}.{value}" if value else table]


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)
