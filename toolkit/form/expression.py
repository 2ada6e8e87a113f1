"""The grammar of measures: text → tree → canonical text. Names, decimal numbers, `+ - * / ( )`.

sum     = product {("+" | "-") product}
product = factor {("*" | "/") factor}
factor  = number | name | "-" factor | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from toolkit.form.names import Name, UnknownNameError, resolve, short

MAX_TOKENS = 400  # far above any measure, far below the interpreter's recursion limit
MAX_NESTING = 50

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?(?![0-9.]))"
    r"|(?P<name>(?:prior\.)?[a-z_][a-z_0-9]*(?:\.[a-z_0-9]+){0,2}(?![a-z_0-9.]))|(?P<sign>[-+*/()])"
)


class MeasureError(Exception):
    """A measure that cannot be understood; `position` counts characters from 0, None where it is no matter of place."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message if position is None else f"{message} (at character {position})")
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, without trailing zeros."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Atom:
    """A name."""

    name: Name


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus one factor."""

    of: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of `+ - * /`."""

    sign: str
    left: Node
    right: Node


Node = Number | Atom | Negative | Binary


def tree(text: str) -> Node:
    """Return the tree of `text`; MeasureError tells what is wrong and where."""
    return _Reader(text).read()


def written(node: Node) -> str:
    """Return the canonical text of `node`: shortest names, no spaces, only the brackets it needs."""
    return render(node, short, lambda number: format(number, "f"), {sign: sign for sign in "+-*/"}, ("(", ")"))


def render(
    node: Node,
    name: Callable[[Name], str],
    number: Callable[[Decimal], str],
    signs: dict[str, str],
    brackets: tuple[str, str],
) -> str:
    """Return `node` as text, names, numbers and signs written as told."""

    def bracketed(child: Node, least: int) -> str:
        text = walk(child)
        return brackets[0] + text + brackets[1] if _binding(child) < least else text

    def walk(node: Node) -> str:
        match node:
            case Number(value):
                return number(value)
            case Atom(atom):
                return name(atom)
            case Negative(of):
                return "-" + bracketed(of, 3)
            case Binary(sign, left, right):
                own = _binding(node)
                return bracketed(left, own) + signs[sign] + bracketed(right, own + 1)

    return walk(node)


def _binding(node: Node) -> int:
    if isinstance(node, Binary):
        return 1 if node.sign in "+-" else 2
    return 3


def names(node: Node) -> Iterator[Name]:
    """Yield the names of `node` from left to right, repeats included."""
    match node:
        case Atom(name):
            yield name
        case Negative(of):
            yield from names(of)
        case Binary(_, left, right):
            yield from names(left)
            yield from names(right)


def compute(node: Node, lookup: Callable[[Name], Fraction | None]) -> Fraction | None:
    """Return the exact value; None where a name has none (even times 0) or a divisor is 0."""
    match node:
        case Number(value):
            return Fraction(value)
        case Atom(name):
            return lookup(name)
        case Negative(of):
            value_of = compute(of, lookup)
            return None if value_of is None else -value_of
        case Binary(sign, left, right):
            a, b = compute(left, lookup), compute(right, lookup)
            if a is None or b is None or (sign == "/" and b == 0):
                return None
            return a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b


class _Reader:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.next = 0
        self.nesting = 0

    def read(self) -> Node:
        node = self.sum()
        if self.next < len(self.tokens):
            raise MeasureError(f"expected an operator, found {self.tokens[self.next][1]!r}", self.position())
        return node

    def position(self) -> int:
        return self.tokens[self.next][2] if self.next < len(self.tokens) else len(self.text)

    def take(self, signs: str) -> str | None:
        if self.next < len(self.tokens):
            kind, token, _ = self.tokens[self.next]
            if kind == "sign" and token in signs:
                self.next += 1
                return token
        return None

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+-"):
            node = Binary(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.factor()
        while sign := self.take("*/"):
            node = Binary(sign, node, self.factor())
        return node

    def factor(self) -> Node:
        if self.next == len(self.tokens):
            raise MeasureError("the measure ends where a name or number is expected", len(self.text))
        kind, token, position = self.tokens[self.next]
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise MeasureError(f"nested deeper than {MAX_NESTING}", position)
        self.next += 1
        node = self.after(kind, token, position)
        self.nesting -= 1
        return node

    def after(self, kind: str, token: str, position: int) -> Node:
        """Return the factor that begins with `token`, which has been taken."""
        if kind == "number":
            whole, _, places = token.partition(".")
            places = places.rstrip("0")
            return Number(Decimal(f"{int(whole)}.{places}" if places else str(int(whole))))
        if kind == "name":
            try:
                return Atom(resolve(token))
            except UnknownNameError as error:
                raise MeasureError(str(error), position) from error
        if token == "-":  # noqa: S105 - a word of the grammar
            return Negative(self.factor())
        if token == "(":  # noqa: S105
            node = self.sum()
            if not self.take(")"):
                raise MeasureError("a bracket is not closed", position)
            return node
        raise MeasureError(f"expected a name or number, found {token!r}", position)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position = count = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise MeasureError(f"cannot read {text[position : position + 12]!r}", position)
        kind = match.lastgroup or ""
        if kind != "space":
            count += 1
            if count > MAX_TOKENS:
                raise MeasureError(f"longer than {MAX_TOKENS} words and signs", position)
            yield kind, match.group(), position
        position = match.end()
