# %% [markdown]
# # 核对与修复 · Checking and repairing
#
# 勾稽关系只说“这里不平”。本册问下去：是哪一格，应为多少，凭什么这样说；说不清的，就说“说不清”。
#
# A rule only says that something does not add up. This notebook asks on: which cell, what it should be, and what proves
# it; and where nothing tells, it says so.
#
# *阅读约 12 分钟，运行不到 20 秒 · 12 minutes to read, under 20 seconds to run*

# %%
from decimal import Decimal
from pathlib import Path

import polars as pl

import toolkit
from toolkit.show import readable_frames

readable_frames()
DATA = Path("..") / "data"
linping = toolkit.read(DATA / "raw" / "004_0868e5469c53193c.txt", name="004.txt")

# %% [markdown]
# ## 核对了什么 · What was checked
#
# 每条规则有编号、版本和出处；`identity` 是表内的等式，其余各类见 `toolkit/check/rules.toml`。
#
# Every rule has an id, a version and a source. `identity` is arithmetic of the form; the other kinds are in
# `toolkit/check/rules.toml`.

# %%
linping.checks.group_by("kind", "rule", "outcome").len("times").sort("kind", "rule", "outcome")

# %% [markdown]
# ## 印错一格 · One misprint
#
# 每个单元格都记得自己印在何处，所以可以只改原文的一处。把“予以公开、自然人”的 542 改成 524，看程序能否找回。
#
# Every cell knows where it is printed, so one place of the text can be changed. Print 524 for 542, and see whether it
# is found.


# %%
def misprinted(prints: dict[str, str], report=linping):
    """Return the report read again with other numbers printed in some cells."""
    text = report.text
    places = {key: report.cell(key).place for key in prints}
    for key in sorted(prints, key=lambda key: places[key].start, reverse=True):
        text = text[: places[key].start] + prints[key] + text[places[key].end :]
    return toolkit.read_text(text, "made.txt")


wrong = misprinted({"requests.granted_full.natural_person": "524"})
wrong.repairs.select("row", "column", "printed", "proposed", "status", pl.col("proof").str.json_path_match("$.proof"))

# %% [markdown]
# 两条等式同时不成立，只有它们的公共格能一并解释；`slip` 说是数字颠倒。给人看的说法只有一条：
#
# Two rules fail together, and only the cell that both hold explains them; `slip` names the kind of slip. Told to a
# person, it is one finding:

# %%
from toolkit.show.listing import listing

print("\n".join([*listing([wrong.view], "zh"), *listing([wrong.view], "en")]))

# %% [markdown]
# ## 逐格试一遍 · Every cell in turn
#
# 把 175 格逐一加 7：有多少格被准确指认并恢复原值？
#
# Add 7 to each of the 175 cells in turn. How many are named, with their true value?

# %%
from toolkit.repair import localise, printed_values, report_equations

equations, printed = report_equations(linping.report), printed_values(linping.report)
outcome = []
for cell in (key for key in printed if key.startswith("requests.")):
    (repair,) = localise(equations, {**printed, cell: printed[cell] + 7})
    named = repair.best is not None and repair.cells == (cell,) and repair.proposed == (printed[cell],)
    outcome.append((len(repair.failing), named))
pl.DataFrame(outcome, schema=["rules that fail", "named with its value"], orient="row").group_by(pl.all()).len().sort(
    "rules that fail"
)

# %% [markdown]
# ## 一笔之差，错了一行 · One slip, a whole row
#
# 录入时右移一格，七个数就错了六个。逐格改动要改六处，而原因只有一个。
#
# Shifted by one box, six of seven numbers are wrong. Six changes would mend it, but the cause is one.

# %%
row = [cell for cell in linping.report.cells if cell.key.startswith("requests.granted_full.")]
shifted = misprinted(
    dict(zip([cell.key for cell in row], ["0", *[cell.text.strip() for cell in row[:-1]]], strict=True))
)
shifted.repairs.select("column", "printed", "proposed", "status", pl.col("proof").str.json_path_match("$.slip"))

