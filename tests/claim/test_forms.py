"""What depends on more than the prose: the form of 2019 and 2020 with its other section two, whom a table counts."""

from __future__ import annotations

import pytest

from tests.claim.test_statements import TABLE, told
from toolkit.claim import Narrative, check_passage, read_narrative
from toolkit.form.measure import Values
from toolkit.read.document import Place
from toolkit.read.report import Passage

OLD = {
    "requests_received_new": 12, "requests_carried_in": 2, "licensing": 71,
    "normative_documents.produced_this_year": 6, "normative_documents.publicly_available_total": 50,
    "normative_documents.disclosed_this_year": 5,
    "rules.produced_this_year": 1, "rules.publicly_available_total": 4, "rules.disclosed_this_year": 1,
}  # fmt: skip
DOCUMENTS = "normative_documents"
PUBLISHED = " | ".join(
    f"{DOCUMENTS}.{column}" for column in ("disclosed_this_year", "produced_this_year", "publicly_available_total")
)
OF_THE_OLD_FORM = [
    ("制发规范性文件6件。", [f"6件 = {DOCUMENTS}.produced_this_year consistent"]),
    ("制发规范性文件7件。", [f"7件 = {DOCUMENTS}.produced_this_year inconsistent"]),
    ("新制作规范性文件6件，对外公开总数量50件。",
     [f"6件 = {DOCUMENTS}.produced_this_year consistent", f"50件 = {DOCUMENTS}.publicly_available_total consistent"]),
    ("现行有效规范性文件50件。", [f"50件 = {DOCUMENTS}.publicly_available_total consistent"]),
    ("规范性文件共有50件。",
     [f"50件 = {DOCUMENTS}.publicly_available_total | {DOCUMENTS}.produced_this_year consistent"]),
    ("规范性文件6件。", [f"6件 = {DOCUMENTS}.produced_this_year | {DOCUMENTS}.publicly_available_total consistent"]),
    ("公开规范性文件5件。",
     [f"5件 = {PUBLISHED} consistent published"]),
    ("公开规范性文件9件。",
     [f"9件 = {PUBLISHED} inconsistent published"]),
    ("制发规章1件，现行有效规章4件。",
     ["1件 = rules.produced_this_year consistent", "4件 = rules.publicly_available_total consistent"]),
    ("制发规范性文件6件，废止3件。",
     [f"6件 = {DOCUMENTS}.produced_this_year consistent", "3件 = - not_comparable no_cell"]),
    ("修订规范性文件2件。", ["2件 = - not_comparable no_cell"]),
    ("收取行政事业性收费3万元。", ["3万元 = - not_comparable no_cell"]),
    ("未制发规范性文件。", [f"0 = {DOCUMENTS}.produced_this_year inconsistent"]),
    ("无现行有效的规范性文件。", [f"0 = {DOCUMENTS}.publicly_available_total inconsistent"]),
    ("未废止规范性文件。", []),
    ("无行政事业性收费。", ["0 = - not_comparable no_cell"]),
    ("作出行政许可决定71件。", ["71件 = licensing consistent"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), OF_THE_OLD_FORM)
def test_the_old_form_has_other_cells_in_section_two(text: str, claims: list[str]) -> None:
    assert [told(c) for c in check_passage(text, OLD, 2019).claims] == claims


RECEIVED = "12件 = requests_received_new | requests_received_new+requests_carried_in consistent"
NOT_OURS = "12件 = - not_comparable scope"
OF_THE_OFFICE_ITSELF = [
    ("市本级收到公开申请12件。", RECEIVED, NOT_OURS),
    ("市政府办公室（市政府本级）受理公开申请12件。", RECEIVED, NOT_OURS),
    (
        "本级制发规范性文件6件。",
        "6件 = normative_documents.issued_this_year consistent",
        "6件 = - not_comparable scope",
    ),
]


def read(text: str, scope: str | None) -> Narrative:
    passage = Passage(text, Place("text", 0, len(text)), 5)
    return read_narrative((passage,), Values.from_measures(TABLE), year=2023, scope=scope)


@pytest.mark.parametrize(("text", "own", "other"), OF_THE_OFFICE_ITSELF)
def test_a_count_of_the_office_itself_is_compared_with_its_own_table_only(text: str, own: str, other: str) -> None:
    assert [told(c) for c in read(text, "own").claims] == [own]
    for scope in ("area", "unknown", None):
        assert [told(c) for c in read(text, scope).claims] == [other]


def test_what_follows_a_count_of_the_office_itself_proves_nothing_of_the_whole() -> None:
    for follows in ("答复20件", "予以公开9件", "结转下年9件", "上年结转9件"):
        text = f"本级收到公开申请12件，{follows}。"
        assert [c.verdict for c in read(text, "own").claims] == ["consistent", "inconsistent"], text
        assert [(c.verdict, c.note) for c in read(text, "area").claims] == [("not_comparable", "scope")] * 2, text


def test_a_claim_says_where_it_stands_and_by_which_rules_it_was_read() -> None:
    from toolkit.claim.phrases import version

    text = "（二）收到公开申请12件。"
    passage = Passage(text, Place("page 3", 700, 700 + len(text)), 5)
    (claim,) = read_narrative((passage,), Values.from_measures(TABLE), year=2023).claims
    assert (claim.part, claim.section, claim.start, claim.end) == ("page 3", 5, 703, 712)
    assert text[claim.start - 700 : claim.end - 700] == claim.quote == "收到公开申请12件"
    assert (claim.rule, claim.rule_version, claim.subject) == ("intake", version(), "request")
    (number,) = [n for n in read_narrative((passage,), Values.from_measures(TABLE), year=2023).numbers if n.value == 12]
    assert (number.part, number.section, number.start, number.end) == ("page 3", 5, 709, 711)
