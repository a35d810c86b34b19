"""The peer of every measure as plain SQL for DuckDB: one statement per unit, date and kind."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bench.plain import form_of, grouped
from metrics.as_of import mature_until
from metrics.kinds import AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.options import DEFAULTS


def statements(measures: Sequence[Measure], as_of: date) -> list[str]:
    """The SQL, one for each group of `grouped`; spells, middle values and flows each their own."""
    made: list[str] = []
    for (unit, on, kind), same in grouped(measures):
        alone = kind in {"Duration", "Median", "FlowRatio"}
        for some in [[one] for one in same] if alone else [same]:
            keys = f"jurisdiction, year({on}) AS y, {form_of(some[0])} AS form"
            columns = ", ".join(part for one in some for part in SQL[kind](one, as_of))
            made.append(f"SELECT {keys}, {columns} FROM {unit} GROUP BY ALL")
    return made


def _due(measure: Measure, as_of: date) -> str:
    """Whether a unit is old enough."""
    last = mature_until(as_of, measure.window(DEFAULTS))
    on = measure.dated_by.name
    due = f"({on} IS NULL OR {on} <= DATE '{last}')" if measure.window(DEFAULTS) else "TRUE"
    if measure.due_on is not None:
        own = measure.due_on.name
        due += f" AND ({own} IS NULL OR {own} <= DATE '{as_of}')"
    return due


def _sql_count(of: Count, as_of: date) -> list[str]:
    due, counted = _due(of, as_of), of.counted.name
    if of.summed is not None:
        return [f"sum({of.summed.name}) FILTER ({due} AND {counted})"]
    what = "count(*)" if of.distinct is None else f"count(DISTINCT {of.distinct.name})"
    return [
        f"{what} FILTER ({due} AND {state})"
        for state in (counted, f"({counted} OR {counted} IS NULL)")
    ]


def _sql_share(of: Share, as_of: date) -> list[str]:
    due, belongs, is_so = _due(of, as_of), of.denominator.name, of.numerator.name
    unknown = f"({belongs} IS NULL OR ({belongs} AND {is_so} IS NULL))"
    states = (f"{belongs} AND {is_so}", f"{belongs} AND NOT {is_so}", unknown)
    return [f"count(*) FILTER ({due} AND {state})" for state in states]


def _sql_sums(of: AmountRatio | Rate, as_of: date) -> list[str]:
    above, below = (side.name for side in of.sides)
    due, belongs = _due(of, as_of), of.eligible.name
    known = f"{due} AND {belongs} AND {above} IS NOT NULL AND {below} IS NOT NULL"
    blank = f"{due} AND {belongs} AND ({above} IS NULL OR {below} IS NULL)"
    sums = [f"sum({side}) FILTER ({known})" for side in (above, below)]
    return [*sums, f"count(*) FILTER ({blank})"]


def _sql_spells(of: Duration, as_of: date) -> list[str]:
    end = f"coalesce({of.ends_on.name}, DATE '{as_of}')"
    return [
        f"{end} - {of.begins_on.name} AS days",
        f"{of.ends_on.name} IS NOT NULL AS event",
        f"count(*) FILTER ({of.eligible.name})",
    ]


def _sql_middle(of: Median, as_of: date) -> list[str]:
    known = f"{_due(of, as_of)} AND {of.eligible.name}"
    middle = f"quantile_cont({of.values.name}, 0.5) FILTER ({known})"
    return [middle, f"count({of.values.name}) FILTER ({known})"]


def _sql_flow(of: FlowRatio, as_of: date) -> list[str]:
    del as_of
    return [
        f"year({of.resolved_on.name}) AS resolved_in",
        f"count(*) FILTER ({of.eligible.name})",
        f"count(*) FILTER ({of.eligible.name} AND {of.is_pending.name})",
    ]


SQL: dict[str, Callable[[Any, date], list[str]]] = {
    "Count": _sql_count,
    "Share": _sql_share,
    "AmountRatio": _sql_sums,
    "Rate": _sql_sums,
    "Duration": _sql_spells,
    "Median": _sql_middle,
    "FlowRatio": _sql_flow,
}
