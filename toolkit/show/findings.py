"""A report with all that was found in it → findings in plain sentences, worst first, one for each fault.

They ask to look again and accuse nobody. Every display and the decisions in corrections.csv go by this list.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from toolkit.check import Check, Outcome, words
from toolkit.claim.explain import explain
from toolkit.claim.model import Claim, ProseSum
from toolkit.read import Gap, Leftover, Place, Report
from toolkit.show.faults import fault_findings
from toolkit.show.finding import WORST_FIRST, Finding, Kind, Words, both, check_seen, plain
from toolkit.show.markup import phrase, reason
from toolkit.show.naming import axis_words, box_words, cell_words, check_words, figure_words, place_words, table_words
from toolkit.show.tables import cells_of
from toolkit.study.view import ReportView

_NAMED = 3  # cells of a rule that are named one by one


def findings(view: ReportView) -> tuple[Finding, ...]:
    """Return what a person should look at, worst first.

    What fails only because of a cell that a repair already names is part of that finding, not another one.
    """
    faults, checks, claims = fault_findings(view)
    told = view.narrative
    report = view.report
    failing = [c for c in (*view.checks, *view.wider) if c.outcome is Outcome.FAILS and c not in checks]
    hard = [check for check in failing if check.severity == "error"]
    # What a gap tells already, a check of completeness need not repeat.
    told_by_gap = {gap.table if gap.row else "" for gap in report.gaps}
    soft = [c for c in failing if c not in hard and not (c.kind == "complete" and c.table in told_by_gap)]
    at_odds = [c for c in told.claims if c not in claims]
    sums = [item for item in told.sums if item.outcome == "fails"]
    spoken = {item: [c for c in at_odds if c.verdict == "inconsistent" and _states(c, item)] for item in sums}
    return (
        *sorted(faults, key=lambda finding: WORST_FIRST.index(finding.kind)),
        *(_of_checks(view, group) for group in connected(hard)),
        *(_of_sum(report, item) for item in sums if not spoken[item]),
        *(
            _of_claim(report, claim, "claim", [item for item in sums if claim in spoken[item]])
            for claim in at_odds
            if claim.verdict == "inconsistent"
        ),
        *(_of_gap(report, gap) for gap in report.gaps),
        *(_of_leftover(report, leftover) for leftover in report.leftovers),
        *(_of_checks(view, [check], "soft") for check in soft),
        *(_of_claim(report, claim, "ambiguous") for claim in at_odds if claim.verdict == "ambiguous" or claim.withheld),
    )


def connected(checks: Sequence[Check]) -> list[list[Check]]:
    """Return failing checks in groups that hang together by shared cells."""
    groups: list[tuple[set[str], list[Check]]] = []
    for check in checks:
        cells, members = set(check.cells), [check]
        apart: list[tuple[set[str], list[Check]]] = []
        for known, own in groups:
            if known & cells:
                cells |= known
                members = own + members
            else:
                apart.append((known, own))
        groups = [*apart, (cells, members)]
    return [members for _, members in groups]


def cells_of_checks(checks: Sequence[Check]) -> tuple[str, ...]:
    """Return the cells that all checks share; all their cells where they share none."""
    common = [cell for cell in checks[0].cells if all(cell in check.cells for check in checks)]
    return tuple(common) or tuple(dict.fromkeys(cell for check in checks for cell in check.cells))


def _of_checks(view: ReportView, group: Sequence[Check], kind: Kind = "check") -> Finding:
    said = [check_sentence(view.report, check) for check in group]
    cells = cells_of_checks(group)
    spoken = tuple(c for c in view.narrative.claims if not set(cells).isdisjoint(cells_of(c)))
    what = f"{view.report.report_id}/{group[0].name}"
    zh, en = "".join(words[0] for words in said), " ".join(words[1] for words in said)
    return Finding(kind, zh, en, what, cells, checks=tuple(group), claims=spoken, seen=check_seen(group[0]))


def check_sentence(report: Report, check: Check) -> Words:
    """Return what a failing check says, as one sentence."""
    note = reason(check.note)
    zh, en = words(check, "zh", note[0]), words(check, "en", note[1])
    if zh is not None and en is not None:
        cells = list(dict.fromkeys(check.cells))[:_NAMED]
        named = [tuple(cell_words(cell, lang) for cell in cells) for lang in ("zh", "en")]
        return f"{zh}{_aside('（{}）', '、', named[0])}。", f"{en}{_aside(' ({})', ', ', named[1])}."
    difference = Decimal(0) if check.left is None or check.right is None else abs(check.left - check.right)
    return both(
        "findings.check",
        what=(check_words(report, check, "zh"), check_words(report, check, "en")),
        left=figure_words(check.left),
        right=figure_words(check.right),
        difference=figure_words(difference),
        axis=(axis_words(report, check.table, check.axis, "zh"), axis_words(report, check.table, check.axis, "en")),
    )


def _states(claim: Claim, item: ProseSum) -> bool:
    """Tell whether the number of a claim is a term of a sum inside the prose."""
    return any(p.part == claim.part and p.start < claim.end and claim.start < p.end for p in item.places)


def _aside(frame: str, comma: str, names: Sequence[str]) -> str:
    return frame.format(comma.join(names)) if names else ""


def _of_claim(report: Report, claim: Claim, kind: Kind, sums: Sequence[ProseSum] = ()) -> Finding:
    place = Place(claim.part, claim.start, claim.end)
    return Finding(
        kind, explain(claim, "zh"), explain(claim, "en"), claim_name(report, claim), cells_of(claim),
        why=tuple(_sum_words(item) for item in sums), place=place, claims=(claim,),
        seen=f"{claim.quote}: {claim.verdict}",
    )  # fmt: skip


def claim_name(report: Report, claim: Claim) -> str:
    """Return the name by content of a claim, as decisions carry it."""
    measure = claim.readings[0].measure if claim.readings else claim.rule
    return f"{report.report_id}/{claim.part}:{claim.start}-{claim.end}/{measure}"


def _sum_words(item: ProseSum) -> Words:
    left, right = figure_words(item.left), figure_words(item.right)
    return phrase("findings.prose_sum", what=item.quote, left=left, right=right)


def _of_sum(report: Report, item: ProseSum) -> Finding:
    zh, en = _sum_words(item)
    at = Place(item.places[0].part, min(p.start for p in item.places), max(p.end for p in item.places))
    seen = f"{plain(item.left)} == {plain(item.right)}: {item.outcome}"
    return Finding("check", zh, en, f"{report.report_id}/{item.id}@{at.part}:{at.start}-{at.end}", place=at, seen=seen)


def _of_gap(report: Report, gap: Gap) -> Finding:
    key = "findings.gap_cell" if gap.column else "findings.gap_row" if gap.row else "findings.gap_table"
    zh, en = both(
        key,
        table=(table_words(report, gap.table, "zh"), table_words(report, gap.table, "en")),
        row=(box_words(report, gap, "zh"), box_words(report, gap, "en")),
        reason=reason(gap.reason),
    )
    what = f"{report.report_id}/gap/{gap.table}.{gap.row}.{gap.column}"
    return Finding("gap", zh, en, what, seen=gap.reason)


def _of_leftover(report: Report, leftover: Leftover) -> Finding:
    place = leftover.place
    zh, en = both("findings.leftover", text=leftover.text, place=place_words(place), reason=reason(leftover.reason))
    what = f"{report.report_id}/leftover@{place.part}:{place.start}-{place.end}"
    return Finding("leftover", zh, en, what, place=place, seen=f"{leftover.text}: {leftover.reason}")
