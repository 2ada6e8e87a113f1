"""The corpus: one folder in, all tables out. Nothing in the result depends on how many processes did the work."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.corpus.corpus import Corpus
    from toolkit.corpus.job import run

__all__ = ["Corpus", "run"]

_HOMES = {"Corpus": "toolkit.corpus.corpus", "run": "toolkit.corpus.job"}


def __getattr__(name: str) -> Any:
    # Frames are imported only for those who want tables: reading a file needs none.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
