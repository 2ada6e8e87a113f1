"""TOML text → Form, refusing a form that contradicts itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from toolkit.form.inherit import LISTS, Raw, resolve, tables
from toolkit.form.labels import essence
from toolkit.form.model import (
    Column,
    Form,
    FormError,
    Header,
    Identity,
    Layout,
    NumberKind,
    Operator,
    Over,
    Row,
    RowKind,
    Strength,
    Table,
)

EDITIONS = ("format2019", "format2021", "format2019_split_other", "format2021_single_other", "stat2014")

_REQUIRED: dict[str, tuple[str, ...]] = {
    "headers": ("labels", "en"),
    "columns": ("labels", "en"),
    "rows": ("labels", "en"),
    "identities": ("left", "right", "over", "basis", "strength", "version"),
}
_OPTIONAL: dict[str, tuple[str, ...]] = {
    "headers": ("key", "parent"),
    "columns": ("key", "unit", "kind", "verification", "parent", "needs_parent"),
    "rows": ("key", "parent", "kind", "unit", "verification", "needs_parent", "number", "legal_basis", "note"),
    "identities": ("id", "op", "note", "cross_year"),
}
_TYPES: dict[str, type] = {
    **dict.fromkeys(("labels", "left", "right", "titles", "header_words", "notes"), list),
    **dict.fromkeys(("section", "version"), int),
    **dict.fromkeys(("needs_parent", "cross_year"), bool),
}  # every other field is a text
_TABLE_FIELDS = (
    "section", "titles", "title_en", "layout", "header_words", "notes", "unit", "verification", "from", *LISTS,
)  # fmt: skip


def editions() -> tuple[str, ...]:
    """Return the ids of the editions the package carries."""
    return EDITIONS


@cache
def load_form(edition: str) -> Form:
    """Return an edition of the form; FormError when there is none of that name."""
    return _build(_packaged(edition))


def load_form_text(toml_text: str) -> Form:
    """Return the form that `toml_text` describes; FormError names the row or identity that is wrong."""
    return _build(resolve(_parse(toml_text), _packaged))


# -- text to a full description ---------------------------------------------------------------------------------


def _parse(text: str) -> Raw:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"not TOML: {error}") from error


@cache
def _stated(edition: str) -> Raw:
    """Return what an edition's own file says; never changed by those who build on it."""
    if edition not in EDITIONS:
        raise FormError(f"no edition {edition!r}; there are {', '.join(EDITIONS)}")
    return _parse((files("toolkit.form") / f"{edition}.toml").read_text("utf-8"))


def _packaged(edition: str, asked_by: tuple[str, ...] = ()) -> Raw:
    if edition in asked_by:
        raise FormError(f"{edition} extends itself: {' → '.join((*asked_by, edition))}")
    return resolve(_stated(edition), lambda other: _packaged(other, (*asked_by, edition)))


# -- full description to typed form -----------------------------------------------------------------------------


def _build(raw: Raw) -> Form:
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise FormError("a form needs an id")
    return Form(
        id=name,
        name_zh=raw.get("name_zh", ""),
        name_en=raw.get("name_en", ""),
        source=raw.get("source", ""),
        years=tuple(raw.get("years", ())),
        status=raw.get("status", ""),
        tables={key: _build_table(key, value, f"{name}.{key}") for key, value in tables(raw).items()},
        verification=raw.get("verification", ""),
        open_ended=raw.get("open_ended", False),
    )


def _build_table(key: str, raw: Raw, where: str) -> Table:
    _check_fields(raw, ("section", "titles", "layout"), _TABLE_FIELDS, where)
    for field in LISTS:
        for item in raw[field]:
            entry = f"{where}.{field}: {item[LISTS[field]]!r}"
            _check_fields(item, _REQUIRED[field], (*_REQUIRED[field], *_OPTIONAL[field]), entry)
    levels = _levels(raw["rows"], f"{where}.rows")
    _levels(raw["headers"], f"{where}.headers")
    verification = raw.get("verification", "label_seen")
    table = Table(
        id=key,
        section=raw["section"],
        titles=tuple(raw["titles"]),
        layout=_one_of(raw["layout"], Layout, where),
        columns=tuple(
            _column(item, n, raw.get("unit", ""), verification, where) for n, item in enumerate(raw["columns"], 1)
        ),
        rows=tuple(
            _row(item, n, levels[item["key"]], raw.get("unit", ""), verification, where)
            for n, item in enumerate(raw["rows"], 1)
        ),
        identities=tuple(_identity(item, key, where) for item in raw["identities"]),
        header_words=tuple(raw.get("header_words", ())),
        notes=tuple(raw.get("notes", ())),
        headers=tuple(_header(item) for item in raw["headers"]),
        title_en=raw.get("title_en", ""),
    )
    _check_table(table, where)
    return table


def _check_fields(raw: Raw, required: Iterable[str], known: Iterable[str], where: str) -> None:
    for field in required:
        if field not in raw:
            raise FormError(f"{where} has no {field!r}")
    unknown = set(raw) - set(known)
    if unknown:
        raise FormError(f"{where} has unknown fields: {', '.join(sorted(unknown))}")
    for field, value in raw.items():
        if field in LISTS:
            continue  # their entries are checked one by one
        expected = _TYPES.get(field, str)
        words = expected is not list or not isinstance(value, list) or all(isinstance(word, str) for word in value)
        if type(value) is not expected or not words:
            raise FormError(
                f"{where}: {field!r} must be {'a list of texts' if expected is list else expected.__name__}"
            )


def _one_of(value: Any, literal: Any, where: str) -> Any:
    """Return `value` if the Literal type admits it."""
    if value not in get_args(literal):
        raise FormError(f"{where}: {value!r} is none of {', '.join(get_args(literal))}")
    return value


