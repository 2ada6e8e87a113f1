"""One published finding: a TOML entry → what was stated, by whom, of whom, and the arithmetic that should give it.

A user adds a finding by adding a file to data/reference/published/findings.
"""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from toolkit.form import MeasureError, parse
from toolkit.study.published import published_folder

Lang = Literal["zh", "en"]
_WANTED = {"id", "source", "population", "years", "statement", "stated", "tolerance", "kind", "read_as"}
_OPTIONAL = {"expression", "inputs", "rerun", "base", "note"}
_INPUT = {"printed", "organ", "year", "scope", "measure"}
_LONGEST = 400
_PRINTED = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,10})?")
_COMPARES: Mapping[type[ast.cmpop], str] = {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "=="}
_ROUND = Context(prec=60, rounding=ROUND_HALF_UP)


class FindingError(Exception):
    """An entry that cannot be understood; the message names the finding and what is wrong."""


@dataclass(frozen=True, slots=True)
class Input:
    """One figure of the expression: as printed beside the finding, and where a report would give it."""

    name: str
    printed: Decimal | None
    organ: str = ""
    year: int | None = None
    scope: str = ""
    measure: str = ""

    def __str__(self) -> str:
        where = " ".join(str(word) for word in (self.organ, self.year, self.scope, self.measure) if word)
        return f"{self.name} ({where})" if where else self.name


@dataclass(frozen=True, slots=True)
class Finding:
    """A number or a comparison that someone published.

    `expression` is over `inputs`; `rerun` is an expression over measures of the toolkit, for reports of other bodies or
    years. `tolerance` is "exact", "rounding" (to the digits of `stated`), or a number in the unit of `stated`. `base`
    says, where it is known, which other base the stated number was computed on.
    """

    id: str
    source: str
    population: Mapping[str, str]
    years: tuple[int, ...]
    statement: Mapping[str, str]
    expression: str
    stated: str
    tolerance: str
    kind: str
    read_as: str
    inputs: tuple[Input, ...]
    rerun: str = ""
    base: Mapping[str, str] | None = None
    note: Mapping[str, str] | None = None

    def agrees(self, value: Fraction | bool) -> bool:
        """Tell whether a computed value is what was stated, within the tolerance."""
        if isinstance(value, bool):
            return value is (self.stated == "true")
        wanted, scale, places = _number(self.stated)
        shown = value * scale
        if self.tolerance == "exact":
            return shown == wanted
        if self.tolerance == "rounding":
            return _rounded(shown, places) == Decimal(wanted.numerator) / Decimal(wanted.denominator)
        return abs(shown - wanted) <= Fraction(self.tolerance)

    def shown(self, value: Fraction | bool | None) -> str:
        """Return a computed value in the unit of the stated one, with one more digit where it does not come out even.

        >>> read_finding(EXAMPLE).shown(Fraction(2918, 9027))
        '32.33%'
        """
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        _, scale, places = ("", 1, 2) if self.stated == "true" else _number(self.stated)
        shown = value * scale
        if shown.denominator == 1 and scale == 1:
            return str(shown.numerator)
        return f"{_rounded(shown, places + 1):f}" + ("%" if scale == 100 else "")


EXAMPLE = """
id = "example"
source = "a report"
population = { zh = "某市", en = "a city" }
years = [2008]
statement = { zh = "不予公开占办结之比", en = "refusals as a share of finalised requests" }
expression = "refused/finalised"
stated = "37.9%"
tolerance = "rounding"
kind = "printed share"
read_as = "full text"
[inputs.refused]
printed = "2918"
[inputs.finalised]
printed = "9027"
"""


def read_findings(folder: str | os.PathLike[str] | None = None) -> tuple[Finding, ...]:
    """Return every finding of the folder `findings`, by id; FindingError for a bad entry or an id used twice."""
    path = published_folder() / "findings" if folder is None else Path(folder)
    if not path.is_dir():
        raise FileNotFoundError(f"there is no folder {path}")
    found: dict[str, Finding] = {}
    for file in sorted(path.glob("*.toml")):
        finding = read_finding(file.read_text("utf-8"), file.name)
        if finding.id in found:
            raise FindingError(f"{file.name}: the id {finding.id} is used twice")
        found[finding.id] = finding
    return tuple(found[key] for key in sorted(found))


