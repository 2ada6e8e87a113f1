"""The names measures are made of: what each stands for among the cells of the forms, and its parts where it is a sum.

Everything is looked up in the forms and in measures.toml; no row or column is named here. Source of the
vocabulary: the tables of 国办公开办函〔2019〕60号 and 〔2021〕30号, and of 国办发〔2014〕32号.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from toolkit.form.labels import strip_enumerator
from toolkit.form.load import load_form
from toolkit.form.model import Column, Row, Table

_EDITIONS = ("format2021", "format2019", "stat2014")  # first match names a thing; the hybrids add no cell of their own
_ASIDE = re.compile(r"\(.*\)$")  # after NFKC, which strip_enumerator applies


class UnknownNameError(Exception):
    """A name that no form has; the message says so for a person."""


@dataclass(frozen=True, slots=True)
class Name:
    """One cell, or one sum of cells, of this year's report or of the year before."""

    table: str
    row: str
    column: str
    prior: bool = False

    @property
    def cell(self) -> str:
        """The full name, `table.row.column`; sums have one too, such as `requests.denied.total`."""
        return f"{'prior.' if self.prior else ''}{self.table}.{self.row}.{self.column}"

    def at(self, row: str | None = None, column: str | None = None) -> Name:
        """Return the name beside this one in the same table and year."""
        return Name(self.table, row or self.row, column or self.column, self.prior)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """All tables of all editions by id, newest first, and what measures.toml adds."""

    tables: Mapping[str, tuple[Table, ...]]
    default_columns: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    column_sums: Mapping[str, Mapping[str, str]]
    sums: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Mapping[str, str]]
    home: Mapping[str, str]  # a word that may stand without its table → that table


@cache
def _vocabulary() -> _Vocabulary:
    raw = tomllib.loads((files("toolkit.form") / "measures.toml").read_text("utf-8"))
    tables: dict[str, tuple[Table, ...]] = {}
    for edition in _EDITIONS:
        for key, table in load_form(edition).tables.items():
            tables[key] = (*tables.get(key, ()), table)
    home: dict[str, str] = {}
    for key, variants in tables.items():
        for table in variants:
            if table.layout == "single_row":
                for word in (*(column.key for column in table.columns), *raw["sums"]):
                    home.setdefault(word, key)
            else:
                groups = raw["groups"].get(key, [])
                for row in table.rows:
                    if row.kind == "data" or row.key in groups:
                        home.setdefault(row.key, key)
    return _Vocabulary(
        tables=tables,
        default_columns=raw["default_columns"],
        groups={key: tuple(rows) for key, rows in raw["groups"].items()},
        column_sums=raw["column_sums"],
        sums={key: tuple(parts) for key, parts in raw["sums"].items()},
        names=raw["names"],
        home=home,
    )


@lru_cache(maxsize=4096)
def resolve(atom: str) -> Name:
    """Return what `atom` names; UnknownNameError when no form has it.

    >>> resolve("granted_full").cell, resolve("prior.licensing").cell
    ('requests.granted_full.total', 'prior.art20_5.licensing.decisions_this_year')
    """
    words = atom.split(".")
    prior = words[0] == "prior"
    if prior:
        words = words[1:]
    known = _vocabulary()
    if words and words[0] in known.tables:
        table, words = words[0], words[1:]
    elif words and words[0] in known.home:
        table = known.home[words[0]]
    else:
        raise UnknownNameError(f"no form has {words[0] if words else atom!r}")
    single = known.tables[table][0].layout == "single_row"
    if single and len(words) == 2 and words[0] == known.tables[table][0].rows[0].key:
        words = words[1:]
    if single and len(words) == 1:
        name = Name(table, known.tables[table][0].rows[0].key, words[0], prior)
    elif not single and len(words) == 1 and table in known.default_columns:
        name = Name(table, words[0], known.default_columns[table], prior)
    elif not single and len(words) == 1:
        raise UnknownNameError(f"{atom} needs a column: {', '.join(_columns(table))}")
    elif not single and len(words) == 2:
        name = Name(table, words[0], words[1], prior)
    else:
        raise UnknownNameError(f"no form has {atom}")
    if not _exists(name):
        raise UnknownNameError(f"no form has {atom}")
    return name


def _columns(table: str) -> tuple[str, ...]:
    known = _vocabulary()
    printed = [column.key for variant in known.tables[table] for column in variant.columns]
    return tuple(dict.fromkeys([*printed, *known.column_sums.get(table, {})]))


def _exists(name: Name) -> bool:
    known = _vocabulary()
    variants = known.tables[name.table]
    if variants[0].layout == "single_row":
        return name.column in known.sums or any(name.column == c.key for v in variants for c in v.columns)
    groups = known.groups.get(name.table, ())
    sums = known.column_sums.get(name.table, {})
    return any(
        (name.row in groups or any(row.key == name.row for row in variant.data_rows))
        and (name.column in sums or any(column.key == name.column for column in variant.columns))
        for variant in variants
    )


