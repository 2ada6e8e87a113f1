# %% [markdown]
# # 读入 · Ingestion
#
# 五个文件，三种“压平”方式，一份刊了两遍的年报；同一份年报的各种格式；还有打不开的文件，以及为什么。
#
# Five files, three ways in which a table was flattened on its way to us, one report held twice; the same report in every format; and files that will not open, with the reason.
#
# *阅读约 12 分钟，运行不到 30 秒 · 12 minutes to read, under 30 seconds to run*

# %%
from pathlib import Path

import polars as pl

import toolkit
from toolkit.show import readable_frames

readable_frames()
RAW = Path("..") / "data" / "raw"

# %% [markdown]
# ## 五个文件 · Five files

# %%
corpus = toolkit.run(RAW)
corpus.files.select("source", "format", "size_bytes", "status", "reports", "note")

# %% [markdown]
# 机关、年度、版式与统计口径都从文中读出，读不出就写“不明”，绝不猜测。
#
# Organ, year, form and scope are read from the words of the report. What no word tells is "unknown", never a guess.

# %%
corpus.reports.select("organ", "level", "year", "form_requests", "scope_requests", "cells_read", "gaps", "leftovers")

# %% [markdown]
# 每个判断都附依据：2020 年版与 2021 年版不是按年份认的，而是看表头的词。
#
# Every such fact carries its evidence. The edition of the form is told by the words of its head, never by the year.

# %%
corpus.reports.select("organ", "year_evidence", "scope_requests_evidence")

# %% [markdown]
# ## 三种压平 · Three flattenings
#
# 同样的两行，三种原文。`\t` 是制表符，`\n` 是换行。请先想一想：只靠数第几个数，会在哪里出错？
#
# The same two rows in three prints. Where would a reader that only counts numbers go wrong?

# %%
reports = [toolkit.read(path, name=path.name) for path in sorted(RAW.glob("*.txt"))]
xiaohe, beiyuan, changhe, yagou, linping = reports
for report in (xiaohe, beiyuan, changhe):
    start = report.text.index("一、本年新收政府信息公开申请数量")
    print(report.report.organ.value, "\n   ", repr(report.text[start : start + 84]), "\n")

# %% [markdown]
# 第一种：每格一行，前有制表符，行间空一行。第二种：每行一行，合并格成为空字段。第三种：每个值一行，行与行之间看不出界线。三种都读成同样的两行：
#
# One cell per tab-indented line; one row per line with empty fields for merged cells; one value per line and no sign where a row ends. All three read alike:

# %%
rows = pl.col("row").is_in(["requests_received_new", "requests_carried_in"])
together = pl.concat(r.cells.with_columns(file=pl.lit(r.report.source[:3])) for r in (xiaohe, beiyuan, changhe))
together.filter(rows).pivot("column", index=["file", "row"], values="value")

# %% [markdown]
# ## 刊了两遍 · Held twice
#
# 长河街道的网页把整份年报放了两遍。照单全收，申请就会从 1 件变成 2 件。
#
# The page of 长河街道 holds the whole report twice. Taken as it comes, one request would become two.

# %%
title = "长河街道2020年政府信息公开工作年度报告"
print("title printed", changhe.text.count(title), "times; cells read:", len(changhe.cells))
changhe.leftovers.select("text", "place_start", "place_end", "reason")

# %% [markdown]
# 读入的是一份；第二份整段列为剩余，写明理由。没有什么被悄悄丢掉。
#
# One report is read, and the second copy stands among the leftovers with its reason. Nothing is dropped in silence.

# %% [markdown]
# ## 编码 · Encodings
#
# 同一份文字，换四种编码存盘。 · The same text, saved in four encodings.

# %%
again = [toolkit.read(yagou.text.encode(name), name=name) for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]
pl.DataFrame(
    [
        {
            "encoding": r.report.source,
            "sha256": r.report.sha256[:12],
            "same cells": r.cells["value"].equals(linping.cells["value"]),
            "notes": "; ".join(r.report.notes),
        }
        for r in again
    ]
)

# %% [markdown]
# 文件不同，指纹（sha256）就不同；格子相同。读取时作过的决定记在 `notes` 里。
#
# Another file has another fingerprint, but the same cells. What the reader had to decide stands in `notes`.

# %% [markdown]
# ## 每种格式，同一张表 · Every format, the same table
#
# 机关挂出来的是网页、Word、PDF、电子表格。`render` 把读入的年报写成任何一种格式；种子决定写法：合并格、表头断行、跨页断表。
#
# Offices put up web pages, Word files, PDF and workbooks. `render` writes a report as any of them; the seed draws how: merged cells, split heads, tables broken over pages.

# %%
from toolkit.teach.render import TEXT_BEARING, render

copies = {kind: render(linping.report, kind, seed=7) for kind in TEXT_BEARING}
read_back = {kind: toolkit.read(data, name=f"linping.{kind}") for kind, data in copies.items()}
pl.DataFrame(
    [
        {
            "format": again.report.format,
            "cells": len(again.cells),
            "same values": again.cells["value"].equals(linping.cells["value"]),
            "same states": again.cells["state"].equals(linping.cells["state"]),
            "first place": again.cells["place_part"][0],
        }
        for again in read_back.values()
    ]
)

