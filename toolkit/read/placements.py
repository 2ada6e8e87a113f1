"""A row's slots → the ways to lay them into the columns, cheapest explanations only. Sums are not looked at here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from toolkit.read.quantity import Print
from toolkit.read.slots import Slot

# What it costs to explain the print away. Only the order matters: empty edges are ghosts of merged cells, an empty
# box inside a row may be one too; a number is dropped only when there is one too many.
EDGE_BLANK, INNER_BLANK, LOST_BLANK, ODD_NUMBER, PLACEHOLDER, NUMBER = 0.1, 1.0, 2.0, 3.0, 3.5, 4.0
# More ways than this to place one row are not weighed one by one.
MOST_WAYS = 2000
# Nor rows with more empty boxes than this.
MOST_GHOSTS = 12


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


def learned_leads(rows: Sequence[Row], width: int) -> Mapping[tuple[int, bool], int]:
    """Learn how many empty slots stand before the first column, for rows of each number of slots.

    Every row of a shape must fit: what one row's print rules out is ruled out for its siblings. A shape whose rows
    agree on no lead, or on several, is not learned.
    """
    leads: dict[tuple[int, bool], set[int]] = {}
    for row in rows:
        solid = [i for i, s in enumerate(row.slots) if s.kind is not Print.BLANK]
        if len(row.slots) > width and solid and solid[-1] - solid[0] < width:
            fits = set(range(max(0, solid[-1] - width + 1), min(solid[0], len(row.slots) - width) + 1))
            shape = (len(row.slots), row.slots[0].ruled)
            leads[shape] = leads[shape] & fits if shape in leads else fits
    return {shape: min(fits) for shape, fits in leads.items() if len(fits) == 1}


def ways_of(row: Row, width: int, leads: Mapping[tuple[int, bool], int]) -> list[Placement]:
    """Return the cheapest placements of a row; an empty box or ghost more than one way is weighed by the sums later."""
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
    if len(slots) > width + MOST_GHOSTS and sum(s.kind is not Print.BLANK for s in slots) == width:
        # A sheet whose columns are those of all its tables: what prints is the row.
        printed = tuple(s for s in slots if s.kind is not Print.BLANK)
        return [Placement(printed, tuple(s for s in slots if s.kind is Print.BLANK))]
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
    if len(solid) > width + 4 or len(slots) > width + MOST_GHOSTS:
        return
    options = _dropping(slots, len(slots) - width) if len(slots) > width else _inserting(slots, width)
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
    # A bare number among ruled cells is a page number or a note sooner than a value.
    return ODD_NUMBER if not slot.ruled and sum(s.ruled for s in slots) > len(slots) // 2 else NUMBER


def _inserting(slots: Sequence[Slot], width: int) -> Iterator[tuple[float, Placement]]:
    missing = width - len(slots)
    for tried, holes in enumerate(combinations(range(width), missing)):
        if tried > 20000:
            return
        values = iter(slots)
        empty = set(holes)
        yield LOST_BLANK * missing, Placement(tuple(None if i in empty else next(values) for i in range(width)), ())
