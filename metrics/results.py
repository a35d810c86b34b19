"""Compute result rows: from scope and counts to values, intervals, bounds and status.

Pages, files and releases all use this one type of row: exact, or rounded in a release.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import product
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection

from metrics import counting_options
from metrics.catalogue import CATALOGUE, select_measures
from metrics.count_queries import COUNTED, row_keys
from metrics.measure import Measure
from metrics.measure_counts import PARTS, SqlSource, count_parts
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.not_collected import collection_gaps, jurisdictions_never_collecting
from metrics.records_state import (
    covered_years,
    currencies,
    is_current,
    jurisdiction_codes,
    jurisdictions,
    offices,
    reference_dates,
    stated_rules,
    stored_reference_dates,
    years_on_record,
)
from metrics.request import (
    ALL,
    EVER,
    JURISDICTION,
    PERIOD,
    YEAR,
    AsOf,
    Only,
    Request,
    Scope,
    Span,
    Spans,
    Years,
    span_name,
)
from metrics.statistics.intervals import (
    LEVEL,
    VERDICT_LEVEL,
    CaseSums,
    bounds_with_unknowns,
    byar_interval_of_cases,
    clustered_share_limits,
    effective_cases,
    interval_with_unknowns,
    quasi_poisson_interval,
    ratio,
)
from metrics.units.build import UNITS
from metrics.units.unit_columns import breakdown_columns
from schemas.store import database

# Below ten units, one unit moves a share by more than ten points. Thirty victims of one case are
# hardly more than one answer, so units must also be worth five independent cases.
FEWEST_UNITS, FEWEST_CASES = 10, 5
# In the order in which they are printed. New columns come last, because users' scripts read the
# first.
FIRST = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "bound_low", "bound_high"),
    "coverage",
)
LATER = (
    *("largest_share", "region_low", "region_high", "not_yet_due", "cases", "deff"),
    *("quartile_1", "quartile_3"),
)
# The limits for comparing a row with others.
VERDICT = ("verdict_low", "verdict_high")
NUMBERS = (*FIRST, *LATER, *VERDICT)
PRINTED = (*FIRST, "status", *LATER, *VERDICT)
Numbers = dict[str, NDArray[np.floating]]
# Columns of releases: the number of the release; which of numerator, unknown and denominator read
# "<10", with commas; and the limit of a value that is only known to be lower, or higher.
OF_RELEASE, HIDDEN = "of_release", "hidden"
CODES = ("value_below", "value_above")
SIGNS = ("<", ">")

# A result row as pages and files read it: exact, or rounded in a release.
Row = Mapping[str, Any]
Columns = dict[str, NDArray]


# Of a float's 16 digits: the last ones depend on the order in which a database adds up.
DIGITS = 12


def row_dicts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dicts of plain values, as `to_dict("records")` does.

    It is ten times as fast for few rows with fifty columns, which saves a tenth of the time of an
    edition.
    """
    names = [*rows.columns]
    return [dict(zip(names, row, strict=True)) for row in rows.to_numpy(dtype=object).tolist()]


def round_to_twelve_digits(value: float) -> float:
    """Round a number to twelve significant digits, so that equal records give equal files."""
    return float(f"{value:.{DIGITS}g}")


def is_missing(value: float | None) -> bool:
    """Whether a number is None or NaN."""
    return value is None or math.isnan(value)


class Status(StrEnum):
    """Why a number is or is not shown. For records, it is the first status that applies.

    The last four are for releases only. WITHHELD: the disclosure tests removed the number.
    PROTECTED: it is printed as "<10", "<10%" or ">90%". NOT_RELEASED: no table of the plan has it.
    NOT_COMPARABLE: a return counted it by another version of the definition. EMPTY is never used in
    a release.
    """

    NOT_COLLECTED = "not_collected"
    EMPTY = "empty"
    NOT_YET_DUE = "not_yet_due"
    TOO_FEW = "too_few"
    BOUNDS_ONLY = "bounds_only"
    OK = "ok"
    WITHHELD = "withheld"
    PROTECTED = "protected"
    NOT_RELEASED = "not_released"
    NOT_COMPARABLE = "not_comparable"


def is_released(row: Row) -> bool:
    """Whether the row is from a release, and so not exact."""
    return _is_number(row.get(OF_RELEASE))


def is_part_hidden(row: Row, part: str) -> bool:
    """Whether a row of a release shows "<10" instead of this count."""
    hidden = row.get(HIDDEN)
    return isinstance(hidden, str) and part in hidden.split(",")


