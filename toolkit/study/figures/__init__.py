"""Figures: frames → a Figure with Chinese or English labels, together with the frame of exactly what it draws."""

from toolkit.study.figures.funnel import funnel_plot
from toolkit.study.figures.heatmap import official_heatmap
from toolkit.study.figures.mix import OUTCOME_SHARES, outcome_mix
from toolkit.study.figures.multiples import small_multiples
from toolkit.study.figures.scoreboard import scoreboard
from toolkit.study.figures.slope import slope_plot
from toolkit.study.figures.style import Drawn

__all__ = [
    "OUTCOME_SHARES",
    "Drawn",
    "funnel_plot",
    "official_heatmap",
    "outcome_mix",
    "scoreboard",
    "slope_plot",
    "small_multiples",
]
