"""Whom a number speaks of: the governing noun nearest to it, before its verb; and when a word is only passing by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.claim.acts import is_publishing
from toolkit.claim.clauses import Sentence, Unit
from toolkit.claim.columns import CASES
from toolkit.claim.draft import Memory
from toolkit.claim.outcomes import parent_of, rows_named
from toolkit.claim.phrases import Token, elsewhere_words
from toolkit.claim.requests import FILLER

DECISIONS = ("licensing", "penalties", "coercion")
DOCUMENTS = ("normative_documents", "rules")
REQUESTS = ("request", "on_request")
_WEAK = frozenset({"web_items", "staff_or_events", "procurement"})
_REQUEST_OUTCOMES = frozenset(
    {"granted_full", "granted_partial", "unable", "denied", "not_processed", "other_disposition"}
)


def sorts_documents(sentence: Sentence, text: str) -> bool:
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
        on_request = on_request or (
            not asks and any(t.key == "on_request" or t.text.startswith("依申请") for t in chunk.tokens)
        )
        refused = refused or (on_request and any(w in ("不予公开", "不公开", "免予公开", "未予公开") for w in words))
    return active and on_request and (refused or bool(_SORTED.search(text, sentence.start, sentence.end)))


_SORTED = re.compile(r"(?:文件|公文|发文|信息|材料)[^，。；]{0,12}?\d+[件条份篇个]?[，：(]?(?:其中|包括|含|按|分|属)")


def let_noun_take_over(tokens: Sequence[Token], memory: Memory) -> None:
    """Let the last noun of a chunk without number take over, unless it is only a passing word."""
    nouns = [t for t in tokens if t.kind in ("subject", "other") and t.key != "fee"]
    if not nouns:
        if any(t.kind == "section" for t in tokens):  # 依申请公开方面，办结7件
            memory.subject = "request"
        return
    noun = next((t for t in reversed(nouns) if t.kind == "subject"), nouns[-1])
    if noun.kind == "subject":
        memory.subject = "request" if noun.key in REQUESTS else noun.key
        kinds = {t.key for t in nouns if t.key in CASES}
        memory.named = None if len(kinds) != 1 else kinds.pop()
    elif _passing_topic(tokens, memory):
        return
    elif noun.key not in _WEAK or not memory.here():
        memory.subject = f"other:{noun.key}"


def _passing_topic(tokens: Sequence[Token], memory: Memory) -> bool:
    """Tell whether the noun is only what counted requests ask for (内容主要为征地, 涉及工程)."""
    if memory.topics == memory.sentence and memory.subject == "request":
        return True
    return bool(memory.here()) and any(t.kind == "topic" or t.text in ("涉及", "咨询") for t in tokens)


def forget_others(sentence: Sentence, memory: Memory) -> None:
    """Let another subject (热线, 信箱) end with its sentence, unless the next one goes on about it (其中, 其余, 均)."""
    if memory.subject is None or not memory.subject.startswith("other:"):
        return
    first = next((t for c in sentence.chunks for t in c.tokens if t.kind != "shield"), None)
    if first is not None and first.kind not in ("part", "rest", "blanket", "done", "also", "include", "each"):
        memory.subject, memory.after_other = None, True


# What may stand right before a bare 申请 that is one for information; 低保申请 and 登记申请 are others.
_BEFORE_BARE = re.compile(
    r"(?:^|[，。；、：()\"\n]|[的件份宗条起项例类等新该此就对将因与及和或其共年度月日到收理复结接交办]|述|些|全部|所有|公民|自然人|法人|组织|企业|公司|群众|个人|市民|居民|村民"
    r"|机构|书面|有效|各类|各种|网上|线上|网络|信函|当面|邮寄|现场|公开|信息|查询|依|按|经|被|撤回|自行|主动|重复|反复|余|[局委镇县区市道府门院厅乡]|上年|单位|申请人|律师|媒体|多|起|合计|总计|总)$"
)


_TIME = re.compile(r"\d{4}年度?|全年|本年度?|年内|今年|当年|年度|共|总|累计|度")
_MATTER = ("信息", "资料", "文件", "数据", "公开")  # what requests ask for


def _application(token: Token, unit: Unit, text: str, memory: Memory) -> Token:
    """Return a bare 申请 as another subject where the word before it says what else is applied for."""
    if token.key != "request" or not token.text.startswith("申请") or "公开" in token.text or "信息" in token.text:
        return token
    touching = next((t for t in unit.tokens if t.end == token.start and t.text != "登记"), None)
    counters = re.split(r"[。；\n]", text[max(0, unit.start - 40) : token.start])[-1]
    elsewhere = not memory.here() and elsewhere_words().search(counters) and "公开" not in counters
    among_others = memory.subject is not None and memory.subject.startswith("other:") and "公开" not in counters
    known = min((t.start for t in unit.tokens if t.start >= unit.start), default=unit.start)
    apart = _TIME.sub("", text[unit.start : known]) and not memory.here("intake", "handled")
    if among_others and apart and str(memory.subject)[6:] not in _WEAK:  # 热线受理58件；报装收到申请3件
        return replace(token, kind="other", key="cases_of_others")
    foreign = touching is not None and touching.kind in ("other", "act") and not touching.text.endswith(_MATTER)
    if not elsewhere and touching is not None and not foreign:
        return token
    if not elsewhere and touching is None and _BEFORE_BARE.search(text[max(0, token.start - 6) : token.start]):
        return token
    return replace(token, kind="other", key="cases_of_others")


def governing_nouns(unit: Unit, text: str, memory: Memory) -> tuple[list[Token], str | None]:
    """Return the governing nouns of a number (several when listed together) and the other subject, if it is one."""
    nouns = [
        _application(t, unit, text, memory) for t in unit.tokens if t.kind in ("subject", "other") and t.key != "fee"
    ]
    nouns = [a for n, a in enumerate(nouns) if n + 1 == len(nouns) or not _modifies(a, nouns[n + 1])]
    if not nouns:
        return [], None
    num = unit.num
    behind = [t for t in nouns if t.start >= num.tail]
    before = [t for t in nouns if t.end <= num.head]
    chosen = before[-1] if before else behind[0]
    if behind and (not before or _directly(unit, behind[0])):
        chosen = behind[0]
        if chosen.key in REQUESTS:  # 2件申请进入行政复议
            chosen = next((t for t in behind if t.key in CASES), chosen)
    if chosen.key in REQUESTS and _of_other_things(chosen, before, unit, text, memory):
        return [], next((t.key for t in nouns if t.kind == "other"), "web_items")
    if chosen.kind == "other":
        requests = [t for t in nouns if t.key in REQUESTS]
        sure = any(t.kind == "outcome" and parent_of(t.key) for t in unit.tokens)
        if chosen.key in _WEAK and unit.has("outcome") and (memory.subject == "request" or requests or sure):
            return [], None
        return [], chosen.key
    group = CASES if chosen.key in CASES else DECISIONS if chosen.key in DECISIONS else DOCUMENTS
    if chosen.key not in (*CASES, *DECISIONS, *DOCUMENTS):
        return [chosen], None
    side = behind if chosen in behind else before
    together = [t for t in side if t.key in group]
    if len(together) > 1 and chosen.key in CASES:
        together = _listed(together, unit)
    seen: dict[str, Token] = {}
    for token in together:
        seen.setdefault(token.key, token)
    return list(seen.values()), None


_BY_LETTER = frozenset({"来信", "来访", "邮件", "信件", "来电"})


def in_its_list(unit: Unit, memory: Memory) -> Unit:
    """Return a part of a count of requests with words that mean something else elsewhere as what they mean there.

    来信2件 beside 网上7件 is a channel, no mailbox; 信访事项1件 among the parts of row (五) is its reason.
    """
    if memory.subject != "request" or unit.has("verb", "subject"):
        return unit
    kinds: dict[str, Token] = {}
    for token in unit.of("other"):
        if token.text in _BY_LETTER and memory.here("channel"):
            kinds[token.text] = replace(token, kind="channel", key="channel")
        elif token.key == "petition" and _parts_of(memory, "not_processed"):
            kinds[token.text] = replace(token, kind="outcome", key="not_processed_petition_complaint")
    return replace(unit, tokens=tuple(kinds.get(t.text, t) for t in unit.tokens)) if kinds else unit


def _parts_of(memory: Memory, row: str) -> bool:
    """Tell whether the parts of a row are being listed."""
    rows = rows_named(memory)
    return bool(rows) and rows[-1].readings[0] == row


_AND = re.compile(r"[^，。；]{0,4}(?:和|及|与)")


def _of_other_things(chosen: Token, before: Sequence[Token], unit: Unit, text: str, memory: Memory) -> bool:
    """Tell whether requests only share the number with things of another kind, or are named among them.

    受理热线工单、政府信息公开申请共计1206件; 热线转办涉公开事项17件; 28项信息，其中依申请公开事项1项.
    """
    others = [t for t in before if t.kind == "other"]
    joined = any(t.end <= unit.start or _AND.fullmatch(text[t.end : chosen.start]) for t in others)
    if unit.has("sum") and joined and not unit.has("respectively"):
        return True
    if "申请" not in chosen.text and any(t.key not in _WEAK for t in others):
        return True
    among = memory.subject is not None and memory.subject.startswith("other:") and (memory.listing or unit.has("part"))
    if among and not unit.has("verb") and "公开" not in chosen.text and "信息" not in chosen.text:
        return True
    named = "事项" in chosen.text or chosen.key == "on_request"
    return named and memory.listing and memory.subject == "other:web_items" and not unit.has("verb")


def _modifies(noun: Token, following: Token) -> bool:
    """Tell whether a noun only qualifies the one right behind it (街道信息|依申请公开); the last is the head."""
    return noun.end == following.start and noun.kind == "other" and following.kind == "subject"


def _listed(together: list[Token], unit: Unit) -> list[Token]:
    """Keep nouns that stand in one list (复议、诉讼); of 复议后提起的诉讼 only the last."""
    joined = unit.has("sum", "each", "blanket", "respectively") or any(
        b.start - a.end <= 2 for a, b in pairwise(together)
    )
    return together if joined else together[-1:]


def _directly(unit: Unit, noun: Token) -> bool:
    """Tell whether the noun follows the number with only attributes between (12件行政复议案件)."""
    return not any(
        unit.num.tail <= t.start < noun.start
        and t.kind in ("verb", "carry", "outcome", "case", "blanket", "done", "neg", "cause", "act")
        for t in unit.tokens
    )


def lost_its_unit(unit: Unit, text: str) -> bool:
    """Tell whether a number without unit is a count all the same: it stands right behind its noun or verb."""
    num = unit.num
    if num.value > 10**7 or "." in str(num.value):
        return False
    year_like = 1990 <= num.value <= 2060 and num.end - num.start == 4
    return not year_like and any(
        t.end <= num.head
        and FILLER.fullmatch(text[t.end : num.head]) is not None
        and t.kind in ("subject", "verb", "outcome", "case", "carry", "applicant", "next", "prior")
        for t in unit.tokens
    )


def lists_results(sentence: Sentence) -> bool:
    """Tell whether a sentence prints at least two results that only requests have (部分公开2件，无法提供3件)."""
    found = {t.key for c in sentence.chunks if c.numbers for t in c.tokens if t.kind == "outcome"}
    return len(found & (_REQUEST_OUTCOMES - {"denied", "not_processed"})) + len([k for k in found if parent_of(k)]) >= 2


def speaks_of_requests(unit: Unit, sentence: Sentence, text: str, memory: Memory) -> bool:
    """Tell whether a number without any noun before it counts requests: its sentence names results of requests."""
    tokens = [t for c in sentence.chunks for t in c.tokens]
    outcomes = {t.key for t in tokens if t.kind == "outcome" and t.text != "不予受理"}
    requests = any(t.kind == "subject" and t.key in REQUESTS for t in tokens)
    strong = (
        bool(outcomes & _REQUEST_OUTCOMES)
        or any(o.startswith(("denied_", "unable_", "not_processed_", "other_")) for o in outcomes)
        or any(t.kind == "outcome" and "申请人" in t.text for t in tokens)
    )
    if memory.after_other and not requests:  # words that a mailbox or a file list uses too are not enough there
        strong = strong and any(
            o.startswith(("granted_full", "granted_partial", "unable", "other_")) or parent_of(o) for o in outcomes
        )
    if unit.has("outcome"):
        return strong
    carried_on = any(t.kind == "carry" for t in tokens) and any(t.kind in ("next", "prior") for t in tokens)
    if any(t.key == "receive" for t in unit.of("verb")) and carried_on and not memory.after_other:
        return not any(t.kind == "other" for t in tokens)
    if unit.has("applicant"):  # 申请人为自然人的7件, in a paragraph of its own
        return requests or (not memory.after_other and "申请人" in text[sentence.start : unit.num.head])
    if (
        (unit.has("carry", "pending") or any(t.key in ("new", "answer") for t in unit.of("verb")))
        and any(t.kind == "carry" for t in tokens)
        and any(t.kind in ("next", "prior") for t in tokens)
    ):
        return (requests or not memory.after_other) and not any(t.kind == "other" for t in tokens)
    foreign = [t for t in tokens if t.kind == "other" and not (strong and t.key in _WEAK)]
    return unit.has("verb", "carry", "pending") and (strong or requests) and not foreign


def in_section(unit: Unit, sentence: Sentence, memory: Memory) -> bool:
    """Tell whether the number stands under the heading 依申请公开 with a word of its own, and nothing else is named."""
    if memory.section != "request" or memory.after_other or not unit.has("verb", "carry", "pending", "applicant"):
        return False
    return not any(t.kind == "other" for c in sentence.chunks for t in c.tokens)


def is_published(unit: Unit, sentence: Sentence) -> bool:
    """Tell whether the number is one of items put on a page: 主动公开 or 发布 before it in its own chunk or list."""
    if any(t.key == "decide" for t in unit.of("act")):
        return False
    chunks = sentence.chunks
    at = next((n for n, chunk in enumerate(chunks) if chunk.start == unit.chunk.start), 0)
    while at and chunks[at].mark in ("、", "，"):
        if any(t.kind in ("act", "verb") or is_publishing(t) for t in chunks[at].tokens):
            break
        at -= 1
    list_start = chunks[at].start
    apart = max([c.start for c in chunks if c.mark == "；" and c.start <= unit.start], default=0)
    for chunk in sentence.chunks:
        if chunk.start > unit.start:
            break
        if chunk.start < apart:
            continue
        for token in chunk.tokens:
            if token.start >= unit.num.start:
                break
            if token.text.startswith("主动公开") or (is_publishing(token) and chunk.start >= list_start):
                return True
    return False
