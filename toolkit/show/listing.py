"""Views → what a person reads on a terminal: findings by report, worst first, in words that ask to look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from toolkit.check import Check, Outcome
from toolkit.show.findings import Finding, cell_words, findings
from toolkit.study import ReportView

Lang = Literal["zh", "en"]
_COMMON = {"zh": "（以上 {n} 条勾稽关系共用：{cells}）", "en": "(these {n} rules share: {cells})"}
_CLEAN = {"zh": "未发现需要核对之处", "en": "nothing to look at again"}
_COUNT = {
    "zh": "{cells} 个单元格；核对成立 {holds}、不成立 {fails}、无法判断 {undecided}；陈述 {claims}",
    "en": "{cells} cells; checks: {holds} hold, {fails} fail, {undecided} undecided; {claims} claims",
}
_NAMED = 3  # more cells in common than this tell a person nothing


def listing(views: Sequence[ReportView], lang: Lang = "zh") -> Iterator[str]:
    """Yield lines: for each report a heading with its counts, then its findings; reports with the gravest first."""
    for view in sorted(views, key=_gravity):
        yield from _report(view, lang)
        yield ""


def _gravity(view: ReportView) -> tuple[int, ...]:
    verdicts = Counter(claim.verdict for claim in view.narrative.claims)
    failing = len(connected([check for check in view.checks if check.outcome is Outcome.FAILS]))
    sums = sum(item.outcome == "fails" for item in view.narrative.sums)
    report = view.report
    counts = (verdicts["inconsistent"], failing + sums, verdicts["ambiguous"], len(report.gaps), len(report.leftovers))
    return tuple(-n for n in counts)


def _report(view: ReportView, lang: Lang) -> Iterator[str]:
    report, told = view.report, view.narrative
    outcomes = Counter(str(check.outcome) for check in view.checks)
    yield f"{report.organ.value or '?'} {report.year.value or '?'}  [{report.source}]"
    yield "  " + _COUNT[lang].format(
        cells=len(report.cells), holds=outcomes["holds"], fails=outcomes["fails"], undecided=outcomes["undecided"],
        claims=len(told.claims),
    )  # fmt: skip
    # Claims first, then the failing rules in groups, then the rest, each in the words of `findings`.
    everything = findings(report, (), told.claims, told.sums)
    lines = [_words(f, lang) for f in everything if f.kind == "claim"]
    for group in connected([check for check in view.checks if check.outcome is Outcome.FAILS]):
        lines += [_words(f, lang) for f in findings(report, group, ()) if f.kind == "check"]
        common = _common(group)
        if len(group) > 1 and 0 < len(common) <= _NAMED:
            cells = "; ".join(cell_words(key, lang) for key in common)
            lines.append("    " + _COMMON[lang].format(n=len(group), cells=cells))
    for kind in ("check", "ambiguous", "gap", "leftover"):
        lines += [_words(f, lang) for f in everything if f.kind == kind]
    yield from lines or [f"  {_CLEAN[lang]}"]


def _words(finding: Finding, lang: Lang) -> str:
    return f"  · {finding.zh if lang == 'zh' else finding.en}"


def connected(checks: Sequence[Check]) -> list[list[Check]]:
    """Return failing checks in groups that hang together by shared cells: one wrong cell makes one group."""
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


def _common(checks: Sequence[Check]) -> list[str]:
    shared = set(checks[0].cells).intersection(*(check.cells for check in checks))
    return sorted(shared)
