"""The crosswalk: what may be set side by side, and every refusal with its reason."""

import pytest

from toolkit.form import FormError, NotComparableError, correspond, crosswalk, editions, load_form
from toolkit.form.names import resolve

SPLIT = ("requests.other_correction_overdue", "requests.other_fee_unpaid", "requests.other_misc")
LITIGATION = tuple(f"reconsideration_litigation.litigation_{w}_total" for w in ("direct", "after_review"))
BRIDGES = [
    ("granted_full", "format2019", "format2021", ("requests.granted_full",), "one", "direct"),
    (
        "requests.granted_full.org_other",
        "format2021",
        "format2019",
        ("requests.granted_full.org_other",),
        "one",
        "direct",
    ),
    ("other_disposition", "format2019", "format2021", SPLIT, "sum", "direct"),
    ("other_disposition", "format2021", "format2019", ("requests.other_disposition",), "sum", "direct"),
    ("other_disposition", "format2021_single_other", "format2021", SPLIT, "sum", "direct"),
    ("other_disposition", "format2019", "format2019_split_other", SPLIT, "sum", "direct"),
    ("other_misc", "format2019_split_other", "format2021", ("other_misc",), "one", "same"),
    ("requests_carried_out", "format2019", "format2021", ("requests.requests_carried_out",), "one", "direct"),
    ("licensing", "format2019", "format2021", ("art20_5.licensing.decisions_this_year",), "one", "partial"),
    ("unable", "format2019", "format2021", ("unable",), "one", "direct"),
    ("requests_received_new", "stat2014", "format2021", ("requests.requests_received_new",), "one", "partial"),
    ("granted_full", "stat2014", "format2021", ("requests.granted_full",), "sum", "partial"),
    ("litigation_total", "stat2014", "format2019", LITIGATION, "sum", "partial"),
    ("litigation_direct_total", "format2019", "format2021", LITIGATION[:1], "one", "direct"),
    (
        "outcomes_total",
        "format2021",
        "stat2014",
        ("stat_table.requests_answered", "stat_table.requests_concluded"),
        "alternatives",
        "partial",
    ),
]
REASONS = [
    ("admin_fees", "format2021", "format2019", "Same row label, different quantity"),
    ("rules.in_force_total", "format2021", "format2019", "do not splice"),
    ("normative_documents.publicly_available_total", "format2019", "format2021", "do not splice"),
    ("rules.repealed_this_year", "format2021", "format2019", "do not backfill with zero"),
    ("centralized_procurement.procurement_items", "format2019", "format2021", "only 2019-2020"),
    ("licensing.items_change", "format2019_split_other", "format2021", "only 2019-2020"),
    ("granted_full.natural_person", "format2021", "stat2014", "no applicant columns"),
    ("requests_carried_in", "format2019", "stat2014", "no counterpart in 2014"),
    ("unable_unclear_after_correction", "format2019", "stat2014", "2014 counts notices"),
    ("channel_website", "stat2014", "format2021", "only in prose"),
    ("rules.disclosed_this_year", "format2019", "format2021", "no counterpart is known"),
    ("denied_internal_affairs", "format2019", "stat2014", "new statutory grounds"),
]


@pytest.mark.parametrize(("key", "here", "there", "targets", "combine", "closeness"), BRIDGES)
def test_a_bridge(key: str, here: str, there: str, targets: tuple[str, ...], combine: str, closeness: str) -> None:
    bridge = correspond(key, here, there)
    assert (bridge.targets, bridge.combine, bridge.closeness) == (targets, combine, closeness)


@pytest.mark.parametrize(("key", "here", "there", "reason"), REASONS)
def test_a_refusal_gives_its_reason(key: str, here: str, there: str, reason: str) -> None:
    with pytest.raises(NotComparableError) as error:
        correspond(key, here, there)
    assert reason in error.value.reason


def test_a_part_alone_says_that_it_needs_the_others() -> None:
    bridge = correspond("other_misc", "format2021", "format2019")
    assert bridge.sources == SPLIT
    assert bridge.combine == "sum"


def test_unknown_words_are_mistakes_not_refusals() -> None:
    with pytest.raises(KeyError, match="banana"):
        correspond("banana", "format2019", "format2021")
    with pytest.raises(FormError, match="format1999"):
        correspond("granted_full", "format1999", "format2021")


def test_the_crosswalk_has_its_47_entries_and_each_names_real_cells() -> None:
    assert len(crosswalk()) == 47
    assert len({entry.id for entry in crosswalk()}) == 47
    prose = {"section_six.information_processing_fee", "requests.columns"}
    for entry in crosswalk():
        assert set(entry.cells) == {"stat2014", "format2019", "format2021"}
        for patterns in entry.cells.values():
            for pattern in patterns:
                if pattern not in prose and "*" not in pattern:
                    assert resolve(pattern)


def test_every_cell_has_a_bridge_or_a_reason_between_all_editions() -> None:
    reasons: set[tuple[str, str, str]] = set()
    for here in editions():
        for there in editions():
            for table in load_form(here).tables.values():
                for row, column in table.cell_keys:
                    key = f"{table.id}.{row}.{column}"
                    try:
                        bridge = correspond(key, here, there)
                    except NotComparableError as refusal:
                        reasons.add((here, there, refusal.reason))
                    else:
                        for target in bridge.targets:
                            assert any(_has(there, name) for name in _cells(target))
    assert all(here != there and reason for here, there, reason in reasons)


def _cells(target: str) -> list[tuple[str, str, str]]:
    name = resolve(target)
    return [(name.table, name.row, name.column)]


def _has(edition: str, cell: tuple[str, str, str]) -> bool:
    form = load_form(edition)
    table, row, column = cell
    if form.has_cell(table, row, column):
        return True
    return table in form.tables and form.tables[table].row(row).kind == "group"
