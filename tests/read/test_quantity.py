"""What one cell prints."""

from decimal import Decimal

import pytest

from toolkit.read.quantity import APART, Print, parse_quantity

READS = [
    ("0", "0", ""), ("621 ", "621", ""), ("　0", "0", ""), ("１１３７", "1137", ""), ("1,137", "1137", ""),
    ("1，137", "1137", ""), ("240个", "240", "个"), ("26234万元", "26234", "万元"), ("251000元", "251000", "元"),
    ("43.788万元", "43.788", "万元"), ("+173", "173", ""), ("-2", "-2", ""), ("－2", "-2", ""), ("增10", "10", ""),
    ("减3", "-3", ""), ("14687.769192", "14687.769192", ""), ("12.0", "12.0", ""), ("?0", "0", ""), ("零", "0", ""),
    ("4000000", "4000000", ""),
]  # fmt: skip
PLACEHOLDERS = ["/", "—", "——", "-", "－", "\\", "无", "×", "…"]
BLANKS = ["", " ", "\u00a0", "\u3000", "\t"]
WORDS = [
    "1.属于国家秘密",
    "第二十条第（一）项",
    "1,13",
    "1.2.3",
    "3件2",
    "1137？？",
    "约40",
    "信息内容",
    "12-5",
    "2023年",
]


@pytest.mark.parametrize("text", ["1 137", "2 0", "5 7"])
def test_digits_with_spaces_among_them_are_no_number_yet(text: str) -> None:
    assert parse_quantity(text) == APART


@pytest.mark.parametrize(("text", "value", "unit"), READS)
def test_a_printed_number_is_read(text: str, value: str, unit: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.kind, quantity.value, quantity.unit) == (Print.NUMBER, Decimal(value), unit)


@pytest.mark.parametrize(
    ("texts", "kind"), [(PLACEHOLDERS, Print.PLACEHOLDER), (BLANKS, Print.BLANK), (WORDS, Print.WORDS)]
)
def test_print_that_states_no_number_gives_none(texts: list[str], kind: Print) -> None:
    assert [(text, parse_quantity(text).kind, parse_quantity(text).value) for text in texts] == [
        (text, kind, None) for text in texts
    ]


def test_a_stray_mark_before_the_number_is_noted() -> None:
    assert parse_quantity("?0").note == "a stray ? before the number"
    assert parse_quantity("0").note == ""
