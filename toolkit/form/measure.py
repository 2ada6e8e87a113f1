"""Measures: names and expressions over a report's own figures, and the values they have in one report.

A row of the requests table means its total column; `.natural_person` another column, `.org` the five organisation
columns together; a group the sum of its rows; section four goes by column name; `prior.` is the report of the year
before. `100*denied/outcomes_total` is a measure too. A figure that is missing makes the whole measure missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from toolkit.form import algebra, expression
from toolkit.form.expression import Atom, MeasureError, Node
from toolkit.form.names import Name, UnknownNameError, complement, label, older_home, parts, resolve, short

__all__ = ["Measure", "MeasureError", "Values", "parse", "same_measure"]

_EXACT = Context(prec=200)  # sums of printed numbers never round
_QUOTIENT = Context(prec=60)  # 1/3 has to; far beyond any printed decimals
_LONGEST = 60  # digits and places of a figure that anyone could have printed
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}


@dataclass(frozen=True, slots=True)
class Measure:
    """A parsed measure. Two are equal when they are written alike; `same_measure` compares what they mean."""

    node: Node

    @property
    def expression(self) -> str:
        """The canonical text: `parse(m.expression) == m`."""
        return expression.written(self.node)

    @property
    def atoms(self) -> tuple[str, ...]:
        """The names it needs, each once, in the order they are written."""
        return tuple(dict.fromkeys(short(name) for name in expression.names(self.node)))

    @property
    def cells(self) -> tuple[str, ...]:
        """The same as full names, `table.row.column`; a sum has one too, such as `requests.denied.total`."""
        return tuple(dict.fromkeys(name.cell for name in expression.names(self.node)))

    def evaluate(self, lookup: Callable[[str], Decimal | None]) -> Decimal | None:
        """Return the value, where `lookup` gives that of each atom; None when one is missing or a divisor is 0.

        Computed in fractions; a quotient that no decimal states is given to 60 digits.
        """
        value = self.evaluate_exactly(lookup)
        return None if value is None else _decimal(value)

    def evaluate_exactly(self, lookup: Callable[[str], Decimal | None]) -> Fraction | None:
        """Return the value as a fraction, None as in `evaluate`."""

        def found(name: Name) -> Fraction | None:
            value = lookup(short(name))
            return None if value is None else Fraction(value)

        return expression.compute(self.node, found)

    def label(self, lang: Literal["zh", "en"] = "zh") -> str:
        """Return the measure for people.

        >>> parse("100*granted_full/outcomes_total").label("zh")
        '100 × 予以公开 ÷ 办理结果总计'
        """
        brackets = ("（", "）") if lang == "zh" else ("(", ")")
        return expression.render(
            self.node, lambda name: label(name, lang), lambda number: format(number, "f"), _SIGNS, brackets
        )

    def __str__(self) -> str:
        return self.expression


@lru_cache(maxsize=4096)
def parse(text: str) -> Measure:
    """Return the measure that `text` writes; MeasureError says what is wrong and where, unknown names included."""
    return Measure(expression.tree(text))


@lru_cache(maxsize=16384)
def same_measure(a: str, b: str) -> bool:
    """Tell whether two expressions mean the same, whatever the figures; MeasureError for a bad one.

    >>> same_measure("litigation_total", "litigation_direct_total+litigation_after_review_total")
    True
    """
    return algebra.same(parse(a).node, parse(b).node)


def _decimal(value: Fraction) -> Decimal:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    context = _EXACT if rest == 1 else _QUOTIENT
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return quotient.quantize(Decimal(1)) if value.denominator == 1 and abs(value) < 10**25 else quotient


class Values:
    """The figures of one report, and of the year before under `prior.`, to be asked by measure.

    What is stated directly comes first; otherwise a sum is built when every part of it is there; otherwise None: a
    blank is never 0. Printed totals are cells: none is filled in from its columns. Entries that name nothing any
    form has stand in `unknown`.
    """

    __slots__ = ("_direct", "_expressions", "_from_measures", "_memo", "unknown")

    def __init__(
        self,
        direct: Mapping[Name, Decimal | None],
        expressions: tuple[tuple[Measure, Decimal], ...],
        unknown: tuple[str, ...],
        from_measures: bool,
    ) -> None:
        self._direct = direct
        self._expressions = expressions
        self._from_measures = from_measures
        self._memo: dict[Name, Decimal | None] = {}
        self.unknown = unknown

    @classmethod
    def from_cells(cls, cells: Mapping[str, Decimal | None]) -> Values:
        """Return the values of a report's cells, by `table.row.column`, with None for what prints no number."""
        direct: dict[Name, Decimal | None] = {}
        unknown: list[str] = []
        for key, value in cells.items():
            try:
                direct[resolve(key)] = value
            except UnknownNameError:
                unknown.append(key)
        return cls(direct, (), tuple(unknown), from_measures=False)

    @classmethod
    def from_measures(cls, table: Mapping[str, Decimal | int | float | str | None]) -> Values:
        """Return the values of a table of measures, in which groups and expressions may be stated as such.

        MeasureError for a value that is no number. Where only a total and 自然人 are stated, `.org` is the difference.
        """
        direct: dict[Name, Decimal | None] = {}
        expressions: list[tuple[Measure, Decimal]] = []
        unknown: list[str] = []
        for key, stated in table.items():
            value = None if stated is None else _number(key, stated)
            try:
                measure = parse(key)
            except MeasureError:
                unknown.append(key)
                continue
            if isinstance(measure.node, Atom):
                direct[measure.node.name] = value
            elif value is not None:
                expressions.append((measure, value))
        return cls(direct, tuple(expressions), tuple(unknown), from_measures=True)

    def get(self, atom: str) -> Decimal | None:
        """Return the value of one name, None when it is not there; MeasureError for a name no form has."""
        try:
            return self._value(resolve(atom))
        except UnknownNameError as error:
            raise MeasureError(str(error)) from error

    def has_place(self, atom: str) -> bool:
        """Tell whether a name, or a part it is the sum of, was stated at all, blank or not.

        A blank cell is unknown; a cell that the form has not is none.
        """
        try:
            return self._placed(resolve(atom))
        except UnknownNameError:
            return False

    def _placed(self, name: Name) -> bool:
        return name in self._direct or any(self._placed(part) for way in parts(name) for part in way)

    def of(self, text: str) -> Decimal | None:
        """Return the value of a measure, None when a figure it needs is missing; MeasureError for a bad one."""
        measure = parse(text)
        value = measure.evaluate(self.get)
        if value is None:
            for stated, number in self._expressions:
                if algebra.same(stated.node, measure.node):
                    return number
        return value

    def exactly(self, text: str) -> Fraction | None:
        """Return the value of a measure as a fraction, None as in `of`."""
        value = parse(text).evaluate_exactly(self.get)
        if value is None and self._expressions:
            stated = self.of(text)
            return None if stated is None else Fraction(stated)
        return value

    def _value(self, name: Name) -> Decimal | None:
        if name not in self._memo:
            self._memo[name] = self._found(name)
        return self._memo[name]

    def _found(self, name: Name) -> Decimal | None:
        direct = self._direct.get(name)
        if direct is not None:
            return direct
        for way in parts(name):
            values = [self._value(part) for part in way]
            if None not in values:
                return _sum(value for value in values if value is not None)
        if name in self._direct:
            return None  # printed blank: nothing else may stand in for it
        if (older := older_home(name)) is not None and older in self._direct:
            return self._direct[older]
        return self._difference(name) if self._from_measures else None

    def _difference(self, name: Name) -> Decimal | None:
        """Return a column sum such as `.org` as the total less the other columns, where those are stated."""
        rule = complement(name)
        if rule is None:
            return None
        whole, others = self._value(rule[0]), [self._value(column) for column in rule[1]]
        if whole is None or not others or None in others:
            return None
        rest = _EXACT.subtract(whole, _sum(value for value in others if value is not None))
        return rest if rest >= 0 else None


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total


def _number(key: str, stated: Decimal | int | float | str) -> Decimal:
    """Return `stated` as a Decimal; MeasureError when it is none, not finite, or longer than any printed figure."""
    try:
        value = Decimal(str(stated)) if not isinstance(stated, bool) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        raise MeasureError(f"{key}: {stated!r} is no number")
    return value
