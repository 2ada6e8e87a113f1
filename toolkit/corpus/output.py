"""A corpus → its tables, their description and its audit pages in a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from toolkit.corpus.corpus import Corpus
from toolkit.show.audit import FOLDER, audit_files
from toolkit.show.standing import standing
from toolkit.study.codebook import codebook
from toolkit.study.frames import write_table
from toolkit.study.package import write_package

_PAGES = 1000  # reports that the audit shows, the ones with most to check


def write(corpus: Corpus, drafts: Mapping[str, pl.DataFrame], out: Path) -> None:
    """Write all tables with their description into `out`; each file appears whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=out) as name:
        folder = Path(name)
        for table, frame in drafts.items():
            write_table(table, frame, folder)
        (folder / "codebook.md").write_text(codebook(), encoding="utf-8", newline="\n")
        write_package(folder)
        for file in sorted(folder.iterdir()):
            file.replace(out / file.name)
        # Last, so that the tables stand whatever happens to the pages.
        _write_audit(corpus, folder, out)


def _write_audit(corpus: Corpus, folder: Path, out: Path) -> None:
    """Write the audit page, of many reports their own pages beside it, and drop those of an earlier run."""
    gravity = ("claims_inconsistent", "checks_fail", "claims_ambiguous", "gaps", "leftovers")
    counts = corpus.tables["reports"].select(gravity).iter_rows()
    worst = sorted(enumerate(counts), key=lambda entry: [-n for n in entry[1]])[:_PAGES]
    chosen = sorted(n for n, _ in worst)
    written: set[Path] = set()
    decided = standing(corpus.tables["decisions"].iter_rows(named=True))
    views = (corpus.views[n] for n in chosen)
    for name, text in audit_files(views, len(chosen), "zh", len(corpus.views), decided):
        target = out / name
        target.parent.mkdir(exist_ok=True)
        (folder / target.name).write_text(text, encoding="utf-8", newline="\n")
        (folder / target.name).replace(target)
        written.add(target)
    for page in (out / FOLDER).glob("*.html"):
        if page not in written:
            page.unlink()
