"""rules.toml → rules: what each demands, how grave its failing is, and how that is said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Literal, get_args

from toolkit.check.model import Check, Outcome, Severity
from toolkit.form import Measure, parse

Kind = Literal["part", "plausible", "complete", "date", "years", "family", "copies", "coverage"]
_COMPARED = re.compile(r"(?P<left>[^<>=]+?)\s*(?P<op>==|<=|>=|<|>)\s*(?P<right>[^<>=]+)")

_NEEDED = ("id", "version", "severity", "kind", "source", "zh", "en", "finding")


class RuleError(Exception):
    """rules.toml contradicts itself; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left op right` over measures."""

    left: Measure
    op: str
    right: Measure

    @property
    def cells(self) -> tuple[str, ...]:
        """The figures of both sides, by `table.row.column`."""
        return self.left.cells + self.right.cells


@dataclass(frozen=True, slots=True)
class Trial:
    """A plausible rule at one place: `then`, wherever all of `when` hold; `axis` tells the place."""

    axis: str
    when: tuple[Comparison, ...]
    then: Comparison


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `zh` and `en` say what it demands, `finding` (zh, en) that it fails; `levels` empty: of every level."""

    id: str
    version: int
    severity: Severity
    kind: Kind
    source: str
    zh: str
    en: str
    finding: tuple[str, str]
    table: str = ""
    levels: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()

    def check(self, outcome: Outcome, note: str = "", table: str = "", axis: str = "", **sides: Any) -> Check:
        """Return what trying the rule gave; `sides` are op, left, right, left_cells and right_cells of the Check."""
        given = {"op": "==", "left_cells": (), "right_cells": (), "left": None, "right": None} | sides
        return Check(
            id=self.id, version=self.version, kind=self.kind, table=table or self.table, axis=axis, outcome=outcome,
            strength="soft" if self.severity == "soft" else "hierarchy", note=note, severity=self.severity, **given,
        )  # fmt: skip


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules beyond the identities, by id, in the order of rules.toml."""
    return read_rules((files("toolkit.check") / "rules.toml").read_text("utf-8"))


def read_rules(text: str) -> Mapping[str, Rule]:
    """Read rules; RuleError names one that is incomplete or stands twice, MeasureError a bad measure."""
    found: dict[str, Rule] = {}
    for raw in tomllib.loads(text)["rules"]:
        rule = _rule(raw)
        if rule.id in found:
            raise RuleError(f"{rule.id} stands twice")
        found[rule.id] = rule
    return found


def words(check: Check, lang: str, note: str | None = None) -> str | None:
    """Return in "zh" or "en" what is the matter with a check that fails; `note` is its note in that language.

    None for an identity within one report: its words are those of its cells.
    """
    rule = rules().get(check.id)
    if rule is None:
        return None
    left, right = ("—" if side is None else f"{side:f}" for side in (check.left, check.right))
    return rule.finding[lang == "en"].format(left=left, right=right, note=check.note if note is None else note)


def _rule(raw: Mapping[str, Any]) -> Rule:
    name = raw.get("id", "a rule without id")
    if missing := [key for key in _NEEDED if not raw.get(key)]:
        raise RuleError(f"{name} lacks {', '.join(missing)}")
    if raw["severity"] not in get_args(Severity) or raw["kind"] not in get_args(Kind):
        raise RuleError(f"{name}: severity is {raw['severity']!r}, kind {raw['kind']!r}")
    if (raw["kind"] == "plausible") != ("then" in raw):
        raise RuleError(f"{name}: a plausible rule, and only that, has a `then`")
    return Rule(
        raw["id"], raw["version"], raw["severity"], raw["kind"], raw["source"], raw["zh"], raw["en"],
        (raw["finding"]["zh"], raw["finding"]["en"]), raw.get("table", ""), tuple(raw.get("levels", ())),
        tuple(_trials(raw)) if "then" in raw else (),
    )  # fmt: skip


def _trials(raw: Mapping[str, Any]) -> Iterator[Trial]:
    each: Mapping[str, list[str]] = raw.get("each", {})
    for chosen in product(*each.values()):
        names = dict(zip(each, chosen, strict=True))
        when = tuple(_comparison(raw["id"], text.format(**names)) for text in raw.get("when", ()))
        yield Trial(".".join(chosen), when, _comparison(raw["id"], raw["then"].format(**names)))


def _comparison(rule: str, text: str) -> Comparison:
    match = _COMPARED.fullmatch(text.strip())
    if match is None:
        raise RuleError(f"{rule}: {text!r} is no comparison")
    return Comparison(parse(match["left"]), match["op"], parse(match["right"]))
