"""A seed → an invented report of an invented body, and the same body's report of the year before.

Every figure agrees with every identity of the form and with the year before; no body can be taken for a real one.
The same seed gives the same report on every machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from toolkit.form import Form, Table, load_form

_OUTCOMES = "outcomes_total"


@dataclass(frozen=True, slots=True)
class Body:
    """An invented body: its printed name, how its own report calls it, and an id for a register."""

    body_id: str
    organ: str
    short: str
    county: str


@dataclass(frozen=True, slots=True)
class Invented:
    """The figures of one report: `table.row.column` → print; `prior` are those of the year before, where known."""

    body: Body
    year: int
    edition: str
    figures: Mapping[str, str]
    prior: Mapping[str, str] | None = None


def seeded(seed: str) -> Random:
    """Return a random source that gives the same numbers for the same seed everywhere."""
    return Random(seed)  # noqa: S311 - exercises are no secrets


@cache
def words() -> dict[str, Any]:
    """Return invent.toml."""
    return tomllib.loads((files("toolkit.teach") / "invent.toml").read_text("utf-8"))


def bodies(random: Random, count: int) -> tuple[Body, ...]:
    """Return `count` different invented bodies, at most as many as there are names (1,200)."""
    names = words()["names"]
    left = [(c, w, k) for c in range(len(names["counties"])) for w in range(len(names["words"])) for k in range(3)]
    if count > len(left):
        raise ValueError(f"{count} bodies asked for; there are names for {len(left)}")
    return tuple(_body(names, *left.pop(random.randrange(len(left)))) for _ in range(count))


def _body(names: Mapping[str, Any], county: int, word: int, kind: int) -> Body:
    place, own = names["counties"][county], names["kinds"][kind]
    organ = f"{place}县示例{names['words'][word]}{own['organ']}"
    return Body(f"shili-{county + 1:02d}-{word + 1:02d}-{kind + 1}", organ, own["short"], f"{place}县")


def invent(body: Body, year: int, seed: str) -> tuple[Invented, Invented]:
    """Return the body's report of the year before, and that of `year`, which carries its stocks and requests on."""
    edition = words()["edition"]
    form = load_form(edition)
    before = _figures(form, seeded(f"{seed}:{body.body_id}:{year - 1}"), None)
    now = _figures(form, seeded(f"{seed}:{body.body_id}:{year}"), before)
    return Invented(body, year - 1, edition, before), Invented(body, year, edition, now, before)


def _figures(form: Form, random: Random, before: Mapping[str, str] | None) -> dict[str, str]:
    found: dict[str, int | str] = {
        f"{table.id}.{row.key}.{column.key}": 0
        for table in form.tables.values()
        for row in table.data_rows
        for column in table.columns
    }
    found.update(_documents(random, before))
    decisions = words()["decisions"]
    found["art20_5.licensing.decisions_this_year"] = random.randint(*decisions["licensing"])
    found["art20_6.penalties.decisions_this_year"] = random.randint(*decisions["penalties"])
    found["art20_6.coercion.decisions_this_year"] = random.randint(*decisions["coercion"])
    fee = f"{random.randint(*decisions['fees_10k_cny'])}.{random.randint(1, 9999):04d}"
    found["art20_8.admin_fees.fee_amount_10k_cny"] = fee if random.random() < 0.5 else 0
    found.update(_requests(form.tables["requests"], random, before))
    found.update(_cases(random))
    return {key: str(value) for key, value in found.items()}


def _documents(random: Random, before: Mapping[str, str] | None) -> dict[str, int]:
    """A township makes no 规章; the stock of normative documents goes on from the year before."""
    documents = words()["documents"]
    row = "art20_1.normative_documents"
    stock = random.randint(*documents["in_force"]) if before is None else int(before[f"{row}.in_force_total"])
    issued, repealed = random.randint(*documents["issued"]), random.randint(*documents["repealed"])
    return {
        f"{row}.issued_this_year": issued,
        f"{row}.repealed_this_year": repealed,
        f"{row}.in_force_total": stock + issued - repealed,
    }


def _requests(table: Table, random: Random, before: Mapping[str, str] | None) -> dict[str, int]:
    plan = words()["requests"]
    applicants = [column.key for column in table.columns if column.key != "total"]
    shares: Mapping[str, int] = plan["applicants"]
    counts: dict[tuple[str, str], int] = {(row.key, column): 0 for row in table.data_rows for column in applicants}
    for _ in range(random.randint(plan["fewest"], plan["most"])):
        counts[_drawn(random, plan["outcomes"]), _drawn(random, shares)] += 1
    carried_out = random.randint(0, plan["carried_out_most"])
    for _ in range(carried_out):
        counts["requests_carried_out", _drawn(random, shares)] += 1
    leaves = [row.key for row in table.data_rows if row.parent is not None and row.key != _OUTCOMES]
    for column in applicants:
        carried_in = 0 if before is None else int(before[f"requests.requests_carried_out.{column}"])
        resolved = sum(counts[row, column] for row in leaves)
        missing = carried_in - resolved - counts["requests_carried_out", column]
        if missing > 0:  # what came over must have gone somewhere
            counts["granted_full", column] += missing
            resolved += missing
        counts[_OUTCOMES, column] = resolved
        counts["requests_carried_in", column] = carried_in
        counts["requests_received_new", column] = resolved + counts["requests_carried_out", column] - carried_in
    found = {f"requests.{row}.{column}": n for (row, column), n in counts.items()}
    for row in table.data_rows:
        found[f"requests.{row.key}.total"] = sum(counts[row.key, column] for column in applicants)
    return found


def _drawn(random: Random, weights: Mapping[str, int]) -> str:
    """Draw a key by its weight, in whole numbers, so that every machine draws the same."""
    left = random.randrange(sum(weights.values()))
    for key, weight in weights.items():
        left -= weight
        if left < 0:
            return key
    raise AssertionError("weights add up to more than was drawn")


def _cases(random: Random) -> dict[str, int]:
    found: dict[str, int] = {}
    for block, (fewest, most) in words()["cases"].items():
        total = random.randint(fewest, most)
        parts = _parted(random, total)
        for name, n in zip(("upheld", "corrected", "other", "pending", "total"), (*parts, total), strict=True):
            found[f"reconsideration_litigation.cases.{block}_{name}"] = n
    return found


def _parted(random: Random, total: int) -> Sequence[int]:
    """Part `total` over upheld, corrected, other and pending; upheld gets most."""
    found = [0, 0, 0, 0]
    for _ in range(total):
        found[_PARTS[random.randrange(len(_PARTS))]] += 1
    return found


_PARTS = (0, 0, 0, 0, 1, 2, 3, 3)