def released_limit(row: Row) -> tuple[str, float] | None:
    """Return sign and limit of a released value such as "<10" or ">90%"; None for exact values."""
    for name, sign in zip(CODES, SIGNS, strict=True):
        if _is_number(row.get(name)):
            return sign, row[name]
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not math.isnan(value)


def printed_numbers(kind: str, parts: Numbers, traits: Numbers) -> Columns:
    """Return the columns PRINTED as arrays, one element per row of `parts`.

    `parts` has yes, no, unknown, young and gap, and the numbers that its kind adds
    (`measure_counts.PARTS`); missing ones are NaN. `traits` has for the measure of each row: `per`,
    the unit of a rate; `of_events`, whether a rate is too few by the number of its events and not
    of cases; `least_coverage`. Columns that a kind lacks are NaN; numerator and value are NaN too
    if not collected.
    """
    columns = {**parts, **traits}
    of_kind = _OF_KIND[kind](columns) | {"not_yet_due": columns["young"]}
    status = _number_status(columns, of_kind)
    missing = np.full(status.shape, np.nan)
    # Not collected is not 0.
    collected = status != Status.NOT_COLLECTED.value
    for name in ("numerator", "value"):
        of_kind[name] = np.where(collected, of_kind.get(name, missing), np.nan)
    return {name: of_kind.get(name, missing) for name in NUMBERS} | {"status": status}


def _count(parts: Numbers) -> Numbers:
    """Return the numbers of counts. A 0 is not shown if some units are unknown."""
    yes, unknown = parts["yes"], parts["unknown"]
    in_doubt = (yes == 0) & (unknown > 0)
    value = np.where(in_doubt, np.nan, yes)
    return {"numerator": yes, "value": value, "unknown": unknown, "in_doubt": in_doubt}


def _share_numbers(parts: Numbers) -> Numbers:
    """Return the numbers of shares: value, limits, limits with unknowns, bounds, coverage."""
    yes, no, unknown = parts["yes"], parts["no"], parts["unknown"]
    known, if_no, if_yes = _case_sums(parts)
    limits = clustered_share_limits(known)
    bound_low, bound_high = bounds_with_unknowns(yes, no, unknown)
    region_low, region_high = interval_with_unknowns(known, if_no, if_yes)
    verdict_low, verdict_high = interval_with_unknowns(known, if_no, if_yes, VERDICT_LEVEL)
    return {
        "numerator": yes,
        "unknown": unknown,
        "denominator": yes + no,
        "value": ratio(yes, yes + no),
        "low": limits.low,
        "high": limits.high,
        "region_low": region_low,
        "region_high": region_high,
        "verdict_low": verdict_low,
        "verdict_high": verdict_high,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "coverage": ratio(yes + no, yes + no + unknown),
        "used": yes + no,
        "cases": parts["cases"],
        "deff": limits.deff,
        "effective": limits.effective,
    }


def _case_sums(parts: Numbers) -> tuple[CaseSums, CaseSums, CaseSums]:
    """Return the sums over cases of a share, three times: known answers, unknown as no, as yes."""
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


def _amount_numbers(parts: Numbers) -> Numbers:
    """Return the numbers of sums of money. A sum is shown even if few amounts are recorded.

    It is NaN if no amount is recorded. Coverage is the share of units with a known amount.
    """
    used, without, perhaps = parts["yes"], parts["no"], parts["unknown"]
    return {
        "numerator": parts["above"],
        "value": np.where(used > 0, parts["above"], np.nan),
        "unknown": without + perhaps,
        "denominator": used,
        "coverage": ratio(used, used + without),
        "in_doubt": (used + without == 0) & (perhaps > 0),
    }


def _amount_ratio(parts: Numbers) -> Numbers:
    """Return the numbers of ratios of two sums."""
    used, unknown = parts["yes"], parts["unknown"]
    return {
        "numerator": parts["above"],
        "unknown": unknown,
        "denominator": parts["below"],
        "value": ratio(parts["above"], parts["below"]),
        "coverage": ratio(used, used + unknown),
        "largest_share": ratio(parts["largest"], parts["above"]),
        "used": used,
        **_count_cases(parts, used),
    }


def _count_cases(parts: Numbers, used: NDArray[np.floating]) -> Numbers:
    """Return the number of cases behind the numbers, and the effective number of cases."""
    effective = effective_cases(used, parts["n_n"])
    return {"cases": parts["cases"], "effective": effective}


