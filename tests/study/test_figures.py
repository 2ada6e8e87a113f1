"""Figures: the drawn numbers are those of the frame, the files are equal to the byte, no glyph is missing."""

import json
import subprocess
import sys
import warnings

import numpy as np
import polars as pl
import pytest
from matplotlib import rcParams

from tests.study.conftest import Made
from toolkit.study import measure_frame, pair_years
from toolkit.study.figures import (
    OUTCOME_SHARES,
    funnel_plot,
    official_heatmap,
    outcome_mix,
    scoreboard,
    slope_plot,
    small_multiples,
)
from toolkit.study.figures.mix import OUTCOMES
from toolkit.study.figures.style import _words, font_path, spread
from toolkit.study.pooling import PoolingError
from toolkit.study.ranking import funnel_limits

SHARE = "granted_full_share_of_resolved"
DISCLOSED = "disclosed_share_of_resolved"


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning of matplotlib
        yield


def texts(drawn):
    return {text.get_text() for axes in drawn.figure.axes for text in axes.texts} | {
        t.get_text() for t in drawn.figure.texts
    }


@pytest.fixture
def mix(corpus):
    return outcome_mix(measure_frame(corpus.cells, corpus.reports, OUTCOME_SHARES))


@pytest.fixture
def pairs():
    made = Made()
    made.add("甲区", 2022, outcomes_total=100, granted_full=40).add("甲区", 2023, outcomes_total=100, granted_full=60)
    made.add("乙区", 2022, outcomes_total=50, granted_full=40)
    made.add("乙区", 2023, scope="own", outcomes_total=40, granted_full=30)
    return pair_years(made.measures(SHARE), SHARE, 2022, 2023)


@pytest.fixture
def county():
    made = Made()
    random = np.random.default_rng(4)
    for i, n in enumerate(random.integers(1, 900, 30)):
        made.add(f"{i:02d}区", outcomes_total=int(n), granted_full=int(random.binomial(n, 0.7 if i < 28 else 0.3)))
    return made.add("空区").measures(SHARE)


@pytest.fixture
def years():
    made = Made()
    made.add("甲区", 2018, edition="stat2014", requests_answered=10, reply_granted_full=5)
    made.add("甲区", 2019, edition="format2019", outcomes_total=10, granted_full=4)
    made.add("甲区", 2020, edition="format2019", outcomes_total=10, granted_full=6)
    made.add("甲区", 2022, outcomes_total=10, granted_full=7)
    made.add("乙街道", 2022, level="township", scope="own", outcomes_total=4, granted_full=1)
    return made.measures(DISCLOSED)


# --- what is drawn


def test_the_bars_of_the_mix_are_the_shares_of_the_frame(mix):
    assert mix.frame.height == 5 * len(OUTCOMES)
    bars = [p for p in mix.figure.axes[0].patches if p.get_width() > 0]
    drawn = sorted((round(p.get_x(), 9), round(p.get_width(), 9)) for p in bars)
    rows = mix.frame.filter(pl.col("share") > 0)
    assert drawn == sorted((round(x, 9), round(w, 9)) for x, w in rows.select("left", "share").iter_rows())
    linping = mix.frame.filter(pl.col("organ").str.contains("临平"))
    assert linping["count"].to_list() == [621, 211, 33, 212, 30, 29]
    assert (linping["left"][-1] + linping["share"][-1]) == pytest.approx(1)
    assert {"54.7", "18.6", "18.7"} <= texts(mix)


def test_a_report_that_resolved_nothing_keeps_its_line_and_says_so(mix):
    assert "无办结申请" in texts(mix)
    ticks = [t.get_text() for t in mix.figure.axes[0].get_yticklabels()]
    assert len(ticks) == 5
    assert any("北塬" in t for t in ticks)


