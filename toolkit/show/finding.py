"""One thing to look at again: what every display lists and what decisions in corrections.csv speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from toolkit.check import Check
from toolkit.claim.model import Claim
from toolkit.read import Place
from toolkit.show.markup import phrase

Kind = Literal["repair", "tied", "unsolved", "check", "claim", "gap", "leftover", "ambiguous"]
WORST_FIRST: tuple[Kind, ...] = ("repair", "tied", "unsolved", "check", "claim", "gap", "leftover", "ambiguous")
UNDECIDED: frozenset[Kind] = frozenset({"ambiguous"})  # listed apart: nothing says that anything is wrong

Words = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at again, said in Chinese and in English; `kind` tells where it comes from.

    `what` names it by content, so that a decision on it survives every re-run; `cells` are those it may concern, the
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


def both(key: str, **values: Sequence[str] | str | int) -> Words:
    """Return the words of `key`; a value that is a pair is given in each language."""
    zh, en = ({k: v if isinstance(v, str | int) else v[n] for k, v in values.items()} for n in (0, 1))
    return phrase(key, **zh)[0], phrase(key, **en)[1]
