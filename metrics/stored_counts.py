"""Store counts that can be added up (cells) in the database, so that pages only sum them.

Cells have the numbers of shares and counts, by year and breakdown. Not stored are distinct persons
and sums of money, which do not add up, and days, which need almost as many rows as units. Shares of
units of which a case may have several are not stored either: units of one case may be in several
years or forms, so that one case would count as several independent ones.
"""

from itertools import groupby

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    func,
    insert,
    literal_column,
    select,
)

from metrics.catalogue import CATALOGUE
from metrics.count_queries import COUNTED, count_query, group_by_query, has_clusters
from metrics.measure import Measure
from metrics.measure_kinds import Count, Share
from metrics.request import JURISDICTION, YEAR, Request
from metrics.units.build import BY_DATABASE, UNITS, Fill
from metrics.units.unit_columns import BREAKDOWN, METADATA, own_office_column
from schemas.store import database

Additive = Share | Count
# The breakdowns of cells, besides jurisdiction and year.
DIMENSIONS = ("office", "form")
# The column with the number of the arm, that is, of the measures that one query counts.
ARM = "arm"
KEYS = (JURISDICTION, YEAR, *DIMENSIONS)


def _stored_measures() -> dict[str, tuple[Additive, ...]]:
    """Return the measures with stored counts (cells), by the name of their table of units.

    These are shares and counts that can be added up. Tables without all DIMENSIONS have few rows,
    and are counted when needed.
    """
    divisible = [
        m
        for m in CATALOGUE.values()
        if isinstance(m, Share | Count) and set(DIMENSIONS) <= set(m.breakdowns)
    ]
    alone = [m for m in divisible if not has_clusters(m)]
    stored = [m for m in alone if isinstance(m, Share) or m.distinct is None]
    by_unit = groupby(sorted(stored, key=unit_name), key=unit_name)
    return {name: tuple(measures) for name, measures in by_unit}


def unit_name(measure: Measure) -> str:
    """Return the name of the table of units that a measure counts."""
    return measure.unit.name


STORED = _stored_measures()
WIDTH = max(len(arm) for measures in STORED.values() for arm in group_by_query(measures)) * len(
    COUNTED
)
cells = Table(
    "cells",
    METADATA,
    Column("unit", String(32), nullable=False),
    Column(ARM, Integer, nullable=False),
    Column(JURISDICTION, String(16), nullable=False),
    Column(YEAR, Integer),  # NULL: undated
    *(Column(name, String(64), nullable=False, info={BREAKDOWN: name}) for name in DIMENSIONS),
    *(Column(f"part_{position}", Integer, nullable=False) for position in range(WIDTH)),
    info={"word": "cell"},
)


def store_cells(connection: Connection, judged: Request, fill: Fill = BY_DATABASE) -> None:
    """Count the units (suspects, cases ...) by year and breakdown, and store the counts (cells).

    `judged` has the reference dates and counting options to use.
    """
    by_dimensions, filled = judged.split(DIMENSIONS), database.non_empty_tables(connection, UNITS)
    for unit, measures in STORED.items():
        if unit not in filled:
            continue
        for number, arm in enumerate(group_by_query(measures)):
            columns = count_query(arm, by_dimensions).query.subquery().c
            parts = [columns.get(name, literal_column("0", Integer)) for name in _part_names()]
            of = (literal_column(f"'{unit}'", String), literal_column(str(number), Integer))
            rows = select(*of, *(columns[name] for name in KEYS), *parts)
            fill(connection, insert(cells).from_select(["unit", ARM, *KEYS, *_part_names()], rows))


def _part_names() -> list[str]:
    return [f"part_{position}" for position in range(WIDTH)]


@database.cache_compiled_sql
def cells_query(unit: str, request: Request) -> Select:
    """Return a query that sums the stored counts of several measures, by group.

    Columns are those of `count_queries.count_query`, and `arm`: the number of the group of measures
    that one query counted.
    """
    group: list[ColumnElement] = [cells.c[ARM], cells.c.jurisdiction]
    group += [request.period(cells.c.year).label(YEAR)] if request.by_year else []
    group += [cells.c[name] for name in request.by]
    sums = [func.sum(cells.c[name]).label(name) for name in _part_names()]
    counted = METADATA.tables[unit]
    office = None if own_office_column(counted) is None else cells.c.office
    return (
        select(*group, *sums)
        .select_from(request.spans.join_units(cells, cells.c.year) if request.spans else cells)
        .where(cells.c.unit == unit, *request.where_year(cells, office))
        .group_by(*group)
    )


def has_cells(measure: Measure) -> bool:
    """Whether counts of the measure are stored."""
    return measure in STORED.get(measure.unit.name, ())


def cells_can_answer(request: Request) -> bool:
    """Whether stored counts exist for the requested reference dates and breakdowns."""
    split_by = {*request.by, *(name for name, _ in request.only)}
    return request.is_stored and split_by <= {*DIMENSIONS, JURISDICTION}
