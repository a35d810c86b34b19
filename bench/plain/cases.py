"""What chance judged by cases needs, as a person would write it in SQL: by case, then by group.

The parts of `share_query_by_cases`, `amount_query` and `used_cases_query` of
`metrics.count_queries`, so that peers count what we count.
"""

from collections.abc import Sequence

from metrics.measure import Measure
from metrics.units.unit_columns import OWN

STATES = ("yes", "no", "unknown")


def case_of(measure: Measure) -> str:
    """What tells cases apart; a unit outside any case is one of its own."""
    own = measure.unit.info[OWN]
    return "case_id" if own is None else f"coalesce(case_id, {own})"


def shares(unit: str, keys: str, case_id: str, named: Sequence[tuple[str, Sequence[str]]]) -> str:
    """One statement of shares, each by its name and the conditions of STATES."""
    inner = ", ".join(
        f"count(*) FILTER ({condition}) AS {name}_{state}"
        for name, conditions in named
        for state, condition in zip(STATES, conditions, strict=True)
    )
    outer = ", ".join(part for name, _ in named for part in _of_group(name))
    cases = f"SELECT {keys}, {case_id} AS one_case, {inner} FROM {unit} GROUP BY ALL"
    return f"SELECT jurisdiction, y, {_form(keys)}{outer} FROM ({cases}) GROUP BY ALL"


def _of_group(name: str) -> list[str]:
    yes, no, unknown = (f"{name}_{state}" for state in STATES)
    known, of_all, most = f"({yes} + {no})", f"({yes} + {no} + {unknown})", f"({yes} + {unknown})"
    products = (
        *((known, known), (yes, yes), (yes, known)),
        *((of_all, of_all), (yes, of_all), (most, most), (most, of_all)),
    )
    apart = ((yes, no, known), (yes, f"({no} + {unknown})", of_all), (most, no, of_all))
    return [
        *(f"sum({part})" for part in (yes, no, unknown)),
        *(f"count(*) FILTER ({units} > 0)" for units in (known, of_all)),
        *(f"sum({these} * {those})" for these, those in products),
        *(f"sum({these} * {those} / nullif({units}, 0))" for these, those, units in apart),
    ]


def amounts(
    unit: str, keys: str, case_id: str, named: Sequence[tuple[str, tuple[str, str, str]]]
) -> str:
    """One statement of ratios, each by its name, its two amounts and the condition of a unit."""
    inner = ", ".join(
        f"sum({above}) FILTER ({asked} AND {below} IS NOT NULL) AS {name}_above, "
        f"sum({below}) FILTER ({asked} AND {above} IS NOT NULL) AS {name}_below, "
        f"count(*) FILTER ({asked} AND {above} + {below} IS NOT NULL) AS {name}_used, "
        f"count(*) FILTER ({asked} AND {above} + {below} IS NULL) AS {name}_blank"
        for name, (above, below, asked) in named
    )
    outer = ", ".join(
        f"sum({name}_above), sum({name}_below), sum({name}_blank), max({name}_above), "
        f"sum({name}_above::DOUBLE * {name}_above), sum({name}_used), "
        f"count(*) FILTER ({name}_used > 0), sum({name}_used * {name}_used)"
        for name, _ in named
    )
    cases = f"SELECT {keys}, {case_id} AS one_case, {inner} FROM {unit} GROUP BY ALL"
    return f"SELECT jurisdiction, y, {_form(keys)}{outer} FROM ({cases}) GROUP BY ALL"


def middles(unit: str, keys: str, case_id: str, used: str) -> str:
    """The statement of the cases that a middle is of, and of their units' squares."""
    cases = f"SELECT {keys}, {case_id} AS one_case, count(*) AS n FROM {unit} WHERE {used}"
    return (
        f"SELECT jurisdiction, y, {_form(keys)}count(*), sum(n * n) "
        f"FROM ({cases} GROUP BY ALL) GROUP BY ALL"
    )


def _form(keys: str) -> str:
    return "form, " if keys.endswith("AS form") else ""
