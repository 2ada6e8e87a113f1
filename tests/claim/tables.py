"""The figures of docs/method.md on how well claims are read, made from what is measured, so that no two places differ.

    python -m tests.claim.tables      writes them between the marks <!-- reading … --> and <!-- end -->

First looks come from first_looks.csv beside this file (`benchmarks/first_looks.py` prints its rows), the other columns
from the scorer on the labelled passages as they stand.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from tests.claim.scoring import whole_score
from toolkit.study.predictive import Share, predictive_values, share
from toolkit.study.scoring import Score

HERE = Path(__file__).parent
LOOKS = HERE / "first_looks.csv"
METHOD = HERE.parents[1] / "docs" / "method.md"
_MARK = re.compile(r"(<!-- reading: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def looks() -> list[dict[str, str]]:
    """Return the rows of first_looks.csv, one for each set."""
    with LOOKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pooled(rows: Sequence[dict[str, str]]) -> Score:
    """Return the counts of several first looks together."""
    total = Score()
    for row in rows:
        n = {name: int(value) for name, value in row.items() if name not in ("set", "kind", "reader")}
        total.passages += n["passages"]
        total.all.asked += n["asked"]
        total.all.found += n["found"]
        total.all.right += n["right"]
        total.strict.asked += n["asked"]
        total.strict.found += n["strict"]
        total.wrong.asked += n["wrong_asked"]
        total.wrong.right += n["wrong_right"]
        total.compared_good += n["compared_good"]
        total.false_alarms += n["false_alarms"]
        total.linked += n["linked"]
        total.linked_expected += n["linked_expected"]
        total.empty_passages += n["empty_passages"]
        total.linking_passages += n["linking_passages"]
    return total


@cache
def columns() -> dict[str, Score]:
    """Return the scores that stand side by side."""
    kinds = {kind: pooled([row for row in looks() if row["kind"] == kind]) for kind in ("hard", "plain", "long")}
    return {
        **{f"first look, {kind}": found for kind, found in kinds.items()},
        "`dev`": whole_score("dev"),
        "all our own": whole_score(),
    }


LINES: list[tuple[str, Callable[[Score], Share]]] = [
    ("claims found", lambda s: share("", s.all.found, s.all.asked)),
    ("strict", lambda s: share("", s.strict.found, s.strict.asked)),
    ("links that a label states", lambda s: share("", s.linked_expected, s.linked)),
    ("verdicts right, of all claims", lambda s: share("", s.all.right, s.all.asked)),
    ("inconsistent ones found", lambda s: share("", s.wrong.right, s.wrong.asked)),
    ("false alarms, of claims set against cells that no label calls wrong",
     lambda s: share("", s.false_alarms, s.compared_good)),
    ("passages without a claim, yet linked", lambda s: share("", s.linking_passages, s.empty_passages)),
    ("placebo: held beside a wrong table", lambda s: share("", s.placebo_held, s.placebo_compared)),
]  # fmt: skip


def scores() -> Iterator[str]:
    """Yield the table of shares, one column for each score."""
    yield f"| | {' | '.join(f'{name}: {found.passages:,} passages' for name, found in columns().items())} |"
    yield f"|---|{'---|' * len(columns())}"
    for name, of in LINES:
        yield f"| {name} | {' | '.join(told(of(found)) for found in columns().values())} |"


def told(one: Share) -> str:
    """Return a share with its interval in per cent, a dash where it was not measured."""
    if one.interval is None:
        return "—"
    low, high = 100 * one.interval.low, 100 * one.interval.high
    return f"{one.count}/{one.of} = {100 * one.count / one.of:.1f}% [{low:.1f}, {high:.1f}]"


def worth() -> Iterator[str]:
    """Yield the table of what an `inconsistent` is worth, one line for each prevalence."""
    yield f"| share of statements that are wrong | {' | '.join(columns())} |"
    yield f"|---|{'---|' * len(columns())}"
    found = [list(predictive_values(one)) for one in columns().values()]
    for line in zip(*found, strict=True):
        cells = [
            "—" if v.value is None else f"{100 * v.value:.1f}% [{100 * v.low:.1f}, {100 * v.high:.1f}]" for v in line
        ]
        yield f"| {line[0].prevalence:.0%} | {' | '.join(cells)} |"


def sets() -> Iterator[str]:
    """Yield the table of first looks, set by set."""
    yield "| set | kind | passages | claims found | verdicts right | inconsistent found | false alarms | yet linked |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in looks():
        asked = int(row["asked"])
        found, right = (f"{row[n]}/{asked} ({int(row[n]) / asked:.1%})" for n in ("found", "right"))
        yield (
            f"| `{row['set']}` | {row['kind']} | {row['passages']} | {found} | {right} "
            f"| {row['wrong_right']}/{row['wrong_asked']} | {row['false_alarms']}/{row['compared_good']} "
            f"| {row['linking_passages']}/{row['empty_passages']} |"
        )


MAKERS: dict[str, Callable[[], Iterator[str]]] = {"scores": scores, "worth": worth, "sets": sets}


def renewed(text: str) -> str:
    """Return the text of the method with its tables made anew."""
    return _MARK.sub(lambda m: m[1] + "\n".join(MAKERS[m[2]]()) + "\n" + m[3], text)


def main() -> int:
    METHOD.write_text(renewed(METHOD.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
