"""Identities of the forms on what a report prints: both sides, the cells, the outcome, word for word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.check.conftest import all_checks, printed_in, with_cells, zeros
from toolkit.check import Check, Outcome, YearBefore, check_report, check_table, compare
from toolkit.check.complete import NO_HEADING, NO_TABLE, PICTURE
from toolkit.check.family import ABSENT, BLANK, NOT_AREA, NOT_LISTED, Family, check_family
from toolkit.check.identities import PLACED
from toolkit.check.plausible import NO_LEVEL, NO_PREMISE, stated
from toolkit.check.years import BLANK as BLANK_SUM
from toolkit.check.years import OTHER_FORM, no_year_before
from toolkit.form import editions, load_form
from toolkit.read import Gap, State

FOUR = "reconsideration_litigation.cases"


def one(report, name, before=None):
    (check,) = [c for c in all_checks(report, before) if c.name == name]
    return check


def test_an_identity_word_for_word(district):
    report = with_cells(zeros(district), {f"{FOUR}.reconsideration_upheld": 2, f"{FOUR}.reconsideration_total": 3})
    parts = tuple(f"{FOUR}.reconsideration_{name}" for name in ("upheld", "corrected", "other", "pending"))
    assert one(report, "reconsideration_sum@cases") == Check(
        id="reconsideration_sum", version=1, kind="identity", table="reconsideration_litigation", axis="cases", op="==",
        left_cells=parts, right_cells=(f"{FOUR}.reconsideration_total",), left=Decimal(2), right=Decimal(3),
        outcome=Outcome.FAILS, strength="hierarchy", note="", severity="error",
    )  # fmt: skip


def test_identities_run_down_every_column_and_along_every_row(district, reports):
    checks = check_report(district)
    assert len(checks) == 7 * 2 + 25 + 3
    assert {c.axis for c in checks if c.id == "req_balance"} == {
        c.key for c in load_form("format2021").tables["requests"].columns
    }
    assert all(c.outcome is Outcome.HOLDS for r in reports.values() for c in check_report(r))
    assert [c.table for c in checks] == sorted((c.table for c in checks), key=list(district.forms).index)


@pytest.mark.parametrize("edition", editions())
def test_every_identity_of_every_edition_is_tried(district, edition):
    report = printed_in(district, edition)
    tried = {(c.table, c.id) for c in check_report(report)}
    known = {(t.id, i.id) for t in load_form(edition).tables.values() for i in t.identities if not i.cross_year}
    assert tried == known
    assert {c.outcome for c in check_report(report)} == {Outcome.HOLDS}


def test_a_blank_leaves_its_side_open(district):
    report = with_cells(district, {f"{FOUR}.reconsideration_upheld": None})
    check = one(report, "reconsideration_sum@cases")
    assert (check.left, check.outcome) == (None, Outcome.UNDECIDED)
    assert check.right is not None
    assert one(report, "litigation_direct_sum@cases").outcome is Outcome.HOLDS


def test_a_deduced_cell_states_nothing(district):
    key = f"{FOUR}.reconsideration_total"
    cells = tuple(replace(c, state=State.DEDUCED) if c.key == key else c for c in district.cells)
    assert one(replace(district, cells=cells), "reconsideration_sum@cases").outcome is Outcome.UNDECIDED
    assert stated(replace(district, cells=cells))[key] is None


def test_what_placed_a_number_does_not_pass_for_it(district):
    spent = replace(district, proofs=("reconsideration_sum@cases",))
    check = one(spent, "reconsideration_sum@cases")
    assert (check.outcome, check.note) == (Outcome.UNDECIDED, PLACED)
    assert check.left is not None
    table = load_form("format2021").tables["reconsideration_litigation"]
    figures = {("cases", c.key): Decimal(0) for c in table.columns}
    found = {c.id: c.outcome for c in check_table(table, figures, ["litigation_direct_sum@cases", "x@y"])}
    assert found["litigation_direct_sum"] is Outcome.UNDECIDED
    assert found["reconsideration_sum"] is Outcome.HOLDS
    assert {c.outcome for c in check_table(table, figures)} == {Outcome.HOLDS}


@pytest.mark.parametrize(
    ("op", "less", "same", "more"),
    [("==", 0, 1, 0), ("<=", 1, 1, 0), (">=", 0, 1, 1), ("<", 1, 0, 0), (">", 0, 0, 1)],
)
def test_comparisons(op, less, same, more):
    for left, holds in ((1, less), (2, same), (3, more)):
        assert compare(Decimal(left), op, Decimal(2)) is (Outcome.HOLDS if holds else Outcome.FAILS)
    assert compare(None, op, Decimal(2)) is compare(Decimal(2), op, None) is Outcome.UNDECIDED


def test_there_is_no_other_comparison():
    with pytest.raises(ValueError, match="!="):
        compare(Decimal(1), "!=", Decimal(1))


def test_soft_identities_of_the_trial_form(street):
    report = with_cells(zeros(street), {"art20_1.rules.disclosed_this_year": 2})
    check = one(report, "disclosed_within_stock@rules")
    assert (check.outcome, check.severity, check.weighs) == (Outcome.FAILS, "soft", False)


def test_six_decimals_and_millions_are_exact(district):
    total, other = f"{FOUR}.reconsideration_total", f"{FOUR}.reconsideration_other"
    for text in ("4000000", "4000000.000001"):
        assert (
            one(with_cells(zeros(district), {total: text, other: text}), "reconsideration_sum@cases").outcome
            is Outcome.HOLDS
        )
    wrong = with_cells(zeros(district), {total: "4000000.000001", other: "4000000"})
    assert one(wrong, "reconsideration_sum@cases").outcome is Outcome.FAILS


# -- the other checks, word for word --------------------------------------------------------------------------------


def test_a_plausible_check_word_for_word(district):
    cells = {
        "art20_1.rules.issued_this_year": 4,
        "art20_1.rules.in_force_total": 1,
        "art20_1.rules.repealed_this_year": 2,
    }
    assert one(with_cells(zeros(district), cells), "stock_covers_issue@rules") == Check(
        id="stock_covers_issue", version=1, kind="plausible", table="art20_1", axis="rules", op="<=",
        left_cells=("art20_1.rules.issued_this_year",),
        right_cells=("art20_1.rules.in_force_total", "art20_1.rules.repealed_this_year"),
        left=Decimal(4), right=Decimal(3), outcome=Outcome.FAILS, strength="soft", note="", severity="soft",
    )  # fmt: skip


def test_a_sum_with_blanks_word_for_word(district):
    cells = {
        f"{FOUR}.reconsideration_upheld": None,
        f"{FOUR}.reconsideration_other": 5,
        f"{FOUR}.reconsideration_total": 3,
    }
    assert one(with_cells(zeros(district), cells), "part_within_whole@reconsideration_sum.cases") == Check(
        id="part_within_whole", version=1, kind="part", table="reconsideration_litigation",
        axis="reconsideration_sum.cases", op="<=",
        left_cells=tuple(f"{FOUR}.reconsideration_{name}" for name in ("corrected", "other", "pending")),
        right_cells=(f"{FOUR}.reconsideration_total",), left=Decimal(5), right=Decimal(3), outcome=Outcome.FAILS,
        strength="hierarchy", note="", severity="error",
    )  # fmt: skip


def test_a_sum_that_placed_a_number_and_a_soft_one_are_no_sums_with_blanks(district, street):
    cells = {
        f"{FOUR}.reconsideration_upheld": None,
        f"{FOUR}.reconsideration_other": 5,
        f"{FOUR}.reconsideration_total": 3,
    }
    spent = replace(with_cells(zeros(district), cells), proofs=("reconsideration_sum@cases",))
    assert "part_within_whole" not in {c.id for c in all_checks(spent)}
    soft = printed_in(street, "stat2014")
    soft = with_cells(
        soft, {"stat_table.reconsideration_upheld.value": None, "stat_table.reconsideration_other.value": 2}
    )
    assert "part_within_whole" not in {c.id for c in all_checks(soft)}


def test_a_year_check_word_for_word(district):
    report = with_cells(zeros(district), {"requests.requests_carried_in.total": 3})
    before = with_cells(zeros(district), {"requests.requests_carried_out.total": 2})
    assert one(report, "carry_chain@total", YearBefore(stated(before))) == Check(
        id="carry_chain", version=1, kind="years", table="requests", axis="total", op="==",
        left_cells=("prior.requests.requests_carried_out.total",), right_cells=("requests.requests_carried_in.total",),
        left=Decimal(2), right=Decimal(3), outcome=Outcome.FAILS, strength="soft", note="", severity="soft",
    )  # fmt: skip
    chain = one(report, "in_force_chain@rules", YearBefore(stated(before)))
    assert chain.left_cells == ("prior.art20_1.rules.in_force_total", "art20_1.rules.issued_this_year")
    assert chain.right_cells == ("art20_1.rules.in_force_total", "art20_1.rules.repealed_this_year")
    (alone,) = no_year_before({"requests": "format2021"}, "why")
    assert alone == replace(
        one(report, "carry_chain@total", YearBefore(stated(before))), axis="", left_cells=(), right_cells=(), left=None,
        right=None, outcome=Outcome.UNDECIDED, note="why",
    )  # fmt: skip


def test_why_a_year_check_is_undecided(district, street):
    blank = with_cells(zeros(district), {"requests.requests_carried_in.total": None})
    same = YearBefore(stated(zeros(district)))
    assert one(blank, "carry_chain@total", same).note == BLANK_SUM
    missing = with_cells(zeros(district), {"requests.requests_carried_out.total": None})
    assert one(zeros(district), "carry_chain@total", YearBefore(stated(missing))).note == BLANK_SUM
    assert one(district, "in_force_chain@rules", YearBefore(stated(street))).note == OTHER_FORM
    other = with_cells(zeros(district), {"requests.requests_carried_out.total": 9})
    check = one(zeros(district), "carry_chain@total", YearBefore(stated(other), doubt="a doubt"))
    assert (check.note, check.left, check.right) == ("a doubt", 9, 0)


def test_why_a_plausible_check_is_undecided(district):
    new = "requests.requests_received_new"
    report = with_cells(zeros(district), {f"{new}.total": None, f"{new}.org_other": 9})
    assert one(report, "requests_in_one_odd_column@org_other").note == ""  # the conclusion itself is not known
    rules_unknown = replace(
        with_cells(district, {"art20_1.rules.in_force_total": 4}), level=replace(district.level, value=None)
    )
    assert one(rules_unknown, "no_rules_below_city@in_force_total").note == NO_LEVEL


def test_a_premise_that_is_not_known_decides_nothing(street):
    cells = {"art20_5.licensing.decisions_this_year": None}
    assert one(with_cells(zeros(street), cells), "decisions_need_items@art20_5.licensing").note == NO_PREMISE
    enough = cells | {"art20_5.licensing.items_previous_year": 2}
    assert one(with_cells(zeros(street), enough), "decisions_need_items@art20_5.licensing").outcome is Outcome.HOLDS


def test_what_is_missing_is_named(district):
    gaps = tuple(Gap(table, "", "", "the table was not found") for table in ("art20_5", "art20_8"))
    check = one(replace(district, gaps=gaps), "tables_complete")
    assert (check.note, check.left, check.table, check.axis) == ("not found: art20_5, art20_8", None, "", "")
    row = replace(
        district, gaps=(Gap("requests", "granted_full", "", "no line"), Gap("requests", "denied", "", "a group"))
    )
    lost = replace(row, cells=tuple(c for c in row.cells if c.row != "granted_full"))
    assert one(lost, "rows_complete@requests").note == "not found: granted_full"
    assert (
        one(replace(district, gaps=(Gap("requests", "granted_full", "total", "x"),)), "rows_complete@requests").note
        == ""
    )


def test_why_completeness_is_undecided(district):
    pictured = ("page 3 is a picture without text",)
    gap = (Gap("art20_8", "", "", "the table was not found"),)
    assert one(replace(district, gaps=gap, notes=pictured), "tables_complete").note == PICTURE
    assert one(replace(district, forms={}, cells=()), "tables_complete").note == NO_TABLE
    bare = replace(district, parts={"text": "表"}, passages=())
    assert one(bare, "sections_complete").note == NO_HEADING
    kept = tuple(p for p in district.passages if p.section not in (5, 6))
    lost = replace(district, parts={"text": ""}, passages=kept)
    five, six = (
        "存在的主要问题及改进情况 (main problems and improvements)",
        "其他需要报告的事项 (other matters to report)",
    )
    assert one(lost, "sections_complete").note == f"not found: {five}, {six}"
    assert one(replace(lost, notes=pictured), "sections_complete").note == PICTURE
    assert one(replace(district, notes=pictured), "sections_complete").outcome is Outcome.HOLDS
    assert one(replace(district, notes=pictured), "tables_complete").outcome is Outcome.HOLDS


def test_dates_word_for_word(district):
    published = replace(
        district,
        year=replace(district.year, value="2023", evidence="title"),
        published=replace(district.published, value="2023-12-20", evidence="发布日期：2023-12-20"),
        period=replace(district.period, value="2021-01-01/2022-12-31", evidence="统计期限"),
    )
    after = one(published, "published_after_year")
    assert (after.left, after.op, after.right, after.note) == (2023, ">", 2023, "发布日期：2023-12-20")
    within = one(published, "year_in_period")
    assert (within.left, within.op, within.right, within.note) == (2023, "==", 2022, "统计期限")


def test_a_family_word_for_word():
    cell = "requests.granted_full.total"
    told = {
        "cells": {cell: 6, "requests.denied.total": None, "x.y.z": 1},
        "scope": "area",
        "absent": [],
        "complete": True,
    }
    (check,) = check_family(Family(children=[{cell: 2}, {cell: 3}], **told))
    assert check == Check(
        id="parent_is_sum", version=1, kind="family", table="requests", axis="granted_full.total", op="==",
        left_cells=(cell,), right_cells=(), left=6, right=Decimal(5), outcome=Outcome.FAILS, strength="soft", note="",
        severity="soft",
    )  # fmt: skip
    (blank,) = check_family(Family(children=[{cell: 2}, {}], **told))
    assert (blank.note, blank.left, blank.right) == (BLANK, 6, None)


def test_why_a_family_is_undecided():
    told = {"cells": {}, "scope": "area", "children": [], "absent": [], "complete": True}
    reasons = [({"complete": False}, NOT_LISTED), ({"scope": "own"}, NOT_AREA)]
    reasons += [({"absent": ["甲", "乙"]}, ABSENT.format(bodies="甲, 乙"))]
    for changes, reason in reasons:
        (check,) = check_family(Family(**(told | changes)))
        assert (check.outcome, check.note, check.table) == (Outcome.UNDECIDED, reason, "")
