"""How polars shows frames in a notebook: whole labels, numbers as printed, no types."""

from __future__ import annotations


def readable_frames(rows: int = 40) -> None:
    """Set polars to show frames for people, up to `rows` rows.

    Decimals lose the zeros after their last digit, text up to 110 characters is shown whole, all columns are shown.
    """
    import polars as pl

    pl.Config(
        tbl_rows=rows,
        tbl_cols=-1,
        fmt_str_lengths=110,
        tbl_hide_column_data_types=True,
        tbl_hide_dataframe_shape=True,
        trim_decimal_zeros=True,
    )
