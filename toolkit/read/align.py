"""Row slots → columns. Where the print leaves a choice, the table's identities make it, or nobody does.

A row with as many slots as the table has columns is placed as it stands, whatever the identities say: an office's
arithmetic slip is the office's. Only a row with a slot too many or too few (a stray number, a lost blank) has more
than one possible placement. Those that break fewest identities remain; boxes on which they agree are read, the
others are unresolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from toolkit.form import Identity
from toolkit.read.quantity import Print
from toolkit.read.slots import Slot

# What it costs to explain the print away. Only the order matters: empty edges are ghosts of merged cells, an empty
# box inside a row may be one too; a number is dropped only when there is one too many.
EDGE_BLANK, INNER_BLANK, LOST_BLANK, ODD_NUMBER, PLACEHOLDER, NUMBER = 0.1, 1.0, 2.0, 3.0, 3.5, 4.0
# More ways than this to place one row are not weighed one by one.
MOST_WAYS = 2000


@dataclass(frozen=True, slots=True)
class Placement:
    """One way to read a row: a slot, or None for a lost blank, in each column; `dropped` are left over."""

    slots: tuple[Slot | None, ...]
    dropped: tuple[Slot, ...]

    @property
    def vector(self) -> tuple[tuple[Print, Decimal | None, str], ...]:
        """What the placement says is printed in each column; two placements that say the same are one reading."""
        return tuple(
            (s.quantity.kind, s.quantity.value, s.quantity.unit) if s else (Print.BLANK, None, "") for s in self.slots
        )


@dataclass(slots=True)
class Row:
    """A row to place: its slots, and what is known of its placement."""

    key: str
    slots: list[Slot]
    ways: list[Placement] = field(default_factory=list)
    proof: tuple[str, ...] = ()  # identities that told the ways apart, as "id@column" or "id@row"
    reason: str = ""


def place_rows(rows: Sequence[Row], columns: Sequence[str], identities: Sequence[Identity]) -> None:
    """Fill `ways` of every row with the placements that remain; one means placed."""
    leads = _ghosts(rows, len(columns))
    for row in rows:
        row.ways = _ways(row, len(columns), leads)
    _weigh(rows, columns, identities)


def _ghosts(rows: Sequence[Row], width: int) -> Mapping[tuple[int, bool], int]:
    """Learn from complete rows how many empty slots stand before the first value, by the row's number of slots."""
    votes: dict[tuple[int, bool], dict[int, int]] = {}
    for row in rows:
        solid = [i for i, s in enumerate(row.slots) if s.kind is not Print.BLANK]
        if len(solid) == width and solid[-1] - solid[0] == width - 1:
            count = votes.setdefault((len(row.slots), row.slots[0].ruled), {})
            count[solid[0]] = count.get(solid[0], 0) + 1
    return {shape: max(count, key=lambda lead: count[lead]) for shape, count in votes.items() if len(count) == 1}


def _ways(row: Row, width: int, leads: Mapping[tuple[int, bool], int]) -> list[Placement]:
    slots = row.slots
    if not slots:
        row.reason = "the label is printed without values"
        return []
    if len(slots) == width:
        return [Placement(tuple(slots), ())]
    lead = leads.get((len(slots), slots[0].ruled))
    if len(slots) > width and lead is not None:
        outside = [*slots[:lead], *slots[lead + width :]]
        if all(s.kind is Print.BLANK for s in outside):
            return [Placement(tuple(slots[lead : lead + width]), tuple(outside))]
    ways = list(_cheapest(slots, width))
    if len(ways) > 1 or any(w.dropped for w in ways):
        solid = sum(s.kind is not Print.BLANK for s in slots)
        row.reason = f"{solid} values printed for {width} columns"
    elif not ways:
        row.reason = f"{len(slots)} boxes printed for {width} columns"
    return ways


def _cheapest(slots: Sequence[Slot], width: int) -> Iterator[Placement]:
    """Yield the cheapest placements, one for each different reading."""
    solid = [s for s in slots if s.kind is not Print.BLANK]
    if len(solid) > width + 4 or len(slots) > width + 12:
        return
    if len(slots) > width:
        options = _dropping(slots, len(slots) - width)
    else:
        options = _inserting(slots, width)
    best: list[Placement] = []
    lowest = float("inf")
    seen: set[object] = set()
    for cost, placement in options:
        if cost < lowest - 0.01:
            best, lowest, seen = [], cost, set()
        if cost <= lowest + 0.01 and placement.vector not in seen:
            seen.add(placement.vector)
            best.append(placement)
            if len(best) > MOST_WAYS:
                return
    yield from best


