"""Slots → tables: where each official table stands in the print, and which slots follow which row label.

A table is known by its own labels, so a report without headings, or with tables under wrong headings, is read all
the same. The result says which slots *may* be the values of a row; `align` decides which value is in which column.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.form import editions, load_form, section_of
from toolkit.read.fold import squeeze
from toolkit.read.labels import Labels, RowLabel, bare, enumerator, labels
from toolkit.read.quantity import Print
from toolkit.read.slots import PAGE_MARK, Slot

CASES = "reconsideration_litigation"
# A sentence, not a label or a head. The longest official label has 36 characters, with its aside 45.
SENTENCE = 64
# The widest gap, in slots, between two rows of one table: a repeated head and a page mark fit in.
GAP = 60
# A stretch of requests labels shorter than this is a list in the prose, not the table.
# Section four, head broken into single characters and all, has fewer slots than this.
CASES_LONG = 400
ARTICLE_20 = frozenset({"art20_1", "art20_5", "art20_6", "art20_8", "art20_9"})
FEWEST_ROWS = {"requests": 4, "stat_table": 4}
_CASES_HEAD = ("未经复议直接起诉", "复议后起诉")
_CASES_WORDS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "行政复议", "行政诉讼", *_CASES_HEAD)
_CASES_LINE = re.compile("(?:" + "|".join(_CASES_WORDS) + ")+")
# Longest line of the head of section four, when its ten words stand in one line.
_CASES_LONGEST = 90


@dataclass(slots=True)
class Run:
    """A row label and the slots after it up to the next label."""

    label: RowLabel
    first: int  # index of the first slot of the label
    last: int  # index of the last slot of the label
    values: list[Slot] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class Found:
    """One printed table: its rows in printed order, the slots it covers, and the squeezed words of its head."""

    table: str
    runs: list[Run]
    first: int
    last: int
    head: str = ""
    head_slots: list[Slot] = field(default_factory=list)
    orphans: list[Run] = field(default_factory=list)  # runs under print that is no known label


def find_tables(slots: Sequence[Slot]) -> list[Found]:
    """Return the tables in printed order; a table printed twice is found twice."""
    index = labels()
    anchors = _anchors(slots, index)
    anchors = _near_anchors(slots, anchors, index)
    found = [table for table in _clusters(slots, anchors) if _is_table(table)]
    found.extend(_cases(slots, found))
    found.sort(key=lambda table: table.first)
    _heads(slots, found)
    return found


# --- labels in the stream -------------------------------------------------------------------------------------------


def _anchors(slots: Sequence[Slot], index: Labels) -> list[Run]:
    """Return the rows whose labels stand in the stream letter by letter, whole or in up to four pieces."""
    runs: list[Run] = []
    previous: RowLabel | None = None
    behind_head = False  # the words just before were a column's head
    position = 0
    while position < len(slots):
        slot = slots[position]
        if slot.kind is not Print.WORDS:
            if slot.kind is not Print.BLANK:
                behind_head = False
            position += 1
            continue
        width, candidates = _named(slots, position, index)
        chosen = _choose(candidates, slot, previous, behind_head)
        if chosen is not None and index.is_group(slot.text) and _opens_group(slots, position + width, index):
            chosen = None
        if chosen is not None:
            runs.append(Run(chosen, position, position + width - 1))
            previous, behind_head = chosen, False
        else:
            behind_head = index.is_head(slot.text)
        position += max(width, 1) if chosen else 1
    return runs


def _opens_group(slots: Sequence[Slot], position: int, index: Labels) -> bool:
    """Tell whether a label that is a row in one edition and a group in another (其他处理) is a group here."""
    while position < len(slots) and slots[position].kind is Print.BLANK:
        position += 1
    if position >= len(slots) or slots[position].kind is not Print.WORDS:
        return False
    following = slots[position].text
    if enumerator(following) == "1" or index.exact(following) or index.is_piece(following):
        return True
    return index.near(following, ("requests",)) is not None


def _named(slots: Sequence[Slot], position: int, index: Labels) -> tuple[int, tuple[RowLabel, ...]]:
    """Return how many slots from `position` on make a label, and the rows it names."""
    slot = slots[position]
    if len(slot.text) > SENTENCE:
        return 0, ()
    exact = index.exact(slot.text)
    if exact or index.is_head(slot.text) or index.is_group(slot.text):
        return (1 if exact else 0), exact
    joined = slot.text
    for width in range(2, 5):
        if position + width > len(slots):
            break
        piece = slots[position + width - 1]
        if piece.kind is not Print.WORDS or len(joined) + len(piece.text) > SENTENCE:
            break
        joined += piece.text
        exact = index.exact(joined)
        if exact:
            return width, exact
    return 0, ()


def _choose(
    candidates: Sequence[RowLabel], slot: Slot, previous: RowLabel | None, behind_head: bool
) -> RowLabel | None:
    """Pick the row meant by a label that several rows or a column share, by what stands before it."""
    sure = [c for c in candidates if not c.needs_parent]
    if len(sure) == 1 and len(candidates) == 1:
        return sure[0]
    later = [c for c in candidates if previous and c.table == previous.table and c.order > previous.order]
    if later and not behind_head:
        nearest = min(later, key=lambda c: c.order)
        numbered = enumerator(slot.text) == nearest.enumerator != ""
        if not nearest.needs_parent or numbered or (previous and nearest.order - previous.order <= 3):
            return nearest
    if later or behind_head:
        return None
    numbered_only = [c for c in candidates if c.enumerator and c.enumerator == enumerator(slot.text)]
    if len(numbered_only) == 1 and not numbered_only[0].needs_parent:
        return numbered_only[0]
    return sure[0] if len({c.table for c in sure}) == 1 and len(sure) == 1 else None


def _near_anchors(slots: Sequence[Slot], anchors: list[Run], index: Labels) -> list[Run]:
    """Add rows whose labels are misspelt, cut short or broken, looking only beside rows already found."""
    if not anchors:
        return anchors
    taken = {i for run in anchors for i in range(run.first, run.last + 1)}
    starts = [run.first for run in anchors]
    seen: dict[tuple[str, str], list[int]] = {}
    for run in anchors:
        seen.setdefault((run.label.table, run.label.row), []).append(run.first)
    extra: list[Run] = []
    position = max(0, starts[0] - GAP)
    while position < len(slots):
        slot = slots[position]
        if slot.kind is not Print.WORDS or position in taken:
            position += 1
            continue
        first = position
        while position < len(slots) and slots[position].kind is Print.WORDS and position not in taken:
            position += 1
        # The label is what stands last before the values; a head or a group before values is no misspelt row.
        last = slots[position - 1].text
        if position >= len(slots) or position in taken or index.is_head(last) or index.is_group(last):
            continue
        after = bisect_left(starts, first)
        around = {a.label.table for a in anchors[max(0, after - 1) : after + 1] if abs(a.first - first) < GAP}
        if any(table in ARTICLE_20 for table in around):
            around |= ARTICLE_20  # each has one or two rows: a misspelt one may be all there is of its table
        nearest = _nearest(slots, first, position, tuple(sorted(around)), index) if around else None
        if nearest is not None:
            known = seen.setdefault((nearest.label.table, nearest.label.row), [])
            if not any(abs(other - nearest.first) < 4 * GAP for other in known):
                extra.append(nearest)
                known.append(nearest.first)
    return sorted([*anchors, *extra], key=lambda run: run.first) if extra else anchors


def _nearest(slots: Sequence[Slot], first: int, end: int, tables: tuple[str, ...], index: Labels) -> Run | None:
    for start in range(end - 1, max(first, end - 4) - 1, -1):
        text = "".join(slots[i].text for i in range(start, end))
        if len(text) > SENTENCE:
            return None
        label = index.near(text, tables)
        if label:
            return Run(label, start, end - 1, note=f"label printed as “{text}”")
    return None


# --- rows and tables ------------------------------------------------------------------------------------------------


def _clusters(slots: Sequence[Slot], anchors: Sequence[Run]) -> Iterator[Found]:
    """Group rows into tables: a new one begins with another table, a wide gap, or when the rows begin again."""
    current: list[Run] = []

    def close(stop: int) -> Found:
        found = Found(current[0].label.table, list(current), current[0].first, current[-1].last)
        _collect(slots, found, stop)
        return found

    for run in anchors:
        if current and _breaks(current, run):
            yield close(run.first)
            current = []
        current.append(run)
    if current:
        yield close(len(slots))


def _breaks(current: Sequence[Run], run: Run) -> bool:
    last = current[-1]
    if run.label.table != last.label.table or run.first - last.last > GAP + 20:
        return True
    again = any(known.label.row == run.label.row for known in current)
    orders = [known.label.order for known in current]
    return again and (run.label.order <= min(orders) or run.label.order + 6 < max(orders))


def _collect(slots: Sequence[Slot], found: Found, stop: int) -> None:
    """Give each row the slots after its label that may be its values; gather runs under unknown labels."""
    for number, run in enumerate(found.runs):
        following = found.runs[number + 1].first if number + 1 < len(found.runs) else min(stop, run.last + GAP)
        run.values, end = _values(slots, run, following)
        found.last = max(found.last, end - 1)
        if number + 1 < len(found.runs) or found.table.startswith("art20"):
            found.orphans.extend(_orphans(slots, end, following, found))
    found.orphans.extend(_orphan_before(slots, found))


def _values(slots: Sequence[Slot], run: Run, stop: int) -> tuple[list[Slot], int]:
    index = labels()
    width = len(_columns(run.label.table))
    values: list[Slot] = []
    position = run.last + 1
    label_row = slots[run.last].row
    words = 0
    while position < stop:
        slot = slots[position]
        if slot.kind is not Print.WORDS:
            values.append(slot)
        elif slot.ruled and values and slot.row == label_row and not index.is_group(slot.text) and len(slot.text) <= 12:
            if len(values) >= width:
                break
            values.append(slot)  # words where a number should stand
        elif len(slot.text) > SENTENCE:
            break
        elif not values:
            words += 1  # the label's continuation, or a unit column
            if words > 3:
                break
        elif not any(v.kind is not Print.BLANK for v in values) and index.is_group(slot.text):
            pass  # a group's label, centred beside the rows of the group
        elif sum(v.kind is not Print.BLANK for v in values) >= width or not _passes(slot, run, index):
            break
        position += 1
    return values, position


def _passes(slot: Slot, run: Run, index: Labels) -> bool:
    """Tell whether words inside a row may be skipped: a page mark, a repeated head, more of the row's own label."""
    if PAGE_MARK.fullmatch(slot.text) or index.is_head(slot.text):
        return True
    rest = squeeze(slot.text)
    own = [
        name
        for name, rows in index.rows.items()
        if any(r.row == run.label.row and r.table == run.label.table for r in rows)
    ]
    return len(rest) >= 2 and any(rest in name for name in own)