@lru_cache(maxsize=4096)
def short(name: Name) -> str:
    """Return the shortest atom that means `name`: `granted_full`, not `requests.granted_full.total`."""
    known = _vocabulary()
    prefix = "prior." if name.prior else ""
    if known.tables[name.table][0].layout == "single_row":
        return prefix + name.column
    if known.home.get(name.row) != name.table:
        return name.cell  # the word alone means a table of a later edition
    if known.default_columns.get(name.table) == name.column:
        return prefix + name.row
    return f"{prefix}{name.row}.{name.column}"


@lru_cache(maxsize=4096)
def parts(name: Name) -> tuple[tuple[Name, ...], ...]:
    """Return the ways `name` is by definition a sum of other names; none for a printed cell.

    A total that the form prints (总计, （七）总计) is a cell, not a sum: whether it equals its parts is for a check.
    """
    known = _vocabulary()
    ways: list[tuple[Name, ...]] = []
    table = known.tables[name.table][0]
    if table.layout == "single_row":
        if name.column in known.sums:
            ways.append(tuple(name.at(column=column) for column in known.sums[name.column]))
        return tuple(ways)
    if name.row in known.groups.get(name.table, ()):
        ways.append(tuple(name.at(row=row.key) for row in table.leaves(name.row)))
    if name.column in known.column_sums.get(name.table, {}):
        head = known.column_sums[name.table][name.column]
        ways.append(tuple(name.at(column=column.key) for column in table.columns if column.parent == head))
    return tuple(ways)


@lru_cache(maxsize=4096)
def older_home(name: Name) -> Name | None:
    """Return the cell of the 2014 table with the same key, the same concept under its older form; None without one."""
    known = _vocabulary()
    key = name.column if known.tables[name.table][0].layout == "single_row" else name.row
    if name.table == "stat_table" or known.default_columns.get(name.table, name.column) != name.column:
        return None
    older = Name("stat_table", key, known.default_columns["stat_table"], name.prior)
    return older if _exists(older) else None


@lru_cache(maxsize=4096)
def columns_of_total(name: Name) -> tuple[Name, ...]:
    """Return the columns that the form adds up to the total column `name` stands in; none for any other name."""
    table = _vocabulary().tables[name.table][0]
    for identity in table.identities:
        along_rows = identity.over == "rows" and identity.op == "==" and not identity.cross_year
        if along_rows and identity.right == (name.column,) and table.layout == "matrix":
            return tuple(name.at(column=column) for column in identity.left)
    return ()


@lru_cache(maxsize=4096)
def complement(name: Name) -> tuple[Name, tuple[Name, ...]] | None:
    """Return the total column and the columns to take from it that leave the column sum `name`; None for any other.

    `requests_received_new.org` is `requests_received_new` less `requests_received_new.natural_person`.
    """
    known = _vocabulary()
    if name.column not in known.column_sums.get(name.table, {}):
        return None
    total = name.at(column=known.default_columns[name.table])
    summed = {part.column for way in parts(name) for part in way}
    return total, tuple(part for part in columns_of_total(total) if part.column not in summed)


def label(name: Name, lang: str) -> str:
    """Return `name` for people, in "zh" or "en"."""
    known = _vocabulary()
    stem = name.at()
    stem = Name(stem.table, stem.row, stem.column)
    text = known.names.get(short(stem), {}).get(lang) or _printed(stem, lang)
    if not name.prior:
        return text
    return f"上年{text}" if lang == "zh" else f"last year's {text}"


def _printed(name: Name, lang: str) -> str:
    known = _vocabulary()
    variants = known.tables[name.table]
    if variants[0].layout == "single_row":
        column = variants[0].column(name.column)
        return column.en if lang == "en" else variants[0].header(column.parent or "").labels[0] + column.labels[0]
    row = next(row for variant in variants for row in variant.rows if row.key == name.row)
    text = known.names.get(name.row, {}).get(lang) or _plain(row, lang)
    if known.default_columns.get(name.table) == name.column:
        return text
    column_text = _column_label(name, lang)
    if name.table == "requests":
        return f"{text}（{column_text}）" if lang == "zh" else f"{text} ({column_text})"
    return f"{_plain(row, lang)}{column_text}" if lang == "zh" else f"{_plain(row, lang)}: {column_text}"


def _column_label(name: Name, lang: str) -> str:
    known = _vocabulary()
    for variant in known.tables[name.table]:
        head = known.column_sums.get(name.table, {}).get(name.column)
        if head is not None:
            return variant.header(head).labels[0] if lang == "zh" else variant.header(head).en
        for column in variant.columns:
            if column.key == name.column:
                return _plain(column, lang)
    raise KeyError(name.cell)


def _plain(entry: Row | Column, lang: str) -> str:
    """Return a label without enumerator and closing aside."""
    return entry.en if lang == "en" else _ASIDE.sub("", strip_enumerator(entry.labels[0]))
