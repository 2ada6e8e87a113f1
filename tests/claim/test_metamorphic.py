"""What must not matter does not; what matters flips exactly its own verdict."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from tests.claim.scoring import passages
from toolkit.claim import check_passage
from toolkit.claim.phrases import find_tokens
from toolkit.claim.prose import squeeze_prose

Facts = Counter[tuple[str, tuple[str, ...], str]]
WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）"})
NARROW = str.maketrans({"，": ",", "：": ":", "；": ";", "（": "(", "）": ")"})
HOTLINE = "12345政务服务热线受理诉求8642件，办结8630件，办结率99.9%。"
EASY = ("intake", "carry", "base", "answered", "zero", "outcome", "review", "suit", "fresh")


def facts(text: str, table: dict[str, float], year: int | None = None) -> Facts:
    """Return claims as value, readings, verdict: all that a change of dress must keep."""
    found = check_passage(text, table, year).claims
    return Counter((str(c.value), tuple(r.measure for r in c.readings), c.verdict) for c in found)


@cache
def _traditional() -> dict[int, str]:
    pairs = {}
    for line in (files("toolkit.read") / "traditional.txt").read_text("utf-8").splitlines():
        for pair in line.partition("#")[0].split():
            pairs.setdefault(ord(pair[1]), pair[0])
    return pairs


def _broken(text: str) -> str:
    """Break a line inside the first word of four characters."""
    return re.sub(r"([\u4e00-\u9fff]{2})([\u4e00-\u9fff]{2})", "\\1\n\\2", text, count=1)


CHANGES: list[Callable[[str], str]] = [
    lambda t: t.translate(WIDE),
    lambda t: t.translate(NARROW),
    lambda t: t.translate(_traditional()),
    lambda t: HOTLINE + t,
    lambda t: t + HOTLINE,
    lambda t: " ".join(t),
    _broken,
    lambda t: t.replace("我局", "青石街道办事处").replace("我镇", "白鹤镇人民政府"),
]


NAMES = ["wide", "narrow", "traditional", "before", "after", "spaced", "broken", "renamed"]


def changed_by(change: Callable[[str], str], lines: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """Return how many texts a change touches, and those that are then read otherwise."""
    tried, changed = 0, []
    for line in lines:
        text = line["text"]
        new = change(text)
        if new == text or (re.search(r"\d \d", new) and not re.search(r"\d \d", text)):
            continue  # digits pushed apart are other numbers
        tried += 1
        table, year = line["table"], line.get("year")
        if facts(new, table, year) != facts(text, table, year):
            changed.append(new)
    return tried, changed


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_dress_does_not_matter(change: Callable[[str], str]) -> None:
    lines = [line for line in passages(*EASY) if not re.match(r"\d|其中", line["text"])]  # these go on about a subject
    tried, changed = changed_by(change, lines)
    assert changed == []
    assert tried >= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wide", "narrow", "traditional", "spaced"])
def test_dress_does_not_matter_to_any_passage(name: str) -> None:
    tried, changed = changed_by(CHANGES[NAMES.index(name)], [*passages(), *passages("dev")])
    assert changed == []
    assert tried > 50


TRAINING = "组织业务培训3场，参训人员120人次。"
ORGANS = {
    "局": "云州市水务局", "镇": "白鹤镇", "乡": "白鹤乡", "街道": "青石街道办事处", "委": "云州市发展改革委",
    "区": "云州区", "市": "云州市", "县": "云县", "办": "云州市人民政府办公室", "院": "云州市人民医院",
    "校": "云州大学", "中心": "云州市政务服务中心",
}  # fmt: skip
_ORGAN = re.compile(f"我({'|'.join(ORGANS)})")
_GOES_ON = re.compile(r"\s*其中")


def inserted(text: str, sentence: str) -> Iterator[tuple[int, str]]:
    """Yield (position, text) with a sentence put in front of each that names its own subject, and at the end."""
    for at in (0, *(m.end() for m in re.finditer("。", text))):
        rest = squeeze_prose(text[at:]).text.partition("。")[0]
        if not rest or (any(t.kind == "subject" for t in find_tokens(rest)) and not _GOES_ON.match(rest)):
            yield at, text[:at] + sentence + text[at:]


def broken(text: str) -> Iterator[tuple[int, str]]:
    """Yield (position, text) with a line end inside a word, at every eleventh place where two characters meet."""
    for at in [m.end() for m in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff])", text)][3::11]:
        yield at, f"{text[:at]}\n{text[at:]}"


def named(text: str) -> Iterator[tuple[int, str]]:
    """Yield (position, text) with 我局 and the like replaced by an organ's name, one at a time."""
    for match in _ORGAN.finditer(text):
        yield match.start(), text[: match.start()] + ORGANS[match[1]] + text[match.end() :]


