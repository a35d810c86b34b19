"""Read the plan of releases: a versioned file that declares which tables a release has."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from metrics import chain_reach, stage_transitions
from metrics.catalogue import CATALOGUE
from metrics.measure import Measure
from metrics.request import BETWEEN, Span, span_name
from schemas import columns, tables

CHAIN, COHORT = "chain", "cohort"
# Sets of shares that a plan names, each with the link group or step of its shares.
SHARE_SETS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name: MappingProxyType({measure.id: of for measure, of in shares.items()})
        for name, shares in (
            (CHAIN, chain_reach.REACH),
            (COHORT, stage_transitions.COHORT_SHARES),
        )
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **CATALOGUE,
        **{one.id: one for one in (*chain_reach.REACH, *stage_transitions.COHORT_SHARES)},
    }
)
# By definition a yes of the first is a yes of the second, except for dates with only a month or
# year. Even clean registers contradict it, so that the search for laws does not find it.
STEPS = tuple(zip([*SHARE_SETS[COHORT]][1:], SHARE_SETS[COHORT], strict=False))
# A case in which several link groups were charged is a yes of this measure.
SEVERAL = "N01"
# The payments from each source, and the total paid as a share of the total awarded.
SOURCES = tuple(id_ for id_ in CATALOGUE if id_.startswith("R04m-"))
PAID = "R03b"
PLANS = Path(__file__).parent / "plans"
ALL = "all"
YEAR, WINDOW = "year", "window"
# The key of a table for additional shares, as named in `SHARE_SETS`.
WITH = "with"


@dataclass(frozen=True)
class Split:
    """A table of the plan: measures by jurisdiction, period and at most two breakdowns."""

    ids: tuple[str, ...]
    by: tuple[str, ...]
    periods: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name of the table: its breakdowns in order, separated by commas."""
        return ",".join(self.by)


@dataclass(frozen=True)
class Plan:
    """The tables of a release, and the periods for which they are published."""

    version: int
    first_year: int
    window_years: int
    in_tens_of_days: frozenset[str]
    published_elsewhere: frozenset[str]
    tables: tuple[Split, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all measures and additional shares of the plan, in a fixed order."""
        planned = {id_ for table in self.tables for id_ in table.ids}
        return tuple(id_ for id_ in MEASURES if id_ in planned)

    def publishes(self, id_: str, by: tuple[str, ...]) -> bool:
        """Whether the plan publishes a measure with these breakdowns."""
        return any(table.by == by and id_ in table.ids for table in self.tables)

    def window_of(self, year: pl.Expr) -> pl.Expr:
        """Return an expression for the number of the period of several years that has a year."""
        return (year - self.first_year) // self.window_years

    def periods(self, table: Split, over_on: date) -> tuple[Span, ...]:
        """Return the periods of a table that are over on a day, and so may be published."""
        # A year is over on its last day.
        last = over_on.year if (over_on.month, over_on.day) == (12, 31) else over_on.year - 1
        return tuple(span for span in self.started_periods(table, over_on) if span[1] <= last)

    def started_periods(self, table: Split, by: date) -> tuple[Span, ...]:
        """Return the periods of a table that have started by a day, over or not."""
        years = [(year, year) for year in range(self.first_year, by.year + 1)]
        windows = [
            (first, first + self.window_years - 1)
            for first in range(self.first_year, by.year + 1, self.window_years)
        ]
        return (
            *(years if YEAR in table.periods else ()),
            *(windows if WINDOW in table.periods else ()),
        )


def period(span: Span) -> str:
    """Return the name of a year or of a period of several years."""
    return str(span[0]) if span[0] == span[1] else span_name(span)


def ends(periods: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return expressions for the first and last year of periods, from their names."""
    years = periods.str.split(BETWEEN).list
    return years.first().cast(pl.Int64), years.last().cast(pl.Int64)


def text(version: int) -> str:
    """Return the text of the plan file with this version, which is part of the program."""
    return (PLANS / f"{version}.toml").read_text(encoding="utf-8")


def versions() -> tuple[int, ...]:
    """Return the versions of the plans that are part of the program, oldest first."""
    return tuple(sorted(int(path.stem) for path in PLANS.glob("*.toml")))


@cache
def read(version: int) -> Plan:
    """Return the plan with this version."""
    written = tomllib.loads(text(version))
    return Plan(
        version=written["version"],
        first_year=written["first_year"],
        window_years=written["window_years"],
        in_tens_of_days=frozenset(written["in_tens_of_days"]),
        published_elsewhere=frozenset(written["published_elsewhere"]),
        tables=tuple(map(_table, written["tables"])),
    )


@cache
def latest() -> Plan:
    """Return the plan with the highest version."""
    return read(versions()[-1])


def categories(measure: Measure, breakdown: str) -> tuple[str, ...]:
    """Return the groups of a breakdown: all codes of its closed list, with or without records.

    If only codes with records were listed, this would reveal that somebody has this code.
    """
    read_ = measure.split_by(breakdown)
    codes = _closed_list(read_[0]) if len(read_) == 1 else ()
    return tuple(dict.fromkeys((*codes, columns.UNKNOWN))) if codes else ()


def groups(table: Split, measure: Measure) -> tuple[tuple[str, ...], ...]:
    """Return all combinations of the categories of a table's breakdowns; ((),) if it has none."""
    return tuple(product(*(categories(measure, name) for name in table.by)))


def _closed_list(read_: str) -> tuple[str, ...]:
    table, _, column = read_.partition(".")
    codes = columns.field_of(tables.METADATA.tables[table].c[column]).codes
    return () if codes is None else tuple(code.value for code in codes)


def _table(written: Mapping[str, Any]) -> Split:
    by = tuple(written["by"])
    further = (id_ for name in written.get(WITH, []) for id_ in SHARE_SETS[name])
    return Split(
        (*_planned_measure_ids(written["measures"], by), *further), by, tuple(written["periods"])
    )


def _planned_measure_ids(measures: str | list[str], by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids that the plan names; for "all" or "core" those that have the breakdowns."""
    if isinstance(measures, list):
        return tuple(measures)
    chosen = (m for m in CATALOGUE.values() if measures == ALL or m.core)
    return tuple(m.id for m in chosen if set(by) <= set(m.breakdowns))
