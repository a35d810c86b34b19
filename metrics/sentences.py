"""A row of results in words: the measure's own sentence, and the sentences that follow it.

Each measure declares its whole sentence (`Measure.sentence`). This module fills in the numbers, of
exact rows and of rows of a release, and adds the confidence interval with what is missing, and how
many units are too recent. Where no number may be shown, it says why instead.
"""

import re
from collections.abc import Callable, Iterator
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
# A change of the definition makes two numbers of these.
WITH_NUMBERS = (Status.OK, Status.BOUNDS_ONLY, Status.PROTECTED)
# `[case/cases]`: the first form for one, the second for none and for several.
FORMS = re.compile(r"\[([^/\]]*)/([^\]]*)\]")
NUMBERS = re.compile(r"\{(value|numerator|denominator)\}")
# English names that need an article: "in the Netherlands".
WITH_ARTICLE = re.compile(
    r"^(Bahamas|Gambia|Netherlands|Philippines|Maldives|Comoros|Seychelles|Holy See"
    r"|.*\b(Republic|Kingdom|States|Emirates|Islands|Federation)\b)"
)


@dataclass(frozen=True)
class _Subject:
    """What the sentences are about, beside the row."""

    measure: Measure
    place: str
    period: str
    currency: str
    chosen: Chosen

    @property
    def those(self) -> str:
        """What is counted below the line, in the plural; of sums the units behind them."""
        if isinstance(self.measure, AmountRatio | Rate):
            return self.things
        return _people(self.measure.denominator_words.removeprefix("of "))

    @property
    def years(self) -> str:
        """`2019 to 2023`."""
        return re.sub(r"[-\N{EN DASH}]", " to ", self.period)

    @property
    def when(self) -> str:
        """`in 2019 to 2023`, `up to 2023`, `from 2020 onwards`."""
        if self.period.startswith("up to"):
            return self.years
        return f"from {self.years}" if self.period.endswith("onwards") else f"in {self.years}"

    @property
    def things(self) -> str:
        """The units in the plural: `cases`, `people charged`."""
        return _people(self.measure.unit_words)

    def fill(self, row: Row, **numbers: str) -> str:
        """The measure's sentence with its place, years and settings, and the row's `numbers`."""
        template = self.measure.sentence
        places = {m.start(): m[1] for m in NUMBERS.finditer(template)}

        def form(match: re.Match[str]) -> str:
            before = [at for at in places if at < match.start()]
            nearest = max(before) if before else min(places)
            part = places[nearest]
            return match[1] if not hides(row, part) and row[part] == 1 else match[2]

        text = FORMS.sub(form, template).replace("in {years}", self.when)
        known = dict(self.chosen.values) | numbers
        filled = text.format(place=self.place, years=self.years, currency=self.currency, **known)
        return filled.replace("  ", " ")


def _people(words: str) -> str:
    """`people charged`, but `legal persons`."""
    return re.sub(r"(?<!legal )\bpersons\b", "people", words)


def sentence(
    row: Row,
    place: str,
    period: str,
    chosen: Chosen = DEFAULTS,
    *,
    years: Years = (None, None),
    currency: str = "",
) -> str:
    """One row of results in words: the measure's sentence, then one for each thing to know with it.

    `place` is a jurisdiction or an office, with its jurisdiction and a form of exploitation behind
    commas. `row` has the columns of `results.rows`, or of a release those of
    `release.reading.rows`. Where its number may not be shown the sentence says why instead; so it
    does where the definition changed within `years`. `chosen` are the options by which it was
    counted; amounts are in `currency`.
    """
    measure = CATALOGUE[row["measure"]]
    name, _, rest = place.partition(", ")
    named = f"the {name}" if WITH_ARTICLE.match(name) else name
    named = f"{named} ({rest})" if rest else named
    return " ".join(_sentences(row, _Subject(measure, named, period, currency, chosen), years))


def _sentences(row: Row, about: _Subject, years: Years) -> Iterator[str]:
    status = row["status"]
    change = _changed_within(about.measure, years)
    if change is not None and status in WITH_NUMBERS:
        on = f"{change.on.day} {change.on:%B %Y}"
        of = f"{about.place} {about.when}"
        yield f"No figure for {of} as a whole: the definition changed on {on}."
        yield "Choose years before or after that date."
    elif status in (Status.OK, Status.PROTECTED):
        yield from _BY_KIND[about.measure.kind](row, about)
        yield from _too_recent(row, about)
    else:
        yield _WITHOUT_NUMBER[status](row, about)


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


