"""How long a report takes in each format: warm, one process, the median of 31 readings; and the peak of memory.

    python benchmarks/formats.py [--reports 7] [--scan]

"opened" is the format's own reader (bytes to Document), "read" the whole way to a Report. Times are of the processor,
so that a busy machine does not count. The bounds are those of the whole way; exit 1 above one. `--scan` reads a scanned
page too, where the scan reader is installed.
"""

from __future__ import annotations

import argparse
import gc
import io
import statistics
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable

from toolkit.read import read_bytes
from toolkit.read.formats import READERS
from toolkit.teach.render import TEXT_BEARING, render, synthetic
from toolkit.teach.render.package import zipped

BOUNDS = {"text": 15.0, "html": 15.0, "docx": 25.0, "doc": 10.0, "xlsx": 25.0, "pdf": 150.0, "scan": 8000.0}  # ms
REPEATS = 31
NAVIGATION = "".join(f"<li><a href='/channel/{n}/index.html'>政府信息公开指南 {n}</a></li>" for n in range(400))


def as_published(data: bytes, kind: str) -> bytes:
    """Return a file as offices have it: packages packed, a page among the site's menus."""
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return zipped({name: archive.read(name) for name in archive.namelist()})
    if kind == "html" and b"<body>" in data:
        return data.replace(
            b"<body>", f"<body><ul>{NAVIGATION}</ul>".encode("gb18030" if b"gb2312" in data else "utf-8")
        )
    return data


def median_ms(call: Callable[[], object], repeats: int = REPEATS) -> float:
    call()
    times = []
    gc.disable()
    for _ in range(repeats):
        started = time.process_time()
        call()
        times.append(1000 * (time.process_time() - started))
    gc.enable()
    return statistics.median(times)


def peak_mb(call: Callable[[], object]) -> float:
    """Return the most memory that Python objects took meanwhile; what libraries take of their own is not seen."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=7)
    parser.add_argument("--scan", action="store_true")
    given = parser.parse_args()
    slow = False
    print(f"{'format':6}  {'KB':>6}  {'opened ms':>9}  {'read ms':>8}  {'bound':>6}  {'peak MB':>7}")
    for kind in [*TEXT_BEARING, *(["scan"] if given.scan else [])]:
        opened, whole, sizes, peaks = [], [], [], []
        for seed in range(given.reports if kind != "scan" else 1):
            data = as_published(render(synthetic(seed), kind, seed), kind)
            reader = READERS["pdf" if kind == "scan" else kind]
            repeats = 3 if kind in ("pdf", "scan") else REPEATS
            opened.append(median_ms(lambda: reader(data, "x"), repeats) if kind != "scan" else 0.0)  # noqa: B023
            whole.append(median_ms(lambda: read_bytes(data, "x"), repeats if kind != "scan" else 1))  # noqa: B023
            peaks.append(peak_mb(lambda: read_bytes(data, "x")))  # noqa: B023
            sizes.append(len(data) / 1024)
        figure = statistics.median(whole)
        slow = slow or figure > BOUNDS[kind]
        print(
            f"{kind:6}  {statistics.median(sizes):6.0f}  {statistics.median(opened):9.1f}  {figure:8.1f}  "
            f"{BOUNDS[kind]:6.0f}  {max(peaks):7.1f}",
            flush=True,
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
