"""Where a mismatch is left unsaid: words that could change what is counted, and counts of a subject nobody named.

`inconsistent` accuses an office, so it is said only of what was understood. Two things speak against that, whatever
the phrases made of the number: words around it that no phrase explains (法律顾问审核答复12件), and a sentence that
never names disclosure, none of whose several numbers fits, and which counts far more than the tables do
(受理行政复议案件146件，审结131件).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from toolkit.claim.clauses import Chunk, Sentence
from toolkit.claim.draft import Draft
from toolkit.claim.model import Claim
from toolkit.claim.numbers import Num
from toolkit.claim.phrases import Token, helping_words, plain_words

_SUFFIX = (
    "人民政府|政府办公室|政府办|政府|管委会|委员会|办公室|办事处|街道|单位|机关|部门|系统|各级|各地|学校|公司|海关|"
    "[局委厅镇乡县区市省署院站队所处校]|办(?![理结毕])"
)
_GOES_ON = "共|全年|本年|年度|今年|累计|收到|受理|新收|接到|办|处理|答复|未|没|无|作出|实施|制|依法|于|在|$"
_HEADLINES = frozenset({"intake", "handled", "base", "answered"})
_NAMED = re.compile(r"公开|由此|因此|上述")
_ITEMS = 8  # of a list, to either side
_LOOK_BACK = 20  # sentences of the paragraph
_FAR, _FEW = 3, 3  # so many times the table's count, and at least so many


@cache
def _explained() -> re.Pattern[str]:
    plain = "|".join(map(re.escape, plain_words()))
    return re.compile(rf"{_named_before(0, 8)}(?:{_SUFFIX})|{plain}")


@cache
def _organ() -> re.Pattern[str]:
    """Return what finds an organ's name at the head of a clause, whatever words it is made of (自然资源和规划局)."""
    return re.compile(rf"{_named_before(1, 14)}(?:{_SUFFIX})(?={_GOES_ON})")


def _named_before(least: int, most: int) -> str:
    helping = "|".join(map(re.escape, helping_words()))
    return rf"(?:(?!{helping})[\u4e00-\u9fff]){{{least},{most}}}?"


def mark_unread(
    drafts: Sequence[Draft], text: str, tokens: Sequence[Token], numbers: Sequence[Num], sentences: Sequence[Sentence]
) -> None:
    """Give each draft the words of its clause that nothing explains, and those of the headline it is a part of."""
    places = {c.start: (s.chunks, n) for s in sentences for n, c in enumerate(s.chunks)}
    known = _starts(tokens, numbers)
    words: dict[int, str] = {}
    seen: dict[int, str] = {}

    def left(chunk: Chunk) -> str:
        if chunk.start not in words:
            words[chunk.start] = _left(text, chunk, known)
        return words[chunk.start]

    headline: dict[int, Draft] = {}
    for made in drafts:
        if made.chunk not in places:
            continue
        if made.chunk not in seen:
            seen[made.chunk] = " ".join(filter(None, map(left, _around(text, *places[made.chunk]))))
        over = headline.get(made.sentence)
        made.unread = seen[made.chunk] or (over.unread if over is not None and over.start < made.start else "")
        if (made.role in _HEADLINES and not made.implied) or (made.role == "none" and made.unread):
            headline[made.sentence] = made


def _around(text: str, chunks: Sequence[Chunk], n: int) -> Sequence[Chunk]:
    """Return chunk `n` and those it shares words with: the items of its list (、), the words that give it its noun."""
    own = chunks[n]
    if "公开" in text[own.start : own.end]:
        return (own,)  # it says itself what it counts
    first = last = n
    while first and chunks[first].mark == "、" and n - first < _ITEMS:
        first -= 1
    while last + 1 < len(chunks) and chunks[last].after == "、" and last - n < _ITEMS:
        last += 1
    named = any(t.kind in ("subject", "other") for c in chunks[first : last + 1] for t in c.tokens)
    before = chunks[first - 1]
    if first and not named and not before.numbers and before.end - before.start > 2:  # (三) alone is no words
        first -= 1
    return chunks[first : last + 1]


def _starts(tokens: Sequence[Token], numbers: Sequence[Num]) -> dict[int, int]:
    """Return where what is known begins and ends."""
    spans = {t.start: t.end for t in tokens}
    for num in numbers:
        head = min(num.head, num.start)
        spans[head] = max(spans.get(head, 0), num.tail)
    return spans


def _left(text: str, chunk: Chunk, known: dict[int, int]) -> str:
    out: list[str] = []
    organ = _organ().match(text, chunk.start, chunk.end)
    at = last = organ.end() if organ else chunk.start
    while at < chunk.end:
        if at in known and known[at] > at:
            out += [text[last:at], " "]
            at = last = known[at]
        else:
            at += 1
    out.append(text[last : chunk.end])
    bare = re.sub(r"[^\u4e00-\u9fff]+", " ", "".join(out))
    return " ".join(_explained().sub(" ", bare).split())


def leave_unnamed(
    claims: Sequence[Claim], drafts: Sequence[Draft], text: str, sentences: Sequence[Sentence]
) -> list[Claim]:
    """Return the claims, those inconsistent ones undone whose sentence counts something that is never named."""
    by_sentence: dict[int, list[int]] = {}
    for n, made in enumerate(drafts):
        by_sentence.setdefault(made.sentence, []).append(n)
    told = list(claims)
    for number, members in by_sentence.items():
        wrong = [n for n in members if claims[n].verdict == "inconsistent" and _about_cases_or_requests(claims[n])]
        totals = [claims[n] for n in wrong if _is_total(claims[n])]
        printed = [claims[n] for n in members if not claims[n].implied and claims[n].value]
        fits = any(c.verdict in ("consistent", "approximate", "ambiguous") for c in printed)
        several = sum(not c.implied for c in (claims[n] for n in wrong)) > 1  # one number may have a digit too many
        if several and totals and all(map(_far, totals)) and not fits and not _is_named(number, text, sentences):
            for n in wrong:
                told[n] = replace(claims[n], verdict="not_comparable", note="unnamed")
    return told


def _far(claim: Claim) -> bool:
    figures = [r.value for r in claim.readings if r.value is not None]
    return claim.value >= _FEW and bool(figures) and all(claim.value > _FAR * abs(f) for f in figures)


def _is_total(claim: Claim) -> bool:
    """Tell whether the claim counts requests, answers or cases, not one row or result of them."""
    first = claim.readings[0].measure
    return first.startswith(("requests_", "outcomes_total")) or first.endswith("_total")


def _about_cases_or_requests(claim: Claim) -> bool:
    prefixes = ("requests_", "outcomes_", "reconsideration_", "litigation_", "granted_", "denied", "unable")
    return bool(claim.readings) and claim.readings[0].measure.startswith(prefixes)


def _is_named(number: int, text: str, sentences: Sequence[Sentence]) -> bool:
    """Tell whether the sentence, or one before it in its paragraph, speaks of disclosure."""
    here = sentences[number]
    first = number
    while first and sentences[first - 1].paragraph == here.paragraph and number - first < _LOOK_BACK:
        first -= 1
    if first and sentences[first - 1].heading:
        first -= 1
    return _NAMED.search(text, sentences[first].start, here.end) is not None
