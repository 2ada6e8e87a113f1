"""Blanks: what the identities prove, what they leave open between bounds, and when they prove nothing."""

from decimal import Decimal
from random import Random

import pytest

from toolkit.repair import Equation, deduce
from toolkit.repair.deduce import deduced_values

SECTION_FOUR = "reconsideration_litigation"


def blanked(table, cells):
    return {**table, **dict.fromkeys(cells)}


def test_one_blank_is_proven_by_one_identity(balanced, equations):
    table = balanced()
    for cell in table:
        result = deduce(equations(), blanked(table, [cell]))
        assert deduced_values(result) == {cell: table[cell]}
        (found,) = result.deduced
        (proof,) = [e for e in equations() if e.id in found.proof]
        assert cell in proof.cells
        assert not result.open
        assert not result.broken


@pytest.mark.parametrize("edition", ["format2021", "format2019"])
def test_random_blanks_are_filled_exactly_or_bounded(balanced, equations, edition):
    random, filled = Random(120), 0
    for trial in range(120):
        table = balanced(seed=trial, edition=edition)
        cells = random.sample(sorted(table), random.choice([1, 3, 5, 10, 20, 40]))
        result = deduce(equations(edition=edition), blanked(table, cells))
        assert not result.broken
        for found in result.deduced:
            assert found.value == table[found.cell]
            filled += 1
        for interval in result.open:
            assert interval.low <= table[interval.cell]
            assert interval.high is None or table[interval.cell] <= interval.high
        assert {d.cell for d in result.deduced} | {i.cell for i in result.open} == set(cells)
    assert filled > 800


def test_two_blanks_of_one_row_need_their_columns(balanced, equations):
    table = balanced()
    a, b = "requests.granted_full.natural_person", "requests.granted_full.org_other"
    result = deduce(equations(), blanked(table, [a, b]))
    assert deduced_values(result) == {a: table[a], b: table[b]}
    assert {len(d.proof) for d in result.deduced} <= {1, 2}


def test_a_rectangle_of_blanks_stays_open_between_bounds(balanced, equations):
    table = balanced()
    corners = [f"requests.{r}.{c}" for r in ("granted_full", "other_misc") for c in ("natural_person", "org_other")]
    result = deduce(equations(), blanked(table, corners))
    if result.open:
        assert {i.cell for i in result.open} == set(corners)
        assert all(i.low <= table[i.cell] <= i.high for i in result.open)
    else:  # a sum of 0 leaves nothing open
        assert deduced_values(result) == {c: table[c] for c in corners}


def test_blanks_that_sum_to_nothing_are_zero(balanced, equations):
    table = {cell: Decimal(0) for cell in balanced(SECTION_FOUR)}
    total = f"{SECTION_FOUR}.cases.reconsideration_total"
    blanks = [c for c in table if "reconsideration_" in c.split(".")[2] and c != total]
    result = deduce(equations(SECTION_FOUR), blanked(table, blanks))
    assert deduced_values(result) == dict.fromkeys(blanks, Decimal(0))
    assert {d.proof for d in result.deduced} == {(f"{SECTION_FOUR}.reconsideration_sum@cases",)}


def test_blanks_that_sum_to_something_have_it_as_their_bound(balanced, equations):
    table = {cell: Decimal(0) for cell in balanced(SECTION_FOUR)}
    names = [f"{SECTION_FOUR}.cases.reconsideration_{n}" for n in ("upheld", "corrected", "total")]
    result = deduce(equations(SECTION_FOUR), {**table, names[0]: None, names[1]: None, names[2]: Decimal(7)})
    assert not result.deduced
    assert [(i.cell, i.low, i.high) for i in result.open] == [(n, Decimal(0), Decimal(7)) for n in names[:2]]


