"""A folder of invented reports → all tables: reports per second and memory, with one process and with several.

    python benchmarks/corpus.py [--reports 2000] [--jobs 1 2] [--years 2]

Bodies report for `--years` years each, so that every report but the first is judged a second time with the year before
it. Each run stands in a process of its own; prints reports/s by the clock and by the processors' time (which other
programs disturb less), the peak memory of that process in MB (its largest worker apart), and the size of the tables.
Whether the runs wrote the same bytes is tried too: exit 1 where they did not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from toolkit.teach.invent import bodies, invent, seeded
from toolkit.teach.page import draft, write

FLATTENINGS = ("pipe_rows", "tab_rows", "cell_per_tabbed_line", "lone_pipe", "pipe_at_end", "markdown")
RUN = """
import json, resource, sys, time
from toolkit.corpus import run
if __name__ == "__main__":
    raw, out, jobs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    start = time.perf_counter()
    corpus = run(raw, out, jobs=jobs)
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(who.ru_utime + who.ru_stime for who in used)
    print(json.dumps([corpus.reports.height, seconds, busy, *(who.ru_maxrss / 1024 for who in used)]))
"""


def make(folder: Path, reports: int, years: int) -> None:
    """Write invented reports of as many bodies as are needed, in their several flattenings."""
    count = -(-reports // years)
    for n in range(count):
        (body,) = bodies(seeded(f"benchmark {n}"), 1)
        for year in range(years)[: reports - n * years]:
            (before, now) = invent(body, 2023, f"{n}")
            page = now if year == 0 else before
            text = write(draft(page, FLATTENINGS[n % len(FLATTENINGS)], f"{n} {year}"))
            (folder / f"{n:06d}-{year}.txt").write_text(text.replace("示例", f"示例{_name(n)}"), encoding="utf-8")


def _name(n: int) -> str:
    """Return a number as a name of its own, so that no two bodies share one."""
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(n))


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--years", type=int, choices=(1, 2), default=2)
    given = parser.parse_args()
    digests: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        make(folder / "raw", given.reports, given.years)
        (folder / "run.py").write_text(RUN, encoding="utf-8")
        for jobs in given.jobs:
            out = folder / f"out-{jobs}"
            call = [sys.executable, folder / "run.py", folder / "raw", out, str(jobs)]
            reports, seconds, busy, own, worker = json.loads(
                subprocess.run(call, check=True, capture_output=True).stdout
            )
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
            workers = f", largest worker {worker:.0f} MB" if jobs > 1 else ""
            rate = f"{reports} reports in {seconds:.1f} s, {reports / seconds:.0f}/s"
            print(f"{jobs} process{'es' if jobs > 1 else ''}: {rate}")
            print(f"    {reports / busy:.0f} per processor second; peak {own:.0f} MB{workers}; {size:.0f} MB written")
            digests.add(digest(out))
    print("the same bytes" if len(digests) == 1 else "the runs wrote different bytes")
    return int(len(digests) != 1)


if __name__ == "__main__":
    sys.exit(main())
