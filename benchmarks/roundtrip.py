"""Round trip: the reports of data/raw and 200 invented ones, written in every text-bearing format and read back.

    python benchmarks/roundtrip.py [--reports 200] [--from 0] [--formats text,html,docx,doc,xlsx,pdf] [--jobs 1]

Prints one line for each file whose cells or states came back otherwise, then a table; exit 1 if there was one.
"""

from __future__ import annotations

import argparse
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path

from tqdm import tqdm

from toolkit.form import load_form
from toolkit.read import UnreadableError, read_bytes
from toolkit.teach.render import TEXT_BEARING, Manuscript, manuscript_of, render, synthetic

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def expected(manuscript: Manuscript) -> dict[str, tuple[Decimal | None, str]]:
    """Return what is printed, told without the reader."""
    found: dict[str, tuple[Decimal | None, str]] = {}
    for table, edition in manuscript.forms.items():
        for row, column in load_form(edition).tables[table].cell_keys:
            text = manuscript.figures.get(key := f"{table}.{row}.{column}", "").strip()
            number = NUMBER.match(text)
            found[key] = (Decimal(number.group()), "read") if number else (None, "placeholder" if text else "blank")
    return found


def manuscript_for(name: int | str) -> Manuscript:
    """Return an invented report by its seed, or a real one by its file."""
    if isinstance(name, int):
        return synthetic(name)
    (report,) = read_bytes((RAW / name).read_bytes(), name)
    return manuscript_of(report)


def tried(task: tuple[int | str, str]) -> tuple[str, list[str]]:
    """Write and read one report in one format; return the format and what differs."""
    name, kind = task
    manuscript = manuscript_for(name)
    seed = name if isinstance(name, int) else int(name[:3])
    try:
        (report,) = read_bytes(render(manuscript, kind, seed), "x")
    except (UnreadableError, ValueError) as error:
        return kind, [f"{type(error).__name__}: {error}"]
    got = {c.key: (c.value, str(c.state)) for c in report.cells}
    wanted = expected(manuscript)
    return kind, [f"{k}: {wanted.get(k)} → {got.get(k)}" for k in wanted | got if wanted.get(k) != got.get(k)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--formats", default=",".join(TEXT_BEARING))
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    names: list[int | str] = [path.name for path in sorted(RAW.glob("*.txt"))]
    names += range(given.first, given.first + given.reports)
    tasks = [(name, kind) for name in names for kind in given.formats.split(",")]
    right = dict.fromkeys(given.formats.split(","), 0)
    with ProcessPoolExecutor(given.jobs) as pool:
        answers = tqdm(pool.map(tried, tasks, chunksize=8), total=len(tasks), unit="file")
        for (name, _), (kind, wrong) in zip(tasks, answers, strict=True):
            right[kind] += not wrong
            if wrong:
                tqdm.write(f"{name} {kind}: {len(wrong)} cells, {wrong[0]}")
    print(f"\n{'format':8}  equal of {len(names)}")
    for kind, count in right.items():
        print(f"{kind:8}  {count}")
    return 0 if all(count == len(names) for count in right.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
