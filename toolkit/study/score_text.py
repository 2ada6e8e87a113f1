"""A score as lines for people, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from toolkit.study.predictive import Share, predictive_values, shares
from toolkit.study.scoring import Score

Lang = Literal["zh", "en"]

_NAMES = {
    "recall": ("找到的陈述（含根本没认出的）", "claims found, of all, never recognised ones included"),
    "recall_positive": ("　其中：有数的", "  of these: counts above zero"),
    "recall_zero": ("　其中：说没有的", "  of these: statements of none"),
    "recall_strict": ("　严格：首选读法相同", "  strict: the first reading is the label's first"),
    "links": ("链接正确（与表格相比的陈述中）", "links that a label states, of claims set against cells"),
    "verdicts": ("判断正确（未找到的算错）", "verdicts right, claims not found counted as wrong"),
    "verdicts_found": ("　其中：找到的", "  of the claims found"),
    "verdicts_positive": ("　其中：有数的", "  of counts above zero"),
    "verdicts_zero": ("　其中：说没有的", "  of statements of none"),
    "verdicts_strict": ("　严格", "  strict"),
    "inconsistent_found": ("不一致而被发现", "inconsistent ones found"),
    "false_alarms": ("误报（一致的陈述被判不一致）", "false alarms, of compared claims that no label calls wrong"),
    "false_links": ("误链（没有陈述的段落）", "passages without a claim in which something was linked"),
    "no_cell": ("无单元格的数未被链接", "numbers without a cell that were left alone"),
    "placebo_links": ("换用错误的表，读法不变", "placebo table: readings unchanged"),
    "placebo_held": ("换用错误的表，仍判一致", "placebo table: called consistent all the same"),
}


def score_lines(score: Score, lang: Lang = "en") -> Iterator[str]:
    """Yield the score: one line per share with its interval, then the worth of an `inconsistent` at each prevalence."""
    zh = lang == "zh"
    yield f"{score.passages} 段" if zh else f"{score.passages} passages"
    for one in shares(score):
        yield _line(one, lang)
    values = list(predictive_values(score))
    if not values:
        yield (
            "阳性预测值：标注中没有不一致的陈述，无从计算"
            if zh
            else "predictive value: no label is inconsistent, so it cannot be told"
        )
        return
    yield (
        "“不一致”判断为真的比例（若报告中有这么多陈述有误），95% 区间："
        if zh
        else "share of `inconsistent` verdicts that are right, where so many statements are wrong, with 95% bounds:"
    )
    for value in values:
        told = "—" if value.value is None else f"{value.value:.1%}"
        yield f"  {value.prevalence:.0%}: {told} [{value.low:.1%}, {value.high:.1%}]"
    if not score.false_alarms:
        yield (
            f"  （{score.compared_good} 处中未见误报；下限说明这能证明多少）"
            if zh
            else f"  (no false alarm in {score.compared_good} claims; the lower bounds say how much that proves)"
        )


def _line(one: Share, lang: Lang) -> str:
    name = _NAMES[one.key][0 if lang == "zh" else 1]
    if one.interval is None:
        return f"{name}: {'无' if lang == 'zh' else 'none to count'}"
    return f"{name}: {one.count}/{one.of} = {one.count / one.of:.3f} [{one.interval.low:.3f}, {one.interval.high:.3f}]"
