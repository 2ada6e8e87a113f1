"""The damages of single boxes in every flattening, and of rows and labels in the real reports' own print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from tests.read.conftest import one, page
from toolkit.form import load_form
from toolkit.read import Report, State
from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.synthetic import figures

MARK = "@@@"
SEPARATORS = {
    "cell_per_tabbed_line": "\n\t",
    "cell_per_tabbed_line_without_ghosts": "\n\t",
    "cell_per_tabbed_line_dense": "\n\t",
    "tab_rows": "\t",
    "tab_rows_merged_missing": "\t",
    "pipe_rows": " | ",
    "pipe_rows_without_outer": " | ",
    "pipe_rows_merged_missing": " | ",
    "markdown": " | ",
    "value_per_line": "\n\n",
    "value_per_line_dense": "\n",
    "lone_pipe": "\n|\n",
    "pipe_at_end": " |\n",
    "spaced_rows": " ",
}
# How a box is printed, with its flattening's separator at hand; the value stays what it was, or is not read.
SAME: dict[str, Callable[[str], str]] = {
    "decimal": lambda print_: f"{print_}.0",
    "thousands": lambda print_: f"{int(print_):,}" if print_.isdigit() else print_,
    "unit": lambda print_: f"{print_}件",
    "spaces": lambda print_: f"\u3000{print_} ",
    "full-width": lambda print_: print_.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
}
INSTEAD = {"dash": "-", "slash": "/", "none": "无"}


def test_every_flattening_has_its_separator() -> None:
    assert set(SEPARATORS) == set(FLATTENINGS)


def _pages(flattening: str, kind: str, step: int = 15) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield (key, figures, page with MARK in the key's box), for every fifteenth box, others for each kind."""
    printed = figures(load_form("format2021"), 7)
    keys = sorted(printed)
    for key in keys[len(f"{flattening}{kind}") % step :: step]:
        yield key, printed, page("format2021", printed | {key: MARK}, flattening)


def _others(report: Report, printed: dict[str, str], damaged: str) -> list[str]:
    cells = {cell.key: cell for cell in report.cells}
    return [k for k, v in printed.items() if k != damaged and (cells[k].state, cells[k].text) != (State.READ, v)]


def _never_wrong(report: Report, printed: dict[str, str]) -> None:
    for cell in report.cells:
        assert cell.state is not State.READ or cell.value == Decimal(printed[cell.key]), cell


@pytest.mark.parametrize("flattening", FLATTENINGS)
@pytest.mark.parametrize("kind", SAME)
def test_a_number_printed_otherwise_is_the_same_number(kind: str, flattening: str) -> None:
    for key, printed, text in _pages(flattening, kind):
        report = one(text.replace(MARK, SAME[kind](printed[key])))
        assert _others(report, printed, key) == []
        cell = report.cell(key)
        assert cell is not None
        assert cell.value == Decimal(printed[key])


@pytest.mark.parametrize("flattening", FLATTENINGS)
@pytest.mark.parametrize("kind", INSTEAD)
def test_a_placeholder_stays_in_its_box(kind: str, flattening: str) -> None:
    for key, printed, text in _pages(flattening, kind):
        report = one(text.replace(MARK, INSTEAD[kind]))
        assert _others(report, printed, key) == []
        cell = report.cell(key)
        assert cell is not None
        assert cell.state is State.PLACEHOLDER


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_words_in_a_box_are_no_number_and_shift_none(flattening: str) -> None:
    ruled = flattening not in ("value_per_line", "value_per_line_dense", "lone_pipe", "spaced_rows")
    for key, printed, text in _pages(flattening, "words"):
        report = one(text.replace(MARK, "见附件"))
        _never_wrong(report, printed)
        cell = report.cell(key)
        assert cell is None or cell.value is None
        if ruled and not key.startswith("art20"):
            assert cell is not None
            assert cell.state is State.UNRESOLVED
            assert _others(report, printed, key) == []


@pytest.mark.parametrize("flattening", FLATTENINGS)
@pytest.mark.parametrize("kind", ["blank", "lost", "run together", "stray after", "stray before", "twice"])
def test_a_box_too_few_or_too_many_makes_no_number_wrong(kind: str, flattening: str) -> None:
    """Lost: the box is gone with its separator. Run together: the separator alone is gone, 4 and 0 read 40."""
    gap = SEPARATORS[flattening]
    for key, printed, text in _pages(flattening, kind):
        own = printed[key]
        if kind in ("lost", "run together"):
            box = f"{MARK}{gap}" if f"{MARK}{gap}" in text else f"{gap}{MARK}"
            damaged = text.replace(box, own if kind == "run together" and box.startswith(MARK) else "")
        else:
            new = {
                "blank": "",
                "stray after": own + gap + "7",
                "stray before": f"7{gap}{own}",
                "twice": own + gap + own,
            }
            damaged = text.replace(MARK, new[kind])
        _never_wrong(one(damaged.replace(MARK, own)), printed)


