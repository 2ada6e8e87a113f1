"""Cells + claims → omissions: cells that are not zero and that no statement of the prose speaks of.

Reported as silence, not as error: a report need not repeat its tables. A statement speaks of what the reading that
holds names itself, or its first where none does; a statement about a sum of its parts. What a measure takes away is not
spoken of (已答复30件, less those withdrawn, says nothing of how many were), nor are readings that the words also admit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from toolkit.claim import Claim
from toolkit.form.expression import Atom, Binary, Node
from toolkit.form.measure import MeasureError, parse
from toolkit.form.names import Name, UnknownNameError, parts, resolve
from toolkit.read import Cell, State


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """Which columns of a table prose could be expected to state; `columns` ("*",) means all."""

    id: str
    version: int
    table: str
    columns: tuple[str, ...]

    def covers(self, cell: Cell) -> bool:
        """Tell whether the rule speaks of this cell."""
        return cell.table == self.table and ("*" in self.columns or cell.column in self.columns)


@dataclass(frozen=True, slots=True)
class Omission:
    """A printed number other than 0 of which the prose says nothing, and the rule that expected it."""

    cell: Cell
    rule: SilenceRule


@cache
def silence_rules() -> tuple[SilenceRule, ...]:
    """Return the rules of omissions.toml."""
    raw = tomllib.loads((files("toolkit.study") / "omissions.toml").read_text("utf-8"))
    return tuple(SilenceRule(r["id"], r["version"], r["table"], tuple(r["columns"])) for r in raw["rules"])


def find_omissions(cells: Iterable[Cell], claims: Sequence[Claim]) -> Iterator[Omission]:
    """Yield the cells that print a number other than 0 and of which no claim speaks."""
    touched: set[str] = set()
    for claim in claims:
        for reading in claim.readings[:1] if claim.held is None else (claim.held,):
            touched |= touches(reading.measure)
    for cell in cells:
        if cell.state is not State.READ or not cell.value or cell.key in touched:
            continue
        rule = next((rule for rule in silence_rules() if rule.covers(cell)), None)
        if rule is not None:
            yield Omission(cell, rule)


@lru_cache(maxsize=4096)
def touches(measure: str) -> frozenset[str]:
    """Return the cells of this year's report, `table.row.column`, that a measure speaks of, parts of sums included.

    What it takes away is not spoken of.

    >>> sorted(touches("litigation_total") & touches("litigation_direct_total"))
    ['reconsideration_litigation.cases.litigation_direct_total']
    """
    try:
        node = parse(measure).node
    except MeasureError:
        return frozenset()
    found: set[str] = set()
    waiting = [name.cell for name in _added(node) if not name.prior]
    while waiting:
        cell = waiting.pop()
        if cell in found:
            continue
        found.add(cell)
        try:
            waiting += [part.cell for way in parts(resolve(cell)) for part in way]
        except UnknownNameError:
            continue
    return frozenset(found)


def _added(node: Node) -> Iterator[Name]:
    """Yield the names of a measure but those it takes away."""
    match node:
        case Atom(name):
            yield name
        case Binary(sign, left, right):
            yield from _added(left)
            if sign != "-":
                yield from _added(right)