def read_finding(text: str, name: str = "finding") -> Finding:
    """Read one entry; FindingError says what is wrong."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FindingError(f"{name}: {error}") from error
    if missing := _WANTED - set(raw):
        raise FindingError(f"{name}: {', '.join(sorted(missing))} missing")
    if unknown := set(raw) - _WANTED - _OPTIONAL:
        raise FindingError(f"{name}: unknown entry {', '.join(sorted(unknown))}")
    for key in ("population", "statement", "base", "note"):
        if key in raw and set(raw[key]) != {"zh", "en"}:
            raise FindingError(f"{name}: {key} is to be said in zh and in en")
    if not isinstance(raw["years"], list) or not raw["years"] or not all(type(year) is int for year in raw["years"]):
        raise FindingError(f"{name}: years is a list of years")
    if not raw.get("expression") and not raw.get("rerun"):
        raise FindingError(f"{name}: neither expression nor rerun says what to compute")
    inputs = tuple(_input(name, key, entry) for key, entry in raw.pop("inputs", {}).items())
    finding = Finding(**{"expression": "", **raw, "years": tuple(raw["years"]), "inputs": inputs})
    _check(name, finding)
    return finding


def _input(name: str, key: str, raw: Mapping[str, Any]) -> Input:
    if unknown := set(raw) - _INPUT:
        raise FindingError(f"{name}: inputs.{key}: unknown entry {', '.join(sorted(unknown))}")
    printed = None
    if "printed" in raw:
        if not isinstance(raw["printed"], str) or not _PRINTED.fullmatch(raw["printed"]):
            raise FindingError(f"{name}: inputs.{key}: {raw['printed']!r} is no number in quotes")
        printed = Decimal(raw["printed"])
    return Input(key, printed, **{word: raw[word] for word in _INPUT - {"printed"} if word in raw})


def _check(name: str, finding: Finding) -> None:
    names = {given.name for given in finding.inputs}
    if finding.expression:
        used = _names(name, finding.expression)
        if used != names:
            raise FindingError(f"{name}: the expression and the inputs differ in {', '.join(sorted(used ^ names))}")
    if finding.stated not in ("true", "false"):
        _number(finding.stated, name)
    if finding.tolerance not in ("exact", "rounding"):
        try:
            Fraction(finding.tolerance)
        except ValueError as error:
            raise FindingError(f"{name}: tolerance is exact, rounding or a number in quotes") from error
    for side in sides(finding.rerun)[0]:
        try:
            parse(side)
        except MeasureError as error:
            raise FindingError(f"{name}: rerun: {error}") from error


def sides(rerun: str) -> tuple[tuple[str, ...], str]:
    """Split an expression of measures at its comparison, if it has one.

    >>> sides("unable > denied")
    (('unable', 'denied'), '>')
    """
    for sign in (">=", "<=", "==", ">", "<"):
        if sign in rerun:
            first, _, second = rerun.partition(sign)
            return (first.strip(), second.strip()), sign
    return ((rerun.strip(),) if rerun.strip() else ()), ""


def compared(first: Fraction, sign: str, second: Fraction) -> bool:
    """Return the outcome of a comparison."""
    outcomes = {
        ">": first > second, "<": first < second, ">=": first >= second, "<=": first <= second, "==": first == second,
    }  # fmt: skip
    return outcomes[sign]


def compute(expression: str, values: Mapping[str, Fraction]) -> Fraction | bool | None:
    """Return the value of an expression over `values`, exactly; None where something is divided by 0."""
    try:
        return _value(_tree("finding", expression), values)
    except ZeroDivisionError:
        return None


def _tree(name: str, expression: str) -> ast.expr:
    if len(expression) > _LONGEST:
        raise FindingError(f"{name}: the expression is longer than {_LONGEST} characters")
    try:
        return ast.parse(expression, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise FindingError(f"{name}: {expression!r} is no expression") from error


def _names(name: str, expression: str) -> set[str]:
    tree = _tree(name, expression)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    try:
        _value(tree, dict.fromkeys(found, Fraction(7, 3)))
    except ZeroDivisionError:
        pass
    except FindingError as error:
        raise FindingError(f"{name}: {error}") from error
    return found


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction | bool:
    match node:
        case ast.Compare(left, [sign], [right]) if type(sign) in _COMPARES:
            return compared(_number_of(left, values), _COMPARES[type(sign)], _number_of(right, values))
        case _:
            return _number_of(node, values)


def _number_of(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            return Fraction(str(number))
        case ast.Name(name):
            return values[name]
        case ast.UnaryOp(ast.USub(), of):
            return -_number_of(of, values)
        case ast.BinOp(left, ast.Add(), right):
            return _number_of(left, values) + _number_of(right, values)
        case ast.BinOp(left, ast.Sub(), right):
            return _number_of(left, values) - _number_of(right, values)
        case ast.BinOp(left, ast.Mult(), right):
            return _number_of(left, values) * _number_of(right, values)
        case ast.BinOp(left, ast.Div(), right):
            return _number_of(left, values) / _number_of(right, values)
        case _:
            raise FindingError("an expression has names, numbers, + - * / ( ) and one comparison")


def _number(stated: str, name: str = "finding") -> tuple[Fraction, int, int]:
    """Return a stated number in its own unit, the scale of that unit (100 for %), and the decimals it is printed with.

    >>> _number("37.9%")
    (Fraction(379, 10), 100, 1)
    """
    text = stated.removesuffix("%")
    try:
        value = Fraction(text)
    except ValueError as error:
        raise FindingError(f"{name}: stated is a number, a percentage, true or false, not {stated!r}") from error
    return value, 100 if stated.endswith("%") else 1, len(text.partition(".")[2])


def _rounded(value: Fraction, places: int) -> Decimal:
    quotient = _ROUND.divide(Decimal(value.numerator), Decimal(value.denominator))
    return quotient.quantize(Decimal(1).scaleb(-places), context=_ROUND)
