"""The peer of every measure as plain SQL for DuckDB: one statement per unit, date and kind.

Middles have a second one, of the cases that their units are of.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from bench.plain import cases
from bench.plain.counting import form_of, grouped
from metrics.count_queries import has_clusters
from metrics.counting_options import DEFAULTS
from metrics.measure import Measure
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
from metrics.request import last_mature_day

BY_FORM = ", {form} AS form"


def statements(
    measures: Sequence[Measure], as_of: date, only: str = "", by: str = BY_FORM
) -> list[str]:
    """The SQL, one for each group of `grouped`; spells, middle values and flows each their own.

    `only` is a condition on the units, `by` the key beside jurisdiction and year or nothing; both
    may name the unit's column of the form as {form}.
    """
    made: list[str] = []
    for (unit, on, kind), same in grouped(measures):
        alone = kind in {"Duration", "Median", "FlowRatio"}
        for some in [[one] for one in same] if alone else [same]:
            form = form_of(some[0])
            keys = f"jurisdiction, year({on}) AS y{by.format(form=form)}"
            condition = only.format(form=form)
            rows = f"(SELECT * FROM {unit} WHERE {condition}) AS {unit}" if only else unit
            made += _of_group(some, rows, keys, as_of)
    return made


def _of_group(same: Sequence[Any], unit: str, keys: str, as_of: date) -> Iterator[str]:
    first = same[0]
    case_id, kind = cases.case_of(first), first.kind
    if has_clusters(first):
        yield cases.shares(unit, keys, case_id, [(_name(one), _states(one, as_of)) for one in same])
    elif kind in {"AmountRatio", "Rate"}:
        named = [(_name(one), _sides(one, as_of)) for one in same]
        yield cases.amounts(unit, keys, case_id, named)
    else:
        columns = ", ".join(part for one in same for part in SQL[kind](one, as_of))
        yield f"SELECT {keys}, {columns} FROM {unit} GROUP BY ALL"
    if kind in {"Duration", "Median"}:
        yield cases.middles(unit, keys, case_id, _used(first, as_of))


def _name(measure: Measure) -> str:
    return measure.id.replace("-", "_")


def _due(measure: Measure, as_of: date) -> str:
    """Whether a unit is old enough."""
    last = last_mature_day(as_of, measure.window(DEFAULTS))
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


def _sql_sum(of: Amount, as_of: date) -> list[str]:
    belongs = f"{_due(of, as_of)} AND {of.eligible.name}"
    name = of.added_up.name
    return [f"sum({name}) FILTER ({belongs})", f"count({name}) FILTER ({belongs})"]


def _states(of: Share, as_of: date) -> list[str]:
    """The conditions of a yes, a no and an unknown."""
    due, belongs, is_so = _due(of, as_of), of.denominator.name, of.numerator.name
    unknown = f"({belongs} IS NULL OR ({belongs} AND {is_so} IS NULL))"
    states = (f"{belongs} AND {is_so}", f"{belongs} AND NOT {is_so}", unknown)
    return [f"{due} AND {state}" for state in states]


def _sql_share(of: Share, as_of: date) -> list[str]:
    return [f"count(*) FILTER ({state})" for state in _states(of, as_of)]


def _sides(of: AmountRatio | Rate, as_of: date) -> tuple[str, str, str]:
    """The two amounts, and the condition under which a unit is asked for them."""
    above, below = (side.name for side in of.sides)
    return above, below, f"{_due(of, as_of)} AND {of.eligible.name}"


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


def _used(of: Duration | Median, as_of: date) -> str:
    known = of.begins_on if isinstance(of, Duration) else of.values
    return f"{_due(of, as_of)} AND {of.eligible.name} AND {known.name} IS NOT NULL"


def _sql_flow(of: FlowRatio, as_of: date) -> list[str]:
    del as_of
    return [
        f"year({of.resolved_on.name}) AS resolved_in",
        f"count(*) FILTER ({of.eligible.name})",
        f"count(*) FILTER ({of.eligible.name} AND {of.is_pending.name})",
    ]


SQL: dict[str, Callable[[Any, date], list[str]]] = {
    "Count": _sql_count,
    "Amount": _sql_sum,
    "Share": _sql_share,
    "Duration": _sql_spells,
    "Median": _sql_middle,
    "FlowRatio": _sql_flow,
}
