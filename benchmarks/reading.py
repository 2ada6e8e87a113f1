"""How long it takes to read and check one report, where the time goes, and how it grows.

    python benchmarks/reading.py [--repeat 100]

Prints, in milliseconds of processor time in a warm process (the wall clock of a shared machine says little): for each
report of data/raw the median over `--repeat` runs and the share of each step; then the time for a text of 1 to 16
times the size, as a ratio to the first; then the wall time of `ogi --help`, the quickest of ten.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.check import check_report
from toolkit.read import read_bytes
from toolkit.read.assemble import read_document
from toolkit.read.cut import slots_of
from toolkit.read.facts import read_facts
from toolkit.read.formats.text import read_text
from toolkit.read.locate import find_tables
from toolkit.read.tables import fill

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
TARGET_MS = 5.0


def median_ms(act: Callable[[], object], repeat: int) -> float:
    """Return the median processor time of `act` in milliseconds."""
    act()
    times = []
    for _ in range(repeat):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def steps(data: bytes, repeat: int) -> dict[str, float]:
    """Return the milliseconds of each step of reading `data`, and of all."""
    document = read_text(data, "x")
    slots = slots_of(document.blocks)
    tables = find_tables(slots)
    reports = read_bytes(data, "x")
    report = reports[0]
    text = "\n".join(slot.text for slot in slots)
    return {
        "all": median_ms(lambda: [check_report(r) for r in read_bytes(data, "x")], repeat),
        "decode": median_ms(lambda: read_text(data, "x"), repeat),
        "cut": median_ms(lambda: slots_of(document.blocks), repeat),
        "find tables": median_ms(lambda: find_tables(slots), repeat),
        "lay over form": median_ms(lambda: fill(tables), repeat),
        "facts": median_ms(lambda: read_facts(text, report.passages, report.forms), repeat),
        "check": median_ms(lambda: [check_report(r) for r in reports], repeat),
    }


def growth(data: bytes, repeat: int) -> list[tuple[int, float]]:
    """Return (times the size, milliseconds) for a report whose prose goes on and on."""
    text = data.decode("utf-8")
    at = text.index("五、存在的主要问题")
    found = []
    for times in (1, 2, 4, 8, 16):
        more = text[:at] + text[at:] * times + text[:at].partition("二、主动公开")[0] * (times - 1)
        document = read_text(more.encode(), "x")
        found.append((len(more), median_ms(lambda document=document: read_document(document), repeat)))  # type: ignore[misc]
    return found


def help_seconds() -> float:
    """Return the quickest of ten runs of `ogi --help`, process start included."""
    ogi = Path(sys.executable).parent / "ogi"
    times = []
    for _ in range(10):
        start = time.perf_counter()
        subprocess.run([ogi, "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Print the three tables; exit 1 where the median report takes longer than the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=100)
    repeat = parser.parse_args().repeat
    names = sorted(RAW.glob("*.txt"))
    rows = {path.name: steps(path.read_bytes(), repeat) for path in names}
    heads = list(next(iter(rows.values())))
    print("report".ljust(26) + "".join(head.rjust(15) for head in heads))
    for name, row in rows.items():
        print(name.ljust(26) + "".join(f"{row[head]:15.2f}" for head in heads))
    middle = statistics.median(row["all"] for row in rows.values())
    print(f"median {middle:.2f} ms; target {TARGET_MS} ms\n")
    sizes = growth(names[-1].read_bytes(), max(3, repeat // 10))
    for size, took in sizes:
        ratio = took / sizes[0][1] / (size / sizes[0][0])
        print(f"{size:8d} characters {took:8.2f} ms, {ratio:.2f} of the first's time for its size")
    print(f"\nogi --help {help_seconds():.3f} s")
    return int(middle > TARGET_MS)


if __name__ == "__main__":
    sys.exit(main())
