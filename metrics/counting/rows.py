"""From the parts that the statements count to rows: values, intervals, bounds, statuses."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from metrics.kinds import Amount, AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.statistics.clusters import CaseSums, case_limits, effective_cases
from metrics.statistics.counts import byar_of_cases, quasi_poisson
from metrics.statistics.proportions import LEVEL, VERDICT_LEVEL
from metrics.statistics.unknowns import bounds, region

# Of fewer than ten units a single one moves a share by more than ten points. Thirty victims of one
# case are hardly more than one answer, so there must be five cases' worth of them too.
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
# The limits by which a row is read beside others (`metrics.readings`).
VERDICT = ("verdict_low", "verdict_high")
NUMBERS = (*FIRST, *LATER, *VERDICT)
PRINTED = (*FIRST, "status", *LATER, *VERDICT)

Numbers = dict[str, NDArray[np.floating]]
Columns = dict[str, NDArray]


class Status(StrEnum):
    """Why a number is or is not shown, in the order in which they are asked."""

    NOT_COLLECTED = "not_collected"
    EMPTY = "empty"
    NOT_YET_DUE = "not_yet_due"
    TOO_FEW = "too_few"
    BOUNDS_ONLY = "bounds_only"
    OK = "ok"


def numbers(kind: str, parts: Numbers, traits: Numbers) -> Columns:
    """The columns PRINTED, one row per row of `parts`.

    `parts` has yes, no, unknown, young and gap, and what its kind adds to them (`counting.parts`),
    NaN where there is none. `traits` says of each row's measure: `per`, what a rate is told for;
    `of_events`, whether it rests on its events, so that few cases do not make it too few;
    `least_coverage`. What a kind does not have is NaN, as are numerator and value of what is not
    collected.
    """
    columns = {**parts, **traits}
    of_kind = _OF_KIND[kind](columns) | {"not_yet_due": columns["young"]}
    status = _status(columns, of_kind)
    missing = np.full(status.shape, np.nan)
    # What is not collected is no 0.
    collected = status != Status.NOT_COLLECTED.value
    for name in ("numerator", "value"):
        of_kind[name] = np.where(collected, of_kind.get(name, missing), np.nan)
    return {name: of_kind.get(name, missing) for name in NUMBERS} | {"status": status}


def _count(parts: Numbers) -> Numbers:
    """0 says that there is none: it is not said where none is known and some may be."""
    yes, unknown = parts["yes"], parts["unknown"]
    in_doubt = (yes == 0) & (unknown > 0)
    value = np.where(in_doubt, np.nan, yes)
    return {"numerator": yes, "value": value, "unknown": unknown, "in_doubt": in_doubt}


def _share(parts: Numbers) -> Numbers:
    yes, no, unknown = parts["yes"], parts["no"], parts["unknown"]
    known, if_no, if_yes = _case_sums(parts)
    limits = case_limits(known)
    bound_low, bound_high = bounds(yes, no, unknown)
    region_low, region_high = region(known, if_no, if_yes)
    verdict_low, verdict_high = region(known, if_no, if_yes, VERDICT_LEVEL)
    return {
        "numerator": yes,
        "unknown": unknown,
        "denominator": yes + no,
        "value": _ratio(yes, yes + no),
        "low": limits.low,
        "high": limits.high,
        "region_low": region_low,
        "region_high": region_high,
        "verdict_low": verdict_low,
        "verdict_high": verdict_high,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "coverage": _ratio(yes + no, yes + no + unknown),
        "used": yes + no,
        "cases": parts["cases"],
        "deff": limits.deff,
        "effective": limits.effective,
    }


def _case_sums(parts: Numbers) -> tuple[CaseSums, CaseSums, CaseSums]:
    """The sums over what is known, and over all units if every unknown were a no, and a yes."""
    yes, no = parts["yes"], parts["no"]
    all_, most = yes + no + parts["unknown"], yes + parts["unknown"]
    of_known = (parts[name] for name in ("n_n", "y_y", "y_n", "y_apart"))
    if_no = (parts[name] for name in ("a_a", "y_y", "y_a", "y_apart_of_all"))
    if_yes = (parts[name] for name in ("a_a", "t_t", "t_a", "t_apart_of_all"))
    return (
        CaseSums(parts["cases"], yes + no, yes, *of_known),
        CaseSums(parts["all_cases"], all_, yes, *if_no),
        CaseSums(parts["all_cases"], all_, most, *if_yes),
    )


def _amount(parts: Numbers) -> Numbers:
    """Told like a count, however few: it is what is recorded. Where no amount is known it is no 0.

    It is a small part of the whole where few amounts are known of what is known to belong.
    """
    used, without, perhaps = parts["yes"], parts["no"], parts["unknown"]
    return {
        "numerator": parts["above"],
        "value": np.where(used > 0, parts["above"], np.nan),
        "unknown": without + perhaps,
        "denominator": used,
        "coverage": _ratio(used, used + without),
        "in_doubt": (used + without == 0) & (perhaps > 0),
    }


def _amount_ratio(parts: Numbers) -> Numbers:
    used, unknown = parts["yes"], parts["unknown"]
    return {
        "numerator": parts["above"],
        "unknown": unknown,
        "denominator": parts["below"],
        "value": _ratio(parts["above"], parts["below"]),
        "coverage": _ratio(used, used + unknown),
        "largest_share": _ratio(parts["largest"], parts["above"]),
        "used": used,
        **_of_cases(parts, used),
    }


def _of_cases(parts: Numbers, used: NDArray[np.floating]) -> Numbers:
    """How many cases the units used are of, and how many independent ones they are worth."""
    effective = effective_cases(used, parts["n_n"])
    return {"cases": parts["cases"], "effective": effective}


def _duration(parts: Numbers) -> Numbers:
    """Events are `yes`, censored units `no`: both are used."""
    used = parts["yes"] + parts["no"]
    return {"numerator": parts["yes"], **_middle(parts, used)}


def _median(parts: Numbers) -> Numbers:
    quartiles = {"quartile_1": parts["q1"], "quartile_3": parts["q3"]}
    return {**_middle(parts, parts["yes"]), **quartiles}


def _middle(parts: Numbers, used: NDArray[np.floating]) -> Numbers:
    unknown, cases = parts["unknown"], _of_cases(parts, used)
    return {
        "unknown": unknown,
        "denominator": used,
        "value": parts["median"],
        "low": parts["low"],
        "high": parts["high"],
        **{name: parts[name] for name in VERDICT},
        "coverage": _ratio(used, used + unknown),
        "used": used,
        "deff": _ratio(used, cases["effective"]),
        **cases,
    }


def _rate(parts: Numbers) -> Numbers:
    """Of things found by units, such as workers by inspections, limits allow for their clusters."""
    events, exposure, per = parts["above"], parts["below"], parts["per"]
    of_events = parts["of_events"]
    used, unknown = np.where(of_events, events, parts["yes"]), parts["unknown"]
    low, high = _rate_limits(parts, LEVEL)
    verdict_low, verdict_high = _rate_limits(parts, VERDICT_LEVEL)
    cases = _of_cases(parts, parts["yes"])
    return {
        "numerator": events,
        "unknown": unknown,
        "denominator": exposure,
        "value": _ratio(events * per, exposure),
        "low": low,
        "high": high,
        "verdict_low": verdict_low,
        "verdict_high": verdict_high,
        "coverage": _ratio(used, used + unknown),
        # How many times the variance of a Poisson count theirs is where cases have several.
        "deff": np.where(of_events, _ratio(parts["above_above"], events), np.nan),
        # The victims of a year are counted, however few.
        "used": np.where(of_events, np.inf, parts["yes"]),
        "cases": np.where(of_events, np.nan, cases["cases"]),
        "effective": np.where(of_events, np.inf, cases["effective"]),
    }


def _rate_limits(parts: Numbers, level: float) -> list[NDArray[np.floating]]:
    events = parts["above"]
    clustered = quasi_poisson(parts["yes"], events, parts["above_above"], level)
    of_cases = byar_of_cases(events, parts["above_above"], level)
    of_either = zip(of_cases, clustered, strict=True)
    limits = [np.where(parts["of_events"], *ends) for ends in of_either]
    return [_ratio(limit * parts["per"], parts["below"]) for limit in limits]


def _flow_ratio(parts: Numbers) -> Numbers:
    return {
        "numerator": parts["above"],
        "unknown": parts["unknown"],
        "denominator": parts["below"],
        "value": parts["ratio"],
        # What was resolved, and what came in.
        "used": np.minimum(parts["yes"], parts["no"]),
    }


_OF_KIND: dict[str, Callable[[Numbers], Numbers]] = {
    Count.__name__: _count,
    Share.__name__: _share,
    Amount.__name__: _amount,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration,
    Median.__name__: _median,
    Rate.__name__: _rate,
    FlowRatio.__name__: _flow_ratio,
}


def _ratio(above: NDArray[np.floating], below: NDArray[np.floating]) -> NDArray[np.floating]:
    """NaN where the divisor is 0."""
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)


def _status(parts: Numbers, of_kind: Numbers) -> NDArray[np.str_]:
    """The first that holds; what rests on no `used` units is never too few."""
    nothing = parts["yes"] + parts["no"] + parts["unknown"] == 0
    many = np.full(nothing.shape, np.inf)
    few = of_kind.get("used", many) < FEWEST_UNITS
    few |= of_kind.get("effective", many) < FEWEST_CASES
    unclear = of_kind.get("coverage", many) < parts["least_coverage"]
    unclear |= of_kind.get("in_doubt", np.zeros(nothing.shape)) > 0
    holds: Iterable[tuple[Status, NDArray[np.bool_]]] = (
        (Status.NOT_COLLECTED, nothing & (parts["gap"] > 0) & (parts["young"] == 0)),
        (Status.EMPTY, nothing & (parts["young"] == 0)),
        (Status.NOT_YET_DUE, nothing),
        (Status.TOO_FEW, few),
        (Status.BOUNDS_ONLY, unclear),
    )
    conditions = [condition for _, condition in holds]
    return np.select(conditions, [status.value for status, _ in holds], Status.OK.value)
