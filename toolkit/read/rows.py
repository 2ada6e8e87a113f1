"""The slots after a label → those of the row itself; what else stands there is a label cell's, a page's, or a doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.form import Table
from toolkit.read.found import Run
from toolkit.read.quantity import Print
from toolkit.read.slots import PAGE_MARK, Slot

IN_LABEL = "a number in a label cell"
BETWEEN = "a number between the cells, such as a page number"
GOES_ON = "another number follows in the next line: it may be the rest of this one"
# So many full rows must show ghosts, and this share of them as many as the form has, before a short row loses its own.
FEWEST_GHOSTS, ALIKE = 4, 0.8
# So many full rows of one depth must show the same ghosts behind their labels.
FEWEST_LEADS = 2
# Shorter numbers are not broken over two lines.
LONG = 5


@dataclass(slots=True)
class OwnSlots:
    """A row's own slots; `spare` are numbers that stand around it; `doubtful` may go on in the next line."""

    slots: list[Slot]
    spare: list[tuple[Slot, str]] = field(default_factory=list)
    doubtful: Slot | None = None


def own_slots(runs: Mapping[str, Run], form: Table) -> dict[str, OwnSlots]:
    """Return each row's own slots."""
    width = len(form.columns)
    values = {key: [s for s in run.values if not PAGE_MARK.fullmatch(s.text)] for key, run in runs.items()}
    found = {}
    # A line that another row's label or values stand in is that row's, whatever it begins with.
    begins = Counter((slots[0].part, slots[0].row) for slots in values.values() if slots)
    for key, slots in values.items():
        own = {(slots[0].part, slots[0].row)} if slots else set()
        found[key] = _own(slots, width, begins.keys() - {begin for begin in own if begins[begin] == 1})
    nesting = _nesting(form)
    _drop_ghosts(found, runs, width, nesting)
    _drop_leads(found, width, nesting)
    return found


# --- ghosts of merged cells -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Nesting:
    """How deep a row's label stands under its groups, and how many of them the row before has printed already.

    A merged cell leaves an empty one before the label in each row it covers but the first.
    """

    depth: int
    ghosts: int


def _nesting(form: Table) -> dict[str, _Nesting]:
    parents = {row.key: row.parent for row in form.rows}
    begun: set[str] = set()
    found = {}
    for row in form.data_rows:
        depth = ghosts = 0
        parent = row.parent
        while parent is not None:
            depth += 1
            ghosts += parent in begun
            begun.add(parent)
            parent = parents[parent]
        found[row.key] = _Nesting(depth, ghosts)
    return found


def _drop_ghosts(
    found: dict[str, OwnSlots], runs: Mapping[str, Run], width: int, nesting: Mapping[str, _Nesting]
) -> None:
    """Take from short rows the ghosts of the next row's merged cells, which would else fill the place of a lost box.

    Where nothing parts the rows, the empty cells before a label stand at the end of the row before it. Rows that are
    full show whether this text has them.
    """
    printed = sorted(found, key=lambda key: runs[key].first)
    ahead = {key: nesting[after].ghosts for key, after in pairwise(printed)}
    counts = {}
    for key in ahead:
        slots = found[key].slots
        solid = len(slots) - next((n for n, s in enumerate(reversed(slots)) if s.kind is not Print.BLANK), len(slots))
        counts[key] = (solid, len(slots) - solid)
    full = [(ahead[key], ghosts) for key, (solid, ghosts) in counts.items() if solid == width and ahead[key]]
    if len(full) < FEWEST_GHOSTS or sum(a == b for a, b in full) < ALIKE * len(full):
        return
    for key, (solid, ghosts) in counts.items():
        if 0 < ghosts <= ahead[key] and solid < width:
            del found[key].slots[solid:]
        elif ghosts > ahead[key] > 0 and solid + ghosts < width + ahead[key]:
            del found[key].slots[-ahead[key] :]


def _drop_leads(found: dict[str, OwnSlots], width: int, nesting: Mapping[str, _Nesting]) -> None:
    """Take from rows the ghosts between label and first value, as many as the full rows of the same depth have.

    A label that spans several columns leaves them; in a row that lost a box they would else fill its place.
    """
    leads: dict[int, list[int]] = {}
    for key, own in found.items():
        solid = [n for n, s in enumerate(own.slots) if s.kind is not Print.BLANK]
        if len(solid) == width:
            leads.setdefault(nesting[key].depth, []).append(solid[0])
    for key, own in found.items():
        known = leads.get(nesting[key].depth, [])
        if len(known) < FEWEST_LEADS or len(set(known)) > 1:
            continue
        blank = next((n for n, s in enumerate(own.slots) if s.kind is not Print.BLANK), 0)
        del own.slots[: min(known[0], blank)]


# --- one row --------------------------------------------------------------------------------------------------------


def _own(slots: list[Slot], width: int, taken: set[tuple[str, int]]) -> OwnSlots:
    if not slots or 2 * sum(s.ruled for s in slots) < len(slots):
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
