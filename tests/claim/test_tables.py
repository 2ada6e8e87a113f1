"""The figures in the docs are those measured; they stand in one place."""

from __future__ import annotations

import re

from tests.claim.scoring import PASSAGES
from tests.claim.tables import MAKERS, METHOD, looks, pooled, renewed


def test_the_method_says_what_is_measured() -> None:
    text = METHOD.read_text("utf-8")
    assert re.findall(r"<!-- reading: (\w+) -->", text) == ["scores", "sets", "worth"]
    assert set(MAKERS) == {"scores", "sets", "worth"}
    assert text == renewed(text), "the figures have changed: python -m tests.claim.tables"


def test_first_looks_are_of_the_passages_that_are_there() -> None:
    names = [row["set"] for row in looks()]
    assert len(names) == len(set(names)) > 7
    for row in looks():
        lines = (PASSAGES / f"{row['set']}.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == int(row["passages"]), row["set"]
        assert row["kind"] in ("hard", "plain", "long")
        assert 0 < int(row["right"]) <= int(row["found"]) <= int(row["asked"])
    assert pooled(looks()).all.asked == sum(int(row["asked"]) for row in looks())


def test_the_figures_stand_in_one_place() -> None:
    """Shares of found claims and the like are in the method's tables only, so that nothing can differ from them."""
    for path in METHOD.parent.glob("*.md"):
        text = re.sub(r"<!-- reading: .*?<!-- end -->", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\d+ ?/ ?\d+ (?:=|\()", text), path.name
