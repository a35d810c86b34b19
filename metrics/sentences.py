"""The first sentence of a page: a small grammar, and what it says where it must refuse."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from metrics.catalogue import CATALOGUE
from metrics.kinds import AmountRatio, Count, Duration, Flow, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.options import DEFAULTS, Chosen
from metrics.rows import Status

Row = Mapping[str, Any]


def sentence(row: Row, place: str, period: str, chosen: Chosen = DEFAULTS) -> str:
    """One row of results in words.

    "{place}: {x} of {n} {unit} ({p}, 95 % interval {lo}-{hi}) in {period}.", and alike for counts,
    amounts and durations. `row` has the columns of `results.rows`; where its number may not be
    shown, the sentence says why instead. `chosen` are the options it was counted by.
    """
    measure = CATALOGUE[row["measure"]]
    if row["status"] == Status.NOT_YET_DUE:
        return f"{place}: {_not_yet_due(measure, period, measure.window(chosen))}."
    told = _SAID if row["status"] == Status.OK else _REFUSED
    key = measure.kind if row["status"] == Status.OK else row["status"]
    return f"{place}: {told[key](row, measure, period)}."


def _units(measure: Measure) -> str:
    return measure.denominator_words.removeprefix("of ")


def _share(row: Row, measure: Measure, period: str) -> str:
    interval = f"95 % interval {_hundredths(row['low'])}-{_hundredths(row['high'])}"
    found = f"{_number(row['numerator'])} of {_number(row['denominator'])} {_units(measure)}"
    return f"{found} ({_percent(row['value'])}, {interval}) in {period}"


def _count(row: Row, measure: Measure, period: str) -> str:
    in_doubt = row["unknown"]
    beside = "" if _missing(in_doubt) or not in_doubt else f" ({_number(in_doubt)} more unknown)"
    return f"{_number(row['value'])} {_units(measure)}{beside} in {period}"


def _amount_ratio(row: Row, measure: Measure, period: str) -> str:
    return f"{measure.title.lower()}, {_percent(row['value'])} in {period}"


def _duration(row: Row, measure: Measure, period: str) -> str:
    if _missing(row["value"]):
        return (
            f"fewer than half of {_number(row['denominator'])} {_units(measure)} have come to"
            f" an end in {period}"
        )
    high = "not reached" if _missing(row["high"]) else _number(row["high"])
    low = "not reached" if _missing(row["low"]) else _number(row["low"])
    return (
        f"half of {_number(row['denominator'])} {_units(measure)} within {_number(row['value'])}"
        f" days (95 % interval {low}-{high}) in {period}"
    )


def _not_collected(row: Row, measure: Measure, period: str) -> str:  # noqa: ARG001 - one grammar
    return f"not recorded in {period}"


def _empty(row: Row, measure: Measure, period: str) -> str:  # noqa: ARG001 - one grammar
    return f"no {_units(measure)} in {period}"


def _not_yet_due(measure: Measure, period: str, window: int) -> str:
    return f"not yet due in {period}: {measure.unit_words} are judged {window} months after"


def _too_few(row: Row, measure: Measure, period: str) -> str:
    """The number itself is not said: pages may not show it."""
    unknown = row["unknown"]
    known = "" if _missing(unknown) or not unknown else " with a known answer"
    return f"too few {_units(measure)}{known} in {period} to say"


def _bounds_only(row: Row, measure: Measure, period: str) -> str:
    part = f"known for only {_percent(row['coverage'])}"
    if _missing(row["bound_low"]):
        return f"{part} of {measure.unit_words} in {period}"
    known = f"{part} {measure.denominator_words} in {period}"
    return f"{known}: between {_percent(row['bound_low'])} and {_percent(row['bound_high'])}"


def _median(row: Row, measure: Measure, period: str) -> str:
    assert isinstance(measure, Median)
    interval = ""
    if not _missing(row["low"]):
        low, high = (_measured(row[end], measure.value_unit) for end in ("low", "high"))
        interval = f" (95 % interval {low}-{high})"
    middle = f"{_measured(row['value'], measure.value_unit)} {measure.value_unit}".strip()
    half = f"half of {_number(row['denominator'])} {_units(measure)}"
    return f"{half} up to {middle}{interval} in {period}"


def _rate(row: Row, measure: Measure, period: str) -> str:
    assert isinstance(measure, Rate)
    low, high = _decimal(row["low"]), _decimal(row["high"])
    per = f"{measure.per:,} " if measure.per > 1 else ""
    return (
        f"{_decimal(row['value'])} per {per}{measure.denominator_words.removeprefix('per ')}"
        f" (95 % interval {low}-{high}) in {period}"
    )


def _flow_ratio(row: Row, measure: Measure, period: str) -> str:
    assert isinstance(measure, FlowRatio)
    if _missing(row["value"]):
        return f"no {_units(measure)} in {period}"
    if measure.flow is Flow.CLEARANCE:
        resolved, came = _number(row["numerator"]), _number(row["denominator"])
        return f"{resolved} resolved for {came} that came in ({_percent(row['value'])}) in {period}"
    return f"at its pace, what was pending would take {_number(row['value'])} days, {period}"


_SAID: dict[str, Callable[[Row, Measure, str], str]] = {
    Share.__name__: _share,
    Count.__name__: _count,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}
_REFUSED: dict[str, Callable[[Row, Measure, str], str]] = {
    Status.NOT_COLLECTED: _not_collected,
    Status.EMPTY: _empty,
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
}


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _measured(value: float, unit: str) -> str:
    """Days and months are whole, ratios are not."""
    return _number(value) if unit in ("days", "months") else _decimal(value)


def _decimal(value: float) -> str:
    return f"{value:,.2f}"


def _percent(share: float) -> str:
    return f"{_hundredths(share)} %"


def _hundredths(share: float) -> str:
    return f"{100 * share:.0f}"
