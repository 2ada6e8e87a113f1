"""One plain sentence per claim in Chinese and English: it quotes, shows the values, asks to check, accuses nobody."""

from __future__ import annotations

import re

import pytest

from tests.claim.scoring import narratives
from toolkit.claim import Claim, check_passage, explain
from toolkit.claim.explain import NOTES

T = {"requests_received_new": 12, "requests_carried_in": 3, "outcomes_total": 14, "requests_carried_out": 1,
     "granted_full": 8, "unable": None, "normative_documents.in_force_total": 54,
     "normative_documents.issued_this_year": 6, "admin_fees": 3}  # fmt: skip

SENTENCES = [
    ("收到公开申请12件。", T, "“收到公开申请12件”与表格一致（本年新收 = 12；本年新收 + 上年结转 = 15）。",
     "“收到公开申请12件” agrees with the table (newly received = 12; newly received + carried in = 15)."),
    ("收到公开申请15件。", T,
     "“收到公开申请15件”（15件）只符合其中一种理解（本年新收 = 12；本年新收 + 上年结转 = 15），含义建议核对。",
     ("“收到公开申请15件” (15) fits only some readings (newly received = 12; newly received + carried in = 15); "
      "which is meant is to be checked.")),
    ("新收公开申请13件。", T, "“新收公开申请13件”为13件，而表格为：本年新收 = 12；两处不同，建议核对。",
     "“新收公开申请13件” says 13, the table: newly received = 12; they differ, to be checked."),
    ("新收公开申请10余件。", T, "“新收公开申请10余件”在措辞允许的范围内（本年新收 = 12）。",
     "“新收公开申请10余件” holds within its wording (newly received = 12)."),
    ("新收公开申请12件，无法提供5件。", T, "“无法提供5件”不作比较：所需数字缺失或为空。",
     "“无法提供5件” is not compared: a figure it needs is missing or blank."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "table", "zh", "en"), SENTENCES)
def test_the_sentence_of_each_verdict(text: str, table: dict[str, object], zh: str, en: str) -> None:
    claim = check_passage(text, table, 2023).claims[-1]
    assert explain(claim, "zh") == zh
    assert explain(claim, "en") == en
    assert explain(claim) == zh


REASONS = [
    ("收到公开申请12件，其中网络申请9件，信函申请3件。", "channel"),
    ("收取信息处理费300元。", "processing_fee"),
    ("公开规范性文件9件。", "published"),
    ("收到公开申请12件，按时办结率100%。", "rate"),
    ("未发生因政府信息公开不当引起的行政复议。", "limited"),
    ("新收公开申请12件，无法提供5件。", "missing"),
]


@pytest.mark.parametrize(("text", "note"), REASONS)
def test_the_reason_is_said(text: str, note: str) -> None:
    claims = [c for c in check_passage(text, T, 2023).claims if c.note == note]
    assert claims, [c.note for c in check_passage(text, T, 2023).claims]
    for claim in claims:
        assert claim.verdict == "not_comparable"
        zh, en = NOTES[note]
        assert explain(claim, "zh") == f"“{claim.quote}”不作比较：{zh}。"
        assert explain(claim, "en") == f"“{claim.quote}” is not compared: {en}."


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return [claim for _, narrative in narratives() for claim in narrative.claims]


ACCUSING = ("错误", "虚假", "造假", "违规", "不实", "谎", " wrong", "error", "false", "mistake", "lie ")


def test_every_claim_has_a_sentence_that_accuses_nobody(claims: list[Claim]) -> None:
    assert len(claims) > 1000
    for claim in claims:
        zh, en = explain(claim, "zh"), explain(claim, "en")
        assert zh.startswith(f"“{claim.quote}”")
        assert en.startswith(f"“{claim.quote}”")
        assert zh.endswith("。")
        assert en.endswith(".")
        said = zh.replace(claim.quote, "") + en.replace(claim.quote, "")
        assert not [word for word in ACCUSING if word in said], said
        assert ("建议核对" in zh) == ("to be checked" in en) == (claim.verdict in ("ambiguous", "inconsistent"))
        if claim.verdict != "not_comparable":
            assert all(f"= {r.value:f}" in zh for r in claim.readings if r.value is not None)


def test_every_note_of_what_is_not_compared_has_its_words(claims: list[Claim]) -> None:
    noted = {c.note for c in claims if c.verdict == "not_comparable"}
    assert len(noted) > 8
    noted = {n.partition(": ")[0] for n in noted}
    assert noted <= {*NOTES, "unread"}, noted - set(NOTES)
    for zh, en in NOTES.values():
        assert re.fullmatch(r"[\u4e00-\u9fff，“”]+", zh)
        assert re.fullmatch(r"[a-z' -]+", en)
