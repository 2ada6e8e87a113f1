# %% [markdown]
# # 清洗 · Cleaning
#
# 先预测，再动手：把数字按顺序倒进表格会怎样？然后看五份真实年报里的陷阱：多出的 0、第 16 个数、带单位的金额、空白，以及混进来的数字。
#
# Predict first, then clean: what happens when numbers are simply poured into the form? Then the traps of five real reports: a stray 0, a 16th number, money with its unit, a blank, a number from elsewhere.
#
# *阅读约 10 分钟，运行不到 10 秒 · 10 minutes to read, under 10 seconds to run*

# %%
import re
from pathlib import Path

import polars as pl

import toolkit
from toolkit.form import load_form
from toolkit.show import readable_frames

readable_frames()
RAW = Path("..") / "data" / "raw"
reports = [toolkit.read(path, name=path.name) for path in sorted(RAW.glob("*.txt"))]
xiaohe, beiyuan, changhe, yagou, linping = reports

# %% [markdown]
# ## 倒数字 · Pouring numbers
#
# 许多脚本这样做：找到第三部分，把数字依次取出，按表格的顺序放进去。十行就够。
#
# Many scripts do this: find section three, take its numbers one after another, and pour them into the boxes of the form in order. Ten lines.


# %%
def pour(report):
    """Pour the numbers after 本年新收 into the boxes of section three and four, in printed order."""
    form = load_form(report.report.forms["requests"])
    boxes = [
        f"{t}.{row}.{column}"
        for t in ("requests", "reconsideration_litigation")
        for row, column in form.tables[t].cell_keys
    ]
    after = report.text[report.text.index("一、本年新收") :]
    numbers = re.findall(r"\d+", after)
    return dict(zip(boxes, numbers, strict=False))


# %% [markdown]
# **请先写下你的预测**：每份报告约 190 格，它能放对几成？在哪份年报里最糟？
#
# **Write down your prediction**: of about 190 boxes a report, what share will it get right, and in which report will it do worst?


# %%
def score(reader):
    """Compare a reader's boxes with the toolkit's cells: all of them, and those that are not zero."""
    rows = []
    for report in reports:
        poured = reader(report)
        cells = [c for c in report.report.cells if c.key in poured]
        busy = [c for c in cells if c.value]
        right = [c.key for c in cells if c.value == int(poured[c.key])]
        rows.append(
            {
                "organ": report.report.organ.value,
                "boxes": len(cells),
                "right": len(right),
                "not zero": len(busy),
                "right of these": sum(c.key in right for c in busy),
            }
        )
    return pl.DataFrame(rows)


score(pour)

# %% [markdown]
# “1.属于国家秘密”里的 1、“7.属于行政执法案卷”里的 7 也被当成了数。改进一步：只取独占一格的数字。
#
# The 1 of 1.属于国家秘密 was poured in as well. One improvement: take only numbers that stand alone between tabs and line ends.


# %%
def pour_alone(report):
    """The same, but only numbers with nothing else between tabs or line ends."""
    alone = re.sub(r"[^\t\n]*[^\d\s][^\t\n]*", "", report.text[report.text.index("一、本年新收") :])
    boxes = pour(report)
    return dict(zip(boxes, re.findall(r"\d+", alone), strict=False))


score(pour_alone)

# %% [markdown]
# 好得多，也危险得多：它在亚沟悄悄移了一格，却不报错。零太多，移一格多半还是零；“右几成”因此骗人，要看非零的格。
#
# Much better, and more dangerous: it may shift by one and say nothing. Most boxes are 0, and a 0 shifted by one is still a 0, so the share of right boxes flatters. Look at the boxes that are not zero, and ask what would happen to a report with more of them:

# %%
busy = linping.text
stray = toolkit.read_text(busy.replace("\t（六）其他处理", "\t0\n\t（六）其他处理", 1))
poured = pour_alone(stray)
wrong = [c for c in stray.report.cells if c.key in poured and c.value != int(poured[c.key])]
print("cells read by the toolkit as before:", stray.cells["value"].equals(linping.cells["value"]))
print("boxes that pouring now gets wrong, in silence:", len(wrong))

# %% [markdown]
# 工具包按行名找行、用勾稽关系证明列，从不靠数个数。 · The toolkit finds rows by their labels and lets the identities prove the columns. It never counts.

# %% [markdown]
# ## 多出的 0 · The stray 0
#
# 亚沟：“（六）其他处理”左边的合并格里多了一个 0。 · 亚沟: a 0 stands in the merged cell left of （六）.

# %%
leftover = yagou.report.leftovers[0]
print(repr(yagou.text[leftover.place.start - 8 : leftover.place.end + 14]))
yagou.leftovers.select("text", "place_start", "reason")