def _header(raw: Raw) -> Header:
    return Header(raw["key"], tuple(raw["labels"]), raw["en"], raw.get("parent"))


def _column(raw: Raw, order: int, unit: str, verification: str, where: str) -> Column:
    return Column(
        key=raw["key"],
        labels=tuple(raw["labels"]),
        en=raw["en"],
        unit=raw.get("unit", unit),
        kind=_one_of(raw.get("kind", "integer"), NumberKind, f"{where}.columns: {raw['key']!r}"),
        order=order,
        verification=raw.get("verification", verification),
        parent=raw.get("parent"),
        needs_parent=raw.get("needs_parent", False),
    )


def _row(raw: Raw, order: int, level: int, unit: str, verification: str, where: str) -> Row:
    entry = f"{where}.rows: {raw['key']!r}"
    kind: RowKind = _one_of(raw.get("kind", "data"), RowKind, entry)
    number = raw.get("number")
    return Row(
        key=raw["key"],
        labels=tuple(raw["labels"]),
        en=raw["en"],
        level=level,
        parent=raw.get("parent"),
        kind=kind,
        unit=raw.get("unit", unit),
        verification=raw.get("verification", verification),
        order=order,
        needs_parent=raw.get("needs_parent", False),
        number=None if number is None else _one_of(number, NumberKind, entry),
        legal_basis=raw.get("legal_basis", ""),
        note=raw.get("note", ""),
    )


def _identity(raw: Raw, table: str, where: str) -> Identity:
    entry = f"{where}.identities: {raw['id']!r}"
    over: Over = _one_of(raw["over"], Over, entry)
    op: Operator = _one_of(raw.get("op", "=="), Operator, entry)
    strength: Strength = _one_of(raw["strength"], Strength, f"{entry}, strength")
    return Identity(
        id=raw["id"],
        table=table,
        left=tuple(raw["left"]),
        right=tuple(raw["right"]),
        op=op,
        over=over,
        basis=raw["basis"],
        strength=strength,
        note=raw.get("note", ""),
        version=raw["version"],
        cross_year=raw.get("cross_year", False),
    )


def _levels(items: Sequence[Raw], where: str) -> dict[str, int]:
    """Return how deep each entry stands (1 at the top); refuse a missing parent and a cycle."""
    parents = {item["key"]: item.get("parent") for item in items}
    levels: dict[str, int] = {}
    for key in parents:
        chain = [key]
        parent = parents[key]
        while parent is not None:
            if parent not in parents:
                raise FormError(f"{where}: {chain[-1]!r} stands under {parent!r}, which is not there")
            if parent in chain:
                raise FormError(f"{where}: a cycle of groups: {' → '.join((*chain, parent))}")
            chain.append(parent)
            parent = parents[parent]
        levels[key] = len(chain)
    return levels


# -- what a table must keep ------------------------------------------------------------------------------------


def _check_table(table: Table, where: str) -> None:
    if not table.columns or not table.data_rows:
        raise FormError(f"{where} has no cell: it needs a column and a data row")
    keys = {header.key for header in table.headers}
    for column in table.columns:
        if column.parent is not None and column.parent not in keys:
            raise FormError(f"{where}.columns: {column.key!r} stands under {column.parent!r}, which is not there")
    for identity in table.identities:
        _check_identity(identity, table, where)
    _check_labels(table, where)


def _check_identity(identity: Identity, table: Table, where: str) -> None:
    entry = f"{where}.identities: {identity.id!r}"
    if not identity.left or not identity.right:
        raise FormError(f"{entry} has an empty side")
    if identity.over == "columns":
        known, kind = {row.key for row in table.data_rows}, "data row"
    else:
        known, kind = {column.key for column in table.columns}, "column"
    for side in (identity.left, identity.right):
        if len(set(side)) != len(side):
            raise FormError(f"{entry} counts a {kind} twice on one side")
        for term in side:
            key, at, year = term.partition("@")
            if key not in known:
                raise FormError(f"{entry} names the {kind} {key!r}, which is not there")
            if bool(at) != identity.cross_year or (at and year not in ("prior", "year")):
                raise FormError(f"{entry}: {term!r}: a rule across years, and only that, marks terms @prior or @year")


def _check_labels(table: Table, where: str) -> None:
    """Refuse a label that two entries claim, unless each says that it needs its parent to be told apart."""
    claims: dict[str, list[tuple[str, str, str | None, bool]]] = {}
    entries: list[tuple[str, Row | Column | Header]] = [
        *(("row", row) for row in table.rows),
        *(("column", column) for column in table.columns),
        *(("header", header) for header in table.headers),
    ]
    for axis, entry in entries:
        needs_parent = not isinstance(entry, Header) and entry.needs_parent
        if not entry.labels:
            raise FormError(f"{where}: the {axis} {entry.key!r} has no label")
        own = [essence(label) for label in entry.labels if label]
        if any(not label for label in own):
            raise FormError(f"{where}: the {axis} {entry.key!r} has a label of punctuation only")
        if len(set(own)) != len(own):
            twice = next(label for label in own if own.count(label) > 1)
            raise FormError(f"{where}: the {axis} {entry.key!r} states the label {twice!r} twice")
        for label in own:
            claims.setdefault(label, []).append((axis, entry.key, entry.parent, needs_parent))
    for label, claimants in claims.items():
        told_apart = all(needs for *_, needs in claimants)
        homes = {(axis, parent) for axis, _, parent, _ in claimants}
        if len(claimants) > 1 and not (told_apart and len(homes) == len(claimants)):
            who = " and ".join(f"the {axis} {key!r}" for axis, key, *_ in claimants)
            raise FormError(f"{where}: the label {label!r} is claimed by {who}")
