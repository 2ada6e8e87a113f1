"""schema.toml → the tables of data/processed as typed descriptions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from toolkit.form import sources

Type = Literal["text", "integer", "boolean", "decimal", "json"]
_KEYS = {"name", "type", "zh", "en", "unit", "values", "required", "source"}


class SchemaError(Exception):
    """schema.toml contradicts itself; the message names the table and the column."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `values` are the allowed ones (empty: any); a column that is not `required` may be empty."""

    name: str
    type: Type
    zh: str
    en: str
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in order; `key` columns identify a row (empty: rows may repeat).

    `legal` are the ids of the legal documents behind it, as in toolkit/form/sources.toml; none for what we add.
    """

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    legal: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables in the order in which they are described, and the version that every row carries."""

    version: int
    tables: Mapping[str, TableSchema]


@cache
def schema() -> Schema:
    """Return the tables of data/processed."""
    return read_schema((files("toolkit.study") / "schema.toml").read_text("utf-8"))


def read_schema(text: str) -> Schema:
    """Read a schema; raises SchemaError for an unknown type or key, a column named twice or a key that is no column."""
    raw = tomllib.loads(text)
    shared = {name: _field("shared", {"name": name, **entry}) for name, entry in raw["shared"].items()}
    tables = {name: _table(name, entry, shared) for name, entry in raw["tables"].items()}
    return Schema(raw["version"], tables)


def _table(name: str, raw: Mapping[str, Any], shared: Mapping[str, Field]) -> TableSchema:
    fields: list[Field] = []
    for entry in raw["columns"]:
        if isinstance(entry, str) and entry not in shared:
            raise SchemaError(f"{name}: there is no shared column {entry}")
        fields.append(shared[entry] if isinstance(entry, str) else _field(name, entry))
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise SchemaError(f"{name}: a column is named twice")
    if unknown := set(raw["key"]) - set(names):
        raise SchemaError(f"{name}: the key names no column: {', '.join(sorted(unknown))}")
    keyed = tuple(replace(field, required=True) if field.name in raw["key"] else field for field in fields)
    legal = tuple(raw.get("legal", ()))
    if unknown := set(legal) - {document.id for document in sources()}:
        raise SchemaError(f"{name}: there is no legal document {', '.join(sorted(unknown))}")
    return TableSchema(name, raw["zh"], raw["en"], tuple(raw["key"]), keyed, legal)


def _field(table: str, raw: Mapping[str, Any]) -> Field:
    if unknown := set(raw) - _KEYS:
        raise SchemaError(f"{table}.{raw.get('name')}: unknown entry {', '.join(sorted(unknown))}")
    if raw.get("type") not in get_args(Type):
        raise SchemaError(f"{table}.{raw.get('name')}: there is no type {raw.get('type')}")
    return Field(**{**raw, "values": tuple(raw.get("values", ()))})