# %% [markdown]
# ## 第 16 个数 · The 16th number
#
# 北塬：第四部分有 15 列，却印了 16 个数。 · 北塬: section four has 15 columns and 16 numbers.

# %%
leftover = beiyuan.report.leftovers[0]
line = beiyuan.text[: leftover.place.end + 2].rstrip("\n").rpartition("\n")[2]
print(repr(line), len(re.findall(r"\d", line)), "numbers")
beiyuan.leftovers.select("text", "place_start", "reason")

# %% [markdown]
# 这里全是零，多的是哪一个都不影响读数，但多了一个这件事要说出来。
#
# All are zero, so no value depends on which one is too many; that there is one too many is told all the same.

# %% [markdown]
# ## 带单位的金额 · Money with its unit
#
# 长河的采购表没有规定单位，格里印着“240个”和“26234万元”。原文、数值、单位分开保存。
#
# The procurement table of the 2019 form names no unit; the cells print their own. Print, number and unit are kept apart.

# %%
changhe.cells.filter(table="art20_9").select("column", "text", "value", "unit", "state")

# %% [markdown]
# 按“去掉非数字”清洗，26234万元 就成了 26234 元，差一万倍。 · Strip what is no digit, and 26234万元 becomes 26234元: wrong by a factor of ten thousand.

# %% [markdown]
# ## 空白不是零 · A blank is not a zero
#
# 五份真实年报没有空白，我们造三个：亚沟的“二、上年结转”一行，自然人一格换成空白、斜线、横线。
#
# The five reports have no blank, so we make some: in the row 上年结转 of 亚沟 the first box becomes blank, a slash, a dash.

# %%
row = "\t二、上年结转政府信息公开申请数量\n\t0\n"
made = {
    mark or "(blank)": toolkit.read_text(yagou.text.replace(row, row.replace("\t0\n", f"\t{mark}\n"), 1))
    for mark in ("", "/", "—")
}
key = "requests.requests_carried_in.natural_person"
pl.DataFrame(
    [
        {
            "printed": mark,
            "state": r.cell(key).state,
            "value": r.cell(key).value,
            **dict(r.checks.group_by("outcome").len().sort("outcome").iter_rows()),
        }
        for mark, r in made.items()
    ]
)

# %% [markdown]
# 没有印数字，就没有数值；用到这一格的勾稽关系改判“无法判定”，而不是“成立”。
#
# No number printed, no value; and the identities that need the box turn to undecided, not to holds.

# %% [markdown]
# ## 混进来的数字 · A number from elsewhere
#
# 在临平“二、上年结转”一行混进一个 7：七列印了八个数。哪一个是多的？先猜，再看。
#
# We slip a 7 into a row of 临平: eight numbers for seven columns. Which one is too many? Guess, then look.

# %%
row = re.search(r"\t二、上年结转政府信息公开申请数量\n(?:\t[^\n]*\n){7}", linping.text)[0]
crowded = toolkit.read_text(linping.text.replace(row, row.replace("\t4\xa0\n", "\t4\xa0\n\t7\n"), 1))
print(repr(row))
crowded.cells.filter(row="requests_carried_in").select("column", "text", "value", "state", "note")

# %%
crowded.leftovers.select("text", "reason")

# %% [markdown]
# 只有去掉 7，各类申请人之和才等于总计。勾稽关系当了证据，就不再另算一次“成立”：
#
# Only without the 7 do the applicants add up to the total. An identity that served as proof is not counted again as passed:

# %%
print("proofs:", *crowded.report.proofs)
crowded.checks.filter(pl.col("note") != "").select("rule", "axis", "outcome", "note")

# %% [markdown]
# ## 无从证明时 · When nothing proves it
#
# 第二部分的表没有勾稽关系。同样混进一个 7，就没有什么能证明哪一个是多的。
#
# The tables of section two have no identities. Slip the same 7 in there, and nothing can tell which number is too many.

# %%
row = "\t行政规范性文件\n\t35\n\t5\n"
unproven = toolkit.read_text(linping.text.replace(row, row + "\t7\n", 1))
unproven.cells.filter(table="art20_1", row="normative_documents").select("column", "text", "value", "state")

# %% [markdown]
# 于是三格都写“读不准”，列入缺口，四个数都列为剩余。宁可不知道，也不猜。
#
# So the boxes that could hold different numbers are *unresolved* and stand among the gaps, and the numbers among the leftovers. Unknown rather than a guess.

# %%
unproven.gaps.select("row", "column", "reason")

# %%
unproven.leftovers.select("text", "reason")

# %% [markdown]
# **轮到你 · Your turn.** 把 7 放到临平第三部分的另一行，先说出哪条关系会作证，再看 `proofs`。 · Put the 7 into another row of section three; say first which identity will be the witness, then look at `proofs`.
