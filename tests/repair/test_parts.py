"""The parts of a repair one by one: slips, equations from sentences and years, exact systems, bounds, rows."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.claim import Claim, ReadingValue
from toolkit.repair import (
    Deduced,
    Deduction,
    Equation,
    Interval,
    claim_equations,
    deduce,
    localise,
    repairs_rows,
    year_equations,
)
from toolkit.repair.deduce import deduced_values
from toolkit.repair.slips import Grid, grid_of, slip_of
from toolkit.repair.system import build, printable, scale_of, whole


def rule(name, terms, constant=0, layer="identity", weight=1):
    return Equation(name, tuple(terms.items()), Decimal(constant), layer, name, 1, weight)


def D(values):  # noqa: N802 - short for the tables below
    return {cell: None if value is None else Decimal(value) for cell, value in values.items()}


# -- slips ------------------------------------------------------------------------------------------------------------

GRID = Grid("t", ("a", "b", "c"), ("x", "y", "z"))
AROUND = D(
    {"t.a.x": 1, "t.a.y": 22, "t.a.z": 3, "t.b.x": 44, "t.b.y": 0, "t.b.z": 66, "t.c.x": 7, "t.c.y": 88, "t.c.z": 99}
)


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        (1173, 1137, "digits_swapped"), (4, 40, "digits_swapped"), (321, 123, "digits_swapped"),
        (1133, 113, "digit_doubled"), (1113, 113, "digit_doubled"), (11, 1, ""),
        (13, 123, "digit_lost"), (12, 123, "digit_lost"), (23, 123, "digit_lost"), (3, 13, ""),
        (22, 5, "copied"), (44, 5, "copied"), (66, 5, "copied"), (88, 5, "copied"), (99, 5, ""), (7, 5, ""), (1, 5, ""),
        (17, 11, "digit_misread"), (117, 197, "digit_misread"), (117, 198, ""), (7, 1, ""), (12, 98, ""), (12, 7, ""),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_called_by_its_name(printed, meant, slip):
    assert slip_of(("t.b.y", Decimal(printed), Decimal(meant)), AROUND, GRID) == slip


def test_cells_at_the_edge_have_fewer_neighbours():
    assert slip_of(("t.a.x", Decimal(22), Decimal(5)), AROUND, GRID) == "copied"  # right
    assert slip_of(("t.a.x", Decimal(44), Decimal(5)), AROUND, GRID) == "copied"  # below
    assert slip_of(("t.a.x", Decimal(99), Decimal(5)), AROUND, GRID) == ""  # no wrapping around
    assert slip_of(("t.c.z", Decimal(88), Decimal(5)), AROUND, GRID) == "copied"
    assert slip_of(("t.c.z", Decimal(66), Decimal(5)), AROUND, GRID) == "copied"
    assert slip_of(("t.b.y", Decimal(22), Decimal(5)), AROUND, None) == ""


def test_a_grid_has_the_rows_and_columns_of_the_form():
    grid = grid_of("format2021", "requests")
    assert (len(grid.rows), len(grid.columns)) == (25, 7)
    assert grid.cell(0, 6) == "requests.requests_received_new.total"
    assert grid.row_cells[0][0] == "requests.requests_received_new.natural_person"
    assert grid_of("format2021", "no_table") is None
    assert grid_of("no_edition", "requests") is None


def moved(table, grid, change):
    """Return the table after `change` moved the numbers: it maps (row, column) to the place a number comes from."""
    wrong = dict(table)
    for r in range(len(grid.rows)):
        for c in range(len(grid.columns)):
            source = change(r, c)
            wrong[grid.cell(r, c)] = table[grid.cell(*source)] if source else Decimal(0)
    return wrong


@pytest.mark.parametrize("first", [8, 14])
def test_rows_that_moved_down_from_somewhere_on_are_one_slip(balanced, repaired, requests_grid, first):
    table = balanced(seed=11)
    wrong = moved(table, requests_grid, lambda r, c: (r, c) if r < first else (r - 1, c) if r > first else None)
    (repair,) = repaired(wrong)
    true = {c: table[c] for c in table if table[c] != wrong[c]}
    assert true in [{c.cell: c.proposed for c in s.changes} for s in repair.solutions if "rows_moved" in s.slip]


def test_a_column_copied_from_its_neighbour_is_one_slip(balanced, repaired, proposals, requests_grid):
    table = balanced(seed=4)
    wrong = moved(table, requests_grid, lambda r, c: (r, 0) if c == 1 else (r, c))
    (repair,) = repaired(wrong)
    assert "column_copied:org_commercial" in [s.slip for s in repair.solutions]
    best = next(s for s in repair.solutions if s.slip == "column_copied:org_commercial")
    assert {c.cell: c.proposed for c in best.changes} == {c: table[c] for c in table if table[c] != wrong[c]}


# -- equations of sentences and years ------------------------------------------------------------------------------

VALUES = D({"requests.granted_full.total": 5, "requests.granted_partial.total": 2, "requests.outcomes_total.total": 9})


def claim(measure, value=7, **changes):
    made = Claim(
        "公开7件", 3, 7, "text", 1, Decimal(value), "件", "", False, (ReadingValue(measure, None),), "none",
        "inconsistent", "", "granted", 2, "requests",
    )  # fmt: skip
    return replace(made, **changes)


def test_a_sentence_is_an_equation_over_the_cells_of_its_first_reading():
    (found,) = claim_equations([claim("granted_full+granted_partial")], VALUES)
    assert found.id == "claim@text:3-7"
    assert dict(found.terms) == {"requests.granted_full.total": 1, "requests.granted_partial.total": 1}
    assert (found.constant, found.layer, found.rule, found.version, found.binding) == (7, "claim", "granted", 2, False)


@pytest.mark.parametrize(
    ("measure", "terms", "constant"),
    [
        ("outcomes_total-granted_full", {"outcomes_total": 1, "granted_full": -1}, 7),
        ("granted_full+3", {"granted_full": 1}, 4),
        ("-granted_full", {"granted_full": -1}, 7),
        ("granted_full+granted_full", {"granted_full": 2}, 7),
        ("outcomes_total-(granted_full-3)", {"outcomes_total": 1, "granted_full": -1}, 4),
    ],
)  # fmt: skip
def test_sums_and_differences_are_linear(measure, terms, constant):
    (found,) = claim_equations([claim(measure)], VALUES)
    assert dict(found.terms) == {f"requests.{row}.total": factor for row, factor in terms.items()}
    assert found.constant == constant


@pytest.mark.parametrize(
    "made",
    [
        claim("100*granted_full/outcomes_total"), claim("prior.granted_full"), claim("granted_full-granted_full"),
        claim("no measure of ours("), claim("litigation_direct_total"), claim("granted_full", note="no_base"),
        claim("granted_full", qualifier="余"), claim("granted_full", fit="alternate"),
        claim("granted_full", fit="unknown"), claim("granted_full", verdict="approximate"),
        claim("granted_full", verdict="ambiguous"),
        claim("granted_full", readings=()),
    ],
)  # fmt: skip
def test_what_is_no_exact_statement_on_a_printed_cell_is_no_equation(made):
    assert claim_equations([made], VALUES) == ()


def test_the_same_statement_twice_is_one_equation():
    twice = [claim("granted_full"), claim("granted_full", start=20, end=24), claim("granted_full", value=8)]
    assert [(e.id, e.constant) for e in claim_equations(twice, VALUES)] == [
        ("claim@text:3-7", 7), ("claim@text:3-7", 8),
    ]  # fmt: skip


def test_a_year_before_and_after_bind_what_is_carried():
    own = D({"requests.requests_carried_in.total": 3, "requests.requests_carried_out.total": 4})
    prior, after = D({"requests.requests_carried_out.total": 5}), D({"requests.requests_carried_in.total": 6})
    found = year_equations({"requests": "format2021"}, own, prior, after)
    carried = [e for e in found if e.rule == "carry_chain"]
    by_cell = {e.cells[0]: e for e in carried}
    assert set(by_cell) == set(own)
    for cell, number in (("requests.requests_carried_in.total", 5), ("requests.requests_carried_out.total", 6)):
        ((_, factor),) = by_cell[cell].terms
        assert by_cell[cell].constant / factor == number
        assert by_cell[cell].layer == "neighbour"
    assert [e.id.rpartition("@")[2] for e in carried] == ["prior", "following"]
    assert year_equations({"requests": "no_edition"}, own, prior, after) == ()
    assert year_equations({"requests": "format2021"}, {}, prior, after) == ()


# -- exact systems ----------------------------------------------------------------------------------------------------


def test_numbers_are_whole_at_one_common_scale():
    values = D({"t.r.a": "1.25", "t.r.b": 7, "t.r.c": None, "t.r.d": "1E+2"})
    assert scale_of([rule("r", {"t.r.a": 1}, "0.0005")], values) == 4
    assert scale_of([], values) == 2
    assert scale_of([], D({"t.r.b": 7})) == 0
    assert whole(Decimal("1.25"), 4) == 12500
    assert [printable(n, 2) for n in (125, 120, 100, 0, -150)] == [
        Decimal(t) for t in ("1.25", "1.2", "1", "0", "-1.5")
    ]
    system = build([rule("r", {"t.r.a": 2, "t.r.b": -1, "t.r.d": 1}, "0.5")], values)
    assert system.residual == {0: 250 - 700 + 10000 - 50}


def test_blanks_are_eliminated_and_the_rows_they_join_are_named():
    equations = [rule("one", {"t.r.a": 1, "t.r.b": -1}), rule("two", {"t.r.b": 1, "t.r.c": -1})]
    values = D({"t.r.a": 5, "t.r.b": None, "t.r.c": 3})
    system = build(equations, values)
    assert len(system.members) == 1
    assert set(system.names([0])) == {"one", "two"}
    (repair,) = localise(equations, values)
    assert {(c.cell, c.proposed) for s in repair.solutions for c in s.changes} == {("t.r.a", 3), ("t.r.c", 5)}
    assert set(repair.failing) == {"one", "two"}


def test_an_equation_over_a_cell_that_is_not_there_is_left_out():
    assert localise([rule("one", {"t.r.a": 1, "t.r.z": -1})], D({"t.r.a": 5})) == ()


def test_factors_other_than_one_stay_exact():
    (repair,) = localise([rule("thrice", {"t.r.a": 3, "t.r.b": -1})], D({"t.r.a": 2, "t.r.b": 7}))
    assert {(c.cell, c.proposed) for s in repair.solutions for c in s.changes} == {("t.r.b", 6)}  # a would be 7/3


# -- bounds -----------------------------------------------------------------------------------------------------------

ABC = dict.fromkeys(("t.r.a", "t.r.b", "t.r.c"))


def test_bounds_that_meet_are_a_value():
    equations = [rule("more", {"t.r.a": 1, "t.r.b": -1}, 5), rule("less", {"t.r.a": 1, "t.r.c": 1}, 5)]
    result = deduce(equations, ABC)
    assert deduced_values(result) == {"t.r.a": 5, "t.r.b": 0, "t.r.c": 0}
    assert all(set(d.proof) == {"more", "less"} for d in result.deduced)
    assert result.open == ()


def test_bounds_narrow_each_other():
    equations = [rule("sum", {"t.r.a": 1, "t.r.b": 1}, 10), rule("gap", {"t.r.a": 1, "t.r.c": -1}, 4)]
    result = deduce(equations, ABC)
    assert [(i.cell, i.low, i.high) for i in result.open] == [("t.r.a", 4, 10), ("t.r.b", 0, 6), ("t.r.c", 0, 6)]


def test_bounds_are_whole_numbers():
    result = deduce([rule("twice", {"t.r.a": 2, "t.r.b": 3}, 10)], dict.fromkeys(("t.r.a", "t.r.b")))
    assert [(i.cell, i.low, i.high) for i in result.open] == [("t.r.a", 2, 5), ("t.r.b", 0, 2)]  # 2·2+3·2 and 2·5


def test_a_blank_beyond_its_bounds_proves_nothing():
    equations = [rule("sum", {"t.r.a": 1, "t.r.b": 1}, 3), rule("gap", {"t.r.a": 1, "t.r.c": -1}, 4)]
    result = deduce(equations, ABC)
    assert result.deduced == ()
    assert set(result.broken) == {"sum", "gap"}


def test_decimals_are_deduced_only_where_counts_stay_whole():
    result = deduce([rule("sum", {"t.r.a": 1, "t.r.b": 1}, "7.0")], D({"t.r.a": "2.00", "t.r.b": None}))
    assert [(d.cell, str(d.value)) for d in result.deduced] == [("t.r.b", "5")]
    assert deduce([rule("sum", {"t.r.a": 1, "t.r.b": 1}, "7.5")], D({"t.r.a": 2, "t.r.b": None})).broken == ("sum",)


# -- ties, weights, rows -----------------------------------------------------------------------------------------------


def test_a_tie_and_a_sure_repair_stand_apart():
    equations = [
        rule("one", {"t.r.a": 1, "t.r.b": -1}),
        rule("two", {"t.s.a": 1, "t.s.b": -1}),
        rule("three", {"t.s.a": 1, "t.s.c": -1}),
        rule("holds", {"t.s.b": 1, "t.s.c": -1}),
    ]
    values = D({"t.r.a": 5, "t.r.b": 3, "t.s.a": 9, "t.s.b": 4, "t.s.c": 4})
    repairs = localise(equations, values)
    assert sorted((r.status, r.cells) for r in repairs) == [("tied", ("t.r.a", "t.r.b")), ("unique", ("t.s.a",))]
    unique = next(r for r in repairs if r.status == "unique")
    assert (unique.printed, unique.proposed, unique.alternatives) == ((9,), (4,), ())
    tied = next(r for r in repairs if r.status == "tied")
    assert (tied.printed, tied.proposed, tied.slip, len(tied.alternatives)) == ((), (), "", 2)


def test_a_slip_breaks_a_tie_where_it_alone_explains():
    equations = [rule("one", {"t.r.a": 1, "t.r.b": -1})]
    (repair,) = localise(equations, D({"t.r.a": 1173, "t.r.b": 1137}))
    assert repair.status == "tied"  # each is the other with two digits swapped
    total = [rule("sum", {"t.r.a": 1, "t.r.b": 1, "t.r.c": -1})]
    (repair,) = localise(total, D({"t.r.a": 620, "t.r.b": 517, "t.r.c": 1173}))
    assert (repair.status, repair.cells, repair.slip) == ("preferred", ("t.r.c",), "digits_swapped")
    assert repair.reason == "the only one explained by a slip: digits_swapped"
    assert {s.cells for s in repair.alternatives} == {("t.r.a",), ("t.r.b",)}


def test_the_weight_of_a_sentence_counts():
    total = rule("sum", {"t.r.a": 1, "t.r.b": 1, "t.r.c": -1})
    says_a = rule("claim@text:0-1", {"t.r.a": 1}, 6, "claim", weight=1)
    says_b = rule("claim@text:2-3", {"t.r.b": 1}, 4, "claim", weight=3)
    values = D({"t.r.a": 5, "t.r.b": 3, "t.r.c": 9})
    (repair,) = localise([total, says_a, says_b], values)
    assert repair.status == "unique"
    assert repair.best.cells == ("t.r.b",)
    assert repair.best.support == ("claim@text:2-3",)
    assert repair.best.against == ()  # the other sentence speaks of another cell
    assert repair.layers == ("identity", "claim")


def test_rows_say_what_is_proven_and_what_is_bounded():
    deduction = Deduction(
        (Deduced("t.r.a", Decimal(5), ("one", "two")),),
        (Interval("t.r.b", Decimal(0), Decimal(7), ("one",)), Interval("t.r.c", Decimal(2), None, ("two",)),
         Interval("t.r.d", Decimal(0), None)),
    )  # fmt: skip
    rows = list(repairs_rows("r1", (), deduction))
    assert [(r.repair_id, r.report_id, r.table, r.row, r.column) for r in rows] == [
        (f"r1/t.r.{c}/deduction", "r1", "t", "r", c) for c in "abc"
    ]
    assert [(r.printed, r.proposed, r.low, r.high, r.status) for r in rows] == [
        (None, "5", "5", "5", "proven"), (None, None, "0", "7", "open"), (None, None, "2", None, "open"),
    ]  # fmt: skip
    assert [json.loads(r.proof)["proof"] for r in rows] == [["one", "two"], ["one"], ["two"]]
    assert {(r.rule, r.rule_version, r.fault, r.option) for r in rows} == {("deduction", 1, None, None)}


def test_rows_of_a_tie_share_their_fault_and_count_their_options(repaired, balanced):
    table = balanced("reconsideration_litigation", seed=3)
    block = "reconsideration_litigation.cases.reconsideration_"
    repairs = repaired({**table, f"{block}total": table[f"{block}total"] + 9})
    rows = list(repairs_rows("r1", repairs))
    assert {r.fault for r in rows} == {1}
    assert [r.option for r in rows] == list(range(1, len(rows) + 1))
    assert {r.status for r in rows} == {"tied"}
    assert all(json.loads(r.proof)["proof"] == ["reconsideration_litigation.reconsideration_sum@cases"] for r in rows)
