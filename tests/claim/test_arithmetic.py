"""Sums inside the prose: whole lists and partial ones, lists in lists, balances; which are told and which are not."""

from __future__ import annotations

import pytest

from toolkit.claim import check_passage

# The passage, and for each sum: id, outcome, left, right and the numbers it rests on.
TOLD = [
    ("主动公开信息43条，其中政策文件4条，决策1条，机构3条，资金6条，人事2条，规划6条，执法3条，重点领域18条。",
     [("prose_parts", "holds", "43 4 1 3 6 2 6 3 18")]),
    ("办结40件，其中予以公开15件，占37.5%；部分公开25件，占62.5%。", [("prose_parts", "holds", "40 15 25")]),
    ("热线工单共336件，其中：投诉305条、咨询26条、建议2条、举报3条。", [("prose_parts", "holds", "336 305 26 2 3")]),
    ("收到公开申请10件，分为网络6件、信函3件。", [("prose_parts", "fails", "10 6 3")]),
    ("收到公开申请10件，分别为网络6件、信函4件。", [("prose_parts", "holds", "10 6 4")]),
    ("主动公开信息43条，构成如下：政策文件20条、人事信息22条。", [("prose_parts", "fails", "43 20 22")]),
    ("主动公开信息43条，其中网站公开30条（含规划10条、人事20条）、微信公开13条。",
     [("prose_parts", "holds", "43 30 13"), ("prose_parts", "holds", "30 10 20")]),
    ("办结公开申请38件（公开20件、不予公开8件、无法提供10件）。", [("prose_parts", "holds", "38 20 8 10")]),
    ("收到公开申请12件，其中自然人10件、法人2件，另有5件转办。", [("prose_parts", "holds", "12 10 2")]),
    ("行政复议5件，其中维持3件、纠正1件、其他1件。行政诉讼3件，其中维持2件、其他1件。",
     [("prose_parts", "holds", "5 3 1 1"), ("prose_parts", "holds", "3 2 1")]),
    ("收到公开申请40件，上年结转3件，办结41件，结转下年2件。", [("prose_balance", "holds", "40 3 41 2")]),
    ("收到公开申请40件，上年结转3件，办结41件，结转下年3件。", [("prose_balance", "fails", "40 3 41 3")]),
    ("收到公开申请40件，办结38件，结转下年2件。", [("prose_balance", "holds", "40 38 2")]),
    ("收到公开申请758件，上年结转10件，答复731件，结转下年度27件。", [("prose_balance", "holds", "758 731 27")]),
    ("新收公开申请758件，上年结转10件，答复731件，结转下年度27件。", [("prose_balance", "fails", "758 10 731 27")]),
    ("新收公开申请40件，上年结转3件，共计43件，办结41件，结转下年2件。",
     [("prose_base", "holds", "43 40 3"), ("prose_balance", "holds", "43 41 2")]),
    ("新收公开申请40件，上年结转3件，共计45件，办结43件，结转下年2件。",
     [("prose_base", "fails", "45 40 3"), ("prose_balance", "holds", "45 43 2")]),
    # the first items balance, the list does not
    ("主动公开信息43条，分为机构职能8条、工作动态35条、通知公告16条。", [("prose_parts", "fails", "43 8 35 16")]),
    ("主动公开信息43条，分为机构职能8条，工作动态35条，通知公告16条。", [("prose_parts", "fails", "43 8 35 16")]),
    ("收到公开申请120件，按渠道分为网络80、信函40、当面10。", [("prose_parts", "fails", "120 80 40 10")]),
    ("行政复议8件：结果维持6件，结果纠正0件，其他结果2件，尚未审结0件。", [("prose_parts", "holds", "8 6 0 2 0")]),
    ("收到公开申请30件，其中25件为个人申请，5件为单位申请，涉及土地类12件、规划类10件、其他8件。",
     [("prose_parts", "holds", "30 25 5")]),
    ("公开信息43条：机构职能8条、工作动态20条、通知公告16条。", [("prose_parts", "fails", "43 8 20 16")]),
    ("公开信息43条：8、20、16。", [("prose_parts", "fails", "43 8 20 16")]),
    ("公开信息43条：8、20、15。", [("prose_parts", "holds", "43 8 20 15")]),
    # parts that exclude each other cannot exceed their total, whatever else the list leaves out
    ("办结申请16件，不予公开12件（其中内部事务信息5件、过程性信息8件）。", [("prose_parts", "fails", "12 5 8")]),
    ("收到公开申请120件，其中自然人100件、法人25件。", [("prose_parts", "fails", "120 100 25")]),
    ("行政复议7件，其中维持6件、纠正2件。", [("prose_parts", "fails", "7 6 2")]),
    ("答复公开申请9件，其中予以公开8件、不予公开2件、信函1件。", [("prose_parts", "fails", "9 8 2")]),
]  # fmt: skip
# A list that does not claim to be whole proves nothing; nor do rates, ranges, vague counts and other units.
UNTOLD = [
    "主动公开信息43条，其中政策文件20条、人事信息22条。",
    "主动公开信息43条，包括政策文件20条、人事信息12条等。",
    "主动公开信息43条，分别为政策文件20条、人事信息12条等。",
    "主动公开信息43条，涵盖政策文件20条、人事信息12条。",
    "主动公开信息43条，主要分为政策文件20条、人事信息12条。",
    "主动公开信息40余条，分为政策文件20条、人事信息12条。",
    "主动公开信息43条，分为政策文件20条、会议12场。",
    "主动公开信息43条，分为政策文件20条、点击12次、信息23条。",
    "主动公开信息43条，其中政策文件43条。",
    "收到公开申请40件，办结38件，结转下年3件。",  # what was carried in may not be printed
    "收到公开申请40件，上年结转3件，办结约41件，结转下年3件。",
    "收到公开申请40件（网络30件、信函9件）。",
    "共有12人参加。",
    "主动公开信息43条，其中机构职能8条、工作动态35条、通知公告16条、其他90条。",  # 其中: and items may overlap
    "主动公开信息43条，其中网站公开43条、微信公开13条。",
    "不予公开申请12件（其中内部事务信息5件、过程性信息6件）。",
    "收到公开申请40件，分别为予以公开20件、不予公开18件。",  # two may still be open
    "收到公开申请40件：予以公开20件、不予公开18件。",
    "收到公开申请10件，其中予以公开8件、不予公开3件。",  # results may hold what was carried in
    "答复公开申请5件，其中不予公开5件，内部事务信息3件、过程性信息2件。",  # the last two are among the five
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_sum_is_told(text: str, expected: list[tuple[str, str, str]]) -> None:
    sums = check_passage(text, {}).sums
    told = [(s.id, s.outcome, " ".join(text[p.start : p.end] for p in s.places)) for s in sums]
    assert told == expected
    for s in sums:
        assert (s.left == s.right) == (s.outcome == "holds")
        assert text.startswith(s.quote, s.places[0].start)


@pytest.mark.parametrize("text", UNTOLD)
def test_what_proves_nothing_is_not_told(text: str) -> None:
    assert check_passage(text, {}).sums == ()


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_one_number_more_breaks_a_sum(text: str, expected: list[tuple[str, str, str]]) -> None:
    """No sum holds whatever the numbers are: with the total one greater, none of it balances."""
    for s in check_passage(text, {}).sums:
        total = s.places[0]
        changed = text[: total.start] + str(int(text[total.start : total.end]) + 1) + text[total.end :]
        again = [a for a in check_passage(changed, {}).sums if a.id == s.id and a.places[0].start == total.start]
        assert all((a.outcome == "holds") != (s.outcome == "holds") or a.left != s.left for a in again)
        if s.outcome == "holds":
            assert not any(a.outcome == "holds" for a in again)


def test_numbers_of_a_sum_are_in_the_ledger_as_such() -> None:
    kinds = {n.text: n.kind for n in check_passage("主动公开信息43条，分为政策20条、人事23条，点击87次。", {}).numbers}
    assert kinds == {"43": "inner_sum", "20": "inner_sum", "23": "inner_sum", "87": "other_subject"}


def test_places_are_those_of_the_report() -> None:
    from toolkit.claim import read_narrative
    from toolkit.form.measure import Values
    from toolkit.read.document import Place
    from toolkit.read.report import Passage

    text = "主动公开信息43条，分为政策20条、人事23条。"
    passage = Passage(text, Place("page 2", 100, 100 + len(text)), 1)
    (s,) = read_narrative((passage,), Values.from_measures({}), year=2023).sums
    assert [(p.part, text[p.start - 100 : p.end - 100]) for p in s.places] == [
        ("page 2", "43"), ("page 2", "20"), ("page 2", "23"),
    ]  # fmt: skip
