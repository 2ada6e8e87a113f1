"""The corpus: one folder in, all tables out. Nothing in the result depends on how many processes did the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.doors import offered

if TYPE_CHECKING:
    from toolkit.corpus.corpus import Corpus
    from toolkit.corpus.job import run

__all__ = ["Corpus", "run"]

_HOMES = {"Corpus": "toolkit.corpus.corpus", "run": "toolkit.corpus.job"}


def __getattr__(name: str) -> Any:
    # Frames are imported only for those who want tables: reading a file needs none.
    return offered(__name__, _HOMES, name)