def _orphans(slots: Sequence[Slot], start: int, stop: int, found: Found) -> Iterator[Run]:
    """Yield rows of numbers between two known rows whose label is none of the form's."""
    index = labels()
    position = start
    while position < stop:
        if slots[position].kind is not Print.WORDS or len(slots[position].text) > SENTENCE:
            if len(slots[position].text) > SENTENCE:
                return
            position += 1
            continue
        first = position
        while position < stop and slots[position].kind is Print.WORDS:
            position += 1
        text = slots[position - 1].text
        values = []
        while position < stop and slots[position].kind is not Print.WORDS:
            values.append(slots[position])
            position += 1
        if any(v.kind is Print.NUMBER for v in values) and not index.is_group(text) and not index.is_head(text):
            label = RowLabel(found.table, "", 0, False, enumerator(text))
            yield Run(label, first, position - len(values) - 1, values, f"“{text}”")
            found.last = max(found.last, position - 1)


def _orphan_before(slots: Sequence[Slot], found: Found) -> Iterator[Run]:
    """Yield the row of numbers that stands right before the first known row, if its label is none of the form's."""
    index = labels()
    position = found.runs[0].first - 1
    while position >= 0 and slots[position].kind is not Print.WORDS:
        position -= 1
    values = list(slots[position + 1 : found.runs[0].first])
    if position < 0 or not any(v.kind is Print.NUMBER for v in values):
        return
    text = slots[position].text
    if len(text) <= SENTENCE and not index.is_group(text) and not index.is_head(text) and not index.exact(text):
        yield Run(RowLabel(found.table, "", 0, False, enumerator(text)), position, position, values, f"“{text}”")


