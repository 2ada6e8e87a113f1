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
# So many rows must have lost as many boxes, and so many of them tell which, before the others follow.
FEWEST_ALIKE, FEWEST_TOLD = 6, 3


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
    _same_holes(rows, len(columns))


def _same_holes(rows: Sequence[Row], width: int) -> None:
    """Where all rows lost as many boxes and those that can tell lost the same ones, so did their siblings.

    An office that leaves its total column blank leaves it blank in every row, in the rows of zeros too.
    """
    short = [row for row in rows if 0 < len(row.slots) < width and row.ways]
    if len(short) < FEWEST_ALIKE or len({len(row.slots) for row in rows}) > 1:
        return
    told = {_holes(row.ways[0]) for row in short if len(row.ways) == 1}
    if len(told) != 1 or sum(len(row.ways) == 1 for row in short) < FEWEST_TOLD:
        return
    (holes,) = told
    for row in short:
        same = [way for way in row.ways if _holes(way) == holes]
        if len(row.ways) > 1 and len(same) == 1:
            row.ways = same
            row.reason = f"{row.reason}; the other rows lost the same column"


def _holes(way: Placement) -> tuple[int, ...]:
    return tuple(i for i, slot in enumerate(way.slots) if slot is None)


def _ghosts(rows: Sequence[Row], width: int) -> Mapping[tuple[int, bool], int]:
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


# --- identities -----------------------------------------------------------------------------------------------------

Numbers = tuple[Decimal | None, ...]


def _printed(slot: Slot | None) -> Decimal | None:
    return slot.quantity.value if slot is not None else None


def _weigh(rows: Sequence[Row], columns: Sequence[str], identities: Sequence[Identity]) -> None:
    """Drop placements that break more identities than others do: along rows, then down columns, until none goes."""
    usable = [i for i in identities if i.op == "==" and not i.cross_year and i.strength != "soft"]
    open_rows = [row for row in rows if len(row.ways) > 1]
    if not open_rows or not usable:
        return
    along = [i for i in usable if i.over == "rows"]
    down = [i for i in usable if i.over == "columns"]
    # Only print is evidence: a number worked out for one row never helps to place another.
    numbers = {row.key: tuple(map(_printed, row.ways[0].slots)) for row in rows if len(row.ways) == 1}
    for row in open_rows:
        _keep_least_broken(row, [(_breaks_along(way, columns, along), ()) for way in row.ways], [i.id for i in along])
    changed = True
    while changed:
        changed = False
        for row in (r for r in open_rows if r.key not in numbers):
            changed = (len(row.ways) > 1 and _weigh_down(row, numbers, columns, along, down)) or changed
            if len(row.ways) == 1:
                numbers[row.key] = tuple(map(_printed, row.ways[0].slots))
                changed = True


def _numbers(way: Placement, columns: Sequence[str], along: Sequence[Identity]) -> Numbers:
    """Return what the columns hold; a single empty box gets the number the row's own sum leaves for it."""
    found = [_printed(slot) for slot in way.slots]
    unknown = [n for n, value in enumerate(found) if value is None]
    if len(unknown) == 1 and (way.slots[unknown[0]] is None or way.slots[unknown[0]].kind is not Print.WORDS):  # type: ignore[union-attr]
        for identity in along:
            value = _solve(dict(zip(columns, found, strict=True)), identity, columns[unknown[0]])
            if value is not None:
                found[unknown[0]] = value
                break
    return tuple(found)


def _solve(at: Mapping[str, Decimal | None], identity: Identity, key: str) -> Decimal | None:
    """Return the value of `key` that makes the identity hold, all other keys known; None where it does not say."""
    known = {k: at.get(k) for k in (*identity.left, *identity.right) if k != key}
    if key not in (*identity.left, *identity.right) or any(v is None for v in known.values()):
        return None
    left = sum((known[k] or Decimal(0) for k in identity.left if k != key), Decimal(0))
    right = sum((known[k] or Decimal(0) for k in identity.right if k != key), Decimal(0))
    return right - left if key in identity.left else left - right


def _holds(at: Mapping[str, Decimal | None], identity: Identity) -> bool | None:
    left = [at.get(k) for k in identity.left]
    right = [at.get(k) for k in identity.right]
    if any(v is None for v in (*left, *right)):
        return None
    return sum(v for v in left if v is not None) == sum(v for v in right if v is not None)


def _breaks_along(way: Placement, columns: Sequence[str], along: Sequence[Identity]) -> int:
    """Count what a placement breaks along its row; a lost number that would have to be negative breaks most."""
    numbers = _numbers(way, columns, along)
    at = dict(zip(columns, numbers, strict=True))
    filled = [v for slot, v in zip(way.slots, numbers, strict=True) if slot is None and v is not None]
    return sum(2 for i in along if _holds(at, i) is False) + 3 * sum(v < 0 for v in filled)


def _weigh_down(
    row: Row,
    numbers: Mapping[str, Numbers],
    columns: Sequence[str],
    along: Sequence[Identity],
    down: Sequence[Identity],
) -> bool:
    """Weigh one open row's placements by the column identities whose other rows are all placed."""
    tellers = [
        i
        for i in down
        if row.key in (*i.left, *i.right) and all(k in numbers or k == row.key for k in (*i.left, *i.right))
    ]
    scores = []
    for way in row.ways:
        own = _numbers(way, columns, along)
        broken = []
        for identity in tellers:
            for c, column in enumerate(columns):
                at = {k: own[c] if k == row.key else numbers[k][c] for k in (*identity.left, *identity.right)}
                if _holds(at, identity) is False:
                    broken.append(f"{identity.id}@{column}")
        scores.append((len(broken), tuple(broken)))
    return _keep_least_broken(row, scores, [i.id for i in tellers])


def _keep_least_broken(row: Row, scores: Sequence[tuple[int, tuple[str, ...]]], ids: Sequence[str]) -> bool:
    """Keep the placements that break least; record which identities told them apart. True if any was dropped."""
    lowest = min(score for score, _ in scores)
    if all(score == lowest for score, _ in scores):
        return False
    named = sorted({name for score, names in scores for name in names if score > lowest}) or [
        f"{i}@{row.key}" for i in ids
    ]
    row.ways = [way for way, (score, _) in zip(row.ways, scores, strict=True) if score == lowest]
    row.proof = (*row.proof, *named)
    return True
