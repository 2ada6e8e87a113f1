"""The walk: sentence by sentence, chunk by chunk, number by number, subject first. Words in, drafts out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.claim.blanket import read_blanket
from toolkit.claim.cases import is_publishing, read_case, read_decision, read_document, read_fee
from toolkit.claim.clauses import LABELS, Chunk, Sentence, Unit, units_of
from toolkit.claim.draft import Draft, Memory
from toolkit.claim.negation import read_negation
from toolkit.claim.phrases import Token
from toolkit.claim.rates import read_growth, read_share
from toolkit.claim.requests import FILLER, draft, parent_of, read_request

_CASES = ("review", "suit", "dispute")
_DECISIONS = ("licensing", "penalties", "coercion")
_DOCUMENTS = ("normative_documents", "rules")
_REQUESTS = ("request", "on_request")
_WEAK = frozenset({"web_items", "staff_or_events", "procurement"})
_LIST_OPENS = re.compile(r"(?:其中|结果|构成|情况|分别|类型|情形|如下|包括|答复)[^，。；]{0,6}$")
_REQUEST_OUTCOMES = frozenset({"granted_full", "granted_partial", "unable", "denied", "not_processed", "other_disposition"})


def read_sentence(sentence: Sentence, text: str, memory: Memory, number: int) -> None:
    """Read one sentence into `memory.drafts`."""
    memory.sentence = number
    memory.sentence_from = len(memory.drafts)
    memory.listing = False
    memory.branch = None
    memory.area = any(t.kind == "whole" and t.text.startswith("全") for c in sentence.chunks for t in c.tokens)
    memory.whole = memory.whole or memory.area
    if _by_attribute(sentence, text):
        for chunk in sentence.chunks:
            if _plain_zero(chunk):
                _words(chunk, [], sentence, text, memory, [])
            for num in chunk.numbers:
                memory.other_spans.append((num.start, "web_items"))
        return
    carried: list[Token] = []
    pending: list[Token] = []
    queue: list[Token] = []
    skip_until = -1
    governing: list[Token] = []  # the verb that a list (办理热线12件、申请3件) puts before its first item
    for n, chunk in enumerate(sentence.chunks):
        if chunk.start < skip_until:
            continue
        _listing(chunk, text, memory)
        if any(t.kind == "whole" for t in chunk.tokens):
            memory.whole = True
        if _denies(chunk):
            skip_until = _deny(sentence.chunks, n, carried, pending, text, memory)
            _subject_of_words(chunk.tokens, memory)
            carried, pending, queue = [], [], []
            continue
        if not chunk.numbers:
            words = [*carried, *chunk.tokens]
            if chunk.after == "、" and any(t.kind in LABELS or t.kind in ("respectively", "whole") for t in chunk.tokens):
                carried = words
                continue
            if any(t.kind == "respectively" for t in chunk.tokens):
                queue = _queue(words)
            _words(chunk, words, sentence, text, memory, pending)
            pending = words if any(t.kind in LABELS or t.kind in ("part", "include", "exclude", "sum", "prior", "next", "whole", "same_period") for t in words) else pending
            carried = []
            continue
        if chunk.mark != "、":
            governing = []
        before = _year_before(sentence.chunks, n, memory)
        for unit in units_of(chunk, carried):
            if before and not any(t.kind in LABELS for t in unit.tokens):
                unit = Unit(unit.num, (before, *unit.tokens), unit.chunk, unit.start, unit.end)
            verbs = [t for t in unit.tokens if t.end <= unit.num.head and _leads(t)]
            if verbs and chunk.after == "、":
                governing = verbs[:1]
            elif governing and not unit.has("verb", "act", "outcome", "applicant", "carry", "case") and unit.has("subject"):
                unit = Unit(unit.num, (*governing, *unit.tokens), unit.chunk, unit.start, unit.end)
            if unit.has("respectively") and not queue:
                queue = _queue([t for t in unit.tokens if t.start < unit.num.start])
                if len(queue) > 1:
                    if any(t.key in _REQUESTS for t in unit.of("subject")):
                        memory.subject = "request"
                    kept = tuple(t for t in unit.tokens if t not in queue and t.kind not in ("subject", "other", "verb"))
                    unit = Unit(unit.num, kept, unit.chunk, unit.start, unit.end)
            if unit.has("respectively") and not queue and not _own_label(unit):
                memory.other_spans.append((unit.num.start, ""))
                continue
            if queue and not _own_label(unit):
                unit = Unit(unit.num, (queue.pop(0), *unit.tokens), unit.chunk, unit.start, unit.end)
            elif not any(t.kind in LABELS for t in unit.tokens) and pending:
                unit = Unit(unit.num, (*pending, *unit.tokens), unit.chunk, unit.start, unit.end)
            _unit(unit, text, memory, pending, sentence)
        carried, pending = [], []


def _leads(token: Token) -> bool:
    """Tell whether a word before a list's first item goes for the others too."""
    return (token.kind == "verb" and token.key in ("receive", "handle", "new")) or (token.kind == "act" and token.key == "in_force")