@lru_cache(maxsize=32)
def _columns(table: str) -> tuple[str, ...]:
    """Return the column keys of the widest edition of `table`."""
    widest: tuple[str, ...] = ()
    for edition in editions():
        form = load_form(edition)
        if table in form.tables and len(form.tables[table].columns) > len(widest):
            widest = tuple(column.key for column in form.tables[table].columns)
    return widest


def _is_table(found: Found) -> bool:
    """Tell a table from the same words in a list or a menu: enough rows, and print where values stand."""
    if len({run.label.row for run in found.runs}) < FEWEST_ROWS.get(found.table, 1):
        return False
    numbers = sum(1 for run in found.runs for v in run.values if v.kind in (Print.NUMBER, Print.PLACEHOLDER))
    blanks = sum(1 for run in found.runs for v in run.values if v.kind is Print.BLANK and v.ruled)
    return numbers > 0 or blanks > 0 or len(found.runs) >= 8


# --- section four ---------------------------------------------------------------------------------------------------


def _cases(slots: Sequence[Slot], known: Sequence[Found]) -> Iterator[Found]:
    """Find the one-row table of section four by its head, which may be broken into single characters."""
    covered = {i for found in known for i in range(found.first, found.last + 1)}
    pieces: list[str] = []
    owner: list[int] = []
    for i, slot in enumerate(slots):
        if slot.kind is Print.WORDS and len(slot.text) <= _CASES_LONGEST and i not in covered:
            text = squeeze(slot.text)
            pieces.append(text)
            owner.extend([i] * len(text))
    words = "".join(pieces)
    position = 0
    while True:
        at = words.find(_CASES_HEAD[0], position)
        if at < 0:
            return
        found, stop = _cases_at(slots, owner[at], covered)
        if found is not None:
            yield found
        position = max(at + len(_CASES_HEAD[0]), bisect_left(owner, stop))