def _too_recent(row: Row, about: _Subject) -> Iterator[str]:
    """A release does not say how many; that there may be some, everybody can tell by the day."""
    if is_released(row):
        if row.get("due_in_part"):
            yield f"The most recent {about.things} are too recent to count."
    elif (young := row["not_yet_due"]) and not written.missing(young):
        verb = "is" if young == 1 else "are"
        yield f"{_several(young, about)} {verb} too recent to count."


def _bare(row: Row, part: str) -> str:
    """A count: `45`, or `fewer than 10`."""
    return FEW if hides(row, part) else written.number(row[part])


def _first(row: Row, part: str) -> str:
    """The first count of a sentence, which says that it is rounded: `about 45`."""
    is_rounded = is_released(row) and not hides(row, part)
    return f"about {_bare(row, part)}" if is_rounded else _bare(row, part)


def _unknown(row: Row) -> float | None:
    """How many are unknown; None where a release shows only that they are few."""
    if hides(row, "unknown"):
        return None
    return 0 if written.missing(row["unknown"]) else float(row["unknown"])


def _several(number: float, about: _Subject, more: str = "") -> str:
    """`1 case`, `12 cases`, `12 more cases`."""
    things = about.measure.unit_word if number == 1 else about.things
    return f"{written.number(number)} {more}{things}"


def _missing(row: Row, about: _Subject, more: str = "") -> str:
    """How many have missing data: `4 cases`, `fewer than 10 cases`; empty for none."""
    unknown = _unknown(row)
    if unknown is None:
        return f"{FEW} {more}{about.things}"
    return _several(unknown, about, more) if unknown else ""


def _share(row: Row, about: _Subject) -> Iterator[str]:
    of_none = not is_released(row) and row["numerator"] == 0
    yield about.fill(
        row,
        numerator="none" if of_none else _first(row, "numerator"),
        denominator=_bare(row, "denominator"),
        share=_percent(row),
    )
    ends, missing = results.limits(row), _missing(row, about)
    if not any(map(written.missing, ends)):
        low, high = map(written.percent, ends)
        allowing = f", allowing for {missing} with missing data" if missing else ""
        yield f"95% confidence interval: {low} to {high}{allowing}."
    elif missing:
        yield _left_out(row, about)


def _percent(row: Row) -> str:
    end = one_sided_limit(row)
    if end is None:
        return written.percent(row["value"])
    return f"{SIDES[end[0]]} than {written.percent(end[1])}"


def _left_out(row: Row, about: _Subject) -> str:
    verb = "is" if _unknown(row) == 1 else "are"
    return f"A further {_missing(row, about)} {verb} left out because data are missing."


def _count(row: Row, about: _Subject) -> Iterator[str]:
    part = "numerator" if hides(row, "numerator") else "value"
    yield about.fill(row, value=_first(row, part))
    if missing := _missing(row, about, "more "):
        yield f"The records do not show whether {missing} should be counted."


def _amount(row: Row, about: _Subject) -> Iterator[str]:
    total = written.money(row["value"], about.currency)
    yield about.fill(row, value=total, denominator=_first(row, "denominator"))
    if missing := _missing(row, about):
        verb = "has" if _unknown(row) == 1 else "have"
        yield f"A further {missing} {verb} no recorded value."


def _amount_ratio(row: Row, about: _Subject) -> Iterator[str]:
    measure = about.measure
    assert isinstance(measure, AmountRatio)
    if written.missing(row["value"]):
        yield f"{measure.title} {_here(about)}: there was nothing to divide by."
        return
    above = written.money(row["numerator"], about.currency)
    if measure.is_per_thing:
        yield about.fill(row, value=written.money(row["value"], about.currency))
        yield f"This is {above} for {_first(row, 'denominator')}."
    else:
        # Of every 100; what is neither none nor all is not rounded to it.
        part = written.hundredths(row["value"])
        end = SIDES.get(part[:1])
        amount = f"{about.currency} {part.lstrip('<>')}".strip()
        yield about.fill(row, value=f"{end} than {amount}" if end else amount)
        yield f"This is {above} compared with {written.money(row['denominator'], about.currency)}."
    if not is_released(row) and not written.missing(row["coverage"]):
        part = written.percent(row["coverage"])
        yield f"Both amounts are recorded for {part} of the {about.things} that count here."


