"""A number of students, a level and a seed → a folder for each student and the key to all, as texts by path."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from toolkit import __version__
from toolkit.teach.errors import EVIDENCE, Error
from toolkit.teach.invent import Body, bodies, invent, seeded, words
from toolkit.teach.lesson import messy_csv, messy_table, tidy_csv
from toolkit.teach.page import draft, write
from toolkit.teach.slips import LEVELS, levels, seed_slips, slips

ANSWER_COLUMNS = ("file", "cell", "printed", "true", "evidence")
KEY_COLUMNS = (*ANSWER_COLUMNS, "error", "slip", "quote")
ANSWERS, KEY = "answers.csv", "key"
_STUDENTS_MOST = 200


class ClassroomError(Exception):
    """A classroom that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One place of one error, as the key holds it. `error` counts the errors of a file from 1."""

    file: str
    error: int
    slip: str
    cell: str
    printed: str
    true: str
    quote: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Student:
    """One student's folder: its name, its files as texts by path, and what is wrong in them."""

    name: str
    files: Mapping[str, str]
    key: tuple[KeyLine, ...]
    tidy: str  # the table of the first lesson, tidied


def classroom(students: int, level: int, seed: int) -> tuple[Student, ...]:
    """Return a distinct folder for each student; ClassroomError for a number or level that cannot be had."""
    if level not in LEVELS:
        raise ClassroomError(f"there is no level {level}: it is one of {', '.join(map(str, LEVELS))}")
    if not 1 <= students <= _STUDENTS_MOST:
        raise ClassroomError(f"{students} students: a classroom holds 1 to {_STUDENTS_MOST}")
    per_student = levels()[level].bodies
    everyone = bodies(seeded(f"classroom {seed} {level}"), students * per_student)
    width = max(2, len(str(students)))
    return tuple(
        _student(f"student-{n + 1:0{width}d}", everyone[n * per_student : (n + 1) * per_student], level, seed)
        for n in range(students)
    )


def _student(name: str, own: Sequence[Body], level: int, seed: int) -> Student:
    random = seeded(f"{name} {seed} {level}")
    of = levels()[level]
    clean = set[int]()
    while len(clean) < of.clean:
        clean.add(random.randrange(len(own)))
    found, key = dict[str, str](), list[KeyLine]()
    years = words()["years"]
    for n, body in enumerate(own):
        year = years[random.randrange(len(years))]
        flattening = of.flattenings[random.randrange(len(of.flattenings))]
        before, now = invent(body, year, str(seed))
        page = draft(now, flattening, str(seed))
        errors: tuple[Error, ...] = ()
        if n not in clean:
            page, errors = seed_slips(page, level, random.randint(*of.slips), random, only_fair=True)
        found[f"reports/{body.body_id}_{year - 1}.txt"] = write(draft(before, flattening, str(seed)))
        file = f"{body.body_id}_{year}.txt"
        found[f"reports/{file}"] = write(page)
        key += [
            KeyLine(file, number, error.slip, p.cell, p.printed, p.true, p.quote, error.caught)
            for number, error in enumerate(errors, 1)
            for p in error.places
        ]
    lesson = messy_table(f"{name} {seed}")
    found["first_lesson.csv"] = messy_csv(lesson)
    found[ANSWERS] = ",".join(ANSWER_COLUMNS) + "\n"
    counted = len({(line.file, line.error) for line in key})
    for language in ("README.md", "README.zh-CN.md"):
        found[language] = _readme(language, name, level, counted, len(own))
    return Student(name, dict(sorted(found.items())), tuple(key), tidy_csv(lesson))


def _readme(name: str, student: str, level: int, errors: int, reports: int) -> str:
    text = (files("toolkit.teach") / "student" / name).read_text("utf-8")
    told = {"student": student, "level": str(level), "errors": str(errors), "reports": str(reports)}
    for word, value in told.items():
        text = text.replace(f"@{word}@", value)
    return text


def key_csv(lines: Sequence[KeyLine]) -> str:
    """Return the key of one student; it is itself a perfect answer."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(KEY_COLUMNS)
    for line in lines:
        evidence = ";".join(line.evidence)
        writer.writerow((line.file, line.cell, line.printed, line.true, evidence, line.error, line.slip, line.quote))
    return text.getvalue()


def paths(made: Sequence[Student], level: int, seed: int) -> dict[str, str]:
    """Return every file of a classroom by its path below the output folder; nothing of the key is in a student's."""
    found = {f"{student.name}/{path}": text for student in made for path, text in student.files.items()}
    for student in made:
        found[f"{KEY}/{student.name}.csv"] = key_csv(student.key)
        found[f"{KEY}/first_lesson/{student.name}.csv"] = student.tidy
    names = "\n".join(f"- `{slip.key}`: {slip.zh} · {slip.en}" for slip in slips().values())
    found[f"{KEY}/README.md"] = (
        f"# Key · 答案\n\nogi-toolkit {__version__}, level {level}, seed {seed}, {len(made)} students. Keep this folder"
        f" to yourself. `ogi grade key returned/` marks what comes back. 请勿发给学生。\n\n"
        f"Slips · 差错类型:\n\n{names}\n\n"
        f"Evidence · 依据: {', '.join(EVIDENCE)}.\n"
    )
    return found


def write_classroom(out: Path, students: int, level: int, seed: int) -> tuple[Student, ...]:
    """Write a classroom into `out`, which must be empty or not there; ClassroomError otherwise."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ClassroomError(f"{out} is not an empty folder")
    made = classroom(students, level, seed)
    for path, text in paths(made, level, seed).items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    return made
