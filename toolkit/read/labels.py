"""Which print is which label: an index over all editions of the form, exact first, then nearly alike.

Rows are found by their label, never by their position. A label may be misspelt by a character, cut short, cut into
several pieces, or carry a long explanation in brackets; it may not be guessed: two rows equally near give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from toolkit.form import Table, editions, load_form
from toolkit.form.labels import essence
from toolkit.read.fold import fold

# A label is at most this long when squeezed; a longer piece is a sentence.
MAX_LABEL = 60
# Share of characters two labels must have in common, and how far the second-best row must stay behind.
NEAR, MARGIN = 74.0, 9.0
_RUN_IN = re.compile(r"^[一二三四五六七八九十\d]{1,2}(?=\D)")
_ASIDE = re.compile(r"\([^()]*\)")
_LEADING = re.compile(r"^\s*[(]?([一二三四五六七八九十]{1,3}|\d{1,2})[)、.,:]?")


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A data row that a label names; `order` is its place in the printed form."""

    table: str
    row: str
    order: int
    needs_parent: bool
    enumerator: str


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return a label without spaces, punctuation and leading enumerator, look-alikes folded.

    >>> bare("（三）不予公开"), bare("1．屬于國家秘密")
    ('不予公开', '属于国家秘密')
    """
    return essence(fold(text))


def enumerator(text: str) -> str:
    """Return the enumerator a label begins with ("三", "1"), or nothing."""
    match = _LEADING.match(fold(text))
    return match[1] if match else ""


def _common_order(tables: Sequence[Table]) -> dict[tuple[str, str], int]:
    """Number the rows of each table so that every edition's printed order is kept."""
    merged: dict[str, list[str]] = {}
    for table in sorted(tables, key=lambda t: -len(t.data_rows)):
        rows = merged.setdefault(table.id, [])
        at = 0
        for row in table.data_rows:
            if row.key in rows:
                at = rows.index(row.key) + 1
            else:
                rows.insert(at, row.key)
                at += 1
    return {(table, row): n for table, rows in merged.items() for n, row in enumerate(rows, start=1)}


class Labels:
    """The labels of all editions together; the same key is the same concept in every edition."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[RowLabel, ...]] = {}
        self.exact = lru_cache(maxsize=8192)(self._exact)  # the same labels return in every report
        self.near = lru_cache(maxsize=8192)(self._near_row)
        self.groups: dict[str, tuple[str, str]] = {}
        self.heads: set[str] = set()
        forms = [load_form(edition) for edition in editions()]
        order = _common_order([table for form in forms for table in form.tables.values()])
        for form in forms:
            for table in form.tables.values():
                self._take(table, order)
        # The names of one row, for telling more of its label from another's.
        self.names: dict[tuple[str, str], list[str]] = {}
        for name, rows in self.rows.items():
            for found in rows:
                self.names.setdefault((found.table, found.row), []).append(name)
        self._near = {
            table: [(label, found) for label, rows in self.rows.items() for found in rows if found.table == table]
            for table in {found.table for rows in self.rows.values() for found in rows}
        }

    def _take(self, table: Table, order: Mapping[tuple[str, str], int]) -> None:
        for names in (*(c.labels for c in table.columns), *(h.labels for h in table.headers)):
            self.heads.update(bare(label) for label in names)
        if table.layout == "single_row":
            return
        for row in table.rows:
            key = (table.id, row.key)
            if row.kind == "group":
                for label in row.labels:
                    self.groups.setdefault(bare(label), key)
                continue
            for label in row.labels:
                name = bare(label)
                known = self.rows.get(name, ())
                if not any((found.table, found.row) == key for found in known):
                    found = RowLabel(*key, order[key], row.needs_parent, enumerator(row.labels[0]))
                    self.rows[name] = (*known, found)

    def _exact(self, text: str) -> tuple[RowLabel, ...]:
        """Return the rows `text` names letter by letter, spaces, punctuation, enumerator and bracketed asides apart.

        Where a group's label and the row's stand in one line ("(三)不予公开 1.属于国家秘密"), the row's counts.
        """
        for part in _endings(text):
            name = bare(part)
            plain = bare(_ASIDE.sub("", part)) if "(" in part else name
            if min(len(name), len(plain)) > MAX_LABEL:
                continue
            known = self.rows.get(name) or self.rows.get(plain)
            # "1属于国家秘密": the stop after the enumerator was lost.
            known = known or self.rows.get(_RUN_IN.sub("", name))
            if known:
                return known
        return ()

    def is_head(self, text: str) -> bool:
        """Tell whether `text` is a column's head or a spanning head."""
        return bare(text) in self.heads

    def is_group(self, text: str) -> bool:
        """Tell whether `text` is the label of a group of rows."""
        return bare(text) in self.groups

    def is_piece(self, text: str) -> bool:
        """Tell whether `text` is a longer piece out of the middle or the end of some row's label."""
        name = bare(text)
        return len(name) >= 5 and any(name in label for label in self.rows)

    def _near_row(self, text: str, tables: tuple[str, ...]) -> RowLabel | None:
        """Return the one row of `tables` whose label is nearly `text`, or whose label `text` begins."""
        return next((row for part in _endings(text) if (row := self._nearest(bare(part), tables))), None)

    def _nearest(self, name: str, tables: Sequence[str]) -> RowLabel | None:
        if not 3 <= len(name) <= MAX_LABEL or name in self.heads or name in self.groups:
            return None
        best: dict[tuple[str, str], tuple[float, RowLabel]] = {}
        for table in tables:
            for label, found in self._near.get(table, ()):
                if found.needs_parent:
                    continue
                score = fuzz.ratio(name, label)
                if len(name) >= 5 and label.startswith(name):
                    score = max(score, 95.0)
                key = (found.table, found.row)
                if score > best.get(key, (0.0, found))[0]:
                    best[key] = (score, found)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        if not ranked or ranked[0][0] < NEAR:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
            return None
        return ranked[0][1]


def _endings(text: str) -> Iterator[str]:
    """Yield `text`, then what follows each of its spaces, longest first."""
    yield text
    for gap in re.finditer(r" +", text):
        rest = text[gap.end() :]
        if len(rest) >= 2:
            yield rest


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Return the index, built once."""
    return Labels()
