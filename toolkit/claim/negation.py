"""Zeros in words: 未收到…申请, 无行政复议、行政诉讼. A negation may deny a whole list, a limited one nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from toolkit.claim.acts import is_publishing
from toolkit.claim.columns import CASES, case_readings
from toolkit.claim.draft import IN, NEW, OUT, RES, Draft, Memory, summed
from toolkit.claim.making import implied
from toolkit.claim.outcomes import outcome_readings
from toolkit.claim.phrases import Token, foreign_causes
from toolkit.claim.whose import counted_last

_ZERO = Decimal(0)


class Zero(Protocol):
    """Keeps one zero: rule, role, readings, subject and, where it is no cell, the reason."""

    def __call__(self, rule: str, role: str, readings: Sequence[str], subject: str, note: str = "") -> None:
        """Keep it."""


_CONNECTOR = re.compile(r"[、，和及与或并]|以及|也|亦|或者|等|件$|案件|情况")
_UNDONE = ("未", "没", "尚未", "从未", "未曾", "并未", "均未")  # they deny the verb behind them, 无 and 没有 its noun
# What gave rise to the case, between 因 and 引起: disclosure work itself, or something else.
_CAUSE = re.compile(r"(?:因|由于|针对|对|就|不服)([^，。；]{1,60})(?:复议|诉讼|诉|争议)")
_DISCLOSURE = re.compile(r"公开|申请|答复|政务|信息|工作")


def scope_of(tokens: Sequence[Token]) -> tuple[Token, list[Token], list[Token]] | None:
    """Return the negation, the words after it and the words before it; None where nothing is denied."""
    for n, token in enumerate(tokens):
        if token.kind == "neg":
            return token, list(tokens[n + 1 :]), list(tokens[:n])
    return None


def read_negation(tokens: Sequence[Token], text: str, start: int, end: int, memory: Memory) -> list[Draft]:
    """Return the zeros stated by a negated stretch `start:end` of squeezed prose."""
    scope = scope_of(tokens)
    if scope is None or any(t.kind in ("modal", "half", "attribute") for t in tokens):
        return []
    neg, after, before = scope
    if any(t.kind in ("deadline", "late", "rate") for t in after):
        return []
    behind = [t for t in after if t.kind in ("subject", "other", "carry", "outcome", "pending", "case", "branch")]
    if any(t.kind == "subject" and t.key in CASES for t in behind):
        behind = [t for t in behind if t.kind != "branch"]  # 复议后提起的诉讼 says itself what it denies
    from_before = not behind
    if from_before:  # 行政复议、行政诉讼均未发生
        verbs_after = any(t.kind in ("verb", "act", "caused") and t.key not in ("answer", "handle") for t in after)
        finished = neg.text not in _UNDONE or verbs_after
        if not finished:
            return []
        behind = [t for t in before if t.kind in ("subject", "other")]
    words = after if not from_before else before + after
    return _zeros(_heads(behind, text), words, before, neg, text, start, end, memory)


def _heads(nouns: list[Token], text: str) -> list[Token]:
    """Keep the nouns that are denied themselves: not those inside 因依申请公开引起的(行政复议)."""
    kept = []
    for n, noun in enumerate(nouns):
        following = nouns[n + 1] if n + 1 < len(nouns) else None
        if following is None or following.kind in ("pending",):
            kept.append(noun)
            continue
        between = text[noun.end : following.start]
        if between == "" and noun.kind == following.kind == "subject" and not noun.text.endswith("和"):
            continue  # 申请|行政复议: the first is a verb
        if (
            (len(between) <= 8 and _CONNECTOR.match(between))
            or "，" in between
            or "、" in between
            or noun.kind in ("outcome", "carry", "pending", "branch")
            or noun.text.endswith("和")
        ):
            kept.append(noun)
    return kept


def _zeros(
    heads: list[Token],
    words: list[Token],
    before: list[Token],
    neg: Token,
    text: str,
    start: int,
    end: int,
    memory: Memory,
) -> list[Draft]:
    stretch = text[start:end]
    limited = any(t.kind == "limited" for t in words)
    cause = _CAUSE.search(stretch)
    foreign = bool(cause and not cause[1].startswith(("此", "而", "其")) and not _DISCLOSURE.search(cause[1]))
    columns = [t.key for t in words if t.kind == "case"]
    branch = next((t.key for t in words if t.kind == "branch"), None)
    made: list[Draft] = []
    at = (start, end)

    def zero(rule: str, role: str, readings: Sequence[str], subject: str, note: str = "") -> None:
        soft = note == "published"
        made.append(implied(memory, rule, role, readings, _ZERO, at, subject=subject, note=note, soft=soft))

    subjects = {h.key for h in heads if h.kind == "subject"}
    if any(h.kind in ("carry", "pending") for h in heads):  # 无结转下年度办理的申请, 无未办结申请
        heads = [h for h in heads if h.key not in ("request", "on_request")]
    for head in heads:
        if head.kind == "other":
            continue
        key = head.key
        if head.kind == "carry":
            years = [t for t in before if t.kind in ("prior", "next") and neg.start - t.end <= 1]
            _carry_zeros([*years, *_years(stretch, memory), *words], neg, zero)
        elif head.kind == "outcome":
            if memory.subject == "request" and "request" not in subjects and not (subjects & set(CASES)):
                readings, no_base = outcome_readings([key])
                if not no_base and not parent_relative(head, text):
                    zero("zero_outcome", "outcome", readings[:1], "request")
        elif head.kind == "case" and head.key == "corrected" and not subjects & set(CASES):
            some = any(t.kind == "outcome" and t.start < head.start for t in words)  # 没有不予公开决定被纠正
            if not limited and not some and not foreign_causes().search(stretch):
                for one in _never_corrected(head, [*before, *words], heads, memory):
                    zero("zero_cases", f"{one}_corrected", case_readings(one, "corrected", branch)[:1], one)
        elif head.kind == "branch":
            _case_zero("suit", columns, key, limited, foreign, zero, head.text)
        elif head.kind == "pending":
            if (memory.subject == "request" or subjects & {"request", "on_request"}) and not heads[:-1]:
                zero("zero_open", "out", (OUT,), "request")
        elif head.kind == "subject" and key in CASES:
            _case_zero(key, columns, branch, limited, foreign, zero, head.text)
        elif head.kind == "subject" and key in ("request", "on_request"):
            _request_zeros(head, words, neg, limited, text, zero)
        elif head.kind == "subject" and key in ("normative_documents", "rules"):
            if _POWER.match(text, head.end):
                continue  # 无规范性文件制定职能 counts nothing
            _document_zeros(key, words, memory, zero)
        elif head.kind == "subject" and key in ("licensing", "penalties", "coercion"):
            if not any(is_publishing(t) for t in words):
                zero("zero_decisions", "decisions", (key,), key)
        elif head.kind == "subject" and key == "admin_fees":
            zero("zero_fees", "fees", ("admin_fees",) if memory.modern else (), key, "" if memory.modern else "no_cell")
        elif key == "processing_fee" or (key == "fee" and memory.subject != "admin_fees"):
            zero("zero_processing_fee", "none", (), "processing_fee", "processing_fee")
    return _beside_stated(_unique(made), memory)


def _never_corrected(head: Token, tokens: Sequence[Token], heads: Sequence[Token], memory: Memory) -> list[str]:
    """Return whose corrections 均未被纠正, 无败诉案件 deny: the cases named or counted before, else suits for 败诉.

    Of several in a list (复议被纠错、诉讼败诉) each has its own.
    """
    since = max((h.end for h in heads if h.kind == "case" and h.start < head.start), default=-1)
    cases = [t for t in tokens if t.kind == "subject" and t.key in CASES and t.end <= head.start]
    named = list(dict.fromkeys(t.key for t in cases if t.start >= since))
    if named:
        return named
    counted = list(dict.fromkeys(d.subject for d in counted_last(memory, 0)))
    if "诉" in head.text and "suit" in counted:
        return ["suit"]
    if memory.subject in CASES:
        return [memory.named] if memory.named else counted or [memory.subject]
    return ["suit"] if memory.subject == "request" and head.text == "败诉" else []


def _beside_stated(made: list[Draft], memory: Memory) -> list[Draft]:
    """Drop the half of 无结转 that a number of the same sentence has stated (上年结转1件…未产生结转)."""
    stated = {d.role for d in memory.here("in", "out") if d.num is not None and d.value > 0}
    bare = {d.rule for d in made} >= {"zero_carried_in", "zero_carried_out"}
    return [d for d in made if not (bare and d.role in stated)]


def parent_relative(head: Token, text: str) -> bool:
    """Tell whether the word only describes a following noun (不予公开的决定书)."""
    return text[head.end : head.end + 3].startswith("的决定")


def _unique(drafts: list[Draft]) -> list[Draft]:
    seen, kept = set(), []
    for made in drafts:
        if (made.rule, made.readings) not in seen:
            seen.add((made.rule, made.readings))
            kept.append(made)
    return kept


def _years(stretch: str, memory: Memory) -> list[Token]:
    """Return words for last and next year for the years that a negated stretch names (没有结转至2024年的申请)."""
    found = []
    for match in re.finditer(r"(?:19|20)\d\d(?=年)", stretch):
        if memory.year is not None and int(match.group()) != memory.year:
            kind = "next" if int(match.group()) > memory.year else "prior"
            found.append(Token(match.start(), match.end(), kind, kind, match.group()))
    return found


def _carry_zeros(words: list[Token], neg: Token, zero: Zero) -> None:
    has_prior, has_next = any(t.kind == "prior" for t in words), any(t.kind == "next" for t in words)
    if has_prior or (not has_next and neg.text not in _UNDONE):  # 办结4件，未结转 tells of the next year only
        zero("zero_carried_in", "in", (IN,), "request")
    if has_next or not has_prior:
        zero("zero_carried_out", "out", (OUT,), "request")


def _case_zero(
    key: str, columns: list[str], branch: str | None, limited: bool, foreign: bool, zero: Zero, text: str
) -> None:
    if limited or foreign:
        zero("limited_negation", "none", (), key, "limited" if limited else "other_cause")
        return
    if key == "dispute" and "复议" in text:
        for one in ("review", "suit"):
            _case_zero(one, columns, branch, limited, foreign, zero, "")
        return
    name = next((c for c in columns if c in ("corrected", "upheld", "other", "pending")), "total")
    role = f"{key}_total" if name == "total" else f"{key}_{name}"
    zero("zero_cases", role, case_readings(key, name, branch)[:1], key)


def _request_zeros(head: Token, words: list[Token], neg: Token, limited: bool, text: str, zero: Zero) -> None:
    if limited:
        return
    earlier = [t for t in words if t.kind in ("subject", "outcome", "other") and t.end <= head.start]
    if earlier and text[head.start - 1] == "的":
        return  # 需要收取费用的申请
    if text[max(0, head.start - 4) : head.start].removesuffix("公开").endswith(("其他", "其它", "另外", "别的")):
        return  # 除收到1件外，未收到其他申请
    verbs = {t.key for t in words if t.kind == "verb"}
    exists = neg.text not in _UNDONE and neg.text not in ("未被", "没有被")
    if not exists and not verbs & {"receive", "new", "handle"}:
        return
    columns = list(dict.fromkeys(t.key for t in words if t.kind == "applicant" and t.end <= head.start))
    readings: tuple[str, ...] = (NEW,)
    anyone = any(w in text[neg.start : head.start] for w in ("任何", "单位", "法人", "组织"))
    if len(columns) == 1 and not (columns[0] == "natural_person" and anyone):
        readings = (f"{NEW}.{columns[0]}", NEW)
    elif columns and "natural_person" not in columns and "org" not in columns:  # 没有商业企业、科研机构申请
        readings = (summed(f"{NEW}.{c}" for c in columns),)
    zero("zero_requests", "intake", readings, "request")
    if verbs & {"handle", "answer"} and verbs & {"receive", "new"}:
        zero("zero_answered", "answered", (RES,), "request")


_POWER = re.compile(r"[^，。；]{0,8}(?:职能|职权|职责|权限|权力|资格)")


def _document_zeros(key: str, words: list[Token], memory: Memory, zero: Zero) -> None:
    acts = ["publish" if is_publishing(t) else t.key for t in words if t.kind == "act" or is_publishing(t)]
    issued, in_force = (
        ("issued_this_year", "in_force_total") if memory.modern else ("produced_this_year", "publicly_available_total")
    )
    if "amend" in acts:
        return
    if "repeal" in acts and memory.modern:
        zero("zero_documents_repealed", "documents", (f"{key}.repealed_this_year",), key)
    if "in_force" in acts:
        zero("zero_documents_in_force", "documents", (f"{key}.{in_force}",), key)
    if "issue" in acts or not acts:
        zero("zero_documents", "documents", (f"{key}.{issued}",), key)
    elif set(acts) == {"publish"}:  # 未主动公开规范性文件
        zero("zero_documents", "documents", (f"{key}.{issued if memory.modern else 'disclosed_this_year'}",), key,
             "published" if memory.modern else "")  # fmt: skip