def _duration_numbers(parts: Numbers) -> Numbers:
    """Return the numbers of median durations, in which units that still wait count as used."""
    used = parts["yes"] + parts["no"]
    return {"numerator": parts["yes"], **_median_or_duration_numbers(parts, used)}


def _median_numbers(parts: Numbers) -> Numbers:
    quartiles = {"quartile_1": parts["q1"], "quartile_3": parts["q3"]}
    return {**_median_or_duration_numbers(parts, parts["yes"]), **quartiles}


def _median_or_duration_numbers(parts: Numbers, used: NDArray[np.floating]) -> Numbers:
    """Return the numbers of medians and durations."""
    unknown, cases = parts["unknown"], _count_cases(parts, used)
    return {
        "unknown": unknown,
        "denominator": used,
        "value": parts["median"],
        "low": parts["low"],
        "high": parts["high"],
        **{name: parts[name] for name in VERDICT},
        "coverage": ratio(used, used + unknown),
        "used": used,
        "deff": ratio(used, cases["effective"]),
        **cases,
    }


def _rate_numbers(parts: Numbers) -> Numbers:
    """Return the numbers of rates. Limits allow for events in clusters, such as workers found."""
    events, exposure, per = parts["above"], parts["below"], parts["per"]
    of_events = parts["of_events"]
    used, unknown = np.where(of_events, events, parts["yes"]), parts["unknown"]
    low, high = _rate_limits(parts, LEVEL)
    verdict_low, verdict_high = _rate_limits(parts, VERDICT_LEVEL)
    cases = _count_cases(parts, parts["yes"])
    return {
        "numerator": events,
        "unknown": unknown,
        "denominator": exposure,
        "value": ratio(events * per, exposure),
        "low": low,
        "high": high,
        "verdict_low": verdict_low,
        "verdict_high": verdict_high,
        "coverage": ratio(used, used + unknown),
        # The variance of the events, as a multiple of a Poisson count's.
        "deff": np.where(of_events, ratio(parts["above_above"], events), np.nan),
        # A year's victims are counted even if few.
        "used": np.where(of_events, np.inf, parts["yes"]),
        "cases": np.where(of_events, np.nan, cases["cases"]),
        "effective": np.where(of_events, np.inf, cases["effective"]),
    }


def _rate_limits(parts: Numbers, level: float) -> list[NDArray[np.floating]]:
    """Return the limits of rates at a confidence level, in the unit of the rate."""
    events = parts["above"]
    clustered = quasi_poisson_interval(parts["yes"], events, parts["above_above"], level)
    of_cases = byar_interval_of_cases(events, parts["above_above"], level)
    of_either = zip(of_cases, clustered, strict=True)
    limits = [np.where(parts["of_events"], *ends) for ends in of_either]
    return [ratio(limit * parts["per"], parts["below"]) for limit in limits]


def _flow_ratio(parts: Numbers) -> Numbers:
    """Return the numbers of clearance rates and disposition times."""
    return {
        "numerator": parts["above"],
        "unknown": parts["unknown"],
        "denominator": parts["below"],
        "value": parts["ratio"],
        # The smaller of resolved and incoming.
        "used": np.minimum(parts["yes"], parts["no"]),
    }


_OF_KIND: dict[str, Callable[[Numbers], Numbers]] = {
    Count.__name__: _count,
    Share.__name__: _share_numbers,
    Amount.__name__: _amount_numbers,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration_numbers,
    Median.__name__: _median_numbers,
    Rate.__name__: _rate_numbers,
    FlowRatio.__name__: _flow_ratio,
}


def _number_status(parts: Numbers, of_kind: Numbers) -> NDArray[np.str_]:
    """Return why each number is shown or hidden: the first status that applies.

    A kind without the number `used` never has the status "too few".
    """
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


# Kinds whose denominator is the number of units that they rest on.
OF_UNITS = ("Share", "Duration", "Median")


def confidence_limits(row: Row) -> tuple[float, float]:
    """Return the 95% limits (low, high) of a row. For a share they allow for missing answers too.

    `row` is a row of `rows()`. Both limits are NaN if it has none.
    """
    ends = ("region_low", "region_high") if row["kind"] == "Share" else ("low", "high")
    return _limits_named(row, ends)


def comparison_limits(row: Row) -> tuple[float, float]:
    """Return the 99% limits (low, high) with which a row is compared with others.

    For a share they allow for missing answers too. Both are NaN if the row has no limits. If only
    one is NaN, the range has no end on that side.
    """
    return _limits_named(row, VERDICT)


