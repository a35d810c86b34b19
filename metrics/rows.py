"""From the parts that the statements count to rows: values, intervals, bounds, statuses."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.kinds import AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.statistics import bounds, byar, wilson

# The catalogue, 2.0: fewer than ten units are no share, and below 70 % coverage only bounds are
# honest.
FEWEST_UNITS = 10
LEAST_COVERAGE = 0.7
NUMBERS = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "q1", "q3"),
    *("bound_low", "bound_high", "coverage"),
)

Numbers = dict[str, NDArray[np.floating]]


class Status(StrEnum):
    """Why a number is or is not shown, in the order in which they are asked."""

    NOT_COLLECTED = "not_collected"
    EMPTY = "empty"
    NOT_YET_DUE = "not_yet_due"
    TOO_FEW = "too_few"
    BOUNDS_ONLY = "bounds_only"
    OK = "ok"


def numbers(kind: str, parts: pl.DataFrame, per: NDArray[np.floating]) -> pl.DataFrame:
    """Columns NUMBERS, `status` and `largest_share`, one row per row of `parts`.

    `parts` has yes, no, unknown, young and gap, and what its kind adds to them (`counting.parts`),
    of a Rate also `used`, the number of things that it rests on; `per` is what it is told for, one
    per row. What a kind does not have is NaN, as are numerator and value of what is not collected.
    """
    given = {
        name: parts[name].fill_null(np.nan).to_numpy()
        for name, type_ in parts.schema.items()
        if type_ == pl.Float64
    }
    made = _OF_KIND[kind](given | {"per": per})
    status = _status(given, made)
    missing = np.full(parts.height, np.nan)
    # What is not collected is no 0.
    collected = status != Status.NOT_COLLECTED.value
    for name in ("numerator", "value"):
        made[name] = np.where(collected, made.get(name, missing), np.nan)
    return pl.DataFrame(
        {name: made.get(name, missing) for name in NUMBERS}
        | {"status": status}
        | {"largest_share": made.get("largest_share", missing)}
    )


def _count(given: Numbers) -> Numbers:
    yes = given["yes"]
    return {"numerator": yes, "value": yes, "unknown": given["unknown"], "used": yes}


def _share(given: Numbers) -> Numbers:
    yes, no, unknown = given["yes"], given["no"], given["unknown"]
    low, high = wilson(yes, yes + no)
    bound_low, bound_high = bounds(yes, no, unknown)
    return {
        "numerator": yes,
        "unknown": unknown,
        "denominator": yes + no,
        "value": _ratio(yes, yes + no),
        "low": low,
        "high": high,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "coverage": _ratio(yes + no, yes + no + unknown),
    }


def _amount_ratio(given: Numbers) -> Numbers:
    used, unknown = given["yes"], given["unknown"]
    return {
        "numerator": given["above"],
        "unknown": unknown,
        "denominator": given["below"],
        "value": _ratio(given["above"], given["below"]),
        "coverage": _ratio(used, used + unknown),
        "largest_share": _ratio(given["largest"], given["above"]),
    }


def _duration(given: Numbers) -> Numbers:
    """Events are `yes`, censored units `no`: both are used."""
    used, unknown = given["yes"] + given["no"], given["unknown"]
    return {
        "numerator": given["yes"],
        "unknown": unknown,
        "denominator": used,
        "value": given["median"],
        "low": given["low"],
        "high": given["high"],
        "coverage": _ratio(used, used + unknown),
    }


def _median(given: Numbers) -> Numbers:
    used, unknown = given["yes"], given["unknown"]
    return {
        "unknown": unknown,
        "denominator": used,
        "value": given["median"],
        **{name: given[name] for name in ("low", "high", "q1", "q3")},
        "coverage": _ratio(used, used + unknown),
    }


def _rate(given: Numbers) -> Numbers:
    used, unknown, exposure = given["used"], given["unknown"], given["below"]
    low, high = byar(given["above"])
    per = given["per"]
    return {
        "numerator": given["above"],
        "unknown": unknown,
        "denominator": exposure,
        "value": _ratio(given["above"] * per, exposure),
        "low": _ratio(low * per, exposure),
        "high": _ratio(high * per, exposure),
        "coverage": _ratio(used, used + unknown),
        "used": used,
    }


def _flow_ratio(given: Numbers) -> Numbers:
    """What was resolved decides whether there is enough of it: `no` is what came in."""
    came_in, unknown = given["no"], given["unknown"]
    return {
        "numerator": given["above"],
        "unknown": unknown,
        "denominator": given["below"],
        "value": given["ratio"],
        "coverage": _ratio(came_in, came_in + unknown),
        "used": given["yes"],
    }


_OF_KIND: dict[str, Callable[[Numbers], Numbers]] = {
    Count.__name__: _count,
    Share.__name__: _share,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}


def _ratio(above: NDArray[np.floating], below: NDArray[np.floating]) -> NDArray[np.floating]:
    """NaN where the divisor is 0."""
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)


def _status(given: Numbers, made: Numbers) -> NDArray[np.str_]:
    """The first that holds. Units used are those the value rests on: yes and no, not unknown."""
    there = given["yes"] + given["no"]
    used = made.get("used", there)
    nothing = there + given["unknown"] == 0
    coverage = made.get("coverage", np.full(used.shape, np.nan))
    holds: Iterable[tuple[Status, NDArray[np.bool_]]] = (
        (Status.NOT_COLLECTED, nothing & (given["gap"] > 0) & (given["young"] == 0)),
        (Status.EMPTY, nothing & (given["young"] == 0)),
        (Status.NOT_YET_DUE, nothing),
        (Status.TOO_FEW, used < FEWEST_UNITS),
        (Status.BOUNDS_ONLY, coverage < LEAST_COVERAGE),
    )
    conditions = [condition for _, condition in holds]
    return np.select(conditions, [status.value for status, _ in holds], Status.OK.value)
