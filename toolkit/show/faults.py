"""Repairs → findings: one fault is one finding that names the cell, its equations and the proposed value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.check import Check
from toolkit.claim.model import Claim
from toolkit.repair import Change, Repair, Solution
from toolkit.show.finding import Finding, Words, both, check_seen
from toolkit.show.markup import known, phrase
from toolkit.show.naming import axis_words, cell_words, check_words, figure_words
from toolkit.show.tables import cells_of
from toolkit.study.consequences import consequences
from toolkit.study.view import ReportView

_NAMED = 6  # changes or candidates named one by one
_RULES = 4  # equations shown; the rest is counted


def fault_findings(view: ReportView) -> tuple[list[Finding], frozenset[Check], frozenset[Claim]]:
    """Return one finding for each fault, and the checks and claims that these findings already account for."""
    if not view.repairs:
        return [], frozenset(), frozenset()
    after = consequences(view)
    by_name = {f"{check.table}.{check.id}@{check.axis}": check for check in view.checks}
    left = list(after.claims)
    found: list[Finding] = []
    for number, repair in enumerate(view.repairs):
        last = number == len(view.repairs) - 1
        own = [c for c in left if last or not set(repair.cells).isdisjoint(cells_of(c))] if repair.best else []
        left = [c for c in left if c not in own]
        found.append(_finding(view, repair, by_name, own))
    failing = {by_name[name] for repair in view.repairs for name in repair.failing if name in by_name}
    return found, frozenset(failing.union(after.checks)), frozenset(after.claims)


def _finding(view: ReportView, repair: Repair, checks: Mapping[str, Check], agree: Sequence[Claim]) -> Finding:
    own = [checks[name] for name in repair.failing if name in checks]
    stated = {f"claim@{c.part}:{c.start}-{c.end}": c for c in view.narrative.claims}
    shown = repair.best or (repair.solutions[0] if repair.solutions else None)
    names = [] if shown is None else [*(shown.support if repair.best else ()), *repair.decided_by]
    backing = list(dict.fromkeys([*(stated[n] for n in names if n in stated), *agree]))
    against = [stated[n] for n in (shown.against if repair.best and shown else ()) if n in stated]
    why = [_equation(view, check) for check in own[:_RULES]]
    why += [both("findings.more_rules", n=len(own) - _RULES)] if len(own) > _RULES else []
    why += [both("findings.agrees" if repair.best else "findings.narrows", quote=claim.quote) for claim in backing]
    why += [phrase(f"findings.{name.rpartition('@')[2]}") for name in dict.fromkeys(names) if name not in stated]
    why += [both("findings.against", quote=claim.quote) for claim in against]
    if repair.best is not None and repair.alternatives:
        options = _joined([_changes(s.changes) for s in repair.alternatives[:_NAMED]])
        why.append(both("findings.others", n=len(repair.alternatives), options=options))
    zh, en = _headline(view, repair)
    cells = repair.cells or tuple(dict.fromkeys(cell for check in own for cell in check.cells))
    first = repair.failing[0].partition(".")[2] if repair.failing else "fault"
    return Finding(
        "repair" if repair.best else "tied" if repair.solutions else "unsolved",
        zh,
        en,
        f"{view.report.report_id}/{first}",
        cells,
        tuple((c.cell, c.proposed) for c in repair.best.changes) if repair.best else (),
        tuple(why),
        checks=tuple(own),
        claims=(*backing, *against),
        seen=check_seen(own[0]) if own else "",
    )


def _headline(view: ReportView, repair: Repair) -> Words:
    count = len(repair.failing)
    rules = (str(count), f"{count} rule fails" if count == 1 else f"{count} rules fail")
    if repair.best is None and not repair.solutions:
        return both("findings.unsolved", rules=rules)
    if repair.best is None:
        options = [_changes(s.changes) for s in repair.solutions[:_NAMED]]
        more = len(repair.solutions) - len(options)
        rest = both("findings.and_more", n=more) if more else ("", "")
        listed = _joined(options)
        return both(
            "findings.tied", rules=rules, n=len(repair.solutions), options=(listed[0] + rest[0], listed[1] + rest[1])
        )
    best = repair.best
    if ":" in best.slip:
        kind, _, line = best.slip.partition(":")
        return both(
            "findings.line", kind=phrase(f"slips.{kind}"), line=_line(view, best, line), n=len(best.changes),
            changes=_changes(best.changes), rules=rules,
        )  # fmt: skip
    if len(best.changes) > 1:
        return both("findings.several", n=len(best.changes), changes=_changes(best.changes), rules=rules)
    (change,) = best.changes
    return both(
        "findings.one", cell=name_words(change.cell), printed=figure_words(change.printed),
        proposed=figure_words(change.proposed), slip=_slip(change), rules=rules,
    )  # fmt: skip


def _slip(change: Change) -> Words:
    if not known("slips", change.slip):
        return "", ""
    zh, en = phrase(f"slips.{change.slip}")
    return f"（{zh}）", f" ({en})"


def _line(view: ReportView, solution: Solution, line: str) -> Words:
    """Return the row or column that a slip moved, as the form prints it."""
    table = solution.changes[0].cell.partition(".")[0]
    return axis_words(view.report, table, line, "zh"), axis_words(view.report, table, line, "en")


def _changes(changes: Sequence[Change]) -> Words:
    said = [both("findings.change", cell=name_words(c.cell), printed=figure_words(c.printed),
                 proposed=figure_words(c.proposed)) for c in changes[:_NAMED]]  # fmt: skip
    zh, en = "、".join(words[0] for words in said), ", ".join(words[1] for words in said)
    if len(changes) > _NAMED:
        rest = both("findings.and_more", n=len(changes) - _NAMED)
        zh, en = zh + rest[0], en + rest[1]
    return zh, en


def _joined(options: Sequence[Words]) -> Words:
    return "；".join(option[0] for option in options), "; ".join(option[1] for option in options)


def name_words(cell: str) -> Words:
    """Return a cell's name; a total is called one."""
    total = cell.startswith("requests.") and cell.endswith(".total")
    zh, en = cell_words(cell, "zh"), cell_words(cell, "en")
    return (f"{zh}（总计）", f"{en} (total)") if total else (zh, en)


def _equation(view: ReportView, check: Check) -> Words:
    key = "findings.blank_equation" if check.left is None or check.right is None else "findings.equation"
    return both(
        key,
        what=(check_words(view.report, check, "zh"), check_words(view.report, check, "en")),
        axis=(
            axis_words(view.report, check.table, check.axis, "zh"),
            axis_words(view.report, check.table, check.axis, "en"),
        ),
        left=figure_words(check.left),
        right=figure_words(check.right),
    )