def test_a_blank_that_nothing_determines_is_no_zero(balanced, equations):
    table = dict.fromkeys(balanced(SECTION_FOUR))
    result = deduce(equations(SECTION_FOUR), table)
    assert not result.deduced
    assert len(result.open) == 15
    assert {i.high for i in result.open} == {None}


def test_a_table_of_2019_with_an_empty_total_column_is_deduced_cell_by_cell(balanced, equations):
    table = balanced(seed=5, size=40, edition="format2019")
    printed = {cell: None if not value or cell.endswith(".total") else value for cell, value in table.items()}
    assert sum(v is None for v in printed.values()) >= 126
    result = deduce(equations(edition="format2019"), printed)
    assert not result.broken
    assert all(table[d.cell] == d.value and d.proof for d in result.deduced)
    assert all(i.low <= table[i.cell] and (i.high is None or table[i.cell] <= i.high) for i in result.open)
    assert len(result.deduced) + len(result.open) == sum(v is None for v in printed.values())


def test_only_zeros_left_blank_are_all_proven_to_be_zero(balanced, equations):
    table = balanced(seed=5, size=40, edition="format2019")
    result = deduce(equations(edition="format2019"), {c: v or None for c, v in table.items()})
    assert not result.open
    assert {d.value for d in result.deduced} == {Decimal(0)}


# -- when nothing may be deduced --------------------------------------------------------------------------------


def test_nothing_is_deduced_from_a_broken_identity(balanced, equations):
    table = {cell: Decimal(0) for cell in balanced(SECTION_FOUR)}
    part, total = (f"{SECTION_FOUR}.cases.reconsideration_{n}" for n in ("upheld", "total"))
    result = deduce(equations(SECTION_FOUR), {**table, part: None, total: Decimal(4), part[:-6] + "other": Decimal(9)})
    assert not result.deduced  # -5 is no count
    assert result.broken == (f"{SECTION_FOUR}.reconsideration_sum@cases",)


def test_nothing_is_deduced_from_a_cell_that_may_be_wrong(balanced, equations):
    table = balanced()
    wrong, blank = "requests.granted_full.natural_person", "requests.granted_partial.natural_person"
    values = {**table, wrong: table[wrong] + 6, blank: None}
    result = deduce(equations(), values)
    assert deduced_values(result) == {blank: table[blank]}  # by its row, not by the column of the wrong cell
    (found,) = result.deduced
    assert found.proof == ("requests.applicant_sum@granted_partial",)


def test_two_proofs_that_disagree_prove_nothing(balanced, equations):
    table = balanced()
    blank, wrong = "requests.granted_full.org_other", "requests.granted_full.total"
    values = {**table, blank: None, wrong: table[wrong] + 50}
    result = deduce(equations(), values)
    assert deduced_values(result).get(blank, table[blank]) == table[blank]
    assert result.broken


def test_sentences_are_no_proof():
    stated = Equation("claim@text:0-5", (("t.r.c", 1),), Decimal(5), "claim", "received", 1)
    assert not deduce([stated], {"t.r.c": None}).deduced


def test_a_fraction_of_a_request_is_not_deduced():
    twice = Equation("twice", (("t.r.a", 2), ("t.r.b", -1)), Decimal(0), "identity", "twice", 1)
    result = deduce([twice], {"t.r.a": None, "t.r.b": Decimal(5)})
    assert not result.deduced
    assert result.broken == ("twice",)


def test_elimination_finds_what_no_single_sum_shows():
    def rule(name, terms, constant=0):
        return Equation(name, terms, Decimal(constant), "identity", name, 1)

    system = [rule("sum", (("t.r.a", 1), ("t.r.b", 1)), 10), rule("gap", (("t.r.a", 1), ("t.r.b", -1)), 4)]
    result = deduce(system, {"t.r.a": None, "t.r.b": None})
    assert deduced_values(result) == {"t.r.a": 7, "t.r.b": 3}
    assert all(set(d.proof) == {"sum", "gap"} for d in result.deduced)