# %% [markdown]
# 格子的值与状态处处相同，只有出处（`place`）不同：文本的偏移、PDF 的页。并排看几格：
#
# Values and states agree everywhere; only the place differs. Some cells side by side:

# %%
some = pl.col("row").is_in(["normative_documents", "licensing", "penalties", "granted_full"])
side = [
    again.cells.filter(some & pl.col("value").is_not_null()).select("row", "column", pl.col("value").alias(kind))
    for kind, again in read_back.items()
]
wide = side[0]
for frame in side[1:]:
    wide = wide.join(frame, on=["row", "column"], how="left", maintain_order="left")
wide.head(8)

# %% [markdown]
# ## 网页加附件，是一份年报 · A page and its attachment are one report
#
# 网页上是文字，统计表在附件里：合起来才是一份，只计一次。
#
# The page holds the prose, the attached workbook the tables: together they are one report, counted once.

# %%
import tempfile

from toolkit.teach.layout import Sheet
from toolkit.teach.render import FORMATS, manuscript_of
from toolkit.teach.render.manuscript import pieces
from toolkit.teach.render.variation import PLAIN, Random

laid = pieces(manuscript_of(linping.report), PLAIN, Random(0))
prose = [piece for piece in laid if not isinstance(piece, Sheet)]
tables = [piece for piece in laid if isinstance(piece, Sheet)]
page = FORMATS["html"](prose, PLAIN, Random(0))
page = page.replace(b"</body>", '<a href="/files/P1.xlsx">附件：统计表</a></body>'.encode())
with tempfile.TemporaryDirectory() as folder:
    (Path(folder) / "page.html").write_bytes(page)
    (Path(folder) / "P1.xlsx").write_bytes(FORMATS["xlsx"](tables, PLAIN, Random(0)))
    joined = toolkit.run(folder)
    alone = toolkit.read(Path(folder) / "page.html", beside=[Path(folder) / "P1.xlsx"])
joined.files.select("source", "format", "status", "reports", "duplicate_of", "note")

# %%
joined.claims.select("quote", "value", "verdict", "place_part").head(5)

# %% [markdown]
# 只读一份、不跑整个文件夹时，用 `toolkit.read(页面, beside=[附件])`，命令行是 `ogi read --join`。
#
# Without a run: `toolkit.read(page, beside=[attachment])`, or `ogi read --join`.

# %%
print(
    "cells",
    alone.cells.height,
    "claims",
    alone.claims.height,
    "as in the run",
    joined.cells.height,
    joined.claims.height,
)

# %% [markdown]
# ## 打不开的文件 · What would not open, and why
#
# 一个文件夹，各种格式混放，再加几个坏文件。坏文件不会拖累好文件，也不会消失：它们列入 `quarantine`，附理由。
#
# One folder of mixed formats, with some bad files among them. They stop nobody and do not vanish: they stand in `quarantine`, each with its reason.

# %%
bad = {
    "empty.txt": b"",
    "letter.txt": "各位同事：年度报告请于一月底前报送。".encode(),
    "half.docx": b"PK\x03\x04" + bytes(40),
    "notes.pdf": b"Rar!\x1a\x07\x00" + bytes(64),
}
others = {"000": "xiaohe.html", "001": "beiyuan.docx", "002": "changhe.doc", "004": "linping.pdf"}
with tempfile.TemporaryDirectory() as folder:
    for name, content in bad.items():
        (Path(folder) / name).write_bytes(content)
    for report in (xiaohe, beiyuan, changhe, linping):
        name = others[report.report.source[:3]]
        (Path(folder) / name).write_bytes(render(report.report, name.split(".")[1], seed=1))
    mixed = toolkit.run(folder)
mixed.files.select("source", "format", "status", "reports")

# %%
mixed.quarantine.select("source", "kind", "message")

# %% [markdown]
# 扩展名是 `.pdf`，内容却是 RAR 压缩包：种类由内容判断，从不看名字。
#
# The name said `.pdf`, the bytes said RAR archive: the kind of a file is told from its bytes, never from its name.

# %% [markdown]
# ## 成百上千份 · By the thousand
#
# 命令行 `ogi run --raw 文件夹 --out 结果 --resume`（此处：`toolkit.run(文件夹, out=结果, jobs=4, resume=True)`）一边读一边存，中途停下，再运行一次就从停处接着读；进程多少不影响结果的一个字节。隔些日子再运行，`ogi diff 旧 新` 说出哪些格子、核对与判断变了，为什么（见 `03_checking`）。自己也编了码，就用 `ogi agree`，看两边相合到什么程度（见 `04_cross_checking`）。
#
# On the command line `ogi run --raw FOLDER --out RESULT --resume` (here `toolkit.run(folder, out=result, jobs=4, resume=True)`) keeps what it has read: stopped half way, the next run goes on from there. How many processes share the work changes no byte. After a later run, `ogi diff OLD NEW` tells which cells, checks and verdicts are others, and why (see `03_checking`). Who has coded reports by hand compares with `ogi agree` (see `04_cross_checking`).
