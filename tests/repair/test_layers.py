"""As printed → deduced → proposed → adjudicated: what helped to find a repair is not judged again by it."""

import json
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest

import toolkit
from toolkit.check import Outcome, check_report
from toolkit.repair import (
    claim_equations,
    deduce_report,
    neighbour_equations,
    printed_values,
    repair_report,
    repairs_rows,
)

FOUR = "reconsideration_litigation.cases"
PROSE = (
    "2023年，因政府信息公开被申请行政复议{reconsideration_total}件，其中结果维持{reconsideration_upheld}件，结果纠正"
    "{reconsideration_corrected}件，其他结果{reconsideration_other}件，尚未审结{reconsideration_pending}件；未经复议直接起诉"
    "{litigation_direct_total}件，其中结果维持{litigation_direct_upheld}件，结果纠正{litigation_direct_corrected}件，"
    "其他结果{litigation_direct_other}件，尚未审结{litigation_direct_pending}件。"
)


def stated(table):
    return PROSE.format(**{key.split(".")[-1]: value for key, value in table.items()})


def test_with_the_prose_single_errors_of_section_four_are_localised(balanced, repaired, claims_of):
    random, right, tried, tied = Random(2), 0, 0, 0
    for seed in range(20):
        table = balanced("reconsideration_litigation", seed=seed, size=40)
        for cell, true in table.items():
            if "after_review" in cell:
                continue
            wrong = {**table, cell: true + random.choice([1, 2, 10])}
            (repair,) = repaired(wrong, claim_equations(claims_of(stated(table), wrong), wrong))
            tried += 1
            right += repair.best is not None and [(c.cell, c.proposed) for c in repair.best.changes] == [(cell, true)]
            assert repair.layers == ("identity", "claim")
            assert repair.decided_by
            (alone,) = repaired(wrong)
            tied += alone.status == "tied" and cell in alone.cells and 2 <= len(alone.solutions) <= 5
    assert right / tried >= 0.95
    assert tied == tried


def test_without_the_prose_the_five_candidates_are_listed(balanced, repaired):
    table = dict.fromkeys(balanced("reconsideration_litigation"), Decimal(8))
    for block in ("reconsideration", "litigation_direct", "litigation_after_review"):
        table[f"{FOUR}.{block}_total"] = Decimal(32)
    (repair,) = repaired({**table, f"{FOUR}.reconsideration_other": Decimal(9)})
    assert repair.status == "tied"
    assert {s.cells[0].split("_")[-1] for s in repair.solutions} == {"upheld", "corrected", "other", "pending", "total"}
    assert repair.best is None


def test_a_sentence_against_a_table_that_adds_up_repairs_nothing(balanced, repaired, claims_of):
    table = balanced("reconsideration_litigation", seed=3)
    told = stated({**table, f"{FOUR}.reconsideration_total": table[f"{FOUR}.reconsideration_total"] + 5})
    assert repaired(table, claim_equations(claims_of(told, table), table)) == ()


def test_a_sentence_may_be_wrong_too(balanced, repaired, claims_of):
    """The total is misprinted; the sentence repeats the misprint: the parts it states stand against it."""
    table = balanced("reconsideration_litigation", seed=3)
    total = f"{FOUR}.reconsideration_total"
    wrong = {**table, total: table[total] + 3}
    claims = claims_of(stated(wrong), wrong)
    (repair,) = repaired(wrong, claim_equations(claims, wrong))
    for solution in repair.solutions:
        assert solution.against  # whatever is changed, some sentence disagrees, and that is said


def test_a_rounded_or_qualified_number_is_no_equation(balanced, claims_of):
    table = balanced("reconsideration_litigation", seed=3)
    table = {**table, f"{FOUR}.reconsideration_total": Decimal(12)}
    assert claim_equations(claims_of("行政复议12件。", table), table)
    for text in ("行政复议10余件。", "行政复议约12件。", "行政复议12件，同比增长20%。"):
        found = claim_equations(claims_of(text, table), table)
        assert all(e.constant == 12 for e in found)
        assert len(found) == ("同比" in text)


# -- whole reports ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linping(raw) -> Callable[[str, str], toolkit.AnnualReport]:
    """临平's report with one print replaced; each must stand exactly once."""
    text = raw["004"].decode("utf-8")

    def make(old: str = "", new: str = "") -> toolkit.AnnualReport:
        if old:
            assert text.count(old) == 1, text.count(old)
        return toolkit.read_text(text.replace(old, new) if old else text)

    return make


def with_cell(report, key, value):
    """Return a report in which one cell prints another number."""
    from dataclasses import replace

    cells = tuple(replace(c, value=value, text=f"{value}") if c.key == key else c for c in report.cells)
    return replace(report, cells=cells)


def test_the_published_reports_need_no_repair(raw):
    for data in raw.values():
        report = toolkit.read(data)
        assert repair_report(report.report, report.view.narrative.claims) == ()