Everywhere = Callable[[str], Iterator[tuple[int, str]]]
EVERYWHERE: dict[str, Everywhere] = {
    "hotline": lambda text: inserted(text, HOTLINE),
    "training": lambda text: inserted(text, TRAINING),
    "organ": named,
    "broken": broken,
}
# What still changes though it should not: passage and position. A number here is a fault of the reader; mend it there,
# and take it off this list.
_HEADED = {("s10_001", 173), ("s3_005", 0), ("s3_032", 30)}  # between a heading, or its line, and what it announces
KNOWN: dict[str, set[tuple[str, int]]] = {
    "hotline": {("n096", 0), *_HEADED},  # 年底尚有4件申请: the sentence before takes 申请 over
    "training": set(_HEADED),
    "organ": {("n204", 23), ("n205", 25)},  # 全市390件。青石街道收到3件: one organ beside a wider count, without 我
    "broken": {("n278", 300), ("p115", 337), ("p115", 348), ("p115", 386), ("p115", 397)},  # headings wrapped in a word
}


def violations(name: str, lines: list[dict[str, Any]]) -> tuple[int, set[tuple[str, int]]]:
    """Return how many changed texts were read, and the places where the change mattered."""
    tried, found = 0, set()
    for line in lines:
        text, year = line["text"], line.get("year")
        before = facts(text, line["table"], year)
        for at, new in EVERYWHERE[name](text):
            tried += 1
            if facts(new, line["table"], year) != before:
                found.add((str(line["id"]), at))
    return tried, found


@pytest.mark.parametrize("name", EVERYWHERE)
def test_dress_does_not_matter_at_any_place_of_some_passages(name: str) -> None:
    tried, found = violations(name, [*passages()][::8])
    assert tried > 5
    assert found <= KNOWN[name]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("hotline", 2800), ("training", 2800), ("organ", 90), ("broken", 3000)])
def test_dress_does_not_matter_at_any_place_of_any_passage(name: str, least: int) -> None:
    tried, found = violations(name, [*passages(), *passages("dev")])
    assert tried > least
    assert found == KNOWN[name]


@pytest.mark.parametrize("joint", ["", "\n"], ids=["sentences", "paragraphs"])
def test_order_does_not_matter(joint: str) -> None:
    tried = 0
    for a, b in pairwise(passages("intake", "review", "docs", "fee", "decide", "suit")):
        if not set(a["table"]) & set(b["table"]):
            tried += 1
            table = {**a["table"], **b["table"]}
            one, other = joint.join((a["text"], b["text"])), joint.join((b["text"], a["text"]))
            assert facts(one, table) == facts(other, table)
    assert tried > 5


