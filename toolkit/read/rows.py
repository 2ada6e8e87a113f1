"""The slots after a label → those of the row itself; what else stands there is a label cell's, a page's, or a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.read.found import Run
from toolkit.read.quantity import Print
from toolkit.read.slots import PAGE_MARK, Slot

IN_LABEL = "a number in a label cell"
BETWEEN = "a number between the cells, such as a page number"
GOES_ON = "another number follows in the next line: it may be the rest of this one"
# Shorter numbers are not broken over two lines.
LONG = 5


@dataclass(slots=True)
class OwnSlots:
    """A row's own slots; `spare` are numbers that stand around it; `doubtful` may go on in the next line."""

    slots: list[Slot]
    spare: list[tuple[Slot, str]] = field(default_factory=list)
    doubtful: Slot | None = None


def own_slots(runs: Mapping[str, Run], width: int) -> dict[str, OwnSlots]:
    """Return each row's own slots."""
    values = {key: [s for s in run.values if not PAGE_MARK.fullmatch(s.text)] for key, run in runs.items()}
    found = {}
    for key, slots in values.items():
        # A line that another row's label or values stand in is that row's, whatever it begins with.
        taken = {(other[0].part, other[0].row) for name, other in values.items() if other and name != key}
        found[key] = _own(slots, width, taken)
    return found


def _own(slots: list[Slot], width: int, taken: set[tuple[str, int]]) -> OwnSlots:
    if 2 * sum(s.ruled for s in slots) <= len(slots):
        while len(slots) > width and slots[-1].kind is Print.BLANK:
            slots.pop()
        return OwnSlots(slots)
    mine = _in_own_lines(slots, width, taken)
    own = {id(s) for s in mine}
    result = OwnSlots(mine)
    last = next((s for s in reversed(mine) if s.kind is not Print.BLANK), None)
    for slot in slots:
        if id(slot) in own or slot.kind is Print.BLANK:
            continue
        in_label = slot.ruled and (slot.part, slot.row) in taken
        if not in_label and last is not None and _may_go_on(last, slot):
            result.doubtful = last
        result.spare.append((slot, IN_LABEL if slot.ruled else BETWEEN))
    return result


def _may_go_on(number: Slot, after: Slot) -> bool:
    """Tell whether `after`, in the line under a long number, may be its last digits."""
    if number.kind is not Print.NUMBER or after.kind is not Print.NUMBER or len(number.text) < LONG:
        return False
    return after.text.isdigit() and (after.line is None or number.line is None or after.line - number.line == 1)


def _in_own_lines(slots: Sequence[Slot], width: int, taken: set[tuple[str, int]]) -> list[Slot]:
    """Return the slots of the row's own line: the label's, or the next that prints, or two that a page break parted."""
    ruled = [s for s in slots if s.ruled]
    lines: dict[int, list[Slot]] = {}
    for slot in ruled:
        lines.setdefault(slot.row, []).append(slot)
    first = ruled[0].row
    home = lines[first]
    others = [line for row, line in lines.items() if row != first and (line[0].part, row) not in taken]
    printed = [line for line in others if _solid(line)]
    if len(home) < width == len(ruled) and _solid(ruled) > _solid(home) > 0:
        return ruled  # together they are exactly one row
    if not _solid(home):
        return printed[0] if printed else home
    if _solid(home) < width and printed and _solid(home) + _solid(printed[0]) <= width:
        return [*home, *printed[0]] if len(home) < width else home
    if len(home) >= width:
        return home
    # Too few: a bare number among the tabbed ones may be a cell that lost its tab.
    return [s for s in slots if s.row == first]


def _solid(line: Sequence[Slot]) -> int:
    return sum(s.kind is not Print.BLANK for s in line)
