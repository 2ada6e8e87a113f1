"""What became of requests: the rows and sub-reasons a number's words name, a union of them, parts of one row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.claim.clauses import Unit
from toolkit.claim.draft import MISC, RES, Draft, Memory, summed
from toolkit.claim.making import draft
from toolkit.claim.phrases import Token
from toolkit.claim.scope import is_subset

GRANTED_ANY = ("granted_full+granted_partial", "granted_full")
PARENTS = {"denied_": "denied", "unable_": "unable", "not_processed_": "not_processed", "other_": "other_disposition"}
OPEN_OUTCOMES = {
    "already_public": ("granted_full", "other_misc", "other_disposition", "unable_not_held"),
    "retired": ("other_misc", "other_disposition", "unable_not_held", "not_processed", "denied"),
}


def parent_of(measure: str) -> str | None:
    """Return the row a sub-reason stands under, None for a row that is no sub-reason."""
    for prefix, parent in PARENTS.items():
        if measure.startswith(prefix) and measure != parent:
            return parent
    return None


def outcome_readings(keys: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return readings and `no_base` for the outcome words of one number; several words are a union."""
    keys = list(dict.fromkeys(keys))
    if {"other_correction_overdue", "other_fee_unpaid"} & set(keys):
        keys = [k for k in keys if k != "not_processed"]  # 逾期不补正、行政机关不再处理 is one row of the form
    parents = {parent_of(k) for k in keys}
    keys = [k for k in keys if k not in parents]  # 重复申请、不予处理的 names the row, then narrows it
    if len(keys) > 1 and "granted_full" in keys:
        keys = [k for k in keys if k != "granted_any"]
    if len(keys) > 1:
        keys = [k for k in keys if k != "retired"] or keys[:1]
    if len(keys) == 1:
        key = keys[0]
        if key in OPEN_OUTCOMES:
            return OPEN_OUTCOMES[key], True
        if key == "granted_any":
            return GRANTED_ANY, False
        if key == MISC:
            return (MISC, "other_disposition"), False
        if key == "unable_not_held":
            return (key, "unable"), False
        return (key,), False
    flat = ["granted_full" if k == "granted_any" else k for k in keys]
    if any(k in OPEN_OUTCOMES for k in flat):
        known = [k for k in flat if k not in OPEN_OUTCOMES]
        return tuple(
            summed([*known, alt]) for k in flat if k in OPEN_OUTCOMES for alt in OPEN_OUTCOMES[k] if alt not in known
        ), True
    return (summed(flat),), False


def read_outcome(unit: Unit, text: str, memory: Memory) -> list[Draft]:
    """Read 予以公开34件, 2件无法提供, 其他处理6件, a union, or one applicant's share of an outcome."""
    tokens = [_as_outcome(t, unit) for t in unit.tokens if t.kind == "outcome" or t.key in ("withdrawn", "revoked")]
    if not tokens and memory.here("outcome"):  # a list's 不存在3件 is 信息不存在
        absent = [t for t in unit.of("neg") if t.text == "不存在" and t.end == unit.num.head]
        tokens = [replace(t, key="unable_not_held") for t in absent]
    before = [t for t in unit.tokens if t.end <= unit.num.head]
    intake = [t for t in before if t.kind == "verb" and t.key in ("receive", "new")]
    if tokens and intake and all(t.start > unit.num.start for t in tokens) and not unit.has("rest"):
        tokens = []  # 收到3件申请均予以公开: the number is the intake, the outcome a statement about it
    if unit.has("rest") and any(t.start >= unit.num.tail for t in unit.of("respectively")):
        tokens = []  # 其余32件分别按无法提供（22件）、其他处理（10件）答复
    behind = [t for t in unit.of("subject") if 0 <= t.start - unit.num.tail <= 8]
    if tokens and behind and unit.has("blanket") and all(t.start > behind[0].start for t in tokens):
        tokens = []  # 5件申请均予以公开: likewise
    if tokens and all(t.text == "公开" and t.key == "granted_any" for t in tokens):
        # 公开 alone is an outcome only among the parts of a count of requests
        headline = memory.headline
        same = headline is not None and headline.sentence == memory.sentence and headline.unit == unit.num.unit
        if (not (memory.listing or unit.has("part") or same) or headline is None) and not memory.results:
            tokens = []
    if not tokens:
        several = len(memory.here("outcome")) > 1
        if unit.has("qita") and memory.here("outcome") and (memory.headline is not None or several):
            return [draft(unit, memory, "outcome_other", "outcome", _other_readings(memory))]
        return []
    readings, no_base = outcome_readings([t.key for t in tokens])
    vague = any(t.key in OPEN_OUTCOMES for t in tokens)
    columns = [t.key for t in unit.of("applicant")]
    if len(columns) == 1 and not no_base:
        readings = tuple(f"{r}.{columns[0]}" for r in readings if "+" not in r) or readings
    return [
        draft(
            unit,
            memory,
            "outcome",
            "outcome",
            readings,
            no_base=no_base,
            at_most=readings[0] == MISC,  # 撤回 is one of several things that row (六)3 其他 holds
            **({"soft": True, "note": "vague"} if vague else {}),
            **({"soft": True, "note": "organ"} if is_subset(unit, text, memory) else {}),
        )
    ]


def _as_outcome(token: Token, unit: Unit) -> Token:
    """Return the token as a result of requests: 撤回 is a withdrawal, 全部|公开 beside a number is 予以公开."""
    if token.kind == "case":
        return replace(token, kind="outcome", key=MISC)
    if token.key == "granted_any" and any(
        t.end == token.start and t.text in ("全部", "全") for t in unit.of("blanket")
    ):
        return replace(token, key="granted_full")
    return token


def rows_named(memory: Memory) -> list[Draft]:
    """Return the rows of the form that the sentence has counted, their reasons left out."""
    return [d for d in memory.here("outcome") if d.readings and parent_of(d.readings[0]) is None]


def _row_above_other(memory: Memory) -> bool:
    """Tell whether the list is one of the parts of row (六)."""
    printed = [d for d in rows_named(memory) if d.num is not None]
    return bool(printed) and printed[-1].readings[0] == "other_disposition" and memory.listing


def _other_readings(memory: Memory) -> tuple[str, ...]:
    """Return the readings of 其他 in a list: row (六), with (五) when that is not listed, or all that is not listed."""
    listed = [d.readings[0] for d in memory.here("outcome") if d.readings]
    if not listed and memory.here("applicant"):
        return ()
    if _row_above_other(memory):  # 其他处理33件，其中逾期不补正17件、其他情形16件
        parts = list(dict.fromkeys(m for m in listed if parent_of(m) == "other_disposition"))
        left = "-".join(["other_disposition", *parts])
        return (left,) if MISC in parts else (MISC, left)
    listed = [m for m in listed if parent_of(m) not in listed]
    readings = ["other_disposition"]
    if not any("not_processed" in m for m in listed):
        readings.append("other_disposition+not_processed")
    plain = [m for m in listed if not re.search(r"[-/*]", m)]
    if plain:
        readings.append(f"{RES}-({summed(plain)})")
    return tuple(readings)


def row_above(memory: Memory) -> str | None:
    """Return the row whose parts are being listed: 予以公开18件，其中自然人14件."""
    if not memory.listing or memory.here("intake", "handled", "base", "answered"):
        return None
    rows = [d.readings[0] for d in memory.here("outcome") if d.num is not None and not d.part and d.readings]
    return rows[-1] if rows and not re.search(r"[-+/.*]", rows[-1]) else None
