"""What whole counts a printed rate allows: 占33.9% of 805 can only be 273; 88, up 120%, comes from 40 last year."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from toolkit.claim.draft import Draft
from toolkit.claim.judge import Figures, round_half_up
from toolkit.claim.model import Allowed
from toolkit.form.measure import MeasureError

Span = tuple[int, int]


def allowed_counts(draft: Draft, figures: Figures, held: str | None) -> Allowed | None:
    """Return which whole counts the printed rate of a draft allows; None where it is no rate, or its base is unknown.

    Of several bases it is that of the reading `held`, else the first that is known.
    """
    if draft.num is None or draft.qualifier or draft.num.places < 0 or draft.role not in ("share", "growth"):
        return None
    made = _share if draft.role == "share" else _growth
    told = (made(draft, measure, figures) for measure in ([held] if held is not None else draft.readings))
    return next((one for one in told if one is not None), None)


def _share(draft: Draft, measure: str, figures: Figures) -> Allowed | None:
    assert draft.num is not None
    part, base = split_quotient(measure)
    total = _whole(base, figures)
    if total is None:
        return None
    return Allowed(part, base, total, feasible_counts(draft.value, draft.num.places, total))


def _growth(draft: Draft, measure: str, figures: Figures) -> Allowed | None:
    assert draft.num is not None
    if draft.rule != "growth" or draft.num.kind == "money":
        return None
    if draft.num.kind == "count":  # 较上年减少2件
        now, _, then = measure.removeprefix("(").removesuffix(")").replace(")-(", "-", 1).partition("-prior.")
        current = _whole(now, figures)
        if current is None or draft.value % 1:
            return None
        before = current - int(draft.value)
        return Allowed(f"prior.{then}", now, current, (before, before) if before >= 0 else None)
    _, then = split_quotient(measure)
    now = then.replace("prior.", "")
    current = _whole(now, figures)
    if current is None:
        return None
    times = draft.num.kind == "times"
    grown = draft.value / 100 if times else draft.value
    return Allowed(then, now, current, prior_counts(current, grown, draft.num.places, 1 if times else 100))


def split_quotient(measure: str) -> tuple[str, str]:
    """Return part and base of a measure written as `100*part/base`, without the brackets around them.

    >>> split_quotient("100*(a+b)/(c+d)")
    ('a+b', 'c+d')
    """
    above, _, below = measure.rpartition("/(") if measure.endswith(")") else measure.rpartition("/")
    return above.removeprefix("100*").removeprefix("(").removesuffix(")"), below.removesuffix(")")


def _whole(measure: str, figures: Figures) -> int | None:
    try:
        value = figures.of(measure)
    except MeasureError:
        return None
    return int(value) if value is not None and value.denominator == 1 and value > 0 else None


def feasible_counts(percent: Decimal, places: int, total: int) -> Span | None:
    """Return the least and greatest count out of `total` that is printed as `percent`, rounded half up to `places`.

    >>> feasible_counts(Decimal("33.9"), 1, 805), feasible_counts(Decimal("33.9"), 1, 7)
    ((273, 273), None)
    """
    half, stated = Fraction(1, 2 * 10**places), Fraction(percent)
    low, high = (stated - half) * total / 100, (stated + half) * total / 100
    return _printed(max(low, Fraction(0)), min(high, Fraction(total)),
                    lambda n: round_half_up(Fraction(100 * n, total), places) == stated)  # fmt: skip


def prior_counts(current: int, growth: Decimal, places: int, whole: int = 100) -> Span | None:
    """Return the least and greatest count of last year of which `current` is printed as growth by `growth`.

    `growth` is rounded half up to `places`; it counts `whole` to the whole (100: per cent, 1: 倍); below 0 it fell.

    >>> prior_counts(88, Decimal(120), 0), prior_counts(44, Decimal("-26.67"), 2), prior_counts(7, Decimal("33.9"), 1)
    ((40, 40), (60, 60), None)
    """
    half, stated = Fraction(1, 2 * 10**places), Fraction(growth)
    least, most = 1 + (stated - half) / whole, 1 + (stated + half) / whole
    if least <= 0:
        return None  # all but all of it is gone: any number of last year would do
    return _printed(current / most, current / least,
                    lambda n: n > 0 and _signed(Fraction(whole * (current - n), n), places) == stated)  # fmt: skip


def _signed(value: Fraction, places: int) -> Fraction:
    return round_half_up(abs(value), places) * (1 if value >= 0 else -1)


def _printed(low: Fraction, high: Fraction, prints: Callable[[int], bool]) -> Span | None:
    """Return the whole numbers from `low` to `high`, ends that do not print the figure left out."""
    first, last = -(-low.numerator // low.denominator), high.numerator // high.denominator
    first += first <= last and not prints(first)
    last -= first <= last and not prints(last)
    return (first, last) if first <= last else None
