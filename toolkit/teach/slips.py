"""A clean draft → the same with seeded errors, each recorded; which slips there are stands in slips.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from types import MappingProxyType
from typing import Any

from toolkit.teach import slips_cells, slips_page
from toolkit.teach.errors import Error, caught
from toolkit.teach.page import Draft
from toolkit.teach.slips_cells import Slipped

LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip: how hard it is to see, its name in Chinese and English, and how it is made."""

    key: str
    level: int
    zh: str
    en: str
    by_reading: bool
    by_person: bool
    fixable: bool
    make: Callable[[Draft, Random], Slipped]


@dataclass(frozen=True, slots=True)
class Level:
    """What a folder of a level holds."""

    bodies: int
    clean: int
    slips: tuple[int, int]
    flattenings: tuple[str, ...]


@cache
def slips() -> Mapping[str, Slip]:
    """Return every kind of slip by key, easy ones first."""
    found = {}
    for key, said in _data()["slips"].items():
        make = getattr(slips_cells, key, None) or getattr(slips_page, key)
        found[key] = Slip(
            key, said["level"], said["zh"], said["en"], said.get("by_reading", False), said.get("by_person", False),
            said.get("fixable", True), make,
        )  # fmt: skip
    return MappingProxyType(found)


@cache
def levels() -> Mapping[int, Level]:
    """Return the levels by number."""
    return MappingProxyType(
        {
            int(n): Level(
                said["bodies"], said["clean"], (said["slips"][0], said["slips"][1]), tuple(said["flattenings"])
            )
            for n, said in _data()["levels"].items()
        }
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.teach") / "slips.toml").read_text("utf-8"))


def seed_slip(page: Draft, key: str, random: Random) -> tuple[Draft, Error] | None:
    """Return the draft with one slip, and its record; None where there is no place for it.

    KeyError for a slip that slips.toml does not name.
    """
    slip = slips()[key]
    made = slip.make(page, random)
    if made is None:
        return None
    after, places = made
    return after, Error(key, places, caught(page, after, slip.by_reading))


def seed_slips(
    page: Draft, level: int, count: int, random: Random, only_fair: bool = False
) -> tuple[Draft, tuple[Error, ...]]:
    """Return the draft with `count` slips of up to `level`, no two in one place, the first of the level itself.

    A page that is posted again or lost in part takes no second slip in that table, so that every record stays true.
    `only_fair` leaves out errors that nobody could pin down from the page and the year before.
    """
    errors: list[Error] = []
    own = [slip.key for slip in slips().values() if slip.level == level]
    easier = [slip.key for slip in slips().values() if slip.level <= level]
    for _ in range(40):  # a slip may find no place; then another is drawn
        if len(errors) == count:
            break
        keys = easier if errors else own
        key = keys[random.randrange(len(keys))]
        made = None if any(error.slip == key for error in errors) else seed_slip(page, key, random)
        if made is not None and _apart(made[1], errors) and (fair(made[1]) or not only_fair):
            page, error = made
            errors.append(error)
    return page, tuple(errors)


def fair(error: Error) -> bool:
    """Tell whether a reader can say where the error is, and not only that there is one.

    Down section four a sum of four parts fails wherever the error sits; there, a sentence must speak of the cell. In
    section two no sum backs the table, so that a sentence beside it may be the wrong one as well.
    """
    if error.caught == ("none",):
        return slips()[error.slip].by_person
    tables = {place.cell.partition(".")[0] for place in error.places}
    if tables == {"reconsideration_litigation"}:
        return bool({"claim", "reading"} & set(error.caught))
    if "art20_1" in tables:
        return "year" in error.caught or "reading" in error.caught
    return not any(place.about.startswith("normative_documents") for place in error.places)


_TABLE_WIDE = frozenset({"last_year_reposted", "half_row_lost", "row_shifted", "column_shifted"})


def _apart(error: Error, others: list[Error]) -> bool:
    """Tell whether two errors can be told apart: other tables, or single cells in other rows and columns."""
    for other in others:
        wide = error.slip in _TABLE_WIDE or other.slip in _TABLE_WIDE
        for a in error.places:
            for b in other.places:
                if a.cell == b.cell or (wide and a.cell.split(".")[0] == b.cell.split(".")[0]):
                    return False
    return True