def _here(about: _Subject) -> str:
    return f"in {about.place} {about.when}"


def _duration(row: Row, about: _Subject) -> Iterator[str]:
    """The median of an estimate: whoever still waits is counted until the reference date."""
    measure = about.measure
    assert isinstance(measure, Duration)
    came = row["numerator"]
    if written.missing(row["value"]):
        yield (
            f"In {about.place}, the median time to {measure.ends_words} is not known yet for the"
            f" {_first(row, 'denominator')} {about.those} {about.when}."
        )
        if not is_released(row) and came != row["denominator"]:
            verb = "has" if came == 1 else "have"
            reached = written.number(came) if came else "None"
            yield f"{reached} of them {verb} reached it, and the others are still waiting."
    else:
        median = written.time(row["value"], measure.shown_in)
        yield about.fill(row, value=median, denominator=_first(row, "denominator"))
    yield from _time_limits(row, measure)
    if _missing(row, about):
        yield _left_out(row, about)


def _time_limits(row: Row, measure: Duration) -> Iterator[str]:
    low, high = (
        None if written.missing(row[end]) else written.time(row[end], measure.shown_in)
        for end in ("low", "high")
    )
    if low and high:
        yield f"95% confidence interval: {low} to {high}."
    elif low:
        yield f"95% confidence interval: {low} or more."
    elif high:
        yield f"95% confidence interval: up to {high}."


def _median(row: Row, about: _Subject) -> Iterator[str]:
    measure = about.measure
    assert isinstance(measure, Median)
    unit = measure.value_unit
    if unit == "days" and is_released(row):
        middle = written.time(row["value"], unit)
    elif unit in written.WHOLE:
        middle = written.days(row["value"], unit)
    else:
        middle = _in_its_unit(row["value"], measure, about)
    yield about.fill(row, value=middle, denominator=_first(row, "denominator"))
    if not written.missing(row["low"]):
        low, high = (_in_its_unit(row[end], measure, about) for end in ("low", "high"))
        of_time = f" {unit}" if unit in written.WHOLE else ""
        yield f"95% confidence interval: {low} to {high}{of_time}."
    if _missing(row, about):
        yield _left_out(row, about)


def _in_its_unit(value: float, measure: Median, about: _Subject) -> str:
    """A middle of what has parts: money in the jurisdiction's currency, else in its own unit."""
    if measure.value_unit == MONEY:
        return written.money(value, about.currency)
    return written.measured(value, measure.value_unit)


def _rate(row: Row, about: _Subject) -> Iterator[str]:
    end = one_sided_limit(row)
    if end is None and written.missing(row["value"]):
        yield f"Not shown {_here(about)}: the rate is made of {FEW} {about.things}."
        return
    number = written.figures(row["value"] if end is None else end[1])
    if end is not None:
        number = f"{SIDES[end[0]]} than {number}"
    elif is_released(row):
        number = f"about {number}"
    yield about.fill(row, value=number)
    if not written.missing(row["low"]):
        low, high = (written.figures(row[name]) for name in ("low", "high"))
        yield f"95% confidence interval: {low} to {high}."
    if _missing(row, about):
        yield _left_out(row, about)


def _flow_ratio(row: Row, about: _Subject) -> Iterator[str]:
    assert isinstance(about.measure, FlowRatio)
    is_clearance = about.measure.flow is Flow.CLEARANCE
    if not written.missing(row["value"]):
        rounded = "about " if is_released(row) else ""
        # Cases resolved for every 100 that came in, as whole as a percentage.
        of_hundred, days = written.hundredths(row["value"]), written.several(row["value"], "days")
        value = of_hundred if is_clearance else days
        yield about.fill(row, value=f"{rounded}{value}")
    elif not is_clearance and is_released(row) and str(row["period"]).isdigit():
        yield f"In {about.place}, {FEW} {about.those} were pending at the end of {about.years}."
    elif not (is_clearance and is_released(row)):
        yield f"{about.measure.title} {_here(about)}: {why_undefined(row)}."
    if is_clearance and (is_released(row) or not written.missing(row["value"])):
        resolved, incoming = _first(row, "numerator"), _bare(row, "denominator")
        yield f"{resolved[:1].upper()}{resolved[1:]} were resolved and {incoming} came in."


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


