"""One report → all that its figures could be: as printed, as sentences and repairs have it, blanks within bounds.

A blank may be any number that the identities of the form leave open; nothing is taken to be 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import polars as pl

from toolkit.form import MeasureError, load_form, parse
from toolkit.form.expression import Atom
from toolkit.form.names import Name, parts
from toolkit.read import State
from toolkit.repair import deduce
from toolkit.repair.equations import table_equations
from toolkit.study.linear import Linear
from toolkit.study.view import figure

TOGGLES = 6  # alternatives of one report that are tried in every combination; beyond, alone and all together


@dataclass(frozen=True, slots=True)
class Toggle:
    """One alternative to the print: cells (or sums of cells) with their other values, and where it comes from."""

    why: str
    values: Mapping[str, Fraction]
    fault: int | None = None  # of several ways to mend one fault, one at most is true


@dataclass(frozen=True, slots=True)
class Part:
    """A sum of figures in one scenario: what is known of it, and how often each unknown cell stands in it."""

    known: Fraction
    open: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a cell without a number can be; `high` None where nothing bounds it."""

    low: Fraction
    high: Fraction | None


@dataclass
class Figures:
    """The figures of one report: printed or deduced numbers, bounds of the others, and the alternatives."""

    printed: Mapping[str, Fraction]
    deduced: Mapping[str, Fraction] = field(default_factory=dict)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    toggles: tuple[Toggle, ...] = ()
    unplaced: int = 0  # disputed sentences about sums that no cell stands for

    def part(self, of: Linear, changed: Mapping[str, Fraction]) -> Part | None:
        """Return a sum of figures under `changed`; None where the form has no such figure."""
        known, unknown = Fraction(0), dict[str, int]()
        for name, times in of.terms.items():
            for leaf, value in self._leaves(name, changed):
                if value is not None:
                    known += times * value
                elif leaf in self.bounds:
                    unknown[leaf] = unknown.get(leaf, 0) + times
                else:
                    return None
        return Part(known, {leaf: times for leaf, times in unknown.items() if times})

    def _leaves(self, name: Name, changed: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction | None]]:
        if name.cell in changed:
            yield name.cell, changed[name.cell]
        elif name.cell in self.printed or name.cell in self.deduced:
            yield name.cell, self.printed.get(name.cell, self.deduced.get(name.cell))
        elif name.cell not in self.bounds and (ways := parts(name)):
            for inner in ways[0]:
                yield from self._leaves(inner, changed)
        else:
            yield name.cell, None

    def scenarios(self, cells: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Fraction]]]:
        """Yield the print, then every combination of the alternatives that touch `cells`, each with its reason."""
        yield "as printed", {}
        touching = [toggle for toggle in self.toggles if cells & set(toggle.values)]
        sizes = range(1, len(touching) + 1) if len(touching) <= TOGGLES else (1, len(touching))
        for size in sizes:
            for chosen in combinations(touching, size):
                faults = [toggle.fault for toggle in chosen if toggle.fault is not None]
                if len(set(faults)) < len(faults) and len(touching) <= TOGGLES:
                    continue
                changed: dict[str, Fraction] = {}
                for toggle in chosen:
                    changed |= toggle.values
                yield "; ".join(toggle.why for toggle in chosen), changed


def figures_of(
    cells: pl.DataFrame, forms: Mapping[str, str], tables: Iterable[str], claims: pl.DataFrame, repairs: pl.DataFrame
) -> Figures:
    """Return the figures of one report in `tables`; `cells`, `claims` and `repairs` are its own rows."""
    printed: dict[str, Fraction] = {}
    unit = pl.col("unit").fill_null("") if "unit" in cells.columns else pl.lit("")
    columns = ["table", "row", "column", "value", "state", unit.alias("unit")]
    for table, row, column, value, state, printed_unit in cells.select(columns).iter_rows():
        key = f"{table}.{row}.{column}"
        number = None if value is None else figure(key, Decimal(str(value)), printed_unit, State(state))
        if number is not None:
            printed[key] = Fraction(number)
    deduced: dict[str, Fraction] = {}
    bounds: dict[str, Bounds] = {}
    for table in tables:
        edition = forms.get(table)
        if edition is None or table not in load_form(edition).tables:
            continue
        keys = [f"{table}.{row}.{column}" for row, column in load_form(edition).tables[table].cell_keys]
        values = {key: _decimal(printed[key]) if key in printed else None for key in keys}
        if None not in values.values():
            continue
        proven = deduce(table_equations(edition, table), values)
        deduced |= {one.cell: Fraction(one.value) for one in proven.deduced}
        told = {
            one.cell: Bounds(Fraction(one.low), None if one.high is None else Fraction(one.high)) for one in proven.open
        }
        missing = [key for key in keys if key not in printed and key not in deduced]
        bounds |= {key: told.get(key, Bounds(Fraction(0), None)) for key in missing}
    disputed, unplaced = _disputed(claims)
    return Figures(printed, deduced, bounds, (*disputed, *_repaired(repairs)), unplaced)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _disputed(claims: pl.DataFrame) -> tuple[list[Toggle], int]:
    """Return each sentence that no reading reconciles with the table as an alternative, and how many name no figure."""
    found: list[Toggle] = []
    unplaced = 0
    for quote, value, readings in (
        claims.filter(verdict="inconsistent").select("quote", "value", "readings").iter_rows()
    ):
        names = [name for entry in json.loads(readings) if (name := _name(entry["measure"])) is not None]
        if value is None or not names:
            unplaced += 1
            continue
        found.append(Toggle(f"“{quote}”", {names[0].cell: Fraction(value)}))
    return found, unplaced


def _name(measure: str) -> Name | None:
    try:
        node = parse(measure).node
    except MeasureError:
        return None
    return node.name if isinstance(node, Atom) and not node.name.prior else None


def _repaired(repairs: pl.DataFrame) -> list[Toggle]:
    """Return each way to mend a fault, tied ones too, with the cells that change together in it."""
    wanted = repairs.filter(
        pl.col("status").is_in(["proposed", "tied", "adjudicated"]) & pl.col("printed").is_not_null()
    )
    ways: dict[tuple[int | None, int | None, str], dict[str, Fraction]] = {}
    columns = ["table", "row", "column", "proposed", "fault", "option"]
    for table, row, column, value, fault, option in wanted.select(columns).iter_rows():
        cell = f"{table}.{row}.{column}"
        ways.setdefault((fault, option, "" if fault is not None else cell), {})[cell] = Fraction(value)
    return [Toggle(f"repair {', '.join(sorted(way))}", way, fault) for (fault, _, _), way in ways.items()]


def touched(linears: Sequence[Linear]) -> frozenset[str]:
    """Return every cell that could change these sums: their names and all parts of them."""
    found: set[str] = set()
    waiting = [name for one in linears for name in one.terms]
    while waiting:
        name = waiting.pop()
        if name.cell not in found:
            found.add(name.cell)
            waiting += [part for way in parts(name) for part in way]
    return frozenset(found)
