"""Study: reports → views with checks and claims → tidy frames → measures → comparisons, findings and figures.

What a researcher calls is reachable from here, and imported when it is first asked for: reading a report must not wait
for statistics.

>>> from toolkit import study
>>> frame = study.measure_frame(corpus.cells, corpus.reports, ["disclosed_share_of_resolved"])
>>> study.with_intervals(frame)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.doors import offered
from toolkit.study.view import ReportView, view_report

if TYPE_CHECKING:
    from toolkit.study.compare import chi_square, compare_two, correct, mcnemar_exact, poisson_two, two_shares
    from toolkit.study.finding import Finding, FindingError, read_finding, read_findings
    from toolkit.study.grading import grade_findings, rerun_finding
    from toolkit.study.intervals import clopper_pearson, newcombe, poisson_exact, wilson, with_intervals
    from toolkit.study.measuring import measure_frame
    from toolkit.study.models import count_model
    from toolkit.study.pairs import pair_years, summarise_pairs
    from toolkit.study.pooling import PoolingError, join_editions, pool
    from toolkit.study.published import published_figures, published_tables
    from toolkit.study.ranking import funnel, rank_bodies
    from toolkit.study.specs import MeasureSpec, find_measure, measure, measures
    from toolkit.study.stress import StressTest, stress_test
    from toolkit.study.years import breaks, series

# Name → the module that holds it.
_DOORS = {
    name: f"toolkit.study.{module}"
    for module, names in {
        "compare": ("chi_square", "compare_two", "correct", "mcnemar_exact", "poisson_two", "two_shares"),
        "finding": ("Finding", "FindingError", "read_finding", "read_findings"),
        "grading": ("grade_findings", "rerun_finding"),
        "intervals": ("clopper_pearson", "newcombe", "poisson_exact", "wilson", "with_intervals"),
        "specs": ("MeasureSpec", "find_measure", "measure", "measures"),
        "measuring": ("measure_frame",),
        "models": ("count_model",),
        "pairs": ("pair_years", "summarise_pairs"),
        "pooling": ("PoolingError", "join_editions", "pool"),
        "published": ("published_figures", "published_tables"),
        "ranking": ("funnel", "rank_bodies"),
        "stress": ("StressTest", "stress_test"),
        "years": ("breaks", "series"),
    }.items()
    for name in names
}

__all__ = [
    "Finding",
    "FindingError",
    "MeasureSpec",
    "PoolingError",
    "ReportView",
    "StressTest",
    "breaks",
    "chi_square",
    "clopper_pearson",
    "compare_two",
    "correct",
    "count_model",
    "find_measure",
    "funnel",
    "grade_findings",
    "join_editions",
    "mcnemar_exact",
    "measure",
    "measure_frame",
    "measures",
    "newcombe",
    "pair_years",
    "poisson_exact",
    "poisson_two",
    "pool",
    "published_figures",
    "published_tables",
    "rank_bodies",
    "read_finding",
    "read_findings",
    "rerun_finding",
    "series",
    "stress_test",
    "summarise_pairs",
    "two_shares",
    "view_report",
    "wilson",
    "with_intervals",
]


def __getattr__(name: str) -> Any:
    return offered(__name__, _DOORS, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
