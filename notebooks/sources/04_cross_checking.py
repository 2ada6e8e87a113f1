# %% [markdown]
# # 对照 · Cross-checking
#
# 把句子放到单元格旁边：临平区的七处陈述；四份年报里难读的数字；表里有、文中却没有说的事；最后，读得准不准。
#
# Sentences beside cells: the seven claims of 临平区; the tricky figures of four published reports; what a table says but the prose does not; and, last, how well all this is read.
#
# *阅读约 15 分钟，运行不到 30 秒 · 15 minutes to read, under 30 seconds to run*

# %%
import json
from pathlib import Path

import polars as pl

import toolkit
from toolkit.claim import explain
from toolkit.show import readable_frames

readable_frames()
RAW = Path("..") / "data" / "raw"
linping = toolkit.read(RAW / "004_0868e5469c53193c.txt", name="004.txt")
changhe = toolkit.read(RAW / "002_7dfc6cabab68ba08.txt", name="002.txt")

# %% [markdown]
# ## 临平的七处陈述 · Seven claims
#
# 每处陈述先定读法：`measure` 是首选的读法，`measure_value` 是表格给出的值；`holding` 是相符的那一种，判断以它为据。
#
# The words of each claim fix its readings; `measure` is the first of them, `measure_value` what the table gives for it; `holding` is the one that holds, on which the verdict rests.

# %%
linping.claims.select("quote", "value", "measure", "measure_value", "holding", "fit", "verdict")

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
# ## 一句话说明 · One plain sentence
#
# 每处陈述都有一句话：引文、各读法的值、判断。用词是“建议核对”，不是指责。
#
# Each claim has one sentence: the quote, what each reading gives, the verdict. It asks to check and accuses nobody.

# %%
for claim in claims[1:3]:
    print(explain(claim, "zh"))
    print(explain(claim, "en"), end="\n\n")

# %% [markdown]
# ## 难读的四个数 · Four tricky figures
#
# 这几份年报的数字由别人发表过（`data/reference/published`）。数字是真的，句子是我们按常见写法写的，因为原文不在手边；表只放其中已知的格。
#
# Others have published figures of these reports. The figures are real; the sentences are ours, in the usual wording, since the originals are not at hand. The tables hold only the cells that are known.

# %%
published = pl.read_csv(Path("..") / "data" / "reference" / "published" / "published_figures.csv", infer_schema=False)


def figures(organ: str, year: int) -> dict[str, str]:
    """The published figures of one report, by measure."""
    rows = published.filter(pl.col("organ_zh") == organ, pl.col("year") == str(year))
    return dict(rows.select("measure", "value").iter_rows())


def readings(text: str, table: dict[str, str | None], year: int) -> pl.DataFrame:
    """Every reading of every claim, with what the table gives for it."""
    claims = toolkit.check_passage(text, table, year)
    rows = [(c.quote, str(c.value), r.measure, r.value, r.holds, c.verdict) for c in claims for r in c.readings]
    return pl.DataFrame(rows, ("quote", "stated", "reading", "table", "holds", "verdict"), orient="row")


# %% [markdown]
# ### 咸阳市 2022：收到 758 件 · Received, or handled?
#
# 答复 731 件，结转下年 27 件，合计正好 758，而上年结转还有 10 件。所以这 758 件是“连上年结转”的，新收 748。“收到”先读作新收，只有第二种读法相符：`ambiguous`，不是 `inconsistent`。
#
# 731 answered and 27 carried out make 758, yet 10 were carried in: the 758 already hold them, and 748 are new. 收到 is first read as *new*; only the second reading fits. That is ambiguous, not inconsistent.

# %%
xianyang = figures("咸阳市人民政府", 2022)
new = int(xianyang["received_stated"]) - int(xianyang["requests_carried_in"])
table = {
    "requests_received_new": str(new),  # follows from the balance: 731 + 27 - 10
    **{m: xianyang[m] for m in ("requests_carried_in", "outcomes_total", "requests_carried_out")},
}
text = "2022年，全市共收到政府信息公开申请758件，上年结转10件，答复731件，结转下年度27件。"
readings(text, table, 2022)