def has_few_units(row: Row) -> bool | None:
    """Whether a figure is hidden because it has too few units; False if it has too few cases.

    It is None for sums, whose number of units is not printed.
    """
    if row["kind"] not in OF_UNITS or pd.isna(row["denominator"]):
        return None
    return bool(row["denominator"] < FEWEST_UNITS)


def _limits_named(row: Row, names: tuple[str, ...]) -> tuple[float, float]:
    """Return the values of two columns of a row as limits (low, high); NaN if missing."""
    low, high = (float("nan") if pd.isna(row[end]) else float(row[end]) for end in names)
    return low, high


__all__ = [
    "BREAKDOWNS",
    "EVER",
    "AsOf",
    "Only",
    "Scope",
    "Span",
    "Years",
    "build_request",
    "compute",
    "covered_years",
    "currencies",
    "is_current",
    "jurisdictions",
    "offices",
    "reference_dates",
    "rows",
    "rows_of_periods",
    "span_name",
    "stated_rules",
    "years_on_record",
]
# Sums that are 0 without any units.
SUMS = ("above", "below", "largest")
# What `printed_numbers` needs to know about the measure of each row.
TRAITS = ("per", "of_events", "least_coverage")
# What each row says of its measure, and what it is sorted and blanked by.
SAID = ("measure", "version", "kind", "unit", "stated", "position")
# All breakdowns; each measure has those of its unit.
BREAKDOWNS = (
    JURISDICTION,
    YEAR,
    *dict.fromkeys(name for m in CATALOGUE.values() for name in breakdown_columns(m.unit)),
)


def rows(
    connection: Connection,
    scope: Scope,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    as_of: date | None = None,
    only: Only = (),
) -> pd.DataFrame:
    """Return the printed numbers of the measures `ids`, one row per group.

    Columns: measure, version, kind, unit, jurisdiction, period, the breakdowns of `by`, numerator,
    unknown, denominator, value, low, high, bound_low, bound_high, coverage, status, largest_share,
    region_low, region_high, not_yet_due, cases, deff, quartile_1, quartile_3, verdict_low,
    verdict_high. Shares are 0-1, amounts in the jurisdiction's currency, durations in days; missing
    numbers are NaN. If one of two limits is NaN, the range is open on that side. Each jurisdiction
    has its own reference date, or all have `as_of`.

    The period `all` counts units dated in `years`, or all units if no years are given. Raises
    UserError for an id that is no measure, or a breakdown that its unit lacks.
    """
    asked = build_request(connection, scope, by=by, years=years, only=only)
    if as_of is not None:
        asked = asked.judged(as_of)
    return compute(connection, select_measures(ids), asked)


def rows_of_periods(
    connection: Connection,
    scope: Scope,
    ids: tuple[str, ...],
    *,
    spans: tuple[Span, ...],
    only: Only = (),
) -> pd.DataFrame:
    """Return figures for several periods, which may overlap, and for each year, from one query.

    Columns are those of `rows`; the period of a span has the name `span_name`.
    """
    if not spans:
        return rows(connection, scope, ids, by=(YEAR,), only=only)
    asked = build_request(connection, scope, by=(YEAR,), only=only)
    of = Spans(tuple(dict.fromkeys(spans)), tuple(years_on_record(connection, scope)))
    return compute(connection, select_measures(ids), replace(asked, spans=of, years=of.ends))