def _year_before(chunks: Sequence[Chunk], n: int, memory: Memory) -> Token | None:
    """Return a word for last year where a bracket follows one (2022年（30件）)."""
    if chunks[n].mark != "(" or n == 0 or memory.year is None:
        return None
    last = chunks[n - 1].dates[-1:]
    if last and last[0].value == memory.year - 1 and chunks[n - 1].end - last[0].end <= 2:
        return Token(last[0].start, last[0].end, "same_period", "prior", "")
    return None


def _listing(chunk: Chunk, text: str, memory: Memory) -> None:
    if any(t.kind in ("part", "include") for t in chunk.tokens):
        memory.listing = True
    elif chunk.after == "：" and _LIST_OPENS.search(text, chunk.start, chunk.end):
        memory.listing = True
    elif chunk.mark == "：" and memory.headline is not None and memory.headline.sentence == memory.sentence:
        memory.listing = True


def _queue(tokens: Sequence[Token]) -> list[Token]:
    """Return the labels that 分别为 will deal out: outcomes, results or nouns, whichever are several."""
    for kinds in (("outcome",), ("case",), ("applicant",), ("act",), ("subject",)):
        labels = [t for t in tokens if t.kind in kinds]
        if len(labels) > 1:
            return labels
    return []


def _own_label(unit: Unit) -> bool:
    return any(t.kind in ("outcome", "case", "applicant", "subject", "other", "carry") for t in unit.tokens)


def _denies(chunk: Chunk) -> bool:
    return any(t.kind == "neg" for t in chunk.tokens) and all(n.value == 0 and n.kind == "count" for n in chunk.numbers)


def _plain_zero(chunk: Chunk) -> bool:
    return not chunk.numbers and _denies(chunk)


def _deny(chunks: Sequence[Chunk], n: int, carried: list[Token], pending: list[Token], text: str, memory: Memory) -> int:
    """Read a negated stretch: the chunk, the list items before it, and those after it (、, or a bare 和…)."""
    last = n
    while last + 1 < len(chunks) and chunks[last].after == "、" and not chunks[last + 1].numbers:
        last += 1
        if any(t.kind == "neg" for t in chunks[last].tokens):
            last -= 1
            break
    tokens = [*carried, *(t for c in chunks[n : last + 1] for t in c.tokens)]
    if not carried and not any(t.kind in ("subject", "other", "carry", "outcome") for t in tokens):
        tokens = [*pending, *tokens]
    start, end = chunks[n].start, chunks[last].end
    for made in read_negation(tokens, text, start, end, memory):
        made.chunk, made.depth = chunks[n].start, chunks[n].depth
        memory.add(made)
        if made.role == "intake":
            memory.headline = made
        memory.last = made
    return chunks[last].end


def _by_attribute(sentence: Sentence, text: str) -> bool:
    """Tell whether the sentence sorts documents by attribute (主动公开16条，依申请公开75条，不予公开57条)."""
    if any(t.kind == "attribute" for c in sentence.chunks for t in c.tokens):
        return True
    active = on_request = refused = False
    for chunk in sentence.chunks:
        if not chunk.numbers:
            continue
        words = {t.text for t in chunk.tokens}
        asks = any(t.kind == "verb" for t in chunk.tokens)
        active = active or any(w.startswith("主动公开") for w in words)
        on_request = on_request or (not asks and any(t.key == "on_request" or t.text.startswith("依申请") for t in chunk.tokens))
        refused = refused or (on_request and any(w in ("不予公开", "不公开", "免予公开", "未予公开") for w in words))
    return active and on_request and (refused or bool(_SORTED.search(text, sentence.start, sentence.end)))


