"""The first sentence of a page: one row of results in words, of exact figures or of a release.

A release tells rounded counts, and of some that they are fewer than ten. How many of its units are
not yet due it does not tell; that there may be some, everybody can tell by the day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from metrics import results, written
from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS, Chosen
from metrics.kinds import (
    MONEY,
    Amount,
    AmountRatio,
    Count,
    Duration,
    Flow,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.measure import Change, Measure
from metrics.results import Row, Status, hides, is_released, one_sided_limit

__all__ = ["Years", "sentence", "why_undefined"]

Years = tuple[int | None, int | None]
FEW = "fewer than 10"
SIDES = {"<": "less", ">": "more"}
# What a change of the definition makes two numbers of.
WITH_NUMBERS = (Status.OK, Status.BOUNDS_ONLY, Status.PROTECTED)


@dataclass(frozen=True)
class About:
    """What a sentence is about, beside the row."""

    measure: Measure
    period: str
    currency: str
    window: int

    @property
    def those(self) -> str:
        """Its denominator as a sentence names it; of sums the units behind them."""
        words = self.measure.denominator_words
        return words.removeprefix("of ") if self._counts_units else self.measure.unit_words

    @property
    def of_those(self) -> str:
        return f"of {self.those}" if self._counts_units else f"of {self.those} that count"

    @property
    def _counts_units(self) -> bool:
        return not isinstance(self.measure, AmountRatio | Rate)


def sentence(
    row: Row,
    place: str,
    period: str,
    chosen: Chosen = DEFAULTS,
    *,
    years: Years = (None, None),
    currency: str = "",
) -> str:
    """One row of results in words.

    "{place}: {x} of {n} {unit} ({p}, 95 % interval {lo}–{hi}) in {period}.", and alike for counts,
    amounts (in `currency`) and durations. `row` has the columns of `results.rows`, of a release
    those of `release.reading.rows`; where its number may not be shown, the sentence says why
    instead, and so it does where the definition changed within `years`. `chosen` are the options it
    was counted by.
    """
    measure = CATALOGUE[row["measure"]]
    about = About(measure, period, currency, measure.window(chosen))
    return f"{place}: {_clause(row, about, years)}."


def _clause(row: Row, about: About, years: Years) -> str:
    status = row["status"]
    change = _changed_within(about.measure, years)
    if change is not None and status in WITH_NUMBERS:
        on = f"{change.on.day} {change.on:%B %Y}"
        why = f"since the definition changed on {on}: choose years before it or after it"
        return f"no number of {about.period} as a whole, {why}"
    if status in (Status.OK, Status.PROTECTED):
        return f"{_BY_KIND[about.measure.kind](row, about)}{_not_due(row, about)}"
    return _REFUSED[status](row, about)


def _changed_within(measure: Measure, years: Years) -> Change | None:
    """The last change of the definition after the first day of the years, up to their last."""
    first, last = years
    inside = [
        change
        for change in measure.changes
        if not change.recounted
        and (first is None or change.on > date(first, 1, 1))
        and (last is None or change.on <= date(last, 12, 31))
    ]
    return inside[-1] if inside else None


def _not_due(row: Row, about: About) -> str:
    """A sum has not named its units: they are said here."""
    if is_released(row):
        return "; the youngest are not yet due" if row.get("due_in_part") else ""
    young = row["not_yet_due"]
    if not young or written.missing(young):
        return ""
    sums = isinstance(about.measure, AmountRatio)
    number = written.several(young, about.those) if sums else written.number(young)
    return f"; {number} {'is' if young == 1 else 'are'} not yet due"


def _bare(row: Row, part: str) -> str:
    """A count: `45`, or `fewer than 10`."""
    return FEW if hides(row, part) else written.number(row[part])


def _some(row: Row, part: str) -> str:
    """The first count of a sentence, which says that it is rounded: `about 45`."""
    is_rounded = is_released(row) and not hides(row, part)
    return f"about {_bare(row, part)}" if is_rounded else _bare(row, part)


def _so_many(row: Row, part: str, about: About) -> str:
    is_one = not hides(row, part) and row[part] == 1
    return f"{_some(row, part)} {written.one(about.those) if is_one else about.those}"


def _unknown(row: Row) -> str:
    """How many are unknown; empty where none are, or where it is not said."""
    number = row["unknown"]
    none_said = not hides(row, "unknown") and (written.missing(number) or not number)
    return "" if none_said else _bare(row, "unknown")


def _more_unknown(row: Row) -> str:
    unknown = _unknown(row)
    return f" ({unknown} more unknown)" if unknown else ""


def _share(row: Row, about: About) -> str:
    """With its region: what is unknown may differ from what is known by more than chance."""
    of = f"{_some(row, 'numerator')} of {_bare(row, 'denominator')} {about.those}"
    unknown, ends = _unknown(row), results.limits(row)
    known = " with a known answer" if unknown else ""
    between = written.between(*map(written.hundredths, ends)) if _has_both(*ends) else ""
    interval = f", 95 % interval {between}" if between else ""
    if unknown and is_released(row):
        interval = f"{interval} with {unknown} unknown"
    elif unknown:
        these = "one unknown" if row["unknown"] == 1 else f"the {unknown} unknown"
        interval = f", {between} with chance and {these}"
    return f"{of}{known} ({_percent(row)}{interval}) in {about.period}"


def _has_both(low: float | None, high: float | None) -> bool:
    return not (written.missing(low) or written.missing(high))


def _percent(row: Row) -> str:
    end = one_sided_limit(row)
    if end is None:
        return written.percent(row["value"])
    return f"{SIDES[end[0]]} than {written.percent(end[1])}"


def _count(row: Row, about: About) -> str:
    part = "numerator" if hides(row, "numerator") else "value"
    return f"{_so_many(row, part, about)}{_more_unknown(row)} in {about.period}"


def _amount(row: Row, about: About) -> str:
    whose = f"the known amounts of {_so_many(row, 'denominator', about)}"
    total = written.money(row["value"], about.currency)
    return f"{total} in all, {whose}{_more_unknown(row)} in {about.period}"


def _amount_ratio(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, AmountRatio)
    title = f"{measure.title[:1].lower()}{measure.title[1:]}"
    if written.missing(row["value"]):
        return f"{title}, nothing to divide by in {about.period}"
    above = written.money(row["numerator"], about.currency)
    if measure.is_per_thing:
        per_thing = written.money(row["value"], about.currency)
        amounts = f"{per_thing} ({above} for {_some(row, 'denominator')})"
    else:
        below = written.money(row["denominator"], about.currency)
        amounts = f"{above} of {below} ({written.percent(row['value'])})"
    return f"{title}, {amounts} in {about.period}"


def _duration(row: Row, about: About) -> str:
    """The median of an estimate: who still waits is counted until the as-of day."""
    measure = about.measure
    assert isinstance(measure, Duration)
    among = f"among {_some(row, 'denominator')} {about.those} in {about.period}"
    others = ""
    if not is_released(row):
        came = row["numerator"]
        has = "have" if came > 1 else "has"
        among = f"{among}; {written.number(came) if came else 'none'} of them {has} come to it"
        others = "" if came == row["denominator"] else ", the others still wait"
    if written.missing(row["value"]):
        not_reached = f"the median time to {measure.ends_words} is not reached"
        return f"{not_reached}{_time_limits(row, measure)} {among}{others}"
    about_ = "about " if is_released(row) else ""
    median = f"an estimated median of {about_}{written.time(row['value'], measure.shown_in)}"
    return f"{median} to {measure.ends_words}{_time_limits(row, measure)} {among}"


def _time_limits(row: Row, measure: Duration) -> str:
    """The interval of a duration in brackets; where a limit is not reached, the other alone."""
    low, high, unit = row["low"], row["high"], measure.shown_in
    if written.missing(low) and written.missing(high):
        return ""
    if written.missing(low):
        return f" (95 % interval up to {written.time(high, unit)})"
    if written.missing(high):
        return f" (95 % interval {written.time(low, unit)} or more)"
    return f" (95 % interval {written.times(low, unit)}–{written.times(high, unit)})"


def _median(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, Median)
    unit, interval = measure.value_unit, ""
    if not written.missing(row["low"]):
        low, high = (_in_its_unit(row[end], measure, about) for end in ("low", "high"))
        interval = f" (95 % interval {low}–{high})"
    if unit == "days" and is_released(row):
        middle = written.time(row["value"], unit)
    elif unit in written.WHOLE:
        middle = written.days(row["value"], unit)
    else:
        middle = _in_its_unit(row["value"], measure, about)
    units = f"{_some(row, 'denominator')} {about.those}"
    return f"{middle} or less in half of {units}{interval} in {about.period}"


def _in_its_unit(value: float, measure: Median, about: About) -> str:
    """A middle of what has parts: money in the place's currency, else in its own unit."""
    if measure.value_unit == MONEY:
        return written.money(value, about.currency)
    return written.measured(value, measure.value_unit)


