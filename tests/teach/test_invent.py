"""Invented reports: names of nobody, figures that agree with everything, sentences that state them."""

import hashlib
import re
from decimal import Decimal

import pytest

from tests.teach.conftest import clean_draft, read
from toolkit.check import Outcome
from toolkit.teach.errors import broken_chains, failing_identities, wrong_statements
from toolkit.teach.invent import bodies, invent, seeded, words
from toolkit.teach.page import draft, write
from toolkit.teach.prose import compose, groups


def test_every_body_is_an_example_and_none_comes_twice():
    everyone = bodies(seeded("all"), 1200)
    assert len({body.organ for body in everyone}) == len({body.body_id for body in everyone}) == 1200
    assert all(re.fullmatch(r"\w\w县示例\w(镇人民政府|乡人民政府|街道办事处)", body.organ) for body in everyone)
    with pytest.raises(ValueError, match="1201 bodies"):
        bodies(seeded("all"), 1201)


def test_no_county_is_in_the_register_of_real_bodies(root):
    register = (root / "data/reference/bodies.csv").read_text(encoding="utf-8")
    assert not [name for name in words()["names"]["counties"] if f"{name}县" in register]


def test_figures_agree_with_the_form_and_with_the_year_before(page):
    assert failing_identities(page) == broken_chains(page) == wrong_statements(page) == set()


def test_a_page_is_read_cell_for_cell(page):
    view = read(page)
    printed = {cell.key: cell.text.strip() for cell in view.report.cells}
    assert printed == dict(page.figures)
    assert not view.report.gaps
    assert not view.report.leftovers
    assert {check.outcome for check in view.checks} == {Outcome.HOLDS}
    assert view.report.organ.value == page.body.organ
    assert view.report.year.value == str(page.year)


def test_sentences_read_as_consistent_and_each_number_is_linked(page):
    told = read(page).narrative
    assert {str(claim.verdict) for claim in told.claims} == {"consistent"}
    stated = sorted(Decimal(stated.text) for sentence in page.sentences for stated in sentence.stated)
    assert sorted(abs(claim.value) for claim in told.claims if not claim.implied) == stated  # 减少2件 is -2


def test_every_wording_comes_up():
    drawn = set()
    wordings = {wording for group in groups() for wording in group["wordings"]}
    masks = {re.sub(r"\{[^}]*\}", "§", wording): wording for wording in wordings}
    for seed in range(400):
        page = clean_draft(seed)
        for sentence in page.sentences:
            text = sentence.text
            for stated in reversed(sentence.stated):
                text = text[: stated.start] + "§" + text[stated.end :]
            drawn.add(masks.get(text.replace(str(page.year), "§").replace(page.body.short, "§"), text))
    assert wordings <= drawn


def test_offsets_of_stated_numbers_hold_after_a_change(page):
    sentence = page.sentences[0].altered(0, "12345")
    assert all(sentence.text[s.start : s.end] == s.text for s in sentence.stated)
    assert sentence.stated[0].text == "12345"


def test_the_same_seed_gives_the_same_bytes():
    text = "".join(write(clean_draft(seed)) for seed in range(6))
    assert hashlib.sha256(text.encode()).hexdigest() == PINNED


PINNED = "748e05013c0ebce4890251ebffec204171057dd3dd33a268b972e017664bd05a"


def test_the_first_year_has_nothing_to_compare_with():
    (body,) = bodies(seeded("one"), 1)
    before, now = invent(body, 2023, "one")
    assert before.prior is None
    assert now.prior == before.figures
    assert not [s for s in compose(before, seeded("prose")) if s.group == "growth"]
    assert broken_chains(draft(before, "tab_rows", "one")) == set()
