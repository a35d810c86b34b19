"""The first sentence of a page: a small grammar, and what it says where it must refuse."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.catalogue import CATALOGUE
from metrics.kinds import AmountRatio, Count, Duration, Flow, FlowRatio, Median, Rate, Share
from metrics.measure import Change, Measure
from metrics.options import DEFAULTS, Chosen
from metrics.rows import Status

Row = Mapping[str, Any]
Years = tuple[int | None, int | None]
# Days and months are told to a tenth, ratios to three figures.
WHOLE = ("days", "months")
LEAST = 0.005


def sentence(  # noqa: PLR0913 - what a sentence is about, in words and in days
    row: Row,
    place: str,
    period: str,
    chosen: Chosen = DEFAULTS,
    *,
    years: Years = (None, None),
    currency: str = "",
) -> str:
    """One row of results in words.

    "{place}: {x} of {n} {unit} ({p}, 95 % interval {lo}-{hi}) in {period}.", and alike for counts,
    amounts (in `currency`) and durations. `row` has the columns of `results.rows`; where its number
    may not be shown, the sentence says why instead, and so it does where the definition changed
    within `years`. `chosen` are the options it was counted by.
    """
    measure = CATALOGUE[row["measure"]]
    about = About(measure, period, currency, measure.window(chosen))
    change = _changed_within(measure, years)
    if change is not None and row["status"] in _WITH_NUMBERS:
        said = _definition_changed(change, about)
    elif row["status"] == Status.OK:
        said = _SAID[measure.kind](row, about)
    else:
        said = _REFUSED[row["status"]](row, about)
    return f"{place}: {said}."


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
        if self._counts_units:
            return self.measure.denominator_words
        return f"of {self.those} that count"

    @property
    def _counts_units(self) -> bool:
        return not isinstance(self.measure, AmountRatio | Rate)


def _changed_within(measure: Measure, years: Years) -> Change | None:
    """The last change of the definition after the first day of the years, up to their last."""
    first, last = years
    inside = [
        change
        for change in measure.changes
        if (first is None or change.on > date(first, 1, 1))
        and (last is None or change.on <= date(last, 12, 31))
    ]
    return inside[-1] if inside else None


def _definition_changed(change: Change, about: About) -> str:
    on = f"{change.on.day} {change.on:%B %Y}"
    return (
        f"no number of {about.period} as a whole, since the definition changed on {on}:"
        f" choose years before it or after it"
    )


def _share(row: Row, about: About) -> str:
    interval = f"95 % interval {_between(_hundredths(row['low']), _hundredths(row['high']))}"
    found = f"{_number(row['numerator'])} of {_number(row['denominator'])} {about.those}"
    return f"{found} ({_percent(row['value'])}, {interval}) in {about.period}"


def _count(row: Row, about: About) -> str:
    in_doubt = row["unknown"]
    beside = "" if _missing(in_doubt) or not in_doubt else f" ({_number(in_doubt)} more unknown)"
    those = _one(about.those) if row["value"] == 1 else about.those
    return f"{_number(row['value'])} {those}{beside} in {about.period}"


def _amount_ratio(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, AmountRatio)
    title = f"{measure.title[:1].lower()}{measure.title[1:]}"
    if _missing(row["value"]):
        return f"{title}, nothing to divide by in {about.period}"
    above = _money(row["numerator"], about.currency)
    if measure.is_per_thing:
        each = _money(row["value"], about.currency)
        found = f"{each} ({above} for {_number(row['denominator'])})"
    else:
        below = _money(row["denominator"], about.currency)
        found = f"{above} of {below} ({_percent(row['value'])})"
    return f"{title}, {found} in {about.period}"


def _duration(row: Row, about: About) -> str:
    """The median of an estimate: who left in another way is counted until then, and is no half."""
    measure = about.measure
    assert isinstance(measure, Duration)
    came, of = row["numerator"], row["denominator"]
    so_far = f"{_number(came) if came else 'none'} of them {'have' if came > 1 else 'has'}"
    among = f"among {_number(of)} {about.those} in {about.period}; {so_far} come to it"
    if _missing(row["value"]):
        others = "" if came == of else ", the others still wait or left in another way"
        return (
            f"the median time to {measure.ends_words} is not reached{_limits(row)} {among}{others}"
        )
    days = _several(row["value"], "days")
    return f"an estimated median of {days} to {measure.ends_words}{_limits(row)} {among}"


def _limits(row: Row) -> str:
    """The interval of a duration in brackets; where a limit is not reached, the other alone."""
    low, high = row["low"], row["high"]
    if _missing(low):
        return "" if _missing(high) else f" (95 % interval up to {_several(high, 'days')})"
    if _missing(high):
        return f" (95 % interval {_several(low, 'days')} or more)"
    return f" (95 % interval {_number(low)}-{_number(high)})"


def _not_collected(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"not recorded in {about.period}"


def _empty(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    return f"no {about.those} in {about.period}"


def _not_yet_due(row: Row, about: About) -> str:  # noqa: ARG001 - one grammar
    units, window = about.measure.unit_words, about.window
    given = _several(window, "months") if window else "their own time"
    return f"not yet due in {about.period}: {units} count after {given}"


def _too_few(row: Row, about: About) -> str:
    """The number itself is not said: pages may not show it."""
    unknown = row["unknown"]
    known = "" if _missing(unknown) or not unknown else " with a known answer"
    # What is resolved decides: many may have come in.
    those = "cases resolved" if isinstance(about.measure, FlowRatio) else about.those
    return f"too few {those}{known} in {about.period} to say"


def _bounds_only(row: Row, about: About) -> str:
    both = "both amounts are " if isinstance(about.measure, AmountRatio) else ""
    part = _percent(row["coverage"])
    known = f"{both}known for only {part} {about.of_those} in {about.period}"
    if _missing(row["bound_low"]):
        return known
    return f"{known}: between {_percent(row['bound_low'])} and {_percent(row['bound_high'])}"


def _median(row: Row, about: About) -> str:
    measure = about.measure
    assert isinstance(measure, Median)
    interval = ""
    if not _missing(row["low"]):
        low, high = (_measured(row[end], measure.value_unit) for end in ("low", "high"))
        interval = f" (95 % interval {low}-{high})"
    middle = (
        _days(row["value"], measure.value_unit)
        if measure.value_unit in WHOLE
        else _figures(row["value"])
    )
    half = f"half of {_number(row['denominator'])} {about.those}"
    return f"{half} up to {middle}{interval} in {about.period}"


def _rate(row: Row, about: About) -> str:
    low, high = _figures(row["low"]), _figures(row["high"])
    return (
        f"{_figures(row['value'])} {about.measure.denominator_words}"
        f" (95 % interval {low}-{high}) in {about.period}"
    )


def _flow_ratio(row: Row, about: About) -> str:
    assert isinstance(about.measure, FlowRatio)
    if _missing(row["value"]):
        return f"no {about.those} in {about.period}"
    if about.measure.flow is Flow.CLEARANCE:
        resolved, came = _number(row["numerator"]), _number(row["denominator"])
        found = f"{resolved} resolved for {came} that came in"
        return f"{found} ({_percent(row['value'])}) in {about.period}"
    days = _several(row["value"], "days")
    return f"at the pace of {about.period}, what was pending at the end would take {days}"


_SAID: dict[str, Callable[[Row, About], str]] = {
    Share.__name__: _share,
    Count.__name__: _count,
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
}


# What a change of the definition makes two numbers of.
_WITH_NUMBERS = (Status.OK, Status.BOUNDS_ONLY)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _several(value: float, unit: str) -> str:
    """A whole number of a unit: `1 day`, `12 days`."""
    number = _number(value)
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _one(those: str) -> str:
    """One of what is counted: `legal persons first charged` is `legal person first charged`."""
    words = those.split()
    place = next((place for place, word in enumerate(words) if word.endswith("s")), 0)
    words[place] = words[place].removesuffix("s")
    return " ".join(words)


def _money(amount: float, currency: str) -> str:
    return f"{currency} {_number(amount)}".strip()


def _measured(value: float, unit: str) -> str:
    """Days and months to a tenth where they are not whole, ratios to three figures."""
    return _tenths(value) if unit in WHOLE else _figures(value)


def _days(value: float, unit: str) -> str:
    """`1 day`, `19.5 days`: the middle of an even number of units may lie between two days."""
    number = _tenths(value)
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _tenths(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _between(low: str, high: str) -> str:
    """`30-46`, but `98 to >99`: a sign after a dash reads as an arrow."""
    return f"{low} to {high}" if high.startswith(">") else f"{low}-{high}"


def _figures(value: float) -> str:
    """To three figures, as tables do: a rate and its limits may be far below one hundredth."""
    return f"{float(f'{value:.3g}'):,}".removesuffix(".0")


def _percent(share: float) -> str:
    return f"{_hundredths(share)} %"


def _hundredths(share: float) -> str:
    """`<1` and `>99` keep what is neither none nor all."""
    if 0 < share <= LEAST:
        return "<1"
    return ">99" if 1 - LEAST <= share < 1 else f"{100 * share:.0f}"
