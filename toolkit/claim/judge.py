"""Readings against the report's figures: fit and verdict. Nothing here looks at words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from toolkit.claim.around import Leeway, leeway
from toolkit.claim.draft import IN, Draft
from toolkit.claim.model import UNREAD, Fit, Holds, ReadingValue, Verdict
from toolkit.claim.numbers import Num
from toolkit.form.measure import MeasureError, Values, parse


class Figures:
    """A report's figures with the year before under `prior.`; tells a cell left blank from one the form has not."""

    __slots__ = ("_prior", "_values")

    def __init__(self, values: Values, prior: Values | None) -> None:
        self._values = values
        self._prior = prior

    def of(self, measure: str) -> Fraction | None:
        """Return the exact value of a measure, None where a figure it needs is missing."""
        if self._prior is None or "prior." not in measure:
            return self._values.exactly(measure)
        prior = self._prior

        def lookup(atom: str) -> Decimal | None:
            own = self._values.get(atom)
            if own is None and atom.startswith("prior."):
                return prior.get(atom.removeprefix("prior."))
            return own

        return parse(measure).evaluate_exactly(lookup)

    def blank(self, measure: str) -> bool:
        """Tell whether the measure is missing only because cells that are there hold no number."""
        return all(self._values.get(a) is not None or self._values.has_place(a) for a in parse(measure).atoms)

    def of_last_year(self, measure: str) -> bool:
        """Tell whether nothing but figures of last year is missing, and more than what was carried in then."""
        missing = {a for a in parse(measure).atoms if self.of(a) is None and not self._values.has_place(a)}
        return all(a.startswith("prior.") for a in missing) and not missing <= {f"prior.{IN}"}


def judge(draft: Draft, figures: Figures) -> tuple[tuple[ReadingValue, ...], Fit, Verdict, str]:
    """Return the readings with their values, the fit, the verdict and a note for one draft."""
    found: list[tuple[str, Fraction | None, bool]] = []
    undecided: list[tuple[int, str]] = []  # what else may have changed, for which last year's figure is missing
    for rank, measure in enumerate(draft.readings):
        try:
            value = figures.of(measure)
        except MeasureError:
            continue
        if value is None and not figures.blank(measure):
            if draft.of and figures.of_last_year(measure):
                undecided.append((rank, measure))
                continue
            if rank == 0 and len(draft.readings) == 1:
                found.append((measure, None, True))
            continue  # a cell this form has not is no reading of it
        found.append((measure, value, rank < draft.primary or draft.no_base))
    if any(value is not None for _, value, _ in found):
        found += [(measure, None, rank < draft.primary) for rank, measure in undecided]
    if draft.readings and not found:
        found = [(m, None, k < draft.primary) for k, m in enumerate(draft.readings[:1])]
    shifted = bool(found) and not any(p for _, _, p in found)
    if shifted:
        found[0] = (found[0][0], found[0][1], True)
    if not found:
        return (), "unknown", "not_comparable", draft.note
    results = [(holds(draft, v) if v is not None else None, p) for _, v, p in found]
    listed = tuple(ReadingValue(m, _shown(v), p, fits) for (m, v, p), (fits, _) in zip(found, results, strict=True))
    fit, verdict, note = _verdict(draft, results)
    if verdict == "inconsistent" and draft.at_most and any(v is not None and v > draft.value for _, v, _ in found):
        verdict, note = "not_comparable", "subset"
    if verdict == "inconsistent" and shifted:  # the cell the words name is not on this form, only one that holds it
        verdict, note = "not_comparable", "no_cell"
    return listed, fit, verdict, note or draft.note


def _verdict(draft: Draft, results: list[tuple[Holds | None, bool]]) -> tuple[Fit, Verdict, str]:
    known = [r for r, _ in results if r is not None]
    if not known:
        return "unknown", "not_comparable", "missing"
    if draft.no_base:
        if all(r in ("exact", "near") for r, _ in results):
            return "primary", "consistent" if all(r == "exact" for r in known) else "approximate", ""
        if any(r in ("exact", "near") for r in known):
            return ("primary" if results[0][0] in ("exact", "near") else "alternate"), "ambiguous", "no_base"
    else:
        primary = [r for r, p in results if p]
        if "exact" in primary:
            return "primary", "consistent", ""
        if "near" in primary:
            return "primary", "approximate", ""
        if any(r in ("exact", "near") for r, p in results if not p):
            return "alternate", "ambiguous", "alternate"
    if any(r is None for r, _ in results):
        return "unknown", "not_comparable", "missing"
    if draft.soft:
        return "none", "not_comparable", draft.note or "soft"
    if draft.unread:
        return "none", "not_comparable", f"{UNREAD}{draft.unread}"
    return "none", "inconsistent", ""


