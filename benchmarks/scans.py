"""How well, and how fast, scans are read: pages of invented reports, printed, laid askew, blurred, soiled and packed.

Needs the extra, pip install 'ogi-toolkit[ocr]'. Prints a line for each report and the sums: cells of the table of
requests that were read, cells that were read wrongly (there must be none), seconds and peak memory.

    python benchmarks/scans.py [PAGES]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections import Counter
from decimal import Decimal
from random import Random

import cv2
import numpy as np

from toolkit.form import load_form
from toolkit.read import Report, State, read_bytes
from toolkit.teach.render import Manuscript, render, synthetic
from toolkit.teach.render.image import Picture, pictures
from toolkit.teach.render.pdf import pdf_of_pictures

FIRST_SEED = 700


def scanned(page: Picture, random: Random) -> Picture:
    """Return a page as an office scanner gives it: up to a degree askew, soft, grained, in JPEG."""
    grey = np.frombuffer(page.grey, np.uint8).reshape(page.height, page.width)
    turn = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), random.uniform(-1, 1), 1)
    grey = cv2.warpAffine(grey, turn, (page.width, page.height), flags=cv2.INTER_CUBIC, borderValue=(255,))
    grey = cv2.GaussianBlur(grey, (0, 0), random.uniform(0.5, 1.0))
    grain = np.random.default_rng(random.getrandbits(32)).normal(0, random.uniform(4, 12), grey.shape)
    paper = np.linspace(random.uniform(225, 255), random.uniform(225, 255), page.width)
    grey = np.clip(grey * (paper / 255) + grain, 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, random.randint(40, 75)])[1]
    grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return Picture(page.width, page.height, np.ascontiguousarray(grey).tobytes())


def printed(manuscript: Manuscript) -> dict[str, tuple[Decimal | None, State]]:
    """Return what is printed in each cell."""
    found: dict[str, tuple[Decimal | None, State]] = {}
    for table, edition in manuscript.forms.items():
        for row, column in load_form(edition).tables[table].cell_keys:
            text = manuscript.figures.get(key := f"{table}.{row}.{column}", "").strip()
            number = "".join(c for c in text if c.isdigit() or c in ".+-") if any(c.isdigit() for c in text) else ""
            if number:
                found[key] = Decimal(number), State.READ
            else:
                found[key] = None, State.PLACEHOLDER if text else State.BLANK
    return found


def compared(report: Report, want: dict[str, tuple[Decimal | None, State]]) -> Counter[str]:
    """Count the cells that are right, wrong or unresolved; those of the table of requests apart."""
    count: Counter[str] = Counter()
    got = {cell.key: cell for cell in report.cells}
    for key, expected in want.items():
        cell = got.get(key)
        table = "requests" if key.startswith("requests.") else "others"
        if cell is None or cell.state is State.UNRESOLVED:
            verdict = "open"
        else:
            verdict = "right" if (cell.value, cell.state) == expected else "WRONG"
        count[f"{table} {verdict}"] += 1
        if verdict != "right":
            seen = (cell.value, cell.text, str(cell.state), cell.confidence, cell.note) if cell else "nothing"
            print(f"    {verdict} {key}: printed {expected[0]} ({expected[1]}), found {seen}")
    return count


def main(pages: int) -> None:
    """Scan and read reports until there are enough pages."""
    total: Counter[str] = Counter()
    seconds: list[float] = []
    seed, done = FIRST_SEED, 0
    while done < pages:
        manuscript, random = synthetic(seed), Random(seed)
        scans = [scanned(page, random) for page in pictures(render(manuscript, "pdf", seed))]
        started, worked = time.perf_counter(), time.process_time()
        (report, *_) = read_bytes(pdf_of_pictures(scans), "scan.pdf")
        passed, worked = time.perf_counter() - started, time.process_time() - worked
        count = compared(report, printed(manuscript))
        print(
            f"seed {seed}: {len(scans)} pages, {passed / len(scans):.1f} s a page ({worked / len(scans):.1f} s of work)"
        )
        print("   ", ", ".join(f"{name} {n}" for name, n in sorted(count.items())))
        seconds += [passed / len(scans)] * len(scans)
        total += count
        done, seed = done + len(scans), seed + 1
    asked = total["requests right"] + total["requests WRONG"] + total["requests open"]
    print(f"{done} pages: {total['requests right']} of {asked} cells of requests read, ", end="")
    print(f"{total['requests WRONG'] + total['others WRONG']} cells read wrongly, ", end="")
    print(f"{total['others open']} of the other cells open")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"median {statistics.median(seconds):.1f} s a page, peak memory {memory:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
