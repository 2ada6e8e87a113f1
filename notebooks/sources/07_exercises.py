# %% [markdown]
# # 轮到你 · Your turn
#
# 先找出，再改正，最后说明依据：每题一种差错，当场评分。年报都是虚构的（示例），差错是有意放进去的。
#
# Find, then fix, then defend: each exercise is on one kind of slip and is graded on the spot. The reports are invented
# (示例, "example"), and the errors were put there on purpose.
#
# *阅读约 10 分钟，做完约 90 分钟 · 10 minutes to read, 90 minutes to work through; runs in under 15 seconds*

# %% [markdown] tags=["instructor"]
# **教师版 · Instructor's notebook.** 含答案与学生常见的错误。由与学生版相同的源文件生成。
#
# With solutions and what students usually get wrong; built from the same source as the student's notebook. Please do
# not hand it out.

# %%
import polars as pl

import toolkit
from toolkit import teach
from toolkit.show import readable_frames

readable_frames()

# %% [markdown]
# `teach.check(answer)` 接受 pandas 或 polars 的表，行序不限。答错时给出提示；`teach.answer()` 要先试过才给答案。
#
# `teach.check(answer)` takes a pandas or a polars frame, rows in any order. A wrong answer gets the hint;
# `teach.answer()` shows the solution only after a try.

# %% [markdown]
# ## 0 热身：整理一张表 · Warming up: tidy a table
#
# *难度 1，10 分钟 · level 1, 10 minutes.* 先是找到的样子，再是整理好的样子。空白、“/”和“件”分别变成了什么？
#
# A table as it is found, and the same table tidied. What became of the blank, the slash and the unit?

# %%
lesson = teach.pair(7)
lesson.messy.head(8)

# %%
lesson.tidy.filter((pl.col("state") != "read") | pl.col("text").str.contains("件"))

# %% [markdown]
# ## 1 找出 · Find

# %%
task = teach.exercise("find-total")
task

# %%
report = toolkit.read_text(task.text)
report.checks.filter(outcome="fails").select("rule", "axis", "left", "right")

# %% tags=["student"]
answer = None  # pl.DataFrame({"cell": ["requests.….total"]})
teach.check(answer)


# %% tags=["solution"]
def suspects(report):
    """The cells that all failing checks share."""
    failing = report.checks.filter(outcome="fails").select(
        pl.col("left_cells", "right_cells").str.json_decode(pl.List(pl.String))
    )
    return sorted(set.intersection(*(set(left + right) for left, right in failing.rows())))


answer = pl.DataFrame({"cell": suspects(report)})
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong find-total@

# %%
task = teach.exercise("find-blanks")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)
answer = report.cells.filter(state="blank").select(cell=pl.concat_str("table", "row", "column", separator="."))
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong find-blanks@

# %%
task = teach.exercise("find-sentence")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)
answer = report.claims.filter(verdict="inconsistent").select(cell="measure")
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong find-sentence@

# %%
task = teach.exercise("find-shifted")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)
row = report.checks.filter(outcome="fails", rule="applicant_sum")["axis"].item()
report.cells.filter(table="requests", row=row).select("row", "column", "text")

# %% tags=["solution"]
teach.check(pl.DataFrame({"cell": ["requests.granted_full.natural_person"]}))  # a try, which gets the hint
answer = teach.answer()
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong find-shifted@

# %% [markdown]
# ## 2 改正 · Fix

# %%
task = teach.exercise("fix-total")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None  # pl.DataFrame({"cell": […], "value": […]})
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)


def solved(report, cell):
    """What the cell must be for the sum along its own row to come out."""
    check = report.checks.filter(outcome="fails", axis=cell.split(".")[1]).row(0, named=True)
    off = check["left"] - check["right"]
    return int(report.cell(cell).value + (-off if cell in check["left_cells"] else off))


(cell,) = suspects(report)
value = solved(report, cell)
answer = pl.DataFrame({"cell": [cell], "value": [value]})
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong fix-total@

