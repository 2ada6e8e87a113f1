"""Grading of returned folders: keys get 100, and every way of falling short gets its own mark."""

import csv
import io
from decimal import Decimal

import pytest

from toolkit.teach.classroom import ANSWER_COLUMNS, KEY_COLUMNS, classroom, key_csv, write_classroom
from toolkit.teach.grade import GradingError, grade, grade_folder, marks_csv, marks_text, read_lines
from toolkit.teach.slips import LEVELS


def lines(text):
    return [dict(line) for line in csv.DictReader(io.StringIO(text))]


@pytest.fixture(scope="module")
def key():
    """Two errors in one file and one in another; the first has two places."""
    return lines(
        "file,cell,printed,true,evidence,error,slip,quote\n"
        "a.txt,requests.granted_full.total,12,21,identity;claim,1,digits_swapped,\n"
        "a.txt,requests.denied_state_secret.total,,0,reading,2,blank_for_zero,\n"
        "a.txt,requests.denied_state_secret.org_other,,0,reading,2,blank_for_zero,\n"
        "b.txt,prose,7,8,claim,1,prose_number,新收申请7件。\n"
    )


def answer(cell, printed, true, evidence, file="a.txt"):
    return {"file": file, "cell": cell, "printed": printed, "true": true, "evidence": evidence}


FULL = [
    answer("requests.granted_full.total", "12", "21", "claim"),
    answer("requests.denied_state_secret.total", "", "0", "reading"),
    answer("requests.denied_state_secret.org_other", "", "0", "reading"),
    answer("prose", "7", "8", "claim", "b.txt"),
]


@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_classrooms_grade_their_own_keys_at_a_hundred(seed):
    for student in classroom(2, LEVELS[seed % 4], seed):
        own, remark = read_lines(key_csv(student.key).encode(), KEY_COLUMNS)
        assert not remark
        marks = grade(student.name, own, own)
        assert (marks.percent, marks.false_alarms, marks.found) == (100, 0, marks.errors)
        assert marks.errors > 0
        assert grade(student.name, own, []).percent == 0


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (FULL, "9"),
        (list(reversed(FULL)), "9"),
        ([{**line, "file": f"reports/{line['file']}"} for line in FULL], "9"),
        ([{**line, "true": f"{line['true']}.0"} for line in FULL], "9"),
        ([], "0"),
        (FULL[:1], "3"),
        ([{**FULL[0], "true": "20"}], "2"),
        ([{**FULL[0], "evidence": ""}], "2"),
        ([{**FULL[0], "evidence": "identity; claim"}], "3"),
        ([{**FULL[0], "evidence": "identity;year"}], "2"),  # naming everything defends nothing
        ([FULL[1]], "2.50"),  # one of its two places
        ([{**FULL[1], "true": ""}], "2"),  # a blank is not a zero
        ([{**FULL[3], "printed": "9"}], "0"),  # another number of the prose
        ([FULL[0], answer("requests.granted_full.org_other", "0", "1", "identity")], "2"),
        ([FULL[0], FULL[0]], "3"),
        ([{**FULL[0], "cell": "requests.granted_partial.total"}], "0"),
        ([{**FULL[0], "file": "b.txt"}], "0"),
    ],
)
def test_points(key, answers, points):
    marks = grade("s", key, answers)
    assert marks.points == Decimal(points)
    assert marks.of == 9


def test_marks_never_fall_below_zero(key):
    wrong = [answer(f"requests.granted_full.{n}", "1", "2", "identity") for n in range(20)]
    marks = grade("s", key, wrong)
    assert (marks.points, marks.false_alarms) == (0, 20)


def test_a_whole_table_may_be_named_and_what_nothing_tells_is_unknown():
    cells = ["requests.granted_full.total", "requests.outcomes_total.total", "requests.requests_received_new.total"]
    key = [
        {**answer(cell, "1", "2", "year;claim"), "error": "1", "slip": "last_year_reposted", "quote": ""}
        for cell in cells
    ]
    assert grade("s", key, [answer("requests", "", "unknown", "year")]).percent == 100
    assert grade("s", key, [answer("requests", "", "未知", "year")]).percent == 100
    assert grade("s", key, [answer("requests", "", "7", "year")]).points == 2
    assert (
        grade(
            "s", [{**line, "slip": "row_shifted"} for line in key], [answer("requests", "", "unknown", "year")]
        ).points
        == 2
    )


def test_a_clean_folder_is_right_when_nothing_is_called_wrong():
    assert grade("s", [], []).percent == 100
    assert grade("s", [], FULL).percent == 0


@pytest.mark.parametrize(
    ("data", "count", "remark"),
    [
        ("file,cell,printed,true,evidence\na,b,1,2,claim\n".encode("utf-8-sig"), 1, ""),
        ("文件,单元格,所印,应为,依据\na,b,1,2,claim\n".encode("gb18030"), 1, ""),
        (b"File;Cell;Printed;True;Evidence\r\na;b;1;2;claim\r\n\r\n", 1, ""),
        (b"file\tcell\tprinted\ttrue\tevidence\na\tb\n", 1, ""),
        (b"file,cell\na,b\n", 0, "no column printed, true, evidence"),
        (b"", 0, "the file is empty: its first line names the columns"),
    ],
)
def test_answers_come_from_any_spreadsheet(data, count, remark):
    found, said = read_lines(data, ANSWER_COLUMNS)
    assert (len(found), said) == (count, remark)
    assert all(set(ANSWER_COLUMNS) <= set(line) for line in found)


def test_a_folder_is_graded_with_a_remark_for_what_did_not_come_back(tmp_path):
    write_classroom(tmp_path / "room", 4, 1, 3)
    returned = tmp_path / "returned"
    returned.mkdir()
    keys = sorted((tmp_path / "room/key").glob("*.csv"))
    (returned / "student-01.csv").write_bytes(keys[0].read_bytes())
    (returned / "student-02").mkdir()
    (returned / "student-02/answers.csv").write_text(",".join(ANSWER_COLUMNS) + "\n", encoding="utf-8")
    (returned / "student-03.csv").write_text("who,what\n", encoding="utf-8")
    marks = grade_folder(tmp_path / "room/key", returned)
    assert [int(one.percent) for one in marks] == [100, 0, 0, 0]
    assert [one.remark.split(" ")[0] for one in marks] == ["", "answers.csv", "no", "no"]
    table = lines(marks_csv(marks))
    assert [line["student"] for line in table] == ["student-01", "student-02", "student-03", "student-04"]
    assert table[0]["percent"] == "100.0"
    assert "4 students, mean 25.0 %" in marks_text(marks)


def test_no_key_and_no_answers_are_wrong_usage(tmp_path):
    with pytest.raises(GradingError, match="no folder"):
        grade_folder(tmp_path, tmp_path / "nothing")
    with pytest.raises(GradingError, match="no key"):
        grade_folder(tmp_path / "nothing", tmp_path)
