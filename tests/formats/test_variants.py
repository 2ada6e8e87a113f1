"""The odd forms that offices were seen to print, each as a page in samples/ with its cells typed by hand.

`base2021.json` and `base2019.json` hold the cells that are not 0 in every sample; below stands what each sample prints
otherwise. The tables of a sample are then put into a Word file, an old Word file, a workbook and a PDF, and read again.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from toolkit.form import load_form
from toolkit.read import Report, read_bytes
from toolkit.read.document import Grid, Paragraph
from toolkit.read.formats import READERS
from toolkit.teach.layout import Box, Sheet
from toolkit.teach.render import FORMATS
from toolkit.teach.render.manuscript import Piece
from toolkit.teach.render.variation import PLAIN

SAMPLES = Path(__file__).parent / "samples"
NOTHING, STROKE = (None, "blank", ""), (None, "placeholder", "")
REQUEST_ROWS = [row.key for row in load_form("format2021").tables["requests"].data_rows]
SECTION_FOUR = "reconsideration_litigation.cases"


def read(number: str, unit: str = "") -> tuple[Decimal, str, str]:
    return Decimal(number), "read", unit


# name: (edition of section two, edition of section three, what is printed otherwise, numbers left over)
VARIANTS = {
    "entity_in_headings": ("format2021", "format2021", {}, []),
    "headings_misprinted": ("format2021", "format2021", {}, []),
    "no_headings": ("format2021", "format2021", {}, []),
    "2021_columns_23_request_rows": (
        "format2021",
        "format2021_single_other",
        {"requests.other_disposition.natural_person": read("1"), "requests.other_disposition.total": read("1")},
        [],
    ),
    "2019_tables_in_a_2021_report": ("format2019", "format2019", {}, []),
    "signed_changes": (
        "format2019",
        "format2019",
        {"art20_5.licensing.items_change": read("2"), "art20_5.other_external_services.items_change": read("-2")},
        [],
    ),
    "blank_total_column": ("format2021", "format2021", {f"requests.{row}.total": NOTHING for row in REQUEST_ROWS}, []),
    "blank_cells": (
        "format2021",
        "format2021",
        {
            "art20_1.rules.issued_this_year": NOTHING,
            "art20_1.rules.repealed_this_year": NOTHING,
            "art20_1.rules.in_force_total": NOTHING,
            "requests.other_misc.org_other": NOTHING,
            "requests.denied_state_secret.natural_person": NOTHING,
        },
        [],
    ),
    "placeholders": (
        "format2021",
        "format2021",
        {
            "art20_1.rules.issued_this_year": STROKE,
            "art20_1.rules.repealed_this_year": STROKE,
            "art20_1.rules.in_force_total": STROKE,
            "art20_6.coercion.decisions_this_year": STROKE,
            f"{SECTION_FOUR}.litigation_after_review_upheld": STROKE,
            f"{SECTION_FOUR}.litigation_after_review_total": STROKE,
            **{f"requests.{row}.org_research": STROKE for row in REQUEST_ROWS},
        },
        [],
    ),
    "units_in_cells": (
        "format2021",
        "format2021",
        {
            "art20_1.normative_documents.issued_this_year": read("2", "件"),
            "art20_1.normative_documents.in_force_total": read("17", "件"),
            "art20_5.licensing.decisions_this_year": read("240", "个"),
            "art20_6.penalties.decisions_this_year": read("31", "宗"),
            "art20_8.admin_fees.fee_amount_10k_cny": read("184719", "元"),
            "requests.requests_received_new.total": read("15", "件"),
        },
        [],
    ),
    "fee_header_in_yuan": (
        "format2021", "format2021", {"art20_8.admin_fees.fee_amount_10k_cny": read("184719", "元")}, [],
    ),
    "total_header_on_the_wrong_line": ("format2021", "format2021", {}, []),
    "header_names_shifted": ("format2021", "format2021", {}, []),
    "labels_short_and_misprinted": ("format2021", "format2021", {}, []),
    "explanations_in_labels": ("format2021", "format2021", {}, []),
    "a_local_row": ("format2021", "format2021", {}, ["44", "0", "120"]),
    "stray_zero_in_a_merged_label": ("format2021", "format2021", {}, ["0"]),
    "sixteen_numbers_under_fifteen_columns": ("format2021", "format2021", {}, ["0"]),
    "kangxi_radicals": ("format2021", "format2021", {}, []),
    "leftover_instructions": ("format2021", "format2021", {}, []),
    "the_whole_report_twice": ("format2021", "format2021", {}, ["溪口县示例局2022年政府信息公开工作年度报告"]),
}  # fmt: skip


def typed(name: str) -> dict[str, tuple[Decimal | None, str, str]]:
    """Return the cells of a sample as a person reads them off the page."""
    two, three, otherwise, _ = VARIANTS[name]
    base = json.loads((SAMPLES / f"base{two[-4:]}.json").read_text("utf-8"))
    tables = {**load_form(two).tables, "requests": load_form(three).tables["requests"]}
    found = {}
    for table in tables.values():
        for row, column in table.cell_keys:
            key = f"{table.id}.{row}.{column}"
            text = base.get(key, "0")
            unit = "万元" if text.endswith("万元") else ""
            found[key] = read(text.removesuffix("万元"), unit)
    return {**found, **otherwise}


def cells(report: Report) -> dict[str, tuple[Decimal | None, str, str]]:
    return {c.key: (c.value, str(c.state), c.unit) for c in report.cells}


def test_every_sample_is_tried():
    assert {path.stem for path in SAMPLES.glob("*.html")} == set(VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_read_as_a_person_reads_it(name):
    (report,) = read_bytes((SAMPLES / f"{name}.html").read_bytes(), f"{name}.html")
    assert cells(report) == typed(name)
    assert [item.text for item in report.leftovers] == VARIANTS[name][3]
    assert not report.gaps
    assert report.organ.value == "溪口县示例局"


def pieces(name: str) -> list[Piece]:
    """Return a sample's paragraphs and tables."""
    blocks = READERS["html"]((SAMPLES / f"{name}.html").read_bytes(), name).blocks
    return [block.text if isinstance(block, Paragraph) else sheet_of(block) for block in blocks]


def sheet_of(grid: Grid) -> Sheet:
    rows: list[list[Box]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        kind = "label" if cell.column == 0 else "value"
        rows[cell.row].append(Box(cell.text, kind, cell.row_span, cell.column_span))
    return Sheet("requests" if grid.columns == 10 else "", tuple(map(tuple, rows)), grid.columns)


@pytest.mark.parametrize("kind", ["docx", "doc", "xlsx", "pdf"])
@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_reads_alike_in_every_format(name, kind):
    data = FORMATS[kind](pieces(name), PLAIN, Random(1))
    (report,) = read_bytes(data, f"{name}.{kind}")
    assert cells(report) == typed(name)
    assert report.organ.value == "溪口县示例局"
