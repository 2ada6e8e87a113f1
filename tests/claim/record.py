"""What the reader gives for every passage, written out line by line, so that any change of it shows.

    python -m tests.claim.record      renews tests/claim/record.txt, and the figures of docs/method.md; look at the
                                      difference before you commit it

The labels of the passages say what is right of each claim. The record also holds what no label speaks of: offsets,
rules, notes, the kind and subject of every number, sums. It is no judge of right and wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.claim import tables
from tests.claim.scoring import narratives
from toolkit.claim import Claim, Narrative, Number, ProseSum, check_passage

HERE = Path(__file__).parent
RECORD = HERE / "record.txt"


def lines_of(narrative: Narrative) -> Iterator[str]:
    """Yield one line for each claim, number and sum."""
    yield from map(_claim, narrative.claims)
    yield from map(_number, narrative.numbers)
    yield from map(_sum, narrative.sums)


def _claim(claim: Claim) -> str:
    readings = "; ".join(f"{r.measure} = {r.value}" for r in claim.readings)
    stated = f"{claim.qualifier}{claim.value:f}{claim.unit}{' implied' if claim.implied else ''}"
    return (
        f"  {claim.start}-{claim.end} {claim.quote!r} {stated} [{readings}] {claim.fit} {claim.verdict} "
        f"{claim.subject}/{claim.rule} {claim.note}".rstrip()
    )


def _number(number: Number) -> str:
    return f"  {number.start}-{number.end} {number.text!r} {number.value} {number.unit} {number.kind} {number.subject}"


def _sum(found: ProseSum) -> str:
    places = " ".join(f"{p.start}-{p.end}" for p in found.places)
    return f"  {found.id} {found.left} {found.right} {found.outcome} {places} {found.quote!r} {found.note}"


def record() -> dict[str, str]:
    """Return the record's entries by passage."""
    from tests.claim.test_openings import OPENINGS, TABLE

    read = [(str(line["id"]), narrative) for line, narrative in narratives()]
    read += [(f"opening-{n}", check_passage(text, TABLE, 2023)) for n, (text, _) in enumerate(OPENINGS)]
    return dict(sorted((key, "\n".join([key, *lines_of(narrative)])) for key, narrative in read))


def main() -> int:
    RECORD.write_text("\n".join(record().values()) + "\n", "utf-8")
    return tables.main()


if __name__ == "__main__":
    sys.exit(main())
