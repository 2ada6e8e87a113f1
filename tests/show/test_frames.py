from decimal import Decimal

import polars as pl
import pytest

from toolkit.show import readable_frames

FRAME = pl.DataFrame(
    {"value": [Decimal("1137"), Decimal("14687.769192"), None], "quote": ["受理依申请公开1137件", "长" * 100, ""]},
    schema={"value": pl.Decimal(38, 10), "quote": pl.String},
)


@pytest.fixture
def shown():
    with pl.Config():
        readable_frames()
        yield FRAME._repr_html_()


def test_numbers_are_shown_as_printed_and_words_whole(shown):
    for text in ("<td>1137</td>", "<td>14687.769192</td>", "<td>null</td>", "长" * 100):
        assert text in shown
    assert "decimal" not in shown
    assert "shape" not in shown


def test_without_it_they_are_not():
    assert "1137.0000000000" in FRAME._repr_html_()
