"""The way out: scope -> counts -> status -> interval -> tidy frame."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product

import pandas as pd
import polars as pl
from sqlalchemy import Connection, Select, Table

from metrics import options
from metrics.catalogue import CATALOGUE, chosen
from metrics.counting.answers import answer, is_current, state_as_of
from metrics.counting.as_of import AsOf
from metrics.counting.asking import Asked
from metrics.counting.gaps import gaps, never_collected
from metrics.counting.held import held
from metrics.counting.parts import keys_of, nothing, parts
from metrics.counting.queries import COUNTED
from metrics.counting.request import EVER, JURISDICTION, YEAR, Only, Request, Scope, Years
from metrics.counting.rows import NUMBERS as NUMBERS
from metrics.counting.rows import numbers
from metrics.counting.spans import ALL, PERIOD, Span, Spans, by_year, in_span
from metrics.counting.spans import name as span_name
from metrics.counting.stored import as_of as latest_state
from metrics.counting.stored import context, currencies, jurisdictions, offices, places, years
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
# What rows can be split by; each measure has those of its unit.
BREAKDOWNS = (
    JURISDICTION,
    YEAR,
    *dict.fromkeys(name for m in CATALOGUE.values() for name in breakdowns(m.unit)),
)


def rows(  # noqa: PLR0913 - the one question that all pages and the command line ask
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
    region_low, region_high, not_yet_due, cases, deff, quartile_1, quartile_3; shares 0-1, amounts
    in the jurisdiction's currency, durations in days, NaN where there is none. Each jurisdiction is
    judged on its own day, or all of them on `as_of`.
    `all` counts what is dated in `years` where they are restricted, else everything. UserError
    where an id is no measure or a breakdown is not one of its unit.
    """
    asked = request(connection, scope, by=by, years=years, only=only)
    if as_of is not None:
        asked = asked.judged(as_of)
    measures = chosen(ids)
    ready = answer(connection, measures, asked)
    return measured(connection, measures, asked) if ready is None else ready


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
    measures = chosen(ids)
    ready = answer(connection, measures, asked)
    each = () if ready is not None else tuple(years(connection, scope))
    of = Spans(tuple(dict.fromkeys(spans)), each)
    counted = measured(connection, measures, replace(asked, spans=of, years=of.ends))
    return counted if ready is None else pd.concat([counted, ready], ignore_index=True)


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
    frames = []
    # Each jurisdiction has its one row, also without a unit.
    of_all = [] if asked.by or not _whole(asked) else _places(connection, asked)
    parts_of = _parts(connection, measures, asked)
    for kind in dict.fromkeys(measure.kind for measure in measures):
        of_kind = [measure for measure in measures if measure.kind == kind]
        counted = parts_of[kind] if kind in parts_of else nothing(kind, asked)
        frame = _printed(counted, asked)
        if absent := _absent(frame, of_kind, of_all, asked):
            frame = pl.concat([frame, _nothing(absent, frame)])
        keys = frame.select("measure", *keys_of(asked))
        traits = keys.select("measure").join(_told(of_kind), on="measure", maintain_order="left")
        of_each = numbers(kind, frame, traits.drop("measure"))
        frames.append(pl.concat([keys, of_each], how="horizontal"))
    rows = _said(measures).join(pl.concat(frames), on="measure")
    return _without_unknown(rows.sort("place", *keys_of(asked)), measures).to_pandas()


def _parts(
    connection: Connection, measures: Sequence[Measure], asked: Request
) -> dict[str, pl.DataFrame]:
    """The parts of measures; of units that have no row there is nothing to ask.

    Most submissions lack some of the tables, and a statement costs as much without a row as with a
    thousand.
    """

    values = asked.values

    def ask(_unit: Table, query: Select) -> pl.DataFrame:
        return database.read_kept(connection, query, values)

    filled = database.with_rows(connection, UNITS)
    statements = Asked(ask, asked.shape)
    counted = [one for one in measures if one.unit.name in filled and asked.sees(one.unit)]
    answers = held(connection, asked, statements, counted) or statements
    return parts(answers, counted, asked)


def _told(measures: Sequence[Measure]) -> pl.DataFrame:
    """What `rows.numbers` is told of each measure."""
    return pl.DataFrame(
        [
            (
                m.id,
                float(m.per) if isinstance(m, Rate) else 1.0,
                isinstance(m, Rate) and m.counts_events,
                m.least_coverage,
            )
            for m in measures
        ],
        schema=["measure", "per", "of_events", "least_coverage"],
        orient="row",
    )


def _places(connection: Connection, asked: Request) -> list[str]:
    only = {value for name, value in asked.only if name == JURISDICTION}
    stored = places(connection, asked.scope)
    return [place for place in stored if not only or place in only]


def _printed(counted: pl.DataFrame, asked: Request) -> pl.DataFrame:
    """Without groups in which nothing belongs, and without years of young units alone."""
    is_whole = pl.col(PERIOD).is_in(_whole(asked))
    young = pl.when(is_whole).then("young").otherwise(0.0)
    return counted.filter(pl.sum_horizontal("yes", "no", "unknown", "gap", young) > 0)


def _whole(asked: Request) -> tuple[str, ...]:
    """The periods that are told also of a place without a unit, or with young ones alone."""
    if asked.spans is not None:
        return asked.spans.names
    return () if asked.by_year else (ALL,)


def _absent(
    printed: pl.DataFrame, measures: Sequence[Measure], places: Sequence[str], asked: Request
) -> list[dict[str, object]]:
    """A row of nothing for each place that a measure has no unit of: empty, or not collected."""
    if not places:
        return []
    present = set(printed.select("measure", JURISDICTION, PERIOD).iter_rows())
    rows: list[dict[str, object]] = []
    for measure in (one for one in measures if asked.sees(one.unit)):
        never = never_collected(measure, asked.gaps)
        for place, period in product(places, _whole(asked)):
            if (measure.id, place, period) not in present:
                row = {"measure": measure.id, JURISDICTION: place, PERIOD: period}
                rows.append(row | {"gap": float(place in never)})
    return rows


def _nothing(absent: Sequence[dict[str, object]], like: pl.DataFrame) -> pl.DataFrame:
    rows = pl.DataFrame(absent, schema=like.schema)
    return rows.with_columns(pl.col(*COUNTED, *_sums(like)).fill_null(0.0))


def _sums(counted: pl.DataFrame) -> list[str]:
    return [name for name in ("above", "below", "largest") if name in counted.columns]


def _said(measures: Sequence[Measure]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (place, measure.id, measure.version, measure.kind, measure.unit_word)
            for place, measure in enumerate(measures)
        ],
        schema=["place", "measure", "version", "kind", "unit"],
        orient="row",
    )


def _without_unknown(rows: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """What a source states without rows has nothing that could be unknown."""
    stated = [m.id for m in measures if isinstance(m, Count) and m.summed is not None]
    unknown = pl.when(pl.col("measure").is_in(stated)).then(float("nan")).otherwise("unknown")
    return rows.drop("place").with_columns(unknown.alias("unknown"))