# %% [markdown]
# ## 空格：推得出的与推不出的 · Blanks: what is proven and what is not
#
# 空白不是零。等式能定的填上并附证明；定不了的留空，给出上下限。表内原样不变，核对也只看所印的数。
#
# A blank is no zero. What the rules determine is deduced with its proof; the rest stays blank, between bounds. The
# print is not touched, and checks judge only what is printed.

# %%
some = [
    f"requests.{row}.{column}" for row in ("granted_full", "granted_partial") for column in ("natural_person", "total")
]
blank = misprinted(
    dict.fromkeys([*some, "requests.denied_state_secret.total", "requests.outcomes_total.org_other"], "")
)
blank.deduced.select(
    "row", "column", "proposed", "low", "high", "status", pl.col("proof").str.json_path_match("$.proof")
)

# %% [markdown]
# ## 第四部分：正文能定 · Section four: the prose decides
#
# 第四部分每块只有一条等式，五格都可能有误。正文说了“12件行政复议案件”，总计就有了旁证。
#
# Each block of section four has one rule, so any of its five cells may be wrong. The prose states 12 cases: evidence
# for the total.

# %%
key = "reconsideration_litigation.cases.reconsideration_"
told = misprinted({f"{key}total": "21"})
silent = toolkit.read_text(told.text.replace("12件行政复议案件", "若干行政复议案件"), "made.txt")
columns = ["column", "printed", "proposed", "status"]
pl.concat([told.repairs.select(pl.lit("with prose").alias("evidence"), *columns),
           silent.repairs.select(pl.lit("without").alias("evidence"), *columns)])  # fmt: skip

# %% [markdown]
# 同一格也让那句话与表不符；那不是另一处差错，所以不另立一条。句子帮助修复之后，并不因此算作“相符”。
#
# The same cell also makes the sentence disagree; that is no second fault, so it is no second finding. And having helped
# to repair the cell, the sentence does not then count as agreeing.

# %%
print("\n".join(listing([told.view], "en")))
told.claims.filter(pl.col("quote").str.contains("行政复议")).select("quote", "measure_value", "verdict")

# %% [markdown]
# ## 江宁 2022：接着看 2023 · Jiangning 2022, and the year after
#
# 南京市江宁区 2022 年年报所印：新收 783、结转 8，办结 788、结转下年 2。两边差 1。
#
# 江宁 printed 783 received and 8 carried in, 788 resolved and 2 carried out: the two sides differ by one.

# %%
published = pl.read_csv(DATA / "reference" / "published" / "published_figures.csv", infer_schema_length=None)
PARTS = ["requests_received_new", "requests_carried_in", "outcomes_total", "requests_carried_out"]
jiangning = (
    published.filter(pl.col("organ_zh") == "南京市江宁区人民政府", pl.col("measure").is_in(PARTS))
    .pivot("measure", index="year", values="value")
    .select("year", pl.col(PARTS).cast(pl.Int64))
    .sort("year")
)
jiangning.with_columns(difference=pl.sum_horizontal(PARTS[:2]) - pl.sum_horizontal(PARTS[2:]))

# %%
from toolkit.repair import table_equations, year_equations


def figures(year: int) -> dict[str, Decimal]:
    """Return the printed totals of one year by cell."""
    row = jiangning.filter(year=year).row(0, named=True)
    return {f"requests.{part}.total": Decimal(row[part]) for part in PARTS}


def ways(evidence=()) -> pl.DataFrame:
    """Return every smallest way to mend 2022."""
    (repair,) = localise([*table_equations("format2021", "requests"), *evidence], figures(2022))
    rows = [(repair.status, c.cell, c.printed, c.proposed) for s in repair.solutions for c in s.changes]
    return pl.DataFrame(rows, schema=["status", "cell", "printed", "would be"], orient="row")


ways()

# %% [markdown]
# 单看 2022 年，四格都可能有误。2023 年的年报里，上年结转正是 2：“结转下年度”这一格可以洗清，其余三格仍分不出。
#
# In 2022 alone any of four cells may be wrong. The report for 2023 carries in exactly 2: that clears the cell carried
# out, and the other three stay tied.

