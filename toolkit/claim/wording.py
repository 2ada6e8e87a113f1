"""Measures and their values in plain words: 予以公开占办理结果总计的比例 50.42%, not 100 × … ÷ … = 50.4201680672."""

from __future__ import annotations

import tomllib
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from toolkit.form.expression import Atom, Binary, Node, Number, written
from toolkit.form.measure import MeasureError, parse
from toolkit.form.names import Name, label, short

Lang = Literal["zh", "en"]
_HUNDRED = Number(Decimal(100))
_FEES = "art20_8"  # the one table that counts money, in 万元


@lru_cache(maxsize=4096)
def measure_words(measure: str, lang: Lang = "zh") -> str:
    """Return a measure as a noun for people; one that no form has, or that reads like nothing known, as it is written.

    >>> measure_words("100*granted_full/outcomes_total"), measure_words("prior.requests_carried_in")
    ('予以公开占办理结果总计的比例', '上年报告中的上年结转')
    >>> measure_words("outcomes_total-other_misc", "en")
    'outcomes in total less miscellaneous dispositions'
    """
    try:
        parsed = parse(measure)
    except MeasureError:
        return measure
    return _words(parsed.node, lang) or parsed.label(lang)


def value_words(measure: str, value: Decimal | None, lang: Lang = "zh", places: int = 0) -> str:
    """Return the value of a measure for people: shares with %, money in 万元 (in English in yuan), quotients rounded.

    Quotients get one decimal more than `places`, those of the print they are set beside, and at least two.

    >>> value_words("100*denied/outcomes_total", Decimal("66.6666666667")), value_words("denied", Decimal("3E+1"))
    ('66.67%', '30')
    """
    if value is None:
        return "—"
    node = _node(measure)
    if is_rate(node):
        return f"{_rounded(value, places)}%"
    if isinstance(node, Binary) and node.sign == "/":
        return _rounded(value, places)
    text = _plain(value)
    if isinstance(node, Atom) and node.name.table == _FEES:
        return f"{text}万元" if lang == "zh" else f"CNY {_plain(value * 10_000)}"
    return text


def is_printed(measure: str) -> bool:
    """Tell whether a measure is a figure of this year's table as it stands, not computed."""
    node = _node(measure)
    return isinstance(node, Atom) and not node.name.prior


def is_rate(node: Node | None) -> bool:
    """Tell whether a measure is a percentage, written `100*a/b`."""
    match node:
        case Binary("/", Binary("*", Number() as factor, _), _):
            return factor == _HUNDRED
    return False


def _node(measure: str) -> Node | None:
    try:
        return parse(measure).node
    except MeasureError:
        return None


def _rounded(value: Decimal, places: int) -> str:
    if value.adjusted() > 20:
        return _plain(value)
    return _plain(value.quantize(Decimal(1).scaleb(-max(2, places + 1)), ROUND_HALF_UP))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(node: Node, lang: Lang) -> str:
    """Return a tree in words, nothing where it is none of the shapes that readings have."""
    zh = lang == "zh"
    match node:
        case Atom(name):
            return _name(name, lang)
        case Binary("/", Binary("*", factor, part), base) if factor == _HUNDRED:
            return _rate(part, base, lang)
        case Binary("/", now, then) if _is_before(then, now):
            what = _words(now, lang)
            return what and (f"{what}与上年之比" if zh else f"{what} as a multiple of last year's")
        case Binary("-", now, then) if _is_before(then, now):
            what = _words(now, lang)
            return what and (f"{what}比上年的增减" if zh else f"the change in {what} from last year")
        case Binary("+" | "-", _, _):
            return _sum(node, lang)
    return ""


def _rate(part: Node, base: Node, lang: Lang) -> str:
    zh = lang == "zh"
    if isinstance(part, Binary) and part.sign == "-" and (now := _before_of(part, base)) is not None:
        what = _words(now, lang)
        return what and (f"{what}比上年的增幅" if zh else f"the growth of {what} on last year")
    above, below = _words(part, lang), _words(base, lang)
    if not above or not below:
        return ""
    return f"{above}占{below}的比例" if zh else f"{above} as a share of {below}"


def _before_of(part: Node, base: Node) -> Node | None:
    """Return what grows in `now-then` over `then`, None where it is no growth; sums may be written term by term."""
    added, taken = _terms(part)
    if taken and {written(t) for t in taken} == {written(t) for t in _terms(base)[0]}:
        now = _joined(added)
        return now if _is_before(base, now) else None
    return None


def _joined(terms: list[Node]) -> Node:
    total = terms[0]
    for term in terms[1:]:
        total = Binary("+", total, term)
    return total


def _terms(node: Node) -> tuple[list[Node], list[Node]]:
    """Return the terms of a sum, those added and those taken away, in order."""
    match node:
        case Binary("+" | "-" as sign, left, right):
            added, taken = _terms(left)
            more, less = _terms(right)
            return ([*added, *more], [*taken, *less]) if sign == "+" else ([*added, *less], [*taken, *more])
    return [node], []


def _is_before(then: Node, now: Node) -> bool:
    """Tell whether `then` is last year's `now`, term by term."""
    before, after = _terms(then), _terms(now)
    if before[1] or after[1]:
        return False
    return {written(t) for t in before[0]} == {f"prior.{written(t)}" for t in after[0]}


def _sum(node: Node, lang: Lang) -> str:
    zh = lang == "zh"
    added, taken = _terms(node)
    named = [[_words(t, lang) if isinstance(t, Atom) else "" for t in side] for side in (added, taken)]
    if not all(all(side) for side in named):
        return ""
    told = _listed(named[0], lang)
    if len(added) > 1:
        told = f"{told}之和" if zh else f"{told} together"
    if taken:
        told += f"扣除{_listed(named[1], lang)}" if zh else f" less {_listed(named[1], lang)}"
    return told


def _listed(names: list[str], lang: Lang) -> str:
    if len(names) == 1:
        return names[0]
    if lang == "zh":
        return f"{'、'.join(names[:-1])}与{names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _name(name: Name, lang: Lang) -> str:
    own = Name(name.table, name.row, name.column)
    text = _said()[lang].get(short(own)) or label(own, lang)
    if not name.prior:
        return text
    return f"上年报告中的{text}" if lang == "zh" else f"last year's {text}"


@cache
def _said() -> dict[str, dict[str, str]]:
    """Return wording.toml: language → measure → its name in a sentence."""
    said: dict[str, dict[str, str]] = tomllib.loads((files("toolkit.claim") / "wording.toml").read_text("utf-8"))
    return said
