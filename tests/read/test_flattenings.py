"""The same tables, flattened in every way, give the same cells; a lost box never gives a wrong one."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from tests.read.conftest import one, page
from toolkit.form import load_form
from toolkit.read import State, read_bytes
from toolkit.read.quantity import parse_quantity
from toolkit.teach.flatten import BLANKS_VANISH, FLATTENINGS
from toolkit.teach.synthetic import figures

EDITIONS = ("format2021", "format2019", "format2021_single_other", "format2019_split_other")


def test_the_five_real_reports_give_their_998_cells(raw: dict[str, bytes], gold: dict[str, dict[str, Decimal]]) -> None:
    total = 0
    for number, data in raw.items():
        (report,) = read_bytes(data, number)
        read = {cell.key: cell.value for cell in report.cells if cell.state is State.READ}
        assert read == gold[number], number
        assert len(report.cells) == len(gold[number])
        assert report.gaps == ()
        total += len(read)
    assert total == 998


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_a_real_report_reads_the_same_in_every_flattening(flattening: str, raw: dict[str, bytes]) -> None:
    for number, data in raw.items():
        (report,) = read_bytes(data, number)
        text = page(report.forms["requests"], {cell.key: cell.text for cell in report.cells}, flattening)
        again = one(text)
        assert {c.key: (c.value, c.unit, c.state) for c in again.cells} == {
            c.key: (c.value, c.unit, c.state) for c in report.cells
        }
        assert again.gaps == again.leftovers == ()


@pytest.mark.parametrize("flattening", FLATTENINGS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_invented_reports_read_back_whole(edition: str, flattening: str) -> None:
    for seed in range(4):
        printed = figures(load_form(edition), seed)
        report = one(page(edition, printed, flattening, seed))
        assert {c.key: c.text for c in report.cells} == printed
        assert set(report.forms.values()) <= {edition, edition[:10]}


@pytest.mark.parametrize("flattening", sorted(set(FLATTENINGS) - BLANKS_VANISH))
def test_an_empty_box_stays_empty(flattening: str) -> None:
    """With one box in thirty left empty, none is filled, none is shifted; nearly all others are read."""
    kept = total = 0
    for seed in range(6):
        printed = figures(load_form("format2021"), seed)
        random = Random(seed)
        for key in sorted(printed):
            if random.random() < 1 / 30:
                printed[key] = random.choice(("", "/", "—"))
        report = one(page("format2021", printed, flattening, seed))
        for cell in report.cells:
            expected = parse_quantity(printed[cell.key]).value
            assert cell.state is State.UNRESOLVED or cell.value == expected, (seed, cell)
            kept += cell.state is not State.UNRESOLVED
            total += 1
    assert kept >= 0.98 * total


@pytest.mark.parametrize("flattening", sorted(BLANKS_VANISH))
@pytest.mark.parametrize("share", [0.03, 0.3])
def test_where_empty_boxes_leave_no_trace_nothing_is_read_wrongly(flattening: str, share: float) -> None:
    read = 0
    for seed in range(6):
        printed = figures(load_form("format2021"), seed)
        random = Random(seed)
        for key in sorted(printed):
            if random.random() < share:
                printed[key] = ""
        report = one(page("format2021", printed, flattening, seed))
        for cell in report.cells:
            if cell.state is State.READ:
                assert cell.value == parse_quantity(printed[cell.key]).value, (seed, cell)
                read += 1
    assert read > 0


def test_every_place_points_at_its_print(raw: dict[str, bytes]) -> None:
    for number, data in raw.items():
        (report,) = read_bytes(data, number)
        for cell in report.cells:
            assert cell.place is not None
            text = report.parts[cell.place.part]
            assert text[cell.place.start : cell.place.end] == cell.text
            line = text.splitlines(keepends=True)[cell.place.line - 1]
            assert line[cell.place.column - 1 :].startswith(cell.text)
        for passage in report.passages:
            assert report.parts[passage.place.part][passage.place.start : passage.place.end] == passage.text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_cells(encoding: str, raw: dict[str, bytes]) -> None:
    for data in raw.values():
        text = data.decode("utf-8")
        assert [(c.key, c.value, c.place) for c in one(text.encode(encoding)).cells] == [
            (c.key, c.value, c.place) for c in one(data).cells
        ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(end: str, raw: dict[str, bytes]) -> None:
    for data in raw.values():
        text = data.decode("utf-8")
        assert [(c.key, c.value) for c in one(text.replace("\n", end)).cells] == [
            (c.key, c.value) for c in one(text).cells
        ]
