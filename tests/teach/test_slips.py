"""Seeded errors: every record is true, and what should show an error shows it to the toolkit."""

import os
from collections import Counter

import pytest

from tests.teach.conftest import Seeded, clean_draft, seeded_pages
from toolkit.check import Outcome
from toolkit.read import State
from toolkit.teach.errors import EVIDENCE, Error, caught
from toolkit.teach.invent import seeded
from toolkit.teach.page import write
from toolkit.teach.slips import LEVELS, levels, seed_slip, seed_slips, slips

PAGES = 20
NAMES = {"identity": "identity", "claim": "claim", "year": "year before", "reading": "reading", "none": "not catchable"}


def found(page: Seeded) -> set[str]:
    """What the toolkit finds on the page itself; the year before is not compared by reading one page."""
    report, told = page.after.report, set()
    if any(check.outcome is Outcome.FAILS for check in page.after.checks):
        told.add("identity")
    if any(claim.verdict == "inconsistent" for claim in page.after.narrative.claims):
        told.add("claim")
    units = {cell.key: cell.unit for cell in page.before.cells}
    odd = [cell for cell in report.cells if cell.state is not State.READ or cell.unit != units[cell.key]]
    if odd or report.gaps or report.leftovers:
        told.add("reading")
    return told


@pytest.fixture(scope="module")
def pages() -> dict[str, list[Seeded]]:
    return {slip: list(seeded_pages(slip, PAGES)) for slip in slips()}


@pytest.mark.parametrize("slip", slips())
def test_the_toolkit_finds_what_the_record_says(pages, slip):
    assert len(pages[slip]) == PAGES
    for page in pages[slip]:
        assert found(page) == set(page.error.caught) - {"year", "none"}, page.error


@pytest.mark.parametrize("slip", slips())
def test_a_record_says_what_is_printed_and_what_was_true(pages, slip):
    for page in pages[slip]:
        cells = {cell.key: cell.text.strip() for cell in page.after.report.cells}
        true = {cell.key: cell.text.strip() for cell in page.before.cells}
        text = "".join(page.after.report.parts.values())
        assert page.error.places
        for place in page.error.places:
            if place.cell in cells:
                assert (cells[place.cell], true[place.cell]) == (place.printed, place.true)
            elif place.cell == "prose":
                assert place.quote in text
                assert place.printed in place.quote
                assert place.quote not in "".join(page.before.parts.values())
            else:
                assert place.cell in ("page",) or place.cell.endswith(".label")
        places = {place.cell for place in page.error.places}
        changed = {key for key in true if cells[key] != true[key]}
        if slip == "half_row_lost":  # what is left of the row cannot be placed; it becomes no other number
            assert {key.rpartition(".")[0] for key in changed} == {key.rpartition(".")[0] for key in places}
            assert not [cell for cell in page.after.report.cells if cell.key in changed and cell.state is State.READ]
        else:
            assert changed <= places


def table(pages: dict[str, list[Seeded]]) -> str:
    """The table of docs/slips.md: of how many seeded errors of each kind which evidence shows it."""
    lines = [
        "<!-- Written by tests/teach/test_slips.py; `OGI_WRITE_DOCS=1` writes it anew. -->",
        "# Which slips can be caught, and by what",
        "",
        f"Each kind of slip was seeded into {PAGES} invented reports (form 2021, six flattenings). The columns count",
        "the reports in which that evidence shows the error: an identity of the form fails; a sentence contradicts",
        "its cell; the report of the year before contradicts it; reading alone shows it (a blank, a slash, a unit, a",
        "gap, a number in a label, a second copy). One error may be shown by several. *Not catchable* means by none",
        "of these: only the office's own files would tell. What the columns identity, claim and reading count was",
        "found by the toolkit on the written page; the year before is worked out from the figures.",
        "",
        "| slip | 差错 | level | " + " | ".join(NAMES[e] for e in EVIDENCE) + " |",
        "|---|---|---|" + "---|" * len(EVIDENCE),
    ]
    for slip in slips().values():
        counts = Counter(evidence for page in pages[slip.key] for evidence in page.error.caught)
        lines.append(f"| {slip.en} | {slip.zh} | {slip.level} | " + " | ".join(str(counts[e]) for e in EVIDENCE) + " |")
    return "\n".join(lines) + "\n"


def test_the_published_table_is_what_the_toolkit_finds(pages, root):
    path, text = root / "docs" / "slips.md", table(pages)
    if os.environ.get("OGI_WRITE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_each_kind_of_evidence_is_needed_for_something(pages):
    kinds = Counter(evidence for own in pages.values() for page in own for evidence in page.error.caught)
    assert set(kinds) == set(EVIDENCE)


def test_no_change_is_caught_by_nothing():
    page = clean_draft(1)
    assert caught(page, page, by_reading=False) == ("none",)


@pytest.mark.parametrize("level", LEVELS)
def test_slips_of_a_level_stand_apart(level):
    sizes = Counter()
    for seed in range(40):
        after, errors = seed_slips(clean_draft(seed), level, 3, seeded(f"level {level} {seed}"))
        sizes[len(errors)] += 1
        assert slips()[errors[0].slip].level == level
        assert all(slips()[error.slip].level <= level for error in errors)
        assert len({error.slip for error in errors}) == len(errors)
        cells = [p.cell if p.cell != "prose" else p.quote for error in errors for p in error.places]
        assert len(set(cells)) == len(cells)
        assert all(place.quote in write(after) for error in errors for place in error.places)
    assert sizes[3] >= 30


def test_every_level_has_slips_and_a_folder():
    assert {slip.level for slip in slips().values()} == set(LEVELS) == set(levels())
    assert all(of.clean < of.bodies for of in levels().values())


def test_a_slip_without_a_place_is_none_and_an_unknown_one_is_our_fault():
    from dataclasses import replace

    page = replace(clean_draft(1), prior=None)
    assert seed_slip(page, "last_year_reposted", seeded("x")) is None
    assert seed_slip(replace(page, sentences=()), "prose_number", seeded("x")) is None
    with pytest.raises(KeyError):
        seed_slip(page, "no_such_slip", seeded("x"))


def test_a_posted_again_table_is_known_by_the_year_before():
    made = seed_slip(clean_draft(3), "last_year_reposted", seeded("x"))
    assert made is not None
    assert isinstance(made[1], Error)
    assert "year" in made[1].caught
