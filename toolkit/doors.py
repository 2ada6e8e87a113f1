"""Names that a package offers, and imports only when one is asked for: reading a file must not wait for statistics."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def offered(package: str, homes: Mapping[str, str], name: str) -> Any:
    """Return what `package` offers as `name`, from the module that `homes` gives for it; AttributeError for no such.

    >>> offered("toolkit.corpus", {"run": "toolkit.corpus.job"}, "run").__module__
    'toolkit.corpus.job'
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)
