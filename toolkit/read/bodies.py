"""Who reports: the register of bodies, and a stable provisional id for a body it does not hold."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.read.fold import squeeze

COLUMNS = (
    "body_id", "name", "aliases", "level", "province", "city", "county", "parent", "valid_from", "valid_to",
    "children_complete",
)  # fmt: skip
_SPANS = re.compile(r"(?:(?:all|\d{4}(?:-\d{4})?)(?:\|(?!$)|$))*")


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the register; `aliases` are names as printed, place names those of the government it belongs to.

    `children_complete` tells for which years every body that its area report counts stands in the register with it as
    `parent`: "all", or years and spans such as "2021-2023|2025"; empty: not known.
    """

    body_id: str
    name: str
    aliases: tuple[str, ...]
    level: str
    province: str
    city: str
    county: str
    parent: str
    valid_from: str
    valid_to: str
    children_complete: str = ""

    def valid_in(self, year: str | None) -> bool:
        """Tell whether the body was there in a year; True where the year is not known."""
        if year is None:
            return True
        return (not self.valid_from or self.valid_from[:4] <= year) and (not self.valid_to or self.valid_to[:4] >= year)

    def has_all_children(self, year: int) -> bool:
        """Tell whether the register says that the bodies below are complete for a year."""
        for span in filter(None, self.children_complete.split("|")):
            first, _, last = span.partition("-")
            if span == "all" or int(first) <= year <= int(last or first):
                return True
        return False

    @property
    def places(self) -> tuple[str, ...]:
        """The place names that tell this body from a namesake."""
        return tuple(place for place in (self.county, self.city, self.province) if place)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The register, with an index by squeezed name."""

    members: tuple[Body, ...]
    by_name: Mapping[str, tuple[Body, ...]]

    @classmethod
    def of(cls, members: Sequence[Body]) -> Bodies:
        """Build the register from its rows."""
        by_name: dict[str, list[Body]] = {}
        for body in members:
            for name in {squeeze(n) for n in (body.name, *body.aliases) if n}:
                by_name.setdefault(name, []).append(body)
        return cls(tuple(members), {name: tuple(bodies) for name, bodies in by_name.items()})

    def find(self, organ: str, year: str | None, text: str) -> Body | None:
        """Return the one body named `organ` in `year`; a short name must be backed by its place in `text`."""
        name = squeeze(organ)
        known = [b for b in self.by_name.get(name, ()) if b.valid_in(year)]
        sure = [b for b in known if any(squeeze(place) in name for place in b.places)]
        if known and not sure:
            squeezed = squeeze(text)
            sure = [b for b in known if any(squeeze(place) in squeezed for place in b.places[:2])]
        return sure[0] if len(sure) == 1 else None


NO_BODIES = Bodies.of(())


def read_bodies(text: str) -> Bodies:
    """Read `bodies.csv`; raises ValueError naming the line for an unknown column, a missing id or an id used twice."""
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames is None or not set(COLUMNS[:4]) <= set(reader.fieldnames):
        raise ValueError(f"bodies.csv needs the columns {', '.join(COLUMNS)}")
    members: list[Body] = []
    seen: set[str] = set()
    for number, row in enumerate(reader, start=2):
        body_id = (row.get("body_id") or "").strip()
        if not body_id or body_id in seen:
            raise ValueError(f"bodies.csv line {number}: the body_id is missing or used twice")
        seen.add(body_id)
        values = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not _SPANS.fullmatch(values["children_complete"]):
            raise ValueError(f"bodies.csv line {number}: children_complete is all, or years such as 2021-2023|2025")
        aliases = tuple(a.strip() for a in values["aliases"].split("|") if a.strip())
        members.append(Body(**{**values, "aliases": aliases}))  # type: ignore[arg-type]
    return Bodies.of(members)


def provisional_id(organ: str | None, source: str) -> str:
    """Return an id for a body the register does not hold: the same for the same printed name, on every machine."""
    name = squeeze(organ) if organ else f"unnamed:{source}"
    return "x-" + hashlib.sha256(name.encode()).hexdigest()[:10]
