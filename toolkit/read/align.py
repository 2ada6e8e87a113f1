"""Row slots → columns. Where the print leaves a choice, the table's identities make it, or nobody does.

A row with as many slots as the table has columns is placed as it stands, whatever the identities say: an office's
arithmetic slip is the office's. Only a row with a slot too many or too few (a stray number, a lost blank) has more
than one possible placement. Those that break fewest identities remain; boxes on which they agree are read, the
others are unresolved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.form import Identity
from toolkit.read.placements import Placement, Row, learned_leads, ways_of
from toolkit.read.quantity import Print
from toolkit.read.slots import Slot

# What a lost number that would have to be negative weighs.
IMPOSSIBLE = 3
# So many rows must have lost as many boxes, and so many of them tell which, before the others follow.
FEWEST_ALIKE, FEWEST_TOLD = 6, 3


def place_rows(rows: Sequence[Row], columns: Sequence[str], identities: Sequence[Identity]) -> None:
    """Fill `ways` of every row with the placements that remain; one means placed."""
    leads = learned_leads(rows, len(columns))
    for row in rows:
        row.ways = ways_of(row, len(columns), leads)
    _weigh(rows, columns, identities)
    _same_holes(rows, len(columns))
    _same_blanks(rows, len(columns))


def _same_blanks(rows: Sequence[Row], width: int) -> None:
    """Where every row with a box for each column leaves the same columns blank, so do rows with boxes to spare.

    The ghosts of merged labels stand before some rows alone; without this they could be the blank column's boxes.
    """
    exact = [row for row in rows if len(row.slots) == width]
    always = set(range(width)).intersection(*(_blanks(row.ways[0]) for row in exact if row.ways))
    if len(exact) < FEWEST_ALIKE or not always:
        return
    for row in rows:
        if len(row.slots) > width and len(row.ways) > 1:
            same = [way for way in row.ways if always <= _blanks(way)]
            if len(same) == 1:
                row.ways = same
                row.reason = f"{row.reason}; the other rows leave the same column blank"


def _blanks(way: Placement) -> set[int]:
    return {i for i, slot in enumerate(way.slots) if slot is None or slot.kind is Print.BLANK}


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
        broken = [_breaks_along(way, columns, along) for way in row.ways]
        if min(broken) >= IMPOSSIBLE and len(row.slots) < len(columns):
            # Two boxes may have run together: no place for a lost blank makes the row add up.
            row.ways, row.reason = [], f"{row.reason}; wherever the blank is put, the row does not add up"
            continue
        _keep_least_broken(row, [(score, ()) for score in broken], [i.id for i in along])
    open_rows = [row for row in open_rows if row.ways]
    changed = True
    while changed:
        changed = False
        for row in (r for r in open_rows if r.key not in numbers):
            changed = (len(row.ways) > 1 and _weigh_down(row, numbers, columns, along, down)) or changed
            if len(row.ways) == 1:
                numbers[row.key] = tuple(map(_printed, row.ways[0].slots))
                changed = True
    short = [row for row in open_rows if len(row.slots) < len(columns)]
    if len(short) < FEWEST_ALIKE or 2 * len(short) < len(rows):
        for row in short:
            _doubt_lost_total(row, numbers, columns, along, down)


def _doubt_lost_total(
    row: Row,
    numbers: Mapping[str, Numbers],
    columns: Sequence[str],
    along: Sequence[Identity],
    down: Sequence[Identity],
) -> None:
    """Leave a row open that adds up only because its total is what was lost, unless the columns confirm it.

    Where two boxes ran together (4 and 0 to 40) the row is short of a box too, and a lost total hides it.
    """
    totals = {columns.index(key) for identity in along for key in identity.right}
    if len(row.ways) != 1 or not totals.intersection(_holes(row.ways[0])):
        return
    tellers = _tellers(row, numbers, down)
    if not tellers or len(_broken_down(row, row.ways[0], numbers, columns, along, tellers)) > 1:
        row.ways = []
        row.reason = f"{row.reason}; only a lost total would make them add up, and nothing confirms it"


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
    return sum(2 for i in along if _holds(at, i) is False) + IMPOSSIBLE * sum(v < 0 for v in filled)


def _broken_down(
    row: Row,
    way: Placement,
    numbers: Mapping[str, Numbers],
    columns: Sequence[str],
    along: Sequence[Identity],
    tellers: Sequence[Identity],
) -> tuple[str, ...]:
    """Return what a placement breaks down the columns, as "id@column"."""
    own = _numbers(way, columns, along)
    broken = []
    for identity in tellers:
        for c, column in enumerate(columns):
            at = {k: own[c] if k == row.key else numbers[k][c] for k in (*identity.left, *identity.right)}
            if _holds(at, identity) is False:
                broken.append(f"{identity.id}@{column}")
    return tuple(broken)


def _tellers(row: Row, numbers: Mapping[str, Numbers], down: Sequence[Identity]) -> list[Identity]:
    """Return the column identities that join the row to rows that are all placed."""
    return [
        i
        for i in down
        if row.key in (*i.left, *i.right) and all(k in numbers or k == row.key for k in (*i.left, *i.right))
    ]


def _weigh_down(
    row: Row,
    numbers: Mapping[str, Numbers],
    columns: Sequence[str],
    along: Sequence[Identity],
    down: Sequence[Identity],
) -> bool:
    """Weigh one open row's placements by the column identities whose other rows are all placed."""
    tellers = _tellers(row, numbers, down)
    broken = [_broken_down(row, way, numbers, columns, along, tellers) for way in row.ways]
    return _keep_least_broken(row, [(len(b), b) for b in broken], [i.id for i in tellers])


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
