"""Counts of a score → shares with intervals, and what an `inconsistent` is worth where few reports are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.study.intervals import Interval, wilson
from toolkit.study.scoring import Score

PREVALENCES = (0.01, 0.02, 0.03, 0.04)  # of statements in ordinary reports that contradict their table


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with Wilson's 95% interval; None where there is nothing to take a share of."""

    key: str
    count: int
    of: int
    interval: Interval | None


def share(key: str, count: int, of: int, level: float = 0.95) -> Share:
    """Return a share; of nothing there is no interval."""
    return Share(key, count, of, wilson(count, of, level) if of else None)


def shares(score: Score) -> Iterator[Share]:
    """Yield the shares of a score in the order they are reported."""
    yield share("recall", score.all.found, score.all.asked)
    yield share("recall_positive", score.positive.found, score.positive.asked)
    yield share("recall_zero", score.zero.found, score.zero.asked)
    yield share("recall_strict", score.strict.found, score.strict.asked)
    yield share("links", score.linked_expected, score.linked)
    yield share("verdicts", score.all.right, score.all.asked)
    yield share("verdicts_found", score.all.right, score.all.found)
    yield share("verdicts_positive", score.positive.right, score.positive.asked)
    yield share("verdicts_zero", score.zero.right, score.zero.asked)
    yield share("verdicts_strict", score.strict.right, score.strict.asked)
    yield share("inconsistent_found", score.wrong.right, score.wrong.asked)
    yield share("false_alarms", score.false_alarms, score.compared_good)
    yield share("false_links", score.linking_passages, score.empty_passages)
    yield share("no_cell", score.no_cell_kept, score.no_cell)
    if score.placebo_claims:
        yield share("placebo_links", score.placebo_same_links, score.placebo_claims)
        yield share("placebo_held", score.placebo_held, score.placebo_compared)


@dataclass(frozen=True, slots=True)
class Predictive:
    """How many of the `inconsistent` verdicts are right where `prevalence` of the statements are wrong."""

    prevalence: float
    value: float | None
    low: float
    high: float


def predictive_values(score: Score) -> Iterator[Predictive]:
    """Yield the positive predictive value of `inconsistent` at each prevalence, by Bayes' rule.

    The bounds join Wilson's bounds of sensitivity and of the false-alarm rate at 97.5% each, so that both hold in 95
    of 100 such samples. With no false alarm seen the value is 100%, and the lower bound says how little that proves.
    """
    wrong, good = score.wrong, score.compared_good
    if not wrong.asked or not good:
        return
    found, alarms = wilson(wrong.right, wrong.asked, 0.975), wilson(score.false_alarms, good, 0.975)
    for prevalence in PREVALENCES:
        yield Predictive(
            prevalence,
            _bayes(wrong.right / wrong.asked, score.false_alarms / good, prevalence),
            _bayes(found.low, alarms.high, prevalence) or 0.0,
            _bayes(found.high, alarms.low, prevalence) or 0.0,
        )


def _bayes(sensitivity: float, alarm_rate: float, prevalence: float) -> float | None:
    right, wrong = sensitivity * prevalence, alarm_rate * (1 - prevalence)
    return right / (right + wrong) if right + wrong else None