# %%
ways(year_equations({"requests": "format2021"}, figures(2022), following=figures(2023)))

# %% [markdown]
# ## 定位不了的 · What cannot be located
#
# 两行两列的四角错得一样多时，两条对角线都说得通。并列就列出来，不随便挑一个。
#
# Where two corners of a rectangle are wrong by the same amount, either diagonal would do. A tie is shown as a tie.

# %%
corner = {f"requests.{r}.{c}": n for r, c, n in (
    ("granted_full", "natural_person", "545"), ("unable_not_held", "org_commercial", "14"),
)}  # fmt: skip
tied = misprinted(corner)
tied.repairs.select("fault", "option", "row", "column", "printed", "proposed", "status")

# %% [markdown]
# 乱成一片的表不作猜测：超过十格才能说通的改动，等于没有解释。
#
# Of a table in disorder nothing is guessed: a change of more than ten cells explains nothing.

# %%
keys = [cell.key for cell in linping.report.cells if cell.table == "requests"]
noise = misprinted({key: str((37 * n) % 91) for n, key in enumerate(keys)})
for repair in noise.view.repairs:
    print(
        repair.status, "·", repair.reason, "·", len(repair.failing), "rules fail ·", len(repair.solutions), "proposals"
    )

# %% [markdown]
# 还有一种错永远查不出：同一列里一格多 1、另一格少 1，且两行的总计也照着改了。等式只能发现不一致，不能发现一致的错。
#
# One kind of error no rule can see: wrong numbers that still add up. Rules find what disagrees, not what is untrue.

# %%
hidden = {"granted_full": +1, "granted_partial": -1}
quiet = misprinted({
    f"requests.{row}.{column}": str(linping.cell(f"requests.{row}.{column}").value + by)
    for row, by in hidden.items() for column in ("natural_person", "total")
})  # fmt: skip
quiet.checks.group_by("outcome").len().sort("outcome")

# %% [markdown]
# ## 交给经办人 · For the clerk
#
# `report.to_sheet("a.xlsx")` 写出与官方表样相同的工作表，差错在批注里；`ogi run` 写出 `audit.html`，在页上裁定后导出
# `corrections.csv` 的行。
#
# `report.to_sheet("a.xlsx")` writes the official form as a workbook with findings as comments; `ogi run` writes
# `audit.html`, where decisions become lines of `corrections.csv`.

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    first = wrong.to_sheet(Path(folder) / "a.xlsx").read_bytes()
    again = wrong.to_sheet(Path(folder) / "b.xlsx").read_bytes()
print("the same bytes:", first == again)

# %% [markdown]
# ## 裁定之后，变了什么 · What a decision changes
#
# 裁定只是 `corrections.csv` 的一行，原表原样不动。裁定前后各运行一次，`differences`（命令行：`ogi diff 旧 新`）逐条说出哪里变了、为什么变：是原文、规则，还是裁定。
#
# A decision is one line of `corrections.csv`; what is printed stays. Run before and after it, and `differences` (on the command line `ogi diff OLD NEW`) tells line by line what changed and why: the input, a rule, or a decision.

# %%
from toolkit.study.difference import difference_text, differences
from toolkit.workbench import Workbench

with tempfile.TemporaryDirectory() as folder:
    study = Path(folder)
    raw = study / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "linping.txt").write_text(wrong.text, encoding="utf-8")
    bench = Workbench(toolkit.run(raw, out=study / "before"), study)
    line = bench.decide(1, "corrected", 542, reason="扫描件为 542", reader="读者甲", date="2024-03-01")
    after = toolkit.run(raw, out=study / "after")
    changed = list(differences(study / "before", study / "after"))
print("\n".join([line, "", *difference_text(changed, "zh"), "", *difference_text(changed, "en")]))

# %%
after.edits.select("row", "column", "layer", "before", "after", "decided_by", "reason")