def _cases_at(slots: Sequence[Slot], at: int, covered: set[int]) -> tuple[Found | None, int]:
    """Return the table whose head holds slot `at`, if values follow, and the slot after the head and values."""
    index = labels()
    first = at
    while first > max(0, at - GAP) and first - 1 not in covered and slots[first - 1].kind is not Print.NUMBER:
        text = slots[first - 1].text
        if text and not _is_cases_head(text, index):
            break
        first -= 1
    last_head, position = at, at
    while position < min(len(slots), at + CASES_LONG) and position not in covered:
        slot = slots[position]
        if slot.kind is Print.WORDS:
            if not _is_cases_head(slot.text, index):
                if not PAGE_MARK.fullmatch(slot.text):
                    break
            elif not any(s.kind is Print.NUMBER for s in slots[last_head:position]):
                last_head = position
        position += 1
    values = [slot for slot in slots[last_head + 1 : position] if slot.kind is not Print.WORDS]
    while values and values[-1].kind is Print.BLANK and not values[-1].ruled:
        values.pop()
    if not any(v.kind is not Print.BLANK or v.ruled for v in values):
        return None, position
    label = RowLabel(CASES, "cases", 1, False, "")
    return Found(CASES, [Run(label, at, last_head, _data_row(values))], first, position - 1), position


def _is_cases_head(text: str, index: Labels) -> bool:
    """Tell whether a piece belongs to the head: whole heads, or characters of one (结, 维持, 尚未审)."""
    if len(text) > _CASES_LONGEST:
        return False
    name = squeeze(text)
    if not name or name in index.heads:
        return True
    return any(name in head for head in _CASES_WORDS) or _CASES_LINE.fullmatch(name) is not None


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


# --- heads ----------------------------------------------------------------------------------------------------------


def _heads(slots: Sequence[Slot], found: Sequence[Found]) -> None:
    """Attach to each table the words before its first row, back to the table before it or a sentence."""
    for number, table in enumerate(found):
        floor = found[number - 1].last + 1 if number else 0
        position = table.first
        if table.table == CASES:
            position = table.runs[0].last + 1
            floor = table.first
        members: list[Slot] = []
        while position - 1 >= floor and table.first - position < GAP:
            slot = slots[position - 1]
            if len(slot.text) > SENTENCE:
                break
            members.append(slot)
            position -= 1
        members.reverse()
        table.head_slots = [m for m in members if m.kind is Print.WORDS]
        table.head = "".join(squeeze(m.text) for m in table.head_slots)
        if table.table != CASES:
            table.first = min(table.first, _head_start(slots, position, table.first))


def _head_start(slots: Sequence[Slot], floor: int, first: int) -> int:
    """Return the first slot of the head proper: heads, titles and notes of the table, not a paragraph before it."""
    index = labels()
    start = first
    for position in range(first - 1, floor - 1, -1):
        slot = slots[position]
        if slot.kind is Print.NUMBER or "。" in slot.text or section_of(slot.text) is not None:
            break
        text = bare(slot.text)
        if slot.kind is Print.WORDS and (index.is_head(slot.text) or index.is_group(slot.text) or _is_head_print(text)):
            start = position
    return start


def _is_head_print(name: str) -> bool:
    return (
        any(word in name for word in ("勾稽", "信息内容", "第二十条", "申请人情况", "法人或其他组织", "统计指标"))
        or len(name) <= 4
    )
