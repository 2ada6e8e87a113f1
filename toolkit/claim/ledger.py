"""Every number of a passage in exactly one entry: linked, inner sum, date or law, another subject, unknown."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.claim.model import Number, NumberKind, ProseSum
from toolkit.claim.walk import Walked
from toolkit.read.report import Passage

_FIXED = {"date": "date", "law": "law", "phone": "telephone or code", "list": "list", "url": "address", "name": "name"}


def classify(walked: Walked, sums: Sequence[ProseSum], passage: Passage) -> list[Number]:
    """Return the ledger of one passage in order of print."""
    linked: dict[int, str] = {}
    unlinked: dict[int, str] = {}
    for draft in walked.drafts:
        if draft.num is not None and not draft.dropped:
            (linked if draft.readings else unlinked).setdefault(draft.num.start, draft.subject)
    others = dict(walked.others)
    summed = {(p.start, p.end) for s in sums for p in s.places}
    out = []
    for num in walked.numbers:
        start, end = walked.prose.span(num.start, num.end)
        place = (passage.place.start + start, passage.place.start + end)
        kind: NumberKind = "unknown"
        subject = ""
        if num.kind in _FIXED:
            kind, subject = "date_or_law", _FIXED[num.kind]
        elif num.start in linked:
            kind, subject = "linked", linked[num.start]
        elif place in summed:
            kind, subject = "inner_sum", others.get(num.start, "")
        elif num.start in unlinked:
            kind, subject = "other_subject", unlinked[num.start]
        elif others.get(num.start):
            kind, subject = "other_subject", others[num.start]
        elif num.kind in ("other_unit", "range") and not num.chinese:
            kind, subject = "other_subject", num.unit
        out.append(
            Number(
                passage.text[start:end], *place, passage.place.part, passage.section, num.value, num.unit, kind, subject
            )
        )
    return out
