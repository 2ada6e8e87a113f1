"""Squeezed prose → paragraphs → sentences → chunks, and in each chunk what label belongs to which number.

A chunk is a run without punctuation. With one number in it the whole chunk is its label, whichever side it stands
on ("予以公开34件", "27件延至下年"); with several, the side is told by what stands before the first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.claim.numbers import Num
from toolkit.claim.phrases import Token

_PART = re.compile(r"[，、；：()\"']")
_END = re.compile(r"[。！？\n]")
_QUANTITY = frozenset({"count", "bare", "percent", "money", "times", "other_unit"})
_LONGEST = 120  # chunks; no sentence comes near it, and work stays linear
_CROWD = 30  # more numbers without a mark between them are no sentence
PERSONS = frozenset({"人", "户", "名", "人次", "位"})
# Words that name what a number counts; the others only colour it.
LABELS = frozenset(
    {
        "subject",
        "other",
        "verb",
        "outcome",
        "qita",
        "case",
        "branch",
        "applicant",
        "channel",
        "carry",
        "pending",
        "act",
        "rate",
        "share",
    }
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text between two marks; `mark` is the one before it, `after` the one behind; `depth` counts open brackets."""

    start: int
    end: int
    mark: str
    after: str
    depth: int
    tokens: tuple[Token, ...]
    numbers: tuple[Num, ...]  # quantities only
    dates: tuple[Num, ...]

    @property
    def years(self) -> tuple[Num, ...]:
        """The years that it names in four digits."""
        return tuple(d for d in self.dates if d.end - d.start == 4)


