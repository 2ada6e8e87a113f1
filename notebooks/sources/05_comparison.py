# %% [markdown]
# # 比较 · Comparison
#
# 同样的数，换一个分母、一个范围、一年的表格，就是另一个结论。这里先看这些选择，再看什么能比、什么不能比。
#
# The same figures give another conclusion under another denominator, scope or form. First these choices, then what can be compared and what cannot.
#
# *阅读约 15 分钟，运行不到 30 秒 · 15 minutes to read, under 30 seconds to run*

# %%
import polars as pl

import toolkit
from toolkit import study
from toolkit.show import readable_frames
from toolkit.study import figures

readable_frames()
corpus = toolkit.run("../data/raw")
tables = corpus.cells, corpus.reports

# %% [markdown]
# ## 四个分母 · Four denominators
#
# 临平区 2023 年公开了 832 件。占什么的百分之几？名字里写明分母；区间是 Wilson 95%。新收不含上年结转，所以第三行是比值，不是份额，没有区间。
#
# 临平 disclosed 832. As a share of what? Each name says its denominator; intervals are Wilson 95 %. The third is a ratio, since requests carried in stand above and not below: it has no interval.

# %%
BASES = [f"disclosed_share_of_{base}" for base in ("resolved", "substantive", "received", "handled")]
frame = study.with_intervals(corpus.measures(BASES))
linping = pl.col("organ").str.contains("临平")
frame.filter(linping).select("measure", "numerator", "denominator", "value", "low", "high", "interval")

# %% [markdown]
# 每个值都带着它的依据：几份报告，多少缺失、未判明或分母为零，哪一版表格，什么范围，哪一层数据。北塬没有申请，它留在表里，并说明原因。
#
# Every value carries what it rests on. 北塬 had no requests: it stays in the table and says why it has no share.

# %%
columns = ["organ", "year", "value", "n_missing", "n_undefined", "edition", "scope", "layer", "reason"]
frame.filter(measure=BASES[0]).select(columns)

# %% [markdown]
# ## 这五份报告为什么不能排名 · Why these five forbid a ranking
#
# 五份报告收到的申请，99.6% 是临平的；其余四份合起来只有四件。
#
# Of all requests in these five reports 99.6 % are 临平's; the other four received four together.

# %%
received = corpus.measures(["requests_received"])
share = 100 * pl.col("value") / pl.col("value").sum()
received.select("organ", "year", "level", "scope", "value", percent=share.round(1)).sort("value", descending=True)

# %% [markdown]
# 合在一起算的“公开率”就是临平的公开率。何况范围不同：临平统计全区，街道统计本机关。工具不肯相加。
#
# A pooled share would be 临平's share. The scopes differ too: a whole district and single offices. The toolkit declines to add them.

# %%
try:
    study.pool(frame.filter(measure=BASES[0]))
except study.PoolingError as refused:
    print(refused)

# %% [markdown]
# 一定要加，就得说出理由；理由留在结果里。
#
# Whoever adds them all the same says why, and the reason stays in the result.

# %%
told = {"scope": "to show what goes wrong", "nesting": "to show what goes wrong"}
pooled = study.pool(frame.filter(measure=BASES[0]), override=told)
pooled.select("value", "numerator", "denominator", "n_reports", "n_undefined", "edition", "scope", "override")

# %% [markdown]
# 只看三个统计本机关的街道呢？年份不同；就算同年，每个也只有一两件申请，够不上排名的下限（30 件）。
#
# The three offices that count their own requests? Their years differ; and one or two requests each are far below the minimum for a ranking (30).

# %%
own = frame.filter(measure=BASES[0], scope="own")
try:
    study.rank_bodies(own, BASES[0])
except study.PoolingError as refused:
    print(refused)
study.rank_bodies(own, BASES[0], override={"year": "to show the minimum"}).select(
    "organ", "n", "value", "shrunk", "rank", "reason"
)

# %% [markdown]
# ## 办理结果构成 · Outcome mix
#
# 图与它所画的表一起给出。虚线隔开不同的范围与表格版本。
#
# The figure comes with the frame it draws. Dashed lines part scopes and forms.

# %%
mix = figures.outcome_mix(corpus.measures(figures.OUTCOME_SHARES))
mix

# %%
mix.frame.select("label", "outcome", "count", "n", "share").sort("label", "outcome")

# %% [markdown]
# ## 自然人与企业 · Natural persons and businesses
#
# 企业的公开率高 13 个百分点，Fisher 检验 p = 0.004。但检验以为各件申请彼此独立；若少数人反复申请（设计效应 2 或 3），p 就到了 0.045 和 0.10。
#
# Businesses fare 13 points better, Fisher p = 0.004. But the test takes requests as independent. With repeat filers (a design effect of 2 or 3) p becomes 0.045 and 0.10.

# %%
study.two_shares((86, 101), (744, 1032)).select(
    "method", "design_effect", "p_value", "difference", "low", "high", "odds_ratio"
)

# %% [markdown]
# ## 纠错率与败诉率 · Correction and loss rates
#
# 已审结、实体裁判、全部：三个分母并列。长河的一件诉讼败了，“败诉率 100%”，区间却从 20.7% 到 100%：一件案子说明不了什么。
#
# Of closed cases, on the merits, of all: side by side. 长河 lost its one suit, a loss rate of 100 % whose interval runs from 20.7 % to 100 %: one case tells nothing.

