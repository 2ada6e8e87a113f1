import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.show.markup import Voice, escape, phrase, reason, words

PLAIN = ["受理1件", "1,137 件", "a b\nc\td", "（一）予以公开"]
CHANGED = [
    ("<script>", "&lt;script&gt;"),
    ('" onmouseover="x', "&quot; onmouseover=&quot;x"),
    ("a&b", "a&amp;b"),
    ("a\x00b", "a\ufffdb"),
    ("\u202e7311", "\ufffd7311"),  # would show 1137
    ("\ud800", "\ufffd"),  # could not be written as UTF-8
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_print_stands_as_it_is(text):
    assert escape(text) == text


@pytest.mark.parametrize(("text", "shown"), CHANGED)
def test_what_could_break_out_or_deceive_is_changed(text, shown):
    assert escape(text) == shown


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_safe_and_writable(text):
    shown = escape(text)
    assert not set('<>"') & set(shown)
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|quot|#x27);)*", shown, re.S)
    shown.encode("utf-8")


def test_a_voice_says_one_language_or_both():
    assert Voice("zh").pair("一", "one") == "一"
    assert Voice("en").pair("一", "one") == "one"
    assert Voice("both").pair("一", "one") == '<span lang="zh-CN">一</span><span lang="en">one</span>'
    assert Voice("both").pair("<", "<") == "&lt;"


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="lang is one of"):
        Voice("fr")  # type: ignore[arg-type]


REASONS = [
    (
        "label printed as “本年新受”; read by its place between known rows",
        "行名印作 “本年新受”；按其前后已知各行的位置认定",
    ),
    ("a number in a label cell", "标签格中的数字"),
    ("16 values printed for 15 columns", "15 列中印了 16 个数"),
    (
        "8 values printed for 7 columns; nothing proves which one is too many",
        "7 列中印了 8 个数；无从证明多出的是哪一个",
    ),
]


@pytest.mark.parametrize(("english", "chinese"), REASONS)
def test_reasons_are_said_in_both_languages(english, chinese):
    assert reason(english) == (chinese, english)


def test_an_unknown_reason_stands_as_it_was_given():
    assert reason("something {odd}") == ("something {odd}", "something {odd}")


def test_words_come_in_both_languages_with_the_same_blanks(root):
    raw = tomllib.loads((root / "toolkit/show/words.toml").read_text("utf-8"))
    reasons = raw.pop("reasons")
    assert all(re.fullmatch("#[0-9a-f]{8}", colour) for colour in raw.pop("tints").values())
    assert len(reasons) > 10
    for group, entries in raw.items():
        for key, entry in entries.items():
            blanks = [set(re.findall(r"\{(\w+)\}", entry[lang])) for lang in ("zh", "en")]
            assert blanks[0] == blanks[1], f"{group}.{key}"


def test_every_word_of_the_interface_is_used(root):
    code = "".join(path.read_text("utf-8") for path in sorted((root / "toolkit/show").glob("*.py")))
    unused = [key for key in words()["ui"] if f"ui.{key}" not in code and not key.startswith("show_")]
    assert unused == []


def test_a_missing_phrase_is_an_error():
    with pytest.raises(KeyError):
        phrase("ui.no_such_words")
