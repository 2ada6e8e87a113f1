"""What a count of requests holds: new or new and carried in; answers with or without what lapsed beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.claim.draft import BASE, IN, NEW, OTHER_ROWS, RES, Draft
from toolkit.claim.requests import ANSWERED

_OTHER = "other_disposition"


def fix_bases(group: list[Draft], text: str) -> None:
    """Give the counts of one sentence of `text` the base that a bracket, a list or a neighbour names, in place."""
    _bare_carries(group, text)
    _bases(group, text)
    _answered_beside_lapsed(group, text)
    _new_among_answered(group, text)


def _bases(group: list[Draft], text: str) -> None:
    """Give a headline its base: 含上年结转 k attached makes it new + carried in; a carried-out part admits it first."""
    for n, made in enumerate(group):
        if made.role not in ("intake", "handled") or made.implied or made.rule == "zero_requests":
            continue
        named = [d for d in group[n + 1 :] if d.role == "in" or d.rule == "intake_new"]
        if (
            made.rule != "intake_new"
            and len({d.role for d in named}) == 2
            and not _answer_between(group, made, named[-1])
        ):
            made.readings, made.note = (BASE,), "base_named"
            continue
        for later in group[n + 1 :]:
            if (
                later.rule == "intake_new"
                and later.part
                and made.rule != "intake_new"
                and not _answer_between(group, made, later)
            ):
                if made.readings != (BASE,):
                    made.readings, made.no_base = (BASE, NEW), False
                continue
            if later.role in ("intake", "handled") and later.chunk != made.chunk:
                break
            if later.role == "in" and later.num is not None and not later.also:
                if later.note == "excluded":
                    made.readings = (NEW,)
                elif _attached(group, made, later, text) and not _answer_between(group, made, later):
                    if _out_beside(group, later) and made.rule != "intake_new":
                        made.readings = (NEW, BASE)  # 收到420件（上年结转8件、结转下年5件）: what it holds is not said
                        break
                    made.readings, made.note = (BASE,), "base_named"
                elif not later.part:
                    break  # 收到78件，上年结转2件: stated beside it, so what is carried out says nothing of the 78
            elif later.role == "base":
                break
            elif (
                later.role == "out"
                and later.part
                and not later.also
                and made.rule != "intake_new"
                and made.readings != (BASE,)
                and not _answer_between(group, made, later)
            ):
                made.readings, made.no_base = (BASE, NEW), False
    for made in group:
        if made.role == "in" and made.note == "excluded":
            made.note = ""


def _out_beside(group: Sequence[Draft], carried: Draft) -> bool:
    """Tell whether the bracket that names what was carried in also names, of itself, what was carried out."""
    return carried.depth > 0 and any(
        d.role == "out" and d.depth == carried.depth and d.start > carried.start and not d.also for d in group
    )


def _answer_between(group: Sequence[Draft], first: Draft, second: Draft) -> bool:
    return any(
        d.role == "answered" and not d.implied and not d.part and first.start < d.start < second.start for d in group
    )


def _attached(group: Sequence[Draft], headline: Draft, carried: Draft, text: str) -> bool:
    """Tell whether the carried-in number is named as a part of the headline (bracket, 其中, 含)."""
    between = text[headline.end : carried.start]
    if len(between) > 60:
        return False
    opened = between.count("(") > between.count(")")
    before = max(d.end for d in group if d.num is not None and headline.start <= d.start < carried.start)
    segment = text[before : carried.start]
    opened = opened and "；" not in segment
    parts = [int(n) for n in re.findall(r"(\d{1,9})[件条宗份起例]", segment)]
    complete = (
        len(parts) > 1 and sum(parts) == headline.value
    )  # 其中涉及A 11件、B 23件，上年结转1件: beside all of them
    marked = (
        "；" not in segment
        and not complete
        and any(word in segment for word in ("其中", "含", "包括", "包含", "连同", "内有"))
    )
    return (opened and "另" not in between and "不含" not in between) or (
        marked and "不含" not in between and "不包" not in between
    )


def _answered_beside_lapsed(group: list[Draft], text: str) -> None:
    """撤回6宗，已作答复30宗: answered then leaves out what the same list counts as withdrawn or lapsed."""
    for n, made in enumerate(group):
        if made.role != "answered" or made.implied:
            continue
        beside = [d for d in group[:n] if _is_lapsed(d)]
        apart = False  # 另有撤回3件、逾期4件: the word goes for the list
        for later in group[n + 1 :]:
            apart = later.also or (apart and later.role == "outcome" and _mark(later, text) == "、")
            if apart and _is_lapsed(later):
                beside.append(later)
        primary = 1 if beside else 2
        beside = beside or _side_by_side(group[n + 1 :], made)
        if beside:
            named = {d.readings[0] for d in beside}
            rows = [_OTHER] if _OTHER in named else [row for row in OTHER_ROWS if row in named]
            minus = "-".join([RES, *rows])
            made.readings = (minus, *(r for r in ANSWERED if r != minus))
            made.primary = primary


def _is_lapsed(made: Draft) -> bool:
    """Tell whether a result is one of the rows of requests that ended without an answer."""
    return made.role == "outcome" and bool(made.readings) and made.readings[0] in OTHER_ROWS


def _mark(made: Draft, text: str) -> str:
    """Return the mark in front of the chunk of a draft."""
    return text[made.chunk - 1 : made.chunk]


def _side_by_side(behind: Sequence[Draft], answered: Draft) -> list[Draft]:
    """Return what stands behind the answers as if beside them, where no other result does.

    收到61件，答复52件，逾期未补正3件，撤回4件，另有2件跨年办理: the words leave open whether the 52 hold the 7.
    """
    beside = [d for d in behind if d.role == "outcome" and d.num is not None]
    lapsed = all(d.part == answered.part and d.readings and d.readings[0] in (*OTHER_ROWS, _OTHER) for d in beside)
    return beside if lapsed else []


def _bare_carries(group: list[Draft], text: str) -> None:
    """结转21件 without a year is carried out, unless the same sentence names what is carried out elsewhere."""
    for n, made in enumerate(group):
        if made.rule != "carried_bare":
            continue
        others = [d for d in group if d is not made and d.role == "out" and not d.implied]
        answered_after = any(d.role == "answered" for d in group[n + 1 :])
        listed = made.depth > 0 or _mark(made, text) == "、"
        beside_new = listed and n > 1 and group[n - 1].rule == "intake_new" and group[n - 1].depth == made.depth
        if beside_new and group[n - 2].role in ("intake", "handled", "base"):  # 申请216件（新收203件、结转13件）
            made.role, made.readings, made.part = "in", (IN,), True
            continue
        if others and answered_after and all(d.start > made.start for d in others):
            made.role, made.readings = "in", (IN,)


def _new_among_answered(group: list[Draft], text: str) -> None:
    """答复61件，其中上年结转3件、本年新收58件: the 58 are answered ones, not all that came in."""
    for n, made in enumerate(group):
        before = group[:n]
        answered = any(d.role == "answered" and not d.part for d in before)
        if (
            made.rule == "intake_new"
            and made.part
            and _mark(made, text) != "；"
            and answered
            and not any(d.role in ("intake", "handled") for d in before)
        ):
            made.readings = (f"{RES}-{IN}", NEW)
