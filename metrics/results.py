"""The way out: scope -> counts -> status -> interval -> tidy frame."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd
from sqlalchemy import Connection

from metrics.catalogue import CATALOGUE, chosen
from metrics.counting import ALL, PERIOD, keys_of, parts
from metrics.gaps import gaps, never_collected
from metrics.measure import Measure
from metrics.request import JURISDICTION, YEAR, Request, Scope
from metrics.rows import numbers
from metrics.stored import as_of as latest_state
from metrics.stored import context, jurisdictions, offices, years
from metrics.units.declaration import breakdowns
from schemas.database import read_frame

__all__ = [
    "BREAKDOWNS",
    "Scope",
    "as_of",
    "context",
    "jurisdictions",
    "measured",
    "offices",
    "request",
    "rows",
    "years",
]

Years = tuple[int | None, int | None]
Only = tuple[tuple[str, str], ...]
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
    years: Years = (None, None),
    as_of: date | None = None,
    only: Only = (),
) -> pd.DataFrame:
    """The printed numbers of the measures `ids`.

    Columns: measure, version, kind, unit, jurisdiction, period, the breakdowns of `by`, numerator,
    unknown, denominator, value, low, high, bound_low, bound_high, coverage, status, largest_share;
    shares 0-1, amounts in the jurisdiction's currency, durations in days, NaN where there is none.
    `all` counts what is dated in `years` where they are restricted, else everything. UserError where an
    id is no measure or a breakdown is not one of its unit.
    """
    asked = request(connection, scope, by=by, years=years, only=only)
    if as_of is not None:
        asked = asked.judged(as_of)
    return measured(connection, chosen(ids), asked)


def request(
    connection: Connection,
    scope: Scope,
    *,
    by: tuple[str, ...] = (),
    years: Years = (None, None),
    only: Only = (),
) -> Request:
    """The question in the state of the stored records: their as-of date, what they do not collect."""
    return Request(
        scope=scope,
        as_of=latest_state(connection),
        by=tuple(name for name in dict.fromkeys(by) if name not in (JURISDICTION, YEAR)),
        by_year=YEAR in by,
        years=years,
        only=only,
        gaps=gaps(connection),
    )


def measured(connection: Connection, measures: Sequence[Measure], asked: Request) -> pd.DataFrame:
    """The rows of the measures, in their order, then by jurisdiction, period and breakdown."""
    counted = dict(parts(partial(read_frame, connection), measures, asked))
    places = jurisdictions(connection, asked.scope)[JURISDICTION] if _prints_all(asked) else ()
    frames = []
    for measure in measures:
        printed = _printed(counted[measure], asked)
        if _prints_all(asked):
            printed = _completed(measure, printed, places, asked)
        printed = printed.sort_values(keys_of(asked), ignore_index=True)
        frames.append(_row_frame(measure, printed, asked))
    return pd.concat(frames, ignore_index=True)


def _prints_all(asked: Request) -> bool:
    """Whether each jurisdiction has its one row, also without a unit."""
    return not asked.by and not asked.by_year


def _printed(parts: pd.DataFrame, asked: Request) -> pd.DataFrame:
    """Without groups in which nothing belongs, and without years of young units alone."""
    stays = parts["yes"] + parts["no"] + parts["unknown"] + parts["gap"] > 0
    if not asked.by_year:
        stays |= parts["young"] > 0
    return parts[stays]


def _completed(
    measure: Measure, parts: pd.DataFrame, places: Sequence[str], asked: Request
) -> pd.DataFrame:
    """With a row of nothing for each jurisdiction that has none: empty, or not collected."""
    wanted = {value for name, value in asked.only if name == JURISDICTION}
    there = set(parts[JURISDICTION])
    absent = [place for place in places if place not in there and (not wanted or place in wanted)]
    if not absent:
        return parts
    never = never_collected(measure, asked.gaps)
    added = pd.DataFrame(0.0, index=range(len(absent)), columns=parts.columns, dtype=object)
    added[JURISDICTION], added[PERIOD] = absent, ALL
    added["gap"] = [float(place in never) for place in absent]
    numeric = [name for name in parts if name not in (JURISDICTION, PERIOD)]
    unreached = [name for name in ("median", "low", "high") if name in parts]
    added = added.astype(dict.fromkeys(numeric, float))
    added[unreached] = float("nan")
    return added if parts.empty else pd.concat([parts, added], ignore_index=True)


def _row_frame(measure: Measure, printed: pd.DataFrame, asked: Request) -> pd.DataFrame:
    keys = keys_of(asked)
    known = [name for name in printed.columns if name not in keys]
    frame = pd.concat([printed[keys], numbers(measure, printed[known])], axis=1)
    said = (measure.id, measure.version, measure.kind, measure.unit_word)
    for place, (name, word) in enumerate(
        zip(("measure", "version", "kind", "unit"), said, strict=True)
    ):
        frame.insert(place, name, word)
    return frame