_SORTED = re.compile(r"(?:文件|公文|发文|信息|材料)[^，。；]{0,12}?\d+[件条份篇个]?[，：(]?(?:其中|包括|含|按|分|属)")


def _words(chunk: Chunk, words: Sequence[Token], sentence: Sentence, text: str, memory: Memory, pending: Sequence[Token]) -> None:
    """Read a chunk without a number: statements about counts before it, then whom it speaks of."""
    if _denies(chunk):
        _deny([chunk], 0, [], [], text, memory)
        return
    if chunk.depth == 0 or memory.here():
        _subject_of_words(words, memory)
    for made in read_blanket(words, (chunk.start, chunk.end), memory, chunk.depth):
        made.chunk, made.depth = chunk.start, chunk.depth
        memory.add(made)


def _subject_of_words(tokens: Sequence[Token], memory: Memory) -> None:
    """Let the last noun of a chunk without number take over, unless it is only a passing word."""
    nouns = [t for t in tokens if t.kind in ("subject", "other") and t.key != "fee"]
    if not nouns:
        return
    noun = next((t for t in reversed(nouns) if t.kind == "subject"), nouns[-1])
    if noun.kind == "subject":
        memory.subject = "request" if noun.key in _REQUESTS else noun.key
    elif any(t.kind == "topic" or t.text == "涉及" for t in tokens) and memory.here():
        return
    elif noun.key not in _WEAK or not memory.here():
        memory.subject = f"other:{noun.key}"


# What may stand right before a bare 申请 that is one for information; 低保申请 and 登记申请 are others.
_BEFORE_BARE = re.compile(
    r"(?:^|[，。；、：()\"\n]|[的件份宗条起项例类等新该此就对将因与及和或其共年度月日到收理复结接交办]|述|些|全部|所有|公民|自然人|法人|组织|企业|公司|群众|个人|市民|居民|村民"
    r"|机构|书面|有效|各类|各种|网上|线上|网络|信函|当面|邮寄|现场|公开|信息|查询|依|按|经|被|撤回|自行|主动|重复|反复|余|[局委镇县区市道府门院厅乡]|上年|单位|申请人|律师|媒体|多|起|合计|总计)$"
)


def _application(token: Token, unit: Unit, text: str) -> Token:
    """Return a bare 申请 as another subject where the word before it says what else is applied for."""
    if token.key != "request" or not token.text.startswith("申请") or "公开" in token.text or "信息" in token.text:
        return token
    if any(t.end == token.start and t.text != "登记" for t in unit.tokens):
        return token
    if _BEFORE_BARE.search(text[max(0, token.start - 6) : token.start]):
        return token
    return Token(token.start, token.end, "other", "cases_of_others", token.text)


def _choose(unit: Unit, text: str, memory: Memory) -> tuple[list[Token], str | None]:
    """Return the governing nouns of a number (several when listed together) and the other subject, if it is one."""
    nouns = [_application(t, unit, text) for t in unit.tokens if t.kind in ("subject", "other") and t.key != "fee"]
    nouns = [a for n, a in enumerate(nouns) if n + 1 == len(nouns) or not _modifies(a, nouns[n + 1])]
    if not nouns:
        return [], None
    num = unit.num
    behind = [t for t in nouns if t.start >= num.tail]
    before = [t for t in nouns if t.end <= num.head]
    chosen = before[-1] if before else behind[0]
    if behind and (not before or _directly(unit, behind[0])):
        chosen = behind[0]
        if chosen.key in _REQUESTS:  # 2件申请进入行政复议
            chosen = next((t for t in behind if t.key in _CASES), chosen)
    if chosen.kind == "other":
        requests = [t for t in nouns if t.key in _REQUESTS]
        sure = any(t.kind == "outcome" and parent_of(t.key) for t in unit.tokens)
        if chosen.key in _WEAK and unit.has("outcome") and (memory.subject == "request" or requests or sure):
            return [], None
        return [], chosen.key
    group = _CASES if chosen.key in _CASES else _DECISIONS if chosen.key in _DECISIONS else _DOCUMENTS
    if chosen.key not in (*_CASES, *_DECISIONS, *_DOCUMENTS):
        return [chosen], None
    side = behind if chosen in behind else before
    together = [t for t in side if t.key in group]
    if len(together) > 1 and chosen.key in _CASES:
        together = _listed(together, unit)
    seen: dict[str, Token] = {}
    for token in together:
        seen.setdefault(token.key, token)
    return list(seen.values()), None


