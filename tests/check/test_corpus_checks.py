"""A folder of several years and bodies: what only the corpus can tell, and the same whoever does the work."""

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import toolkit
from toolkit.corpus.entry import Entry
from toolkit.corpus.kin import neighbours

LINPING = "zhejiang-hangzhou-linping"
GROWTH = ("受理依申请公开1137件", "受理依申请公开1137件，比上年增长10%，去年受理1000件")


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def raw_folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """临平 2022, 2023 and, posted again, 2024; 亚沟 twice; 小河 twice with other figures; 长河 as it is."""
    raw = tmp_path_factory.mktemp("years") / "raw"
    raw.mkdir()
    seeds = {path.name[:3]: path for path in (root / "data" / "raw").iterdir()}
    text = seeds["004"].read_text("utf-8")
    (raw / "l2022.txt").write_text(replaced(text, ("2023", "2022")), "utf-8")
    (raw / "l2023.txt").write_text(replaced(text, GROWTH), "utf-8")
    (raw / "l2024.txt").write_text(replaced(text, ("2023", "2024")), "utf-8")
    shutil.copy(seeds["003"], raw / "yagou.txt")
    shutil.copy(seeds["003"], raw / "yagou-again.txt")
    small = seeds["000"].read_text("utf-8")
    (raw / "xiaohe.txt").write_text(small, "utf-8")
    place = toolkit.read(seeds["000"]).cell("art20_1.normative_documents.in_force_total").place
    (raw / "xiaohe-other.txt").write_text(small[: place.start] + "7" + small[place.end :], "utf-8")
    shutil.copy(seeds["002"], raw / "changhe.txt")
    (raw.parent / "reference").mkdir()
    shutil.copy(root / "data" / "reference" / "bodies.csv", raw.parent / "reference")
    return raw


@pytest.fixture(scope="module")
def corpus(raw_folder: Path) -> toolkit.Corpus:
    return toolkit.run(raw_folder, out=raw_folder.parent / "out")


def of(corpus, source, rule):
    names = corpus.checks.join(corpus.reports.select("report_id", "source"), on="report_id")
    return names.filter(source=source, rule=rule)


def test_carry_over_is_tried_in_every_column_against_the_year_before(corpus):
    found = of(corpus, "l2023.txt", "carry_chain")
    assert found.height == 7
    # 临平 carries in and out other numbers within one year: posted again, the table cannot chain with itself.
    for row in found.iter_rows(named=True):
        assert row["left_cells"] == f'["prior.requests.requests_carried_out.{row["axis"]}"]'
        equal = row["left"] == row["right"]
        assert row["outcome"] == ("holds" if equal else "fails")
        assert row["severity"] == "soft"
    assert set(found["outcome"]) == {"holds", "fails"}


def test_reports_without_a_year_before_say_why(corpus):
    notes = {s: of(corpus, s, "carry_chain")["note"].to_list() for s in ("l2022.txt", "yagou.txt", "xiaohe.txt")}
    assert notes == {
        "l2022.txt": ["no report of the body for 2021"],
        "yagou.txt": [],  # the other file of the same bytes stands for it
        "xiaohe.txt": ["several reports of the body for 2023"],
    }


def test_copies_are_told(corpus):
    fails = corpus.checks.filter(kind="copies", outcome="fails").join(corpus.reports, on="report_id")
    told = {(source, rule): note for source, rule, note in fails.select("source", "rule", "note").iter_rows()}
    assert told == {
        ("l2023.txt", "not_reposted"): "l2022.txt",
        ("l2024.txt", "not_reposted"): "l2023.txt",
        ("yagou-again.txt", "filed_once"): "yagou.txt",
        ("xiaohe.txt", "one_version"): "xiaohe-other.txt",
        ("xiaohe-other.txt", "one_version"): "xiaohe.txt",
    }


def test_soft_checks_are_counted_apart_and_call_no_report_inconsistent(corpus):
    for row in corpus.reports.iter_rows(named=True):
        own = corpus.checks.filter(report_id=row["report_id"])
        assert own.height == row["checks_hold"] + row["checks_fail"] + row["checks_undecided"]
        assert own.filter(outcome="fails").height == row["checks_fail"]
        assert own.filter(outcome="fails", severity="soft").height == row["checks_fail_soft"]
    counts = {(t, v): n for t, v, n in corpus.summary.select("table", "value", "count").iter_rows()}
    assert counts["checks", "soft"] == corpus.reports["checks_fail_soft"].sum() > 0
    assert counts["checks", "fails"] + counts["checks", "soft"] == (corpus.checks["outcome"] == "fails").sum()


