"""`ogi`: the command line, the last room of the house. Every verb imports what it needs when it is called.

Exit codes: 0 done, 1 something could not be read (or, with `ogi run --strict`, is to be checked; or, of `ogi diff`,
differs), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from toolkit import __version__

if TYPE_CHECKING:
    from toolkit.corpus.inputs import Reading
    from toolkit.read import Bodies

RAW, OUT = Path("data/raw"), Path("data/processed")
_PER_PROCESS = 40  # files that make starting another process worth its second


class UsageError(Exception):
    """The call asks for something that cannot be; exit code 2."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of `ogi` with all its verbs."""
    top = argparse.ArgumentParser(
        prog="ogi", description="Read, check and compare China's 政府信息公开工作年度报告 (OGI annual reports)."
    )
    top.add_argument("--version", action="version", version=f"ogi {__version__}")
    verbs = top.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    lang = argparse.ArgumentParser(add_help=False)
    lang.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the output (%(default)s)")
    bodies = argparse.ArgumentParser(add_help=False)
    bodies.add_argument("--bodies", type=Path, help="register of bodies (default: data/reference/bodies.csv)")

    run = verbs.add_parser("run", parents=[lang, bodies], help="read a folder of reports and write all tables")
    run.add_argument("--raw", type=Path, default=RAW, help="folder of reports (%(default)s)")
    run.add_argument("--out", type=Path, default=OUT, help="folder for the tables (%(default)s)")
    run.add_argument("--jobs", type=_positive, help="processes (default: as many as the files are worth)")
    run.add_argument("--strict", action="store_true", help="exit 1 when a file is quarantined or a claim inconsistent")
    run.add_argument("--resume", action="store_true", help="keep what was read, and go on where a run was stopped")
    run.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    run.set_defaults(call=_run)

    paths = argparse.ArgumentParser(add_help=False)
    paths.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, patterns or zip archives")
    paths.add_argument("--join", action="store_true", help="read a page and the files attached to it as one report")

    read = verbs.add_parser("read", parents=[bodies, paths], help="print reports as JSON Lines, one object per report")
    read.add_argument("--ledger", action="store_true", help="add every number of the prose, as number_ledger")
    read.set_defaults(call=_read)

    check = verbs.add_parser("check", parents=[lang, bodies, paths], help="list what to look at again, by report")
    check.set_defaults(call=_check)

    sheet = verbs.add_parser("sheet", parents=[bodies, paths], help="write reports as workbooks, findings as comments")
    sheet.add_argument("--out", type=Path, default=Path("sheets"), metavar="DIR", help="folder for them (%(default)s)")
    sheet.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="language of labels and comments (%(default)s)"
    )
    sheet.set_defaults(call=_sheet)

    diff = verbs.add_parser("diff", parents=[lang], help="tell what differs between two runs, and why; exit 1 if any")
    diff.add_argument("old", type=Path, metavar="OLD", help="folder that an earlier `ogi run` wrote")
    diff.add_argument("new", type=Path, metavar="NEW", help="folder that a later one wrote")
    diff.add_argument("--json", action="store_true", help="one JSON object per difference and line")
    diff.set_defaults(call=_diff)

    claims = verbs.add_parser("claims", parents=[lang], help="read the claims of passages, one JSON object per line")
    claims.add_argument("--batch", required=True, metavar="FILE", help='lines of {"id", "text", "table"}; - is stdin')
    claims.add_argument("--score", action="store_true", help="lines carry `expected`: print how well they are read")
    claims.add_argument("--list", action="store_true", help="with --score: list each difference too")
    claims.set_defaults(call=_claims)

    agree = verbs.add_parser("agree", parents=[lang, bodies], help="set your own coding beside the toolkit's")
    agree.add_argument("labels", type=Path, metavar="LABELS.csv", help="your coding; see docs/coding-manual.md")
    agree.add_argument("--raw", type=Path, default=RAW, help="folder of the reports that were coded (%(default)s)")
    agree.add_argument("--batch", type=Path, metavar="FILE", help="or lines of passages, whose ids are the sources")
    agree.add_argument("--out", type=Path, metavar="FILE", help="write the differences as CSV")
    agree.set_defaults(call=_agree)

    add = verbs.add_parser("add", help="copy files into the raw folder and record where they are from")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.add_argument("--url", default="", help="address the file was found at")
    add.add_argument("--organ", default="", help="organ, where it is not as the report prints it")
    add.add_argument("--retrieved", default="", metavar="DATE", help="day it was fetched, as 2024-03-01")
    add.add_argument("--raw", type=Path, default=RAW, help="folder of reports (%(default)s)")
    add.add_argument("--force", action="store_true", help="add a file even if no report can be read in it")
    add.set_defaults(call=_add)
    classroom = verbs.add_parser("classroom", help="write a folder of seeded exercises for each student, and the key")
    classroom.add_argument("out", type=Path, metavar="OUT", help="an empty folder, or one that is not there")
    classroom.add_argument("--students", type=_positive, default=30, help="folders to make (%(default)s)")
    classroom.add_argument("--level", type=int, choices=(1, 2, 3, 4), default=1, help="1 easy … 4 hard (%(default)s)")
    classroom.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes (%(default)s)")
    classroom.set_defaults(call=_classroom)

    grade = verbs.add_parser("grade", help="mark the answers that came back against the key")
    grade.add_argument("key", type=Path, metavar="KEY", help="the folder key/ that `ogi classroom` wrote")
    grade.add_argument("returned", type=Path, metavar="RETURNED", help="folder of student-NN/answers.csv")
    grade.add_argument("--out", type=Path, metavar="FILE", help="marks as CSV (default: RETURNED/marks.csv)")
    grade.set_defaults(call=_grade)

    findings = verbs.add_parser("findings", parents=[lang], help="compute published findings anew and grade each")
    findings.add_argument("--folder", type=Path, help="entries (default: data/reference/published/findings)")
    findings.add_argument("--tables", type=Path, default=OUT, help="tables of your own reports (%(default)s)")
    findings.set_defaults(call=_findings)

    new = verbs.add_parser("new", help="make a study folder that is ready to work in")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="an empty folder, or one that is not there")
    new.set_defaults(call=_new)
    return top


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ogi` and return its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale says: reports and JSON are UTF-8
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "backslashreplace"
            )
    top = parser()
    given = top.parse_args(arguments)
    try:
        code: int = given.call(given)
        sys.stdout.flush()
    except UsageError as error:
        _usage(top, str(error))
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _usage(top: argparse.ArgumentParser, message: str) -> NoReturn:
    top.error(message)


def _run(given: argparse.Namespace) -> int:
    from toolkit.corpus import run
    from toolkit.corpus.inputs import files_under
    from toolkit.corpus.job import load_decisions

    if not given.raw.is_dir():
        raise UsageError(f"there is no folder {given.raw}")
    if given.out.exists() and not given.out.is_dir():
        raise UsageError(f"{given.out} is no folder")
    files = len(files_under(given.raw))
    jobs = given.jobs or max(1, min(os.cpu_count() or 1, files // _PER_PROCESS))
    bodies = _register(given.bodies)
    try:
        load_decisions(given.raw)
    except ValueError as error:
        raise UsageError(str(error)) from error
    corpus = run(given.raw, given.out, jobs=jobs, bodies=bodies, progress=not given.quiet, resume=given.resume)
    if not given.quiet:
        print(corpus.summary_text(given.lang))
        print(f"→ {given.out}")
    doubtful = corpus.quarantine.height or (corpus.claims["verdict"] == "inconsistent").any()
    return 1 if given.strict and doubtful else 0


def _read(given: argparse.Namespace) -> int:
    from toolkit.corpus.inputs import crash
    from toolkit.study.record import Json, error_json, report_json
    from toolkit.study.view import view_report

    failed = False
    for reading in _readings(given):
        records: list[Json] = []
        error = reading.error
        try:
            records = [report_json(view_report(report), given.ledger) for report in reading.reports]
        except Exception as fault:  # noqa: BLE001 - the other files are still to be read
            error = crash(fault)
        if error is not None:
            records = [error_json(reading.source, error)]
            failed = True
        for record in records:
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 1 if failed else 0


def _check(given: argparse.Namespace) -> int:
    from toolkit.show.listing import listing
    from toolkit.study.view import view_report

    readings = list(_readings(given))
    failed = [reading for reading in readings if reading.error is not None]
    for line in listing([view_report(report) for reading in readings for report in reading.reports], given.lang):
        print(line)
    for reading in failed:
        unread = "未能读取" if given.lang == "zh" else "could not be read"
        print(f"{reading.source}: {unread}: {reading.error.message if reading.error else ''}")
    return 1 if failed else 0


def _sheet(given: argparse.Namespace) -> int:
    from toolkit.show.sheet import report_sheet
    from toolkit.study.view import view_report

    if given.out.exists() and not given.out.is_dir():
        raise UsageError(f"{given.out} is no folder")
    given.out.mkdir(parents=True, exist_ok=True)
    failed, taken = False, set[str]()
    for reading in _readings(given):
        if reading.error is not None:
            print(f"{reading.source}: {reading.error.message}", file=sys.stderr)
            failed = True
        for report in reading.reports:
            name = Path(report.source).stem
            if name in taken or len(reading.reports) > 1:
                name += f"-{report.report_id}"
            taken.add(name)
            target = given.out / f"{name}.xlsx"
            target.write_bytes(report_sheet(view_report(report), given.lang))
            print(target)
    return 1 if failed else 0


def _readings(given: argparse.Namespace) -> Iterator[Reading]:
    """Return a Reading for every file that is named, and one with the reason for a name without a file."""
    readings = _each(given.paths, given.bodies)
    if not given.join:
        return readings
    from toolkit.corpus.joining import join_readings

    return iter(join_readings(readings))


def _each(paths: Sequence[str], bodies: Path | None) -> Iterator[Reading]:
    from toolkit.corpus.inputs import Reading, expand, load_bodies, read_path, register_for
    from toolkit.read import UnreadableError

    chosen = _register(bodies)
    registers: dict[Path | None, Bodies] = {}
    for source, path in expand(paths):
        if isinstance(path, UnreadableError):
            yield Reading(source, "", 0, error=path)
            continue
        register = chosen or register_for(path)
        if register not in registers:
            registers[register] = load_bodies(register)
        yield from read_path(path, source, registers[register])


def _diff(given: argparse.Namespace) -> int:
    from toolkit.study.difference import DifferenceError, difference_json, difference_text, differences

    try:
        found = list(differences(given.old, given.new))
    except DifferenceError as error:
        raise UsageError(str(error)) from error
    if given.json:
        for item in found:
            sys.stdout.write(json.dumps(difference_json(item), ensure_ascii=False) + "\n")
    else:
        for line in difference_text(found, given.lang):
            print(line)
    return 1 if found else 0


def _register(bodies: Path | None) -> Path | None:
    """Return the register that was asked for, None where none was; one that is not there is wrong usage."""
    if bodies is not None and not bodies.is_file():
        raise UsageError(f"there is no file {bodies}")
    return bodies


def _claims(given: argparse.Namespace) -> int:
    if given.batch == "-":
        return _score(sys.stdin, given) if given.score else _batch(sys.stdin, "stdin")
    try:
        with Path(given.batch).open(encoding="utf-8", errors="surrogateescape") as lines:  # may be a pipe
            return _score(lines, given) if given.score else _batch(lines, given.batch)
    except OSError as error:
        raise UsageError(_no_file(given.batch, error)) from error


def _no_file(path: str | Path, error: OSError) -> str:
    reason = "" if isinstance(error, FileNotFoundError) else f": {error.strerror}"
    return f"there is no file {path}{reason}" if not reason else f"{path} cannot be read{reason}"


def _score(lines: Iterable[str], given: argparse.Namespace) -> int:
    from toolkit.study.score_text import score_lines
    from toolkit.study.scoring import LabelError, Labelled, labelled, score

    read = list(labelled(lines))
    faults = [one for one in read if isinstance(one, LabelError)]
    result = score([one for one in read if isinstance(one, Labelled)], placebo=True)
    for told in [*score_lines(result, given.lang), *(result.differences if given.list else ())]:
        print(told)
    where = "" if given.batch == "-" else f"{given.batch}, "
    for fault in faults:
        print(f"not scored: {where}{fault}", file=sys.stderr)
    return 1 if faults else 0


def _agree(given: argparse.Namespace) -> int:
    from toolkit.corpus.coding import coded_passages, coded_reports
    from toolkit.study.agreement import CodingError, compare, decoded, read_coding
    from toolkit.study.agreement_text import comparison_lines, differences_csv

    try:
        text, encoding = decoded(given.labels.read_bytes())
        if encoding != "utf-8":
            print(f"{given.labels} is no UTF-8; it was read as {encoding}", file=sys.stderr)
        coding = read_coding(io.StringIO(text, newline=""))
        sources = sorted({row.source for row in coding})
        if given.batch is not None:
            prose = coded_passages(given.batch, sources)
        else:
            prose = coded_reports(given.raw, sources, _register(given.bodies))
        comparison = compare(coding, prose)
    except OSError as error:
        raise UsageError(_no_file(error.filename or given.labels, error)) from error
    except CodingError as error:
        raise UsageError(str(error)) from error
    for told in comparison_lines(comparison, given.lang):
        print(told)
    if given.out is not None:
        given.out.write_text(differences_csv(comparison.differences), encoding="utf-8", newline="")
        print(f"→ {given.out}")
    return 0


def _batch(lines: Iterable[str], name: str) -> int:
    from toolkit.claim.batch import run_batch

    failed = False
    for answer in run_batch(lines, name):
        sys.stdout.write(answer + "\n")
        said = json.loads(answer)
        for note in [*said.get("notes", ()), *([said["error"]] if "error" in said else ())]:
            print(note, file=sys.stderr)
        failed = failed or "error" in said
    return 1 if failed else 0


def _add(given: argparse.Namespace) -> int:
    from datetime import date

    from toolkit.corpus.register import UNKNOWN, Origin, RefusedError, add_file

    if given.retrieved:
        try:
            date.fromisoformat(given.retrieved)
        except ValueError as error:
            raise UsageError(f"{given.retrieved} is no day such as 2024-03-01") from error
    origin = Origin(given.url or UNKNOWN, given.retrieved or UNKNOWN, given.organ)
    refused = False
    for file in given.files:
        try:
            print(add_file(file, given.raw, origin, given.force))
        except RefusedError as error:
            print(f"refused: {error}", file=sys.stderr)
            refused = True
    return 1 if refused else 0


def _classroom(given: argparse.Namespace) -> int:
    from toolkit.teach.classroom import ClassroomError, write_classroom

    try:
        made = write_classroom(given.out, given.students, given.level, given.seed)
    except ClassroomError as error:
        raise UsageError(str(error)) from error
    errors = sum(len({(line.file, line.error) for line in student.key}) for student in made)
    print(f"{len(made)} folders with {errors} seeded errors → {given.out}; the key is in {given.out / 'key'}")
    return 0


def _grade(given: argparse.Namespace) -> int:
    from toolkit.teach.grade import GradingError, grade_folder, marks_csv, marks_text

    try:
        marks = grade_folder(given.key, given.returned)
    except GradingError as error:
        raise UsageError(str(error)) from error
    out = given.out or given.returned / "marks.csv"
    out.write_text(marks_csv(marks), encoding="utf-8", newline="")
    print(marks_text(marks))
    print(f"→ {out}")
    return 0


def _findings(given: argparse.Namespace) -> int:
    import polars as pl

    from toolkit.study.finding import FindingError, read_findings
    from toolkit.study.grading import grade_findings, grades_text

    own = [given.tables / f"{name}.parquet" for name in ("cells", "reports")]
    cells, reports = (pl.read_parquet(path) for path in own) if all(p.is_file() for p in own) else (None, None)
    try:
        chosen = read_findings(given.folder)
        graded = grade_findings(chosen, cells=cells, reports=reports, lang=given.lang)
    except (FindingError, FileNotFoundError) as error:
        raise UsageError(str(error)) from error
    for line in grades_text(graded, given.lang):
        print(line)
    return 0


def _new(given: argparse.Namespace) -> int:
    from toolkit.teach.study_folder import FolderError, new_study

    try:
        written = new_study(given.folder)
    except FolderError as error:
        raise UsageError(str(error)) from error
    for path in written:
        print(given.folder / path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
