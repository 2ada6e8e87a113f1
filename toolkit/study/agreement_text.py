"""A comparison of codings as lines for people and as a CSV of its differences."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from typing import Literal

from toolkit.study.agreement import Agreement, Comparison, Difference

Lang = Literal["zh", "en"]

_QUESTIONS = {
    "claims": ("哪些数是关于表格的", "which numbers state a figure of the tables"),
    "readings": ("首选读法", "the first reading"),
    "verdicts": ("判断", "the verdict"),
}
_HEADS = {
    "claims": ("一方认为是陈述，另一方不认为", "a claim to one of you only"),
    "values": ("同一处的数值不同", "another value for the same words"),
    "readings": ("首选读法不同", "another first reading"),
    "verdicts": ("判断不同", "another verdict"),
}


def comparison_lines(comparison: Comparison, lang: Lang = "en") -> Iterator[str]:
    """Yield agreement and kappa of each question, then the differences."""
    zh = lang == "zh"
    for agreement in comparison.agreements:
        yield _agreement(agreement, zh)
    if not comparison.differences:
        yield "没有差异。" if zh else "no differences."
        return
    yield f"{len(comparison.differences)} 处差异：" if zh else f"{len(comparison.differences)} differences:"
    for one in comparison.differences:
        nothing = "无" if zh else "nothing"
        sides = (
            f"您：{one.yours or nothing}；工具：{one.ours or nothing}"
            if zh
            else f"you: {one.yours or nothing}; the toolkit: {one.ours or nothing}"
        )
        yield f"  {one.source}: {one.quote}: {_HEADS[one.question][0 if zh else 1]} ({sides})"


def _agreement(one: Agreement, zh: bool) -> str:
    name = _QUESTIONS[one.question][0 if zh else 1]
    if one.share is None:
        return f"{name}：没有可比的" if zh else f"{name}: nothing to compare"
    told = f"{one.same}/{one.of} = {one.same / one.of:.3f} [{one.share.low:.3f}, {one.share.high:.3f}]"
    if one.kappa is None or one.low is None or one.high is None:
        kappa = "kappa 无定义（只用了一种答案）" if zh else "kappa is not defined (one answer was all that was used)"
    else:
        kappa = f"kappa {one.kappa:.3f} [{one.low:.3f}, {one.high:.3f}]"
    return f"{name}{'：一致 ' if zh else ': agreement '}{told}{'，' if zh else ', '}{kappa}"


def differences_csv(differences: Sequence[Difference]) -> str:
    """Return the differences as CSV text, one row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Difference)])
    writer.writerows(["" if value is None else value for value in astuple(one)] for one in differences)
    return out.getvalue()
