"""Frames at the door: pandas is accepted wherever polars is, and a pandas user gets pandas back."""

from __future__ import annotations

from typing import TypeVar

import pandas as pd
import polars as pl

Tables = pl.DataFrame | pd.DataFrame
Frame = TypeVar("Frame", pl.DataFrame, pd.DataFrame)


def to_polars(frame: Tables) -> pl.DataFrame:
    """Return any of the two kinds of frame as polars; the index of a pandas frame is dropped, NaN becomes null."""
    return frame if isinstance(frame, pl.DataFrame) else pl.from_pandas(frame.reset_index(drop=True))


def like(given: Frame, result: pl.DataFrame) -> Frame:
    """Return `result` as the kind of frame that was given."""
    if isinstance(given, pl.DataFrame):
        return result
    return result.to_pandas()


def require(frame: pl.DataFrame, columns: list[str], what: str) -> None:
    """Raise ValueError that names the columns which `frame` lacks."""
    if missing := [name for name in columns if name not in frame.columns]:
        raise ValueError(f"{what} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}")
