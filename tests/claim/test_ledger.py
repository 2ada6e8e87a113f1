"""The number ledgers of the five reports in data/raw as typed by hand, number by number; and entries of other prose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.claim.scoring import narratives
from toolkit.claim import Number, check_passage
from toolkit.claim.ledger import SUBJECTS
from toolkit.read import Report, read_bytes
from toolkit.study.view import narrate

LEDGERS = sorted((Path(__file__).parent / "ledgers").glob("*.txt"))
Entry = tuple[int, str, str, str]


def typed(path: Path) -> list[Entry]:
    entries = []
    for line in path.read_text("utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words:
            entries.append((int(words[0]), words[1], words[2], " ".join(words[3:])))
    return entries


@pytest.fixture(scope="module")
def reports(raw: dict[str, bytes]) -> dict[str, Report]:
    return {name: read_bytes(data, f"{name}.txt")[0] for name, data in raw.items()}


def test_every_report_has_its_ledger(raw: dict[str, bytes]) -> None:
    assert [path.stem for path in LEDGERS] == sorted(raw)
    assert sum(len(typed(path)) for path in LEDGERS) == 144


@pytest.mark.parametrize("path", LEDGERS, ids=lambda p: p.stem)
def test_the_ledger_is_that_typed_by_hand(path: Path, reports: dict[str, Report]) -> None:
    read = [(n.start, n.text, n.kind, n.subject) for n in narrate(reports[path.stem]).numbers]
    assert read == typed(path)


@pytest.mark.parametrize("path", LEDGERS, ids=lambda p: p.stem)
def test_the_typed_ledger_leaves_no_digit_out(path: Path, reports: dict[str, Report]) -> None:
    """The ledger itself is looked at: each entry stands where it says, and every digit of the prose is in one."""
    report = reports[path.stem]
    text = report.parts["text"]
    entries = typed(path)
    assert all(text[start : start + len(print_)] == print_ for start, print_, _, _ in entries)
    for passage in report.passages:
        for digits in re.finditer(r"\d+", passage.text):
            at = passage.place.start + digits.start()
            assert sum(start <= at < start + len(print_) for start, print_, _, _ in entries) == 1, digits


def one(text: str, print_: str) -> Number:
    (found,) = [n for n in check_passage(text, {"requests_received_new": 1}).numbers if n.text == print_]
    return found


ENTRIES = [
    ("热线工单共36件，其中：投诉30件、咨询6件，超期办结数为0。", "30", "inner_sum", "hotline"),
    ("热线工单共36件，其中：投诉30件、咨询6件，超期办结数为0。", "0", "other_subject", "hotline"),
    ("主动公开信息9条，其中机构设置3条、人事信息6条。", "3", "inner_sum", "web_items"),
    ("收到公开申请7件，其中当面申请5件，信函申请2件。", "5", "inner_sum", "request"),
    ("索引号000014349/2021-00034。", "2021", "date_or_law", "telephone or code"),
    ("索引号000014349/2021-00034。", "00034", "date_or_law", "telephone or code"),
    ("地址：中山路15号，电话87654321。", "15", "date_or_law", "address"),
    ("根据国务院令第711号。", "711", "date_or_law", "law"),
    ("本报告由六部分组成。", "六", "other_subject", "text"),
    ("从以下三个方面改进。", "三", "other_subject", "text"),
    ("落实三级审核制度。", "三", "other_subject", "name"),
    ("学习党的二十大精神。", "二十", "other_subject", "name"),
    ("收到公开申请2件。", "2", "linked", "request"),
    ("召开培训3场。", "3", "other_subject", "staff_or_events"),
    ("办理政协提案12件。", "12", "other_subject", "proposal"),
    ("回复市长信箱来信18件。", "18", "other_subject", "mailbox"),
    ("本年共有12件。", "12", "unknown", ""),
]


@pytest.mark.parametrize(("text", "print_", "kind", "subject"), ENTRIES)
def test_a_number_gets_its_kind_and_subject(text: str, print_: str, kind: str, subject: str) -> None:
    found = one(text, print_)
    assert (found.kind, found.subject) == (kind, subject)


def test_subjects_are_named() -> None:
    """Whatever the ledger says has a name for people; an unknown number is nobody's."""
    numbers = [number for _, narrative in narratives() for number in narrative.numbers]
    assert {n.subject for n in numbers if n.kind in ("linked", "other_subject", "date_or_law")} <= set(SUBJECTS)
    assert {n.subject for n in numbers if n.kind == "unknown"} == {""}
    for zh, en in SUBJECTS.values():
        assert re.fullmatch(r"[\u4e00-\u9fff、]+", zh)
        assert re.fullmatch(r"[a-z ,-]+", en)


def test_documents_sorted_by_attribute_are_left_alone_but_a_negative_among_them_is_read() -> None:
    text = "全年发文28条，其中主动公开16条，依申请公开5条，不予公开7条，无行政复议。"
    narrative = check_passage(text, {"reconsideration_total": 0, "requests_received_new": 3})
    assert [(c.readings[0].measure, c.value) for c in narrative.claims] == [("reconsideration_total", 0)]
    assert {n.subject for n in narrative.numbers} == {"web_items"}