@dataclass(frozen=True, slots=True)
class Unit:
    """A number and the words that belong to it, in order."""

    num: Num
    tokens: tuple[Token, ...]
    chunk: Chunk
    start: int
    end: int

    def of(self, kind: str) -> tuple[Token, ...]:
        """Return its words of one kind."""
        return tuple(t for t in self.tokens if t.kind == kind)

    def has(self, *kinds: str) -> bool:
        """Tell whether it has a word of any of `kinds`."""
        return any(t.kind in kinds for t in self.tokens)

    @property
    def years_before(self) -> list[int]:
        """The years named in its own words before the number."""
        return [int(d.value) for d in self.chunk.years if self.start <= d.start < self.num.head]

    @property
    def years_behind(self) -> list[int]:
        """The years named in its own words behind the number."""
        return [int(d.value) for d in self.chunk.years if self.num.tail <= d.start < self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Chunks up to a full stop; `heading` when it is a numbered title without one."""

    start: int
    end: int
    chunks: tuple[Chunk, ...]
    paragraph: int
    heading: bool = False


_TITLE = re.compile(r"\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]")


def split_sentences(text: str, tokens: Sequence[Token], numbers: Sequence[Num]) -> Iterator[Sentence]:
    """Yield the sentences of squeezed `text` with the words and numbers of each chunk."""
    token_starts = [t.start for t in tokens]
    number_starts = [n.start for n in numbers]
    start = paragraph = 0
    for match in [*_END.finditer(text), None]:
        end = match.start() if match else len(text)
        mark = match.group() if match else ""
        if end > start:
            inside = tokens[bisect_left(token_starts, start) : bisect_left(token_starts, end)]
            figures = numbers[bisect_left(number_starts, start) : bisect_left(number_starts, end)]
            heading = (
                mark in ("\n", "")
                and end - start <= 30
                and bool(_TITLE.match(text, start))
                and not any(n.kind in _QUANTITY for n in figures)
            )
            chunks = tuple(_chunks(text, start, end, inside, figures))
            for n in range(0, len(chunks), _LONGEST):  # one slice, but for print without any full stop
                part = chunks[n : n + _LONGEST]
                yield Sentence(part[0].start, part[-1].end, part, paragraph, heading)
        if mark == "\n":
            paragraph += 1
        start = end + 1


def _chunks(text: str, start: int, end: int, tokens: Sequence[Token], numbers: Sequence[Num]) -> Iterator[Chunk]:
    depth, mark, begin = 0, "", start
    token_at = number_at = 0
    quoted_law = _law_names(text, start, end)
    for match in [*_PART.finditer(text, start, end), None]:
        stop = match.start() if match else end
        sign = match.group() if match else ""
        if sign == "，" and text[stop - 1 : stop].isdigit() and _inside(numbers, stop):
            continue  # thousands separator
        if sign in ('"', "'") or (sign == "：" and _inside(numbers, stop)):
            continue
        inside: list[Token] = []
        while token_at < len(tokens) and tokens[token_at].start < stop:
            token = tokens[token_at]
            token_at += 1
            if not any(a <= token.start < b for a, b in quoted_law):
                inside.append(token)
        figures: list[Num] = []
        while number_at < len(numbers) and numbers[number_at].start < stop:
            figures.append(numbers[number_at])
            number_at += 1
        if stop > begin:
            quantities = tuple(
                n
                for n in figures
                if n.kind in _QUANTITY
                and not (n.chinese and n.unit in ("级", "类"))  # 市县两级共收到, 三类合计: they count nothing
                and not any(a <= n.start < b for a, b in quoted_law)
            )
            if len(quantities) > _CROWD:
                quantities = ()
            dates = tuple(n for n in figures if n.kind == "date")
            yield Chunk(begin, stop, mark, sign, depth, tuple(_free(inside, quantities)), quantities, dates)
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        mark, begin = sign, stop + 1


def _inside(numbers: Sequence[Num], position: int) -> bool:
    """Tell whether `position` lies inside a numeral."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle].start < position:
            low = middle + 1
        else:
            high = middle
    return low > 0 and position < numbers[low - 1].end


def _law_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans in 《》: names of laws and papers, whose words state nothing."""
    spans, opened = [], -1
    for match in re.compile("[<>]").finditer(text, start, end):
        if match.group() == "<":
            opened = match.start() if opened < 0 else opened
        elif opened >= 0:
            spans.append((opened, match.end()))
            opened = -1
    return spans if len(spans) < 50 else spans[:50]


def _free(tokens: Sequence[Token], numbers: Sequence[Num]) -> Iterator[Token]:
    """Yield the tokens that lie in no number's unit or qualifier (年度 of 2022年度, 件 of 4件)."""
    for token in tokens:
        if not any(n.head < token.end and token.start < n.tail for n in numbers) or token.kind in ("blanket",):
            yield token


_AMONG = re.compile(r"(?:件|宗|条|份|起|项|例|申请|案件)(?:当)?[中里]")


def units_of(chunk: Chunk, carried: Sequence[Token], text: str = "") -> tuple[Unit, ...]:
    """Return the numbers of `chunk`, each with its words; `carried` are words of the list items before (、).

    Where the first number is the whole of which the others are parts (72件新收申请中自然人61件), the words behind 中
    belong to the parts.
    """
    numbers = chunk.numbers
    if not numbers:
        return ()
    if len(numbers) == 1:
        return (Unit(numbers[0], (*carried, *chunk.tokens), chunk, chunk.start, chunk.end),)
    groups: list[list[Token]] = [[] for _ in numbers]
    first = [t for t in chunk.tokens if t.end <= numbers[0].head]
    label_first = any(t.kind in LABELS for t in first) or any(t.kind in LABELS for t in carried)
    label_first = label_first or numbers[0].unit in PERSONS  # 申请人21人次提出申请21件
    among = _AMONG.search(text, numbers[0].end, numbers[1].head)
    for token in chunk.tokens:
        if among and among.end() <= token.start < numbers[1].head:
            groups[1].append(token)
            continue
        after = sum(1 for n in numbers if n.start < token.start)  # how many numbers stand before the word
        if token.kind in ("up", "down") and after < len(numbers):
            groups[after].append(token)
            continue
        if after == 0:
            groups[0].append(token)
        elif after == len(numbers):
            groups[-1].append(token)
        elif label_first:
            own = groups[after - 1]
            near = token.start - numbers[after - 1].tail <= 4 and numbers[after - 1].unit not in PERSONS
            sticks = token.kind in ("subject", "other") and near
            needs = not any(t.kind in ("subject", "other") for t in own)
            groups[after - 1 if sticks and needs else after].append(token)
        else:
            groups[after - 1].append(token)
    units = []
    for n, (num, tokens) in enumerate(zip(numbers, groups, strict=True)):
        begin = chunk.start if n == 0 else numbers[n - 1].tail if label_first else num.head
        stop = chunk.end if n == len(numbers) - 1 else numbers[n + 1].head if not label_first else num.tail
        units.append(Unit(num, (*(carried if n == 0 else ()), *tokens), chunk, begin, stop))
    return tuple(units)
