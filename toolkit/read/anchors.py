"""Slots → the row labels that stand among them, whole or in pieces, then those nearly right beside known ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from toolkit.read.found import EXPLAINED, GAP, SENTENCE, Run
from toolkit.read.labels import Labels, RowLabel, enumerator
from toolkit.read.quantity import Print
from toolkit.read.slots import Slot

# So many empty boxes behind a label are a row's.
FEWEST_BOXES = 7
ARTICLE_20 = frozenset({"art20_1", "art20_5", "art20_6", "art20_8", "art20_9"})


def find_anchors(slots: Sequence[Slot], index: Labels) -> list[Run]:
    """Return the rows whose labels stand in `slots`, in printed order, each without values yet."""
    return _near_anchors(slots, _anchors(slots, index), index)


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
    first = position
    while position < len(slots) and slots[position].kind is Print.BLANK:
        position += 1
    if position >= len(slots) or slots[position].kind is not Print.WORDS:
        return False
    following = slots[position].text
    if position - first >= FEWEST_BOXES and all(found.row == "outcomes_total" for found in index.exact(following)):
        return False  # a row left blank, and the total under it
    if enumerator(following) == "1" or index.exact(following) or index.is_piece(following):
        return True
    return index.near(following, ("requests",)) is not None


def _named(slots: Sequence[Slot], position: int, index: Labels) -> tuple[int, tuple[RowLabel, ...]]:
    """Return how many slots from `position` on make a label, and the rows it names."""
    slot = slots[position]
    if len(slot.text) > SENTENCE and not (slot.ruled and "(" in slot.text and len(slot.text) <= EXPLAINED):
        return 0, ()
    exact = index.exact(slot.text)
    if len(slot.text) > SENTENCE:
        return (1 if exact else 0), exact
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
    nearest = min(later, key=lambda c: c.order) if later else None
    # No column's head has a number before it: "3.其他" under a head that is repeated overleaf is the row.
    numbered = nearest is not None and enumerator(slot.text) == nearest.enumerator != ""
    if nearest is not None and (numbered or not behind_head):
        ahead = nearest.order - previous.order if previous else 0
        # The one row of （六） of 2019 is ordered before the three of 2021, so that 总计 comes fourth after it.
        if not nearest.needs_parent or numbered or ahead <= 3 or (ahead == 4 and not enumerator(slot.text)):
            return nearest
    if later or behind_head:
        return None
    # "（七）总计" after "四、结转下年度": two rows changed places.
    beside = [
        c
        for c in candidates
        if previous and c.table == previous.table and -3 <= c.order - previous.order < 0
        if c.enumerator == enumerator(slot.text) != ""
    ]
    if len(beside) == 1:
        return beside[0]
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
