"""What a failing rule says to a person: apart from what weighs, in both languages, a missing row once."""

import re
from dataclasses import replace

import pytest

from tests.check.conftest import with_cells, zeros
from toolkit.check import Outcome, rules, words
from toolkit.read import Gap
from toolkit.show.findings import findings
from toolkit.show.listing import listing
from toolkit.study.view import view_report


def test_a_soft_rule_hints_and_stands_last(district):
    view = view_report(with_cells(district, {"art20_1.rules.in_force_total": 4}))
    (hint,) = [f for f in findings(view) if f.kind == "soft"]
    assert findings(view)[-1] == hint
    assert hint.what == f"{district.report_id}/no_rules_below_city@in_force_total"
    assert hint.cells == ("art20_1.rules.in_force_total",)
    assert "“规章”一行填了 4" in hint.zh
    assert "prints 4 under rules" in hint.en
    assert "not found" not in hint.zh
    assert [line for line in listing([view], "en") if "prints 4 under rules" in line]


def test_parts_that_exceed_their_total_weigh(district):
    four = "reconsideration_litigation.cases.reconsideration"
    cells = {f"{four}_upheld": None, f"{four}_corrected": 5, f"{four}_total": 3}
    found = findings(view_report(with_cells(zeros(district), cells)))
    assert [f.kind for f in found if any(c.id == "part_within_whole" for c in f.checks)] == ["check"]


def test_a_missing_row_is_one_finding(district):
    gap = Gap("requests", "granted_full", "", "no line carries the row's label")
    kept = tuple(cell for cell in district.cells if cell.row != "granted_full")
    view = view_report(replace(district, gaps=(gap,), cells=kept))
    assert any(c.id == "rows_complete" and c.outcome is Outcome.FAILS for c in view.wider)
    assert len([f for f in findings(view) if f.kind in ("gap", "soft")]) == 1


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_every_rule_says_in_both_languages_what_fails(rule):
    check = rule.check(Outcome.FAILS, "a note", left=None, right=None)
    zh, en = words(check, "zh"), words(check, "en")
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u4e00-\u9fff]", en.replace("规章", ""))
    assert not {"{", "}"} & set(zh + en)
    assert words(check, "en", "other words") == en.replace("a note", "other words")
