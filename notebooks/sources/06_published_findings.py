# %% [markdown]
# # 已发表的结论 · Published findings
#
# 别人发表过的数字，能不能重新算出来？每一条是 `data/reference/published/findings` 里的一个小文件，算过之后给出等级。有的算不出来，那正是要看的。
#
# Can numbers that others published be computed anew? Each is a small file in `data/reference/published/findings`, computed and graded. Some do not come out, and that is the point.
#
# *阅读约 8 分钟，运行不到 15 秒 · 8 minutes to read, under 15 seconds to run*

# %%
import polars as pl

import toolkit
from toolkit import study
from toolkit.show import readable_frames

readable_frames()
corpus = toolkit.run("../data/raw")
findings = {finding.id: finding for finding in study.read_findings()}
graded = study.grade_findings(cells=corpus.cells, reports=corpus.reports)

# %% [markdown]
# ## 等级 · Grades
#
# “算术成立”只说明所印的部分能得出所印的结果，不是重复研究；“由报告重新算得”要有官方表格；“用新数据重做”是把同一个问题拿去问别的报告。
#
# *Arithmetic holds* says that the printed parts give the printed result: no replication. *Recomputed from reports* needs the official tables. *Re-run on new data* puts the same question to other reports.

# %%
graded.group_by("grade").len().sort("len", "grade", descending=[True, False])

# %%
graded.select("id", "statement", "years", "stated", "computed", "grade")

# %% [markdown]
# ## 上海 2008：2918/9027 不是 37.9% · Shanghai 2008: 2918/9027 is not 37.9 %
#
# 报告说 2918 件不公开，占 37.9%。但 2918 ÷ 9027 = 32.3%。哪个数错了？
#
# The report says 2918 refusals, 37.9 %. But 2918 ÷ 9027 is 32.3 %. Which number is wrong?

# %%
graded.filter(pl.col("id").str.starts_with("C6-2008")).select("id", "stated", "computed", "grade", "why")

# %% [markdown]
# 同一年公布的其他数字给出线索：办结减去全部公开与部分公开，余 3420 件，正是 37.9%；而 3420 减去列明的 502 件法定例外，恰是 2918。看来件数漏了法定例外，比例没有漏。这是推断，不是定论。
#
# Other figures of that year give a clue: finalised less granted and partly granted leaves 3420, which is 37.9 %; and 3420 less the 502 listed exemptions is exactly 2918. The count seems to leave out the exemptions that the share includes. That is an inference, not proof.

# %%
figures = study.published_figures().filter(organ_zh="上海市", year=2008)
printed = dict(figures.select("measure", "value").iter_rows())
rest = printed["outcomes_total"] - printed["granted_full"] - printed["granted_partial"]
lines = {
    "refusals as printed": printed["refused_all_printed"],
    "finalised − granted − partly": rest,
    "… − listed exemptions": rest - printed["refused_exempt"],
}
total = printed["outcomes_total"]
pl.DataFrame([{"what": k, "count": int(v), "percent": round(float(100 * v / total), 2)} for k, v in lines.items()])

# %% [markdown]
# ## 缺上一年 · The year before is missing
#
# 增长率要两年的数，只印了一年。缺的是哪一份报告，写得明白：把它放进 `data/raw`，这一条就会自动重算。
#
# A growth needs two years, and one was printed. The report that is missing is named: put it into `data/raw`, and the finding computes itself.

# %%
graded.filter(grade="needs data").select("id", "statement", "stated", "why")

# %% [markdown]
# ## 基数不同 · Another base
#
# “增长 220%”若以公布的 551 件为基数，只有 56%；220% 对应的上年约 269 件。数字未必错，比的不是同一个东西。
#
# Growth of 220 % is 56 % against the 551 that were published; 220 % would fit about 269. The number may be right, but of something else.

# %%
graded.filter(grade="different base").select("id", "statement", "stated", "computed", "why")

# %% [markdown]
# ## 旧结论，新报告 · Old findings, new reports
#
# 2011 年《法学》的研究说：多数申请得到公开；拒绝多因“事实”理由；复议多于诉讼。拿同样的问题问手边的五份报告，按层级与范围分开问。零对零不作判断；范围不明的不相加。
#
# A study of 2011 in 《法学》 found: most requests are granted; refusals rest on factual grounds; review is used more than suits. The same questions to the five reports at hand, by level and scope. Nothing is made of 0 against 0, and unknown scopes are not added.

# %%
groups = [
    study.rerun_finding(findings[key], corpus.cells, corpus.reports).with_columns(id=pl.lit(key))
    for key in ("F1-granted", "F1-factual", "F1-remedies")
]
pl.concat(groups).select("id", "level", "scope", "value", "holds", "n_reports", "n_left_out", "edition", "reason")

# %% [markdown]
# 也可以问公布的数字。只有给出全部所需数字的报告才算，其余计入 `n_left_out`。
#
# They can be put to the published figures too. Only reports that give every figure count; the others are in `n_left_out`.

# %%
cells, reports, unplaced = study.published_tables()
asked = study.rerun_finding(findings["F1-granted"], cells, reports)
asked.filter(pl.col("n_reports") > 0).select("level", "scope", "value", "holds", "n_reports", "n_left_out")

# %% [markdown]
# ## 自己添加一条 · Add your own
#
# 写一个文件，放进文件夹即可。这里直接从文字读入。
#
# Write a file and put it into the folder. Here it is read from text.

# %%
text = """
id = "mine"
source = "press note"
population = { zh = "杭州市临平区", en = "Linping district" }
years = [2023]
statement = { zh = "公开率", en = "disclosed share" }
expression = "(full+part)/resolved"
stated = "73.2%"
tolerance = "rounding"
kind = "printed share"
read_as = "full text"
[inputs]
full = { organ = "杭州市临平区人民政府", year = 2023, scope = "全区", measure = "granted_full" }
part = { organ = "杭州市临平区人民政府", year = 2023, scope = "全区", measure = "granted_partial" }
resolved = { organ = "杭州市临平区人民政府", year = 2023, scope = "全区", measure = "outcomes_total" }
"""
mine = study.grade_findings([study.read_finding(text)], cells=corpus.cells, reports=corpus.reports)
mine.select("id", "stated", "computed", "grade", "rests_on", "n_reports")
