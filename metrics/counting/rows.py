"""From the parts that the statements count to rows: values, intervals, bounds, statuses."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.kinds import AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.statistics import (
    CaseSums,
    bounds,
    byar,
    case_limits,
    effective_cases,
    quasi_poisson,
    region,
)

# Fewer than ten units are no share. Thirty victims of one case are hardly more than one answer, so
# there must be five cases' worth of them too.
FEWEST_UNITS, FEWEST_CASES = 10, 5
# As they are printed: later ones stand behind, since others script the first.
FIRST = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "bound_low", "bound_high"),
    "coverage",
)
LATER = (
    *("largest_share", "region_low", "region_high", "not_yet_due", "cases", "deff"),
    *("quartile_1", "quartile_3"),
)
NUMBERS = (*FIRST, *LATER)
PRINTED = (*FIRST, "status", *LATER)

Numbers = dict[str, NDArray[np.floating]]


class Status(StrEnum):
    """Why a number is or is not shown, in the order in which they are asked."""

    NOT_COLLECTED = "not_collected"
    EMPTY = "empty"
    NOT_YET_DUE = "not_yet_due"
    TOO_FEW = "too_few"
    BOUNDS_ONLY = "bounds_only"
    OK = "ok"


def numbers(kind: str, parts: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Columns PRINTED, one row per row of `parts`.

    `parts` has yes, no, unknown, young and gap, and what its kind adds to them (`counting.parts`).
    `told` says of each row's measure: `per`, what a rate is told for; `of_events`, whether it rests
    on its events and is told whatever their number; `least_coverage`. What a kind does not have is
    NaN, as are numerator and value of what is not collected.
    """
    given = {
        name: parts[name].fill_null(np.nan).to_numpy()
        for name, type_ in parts.schema.items()
        if type_ == pl.Float64
    }
    given |= {name: told[name].to_numpy() for name in told.columns}
    made = _OF_KIND[kind](given) | {"not_yet_due": given["young"]}
    status = _status(given, made)
    missing = np.full(parts.height, np.nan)
    # What is not collected is no 0.
    collected = status != Status.NOT_COLLECTED.value
    for name in ("numerator", "value"):
        made[name] = np.where(collected, made.get(name, missing), np.nan)
    printed = {name: made.get(name, missing) for name in NUMBERS} | {"status": status}
    return pl.DataFrame(printed).select(PRINTED)


def _count(given: Numbers) -> Numbers:
    yes = given["yes"]
    return {"numerator": yes, "value": yes, "unknown": given["unknown"]}


def _share(given: Numbers) -> Numbers:
    yes, no, unknown = given["yes"], given["no"], given["unknown"]
    known, if_no, if_yes = _case_sums(given)
    limits = case_limits(known)
    bound_low, bound_high = bounds(yes, no, unknown)
    region_low, region_high = region(known, if_no, if_yes)
    return {
        "numerator": yes,
        "unknown": unknown,
        "denominator": yes + no,
        "value": _ratio(yes, yes + no),
        "low": limits.low,
        "high": limits.high,
        "region_low": region_low,
        "region_high": region_high,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "coverage": _ratio(yes + no, yes + no + unknown),
        "used": yes + no,
        "cases": given["cases"],
        "deff": limits.deff,
        "effective": limits.effective,
    }


def _case_sums(given: Numbers) -> tuple[CaseSums, CaseSums, CaseSums]:
    """The sums over what is known, and over all units if every unknown were a no, and a yes."""
    yes, no = given["yes"], given["no"]
    all_, most = yes + no + given["unknown"], yes + given["unknown"]
    of_known = (given[name] for name in ("n_n", "y_y", "y_n", "y_apart"))
    if_no = (given[name] for name in ("a_a", "y_y", "y_a", "y_apart_of_all"))
    if_yes = (given[name] for name in ("a_a", "t_t", "t_a", "t_apart_of_all"))
    return (
        CaseSums(given["cases"], yes + no, yes, *of_known),
        CaseSums(given["all_cases"], all_, yes, *if_no),
        CaseSums(given["all_cases"], all_, most, *if_yes),
    )


