"""Exercises as data → the report of an exercise, and its solution as rows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from toolkit.teach.errors import Error
from toolkit.teach.invent import bodies, invent, seeded
from toolkit.teach.page import draft, write
from toolkit.teach.slips import seed_slip

Kind = Literal["find", "fix", "defend"]
COLUMNS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {"find": ("cell",), "fix": ("cell", "value"), "defend": ("cell", "decision", "evidence")}
)
_YEAR, _TRIES = 2023, 200
_SIMPLE = frozenset({"requests_received_new", "outcomes_total", "granted_full", "granted_partial"})


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. `text` is the report to work on, `prior` that of the year before (correct); both can be read."""

    id: str
    level: int
    minutes: int
    kind: Kind
    slip: str
    task_zh: str
    task_en: str
    hint_zh: str
    hint_en: str
    wrong_zh: str
    wrong_en: str
    text: str
    prior: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of an answer."""
        return COLUMNS[self.kind]

    def __repr__(self) -> str:
        head = f"{self.id} · {self.kind} · level {self.level} · {self.minutes} min"
        return f"{head}\n{self.task_zh}\n{self.task_en}"

    def _repr_html_(self) -> str:
        head, *tasks = repr(self).split("\n")
        return f"<p><b>{escape(head)}</b><br>{'<br>'.join(escape(task) for task in tasks)}</p>"


@cache
def _data() -> tuple[dict[str, object], ...]:
    return tuple(tomllib.loads((files("toolkit.teach") / "exercises.toml").read_text("utf-8"))["exercises"])


def exercise_ids() -> tuple[str, ...]:
    """Return the ids of all exercises, in their order."""
    return tuple(str(said["id"]) for said in _data())


@cache
def exercise(name: str) -> Exercise:
    """Return an exercise; KeyError names those there are."""
    said = _said(name)
    page, _, before = _seeded(name)
    words = {key: str(said[key]) for key in ("task_zh", "task_en", "hint_zh", "hint_en", "wrong_zh", "wrong_en")}
    kind: Kind = said["kind"]  # type: ignore[assignment]  # a test holds the file to the three kinds
    return Exercise(
        id=name, level=int(str(said["level"])), minutes=int(str(said["minutes"])), kind=kind,
        slip=str(said["slip"]), text=page, prior=before, **words,
    )  # fmt: skip


def _said(name: str) -> dict[str, object]:
    for said in _data():
        if said["id"] == name:
            return said
    raise KeyError(f"no exercise {name!r}; there are {', '.join(exercise_ids())}")


@cache
def _seeded(name: str) -> tuple[str, Error, str]:
    """Return the page, its one error and the page of the year before: the first draw that is shown as asked for."""
    said = _said(name)
    only, table = str(said["only"]), str(said.get("table", ""))
    for n in range(_TRIES):
        seed = f"{said['slip']} {said['seed']} {n}"  # exercises on one slip with one seed share their report
        (body,) = bodies(seeded(seed), 1)
        before, now = invent(body, _YEAR, seed)
        made = seed_slip(draft(now, "pipe_rows", seed), str(said["slip"]), seeded(f"{seed} slip"))
        if made is None or only not in made[1].caught:
            continue
        places = made[1].places
        if only == "identity" and any(not place.cell.startswith("requests.") for place in places):
            continue  # in section four a sum alone does not tell the cell
        if table and any(not place.cell.startswith(f"{table}.") for place in places):
            continue
        if any(place.about and place.about not in _SIMPLE for place in places):
            continue  # a sum of cells, a share, or a cell that no sum of the table backs
        return write(made[0]), made[1], write(draft(before, "pipe_rows", seed))
    raise ValueError(f"no draw gives the exercise {name}")


def solution(name: str) -> tuple[dict[str, str | int], ...]:
    """Return the rows of the right answer."""
    said, (_, error, _) = _said(name), _seeded(name)
    cells = [place.about or place.cell for place in error.places]
    if said["slip"] == "last_year_reposted":
        cells = ["requests"]
    if said["kind"] == "find":
        return tuple({"cell": cell} for cell in cells)
    if said["kind"] == "fix":
        return tuple({"cell": place.cell, "value": int(place.true)} for place in error.places)
    return tuple({"cell": cell, "decision": str(said["decision"]), "evidence": str(said["evidence"])} for cell in cells)
