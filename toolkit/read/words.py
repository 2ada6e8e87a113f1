"""The words by which a report tells its facts, from facts.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the tables of facts.toml."""
    return tomllib.loads((files("toolkit.read") / "facts.toml").read_text("utf-8"))
