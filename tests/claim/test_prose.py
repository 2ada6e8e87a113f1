"""Prose before matching: what is folded and dropped, which line breaks end a paragraph, where each character was."""

from __future__ import annotations

import pytest

from toolkit.claim.prose import squeeze_prose

FOLDED = [
    ("收到,答复;其他:无?是!好﹑对", "收到，答复；其他：无？是！好、对"),
    ("收\u200b到 12 件", "收到12件"),
    ("申 请 12\t件 3", "申请12件3"),
    ("2023 年", "2023年"),
    ("  12件  \n  34件 ", "12件34件"),
    ("申请12 34件", "申请12 34件"),  # two numbers stay two
    ("申请12   34件", "申请12 34件"),
    ("申请【36】件", "申请36件"),
    ("申请（36）份", "申请36份"),
    ("申请（36）人", "申请(36)人"),
    ("申请（1234567）件", "申请(1234567)件"),
    ("收[bookmark: _Toc123]到", "收到"),
    ("", ""),
    ("\n \n", ""),
]
ENDS = [
    "本年收到申请。", "本年收到申请！", "本年收到申请？", "本年收到申请；", "本年收到申请：",
    "（一）主动公开", "（12）主动公开", "一、总体情况", "十二、总体情况", "1.总体情况", "12、总体情况",
    "第一部分", "第六部分", "一、" + "总" * 28,
]  # fmt: skip
WRAPS = [
    "本年收到", "（123）主动公开", "1.5万件申请", "第七部分", "一、" + "总" * 29, "一、总体，情况", "二、总体；情况",
]  # fmt: skip
DIGITS = [
    ("全年共收到申请1\n2件", "全年共收到申请12件"),
    ("全年共收到申请123\n456件", "全年共收到申请123456件"),
    ("全年共收到申请12\n34万", "全年共收到申请1234万"),
    ("全年共收到申请123\n4567件", "全年共收到申请123 4567件"),  # too long to be one
    ("全年共收到申请12\n3456", "全年共收到申请12 3456"),  # no unit
    ("收到申请1\n2件", "收到申请1 2件"),  # the line is too short to be a full one
    ("全年共收到申请000012\n34件", "全年共收到申请000012 34件"),
    ("12\n13日", "12 13日"),
]


@pytest.mark.parametrize(("text", "squeezed"), [*FOLDED, *DIGITS])
def test_prose_is_squeezed(text: str, squeezed: str) -> None:
    assert squeeze_prose(text).text == squeezed


@pytest.mark.parametrize("line", ENDS)
def test_a_line_that_ends_a_paragraph(line: str) -> None:
    for blank in ("\n", "\n\n", "\n \n"):
        assert squeeze_prose(f"{line}{blank}本年收到").text.endswith("\n本年收到")


@pytest.mark.parametrize("line", WRAPS)
def test_a_line_that_goes_on(line: str) -> None:
    for blank in ("\n", "\n\n", " \n"):
        assert "\n" not in squeeze_prose(f"{line}{blank}本年收到").text


@pytest.mark.parametrize("heading", ["一、总体", "1、总体", "（二）总体", "第二部分"])
def test_a_heading_begins_a_paragraph(heading: str) -> None:
    assert "\n" in squeeze_prose(f"本年收到\n{heading}").text
    assert "\n" not in squeeze_prose(f"本年收到{heading}").text


@pytest.mark.parametrize("text", [text for text, _ in [*FOLDED, *DIGITS]] + [f"{line}\n本年 收到12件" for line in ENDS])
def test_each_character_knows_where_it_was(text: str) -> None:
    prose = squeeze_prose(text)
    assert len(prose.origin) == len(prose.text)
    assert list(prose.origin) == sorted(set(prose.origin))
    for char, at in zip(prose.text, prose.origin, strict=True):
        if char == "\n":
            assert text[at] == "\n"
        elif char == " ":
            assert text[at].isspace()
        elif char.isalnum():
            assert text[at] == char


def test_a_span_goes_back_to_the_original() -> None:
    prose = squeeze_prose("收 到 申\n请 12 件。")
    assert prose.text == "收到申请12件。"
    assert prose.span(0, 1) == (0, 1)
    assert prose.span(2, 6) == (4, 10)
    assert prose.span(6, 8) == (11, 13)