def holds(draft: Draft, actual: Fraction) -> Holds:
    """Tell whether a figure can be what the words state: exactly as printed, within the word, or not."""
    num, stated = draft.num, Fraction(draft.value)
    if num is None:
        return "exact" if stated == actual else "no"
    if num.kind in ("percent", "times"):
        return _rate_holds(draft, num, actual)
    way = leeway(draft.qualifier)
    shift = num.value != draft.value and draft.value != 0 and num.kind == "money"
    step = Fraction(num.step) * (abs(Fraction(draft.value)) / Fraction(num.value) if shift and num.value else 1)
    if way:
        return _within(way, *_upright(stated, actual), step, step / 2)
    if stated == actual:
        return "exact"
    if num.kind == "money":
        return "exact" if round_half_up(actual, _money_places(num)) == stated else "no"
    if num.value >= 10_000 and _printed_in_ten_thousands(num):
        return "near" if abs(actual - stated) <= Fraction(num.step) / 2 else "no"
    return "no"


def _upright(stated: Fraction, actual: Fraction) -> tuple[Fraction, Fraction]:
    """Return a fall as a rise, so that more of it is more: 下降超过20% holds of 21% down."""
    return (-stated, -actual) if stated < 0 else (stated, actual)


def _within(way: Leeway, stated: Fraction, actual: Fraction, step: Fraction, beside: Fraction) -> Holds:
    """Tell whether a figure lies where a qualifier lets it: `step` beyond at most, `beside` to either side."""
    holding = {
        "about": abs(actual - stated) <= beside,
        "over": stated <= actual < stated + step,
        "least": stated <= actual,
        "below": stated - step <= actual < stated,
        "most": actual <= stated,
    }
    return "near" if holding[way] else "no"


def _printed_in_ten_thousands(num: Num) -> bool:
    """Tell whether the numeral is shorter than its value, that is, was printed with 万 or 亿."""
    return num.end - num.start < len(str(int(num.value)))


def _money_places(num: Num) -> int:
    return num.places + {"元": 4, "万元": 0, "亿元": -4, "千元": 1}.get(num.unit, 0)


def _rate_holds(draft: Draft, num: Num, actual: Fraction) -> Holds:
    stated, places = Fraction(draft.value), num.places
    if num.kind == "times" and draft.value != num.value:  # growth printed in 倍, as a percentage here
        stated, actual = stated / 100, actual / 100
    unit = 1 / Fraction(10) ** places
    way = leeway(draft.qualifier)
    if way:
        step = max(Fraction(num.step) if num.kind == "percent" else unit, unit)
        beyond = step
        if draft.qualifier.startswith(("超", "逾")):  # more than 90% may well be 100%; twice as much would be said so
            beyond = max(step, abs(stated))
        beside = max(step / 2, unit) if num.kind == "percent" and places >= 0 else unit / 2
        return _within(way, *_upright(stated, actual), beyond, beside)
    if places < 0:  # 三成 is no more exact than 30 per cent, give or take 5
        return "exact" if stated == actual else _within("about", stated, actual, unit, unit / 2)
    if round_half_up(abs(actual), places) == abs(stated) and (actual < 0) == (
        stated < 0 or (actual < 0 and stated == 0)
    ):
        return "exact"
    if num.kind == "times":  # cut off, not rounded; a whole 倍 either way would be too wide
        return "near" if abs(stated) <= abs(actual) < abs(stated) + unit and actual * stated > 0 else "no"
    return "near" if abs(actual - stated) <= unit else "no"


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Return `value` rounded half up (away from zero) to `places` decimals; negative places round to tens.

    >>> round_half_up(Fraction(5, 2), 0)
    Fraction(3, 1)
    """
    scale = Fraction(10) ** places
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (whole if value >= 0 else -whole) / scale


def _shown(value: Fraction | None) -> Decimal | None:
    """Return a value for people and files: exact where a decimal states it, else to ten places."""
    if value is None:
        return None
    if value.denominator == 1:
        return Decimal(value.numerator)
    quotient = Decimal(value.numerator) / Decimal(value.denominator)
    return quotient.quantize(Decimal("1E-10"), ROUND_HALF_UP).normalize() if abs(quotient) < 10**15 else quotient
