# %% [markdown]
# # 对照 · Cross-checking
#
# 把句子放到单元格旁边：临平区的七处陈述，一段难读的文字，以及表里有、文中却没有说的事。
#
# Sentences beside cells: the seven claims of 临平区, a tricky passage, and what a table says but the prose does not.
#
# *阅读约 8 分钟，运行不到 10 秒 · 8 minutes to read, under 10 seconds to run*

# %%
from pathlib import Path

import polars as pl

import toolkit
from toolkit.show import readable_frames

readable_frames()
RAW = Path("..") / "data" / "raw"
linping = toolkit.read(RAW / "004_0868e5469c53193c.txt", name="004.txt")
changhe = toolkit.read(RAW / "002_7dfc6cabab68ba08.txt", name="002.txt")

# %% [markdown]
# ## 临平的七处陈述 · Seven claims
#
# 每处陈述先定读法：`measure` 是首选的读法，`measure_value` 是表格给出的值。
#
# The words of each claim fix its readings; `measure` is the first of them, `measure_value` what the table gives for it.

# %%
linping.claims.select("quote", "value", "measure", "measure_value", "fit", "verdict")

# %% [markdown]
# 最后一处说的是信息处理费：表里没有这一格，不能拿“行政事业性收费”来比。
#
# The last speaks of processing fees. The form has no such cell, and the row 行政事业性收费 is something else.

# %% [markdown]
# ## 读法 · Readings
#
# “受理”可以只指本年新收，也可以连上年结转一起算。读法与次序由词语定，看值之前就定了。
#
# 受理 may mean newly received, or that plus what was carried in. Words fix the readings and their order, before any value is looked at.

# %%
from toolkit.form import parse

claims = linping.view.narrative.claims
pl.DataFrame(
    [
        {
            "quote": c.quote,
            "reading": n,
            "measure": parse(r.measure).label("zh"),
            "in English": parse(r.measure).label("en"),
            "table": r.value,
            "stated": c.value,
        }
        for c in claims[1:4]
        for n, r in enumerate(c.readings, start=1)
    ]
)

# %% [markdown]
# ## 每个数字都有下落 · Every number accounted for
#
# 正文里的数，绝大多数不是关于表格的：日期、文号、条数、热线。它们也各有归类，一个不丢。
#
# Most numbers of the prose are not about the table: dates, laws, items published. Each has its kind, and none is dropped.

# %%
linping.numbers.group_by("kind").agg(pl.len().alias("numbers"), pl.col("text").head(6).str.join(" ")).sort("kind")

# %% [markdown]
# ## 只翻一处 · Only one flips
#
# 逐一把七个数各加一，看有几处判断变化。 · Add one to each of the seven numbers in turn, and count the verdicts that change.

# %%
import re

rows = []
for claim in claims[:7]:
    wrong = re.sub(r"\d+", lambda n: str(int(n[0]) + 1), claim.quote, count=1)
    changed = toolkit.read_text(linping.text[: claim.start] + wrong + linping.text[claim.end :])
    flipped = [b.quote for a, b in zip(claims, changed.view.narrative.claims, strict=True) if a.verdict != b.verdict]
    rows.append({"changed to": wrong, "flipped": len(flipped), "which": "; ".join(flipped)})
pl.DataFrame(rows)

# %% [markdown]
# ## 难读的一段 · A tricky passage
#
# 不需要整份年报：一段文字，加上一张小表，就能对照。请先自己读：哪几处与表不符？
#
# No whole report is needed: a passage and a small table will do. Read it yourself first. Which statements disagree?

# %%
passage = (
    "2023年，全区新收政府信息公开申请约1140件，其中自然人1036件；上年结转32件，已答复1136件，结转下年33件。"
    "收到行政复议12件，均维持。行政诉讼14件。12345热线受理依申请咨询336件。"
)
table = {
    "requests_received_new": 1137,
    "requests_received_new.natural_person": 1036,
    "requests_carried_in": 32,
    "outcomes_total": 1136,
    "requests_carried_out": 33,
    "reconsideration_total": 12,
    "reconsideration_upheld": 5,
    "litigation_direct_total": 12,
    "litigation_after_review_total": 3,
}
toolkit.check_passage(passage, table, year=2023)

# %% [markdown]
# “约1140件”在约数范围之内。“均维持”没有数字，说的却是十二件全部维持，而表中维持 5 件；14 件诉讼，各种读法（15、12、3）都不相符。热线的 336 件与表格无关，不去碰它。
#
# "About 1140" holds within its wording. 均维持 prints no number, yet says that all twelve were upheld, and the table has 5. No reading of 14 suits agrees (15, 12, 3). The 336 hotline calls are none of the table's business and are left alone.

# %% [markdown]
# ## 沉默 · Silences
#
# 反过来看：表里不是零，文中却只字未提的格。这不是错误，只是沉默；但长河败诉的那一件，值得知道。
#
# The other way round: cells that are not zero and that the prose never mentions. Silence is no error, but the suit that 长河 lost is worth knowing.

# %%
changhe.omissions.filter(table="reconsideration_litigation").select("table", "row", "column", "value")

# %%
lost = changhe.cell("reconsideration_litigation.cases.litigation_direct_corrected")
print("printed in the table:", lost.value, lost.place)
print(
    "诉讼 in the prose:", sum("诉讼" in p.text or "起诉" in p.text for p in changhe.report.passages if p.section == 1)
)

# %% [markdown]
# **轮到你 · Your turn.** 改动 `passage` 中的一个数，或在 `table` 中删去一行，先预测判断，再运行。 · Change a number of `passage`, or take a row out of `table`; predict the verdicts, then run.
