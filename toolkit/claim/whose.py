"""Whose result a number is: of the reviews or suits counted just before, of all of them together, or of those named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.claim.columns import CASES, Case, Cases
from toolkit.claim.draft import Draft, Memory

_COURT = re.compile(r"法院|判决|裁定|原告|起诉")
_OUTCOME = re.compile(r"[胜败撤]诉")  # the court's words, but clerks say 败诉 of reviews too
_REVIEWER = re.compile(r"复议(?:机关|维持|决定|结果|纠正)")
_TOTALS = frozenset({"case_total", "cases_together"})
_RESULTS = frozenset({"case_result", "all_cases"})


def counted_last(memory: Memory, depth: int) -> list[Draft]:
    """Return the totals of cases that stand side by side before this point, with no result between them.

    Those of one sentence, without zeros and without what stands in a deeper bracket; a count of all suits gives way
    to those of its blocks, one of everything to those of its kinds.
    """
    group: list[Draft] = []
    for made in reversed(memory.lately()):
        if made.subject not in CASES:
            break
        if made.rule in _TOTALS:
            if group and made.sentence != group[-1].sentence:
                break
            if made.value and made.readings:
                group.append(made)
        elif group and (made.rule in _RESULTS or made.rule == "zero_cases") and not made.role.endswith("_total"):
            break
    group.reverse()
    group = [d for d in group if d.depth <= depth] or group
    if {"review", "suit"} <= {d.subject for d in group}:
        group = [d for n, d in enumerate(group) if d.subject != "dispute" or n == len(group) - 1]
    return group


def case_of(made: Draft) -> Case:
    """Return what kind of case a total counts."""
    return (made.subject, made.branch)


def ways(words: str, nouns: Sequence[str], memory: Memory, text: str, at: int, depth: int) -> list[Cases]:
    """Return whose results the `words` before and behind a number may speak of, the likeliest first.

    `nouns` are the kinds of cases they name, `at` is the number's place, `depth` the brackets it stands in.
    """
    group = counted_last(memory, depth)
    together: list[Cases] = []
    if len({d.subject for d in group}) > 1:
        together = [tuple(dict.fromkeys(map(case_of, group)))]
    named = named_by(words, nouns)
    loose = named is None or not (nouns or _COURT.search(words) or named == "review")
    if named and not loose:
        memory.named = named
    named = named or memory.named
    if named:
        own = [d for d in group if d.subject == named]
        if own or not group or not loose:  # 撤诉 where only reviews were counted is said of them
            return _of_one(own, named) + (together if loose else [])
    if not together:
        return _of_one(group, group[-1].subject if group else memory.subject or "review")
    last, others = group[-1], [d for d in group if d.subject != group[-1].subject]
    alone = _of_one([d for d in group if d.subject == last.subject], last.subject)[:1]
    apart = "；" in text[others[-1].end : last.start] and "；" not in text[last.end : at]
    first_alone = depth > last.depth or (apart and last.sentence == memory.sentence)
    return alone + together if first_alone else together + alone


def named_by(words: str, nouns: Sequence[str]) -> str | None:
    """Return the kind of cases that words name by a noun, by the court or by the reviewing organ."""
    kinds = list(dict.fromkeys(nouns))
    if kinds:
        return kinds[0] if len(kinds) == 1 else "dispute"
    if _REVIEWER.search(words):
        return "review"
    return "suit" if _COURT.search(words) or _OUTCOME.search(words) else None


def _of_one(group: Sequence[Draft], subject: str) -> list[Cases]:
    """Return the ways to read results of one kind of case: of suits a single block first, if that was counted last."""
    blocks = list(dict.fromkeys(d.branch for d in group if d.branch))
    whole: Cases = ((subject, None),)
    if len(blocks) != 1:
        return [whole]
    only: Cases = ((subject, blocks[0]),)
    return [only] if len({d.branch for d in group}) == 1 else [only, whole]
