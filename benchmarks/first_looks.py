"""What the reader made of a set of passages before it was changed for any of them, replayed from the history.

    python benchmarks/first_looks.py SET hard|plain|long [COMMIT]      prints a row of tests/claim/first_looks.csv

The reader is that of COMMIT, the last one that nobody had changed for the set; without it that of the commit before
the one that added tests/claim/passages/SET.jsonl. The labels and the scorer are today's. Add the row to the table by
hand, then `python -m tests.claim.tables` renews the figures in docs/method.md.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from decimal import Decimal
from pathlib import Path

from toolkit.claim import Claim, ReadingValue
from toolkit.study.scoring import Score, labelled_from, score_claims

ROOT = Path(__file__).parents[1]
KINDS = ("hard", "plain", "long")
READ = """
import json, sys
sys.path.insert(0, sys.argv[1])
from toolkit.claim import check_passage
for line in sys.stdin:
    asked = json.loads(line)
    claims = check_passage(asked["text"], asked["table"], asked.get("year")).claims
    print(json.dumps([[c.quote, str(c.value), c.verdict, [r.measure for r in c.readings]] for c in claims]))
"""


def git(*arguments: str) -> bytes:
    """Return what git prints in the project's folder."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True).stdout


def claim(quote: str, value: str, verdict: str, measures: list[str]) -> Claim:
    """Return a claim with all that scoring asks of it."""
    readings = tuple(ReadingValue(measure, None) for measure in measures)
    return Claim(quote, 0, 0, "text", None, Decimal(value), "", "", False, readings, "unknown", verdict, "", "", 0, "")


def before_set(file: str) -> str:
    """Return the commit before the one that added `file`."""
    added = git("log", "--diff-filter=A", "--format=%h", "--", file).decode().split()[-1]
    return git("rev-parse", "--short=7", f"{added}^").decode().strip()


def replay(name: str, commit: str | None = None) -> tuple[str, Score]:
    """Return the commit whose reader saw the set first, and its score."""
    file = f"tests/claim/passages/{name}.jsonl"
    before = commit or before_set(file)
    lines = (ROOT / file).read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(git("archive", before, "toolkit"))) as archive:
            archive.extractall(folder, filter="data")
        call = [sys.executable, "-I", "-c", READ, folder]
        read = subprocess.run(call, input=lines.encode(), check=True, capture_output=True, cwd=folder).stdout
    total = Score()
    for line, told in zip(lines.splitlines(), read.decode().splitlines(), strict=True):
        score_claims(labelled_from(json.loads(line)), [claim(*one) for one in json.loads(told)], total)
    return before, total


def main(argv: list[str]) -> int:
    if len(argv) not in (2, 3) or argv[1] not in KINDS:
        print(f"usage: first_looks.py SET {'|'.join(KINDS)} [COMMIT]", file=sys.stderr)
        return 2
    before, got = replay(argv[0], *argv[2:])
    counts = (
        got.passages, got.all.asked, got.all.found, got.strict.found, got.all.right, got.wrong.asked, got.wrong.right,
        got.compared_good, got.false_alarms, got.linked, got.linked_expected, got.empty_passages, got.linking_passages,
    )  # fmt: skip
    print(",".join(map(str, (argv[0], argv[1], before, *counts))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