# %%
[(s.left, s.right, s.outcome) for s in toolkit.check_passage(text, table, 2022).narrative.sums]

# %% [markdown]
# 文内的算式不看表：758 = 731 + 27，不必再加那 10 件。它从另一面说了同一件事：这里的 758 已含结转。
#
# The sum inside the prose needs no table: 758 = 731 + 27, without the 10. It says the same thing from the other side.

# %% [markdown]
# ### 如皋市 2024：53.7% · Of what?
#
# 予以公开和部分公开 405 件，占 53.7%。除以办结 722 件是 56.1%，除以受理总数 754 件才是 53.7%。按印出的小数，754 件里只能是 405 件。
#
# 405 granted in full or in part, "53.7%". Of the 722 resolved that would be 56.1%; of the 754 handled it is 53.7%. By the printed decimals it can only be 405 of 754.

# %%
rugao = figures("如皋市人民政府", 2024)
handled, carried_in = int(rugao["requests_received_new+requests_carried_in"]), int(rugao["requests_carried_in"])
table = {
    "requests_received_new": str(handled - carried_in),
    "requests_carried_in": rugao["requests_carried_in"],
    "outcomes_total": str(handled - int(rugao["requests_carried_out"])),
    "requests_carried_out": rugao["requests_carried_out"],
    "granted_full": rugao["granted_full+granted_partial"],  # only their sum is published
    "granted_partial": "0",
}
text = "全市共办理政府信息公开申请754件（含上年结转25件），其中予以公开和部分公开405件，占53.7%，结转下年32件。"
readings(text, table, 2024).filter(pl.col("quote").str.contains("%|405"))

# %%
share = next(c for c in toolkit.check_passage(text, table, 2024) if c.unit == "%")
share.allowed

# %% [markdown]
# ### 平顶山市政府办 2021：38.6%，下降 26.67% · A base and a year that are not printed
#
# 收到 44 件，公开 17 件“占 38.6%”：17/44 = 38.6%，17/42 = 40.5%。措辞同时容许两个分母，`holds` 说明相符的是哪一个。“同比下降 26.67%”：没有上年的表，就不判断；但去年只能是 60 件。
#
# 17 granted is 38.6% of the 44 received, not of the 42 resolved. The words admit both bases alike; `holds` tells which one fits. "Down 26.67%": without last year's table there is no verdict, yet last year's count can only have been 60.

# %%
pingdingshan = figures("平顶山市人民政府办公室", 2021)
table = {
    "requests_received_new": pingdingshan["received_stated"],
    "requests_carried_in": "0",
    "granted_full": pingdingshan["granted_full+granted_partial"],  # only their sum is published
    "granted_partial": "0",
    **{m: pingdingshan[m] for m in ("outcomes_total", "requests_carried_out", "unable")},
}
text = "收到政府信息公开申请44件，同比下降26.67%，其中予以公开和部分公开17件，占38.6%；办结42件，结转下年2件。"
readings(text, table, 2021).filter(pl.col("quote").str.contains("%"))

# %%
growth = next(c for c in toolkit.check_passage(text, table, 2021) if c.rule == "growth")
print(explain(growth, "zh"))
print(explain(growth, "en"))

# %% [markdown]
# ### 东城区 2023：800 与 206 · Whose requests?
#
# 全区 800 件，区政府本级 206 件，同一段里两个数都对。表若是全区的，本级的 206 件就不能拿来比：范围不同，不是不一致。
#
# 800 for the district, 206 for its own office, both right. Beside the district's table the 206 are of another scope: not compared, and not inconsistent.