def flips(line: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (text, verdict) for each number of a passage that is changed alone; AssertionError where others change too.

    Left out: passages in which a number bears on others by design (均予以公开 after N; shares and growth).
    """
    text, table, year = line["text"], line["table"], line.get("year")
    before = check_passage(text, table, year)
    if any(c.implied and c.value for c in before.claims):
        return
    if any("/" in r.measure or "prior" in r.measure for c in before.claims for r in c.readings):
        return
    for n, claim in enumerate(before.claims):
        prints = [
            x for x in before.numbers
            if x.kind == "linked" and claim.start <= x.start < claim.end and x.value == claim.value and x.text.isdigit()
        ]  # fmt: skip
        if claim.verdict != "consistent" or claim.implied or claim.qualifier or len(prints) != 1:
            continue
        at = prints[0]
        if not claim.value and claim.readings[0].measure.startswith(("recon", "litig")):
            continue  # no reviews, so the results that follow are those of the suits
        if sum(c.start <= at.start < c.end for c in before.claims) > 1:
            continue  # one number, two claims
        wrong = text[: at.start] + str(int(at.text) + 9000) + text[at.end :]
        after = check_passage(wrong, table, year).claims
        if any(c.note == "unnamed" for c in after):
            continue  # where nothing fits any more, whose cases they are is left open for all of them
        changed = [
            k for k, (a, b) in enumerate(zip(before.claims, after, strict=True))
            if (a.verdict, [r.measure for r in a.readings]) != (b.verdict, [r.measure for r in b.readings])
        ]  # fmt: skip
        assert changed == [n], wrong
        yield wrong, after[n].verdict


@pytest.mark.parametrize("names", [EASY, pytest.param((), marks=pytest.mark.slow)], ids=["some", "all"])
def test_a_changed_number_of_any_passage_flips_its_own_verdict_only(names: tuple[str, ...]) -> None:
    """Most become inconsistent; a few fall to not_comparable: published, in part, beside words not understood."""
    found = [verdict for line in passages(*names) for _, verdict in flips(line)]
    assert len(found) > 150
    assert set(found) == {"inconsistent", "not_comparable"}
    assert found.count("inconsistent") > 0.94 * len(found)


FLIPS = [
    ("收到政府信息公开申请{}件，办结{}件，结转下年度{}件。", ("40", "38", "2")),
    ("行政复议{}件，其中维持{}件、纠正{}件。", ("5", "4", "1")),
    ("制发规范性文件{}件，废止{}件，现行有效{}件。", ("6", "3", "50")),
    ("作出行政许可决定{}件、行政处罚决定{}件、行政强制决定{}件。", ("71", "62", "53")),
]
TABLE = {
    "requests_received_new": 40, "requests_carried_in": 0, "outcomes_total": 38, "requests_carried_out": 2,
    "reconsideration_total": 5, "reconsideration_upheld": 4, "reconsideration_corrected": 1,
    "normative_documents.issued_this_year": 6, "normative_documents.repealed_this_year": 3,
    "normative_documents.in_force_total": 50, "licensing": 71, "penalties": 62, "coercion": 53,
}  # fmt: skip


@pytest.mark.parametrize(("form", "numbers"), FLIPS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_changed_number_flips_its_own_verdict_only(form: str, numbers: tuple[str, ...], which: int) -> None:
    before = check_passage(form.format(*numbers), TABLE).claims
    wrong = [str(int(n) + 900) if k == which else n for k, n in enumerate(numbers)]
    after = check_passage(form.format(*wrong), TABLE).claims
    assert [c.verdict for c in before] == ["consistent"] * 3
    assert [c.verdict for c in after] == ["inconsistent" if k == which else "consistent" for k in range(3)]


def test_blank_cells_judge_nothing() -> None:
    claim = check_passage("收到政府信息公开申请3件。", {"requests_received_new": None}).claims[0]
    assert (claim.verdict, claim.fit) == ("not_comparable", "unknown")


def test_a_blank_alternate_withholds_the_verdict() -> None:
    table = {"requests_received_new": 4, "requests_carried_in": None}
    assert check_passage("受理政府信息公开申请3件。", table).claims[0].verdict == "not_comparable"


ADVERSARIES = [
    "收到",
    "申请1件",
    "(",
    "1，",
    "行政复议、",
    "其中",
    "12",
    "未",
    "<",
    "百分之",
    "2023年",
    "件 \n",
    "1\n",
    "[bookmark:",
    "行政许可1件，",
    "复议1件。",
    "收到申请1件，结转1件，",
    "行政复议1件，维持1件，",
    "公开1件；",
    "无行政复议，",
    "分别为1件、",
    "占1%，",
]


def steps(text: str) -> int:
    """Return how many bytecodes run while `text` is read: work, without a clock."""
    count = 0

    def each(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return each

    def enter(frame: FrameType, event: str, argument: object) -> object:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return each

    before = sys.gettrace()
    sys.settrace(enter)  # type: ignore[arg-type]
    try:
        check_passage(text, {"requests_received_new": 1})
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", ADVERSARIES)
def test_work_grows_with_the_length_only(unit: str) -> None:
    """Ten times the prose takes ten times the work, a little more where windows of a hundred are not yet full."""
    check_passage(unit * 10, {"requests_received_new": 1})
    assert steps(unit * (4_000 // len(unit))) < 16 * steps(unit * (400 // len(unit)))


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["行政许可1件，", "公开1件；", "1，"])
def test_work_grows_with_the_length_only_further_on(unit: str) -> None:
    assert steps(unit * (20_000 // len(unit))) < 12 * steps(unit * (2_000 // len(unit)))


@pytest.mark.slow
def test_a_megabyte_of_prose_is_read_to_its_end() -> None:
    prose = "".join(line["text"] + "\n" for line in passages())
    text = prose * (1_000_000 // len(prose) + 1)
    narrative = check_passage(text, {"requests_received_new": 1})
    assert len(text) >= 1_000_000
    assert narrative.claims[-1].start > len(text) - len(prose)
    for claim in narrative.claims:
        assert text[claim.start : claim.end] == claim.quote
