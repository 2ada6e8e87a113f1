"""Slots → tables: where each official table stands in the print, and which slots follow which row label.

A table is known by its own labels, so a report without headings, or with tables under wrong headings, is read all
the same. The result says which slots *may* be the values of a row; `align` decides which value is in which column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from toolkit.form import editions, load_form, section_of
from toolkit.read.anchors import find_anchors
from toolkit.read.cases import find_cases
from toolkit.read.fold import squeeze
from toolkit.read.found import CASES, GAP, ODD_PRINT, SENTENCE, Found, Run
from toolkit.read.labels import Labels, RowLabel, bare, enumerator, labels
from toolkit.read.quantity import Print, is_unit
from toolkit.read.slots import PAGE_MARK, Slot

# A stretch of requests labels shorter than this is a list in the prose, not the table.
# In a narrower table words in place of a number are a label or a unit as easily.
FEWEST_COLUMNS = 3
FEWEST_ROWS = {"requests": 4, "stat_table": 4}


def find_tables(slots: Sequence[Slot]) -> list[Found]:
    """Return the tables in printed order; a table printed twice is found twice."""
    found = [table for table in _clusters(slots, find_anchors(slots, labels())) if _is_table(table)]
    found.extend(find_cases(slots, found))
    found.sort(key=lambda table: table.first)
    _heads(slots, found)
    return found


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
    own_line = stop >= len(slots) or slots[stop].row != label_row
    words = 0
    while position < stop:
        slot = slots[position]
        if slot.kind is not Print.WORDS:
            values.append(slot)
        elif _in_unit_column(slots, position, values, width):
            pass
        elif (
            slot.ruled and values and slot.row == label_row and len(slot.text) <= 12 and not _is_form(slot.text, index)
        ):
            # Where a line holds one row alone, empty boxes may be ghosts; elsewhere each box counts.
            if (_solid(values) if own_line else len(values)) >= width:
                break
            values.append(slot)  # words where a number should stand
        elif _is_odd_print(slots, position, stop, values, width, run):
            values.append(slot)
        elif len(slot.text) > SENTENCE:
            break
        elif not values:
            words += 1  # the label's continuation, or a unit column
            if words > 3:
                break
        elif not any(v.kind is not Print.BLANK for v in values) and index.is_group(slot.text):
            pass  # a group's label, centred beside the rows of the group
        elif _solid(values) >= width or not _passes(slot, run, index):
            break
        position += 1
    return values, position


def _solid(values: Sequence[Slot]) -> int:
    return sum(v.kind is not Print.BLANK for v in values)


def _is_form(text: str, index: Labels) -> bool:
    """Tell whether words are the form's own print."""
    return index.is_group(text) or index.is_head(text) or "第二十条" in text


def _in_unit_column(slots: Sequence[Slot], position: int, values: Sequence[Slot], width: int) -> bool:
    """Tell whether words are a unit (件) in a column of its own: before all values of a row that is full without it."""
    slot = slots[position]
    if not slot.ruled or not is_unit(slot.text) or any(v.kind is not Print.BLANK for v in values):
        return False
    after = [s for s in slots[position + 1 : position + 2 + width] if s.row == slot.row]
    return _solid(after) >= width


def _is_odd_print(
    slots: Sequence[Slot], position: int, stop: int, values: Sequence[Slot], width: int, run: Run
) -> bool:
    """Tell whether words are what a box prints (见附件, 未统计) and no label.

    With them the row is exactly full; before the first value they must stand in the label's own line of fields.
    """
    slot = slots[position]
    index = labels()
    if len(slot.text) > ODD_PRINT or width < FEWEST_COLUMNS or _passes(slot, run, index) or index.is_group(slot.text):
        return False
    if not values and not (slot.ruled and slots[run.last].ruled):
        return False
    after = 0
    for following in slots[position + 1 : min(stop, position + 2 * width)]:
        in_line = slot.ruled and following.ruled and following.row == slot.row  # other boxes may hold words too
        if following.kind is Print.WORDS and not in_line:
            break
        after += following.kind is not Print.BLANK
    return after > 0 and _solid(values) + 1 + after == width


def _passes(slot: Slot, run: Run, index: Labels) -> bool:
    """Tell whether words inside a row may be skipped: a page mark, a repeated head, more of the row's own label."""
    if PAGE_MARK.fullmatch(slot.text) or index.is_head(slot.text):
        return True
    rest = squeeze(slot.text)
    own = index.names.get((run.label.table, run.label.row), [])
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
