"""The columns of section four: which of them a result word names (维持, 驳回, 撤销 …), over which kinds of cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from toolkit.claim.draft import both_blocks, summed

CASES = ("review", "suit", "dispute")
Case = tuple[str, str | None]  # the kind of case and, of suits, the block, where one is named
Cases = tuple[Case, ...]  # counted together
# 驳回 and 撤销 alone leave open which column is meant. Beside another result the first column here is the likelier:
# who prints 维持、驳回 has two columns in mind, and 撤销 beside 确认违法 is the court's, not the applicant's.
_OPEN = {"dismissed": ("other", "upheld"), "revoked": ("corrected", "other")}
_PLAIN = {"withdrawn": "other"}


def case_readings(subject: str, name: str, branch: str | None = None) -> tuple[str, ...]:
    """Return the readings of one column (`total`, `upheld` …) for a subject; suits mean both blocks, else either."""
    if subject == "review":
        return (f"reconsideration_{name}",)
    if subject == "dispute":
        return (f"reconsideration_{name}+{both_blocks(name)}",)
    if branch:
        return (f"litigation_{'direct' if branch == 'direct' else 'after_review'}_{name}",)
    return (both_blocks(name), f"litigation_direct_{name}", f"litigation_after_review_{name}")


def over(cases: Cases, names: Iterable[str]) -> str:
    """Return the sum of columns over several kinds of cases."""
    return summed(m for name in names for case in cases for m in case_readings(case[0], name, case[1])[0].split("+"))


def undecided(cases: Cases) -> str:
    """Return what is decided: the totals less what is still open."""
    return "-".join([over(cases, ["total"]), *over(cases, ["pending"]).split("+")])


def result_readings(ways: Sequence[Cases], columns: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return readings and `no_base` of result words, whose cases `ways` tell, the likeliest first.

    Several words are a union. `no_base`: one word, and it leaves open which column is meant.
    """
    if list(columns) in (["decided"], ["judged"]):
        judged = [over(cases, ["upheld", "corrected"]) for cases in ways if columns[0] == "judged"]
        return tuple(dict.fromkeys([*map(undecided, ways), *judged])), False
    open_word = len(columns) == 1 and columns[0] in _OPEN
    choices: list[tuple[str, ...]] = [_OPEN[c] if c in _OPEN else (_PLAIN.get(c, c),) for c in columns]
    if open_word:
        choices = [tuple(sorted(choices[0], key=("upheld", "corrected", "other").index))]
    sets = [tuple(dict.fromkeys(names)) for names in product(*choices)]
    found: list[str] = []
    for cases in ways:
        found += [over(cases, names) for names in sets]
        if cases == (("suit", None),) == ways[0] and not open_word:
            found += [over((("suit", block),), sets[0]) for block in ("direct", "after")]
    return tuple(dict.fromkeys(found)), open_word
