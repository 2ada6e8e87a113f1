"""Repairs and deductions in a report, its tables and its JSON; what a clean report does not pay; what is not solved."""

import json
from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import polars as pl
import pytest

import toolkit
from toolkit.cli import main
from toolkit.read import Cell, State
from toolkit.repair import Equation, deduce, localise
from toolkit.repair.localise import UNSOLVED
from toolkit.repair.milp import smallest_by_milp
from toolkit.repair.slips import grid_of
from toolkit.repair.system import build
from toolkit.study import view
from toolkit.study.schema import schema

WRONG, TRUE = "requests.granted_full.natural_person", Decimal(542)
BLANK = "requests.other_misc.total"


@pytest.fixture(scope="module")
def text(raw):
    return raw["004"].decode("utf-8")


@pytest.fixture
def broken(text):
    """临平 with one cell wrong and another blank."""
    report = toolkit.read_text(text).report
    changed = {WRONG: ("549", Decimal(549), State.READ), BLANK: ("", None, State.BLANK)}
    cells = tuple(
        replace(c, text=changed[c.key][0], value=changed[c.key][1], state=changed[c.key][2]) if c.key in changed else c
        for c in report.cells
    )
    return toolkit.AnnualReport(replace(report, cells=cells))


def test_a_complete_report_whose_identities_hold_costs_nothing(text, monkeypatch):
    def never(*_):
        raise AssertionError("a clean report was searched")

    monkeypatch.setattr(view, "repair_report", never)
    monkeypatch.setattr(view, "deduce_report", never)
    clean = toolkit.read_text(text)
    assert clean.view.repairs == ()
    assert clean.repairs.height == 0


def test_a_report_has_its_repairs_and_deductions_as_frames(broken):
    frame = broken.repairs
    assert tuple(frame.columns) == schema().tables["repairs"].columns
    key = pl.concat_str("table", "row", "column", separator=".")
    rows = frame.select(key, "printed", "proposed", "low", "high", "status", "fault", "option").rows()
    assert rows == [
        (WRONG, 549, 542, None, None, "proposed", 1, None),
        (BLANK, None, 14, 14, 14, "proven", None, None),
    ]
    proof = json.loads(frame["proof"][0])
    assert proof["slip"] == "digit_misread"
    assert len(proof["proof"]) == 2
    assert "together_with" not in proof
    assert broken.deduced["proposed"].to_list() == [14]
    assert broken.cell(WRONG).value == 549  # the print stays


def test_the_json_of_a_report_says_what_would_mend_it(broken):
    record = broken.json()
    (repair,) = record["repairs"]
    assert repair["status"] == "unique"
    assert repair["proposed"]["changes"] == [
        {"cell": WRONG, "printed": "549", "proposed": "542", "slip": "digit_misread"}
    ]
    assert repair["proposed"]["proof"] == repair["failing"]
    (deduced,) = record["deduced"]
    assert (deduced["cell"], deduced["value"], deduced["low"], deduced["high"]) == (BLANK, "14", "14", "14")
    assert deduced["proof"]
    cell = next(c for c in record["cells"] if f"{c['table']}.{c['row']}.{c['column']}" == BLANK)
    assert (cell["value"], cell["state"]) == (None, "blank")
    json.dumps(record)


