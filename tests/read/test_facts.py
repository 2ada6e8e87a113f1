"""What a report says of itself; what nothing tells stays unknown."""

from __future__ import annotations

import pytest

from tests.read.conftest import one
from toolkit.read import NO_BODIES, Passage, Place, read_bodies, read_bytes
from toolkit.read.bodies import provisional_id
from toolkit.read.facts import level_of, read_facts
from toolkit.read.title import is_title

TITLES = [
    ("2023年度苏州市吴江区民政局政府信息公开工作年度报告", "苏州市吴江区民政局", "2023"),
    ("如皋市财政局政府信息公开工作2022年度报告", "如皋市财政局", "2022"),
    ("国家中医药管理局2023年政府信息公开工作年度报告", "国家中医药管理局", "2023"),
    ("二〇二三年溪口镇人民政府信息公开年报", "溪口镇人民政府", "2023"),
    (
        "首页>政务公开>政府信息公开年报\n定州市庄窠乡人民政府\n2020年度政府信息公开工作年度报告",
        "定州市庄窠乡人民政府",
        "2020",
    ),
    ("上海市松江区人民政府2024年政府信息公开工作年度报告", "上海市松江区人民政府", "2024"),
    ("淮安市洪泽区人民政府 2023 年\n政府信息公开工作年度报告", "淮安市洪泽区人民政府", "2023"),
    ("扎兰屯市政府信息公开工作年度报告（2023年）", "扎兰屯市", "2023"),
    ("信息公开\n溪口镇人民政府2023年政府信息公开工作年度报告", "溪口镇人民政府", "2023"),
    ("云屏县溪口镇\n人民政府2023年政府信息公开工作年度报告", "云屏县溪口镇人民政府", "2023"),
    ("政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开工作年度报告格式》编制", None, None),
]


@pytest.mark.parametrize(("text", "organ", "year"), TITLES)
def test_organ_and_year_come_from_the_title(text: str, organ: str | None, year: str | None) -> None:
    facts = read_facts(text, [], [])
    assert (facts.organ.value, facts.year.value) == (organ, year)


LEVELS = [
    ("杭州市拱墅区人民政府小河街道办事处", "township"),
    ("庄窠乡人民政府", "township"),
    ("苏州市吴江区民政局", "county"),
    ("杭州市临平区人民政府", "county"),
    ("上海市松江区人民政府", "county"),
    ("呼伦贝尔市扎兰屯市人民政府", "county"),
    ("广东省广州市交通运输局", "city"),
    ("内蒙古自治区兴安盟外事办公室", "city"),
    ("浙江省人民政府办公厅", "province"),
    ("上海市人民政府办公厅", "province"),
    ("国家中医药管理局", "national"),
    ("如皋市财政局", None),
    ("合肥高新技术产业开发区管委会", None),
    (None, None),
]


@pytest.mark.parametrize(("organ", "level"), LEVELS)
def test_the_name_tells_the_level_or_nothing_does(organ: str | None, level: str | None) -> None:
    assert level_of(organ).value == level


DATES = [
    ("发布时间:2021-01-25 16:17 点击率: 字体:[ ]", "2021-01-25"),
    ("发布日期\n2021/1/5", "2021-01-05"),
    ("成文日期：2024年1月15日", "2024-01-15"),
    ("本报告统计期限自2023年1月1日起", None),
    ("发布时间：2021-13-25", None),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_the_publication_date_is_read_where_it_is_labelled(text: str, date: str | None) -> None:
    assert read_facts(text, [], []).published.value == date


def test_a_year_is_not_taken_from_a_period_with_lost_digits() -> None:
    assert read_facts("统计期限从20241月1日至12月31日", [], []).year.value is None
    facts = read_facts("所列数据的统计期限自2023年1月1日起至2023年12月31日止", [], [])
    assert (facts.year.value, facts.period.value) == ("2023", "2023-01-01/2023-12-31")


SCOPES = [
    ("2023年，全区共受理依申请公开1137件。", "杭州市临平区人民政府", "area"),
    ("本机关2023年收到政府信息公开申请3件。", "临平区财政局", "own"),
    ("小河街道2023年收到公民公开申请2件。", "杭州市拱墅区人民政府小河街道办事处", "own"),
    ("2023年共收到政府信息公开申请70件。", "杭州市临平区人民政府", "unknown"),
    ("全区主动公开信息11507条。", "杭州市临平区人民政府", "unknown"),
    ("按照全市统一部署，本机关共收到政府信息公开申请3件。", "临平区财政局", "own"),
    ("按照全市统一部署，共收到政府信息公开申请3件。", "临平区财政局", "unknown"),
]


@pytest.mark.parametrize(("sentence", "organ", "scope"), SCOPES)
def test_whose_numbers_the_requests_table_holds(sentence: str, organ: str, scope: str) -> None:
    passage = Passage(sentence, Place("text", 0, len(sentence)), 1)
    facts = read_facts(f"{organ}2023年政府信息公开工作年度报告\n{sentence}", [passage], ["requests"])
    assert facts.scope["requests"].value == scope
    assert (facts.scope["requests"].evidence != "") == (scope != "unknown")


def test_the_five_real_reports_are_known(raw: dict[str, bytes], root) -> None:  # type: ignore[no-untyped-def]
    bodies = read_bodies((root / "data/reference/bodies.csv").read_text("utf-8"))
    found = {}
    for number, data in raw.items():
        (report,) = read_bytes(data, number, bodies)
        found[number] = (
            report.organ.value,
            report.year.value,
            report.level.value,
            report.body_id,
            report.published.value,
        )
    assert found == {
        "000": ("杭州市拱墅区人民政府小河街道办事处", "2023", "township", "zhejiang-hangzhou-gongshu-xiaohe", None),
        "001": ("原州区北塬街道", "2023", "township", "ningxia-guyuan-yuanzhou-beiyuan", None),
        "002": ("长河街道", "2020", "township", "zhejiang-hangzhou-binjiang-changhe", "2021-01-25"),
        "003": ("阿城区亚沟街道办事处", "2023", "township", "heilongjiang-harbin-acheng-yagou", None),
        "004": ("杭州市临平区人民政府", "2023", "county", "zhejiang-hangzhou-linping", None),
    }


def test_a_namesake_elsewhere_is_not_taken_for_the_registered_body(raw: dict[str, bytes], root) -> None:  # type: ignore[no-untyped-def]
    bodies = read_bodies((root / "data/reference/bodies.csv").read_text("utf-8"))
    elsewhere = raw["002"].decode("utf-8").replace("杭州市滨江区", "某某市某某区")
    report = read_bytes(elsewhere.encode(), "x", bodies)[0]
    assert report.body_id == provisional_id("长河街道", "x")
    assert report.body_id == read_bytes(elsewhere.encode(), "other name", NO_BODIES)[0].body_id


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,name\nx,y\n", "needs the columns"),
        ("body_id,name,aliases,level\n,甲局,,\n", "line 2"),
        ("body_id,name,aliases,level\na,甲,,\na,乙,,\n", "line 3"),
    ],
)
def test_a_broken_register_is_refused_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_bodies(text)


def test_a_title_line_is_told_from_a_sentence() -> None:
    assert is_title("长河街道2020年政府信息公开工作年度报告")
    assert not is_title("政府信息公开工作年度报告")
    assert not is_title("现将长河街道2020年政府信息公开工作年度报告公布如下，欢迎监督。")


def test_section_numbers_follow_the_headings(raw: dict[str, bytes]) -> None:
    for data in raw.values():
        assert [passage.section for passage in one(data).passages] == [0, 1, 5, 6]