def _modifies(noun: Token, following: Token) -> bool:
    """Tell whether a noun only qualifies the one right behind it (街道信息|依申请公开); the last is the head."""
    return noun.end == following.start and noun.kind == "other" and following.kind == "subject"


def _listed(together: list[Token], unit: Unit) -> list[Token]:
    """Keep nouns that stand in one list (复议、诉讼); of 复议后提起的诉讼 only the last."""
    joined = unit.has("sum", "each", "blanket", "respectively") or any(
        b.start - a.end <= 2 for a, b in zip(together, together[1:], strict=False)
    )
    return together if joined else together[-1:]


def _directly(unit: Unit, noun: Token) -> bool:
    """Tell whether the noun follows the number with only attributes between (12件行政复议案件, 1件街道信息依申请公开)."""
    return not any(
        unit.num.tail <= t.start < noun.start and t.kind in ("verb", "carry", "outcome", "case", "blanket", "done", "neg", "cause", "act")
        for t in unit.tokens
    )


def _unit(unit: Unit, text: str, memory: Memory, pending: Sequence[Token], sentence: Sentence) -> None:
    num = unit.num
    nouns, other = _choose(unit, text, memory)
    if not nouns and other is None and unit.has("branch"):
        memory.subject = "suit"
    if other is not None:
        memory.other_spans.append((num.start, other))
        topical = any(t.kind == "topic" or t.text == "涉及" for t in unit.tokens) or memory.listing
        if not (topical and memory.subject == "request" and memory.here()):
            memory.subject = f"other:{other}"
        return
    if nouns:
        key = nouns[-1].key
        memory.subject = "request" if key in _REQUESTS else key
    if num.kind in ("percent", "times", "count") and unit.has("up", "down"):
        if memory.subject and not memory.subject.startswith("other:"):
            _keep(read_growth(unit, memory), unit, memory)
        return
    if num.kind == "percent":
        if memory.subject is None and unit.has("outcome", "share", "applicant") and _speaks_of_requests(unit, sentence):
            memory.subject = "request"
        if memory.subject and not memory.subject.startswith("other:"):
            bracketed = unit.chunk.mark == "(" and unit.chunk.after == ")"
            if unit.has("share", "rate") or bracketed or unit.has("outcome"):
                _keep(read_share(unit, memory), unit, memory)
        return
    if num.kind in ("times", "other_unit"):
        memory.other_spans.append((num.start, "other"))
        return
    if memory.subject is not None and memory.subject.startswith("other:"):
        if not nouns:
            memory.other_spans.append((num.start, memory.subject[6:]))
            return
    if num.kind == "money" or any(t.key == "fee" and t.kind == "subject" for t in unit.tokens):
        _money(unit, memory, nouns)
        return
    if num.kind == "bare" and not _lost_unit(unit, text):
        return
    subject = memory.subject
    made: list[Draft] = []
    if subject is None:
        if not _speaks_of_requests(unit, sentence):
            return
        memory.subject = subject = "request"
    if subject == "request":
        verbless = bool(nouns) and nouns[-1].key == "on_request" and not unit.has("verb")
        made = read_request(unit, text, memory, verbless)
    elif subject in _CASES:
        keys = [t.key for t in nouns if t.key in _CASES] or [subject]
        made = read_case(unit, text, memory, keys, sentence.start) if nouns or unit.has("case", "qita", "branch", "pending") else []
    elif subject in _DOCUMENTS:
        keys = [t.key for t in nouns if t.key in _DOCUMENTS] or [subject]
        if nouns or unit.has("act") or any(is_publishing(t) or t.key == "new" for t in unit.tokens):
            published = _published(unit, sentence)
            for key in keys if (num.value == 0 or unit.has("each")) else keys[-1:]:
                made += read_document(unit, memory, key, published)
    elif subject in _DECISIONS and nouns:
        keys = [t.key for t in nouns if t.key in _DECISIONS]
        made = read_decision(unit, memory, keys, _published(unit, sentence))
    _keep(made, unit, memory)
    _after(unit, text, memory, made)


