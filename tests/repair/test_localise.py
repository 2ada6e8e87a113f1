"""Which cell is wrong: every single error, pairs, swapped digits, slips of whole lines; ties are shown as ties."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form import load_form
from toolkit.repair import Equation, localise
from toolkit.repair.equations import table_equations
from toolkit.repair.localise import UNSURE, blocks
from toolkit.teach.synthetic import figures

SECTION_FOUR = "reconsideration_litigation"


def test_every_single_wrong_cell_is_named_with_its_value(balanced, repaired):
    table = balanced()
    assert len(table) == 175
    for n, (cell, true) in enumerate(table.items()):
        wrong = {**table, cell: true + 1 + n}
        (repair,) = repaired(wrong)
        assert (repair.status, repair.cells, repair.proposed) == ("unique", (cell,), (true,))
        assert repair.printed == (true + 1 + n,)
        assert 2 <= len(repair.best.proof) <= 3
        assert set(repair.best.proof) == set(repair.failing)
        assert repair.layers == ("identity",)


def test_every_proof_is_an_identity_over_the_cell(balanced, repaired, equations):
    table = balanced()
    known = {e.id: e for e in equations()}
    cell = "requests.outcomes_total.natural_person"
    (repair,) = repaired({**table, cell: table[cell] + 5})
    assert len(repair.best.proof) == 3  # its row, its column, and the balance
    assert all(cell in known[name].cells for name in repair.best.proof)


def test_random_pairs_are_named(balanced, repaired, proposals):
    random, right = Random(60), 0
    for seed in range(60):
        table = balanced(seed=seed)
        a, b = random.sample(sorted(table), 2)
        wrong = {**table, a: table[a] + random.randint(1, 30), b: table[b] + random.randint(31, 60)}
        right += proposals(repaired(wrong)) == {a: table[a], b: table[b]}
    assert right == 60


def test_swapped_digits_are_restored_and_named_as_such(balanced, repaired):
    done = 0
    for seed in range(40):
        table = balanced(seed=seed, size=900)
        for cell, true in table.items():
            digits = str(true)
            if done == 55 or len(digits) < 2 or digits[-1] == digits[-2]:
                continue
            (repair,) = repaired({**table, cell: Decimal(digits[:-2] + digits[-1] + digits[-2])})
            assert (repair.cells, repair.proposed, repair.slip) == ((cell,), (true,), "digits_swapped")
            done += 1
    assert done == 55


@pytest.mark.parametrize("count", [3, 4])
def test_more_cells_are_searched_exactly(balanced, repaired, proposals, count):
    random, table = Random(count), balanced()
    for _ in range(10):
        rows = random.sample(sorted({cell.rpartition(".")[0] for cell in table}), count)  # two in a row may be a tie
        cells = [random.choice(sorted(c for c in table if c.startswith(f"{row}."))) for row in rows]
        wrong = table | {cell: table[cell] + random.randint(1, 40) for cell in cells}
        assert proposals(repaired(wrong)) == {cell: table[cell] for cell in cells}


def test_faults_apart_from_each_other_are_apart(balanced, repaired):
    table = balanced()
    wrong = table | {
        "requests.granted_full.natural_person": table["requests.granted_full.natural_person"] + 3,
        "requests.unable_not_held.org_other": table["requests.unable_not_held.org_other"] + 9,
    }
    assert [r.cells for r in repaired(wrong)] == [
        ("requests.granted_full.natural_person",), ("requests.unable_not_held.org_other",),
    ]  # fmt: skip


def test_a_balanced_table_has_no_repair(balanced, repaired):
    assert repaired(balanced()) == ()
    assert repaired(balanced(edition="format2019"), edition="format2019") == ()


def test_a_rectangle_of_equal_errors_is_a_tie_of_its_two_diagonals(balanced, repaired):
    table = balanced()
    a, b = "requests.granted_full.natural_person", "requests.unable_not_held.org_other"
    c, d = "requests.granted_full.org_other", "requests.unable_not_held.natural_person"
    (repair,) = repaired(table | {a: table[a] + 2, b: table[b] + 2})
    assert repair.status == "tied"
    assert repair.best is None
    assert {frozenset(s.cells) for s in repair.solutions} >= {frozenset({a, b}), frozenset({c, d})}


def test_a_negative_number_is_no_repair(balanced, repaired):
    table = dict.fromkeys(balanced(SECTION_FOUR), Decimal(0))
    total = f"{SECTION_FOUR}.cases.reconsideration_total"
    (repair,) = repaired(table | {total: Decimal(3)})
    assert repair.status == "tied"
    assert len(repair.solutions) == 5
    (repair,) = repaired(table | {f"{SECTION_FOUR}.cases.reconsideration_upheld": Decimal(3)})
    assert {s.cells for s in repair.solutions} == {
        (f"{SECTION_FOUR}.cases.reconsideration_upheld",), (total,)
    }  # no other part can go below 0  # fmt: skip


def test_large_counts_stay_exact(balanced, repaired):
    table = balanced()
    huge = {cell: value * 10**20 for cell, value in table.items()}  # far beyond what a float holds
    cell = "requests.granted_partial.total"
    (repair,) = repaired({**huge, cell: huge[cell] + 1})
    assert repair.proposed == (huge[cell],)


def test_four_million_and_six_decimals_stay_exact():
    names = [f"t.{r}.c" for r in "abs"]
    rule = Equation("sum", ((names[0], 1), (names[1], 1), (names[2], -1)), Decimal(0), "identity", "sum", 1)
    one = Equation("copy", ((names[0], 1), (names[1], -1)), Decimal(0), "identity", "copy", 1)
    values = {"t.a.c": Decimal(4000000), "t.b.c": Decimal(4000000), "t.s.c": Decimal(8000001)}
    (repair,) = localise([rule, one], values)
    assert repair.proposed == (Decimal(8000000),)
    money = {"t.a.c": Decimal("0.000001"), "t.b.c": Decimal("31.270001"), "t.s.c": Decimal("31.270003")}
    assert localise([rule], money)[0].status == "unknown"  # counts are whole: no cell may become a fraction
    from toolkit.repair.search import smallest
    from toolkit.repair.system import build

    found = smallest(build([rule], money), whole=frozenset())
    assert {f.deltas for f in found} == {(("t.a.c", 1),), (("t.b.c", 1),), (("t.s.c", -1),)}  # in units of 0.000001


def test_a_blank_hides_nothing_that_other_identities_show(balanced, repaired):
    table = balanced()
    cell = "requests.granted_full.natural_person"
    wrong = {**table, cell: table[cell] + 4, "requests.denied_state_secret.org_other": None}
    (repair,) = repaired(wrong)
    assert (repair.cells, repair.proposed) == ((cell,), (table[cell],))


def test_with_its_row_total_blank_a_wrong_cell_is_one_of_several(balanced, repaired):
    table = balanced()
    cell = "requests.granted_full.natural_person"
    (repair,) = repaired({**table, cell: table[cell] + 4, "requests.granted_full.total": None})
    assert cell in repair.cells
    assert len(repair.failing) >= 2


def test_weights_make_a_cell_harder_to_change(balanced, equations):
    table = balanced(SECTION_FOUR)
    block = [e for e in equations(SECTION_FOUR) if "reconsideration_sum" in e.id]
    wrong = {**table, f"{SECTION_FOUR}.cases.reconsideration_total": Decimal(50)}
    parts = {c: 2 for c in block[0].cells if not c.endswith("_total")}
    (repair,) = localise(block, wrong, weights=parts)
    assert repair.status == "unique"
    assert repair.cells == (f"{SECTION_FOUR}.cases.reconsideration_total",)


def test_blocks_share_no_cell(equations):
    found = blocks([*equations(), *equations(SECTION_FOUR)])
    assert sorted(len(b) for b in found) == [1, 1, 1, 39]
    seen = [{cell for e in block for cell in e.cells} for block in found]
    assert all(not a & b for n, a in enumerate(seen) for b in seen[:n])


# -- slips of whole lines ---------------------------------------------------------------------------------------


def rows_with(table, grid, least):
    return [cells for cells in grid.row_cells if sum(bool(table[c]) for c in cells) >= least]


def test_a_shifted_row_is_one_slip(balanced, repaired, proposals, requests_grid):
    table, seen = balanced(), 0
    for cells in rows_with(table, requests_grid, 4):
        wrong = dict(table)
        for n in range(6, 0, -1):
            wrong[cells[n]] = table[cells[n - 1]]
        wrong[cells[0]] = Decimal(0)
        (repair,) = repaired(wrong)
        assert repair.status == "preferred"
        assert repair.slip.startswith("row_shifted:")
        assert proposals([repair]) == {c: table[c] for c in cells if table[c] != wrong[c]}
        seen += 1
    assert seen > 5


def test_a_total_column_of_zeros_is_one_slip(balanced, repaired, proposals, requests_grid):
    table = balanced()
    wrong = {cell: Decimal(0) if cell.endswith(".total") else value for cell, value in table.items()}
    (repair,) = repaired(wrong)
    assert repair.slip == "column_lost:total"
    assert proposals([repair]) == {cell: value for cell, value in table.items() if value != wrong[cell]}


def test_a_column_moved_down_is_one_slip(balanced, repaired, proposals, requests_grid):
    table = balanced()
    wrong = dict(table)
    for r in range(24, 0, -1):
        wrong[requests_grid.cell(r, 1)] = table[requests_grid.cell(r - 1, 1)]
    wrong[requests_grid.cell(0, 1)] = Decimal(0)
    (repair,) = repaired(wrong)
    assert repair.slip == "column_shifted:org_commercial"
    assert proposals([repair]) == {cell: value for cell, value in table.items() if value != wrong[cell]}


def test_a_row_copied_from_its_neighbour_is_offered_before_two_wrong_cells(balanced, repaired, requests_grid):
    table = balanced()
    wrong = dict(table)
    for c in range(7):
        wrong[requests_grid.cell(3, c)] = table[requests_grid.cell(2, c)]
    (repair,) = repaired(wrong)
    assert any(s.slip == "row_copied:granted_partial" or s.slip.startswith("row_copied") for s in repair.solutions)
    assert all(
        c.cell in {x for x in wrong if wrong[x] != table[x]} | set(repair.cells) for c in repair.solutions[0].changes
    )


def test_a_single_wrong_cell_is_never_called_a_shifted_line(balanced, repaired):
    table = balanced()
    for cell in sorted(table)[::17]:
        (repair,) = repaired({**table, cell: table[cell] + 1})
        assert len(repair.solutions) == 1


# -- faults too large to search ---------------------------------------------------------------------------------


def test_six_wrong_cells_are_found_by_the_solver(balanced, repaired, proposals):
    table = balanced()
    cells = [
        f"requests.{cell}" for cell in (
            "granted_full.natural_person", "denied_state_secret.org_commercial", "unable_not_held.org_research",
            "other_misc.org_other", "not_processed_duplicate.org_legal_service", "granted_partial.org_public_interest",
        )
    ]  # fmt: skip
    wrong = table | {cell: table[cell] + 11 + n for n, cell in enumerate(cells)}
    repairs = repaired(wrong)
    assert proposals(repairs) == {cell: table[cell] for cell in cells}
    assert all(r.status == "unique" or r.reason == UNSURE for r in repairs)


def test_nothing_is_proposed_for_a_table_of_noise(balanced, equations):
    random = Random(5)
    noise = {cell: Decimal(random.randint(0, 99)) for cell in balanced()}
    repairs = localise(equations(), noise, time_limit=0.5)
    assert repairs
    assert all(r.status in ("unknown", "tied", "preferred") for r in repairs)
    assert {name for r in repairs for name in r.failing}


# -- the property that guards all -------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(data=st.data(), seed=st.integers(0, 30), edition=st.sampled_from(["format2021", "format2019"]))
def test_change_any_counted_cell_and_it_is_named_or_among_the_ties(data, seed, edition):
    made = figures(load_form(edition), seed, 60)
    for table_id in ("requests", SECTION_FOUR):
        table = {key: Decimal(text) for key, text in made.items() if key.startswith(f"{table_id}.")}
        cell = data.draw(st.sampled_from(sorted(table)))
        new = data.draw(st.integers(0, 5000).filter(lambda n, true=table[cell]: n != true))
        (repair,) = localise(table_equations(edition, table_id), {**table, cell: Decimal(new)})
        offered = {(c.cell, c.proposed) for s in repair.solutions for c in s.changes}
        assert (cell, table[cell]) in offered
        assert repair.failing
