"""Two runs compared: what differs and why, and nothing where they say the same."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

import toolkit
from toolkit.cli import main
from toolkit.study.difference import DifferenceError, difference_text, differences

TOTAL = "requests.granted_full.total"
HEAD = "what,decision,value,reason,reader,date,evidence\n"


@pytest.fixture(scope="module")
def study(raw, root, tmp_path_factory) -> Path:
    """Two reports, one with a wrong total, and the run over them as `old`."""
    folder = tmp_path_factory.mktemp("diff")
    (folder / "raw").mkdir()
    (folder / "reference").mkdir()
    shutil.copy(root / "data" / "reference" / "bodies.csv", folder / "reference")
    text = raw["004"].decode("utf-8")
    (folder / "raw" / "a.txt").write_text(text.replace("621", "612"), "utf-8")
    (folder / "raw" / "b.txt").write_bytes(raw["003"])
    toolkit.run(folder / "raw", out=folder / "old")
    return folder


@pytest.fixture
def changed(study, tmp_path):
    """Run again after a change to the copy of the study; return the old folder and the new."""

    def run(change):
        work = tmp_path / "work"
        shutil.copytree(study, work, ignore=shutil.ignore_patterns("old"))
        change(work)
        toolkit.run(work / "raw", out=work / "new")
        return study / "old", work / "new"

    return run


def told(folders, *kinds):
    found = list(differences(*folders))
    return [(d.kind, d.what, d.old, d.new, d.why) for d in found if not kinds or d.kind in kinds]


def test_the_same_run_twice_differs_in_nothing(changed):
    folders = changed(lambda work: None)
    assert told(folders) == []
    assert list(difference_text([], "en")) == ["the two runs say the same"]


def test_a_file_moved_elsewhere_is_the_same_report(changed):
    def move(work):
        (work / "raw" / "x").mkdir()
        (work / "raw" / "b.txt").rename(work / "raw" / "x" / "c.txt")

    assert told(changed(move)) == []


def test_a_corrected_file_is_another_input(changed):
    def correct(work):
        path = work / "raw" / "a.txt"
        path.write_text(path.read_text("utf-8").replace("612", "621"), "utf-8")

    found = told(changed(correct))
    assert {why for *_, why in found} == {"input"}
    assert ("cell", TOTAL, "612", "621", "input") in found
    assert ("check", "applicant_sum@granted_full", "fails", "holds", "input") in found
    assert ("edit", f"{TOTAL}.proposed", "612 → 621", None, "input") in found
    assert [kind for kind, *_ in found].count("report") == 1
    assert [what for kind, what, *_ in found if kind == "cell"] == [TOTAL]


def test_reports_that_come_and_go(changed, study, raw):
    def swap(work):
        (work / "raw" / "b.txt").unlink()
        (work / "raw" / "c.txt").write_bytes(raw["000"])

    reports = told(changed(swap), "report")
    assert {(old is None, new is None) for _, _, old, new, _ in reports} == {(True, False), (False, True)}


def test_a_neighbour_that_comes_is_the_reason(changed, study):
    def add(work):
        text = (work / "raw" / "a.txt").read_text("utf-8")
        (work / "raw" / "z.txt").write_text(text.replace("2023", "2022"), "utf-8")

    found = told(changed(add), "check")
    assert found
    assert {why for *_, why in found} == {"neighbour"}
    assert "carry_chain@total" in {what for _, what, *_ in found}


def test_a_decision_is_the_reason(changed, study):
    def decide(work):
        name = pl.read_csv(study / "old" / "reports.csv").filter(source="a.txt")["report_id"].item()
        line = f"{name}/{TOTAL},corrected,621,r,A,2024-03-01,612\n"
        (work / "reference" / "corrections.csv").write_text(HEAD + line, "utf-8")

    found = told(changed(decide))
    assert {(kind, why) for kind, _, _, _, why in found} == {("edit", "adjudication"), ("decision", "adjudication")}
    assert ("edit", f"{TOTAL}.adjudicated", None, "621 → 621", "adjudication") in found
    (decision,) = [d for d in found if d[0] == "decision"]
    assert decision[2:4] == (None, "corrected 621: applied")


def rewritten(folder: Path, table: str, change) -> None:
    frame = pl.read_csv(folder / f"{table}.csv", infer_schema=False)
    change(frame).write_csv(folder / f"{table}.csv")


@pytest.mark.parametrize(("version", "why"), [("2", "rule"), ("1", "reading")])
def test_another_version_of_a_rule_is_the_reason(changed, study, version, why):
    old, new = changed(lambda work: None)
    here = (pl.col("rule") == "req_balance") & (pl.col("axis") == "total")

    def change(frame):
        return frame.with_columns(
            outcome=pl.when(here).then(pl.lit("fails")).otherwise("outcome"),
            rule_version=pl.when(here).then(pl.lit(version)).otherwise("rule_version"),
        )

    rewritten(new, "checks", change)
    assert {d[-1] for d in told((old, new))} == {why}
    assert {d[1:4] for d in told((old, new))} == {("req_balance@total", "holds", "fails")}


def test_a_rule_that_is_new_is_the_reason(changed):
    old, new = changed(lambda work: None)
    rewritten(new, "checks", lambda frame: frame.filter(pl.col("rule") != "stock_covers_issue"))
    found = told((old, new))
    assert {(what.partition("@")[0], after, why) for _, what, _, after, why in found} == {
        ("stock_covers_issue", None, "rule")
    }


def test_the_same_bytes_read_otherwise(changed):
    old, new = changed(lambda work: None)
    here = pl.col("cell_id").str.ends_with(TOTAL)
    rewritten(new, "cells", lambda f: f.with_columns(value=pl.when(here).then(pl.lit("9")).otherwise("value")))
    balance = pl.col("check_id").str.ends_with("applicant_sum@granted_full")
    flipped = pl.when(balance).then(pl.lit("undecided")).otherwise("outcome")
    rewritten(new, "checks", lambda frame: frame.with_columns(outcome=flipped))
    assert {(kind, why) for kind, _, _, _, why in told((old, new))} == {("cell", "reading"), ("check", "cells")}


def test_a_verdict_that_changes(changed):
    old, new = changed(lambda work: None)
    rewritten(new, "claims", lambda frame: frame.with_columns(verdict=pl.lit("ambiguous")))
    found = told((old, new))
    assert {(kind, why) for kind, _, _, _, why in found} == {("claim", "reading")}
    assert all("ambiguous" in after for _, _, _, after, _ in found)


def test_tables_of_an_older_structure_can_be_compared(changed):
    old, new = changed(lambda work: None)
    (new / "decisions.csv").unlink()
    rewritten(new, "edits", lambda frame: frame.drop("layer", "rule", "rule_version").clear())
    rewritten(new, "checks", lambda frame: frame.drop("severity"))
    assert {kind for kind, *_ in told((old, new))} <= {"edit"}


# -- the verb -------------------------------------------------------------------------------------------------------


def test_the_verb_tells_people_and_programs(changed, capsys):
    def correct(work):
        path = work / "raw" / "a.txt"
        path.write_text(path.read_text("utf-8").replace("612", "621"), "utf-8")

    old, new = map(str, changed(correct))
    assert main(["diff", old, new]) == 1
    text = capsys.readouterr().out
    assert f"cell {TOTAL}: 612 ⇒ 621 [another input]" in text
    assert main(["diff", old, new, "--lang", "zh"]) == 1
    assert f"单元格 {TOTAL}：" not in capsys.readouterr().out
    assert main(["diff", old, new, "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"kind", "source", "what", "old", "new", "why"} == set(lines[0])
    assert main(["diff", old, old]) == 0


def test_a_folder_without_tables_is_wrong_usage(study, tmp_path):
    with pytest.raises(DifferenceError, match="reports"):
        list(differences(tmp_path, study / "old"))
    with pytest.raises(SystemExit) as stopped:
        main(["diff", str(study / "old"), str(tmp_path)])
    assert stopped.value.code == 2


def test_a_faulty_file_of_decisions_is_wrong_usage(study, tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "corrections.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["run", "--raw", str(tmp_path / "raw"), "--out", str(tmp_path / "out"), "--quiet"])
    assert stopped.value.code == 2
