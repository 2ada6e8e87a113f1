"""A classroom: distinct folders, no key in them, the same bytes for the same seed."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.teach.classroom import ANSWERS, KEY, ClassroomError, classroom, key_csv, paths, write_classroom
from toolkit.teach.lesson import pair
from toolkit.teach.slips import LEVELS, levels, slips


@pytest.fixture(scope="module", params=LEVELS)
def room(request):
    return request.param, classroom(6, request.param, 7)


def test_every_student_has_other_reports(room):
    level, students = room
    names = [name for student in students for name in student.files if name.startswith("reports/")]
    assert len(names) == len(set(names)) == 6 * 2 * levels()[level].bodies
    texts = [text for student in students for name, text in student.files.items() if name.startswith("reports/")]
    assert len(set(texts)) == len(texts)


def test_some_reports_are_clean_and_others_hold_slips_of_the_level(room):
    level, students = room
    of = levels()[level]
    for student in students:
        faulty = {line.file for line in student.key}
        assert len(faulty) == of.bodies - of.clean
        assert all(slips()[line.slip].level <= level for line in student.key)
        assert any(slips()[line.slip].level == level for line in student.key)


def test_nothing_of_the_key_is_in_a_students_folder(room):
    level, students = room
    for path, text in paths(students, level, 7).items():
        if path.startswith(f"{KEY}/"):
            continue
        assert KEY not in Path(path).parts
        assert not any(slip in text for slip in slips())
    for student in students:
        assert student.files[ANSWERS] == "file,cell,printed,true,evidence\n"
        assert student.tidy not in student.files.values()


def test_the_readme_says_how_many_errors_there_are(room):
    _, students = room
    for student in students:
        errors = {(line.file, line.error) for line in student.key}
        assert f"**{len(errors)} errors**" in student.files["README.md"]
        assert f"**{len(errors)} 处差错**" in student.files["README.zh-CN.md"]
        assert "@" not in student.files["README.md"] + student.files["README.zh-CN.md"]


def test_bytes_do_not_change():
    digest = hashlib.sha256()
    for path, text in sorted(paths(classroom(3, 3, 7), 3, 7).items()):
        if path != f"{KEY}/README.md":  # it names the version
            digest.update(f"{path}\n{text}".encode())
    assert digest.hexdigest() == PINNED


PINNED = "f49059ac1f572cf3afd032d63df9ea902d896fc7730af4e8a0f1c56feb0638f2"


def test_a_later_process_writes_the_same(tmp_path):
    write_classroom(tmp_path / "here", 2, 4, 11)
    subprocess.run(
        [sys.executable, "-m", "toolkit", "classroom", "--students", "2", "--level", "4", "--seed", "11", "there"],
        cwd=tmp_path, check=True, capture_output=True, env={"PYTHONHASHSEED": "5", "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    here = {p.relative_to(tmp_path / "here"): p.read_bytes() for p in (tmp_path / "here").rglob("*") if p.is_file()}
    there = {p.relative_to(tmp_path / "there"): p.read_bytes() for p in (tmp_path / "there").rglob("*") if p.is_file()}
    assert here == there


def test_other_seeds_and_levels_give_other_keys():
    keys = {key_csv(classroom(1, level, seed)[0].key) for level in LEVELS for seed in range(3)}
    assert len(keys) == len(LEVELS) * 3


@pytest.mark.parametrize(("students", "level"), [(0, 1), (201, 1), (3, 0), (3, 5)])
def test_what_cannot_be_made_is_refused(students, level):
    with pytest.raises(ClassroomError):
        classroom(students, level, 1)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ClassroomError, match="not an empty folder"):
        write_classroom(tmp_path, 2, 1, 1)
    with pytest.raises(ClassroomError):
        write_classroom(tmp_path / "mine.txt", 2, 1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_messy_table_of_the_first_lesson_becomes_tidy():
    lesson = pair(7)
    assert lesson.messy.height == 3 + 25  # three header lines; the rows of the form that hold numbers
    assert lesson.messy.width == 10
    assert set(lesson.tidy["state"]) == {"read", "blank", "placeholder"}
    assert lesson.tidy.filter(state="read")["value"].null_count() == 0
    assert lesson.tidy.filter(lesson.tidy["state"] != "read")["value"].null_count() > 0
    assert lesson.tidy["text"].str.contains("件").any()
    printed = [text for row in lesson.messy.rows()[3:] for text in row[3:]]
    assert printed == lesson.tidy["text"].to_list()
    assert pair(7).tidy.equals(lesson.tidy)
    assert not pair(8).tidy.equals(lesson.tidy)
