"""Statements about a count made before: 均已办结, 全部予以公开, 均维持, 其余正在办理, and a lone case's outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.claim.clauses import Chunk, Unit
from toolkit.claim.columns import CASES, Cases, case_readings, result_readings
from toolkit.claim.draft import IN, NEW, OUT, RES, Draft, Memory
from toolkit.claim.making import implied
from toolkit.claim.outcomes import GRANTED_ANY, outcome_readings, parent_of
from toolkit.claim.phrases import Token
from toolkit.claim.whose import case_of, counted_last, named_by


def read_blanket(tokens: Sequence[Token], at: tuple[int, int], memory: Memory, depth: int = 0) -> list[Draft]:
    """Return what words without a number of their own say about the counts before them."""
    if not tokens:
        return []
    if memory.headline is None and memory.subject not in CASES:
        return _reason_of_last(tokens, at, memory)
    kinds = {t.kind for t in tokens if "审" not in t.text or t.kind != "half"}
    if "modal" in kinds or "half" in kinds:
        return []
    every = "blanket" in kinds or any(t.text == "均为" for t in tokens)
    rest = "rest" in kinds or any(t.kind == "pending" and t.text.startswith("剩余") for t in tokens)
    if memory.subject in CASES and "branch" in kinds:
        return _all_of_branch(tokens, at, memory, depth, every)
    if memory.subject in CASES and kinds & {"case", "qita", "pending"}:
        totals = _counted(tokens, rest, memory, depth)
        return _about_cases(tokens, at, memory, totals, every, rest, depth > 0) if totals else []
    if memory.subject == "request" and memory.headline is not None:
        return _about_requests(tokens, at, memory, every, rest)
    return []


def _reason_of_last(tokens: Sequence[Token], at: tuple[int, int], memory: Memory) -> list[Draft]:
    """Read 其他处理5件，均为申请人逾期不补正 where no count of requests was stated: all of the row for one reason."""
    last = memory.last
    every = any(t.kind == "blanket" or t.text == "均为" for t in tokens)
    if last is None or last.role != "outcome" or last.sentence != memory.sentence or not every:
        return []
    named = dict.fromkeys(t.key for t in tokens if t.kind == "outcome")
    reasons = [key for key in named if parent_of(key) in last.readings]
    if len(reasons) != 1:
        return []
    readings, no_base = outcome_readings(reasons)
    return [implied(memory, "all_outcome", "outcome", readings, last.value, at, no_base=no_base)]


def reason_inside(chunk: Chunk, last: Draft, memory: Memory) -> list[Draft]:
    """Read 不予处理1件（信访投诉类）: a bracket that names one reason of the row gives it the row's number."""
    named = dict.fromkeys(t.key for t in chunk.tokens if t.kind == "outcome")
    plain = all(t.kind in ("outcome", "shield", "cause") for t in chunk.tokens)
    if len(named) != 1 or not plain or parent_of(*named) not in last.readings[:1]:
        return []
    readings, no_base = outcome_readings(list(named))
    at = (chunk.start, chunk.end)
    return [implied(memory, "all_outcome", "outcome", readings, last.value, at, no_base=no_base)]


