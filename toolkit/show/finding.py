"""One thing to look at again: what every display lists and what decisions in corrections.csv speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from toolkit.check import Check
from toolkit.claim.model import Claim
from toolkit.read import Cell, Place, State
from toolkit.show.markup import phrase

Kind = Literal["repair", "tied", "unsolved", "check", "claim", "gap", "leftover", "soft", "ambiguous"]
WORST_FIRST: tuple[Kind, ...] = get_args(Kind)
UNDECIDED: frozenset[Kind] = frozenset({"soft", "ambiguous"})  # listed apart: all of it may be right as it stands

Words = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at again, said in Chinese and in English; `kind` tells where it comes from.

    `what` names it by content, so that a decision on it survives every re-run, and `seen` is what a reader saw when
    deciding, so that the decision goes stale when that changes; `cells` are those it may concern, the
    proposed ones first; `proposed` what they should print; `why` the equations and sentences behind it, line by line.
    """

    kind: Kind
    zh: str
    en: str
    what: str = ""
    cells: tuple[str, ...] = ()
    proposed: tuple[tuple[str, Decimal], ...] = ()
    why: tuple[Words, ...] = ()
    place: Place | None = None
    checks: tuple[Check, ...] = ()
    claims: tuple[Claim, ...] = ()
    seen: str = ""


def both(key: str, **values: Sequence[str] | str | int) -> Words:
    """Return the words of `key`; a value that is a pair is given in each language."""
    zh, en = ({k: v if isinstance(v, str | int) else v[n] for k, v in values.items()} for n in (0, 1))
    return phrase(key, **zh)[0], phrase(key, **en)[1]


def check_seen(check: Check) -> str:
    """Return what a reader sees of a check, as decisions keep it."""
    return f"{plain(check.left)} {check.op} {plain(check.right)}: {check.outcome}"


def cell_seen(cell: Cell | None) -> str:
    """Return what a reader sees of a cell: its print, or its state where no number is printed."""
    if cell is None:
        return ""
    return " ".join(cell.text.split()) if cell.state is State.READ else f"({cell.state})"


def plain(value: Decimal | None) -> str:
    """Return a number without needless zeros, “—” for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
