"""Silences: cells that are not zero and that no statement touches."""

from dataclasses import replace

import pytest

from toolkit.read import State, read_bytes
from toolkit.study.omissions import find_omissions, touches
from toolkit.study.view import ReportView, view_report

TOUCHED = [
    ("granted_full", "requests.granted_full.total"),
    ("denied", "requests.denied_state_secret.total"),
    ("requests_received_new.org", "requests.requests_received_new.org_commercial"),
    ("100*granted_full/outcomes_total", "requests.outcomes_total.total"),
    ("litigation_total", "reconsideration_litigation.cases.litigation_after_review_total"),
    ("licensing", "art20_5.licensing.decisions_this_year"),
]
UNTOUCHED = [
    ("granted_full", "requests.granted_full.natural_person"),
    ("prior.granted_full", "requests.granted_full.total"),
    ("litigation_direct_total", "reconsideration_litigation.cases.litigation_after_review_total"),
    ("no such measure", "requests.granted_full.total"),
    ("outcomes_total-other_misc", "requests.other_misc.total"),
    ("outcomes_total-(other_misc+denied)", "requests.denied_state_secret.total"),
    ("-denied", "requests.denied_state_secret.total"),
]


@pytest.mark.parametrize(("measure", "cell"), TOUCHED)
def test_a_measure_touches_its_cells_and_the_parts_of_its_sums(measure, cell):
    assert cell in touches(measure)


@pytest.mark.parametrize(("measure", "cell"), UNTOUCHED)
def test_a_measure_touches_nothing_else(measure, cell):
    assert cell not in touches(measure)


@pytest.fixture(scope="module")
def view(raw) -> ReportView:
    return view_report(read_bytes(raw["004"], "004.txt")[0])


def names(view: ReportView) -> set[str]:
    return {omission.cell.key for omission in find_omissions(view.report.cells, view.narrative.claims)}


def test_a_report_is_silent_on_what_it_does_not_state(view):
    found = names(view)
    assert "requests.denied_internal_affairs.total" in found
    assert "requests.requests_received_new.total" not in found  # 受理依申请公开1137件
    assert "reconsideration_litigation.cases.reconsideration_total" not in found  # 12件行政复议案件
    # 已答复1136件 may mean the total less these two, but it does not mention them
    assert {"requests.other_correction_overdue.total", "requests.other_misc.total"} <= found
    assert not [key for key in found if key.startswith("requests.") and not key.endswith(".total")]


def test_without_claims_every_number_but_zero_is_unstated(view):
    silent = names(replace(view, narrative=replace(view.narrative, claims=())))
    assert names(view) < silent
    values = {cell.key: cell.value for cell in view.report.cells}
    assert all(values[key] for key in silent)


def test_a_cell_that_prints_no_number_is_no_silence(view):
    cells = tuple(replace(cell, value=None, state=State.BLANK) for cell in view.report.cells)
    assert list(find_omissions(cells, ())) == []
