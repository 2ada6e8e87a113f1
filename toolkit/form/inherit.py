"""One edition described by its differences from another: `extends`, `from`, `after`, `drop`.

An edition may say `extends = "format2019"` and a table `from = "format2021"`, and then states only what differs:
a row, column, header or identity with a known key changes the fields it names, a new one goes `after` another
(or last), `drop = true` takes one away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolkit.form.model import FormError

Raw = dict[str, Any]
LISTS = {"headers": "key", "columns": "key", "rows": "key", "identities": "id"}  # each list's naming field
FORM_FIELDS = (
    "id", "extends", "name_zh", "name_en", "source", "years", "status", "verification", "open_ended",
    "year_differences",
)  # fmt: skip


def tables(raw: Mapping[str, Any]) -> dict[str, Raw]:
    """Return the tables of a description by id."""
    return {key: value for key, value in raw.items() if isinstance(value, dict)}


def resolve(raw: Raw, fetch: Callable[[str], Raw]) -> Raw:
    """Return `raw` with `extends` and `from` replaced by what `fetch`, given an edition's id, says they stand for."""
    name = raw.get("id", "form")
    for key, value in raw.items():
        if key not in FORM_FIELDS and not isinstance(value, dict):
            raise FormError(f"{name}: unknown field {key!r}")
    base: dict[str, Raw] = tables(fetch(raw["extends"])) if "extends" in raw else {}
    own = dict(base)
    for key, table in tables(raw).items():
        start: Raw = base.get(key, {})
        if "from" in table:
            source = tables(fetch(table["from"]))
            if key not in source:
                raise FormError(f"{name}.{key}: {table['from']} has no such table")
            start = source[key]
        own[key] = _merge(start, table, f"{name}.{key}")
    return {**{k: v for k, v in raw.items() if not isinstance(v, dict)}, **own}


def _merge(base: Raw, change: Raw, where: str) -> Raw:
    merged = {**base, **{k: v for k, v in change.items() if k not in LISTS and k != "from"}}
    for field, name in LISTS.items():
        merged[field] = _merge_list(base.get(field, []), change.get(field, []), name, f"{where}.{field}")
    return merged


def _merge_list(base: Sequence[Raw], changes: Sequence[Raw], name: str, where: str) -> list[Raw]:
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise FormError(f"{where} must be a list of entries, written [[table.{where.rpartition('.')[2]}]]")
    items = [dict(item) for item in base]
    stated: set[str] = set()
    for change in changes:
        if name not in change:
            raise FormError(f"{where}: an entry without {name!r}")
        key = change[name]
        if key in stated:
            raise FormError(f"{where}: {key!r} is stated twice")
        stated.add(key)
        place = next((n for n, item in enumerate(items) if item[name] == key), None)
        fields = {k: v for k, v in change.items() if k not in ("after", "drop")}
        if change.get("drop"):
            if place is None:
                raise FormError(f"{where}: drops {key!r}, which is not there")
            del items[place]
        elif place is not None:
            items[place] |= fields
        else:
            items.insert(_position(items, name, change.get("after"), f"{where}: {key!r}"), fields)
    return items


def _position(items: Sequence[Raw], name: str, after: str | None, where: str) -> int:
    if after is None:
        return len(items)
    for n, item in enumerate(items):
        if item[name] == after:
            return n + 1
    raise FormError(f"{where} goes after {after!r}, which is not there")
