"""Drafts made from a number and its words, or from words alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.claim.clauses import Unit
from toolkit.claim.draft import Draft, Memory

# Seldom units of a request: 次 and the like count something else as often.
_ODD_UNITS = frozenset({"次", "个", "部", "篇", "封", "单", "桩", "笔", "卷", "款"})


def draft(unit: Unit, memory: Memory, rule: str, role: str, readings: Sequence[str], **more: object) -> Draft:
    """Return a draft for `unit`, not yet kept."""
    made = Draft(
        rule=rule, subject=memory.subject or "request", role=role, value=unit.num.value, readings=tuple(readings),
        start=unit.num.start, end=unit.num.tail, num=unit.num, unit=unit.num.unit, qualifier=unit.num.qualifier,
        soft=memory.subject == "request" and unit.num.unit in _ODD_UNITS,
        chunk=unit.chunk.start, depth=unit.chunk.depth,
        part=memory.listing or unit.has("part"),
        also=any(t.text not in ("尚有", "还有", "仍有") for t in unit.of("also")),
    )  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    return made


def implied(
    memory: Memory, rule: str, role: str, readings: Sequence[str], value: Decimal, at: tuple[int, int], **more: object
) -> Draft:
    """Return a draft for a number the words state without printing it; `at` is the place of those words."""
    made = Draft(
        rule=rule, subject=memory.subject or "request", role=role, value=value, readings=tuple(readings),
        start=at[0], end=at[1], implied=True,
    )  # fmt: skip
    for name, item in more.items():
        setattr(made, name, item)
    return made
