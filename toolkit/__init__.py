"""OGI Report Toolkit: read, check and compare China's 政府信息公开工作年度报告.

>>> report = toolkit.read("data/raw/004.txt")
>>> report.cells, report.checks, report.claims
>>> corpus = toolkit.run("data/raw", out="data/processed")
>>> toolkit.check_passage(text, table, year=2023)
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from toolkit.doors import offered

__version__ = "0.1.0"

# What a notebook calls → the module that holds it, imported when first asked for: `ogi --help` needs none of them.
_DOORS = {
    "AnnualReport": "toolkit.facade",
    "read_text": "toolkit.facade",
    "read_all": "toolkit.facade",
    "check_passage": "toolkit.facade",
    "Corpus": "toolkit.corpus",
    "run": "toolkit.corpus",
}

__all__ = ["AnnualReport", "Corpus", "__version__", "check_passage", "read", "read_all", "read_text", "run"]


class _Callable(ModuleType):
    """The room `toolkit.read`, which is also the verb: `toolkit.read(path)`."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Read one report; see `toolkit.facade.read`."""
        return import_module("toolkit.facade").read(*args, **options)


class _House(ModuleType):
    """This package. A room is bound to it on import, and `read` becomes callable at that moment, whoever imports it."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "read" and type(value) is ModuleType:
            value.__class__ = _Callable
        super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name in ("read", "study"):  # rooms that are called by name
        return import_module(f"toolkit.{name}")
    return offered(__name__, _DOORS, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _House
