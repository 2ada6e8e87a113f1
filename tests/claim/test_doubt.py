"""Where a mismatch is left unsaid: unexplained words and subjects nobody named; and where it must still be said."""

from __future__ import annotations

import pytest

from tests.claim.scoring import passages
from toolkit.claim import Claim, check_passage, explain
from toolkit.claim.draft import Memory
from toolkit.claim.phrases import plain_words, words
from toolkit.claim.walk import walk

REQUESTS = {
    "requests_received_new": 12, "requests_carried_in": 0, "granted_full": 7, "granted_partial": 0, "denied": 0,
    "unable": 5, "not_processed": 0, "other_disposition": 0, "outcomes_total": 12, "requests_carried_out": 0,
}  # fmt: skip
CASES = {
    f"{block}_{column}": 1 if column in ("total", "upheld") else 0
    for block in ("reconsideration", "litigation_direct", "litigation_after_review")
    for column in ("upheld", "corrected", "other", "pending", "total")
}
ACTS = {"licensing": 9, "penalties": 4, "coercion": 0}
TABLE = {**REQUESTS, **CASES, **ACTS}


def claims_of(text: str) -> tuple[Claim, ...]:
    return check_passage(text, TABLE).claims


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("全年牵头办理政府信息公开申请23件。", "牵头"),
        ("派驻机构收到政府信息公开申请11件，办结11件。", "派驻"),
        ("行政许可15件、行政处罚案件6件同步送达信用修复告知书。", "信用修复"),
    ],
)
def test_a_mismatch_beside_words_nothing_explains_is_left_unsaid(text: str, unread: str) -> None:
    found = claims_of(text)
    assert found
    for claim in found:
        assert (claim.fit, claim.verdict) == ("none", "not_comparable")
        assert claim.note.startswith("unread: ")
        assert unread in claim.note
        assert claim.note.removeprefix("unread: ") in explain(claim, "zh")
        assert "not understood" in explain(claim, "en")


def test_unexplained_words_take_nothing_from_a_number_that_fits() -> None:
    (claim,) = claims_of("全年牵头办理政府信息公开申请12件。")
    assert (claim.verdict, claim.note) == ("consistent", "")


@pytest.mark.parametrize(
    "text",
    [
        "2023年，市自然资源和规划局共收到政府信息公开申请15件。",
        "一年来，我街道办事处新收群众提出的依申请公开事项15件。",
        "截至年底，县人民政府办公室及各乡镇累计收到政府信息公开申请15件。",
        "其中，经审查依法予以公开9件。",
        "本机关全年未收到任何单位和个人提出的政府信息公开申请。",
        "因政府信息公开工作被申请行政复议3件。",
        "全年作出行政处罚决定8件。",
    ],
)
def test_plain_words_and_names_of_organs_hide_no_mismatch(text: str) -> None:
    assert [c.verdict for c in claims_of(text)] == ["inconsistent"]


def test_far_more_cases_than_the_table_has_in_a_sentence_that_names_no_disclosure() -> None:
    found = claims_of("全年受理行政复议案件146件，审结131件，其中维持60件。")
    assert len(found) == 3
    assert {(c.verdict, c.note) for c in found} == {("not_comparable", "unnamed")}


@pytest.mark.parametrize(
    "text",
    [
        "全年受理政府信息公开行政复议案件146件，审结131件。",  # named
        "（四）依申请公开\n全年受理行政复议案件146件，审结131件。",  # named by the heading
        "收到政府信息公开申请12件。由此引起的行政复议14件。",  # named by what it points back to
        "全年受理行政复议案件3件，维持2件。",  # not far from the table
        "全年受理行政复议案件146件，维持1件。",  # one of its numbers fits
    ],
)
def test_cases_that_are_named_or_near_are_still_inconsistent(text: str) -> None:
    assert "inconsistent" in [c.verdict for c in claims_of(text)]


def test_few_claims_stand_beside_words_nothing_explains() -> None:
    drafts = [
        d for line in passages() for d in walk(line["text"], Memory(line.get("year"), None, True)).drafts
        if d.readings and not d.dropped
    ]  # fmt: skip
    assert len(drafts) > 3000
    assert 0 < sum(bool(d.unread) for d in drafts) <= 0.035 * len(drafts)


def test_no_plain_word_names_or_narrows_what_is_counted() -> None:
    jobs = {"own_level", "assist", "half", "late", "same_period", "attribute"}
    assert not [w for w in plain_words() if words().get(w, ("", ""))[0] in jobs]


def unread(text: str) -> list[str]:
    """Return the words that nothing explains, for each draft of a text."""
    return [d.unread for d in walk(text, Memory(2023, None, True)).drafts if not d.dropped]


UNREAD = [  # words of the number's clause, of its list, of the clause that names its noun, of the count it is part of
    ("牵头办理申请23件。", ["牵头"]),
    ("牵头的自然人3件、企业2件、申请5件。", ["牵头", "牵头", "牵头"]),
    ("自然人3件、企业2件、牵头的申请5件。", ["牵头", "牵头", "牵头"]),
    ("牵头的自然人3件，申请5件。", ["牵头", ""]),
    ("自然人3件、牵头办理政府信息公开申请5件。", ["牵头", "牵头"]),
    ("牵头的自然人3件、办理政府信息公开申请5件。", ["牵头", ""]),  # it says itself what it counts
    ("牵头处理公开申请，共收到12件。", ["牵头"]),
    ("牵头，收到申请12件。", [""]),
    ("牵头收到申请12件，予以公开5件，结转下年3件。", ["牵头", "牵头", "牵头"]),
    ("予以公开5件，牵头收到申请12件。", ["", "牵头"]),
    ("牵头收到申请12件。予以公开5件。", ["牵头", ""]),
    ("（三）收到申请12件。", [""]),
    ("甲县自然资源和规划局共收到申请12件。", [""]),
    ("收到申请12件甲乙，答复11件丙丁。", ["甲乙", "丙丁"]),
    ("甲乙收到申请12件丙丁。", ["甲乙 丙丁"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), UNREAD)
def test_words_that_nothing_explains(text: str, words: list[str]) -> None:
    assert unread(text) == words
