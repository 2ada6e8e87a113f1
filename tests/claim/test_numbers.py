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


PRINTS = [  # numeral, numeral with qualifier and unit, value, decimals, kind
    ("一百二十件", ["一百二十 一百二十件 120 0 count"]),
    ("十件", ["十 十件 10 0 count"]),
    ("百件", []),
    ("百余件", ["百 百余件 100 0 count"]),
    ("近百件", ["百 近百件 100 0 count"]),
    ("上百件", ["百 上百件 100 0 count"]),
    ("上千件", ["千 上千件 1000 0 count"]),
    ("千余件", ["千 千余件 1000 0 count"]),
    ("万余件", ["万 万余件 10000 0 count"]),
    ("万件", []),
    ("两万三千件", ["两万三千 两万三千件 23000 0 count"]),
    ("一千零一十件", ["一千零一十 一千零一十件 1010 0 count"]),
    ("一亿件", ["一亿 一亿件 100000000 0 count"]),
    ("二〇二三件", ["二〇二三 二〇二三件 2023 0 count"]),
    ("十十件", ["十十 十十件 20 0 count"]),
    ("零件", ["零 零件 0 0 count"]),
    ("〇件", ["〇 〇件 0 0 count"]),
    ("1.2万余件", ["1.2 1.2万余件 12000.0 0 count"]),
    ("1万件", ["1 1万件 10000 0 count"]),
    ("1.25万件", ["1.25 1.25万件 12500.00 0 count"]),
    ("1.23456万件", ["1.23456 1.23456万件 12345.60000 1 count"]),
    ("2千件", ["2 2千件 2000 0 count"]),
    ("2千元", ["2 2千元 2 0 money"]),
    ("3万元", ["3 3万元 3 0 money"]),
    ("3亿元", ["3 3亿元 3 0 money"]),
    ("0.5亿件", ["0.5 0.5亿件 50000000.0 0 count"]),
    ("3万余元", ["3 3万余元 3 0 money"]),
    ("12余万件", ["12 12余万件 120000 0 count"]),
    ("12多件", ["12 12多件 12 0 count"]),
    ("12件余。", ["12 12件余 12 0 count"]),
    ("12件多。", ["12 12件多 12 0 count"]),
    ("12件余", ["12 12件余 12 0 count"]),
    ("12件多数", ["12 12件 12 0 count"]),
    ("12件余下", ["12 12件 12 0 count"]),
    ("约12件", ["12 约12件 12 0 count"]),
    ("近12件", ["12 近12件 12 0 count"]),
    ("最近12件", ["12 12件 12 0 count"]),
    ("上12件", ["12 12件 12 0 count"]),
    ("超过12件", ["12 超过12件 12 0 count"]),
    ("不足12件", ["12 不足12件 12 0 count"]),
    ("逾12件", ["12 逾12件 12 0 count"]),
    ("共约12件", ["12 约12件 12 0 count"]),
    ("12来件", ["12 12来件 12 0 count"]),
    ("12%", ["12 12% 12 0 percent"]),
    ("12‰", ["12 12‰ 12 0 percent"]),
    ("12个百分点", ["12 12个百分点 12 0 other_unit"]),
    ("1.5倍", ["1.5 1.5倍 1.5 1 times"]),
    ("12人", ["12 12人 12 0 count"]),
    ("12场", ["12 12场 12 0 other_unit"]),
    ("12次", ["12 12次 12 0 count"]),
    ("12封", ["12 12封 12 0 count"]),
    ("12篇", ["12 12篇 12 0 count"]),
    ("12单", ["12 12单 12 0 count"]),
    ("12", ["12 12 12 0 bare"]),
    ("0571-8801345", ["0571 0571 571 0 phone", "8801345 8801345 8801345 0 phone"]),
    ("0571-88013456", ["0571 0571 571 0 phone", "88013456 88013456 88013456 0 phone"]),
    ("88013456", ["88013456 88013456 88013456 0 phone"]),
    ("电话：8801", ["8801 8801 8801 0 phone"]),
    ("电话8801345", ["8801345 8801345 8801345 0 phone"]),
    ("邮编150321", ["150321 150321 150321 0 phone"]),
    ("1234567", ["1234567 1234567 1234567 0 phone"]),
    ("123456", ["123456 123456 123456 0 bare"]),
    ("1234567件", ["1234567 1234567件 1234567 0 count"]),
    ("12345", ["12345 12345 12345 0 phone"]),
    ("12345件", ["12345 12345件 12345 0 count"]),
    ("12333元", ["12333 12333元 12333 0 money"]),
    ("95598", ["95598 95598 95598 0 phone"]),
    ("96123", ["96123 96123 96123 0 phone"]),
    ("12399余件", ["12399 12399余件 12399 0 count"]),
    ("11345", ["11345 11345 11345 0 bare"]),
    ("(2021)30号", ["2021 2021 2021 0 law", "30 30 30 0 law"]),
    ("(2021)第30号", ["2021 2021 2021 0 law", "30 30 30 0 law"]),
    ("(2021)", ["2021 2021 2021 0 date"]),
    ("(2199)", ["2199 2199 2199 0 bare"]),
    ("(1999)", ["1999 1999 1999 0 date"]),
    ("12件(3)", ["12 12件 12 0 count", "3 3 3 0 bare"]),
    ("第12", ["12 12 12 0 law"]),
    ("12号", ["12 12 12 0 law"]),
    ("2021-01-25", ["2021 2021 2021 0 date", "01 01 1 0 date", "25 25 25 0 date"]),
    ("2021/1/5", ["2021 2021 2021 0 date", "1 1 1 0 date", "5 5 5 0 date"]),
    ("9：30", ["9 9 9 0 date", "30 30 30 0 date"]),
    ("9：30件", ["9 9 9 0 date", "30 30件 30 0 count"]),
    ("10：3件", ["10 10 10 0 bare", "3 3件 3 0 count"]),
    ("3至5日", ["3 3 3 0 date", "5 5 5 0 date"]),
    ("3—5个工作日", ["3 3 3 0 date", "5 5 5 0 date"]),
    ("3-5年", ["3 3 3 0 date", "5 5 5 0 date"]),
    ("1、总体", ["1 1 1 0 list"]),
    ("12.总体", ["12 12 12 0 list"]),
    ("123、总体", ["123 123 123 0 bare"]),
    ("(1)总体", ["1 1 1 0 list"]),
    ("；1、总体", ["1 1 1 0 list"]),
    ("A12", ["12 12 12 0 name"]),
    ("12A", ["12 12 12 0 name"]),
    ("索引号002493697/2021-00156",
     ["002493697 002493697 2493697 0 phone", "2021 2021 2021 0 phone", "00156 00156 156 0 phone"]),
    ("002493697/2021", ["002493697 002493697 2493697 0 phone", "2021 2021 2021 0 phone"]),
    ("2021，我局", ["2021 2021 2021 0 date"]),
    ("2021\n", ["2021 2021 2021 0 date"]),
    ("2021", ["2021 2021 2021 0 date"]),
    ("于2021", ["2021 2021 2021 0 date"]),
    ("截至2021", ["2021 2021 2021 0 date"]),
    ("截止2021，", ["2021 2021 2021 0 date"]),
    ("从2021以来", ["2021 2021 2021 0 date"]),
    ("在2021财年", ["2021 2021 2021 0 date"]),
    ("自2021，", ["2021 2021 2021 0 date"]),
    ("申请2021，", ["2021 2021 2021 0 bare"]),
    ("3-5件", ["3 3 3 0 range", "5 5件 5 0 range"]),
    ("3至5件", ["3 3 3 0 range", "5 5件 5 0 range"]),
    ("3到5人", ["3 3 3 0 range", "5 5人 5 0 range"]),
    ("3～5件", ["3 3 3 0 range", "5 5件 5 0 range"]),
    ("3~5件", ["3 3 3 0 range", "5 5件 5 0 range"]),
    ("3%-5%", ["3 3% 3 0 range", "5 5% 5 0 range"]),
    ("10至20万元", ["10 10 10 0 range", "20 20万元 20 0 range"]),
    ("www.gov.cn/1", ["www.gov.cn/1 www.gov.cn/1 0 0 url"]),
    ("http：//x.cn/12?c=3", ["http：//x.cn/12？c=3 http：//x.cn/12？c=3 0 0 url"]),
    ("百分之十", ["十 百分之十 10 0 percent"]),
    ("百分之十点五", ["十点五 百分之十点五 10.5 1 percent"]),
    ("百分之零点一二", ["零点一二 百分之零点一二 0.12 2 percent"]),
    ("百分之百", ["百 百分之百 100 0 percent"]),
    ("1,137件", ["1，137 1，137件 1137 0 count"]),
    ("12,345,678件", ["12，345，678 12，345，678件 12345678 0 count"]),
    ("1,137.5万元", ["1，137.5 1，137.5万元 1137.5 1 money"]),
    ("一起", []),
    ("复议一起", ["一 一起 1 0 count"]),
    ("复议一起，", ["一 一起 1 0 count"]),
    ("诉讼一起案", []),
    ("案件一起\n", ["一 一起 1 0 count"]),
    ("申请一起)", []),
    ("争议一起(", ["一 一起 1 0 count"]),
    ("31万2700元", ["31万2700 31万2700元 312700 0 money"]),
    ("3万500元", ["3万500 3万500元 30500 0 money"]),
    ("1亿2000万元", ["1亿2000万 1亿2000万元 120000000 -4 money"]),
    ("1万2千件", ["1万2千 1万2千件 12000 -3 count"]),
    ("1万2千余件", ["1万2千 1万2千余件 12000 -3 count"]),
    ("2万3456件", ["2万3456 2万3456件 23456 0 count"]),
    ("3千5百件", ["3千5百 3千5百件 3500 -2 count"]),
    ("3百件", ["3 3百件 300 0 count"]),
    ("1百2十件", ["1百2十 1百2十件 120 -1 count"]),
    ("5百分点", ["5 5百分点 5 0 other_unit"]),
    ("1万2件", ["1万2 1万2 0 0 broken"]),
    ("3百20000件", ["3百20000 3百20000 0 0 broken"]),
    ("12十件", ["12十 12十 0 0 broken"]),
    ("123456十件", ["123456十 123456十 0 0 broken"]),
    ("申请 3 0 件", ["3 0 3 0件 30 0 count"]),
    ("申请 3 0 %", ["3 0 3 0% 30 0 percent"]),
    ("2 0 2 3 年", ["2 0 2 3 2 0 2 3 2023 0 date"]),
    ("申请 12 5 件", ["12 12 12 0 broken", "5 5 5 0 broken"]),
    ("申请 0 5 件", ["0 0 0 0 broken", "5 5 5 0 broken"]),
    ("申请 3 0", ["3 3 3 0 broken", "0 0 0 0 broken"]),
    ("申请 12 50", ["12 12 12 0 bare", "50 50 50 0 bare"]),
    ("申请 2023 12 件", ["2023 2023 2023 0 bare", "12 12件 12 0 count"]),
    ("2021-01-25 16：17", ["2021 2021 2021 0 date", "01 01 1 0 date", "25 25 25 0 date", "16 16 16 0 date",
                           "17 17 17 0 date"]),
    ("叁件", ["叁 叁件 3 0 count"]),
    ("收到叁件", ["叁 叁件 3 0 count"]),
    ("壹佰贰拾件", ["壹佰贰拾 壹佰贰拾件 120 0 count"]),
    ("队伍人员", []),
    ("伍家岗区", []),
    ("陆项", ["陆 陆项 6 0 count"]),
    ("上陆项", []),
    ("廿三件", ["廿三 廿三件 23 0 count"]),
    ("卅次", ["卅 卅次 30 0 count"]),
    ("廿三里", []),
    ("一百二件", ["一百二 一百二件 120 0 count"]),
    ("占五成", ["五 五成 50 -1 percent"]),
    ("占3成", ["3 3成 30 -1 percent"]),
    ("近三成。", ["三 近三成 30 -1 percent"]),
    ("三成以上", ["三 三成以上 30 -1 percent"]),
    ("三成多", ["三 三成多 30 -1 percent"]),
    ("七成五", ["七成五 七成五 75 0 percent"]),
    ("三成半", ["三成半 三成半 35 0 percent"]),
    ("三成五成", ["三 三成 30 -1 percent", "五 五成 50 -1 percent"]),
    ("一成不变", []),
    ("三五成群", []),
    ("三成员", []),
    ("翻番", ["翻番 翻番 1 0 times"]),
    ("翻倍", ["翻倍 翻倍 1 0 times"]),
    ("翻一番", ["翻一番 翻一番 1 0 times"]),
    ("翻了近一番", ["翻了近一番 翻了近一番 1 0 times"]),
    ("翻两番", ["翻两番 翻两番 3 0 times"]),
    ("翻新", []),
    ("至少12件", ["12 至少12件 12 0 count"]),
    ("不少于12件", ["12 不少于12件 12 0 count"]),
    ("12件以上", ["12 12件以上 12 0 count"]),
    ("12件以上均", ["12 12件 12 0 count"]),
    ("12件左右", ["12 12件左右 12 0 count"]),
    ("12件左右两", ["12 12件 12 0 count"]),
    ("不到12件", ["12 不到12件 12 0 count"]),
    ("约占12%", ["12 12% 12 0 percent"]),
    ("We received 120 FOI requests", ["120 120 120 0 broken"]),
    ("COVID19疫情", ["19 19 19 0 name"]),
    ("Windows10系统", ["10 10 10 0 name"]),
    ("wangxiaoming12@163", ["12 12 12 0 name", "163 163 163 0 bare"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), PRINTS)
def test_all_numbers_of_a_print(text: str, numbers: list[str]) -> None:
    squeezed = squeeze_prose(text).text
    found = find_numbers(squeezed)
    told = [f"{squeezed[n.start : n.end]} {squeezed[n.head : n.tail]} {n.value:f} {n.places} {n.kind}" for n in found]
    assert told == numbers
    assert all(n.chinese != squeezed[n.start].isdigit() or n.kind == "url" for n in found)


STEPS = [("1200", 100), ("1.20", "0.1"), ("0", 1), ("0.05", "0.01"), ("7", 1), ("110", 10)]


@pytest.mark.parametrize(("printed", "step"), STEPS)
def test_the_step_is_the_weight_of_the_last_digit_that_says_something(printed: str, step: object) -> None:
    (number,) = find_numbers(f"{printed}件")
    assert number.step == Decimal(str(step))


@pytest.mark.parametrize("text", ["甲", "十甲", "1", "一2"])
def test_what_is_no_chinese_numeral(text: str) -> None:
    assert chinese_value(text) is None
