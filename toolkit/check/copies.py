"""Reports of a corpus → checks that none repeats another: the same file twice, last year's table, another body's.

Small figures repeat by chance: two quiet offices, or two quiet years of one, print the same table of noughts and ones.
Only tables with several larger numbers tell a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from toolkit.check.model import Check, Outcome
from toolkit.check.rules import rules

TELLING = 3  # so many different numbers of two digits or more in section three tell a table from all others
SMALL = "the figures agree, but so small ones may repeat"
OTHER_SCOPE = "another scope: {note}"
NAMESAKE = "the body is not in the register; this may be another of the same name: {note}"


class Filed(Protocol):
    """What must be known of a report: whose it is, for which year, and a digest of its section three.

    `placed`: no other body can have its `body_id`, because the register or its full name tells it from namesakes.
    `requests` is "" where the table was not read; `telling` counts its different numbers of at least 10.
    """

    @property
    def owner(self) -> int: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def body_id(self) -> str: ...  # noqa: D102
    @property
    def year(self) -> int | None: ...  # noqa: D102
    @property
    def scope(self) -> str: ...  # noqa: D102
    @property
    def placed(self) -> bool: ...  # noqa: D102
    @property
    def requests(self) -> str: ...  # noqa: D102
    @property
    def telling(self) -> int: ...  # noqa: D102


def check_copies(
    kept: Sequence[Filed], repeated: Mapping[int, Sequence[str]], before: Mapping[int, Filed]
) -> Iterator[tuple[int, Check]]:
    """Yield (owner, check) for every report kept.

    `repeated` gives, by owner, the sources that were left out because they repeat it; `before` its body's report of
    the year before.
    """
    versions: dict[tuple[str, int], list[Filed]] = {}
    tables: dict[tuple[int, str], list[Filed]] = {}
    for filed in kept:
        if filed.year is not None:
            versions.setdefault((filed.body_id, filed.year), []).append(filed)
            if filed.requests:
                tables.setdefault((filed.year, filed.requests), []).append(filed)
    for filed in kept:
        again = repeated.get(filed.owner, ())
        yield (
            filed.owner,
            rules()["filed_once"].check(Outcome.FAILS if again else Outcome.HOLDS, ", ".join(sorted(again))),
        )
        if filed.year is None:
            continue
        yield filed.owner, _version(filed, versions[filed.body_id, filed.year])
        if filed.requests:
            yield filed.owner, _shared(filed, tables[filed.year, filed.requests])
            if (earlier := before.get(filed.owner)) is not None:
                yield filed.owner, _reposted(filed, earlier)


def _version(filed: Filed, own: Sequence[Filed]) -> Check:
    others = [other for other in own if other.owner != filed.owner]
    rule = rules()["one_version"]
    note = ", ".join(other.source for other in others)
    if others and all(other.scope != filed.scope for other in others):
        return rule.check(Outcome.UNDECIDED, OTHER_SCOPE.format(note=note))
    if others and not filed.placed:
        return rule.check(Outcome.UNDECIDED, NAMESAKE.format(note=note))
    return rule.check(Outcome.FAILS if others else Outcome.HOLDS, note)


def _reposted(filed: Filed, earlier: Filed) -> Check:
    return _copied("not_reposted", filed, [earlier] if earlier.requests == filed.requests else [])


def _shared(filed: Filed, same: Sequence[Filed]) -> Check:
    return _copied("not_shared", filed, [other for other in same if other.body_id != filed.body_id])


def _copied(rule: str, filed: Filed, same: Sequence[Filed]) -> Check:
    if not same:
        return rules()[rule].check(Outcome.HOLDS, table="requests")
    if filed.telling < TELLING:
        return rules()[rule].check(Outcome.UNDECIDED, SMALL, "requests")
    return rules()[rule].check(Outcome.FAILS, ", ".join(other.source for other in same), "requests")