# --- rows and labels of the real reports ----------------------------------------------------------------------------

Gold = dict[str, dict[str, Decimal]]
Rows = list[tuple[str, int, int]]


def _first_copy(raw: dict[str, bytes], number: str) -> str:
    """Return the report's text; 长河 holds it twice."""
    text = raw[number].decode("utf-8")
    return text.partition("\n\n\n政府信息公开\n")[0] if number == "002" else text


def _rows(text: str) -> Rows:
    """Return each row's key with where its print begins, label and all, and ends; section four has no labels."""
    found: Rows = []
    for cell in one(text).cells:
        key = f"{cell.table}.{cell.row}"
        assert cell.place is not None
        if found and found[-1][0] == key:
            found[-1] = (key, found[-1][1], cell.place.end)
        elif cell.table != "reconsideration_litigation":
            same = found and found[-1][0].partition(".")[0] == cell.table
            label = text.rindex("\n", 0, len(text[: cell.place.start].rstrip()))
            found.append((key, found[-1][2] if same else label, cell.place.end))
    return found


def _lost(text: str, gold: dict[str, Decimal]) -> set[str]:
    """Return the rows not read whole; no cell may be wrong."""
    cells = {cell.key: cell for cell in one(text).cells}
    for key, cell in cells.items():
        assert cell.state is not State.READ or cell.value == gold[key], cell
    return {k.rpartition(".")[0] for k in gold if k not in cells or cells[k].state is not State.READ}


def _neighbours(rows: Rows) -> Iterator[tuple[tuple[str, int, int], tuple[str, int, int]]]:
    for one_row, other in pairwise(rows):
        if one_row[0].partition(".")[0] == other[0].partition(".")[0]:
            yield one_row, other


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_row_cut_out_is_missed_and_no_other(number: str, raw: dict[str, bytes], gold: Gold) -> None:
    text = _first_copy(raw, number)
    rows = _rows(text)
    for _, (key, start, end) in _neighbours(rows):
        assert _lost(text[:start] + text[end:], gold[number]) == {key}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_two_rows_that_changed_places_are_read_by_their_labels(number: str, raw: dict[str, bytes], gold: Gold) -> None:
    text = _first_copy(raw, number)
    for (_, start, middle), (_, also_middle, end) in _neighbours(_rows(text)):
        assert middle == also_middle
        assert _lost(text[:start] + text[middle:end] + text[start:middle] + text[end:], gold[number]) == set()


@pytest.mark.parametrize("number", ["002", "004"])
@pytest.mark.parametrize("replacement", ["甴", ""])
def test_a_label_with_one_character_wrong_or_lost_is_still_the_rows(
    replacement: str, number: str, raw: dict[str, bytes], gold: Gold
) -> None:
    text = _first_copy(raw, number)
    random = Random(f"{replacement}{number}")
    for _, start, end in _rows(text):
        label = [at for at in range(start, end) if "\u4e00" <= text[at] <= "\u9fff" and text[at] not in "个万元"]
        for at in random.sample(label, min(4, len(label))):
            assert _lost(text[:at] + replacement + text[at + 1 :], gold[number]) == set(), text[at - 5 : at + 6]


MARKS = [
    "\n- 3 -\n",
    "\n\n第 3 页 共 8 页\n\n",
    "\n\x0c\n",
    "\n注：本表由办公室填报，数据截至2023年12月31日。\n",
    "\n（续表）\n",
]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_page_mark_or_a_note_under_any_row_changes_nothing(
    mark: str, number: str, raw: dict[str, bytes], gold: Gold
) -> None:
    text = _first_copy(raw, number)
    for _, _, end in _rows(text):
        assert _lost(text[:end] + mark + text[end:], gold[number]) == set()


@pytest.mark.parametrize("number", ["002", "004"])
def test_a_bare_page_number_under_any_row_makes_nothing_wrong(number: str, raw: dict[str, bytes], gold: Gold) -> None:
    """Under a row of a table with sums it is told apart; elsewhere the row may stay open."""
    text = _first_copy(raw, number)
    for key, _, end in _rows(text):
        lost = _lost(f"{text[:end]}\n3\n{text[end:]}", gold[number])
        assert lost <= ({key} if key.startswith("art20") else set())
