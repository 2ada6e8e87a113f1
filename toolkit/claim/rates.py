"""Percentages, growth and last year's counts: which quotient a printed rate names."""

from __future__ import annotations

from toolkit.claim.cases import case_readings
from toolkit.claim.clauses import Unit
from toolkit.claim.draft import BASE, IN, NEW, RES, Draft, Memory
from toolkit.claim.making import draft
from toolkit.claim.outcomes import outcome_readings


def read_share(unit: Unit, memory: Memory) -> list[Draft]:
    """Read 占33.9% after a count, or 予以公开占54%: denominators are the named one, else results, then the headline."""
    if unit.has("rate"):
        return [draft(unit, memory, "rate", "none", (), note="rate")]
    if unit.has("whole", "prior", "same_period", "half"):
        return [draft(unit, memory, "share_elsewhere", "none", (), note="scope")]  # 占全市总量的12%
    target = _numerator(unit, memory)
    if target is None or not target.readings:
        return []
    top = target.readings[0]
    wrapped = f"({top})" if "+" in top or "-" in top else top
    denominators, primary = _denominators(unit, memory, target)
    if not denominators or denominators[0] == top:
        return []  # 行政复议7件，占58.3%: of something not named here
    readings = [f"100*{wrapped}/{d if '+' not in d else f'({d})'}" for d in denominators]
    return [draft(unit, memory, "share", "share", readings, primary=primary, note="share")]


def _numerator(unit: Unit, memory: Memory) -> Draft | None:
    words = unit.of("outcome")
    last = memory.last
    if words and not (last is not None and last.chunk == unit.chunk.start):
        readings, no_base = outcome_readings([t.key for t in words])
        if no_base:
            return None
        return draft(unit, memory, "outcome", "outcome", readings)
    columns = list(dict.fromkeys(t.key for t in unit.of("applicant")))
    if columns and not (last is not None and last.chunk == unit.chunk.start):
        return draft(unit, memory, "applicant", "applicant", ("+".join(f"{NEW}.{c}" for c in columns),))
    if last is None or last.sentence != memory.sentence:
        return None
    return last


def _denominators(unit: Unit, memory: Memory, target: Draft) -> tuple[list[str], int]:
    """Return denominators in order and how many of them the words admit as primary; none for what has no whole."""
    if target.role.startswith(("review_", "suit_", "dispute_")):
        return [case_readings(target.subject, "total")[0]], 1
    verbs = {t.key for t in unit.of("verb")}
    if "answer" in verbs:
        return [RES], 1
    if verbs & {"receive", "new"} or unit.has("subject"):
        return [NEW, BASE], 1
    headline = memory.headline if memory.headline is not None and memory.headline.sentence == memory.sentence else None
    named = None
    if headline is not None:  # of one applicant's share the base is all that was received
        named = headline.readings[0].partition(".")[0] if headline.role in ("intake", "base") else RES
    if target.role == "applicant":
        order = [NEW, BASE] if named is None else [named, NEW, BASE]
        return list(dict.fromkeys(order)), 1
    if target.role == "outcome":
        order = [RES, *([named] if named and named != RES else []), NEW, BASE]
        return list(dict.fromkeys(order)), 2 if named and named != RES else 1
    if target.role in ("answered", "out"):
        return [NEW, BASE], 2
    if target.role == "in":
        return [BASE], 1
    return [], 1


def read_growth(unit: Unit, memory: Memory) -> list[Draft]:
    """Read 同比增长120%, 较2021年减少2件, 增长1.2倍 against the same measure of the year before."""
    subjects = [t.key for t in unit.of("subject")]
    last = _grown(unit, memory) or memory.last
    if last is not None and last.sentence == memory.sentence and last.readings:
        measure, subject = last.readings[0], last.subject
    elif "request" in subjects or "on_request" in subjects:
        measure, subject = NEW, "request"
    else:
        return []
    if "-" in measure:
        return []
    before = "+".join(f"prior.{m}" for m in measure.split("+"))
    now, then = (f"({measure})", f"({before})") if "+" in measure else (measure, before)
    value = unit.num.value
    if unit.num.kind == "times":
        value *= 100
    if unit.has("down"):
        value = -value
    if unit.num.kind in ("percent", "times"):
        readings = [f"100*({measure}-{then})/{then}"]
        if measure == NEW:
            readings.append(f"100*({NEW}+{IN}-prior.{NEW}-prior.{IN})/(prior.{NEW}+prior.{IN})")
    else:
        readings = [f"{now}-{then}"]
    memory.grown = last
    return [draft(unit, memory, "growth", "growth", readings, value=value, subject=subject, note="growth")]


def _grown(unit: Unit, memory: Memory) -> Draft | None:
    """Return what a comparison behind a list or behind another comparison is about, None for the number before it."""
    before = memory.drafts[-1] if memory.drafts else None
    if before is None or before.sentence != memory.sentence:
        return None
    if before.role == "growth":  # 较上年减少21件，下降18.6%
        return memory.grown
    headline, last = memory.headline, memory.last
    if unit.chunk.mark != "；" or headline is None or headline.sentence != memory.sentence:
        return None
    return headline if last is not None and last.part else None


def read_multiple(unit: Unit, memory: Memory) -> list[Draft]:
    """Read 是上年的3倍: this year's count over last year's."""
    last = memory.last
    if last is None or last.sentence != memory.sentence or last.role not in ("intake", "answered") or not last.readings:
        return []
    measure = last.readings[0]
    if "+" in measure or "-" in measure:
        return []
    return [draft(unit, memory, "multiple", "growth", (f"{measure}/prior.{measure}",), note="growth")]