def test_a_cell_repaired_by_a_sentence_does_not_then_agree_with_it(linping):
    view = linping().view
    key = "reconsideration_litigation.cases.reconsideration_total"
    from toolkit.study import view_report

    wrong = view_report(with_cell(view.report, key, view.report.cell(key).value + 9))
    repairs = repair_report(wrong.report, wrong.narrative.claims)
    (repair,) = repairs
    assert key in repair.cells
    after = view_report(wrong.report)
    assert [c.verdict for c in after.narrative.claims] == [c.verdict for c in wrong.narrative.claims]
    assert wrong.report.cell(key).value == view.report.cell(key).value + 9  # the print stays


def test_an_identity_used_as_proof_does_not_also_pass(linping):
    from dataclasses import replace

    from toolkit.read import State

    report = linping().report
    key = "requests.granted_full.total"
    cells = tuple(replace(c, value=None, text="", state=State.BLANK) if c.key == key else c for c in report.cells)
    blank = replace(report, cells=cells)
    (found,) = deduce_report(blank).deduced
    assert (found.cell, found.value) == (key, report.cell(key).value)
    touched = [c for c in check_report(blank) if key in c.cells]
    assert touched
    assert {c.outcome for c in touched} == {Outcome.UNDECIDED}
    # even where somebody writes the deduced value into the cell, what is judged is the print
    filled = replace(blank, cells=tuple(
        replace(c, value=found.value, state=State.DEDUCED) if c.key == key else c for c in blank.cells
    ))  # fmt: skip
    assert {c.outcome for c in check_report(filled) if key in c.cells} == {Outcome.UNDECIDED}
    assert printed_values(filled)[key] is None


def test_rows_of_a_repair_and_of_a_deduction(linping):
    from dataclasses import replace

    from toolkit.read import State

    report = linping().report
    wrong, blank = "requests.granted_full.natural_person", "requests.other_misc.total"
    true = report.cell(wrong).value
    report = with_cell(report, wrong, true + 7)
    report = replace(report, cells=tuple(
        replace(c, value=None, text="/", state=State.PLACEHOLDER) if c.key == blank else c for c in report.cells
    ))  # fmt: skip
    repairs = repair_report(report)
    rows = list(repairs_rows("r1", repairs, deduce_report(report, repairs)))
    assert [(r.repair_id, r.printed, r.proposed, r.status, r.rule) for r in rows] == [
        (f"r1/{wrong}/fellegi_holt", f"{true + 7}", f"{true}", "proposed", "fellegi_holt"),
        (f"r1/{blank}/deduction", None, rows[1].proposed, "proven", "deduction"),
    ]
    proof = json.loads(rows[0].proof)
    assert proof["result"] == "unique"
    assert proof["layers"] == ["identity"]
    assert len(proof["proof"]) == 2


def test_every_candidate_of_a_tie_is_a_row_that_says_so(linping):
    key = "reconsideration_litigation.cases.litigation_after_review_upheld"
    report = linping().report
    report = with_cell(report, key, report.cell(key).value + 3)
    rows = list(repairs_rows("r1", repair_report(report)))
    assert len(rows) >= 2
    assert all(json.loads(r.proof)["ties"] == len(rows) for r in rows)
    assert len({r.repair_id for r in rows}) == len(rows)


# -- neighbouring years -----------------------------------------------------------------------------------------


def carried(new, carried_in, done, out):
    rows = ("requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out")
    return {f"requests.{row}.total": Decimal(n) for row, n in zip(rows, (new, carried_in, done, out), strict=True)}


def test_the_year_after_clears_one_cell_and_the_rest_stay_tied(linping, equations):
    """江宁 2022 prints 783 + 8 ≠ 788 + 2, and the 2 arrives in 2023."""
    from dataclasses import replace

    from toolkit.read import Cell, State
    from toolkit.repair import localise

    report = linping().report
    cells = tuple(
        Cell(*key.split("."), value, str(value), "", State.READ, None) for key, value in carried(783, 8, 788, 2).items()
    )
    report = replace(report, cells=cells, forms={"requests": "format2021"})
    balance = [e for e in equations() if e.id == "requests.req_balance@total"]
    values = printed_values(report)
    (alone,) = localise(balance, values)
    assert {c.cell: c.proposed for s in alone.solutions for c in s.changes} == {
        "requests.requests_received_new.total": 782, "requests.requests_carried_in.total": 7,
        "requests.outcomes_total.total": 789, "requests.requests_carried_out.total": 3,
    }  # fmt: skip
    following = carried(821, 2, 814, 9)
    (repair,) = repair_report(report, following=following)
    assert repair.status == "tied"
    assert set(repair.cells) == set(alone.cells) - {"requests.requests_carried_out.total"}
    assert repair.layers == ("identity", "neighbour")
    assert repair.decided_by == ("requests.carry_chain@total@following",)


def test_neighbours_give_equations_only_where_both_years_print(linping):
    report = linping().report
    prior = {"requests.requests_carried_out.total": Decimal(32), "requests.requests_carried_out.org_other": None}
    found = [e for e in neighbour_equations(report, prior) if e.rule == "carry_chain"]
    assert [(e.cells, e.layer, e.binding) for e in found] == [
        (("requests.requests_carried_in.total",), "neighbour", False)
    ]
    assert abs(found[0].constant) == 32
    assert neighbour_equations(report) == ()
