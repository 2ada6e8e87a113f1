"""Views → what a person reads on a terminal: findings by report, worst first, in words that ask to look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from toolkit.show.finding import UNDECIDED, WORST_FIRST, Finding
from toolkit.show.findings import findings
from toolkit.study import ReportView

Lang = Literal["zh", "en"]
_SIGNS = {"claim": "≠", "gap": "∅", "leftover": "+", "soft": "?", "ambiguous": "?"}  # all others: ✗
_CLEAN = {"zh": "✓ 未发现需要核对之处", "en": "✓ nothing to look at again"}
_COUNT = {
    "zh": "{cells} 个单元格；核对成立 {holds}、不成立 {fails}、无法判断 {undecided}；陈述 {claims}",
    "en": "{cells} cells; checks: {holds} hold, {fails} fail, {undecided} undecided; {claims} claims",
}
_APART = {"zh": "尚无定论，可能本来无误：", "en": "undecided, perhaps right as it stands:"}
_BLANK = {
    "zh": "无数字 {blank} 格：{proven} 格可由勾稽关系推定，{bounded} 格只知范围，其余未知",
    "en": "cells without a number: {blank}; the rules prove {proven} and bound {bounded}; of the rest nothing is known",
}


def listing(views: Sequence[ReportView], lang: Lang = "zh") -> Iterator[str]:
    """Yield lines: for each report a heading with its counts, then its findings; reports with the gravest first.

    One fault is one finding, whatever number of rules and sentences it breaks; what nothing decides stands apart.
    """
    listed = [(view, findings(view)) for view in views]
    for view, found in sorted(listed, key=lambda pair: gravity(pair[1])):
        yield from _report(view, found, lang)
        yield ""


def gravity(found: Sequence[Finding]) -> tuple[int, ...]:
    """Return what sorts reports by their findings, the gravest first."""
    counts = Counter(finding.kind for finding in found)
    return tuple(-counts[kind] for kind in WORST_FIRST)


def _report(view: ReportView, found: Sequence[Finding], lang: Lang) -> Iterator[str]:
    report, told = view.report, view.narrative
    outcomes = Counter(str(check.outcome) for check in (*view.checks, *view.wider))
    yield f"{report.organ.value or '?'} {report.year.value or '?'}  [{report.source}]"
    yield "  " + _COUNT[lang].format(
        cells=len(report.cells), holds=outcomes["holds"], fails=outcomes["fails"], undecided=outcomes["undecided"],
        claims=len(told.claims),
    )  # fmt: skip
    for finding in found:
        if finding.kind not in UNDECIDED:
            yield from _lines(finding, lang, "  ")
    apart = [finding for finding in found if finding.kind in UNDECIDED]
    blank = sum(cell.value is None for cell in report.cells)
    if apart or blank:
        yield f"  {_APART[lang]}"
    for finding in apart:
        yield from _lines(finding, lang, "    ")
    if blank:
        proven = len(view.deduction.deduced)
        bounded = sum(bool(i.low) or i.high is not None for i in view.deduction.open)
        yield "    · " + _BLANK[lang].format(blank=blank, proven=proven, bounded=bounded)
    if not found:
        yield f"  {_CLEAN[lang]}"


def _lines(finding: Finding, lang: Lang, indent: str) -> Iterator[str]:
    yield f"{indent}{_SIGNS.get(finding.kind, '✗')} {finding.zh if lang == 'zh' else finding.en}"
    for zh, en in finding.why:
        yield f"{indent}    {zh if lang == 'zh' else en}"
