"""A number whose governing noun is the request (申请): which cells its words admit, in what order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.claim.clauses import PERSONS, Unit
from toolkit.claim.draft import BASE, IN, NEW, OUT, RES, Draft, Memory, summed
from toolkit.claim.making import draft
from toolkit.claim.outcomes import GRANTED_ANY, read_outcome, row_above
from toolkit.claim.phrases import Token
from toolkit.claim.scope import (
    about_prior,
    carry_direction,
    counts_elsewhere,
    of_earlier_year,
    of_older_year,
    year_sides,
)

ANSWERED = (
    RES,
    f"{RES}-other_correction_overdue-other_misc",
    f"{RES}-other_correction_overdue",
    f"{RES}-other_misc",
    f"{RES}-other_disposition",
)
# 受理 may silently hold what was carried in; 办理 names no base at all.
HANDLED = (NEW, BASE, RES)
_ADDED_UP = re.compile(r"^(?:以上)?(?:总共|共|共计|合计|总计|小计)(?:为|：)?$")


def read_request(unit: Unit, text: str, memory: Memory, verbless: bool) -> list[Draft]:
    """Return the drafts that a request number's words admit; none when they name no cell and no known non-cell."""
    num = unit.num
    if num.unit in PERSONS:
        return []
    verbs = {t.key for t in unit.of("verb")}
    elsewhere = counts_elsewhere(unit, text, memory)
    if elsewhere is not None:
        return elsewhere
    counted = memory.here("intake", "handled", "answered")
    prior = about_prior(unit, memory)
    earlier = prior or ("receive" in verbs and of_earlier_year(unit, memory))
    if earlier and unit.has("part", "include") and counted and not unit.has("same_period", "carry"):
        return [draft(unit, memory, "carried_in", "in", (IN,))]  # 办理12件（其中1件系2022年底受理）
    within = unit.chunk.depth > 0 or memory.listing
    headline = memory.headline
    if (
        within
        and headline is not None
        and headline.role == "intake"
        and (headline.sentence == memory.sentence or _opens_parts(memory))
        and (
            "receive" in verbs
            and not verbs & {"new", "answer"}
            and not unit.has("carry", "outcome", "pending", "applicant", "channel", "sum")
        )
    ):
        return [draft(unit, memory, "some_of_them", "none", (), note="subset")]
    if unit.has("carry") and "new" in verbs:  # 上年结转与本年新收合计32件
        together = unit.has("sum") and not unit.has("respectively")
        return [draft(unit, memory, "announced_base", "base", (BASE,))] if together else []
    direction = carry_direction(unit, memory)
    if direction == IN:
        note = "excluded" if unit.has("exclude") else ""
        return [draft(unit, memory, "carried_in", "in", (IN,), note=note)]
    if direction == OUT:
        bare = not unit.has("next") and not year_sides(unit, memory, unit.of("carry")[0])
        return [draft(unit, memory, "carried_bare" if bare else "carried_out", "out", (OUT,))]
    later_year = unit.has("pending", "rest") and any(unit.num.tail <= d.start < unit.end for d in unit.chunk.dates)
    if (unit.has("next") or later_year) and verbs & {"answer", "handle"}:
        return [draft(unit, memory, "carried_out", "out", (OUT,))]
    if of_older_year(unit, memory):
        return [draft(unit, memory, "older_year", "none", (), note="period")]
    if prior:
        last = memory.ending_at(unit.chunk.start - 1) if unit.chunk.mark == "(" else None
        if last is not None:
            if len(last.readings) == 1 and re.fullmatch(r"[a-z_]+", last.readings[0]):  # 结转39件（2024年为28件）
                return [draft(unit, memory, "prior_count", "prior", (f"prior.{last.readings[0]}",), note="prior")]
            verbs = {"answer"} if last.role == "answered" else verbs
        target = RES if "answer" in verbs and "receive" not in verbs else NEW
        return [draft(unit, memory, "prior_count", "prior", (f"prior.{target}",), note="prior")]
    left = any(t.text in ("尚有", "仍有") for t in unit.of("also"))
    if left and not verbs & {"answer", "receive", "new"} and not unit.has("outcome", "applicant", "channel", "topic"):
        return [draft(unit, memory, "still_open", "out", (OUT,))]
    answers = {t.start for t in unit.of("verb") if t.key == "answer"}
    looked_over = [t for t in unit.of("act") if t.key == "amend" and t.end in answers and text[t.start - 1] != "经"]
    if looked_over and not unit.has("outcome", "applicant"):
        return [draft(unit, memory, "looked_over", "none", (), note="no_cell")]  # 法律顾问审核答复12件
    if unit.has("late"):
        return [draft(unit, memory, "late_answer", "none", (), note="no_cell")]
    if (
        (unit.has("pending") or any(t.key == "pending" for t in unit.of("case")))
        and "answer" not in verbs
        and not unit.has("outcome")
    ):
        return [draft(unit, memory, "still_open", "out", (OUT,))]
    results = read_outcome(unit, text, memory)
    if results:
        return results
    if unit.has("rest") and "handle" in verbs and "answer" not in verbs and memory.headline is not None:
        return [draft(unit, memory, "still_open", "out", (OUT,), soft=True)]  # 其余7宗按程序办理
    totals = _total(unit, text, memory, verbs, verbless)
    for made in totals:
        fix_base(made, unit.of("holds"))
    return totals or _split(unit, memory)


