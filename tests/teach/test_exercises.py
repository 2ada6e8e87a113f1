"""Exercises: each has one answer that can be reached, and every kind of answer gets the right mark and a sentence."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest

from toolkit import teach
from toolkit.check import Outcome
from toolkit.read import State, read_bytes
from toolkit.study.view import view_report
from toolkit.teach.exercises import COLUMNS, exercise, exercise_ids, solution
from toolkit.teach.marking import check, forget

IDS = exercise_ids()


@pytest.fixture(autouse=True)
def _fresh():
    forget()
    yield
    forget()


def right(name):
    return pl.DataFrame(list(solution(name)))


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, list, lambda rows: pl.LazyFrame(list(rows))])
def test_the_solution_is_right_however_it_is_given(name, make):
    for rows in (solution(name), solution(name)[::-1]):
        mark = check(make(list(rows)), name)
        assert (mark.outcome, mark.score, mark.right) == ("right", 1, True)


@pytest.mark.parametrize("name", IDS)
def test_what_is_not_an_answer_yet(name):
    assert check(None, name).outcome == "unanswered"
    assert "Not answered yet" in repr(check(None, name))
    empty = check(right(name).clear(), name)
    assert (empty.outcome, empty.score) == ("wrong", 0)
    assert "no row" in empty.en
    none = check(pl.DataFrame(), name)
    assert "Columns are missing: " + ", ".join(COLUMNS[exercise(name).kind]) in none.en
    assert "not int" in check(7, name).en
    assert "not str" in check("requests", name).en


def test_partly_right():
    rows = list(solution("find-blanks"))
    assert len(rows) > 1
    mark = check(rows[1:], "find-blanks")
    assert (mark.outcome, mark.score) == ("partly", Fraction(len(rows) - 1, len(rows)))
    assert f"{len(rows) - 1} right, 1 still missing, 0 too many" in mark.en
    mark = check([*rows, {"cell": "requests.granted_full.total"}], "find-blanks")
    assert mark.score == Fraction(len(rows), len(rows) + 1)
    assert "1 too many" in mark.en
    assert check([*rows, rows[0]], "find-blanks").outcome == "partly"  # the same row twice is one too many


def test_naming_every_cell_is_worth_next_to_nothing():
    (report,) = read_bytes(exercise("find-total").text.encode(), "x.txt")
    everything = pl.DataFrame({"cell": [cell.key for cell in report.cells]})
    assert check(everything, "find-total").score < Fraction(1, 100)


def test_a_right_place_with_a_wrong_value():
    mark = check(right("fix-total").with_columns(value=pl.lit(99999)), "fix-total")
    assert (mark.outcome, mark.score) == ("partly", Fraction(1, 2))
    assert "1 of the places are right" in mark.en
    wrong = check(pl.DataFrame({"cell": ["requests.granted_full.total"], "value": [1]}), "fix-total")
    assert (wrong.outcome, wrong.score) == ("wrong", 0)


@pytest.mark.parametrize(
    ("kind", "score"),
    [(str, Fraction(4, 5)), (int, 1), (float, 1), (Decimal, 1)],
    ids=["text", "int", "float", "decimal"],
)
def test_types_of_values(kind, score):
    rows = [{**row, "value": kind(row["value"])} for row in solution("fix-swapped")]
    for frame in (pl.DataFrame(rows), pd.DataFrame(rows)):
        mark = check(frame, "fix-swapped")
        assert mark.score == score
        assert mark.right == (score == 1)
    assert kind is not str or "cast it" in mark.en


def test_further_columns_capitals_spaces_and_an_index_do_not_matter():
    frame = right("fix-total").to_pandas()
    assert check(frame.assign(note="x"), "fix-total").right
    assert check(frame.set_index("cell"), "fix-total").right
    assert check(
        pl.DataFrame([{k: f" {v} ".upper() for k, v in row.items()} for row in solution("defend-year")]), "defend-year"
    ).right


def test_missing_values_are_no_answer_and_no_crash():
    frame = pd.DataFrame({"cell": [solution("fix-total")[0]["cell"], None], "value": [float("nan"), 3.0]})
    assert check(frame, "fix-total").outcome == "partly"
    assert check(pl.DataFrame({"cell": [None]}), "find-total").outcome == "wrong"


def test_the_hint_comes_before_the_answer():
    assert isinstance(teach.answer("find-total"), str)
    teach.hint("find-total")
    assert isinstance(teach.answer("find-total"), str)  # nothing tried yet
    mark = check(pl.DataFrame({"cell": ["x"]}), "find-total")
    assert exercise("find-total").hint_en in mark.en
    assert exercise("find-total").hint_zh in mark.zh
    assert teach.answer("find-total").to_dicts() == list(solution("find-total"))
    assert isinstance(teach.answer("fix-total"), str)


@pytest.mark.parametrize("name", IDS)
def test_no_sentence_gives_the_answer_away(name):
    task = exercise(name)
    said = [repr(task), task._repr_html_(), task.hint_zh, task.hint_en]
    said += [repr(check(given, name)) for given in (None, 1, right(name).clear(), [dict.fromkeys(task.columns, "x")])]
    if task.kind != "defend":
        values = {str(value) for row in solution(name) for key, value in row.items() if key != "value"}
        assert not [value for value in values for text in said if value in text.replace("outcomes_total", "")]


def test_check_is_on_the_exercise_opened_last():
    with pytest.raises(ValueError, match="open an exercise first"):
        teach.check(None)
    teach.exercise("fix-total")
    assert teach.check(right("fix-total")).right
    teach.exercise("find-total")
    assert teach.check(right("fix-total").select("cell")).exercise == "find-total"
    with pytest.raises(KeyError, match="find-total"):
        teach.exercise("no such")


@pytest.mark.parametrize("name", IDS)
def test_an_exercise_can_be_solved_from_its_page(name):
    task = exercise(name)
    (report,) = read_bytes(task.text.encode(), "x.txt")
    view = view_report(report)
    failing = [check for check in view.checks if check.outcome is Outcome.FAILS]
    cells = {str(row["cell"]) for row in solution(name)}
    if task.slip in ("wrong_total", "digits_swapped"):
        assert set.intersection(*(set(check.cells) for check in failing)) == cells
        assert len(failing) > 1
    elif task.slip == "row_shifted":
        assert failing
    elif task.slip == "blank_for_zero":
        assert {cell.key for cell in report.cells if cell.state is State.BLANK} == cells
    elif task.slip == "prose_number":
        wrong = {claim.readings[0].measure for claim in view.narrative.claims if claim.verdict == "inconsistent"}
        assert wrong == cells
        assert not failing
    else:
        (before,) = read_bytes(task.prior.encode(), "y.txt")
        assert not failing
        assert [c.text for c in before.cells if c.table == "requests"] == [
            c.text for c in report.cells if c.table == "requests"
        ]


@pytest.mark.parametrize("name", IDS)
def test_every_exercise_states_level_time_and_kind(name):
    task = exercise(name)
    assert task.kind in COLUMNS
    assert 1 <= task.level <= 4
    assert 1 <= task.minutes <= 30
    assert all((task.task_zh, task.task_en, task.hint_zh, task.hint_en, task.wrong_zh, task.wrong_en))
    assert all(column in task.task_zh and column in task.task_en for column in task.columns)