def test_outcomes_that_do_not_add_up_leave_a_hatched_rest(made):
    drawn = outcome_mix(made.add("甲区", outcomes_total=10, granted_full=7).measures(*OUTCOME_SHARES))
    rest = [p for p in drawn.figure.axes[0].patches if p.get_hatch()]
    assert [(round(p.get_x(), 9), round(p.get_width(), 9)) for p in rest] == [(0.7, 0.3)]


def test_scopes_and_forms_of_the_mix_are_set_apart(mix):
    lines = [line for line in mix.figure.axes[0].lines if len(set(line.get_ydata())) == 1]
    assert [float(line.get_ydata()[0]) for line in lines] == [0.5, 1.5, 3.5]  # area | own 2019 | own 2021 | unknown


def test_a_mix_needs_all_six_outcomes(made):
    with pytest.raises(ValueError, match="lacks the measures"):
        outcome_mix(made.add("甲区").measures(SHARE))


def test_the_funnel_draws_every_body_with_requests_and_the_exact_limits(county):
    drawn = funnel_plot(county, SHARE, "en")
    points = np.vstack([np.asarray(c.get_offsets()) for c in drawn.figure.axes[0].collections])
    counted = drawn.frame.filter(pl.col("n") > 0)
    assert sorted(map(tuple, points.round(9))) == sorted(
        (n, round(v, 9)) for n, v in counted.select("n", "value").iter_rows()
    )
    target = drawn.frame["target"][0]
    lower = next(line for line in drawn.figure.axes[0].lines if "95" in str(line.get_label()))
    n, low = np.asarray(lower.get_xdata())[10], np.asarray(lower.get_ydata())[10]
    assert low == pytest.approx(funnel_limits(float(n), target, 0.95)[0])
    assert {"28区", "29区"} <= texts(drawn)  # those far outside are named
    assert any("1 bodies without requests" in text for text in texts(drawn))


def test_a_funnel_of_two_scopes_is_not_drawn(made):
    made.add("甲区", outcomes_total=100, granted_full=60).add("乙区", scope="own", outcomes_total=9, granted_full=4)
    with pytest.raises(PoolingError, match="different scopes"):
        funnel_plot(made.measures(SHARE), SHARE)
    told = funnel_plot(made.measures(SHARE), SHARE, override={"scope": "to show the trap"})
    assert any("to show the trap" in text for text in texts(told))


def test_a_slope_links_only_years_that_join(pairs):
    drawn = slope_plot(pairs, SHARE)
    lines = [list(line.get_ydata()) for line in drawn.figure.axes[0].lines if len(line.get_ydata()) == 2]
    assert lines == [[0.4, 0.6]]
    assert drawn.frame["reason"].null_count() == 1
    assert drawn.frame.filter(organ="甲区")["first_low"].item() == pytest.approx(0.3094, abs=1e-4)
    assert {"40.0", "60.0", "80.0", "75.0", "甲区", "乙区"} <= texts(drawn)
    with pytest.raises(ValueError, match="no pair"):
        slope_plot(pairs, DISCLOSED)


def test_a_slope_across_a_break_names_it(made):
    name = "reviews_per_100_resolved"
    for year in (2023, 2024):
        made.add("甲区", year, outcomes_total=100, reconsideration_total=4)
    drawn = slope_plot(pair_years(made.measures(name), name, 2023, 2024), name, "en")
    assert any("2024: revised Administrative Reconsideration Law" in text for text in texts(drawn))


def test_small_multiples_break_the_line_where_the_form_changes(years):
    drawn = small_multiples(years, DISCLOSED, "en", across=["stat2014"], why="near enough to draw")
    county, township, *_ = drawn.figure.axes
    lines = [tuple(line.get_ydata()) for line in county.lines if len(set(line.get_xdata())) > 1]
    assert lines == [(0.4, 0.6)]  # 2018 stands apart by its form, 2022 by the year that is missing
    breaks = sorted({float(line.get_xdata()[0]) for line in county.lines if len(set(line.get_xdata())) == 1})
    assert breaks == [2018.5, 2020.5]
    assert (county.get_title(loc="left"), township.get_title(loc="left")) == (
        "county (1 bodies)",
        "township (1 bodies)",
    )
    assert drawn.frame.select("year", "segment").rows() == [(2018, 0), (2019, 1), (2020, 1), (2022, 2), (2022, 0)]
    assert any("国办公开办函〔2019〕60号" in text and "near enough to draw" in text for text in texts(drawn))


