"""`ogi classroom` and `ogi grade` as a teacher calls them."""

import csv

import pytest

from toolkit.cli import main


def test_from_classroom_to_marks(tmp_path, capsys):
    out, returned = tmp_path / "out", tmp_path / "returned"
    assert main(["classroom", "--students", "3", "--level", "2", "--seed", "7", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["key", "student-01", "student-02", "student-03"]
    returned.mkdir()
    for key in (out / "key").glob("*.csv"):
        (returned / key.name).write_bytes(key.read_bytes())
    assert main(["grade", str(out / "key"), str(returned), "--out", str(tmp_path / "marks.csv")]) == 0
    assert "3 students, mean 100.0 %" in capsys.readouterr().out
    with (tmp_path / "marks.csv").open(encoding="utf-8", newline="") as file:
        assert {row["percent"] for row in csv.DictReader(file)} == {"100.0"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["classroom", "--students", "0", "OUT"],
        ["classroom", "--students", "500", "OUT"],
        ["classroom", "--level", "9", "OUT"],
        ["grade", "OUT", "OUT"],
    ],
)
def test_wrong_usage(tmp_path, arguments):
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path / "no") if a == "OUT" else a for a in arguments])
    assert stop.value.code == 2
    assert not (tmp_path / "no").exists()
