"""Who reports: the register of bodies, and a stable provisional id for a body it does not hold."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.read.fold import squeeze

COLUMNS = ("body_id", "name", "aliases", "level", "province", "city", "county", "parent", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the register; `aliases` are names as printed, place names those of the government it belongs to."""

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
        known = [b for b in self.by_name.get(name, ()) if _valid(b, year)]
        sure = [b for b in known if any(squeeze(place) in name for place in b.places)]
        backed = sure or [b for b in known if any(squeeze(place) in text for place in b.places[:2])]
        return backed[0] if len(backed) == 1 else None


def _valid(body: Body, year: str | None) -> bool:
    if year is None:
        return True
    return (not body.valid_from or body.valid_from[:4] <= year) and (not body.valid_to or body.valid_to[:4] >= year)


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
        aliases = tuple(a.strip() for a in values["aliases"].split("|") if a.strip())
        members.append(Body(**{**values, "aliases": aliases}))  # type: ignore[arg-type]
    return Bodies.of(members)


def provisional_id(organ: str | None, source: str) -> str:
    """Return an id for a body the register does not hold: the same for the same printed name, on every machine."""
    name = squeeze(organ) if organ else f"unnamed:{source}"
    return "x-" + hashlib.sha256(name.encode()).hexdigest()[:10]
