"""Fit and verdict from the readings' values alone: what holds for a print, which reading counts, what is withheld."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from toolkit.claim.draft import Draft
from toolkit.claim.judge import Figures, holds, judge, round_half_up
from toolkit.claim.model import UNREAD
from toolkit.claim.numbers import find_numbers
from toolkit.form.measure import Values

HOLDS = [  # print, actual figures that it states exactly, nearly, and not
    ("12件", [12], [], [11, 13, 0]),
    ("0件", [0], [], [1]),
    ("10余件", [], [10, 15, 19], [9, 20]),
    ("100多件", [], [100, 199], [99, 200]),
    ("120余件", [], [120, 129], [119, 130]),
    ("超过20件", [], [20, 29], [19, 30]),
    ("20来件", [], [20, 29], [19, 30]),
    ("逾20件", [], [20, 29], [19, 30]),
    ("上百件", [], [100, 199], [99, 200]),
    ("约100件", [], [50, 100, 150], [49, 151]),
    ("近200件", [], [150, 200, 250], [149, 251]),
    ("大约120件", [], [115, 120, 125], [114, 126]),
    ("不足20件", [], [10, 19], [9, 20, 21]),
    ("1.2万件", [12000], [11500, 12500], [11499, 12501]),
    ("2万件", [20000], [15000, 25000], [14999, 25001]),
    ("12000件", [12000], [], [11999, 12001]),
    ("1.2345万件", [12345], [], [12344, 12346]),
    ("12345件", [12345], [], [12344]),
    ("3.5万元", ["3.5", "3.49", "3.45", "3.54"], [], ["3.44", "3.55", "35000"]),
    ("3万元", ["3", "3.4", "2.5"], [], ["3.5", "2.49"]),
    ("约3万元", [], ["2.5", "3", "3.5"], ["2.4", "3.6"]),
    ("33.9%", ["33.9", "33.85", "33.94"], ["33.95", "33.84", "34", "33.8"], ["34.01", "33.79", "-33.9"]),
    ("34%", ["34", "33.5", "34.4"], ["33.4", "35", "33"], ["32.9", "35.1", "-34"]),
    ("0%", ["0", "0.4"], ["0.5", "1", "-1"], ["1.1", "-1.1"]),
    ("约34%", [], ["33", "34", "35"], ["32.9", "35.1"]),
    ("约30%", [], ["25", "30", "35"], ["24.9", "35.1"]),
    ("34%以上", [], ["34", "36", "100"], ["33.9", "33"]),
    ("34%左右", [], ["33", "34", "35"], ["32.9", "35.1"]),
    ("不足10%", [], ["0", "9.9"], ["10", "-0.1"]),
    ("不到35%", [], ["34", "34.9"], ["35", "33.9"]),
    ("逾50%", [], ["50", "99"], ["49.9", "100"]),
    ("不超过5%", [], ["0", "5"], ["5.1"]),
    ("三成", ["30"], ["25", "29", "35"], ["24.9", "35.1"]),
    ("近三成", [], ["25", "30", "35"], ["24.9", "35.1"]),
    ("三成以上", [], ["30", "90"], ["29.9"]),
    ("三成多", [], ["30", "39"], ["29.9", "40"]),
    ("七成五", ["75"], ["74", "76"], ["73.9", "76.1"]),
    ("至少100件", [], [100, 101, 5000], [99]),
    ("不少于100件", [], [100, 5000], [99]),
    ("100件以上", [], [100, 5000], [99]),
    ("不超过20件", [], [0, 20], [21]),
    ("20件以下", [], [0, 20], [21]),
    ("不到50件", [], [40, 49], [39, 50]),
    ("200件左右", [], [150, 200, 250], [149, 251]),
    ("200件上下", [], [150, 250], [149, 251]),
    ("1万2千件", [12000], [11500, 12500], [11499, 12501]),
    ("1万2345件", [12345], [], [12344, 12346]),
    ("翻一番", ["1", "1.4", "0.5"], [], ["0.4", "2", "-1"]),
    ("超过90%", [], ["90", "100", "179"], ["89.9", "180"]),
    ("30余%", [], ["30", "39"], ["29", "40"]),
    ("2倍", ["2", "2.4", "1.5"], ["2.6", "2.9"], ["1.4", "3", "-2"]),
    ("1.5倍", ["1.5", "1.54"], ["1.55", "1.59"], ["1.44", "1.6"]),
    ("约2倍", [], ["1.5", "2", "2.5"], ["1.4", "2.6"]),
]  # fmt: skip


def printed(text: str, *readings: str, value: str | None = None, **more: object) -> Draft:
    (num,) = find_numbers(text)
    stated = num.value if value is None else Decimal(value)
    made = Draft("rule", "request", "role", stated, readings, 0, 1, num, num.unit, num.qualifier)
    for name, item in more.items():
        setattr(made, name, item)
    return made


@pytest.mark.parametrize(("text", "exact", "near", "no"), HOLDS)
def test_what_holds_for_a_print(text: str, exact: list[object], near: list[object], no: list[object]) -> None:
    draft = printed(text)
    for wanted, figures in (("exact", exact), ("near", near), ("no", no)):
        for figure in figures:
            assert holds(draft, Fraction(str(figure))) == wanted, figure


def test_money_printed_in_other_units_than_the_cells() -> None:
    draft = printed("312700元", value="31.27")  # the cell counts 万元
    assert holds(draft, Fraction("31.27")) == "exact"
    assert holds(draft, Fraction("31.2701")) == holds(draft, Fraction("31.2699")) == "no"
    assert holds(draft, Fraction("31.27001")) == "exact"
    assert holds(printed("0.5亿元", value="5000"), Fraction(5400)) == "exact"
    assert holds(printed("0.5亿元", value="5000"), Fraction(5600)) == "no"
    about = printed("约30000元", value="3")
    assert holds(about, Fraction("3.5")) == "near"
    assert holds(about, Fraction("3.6")) == "no"


def test_growth_by_a_multiple_is_compared_in_percent() -> None:
    draft = printed("1.2倍", value="120")
    assert [holds(draft, Fraction(x)) for x in (120, 124, 126, 129, 130, 114)] == [
        "exact", "exact", "near", "near", "no", "no",
    ]  # fmt: skip
    fallen = printed("1倍", value="-100")
    assert [holds(fallen, Fraction(x)) for x in (-100, 100, -190, -50)] == ["exact", "no", "near", "exact"]


def test_a_fall_is_no_rise() -> None:
    draft = printed("12.5%", value="-12.5")
    assert [holds(draft, Fraction(x)) for x in ("-12.5", "12.5", "-12.6")] == ["exact", "no", "near"]


def test_words_alone_hold_exactly_or_not() -> None:
    draft = Draft("rule", "request", "role", Decimal(0), (), 0, 1, implied=True)
    assert [holds(draft, Fraction(x)) for x in (0, 1)] == ["exact", "no"]


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.4", 0, "2"), ("0.05", 1, "0.1"), ("15", -1, "20"), ("14", -1, "10"),
     ("0", 2, "0"), ("-0.04", 1, "0")],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert round_half_up(Fraction(value), places) == Fraction(rounded)


A, B, C, GONE = "requests_received_new", "requests_carried_in", "outcomes_total", "denied"
FIGURES = Figures(Values.from_measures({A: 12, B: 2, C: 11, "requests_carried_out": None}), None)
OUT = "requests_carried_out"  # left blank; GONE is no cell of this form
VERDICTS = [  # print, readings, what else the words say, fit, verdict, note, readings told
    ("12件", (A, B), {}, "primary", "consistent", "", f"{A} {B}"),
    ("2件", (A, B), {}, "alternate", "ambiguous", "alternate", f"{A} {B}"),
    ("2件", (A, B), {"primary": 2}, "primary", "consistent", "", f"{A} {B}"),
    ("9件", (A, B), {}, "none", "inconsistent", "", f"{A} {B}"),
    ("10余件", (A, B), {}, "primary", "approximate", "", f"{A} {B}"),
    ("10余件", (B, A), {}, "alternate", "ambiguous", "alternate", f"{B} {A}"),
    ("10余件", (A, C), {"primary": 2}, "primary", "approximate", "", f"{A} {C}"),
    ("12件", (A, C), {"no_base": True}, "primary", "ambiguous", "no_base", f"{A} {C}"),
    ("12件", (C, A), {"no_base": True}, "alternate", "ambiguous", "no_base", f"{C} {A}"),
    ("10余件", (A, C), {"no_base": True}, "primary", "approximate", "", f"{A} {C}"),
    ("12件", (A, A), {"no_base": True}, "primary", "consistent", "", f"{A} {A}"),
    ("9件", (A, C), {"no_base": True}, "none", "inconsistent", "", f"{A} {C}"),
    ("9件", (A, OUT), {"no_base": True}, "unknown", "not_comparable", "missing", f"{A} {OUT}"),
    ("12件", (A, OUT), {"no_base": True}, "primary", "ambiguous", "no_base", f"{A} {OUT}"),
    ("12件", (A, OUT), {}, "primary", "consistent", "", f"{A} {OUT}"),
    ("9件", (A, OUT), {}, "unknown", "not_comparable", "missing", f"{A} {OUT}"),
    ("9件", (A, OUT), {"soft": True}, "unknown", "not_comparable", "missing", f"{A} {OUT}"),
    ("9件", (OUT,), {}, "unknown", "not_comparable", "missing", OUT),
    ("9件", (GONE,), {}, "unknown", "not_comparable", "missing", GONE),
    ("9件", (A, GONE), {}, "none", "inconsistent", "", A),  # a cell the form has not is no reading
    ("9件", (GONE, A), {}, "none", "not_comparable", "no_cell", A),
    ("12件", (GONE, A), {}, "primary", "consistent", "", A),  # then the next one is what is meant
    ("9件", (GONE, "unable"), {}, "unknown", "not_comparable", "missing", GONE),
    ("9件", ("no such measure", A), {}, "none", "not_comparable", "no_cell", A),
    ("9件", ("no such measure",), {}, "unknown", "not_comparable", "missing", "no such measure"),
    ("9件", (A,), {"soft": True}, "none", "not_comparable", "soft", A),
    ("9件", (A,), {"soft": True, "note": "vague"}, "none", "not_comparable", "vague", A),
    ("9件", (A,), {"unread": "牵头"}, "none", "not_comparable", f"{UNREAD}牵头", A),
    ("9件", (A,), {"unread": "牵头", "soft": True}, "none", "not_comparable", "soft", A),
    ("9件", (A,), {"note": "prior"}, "none", "inconsistent", "prior", A),
    ("12件", (A,), {"soft": True, "unread": "牵头"}, "primary", "consistent", "", A),
    ("9件", (), {"note": "organ"}, "unknown", "not_comparable", "organ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "readings", "more", "fit", "verdict", "note", "told"), VERDICTS)
def test_the_verdict_on_a_draft(
    text: str, readings: tuple[str, ...], more: dict[str, object], fit: str, verdict: str, note: str, told: str
) -> None:
    listed, *rest = judge(printed(text, *readings, **more), FIGURES)
    assert rest == [fit, verdict, note]
    assert " ".join(r.measure for r in listed) == told


def test_readings_are_told_with_exact_values() -> None:
    values = Figures(Values.from_measures({A: 1, B: 3, C: 8}), None)
    told = judge(printed("9%", f"100*{A}/{B}", f"100*{A}/{C}", f"{B}-{A}"), values)[0]
    assert [str(r.value) for r in told] == ["33.3333333333", "12.5", "2"]


def test_last_years_figures_are_the_reports_own_before_those_of_its_last_report() -> None:
    last = Values.from_measures({A: 6, B: 1})
    both = Figures(Values.from_measures({A: 12, f"prior.{A}": 7}), last)
    assert [both.of(m) for m in (A, f"prior.{A}", f"prior.{B}", f"{A}-prior.{A}", B)] == [12, 7, 1, 5, None]
    alone = Figures(Values.from_measures({A: 12}), None)
    assert alone.of(f"prior.{A}") is None


def test_a_blank_is_a_cell_that_is_there() -> None:
    assert [FIGURES.blank(m) for m in (OUT, f"{A}+{OUT}", GONE, f"{OUT}+{GONE}")] == [True, True, False, False]
