"""What rows of a release say: about how many, fewer than ten, or why no number is told."""

from collections.abc import Callable

from metrics import written
from metrics.counting import limits
from metrics.kinds import (
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
from metrics.release.display.rows import Status
from metrics.release.row import Row, coded, hides
from metrics.sentences import exact
from metrics.sentences.about import About

FEW, DAYS = "fewer than 10", "days"
SIDES = {"<": "less", ">": "more"}
NOT_DUE = "; the youngest are not yet due"
# What is in no table of the plan: of it no release has a row.
NOT_RELEASED = "not_released"


def clause(row: Row, about: About, years: exact.Years = (None, None)) -> str:
    """What a row of a release says, without its place and the full stop."""
    change = exact.changed_within(about.measure, years)
    status = row["status"]
    if change is not None and status in (Status.OK, Status.PROTECTED, Status.BOUNDS_ONLY):
        return exact.definition_changed(change, about)
    if status in (Status.OK, Status.PROTECTED):
        return f"{_SAID[about.measure.kind](row, about)} in {about.period}{_not_due(row)}"
    if status in REFUSED:
        return REFUSED[status](row, about)
    return exact.REFUSED[status](row, about)


def _not_due(row: Row) -> str:
    """How many they are no release tells; that there may be some, everybody can tell by the day."""
    return NOT_DUE if row.get("due_in_part") else ""


def _some(row: Row, part: str) -> str:
    """A rounded count: `about 45`, `fewer than 10`."""
    return FEW if hides(row, part) else f"about {written.number(row[part])}"


def _bare(row: Row, part: str) -> str:
    """The same behind another one, of which it was said that it is rounded."""
    return FEW if hides(row, part) else written.number(row[part])


def _has(row: Row, part: str) -> bool:
    return hides(row, part) or not written.missing(row[part])


def _share(row: Row, about: About) -> str:
    above, below = _some(row, "numerator"), _bare(row, "denominator")
    known = unknown = ""
    if _has(row, "unknown"):
        known = " with a known answer"
        unknown = f" with {_bare(row, 'unknown')} unknown"
    ends = limits.of(row)
    if any(map(written.missing, ends)):
        return f"{above} of {below} {about.those}{known} ({_percent(row)}{unknown})"
    interval = f"95 % interval {written.between(*map(written.hundredths, ends))}"
    return f"{above} of {below} {about.those}{known} ({_percent(row)}, {interval}{unknown})"


def _percent(row: Row) -> str:
    if (end := coded(row)) is None:
        return written.percent(row["value"])
    return f"{SIDES[end[0]]} than {written.percent(end[1])}"


def _count(row: Row, about: About) -> str:
    return f"{_some(row, 'numerator')} {about.those}{_more_unknown(row)}"


def _more_unknown(row: Row) -> str:
    return f" ({_bare(row, 'unknown')} more unknown)" if _has(row, "unknown") else ""


def _amount(row: Row, about: About) -> str:
    total = written.money(row["value"], about.currency)
    whose = f"the known amounts of {_some(row, 'denominator')} {about.those}"
    return f"{total} in all, {whose}{_more_unknown(row)}"


def _amount_ratio(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, AmountRatio)
    title = f"{measure.title[:1].lower()}{measure.title[1:]}"
    above = written.money(row["numerator"], about.currency)
    if measure.is_per_thing:
        per_thing = written.money(row["value"], about.currency)
        return f"{title}, {per_thing} ({above} for {_some(row, 'denominator')})"
    below = written.money(row["denominator"], about.currency)
    return f"{title}, {above} of {below} ({written.percent(row['value'])})"


def _duration(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, Duration)
    among = f"among {_some(row, 'denominator')} {about.those}"
    if written.missing(row["value"]):
        return f"the median time to {measure.ends_words} is not reached {among}"
    time = written.time(row["value"], measure.shown_in)
    return f"an estimated median of about {time} to {measure.ends_words} {among}"


def _median(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, Median)
    if measure.value_unit == DAYS:
        middle = written.time(row["value"], DAYS)
    elif measure.value_unit in written.WHOLE:
        middle = written.days(row["value"], measure.value_unit)
    else:
        middle = exact.in_its_unit(row["value"], measure, about)
    return f"{middle} or less in half of {_some(row, 'denominator')} {about.those}"


def _rate(row: Row, about: About) -> str:
    if not written.missing(row["value_below"]):
        number = f"less than {written.figures(row['value_below'])}"
    elif written.missing(row["value"]):
        return f"made of fewer than 10 {about.measure.unit_words}"
    else:
        number = f"about {written.figures(row['value'])}"
    interval = ""
    if not written.missing(row["low"]):
        ends = (written.figures(row[end]) for end in ("low", "high"))
        interval = f" (95 % interval {'–'.join(ends)})"
    return f"{number} {about.measure.denominator_words}{interval}"


def _flow_ratio(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, FlowRatio)
    if measure.flow is Flow.CLEARANCE:
        cleared = f"{_some(row, 'numerator')} resolved for {_bare(row, 'denominator')} that came in"
        percent = "" if written.missing(row["value"]) else f" ({written.percent(row['value'])})"
        return f"{cleared}{percent}"
    if written.missing(row["value"]):
        if not str(row["period"]).isdigit():
            return f"no disposition time: {exact.why_undefined(row)}"
        return f"{FEW} {about.those} were pending at the end"
    days = written.several(row["value"], "days")
    return f"at the pace of the period, what was pending at the end would take about {days}"


def _withheld(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"withheld in {about.period}, so that nobody can be recognised"


def _not_released(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"the release does not tell {about.those} in {about.period}"


def _too_few(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"too few {about.those} in {about.period} to tell"


def _bounds_only(row: Row, about: About) -> str:
    if written.missing(row["coverage"]):
        return f"too much is unknown {about.of_those} in {about.period}"
    known = f"known for only {written.percent(row['coverage'])} {about.of_those} in {about.period}"
    if row["kind"] == Amount.__name__ and not written.missing(row["value"]):
        return f"at least {written.money(row['value'], about.currency)}, since {known}"
    if written.missing(row["bound_low"]):
        return known
    low, high = (written.percent(row[end]) for end in ("bound_low", "bound_high"))
    return f"{known}: between {low} and {high}"


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
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
    Status.WITHHELD: _withheld,
    NOT_RELEASED: _not_released,
}
