"""What a notebook holds."""

import subprocess
import sys

import pytest

import toolkit
from toolkit.read import UnreadableError
from toolkit.study.schema import schema

FRAMES = ["cells", "gaps", "leftovers", "checks", "claims", "numbers", "omissions"]


@pytest.fixture(scope="module")
def report(root) -> toolkit.AnnualReport:
    return toolkit.read(root / "data/raw/003_bd51c4d876234cdf.txt")


@pytest.mark.parametrize("name", FRAMES)
def test_frames_have_the_columns_of_the_tables(report, name):
    assert tuple(getattr(report, name).columns) == schema().tables[name].columns


def test_a_report_is_read_with_its_body(report):
    assert report.cells.height == 200
    assert report.report.body_id == "heilongjiang-harbin-acheng-yagou"
    assert report.json()["organ"] == "阿城区亚沟街道办事处"
    assert "阿城区亚沟街道办事处 2023" in repr(report)
    assert set(report.checks["outcome"]) == {"holds"}


def test_one_cell_is_at_hand(report):
    assert report.cell("requests.requests_received_new.total").value == 1
    with pytest.raises(KeyError, match="no cell"):
        report.cell("requests.nonsense.total")


def test_it_shows_itself(report):
    shown = report._repr_html_()
    assert "阿城区亚沟街道办事处" in shown
    assert "<script" not in shown
    assert report.html("en") != report.html("zh")


def test_one_digit_changed_flips_that_verdict_alone(root):
    report = toolkit.read(root / "data/raw/004_0868e5469c53193c.txt")
    assert report.text.count("12件行政复议案件") == 1
    changed = toolkit.read_text(report.text.replace("12件行政复议案件", "13件行政复议案件"))
    before = dict(report.claims.select("place_start", "verdict").iter_rows())
    after = dict(changed.claims.select("place_start", "verdict").iter_rows())
    flipped = [place for place in before if before[place] != after.get(place)]
    assert before.keys() == after.keys()
    assert len(flipped) == 1
    assert after[flipped[0]] == "inconsistent"


def test_bytes_are_read_too(raw):
    report = toolkit.read(raw["000"], name="小河.txt")
    assert report.report.source == "小河.txt"


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(UnreadableError, match="no file"):
        toolkit.read(tmp_path / "gone.txt")
    with pytest.raises(UnreadableError, match="no table"):
        toolkit.read_text("今天天气很好。")


def test_of_several_reports_none_is_picked_in_silence(raw, tmp_path):
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", raw["000"])
        archive.writestr("b.txt", raw["003"])
    with pytest.raises(ValueError, match="2 reports"):
        toolkit.read(path)
    assert [r.report.year.value for r in toolkit.read_all(path)] == ["2023", "2023"]


def test_a_passage_is_judged():
    passage = toolkit.check_passage("2023年受理依申请公开1137件。", {"requests_received_new": 1137}, year=2023)
    assert [claim.verdict for claim in passage] == ["consistent"]
    assert len(passage) == passage.claims.height == 1
    assert passage.claims["verdict"].to_list() == ["consistent"]
    assert "1137" in passage._repr_html_()
    assert "consistent" in repr(passage)
    assert repr(toolkit.check_passage("天气很好。", {})) == "no claim"


STARTS = [
    "import toolkit; toolkit.read",
    "import toolkit.read; toolkit.read",
    "from toolkit import read; read",
    "import toolkit.read.fold, toolkit; toolkit.read",
    "from toolkit.read import read_bytes; import toolkit; toolkit.read",
]


@pytest.mark.parametrize("start", STARTS)
def test_read_is_a_verb_and_a_room_however_it_is_imported(start, root):
    path = str(root / "data/raw/003_bd51c4d876234cdf.txt")
    code = f"{start}; import toolkit; print(toolkit.read({path!r}).cells.height, toolkit.read.read_bytes.__name__)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["200", "read_bytes"]


def test_all_that_is_promised_is_there():
    assert all(getattr(toolkit, name) for name in toolkit.__all__)
    assert set(toolkit.__all__) <= set(dir(toolkit))
    with pytest.raises(AttributeError, match="nonsense"):
        toolkit.nonsense  # noqa: B018
