"""Checks beyond the identities: each rule where it passes and where it fails, and what must never be called wrong."""

from dataclasses import replace

import pytest

from tests.check.conftest import all_checks, of_level, outcomes, printed_in, with_cells, zeros
from toolkit.check import Outcome, YearBefore, check_report, rules
from toolkit.check.copies import check_copies
from toolkit.check.family import Family, check_family
from toolkit.check.plausible import printed_cells, stated
from toolkit.check.rules import RuleError, read_rules
from toolkit.corpus.entry import Entry
from toolkit.corpus.wider import coverage
from toolkit.form import MeasureError, editions, load_form
from toolkit.read import Bodies, Gap, State, Stated, read_bodies

RULES, DOCS, LINE = "art20_1.rules", "art20_1.normative_documents", "normative_documents"
NEW = "requests.requests_received_new"
BUY = "art20_9.centralized_procurement"
RARE = ("org_research", "org_public_interest", "org_legal_service", "org_other")
APPLICANTS = ("natural_person", "org_commercial", *RARE)


def new_requests(total, **columns):
    return {f"{NEW}.{c}": columns.get(c, 0) for c in APPLICANTS} | {f"{NEW}.total": total}


# -- one passing and one failing example of each plausible rule; None: not tried there ------------------------------

PLAUSIBLE = [
    ("stock_covers_issue", {f"{DOCS}.issued_this_year": 3, f"{DOCS}.in_force_total": 3}, LINE, "holds"),
    ("stock_covers_issue", {f"{DOCS}.issued_this_year": 3, f"{DOCS}.in_force_total": 2}, LINE, "fails"),
    (
        "stock_covers_issue",  # issued and repealed within the year
        {f"{DOCS}.issued_this_year": 3, f"{DOCS}.in_force_total": 0, f"{DOCS}.repealed_this_year": 3},
        LINE,
        "holds",
    ),
    ("stock_covers_issue", {f"{DOCS}.in_force_total": None}, LINE, "undecided"),
    ("no_rules_below_city", {}, "in_force_total", "holds"),
    ("no_rules_below_city", {f"{RULES}.in_force_total": 4}, "in_force_total", "fails"),
    ("no_rules_below_city", {f"{RULES}.in_force_total": None}, "in_force_total", "undecided"),
    ("requests_in_one_odd_column", new_requests(9, natural_person=1, org_other=8), "org_other", "holds"),
    ("requests_in_one_odd_column", new_requests(9, org_other=9), "org_other", "fails"),
    ("requests_in_one_odd_column", new_requests(9, org_other=9), "org_research", "holds"),
    ("requests_in_one_odd_column", new_requests(4, org_other=4), "org_other", None),
    ("requests_in_one_odd_column", new_requests(9, org_commercial=9), "org_other", "holds"),
    ("requests_in_one_odd_column", new_requests(None, org_other=9), "org_other", "undecided"),
]  # fmt: skip
ITEMS = "art20_5.licensing"
PLAUSIBLE_2019 = [
    ("decisions_need_items", {f"{ITEMS}.decisions_this_year": 7, f"{ITEMS}.items_previous_year": 1}, ITEMS, "holds"),
    ("decisions_need_items", {f"{ITEMS}.decisions_this_year": 7}, ITEMS, "fails"),
    (
        "decisions_need_items",
        {f"{ITEMS}.decisions_this_year": 7, f"{ITEMS}.items_previous_year": 2, f"{ITEMS}.items_change": -2},
        ITEMS,
        "fails",
    ),
    ("decisions_need_items", {f"{ITEMS}.decisions_this_year": None}, ITEMS, "undecided"),
    ("decisions_need_items", {f"{ITEMS}.items_previous_year": 5}, ITEMS, None),
    ("purchases_cost_money", {f"{BUY}.procurement_items": 2, f"{BUY}.procurement_amount": 8040}, "art20_9", "holds"),
    ("purchases_cost_money", {f"{BUY}.procurement_items": 2}, "art20_9", "fails"),
    (
        "purchases_cost_money",
        {f"{BUY}.procurement_items": 2, f"{BUY}.procurement_amount": None},
        "art20_9",
        "undecided",
    ),
    ("purchases_cost_money", {f"{BUY}.procurement_amount": 8040}, "art20_9", None),
    ("no_rules_below_city", {f"{RULES}.produced_this_year": 1}, "produced_this_year", "fails"),
]


