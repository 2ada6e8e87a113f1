"""Keys and returned answers → marks: what was found, fixed and defended, and what was right and called wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from toolkit.teach.classroom import ANSWER_COLUMNS, ANSWERS, KEY_COLUMNS
from toolkit.teach.errors import PROSE
from toolkit.teach.slips import slips

MARK_COLUMNS = (
    "student", "errors", "found", "fixed", "defended", "false_alarms", "points", "of", "percent", "remark",
)  # fmt: skip
_POINTS = 3
_UNKNOWN = frozenset({"unknown", "未知", "不明", "?"})
_HEADS = {
    "文件": "file", "单元格": "cell", "位置": "cell", "所印": "printed", "应为": "true", "依据": "evidence",
}  # fmt: skip

Line = Mapping[str, str]


class GradingError(Exception):
    """A folder that cannot be graded; the message says why."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one student reached. `fixed` counts errors with every place put right; points may be fractions of places."""

    student: str
    errors: int
    found: int
    fixed: int
    defended: int
    false_alarms: int
    points: Decimal
    remark: str = ""

    @property
    def of(self) -> int:
        """The points that can be reached."""
        return _POINTS * self.errors

    @property
    def percent(self) -> Decimal:
        """Points in percent, to one place; 100 where there was nothing to find and nothing was called wrong."""
        if not self.errors:
            return Decimal(0 if self.false_alarms or self.remark else 100)
        return (100 * self.points / self.of).quantize(Decimal("0.1"))


def grade_folder(keys: Path, returned: Path) -> tuple[Marks, ...]:
    """Grade every student of the key; GradingError where there is no key or no folder of answers."""
    if not returned.is_dir():
        raise GradingError(f"there is no folder {returned}")
    names = sorted(path.stem for path in keys.glob("*.csv")) if keys.is_dir() else []
    if not names:
        raise GradingError(f"there is no key in {keys}")
    marks = []
    for name in names:
        key, _ = read_lines((keys / f"{name}.csv").read_bytes(), KEY_COLUMNS)
        path = next((p for p in (returned / name / ANSWERS, returned / f"{name}.csv") if p.is_file()), None)
        if path is None:
            marks.append(_nothing(name, key, "no answers.csv came back"))
            continue
        answers, remark = read_lines(path.read_bytes(), ANSWER_COLUMNS)
        marks.append(grade(name, key, answers) if not remark else _nothing(name, key, remark))
    return tuple(marks)


def read_lines(data: bytes, columns: Sequence[str]) -> tuple[list[Line], str]:
    """Return the lines of a CSV, from any spreadsheet program, and a remark where it cannot be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # what Excel writes on a Chinese system
        text = data.decode("gb18030", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if not table:
        return [], "the file is empty: its first line names the columns"
    heads = [_HEADS.get(head.strip(), head.strip().lower()) for head in table[0]]
    missing = [column for column in columns if column not in heads]
    if missing:
        return [], f"no column {', '.join(missing)}"
    lines = [dict(zip(heads, (field.strip() for field in row), strict=False)) for row in table[1:] if any(row)]
    return [{**dict.fromkeys(columns, ""), **line} for line in lines], ""


def _nothing(student: str, key: Sequence[Line], remark: str) -> Marks:
    return Marks(student, len(_errors(key)), 0, 0, 0, 0, Decimal(0), remark)


def _errors(key: Iterable[Line]) -> list[list[Line]]:
    """Return the places of each error together."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in key:
        found.setdefault((line["file"], line["error"]), []).append(line)
    return list(found.values())


def grade(student: str, key: Sequence[Line], answers: Sequence[Line]) -> Marks:
    """Grade one student's lines. Each error gives a point for its place, one for the true values, one for evidence.

    A line that fits no error takes a point off; the same wrong line twice counts once; no total is below zero.
    """
    errors = _errors(key)
    used: set[int] = set()
    found = fixed = defended = 0
    points = Decimal(0)
    for places in errors:
        hits = [(n, place) for n, answer in enumerate(answers) for place in places if _meets(answer, place, places)]
        used |= {n for n, _ in hits}
        if not hits:
            continue
        found += 1
        right = sum(any(_true(answers[n], place) for n, hit in hits if hit is place) for place in places)
        fixed += right == len(places)
        evidence = {word for n, _ in hits for word in _words(answers[n]["evidence"])}
        shown = bool(evidence) and evidence <= _admitted(places[0])
        defended += shown
        points += 1 + Decimal(right) / len(places) + shown
    wrong = {(a["file"], a["cell"], a["printed"]) for n, a in enumerate(answers) if n not in used}
    total = max(Decimal(0), points - len(wrong)).quantize(Decimal("0.01"))
    remark = "" if answers else "answers.csv has no line"
    return Marks(student, len(errors), found, fixed, defended, len(wrong), total, remark if errors else "")


def _meets(answer: Line, place: Line, places: Sequence[Line]) -> bool:
    """Tell whether an answer names this place; a whole table may be named where three cells of it or more are wrong."""
    if Path(answer["file"].replace("\\", "/")).name != place["file"]:
        return False
    cell = answer["cell"].strip().lower()
    if cell == place["cell"]:
        return cell != PROSE or _same(answer["printed"], place["printed"])
    return len(places) > 2 and cell == place["cell"].partition(".")[0]


def _true(answer: Line, place: Line) -> bool:
    if not slips()[place["slip"]].fixable and answer["true"].lower() in _UNKNOWN:
        return True
    return answer["cell"].strip().lower() == place["cell"] and _same(answer["true"], place["true"])


def _same(a: str, b: str) -> bool:
    """Compare two prints as numbers where both are, else letter by letter.

    >>> _same("12.0", "12"), _same("", "0")
    (True, False)
    """
    try:
        return Decimal(a) == Decimal(b)
    except InvalidOperation:
        return a == b


def _words(text: str) -> set[str]:
    for sign in "；，,、+ ":
        text = text.replace(sign, ";")
    return {word.strip().lower() for word in text.split(";") if word.strip()}


def _admitted(place: Line) -> set[str]:
    """Return the evidence that counts: that of the key; what only a careful reader sees may be called reading."""
    words = _words(place["evidence"])
    return words | {"reading"} if words == {"none"} else words


def marks_csv(marks: Sequence[Marks]) -> str:
    """Return the marks as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(MARK_COLUMNS)
    writer.writerows([getattr(one, column) for column in MARK_COLUMNS] for one in marks)
    return text.getvalue()


def marks_text(marks: Sequence[Marks]) -> str:
    """Return the marks as lines for a terminal."""
    head = f"{'student':<14}{'found':>7}{'fixed':>7}{'defended':>10}{'false':>7}{'points':>9}{'of':>5}{'%':>7}"
    lines = [
        f"{m.student:<14}{m.found:>7}{m.fixed:>7}{m.defended:>10}{m.false_alarms:>7}{m.points:>9}{m.of:>5}"
        f"{m.percent:>7}  {m.remark}".rstrip()
        for m in marks
    ]
    mean = sum((m.percent for m in marks), Decimal(0)) / len(marks)
    return "\n".join([head, *lines, f"{len(marks)} students, mean {mean:.1f} %"])
