"""The way out: scope -> counts -> status -> interval -> tidy frame."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

from metrics import options
from metrics.catalogue import CATALOGUE, chosen
from metrics.counting.as_of import AsOf
from metrics.counting.asking import Asked, answers_for
from metrics.counting.gaps import gaps, never_collected
from metrics.counting.groups import Groups, Indexes, Keys, codes, together, tuples
from metrics.counting.parts import PARTS, by_kind, nothing
from metrics.counting.queries import COUNTED
from metrics.counting.request import EVER, JURISDICTION, YEAR, Only, Request, Scope, Years
from metrics.counting.rows import NUMBERS as NUMBERS
from metrics.counting.rows import PRINTED, numbers
from metrics.counting.spans import ALL, PERIOD, Span, Spans, by_year, in_span
from metrics.counting.spans import name as span_name
from metrics.counting.stored import as_of as latest_state
from metrics.counting.stored import (
    context,
    covered,
    currencies,
    jurisdictions,
    offices,
    places,
    years,
)
from metrics.counting.stored_state import is_current, state_as_of
from metrics.kinds import Count, Rate
from metrics.measure import Measure
from metrics.units.declaration import breakdowns
from metrics.units.filling import UNITS
from schemas.store import database

__all__ = [
    "BREAKDOWNS",
    "EVER",
    "AsOf",
    "Only",
    "Scope",
    "Span",
    "Years",
    "as_of",
    "by_year",
    "context",
    "covered",
    "currencies",
    "in_span",
    "is_current",
    "jurisdictions",
    "measured",
    "offices",
    "overlapping",
    "request",
    "rows",
    "span_name",
    "years",
]

as_of = latest_state
# Of nothing these are 0, as is what is counted.
SUMS = ("above", "below", "largest")
# What rows can be split by; each measure has those of its unit.
BREAKDOWNS = (
    JURISDICTION,
    YEAR,
    *dict.fromkeys(name for m in CATALOGUE.values() for name in breakdowns(m.unit)),
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
    """The printed numbers of the measures `ids`.

    Columns: measure, version, kind, unit, jurisdiction, period, the breakdowns of `by`, numerator,
    unknown, denominator, value, low, high, bound_low, bound_high, coverage, status, largest_share,
    region_low, region_high, not_yet_due, cases, deff, quartile_1, quartile_3, verdict_low,
    verdict_high; shares 0-1, amounts in the jurisdiction's currency, durations in days, NaN where
    there is none. Of two limits one that is NaN is open. Each jurisdiction is judged on its own
    day, or all of them on `as_of`.
    `all` counts what is dated in `years` where they are restricted, else everything. UserError
    where an id is no measure or a breakdown is not one of its unit.
    """
    asked = request(connection, scope, by=by, years=years, only=only)
    if as_of is not None:
        asked = asked.judged(as_of)
    return measured(connection, chosen(ids), asked)


def overlapping(
    connection: Connection,
    scope: Scope,
    ids: tuple[str, ...],
    *,
    spans: tuple[Span, ...],
    only: Only = (),
) -> pd.DataFrame:
    """The rows of several periods that may overlap, and those by year, counted at once.

    Columns as `rows` has them; `in_span` and `by_year` give those of one question alone.
    """
    if not spans:
        return rows(connection, scope, ids, by=(YEAR,), only=only)
    asked = request(connection, scope, by=(YEAR,), only=only)
    of = Spans(tuple(dict.fromkeys(spans)), tuple(years(connection, scope)))
    return measured(connection, chosen(ids), replace(asked, spans=of, years=of.ends))


def request(
    connection: Connection,
    scope: Scope,
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> Request:
    """The question in the state of the stored records: their as-of days, what is not collected."""
    in_force = options.of(connection)
    return Request(
        scope=scope,
        as_of=latest_state(connection, scope),
        by=tuple(name for name in dict.fromkeys(by) if name not in (JURISDICTION, YEAR)),
        by_year=YEAR in by,
        years=years,
        only=only,
        gaps=gaps(connection, scope),
        stored_as_of=state_as_of(connection, scope, in_force),
        options=in_force,
        windows=_windows(in_force),
    )


@cache
def _windows(chosen: options.Chosen) -> tuple[int, ...]:
    """The months that units of any measure are given, and none."""
    return tuple(sorted({0, *(measure.window(chosen) for measure in CATALOGUE.values())}))


def measured(connection: Connection, measures: Sequence[Measure], asked: Request) -> pd.DataFrame:
    """The rows of the measures, in their order, then by jurisdiction, period and breakdown."""
    # Each jurisdiction has its one row, also without a unit.
    of_all = [] if asked.by or not _whole(asked) else _places(connection, asked)
    parts_of = _parts(connection, measures, asked)
    keys, columns = [], []
    for kind in dict.fromkeys(measure.kind for measure in measures):
        of_kind = [measure for measure in measures if measure.kind == kind]
        counted = _printed(parts_of.get(kind, nothing(kind, asked)), asked)
        if absent := _absent(counted, of_kind, of_all, asked):
            counted = together([counted, absent])
        parts = dict(zip(PARTS[kind], counted.numbers.T, strict=True))
        keys.append(counted.without_numbers())
        columns.append(numbers(kind, parts, _told(of_kind, counted.keys["measure"])))
    printed = {name: np.concatenate([of[name] for of in columns]) for name in PRINTED}
    return _in_order(together(keys).keys, printed, measures)


def _parts(
    connection: Connection, measures: Sequence[Measure], asked: Request
) -> dict[str, Groups]:
    """The parts of measures by kind; of units that have no row there is nothing to ask.

    Most submissions lack some of the tables, and a statement costs as much without a row as with a
    thousand.
    """

    values = asked.values

    def ask(_unit: Table, statement: database.Statement) -> pl.DataFrame:
        return database.read_precompiled(connection, statement, values)

    filled = database.non_empty_tables(connection, UNITS)
    counted = [one for one in measures if one.unit.name in filled and asked.sees(one.unit)]
    return by_kind(answers_for(connection, asked, Asked(ask, asked.shape)), counted, asked)


def _told(measures: Sequence[Measure], ids: Keys) -> dict[str, NDArray]:
    """What `rows.numbers` is told of the measure of each row."""
    of_each = {
        "per": [float(m.per) if isinstance(m, Rate) else 1.0 for m in measures],
        "of_events": [isinstance(m, Rate) and m.counts_events for m in measures],
        "least_coverage": [m.least_coverage for m in measures],
    }
    at = _places_of(measures, ids)
    return {name: np.array(of)[at] for name, of in of_each.items()}


def _places_of(measures: Sequence[Measure], ids: Keys) -> Indexes:
    place = {measure.id: number for number, measure in enumerate(measures)}
    return np.array([place[id_] for id_ in ids.tolist()], int)


def _places(connection: Connection, asked: Request) -> list[str]:
    only = {value for name, value in asked.only if name == JURISDICTION}
    stored = places(connection, asked.scope)
    return [place for place in stored if not only or place in only]


def _printed(counted: Groups, asked: Request) -> Groups:
    """Without groups in which nothing belongs, and without years of young units alone."""
    whole = np.isin(counted.keys[PERIOD].astype(str), _whole(asked))
    yes, no, unknown, young, gap = counted.numbers[:, : len(COUNTED)].T
    return counted.at(yes + no + unknown + gap + np.where(whole, young, 0.0) > 0)


def _whole(asked: Request) -> tuple[str, ...]:
    """The periods that are told also of a place without a unit, or with young ones alone."""
    if asked.spans is not None:
        return asked.spans.names
    return () if asked.by_year else (ALL,)


def _absent(
    printed: Groups, measures: Sequence[Measure], places: Sequence[str], asked: Request
) -> Groups | None:
    """A row of nothing for each place that a measure has no unit of: empty, or not collected."""
    names = ("measure", JURISDICTION, PERIOD)
    present = set(tuples(printed.keys, names))
    rows, in_a_gap = [], []
    for measure in (one for one in measures if places and asked.sees(one.unit)):
        never = never_collected(measure, asked.gaps)
        for place, period in product(places, _whole(asked)):
            if (measure.id, place, period) not in present:
                rows.append((measure.id, place, period))
                in_a_gap.append(place in never)
    if not rows:
        return None
    parts = PARTS[measures[0].kind]
    # What is neither counted nor a sum has no value.
    nought = [0.0 if name in (*COUNTED, *SUMS) else np.nan for name in parts]
    of_nothing = np.tile(nought, (len(rows), 1))
    of_nothing[:, parts.index("gap")] = in_a_gap
    return Groups(dict(zip(names, np.array(rows, object).T, strict=True)), of_nothing)


def _in_order(
    keys: Mapping[str, Keys], printed: Mapping[str, NDArray], measures: Sequence[Measure]
) -> pd.DataFrame:
    place = _places_of(measures, keys["measure"])
    told = {
        name: np.array([getattr(measure, of) for measure in measures], object)[place]
        for name, of in (("version", "version"), ("kind", "kind"), ("unit", "unit_word"))
    }
    # What a source states without rows has nothing that could be unknown.
    stated = np.array([isinstance(m, Count) and m.summed is not None for m in measures])[place]
    of_all = {"measure": keys["measure"], **told, **keys, **printed}
    of_all["unknown"] = np.where(stated, np.nan, printed["unknown"])
    others = [codes(of) for name, of in keys.items() if name != "measure"]
    rows = np.lexsort([*reversed(others), place])
    of_texts = {*told, *keys, "status"}
    return pd.DataFrame(
        {
            name: pd.array(of[rows], "str") if name in of_texts else of[rows]
            for name, of in of_all.items()
        }
    )