def _keep(made: Sequence[Draft], unit: Unit, memory: Memory) -> None:
    for one in made:
        one.chunk = unit.chunk.start
        memory.add(one)
        if one.role in ("intake", "answered", "handled", "base") and not one.implied:
            if memory.headline is None or memory.headline.sentence != one.sentence or one.role != "answered" or not one.part:
                memory.headline = one if one.role != "answered" or not memory.here("intake", "handled") else memory.headline
            if not one.part:
                memory.listing = False
        if one.role not in ("share", "growth", "prior"):
            memory.last = one
    if not made and unit.num.kind == "count":
        memory.other_spans.append((unit.num.start, ""))


def _after(unit: Unit, text: str, memory: Memory, made: Sequence[Draft]) -> None:
    """Read what follows the number in its own chunk as a statement about it (收到3件申请均予以公开)."""
    if not made or made[-1].role not in ("intake", "handled", "in", "review_total", "suit_total", "dispute_total"):
        return
    tail = [t for t in unit.tokens if t.start >= unit.num.tail and t.kind not in ("subject", "carry", "neg")]
    if made[-1].role != "in" and not any(t.kind in ("blanket", "done", "case", "outcome") for t in tail):
        return
    if not any(t.kind in ("verb", "outcome", "case", "applicant", "pending", "qita") for t in tail):
        return
    headline = memory.headline
    if made[-1].role == "in" and headline is None:
        return
    for one in read_blanket(tail, (tail[0].start, max(t.end for t in tail)), memory):
        one.chunk = unit.chunk.start
        memory.add(one)


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


def _lost_unit(unit: Unit, text: str) -> bool:
    """Tell whether a number without unit is a count all the same: it stands right behind its noun or verb."""
    num = unit.num
    if num.value > 10**7 or "." in str(num.value):
        return False
    year_like = 1990 <= num.value <= 2060 and num.end - num.start == 4
    return not year_like and any(t.end <= num.head and FILLER.fullmatch(text[t.end : num.head]) is not None and t.kind in ("subject", "verb", "outcome", "case", "carry", "applicant", "next", "prior") for t in unit.tokens)


def _speaks_of_requests(unit: Unit, sentence: Sentence) -> bool:
    """Tell whether a number without any noun before it counts requests: its sentence names results of requests."""
    tokens = [t for c in sentence.chunks for t in c.tokens]
    outcomes = {t.key for t in tokens if t.kind == "outcome"}
    requests = any(t.kind == "subject" and t.key in _REQUESTS for t in tokens)
    strong = bool(outcomes & _REQUEST_OUTCOMES) or any(o.startswith(("denied_", "unable_", "not_processed_", "other_")) for o in outcomes)
    if unit.has("outcome"):
        return strong
    if unit.has("applicant"):
        return requests
    if (unit.has("carry", "pending") or any(t.key == "new" for t in unit.of("verb"))) and any(t.kind == "carry" for t in tokens) and any(t.kind in ("next", "prior") for t in tokens):
        return not any(t.kind == "other" for t in tokens)
    return unit.has("verb", "carry", "pending") and (strong or requests) and not any(t.kind == "other" for t in tokens)


def _published(unit: Unit, sentence: Sentence) -> bool:
    """Tell whether the number is one of items put on a page: 主动公开 or 发布 before it in its own chunk or list."""
    list_start = unit.chunk.start
    for chunk in reversed(sentence.chunks):
        own = any(t.kind in ("act", "verb") or is_publishing(t) for t in chunk.tokens)
        if chunk.start == list_start and chunk.mark in ("、", "，") and not own:
            list_start = max((c.start for c in sentence.chunks if c.start < list_start), default=list_start)
    for chunk in sentence.chunks:
        if chunk.start > unit.start:
            break
        for token in chunk.tokens:
            if token.start >= unit.num.start:
                break
            if token.text.startswith("主动公开") or (is_publishing(token) and chunk.start >= list_start):
                return True
    return False


__all__ = ["draft", "read_sentence"]
