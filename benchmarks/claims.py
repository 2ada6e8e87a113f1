"""The claim reader: milliseconds of CPU time per report, warm, and how time grows with a megabyte of adversarial prose.

    python benchmarks/claims.py [--bytes 1000000] [--repeat 15]

Prints for each report of data/raw the median of repeated readings and its share of all work on the report; then for
each adversary the CPU seconds for the whole length and the ratio to a tenth of it (10 is linear). Exit 1 where the
median report takes more than 5 ms, or a ratio is above 20.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MS, LIMIT_RATIO = 5.0, 20.0
ADVERSARIES = (
    "收到", "申请1件", "(", "1，", "行政复议、", "其中", "12", "未", "百分之", "2023年", "件 \n", "1\n", "[bookmark:",
    "行政许可1件，", "复议1件。", "收到申请1件，结转1件，", "行政复议1件，维持1件，", "公开1件；", "无行政复议，",
    "分别为1件、", "占1%，", "其中1件（2件、3件）", "分为1件、2件，", "1/2021-00001", "一", "万", "同比增长1.2倍，",
)  # fmt: skip


def seconds(call: Callable[[], object], repeat: int) -> float:
    """Return the median of `repeat` calls, after one that warms up."""
    call()
    taken = []
    for _ in range(repeat):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bytes", type=int, default=1_000_000, help="of UTF-8, for each adversary (%(default)s)")
    parser.add_argument("--repeat", type=int, default=15)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from toolkit.claim import check_passage
    from toolkit.read import read_bytes
    from toolkit.study.view import narrate, view_report

    medians = []
    print(f"{'report':8}{'ms':>8}{'of all':>8}{'claims':>8}{'numbers':>9}")
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        data = path.read_bytes()
        (report,) = read_bytes(data, path.name)
        own = seconds(lambda report=report: narrate(report), given.repeat)
        whole = seconds(lambda data=data, name=path.name: view_report(read_bytes(data, name)[0]), given.repeat)
        told = narrate(report)
        medians.append(1000 * own)
        print(f"{path.name[:3]:8}{1000 * own:8.2f}{own / whole:8.0%}{len(told.claims):8}{len(told.numbers):9}")
    print(f"median {median(medians):.2f} ms a report")
    print(f"\n{'adversary':32}{'seconds':>9}{'ratio':>7}")
    worst = 0.0
    for unit in ADVERSARIES:
        count = given.bytes // len(unit.encode())
        small, large = (
            seconds(lambda text=unit * n: check_passage(text, {"requests_received_new": 1}), 1)
            for n in (count // 10, count)
        )
        worst = max(worst, large / small)
        print(f"{unit!r:32}{large:9.2f}{large / small:7.1f}", flush=True)
    good = median(medians) <= LIMIT_MS and worst <= LIMIT_RATIO
    print("within" if good else "ABOVE", f"{LIMIT_MS:.0f} ms a report and a ratio of {LIMIT_RATIO:.0f} (10 is linear)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
