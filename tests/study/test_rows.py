"""Rows of one report: numbers as printed, ids made of content, the order of the form."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from toolkit.read import Place, State, read_bytes
from toolkit.study.frames import check_table, draft, drafts, finished
from toolkit.study.rows import computed_text, decimal_text, form_order, rows_of
from toolkit.study.schema import schema
from toolkit.study.view import ReportView, figures, view_report


@pytest.fixture(scope="module")
def views(raw) -> dict[str, ReportView]:
    return {name: view_report(read_bytes(data, f"{name}.txt")[0]) for name, data in raw.items()}


PRINTED = [
    ("0", "0"),
    ("12.0", "12.0"),
    ("43.788000", "43.788000"),
    ("-2", "-2"),
    ("1E+3", "1000"),
    ("9" * 28, "9" * 28),
]
UNFIT = ["9" * 29, "0.12345678901", "1E+28", "NaN", "Infinity"]


@pytest.mark.parametrize(("value", "text"), PRINTED)
def test_a_number_stands_as_it_was_printed(value, text):
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize("value", UNFIT)
def test_a_number_that_the_column_cannot_hold_is_left_out_not_rounded(value):
    assert decimal_text(Decimal(value)) is None


def test_no_number_is_no_zero():
    assert decimal_text(None) is None
    assert computed_text(None) is None


def test_a_computed_number_has_ten_decimals():
    assert computed_text(Decimal(2) / Decimal(3)) == "0.6666666667"
    assert computed_text(Decimal("621")) == "621"
    assert computed_text(Decimal(10) ** 40) is None


def test_rows_fit_their_description(views):
    frames = drafts(views.values())
    of_a_corpus = {"files", "quarantine", "coverage", "decisions", "edits"}
    assert set(frames) == set(schema().tables) - of_a_corpus
    for table, frame in frames.items():
        assert check_table(schema().tables[table], frame) == []
    assert {table: frame.height for table, frame in frames.items() if table in ("reports", "cells")} == {
        "reports": 5,
        "cells": 998,
    }


def test_check_table_notices_what_is_wrong(views):
    described = schema().tables["cells"]
    frame = drafts([views["004"]])["cells"]
    twice = pl.concat([frame, frame.head(1)])
    assert any("twice" in wrong for wrong in check_table(described, twice))
    odd = frame.with_columns(pl.lit("lost").alias("state"))
    assert any("lost" in wrong for wrong in check_table(described, odd))
    empty = frame.with_columns(pl.lit(None, dtype=pl.String).alias("report_id"))
    assert any("report_id: 200 empty" in wrong for wrong in check_table(described, empty))
    assert check_table(described, frame.drop("note")) != []


def test_rows_have_as_many_values_as_columns_even_where_there_is_no_row():
    for name, table in schema().tables.items():
        assert draft(name, []).columns == list(table.columns)
        assert finished(name, draft(name, [])).height == 0


def test_cells_run_as_the_form_does_whatever_the_order_of_reading(views):
    report = views["004"].report
    turned = replace(report, cells=report.cells[::-1])
    assert form_order(turned) == form_order(report)
    first = form_order(report)[0]
    assert first.table == "art20_1"
    requests = [c.row for c in form_order(report) if c.table == "requests" and c.column == "total"]
    assert requests[0] == "requests_received_new"
    assert requests[-1] == "requests_carried_out"


def test_a_cell_without_a_number_is_empty_and_keeps_its_print(views):
    report = views["004"].report
    n = next(n for n, c in enumerate(report.cells) if c.key == "requests.granted_full.total")
    blank = replace(report.cells[n], value=None, text="—", state=State.PLACEHOLDER)
    view = view_report(replace(report, cells=(*report.cells[:n], blank, *report.cells[n + 1 :])))
    frame = finished("cells", draft("cells", rows_of(view)["cells"]))
    row = frame.row(by_predicate=pl.col("cell_id") == f"{report.report_id}/{blank.key}", named=True)
    assert (row["value"], row["text"], row["state"]) == (None, "—", "placeholder")
    counts = finished("reports", draft("reports", rows_of(view)["reports"])).row(0, named=True)
    assert (counts["cells_read"], counts["cells_placeholder"]) == (199, 1)


def test_ids_are_made_of_content(views):
    again = rows_of(views["003"])
    assert again == rows_of(views["003"])
    assert {row[0].split("/")[0] for row in again["claims"]} == {views["003"].report.report_id}


def test_two_claims_of_the_same_words_have_two_ids(views):
    view = views["003"]
    told = replace(view.narrative, claims=(view.narrative.claims[0],) * 2)
    ids = [row[0] for row in rows_of(replace(view, narrative=told))["claims"]]
    assert len(set(ids)) == 2


MONEY = [
    ("251000", "元", "25.1"),
    ("3", "千元", "0.3"),
    ("31.27", "万元", "31.27"),
    ("2", "亿元", "20000"),
    ("7", "", "7"),
]


@pytest.mark.parametrize(("value", "unit", "figure"), MONEY)
def test_money_is_asked_for_in_ten_thousands_whatever_unit_is_printed(views, value, unit, figure):
    report = views["004"].report
    (fee,) = (c for c in report.cells if c.column == "fee_amount_10k_cny")
    changed = replace(fee, value=Decimal(value), text=value + unit, unit=unit, place=Place("text", 0, 1))
    assert figures(replace(report, cells=(changed,)))[fee.key] == Decimal(figure)


def test_a_unit_of_money_in_a_column_of_cases_changes_nothing(views):
    report = views["004"].report
    (cell,) = (c for c in report.cells if c.key == "requests.granted_full.total")
    assert figures(replace(report, cells=(replace(cell, unit="元"),)))[cell.key] == cell.value
