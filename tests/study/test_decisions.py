"""Decisions of readers: what becomes of each line, and the edits from print to final value."""

from decimal import Decimal

import polars as pl
import pytest

import toolkit
from toolkit.study.decisions import COLUMNS, DECISIONS, look_up, read_decisions
from toolkit.study.edits import final, undone
from toolkit.study.frames import check_table
from toolkit.study.schema import schema
from toolkit.workbench import DECISIONS as EXPLAINED

TOTAL = "requests.granted_full.total"
RIGHT, WRONG = "| 1.予以公开 |", ""


@pytest.fixture
def study(tmp_path, raw):
    """A folder with 临平's report, one total misprinted (621 → 612), and room for decisions."""
    text = raw["004"].decode("utf-8")
    assert text.count("621") == 1
    (tmp_path / "raw").mkdir()
    (tmp_path / "reference").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text.replace("621", "612"), "utf-8")
    return tmp_path


def decided(study, *lines, columns=COLUMNS):
    """Write decisions and run; `{id}` in them is the report's id."""
    plain = toolkit.run(study / "raw")
    report_id = plain.reports["report_id"].item()
    text = "\n".join([",".join(columns), *(line.format(id=report_id) for line in lines)])
    (study / "reference" / "corrections.csv").write_text(text + "\n", "utf-8")
    return toolkit.run(study / "raw", out=study / "out")


def status(corpus):
    return list(corpus.decisions.select("line", "status").iter_rows())


def layers(corpus, cell=TOTAL):
    row, column = cell.split(".")[1:]
    own = corpus.edits.filter(row=row, column=column)
    return [(layer, before, after) for layer, before, after in own.select("layer", "before", "after").iter_rows()]


def test_the_words_of_the_workbench_and_of_the_file_are_the_same():
    assert tuple(EXPLAINED) == DECISIONS


def test_without_decisions_a_proposal_is_an_edit_that_says_so(study):
    corpus = toolkit.run(study / "raw")
    assert layers(corpus) == [("proposed", 612, 621)]
    assert corpus.decisions.is_empty()
    assert corpus.repairs.filter(status="proposed").height == 1