@pytest.mark.parametrize(("rule", "cells", "place", "outcome"), PLAUSIBLE)
def test_plausible_in_the_form_of_2021(district, tried, rule, cells, place, outcome):
    assert tried(with_cells(zeros(district), cells), rule).get(place) == outcome


@pytest.mark.parametrize(("rule", "cells", "place", "outcome"), PLAUSIBLE_2019)
def test_plausible_in_the_form_of_2019(street, tried, rule, cells, place, outcome):
    assert tried(with_cells(zeros(street), cells), rule).get(place) == outcome


@pytest.mark.parametrize(
    ("level", "outcome"),
    [("township", "fails"), ("county", "fails"), ("city", None), ("province", None), ("national", None),
     ("department", None), (None, "undecided")],
)  # fmt: skip
def test_who_may_make_rules(district, tried, level, outcome):
    report = of_level(with_cells(district, {f"{RULES}.in_force_total": 4}), level)
    assert tried(report, "no_rules_below_city").get("in_force_total") == outcome


def test_a_body_of_unknown_level_without_rules_is_fine(district, tried):
    assert tried(of_level(zeros(district), None), "no_rules_below_city")["in_force_total"] == "holds"


# -- sums with blanks -----------------------------------------------------------------------------------------------

FOUR = "reconsideration_litigation.cases.reconsideration"


@pytest.mark.parametrize(
    ("upheld", "corrected", "total", "outcome"),
    [(None, 5, 3, "fails"), (None, 3, 3, "holds"), (None, 2, 3, "holds"), (None, 5, None, None), (0, 5, 3, None)],
)
def test_parts_already_larger_than_their_total(district, tried, upheld, corrected, total, outcome):
    cells = {f"{FOUR}_upheld": upheld, f"{FOUR}_corrected": corrected, f"{FOUR}_total": total}
    report = with_cells(zeros(district), cells)
    assert tried(report, "part_within_whole").get("reconsideration_sum.cases") == outcome


def test_a_sum_with_blanks_on_the_other_side(district, tried):
    rows = {"requests_received_new": 3, "requests_carried_in": 0, "outcomes_total": 5, "requests_carried_out": None}
    report = with_cells(zeros(district), {f"requests.{row}.total": n for row, n in rows.items()})
    assert tried(report, "part_within_whole")["req_balance.total"] == "fails"
    (check,) = [c for c in all_checks(report) if c.id == "part_within_whole" and c.axis == "req_balance.total"]
    assert (check.left, check.op, check.right) == (5, "<=", 3)
    assert check.left_cells == ("requests.outcomes_total.total",)
    assert check.weighs


def test_a_blank_row_of_nothing_gives_no_such_check(district, tried):
    blank = with_cells(district, {c.key: None for c in district.cells})
    assert tried(blank, "part_within_whole") == {}


# -- completeness ---------------------------------------------------------------------------------------------------


def test_tables_rows_and_sections_of_the_real_reports_are_complete(reports, tried):
    for report in reports.values():
        for rule in ("tables_complete", "rows_complete", "sections_complete"):
            assert set(tried(report, rule).values()) == {"holds"}


def test_a_missing_table(district, tried):
    gap = Gap("art20_8", "", "", "the table was not found")
    assert tried(replace(district, gaps=(gap,)), "tables_complete") == {"": "fails"}
    pictured = replace(district, gaps=(gap,), notes=("page 3 is a picture without text",))
    assert tried(pictured, "tables_complete") == {"": "undecided"}
    nothing = replace(district, gaps=(gap,), forms={}, cells=())
    assert tried(nothing, "tables_complete") == {"": "undecided"}


def test_a_missing_row(district, tried):
    gap = Gap("requests", "granted_full", "", "no line carries the row's label")
    without = replace(district, gaps=(gap,), cells=tuple(c for c in district.cells if c.row != "granted_full"))
    assert tried(without, "rows_complete")["requests"] == "fails"
    assert tried(without, "rows_complete")["art20_1"] == "holds"
    pictured = replace(without, notes=("page 3 is a picture without text",))
    assert tried(pictured, "rows_complete")["requests"] == "undecided"


def test_a_row_that_is_there_but_could_not_be_placed_is_not_missing(district, tried):
    gap = Gap("requests", "granted_full", "", "9 values printed for 7 columns")
    cells = tuple(
        replace(c, value=None, state=State.UNRESOLVED) if c.row == "granted_full" else c for c in district.cells
    )
    assert tried(replace(district, gaps=(gap,), cells=cells), "rows_complete")["requests"] == "undecided"


