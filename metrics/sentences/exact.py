"""What rows of exact figures say: a small grammar, and what it says where it must refuse."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from metrics import written
from metrics.catalogue import CATALOGUE
from metrics.counting import limits
from metrics.counting.rows import Status
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
from metrics.sentences.about import About

Row = Mapping[str, Any]
Years = tuple[int | None, int | None]


def clause(row: Row, about: About, years: Years = (None, None)) -> str:
    """What a row of exact figures says, without its place and the full stop.

    Where its number may not be shown it says why instead, and so it does where the definition
    changed within `years`.
    """
    change = changed_within(about.measure, years)
    if change is not None and row["status"] in _WITH_NUMBERS:
        return definition_changed(change, about)
    if row["status"] == Status.OK:
        return f"{_SAID[about.measure.kind](row, about)}{_not_due(row, about)}"
    return REFUSED[row["status"]](row, about)


def changed_within(measure: Measure, years: Years) -> Change | None:
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


def definition_changed(change: Change, about: About) -> str:
    on = f"{change.on.day} {change.on:%B %Y}"
    why = f"since the definition changed on {on}: choose years before it or after it"
    return f"no number of {about.period} as a whole, {why}"


def _share(row: Row, about: About) -> str:
    """With its region: what is unknown may differ from what is known by more than chance."""
    low, high = map(written.hundredths, limits.of(row))
    between, unknown = written.between(low, high), row["unknown"]
    if unknown:
        known = " with a known answer"
        apart = f"{between} with chance and {_the_unknown(unknown)}"
    else:
        known, apart = "", f"95 % interval {between}"
    of = f"{written.number(row['numerator'])} of {written.number(row['denominator'])}"
    return f"{of} {about.those}{known} ({written.percent(row['value'])}, {apart}) in {about.period}"


def _the_unknown(unknown: float) -> str:
    return "one unknown" if unknown == 1 else f"the {written.number(unknown)} unknown"


def _not_due(row: Row, about: About) -> str:
    """A sum has not named its units: they are said here."""
    young = row["not_yet_due"]
    if not young or written.missing(young):
        return ""
    sums = isinstance(about.measure, AmountRatio)
    number = written.several(young, about.those) if sums else written.number(young)
    return f"; {number} {'is' if young == 1 else 'are'} not yet due"


def _count(row: Row, about: About) -> str:
    return f"{_so_many(row['value'], about)}{_more_unknown(row)} in {about.period}"


def _so_many(number: float, about: About) -> str:
    return f"{written.number(number)} {written.one(about.those) if number == 1 else about.those}"


def _more_unknown(row: Row) -> str:
    in_doubt = row["unknown"]
    if written.missing(in_doubt) or not in_doubt:
        return ""
    return f" ({written.number(in_doubt)} more unknown)"


def _amount(row: Row, about: About) -> str:
    whose = f"the known amounts of {_so_many(row['denominator'], about)}"
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
        amounts = f"{per_thing} ({above} for {written.number(row['denominator'])})"
    else:
        below = written.money(row["denominator"], about.currency)
        amounts = f"{above} of {below} ({written.percent(row['value'])})"
    return f"{title}, {amounts} in {about.period}"


def _duration(row: Row, about: About) -> str:
    """The median of an estimate: who still waits is counted until the as-of day."""
    measure = about.measure
    assert isinstance(measure, Duration)
    came, of = row["numerator"], row["denominator"]
    so_far = f"{written.number(came) if came else 'none'} of them {'have' if came > 1 else 'has'}"
    among = f"among {written.number(of)} {about.those} in {about.period}; {so_far} come to it"
    if written.missing(row["value"]):
        others = "" if came == of else ", the others still wait"
        return (
            f"the median time to {measure.ends_words} is not reached{_limits(row, measure)}"
            f" {among}{others}"
        )
    time = written.time(row["value"], measure.shown_in)
    return f"an estimated median of {time} to {measure.ends_words}{_limits(row, measure)} {among}"


def _limits(row: Row, measure: Duration) -> str:
    """The interval of a duration in brackets; where a limit is not reached, the other alone."""
    low, high, unit = row["low"], row["high"], measure.shown_in
    if written.missing(low) and written.missing(high):
        return ""
    if written.missing(low):
        return f" (95 % interval up to {written.time(high, unit)})"
    if written.missing(high):
        return f" (95 % interval {written.time(low, unit)} or more)"
    return f" (95 % interval {written.times(low, unit)}–{written.times(high, unit)})"


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
    unknown = row["unknown"]
    known = "" if written.missing(unknown) or not unknown else " with a known answer"
    # What is resolved decides: many may have come in.
    those = "cases resolved" if isinstance(about.measure, FlowRatio) else about.those
    return f"too few {those}{known} in {about.period} to say"


def _bounds_only(row: Row, about: About) -> str:
    if row["kind"] in ("Count", "Amount") and not row["coverage"] > 0:
        return _none_known(row, about)
    both = {"AmountRatio": "both amounts are ", "Amount": "the amount is "}.get(row["kind"], "")
    part = written.percent(row["coverage"])
    known = f"{both}known for only {part} {about.of_those} in {about.period}"
    if row["kind"] == "Amount":
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


def _median(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, Median)
    interval = ""
    if not written.missing(row["low"]):
        low, high = (in_its_unit(row[end], measure, about) for end in ("low", "high"))
        interval = f" (95 % interval {low}–{high})"
    middle = (
        written.days(row["value"], measure.value_unit)
        if measure.value_unit in written.WHOLE
        else in_its_unit(row["value"], measure, about)
    )
    units = f"{written.number(row['denominator'])} {about.those}"
    return f"{middle} or less in half of {units}{interval} in {about.period}"


def in_its_unit(value: float, measure: Median, about: About) -> str:
    """A middle of what has parts: money in the place's currency, else in its own unit."""
    if measure.value_unit == MONEY:
        return written.money(value, about.currency)
    return written.measured(value, measure.value_unit)


def _rate(row: Row, about: About) -> str:
    low, high = written.figures(row["low"]), written.figures(row["high"])
    return (
        f"{written.figures(row['value'])} {about.measure.denominator_words}"
        f" (95 % interval {low}–{high}) in {about.period}"
    )


def _flow_ratio(row: Row, about: About) -> str:
    assert isinstance(about.measure, FlowRatio)
    if written.missing(row["value"]):
        name = "clearance rate" if about.measure.flow is Flow.CLEARANCE else "disposition time"
        return f"no {name} of {about.period}: {why_undefined(row)}"
    if about.measure.flow is Flow.CLEARANCE:
        resolved, incoming = written.number(row["numerator"]), written.number(row["denominator"])
        cleared = f"{resolved} resolved for {incoming} that came in"
        return f"{cleared} ({written.percent(row['value'])}) in {about.period}"
    days = written.several(row["value"], "days")
    return f"at the pace of {about.period}, what was pending at the end would take {days}"


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


_SAID: dict[str, Callable[[Row, About], str]] = {
    Share.__name__: _share,
    Count.__name__: _count,
    Amount.__name__: _amount,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}
REFUSED: dict[str, Callable[[Row, About], str]] = {
    Status.NOT_COLLECTED: _not_collected,
    Status.EMPTY: _empty,
    Status.NOT_YET_DUE: _not_yet_due,
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
}
# What a change of the definition makes two numbers of.
_WITH_NUMBERS = (Status.OK, Status.BOUNDS_ONLY)
