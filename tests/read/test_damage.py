"""Damage one thing; everything else stays right and the damaged thing is never silently wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest

from tests.read.conftest import one, page
from toolkit.form import load_form
from toolkit.read import State
from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.synthetic import figures

DAMAGES: dict[str, Callable[[str], str]] = {
    "blank": lambda print_: "",
    "dash": lambda print_: "-",
    "slash": lambda print_: "/",
    "stray after": lambda print_: f"{print_}\n\t7",
    "stray before": lambda print_: f"7\n\t{print_}",
    "stray zero": lambda print_: f"{print_}\n\t0",
    "decimal": lambda print_: f"{print_}.0",
    "thousands": lambda print_: f"{int(print_):,}",
    "full-width": lambda print_: print_.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "page mark": lambda print_: f"{print_}\n\n- 3 -\n",
    "page number": lambda print_: f"{print_}\n3\n",
}
CELL = re.compile(r"\n\t[ \u00a0\u3000]*(\d+)[ \u00a0\u3000]*(?=\n)")


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_request_cell_damages_itself_only(
    kind: str, raw: dict[str, bytes], gold: dict[str, dict[str, Decimal]]
) -> None:
    text = raw["004"].decode("utf-8")
    true = {key: value for key, value in gold["004"].items() if key.startswith("requests.")}
    start = text.index("一、本年新收政府信息公开申请数量")
    end = text.index("四、政府信息公开行政复议", start)
    spans = [(start + m.start(1), start + m.end(1)) for m in CELL.finditer(text[start:end])]
    assert len(spans) == len(true) == 175
    for (a, b), damaged in zip(spans, true, strict=True):
        report = one(text[:a] + DAMAGES[kind](text[a:b]) + text[b:])
        cells = {cell.key: cell for cell in report.cells}
        wrong = [k for k, v in true.items() if k != damaged and (cells[k].state, cells[k].value) != (State.READ, v)]
        assert wrong == [], f"{damaged} {kind}"
        assert cells[damaged].state is not State.READ or cells[damaged].value == true[damaged]


def test_a_vanished_cell_is_never_filled_by_its_neighbour(
    raw: dict[str, bytes], gold: dict[str, dict[str, Decimal]]
) -> None:
    """Line and all is gone: what the identities cannot place is unresolved."""
    text = raw["004"].decode("utf-8")
    true = {key: value for key, value in gold["004"].items() if key.startswith("requests.")}
    start = text.index("一、本年新收政府信息公开申请数量")
    end = text.index("四、政府信息公开行政复议", start)
    spans = [(start + m.start(), start + m.end()) for m in CELL.finditer(text[start:end])]
    for a, b in spans:
        for cell in one(text[:a] + text[b:]).cells:
            if cell.table == "requests" and cell.state is State.READ:
                assert cell.value == true[cell.key], (text[a:b], cell)


def test_a_number_too_many_is_left_over_and_its_proof_is_not_counted_twice(raw: dict[str, bytes]) -> None:
    text = raw["004"].decode("utf-8").replace("\t1036\n", "\t1036\n\t7\n", 1)
    report = one(text)
    assert [(item.text, "applicant_sum@requests_received_new" in item.reason) for item in report.leftovers] == [
        ("7", True)
    ]
    assert "applicant_sum@requests_received_new" in report.proofs


def test_a_stray_number_that_no_identity_tells_apart_is_unresolved() -> None:
    printed = figures(load_form("format2021"), 3) | {
        "art20_1.rules.issued_this_year": "2",
        "art20_1.rules.repealed_this_year": "1",
        "art20_1.rules.in_force_total": "9",
    }  # fmt: skip
    text = page("format2021", printed, "cell_per_tabbed_line").replace("\t规章\n\t2\n", "\t规章\n\t2\n\t5\n")
    cells = {cell.key: cell for cell in one(text).cells}
    states = [cells[f"art20_1.rules.{c}"].state for c in ("issued_this_year", "repealed_this_year", "in_force_total")]
    assert State.UNRESOLVED in states
    assert cells["art20_1.normative_documents.in_force_total"].state is State.READ


# --- labels, headings and lines -------------------------------------------------------------------------------------

LABEL = re.compile(
    "本年新收政府信息公开申请数量|上年结转政府信息公开申请数量|予以公开|属于国家秘密|其他法律行政法规禁止公开|保护第三方合法权益|"
    "属于三类内部事务信息|属于四类过程性信息|属于行政执法案卷|属于行政查询事项|本机关不掌握相关政府信息|没有现成信息需要另行制作|"
    "补正后申请内容仍不明确|信访举报投诉类申请|重复申请|要求提供公开出版物|无正当理由大量反复申请|结转下年度继续办理|行政许可|"
    "行政处罚|行政强制|行政事业性收费|规章|行政规范性文件"
)


def _label(text: str, random: Random, shortest: int = 2) -> re.Match[str]:
    end = text.index("五、存在的主要")
    found = [m for m in LABEL.finditer(text, text.index("二、主动公开"), end) if len(m.group()) >= shortest]
    return random.choice(found)


def misspell(text: str, random: Random) -> str:
    """Put a wrong character into a label."""
    label = _label(text, random)
    at = random.randrange(label.start(), label.end())
    return text[:at] + random.choice("的丁己甲田") + text[at + 1 :]


def drop_character(text: str, random: Random) -> str:
    """Lose a character of a label."""
    label = _label(text, random, 4)
    at = random.randrange(label.start(), label.end())
    return text[:at] + text[at + 1 :]


def break_label(text: str, random: Random) -> str:
    """Break a label over two lines."""
    label = _label(text, random, 6)
    at = random.randrange(label.start() + 2, label.end() - 1)
    return text[:at] + "\n" + text[at:]


def space_label(text: str, random: Random) -> str:
    """Put a space into a label."""
    label = _label(text, random, 4)
    at = random.randrange(label.start() + 1, label.end())
    return text[:at] + random.choice(" \u3000") + text[at:]


def note_line(text: str, random: Random) -> str:
    """Put a note under the requests table."""
    note = random.choice(
        ("注：以上数据截至2023年12月31日，涉及12个部门。", "说明:1.本表由办公室填报;2.如有疑问请致电0571-88012345")
    )
    at = text.index("四、政府信息公开行政")
    return f"{text[:at]}{note}\n\n{text[at:]}"


def retype_headings(text: str, random: Random) -> str:
    """Retype or lose the headings of sections two to four."""
    for heading, others in {
        "二、主动公开政府信息情况": ("2、主动公开情况", "二.本机关主动公开政府信息的情况", ""),
        "三、收到和处理政府信息公开申请情况": ("三、依申请公开政府信息办理情况", "3.镇收到和处理信息公开申请情况", ""),
        "四、政府信息公开行政复议、行政诉讼情况": ("四、行政复议和诉讼情况", ""),
    }.items():
        text = text.replace(heading, random.choice(others))
    return text


def traditional(text: str, _random: Random) -> str:
    """Mirror the page in traditional characters."""
    return text.translate(str.maketrans("结转数总计处罚许证请复议诉讼决", "結轉數總計處罰許證請復議訴訟決"))


@pytest.mark.parametrize("flattening", FLATTENINGS)
@pytest.mark.parametrize(
    "damage", [misspell, drop_character, break_label, space_label, note_line, retype_headings, traditional]
)
def test_damaged_print_around_the_numbers_changes_no_cell(damage: Callable[..., str], flattening: str) -> None:
    for seed in range(3):
        for edition in ("format2021", "format2019"):
            printed = figures(load_form(edition), seed)
            random = Random(f"{flattening}{seed}{edition}")
            report = one(damage(page(edition, printed, flattening, seed), random))
            assert {c.key: c.text for c in report.cells} == printed


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_a_page_number_anywhere_in_the_tables_makes_nothing_wrong(flattening: str) -> None:
    unresolved = 0
    for seed in range(8):
        printed = figures(load_form("format2021"), seed)
        random = Random(f"{flattening}{seed}")
        text = page("format2021", printed, flattening, seed)
        first, last = text.index("二、主动公开"), text.index("五、存在的主要")
        at = random.choice([m.start() for m in re.finditer("\n", text) if first < m.start() < last])
        mark = random.choice(("- 3 -", "3", "第3页 共8页", "— 5 —"))
        report = one(f"{text[:at]}\n{mark}{text[at:]}")
        for cell in report.cells:
            unresolved += cell.state is State.UNRESOLVED
            assert cell.state is State.UNRESOLVED or cell.text == printed[cell.key], (mark, cell)
    assert unresolved <= 10


def test_a_missing_row_is_a_gap_and_swapped_rows_are_found_by_label() -> None:
    printed = figures(load_form("format2021"), 5)
    lines = page("format2021", printed, "tab_rows").split("\n")
    one_row = next(i for i, line in enumerate(lines) if "属于四类过程性信息" in line)
    without = one("\n".join(lines[:one_row] + lines[one_row + 1 :]))
    assert [(gap.row, gap.reason) for gap in without.gaps] == [
        ("denied_deliberative_process", "no line carries the row's label")
    ]
    rest = {key: text for key, text in printed.items() if "deliberative" not in key}
    assert {c.key: c.text for c in without.cells} == rest
    lines[one_row], lines[one_row + 1] = lines[one_row + 1], lines[one_row]
    assert {c.key: c.text for c in one("\n".join(lines)).cells} == printed


def test_a_row_printed_twice_with_other_numbers_is_read_from_neither() -> None:
    printed = figures(load_form("format2021"), 5)
    lines = page("format2021", printed, "tab_rows").split("\n")
    row = next(i for i, line in enumerate(lines) if "重复申请" in line)
    lines.insert(row + 1, "\t\t2.重复申请\t9\t9\t9\t9\t9\t9\t54")
    report = one("\n".join(lines))
    row_cells = [cell for cell in report.cells if cell.row == "not_processed_duplicate"]
    assert [(cell.state, cell.value) for cell in row_cells] == [(State.UNRESOLVED, None)] * 7
    assert [(gap.row, gap.reason) for gap in report.gaps] == [
        ("not_processed_duplicate", "2 lines carry the row's label, with different values")
    ]
    assert len(report.leftovers) == 14


def test_a_local_row_the_form_does_not_have_is_left_over() -> None:
    printed = figures(load_form("format2019"), 2)
    text = page("format2019", printed, "tab_rows").replace(
        "\n\n第二十条第（五）项", "\n其他主动公开文件\t4\t5\t6\n\n第二十条第（五）项"
    )
    report = one(text)
    assert {c.key: c.text for c in report.cells} == printed
    assert [item.text for item in report.leftovers] == ["4", "5", "6"]
    assert "其他主动公开文件" in report.leftovers[0].reason


@pytest.mark.parametrize("flattening", ["pipe_rows", "pipe_rows_without_outer", "tab_rows", "markdown"])
@pytest.mark.parametrize("seed", [3, 10, 17])
def test_a_blank_total_column_is_told_from_the_ghosts_of_merged_labels(flattening: str, seed: int) -> None:
    printed = figures(load_form("format2021"), seed)
    printed = {key: "" if key.startswith("requests.") and key.endswith(".total") else v for key, v in printed.items()}
    report = one(page("format2021", printed, flattening))
    found = {c.key: (c.value, str(c.state)) for c in report.cells if c.table == "requests"}
    assert found == {
        key: (Decimal(text), "read") if text else (None, "blank")
        for key, text in printed.items()
        if key.startswith("requests.")
    }


def test_a_pipe_at_the_end_of_a_row_has_an_empty_cell_after_it() -> None:
    printed = {**figures(load_form("format2021"), 5), "art20_6.coercion.decisions_this_year": ""}
    report = one(page("format2021", printed, "pipe_rows_without_outer"))
    cell = report.cell("art20_6.coercion.decisions_this_year")
    assert cell is not None
    assert (cell.value, str(cell.state)) == (None, "blank")