def without_section(report, number, heading):
    parts = {part: text.replace(heading, "") for part, text in report.parts.items()}
    assert parts != report.parts
    return replace(report, parts=parts, passages=tuple(p for p in report.passages if p.section != number))


def test_a_missing_section(district, tried):
    lost = without_section(district, 6, "其他需要报告的事项")
    assert tried(lost, "sections_complete") == {"": "fails"}
    (check,) = [c for c in all_checks(lost) if c.id == "sections_complete"]
    assert "其他需要报告的事项" in check.note
    kept = replace(district, passages=tuple(p for p in district.passages if p.section != 6))
    assert tried(kept, "sections_complete") == {"": "holds"}  # a heading without words under it


def test_without_any_heading_nothing_is_said_of_sections(district, tried):
    bare = replace(district, parts={"text": "表"}, passages=())
    assert tried(bare, "sections_complete") == {"": "undecided"}


def test_the_table_of_2014_has_no_six_sections(district, tried):
    assert tried(printed_in(district, "stat2014"), "sections_complete") == {}


# -- dates ----------------------------------------------------------------------------------------------------------


def dated(report, year, period=None, published=None):
    return replace(
        report,
        year=Stated(year, "title"),
        period=Stated(period, "统计期限"),
        published=Stated(published, "发布日期"),
    )


@pytest.mark.parametrize(
    ("year", "period", "outcome"),
    [
        ("2023", "2023-01-01/2023-12-31", "holds"),
        ("2023", "2022-01-01/2022-12-31", "fails"),
        ("2023", "2022-01-01/2023-12-31", "holds"),
        (None, "2022-01-01/2022-12-31", "undecided"),
        ("2023", None, None),
    ],
)
def test_the_year_and_its_period(district, tried, year, period, outcome):
    assert tried(dated(district, year, period), "year_in_period").get("") == outcome


def test_a_year_that_was_read_from_the_period_does_not_confirm_itself(district, tried):
    period = Stated("2023-01-01/2023-12-31", "2023年1月1日至12月31日")
    report = replace(district, year=Stated("2023", period.evidence), period=period)
    assert tried(report, "year_in_period") == {}


@pytest.mark.parametrize(
    ("year", "published", "outcome"),
    [
        ("2023", "2024-01-20", "holds"),
        ("2023", "2026-05-01", "holds"),
        ("2023", "2023-12-20", "fails"),
        ("2023", "2022-01-20", "fails"),
        (None, "2023-12-20", "undecided"),
        ("2023", None, None),
    ],
)
def test_the_day_of_publication(district, tried, year, published, outcome):
    assert tried(dated(district, year, published=published), "published_after_year").get("") == outcome


# -- the year before ------------------------------------------------------------------------------------------------

IN, OUT = "requests.requests_carried_in", "requests.requests_carried_out"
COLUMNS = (*APPLICANTS, "total")


def years(report, before):
    return outcomes([c for c in all_checks(report, before) if c.kind == "years"], "carry_chain")


def test_what_was_carried_out_is_carried_in_in_all_seven_columns(district):
    report = with_cells(zeros(district), {f"{IN}.natural_person": 2, f"{IN}.total": 2})
    before = with_cells(zeros(district), {f"{OUT}.natural_person": 2, f"{OUT}.total": 2})
    found = years(report, YearBefore(stated(before)))
    assert found == dict.fromkeys(COLUMNS, "holds")
    moved = with_cells(before, {f"{OUT}.natural_person": 0, f"{OUT}.org_other": 2})
    found = years(report, YearBefore(stated(moved)))
    assert [c for c in COLUMNS if found[c] == "fails"] == ["natural_person", "org_other"]


def test_a_doubt_about_the_scope_leaves_a_difference_undecided(district):
    report = with_cells(zeros(district), {f"{IN}.total": 2})
    found = years(report, YearBefore(stated(zeros(district)), doubt="another scope"))
    assert found["total"] == "undecided"
    assert found["natural_person"] == "holds"


def test_without_a_year_before_the_rules_stand_once_with_the_reason(district):
    checks = [c for c in all_checks(district, YearBefore(reason="no report")) if c.kind == "years"]
    assert [(c.name, c.outcome, c.note) for c in checks] == [
        ("in_force_chain@art20_1", "undecided", "no report"),
        ("carry_chain@requests", "undecided", "no report"),
    ]


