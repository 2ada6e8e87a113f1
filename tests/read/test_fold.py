"""Folding changes what print looks like, never where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.read.fold import fold, squeeze

FOLDS = [
    ("２０２３年", "2023年"),
    ("⾏政复议", "行政复议"),
    ("結轉下年度繼續辦理", "结转下年度继续办理"),
    ("（一）予以公开：1，137％", "(一)予以公开:1,137%"),
    ("a\u00a0b\u3000c", "a b c"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS)
def test_look_alikes_become_one_character(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_offsets_stay(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_a_label_is_compared_without_spaces_and_punctuation() -> None:
    assert squeeze("3.危及“三安全 一稳定”") == squeeze("3、危及\n「三安全一稳定」")
    assert squeeze("予以公开") != squeeze("不予公开")


def test_what_a_character_folds_to_never_folds_further() -> None:
    every = "".join(chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF)
    once = fold(every)
    assert len(once) == len(every)
    assert fold(once) == once
    assert all(fold(every[at : at + 30]) == once[at : at + 30] for at in range(0, 0x20000, 997))
