"""The workbench: findings of a corpus, sentence beside table, and decisions as lines that only ever are added."""

import csv

import pytest

import toolkit
from tests.teach.conftest import clean_draft
from toolkit.teach.classroom import classroom
from toolkit.teach.invent import seeded
from toolkit.teach.page import write
from toolkit.teach.slips import seed_slip
from toolkit.teach.study_folder import CORRECTIONS, new_study
from toolkit.workbench import DECISIONS, Workbench


@pytest.fixture
def bench(tmp_path):
    """A study of three reports: a total that is wrong, a sentence that is wrong, a clean one."""
    study = tmp_path / "study"
    new_study(study)
    for n, slip in enumerate(("wrong_total", "prose_number", "stray_number", None)):
        page = clean_draft(n + 3, "pipe_rows")
        made = seed_slip(page, slip, seeded(f"bench {n}")) if slip else (page, None)
        assert made is not None
        (study / f"data/raw/{n}.txt").write_text(write(made[0]), encoding="utf-8")
    return Workbench(toolkit.run(study / "data/raw", out=study / "data/processed"), study)


def lines(bench):
    with bench.corrections.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number_of(bench, kind, source):
    return next(
        n for n, item in enumerate(bench.items, 1)
        if item.finding.kind == kind and item.view.report.source.endswith(source)
    )  # fmt: skip


def test_every_finding_has_a_number_and_a_name_of_its_own(bench):
    frame = bench.findings()
    assert frame["number"].to_list() == list(range(1, len(bench.items) + 1))
    assert len({item.what for item in bench.items}) == len(bench.items)
    assert set(frame["kind"]) >= {"repair", "claim", "leftover"}
    assert not [item for item in bench.items if item.view.report.source == "3.txt"]
    assert frame["decision"].null_count() == frame.height
    assert bench.findings("en")["finding"].to_list() != frame["finding"].to_list()


def test_names_are_the_same_in_a_second_run(bench, tmp_path):
    again = toolkit.run(tmp_path / "study/data/raw", out=tmp_path / "again")
    assert [item.what for item in Workbench(again).items] == [item.what for item in bench.items]


def test_the_sentence_stands_beside_its_table(bench):
    number = number_of(bench, "claim", "1.txt")
    item = bench.items[number - 1]
    html = bench.show(number)._repr_html_()
    quote = item.view.report.parts[item.place.part][item.place.start : item.place.end]
    assert f"<mark>{quote}</mark>" in html
    assert html.count("<table") == 1
    assert item.view.report.organ.value in html
    assert item.finding.zh == repr(bench.show(number))
    assert repr(bench.show(number, "en")) == item.finding.en


def test_beside_a_failing_sum_stand_the_sentences_on_its_cell(bench):
    number = number_of(bench, "repair", "0.txt")
    item = bench.items[number - 1]
    assert len(item.cells) == 1
    assert item.claims
    html = bench.show(number).html
    assert all(f"<mark>{claim.quote}</mark>" in html for claim in item.claims)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_can_be_shown(bench, lang):
    for n in range(1, len(bench.items) + 1):
        assert bench.show(n, lang).html.startswith("<div")


def test_print_of_a_report_is_escaped(tmp_path):
    study = tmp_path / "s"
    new_study(study)
    page = write(clean_draft(3, "pipe_rows")).replace("新收政府", "<script>alert(1)</script>新收政府", 1)
    page = page.replace("| 0 |", "| <b>7</b> |", 1)
    (study / "data/raw/a.txt").write_text(page, encoding="utf-8")
    bench = Workbench(toolkit.run(study / "data/raw", out=study / "data/processed"), study)
    assert all("<script>" not in bench.show(n).html for n in range(1, len(bench.items) + 1))