# %%
task = teach.exercise("fix-swapped")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)
(cell,) = suspects(report)
value = solved(report, cell)
print("the two sides differ by", abs(value - report.cell(cell).value))
answer = pl.DataFrame({"cell": [cell], "value": [value]}).to_pandas()  # pandas is as good
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong fix-swapped@

# %% [markdown]
# ## 3 说明依据 · Defend

# %%
task = teach.exercise("defend-sentence")
task

# %% tags=["student"]
report = toolkit.read_text(task.text)
answer = None  # pl.DataFrame({"cell": […], "decision": […], "evidence": […]})
teach.check(answer)

# %% tags=["solution"]
report = toolkit.read_text(task.text)
wrong = report.claims.filter(verdict="inconsistent")["measure"].item()
print("checks that fail:", report.checks.filter(outcome="fails").height)
answer = pl.DataFrame({"cell": [wrong], "decision": ["prose_wrong"], "evidence": ["identity"]})
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong defend-sentence@

# %%
task = teach.exercise("defend-year")
task

# %% tags=["student"]
report, before = toolkit.read_text(task.text), toolkit.read_text(task.prior)
answer = None
teach.check(answer)

# %% tags=["solution"]
report, before = toolkit.read_text(task.text), toolkit.read_text(task.prior)
both = report.cells.filter(table="requests").join(before.cells, on=["table", "row", "column"], suffix="_before")
print("cells alike in both years:", both.filter(pl.col("text") == pl.col("text_before")).height, "of", both.height)
answer = pl.DataFrame({"cell": ["requests"], "decision": ["cannot_tell"], "evidence": ["year"]})
teach.check(answer)

# %% [markdown] tags=["instructor"]
# @wrong defend-year@

# %% [markdown]
# ## 4 真实的不符 · Real mismatches
#
# 不再是虚构的：以下数字印在官方网页上。本年新收与上年结转之和，应等于办理结果总计与结转下年度之和。
# 差了几件，错在哪里，能说得清吗？这是请人核对，不是指责。
#
# No longer invented: these figures are printed on official pages. New and carried-in requests should equal outcomes and
# carried-out ones. They miss. Can you say which number is wrong? This asks someone to look again and accuses nobody.

# %%
from pathlib import Path

ROWS = ["requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out"]
published = pl.read_csv(Path("..") / "data/reference/published/published_figures.csv", infer_schema=False)
balance = (
    published.filter(pl.col("measure").is_in(ROWS) & pl.col("value").str.contains(r"^\d+$"))
    .with_columns(pl.col("value").cast(pl.Int64))
    .pivot(on="measure", index=["organ_zh", "year", "scope"], values="value", aggregate_function="first")
    .drop_nulls(ROWS)
    .with_columns(missed=pl.col(ROWS[0]) + pl.col(ROWS[1]) - pl.col(ROWS[2]) - pl.col(ROWS[3]))
)
print(balance.height, "reports print all four figures;", balance.filter(pl.col("missed") != 0).height, "do not balance")
balance.filter(pl.col("missed") != 0).sort("organ_zh", "year").select("organ_zh", "year", *ROWS, "missed")

# %% [markdown]
# **想一想 · Think.** 哪些可以凭上一年或下一年的年报说清楚？写下决定（`as_printed`、`corrected`
# 还是 `cannot_tell`）和理由。
#
# Which of these does a neighbouring year decide? Write your decision (`as_printed`, `corrected`,
# `cannot_tell`) and why.

# %%
names = balance.filter(pl.col("missed") != 0)["organ_zh"].unique()
balance.filter(pl.col("organ_zh").is_in(names.to_list())).sort("organ_zh", "year").select(
    "organ_zh", "year", *ROWS, "missed"
)

# %% [markdown] tags=["instructor"]
# 江宁 2022：结转下年度的 2 件，2023 年的年报确有“上年结转 2 件”，这一格由此清白；其余三格仍无从分辨，决定应为
# `cannot_tell`。常见错误：任选一格“改正”，使其平衡。
#
# 江宁 2022: the 2 carried out do arrive in 2023, which clears that cell; the other three stay tied, so `cannot_tell` is
# the decision to defend. Usual mistake: changing whichever cell makes it balance.