def _not_collected(row: Row, about: _Subject) -> str:  # noqa: ARG001 - one grammar
    return f"Not collected: the records of {about.place} do not include this {about.when}."


def _empty(row: Row, about: _Subject) -> str:
    if not row.get("covered", True):
        return f"Not covered: the records of {about.place} do not include {about.years}."
    those = about.those
    if isinstance(about.measure, AmountRatio | Rate):
        those = f"{those} that count here"
    return f"No cases to count: {about.place} recorded no {those} {about.when}."


def _not_yet_due(row: Row, about: _Subject) -> str:  # noqa: ARG001 - one grammar
    window = about.measure.window(about.chosen)
    wait = "after their own time"
    if window:
        event = written.column_meaning(about.measure.dated_by)
        wait = f"{written.several(window, 'months')} after {event}"
    return f"Too recent: {about.things} of {about.years} in {about.place} are counted only {wait}."


def _too_few(row: Row, about: _Subject) -> str:
    """The number itself is not said: pages may not show it."""
    if not is_released(row) and results.units_are_few(row) is False:
        why = f"the {about.things} {_here(about)} come from too few different cases"
    elif isinstance(about.measure, FlowRatio):
        # What is resolved decides: many may have come in.
        why = f"{FEW} were resolved {_here(about)}"
    elif isinstance(about.measure, AmountRatio | Rate):
        why = f"too few {about.things} {_here(about)} have an answer"
    else:
        known = " have a recorded answer" if _missing(row, about) else ""
        are = "" if known else "there are "
        why = f"{are}too few {about.those} {_here(about)}{known}"
    return f"Too few cases: {why}, so no figure is shown."


def _bounds_only(row: Row, about: _Subject) -> str:
    kind, is_rounded = row["kind"], is_released(row)
    if is_rounded and written.missing(row["coverage"]):
        return f"Not enough data: too much is missing for {about.those} {_here(about)}."
    if not is_rounded and kind in ("Count", "Amount") and not row["coverage"] > 0:
        return _none_known(row, about)
    what = {"AmountRatio": "both amounts are ", "Amount": "the amount is "}
    whose = "" if is_rounded else what.get(kind, "")
    those = about.those
    if isinstance(about.measure, AmountRatio | Rate):
        those = f"{those} that count here"
    known = f"{whose}recorded for only {written.percent(row['coverage'])} of {those} {_here(about)}"
    if kind == "Amount" and not written.missing(row["value"]):
        return f"The total is at least {written.money(row['value'], about.currency)}: {known}."
    if written.missing(row["bound_low"]):
        return f"Not enough data: {known}, so no figure is shown."
    low, high = (written.percent(row[end]) for end in ("bound_low", "bound_high"))
    return f"Not enough data: {known}. The true share is between {low} and {high}."


def _none_known(row: Row, about: _Subject) -> str:
    if row["coverage"] == 0:
        none = f"no amount is recorded for {about.those} {_here(about)}"
        missing = _missing(row, about)
        return (
            f"Not enough data: {none}."
            if not missing
            else (
                f"Not enough data: {none}, and {missing} {'has' if _unknown(row) == 1 else 'have'}"
                " missing data."
            )
        )
    return (
        f"Not enough data: {_here(about)}, the records do not show whether any of"
        f" {_several(row['unknown'], about)} should be counted."
    )


def _withheld(row: Row, about: _Subject) -> str:  # noqa: ARG001 - one grammar
    return f"Not shown {_here(about)}: the number is small and could identify a person."


def _not_released(row: Row, about: _Subject) -> str:  # noqa: ARG001 - one grammar
    return f"Not in the release: it has no figure for {about.those} {_here(about)}."


_BY_KIND: dict[str, Callable[[Row, _Subject], Iterator[str]]] = {
    Share.__name__: _share,
    Count.__name__: _count,
    Amount.__name__: _amount,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}
_WITHOUT_NUMBER: dict[str, Callable[[Row, _Subject], str]] = {
    Status.NOT_COLLECTED: _not_collected,
    Status.EMPTY: _empty,
    Status.NOT_YET_DUE: _not_yet_due,
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
    Status.WITHHELD: _withheld,
    Status.NOT_RELEASED: _not_released,
}