def test_a_decision_like_the_proposal_adjudicates_it(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,621,the row adds up,A. Reader,2024-03-01,612")
    assert status(corpus) == [(2, "applied")]
    assert layers(corpus) == [("proposed", 612, 621), ("adjudicated", 621, 621)]
    assert corpus.repairs["status"].to_list() == ["adjudicated"]
    (edit,) = corpus.edits.filter(layer="adjudicated").iter_rows(named=True)
    assert (edit["reason"], edit["decided_by"], edit["decided_on"], edit["line"]) == (
        "the row adds up", "A. Reader", "2024-03-01", 2,
    )  # fmt: skip
    assert (edit["rule"], edit["rule_version"]) == ("corrections", 1)


def test_a_decision_against_the_proposal_rejects_it(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,600,telephone,A,2024-03-01,")
    assert layers(corpus) == [("adjudicated", 612, 600)]
    assert corpus.repairs["status"].to_list() == ["rejected"]


@pytest.mark.parametrize("what", [TOTAL, "applicant_sum@granted_full"])
def test_the_print_may_stand_against_a_proposal(study, what):
    corpus = decided(study, f"{{id}}/{what},as_printed,,seen in the ministry's copy,A,2024-03-01,")
    assert status(corpus) == [(2, "applied")]
    assert layers(corpus) == [("adjudicated", 612, 612)]
    assert corpus.repairs["status"].to_list() == ["rejected"]


def test_a_decision_on_the_cell_outweighs_one_on_a_check_over_it(study):
    lines = [
        f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,",
        "{id}/applicant_sum@granted_full,as_printed,,r,B,2024-03-02,",
    ]
    for order in (lines, lines[::-1]):
        corpus = decided(study, *order)
        assert layers(corpus)[-1] == ("adjudicated", 621, 621)
        assert dict(corpus.decisions.select("reader", "status").iter_rows()) == {"A": "applied", "B": "recorded"}


def test_a_cell_without_any_proposal_can_be_corrected_too(study):
    cell = "art20_5.licensing.decisions_this_year"
    corpus = decided(study, f"{{id}}/{cell},corrected,5,r,A,2024-03-01,")
    ((layer, before, after),) = layers(corpus, cell)
    assert (layer, after) == ("adjudicated", 5)
    assert before == corpus.cells.filter(table="art20_5", row="licensing")["value"].item()


def test_the_cells_stay_as_printed_and_are_judged_as_printed(study):
    before = toolkit.run(study / "raw")
    after = decided(study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,")
    for table in ("cells", "checks", "claims"):
        assert before.tables[table].equals(after.tables[table])


def test_what_the_reader_saw_has_changed(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,613")
    assert status(corpus) == [(2, "stale")]
    assert "613" in corpus.decisions["note"].item()
    assert layers(corpus) == [("proposed", 612, 621)]


def test_another_file_makes_a_decision_stale(study, raw):
    decided(study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,")
    (study / "raw" / "a.txt").write_bytes(raw["003"])
    corpus = toolkit.run(study / "raw")
    assert status(corpus) == [(2, "stale")]
    assert corpus.edits.is_empty()


def test_the_last_line_counts_and_says_so(study):
    corpus = decided(
        study,
        f"{{id}}/{TOTAL},corrected,600,r,A,2024-03-01,",
        f"{{id}}/{TOTAL},corrected,621,r,B,2024-03-02,",
        f"{{id}}/{TOTAL},corrected,611,r,C,2024-03-03,999",
    )
    assert status(corpus) == [(2, "superseded"), (3, "applied"), (4, "stale")]
    assert layers(corpus)[-1] == ("adjudicated", 621, 621)


def test_a_decision_that_changes_no_number_is_recorded(study):
    corpus = decided(
        study,
        "{id}/req_balance@total,cannot_tell,,r,A,2024-03-01,",
        "{id}/req_balance@natural_person,as_printed,,r,A,2024-03-01,",
    )
    assert status(corpus) == [(2, "recorded"), (3, "recorded")]
    assert layers(corpus) == [("proposed", 612, 621)]


FAULTY = [
    f"{{id}}/{TOTAL},corrected,many,r,A,2024-03-01,",
    f"{{id}}/{TOTAL},corrected,,r,A,2024-03-01,",
    f"{{id}}/{TOTAL},corrected,NaN,r,A,2024-03-01,",
    f"{{id}}/{TOTAL},as_printed,5,r,A,2024-03-01,",
    f"{{id}}/{TOTAL},perhaps,,r,A,2024-03-01,",
    f"{{id}}/{TOTAL},as_printed,,,A,2024-03-01,",
    f"{{id}}/{TOTAL},as_printed,,r,,2024-03-01,",
    f"{{id}}/{TOTAL},as_printed,,r,A,yesterday,",
    ",as_printed,,r,A,2024-03-01,",
    "{id}/applicant_sum@granted_full,corrected,5,r,A,2024-03-01,",
]


@pytest.mark.parametrize("line", FAULTY)
def test_what_cannot_be_understood_is_listed_and_not_applied(study, line):
    corpus = decided(study, line)
    assert status(corpus) == [(2, "invalid")]
    assert corpus.decisions["note"].item()
    assert layers(corpus) == [("proposed", 612, 621)]


def test_the_six_columns_of_older_files_will_do(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01", columns=COLUMNS[:-1])
    assert status(corpus) == [(2, "applied")]


def test_a_file_without_its_columns_is_refused_before_the_work(study):
    (study / "reference" / "corrections.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ValueError, match="no column what"):
        toolkit.run(study / "raw")
    assert read_decisions("") == ()
    with pytest.raises(ValueError, match="nowhere"):
        toolkit.run(study / "raw", corrections=study / "nowhere.csv")


def test_lines_are_numbered_as_an_editor_does():
    text = 'what,decision,value,reason,reader,date\n\n"a",as_printed,,"two\nlines",A,2024-03-01\nb,as_printed,,r,A,x\n'
    assert [(d.line, d.what, d.reason) for d in read_decisions(text)] == [(4, "a", "two lines"), (5, "b", "r")]


def test_tables_of_a_decided_run_fit_their_description(study):
    corpus = decided(
        study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,", "nonsense,as_printed,,r,A,2024-03-01,", "x,y,z,,,,"
    )
    for table in ("edits", "decisions", "repairs"):
        assert check_table(schema().tables[table], corpus.tables[table]) == []
        assert corpus.tables[table].height


# -- line by line -----------------------------------------------------------------------------------------------


def test_every_line_can_be_undone(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,620,r,A,2024-03-01,", "x,y,z,,,,")
    corpus_like = decided(study, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,")
    name = corpus.edits.filter(layer="adjudicated")["edit_id"].item()
    assert undone(corpus.edits, name).is_empty()
    proposed, adjudicated = corpus_like.edits["edit_id"].to_list()
    assert undone(corpus_like.edits, adjudicated).height == 1
    (left,) = undone(corpus_like.edits, proposed).iter_rows(named=True)
    assert (left["before"], left["after"]) == (612, 621)  # it now stands on the print
    assert undone(corpus_like.edits, proposed, adjudicated).is_empty()
    with pytest.raises(KeyError, match="no edit x"):
        undone(corpus.edits, "x")


def test_final_values_stand_beside_the_print(study):
    corpus = decided(study, f"{{id}}/{TOTAL},corrected,620,r,A,2024-03-01,")
    done = final(corpus.cells, corpus.edits)
    assert done.height == corpus.cells.height
    assert done.drop("final", "layer").equals(corpus.cells)
    (row,) = done.filter(layer="adjudicated").iter_rows(named=True)
    assert (row["value"], row["final"], f"{row['table']}.{row['row']}.{row['column']}") == (612, 620, TOTAL)
    others = done.filter(pl.col("layer") == "printed")
    assert others["final"].equals(others["value"].alias("final"))


def test_a_blank_is_deduced_then_decided(tmp_path, raw):
    text = raw["004"].decode("utf-8").replace("621", "/")
    (tmp_path / "raw").mkdir()
    (tmp_path / "reference").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, "utf-8")
    assert layers(toolkit.run(tmp_path / "raw")) == [("deduced", None, 621)]
    corpus = decided(tmp_path, f"{{id}}/{TOTAL},as_printed,,it is left open,A,2024-03-01,(placeholder)")
    assert layers(corpus) == [("adjudicated", None, None)]
    corpus = decided(tmp_path, f"{{id}}/{TOTAL},corrected,621,r,A,2024-03-01,")
    assert layers(corpus) == [("deduced", None, 621), ("adjudicated", 621, 621)]


# -- what a reader sees -----------------------------------------------------------------------------------------


def test_everything_a_workbench_lists_can_be_looked_up(tmp_path, raw):
    from toolkit.workbench import Workbench

    (tmp_path / "raw").mkdir()
    for name, data in raw.items():
        (tmp_path / "raw" / f"{name}.txt").write_bytes(data.replace(b"621", b"612"))
    corpus = toolkit.run(tmp_path / "raw")
    items = Workbench(corpus, tmp_path).items
    found = look_up(corpus.tables, [item.what for item in items])
    assert {"check", "leftover"} <= {seen.kind for seen in found.values()}
    assert set(found) == {item.what for item in items}
    assert all(seen.evidence for seen in found.values())


def test_a_number_looks_the_same_as_print_and_as_decimal(study):
    corpus = toolkit.run(study / "raw", out=study / "out")
    name = corpus.checks.filter(rule="req_balance")["check_id"][0]
    printed = pl.read_csv(study / "out" / "checks.csv", infer_schema=False)
    as_text = look_up({**corpus.tables, "checks": printed.with_columns(pl.lit(None).alias("x"))}, [name])
    assert look_up(corpus.tables, [name])[name].evidence == as_text[name].evidence
    assert Decimal(as_text[name].evidence.split()[0]) > 0