def _rate(row: Row, about: About) -> str:
    end = one_sided_limit(row)
    if end is None and written.missing(row["value"]):
        return f"made of {FEW} {about.measure.unit_words} in {about.period}"
    number = written.figures(row["value"] if end is None else end[1])
    if end is not None:
        number = f"{SIDES[end[0]]} than {number}"
    elif is_released(row):
        number = f"about {number}"
    interval = ""
    if not written.missing(row["low"]):
        low, high = (written.figures(row[name]) for name in ("low", "high"))
        interval = f" (95 % interval {low}–{high})"
    return f"{number} {about.measure.denominator_words}{interval} in {about.period}"


def _flow_ratio(row: Row, about: About) -> str:
    assert isinstance(about.measure, FlowRatio)
    of_flow = _clearance if about.measure.flow is Flow.CLEARANCE else _disposition
    return of_flow(row, about)


def _clearance(row: Row, about: About) -> str:
    has_value = not written.missing(row["value"])
    if not has_value and not is_released(row):
        return f"no clearance rate of {about.period}: {why_undefined(row)}"
    cleared = f"{_some(row, 'numerator')} resolved for {_bare(row, 'denominator')} that came in"
    percent = f" ({written.percent(row['value'])})" if has_value else ""
    return f"{cleared}{percent} in {about.period}"


