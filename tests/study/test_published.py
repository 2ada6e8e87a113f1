"""Figures printed on official pages as tables, and published findings graded by what they rest on."""

import csv
import re
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from toolkit.study import measure_frame, pool, published_figures, published_tables
from toolkit.study.finding import EXAMPLE, FindingError, compute, read_finding, read_findings
from toolkit.study.grading import GRADES, grade_findings, rerun_finding
from toolkit.study.pooling import PoolingError
from toolkit.study.published import COLUMNS, plain_scope, published_folder


@pytest.fixture(scope="module")
def folder(root):
    return root / "data/reference/published"


@pytest.fixture(scope="module")
def findings(folder):
    return {finding.id: finding for finding in read_findings(folder / "findings")}


@pytest.fixture(scope="module")
def figures(folder):
    return published_figures(folder)


@pytest.fixture(scope="module")
def graded(findings, figures):
    return {row["id"]: row for row in grade_findings(findings.values(), figures=figures).iter_rows(named=True)}


# --- figures


def test_no_published_figure_is_lost(folder, figures):
    cells, reports, unplaced = published_tables(folder)
    assert (figures.height, reports.height) == (987, 199)
    assert cells.height + unplaced.height == 987
    assert unplaced["reason"].null_count() == 0
    assert set(cells["report_id"]) <= set(reports["report_id"])


def test_a_figure_printed_twice_is_kept_once_and_the_other_is_listed(folder, tmp_path):
    lines = (folder / "published_figures.csv").read_text("utf-8").splitlines()
    granted = next(line for line in lines if "松江" in line and ",granted_full,376," in line)
    lines.append(granted.replace(",376,", ",377,"))
    (tmp_path / "published_figures.csv").write_text("\n".join(lines), "utf-8")
    cells, _, unplaced = published_tables(tmp_path)
    assert cells.height + unplaced.height == 988
    assert unplaced.filter(reason="printed a second time")["value"].to_list() == [377]


def test_scopes_of_pages_are_never_pooled(folder):
    cells, reports, _ = published_tables(folder)
    frame = measure_frame(cells, reports, ["requests_received"])
    with pytest.raises(PoolingError, match="different scopes"):
        pool(frame)
    dongcheng = frame.filter(organ="北京市东城区人民政府", year=2023)
    assert set(frame["scope"]) > {"own", "area", "区政府本级"}
    assert dongcheng["scope"].to_list() == ["area"]


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("全区", "area"), ("本机关", "own"), ("全市(县级市)", "area"), ("市政府本级及办公室", "市政府本级及办公室")],
)
def test_only_plain_wordings_of_scope_are_taken_as_one(printed, plain):
    assert plain_scope(printed) == plain


def test_songjiang_in_two_years(folder):
    """Published with outcomes but without newly received: disclosed of resolved fell and rose as its pages say."""
    cells, reports, _ = published_tables(folder)
    frame = measure_frame(cells, reports, ["disclosed_share_of_resolved", "disclosed_share_of_received"])
    own = frame.filter(organ="上海市松江区人民政府").sort("measure", "year")
    assert own.filter(measure="disclosed_share_of_resolved")["numerator"].to_list() == [400, 452]
    assert own.filter(measure="disclosed_share_of_resolved")["denominator"].to_list() == [1336, 1292]
    assert own.filter(measure="disclosed_share_of_received")["value"].null_count() == 2


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder"):
        published_folder(tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="no file"):
        published_figures(tmp_path)


# --- entries