def _opens_parts(memory: Memory) -> bool:
    """Tell whether 其中 opens this sentence, so that it lists the parts of the count in the one before."""
    headline = memory.headline
    right_before = headline is not None and headline.sentence == memory.sentence - 1
    return right_before and memory.listing and not memory.here("intake", "handled", "answered")


def fix_base(made: Draft, holds: Sequence[Token]) -> None:
    """Give a count of requests the base its own words name: 含上年结转 or 不含上年结转, in a bracket without number."""
    if not holds or BASE not in made.readings:
        return
    made.readings, made.no_base = (BASE if holds[0].key == "include" else NEW,), False
    made.note = "base_named" if holds[0].key == "include" else made.note


def _total(unit: Unit, text: str, memory: Memory, verbs: set[str], verbless: bool) -> list[Draft]:
    """Read the counts of requests received, answered, handled; 收到并答复3件 is two."""
    num = unit.num
    noun = unit.has("subject")
    columns = list(dict.fromkeys(t.key for t in unit.of("applicant")))
    single = columns[0] if len(columns) == 1 else None
    before = {t.key for t in unit.of("verb") if t.start < num.start}
    after = verbs - before
    by_channel = any(t.text != "书面" for t in unit.of("channel"))  # every request is made in writing
    if by_channel and not _all_channels(unit, text, memory.listing):
        return [draft(unit, memory, "channel", "channel", (), note="channel")]
    intake = bool(verbs & {"new", "receive"}) and (noun or memory.headline is None or single is None)
    answered = "answer" in before or ("answer" in after and not verbs & {"new", "receive", "handle"})
    if intake and not noun and memory.subject != "request":
        intake = False
    made: list[Draft] = []
    if intake:
        readings: tuple[str, ...] = (NEW,) if "new" in verbs else (NEW, BASE)
        if single and not (memory.listing and memory.headline is not None):
            readings = (f"{NEW}.{single}", NEW)
        elif single:
            return []
        made.append(draft(unit, memory, "intake_new" if "new" in verbs else "intake", "intake", readings))
        if single == "natural_person" and any("自然人" in t.text for t in unit.of("applicant")):
            made[0].readings = (NEW, f"{NEW}.{single}")
            if memory.lately("intake"):  # 新收31件…提出申请的有自然人29件
                made.clear()
            made.append(draft(unit, memory, "applicant", "applicant", (f"{NEW}.{single}",)))
    if answered and memory.here("channel") and not memory.here("intake", "handled"):
        return [draft(unit, memory, "channel", "channel", (), note="channel")]
    if answered:
        made.append(draft(unit, memory, "answered", "answered", ANSWERED))
    if made:
        return made
    if single and memory.headline is not None and not noun:
        return []
    if "due" in verbs:
        return [draft(unit, memory, "announced_base", "base", (BASE, NEW))]
    if "handle" in verbs and memory.here("intake") and memory.here("in"):
        return [draft(unit, memory, "announced_base", "base", (BASE, RES))]
    if "handle" in verbs and (noun or memory.headline is not None):
        return [draft(unit, memory, "handled", "handled", HANDLED, no_base=True)]
    added_up = _ADDED_UP.search(text[unit.start : num.head]) is not None
    if not noun and _adds_up_parts(unit, text, memory, bool(columns)):
        return [draft(unit, memory, "intake_noun", "intake", (NEW, BASE))]
    summing = unit.has("sum") or added_up
    if summing and memory.lately("intake") and memory.here("in") and not memory.here("outcome", "answered"):
        return [draft(unit, memory, "announced_base", "base", (BASE,))]
    listed = [d.readings[0] for d in memory.here("outcome") if d.readings and d.num is not None]
    if not noun and not columns and len(listed) > 1 and added_up:
        return [draft(unit, memory, "listed_total", "answered", (RES, summed(listed)), primary=2)]
    kinds = max(sum(d.num is not None for d in memory.here(role)) for role in ("applicant", "channel"))
    if kinds > 1 and not noun and not columns and not memory.here("intake") and summing:
        return [draft(unit, memory, "intake_noun", "intake", (NEW, BASE))]
    charged = any(t.key == "processing_fee" for t in unit.chunk.tokens)
    if noun and not columns and not unit.has("qita") and not charged and _governs(unit, text):
        if verbless:
            return [draft(unit, memory, "on_request", "handled", (NEW, GRANTED_ANY[0], BASE, RES), no_base=True)]
        if (memory.listing and memory.headline is not None) or unit.has("also"):
            return []
        return [draft(unit, memory, "intake_noun", "intake", (NEW, BASE))]
    return []


