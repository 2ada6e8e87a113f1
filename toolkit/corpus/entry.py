"""What a corpus keeps in mind of each report: enough to tell duplicates, neighbouring years and what is one report."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

from toolkit.read import Cell, Report, State
from toolkit.read.fold import squeeze
from toolkit.study.view import year_of

PROVISIONAL = "x-"

# A printed name that says where the body is, down to a county or a city; 城关镇 and 教育局 are in many places.
_PLACED = re.compile(r"^[\u4e00-\u9fff]{2,}?(?:省|自治区|自治州|盟|[县旗]|市(?![场政管容]))")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the corpus must know of a report to tell duplicates, neighbouring years and copied tables."""

    owner: int
    source: str
    report_id: str
    sha256: str
    body_id: str
    organ: str
    year: int | None
    scope: str
    cells: str  # digest of what the cells print
    prose: str  # digest of the prose, spaces and punctuation aside
    requests: str = ""  # digest of the numbers of section three, "" where it prints none
    telling: int = 0  # different numbers of two digits or more among them
    forms: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, str], ...] = ()  # digest of what each table prints
    attachments: tuple[str, ...] = ()  # file names that a page gives for what is attached to it

    @property
    def placed(self) -> bool:
        """Tell whether no other body can have this body_id: it is in the register, or its name says where it is."""
        return not self.body_id.startswith(PROVISIONAL) or bool(_PLACED.match(self.organ))


def entry_of(report: Report, source: str, owner: int) -> Entry:
    """Return what the corpus must know of a report that was read from `source`."""
    scope = report.scope.get("requests")
    return Entry(
        owner, source, report.report_id, report.sha256, report.body_id, report.organ.value or "", year_of(report),
        (scope.value if scope else None) or "unknown", _cells(report), _prose(report), *_requests(report),
        tuple(report.forms.items()), _tables(report), attachment_names(report.notes),
    )  # fmt: skip


def _tables(report: Report) -> tuple[tuple[str, str], ...]:
    return tuple((table, _digest(_print(c for c in report.cells if c.table == table))) for table in report.forms)


def _requests(report: Report) -> tuple[str, int]:
    """Return the digest of what section three prints, and how many different numbers of two digits or more."""
    printed = {cell.key: cell.value for cell in report.cells if cell.table == "requests" and cell.state is State.READ}
    if not printed:
        return "", 0
    digest = _digest("\n".join(sorted(f"{key}={_number(value)}" for key, value in printed.items())))
    return digest, len({value for value in printed.values() if value is not None and value >= 10})


def _cells(report: Report) -> str:
    return _digest(_print(report.cells))


def _print(cells: Iterable[Cell]) -> str:
    return "\n".join(sorted(f"{c.key}={_number(c.value)} {c.unit} {c.state}" for c in cells))


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _prose(report: Report) -> str:
    return _digest("".join(squeeze(passage.text) for passage in report.passages))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def attachment_names(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the file names that the notes of a page give for its attachments: of the address, and of the link.

    >>> attachment_names(["encoding: utf-8", "attachment: 年报.docx /a/b/P0202.docx?x=1"])
    ('P0202.docx', '年报.docx')
    """
    found: dict[str, None] = {}
    for note in notes:
        told, _, rest = note.partition(": ")
        if told != "attachment":
            continue
        name, _, address = rest.rpartition(" ")
        found.setdefault(posixpath.basename(unquote(address.partition("?")[0].partition("#")[0])))
        found.setdefault(posixpath.basename(name.strip()))
    return tuple(name for name in found if name)
