"""Forms, claims and neighbouring years → equations over the cells of one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from toolkit.claim.model import Claim
from toolkit.form import FormError, Identity, MeasureError, load_form
from toolkit.form.expression import Atom, Binary, Negative, Node, Number
from toolkit.form.measure import parse
from toolkit.form.names import parts
from toolkit.form.rank import equations as table_system
from toolkit.read import Report, State
from toolkit.repair.model import Equation, Values

_Linear = tuple[dict[str, Fraction], Fraction]  # factors of cells, and what stands beside them


@lru_cache(maxsize=64)
def table_equations(edition: str, table: str) -> tuple[Equation, ...]:
    """Return the binding equalities of one table: hierarchy and official note, tried in every row and column.

    Sources: 国办公开办函〔2019〕60号 and 〔2021〕30号, as the edition's TOML states them; soft rules bind nothing.
    """
    form = load_form(edition).tables[table]
    versions = {identity.id: identity.version for identity in form.identities}
    return tuple(
        Equation(
            f"{table}.{equation}",
            tuple((f"{table}.{row}.{column}", int(factor)) for (row, column), factor in terms.items()),
            Decimal(0),
            "identity",
            equation.identity,
            versions[equation.identity],
        )
        for equation, terms in table_system(form).items()
    )


def report_equations(report: Report) -> tuple[Equation, ...]:
    """Return the binding equations of all tables of a report whose form is known."""
    found: list[Equation] = []
    for table, edition in report.forms.items():
        try:
            found.extend(table_equations(edition, table))
        except (FormError, KeyError):
            continue
    return tuple(found)


def printed_values(report: Report) -> dict[str, Decimal | None]:
    """Return the numbers a report prints; what is blank, deduced or unresolved states none."""
    return {cell.key: cell.value if cell.state is State.READ else None for cell in report.cells}


def claim_equations(claims: Iterable[Claim], values: Values) -> tuple[Equation, ...]:
    """Return what sentences state exactly, by their primary reading, as equations over the printed cells.

    Left out: rounded and qualified numbers, rates, last year's figures, claims that name no base, those that an
    alternate reading fulfils, and those with several primary readings of which none holds (which of them was meant is
    not known).
    """
    found: list[Equation] = []
    for claim in claims:
        if claim.qualifier or claim.fit in ("alternate", "unknown") or claim.verdict in ("approximate", "ambiguous"):
            continue
        if claim.note == "no_base" or not claim.readings:
            continue
        if claim.held is None and sum(r.primary for r in claim.readings) > 1:
            continue
        linear = _linear_measure((claim.held or claim.readings[0]).measure, values)
        if linear is None:
            continue
        factors, beside = linear
        if not factors or any(f.denominator != 1 for f in factors.values()) or beside.denominator != 1:
            continue
        name = f"claim@{claim.part}:{claim.start}-{claim.end}"
        terms = tuple((cell, int(f)) for cell, f in factors.items())
        constant = claim.value - Decimal(int(beside))
        found.append(Equation(name, terms, constant, "claim", claim.rule, claim.rule_version))
    return tuple({(e.terms, e.constant): e for e in reversed(found)}.values())[::-1]


def _linear_measure(measure: str, values: Values) -> _Linear | None:
    try:
        return _linear(parse(measure).node, values)
    except MeasureError:
        return None


def _linear(node: Node, values: Values) -> _Linear | None:
    """Return a measure as a sum of printed cells, each with its factor; None for a quotient or a cell that is not."""
    match node:
        case Number(value):
            return {}, Fraction(value)
        case Atom(name):
            if name.prior:
                return None
            if name.cell in values:
                return {name.cell: Fraction(1)}, Fraction(0)
            for way in parts(name):
                terms = [_linear(Atom(part), values) for part in way]
                if None not in terms:
                    return _added([term for term in terms if term is not None], [1] * len(terms))
            return None
        case Negative(of):
            inner = _linear(of, values)
            return None if inner is None else _added([inner], [-1])
        case Binary("+" | "-" as sign, left, right):
            a, b = _linear(left, values), _linear(right, values)
            return None if a is None or b is None else _added([a, b], [1, 1 if sign == "+" else -1])
        case _:
            return None


def _added(terms: list[_Linear], signs: list[int]) -> _Linear:
    factors: dict[str, Fraction] = {}
    beside = Fraction(0)
    for (cells, constant), sign in zip(terms, signs, strict=True):
        beside += sign * constant
        for cell, factor in cells.items():
            factors[cell] = factors.get(cell, Fraction(0)) + sign * factor
    return {cell: factor for cell, factor in factors.items() if factor}, beside


def neighbour_equations(
    report: Report, prior: Values | None = None, following: Values | None = None
) -> tuple[Equation, ...]:
    """Return what the reports of the year before and after say of this one's cells; see `year_equations`."""
    return year_equations(report.forms, printed_values(report), prior, following)


def year_equations(
    forms: Mapping[str, str], values: Values, prior: Values | None = None, following: Values | None = None
) -> tuple[Equation, ...]:
    """Return what the cells of the year before and after say of the cells `values` (carry-over in every column).

    `forms` gives each table its edition. The rule is in no official text (see `filling_rules.toml`, carried_in); it
    breaks where bodies merge. Evidence only.
    """
    found: list[Equation] = []
    for table, edition in forms.items():
        try:
            form = load_form(edition).tables[table]
        except (FormError, KeyError):
            continue
        for identity in form.identities:
            if not identity.cross_year or identity.op != "==":
                continue
            axes = [c.key for c in form.columns] if identity.over == "columns" else [r.key for r in form.data_rows]
            for axis in axes:
                found += _across(identity, axis, "@year", values, prior, "prior")
                found += _across(identity, axis, "@prior", values, following, "following")
    return tuple(found)


def _across(
    identity: Identity, axis: str, own: str, values: Values, other: Values | None, year: str
) -> Iterator[Equation]:
    """Yield the rule with this report in the place of `own` and the neighbour's figures put in as constants."""
    if other is None:
        return
    terms: dict[str, int] = {}
    constant = Decimal(0)
    for keys, sign in ((identity.left, 1), (identity.right, -1)):
        for key in keys:
            name, at, when = key.partition("@")
            place = (name, axis) if identity.over == "columns" else (axis, name)
            cell = ".".join((identity.table, *place))
            if at + when == own:
                if cell not in values:
                    return
                terms[cell] = terms.get(cell, 0) + sign
            else:
                value = other.get(cell)
                if value is None:
                    return
                constant -= sign * value
    if terms:
        name = f"{identity.table}.{identity.id}@{axis}@{year}"
        yield Equation(name, tuple(terms.items()), constant, "neighbour", identity.id, identity.version)


def by_id(equations: Iterable[Equation]) -> Mapping[str, Equation]:
    """Return equations by their id."""
    return {equation.id: equation for equation in equations}
