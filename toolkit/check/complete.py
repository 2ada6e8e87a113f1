"""Report → checks of completeness: the tables of the form, their rows, and the six sections.

What was not found may be in a picture or in print we do not understand. Where nothing of the kind was read at all,
that is the likelier reason, and the check is undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.check.model import Check, Outcome
from toolkit.check.rules import rules
from toolkit.form import load_form, section_of, sections
from toolkit.read import Report, State

NO_TABLE = "no table of the form was read"
NO_HEADING = "no heading of a section was read"
PICTURE = "a page is a picture without text"
_OLD = "stat_table"  # reports of 2014 to 2018 had one table and sections of their own


def check_complete(report: Report) -> Iterator[Check]:
    """Try whether tables, rows and sections are all there; `note` names what is not found."""
    yield _tables(report)
    yield from _rows(report)
    if _OLD not in report.forms:
        yield _sections(report)


def _tables(report: Report) -> Check:
    rule = rules()["tables_complete"]
    missing = [gap.table for gap in report.gaps if gap.table and not gap.row]
    if not report.forms:
        return rule.check(Outcome.UNDECIDED, NO_TABLE)
    if missing and _pictures(report):
        return rule.check(Outcome.UNDECIDED, PICTURE)
    return rule.check(Outcome.FAILS if missing else Outcome.HOLDS, _named(missing))


def _rows(report: Report) -> Iterator[Check]:
    rule = rules()["rows_complete"]
    for table, edition in report.forms.items():
        wanted = {row.key for row in load_form(edition).tables[table].data_rows}
        missing = [g.row for g in report.gaps if g.table == table and g.row in wanted and not g.column]
        # A row that is there but whose numbers could not be placed is for the reader, not for the office.
        unplaced = {c.row for c in report.cells if c.table == table and c.state is State.UNRESOLVED}
        lost = [row for row in missing if row not in unplaced]
        if not lost:
            outcome = Outcome.UNDECIDED if missing else Outcome.HOLDS
        else:
            outcome = Outcome.UNDECIDED if _pictures(report) else Outcome.FAILS
        yield rule.check(outcome, _named(missing), table)


def _sections(report: Report) -> Check:
    rule = rules()["sections_complete"]
    headed = {passage.section for passage in report.passages if passage.section}
    found = headed | {load_form(edition).tables[table].section for table, edition in report.forms.items()}
    if not found.issuperset(section.number for section in sections()):  # a heading without a word under it will do
        lines = [line for part in report.parts.values() for line in part.splitlines()]
        headings = {number for line in lines if (number := section_of(line))}
        found |= headings
        if not headed | headings:
            return rule.check(Outcome.UNDECIDED, NO_HEADING)
    missing = [f"{section.zh} ({section.en})" for section in sections() if section.number not in found]
    if missing and _pictures(report):
        return rule.check(Outcome.UNDECIDED, PICTURE)
    return rule.check(Outcome.FAILS if missing else Outcome.HOLDS, _named(missing))


def _pictures(report: Report) -> bool:
    return any("picture without text" in note for note in report.notes)


def _named(missing: list[str]) -> str:
    return f"not found: {', '.join(missing)}" if missing else ""