def _dropping(slots: Sequence[Slot], count: int) -> Iterator[tuple[float, Placement]]:
    costs = [_cost_of_dropping(slots, i) for i in range(len(slots))]
    # Dropping anything dearer than the `count` cheapest slots cannot be best unless blanks are shared out differently.
    order = sorted(range(len(slots)), key=lambda i: (costs[i], -i))
    for tried, chosen in enumerate(combinations(order, count)):
        if tried > 20000:
            return
        gone = set(chosen)
        kept = tuple(s for i, s in enumerate(slots) if i not in gone)
        yield sum(costs[i] for i in chosen), Placement(kept, tuple(slots[i] for i in sorted(gone)))


def _cost_of_dropping(slots: Sequence[Slot], i: int) -> float:
    slot = slots[i]
    if slot.kind is Print.BLANK:
        before = all(s.kind is Print.BLANK for s in slots[:i])
        after = all(s.kind is Print.BLANK for s in slots[i + 1 :])
        return EDGE_BLANK if before or after else INNER_BLANK
    if slot.kind is Print.PLACEHOLDER:
        return PLACEHOLDER
    ruled = sum(s.ruled for s in slots)
    odd = (not slot.ruled and ruled > len(slots) // 2) or sum(s.row == slot.row for s in slots) * 3 < len(slots) < 3 * len({s.row for s in slots}) // 2
    return ODD_NUMBER if odd and not slot.ruled else NUMBER


def _inserting(slots: Sequence[Slot], width: int) -> Iterator[tuple[float, Placement]]:
    missing = width - len(slots)
    for tried, holes in enumerate(combinations(range(width), missing)):
        if tried > 20000:
            return
        values = iter(slots)
        empty = set(holes)
        yield LOST_BLANK * missing, Placement(tuple(None if i in empty else next(values) for i in range(width)), ())


# --- identities -----------------------------------------------------------------------------------------------------


def _number(slot: Slot | None) -> Decimal | None:
    """Return what a slot counts for when placements are weighed: an empty box for nothing, words for no one knows."""
    if slot is None or slot.kind in (Print.BLANK, Print.PLACEHOLDER):
        return Decimal(0)
    return slot.quantity.value


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _along(placement: Placement, columns: Sequence[str], identity: Identity) -> bool | None:
    """Try an identity of columns along one row; None where it cannot be told."""
    at = {column: _number(slot) for column, slot in zip(columns, placement.slots, strict=True)}
    left, right = _sum([at.get(k) for k in identity.left]), _sum([at.get(k) for k in identity.right])
    return None if left is None or right is None else left == right


def _weigh(rows: Sequence[Row], columns: Sequence[str], identities: Sequence[Identity]) -> None:
    """Drop placements that break more identities than others do, first along rows, then down columns, until none goes."""
    usable = [i for i in identities if i.op == "==" and not i.cross_year and i.strength != "soft"]
    open_rows = [row for row in rows if len(row.ways) > 1]
    if not open_rows or not usable:
        return
    for row in open_rows:
        for identity in (i for i in usable if i.over == "rows"):
            _keep(row, {n: _along(way, columns, identity) is False for n, way in enumerate(row.ways)}, f"{identity.id}@{row.key}")
    down = [i for i in usable if i.over == "columns"]
    by_key = {row.key: row for row in rows}
    changed = True
    while changed:
        changed = False
        for row in open_rows:
            if len(row.ways) > 1:
                changed = _weigh_down(row, by_key, columns, down) or changed


def _weigh_down(row: Row, by_key: Mapping[str, Row], columns: Sequence[str], down: Sequence[Identity]) -> bool:
    """Weigh one open row's placements by the column identities whose other rows are all placed."""
    broken = dict.fromkeys(range(len(row.ways)), 0)
    used = []
    for identity in down:
        keys = (*identity.left, *identity.right)
        others = [by_key.get(key) for key in keys if key != row.key]
        if row.key not in keys or any(other is None or len(other.ways) != 1 for other in others):
            continue
        for c, column in enumerate(columns):
            verdicts = [_down(row, way, c, by_key, identity) for way in row.ways]
            if False in verdicts and True in verdicts:
                used.append(f"{identity.id}@{column}")
                for n, holds in enumerate(verdicts):
                    broken[n] += holds is False
    if not used:
        return False
    lowest = min(broken.values())
    if all(count == lowest for count in broken.values()):
        return False
    row.ways = [way for n, way in enumerate(row.ways) if broken[n] == lowest]
    row.proof = (*row.proof, *used)
    return True


def _down(row: Row, way: Placement, c: int, by_key: Mapping[str, Row], identity: Identity) -> bool | None:
    def side(keys: Sequence[str]) -> Decimal | None:
        return _sum([_number((way if key == row.key else by_key[key].ways[0]).slots[c]) for key in keys])

    left, right = side(identity.left), side(identity.right)
    return None if left is None or right is None else left == right


def _keep(row: Row, broken: Mapping[int, bool], proof: str) -> None:
    """Keep the placements that break nothing, if there are any and not all are."""
    good = [way for n, way in enumerate(row.ways) if not broken[n]]
    if good and len(good) < len(row.ways):
        row.ways = good
        row.proof = (*row.proof, proof)
