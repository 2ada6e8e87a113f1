"""The number ledger: what is read as a number, with which value, unit and kind; and what is none."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claim.scoring import narratives
from toolkit.claim import check_passage
from toolkit.claim.numbers import chinese_value, find_numbers
from toolkit.claim.prose import squeeze_prose

READS = [
    ("申请2025件", "2025", "件", "", "count"),
    ("办理12345件", "12345", "件", "", "count"),
    ("申请1,137件", "1137", "件", "", "count"),
    ("申请１１３７件", "1137", "件", "", "count"),
    ("约1.2万件", "12000", "件", "约", "count"),
    ("3.1万余条", "31000", "条", "余", "count"),
    ("20余件", "20", "件", "余", "count"),
    ("百余件", "100", "件", "余", "count"),
    ("近200件", "200", "件", "近", "count"),
    ("一件", "1", "件", "", "count"),
    ("两部", "2", "部", "", "count"),
    ("十三件", "13", "件", "", "count"),
    ("一百零五宗", "105", "宗", "", "count"),
    ("366件次", "366", "件次", "", "count"),
    ("86人次", "86", "人次", "", "count"),
    ("26234万元", "26234", "万元", "", "money"),
    ("1.36亿元", "1.36", "亿元", "", "money"),
    ("312700元", "312700", "元", "", "money"),
    ("占33.9%", "33.9", "%", "", "percent"),
    ("百分之三十点五", "30.5", "%", "", "percent"),
    ("1.5倍", "1.5", "倍", "", "times"),
    ("3-5件", "3", "件", "", "range"),
    ("2023年", "2023", "", "", "date"),
    ("12月31日", "12", "", "", "date"),
    ("20个工作日", "20", "", "", "date"),
    ("2021,我局", "2021", "", "", "date"),
    ("2021-01-25", "2021", "", "", "date"),
    ("国令第711号", "711", "", "", "law"),
    ("〔2021〕30号", "2021", "", "", "law"),
    ("0571-88013456", "571", "", "", "phone"),
    ("12345热线", "12345", "", "", "phone"),
    ("邮编：150321", "150321", "", "", "phone"),
    ("http://www.gov.cn/col1229461938/", "0", "", "", "url"),
]
REFUSES = [
    "一是",
    "统一",
    "一些",
    "第一件",
    "三审三校",
    "二七区",
    "廿三里街道",
    "十二五",
    "万众",
    "一次性",
    "千家万户",
    "一部分",
]


@pytest.mark.parametrize(("text", "value", "unit", "qualifier", "kind"), READS)
def test_a_number_is_read(text: str, value: str, unit: str, qualifier: str, kind: str) -> None:
    number = find_numbers(squeeze_prose(text).text)[0]
    assert (number.value, number.unit, number.qualifier, number.kind) == (Decimal(value), unit, qualifier, kind)


@pytest.mark.parametrize("text", REFUSES)
def test_a_numeral_inside_a_word_is_no_number(text: str) -> None:
    assert find_numbers(squeeze_prose(text).text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十一", 21), ("一百零五", 105), ("两千三百", 2300), ("三万五千", 35000), ("二〇二三", 2023)],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_value(text) == value


def _digit_runs(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[0-9０-９]+", text)]


def test_every_digit_run_is_in_exactly_one_number() -> None:
    for line, narrative in narratives():
        numbers = narrative.numbers
        for start, end in _digit_runs(line["text"]):
            holders = [n for n in numbers if n.start <= start and end <= n.end]
            assert len(holders) == 1, (line["text"], line["text"][start:end])


@given(st.text(alphabet="0123456789０５,，.。、（）()%万亿余件条年月日号第申请收到 \n-:：一十百", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_print_ends_in_a_ledger(text: str) -> None:
    narrative = check_passage(text, {"requests_received_new": 3})
    for start, end in _digit_runs(text):
        assert sum(n.start < end and start < n.end for n in narrative.numbers) >= 1
    for number in narrative.numbers:
        assert text[number.start : number.end] == number.text
