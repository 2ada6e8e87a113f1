"""Pictures of reports: two readings settled as those of a PDF are, and no number kept that nothing vouches for.

What a recogniser is sure of may still be wrong: 1 for 7, 0 for 8. A number is read if the identities around it all
hold, or, where the form has none or the office's own sums are wrong, if both readings are sure of the same print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.form import load_form
from toolkit.read.assemble import read_document
from toolkit.read.bodies import Bodies
from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats.ocr import Grey
from toolkit.read.formats.ocrscan import Scan, read_pictures
from toolkit.read.report import Cell, Gap, Report, State
from toolkit.read.second import AS_WRITTEN, settle, tries

ALONE = 0.97
"""How sure both readings must be of a number that no identity vouches for."""
VOUCHED = 0.5
"""How sure they must be of one that identities vouch for."""
CHOSEN = 0.9
"""How sure at most a number is that identities chose between two prints."""
NAMES = ("the page", "the boxes one by one", "a third look")


def read_scan(pictures: Iterable[Grey], data: bytes, source: str, kind: str, bodies: Bodies) -> tuple[Report, ...]:
    """Return the reports on pictures, every cell with its confidence.

    Raises UnreadableError "unsupported" without the extra `ogi-toolkit[ocr]`, and what `read_pictures` raises.
    """
    scan = read_pictures(pictures, data, source, kind)
    by_page, by_box = (_tried(document, bodies) for document in (scan.by_page, scan.by_box))
    reports = settle(by_page, by_box, lambda: (), NAMES) or read_document(scan.by_page, bodies)
    readings = [{(r.report_id, cell.key): cell for r in found for cell in r.cells} for found in (by_page, by_box)]
    return tuple(_judged(report, readings, scan) for report in reports)


def _tried(document: Document, bodies: Bodies) -> tuple[Report, ...]:
    try:
        return read_document(document, bodies)
    except UnreadableError:
        return ()


def _judged(report: Report, readings: Sequence[Mapping[tuple[str, str], Cell]], scan: Scan) -> Report:
    """Give every cell its confidence; leave unresolved what is not sure enough."""
    vouched, broken = _vouched(report)
    cells: list[Cell] = []
    gaps: list[Gap] = []
    for cell in report.cells:
        page, box = (found.get((report.report_id, cell.key)) for found in readings)
        same = page is not None and box is not None and (page.value, page.state) == (box.value, box.state)
        if same:
            sure = min(_sure(page, scan.sure), _sure(box, scan.sure_by_box))
        else:  # identities chose between two prints
            sure = min(_sure(cell, scan.sure_by_box if _adopted(cell) else scan.sure), CHOSEN)
        found = replace(cell, confidence=round(sure, 2))
        if cell.state is State.UNRESOLVED or sure >= _needed(cell, vouched, broken, same=same):
            cells.append(found)
            continue
        reason = f"recognised as {cell.text or 'nothing'} with confidence {sure:.2f}, and no identity vouches for it"
        cells.append(replace(found, value=None, unit="", state=State.UNRESOLVED, note=reason))
        gaps.append(Gap(cell.table, cell.row, cell.column, reason))
    return replace(report, cells=tuple(cells), gaps=(*report.gaps, *gaps))


def _needed(cell: Cell, vouched: frozenset[str], broken: frozenset[str], *, same: bool) -> float:
    if cell.key in vouched and cell.key not in broken:
        return VOUCHED if same else 0.0
    return ALONE


def _adopted(cell: Cell) -> bool:
    return cell.place is not None and cell.place.part.endswith(AS_WRITTEN)


def _sure(cell: Cell | None, sure: Mapping[tuple[str, int], float]) -> float:
    if cell is None or cell.place is None:
        return 0.0
    return sure.get((cell.place.part.removesuffix(AS_WRITTEN), cell.place.start), 0.0)


def _vouched(report: Report) -> tuple[frozenset[str], frozenset[str]]:
    """Return the cells in an identity that holds, and those in one that does not."""
    holds: set[str] = set()
    fails: set[str] = set()
    values = {cell.key: cell.value for cell in report.cells}
    for name, edition in report.forms.items():
        table = load_form(edition).tables[name]
        for identity, axis, places in tries(table):
            keys = {f"{name}.{row}.{column}" for row, column in places}
            numbers = {key: values.get(key) for key in keys}
            if any(number is None for number in numbers.values()):
                continue
            over = identity.over == "columns"
            left, right = (
                sum(
                    (numbers[f"{name}.{k}.{axis}" if over else f"{name}.{axis}.{k}"] or Decimal(0) for k in side),
                    Decimal(0),
                )
                for side in (identity.left, identity.right)
            )
            (holds if left == right else fails).update(keys)
    return frozenset(holds), frozenset(fails)
