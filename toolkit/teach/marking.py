"""An answer (a pandas or polars frame, rows as dicts) and an exercise → a mark with one sentence that helps."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Literal

import pandas as pd
import polars as pl

from toolkit.teach import exercises
from toolkit.teach.exercises import Exercise, solution

Outcome = Literal["right", "partly", "wrong", "unanswered"]
_WRONG_TYPE = Fraction(4, 5)  # right values of another type: four fifths of the mark
_tried: Counter[str] = Counter()  # of this kernel: what was tried and not right, so that a hint comes before an answer
_hinted: set[str] = set()
_opened: list[str] = []


@cache
def _says() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("toolkit.teach") / "marking.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer is worth, from 0 to 1, and what to do next, in Chinese and English."""

    exercise: str
    outcome: Outcome
    score: Fraction
    zh: str
    en: str

    @property
    def right(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.outcome == "right"

    def __repr__(self) -> str:
        return f"{self.exercise}: {round(100 * self.score)} %\n{self.zh}\n{self.en}"

    def _repr_html_(self) -> str:
        return "<p>" + "<br>".join(escape(line) for line in repr(self).split("\n")) + "</p>"


def exercise(name: str) -> Exercise:
    """Open an exercise: `check`, `hint` and `answer` are on it from now on. KeyError names those there are."""
    task = exercises.exercise(name)
    _opened[:] = [name]
    return task


def _task(on: Exercise | str | None) -> Exercise:
    if isinstance(on, Exercise):
        return on
    if on is None and not _opened:
        raise ValueError("open an exercise first: teach.exercise(name)")
    return exercises.exercise(_opened[0] if on is None else on)


def check(answer: object, on: Exercise | str | None = None) -> Mark:
    """Grade an answer to an exercise, by default the one opened last; pandas and polars are alike.

    The order of rows and further columns do not matter.

    A mark says what is right and what is missing, and gives the hint; it never gives the answer.
    """
    task = _task(on)
    mark = _marked(answer, task)
    if not mark.right and mark.outcome != "unanswered":
        _tried[task.id] += 1
        _hinted.add(task.id)
        return Mark(
            task.id, mark.outcome, mark.score, f"{mark.zh} 提示：{task.hint_zh}", f"{mark.en} Hint: {task.hint_en}"
        )  # fmt: skip
    return mark


def hint(on: Exercise | str | None = None) -> str:
    """Return the hint of an exercise."""
    task = _task(on)
    _hinted.add(task.id)
    return f"{task.hint_zh}\n{task.hint_en}"


def answer(on: Exercise | str | None = None) -> pl.DataFrame | str:
    """Return the solution as a frame, once the hint was seen and an answer tried; before that, what is to be done."""
    task = _task(on)
    if task.id not in _hinted or not _tried[task.id]:
        return "先看提示（hint），再试一次（check）。 · First see the hint, then try an answer with check."
    return pl.DataFrame(list(solution(task.id)))


def forget() -> None:
    """Forget what was tried, as a new kernel does."""
    _tried.clear()
    _hinted.clear()
    _opened.clear()


def _marked(answer: object, task: Exercise) -> Mark:
    if answer is None or answer is Ellipsis:
        return _mark(task, "unanswered", Fraction(0), "unanswered")
    table = _table(answer)
    if table is None:
        return _mark(task, "wrong", Fraction(0), "not_a_frame", got=type(answer).__name__)
    names, rows = table
    missing = [column for column in task.columns if column not in names]
    if missing:
        return _mark(
            task, "wrong", Fraction(0), "missing", columns=", ".join(missing), wanted=", ".join(task.columns)
        )  # fmt: skip
    if not rows:
        return _mark(task, "wrong", Fraction(0), "empty")
    return _compared(rows, task)


def _compared(rows: Sequence[Mapping[str, Any]], task: Exercise) -> Mark:
    wanted = Counter(tuple(_plain(row[column]) for column in task.columns) for row in solution(task.id))
    given = Counter(tuple(_plain(row[column]) for column in task.columns) for row in rows)
    right = sum((wanted & given).values())
    missing, extra = wanted.total() - right, given.total() - right
    if not missing and not extra:
        if "value" in task.columns and any(isinstance(row["value"], str) for row in rows):
            return _mark(task, "partly", _WRONG_TYPE, "type")
        return _mark(task, "right", Fraction(1), "right")
    if right:
        score = Fraction(right, right + missing + extra)
        return _mark(task, "partly", score, "partly", right=right, missing=missing, extra=extra)
    places = len({row[0] for row in wanted} & {row[0] for row in given})
    if places and len(task.columns) > 1:
        score = Fraction(places, max(wanted.total(), given.total())) / 2
        return _mark(task, "partly", score, "places", places=places)
    return _mark(task, "wrong", Fraction(0), "wrong")


def _mark(task: Exercise, outcome: Outcome, score: Fraction, says: str, **values: object) -> Mark:
    zh, en = (_says()[says][language].format(**values) for language in ("zh", "en"))
    return Mark(task.id, outcome, score, zh, en)


def _table(answer: object) -> tuple[tuple[str, ...], list[Mapping[str, Any]]] | None:
    """Return column names and rows of an answer, None where it is no table."""
    match answer:
        case pl.LazyFrame():
            return _table(answer.collect())
        case pl.DataFrame():
            return tuple(answer.columns), list(answer.to_dicts())
        case pd.DataFrame():
            named = answer if answer.index.name is None else answer.reset_index()  # a cell put into the index is there
            rows: list[Mapping[str, Any]] = [{str(k): v for k, v in row.items()} for row in named.to_dict("records")]
            return tuple(map(str, named.columns)), rows
        case pl.Series() | pd.Series():
            return _table(answer.to_frame())
        case list() if answer and all(isinstance(row, dict) for row in answer):
            names = tuple(str(name) for name in answer[0] if all(name in row for row in answer))
            return names, list(answer)
    return None


def _plain(value: object) -> str:
    """Return a value as it is compared: numbers without trailing zeros, words without spaces and capitals.

    >>> _plain(12.0), _plain(" 12 "), _plain("Year"), _plain(None)
    ('12', '12', 'year', '')
    """
    text = "" if value is None else str(value).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text.lower()
    return f"{number.normalize():f}" if number.is_finite() else ""
