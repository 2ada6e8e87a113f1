"""Measures of one body over the years → a series with its breaks; what does not join is never drawn as one line."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from toolkit.form import NotComparableError
from toolkit.study.door import Frame, like, require, to_polars
from toolkit.study.pooling import PoolingError, join_editions
from toolkit.study.specs import Lang, MeasureSpec, find_measure


@dataclass(frozen=True, slots=True)
class Break:
    """A change of law or form after which figures of `tables` mean something else, from `from_year` on."""

    id: str
    from_year: int
    tables: tuple[str, ...]
    zh: str
    en: str
    source: str

    def label(self, lang: Lang = "zh") -> str:
        """Return what changed, for people."""
        return self.zh if lang == "zh" else self.en


@cache
def breaks() -> tuple[Break, ...]:
    """Return every break, oldest first."""
    raw = tomllib.loads((files("toolkit.study") / "breaks.toml").read_text("utf-8"))["breaks"]
    return tuple(Break(**{**entry, "tables": tuple(entry["tables"])}) for entry in raw)


def breaks_of(spec: str | MeasureSpec, first: int, last: int) -> tuple[Break, ...]:
    """Return the breaks that a measure meets between two report years: after `first`, up to `last`."""
    tables = find_measure(spec).tables
    return tuple(b for b in breaks() if first < b.from_year <= last and set(b.tables) & set(tables))


def series(
    frame: Frame, spec: str | MeasureSpec, body_id: str, *, across: Sequence[str] = (), why: str = "", lang: Lang = "en"
) -> Frame:
    """Return one body's values of one measure by year, with what breaks between a year and the one before it.

    Columns of `frame`, then `segment` (values of one segment may be joined by a line), `breaks` (text, null where
    there is none) and `override`. Two reports of one year raise PoolingError. NotComparableError says why two
    forms do not join; naming them in `across`, with `why`, puts a break between them instead. A change of scope raises
    PoolingError unless "scope" is in `across`. Years without a value begin no line; a year that is not there ends one.
    """
    found = find_measure(spec)
    given = to_polars(frame)
    require(given, ["measure", "body_id", "year", "edition", "scope", "value"], "the frame of measures")
    if across and not why.strip():
        raise ValueError("an override says why")
    rows = given.filter((pl.col("measure") == found.name) & (pl.col("body_id") == body_id)).sort("year")
    if rows["year"].null_count():
        raise ValueError(f"{body_id} has a report of which the year is not known")
    if rows["year"].is_duplicated().any():
        raise PoolingError(f"{body_id} has two reports of one year: choose one")
    segments, texts, overrides, segment = [], [], [], 0
    before: dict[str, Any] | None = None
    valued: dict[str, Any] | None = None  # the last year with a value: what is not joined must not be read as one line
    for row in rows.iter_rows(named=True):
        text: list[str] = []
        told: str | None = None
        if row["value"] is not None:
            told = _joined(found, valued, row, across) if valued else None
            valued = row
        if before is not None:
            apart = row["year"] - before["year"] > 1 or before["value"] is None or row["value"] is None
            text = [b.label(lang) for b in breaks_of(found, before["year"], row["year"])]
            segment += apart or told is not None
        segments.append(segment)
        texts.append("; ".join(text) or None)
        overrides.append(f"{told} [{why}]" if told else None)
        before = row
    result = rows.with_columns(
        pl.Series("segment", segments, pl.Int64),
        pl.Series("breaks", texts, pl.String),
        pl.Series("override", overrides, pl.String),
    )
    return like(frame, result)


def _joined(spec: MeasureSpec, before: dict[str, Any], row: dict[str, Any], across: Sequence[str]) -> str | None:
    """Return what had to be overridden to set two years side by side, None where they join."""
    told: str | None = None
    first, second = str(before["edition"]), str(row["edition"])
    try:
        join_editions(spec, first, second)
    except NotComparableError as error:
        if not {first, second} & set(across):
            raise
        told = str(error)
    if before["scope"] != row["scope"]:
        if "scope" not in across:
            raise PoolingError(
                f"{spec.name}: the scope changes from {before['scope']} to {row['scope']} in {row['year']}"
            )
        told = "; ".join(filter(None, [told, f"scope {before['scope']} → {row['scope']}"]))
    return told