def test_small_multiples_do_not_join_forms_by_themselves(years):
    from toolkit.form import NotComparableError

    with pytest.raises(NotComparableError):
        small_multiples(years, DISCLOSED)


def test_the_heatmap_prints_every_cell_and_frames_failing_ones(corpus):
    report_id = corpus.reports.filter(pl.col("organ").str.contains("临平"))["report_id"].item()
    right = official_heatmap(corpus.cells, corpus.checks, corpus.reports, report_id)
    own = corpus.cells.filter(report_id=report_id, table="requests")
    assert right.frame.select("row", "column").rows() == own.select("row", "column").rows()
    assert right.frame["value"].to_list() == [float(value) for value in own["value"]]
    assert right.frame["failing"].null_count() == right.frame.height
    assert {"1,137", "621", "211"} <= texts(right)
    cells = corpus.cells.filter(~((pl.col("row") == "denied_state_secret") & (pl.col("column") == "total")))
    unbalanced = (pl.col("rule") == "req_balance") & (pl.col("axis") == "total")
    hint = pl.col("severity") == "soft"  # a matter of plausibility frames no cell
    wrong = corpus.checks.with_columns(outcome=pl.when(unbalanced | hint).then(pl.lit("fails")).otherwise("outcome"))
    drawn = official_heatmap(cells, wrong, corpus.reports, report_id)
    framed = drawn.frame.filter(pl.col("failing") == "req_balance@total")
    touched = {"requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out"}
    assert set(framed["row"]) == touched
    frames = [p for p in drawn.figure.axes[0].patches if not p.get_fill()]
    assert len(frames) == 4
    assert drawn.frame.filter(state="absent").select("row", "column").rows() == [("denied_state_secret", "total")]
    assert any("未找到 1" in text for text in texts(drawn))


def test_section_four_is_drawn_as_three_blocks(corpus):
    report_id = corpus.reports.filter(pl.col("organ").str.contains("临平"))["report_id"].item()
    drawn = official_heatmap(corpus.cells, corpus.checks, corpus.reports, report_id, "reconsideration_litigation")
    assert [t.get_text() for t in drawn.figure.axes[0].get_yticklabels()] == [
        "行政复议",
        "未经复议直接起诉",
        "复议后起诉",
    ]
    assert drawn.frame["value"].to_list() == [5, 4, 2, 1, 12, 2, 1, 2, 7, 12, 2, 0, 0, 1, 3]


def test_an_unknown_report_or_table_is_refused(corpus):
    tables = corpus.cells, corpus.checks, corpus.reports
    with pytest.raises(KeyError, match="no report"):
        official_heatmap(*tables, "nobody")
    with pytest.raises(KeyError, match="no table"):
        official_heatmap(*tables, corpus.reports["report_id"][0], "stat_table")


def test_the_scoreboard_is_the_table_of_reports(corpus):
    drawn = scoreboard(corpus.reports, "en")
    bars = sum(p.get_width() for axes in drawn.figure.axes for p in axes.patches)
    assert bars == drawn.frame["count"].sum()
    sums = drawn.frame.filter(kind="checks").group_by("outcome").agg(pl.col("count").sum())
    assert dict(sums.iter_rows())["holds"] == corpus.checks.filter(outcome="holds").height
    assert (
        drawn.frame.filter(kind="claims", outcome="consistent")["count"].sum()
        == corpus.reports["claims_consistent"].sum()
    )


