"""The reader gives what it gave before, to the offset; a change that is meant goes into the record."""

from __future__ import annotations

from difflib import unified_diff

from tests.claim.record import RECORD, record


def test_nothing_changed_unseen() -> None:
    kept = RECORD.read_text("utf-8").rstrip("\n").split("\n")
    now = "\n".join(record().values()).split("\n")
    changed = list(unified_diff(kept, now, "kept", "now", n=1, lineterm="")) if kept != now else []
    told = "\n".join(changed[:60])
    assert not changed, f"if this is meant: python -m tests.claim.record\n{told}"
    assert sum(not line.startswith("  ") for line in kept) > 600