def build_request(
    connection: Connection,
    scope: Scope,
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> Request:
    """Build the request for counting the current records: reference dates, gaps, options."""
    in_force = counting_options.load_options(connection)
    return Request(
        scope=scope,
        as_of=reference_dates(connection, scope),
        by=tuple(name for name in dict.fromkeys(by) if name not in (JURISDICTION, YEAR)),
        by_year=YEAR in by,
        years=years,
        only=only,
        gaps=collection_gaps(connection, scope),
        stored_as_of=stored_reference_dates(connection, scope, in_force),
        options=in_force,
        windows=_follow_up_months(in_force),
    )


@cache
def _follow_up_months(chosen: counting_options.OptionValues) -> tuple[int, ...]:
    """Return the follow-up periods of all measures in months, without duplicates, and 0."""
    return tuple(sorted({0, *(measure.window(chosen) for measure in CATALOGUE.values())}))


def compute(connection: Connection, measures: Sequence[Measure], asked: Request) -> pd.DataFrame:
    """Count measures and return their rows, in the given order, then by jurisdiction and period."""
    # Each jurisdiction gets a row, even without units.
    of_all = [] if asked.by or not _whole_periods(asked) else _places_asked(connection, asked)
    counted = _without_nothing(count_stored_parts(connection, measures, asked), asked)
    keys, missing = row_keys(asked), _parts_without_units(counted, measures, of_all, asked)
    rows = pl.concat([counted, missing]).join(_measure_traits(measures), on="measure")
    frames = []
    for kind in dict.fromkeys(measure.kind for measure in measures):
        of_kind = rows.filter(kind=kind)
        parts, traits = (
            {name: of_kind[name].to_numpy() for name in names} for names in (PARTS[kind], TRAITS)
        )
        printed = printed_numbers(kind, parts, traits)
        numbers = [pl.Series(name, printed[name]) for name in PRINTED]
        frames.append(of_kind[[*SAID, *keys]].hstack(numbers))
    unknown = pl.when("stated").then(float("nan")).otherwise("unknown").alias("unknown")
    rows = pl.concat(frames).sort("position", *keys).with_columns(unknown)
    return rows.select("measure", "version", "kind", "unit", *keys, *PRINTED).to_pandas()


def count_stored_parts(
    connection: Connection, measures: Sequence[Measure], asked: Request
) -> pl.DataFrame:
    """Return the rows of `measure_counts.count_parts` in a database, for users who may see them.

    Unit tables without rows are not queried: most submissions lack some tables, and a query of an
    empty table is as slow as of 1,000 rows.
    """
    filled = database.non_empty_tables(connection, UNITS)
    without = [m for m in measures if m.unit.name not in filled or not asked.may_see(m.unit)]
    return count_parts(SqlSource(connection, asked), measures, without)


def _measure_traits(measures: Sequence[Measure]) -> pl.DataFrame:
    """Return by measure what its rows state of it, and what `printed_numbers` needs of it."""
    return pl.DataFrame(
        {
            "measure": [measure.id for measure in measures],
            "version": [measure.version for measure in measures],
            "kind": [measure.kind for measure in measures],
            "unit": [measure.unit_word for measure in measures],
            # Numbers that a source states without rows have no unknown units.
            "stated": [isinstance(m, Count) and m.summed is not None for m in measures],
            "position": range(len(measures)),
            "per": [float(m.per) if isinstance(m, Rate) else 1.0 for m in measures],
            "of_events": [isinstance(m, Rate) and m.counts_events for m in measures],
            "least_coverage": [float(m.least_coverage) for m in measures],
        }
    )


def _places_asked(connection: Connection, asked: Request) -> list[str]:
    only = {value for name, value in asked.only if name == JURISDICTION}
    stored = jurisdiction_codes(connection, asked.scope)
    return [jurisdiction for jurisdiction in stored if not only or jurisdiction in only]


def _without_nothing(counted: pl.DataFrame, asked: Request) -> pl.DataFrame:
    """Remove groups in which nothing was counted, and years that only have too recent units."""
    is_whole = pl.col(PERIOD).is_in([*_whole_periods(asked)])
    young = pl.when(is_whole).then("young").otherwise(0.0)
    return counted.filter(pl.sum_horizontal("yes", "no", "unknown", "gap", young) > 0)


def _whole_periods(asked: Request) -> tuple[str, ...]:
    """Return the periods that get a row even if nothing is counted in them."""
    if asked.spans is not None:
        return asked.spans.names
    return () if asked.by_year else (ALL,)


def _parts_without_units(
    counted: pl.DataFrame, measures: Sequence[Measure], jurisdictions: Sequence[str], asked: Request
) -> pl.DataFrame:
    """Return the parts of the missing rows: of measures and jurisdictions with nothing to count."""
    present = set(counted.select("measure", JURISDICTION, PERIOD).iter_rows())
    # Parts that are neither counts nor sums have no value.
    nought = dict.fromkeys([one for one in (*COUNTED, *SUMS) if one in counted.columns], 0.0)
    rows: list[dict[str, str | float]] = []
    for measure in (one for one in measures if asked.may_see(one.unit)):
        never = jurisdictions_never_collecting(measure, asked.gaps)
        rows += (
            {"measure": measure.id, JURISDICTION: jurisdiction, PERIOD: period}
            | nought
            | {"gap": float(jurisdiction in never)}
            for jurisdiction, period in product(jurisdictions, _whole_periods(asked))
            if (measure.id, jurisdiction, period) not in present
        )
    return pl.DataFrame(rows, schema=counted.schema)
