# %% [markdown]
# # 一份年报，一个数字 · One report, one number
#
# 跟随亚沟街道 2023 年年报中的一句话“受理1件”，从文件一直走到它所指的单元格；然后改动一个数字，看判断如何随之改变。
#
# We follow one sentence of the 2023 report of 亚沟街道, 受理…1件 (1 request received), from the file to the cell it speaks of. Then we change one digit and watch the verdict.
#
# *阅读约 5 分钟，运行不到 10 秒 · 5 minutes to read, under 10 seconds to run*

# %%
from pathlib import Path

import polars as pl

import toolkit
from toolkit.show import readable_frames

readable_frames()
path = Path("..") / "data" / "raw" / "003_bd51c4d876234cdf.txt"

# %% [markdown]
# ## 文件 · The file
#
# 磁盘上只有字节。 · On disk there are only bytes.

# %%
data = path.read_bytes()
print(len(data), "bytes:", data[:24])

# %% [markdown]
# ## 文档 · Document
#
# 读取器只认字节，不看文件名：先判断种类，再解码成段落。以后记下的每个位置，都是这段文字中的偏移量。
#
# A reader looks at the bytes, never at the name. From here on every place is an offset into this decoded text.

# %%
from toolkit.read.formats import READERS, sniff

document = READERS[sniff(data)](data, path.name)
text = document.parts["text"]
print(document.format, document.sha256[:12], len(text), "characters")
print(text[1:29])

# %% [markdown]
# ## 年报 · Report
#
# `toolkit.read` 一步到位，并按官方表格的样式显示。鼠标停在格上可见原文与位置；蓝色的格是正文提到的。
#
# `toolkit.read` does it all, and a report shows itself in the layout of the official form. Hover over a cell for its print and place; blue cells are stated in the prose.

# %%
report = toolkit.read(path, name=path.name)
report

# %% [markdown]
# ## 单元格 · Cells
#
# 两百个格，只有几个不是零。 · Two hundred cells, and few are not zero.

# %%
report.cells.filter(pl.col("value") != 0).select("row", "column", "text", "value", "state", "place_start", "place_end")

# %% [markdown]
# 每格都知道自己印在哪里：把位置交还给原文，就得到那一个字。
#
# Every cell knows where it is printed. Give the place back to the text and there it stands.

# %%
cell = report.cell("requests.requests_received_new.total")
print(cell.place)
print(repr(text[cell.place.start - 37 : cell.place.end]))

# %% [markdown]
# ## 校验 · Checks
#
# 表格自带勾稽关系：第一项加第二项，等于第三项加第四项；各类申请人相加等于总计。每条关系在每列、每行各试一次，结果有三种：成立、不成立、无法判定。
#
# The form has its own arithmetic. Each identity is tried in every column and row, and has three answers: holds, fails, undecided.

# %%
report.checks.group_by("rule", "outcome").agg(pl.len().alias("tries")).sort("rule")

# %%
report.checks.filter(axis="total").select("rule", "left", "operator", "right", "outcome")

# %% [markdown]
# ## 陈述 · Claims
#
# 正文里说了什么？先看词语容许哪几种读法，再去看数字；数字碰巧相等，从来不是把它们连起来的理由。
#
# What does the prose say? The words alone fix the readings, before any value is looked at. That two numbers happen to be equal is never a reason to link them.

# %%
report.claims.select("quote", "value", "measure", "measure_value", "verdict")

# %% [markdown]
# 第一条陈述指的正是上面那一格。最后一条说的是信息处理费，表里没有这一格，所以不作比较。
#
# The first claim names the very cell above. The last speaks of processing fees, for which the form has no cell: nothing to compare, and we say so.

# %%
from toolkit.form import parse

claim = report.view.narrative.claims[0]
measure = parse(claim.readings[0].measure)
print(claim.quote, "→", measure.label("zh"), "·", measure.label("en"), "→", *measure.cells)

# %% [markdown]
# ## 改一个数字 · Change one digit
#
# 把正文里的 1 改成 2，别的什么都不动。请先猜：哪些判断会变？
#
# We change the 1 of that sentence into a 2 and touch nothing else. Guess first: which verdicts will change?

# %%
changed = toolkit.read_text(report.text.replace("依申请公开事项1件", "依申请公开事项2件"))
before = report.claims.select("place_start", "quote", before="verdict")
after = changed.claims.select("place_start", changed_to="quote", after="verdict")
before.join(after, on="place_start", how="left", maintain_order="left")

# %% [markdown]
# 只有这一处翻转。“已按规定予以公开”没有自己的数字：前面只有一件时，公开的就是那一件；有两件而不说“均”，公开了几件就没有说，于是不再是陈述。
#
# One verdict flipped. 已按规定予以公开 ("disclosed as prescribed") has no number of its own. After a single request it means that one; after two, without 均 ("all"), it no longer says how many, so it states nothing. Cells and checks did not move:

# %%
print("cells unchanged: ", report.cells["value"].equals(changed.cells["value"]))
print("checks unchanged:", report.checks["outcome"].equals(changed.checks["outcome"]))

# %% [markdown]
# ## 一句话 · In one sentence
#
# 措辞永远是“待核实”，不是指责：可能是笔误，可能是口径不同，也可能是我们读错了。
#
# The wording is always "to be checked", never an accusation: a slip of the pen, another scope, or a misreading of ours.

# %%
from toolkit.claim import explain

for lang in ("zh", "en"):
    print(explain(changed.view.narrative.claims[0], lang))

# %% [markdown]
# **轮到你 · Your turn.** 把“1件”改成“一件”，或把表中的总计改成 3，再运行一遍。 · Write 一件 for 1件, or make the total in the table a 3, and run it again.