def read_tail(unit: Unit, memory: Memory, made: Sequence[Draft]) -> list[Draft]:
    """Read what follows the number in its own chunk as a statement about it (收到3件申请均予以公开)."""
    if not made or made[-1].role not in ("intake", "handled", "in", "review_total", "suit_total", "dispute_total"):
        return []
    tail = [t for t in unit.tokens if t.start >= unit.num.tail and t.kind not in ("subject", "carry", "neg")]
    if made[-1].role == "in":  # 上年结转2件均已答复 tells nothing of the new ones
        tells = _no_new(memory)
    else:
        tells = any(t.kind in ("blanket", "done", "case", "outcome") for t in tail)
    if not tail or not tells:
        return []
    return read_blanket(tail, (tail[0].start, max(t.end for t in tail)), memory)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A total of cases that words behind it speak of, or several together."""

    cases: Cases
    subject: str
    value: Decimal
    start: int


def _counted(tokens: Sequence[Token], rest: bool, memory: Memory, depth: int) -> list[_Counted]:
    """Return the totals that words without a number speak of: those named, else all that stand side by side."""
    group = counted_last(memory, depth)
    named = named_by("".join(t.text for t in tokens), [t.key for t in tokens if t.key in CASES])
    named = named if named or rest else memory.named  # 复议维持3件、诉讼维持3件，其余未审结 is the rest of both
    group = [d for d in group if named in (None, "dispute", d.subject) or d.subject == "dispute"]
    if {d.branch for d in group if d.subject == "suit"} > {None}:  # 诉讼8件，其中直接起诉5件，均维持
        group = [d for d in group if d.subject != "suit" or d.branch]
    found = [_Counted((case_of(d),), d.subject, d.value, d.start) for d in group]
    since = found[0].start if found else 0
    if len(found) > 1 and any(d.rule == "case_result" and d.subject == "dispute" for d in _results(memory, since)):
        cases = tuple(case for one in found for case in one.cases)  # 复议7件、诉讼5件，维持9件，其余未审结
        return [_Counted(cases, "dispute", sum((one.value for one in found), Decimal(0)), since)]
    return found


def _all_of_branch(
    tokens: Sequence[Token], at: tuple[int, int], memory: Memory, depth: int, every: bool
) -> list[Draft]:
    """Read 行政诉讼5件，均为复议后提起: all suits are of one block."""
    suits = [d for d in counted_last(memory, depth) if d.subject == "suit" and d.branch is None]
    blocks = {t.key for t in tokens if t.kind == "branch"}
    if not suits or len(blocks) != 1 or not (every or suits[-1].value == 1):
        return []
    block = blocks.pop()
    readings = case_readings("suit", "total", block)
    value = suits[-1].value
    return [implied(memory, "all_cases", "suit_branch", readings, value, at, subject="suit", branch=block)]


def _about_cases(
    tokens: Sequence[Token],
    at: tuple[int, int],
    memory: Memory,
    totals: list[_Counted],
    every: bool,
    rest: bool,
    bracketed: bool,
) -> list[Draft]:
    columns = list(dict.fromkeys(t.key for t in tokens if t.kind == "case"))
    if any(t.kind == "pending" for t in tokens) and "pending" not in columns:
        columns = ["pending"]
    if any(t.kind == "qita" for t in tokens):
        columns = ["other"]
    if "decided" in columns and len(columns) > 1:
        columns.remove("decided")
    if len(columns) != 1:
        return []
    left = {one: _left(memory, one, columns) for one in totals}
    totals = [one for one in totals if rest or left[one] > 0 or one.value == 0] or totals
    if (not every and not rest) or bracketed:
        totals = [max(totals, key=lambda one: one.start)]
    made = []
    for one in totals:
        value = one.value
        if rest:
            value = left[one]
        elif every and columns != ["pending"]:
            value = _decided(memory, one) or value  # 5件，已审结4件，均维持
        if value < 0 or (value == 0 and not rest) or (not every and not rest and one.value != 1):
            continue
        readings, no_base = result_readings([one.cases], columns)
        role = f"{one.subject}_{columns[0]}"
        soft = rest and (_unread_since(memory, one.start) or len(one.cases) > 1)
        made.append(
            implied(
                memory, "all_cases", role, readings, value, at, no_base=no_base, subject=one.subject, soft=soft,
                branch=one.cases[0][1],
            )
        )  # fmt: skip
    return made


def _results(memory: Memory, since: int) -> list[Draft]:
    """Return the results of cases read after `since`."""
    return [d for d in memory.lately() if d.rule in ("case_result", "all_cases") and d.start > since]


def _decided(memory: Memory, total: _Counted) -> Decimal | None:
    """Return how many of a total are decided, where that was said after it."""
    decided = [d for d in _results(memory, total.start) if d.role == f"{total.subject}_decided" and not d.implied]
    return decided[-1].value if decided else None


def _left(memory: Memory, total: _Counted, columns: list[str]) -> Decimal:
    """Return what the results already printed leave of a total, or of what is decided of it."""
    found = [d for d in _results(memory, total.start) if d.subject == total.subject and d.rule == "case_result"]
    parts = sum((d.value for d in found if not d.role.endswith("_decided")), Decimal(0))
    decided = _decided(memory, total)
    if columns == ["pending"]:
        return total.value - max(parts, decided or Decimal(0))  # 8件，已审结6件，其余未审结
    return (total.value if decided is None else decided) - parts


def _unread_since(memory: Memory, start: int) -> bool:
    """Tell whether numbers of which nothing is known stand in between, so that a rest cannot be computed."""
    return any(at > start and not subject for at, subject in memory.other_spans[-20:])


def _about_requests(
    tokens: Sequence[Token], at: tuple[int, int], memory: Memory, every: bool, rest: bool
) -> list[Draft]:
    headline = memory.headline
    assert headline is not None
    answered = memory.here("answered")
    count = answered[-1] if answered else headline
    outcomes = [t.key for t in tokens if t.kind == "outcome"]
    soft = any(t.kind == "deadline" or (t.kind == "pending" and "期" in t.text) for t in tokens)
    answer = any(t.kind == "verb" and t.key == "answer" for t in tokens)
    if rest:
        return _remainder(tokens, at, memory, headline, outcomes, answer)
    if memory.last is not None and memory.last.role == "in" and answer and _no_new(memory):
        return [implied(memory, "carried_in_answered", "answered", (RES,), memory.last.value, at)]
    if any(t.kind in ("carry", "neg", "rate", "late") for t in tokens) or count.value == 0:
        return []
    columns = list(dict.fromkeys(t.key for t in tokens if t.kind == "applicant"))
    if any(t.kind == "channel" and t.text != "书面" for t in tokens) and not columns:
        return []
    lone = count.value == 1
    one_asked = lone and any("申请人" in t.text or "自然人" in t.text for t in tokens)
    if (every or one_asked) and len(columns) == 1 and not outcomes and not answer:
        readings = (f"{NEW}.{columns[0]}", f"{NEW}.{columns[0]}+{IN}.{columns[0]}")
        return [implied(memory, "all_by", "applicant", readings, headline.value, at)]
    if outcomes and (every or lone):
        return _all_outcome(outcomes, at, memory, count, every)
    done = any(t.kind == "done" or (t.kind == "verb" and t.text.startswith("已")) for t in tokens)
    if answer and (every or done):
        return [implied(memory, "all_answered", "blanket", (OUT,), Decimal(0), at, soft=soft or not every)]
    if every and any(t.kind == "pending" for t in tokens) and headline.role == "intake":
        return [implied(memory, "all_open", "out", (OUT,), headline.value, at, soft=True)]
    return []


def _no_new(memory: Memory) -> bool:
    return any(d.value == 0 for d in memory.lately("intake"))


def _all_outcome(outcomes: list[str], at: tuple[int, int], memory: Memory, count: Draft, every: bool) -> list[Draft]:
    if len(set(outcomes)) > 1 and not every:
        return []
    readings, no_base = outcome_readings(outcomes)
    last = memory.last
    if last is not None and last.role == "outcome" and parent_of(readings[0]) in last.readings:
        count = last  # 不予公开18件（均为行政执法案卷）
    reasons = _reasons_just_listed(readings[0], memory)
    if len(reasons) > 1:  # 属于执法案卷4件、属于查询事项3件，均不予公开
        value = sum((d.value for d in reasons), Decimal(0))
        return [implied(memory, "all_outcome", "outcome", readings, value, at, no_base=no_base)]
    if set(outcomes) == {"granted_any"}:
        readings = (GRANTED_ANY[1], GRANTED_ANY[0])
    part = last is None and memory.listing  # 收到12件，其中涉及征地2件，均不予公开: of the 2, or of all
    return [implied(memory, "all_outcome", "outcome", readings, count.value, at, no_base=no_base, soft=part)]


def _reasons_just_listed(row: str, memory: Memory) -> list[Draft]:
    """Return the sub-reasons of `row` that end what the sentence has counted so far."""
    listed: list[Draft] = []
    for made in reversed(memory.here()):
        if made.role != "outcome" or made.num is None or not made.readings or parent_of(made.readings[0]) != row:
            break
        listed.append(made)
    return listed


def _remainder(
    tokens: Sequence[Token], at: tuple[int, int], memory: Memory, headline: Draft, outcomes: list[str], answer: bool
) -> list[Draft]:
    """Read 其余均已答复, 其余不予公开, 其余正在办理: the headline less what was named."""
    out = sum((d.value for d in memory.here("out") if not d.dropped), Decimal(0))
    parts = sum((d.value for d in memory.here("outcome")), Decimal(0))
    every_part = out + parts
    if any(t.kind == "pending" and not t.text.startswith("剩余") for t in tokens):
        done = sum((d.value for d in memory.here("answered") if d is not headline), Decimal(0)) or parts
        value = headline.value - done
        return [implied(memory, "rest_open", "out", (OUT,), value, at, soft=True)] if value >= 0 and done else []
    if outcomes:
        readings, no_base = outcome_readings(outcomes)
        value = headline.value - every_part
        return (
            [implied(memory, "rest_outcome", "outcome", readings, value, at, no_base=no_base, soft=True)]
            if value >= 0
            else []
        )
    if answer and every_part and headline.role in ("intake", "handled", "base"):
        value = headline.value - out  # what was granted or denied before is answered too
        if value >= 0:
            return [implied(memory, "rest_answered", "answered", (RES, f"{RES}-{IN}"), value, at)]
    return []
