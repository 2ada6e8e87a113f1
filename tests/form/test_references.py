"""Section headings, legal sources, filling rules."""

import pytest

from toolkit.form import filling_rules, section_of, sections, sources
from toolkit.form.labels import essence, strip_enumerator

HEADINGS = [
    ("一、总体情况", 1),
    ("1、 总体情况", 1),
    ("概述", 1),
    ("2023年政府信息公开工作总体情况", 1),
    ("二、主动公开政府信息情况", 2),
    ("二、行政机关主动公开政府信息情况", 2),
    ("一、主动公开政府信息情况", 2),
    ("二、主动公开政府政府情况", 2),
    ("三、收到和处理政府信息公开申请情况", 3),
    ("三、街道收到和处理政府信息公开申请情况", 3),
    ("三、行政机关收到和处理政府信息公开申请情况", 3),
    ("四、政府信息公开行政复议、行政诉讼情况", 4),
    ("四、街道信息公开行政复议、行政诉讼情况", 4),
    ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
    ("五、存在的主要问题及改进情况", 5),
    ("五、政府信息公开工作存在的主要问题及改进情况", 5),
    ("五、存在问题及改进情况", 5),
    ("六、其他需要报告的事项", 6),
    ("  六、其 他 需要报告的事项：", 6),
    ("⼆、主动公开政府信息情况", 2),
]
NOT_HEADINGS = [
    "",
    "（一）主动公开情况",
    "（一）主动公开政府信息情况",
    "（二）依申请公开",
    "(三)政府信息管理",
    "一、本年新收政府信息公开申请数量",
    "三、本年度办理结果",
    "四、结转下年度继续办理",
    "第二十条第（一）项",
    "行政复议",
    "行政诉讼",
    "2023年，我街道收到和处理政府信息公开申请3件，均已办结",
    "本年度未发生因政府信息公开申请引起的行政复议、行政诉讼",
    "2023年没有发生因政府信息公开行政复议、提起行政诉讼情况",
    "收到和处理政府信息公开申请3件情况",
    "一、本年收到政府信息公开申请",
    "其他处理",
    "其他",
]


@pytest.mark.parametrize(("line", "number"), HEADINGS)
def test_a_heading_tells_its_section_by_its_words(line: str, number: int) -> None:
    assert section_of(line) == number


@pytest.mark.parametrize("line", NOT_HEADINGS)
def test_other_lines_tell_none(line: str) -> None:
    assert section_of(line) is None


def test_the_real_reports_have_their_six_headings(raw: dict[str, bytes]) -> None:
    for number, data in raw.items():
        found = [section for line in data.decode("utf-8").splitlines() if (section := section_of(line))]
        copies = 2 if number == "002" else 1  # one page holds the report twice
        assert found == [1, 2, 3, 4, 5, 6] * copies, number


STRIPPED = [
    ("（三） 不予公开", "不予公开"),
    ("1．属于国家秘密", "属于国家秘密"),
    ("1、申请人", "申请人"),
    ("①自然人", "自然人"),
    ("十一、其他", "其他"),
    ("三类内部事务信息", "三类内部事务信息"),
    ("四类过程性信息", "四类过程性信息"),
    ("2021年", "2021年"),
    ("一、", "一、"),
]


@pytest.mark.parametrize(("label", "bare"), STRIPPED)
def test_only_an_enumerator_is_taken_off(label: str, bare: str) -> None:
    assert strip_enumerator(label) == bare


def test_spaces_and_punctuation_make_no_difference() -> None:
    assert essence("3.危及“三安全 一稳定”") == essence("危及三安全一稳定")
    assert essence("本年增/减") != essence("本年增")


def test_registers_are_whole() -> None:
    assert [section.number for section in sections()] == [1, 2, 3, 4, 5, 6]
    for section in sections():
        assert section_of(section.zh) == section.number
        for heading in section.headings:
            assert section_of(heading) == section.number, heading
    assert len(sources()) == 8
    assert all(source.verified for source in sources())
    assert {"国办公开办函〔2019〕60号", "国办公开办函〔2021〕30号"} <= {source.doc_no for source in sources()}
    assert len(filling_rules()) == 13
    assert all(rule.zh and rule.en and rule.verification for rule in filling_rules())