def _adds_up_parts(unit: Unit, text: str, memory: Memory, by_applicant: bool) -> bool:
    """Tell whether a number without a noun is the total of what the sentence has counted in parts.

    上半年9件，下半年6件，全年共15件; 办公室16件，各部门203件，共计219件; 本级收到…，全县合计30件.
    """
    aside = {d.rule for d in memory.here("none")}
    whole_year = text[unit.start : unit.num.head].removeprefix("全年")
    if "part_of_year" in aside and not by_applicant and _ADDED_UP.search(whole_year):
        return True
    if not unit.has("sum"):
        return False
    several = len({d.value for d in memory.here("intake") if d.num is not None}) > 1 and not memory.here("in")
    return bool(aside & {"own_level", "one_organ"}) or (not by_applicant and (several or unit.has("whole")))


FILLER = re.compile(
    r"(?:共|亦|也|均|皆|计|有|为|达|了|数|量|总|合|数量|各|分别|的|仅|只|累计|总计|：|到|是|案|件次|件|事项|\d{4}年度?|本?年度?|全年)*"
)


def _governs(unit: Unit, text: str) -> bool:
    """Tell whether the noun stands at the number, with nothing unknown between (not 申请答复书模板3份)."""
    nouns = unit.of("subject")
    before = [t for t in nouns if t.end <= unit.num.head]
    if not before:
        return True
    return bool(FILLER.fullmatch(text[before[-1].end : unit.num.head]))


def _all_channels(unit: Unit, text: str, listing: bool) -> bool:
    """Tell whether the channels are listed as the ways of all requests (通过网络、信函等方式共收到12件)."""
    words = text[unit.start : unit.num.start]
    many = (
        len(unit.of("channel")) >= 2
        or bool(re.search(r"等(?:多种|各种|形式|方式|渠道|途径|平台)?", words))
        or "各种" in words
    )
    return many or (unit.has("sum") and not unit.has("part") and not listing)


def _split(unit: Unit, memory: Memory) -> list[Draft]:
    """Read 自然人40件 and other parts by applicant; of the base when the headline is one."""
    columns = list(dict.fromkeys(t.key for t in unit.of("applicant")))
    if unit.has("qita") and not columns and memory.here("applicant"):
        columns = ["org_other"]
    if not columns or unit.num.unit in PERSONS:
        return []
    row = row_above(memory)
    if row:
        return [draft(unit, memory, "outcome", "outcome", (summed(f"{row}.{c}" for c in columns),))]
    new, carried = summed(f"{NEW}.{c}" for c in columns), summed(f"{IN}.{c}" for c in columns)
    last = memory.last
    if unit.has("part") and last is not None and last.role == "outcome" and len(last.readings) == 1:
        inside = summed(f"{last.readings[0]}.{c}" for c in columns)  # 予以公开5件，其中自然人4件: of the 5, or of all
        return [draft(unit, memory, "applicant", "applicant", (inside, new, f"{new}+{carried}"), primary=2)]
    return [draft(unit, memory, "applicant", "applicant", (new, f"{new}+{carried}"))]