def test_a_hint_is_no_failure(corpus):
    doubted = corpus.reports.with_columns(checks_fail=pl.lit(3, pl.Int64), checks_fail_soft=pl.lit(2, pl.Int64))
    frame = scoreboard(doubted).frame.filter(kind="checks")
    assert frame.filter(outcome="hint")["count"].to_list() == [2] * 5
    assert frame.filter(outcome="fails")["count"].to_list() == [1] * 5


# --- files and fonts


@pytest.fixture
def every(corpus, mix, pairs, county, years):
    report_id = corpus.reports["report_id"][0]

    def draw(lang):
        return [
            outcome_mix(measure_frame(corpus.cells, corpus.reports, OUTCOME_SHARES), lang),
            funnel_plot(county, SHARE, lang),
            slope_plot(pairs, SHARE, lang),
            small_multiples(years, DISCLOSED, lang, across=["stat2014"], why="a test"),
            official_heatmap(corpus.cells, corpus.checks, corpus.reports, report_id, lang=lang),
            scoreboard(corpus.reports, lang),
        ]

    return draw


def test_no_glyph_is_missing_and_the_same_figure_is_the_same_file(every):
    for first, second in zip(every("zh"), every("zh"), strict=True):
        assert first.image("svg") == second.image("svg"), first.name
        assert first.frame.equals(second.frame)
        assert repr(first) == f"<figure {first.name}, {first.frame.height} rows>"


def test_no_glyph_is_missing_in_english(every):
    assert [len(drawn.image("png", 40)) > 3000 for drawn in every("en")] == [True] * 6


def test_other_kinds_of_file_are_equal_too(mix, pairs, tmp_path):
    for kind in ("pdf", "png"):
        first, second = (slope_plot(pairs, SHARE).save(tmp_path / f"{n}.{kind}").read_bytes() for n in "ab")
        assert first == second


def test_a_changed_number_changes_the_vector_file():
    def drawn(granted):
        frame = Made().add("甲区", outcomes_total=10, granted_full=granted, denied=1).measures(*OUTCOME_SHARES)
        return outcome_mix(frame).image("svg")

    assert drawn(6) == drawn(6)
    assert drawn(6) != drawn(7)


def test_the_style_of_the_user_is_left_alone(mix):
    before = dict(rcParams)
    mix.image("png", 50)
    assert dict(rcParams) == before


def test_the_font_is_found_without_importing_its_package():
    code = "import sys; from toolkit.study.figures import style; print(style.font_path().name, 'zhplot' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["NotoSansSC-Regular.ttf", "False"]
    assert font_path().is_file()


def test_a_glyph_that_the_font_lacks_would_be_noticed(made):
    with pytest.raises(UserWarning, match="missing from font"):
        outcome_mix(made.add("𠮷区", outcomes_total=1, granted_full=1).measures(*OUTCOME_SHARES)).image("png")


def test_other_files_are_refused(mix, tmp_path):
    with pytest.raises(ValueError, match="svg, pdf, png"):
        mix.save(tmp_path / "a.gif")


def test_words_are_in_both_languages_with_the_same_places():
    for key, entry in _words().items():
        assert set(entry) == {"zh", "en"}, key
        places = [sorted(part.split("}")[0] for part in entry[lang].split("{")[1:]) for lang in ("zh", "en")]
        assert places[0] == places[1], key


@pytest.mark.parametrize(
    ("given", "placed"),
    [([0.0, 0.1, 5.0], [-0.45, 0.55, 5.0]), ([5.0, 0.0], [5.0, 0.0]), ([1.0, 1.0, 1.0], [0, 1, 2]), ([], [])],
)
def test_labels_are_moved_apart_in_their_order(given, placed):
    assert spread(given, 1.0) == placed


def test_pandas_is_taken(corpus):
    drawn = scoreboard(corpus.reports.to_pandas())
    assert drawn.frame.height == 5 * 9
    assert json.loads(drawn.frame.write_json())[0]["kind"] == "checks"
