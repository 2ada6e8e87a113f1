"""Prose in sentences, paragraphs and chunks; which words go to which number of a chunk."""

from __future__ import annotations

import pytest

from toolkit.claim.clauses import Sentence, split_sentences, units_of
from toolkit.claim.lists import at_semicolons
from toolkit.claim.numbers import find_numbers
from toolkit.claim.phrases import find_tokens
from toolkit.claim.prose import squeeze_prose


def read(text: str) -> tuple[str, list[Sentence]]:
    prose = squeeze_prose(text).text
    return prose, list(split_sentences(prose, find_tokens(prose), find_numbers(prose)))


SENTENCES = [  # paragraph, whether it is a heading, text without the mark it opens with
    ("一、总体情况\n收到申请12件。答复11件。",
     [(0, True, "一、总体情况"), (1, False, "收到申请12件"), (1, False, "答复11件")]),
    ("（二）依申请公开\n收到。", [(0, True, "二)依申请公开"), (1, False, "收到")]),
    ("收到申请12件", [(0, False, "收到申请12件")]),
    ("（一）收到申请12件\n答复。", [(0, False, "一)收到申请12件"), (1, False, "答复")]),
    ("收到。一、总体情况", [(0, False, "收到"), (0, True, "一、总体情况")]),
    ("收到申请\n二、答复。\n三、公开\n", [(0, False, "收到申请"), (1, False, "二、答复"), (2, True, "三、公开")]),
    ("二、总体情况！\n收到？有。", [(0, False, "二、总体情况"), (1, False, "收到"), (1, False, "有")]),
    ("一、" + "总" * 28 + "\n收到", [(0, True, "一、" + "总" * 28), (1, False, "收到")]),
    ("一、" + "总" * 29, [(0, False, "一、" + "总" * 29)]),
    ("。。\n。", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_prose_falls_into_sentences(text: str, sentences: list[tuple[int, bool, str]]) -> None:
    prose, found = read(text)
    assert [(s.paragraph, s.heading, prose[s.start : s.end]) for s in found] == sentences


CHUNKS = [  # mark before, text, mark behind, depth: numbers / dates
    ("收到12件，其中（公开5件（含2件），不予公开2件）；答复1,137件。",
     "收到12件，0:12/ ，其中(0:/ (公开5件(1:5/ (含2件)2:2/ ，不予公开2件)1:2/ ；答复1，137件0:1，137/"),
    ("收到申请12件（公开5件）)），答复11件", "收到申请12件(0:12/ (公开5件)1:5/ ，答复11件0:11/"),
    ("公开）（公开5件）", "公开)0:/ (公开5件)1:5/"),
    ("收到\"申请\"12件'甲'、无", "收到\"申请\"12件'甲'、0:12/ 、无0:/"),
    ("依据《条例》第12条、《12件办法》收到3件", "依据<条例>第12条、0:/ 、<12件办法>收到3件0:3/"),
    ("三级共收到12件，三类合计3件", "三级共收到12件，0:12/ ，三类合计3件0:3/"),
    ("2022年收到12件，2023年：无", "2022年收到12件，0:12/2022 ，2023年：0:/2023 ：无0:/"),
    (" ".join(str(n) for n in range(1, 31)), " ".join(str(n) for n in range(1, 31)) + "0:"
     + ",".join(str(n) for n in range(1, 31)) + "/"),
    (" ".join(str(n) for n in range(1, 32)), " ".join(str(n) for n in range(1, 32)) + "0:/"),  # no sentence
]  # fmt: skip


@pytest.mark.parametrize(("text", "chunks"), CHUNKS)
def test_a_sentence_falls_into_chunks(text: str, chunks: str) -> None:
    prose, (sentence,) = read(text)
    told = []
    for c in sentence.chunks:
        numbers, dates = (",".join(prose[n.start : n.end] for n in found) for found in (c.numbers, c.dates))
        told.append(f"{c.mark}{prose[c.start : c.end]}{c.after}{c.depth}:{numbers}/{dates}")
    assert " ".join(told) == chunks


def test_a_chunk_has_the_words_that_lie_in_it() -> None:
    prose, (sentence,) = read("收到申请12件，其中（予以公开5件），依据《公开办法》答复4件。")
    assert [[t.text for t in c.tokens] for c in sentence.chunks] == [
        ["收到", "申请"], ["其中"], ["予以公开"], ["答复"],
    ]  # fmt: skip
    for chunk in sentence.chunks:
        assert all(chunk.start <= t.start and t.end <= chunk.end for t in chunk.tokens)
        assert all(prose[t.start : t.end] == t.text for t in chunk.tokens)


def test_a_run_without_a_full_stop_is_cut() -> None:
    _, found = read("无，" * 250)
    assert [len(s.chunks) for s in found] == [120, 120, 10]
    assert [c for s in found for c in s.chunks] == sorted((c for s in found for c in s.chunks), key=lambda c: c.start)


UNITS = [
    ("予以公开34件", [("34", "予以公开", "予以公开34件")]),
    ("12件予以公开3件部分公开", [("12", "予以公开", "12件予以公开"), ("3", "部分公开", "3件部分公开")]),
    ("收到申请12件答复11件", [("12", "收到 申请", "收到申请12件"), ("11", "答复", "答复11件")]),
    ("申请人21人次提出申请21件", [("21", "申请人", "申请人21人次"), ("21", "提出 申请", "提出申请21件")]),
    ("收到12件同比增长3%", [("12", "收到", "收到12件"), ("3", "同比 增长", "同比增长3%")]),
    ("12件同比增长3%答复", [("12", "同比", "12件同比增长"), ("3", "增长 答复", "3%答复")]),
    ("收到12件申请5件", [("12", "收到 申请", "收到12件"), ("5", "", "申请5件")]),
    ("收到热线12件申请3件", [("12", "收到 热线", "收到热线12件"), ("3", "申请", "申请3件")]),
    ("收到12件关系到民生的申请3件", [("12", "收到", "收到12件"), ("3", "申请", "关系到民生的申请3件")]),
    ("2件无法提供3件不予公开5件",
     [("2", "无法提供", "2件无法提供"), ("3", "不予公开", "3件不予公开"), ("5", "", "5件")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "units"), UNITS)
def test_each_number_gets_its_words(text: str, units: list[tuple[str, str, str]]) -> None:
    prose, (sentence,) = read(text)
    (chunk,) = sentence.chunks
    found = units_of(chunk, ())
    assert [
        (prose[u.num.start : u.num.end], " ".join(t.text for t in u.tokens), prose[u.start : u.end]) for u in found
    ] == units


def test_words_of_the_items_before_go_to_the_first_number() -> None:
    _, (sentence,) = read("维持、12件予以公开3件部分公开")
    before, chunk = sentence.chunks
    assert units_of(before, ()) == ()
    first, second = units_of(chunk, before.tokens)
    assert [t.text for t in first.tokens] == ["维持"]
    assert [t.text for t in second.tokens] == ["予以公开", "部分公开"]  # the labels stand before their numbers


def test_a_sentence_falls_into_parts_at_semicolons() -> None:
    prose, (sentence,) = read("收到12件，答复11件；公开5件；其中，3件（维持2件；1件）")
    parts = list(at_semicolons(sentence))
    assert [prose[p.start : p.end] for p in parts] == [
        "收到12件，答复11件", "公开5件", "其中，3件(维持2件", "1件",
    ]  # fmt: skip
    assert tuple(c for p in parts for c in p.chunks) == sentence.chunks
    assert {p.paragraph for p in parts} == {sentence.paragraph}
