"""`ogi`: the command line, the last room of the house. Every verb imports what it needs when it is called.

Exit codes: 0 done, 1 something could not be read (or, with `ogi run --strict`, is to be checked), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from toolkit import __version__

RAW, OUT, REFERENCE = Path("data/raw"), Path("data/processed"), Path("data/reference")


def parser() -> argparse.ArgumentParser:
    """Return the parser of `ogi` with all its verbs."""
    top = argparse.ArgumentParser(
        prog="ogi", description="Read, check and compare China's 政府信息公开工作年度报告 (OGI annual reports)."
    )
    top.add_argument("--version", action="version", version=f"ogi {__version__}")
    verbs = top.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)

    read = verbs.add_parser("read", help="print reports as JSON Lines, one object per report")
    read.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, patterns or zip archives")
    read.add_argument("--bodies", type=Path, default=REFERENCE / "bodies.csv", help="register of bodies (%(default)s)")
    read.add_argument("--ledger", action="store_true", help="add every number of the prose, as number_ledger")
    read.set_defaults(run=_read)

    claims = verbs.add_parser("claims", help="read the claims of passages, one JSON object per line")
    claims.add_argument("--batch", required=True, metavar="FILE", help='lines of {"id", "text", "table", "year"?}; - is stdin')
    claims.add_argument("--score", action="store_true", help="score against the `expected` of each line instead")
    claims.set_defaults(run=_claims)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ogi` and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _line(record: object, stream: TextIO) -> None:
    stream.write(json.dumps(record, ensure_ascii=False, separators=(", ", ": ")) + "\n")


def _read(given: argparse.Namespace) -> int:
    from toolkit.corpus.inputs import crash, expand, load_bodies, read_path
    from toolkit.read import UnreadableError
    from toolkit.study.record import error_json, report_json
    from toolkit.study.view import view_report

    bodies = load_bodies(given.bodies)
    failed = False
    for source, path in expand(given.paths):
        if isinstance(path, UnreadableError):
            _line(error_json(source, path), sys.stdout)
            failed = True
            continue
        for reading in read_path(path, source, bodies):
            records = []
            error = reading.error
            try:
                records = [report_json(view_report(report), given.ledger) for report in reading.reports]
            except Exception as fault:  # noqa: BLE001 - the other files are still to be read
                error = crash(fault)
            for record in records:
                _line(record, sys.stdout)
            if error is not None:
                _line(error_json(reading.source, error), sys.stdout)
                failed = True
    return 1 if failed else 0


def _claims(given: argparse.Namespace) -> int:
    from toolkit.claim.batch import run_batch

    if given.batch != "-" and not Path(given.batch).is_file():
        parser().error(f"there is no file {given.batch}")
    with open(0, encoding="utf-8", closefd=False) if given.batch == "-" else open(given.batch, encoding="utf-8-sig") as lines:
        failed = False
        for answer in run_batch(lines):
            sys.stdout.write(answer + "\n")
            failed = failed or "error" in json.loads(answer)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