def test_the_stock_of_documents(district):
    report = with_cells(zeros(district), {f"{DOCS}.in_force_total": 9, f"{DOCS}.issued_this_year": 2})
    for stock, outcome in ((7, "holds"), (8, "fails"), (None, "undecided")):
        before = with_cells(zeros(district), {f"{DOCS}.in_force_total": stock})
        checks = all_checks(report, YearBefore(stated(before)))
        assert outcomes(checks, "in_force_chain")[LINE] == outcome
        assert {c.severity for c in checks if c.kind == "years"} == {"soft"}


def test_an_older_form_without_the_cell_is_no_contradiction(district, street):
    checks = [c for c in all_checks(district, YearBefore(stated(street))) if c.id == "in_force_chain"]
    assert {c.outcome for c in checks} == {Outcome.UNDECIDED}
    assert all("form" in c.note for c in checks)


def test_items_of_the_trial_form(street):
    report = with_cells(zeros(street), {f"{ITEMS}.items_previous_year": 23})
    for change, outcome in ((1, "holds"), (2, "fails")):
        cells = {f"{ITEMS}.items_previous_year": 22, f"{ITEMS}.items_change": change}
        before = with_cells(zeros(street), cells)
        assert outcomes(all_checks(report, YearBefore(stated(before))), "items_chain")["licensing"] == outcome


# -- copies ---------------------------------------------------------------------------------------------------------

ENTRY = Entry(1, "a.txt", "r1", "s1", "body", "organ", 2023, "own", "c", "p", "table", 3)


def copies(*others, repeated=None, before=None):
    found = check_copies([ENTRY, *others], repeated or {}, before or {})
    return {check.id: (check.outcome.value, check.note) for owner, check in found if owner == 1}


def other(**changes):
    return replace(ENTRY, **{"owner": 2, "source": "b.txt", "requests": "another", **changes})


def test_a_report_alone_repeats_nothing():
    assert copies() == dict.fromkeys(("filed_once", "one_version", "not_shared"), ("holds", ""))


def test_the_same_report_filed_twice():
    assert copies(repeated={1: ["z.txt", "b.txt"]})["filed_once"] == ("fails", "b.txt, z.txt")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({}, "fails"), ({"scope": "area"}, "undecided"), ({"year": 2022}, "holds"), ({"body_id": "x"}, "holds")],
)
def test_another_report_of_the_same_body_and_year(changes, outcome):
    assert copies(other(**changes))["one_version"][0] == outcome


@pytest.mark.parametrize(("organ", "outcome"), [("教育局", "undecided"), ("中牟县教育局", "fails")])
def test_two_bodies_outside_the_register_may_share_a_name(organ, outcome):
    mine = replace(ENTRY, body_id="x-1", organ=organ)
    found = check_copies([mine, replace(mine, owner=2, source="b.txt", requests="another")], {}, {})
    assert {c.outcome.value for _, c in found if c.id == "one_version"} == {outcome}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({"requests": "table"}, "fails"), ({}, "holds"), ({"requests": "table", "year": 2022}, "holds")],
)
def test_the_table_of_another_body(changes, outcome):
    assert copies(other(body_id="x", **changes))["not_shared"][0] == outcome


def test_last_years_table_posted_again():
    for requests, outcome in (("table", ("fails", "b.txt")), ("another", ("holds", ""))):
        assert copies(before={1: other(year=2022, requests=requests)})["not_reposted"] == outcome
    assert "not_reposted" not in copies()


def test_a_report_of_no_known_year_hides_no_other():
    undated = replace(ENTRY, owner=0, year=None)
    found = [(owner, check.id) for owner, check in check_copies([undated, ENTRY], {}, {})]
    assert found == [(0, "filed_once"), (1, "filed_once"), (1, "one_version"), (1, "not_shared")]


def test_small_tables_repeat_by_chance():
    quiet = replace(ENTRY, telling=2)
    found = {c.id: c.outcome.value for _, c in check_copies([quiet], {}, {1: other(year=2022, requests="table")})}
    assert found["not_reposted"] == "undecided"


# -- areas and their parts ------------------------------------------------------------------------------------------

CELL = "requests.granted_full.total"


def family(**changes):
    told = {"cells": {CELL: 5}, "scope": "area", "children": [{CELL: 2}, {CELL: 3}], "absent": [], "complete": True}
    (check,) = check_family(Family(**(told | changes)))
    return check.outcome.value


def test_an_area_is_the_sum_of_its_parts():
    assert family() == "holds"
    assert family(cells={CELL: 6}) == "fails"


