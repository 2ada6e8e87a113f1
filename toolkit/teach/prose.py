"""Figures → sentences that state them: section one of an invented report, each number with the measure it states."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from toolkit.form import Values, parse
from toolkit.teach.invent import Invented

_SLOT = re.compile(r"\{([^{}]+)\}")
_PRIOR = "prior."


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of a sentence: half-open offsets in the sentence, what it states, and its print."""

    start: int
    end: int
    measure: str
    places: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of section one; `group` names the subject it speaks of."""

    group: str
    text: str
    stated: tuple[Stated, ...]

    def altered(self, number: int, text: str) -> Sentence:
        """Return the sentence with its `number`-th stated number printed as `text`."""
        old = self.stated[number]
        shift = len(text) - len(old.text)
        stated = tuple(
            replace(s, end=s.end + shift, text=text) if n == number
            else replace(s, start=s.start + shift, end=s.end + shift) if n > number else s
            for n, s in enumerate(self.stated)
        )  # fmt: skip
        return replace(self, text=self.text[: old.start] + text + self.text[old.end :], stated=stated)


class Statements:
    """What a report's figures, and those of the year before, give for a measure."""

    def __init__(self, figures: Mapping[str, str], prior: Mapping[str, str] | None) -> None:
        self._now = Values.from_cells(numbers(figures))
        self._before = None if prior is None else Values.from_cells(numbers(prior))

    def of(self, measure: str) -> Decimal | None:
        """Return the value of a measure; None where a cell of it prints no number or the year before is not known."""
        return parse(measure).evaluate(self._atom)

    def _atom(self, name: str) -> Decimal | None:
        if not name.startswith(_PRIOR):
            return self._now.get(name)
        return None if self._before is None else self._before.get(name.removeprefix(_PRIOR))

    def printed(self, measure: str, places: int) -> str | None:
        """Return the value as a sentence prints it, rounded half up to `places`."""
        value = self.of(measure)
        if value is None:
            return None
        return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def numbers(figures: Mapping[str, str]) -> dict[str, Decimal | None]:
    """Return the numbers that cells print, in the way of the form: a blank, a dash or a unit states none here."""
    return {cell: Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None for cell, text in figures.items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.teach") / "prose.toml").read_text("utf-8"))


def groups() -> tuple[dict[str, Any], ...]:
    """Return the groups of wordings of prose.toml."""
    return tuple(_data()["groups"])


def alternates(measure: str) -> tuple[str, ...]:
    """Return what else the words for a measure may mean: its parts, and the readings that prose.toml names."""
    parts = [atom for atom in parse(measure).atoms if atom != measure]
    return (*parts, *_data()["alternates"].get(measure, ()))


def compose(report: Invented, random: Random) -> tuple[Sentence, ...]:
    """Return one sentence for every subject that the figures give something to say of, in the order of prose.toml."""
    known = Statements(report.figures, report.prior)
    found: dict[str, Sentence] = {}
    for group in groups():
        if group["id"] in found or not _fits(group, known):
            continue
        wording = group["wordings"][random.randrange(len(group["wordings"]))]
        found[group["id"]] = _sentence(group["id"], wording, report, known)
    return tuple(found.values())


def _fits(group: Mapping[str, Any], known: Statements) -> bool:
    needed = [known.of(measure) for measure in group.get("needs", ())]
    return all(value is not None and value > 0 for value in needed) and all(
        known.of(measure) == 0 for measure in group.get("zero", ())
    )


def _sentence(group: str, wording: str, report: Invented, known: Statements) -> Sentence:
    text, at, stated = "", 0, []
    for slot in _SLOT.finditer(wording):
        text += wording[at : slot.start()]
        at = slot.end()
        if slot[1] in ("year", "short"):
            text += str(report.year) if slot[1] == "year" else report.body.short
            continue
        measure, _, places = slot[1].partition("%")
        printed = known.printed(measure, int(places or 0))
        if printed is None:
            raise ValueError(f"{wording}: the figures give no {measure}")
        stated.append(Stated(len(text), len(text) + len(printed), measure, int(places or 0), printed))
        text += printed
    return Sentence(group, text + wording[at:], tuple(stated))