def test_a_report_of_the_corpus_knows_the_checks_of_the_corpus(corpus):
    for view in corpus.views:
        table = corpus.checks.filter((pl.col("report_id") == view.report.report_id) & (pl.col("kind") != "prose_sum"))
        known = sorted((c.name, str(c.outcome), c.note) for c in (*view.checks, *view.wider))
        names = table.select(pl.col("check_id").str.split("/").list.last(), "outcome", pl.col("note").fill_null(""))
        assert known == sorted(names.iter_rows())


def test_claims_about_last_year_are_judged_with_its_report(corpus):
    told = corpus.claims.join(corpus.reports.select("report_id", "source"), on="report_id")
    told = told.filter((pl.col("source") == "l2023.txt") & pl.col("readings").str.contains("prior."))
    verdicts = dict(told.select("quote", "verdict").iter_rows())
    assert len(verdicts) == 2
    assert set(verdicts.values()) == {"inconsistent"}  # 1137 against 1137 is no growth, and not 1000


def test_without_the_neighbour_nothing_is_known_of_last_year(raw_folder, tmp_path):
    (tmp_path / "raw").mkdir()
    shutil.copy(raw_folder / "l2023.txt", tmp_path / "raw")
    claims = toolkit.run(tmp_path / "raw", bodies=raw_folder.parent / "reference" / "bodies.csv").claims
    told = claims.filter(pl.col("readings").str.contains("prior."))
    assert set(told["verdict"]) == {"not_comparable"}


# -- who is missing -------------------------------------------------------------------------------------------------


def test_coverage_tells_who_has_no_report(corpus):
    found = {
        (body, year): outcome
        for body, year, outcome in corpus.coverage.select("body_id", "year", "outcome").iter_rows()
    }
    assert found[LINPING, 2022] == found[LINPING, 2023] == found[LINPING, 2024] == "holds"
    assert found[LINPING, 2020] == "fails"
    assert len(found) == 15 * 4
    assert set(corpus.coverage["severity"]) == {"soft"}


def test_what_could_not_be_read_may_be_the_missing_report(raw_folder, tmp_path):
    shutil.copytree(raw_folder.parent / "reference", tmp_path / "reference")
    (tmp_path / "raw").mkdir()
    shutil.copy(raw_folder / "l2023.txt", tmp_path / "raw")
    (tmp_path / "raw" / "noise.bin").write_bytes(bytes(range(256)))
    found = toolkit.run(tmp_path / "raw").coverage
    assert set(found["outcome"]) == {"holds", "undecided"}
    assert found.filter(outcome="undecided")["note"].null_count() == 0


def test_a_body_that_was_not_there_yet_is_not_missing(raw_folder, tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "raw").mkdir()
    shutil.copy(raw_folder / "l2023.txt", tmp_path / "raw")
    register = (raw_folder.parent / "reference" / "bodies.csv").read_text("utf-8")
    new = "new,某某镇人民政府,,township,浙江省,杭州市,临平区,,2024-01-01,\n"
    (tmp_path / "reference" / "bodies.csv").write_text(register + new, "utf-8")
    assert "new" not in set(toolkit.run(tmp_path / "raw").coverage["body_id"])


# -- an area and the bodies below -----------------------------------------------------------------------------------