@pytest.mark.parametrize(
    "changes",
    [
        {"complete": False},
        {"scope": "own"},
        {"scope": "unknown"},
        {"absent": ["某镇"]},
        {"children": [{CELL: None}, {CELL: 3}]},
    ],
)
def test_an_area_whose_parts_are_not_all_known_is_undecided(changes):
    assert family(cells={CELL: 6}, **changes) == "undecided"


# -- every rule has both --------------------------------------------------------------------------------------------


def example(rule, district, works):
    """Return the outcomes of a rule that is no mere comparison on a case where it works, or where it does not."""
    if rule == "part_within_whole":
        cells = {f"{FOUR}_upheld": None, f"{FOUR}_corrected": 5, f"{FOUR}_total": 5 if works else 3}
        return outcomes(all_checks(with_cells(zeros(district), cells)), rule)
    if rule in ("tables_complete", "rows_complete"):
        gap = Gap("requests", "" if rule == "tables_complete" else "granted_full", "", "not found")
        return outcomes(all_checks(replace(district, gaps=() if works else (gap,))), rule)
    if rule == "sections_complete":
        report = district if works else without_section(district, 6, "其他需要报告的事项")
        return outcomes(all_checks(report), rule)
    if rule in ("year_in_period", "published_after_year"):
        report = dated(district, "2023" if works else "2024", "2023-01-01/2023-12-31", "2024-01-20")
        return outcomes(all_checks(report), rule)
    if rule in ("carry_chain", "in_force_chain", "items_chain"):
        now = zeros(printed_in(district, "format2019" if rule == "items_chain" else "format2021"))
        cells = (f"{OUT}.total", f"{DOCS}.in_force_total", f"{ITEMS}.items_change")
        known = {cell.key for cell in now.cells}
        before = now if works else with_cells(now, {cell: 3 for cell in cells if cell in known})
        return outcomes(all_checks(now, YearBefore(stated(before))), rule)
    if rule == "parent_is_sum":
        family = Family({CELL: 5 if works else 6}, "area", [{CELL: 2}, {CELL: 3}], [], True)
        return outcomes(check_family(family), rule)
    if rule == "report_filed":
        (body,) = read_bodies("body_id,name,aliases,level\nbody,某镇,,township").members
        entries = [ENTRY if works else replace(ENTRY, body_id="another")]
        return {body: outcome for body, _, _, _, outcome, *_ in coverage(entries, 0, Bodies.of([body]), 1)}
    year, body_id = 2022 if rule == "not_reposted" else 2023, "x" if rule == "not_shared" else "body"
    twin = other(requests="table", year=year, body_id=body_id)
    beside = [] if works or rule == "not_reposted" else [twin]
    repeated = {} if works else {1: ["b.txt"]}
    before = {1: other(year=2022) if works else twin}
    return outcomes((check for owner, check in check_copies([ENTRY, *beside], repeated, before) if owner == 1), rule)


@pytest.mark.parametrize("rule", [rule.id for rule in rules().values() if rule.kind != "plausible"])
def test_every_rule_has_an_example_that_passes_and_one_that_fails(district, rule):
    assert set(example(rule, district, works=True).values()) == {"holds"}
    assert "fails" in example(rule, district, works=False).values()


def test_every_plausible_rule_has_both_too():
    shown = {(rule, outcome) for rule, _, _, outcome in (*PLAUSIBLE, *PLAUSIBLE_2019)}
    wanted = {rule.id for rule in rules().values() if rule.kind == "plausible"}
    assert {(rule, outcome) for rule in wanted for outcome in ("holds", "fails")} <= shown


# -- ordinary reports -----------------------------------------------------------------------------------------------


def failing(report, before=None):
    return [c.name for c in all_checks(report, before) if c.outcome is Outcome.FAILS]


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_the_real_reports(reports, name):
    assert failing(reports[name]) == []


