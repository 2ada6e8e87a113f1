# %% [markdown]
# # @name@
#
# Run the cells from the top. 从头依次运行。

# %%
from pathlib import Path

import toolkit

STUDY = Path("..")
corpus = toolkit.run(STUDY / "data" / "raw", out=STUDY / "data" / "processed")
corpus

# %% [markdown]
# ## What was read, and what was not · 读了什么，没读成什么

# %%
corpus.files

# %%
corpus.quarantine

# %% [markdown]
# ## What to look at again · 需要核对之处
#
# `bench.findings()` lists everything; `bench.show(n)` sets sentence and table side by side; `bench.decide(n, …)` writes a
# line to `data/reference/corrections.csv`.

# %%
from toolkit.workbench import Workbench

bench = Workbench(corpus, STUDY)
bench.findings()