def test_every_published_number_has_an_entry_with_the_same_arithmetic(folder, findings):
    with (folder / "published_findings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for row in rows:
        finding = findings[row["id"]]
        written = finding.expression
        for given in sorted(finding.inputs, key=lambda one: -len(one.name)):
            value = f"{given.printed}" if given.printed is not None else "PRIOR"
            written = re.sub(rf"\b{given.name}\b", value, written)
        assert written == re.sub(r"prior\.\w+", "PRIOR", row["expression"]), row["id"]
        assert (finding.stated, finding.tolerance, finding.kind, finding.source) == (
            row["stated"], row["tolerance"], row["kind"], row["source"]
        )  # fmt: skip
        assert finding.statement["en"] == row["finding"]


def test_entries_are_in_both_languages(findings):
    for finding in findings.values():
        assert re.search("[\u4e00-\u9fff]", finding.statement["zh"])
        assert not re.search("[\u4e00-\u9fff]", finding.statement["en"])


# --- grades


def test_shanghai_2008_does_not_hold_and_its_remainder_does(graded):
    row = graded["C6-2008-refusals"]
    assert (row["stated"], row["computed"], row["grade"]) == ("37.9%", "32.33%", "does not hold")
    assert graded["C6-2008-rest"]["grade"] == "arithmetic holds"
    assert 9027 - 5320 - 287 == 3420 == 2918 + 502


GRADED = [
    ("C6-sum", "44670", "arithmetic holds"), ("C6-2006", "75.058%", "arithmetic holds"),
    ("C7-suits", "84.0%", "arithmetic holds"), ("C13-share", "30.607%", "arithmetic holds"),
    ("C13-growth", "", "needs data"), ("L1-shenzhen", "", "needs data"), ("L2-growth", "56.3%", "different base"),
    ("C5-rank", "true", "arithmetic holds"), ("F1-granted", "", "needs data"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "computed", "grade"), GRADED)
def test_the_other_grades(graded, key, computed, grade):
    assert (graded[key]["computed"], graded[key]["grade"]) == (computed, grade)


def test_arithmetic_on_printed_parts_is_no_replication(graded):
    assert all(row["n_reports"] == 0 for row in graded.values() if row["grade"] == "arithmetic holds")
    assert "上海市人民政府 2022" in graded["C13-growth"]["why"]


SHANGHAI = {"level": "province", "body_id": "shanghai"}


def test_with_the_reports_themselves_it_is_recomputed(made, findings, figures):
    made.add("上海市人民政府", 2022, **SHANGHAI, requests_received_new=26520)
    made.add("上海市人民政府", 2023, **SHANGHAI, requests_received_new=34290, granted_full=9000, granted_partial=1538)
    cells, reports = made.frames
    wanted = [findings["C13-growth"]]
    row = grade_findings(wanted, cells=cells, reports=reports, figures=figures).row(0, named=True)
    assert (row["grade"], row["computed"], row["n_reports"]) == ("recomputed from reports", "29.30%", 2)
    assert row["rests_on"] == "上海市人民政府 2022, 上海市人民政府 2023"


def test_a_report_that_says_otherwise_is_shown(made, findings, figures):
    made.add("上海市人民政府", 2022, **SHANGHAI, requests_received_new=20000)
    made.add("上海市人民政府", 2023, **SHANGHAI, requests_received_new=34291)
    cells, reports = made.frames
    row = grade_findings([findings["C13-growth"]], cells=cells, reports=reports, figures=figures).row(0, named=True)
    assert row["grade"] == "does not hold"
    assert "34290 ≠ 34291" in row["why"]


def test_a_report_of_another_scope_is_not_used(made, findings, figures):
    made.add("上海市人民政府", 2022, **SHANGHAI, scope="own", requests_received_new=26520)
    cells, reports = made.frames
    row = grade_findings([findings["C13-growth"]], cells=cells, reports=reports, figures=figures).row(0, named=True)
    assert row["grade"] == "needs data"


def test_an_old_finding_is_put_to_new_reports(corpus, findings, figures):
    row = grade_findings(
        [findings["F1-factual"]], cells=corpus.cells, reports=corpus.reports, figures=figures
    ).row(0, named=True)  # fmt: skip
    assert (row["grade"], row["computed"], row["n_reports"]) == ("re-run on new data", "2/2", 5)
    groups = rerun_finding(findings["F1-factual"], corpus.cells, corpus.reports)
    linping = groups.filter(scope="area").row(0, named=True)
    assert (linping["holds"], round(linping["value"], 2)) == (True, round(212 / 33, 2))
    assert groups["n_reports"].to_list() == [1, 3, 1]
    beiyuan = groups.filter(scope="unknown").row(0, named=True)
    assert (beiyuan["holds"], beiyuan["reason"]) == (None, "both sides are 0: there is nothing to compare")


def test_a_rerun_counts_reports_that_lack_a_figure_and_never_joins_what_does_not(made, findings):
    made.add("甲区", unable=3).add("乙区", denied_state_secret=None).add("丙区", scope="unknown").add(
        "丁区", scope="unknown"
    )
    made.add("戊区", body_id="甲区")
    groups = rerun_finding(findings["F1-factual"], *made.frames)
    area, unknown = groups.sort("scope").rows(named=True)
    assert (area["n_reports"], area["n_left_out"]) == (2, 1)
    assert "甲区 has more than one report" in area["reason"]
    assert "scope of these reports is unknown" in unknown["reason"]
    with pytest.raises(ValueError, match="cannot be put to others"):
        rerun_finding(findings["C6-sum"], *made.frames)


def test_grades_are_told_in_chinese(findings, figures):
    frame = grade_findings([findings["C6-2008-refusals"]], figures=figures, lang="zh")
    assert frame["grade"].item() == GRADES["does not hold"] == "不成立"
    assert frame["population"].item() == "上海市（全市）"


# --- one's own finding


def test_a_user_adds_a_finding_by_adding_a_file(tmp_path, figures):
    (tmp_path / "mine.toml").write_text(EXAMPLE, encoding="utf-8")
    frame = grade_findings(read_findings(tmp_path), figures=figures)
    assert frame.select("id", "computed", "grade").rows() == [("example", "32.33%", "does not hold")]
    (tmp_path / "again.toml").write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(FindingError, match="used twice"):
        read_findings(tmp_path)


WRONG = [
    ('stated = "37.9%"', 'stated = "about a third"', "stated is a number"),
    ('tolerance = "rounding"', 'tolerance = "roughly"', "tolerance is"),
    ('"refused/finalised"', '"refused/total"', "differ in finalised, total"),
    ('"refused/finalised"', '"refused**finalised"', "names, numbers"),
    ('"refused/finalised"', '"__import__(refused).finalised"', "differ in|names, numbers"),
    ('"refused/finalised"', '"refused/"', "no expression"),
    ('"refused/finalised"', '"(' * 60 + '"', "no expression|longer|TOML|line"),
    ('printed = "2918"', "printed = 2918.5", "in quotes"),
    ('printed = "2918"', 'printed = "NaN"', "in quotes"),
    ("years = [2008]", 'years = "2008"', "list of years"),
    ('printed = "2918"', 'seen = "2918"', "unknown entry seen"),
    ('source = "a report"', "", "source missing"),
    ('source = "a report"', 'source = "a report"\ncolour = "red"', "unknown entry colour"),
    ('zh = "某市", ', "", "in zh and in en"),
    ('source = "a report"', 'source = "a report"\nrerun = "refusals > 3"', "rerun"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_a_bad_entry_is_refused(old, new, message):
    assert EXAMPLE.count(old) == 1
    with pytest.raises(FindingError, match=message):
        read_finding(EXAMPLE.replace(old, new))


AGREES = [
    ("37.9%", "rounding", Fraction(3420, 9027), True), ("37.9%", "rounding", Fraction(2918, 9027), False),
    ("0.5", "rounding", Fraction(9, 20), True), ("0.4", "rounding", Fraction(9, 20), False),
    ("44670", "exact", Fraction(44670), True), ("44670", "exact", Fraction(446701, 10), False),
    ("30%", "0.5", Fraction(305, 1000), True), ("30%", "0.5", Fraction(3051, 10000), False),
    ("true", "exact", True, True), ("true", "exact", False, False), ("false", "exact", False, True),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "tolerance", "value", "agrees"), AGREES)
def test_what_agrees_with_what_was_stated(stated, tolerance, value, agrees):
    text = EXAMPLE.replace('"37.9%"', f'"{stated}"').replace('"rounding"', f'"{tolerance}"')
    assert read_finding(text).agrees(value) is agrees


def test_expressions_are_exact():
    values = {"a": Fraction(1), "b": Fraction(3)}
    assert compute("a/b+a/b+a/b", values) == 1
    assert compute("0.1*b", values) == Fraction(Decimal("0.3"))
    assert compute("a > b", values) is False
    assert compute("-a <= b - 2*a", values) is True
    assert compute("a/(b-3)", values) is None


def test_the_columns_of_the_figures_are_checked(tmp_path):
    pl.DataFrame({name: ["1"] for name in COLUMNS[1:]}).write_csv(tmp_path / "published_figures.csv")
    with pytest.raises(ValueError, match="lacks the column organ_zh"):
        published_figures(tmp_path)


def test_the_command_grades_the_findings_of_the_project(root, monkeypatch, capsys, tmp_path):
    from toolkit.cli import main

    monkeypatch.chdir(root)
    assert main(["findings", "--tables", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "C6-2008-refusals: does not hold\n" in said
    assert said.splitlines()[-1] == "arithmetic holds 15, different base 1, does not hold 1, needs data 5"
    assert main(["findings", "--tables", str(tmp_path), "--lang", "zh"]) == 0
    assert "C6-2008-refusals：不成立" in capsys.readouterr().out


def test_the_command_takes_ones_own_entries_and_tables(corpus, monkeypatch, capsys, tmp_path):
    from toolkit.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.toml").write_text(EXAMPLE, "utf-8")
    with pytest.raises(SystemExit):
        main(["findings"])
    for name in ("cells", "reports"):
        corpus.tables[name].write_parquet(tmp_path / f"{name}.parquet")
    assert main(["findings", "--folder", "mine", "--tables", "."]) == 0
    assert "example: does not hold" in capsys.readouterr().out