SUIT = "reconsideration_litigation.cases.litigation_direct"
ORDINARY = {
    "zero of everything": {},
    "no request this year, yet a suit": {f"{SUIT}_upheld": 1, f"{SUIT}_total": 1},
    "one request, of one association": {
        f"{row}.{column}": 1
        for row in (NEW, "requests.granted_full", "requests.outcomes_total")
        for column in ("org_public_interest", "total")
    },
    "all requests of companies": {
        f"{row}.{column}": 30
        for row in (NEW, "requests.granted_full", "requests.outcomes_total")
        for column in ("org_commercial", "total")
    },
    "everything carried out": {f"{row}.{c}": 2 for row in (NEW, OUT) for c in ("natural_person", "total")},
    "only what was carried in": {
        f"{row}.{c}": 2
        for row in (IN, "requests.denied_state_secret", "requests.outcomes_total")
        for c in ("natural_person", "total")
    },
    "documents repealed, none issued": {f"{DOCS}.repealed_this_year": 5},
    "documents in force, none issued": {f"{DOCS}.in_force_total": 5},
    "licences and no fee": {"art20_5.licensing.decisions_this_year": 900},
    "fees and no licence": {"art20_8.admin_fees.fee_amount_10k_cny": "43.788"},
    "an office that left its boxes empty": dict.fromkeys((f"{RULES}.issued_this_year", f"{DOCS}.in_force_total")),
}


@pytest.mark.parametrize("cells", ORDINARY.values(), ids=ORDINARY)
@pytest.mark.parametrize("level", ["township", "county", "city", "province", None])
def test_ordinary_situations(district, cells, level):
    assert failing(of_level(with_cells(zeros(district), cells), level)) == []


@pytest.mark.parametrize("edition", editions())
def test_every_edition_of_zeros(district, edition):
    report = printed_in(district, edition)
    assert failing(report, YearBefore(stated(report))) == []


def test_all_boxes_blank(district, street):
    for report in (district, street):
        blank = with_cells(report, {c.key: None for c in report.cells})
        assert failing(blank, YearBefore(stated(blank))) == []


def test_last_year_in_another_form(district, street):
    assert failing(zeros(district), YearBefore(stated(zeros(street)))) == []


def test_nothing_of_severity_error_fails_where_the_identities_hold(district):
    assert not [c for c in all_checks(district) if c.weighs]
    assert all(c.severity == ("soft" if c.strength == "soft" else "error") for c in check_report(district))


# -- the rules as data ----------------------------------------------------------------------------------------------


def test_rules_across_years_have_the_version_of_their_identity():
    versions = {
        identity.id: identity.version
        for edition in editions()
        for table in load_form(edition).tables.values()
        for identity in table.identities
        if identity.cross_year
    }
    assert versions == {rule.id: rule.version for rule in rules().values() if rule.kind == "years"}


def test_no_rule_bears_the_name_of_an_identity():
    names = {i.id for e in editions() for t in load_form(e).tables.values() for i in t.identities if not i.cross_year}
    assert names.isdisjoint(rules())


RULE = """
[[rules]]
id = "a"
version = 1
severity = "soft"
kind = "plausible"
source = "s"
zh = "甲"
en = "a"
finding = { zh = "甲", en = "a" }
then = "granted_full >= 0"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('severity = "soft"', 'severity = "grave"', "severity"),
        ('source = "s"', "", "lacks source"),
        ('kind = "plausible"', 'kind = "date"', "then"),
        ('then = "granted_full >= 0"', "", "then"),
        ("granted_full >= 0", "granted_full", "no comparison"),
        ("granted_full >= 0", "granted_full = 0", "no comparison"),
        ('id = "a"', "", "lacks id"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(old, new, message):
    assert read_rules(RULE)["a"].trials
    assert old in RULE
    with pytest.raises(RuleError, match=message):
        read_rules(RULE.replace(old, new))


def test_a_refused_rule_is_named():
    for old, new in (('then = "granted_full >= 0"', 'then = "x"'), ("then =", 'when = ["x"]\nthen =')):
        with pytest.raises(RuleError, match="a: 'x' is no comparison"):
            read_rules(RULE.replace(old, new))
    with pytest.raises(RuleError, match="a rule without id lacks id"):
        read_rules(RULE.replace('id = "a"', ""))


def test_a_rule_on_a_sum_names_the_cells_that_are_printed(district):
    (trial,) = read_rules(RULE.replace("granted_full >= 0", "denied >= 0"))["a"].trials
    assert trial.axis == ""
    assert len(printed_cells(trial.then.left.cells)) == 8
    assert printed_cells(("requests.granted_full.total",)) == ("requests.granted_full.total",)


def test_a_rule_twice_and_a_measure_that_no_form_has_are_refused():
    with pytest.raises(RuleError, match="twice"):
        read_rules(RULE * 2)
    with pytest.raises(MeasureError, match="no form has"):
        read_rules(RULE.replace("granted_full", "nonsense"))
