"""The walk: sentence by sentence, chunk by chunk, number by number, subject first. Words in, drafts out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.claim.acts import is_publishing, read_decision, read_document, read_fee
from toolkit.claim.blanket import read_blanket, read_tail, reason_inside
from toolkit.claim.cases import counts_cases, disclosure_again, read_case, withdrawn
from toolkit.claim.clauses import Chunk, Sentence, Unit, units_of
from toolkit.claim.columns import CASES
from toolkit.claim.dealt import read_dealt
from toolkit.claim.draft import BESIDE, Draft, Memory
from toolkit.claim.growth import read_growth, read_level, read_multiple
from toolkit.claim.handing import Handed, carried_inside, dress, hand_on, pass_bracket
from toolkit.claim.lists import at_semicolons, each_alike, note_listing, year_before
from toolkit.claim.negation import read_negation
from toolkit.claim.nouns import (
    DECISIONS,
    DOCUMENTS,
    REQUESTS,
    forget_others,
    governing_nouns,
    in_its_list,
    in_section,
    is_published,
    let_noun_take_over,
    lists_results,
    lost_its_unit,
    sorts_documents,
    speaks_of_requests,
)
from toolkit.claim.phrases import Token
from toolkit.claim.rates import read_share, with_lead
from toolkit.claim.requests import fix_base, read_request

_BY_TOPIC = ("内容", "集中", "主要")  # 申请内容主要为征地类12件
_PLANNED = re.compile(r"(?:^|[，。；：\n年度局委镇乡])(?:计划|拟|预计|力争|争取|下一步|下步)(?![划订定])")


def read_sentence(sentence: Sentence, text: str, memory: Memory, number: int) -> None:
    """Read one sentence into `memory.drafts`."""
    memory.sentence = number
    memory.sentence_from = len(memory.drafts)
    memory.listing = False
    memory.named = None
    forget_others(sentence, memory)
    memory.area = any(t.kind == "whole" and t.text.startswith("全") for c in sentence.chunks for t in c.tokens)
    memory.whole = memory.whole or memory.area
    memory.results = lists_results(sentence)
    if sorts_documents(sentence, text) and any(c.mark == "；" for c in sentence.chunks):
        for part in at_semicolons(sentence):
            _read_part(part, text, memory)
        return
    _read_part(sentence, text, memory)


def _read_part(sentence: Sentence, text: str, memory: Memory) -> None:
    if sorts_documents(sentence, text):
        for chunk in sentence.chunks:
            if not chunk.numbers and _denies(chunk):
                _deny([chunk], 0, [], [], text, memory)
            for num in chunk.numbers:
                memory.other_spans.append((num.start, "web_items"))
        return
    handed = Handed()
    skip_until = -1
    for n, chunk in enumerate(sentence.chunks):
        if chunk.start < skip_until:
            continue
        note_listing(chunk, text, memory)
        if _tells_topics(chunk, memory):
            memory.topics = memory.sentence
        pass_bracket(chunk, handed)
        if any(t.kind == "whole" for t in chunk.tokens):
            memory.whole = True
        if _denies(chunk):
            skip_until = _deny(sentence.chunks, n, handed.carried, handed.pending, text, memory)
            denied = [t for c in sentence.chunks[n:] if c.start < skip_until for t in c.tokens]
            let_noun_take_over(denied or chunk.tokens, memory)
            handed = Handed()
            continue
        if not chunk.numbers:
            _count_with_bracket(chunk, memory)
            words = hand_on(chunk, handed)
            if words is not None:
                _words(chunk, words, memory)
                for made in read_level(chunk, text, memory, sentence):
                    memory.add(made)
            continue
        dealt = read_dealt(sentence, n, text, memory)
        if dealt is not None:
            for made in dealt.drafts:
                memory.add(made)
                memory.headline = made if made.role in ("intake", "answered") else memory.headline
            skip_until = dealt.end
            handed.carried, handed.pending = [], []
            continue
        if chunk.mark != "、":
            handed.governing = ()
        before = year_before(sentence.chunks, n, memory)
        for found in units_of(chunk, handed.carried, text):
            unit = dress(found, before, sentence, n, text, memory, handed)
            if unit is None:
                memory.other_spans.append((found.num.start, ""))
            else:
                for one in each_alike(unit):
                    _unit(one, text, memory, sentence)
        handed.carried, handed.pending = [], []


def _tells_topics(chunk: Chunk, memory: Memory) -> bool:
    """Tell whether the chunk begins to count the requests by what they ask for (申请内容主要为征地类12件)."""
    by_topic = any(t.kind == "topic" and t.text.startswith(_BY_TOPIC) for t in chunk.tokens)
    of_requests = memory.subject == "request" or any(t.key in REQUESTS for t in chunk.tokens)
    return by_topic and of_requests and bool(memory.lately("intake"))


def _count_with_bracket(chunk: Chunk, memory: Memory) -> None:
    """Read 收到申请14件（含上年结转） and 不予处理1件（信访投诉类）: the bracket tells of the count before it."""
    last = memory.ending_at(chunk.start - 1) if chunk.mark == "(" else None
    if last is None:
        return
    fix_base(last, carried_inside(chunk))
    if chunk.after == ")":
        for made in reason_inside(chunk, last, memory):
            made.chunk, made.depth = chunk.start, chunk.depth
            memory.add(made)


def _denies(chunk: Chunk) -> bool:
    return any(t.kind == "neg" for t in chunk.tokens) and all(n.value == 0 and n.kind == "count" for n in chunk.numbers)


def _deny(
    chunks: Sequence[Chunk], n: int, carried: list[Token], pending: list[Token], text: str, memory: Memory
) -> int:
    """Read a negated stretch: the chunk, the list items before it, and those after it (、, or a bare 和…)."""
    last = n
    while last + 1 < len(chunks) and chunks[last].after == "、" and not chunks[last + 1].numbers:
        last += 1
        if any(t.kind == "neg" for t in chunks[last].tokens):
            named = any(t.kind in ("subject", "other", "outcome", "carry") for c in chunks[n:last] for t in c.tokens)
            last -= named  # 未制发、也未废止规范性文件 is one statement
            break
    tokens = [*carried, *(t for c in chunks[n : last + 1] for t in c.tokens)]
    if not carried and not any(t.kind in ("subject", "other", "carry", "outcome") for t in tokens):
        tokens = [*pending, *tokens]
    start, end = chunks[n].start, chunks[last].end
    for made in read_negation(tokens, text, start, end, memory):
        made.chunk, made.depth = chunks[n].start, chunks[n].depth
        if any(d.rule == "part_of_year" for d in memory.here("none")):
            made.soft, made.note = True, "period"  # 近三年来办理152件，无一被纠正
        memory.add(made)
        if made.role == "intake":
            memory.headline = made
        memory.last = made
    return chunks[last].end


def _words(chunk: Chunk, words: Sequence[Token], memory: Memory) -> None:
    """Read a chunk without a number: statements about counts before it, then whom it speaks of."""
    if chunk.depth == 0 or memory.here():
        let_noun_take_over(words, memory)
    for made in read_blanket(words, (chunk.start, chunk.end), memory, chunk.depth):
        made.chunk, made.depth = chunk.start, chunk.depth
        memory.add(made)


def _unit(unit: Unit, text: str, memory: Memory, sentence: Sentence) -> None:
    num = unit.num
    unit = in_its_list(unit, memory)
    nouns, other = governing_nouns(unit, text, memory)
    if not nouns and other is None and unit.has("branch"):
        memory.subject = "suit"
    if other is not None:
        memory.other_spans.append((num.start, other))
        if num.kind == "count":
            memory.last = None  # 涉及征地8件，占66.7%: the share is that of the 8
        topical = any(t.kind == "topic" or t.text == "涉及" for t in unit.tokens) or memory.listing
        topical = (topical and bool(memory.here())) or memory.topics == memory.sentence
        if not (topical and memory.subject == "request"):
            memory.subject = f"other:{other}"
        return
    if nouns and nouns[-1].key in DECISIONS and unit.has("caused") and any(d.subject in CASES for d in memory.here()):
        memory.other_spans.append((num.start, "cases_of_others"))  # 复议27件，其中因行政处罚引发的25件
        memory.subject, memory.foreign = "other:cases_of_others", memory.sentence
        return
    if nouns:
        key = nouns[-1].key
        memory.subject = "request" if key in REQUESTS else key
    if _planned(unit, sentence, text):
        memory.other_spans.append((num.start, "plan"))
        return
    if num.kind in ("percent", "times", "count", "money") and (unit.has("up", "down") or num.unit == "番"):
        if memory.subject and not memory.subject.startswith("other:"):
            _keep(read_growth(unit, memory, text, sentence), unit, memory)
        return
    if num.kind == "times" and unit.has("prior", "same_period") and memory.subject == "request":
        _keep(read_multiple(unit, memory), unit, memory)
        return
    if num.kind == "percent":
        unit = with_lead(unit, sentence, text)
        other_kind = memory.subject[6:] if memory.subject and memory.subject.startswith("other:") else ""
        other_kind = other_kind or ("rate" if unit.has("rate") else _shared_with(sentence, memory))
        memory.other_spans.append((num.start, other_kind))
        if (
            memory.subject is None
            and unit.has("outcome", "share", "applicant")
            and speaks_of_requests(unit, sentence, text, memory)
        ):
            memory.subject = "request"
        if memory.subject and not memory.subject.startswith("other:"):
            bracketed = unit.chunk.mark == "(" and unit.chunk.after == ")"
            if unit.has("share", "rate") or bracketed or unit.has("outcome"):
                _keep(read_share(unit, memory, text, sentence), unit, memory)
        return
    if num.kind in ("times", "other_unit"):
        memory.other_spans.append((num.start, "other"))
        return
    if memory.subject == "other:cases_of_others" and not nouns:
        memory.subject = disclosure_again(unit, text, memory) or memory.subject
    if memory.subject is not None and memory.subject.startswith("other:") and not nouns:
        memory.other_spans.append((num.start, memory.subject[6:]))
        return
    charged = any(t.key == "fee" and t.kind == "subject" for t in unit.tokens) and not unit.has("outcome")
    if num.kind == "money" or charged:
        _money(unit, memory, nouns)
        return
    if memory.subject == "admin_fees":
        memory.other_spans.append((num.start, "other"))  # 收费项目2项
        return
    if num.kind == "bare" and not lost_its_unit(unit, text):
        return
    subject = memory.subject
    made: list[Draft] = []
    if subject is None:
        if not (speaks_of_requests(unit, sentence, text, memory) or in_section(unit, sentence, memory)):
            return
        memory.subject = subject = "request"
    if subject == "request":
        verbless = bool(nouns) and nouns[-1].key == "on_request" and not unit.has("verb")
        made = read_request(unit, text, memory, verbless)
    elif subject in CASES:
        unit = withdrawn(unit)
        if nouns or counts_cases(unit, text, memory):
            made = read_case(unit, text, memory, [t.key for t in nouns if t.key in CASES], sentence.start)
    elif subject in DOCUMENTS:
        keys = [t.key for t in nouns if t.key in DOCUMENTS] or [subject]
        if nouns or unit.has("act") or any(is_publishing(t) or t.key == "new" for t in unit.tokens):
            published = is_published(unit, sentence)
            for key in keys if (num.value == 0 or unit.has("each")) else keys[-1:]:
                made += read_document(unit, memory, key, published)
    elif subject in DECISIONS and (nouns or any(t.key == "decide" or t.text == "处理决定" for t in unit.tokens)):
        keys = [t.key for t in nouns if t.key in DECISIONS] or [subject]
        made = read_decision(unit, text, memory, keys, is_published(unit, sentence))
    _keep(made, unit, memory)
    for one in read_tail(unit, memory, made):
        one.chunk = unit.chunk.start
        memory.add(one)


def _planned(unit: Unit, sentence: Sentence, text: str) -> bool:
    """Tell whether the number is one of a plan: 拟 speaks of its own clause, 计划 of all up to a ；."""
    since = text.rfind("；", sentence.start, unit.num.head) + 1 or sentence.start
    plan = _PLANNED.search(text, since, unit.num.head)
    if plan is None:
        return False
    clause = max(text.rfind(mark, sentence.start, unit.num.head) for mark in "，；：") + 1
    return "拟" not in plan.group() or plan.end() > clause


def _shared_with(sentence: Sentence, memory: Memory) -> str:
    """Return what the number before a percentage counts, where that is no cell: a share of it is none either."""
    if memory.last is not None:
        return "request" if memory.last.role in ("channel", "none") else ""
    before = memory.other_spans[-1:]
    return before[0][1] if before and before[0][0] >= sentence.start else ""


def _keep(made: Sequence[Draft], unit: Unit, memory: Memory) -> None:
    for one in made:
        one.chunk = unit.chunk.start
        memory.add(one)
        if one.role in ("intake", "answered", "handled", "base") and not one.implied:
            if (
                memory.headline is None
                or memory.headline.sentence != one.sentence
                or one.role != "answered"
                or not one.part
            ):
                memory.headline = (
                    one if one.role != "answered" or not memory.here("intake", "handled") else memory.headline
                )
            if not one.part:
                memory.listing = False
        if one.role not in BESIDE:
            memory.last = one
    if not made and unit.num.kind == "count":
        memory.other_spans.append((unit.num.start, ""))
        memory.last = None  # 其中8件（66.7%）来自网络: the share is that of the 8


def _money(unit: Unit, memory: Memory, nouns: Sequence[Token]) -> None:
    key = nouns[-1].key if nouns else None
    if key in ("admin_fees", "processing_fee"):
        _keep(read_fee(unit, memory, key), unit, memory)
    elif memory.subject == "admin_fees" and unit.num.kind == "money":
        _keep(read_fee(unit, memory, "admin_fees"), unit, memory)
    elif memory.subject in ("request", "processing_fee") and unit.num.kind == "money":
        _keep(read_fee(unit, memory, "processing_fee"), unit, memory)
    else:
        memory.other_spans.append((unit.num.start, "money"))
