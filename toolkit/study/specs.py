"""measures.toml → typed measures: numerator and denominator apart, and what the value means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from toolkit.form import MeasureError, editions, parse
from toolkit.study.linear import Linear, linear

Kind = Literal["share", "ratio", "rate", "count", "change"]
Lang = Literal["zh", "en"]
_KEYS = {
    "name", "kind", "numerator", "denominator", "scale", "unit", "zh", "en", "caveat", "editions", "source",
    "minimum_denominator", "older",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Older:
    """The nearest thing in the 2014 table, and how near it is."""

    numerator: Linear
    denominator: Linear | None
    closeness: str
    note: str


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """One measure: `value = scale * numerator / denominator`, or the numerator alone where there is no denominator."""

    name: str
    kind: Kind
    numerator: Linear
    denominator: Linear | None
    scale: int
    unit: str
    zh: str
    en: str
    caveat: Mapping[str, str]
    editions: tuple[str, ...]
    source: str
    minimum_denominator: int = 1
    older: Older | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it needs; the first, which the denominator stands in, says whose figures these are."""
        below = self.denominator.tables if self.denominator else ()
        return tuple(dict.fromkeys([*below, *self.numerator.tables]))

    @property
    def expression(self) -> str:
        """The whole measure as one expression of toolkit.form."""
        if self.denominator is None:
            return parse(self.numerator.text).expression
        scale = "" if self.scale == 1 else f"{self.scale}*"
        return parse(f"{scale}({self.numerator.text})/({self.denominator.text})").expression

    def label(self, lang: Lang = "zh") -> str:
        """Return its name for people."""
        return self.zh if lang == "zh" else self.en

    def meaning(self, lang: Lang = "zh") -> str:
        """Return what is divided by what, in the words of the form."""
        return parse(self.expression).label(lang)


@cache
def measures() -> Mapping[str, MeasureSpec]:
    """Return every measure by name, in the order of the file."""
    return read_measures((files("toolkit.study") / "measures.toml").read_text("utf-8"))


def read_measures(text: str) -> Mapping[str, MeasureSpec]:
    """Read measures; MeasureError for an unknown entry, kind, form or figure, or a name used twice."""
    raw = tomllib.loads(text)
    defaults: Mapping[str, Any] = raw.get("defaults", {})
    found: dict[str, MeasureSpec] = {}
    for entry in [*raw.get("measures", []), *_spread(raw.get("mixes", []))]:
        spec = _spec({**defaults, **entry})
        if spec.name in found:
            raise MeasureError(f"measure {spec.name} is described twice")
        found[spec.name] = spec
    return found


def measure(
    name: str,
    numerator: str,
    denominator: str = "",
    *,
    kind: Kind = "share",
    scale: int = 1,
    zh: str = "",
    en: str = "",
    valid_in: Iterable[str] = ("format2021", "format2019", "format2019_split_other", "format2021_single_other"),
) -> MeasureSpec:
    """Return a measure of one's own, to pass wherever a name is taken; MeasureError says what is wrong with it."""
    return _spec(
        {
            "name": name, "kind": kind, "numerator": numerator, "denominator": denominator, "scale": scale,
            "zh": zh or name, "en": en or name, "editions": list(valid_in), "source": "",
        }
    )  # fmt: skip


def find_measure(wanted: str | MeasureSpec) -> MeasureSpec:
    """Return the measure of that name; KeyError lists near names."""
    if isinstance(wanted, MeasureSpec):
        return wanted
    try:
        return measures()[wanted]
    except KeyError:
        stem = wanted.partition("_")[0]
        near = [name for name in measures() if name.startswith(stem)] or list(measures())
        raise KeyError(f"there is no measure {wanted}; there are {', '.join(near)}") from None


def _spread(mixes: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Yield one share for each row of a group."""
    for mix in mixes:
        for row in mix["rows"]:
            yield {
                "name": f"{row}_{mix['suffix']}", "kind": "share", "numerator": row, "denominator": mix["denominator"],
                "minimum_denominator": mix.get("minimum_denominator", 1), "caveat": mix["caveat"],
                "zh": f"{mix['zh']}：{parse(row).label('zh')}", "en": f"{mix['en']}: {parse(row).label('en')}",
            }  # fmt: skip


def _spec(raw: Mapping[str, Any]) -> MeasureSpec:
    name = raw.get("name", "?")
    if unknown := set(raw) - _KEYS:
        raise MeasureError(f"measure {name}: unknown entry {', '.join(sorted(unknown))}")
    if raw.get("kind") not in get_args(Kind):
        raise MeasureError(f"measure {name}: there is no kind {raw.get('kind')}")
    if unknown := set(raw["editions"]) - set(editions()):
        raise MeasureError(f"measure {name}: there is no form {', '.join(sorted(unknown))}")
    divided = raw["kind"] in ("share", "ratio", "rate")
    if divided != bool(raw.get("denominator")):
        raise MeasureError(f"measure {name}: a {raw['kind']} has {'a' if divided else 'no'} denominator")
    older = raw.get("older")
    return MeasureSpec(
        name=name,
        kind=raw["kind"],
        numerator=linear(raw["numerator"]),
        denominator=linear(raw["denominator"]) if divided else None,
        scale=raw.get("scale", 1),
        unit=raw.get("unit", ""),
        zh=raw["zh"],
        en=raw["en"],
        caveat=raw.get("caveat", {}),
        editions=tuple(raw["editions"]),
        source=raw["source"],
        minimum_denominator=raw.get("minimum_denominator", 1),
        older=older and Older(
            linear(older["numerator"]),
            linear(older["denominator"]) if "denominator" in older else None,
            older["closeness"],
            older["note"],
        ),
    )  # fmt: skip
