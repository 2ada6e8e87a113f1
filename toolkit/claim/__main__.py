"""`python -m toolkit.claim FILE`: the claims of labelled passages, one JSON line each."""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.claim.batch import run_batch


def main(argv: list[str]) -> int:
    """Print the claims of every passage in the file named; 2 for wrong usage."""
    if len(argv) != 1:
        print("usage: python -m toolkit.claim FILE.jsonl", file=sys.stderr)
        return 2
    with Path(argv[0]).open(encoding="utf-8", errors="surrogateescape") as lines:
        for answer in run_batch(lines, argv[0]):
            print(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
