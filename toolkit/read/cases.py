"""Slots → the one-row table of section four, which has no row label: it is known by its head."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from toolkit.read.fold import squeeze
from toolkit.read.found import CASES, GAP, ODD_PRINT, Found, Run
from toolkit.read.labels import Labels, RowLabel, labels
from toolkit.read.quantity import Print
from toolkit.read.slots import PAGE_MARK, Slot

# The head, broken into single characters and all, has fewer slots than this.
_LONG = 400
_HEAD = ("未经复议直接起诉", "复议后起诉")
_WORDS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "行政复议", "行政诉讼", *_HEAD)
# Narrow columns cut these words anywhere, and a line holds a piece of each: 结果维 结果纠 其他结 尚未审 总.
_LINE = re.compile("[" + "".join(sorted(set("".join(_WORDS)))) + "]+")
# Longest line of the head, when its ten words stand in one line.
_LONGEST = 90
_COLUMNS = 15


def find_cases(slots: Sequence[Slot], known: Sequence[Found]) -> Iterator[Found]:
    """Find the one-row table of section four by its head, which may be broken into single characters."""
    covered = {i for found in known for i in range(found.first, found.last + 1)}
    pieces: list[str] = []
    owner: list[int] = []
    for i, slot in enumerate(slots):
        if slot.kind is Print.WORDS and len(text := squeeze(slot.text)) <= _LONGEST and i not in covered:
            pieces.append(text)
            owner.extend([i] * len(text))
    words = "".join(pieces)
    position = 0
    while True:
        at = words.find(_HEAD[0], position)
        if at < 0:
            return
        found, stop = _at(slots, owner[at], covered)
        if found is not None:
            yield found
        position = max(at + len(_HEAD[0]), bisect_left(owner, stop))


def _at(slots: Sequence[Slot], at: int, covered: set[int]) -> tuple[Found | None, int]:
    """Return the table whose head holds slot `at`, if values follow, and the slot after the head and values."""
    index = labels()
    first = at
    while first > max(0, at - GAP) and first - 1 not in covered and slots[first - 1].kind is not Print.NUMBER:
        text = slots[first - 1].text
        if text and not _is_head(text, index):
            break
        first -= 1
    last_head, position = at, at
    odd: set[int] = set()  # words in place of a number
    while position < min(len(slots), at + _LONG) and position not in covered:
        slot = slots[position]
        if slot.kind is Print.WORDS:
            if not _is_head(slot.text, index):
                if _is_odd_print(slots, position, last_head):
                    odd.add(position)
                elif not PAGE_MARK.fullmatch(slot.text):
                    break
            elif not any(s.kind is Print.NUMBER for s in slots[last_head:position]):
                last_head = position
        position += 1
    inside = range(last_head + 1, position)
    values = [slots[i] for i in inside if slots[i].kind is not Print.WORDS or i in odd]
    while len(values) > _COLUMNS and values[-1].kind is Print.BLANK and not values[-1].ruled:
        values.pop()
    if not any(v.kind is not Print.BLANK or v.ruled for v in values):
        return None, position
    label = RowLabel(CASES, "cases", 1, False, "")
    return Found(CASES, [Run(label, at, last_head, _data_row(values))], first, position - 1), position


def _is_odd_print(slots: Sequence[Slot], position: int, last_head: int) -> bool:
    """Tell whether words among the values are what a box prints (见附件): short, and the row is full with them."""
    if len(slots[position].text) > ODD_PRINT:
        return False
    own = slots[position]
    before = sum(s.kind is not Print.BLANK for s in slots[last_head + 1 : position])
    after = 0
    for slot in slots[position + 1 : position + 1 + _COLUMNS]:
        in_line = own.ruled and slot.ruled and slot.row == own.row  # other boxes of the line may hold words too
        if slot.kind is Print.WORDS and not in_line:
            break
        after += slot.kind is not Print.BLANK
    in_line = own.ruled and slots[position - 1].row == own.row
    return (after > 0 or in_line) and before + 1 + after == _COLUMNS


def _is_head(text: str, index: Labels) -> bool:
    """Tell whether a piece belongs to the head: whole heads, or characters of one (结, 维持, 尚未审)."""
    name = squeeze(text)
    if len(name) > _LONGEST:
        return False
    if not name or name in index.heads:
        return True
    return any(name in head for head in _WORDS) or _LINE.fullmatch(name) is not None


def _data_row(values: Sequence[Slot]) -> list[Slot]:
    """Return the slots of the rows that print something; where no row does, the slots of the last row."""
    rows: dict[int, list[Slot]] = {}
    for slot in values:
        rows.setdefault(slot.row, []).append(slot)
    printed = [row for row, members in rows.items() if any(m.kind is not Print.BLANK for m in members)]
    if not printed:
        return rows[max(rows)] if rows else []
    full = [row for row in printed if sum(m.kind is not Print.BLANK for m in rows[row]) >= 15]
    keep = full[:1] or printed
    return [slot for slot in values if slot.row in keep]
