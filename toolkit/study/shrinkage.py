"""Shares of many bodies → a beta-binomial model, so that small bodies are drawn towards the mean of their like.

Sources: Griffiths 1973 (Biometrics 29:637-648) for the likelihood; Efron and Morris 1975 (JASA 70:311-319) for the
idea. Only bodies of one level, scope and form are alike: see ranking.py, which enforces it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

_LIMIT = 12.0  # logit of the mean and log of the precision: beyond, bodies are all alike for any purpose


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """A fitted prior Beta(a, b) of the true shares; `mean` = a/(a+b), `precision` = a+b requests' worth of prior."""

    a: float
    b: float
    n_bodies: int
    log_likelihood: float

    @property
    def mean(self) -> float:
        """The share that bodies scatter around."""
        return self.a / (self.a + self.b)

    @property
    def precision(self) -> float:
        """How many requests the prior weighs as much as; large where bodies differ little."""
        return self.a + self.b

    def shrunk(self, successes: float, trials: float) -> float:
        """Return a body's posterior mean: its own share drawn towards the mean."""
        return (self.a + successes) / (self.precision + trials)

    def interval(self, successes: float, trials: float, level: float = 0.95) -> tuple[float, float]:
        """Return the central posterior interval of a body's true share."""
        own = stats.beta(self.a + successes, self.b + trials - successes)
        return float(own.ppf((1 - level) / 2)), float(own.ppf((1 + level) / 2))


def fit_beta_binomial(successes: Sequence[float], trials: Sequence[float]) -> BetaBinomial:
    """Fit by maximum likelihood; bodies with no trials tell nothing and are left out.

    ValueError for counts that are none and for fewer than three bodies, of which no spread can be learnt.
    """
    y, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if y.shape != n.shape or (y < 0).any() or (y > n).any():
        raise ValueError("successes and trials are counts of the same bodies, none above its trials")
    y, n = y[n > 0], n[n > 0]
    if len(n) < 3:
        raise ValueError(f"{len(n)} bodies with requests: at least three are needed to learn how bodies differ")

    def minus(at: NDArray[np.float64]) -> float:
        mean, precision = special.expit(at[0]), np.exp(at[1])
        a, b = mean * precision, (1 - mean) * precision
        return -float(np.sum(special.betaln(y + a, n - y + b) - special.betaln(a, b)))

    pooled = (y.sum() + 0.5) / (n.sum() + 1)
    start = special.logit(pooled)
    bounds = [(-_LIMIT, _LIMIT), (-5.0, _LIMIT)]
    best = min(
        (
            optimize.minimize(minus, np.array([start, precision]), method="L-BFGS-B", bounds=bounds)
            for precision in (0.0, 2.5, 5.0)
        ),
        key=lambda found: float(found.fun),
    )
    mean, total = float(special.expit(best.x[0])), float(np.exp(best.x[1]))
    chosen = float(np.sum(special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)))
    return BetaBinomial(mean * total, (1 - mean) * total, len(n), chosen - float(best.fun))
