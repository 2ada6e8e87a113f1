"""A measure's expression → the printed cells it adds and subtracts, so that a million cells are summed by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from toolkit.form import MeasureError, parse
from toolkit.form.expression import Atom, Binary, Negative, Node, Number
from toolkit.form.names import Name, parts


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of named figures with whole coefficients, such as `issued - repealed`."""

    text: str
    terms: Mapping[Name, int]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it needs, each once."""
        return tuple(dict.fromkeys(name.table for name in self.terms))

    def label(self, lang: str) -> str:
        """Return the sum for people, in "zh" or "en"."""
        return parse(self.text).label("zh" if lang == "zh" else "en")

    def leaves(self) -> Mapping[Name, int]:
        """Return the coefficients of what cannot be taken apart further: one sum may then be seen to hold another."""
        total: dict[Name, int] = {}
        for name, times in self.terms.items():
            for leaf in _leaves(name):
                total[leaf] = total.get(leaf, 0) + times
        return {name: times for name, times in total.items() if times}


def linear(text: str) -> Linear:
    """Read a sum; MeasureError for an unknown name, or where figures are multiplied, divided or of the year before."""
    terms: dict[Name, int] = {}
    for name, times in _terms(parse(text).node, 1):
        if name.prior:
            raise MeasureError(f"{text}: last year's figures are another report's; join the years instead")
        terms[name] = terms.get(name, 0) + times
    if not terms:
        raise MeasureError(f"{text}: no figure is named")
    return Linear(text, {name: times for name, times in terms.items() if times})


def _terms(node: Node, times: int) -> list[tuple[Name, int]]:
    match node:
        case Atom(name):
            return [(name, times)]
        case Negative(of):
            return _terms(of, -times)
        case Binary("+", left, right):
            return [*_terms(left, times), *_terms(right, times)]
        case Binary("-", left, right):
            return [*_terms(left, times), *_terms(right, -times)]
        case Binary("*", Number(value), other) | Binary("*", other, Number(value)) if Fraction(value).denominator == 1:
            return _terms(other, times * int(value))
        case _:
            raise MeasureError("a measure's numerator and denominator are sums of figures")


def _leaves(name: Name) -> list[Name]:
    ways = parts(name)
    return [leaf for part in ways[0] for leaf in _leaves(part)] if ways else [name]