def _amount_ratio(given: Numbers) -> Numbers:
    used, unknown = given["yes"], given["unknown"]
    return {
        "numerator": given["above"],
        "unknown": unknown,
        "denominator": given["below"],
        "value": _ratio(given["above"], given["below"]),
        "coverage": _ratio(used, used + unknown),
        "largest_share": _ratio(given["largest"], given["above"]),
        "used": used,
        **_of_cases(given, used),
    }


def _of_cases(given: Numbers, used: NDArray[np.floating]) -> Numbers:
    """How many cases the units used are of, and how many independent ones they are worth."""
    effective = effective_cases(used, given["n_n"])
    return {"cases": given["cases"], "effective": effective}


def _duration(given: Numbers) -> Numbers:
    """Events are `yes`, censored units `no`: both are used."""
    used = given["yes"] + given["no"]
    return {"numerator": given["yes"], **_middle(given, used)}


def _median(given: Numbers) -> Numbers:
    quartiles = {"quartile_1": given["q1"], "quartile_3": given["q3"]}
    return {**_middle(given, given["yes"]), **quartiles}


def _middle(given: Numbers, used: NDArray[np.floating]) -> Numbers:
    unknown, cases = given["unknown"], _of_cases(given, used)
    return {
        "unknown": unknown,
        "denominator": used,
        "value": given["median"],
        "low": given["low"],
        "high": given["high"],
        "coverage": _ratio(used, used + unknown),
        "used": used,
        "deff": _ratio(used, cases["effective"]),
        **cases,
    }


def _rate(given: Numbers) -> Numbers:
    """Of things found by units, such as workers by inspections, limits allow for their clusters."""
    events, exposure, per = given["above"], given["below"], given["per"]
    of_events = given["of_events"]
    used, unknown = np.where(of_events, events, given["yes"]), given["unknown"]
    clustered = quasi_poisson(given["yes"], events, given["above_above"])
    limits = [np.where(of_events, *ends) for ends in zip(byar(events), clustered, strict=True)]
    low, high = (_ratio(limit * per, exposure) for limit in limits)
    cases = _of_cases(given, given["yes"])
    return {
        "numerator": events,
        "unknown": unknown,
        "denominator": exposure,
        "value": _ratio(events * per, exposure),
        "low": low,
        "high": high,
        "coverage": _ratio(used, used + unknown),
        # The victims of a year are counted, however few.
        "used": np.where(of_events, np.inf, given["yes"]),
        "cases": np.where(of_events, np.nan, cases["cases"]),
        "effective": np.where(of_events, np.inf, cases["effective"]),
    }


def _flow_ratio(given: Numbers) -> Numbers:
    return {
        "numerator": given["above"],
        "unknown": given["unknown"],
        "denominator": given["below"],
        "value": given["ratio"],
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
    """The first that holds; what rests on no `used` units is never too few.

    Used are units with a known answer: where nearly all is unknown it reads too few, with the
    coverage beside it.
    """
    nothing = given["yes"] + given["no"] + given["unknown"] == 0
    many = np.full(nothing.shape, np.inf)
    few = made.get("used", many) < FEWEST_UNITS
    few |= made.get("effective", many) < FEWEST_CASES
    coverage = made.get("coverage", many)
    holds: Iterable[tuple[Status, NDArray[np.bool_]]] = (
        (Status.NOT_COLLECTED, nothing & (given["gap"] > 0) & (given["young"] == 0)),
        (Status.EMPTY, nothing & (given["young"] == 0)),
        (Status.NOT_YET_DUE, nothing),
        (Status.TOO_FEW, few),
        (Status.BOUNDS_ONLY, coverage < given["least_coverage"]),
    )
    conditions = [condition for _, condition in holds]
    return np.select(conditions, [status.value for status, _ in holds], Status.OK.value)
