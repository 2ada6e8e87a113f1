"""Quotes stand where they say, hold number and noun, and are short; the seeds' prose reads as typed by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.claim.scoring import narratives
from toolkit.claim import check_passage, claim_json, explain, read_narrative
from toolkit.form.measure import Values
from toolkit.read.document import Place
from toolkit.read.report import Passage

ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
_HEADS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理",
    "行政复议、行政诉讼情况",
    "问题及改进情况",
    "其他需要报告的事项",
)


def test_quotes_are_exact_and_short() -> None:
    for line, narrative in narratives():
        for claim in narrative.claims:
            assert line["text"][claim.start : claim.end] == claim.quote
            assert 0 < len(claim.quote) <= 40
            if not claim.implied:
                assert any(c.isdigit() or c in "一二两三四五六七八九十百零叁壹贰廿卅番" for c in claim.quote)


def test_the_json_has_the_contract_keys() -> None:
    claim = check_passage("收取行政事业性收费312700元。", {"admin_fees": 31.27}).claims[0]
    assert claim_json(claim) == {
        "quote": "收取行政事业性收费312700元", "start": 0, "end": 16, "section": None, "value": "31.27", "unit": "元",
        "qualifier": "", "implied": False,
        "readings": [{"measure": "admin_fees", "value": "31.27", "primary": True, "holds": True}],
        "holding": "admin_fees",
        "fit": "primary", "verdict": "consistent", "note": "",
    }  # fmt: skip


def test_explanations_ask_and_do_not_accuse() -> None:
    claim = check_passage("收到政府信息公开申请3件。", {"requests_received_new": 4, "requests_carried_in": 0}).claims[0]
    assert claim.verdict == "inconsistent"
    assert "建议核对" in explain(claim, "zh")
    assert "to be checked" in explain(claim, "en")


def _prose(text: str) -> Iterator[Passage]:
    """Yield sections one, five and six of a seed, told by the words of their headings."""
    marks = sorted((text.rfind(head), n + 1) for n, head in enumerate(_HEADS) if text.find(head) >= 0)
    bounds = [*marks, (len(text), 9)]
    for (start, section), (end, _) in pairwise(bounds):
        if section in (1, 5, 6):
            yield Passage(text[start:end], Place("text", start, end), section)


@pytest.mark.skipif(not GOLD, reason="the hand-typed facts of the seeds are not here")
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_the_seeds_claims(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    text = (ROOT / "data" / "raw" / gold["file"]).read_text("utf-8")
    values = Values.from_cells({k: None if v is None else Decimal(str(v)) for k, v in gold["cells"].items()})
    narrative = read_narrative(tuple(_prose(text)), values, year=gold["year"])
    assert not [c for c in narrative.claims if c.verdict == "inconsistent"]
    for wanted in gold["claims"]:
        value, readings = Decimal(str(wanted["value"])), set(wanted["readings"])
        if wanted["verdict"] == "internal_sum_holds":
            assert any(s.left == value and s.outcome == "holds" for s in narrative.sums), wanted
        elif wanted["verdict"] == "out_of_scope":
            assert any(n.value == value and n.kind == "other_subject" for n in narrative.numbers), wanted
        else:
            found = [c for c in narrative.claims if c.value == value and c.verdict == wanted["verdict"]]
            assert any(readings <= {r.measure for r in c.readings} for c in found), wanted
    for number in narrative.numbers:
        assert text[number.start : number.end] == number.text
    traps = {"336", "305"}
    assert all(n.kind != "linked" for n in narrative.numbers if n.text in traps)


COMPARED = [
    ("收到公开申请120件，比去年多了22件。", "比去年多了22件"),
    ("收到公开申请120件，较上年增长21.4%。", "较上年增长21.4%"),
    ("收到公开申请120件，同比增长21.4%。", "同比增长21.4%"),
    ("收到公开申请120件，与上年相比减少2件。", "与上年相比减少2件"),
    ("收到公开申请120件，比2022年减少2件。", "减少2件"),
]


@pytest.mark.parametrize(("text", "quote"), COMPARED)
def test_a_comparison_is_quoted_with_its_word(text: str, quote: str) -> None:
    """上年增长21.4% alone would say that last year grew."""
    assert check_passage(text, {"requests_received_new": 120}).claims[-1].quote == quote


def test_quotes_are_short_in_the_text_as_given() -> None:
    """Spaces and line breaks count too: a wrapped or spread sentence gives no longer quote."""
    found = 0
    for line, _ in narratives()[::7]:
        spread = re.sub(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff])", "\\1 ", line["text"])
        for claim in check_passage(spread, line["table"], line.get("year")).claims:
            found += 1
            assert spread[claim.start : claim.end] == claim.quote
            assert 0 < len(claim.quote) <= 40
    assert found > 300


QUOTES = [
    ("全年共收到公开申请12件。", ["收到公开申请12件"]),
    ("收到申请12件，其中，予以公开5件、不予公开2件。", ["收到申请12件", "予以公开5件", "不予公开2件"]),
    ("12件公开申请由我局收到。", ["12件公开申请由我局收到"]),
    ("收到自然人申请，其中自然人申请10件占83.3%。", ["自然人申请10件", "占83.3%"]),
    ("收到申请12件（含上年结转2件）。", ["收到申请12件", "含上年结转2件"]),
    ("收到申请12件，均已在法定期限内全部按时办结完毕。", ["收到申请12件", "均已在法定期限内全部按时办结完毕"]),
    ("收到公开申请12件，较2022年增长100%。", ["收到公开申请12件", "增长100%"]),
    ("收取行政事业性收费约3.5万元左右。", ["收取行政事业性收费约3.5万元左右"]),
    ("行政复议7件，5件予以维持。", ["行政复议7件", "5件予以维持"]),
]


@pytest.mark.parametrize(("text", "quotes"), QUOTES)
def test_a_quote_is_the_number_with_its_words(text: str, quotes: list[str]) -> None:
    assert [c.quote for c in check_passage(text, {"requests_received_new": 12}, 2023).claims] == quotes
