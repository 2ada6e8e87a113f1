"""Measures: what is read, what is refused, and what value they have in which report."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form import MeasureError, Values, load_form, parse, same_measure
from toolkit.form.expression import Atom, Binary, Negative, Node, Number, written
from toolkit.form.measure import Measure
from toolkit.form.names import resolve

READS = [
    ("granted_full", "granted_full"),
    (" granted_full ", "granted_full"),
    ("requests.granted_full.total", "granted_full"),
    ("requests.granted_full", "granted_full"),
    ("granted_full.total", "granted_full"),
    ("requests_received_new.org", "requests_received_new.org"),
    ("denied.natural_person", "denied.natural_person"),
    ("reconsideration_litigation.cases.reconsideration_total", "reconsideration_total"),
    ("reconsideration_litigation.reconsideration_total", "reconsideration_total"),
    ("litigation_total", "litigation_total"),
    ("art20_5.licensing.decisions_this_year", "licensing"),
    ("art20_8.admin_fees.fee_amount_10k_cny", "admin_fees"),
    ("rules.issued_this_year", "rules.issued_this_year"),
    ("admin_fees.items_change", "admin_fees.items_change"),
    ("prior.art20_6.penalties.decisions_this_year", "prior.penalties"),
    ("stat_table.channel_website.value", "channel_website"),
    ("stat_table.requests_received_new", "stat_table.requests_received_new.value"),
    ("100 * denied / outcomes_total", "100*denied/outcomes_total"),
    ("(granted_full+(granted_partial))", "granted_full+granted_partial"),
    ("denied-(unable-granted_full)", "denied-(unable-granted_full)"),
    ("(denied-unable)-granted_full", "denied-unable-granted_full"),
    ("denied/(unable*2)", "denied/(unable*2)"),
    ("007.50*denied", "7.5*denied"),
    ("-denied+2", "-denied+2"),
    ("-(denied+2)", "-(denied+2)"),
]
REFUSED = [
    ("", 0),
    ("denied+", 7),
    ("denied unable", 7),
    ("(denied", 0),
    ("denied)", 6),
    ("denied ** 2", 8),
    ("予以公开", 0),
    ("denied + grnated_full", 9),
    ("rules", 0),
    ("outcomes", 0),
    ("granted_full.banana", 0),
    ("requests.granted_full.total.x", 0),
    ("prior.prior.denied", 0),
    ("prior", 0),
    ("requests", 0),
    ("reconsideration_total.org", 0),
    ("1.", 0),
    ("1.2.3", 0),
    ("1e5*denied", 1),
    ("１*denied", 0),
    ("__import__('os')", 11),
    ("(" * 60 + "1" + ")" * 60, 50),
    ("-" * 60 + "1", 50),
    ("1+" * 400 + "1", 400),
]


@pytest.mark.parametrize(("text", "canonical"), READS)
def test_a_measure_is_read(text: str, canonical: str) -> None:
    measure = parse(text)
    assert measure.expression == canonical
    assert parse(canonical) == measure


@pytest.mark.parametrize(("text", "position"), REFUSED)
def test_a_bad_measure_is_refused_where_it_goes_wrong(text: str, position: int) -> None:
    with pytest.raises(MeasureError) as error:
        parse(text)
    assert error.value.position == position


def test_atoms_stand_once_in_the_order_written() -> None:
    measure = parse("100*(denied-prior.denied)/requests.denied.total")
    assert measure.atoms == ("denied", "prior.denied")
    assert measure.cells == ("requests.denied.total", "prior.requests.denied.total")


NAMES = ["denied", "granted_full.org", "prior.licensing", "litigation_total", "rules.in_force_total", "outcomes_total"]
NODES = st.recursive(
    st.builds(Atom, st.sampled_from(NAMES).map(resolve))
    | st.builds(Number, st.sampled_from(["0", "7", "100", "0.25"]).map(Decimal)),
    lambda inner: st.builds(Binary, st.sampled_from("+-*/"), inner, inner) | st.builds(Negative, inner),
    max_leaves=8,
)
FIGURES = dict(zip(NAMES, map(Decimal, ["3", "5", "7", "11", "13", "17"]), strict=True))


@settings(deadline=None)
@given(NODES)
def test_canonical_text_reads_back_as_itself(node: Node) -> None:
    text = written(node)
    assert parse(text).node == node
    assert parse(text).expression == text


@settings(deadline=None)
@given(NODES)
def test_python_agrees_on_the_value(node: Node) -> None:
    """The same text computed by Python in fractions, names put in by hand."""
    measure = Measure(node)
    text = measure.expression
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, f"({FIGURES[name]})")
    for number in ("0.25", "100"):
        text = text.replace(number, f"({number})")
    try:
        expected = eval(_fractions(text), {"Fraction": Fraction})
    except ZeroDivisionError:
        expected = None
    assert measure.evaluate_exactly(FIGURES.get) == expected


def _fractions(text: str) -> str:
    import re

    return re.sub(r"[0-9.]+", lambda m: f"Fraction('{m.group()}')", text)


@settings(deadline=None)
@given(NODES, NODES)
def test_measures_that_mean_the_same_have_the_same_value(a: Node, b: Node) -> None:
    one, two = written(a), written(b)
    assert same_measure(one, one)
    if same_measure(one, two):
        left, right = Measure(a).evaluate_exactly(FIGURES.get), Measure(b).evaluate_exactly(FIGURES.get)
        assert left == right or left is None or right is None


SAME = [
    ("litigation_total", "litigation_direct_total+litigation_after_review_total"),
    ("litigation_total", "litigation_after_review_total+litigation_direct_total"),
    ("other_disposition", "other_misc+other_fee_unpaid+other_correction_overdue"),
    ("unable.org", "unable_not_held.org+unable_no_existing_record.org+unable_unclear_after_correction.org"),
    ("requests_received_new.org", "requests_received_new-requests_received_new.natural_person"),
    ("requests_received_new.total", "requests_received_new"),
    ("100*denied/outcomes_total", "denied/outcomes_total*100"),
    ("100*(denied-prior.denied)/prior.denied", "100*denied/prior.denied-100"),
    ("licensing", "art20_5.licensing.decisions_this_year"),
    ("denied/(unable-unable)", "granted_full/(denied-denied)"),
]
DIFFERENT = [
    ("litigation_total", "litigation_direct_total"),
    ("denied", "prior.denied"),
    ("requests_received_new", "requests_received_new.natural_person"),
    ("requests_received_new", "requests_received_new+requests_carried_in"),
    ("100*denied/outcomes_total", "denied/outcomes_total"),
    ("outcomes_total", "requests_received_new+requests_carried_in-requests_carried_out"),  # an identity, not a meaning
    ("reconsideration_total", "reconsideration_upheld"),
    ("admin_fees", "admin_fees.items_previous_year"),
    ("requests_received_new", "stat_table.requests_received_new.value"),
    ("denied/(unable-unable)", "denied"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_two_expressions_mean_the_same(a: str, b: str) -> None:
    assert same_measure(a, b)
    assert same_measure(b, a)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_two_expressions_differ(a: str, b: str) -> None:
    assert not same_measure(a, b)
    assert not same_measure(b, a)


CELLS = {
    "requests.requests_received_new.total": Decimal(10),
    "requests.requests_received_new.natural_person": Decimal(7),
    "requests.granted_full.total": None,
    "requests.granted_full.natural_person": Decimal(1),
    "requests.unable_not_held.total": Decimal(2),
    "requests.unable_no_existing_record.total": Decimal(0),
    "requests.unable_unclear_after_correction.total": Decimal(1),
    "requests.not_processed_duplicate.total": Decimal(4),
    "requests.outcomes_total.total": Decimal(12),
    "reconsideration_litigation.cases.litigation_direct_total": Decimal(2),
    "reconsideration_litigation.cases.litigation_after_review_total": Decimal(1),
    "art20_8.admin_fees.fee_amount_10k_cny": Decimal("43.788"),
    "prior.requests.requests_received_new.total": Decimal(8),
} | {f"requests.granted_full.org_{c}": Decimal(1) for c in ("commercial", "research", "legal_service", "other")}
FROM_CELLS = [
    ("requests_received_new", "10"),
    ("unable", "3"),
    ("100*unable/outcomes_total", "25"),
    ("litigation_total", "3"),
    ("admin_fees", "43.788"),
    ("100*(requests_received_new-prior.requests_received_new)/prior.requests_received_new", "25"),
    ("2*3-1", "5"),
    ("requests_received_new.org", None),  # in a report the five columns are there to be read
    ("granted_full", None),  # printed blank; its columns do not fill it in
    ("granted_full.org", None),  # one of the five is missing
    ("not_processed", None),  # four of its five rows are missing: not 4
    ("denied", None),
    ("0*denied", None),
    ("unable/unable_no_existing_record", None),
    ("prior.granted_full", None),
]


@pytest.mark.parametrize(("measure", "value"), FROM_CELLS)
def test_values_of_a_report(measure: str, value: str | None) -> None:
    found = Values.from_cells(CELLS).of(measure)
    assert found == (None if value is None else Decimal(value))


def test_every_group_of_a_full_report_is_the_sum_of_its_rows() -> None:
    for edition, leaves in (("format2021", 3), ("format2019", 1)):
        table = load_form(edition).tables["requests"]
        values = Values.from_cells({f"requests.{row}.{column}": Decimal(1) for row, column in table.cell_keys})
        assert values.of("denied") == 8
        assert values.of("not_processed.org_research") == 5
        assert values.of("other_disposition") == leaves
        assert values.of("other_disposition.org") == 5 * leaves
        assert values.of("denied.org") == 40


TABLE = {
    "requests_received_new": 10,
    "requests_received_new.natural_person": 7,
    "requests_carried_in.org": 2,
    "denied": 6,
    "unable_not_held": 1,
    "outcomes_total": 12.0,
    "admin_fees": 31.27,
    "litigation_total": "5",
    "litigation_direct_total": 4,
    "granted_full+granted_partial": 3,
    "other_disposition": None,
    "prior.denied": 3,
    "prior.requests_received_new": 2,
    "prior.requests_received_new.natural_person": 3,
    "banana": 1,
}
FROM_MEASURES = [
    ("requests_received_new.org", "3"),
    ("requests_carried_in.org", "2"),
    ("denied", "6"),
    ("50*denied/outcomes_total", "25"),
    ("100*(denied-prior.denied)/prior.denied", "100"),
    ("admin_fees", "31.27"),
    ("litigation_total", "5"),  # stated directly
    ("granted_partial+granted_full", "3"),
    ("litigation_after_review_total", None),
    ("unable", None),
    ("denied_state_secret", None),
    ("granted_full", None),
    ("other_disposition", None),
    ("denied.org", None),
    ("prior.requests_received_new.org", None),  # more natural persons than requests: no answer
]


@pytest.mark.parametrize(("measure", "value"), FROM_MEASURES)
def test_values_of_a_table_of_measures(measure: str, value: str | None) -> None:
    values = Values.from_measures(TABLE)
    assert values.unknown == ("banana",)
    assert values.of(measure) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("bad", ["", "many", "1,137", float("nan"), "1E+999999", True])
def test_a_stated_value_that_is_no_number_is_refused(bad: str | float) -> None:
    with pytest.raises(MeasureError, match="denied"):
        Values.from_measures({"denied": bad})


def test_an_unknown_name_is_an_error_not_a_missing_value() -> None:
    values = Values.from_cells({"requests.granted_full.total": Decimal(1), "requests.banana.total": Decimal(1)})
    assert values.unknown == ("requests.banana.total",)
    with pytest.raises(MeasureError, match="banana"):
        values.get("banana")


def test_a_2014_report_answers_under_the_same_key() -> None:
    values = Values.from_cells({"stat_table.requests_received_new.value": Decimal(4)})
    assert values.of("requests_received_new") == 4
    assert values.of("requests_received_new.natural_person") is None
    assert values.of("granted_full") is None  # 同意公开 is not 予以公开
    older = {"litigation_total": 3, "reconsideration_other": 1, "litigation_upheld_or_rejected": 2}
    values = Values.from_cells({f"stat_table.{row}.value": Decimal(n) for row, n in older.items()})
    assert (values.of("litigation_total"), values.of("reconsideration_other")) == (3, 1)
    assert values.of("litigation_upheld") is None  # 2014 counts rejected claims with it


def test_a_blank_is_not_filled_in_from_the_older_table() -> None:
    cells = {"requests.requests_received_new.total": None, "stat_table.requests_received_new.value": Decimal(4)}
    assert Values.from_cells(cells).of("requests_received_new") is None


def test_quotients_are_exact_where_a_decimal_can_be() -> None:
    values = Values.from_measures({"denied": 1, "outcomes_total": 8, "unable": 3})
    assert str(values.of("100*denied/outcomes_total")) == "12.5"
    assert values.exactly("denied/unable") == Fraction(1, 3)
    third = values.of("denied/unable")
    assert third is not None
    assert str(third).startswith("0." + "3" * 50)


LABELS = [
    ("granted_full", "予以公开", "granted in full"),
    ("denied_state_secret", "属于国家秘密", "denied: state secret"),
    ("granted_partial.natural_person", "部分公开（自然人）", "granted in part (natural persons)"),
    (
        "requests_received_new.org",
        "本年新收（法人或其他组织）",
        "newly received (legal persons or other organisations)",
    ),
    ("reconsideration_upheld", "行政复议结果维持", "administrative reconsideration: upheld"),
    ("prior.denied", "上年不予公开", "last year's denied"),
    (
        "normative_documents.in_force_total",
        "行政规范性文件现行有效件数",
        "administrative normative documents: currently in force",
    ),
    ("100*(denied+unable)/outcomes_total", "100 × （不予公开 + 无法提供） ÷ 办理结果总计", None),
]


@pytest.mark.parametrize(("measure", "zh", "en"), LABELS)
def test_a_measure_has_a_name_for_people(measure: str, zh: str, en: str | None) -> None:
    assert parse(measure).label("zh") == zh
    if en is not None:
        assert parse(measure).label("en") == en


def test_every_cell_of_every_edition_is_a_measure_with_labels() -> None:
    from toolkit.form import editions

    for edition in editions():
        for table in load_form(edition).tables.values():
            for row, column in table.cell_keys:
                measure = parse(f"{table.id}.{row}.{column}")
                assert measure.cells == (f"{table.id}.{row}.{column}",)
                assert parse(measure.expression) == measure
                assert measure.label("zh")
                assert measure.label("en")
