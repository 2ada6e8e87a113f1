"""The reader gives what it gave before, to the offset; a change that is meant goes into the record."""

from __future__ import annotations

from tests.claim.record import RECORD, record


def test_nothing_changed_unseen() -> None:
    kept: dict[str, list[str]] = {}
    key = ""
    for line in RECORD.read_text("utf-8").rstrip("\n").split("\n"):
        if not line.startswith("  "):
            key = line
        kept.setdefault(key, []).append(line)
    now = record()
    changed = []
    for key, lines in kept.items():
        if key not in now:
            continue  # the passage is no longer among the labelled ones
        new = now[key].split("\n")
        changed += [f"- {line}" for line in lines if line not in new] + [
            f"+ {line}" for line in new if line not in lines
        ]
    told = "\n".join(changed[:40])
    assert not changed, f"if this is meant: python -m tests.claim.record\n{told}"
    assert len(kept) > 600
