"""When two measures mean the same: both become a quotient of polynomials in the cells of the form, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from toolkit.form.expression import Atom, Binary, MeasureError, Negative, Node, Number
from toolkit.form.names import Name, columns_of_total, parts

MAX_TERMS = 50_000  # a claim's measures need some hundreds

Polynomial = Mapping[tuple[str, ...], Fraction]  # sorted cells of each product → its factor; no zero factors
Quotient = tuple[Polynomial, Polynomial] | None  # None: division by what is always 0

_ONE: Polynomial = {(): Fraction(1)}


def same(a: Node, b: Node) -> bool:
    """Tell whether `a` and `b` have equal values whatever the cells hold.

    Groups and `.org` are their parts, and the total column of the requests table is its six applicant columns, as
    the form defines them; （七）总计 and the totals of section four stay cells of their own.
    """
    if a == b:
        return True
    left, right = quotient(a), quotient(b)
    if left is None or right is None:
        return left is right
    return _times(left[0], right[1]) == _times(right[0], left[1])


def quotient(node: Node) -> Quotient:
    """Return `node` as numerator and denominator; MeasureError when it grows beyond `MAX_TERMS`."""
    match node:
        case Number(value):
            return _constant(Fraction(value)), _ONE
        case Atom(name):
            return _leaves(name), _ONE
        case Negative(of):
            inner = quotient(of)
            return None if inner is None else (_times(_constant(Fraction(-1)), inner[0]), inner[1])
        case Binary(sign, left, right):
            a, b = quotient(left), quotient(right)
            if a is None or b is None or (sign == "/" and not b[0]):
                return None
            if sign == "*":
                return _times(a[0], b[0]), _times(a[1], b[1])
            if sign == "/":
                return _times(a[0], b[1]), _times(a[1], b[0])
            factor = Fraction(1 if sign == "+" else -1)
            if a[1] == b[1]:
                return _plus(a[0], b[0], factor), a[1]
            return _plus(_times(a[0], b[1]), _times(b[0], a[1]), factor), _times(a[1], b[1])


@lru_cache(maxsize=1024)
def _leaves(name: Name) -> Polynomial:
    """Return `name` as a sum of cells that no definition splits further."""
    ways = parts(name)
    below = ways[0] if ways else columns_of_total(name)
    if not below:
        return {(name.cell,): Fraction(1)}
    total: Polynomial = {}
    for part in below:
        total = _plus(total, _leaves(part), Fraction(1))
    return total


def _constant(value: Fraction) -> Polynomial:
    return {(): value} if value else {}


def _plus(a: Polynomial, b: Polynomial, factor: Fraction) -> Polynomial:
    result = dict(a)
    for cells, value in b.items():
        result[cells] = result.get(cells, Fraction(0)) + factor * value
    return {cells: value for cells, value in result.items() if value}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > MAX_TERMS:
        raise MeasureError("too large to compare")
    result: dict[tuple[str, ...], Fraction] = {}
    for left, x in a.items():
        for right, y in b.items():
            cells = tuple(sorted((*left, *right)))
            result[cells] = result.get(cells, Fraction(0)) + x * y
    return {cells: value for cells, value in result.items() if value}
