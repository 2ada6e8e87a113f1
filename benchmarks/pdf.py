"""How fast PDFs with a text layer are read, warm, in one process: seconds for six pages, and peak memory.

    python benchmarks/pdf.py [FILE.pdf ...]

Without files, the reports of data/raw are printed as PDF first. Prints the median of several readings of each file,
per six pages, as time on the clock and as time of work, and the share of each step.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from toolkit.read import read_bytes, read_document
from toolkit.read.formats.pdf import pdf_text_stream, read_pdf
from toolkit.teach.render import render

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
TIMES = 7


def median(work: Callable[[], object]) -> tuple[float, float]:
    """Return the median time on the clock and of work of several runs, after one to warm up."""
    work()
    clock, worked = [], []
    for _ in range(TIMES):
        started, begun = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - started)
        worked.append(time.process_time() - begun)
    return statistics.median(clock), statistics.median(worked)


def main(names: list[str]) -> None:
    """Print the times of each file."""
    files = {name: Path(name).read_bytes() for name in names}
    for path in [] if files else sorted(RAW.glob("[0-9]*.txt")):
        (report, *_) = read_bytes(path.read_bytes(), path.name)
        files[path.name[:3]] = render(report, "pdf", 1)
    ratios = []
    for name, data in files.items():
        six = 6 / len(pypdfium2.PdfDocument(data))
        whole, worked = median(lambda data=data: read_bytes(data, "x.pdf"))
        lattice, stream = median(lambda data=data: read_pdf(data, "x"))[1], median(lambda d=data: pdf_text_stream(d))[1]
        document = read_pdf(data, "x")
        forms = median(lambda document=document: read_document(document))[1]
        ratios.append(worked * six)
        print(
            f"{name}: {whole * six:.3f} s for six pages ({worked * six:.3f} s of work: characters and lines "
            f"{lattice / worked:.0%}, text stream {stream / worked:.0%}, form twice {2 * forms / worked:.0%})"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"median {statistics.median(ratios):.3f} s of work for six pages, peak memory {memory:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