# %%
RATES = [
    f"{what}_share_of_{base}"
    for what in ("review_corrected", "litigation_lost")
    for base in ("closed", "merits", "all")
]
rates = study.with_intervals(corpus.measures(RATES)).filter(pl.col("value").is_not_null())
rates.select("organ", "measure", "numerator", "denominator", "value", "low", "high")

# %% [markdown]
# ## 一个机关的两年 · One body in two years
#
# 上海市松江区 2024 与 2025 年，数字印在它自己的网页上。同一机关、同一范围、同一版表格：这是最站得住的比较。仍有保留：网页上的“收到”等于答复加结转，不知是否含上年结转；所以这里只用办理结果作分母。
#
# 上海市松江区 in 2024 and 2025, as its own pages print them: one body, one scope, one form. A caveat remains: its “received” equals answered plus carried out, so it may hold requests carried in. Here only resolved requests are divided by.

# %%
cells, reports, unplaced = study.published_tables()
SIX = list(figures.OUTCOME_SHARES)
published = study.measure_frame(cells, reports, [BASES[0], *SIX])
songjiang = published.filter(organ="上海市松江区人民政府")
pairs = pl.concat([study.pair_years(songjiang, name, 2024, 2025) for name in [BASES[0], *SIX]])
pairs.select("measure", "first", "second", "difference", "low", "high", "p_value", "n_first", "n_second")

# %% [markdown]
# 七次比较要一起校正（Holm）。部分公开与不予公开的上升、不予处理的下降经得起校正，其余三项不能；而且检验仍以为各件申请彼此独立。
#
# Seven comparisons are corrected together (Holm). The rise of partial grants and refusals and the fall of requests not processed stand; and even these take requests as independent.

# %%
corrected = pl.Series("p_holm", study.correct(pairs["p_value"].to_list(), "holm"))
pairs.select("measure", "difference", "p_value").with_columns(corrected).sort("p_holm")

# %%
slope = figures.slope_plot(pairs, BASES[0])
slope

# %%
slope.frame.select("organ", "first", "first_low", "first_high", "second", "second_low", "second_high", "difference")

# %% [markdown]
# ## 公布的数字：层级与范围 · Published figures by level and scope
#
# 199 份报告年度、987 个公布的数字，是方便样本，不能推及全国；`n` 是给出所需数字的报告份数。不同范围从不相加。
#
# 987 published figures of 199 report-years: a convenience sample that estimates nothing about China. `n_valued` is how many give the figures. Scopes are never added.

# %%
backlog = study.measure_frame(cells, reports, ["backlog_share_of_handled"])
by_level = study.pool(backlog, by=["level", "scope", "year"]).filter(pl.col("n_valued") > 1)
by_level.select("level", "scope", "year", "n_valued", "n_missing", "numerator", "denominator", "value").sort(
    "level", "scope", "year"
)

# %% [markdown]
# ## 漏斗图 · Funnel
#
# 同一层级、同一范围、同一年的区县。界限依各自的件数而定：小机关自然散得开。四个区县只够看图，不够下结论。
#
# Districts of one level, scope and year. Limits follow each body's volume: small ones scatter. Four are enough to read the figure, not to conclude.

# %%
districts = backlog.filter(level="县级政府", scope="area", year=2023)
funnel = figures.funnel_plot(districts, "backlog_share_of_handled")
funnel

# %%
drawn = ["organ", "n", "value", "target", "low_95", "high_95", "outside", "p_bh", "reason"]
funnel.frame.filter(pl.col("n") > 0).select(drawn)

# %% [markdown]
# ## 结论受压时 · A conclusion under stress
#
# 未印的格子、与表格不符的句子、修复建议、分母与范围的选择：统计量能到哪里？哪一份报告最能推动它？五份报告没有存疑之处，动的只是选择。
#
# Cells without a number, disputed sentences, proposed repairs, the choice of denominator and scope: how far can the statistic move, and which report moves it most? Nothing in these five is in doubt, so only the choices move it.

# %%
stress = study.stress_test(*tables, BASES, claims=corpus.claims, repairs=corpus.repairs)
stress.intervals.select("measure", "scope", "value", "low", "high", "n_reports", "n_varied", "moved_by")

# %%
stress.summary

# %% [markdown]
# 若临平有一句话与表格不符呢？把“予以公开 621 件”改写成 612 件，公开率就有了一段区间。
#
# If one sentence of 临平 disagreed with its table? With a stated 612 for the 621 granted, the share becomes an interval.

# %%
report_id = corpus.reports.filter(linping)["report_id"].item()
readings = '[{"measure": "granted_full", "value": "621"}]'
doubt = {
    "report_id": report_id,
    "quote": "予以公开612件",
    "value": 612.0,
    "readings": readings,
    "verdict": "inconsistent",
}
tried = study.stress_test(*tables, BASES[:1], claims=pl.DataFrame([doubt]))
tried.reports.select("organ", "scope", "printed", "without", "low", "high", "moves", "why")

# %% [markdown]
# ## 官方表格与一致性 · The official table and the scoreboard
#
# 官方表格的热图：每个数在它自己的位置；勾稽不成立之处会框出。
#
# The official table as a heatmap: each number in its place; cells of failing identities would be framed.

# %%
heatmap = figures.official_heatmap(corpus.cells, corpus.checks, corpus.reports, report_id)
heatmap

# %%
heatmap.frame.filter(column="total").select("row_label", "value", "state", "failing")

# %%
board = figures.scoreboard(corpus.reports)
board

# %%
board.frame.pivot("outcome", index=["organ", "year", "kind"], values="count").sort("kind", "organ")
