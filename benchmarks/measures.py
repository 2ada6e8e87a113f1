"""A million rows of `cells` to measures: polars, and the same from and to pandas, as a ratio.

    python benchmarks/measures.py [--rows 1000000]

Prints seconds (the better of three runs) and the peak of memory each in its own process; exit 1 above 2 s or 1 GiB.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time

LIMIT_SECONDS, LIMIT_BYTES = 2.0, 1 << 30
NAMES = (
    "disclosed_share_of_resolved", "disclosed_share_of_substantive", "disclosed_share_of_handled",
    "denied_share_of_resolved", "unable_share_of_resolved", "not_processed_share_of_resolved",
    "other_share_of_resolved", "backlog_share_of_handled", "natural_person_share_of_received",
    "remedies_per_100_resolved", "review_corrected_share_of_closed", "normative_documents_net_change",
)  # fmt: skip


def make(rows: int):
    """Return cells and reports: whole 2021 forms, one after another, with small numbers and here and there a blank."""
    import polars as pl

    from toolkit.form import load_form

    tables = load_form("format2021").tables
    keys = [(name, row, column) for name, table in tables.items() for row, column in table.cell_keys]
    form = pl.DataFrame(keys, schema=["table", "row", "column"], orient="row")
    count = -(-rows // form.height)
    ids = pl.DataFrame({"n": range(count)}).with_columns(report_id=pl.format("{}", pl.col("n") + 10**11))
    cells = ids.join(form, how="cross").head(rows).with_row_index("i")
    blank = pl.col("i") % 997 == 0
    cells = cells.select(
        "report_id", "table", "row", "column",
        value=pl.when(~blank).then((pl.col("i") * 7919) % 101).cast(pl.Decimal(38, 10)),
        unit=pl.lit(None, pl.String),
        state=pl.when(blank).then(pl.lit("blank")).otherwise(pl.lit("read")),
    )  # fmt: skip
    reports = ids.select(
        "report_id", body_id="report_id", organ="report_id", level=pl.lit("county"), year=pl.lit(2023),
        forms=pl.lit(json.dumps(dict.fromkeys(tables, "format2021"))),
        scope=pl.lit(json.dumps({name: {"value": "own", "evidence": ""} for name in tables})),
    )  # fmt: skip
    return cells, reports


def run(kind: str, rows: int, queue) -> None:
    """Measure one kind in this process: seconds and bytes at the peak, beyond what making the tables took."""
    from toolkit.study.measuring import measure_frame

    cells, reports = make(rows)
    if kind == "pandas":
        cells, reports = cells.to_pandas(), reports.to_pandas()
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        frame = measure_frame(cells, reports, NAMES)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    queue.put((min(seconds), peak, len(frame), len(cells)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    context = multiprocessing.get_context("spawn")
    found = {}
    for kind in ("polars", "pandas"):
        queue = context.Queue()
        process = context.Process(target=run, args=(kind, rows, queue))
        process.start()
        found[kind] = queue.get(timeout=600)
        process.join()
    base = found["polars"][0]
    print(f"{'':8}{'seconds':>9}{'ratio':>7}{'peak MiB':>10}{'cells':>10}{'values':>8}")
    for kind, (seconds, peak, values, cells) in found.items():
        print(f"{kind:8}{seconds:9.2f}{seconds / base:7.1f}{peak / 2**20:10.0f}{cells:10,}{values:8,}")
    good = base <= LIMIT_SECONDS and found["polars"][1] <= LIMIT_BYTES
    print("within" if good else "ABOVE", f"{LIMIT_SECONDS:.0f} s and {LIMIT_BYTES >> 30} GiB with polars")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