@pytest.fixture
def area(raw_folder, tmp_path):
    """临平 as the area above two offices, one with all its figures and one with noughts."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "reference").mkdir()
    text = (raw_folder / "l2023.txt").read_text("utf-8")
    (tmp_path / "raw" / "area.txt").write_text(text, "utf-8")
    office = replaced(text, ("临平区人民政府", "临平区甲街道办事处"), ("全区", "本街道"))
    (tmp_path / "raw" / "one.txt").write_text(office, "utf-8")
    lines = [
        "body_id,name,aliases,level,province,city,county,parent,valid_from,valid_to,children_complete",
        "area,杭州市临平区人民政府,,county,浙江省,杭州市,临平区,,,,{}",
        "one,杭州市临平区甲街道办事处,,township,浙江省,杭州市,临平区,area,,,",
    ]

    def run(complete, *more):
        (tmp_path / "reference" / "bodies.csv").write_text("\n".join([*lines, *more]).format(complete) + "\n", "utf-8")
        found = toolkit.run(tmp_path / "raw")
        report = found.reports.filter(body_id="area")
        assert report.height == 1
        return found.checks.filter(kind="family", report_id=report["report_id"].item())

    return run


def test_an_area_is_tried_only_where_the_register_is_complete(area):
    for complete in ("", "2019-2022", "2024"):
        (row,) = area(complete).iter_rows(named=True)
        assert (row["outcome"], row["rule"]) == ("undecided", "parent_is_sum")
    for complete in ("all", "2023", "2019|2021-2024"):
        found = area(complete)
        assert found.height > 100
        assert set(found["outcome"]) == {"holds"}


def test_an_area_with_a_child_that_did_not_report_is_undecided(area):
    found = area("all", "two,杭州市临平区乙街道办事处,,township,浙江省,杭州市,临平区,area,,,")
    assert (found["outcome"].item(), found["note"].item()) == ("undecided", "no report of 杭州市临平区乙街道办事处")


# -- neighbours -----------------------------------------------------------------------------------------------------

NOW = Entry(1, "a.txt", "r1", "s1", "body", "organ", 2023, "own", "c1", "p1")
REASONS = [
    ({"year": 2021}, "no report of the body for 2022"),
    ({"year": 2022, "scope": "area"}, "counts another scope: area, not own"),
    ({"year": 2023}, "several reports of the body for 2023"),
]


@pytest.mark.parametrize(("changes", "reason"), REASONS)
def test_why_there_is_no_year_before(changes, reason):
    found = neighbours([NOW, replace(NOW, owner=2, **changes)])[1]
    assert found.entry is None
    assert reason in found.reason


def test_more_reasons():
    assert "year" in neighbours([replace(NOW, year=None)])[1].reason
    assert "register" in neighbours([replace(NOW, body_id="x-1", organ="教育局")])[1].reason
    twice = [NOW, replace(NOW, owner=2, year=2022), replace(NOW, owner=3, year=2022)]
    assert neighbours(twice)[1].reason == "several reports of the body for 2022"


def test_a_scope_that_only_one_of_the_two_tells_is_a_doubt():
    for scopes, doubtful in ((("own", "own"), False), (("unknown", "unknown"), False), (("own", "unknown"), True)):
        found = neighbours([replace(NOW, scope=scopes[0]), replace(NOW, owner=2, year=2022, scope=scopes[1])])[1]
        assert found.entry is not None
        assert bool(found.doubt) is doubtful


# -- the same for everyone ------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("jobs", [2, 4])
def test_two_passes_give_the_same_bytes_with_any_number_of_workers(raw_folder, corpus, tmp_path, jobs):
    with ThreadPoolExecutor(jobs) as executor:
        toolkit.run(raw_folder, out=tmp_path, executor=executor, jobs=jobs)
    assert contents(tmp_path) == contents(raw_folder.parent / "out")


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [2, 4])
def test_processes_do_too(raw_folder, corpus, tmp_path, jobs):
    toolkit.run(raw_folder, out=tmp_path, jobs=jobs)
    assert contents(tmp_path) == contents(raw_folder.parent / "out")


def test_the_year_after_helps_to_mend_a_report(raw_folder, tmp_path):
    """What the year after carries in supports the repair of what this year carries out."""
    shutil.copytree(raw_folder.parent / "reference", tmp_path / "reference")
    (tmp_path / "raw").mkdir()
    text = (raw_folder / "l2023.txt").read_text("utf-8")
    report = toolkit.read(raw_folder / "l2023.txt")
    cell = report.cell("requests.requests_carried_out.total")
    wrong = text[: cell.place.start] + str(cell.value + 5) + text[cell.place.end :]
    (tmp_path / "raw" / "2023.txt").write_text(wrong, "utf-8")
    arrived = report.cell("requests.requests_carried_in.total")
    after = text[: arrived.place.start] + str(cell.value) + text[arrived.place.end :]
    (tmp_path / "raw" / "2024.txt").write_text(replaced(after, ("2023", "2024")), "utf-8")
    corpus = toolkit.run(tmp_path / "raw")
    (faulty,) = [view for view in corpus.views if view.report.source == "2023.txt"]
    assert faulty.following is not None
    assert faulty.prior is None
    assert [view.following for view in corpus.views if view.report.source == "2024.txt"] == [None]
    (repair,) = corpus.repairs.filter(report_id=faulty.report.report_id).iter_rows(named=True)
    assert repair["proposed"] == cell.value
    assert "requests.carry_chain@total@following" in repair["proof"]
