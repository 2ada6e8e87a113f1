"""One plain sentence per claim in Chinese and English: it quotes, shows the values, asks to check, accuses nobody."""

from __future__ import annotations

import re

import pytest

from tests.claim.scoring import narratives
from toolkit.claim import Claim, check_passage, explain
from toolkit.claim.explain import NOTES
from toolkit.claim.wording import measure_words

T = {"requests_received_new": 12, "requests_carried_in": 3, "outcomes_total": 14, "requests_carried_out": 1,
     "granted_full": 8, "unable": None, "normative_documents.in_force_total": 54,
     "normative_documents.issued_this_year": 6, "admin_fees": 3}  # fmt: skip

PRIOR = {**T, "prior.requests_received_new": 10, "prior.requests_carried_in": 2, "denied": 4, "granted_partial": 0}
SENTENCES = [
    ("收到公开申请12件。", T, "“收到公开申请12件”与表格一致：表中本年新收为12。",
     "“收到公开申请12件” agrees with the table, which gives 12 for requests newly received."),
    ("收到公开申请15件。", T,
     ("“收到公开申请15件”若指本年新收与上年结转之和（15）则与表格一致，若指本年新收（12）则不同；"
      "所指为何，建议核对。"),
     ("“收到公开申请15件” agrees with the table if it means requests newly received and requests carried in together "
      "(15), but not if it means requests newly received (12); what is meant is to be checked.")),
    ("新收公开申请13件。", T, "“新收公开申请13件”与表格不同：表中本年新收为12；建议核对。",
     "“新收公开申请13件” differs from the table, which gives 12 for requests newly received; to be checked."),
    ("收到公开申请13件。", T,
     "“收到公开申请13件”与表格不同：按表中数字，本年新收为12，本年新收与上年结转之和为15；建议核对。",
     ("“收到公开申请13件” differs from the table, which gives 12 for requests newly received and 15 for requests newly "
      "received and requests carried in together; to be checked.")),
    ("新收公开申请10余件。", T, "“新收公开申请10余件”在其措辞的范围内与表格一致：表中本年新收为12。",
     "“新收公开申请10余件” agrees with the table within its wording, which gives 12 for requests newly received."),
    ("新收公开申请12件，无法提供5件。", T, "“无法提供5件”不作比较：所需数字缺失或为空。",
     "“无法提供5件” is not compared: a figure it needs is missing or blank."),
    ("新收公开申请12件，均已办结。", T, "“均已办结”（即结转下年度为0）与表格不同：表中结转下年度为1；建议核对。",
     ("“均已办结” (that is, 0 for requests carried out) differs from the table, which gives 1 for requests "
     "carried out; to be checked.")),
    ("新收公开申请12件，均已办结。", {**T, "requests_carried_out": 0}, "“均已办结”（即结转下年度为0）与表格一致。",
     "“均已办结” (that is, 0 for requests carried out) agrees with the table."),
    ("行政事业性收费31.27亿元。", T,
     "“行政事业性收费31.27亿元”（即312700万元）与表格不同：表中行政事业性收费金额为3万元；建议核对。",
     ("“行政事业性收费31.27亿元” (that is, CNY 3127000000) differs from the table, which gives CNY 30000 for "
     "administrative fees; to be checked.")),
    ("行政事业性收费30000元。", T,
     "“行政事业性收费30000元”（即3万元）与表格一致：表中行政事业性收费金额为3万元。",
     ("“行政事业性收费30000元” (that is, CNY 30000) agrees with the table, which gives CNY 30000 for "
     "administrative fees.")),
    ("行政事业性收费3万元。", T, "“行政事业性收费3万元”与表格一致：表中行政事业性收费金额为3万元。",
     "“行政事业性收费3万元” agrees with the table, which gives CNY 30000 for administrative fees."),
    ("新收公开申请1.2万件。", T, "“新收公开申请1.2万件”与表格不同：表中本年新收为12；建议核对。",
     "“新收公开申请1.2万件” differs from the table, which gives 12 for requests newly received; to be checked."),
    ("收到公开申请12件，同比增长1.2倍。", PRIOR,
     ("“同比增长1.2倍”（即120%）与表格不同：按表中数字，本年新收比上年的增幅为20%，本年新收与上年结转之和比上年的增幅为25%"
     "；本年新收为12时，上年报告中的本年新收取任何整数都印不出这个比率；建议核对。"),
     ("“同比增长1.2倍” (that is, 120%) differs from the table, which gives 20% for the growth of requests newly "
     "received on last year and 25% for the growth of requests newly received and requests carried in together on last "
     "year; with 12 requests newly received, no whole number of last year's requests newly received would print so; "
     "to be checked.")),
    ("新收公开申请12件，同比增加4件。", PRIOR,
     "“同比增加4件”与表格不同：按表中数字，本年新收比上年的增减为2；照此上年报告中的本年新收应为8；建议核对。",
     ("“同比增加4件” differs from the table, which gives 2 for the change in requests newly received from last year; "
     "by it, last year's requests newly received would have been 8; to be checked.")),
    ("新收公开申请12件，答复14件，不予公开占28.58%。", PRIOR,
     ("“不予公开占28.58%”相差不超过所印末位的一个单位，与表格一致：按表中数字，不予公开占办理结果总计的比例为28.571%；"
     "办理结果总计为14时，不予公开取任何整数都印不出这个比率。"),
     ("“不予公开占28.58%” agrees with the table to within one unit of its last printed digit, which gives 28.571% for "
     "requests denied as a share of outcomes in total; with 14 outcomes in total, no whole number of requests denied "
     "would print so.")),
    ("共计公开17件，答复14件，予以公开和部分公开占57.1%。", PRIOR,
     "“予以公开和部分公开占57.1%”与表格一致：按表中数字，予以公开与部分公开之和占办理结果总计的比例为57.14%。",
     ("“予以公开和部分公开占57.1%” agrees with the table, which gives 57.14% for requests granted in full and requests "
     "granted in part together as a share of outcomes in total.")),
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
        held = claim.held
        assert (held is not None) == (claim.verdict in ("consistent", "approximate", "ambiguous"))
        if held is not None and claim.verdict != "ambiguous":
            others = [measure_words(r.measure) for r in claim.readings if r is not held]
            assert measure_words(held.measure) in zh
            assert not [name for name in others if f"{name}为" in zh and name not in measure_words(held.measure)]
        if claim.verdict == "inconsistent":
            assert all(f"{measure_words(r.measure)}为" in zh for r in claim.readings)
            assert all(measure_words(r.measure, "en") in en for r in claim.readings)
        assert not re.search(r"\d\.\d{7}|\d\.0(?!\d)|上年上年|上年本年|[a-z]_[a-z]", said), said


def test_the_reading_that_holds_is_the_one_named() -> None:
    """平顶山 2021: 17 of 44 received are 38.6%, and the headline the clause hangs on may be meant as well as the 42."""
    table = {"requests_received_new": 44, "requests_carried_in": 0, "outcomes_total": 42, "requests_carried_out": 2,
             "granted_full": 17, "granted_partial": 0}  # fmt: skip
    text = "收到政府信息公开申请44件，其中予以公开和部分公开17件，占38.6%；办结42件，结转下年2件。"
    claim = next(c for c in check_passage(text, table, 2021).claims if c.unit == "%")
    assert (claim.verdict, claim.fit) == ("consistent", "primary")
    assert [(r.primary, r.holds) for r in claim.readings[:2]] == [(True, False), (True, True)]
    assert claim.held is claim.readings[1]
    assert explain(claim) == (
        "“占38.6%”与表格一致：按表中数字，予以公开与部分公开之和占本年新收的比例为38.64%。"
    )  # fmt: skip


@pytest.mark.parametrize(("measure", "zh", "en"), [
    ("prior.requests_carried_in", "上年报告中的上年结转", "last year's requests carried in"),
    ("requests_received_new/prior.requests_received_new", "本年新收与上年之比",
     "requests newly received as a multiple of last year's"),
    ("(denied+unable)-(prior.denied+prior.unable)", "不予公开与无法提供之和比上年的增减",
     "the change in requests denied and requests it was unable to answer together from last year"),
    ("outcomes_total-other_misc-denied", "办理结果总计扣除其他处理中的其他与不予公开",
     "outcomes in total less miscellaneous dispositions and requests denied"),
    ("no such measure", "no such measure", "no such measure"),
    ("2*denied", "2 × 不予公开", "2 × denied"),
])  # fmt: skip
def test_measures_in_words(measure: str, zh: str, en: str) -> None:
    assert (measure_words(measure), measure_words(measure, "en")) == (zh, en)


def test_every_note_of_what_is_not_compared_has_its_words(claims: list[Claim]) -> None:
    noted = {c.note for c in claims if c.verdict == "not_comparable"}
    assert len(noted) > 8
    noted = {n.partition(": ")[0] for n in noted}
    assert noted <= {*NOTES, "unread"}, noted - set(NOTES)
    for zh, en in NOTES.values():
        assert re.fullmatch(r"[\u4e00-\u9fff，“”]+", zh)
        assert re.fullmatch(r"[a-z' -]+", en)
