"""One passage's text → squeezed prose, its numbers and words, and the settled drafts of its claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.claim.clauses import Sentence, split_sentences
from toolkit.claim.doubt import mark_unread
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.numbers import Num, find_numbers
from toolkit.claim.phrases import find_tokens
from toolkit.claim.prose import Prose, squeeze_prose
from toolkit.claim.reader import read_sentence
from toolkit.claim.settle import settle

_QUOTE = 40
_OWN_YEAR = re.compile(r"(?<![较比至到含同从转延于待])((?:19|20)\d\d)年")
_COUNT = re.compile(r"\d[件宗份条]")
_AFTER_YEAR = re.compile(r"度?(?:结转|转结|转入|结余|末结转|底结转|遗留)")


@dataclass(frozen=True, slots=True)
class Walked:
    """All that was read from one passage, positions in squeezed prose."""

    prose: Prose
    numbers: tuple[Num, ...]
    sentences: tuple[Sentence, ...]
    drafts: tuple[Draft, ...]
    others: tuple[tuple[int, str], ...]  # start of a number, whose it is


def walk(text: str, memory: Memory) -> Walked:
    """Read `text`; `memory` carries year, scope and form in and is used up."""
    prose = squeeze_prose(text)
    numbers = find_numbers(prose.text)
    tokens = find_tokens(prose.text)
    sentences = tuple(split_sentences(prose.text, tokens, numbers))
    if memory.year is None:
        memory.year = _own_year(prose.text)
    paragraph = 0
    heading = False
    for n, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            memory.paragraph_from = len(memory.drafts)
            memory.headline = memory.last = None
            memory.whole = memory.after_other = False
            if not heading:
                memory.subject = None
        read_sentence(sentence, prose.text, memory, n)
        heading = sentence.heading
        if heading:
            memory.section = memory.subject
    settle(memory.drafts, prose.text)
    mark_unread(memory.drafts, prose.text, tokens, numbers, sentences)
    _quote(memory.drafts, sentences, prose)
    return Walked(prose, numbers, sentences, tuple(memory.drafts), tuple(memory.other_spans))


def _own_year(text: str) -> int | None:
    """Return the year the passage itself speaks of: the latest that nothing compares with or carries to or from."""
    years: list[int] = []
    for match in _OWN_YEAR.finditer(text):
        if _AFTER_YEAR.match(text, match.end()):
            continue
        if not years and _COUNT.search(text, text.rfind("。", 0, match.start()) + 1, match.start()):
            return None  # the year comes only after a count of its sentence: last year's, or next year's
        years.append(int(match[1]))
        if len(years) > 200:
            break
    return max(years) if years else None


def _quote(drafts: Sequence[Draft], sentences: Sequence[Sentence], prose: Prose) -> None:
    """Widen each draft from its number to the words around it, within its chunk and 40 characters of the original."""
    spans = {c.start: c for s in sentences for c in s.chunks}
    for draft in drafts:
        chunk = spans.get(draft.chunk)
        if chunk is None or draft.implied:
            while draft.end - draft.start > 1 and _length(prose, draft.start, draft.end) > _QUOTE:
                draft.end -= 1
            continue
        start, end = draft.start, draft.end
        before = max([n.tail for n in chunk.numbers if n.tail <= start] + [chunk.start])
        after = min([n.head for n in chunk.numbers if n.head >= end] + [chunk.end])
        label_first = any(t.kind in _NOUNS for t in chunk.tokens if before <= t.start < start)
        for token in reversed([t for t in chunk.tokens if before <= t.start and t.end <= start]):
            if _length(prose, token.start, end) > _QUOTE:
                break
            if token.kind not in _SMALL or (token.kind == "compare" and token.end == start < draft.start):
                start = token.start  # without 比 or 较, 上年增长21% would say the opposite
        named = any(t.kind == "subject" for t in chunk.tokens if before <= t.start < draft.start)
        if not label_first or not named:
            for token in [t for t in chunk.tokens if end <= t.start and t.end <= after]:
                if _length(prose, start, token.end) > _QUOTE:
                    break
                if token.kind not in _SMALL:
                    end = token.end
        draft.start, draft.end = start, end


def _length(prose: Prose, start: int, end: int) -> int:
    first, last = prose.span(start, end)
    return last - first


_NOUNS = frozenset(
    {"subject", "verb", "outcome", "case", "applicant", "carry", "act", "branch", "channel", "pending", "share"}
)
_SMALL = frozenset({"shield", "part", "cause", "caused", "compare", "whole", "also", "other"})