def test_a_decision_is_one_line_and_shows_in_the_list(bench):
    number = number_of(bench, "claim", "1.txt")
    quote = bench.items[number - 1].claims[0].quote
    written = bench.decide(number, "prose_wrong", reason="表内\n勾稽成立", reader="读者甲", date="2024-03-01")
    (line,) = lines(bench)
    assert line == {
        "what": bench.items[number - 1].what, "decision": "prose_wrong", "value": "", "reason": "表内 勾稽成立",
        "reader": "读者甲", "date": "2024-03-01", "evidence": f"{quote}: inconsistent",
    }  # fmt: skip
    assert written in bench.corrections.read_text(encoding="utf-8")
    assert bench.findings().filter(number=number)["decision"].item() == "prose_wrong"
    bench.decide(number, "cannot_tell", reason="second thoughts", reader="B", date="2024-03-02")
    assert len(lines(bench)) == 2
    assert bench.findings().filter(number=number)["decision"].item() == "cannot_tell"


def test_a_corrected_cell_is_named_with_its_value(bench):
    number = number_of(bench, "repair", "0.txt")
    cells = bench.items[number - 1].cells
    bench.decide(number, "corrected", 21, cell=cells[0], reason="sum", reader="A", date="2024-03-01")
    (line,) = lines(bench)
    assert line["what"].endswith(f"/{cells[0]}")
    assert line["value"] == "21"
    assert bench.findings().filter(number=number)["decision"].item() == "corrected"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"decision": "perhaps"}, "no decision"),
        ({"reason": "  "}, "reason and a reader"),
        ({"reader": ""}, "reason and a reader"),
        ({"decision": "corrected"}, "as a number"),
        ({"decision": "corrected", "value": "many"}, "as a number"),
        ({"decision": "corrected", "value": 1, "cell": "no.such.cell"}, "no cell"),
        ({"decision": "as_printed", "value": 3}, "takes no value"),
        ({"date": "yesterday"}, "yesterday"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(bench, changes, message):
    number = number_of(bench, "repair", "0.txt")
    cell = bench.items[number - 1].cells[0]
    given = {"decision": "as_printed", "reason": "r", "reader": "A", "cell": cell, **changes}
    with pytest.raises(ValueError, match=message):
        bench.decide(number, **given)
    assert lines(bench) == []


def test_a_number_that_is_not_there(bench):
    for number in (0, -1, len(bench.items) + 1):
        with pytest.raises(IndexError, match="no finding"):
            bench.show(number)


def test_lines_and_columns_of_others_are_kept(bench):
    bench.corrections.write_text("note,date,reader,reason,value,decision,what\nmine,,,,,,x", encoding="utf-8")
    bench.decide(1, "as_printed", reason="r", reader="A", date="2024-03-01")
    text = bench.corrections.read_text(encoding="utf-8")
    assert text.startswith("note,date,reader,reason,value,decision,what\nmine,,,,,,x\n,2024-03-01,A,r,,as_printed,")
    bench.corrections.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column what"):
        bench.decide(1, "as_printed", reason="r", reader="A")
    bench.corrections.unlink()
    assert bench.decisions().is_empty()
    bench.decide(1, "as_printed", reason="r", reader="A")
    assert bench.decisions().columns == list(CORRECTIONS)


def test_every_decision_is_explained_in_both_languages():
    assert all(" · " in said for said in DECISIONS.values())


@pytest.mark.parametrize("level", [2, 4])
def test_nothing_is_called_wrong_in_the_clean_reports_of_a_classroom(tmp_path, level):
    raw = tmp_path / "raw"
    raw.mkdir()
    faulty: dict[str, set[str]] = {}
    for student in classroom(4, level, 5):
        for line in student.key:
            faulty.setdefault(line.file, set()).add(line.slip)
        for path, text in student.files.items():
            if path.startswith("reports/"):
                (raw / path.removeprefix("reports/")).write_text(text, encoding="utf-8")
    bench = Workbench(toolkit.run(raw, out=tmp_path / "out"), tmp_path)
    flagged = {item.view.report.source for item in bench.items}
    assert flagged <= set(faulty)
    # What is not a finding is still told by the state or the unit of a cell, or by nothing but a careful reader.
    quiet = {"blank_for_zero", "slash_for_zero", "unit_in_cell", "half_row_lost", "prose_scope"}
    assert {file for file, kinds in faulty.items() if not kinds <= quiet} <= flagged