def _disposition(row: Row, about: About) -> str:
    is_rounded = is_released(row)
    if not written.missing(row["value"]):
        pending, days = "what was pending at the end", written.several(row["value"], "days")
        if is_rounded:
            return f"at the pace of the period, {pending} would take about {days} in {about.period}"
        return f"at the pace of {about.period}, {pending} would take {days}"
    if not is_rounded:
        return f"no disposition time of {about.period}: {why_undefined(row)}"
    if not str(row["period"]).isdigit():
        return f"no disposition time: {why_undefined(row)} in {about.period}"
    return f"{FEW} {about.those} were pending at the end in {about.period}"


def why_undefined(row: Row) -> str:
    """Why a ratio of amounts or of a flow has no value although it may be shown."""
    measure = CATALOGUE[row["measure"]]
    if not isinstance(measure, FlowRatio):
        return "nothing to divide by"
    if measure.flow is Flow.CLEARANCE:
        return "nothing came in"
    if not str(row["period"]).isdigit():
        return "it is computed of single years, not of a period"
    return "the year is not over" if row["denominator"] > 0 else "nothing was resolved"


def _not_collected(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"not recorded in {about.period}"


def _empty(row: Row, about: About) -> str:
    if not row.get("covered", True):
        return f"not covered in {about.period}: the records are of other years"
    return f"no {about.of_those.removeprefix('of ')} in {about.period}"


def _not_yet_due(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    units, window = about.measure.unit_words, about.window
    wait = written.several(window, "months") if window else "their own time"
    return f"not yet due in {about.period}: {units} count after {wait}"


def _too_few(row: Row, about: About) -> str:
    """The number itself is not said: pages may not show it."""
    if is_released(row):
        return f"too few {about.those} in {about.period} to tell"
    known = " with a known answer" if _unknown(row) else ""
    # What is resolved decides: many may have come in.
    those = "cases resolved" if isinstance(about.measure, FlowRatio) else about.those
    return f"too few {those}{known} in {about.period} to say"


def _bounds_only(row: Row, about: About) -> str:
    kind, is_rounded = row["kind"], is_released(row)
    if is_rounded and written.missing(row["coverage"]):
        return f"too much is unknown {about.of_those} in {about.period}"
    if not is_rounded and kind in ("Count", "Amount") and not row["coverage"] > 0:
        return _none_known(row, about)
    what = {"AmountRatio": "both amounts are ", "Amount": "the amount is "}
    whose = "" if is_rounded else what.get(kind, "")
    part = written.percent(row["coverage"])
    known = f"{whose}known for only {part} {about.of_those} in {about.period}"
    if kind == "Amount" and not written.missing(row["value"]):
        return f"at least {written.money(row['value'], about.currency)}, since {known}"
    if written.missing(row["bound_low"]):
        return known
    low, high = (written.percent(row[end]) for end in ("bound_low", "bound_high"))
    return f"{known}: between {low} and {high}"


def _none_known(row: Row, about: About) -> str:
    if row["coverage"] == 0:
        return f"no amount is known of {about.those}{_more_unknown(row)} in {about.period}"
    whether = f"it is unknown whether {'it is' if row['unknown'] == 1 else 'they are'}"
    of = f"of {written.number(row['unknown'])} {whether}"
    return f"no number of {about.those} in {about.period}: none is known, and {of}"


def _withheld(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"withheld in {about.period}, so that nobody can be recognised"


def _not_released(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"the release does not tell {about.those} in {about.period}"


_BY_KIND: dict[str, Callable[[Row, About], str]] = {
    Share.__name__: _share,
    Count.__name__: _count,
    Amount.__name__: _amount,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}
_REFUSED: dict[str, Callable[[Row, About], str]] = {
    Status.NOT_COLLECTED: _not_collected,
    Status.EMPTY: _empty,
    Status.NOT_YET_DUE: _not_yet_due,
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
    Status.WITHHELD: _withheld,
    Status.NOT_RELEASED: _not_released,
}