def test_a_run_writes_the_repairs(text, tmp_path):
    (tmp_path / "raw").mkdir()
    assert text.count("\t\xa0542\n") == 1
    (tmp_path / "raw" / "a.txt").write_text(text.replace("\t\xa0542\n", "\t\xa0549\n"), encoding="utf-8")
    assert main(["run", "--raw", str(tmp_path / "raw"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    (row,) = pl.read_csv(tmp_path / "out" / "repairs.csv", infer_schema=False).rows(named=True)
    assert (row["row"], row["printed"], row["proposed"], row["status"]) == ("granted_full", "549", "542", "proposed")
    assert "549" in (tmp_path / "out" / "audit.html").read_text("utf-8")


def totals(report, *numbers):
    """Return a report that prints four totals and nothing else."""
    rows = ("requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out")
    cells = tuple(
        Cell("requests", row, "total", Decimal(n), f"{n}", "", State.READ, None)
        for row, n in zip(rows, numbers, strict=True)
    )
    return toolkit.AnnualReport(replace(report, cells=cells, passages=(), gaps=(), forms={"requests": "format2021"}))


def test_the_neighbouring_years_are_taken_in_where_they_are_known(text):
    """江宁 2022 and 2023: the 2 carried out arrives, so that one of four tied cells is cleared."""
    report = toolkit.read_text(text).report
    own, after = totals(report, 783, 8, 788, 2), totals(report, 821, 2, 814, 9)
    assert own.repairs["row"].to_list() == [
        "requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out",
    ]  # fmt: skip
    beside = own.beside(following=after)
    assert set(beside.repairs["status"]) == {"tied"}
    assert beside.repairs["row"].to_list() == ["requests_received_new", "requests_carried_in", "outcomes_total"]
    assert beside.repairs["option"].to_list() == [1, 2, 3]
    both = beside.beside(prior=totals(report, 700, 1, 694, 7))  # and last year carried out 7, not 8
    assert both.view.following == beside.view.following
    assert both.repairs.select("row", "proposed", "status").rows() == [("requests_carried_in", 7, "proposed")]


# -- what determines a blank ------------------------------------------------------------------------------------


def test_every_blank_that_the_equations_determine_is_filled(balanced, equations):
    """Against linear algebra in floats: a blank is determined where it alone can be told from the unknowns' rows."""
    random, determined = Random(4), 0
    system = equations()
    for trial in range(40):
        table = balanced(seed=trial)
        cells = random.sample(sorted(table), random.choice([5, 20, 40, 80]))
        column = {cell: n for n, cell in enumerate(cells)}
        matrix = np.zeros((len(system), len(cells)))
        for n, equation in enumerate(system):
            for cell, factor in equation.terms:
                if cell in column:
                    matrix[n, column[cell]] = factor
        rank = np.linalg.matrix_rank(matrix)
        found = {d.cell for d in deduce(system, {**table, **dict.fromkeys(cells)}).deduced}
        for cell, n in column.items():
            unit = np.zeros((1, len(cells)))
            unit[0, n] = 1
            if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
                determined += 1
                assert cell in found
    assert determined > 300


def test_bounds_are_proven_too(balanced, equations):
    table = balanced()
    corners = [f"requests.{r}.{c}" for r in ("granted_full", "unable_not_held") for c in ("natural_person", "total")]
    for interval in deduce(equations(), {**table, **dict.fromkeys(corners)}).open:
        assert interval.proof
        assert interval.low <= table[interval.cell] <= interval.high


# -- the same answer on every machine, or none -----------------------------------------------------------------------


def six_wrong(balanced, equations):
    table = balanced()
    cells = [c for c in sorted(table) if table[c]][::9][:6]
    return build(equations(), {**table, **{c: table[c] + 11 + n for n, c in enumerate(cells)}}), cells


def test_a_search_that_runs_out_of_time_answers_nothing(balanced, equations):
    system, _ = six_wrong(balanced, equations)
    assert smallest_by_milp(system, time_limit=0.0) == ((), False)


def test_a_search_that_runs_out_of_steps_answers_nothing(balanced, equations, monkeypatch):
    system, cells = six_wrong(balanced, equations)
    found, sure = smallest_by_milp(system)
    assert sure
    assert {cell for cell, _ in found[0].deltas} == set(cells)
    monkeypatch.setattr("toolkit.repair.milp.MOST_CELLS", 5)
    assert smallest_by_milp(system) == ((), False)


def test_what_was_not_solved_says_so_and_proposes_nothing(balanced, repaired):
    random, table = Random(5), balanced()
    (repair,) = repaired({cell: Decimal(random.randint(0, 99)) for cell in table})
    assert (repair.status, repair.reason, repair.solutions) == ("unknown", UNSOLVED, ())
    assert len(repair.failing) > 30


def test_a_result_is_the_same_twice(balanced, repaired):
    random, table = Random(8), balanced()
    wrong = table | {c: table[c] + random.randint(1, 9) for c in random.sample(sorted(table), 5)}
    assert repaired(wrong) == repaired(wrong)


# -- sentences beside identities ---------------------------------------------------------------------------------


def test_what_the_identities_decide_no_sentence_undoes(balanced, repaired):
    table = balanced()
    cell, other = "requests.granted_full.total", "requests.granted_partial.total"
    wrong = {**table, cell: table[cell] + 9}
    false = [Equation(f"claim@text:{n}-{n + 1}", ((c, 1),), v + 9, "claim", "granted", 1)
             for n, (c, v) in enumerate(((cell, table[cell]), (other, table[other])))]  # fmt: skip
    (repair,) = repaired(wrong, false)
    assert (repair.status, repair.cells, repair.proposed) == ("unique", (cell,), (table[cell],))
    assert repair.layers == ("identity",)
    assert repair.best.against  # and that the sentence disagrees is said
    assert repair.best.support == ()


def test_numbers_of_forty_digits_stay_exact():
    names = [f"t.{row}.c" for row in "abs"]
    rule = Equation("sum", ((names[0], 1), (names[1], 1), (names[2], -1)), Decimal(0), "identity", "sum", 1)
    huge = 10**39
    values = dict(zip(names, (Decimal(huge), Decimal(1), Decimal(huge + 3)), strict=True))
    (repair,) = localise([rule], values)
    assert {c.proposed for s in repair.solutions for c in s.changes} == {huge + 2, 3, huge + 1}


def test_a_repair_that_a_sentence_found_still_says_what_slip_it_was(balanced, equations):
    table_id = "reconsideration_litigation"
    block = f"{table_id}.cases.reconsideration_"
    values = dict.fromkeys(balanced(table_id), Decimal(0))
    parts = {"upheld": 14, "corrected": 31, "other": 5, "pending": 6, "total": 56}
    values |= {f"{block}{name}": Decimal(n) for name, n in parts.items()} | {f"{block}upheld": Decimal(31)}
    stated = Equation("claim@text:0-3", ((f"{block}upheld", 1),), Decimal(14), "claim", "upheld", 1)
    grid = grid_of("format2021", table_id)
    (repair,) = localise([*equations(table_id), stated], values, grids=[grid])
    assert (repair.status, repair.cells, repair.slip) == ("unique", (f"{block}upheld",), "copied")
    assert repair.decided_by == ("claim@text:0-3",)