# %%
district, office = figures("北京市东城区人民政府", 2023), figures("北京市东城区人民政府(本级)", 2023)
print(office)
table = {"requests_received_new": district["received_stated"], "requests_carried_out": district["requests_carried_out"]}
text = "2023年，全区共收到政府信息公开申请800件，其中区政府本级收到206件。"
toolkit.check_passage(text, table, 2023).claims.select("quote", "value", "measure", "measure_value", "verdict", "note")

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
# ## 读得准不准 · How well is it read?
#
# 一把尺子：`ogi claims --batch 文件 --score`。标注了读法和判断的段落有两套，分开计：一套是开发时的（`dev`，87 段），一套是我们自己写的。
#
# The measure is `ogi claims --batch FILE --score`. Two sets of labelled passages, reported apart: `dev` (87), and those we wrote ourselves.

# %%
from toolkit.study.predictive import predictive_values, shares
from toolkit.study.scoring import labelled, score

PASSAGES = Path("..") / "tests" / "claim" / "passages"


def lines(files: list[Path]) -> list[str]:
    """All lines of the files."""
    return [line for file in files for line in file.read_text("utf-8").splitlines()]


sets = {"dev": [PASSAGES / "dev.jsonl"], "ours": [p for p in sorted(PASSAGES.glob("*.jsonl")) if p.stem != "dev"]}
scores = {name: score(labelled(lines(files)), placebo=True) for name, files in sets.items()}

# %%
shown = ("recall", "recall_strict", "links", "verdicts", "inconsistent_found", "false_alarms", "placebo_held")
pl.DataFrame(
    [
        {"set": name, "share": s.key, "count": f"{s.count}/{s.of}", "value": s.count / s.of,
         "low": s.interval.low, "high": s.interval.high}
        for name, result in scores.items()
        for s in shares(result)
        if s.key in shown
    ]
).with_columns(pl.col("value", "low", "high").round(3))  # fmt: skip

# %% [markdown]
# 一次误报也没有，能证明多少？年报里大约 1–4% 的陈述与表真正不符。`low` 是最坏的情形：一个“不一致”的判断有多大可能是对的。段落是写出来的，开发时也看过，所以这些数偏乐观；读者第一次见到它们时如何，见下一张表（怎么得来，见 `docs/method.md`）。
#
# Where no false alarm was seen, how much does that prove? About 1–4% of statements really contradict their table. `low` is the worst that the counts allow: how likely an `inconsistent` is to be right. The passages were written, and seen while the reader was built, so all this flatters it; the next table tells what it made of them when they were new (how that is known: `docs/method.md`).

# %%
pl.DataFrame(
    [
        {"set": name, "prevalence": f"{p.prevalence:.0%}", "value": p.value, "low": p.low, "high": p.high}
        for name, result in scores.items()
        for p in predictive_values(result)
    ]
).with_columns(pl.col("value", "low", "high").round(3))

# %%
looks = pl.read_csv(PASSAGES.parent / "first_looks.csv")
looks.group_by("kind", maintain_order=True).agg(pl.col("passages", "asked", "found", "compared_good", "false_alarms").sum()).select(
    "kind", "passages", "found", "asked",
    found_share=(pl.col("found") / pl.col("asked")).round(3),
    false_alarm_share=(pl.col("false_alarms") / pl.col("compared_good")).round(3),
)  # fmt: skip

# %% [markdown]
# ### 读不对的地方 · Where the reader fails
#
# 每一处都列出来，一处不漏。 · Each of them, none left out.

# %%
texts = {str(one["id"]): one["text"] for files in sets.values() for one in map(json.loads, lines(files))}
for name, result in scores.items():
    print(name, len(result.differences))
    for difference in result.differences:
        print(difference, "|", texts[difference.partition(":")[0]].replace("\n", " ")[:120])

# %% [markdown]
# **轮到你 · Your turn.** 改动上面任一段文字或表中的一格，先预测判断，再运行。或者自己给一份年报编码，用 `ogi agree` 与工具比较（`docs/coding-manual.md` 第 7 节）。
#
# Change a passage or a cell above; predict the verdicts, then run. Or code a report yourself and compare with `ogi agree` (section 7 of `docs/coding-manual.md`).
