"""Cells: the shares and counts of units over declared breakdowns, stored where they add up.

Not stored are distinct persons and sums of money, which do not add up, and days, which come to
about as many rows as the units themselves: they are counted from the units. So are shares of units
of which a case may have several: persons of one case may be dated in several years, and victims of
one be of several forms, where one case would count as several independent ones.
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
from metrics.counting.clusters import has_clusters
from metrics.counting.queries import COUNTED, arms, counts
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Count, Share
from metrics.measure import Measure
from metrics.units.declaration import BREAKDOWN, METADATA, own_office
from metrics.units.filling import BY_DATABASE, UNITS, Fill
from schemas.store import database

Additive = Share | Count
# What cells are split by, beside jurisdiction and year.
DIMENSIONS = ("office", "form")
# Which of a unit's arms a cell is of.
ARM = "arm"
KEYS = (JURISDICTION, YEAR, *DIMENSIONS)


def _by_unit() -> dict[str, tuple[Additive, ...]]:
    """The measures whose parts add up: shares and counts, but not of what is distinct or by case.

    Of a unit that cannot be split by all DIMENSIONS there are few, and they are counted as asked.
    """
    divisible = [
        m
        for m in CATALOGUE.values()
        if isinstance(m, Share | Count) and set(DIMENSIONS) <= set(m.breakdowns)
    ]
    alone = [m for m in divisible if not has_clusters(m)]
    stored = [m for m in alone if isinstance(m, Share) or m.distinct is None]
    by_unit = groupby(sorted(stored, key=_unit_name), key=_unit_name)
    return {name: tuple(measures) for name, measures in by_unit}


def _unit_name(measure: Measure) -> str:
    return measure.unit.name


STORED = _by_unit()
WIDTH = max(len(arm) for measures in STORED.values() for arm in arms(measures)) * len(COUNTED)

cells = Table(
    "cells",
    METADATA,
    Column("unit", String(32), nullable=False),
    Column(ARM, Integer, nullable=False),
    Column(JURISDICTION, String(16), nullable=False),
    Column(YEAR, Integer),  # NULL: undated
    *(Column(name, String(64), nullable=False, info={BREAKDOWN: name}) for name in DIMENSIONS),
    *(Column(f"part_{place}", Integer, nullable=False) for place in range(WIDTH)),
    info={"word": "cell"},
)


def store_cells(connection: Connection, judged: Request, fill: Fill = BY_DATABASE) -> None:
    """Fill the cells from the units, in the state that `judged` is of."""
    by_dimensions, filled = judged.split(DIMENSIONS), database.non_empty_tables(connection, UNITS)
    for unit, measures in STORED.items():
        if unit not in filled:
            continue
        for number, arm in enumerate(arms(measures)):
            columns = counts(arm, by_dimensions).query.subquery().c
            parts = [columns.get(name, literal_column("0", Integer)) for name in _parts()]
            of = (literal_column(f"'{unit}'", String), literal_column(str(number), Integer))
            rows = select(*of, *(columns[name] for name in KEYS), *parts)
            fill(connection, insert(cells).from_select(["unit", ARM, *KEYS, *_parts()], rows))


def _parts() -> list[str]:
    return [f"part_{place}" for place in range(WIDTH)]


@database.precompiled
def counts_of_cells(unit: str, request: Request) -> Select:
    """`arm`, and the columns of `queries.counts` of each of the unit's arms, from the cells."""
    group: list[ColumnElement] = [cells.c[ARM], cells.c.jurisdiction]
    group += [request.period(cells.c.year).label(YEAR)] if request.by_year else []
    group += [cells.c[name] for name in request.by]
    sums = [func.sum(cells.c[name]).label(name) for name in _parts()]
    counted = METADATA.tables[unit]
    office = None if own_office(counted) is None else cells.c.office
    return (
        select(*group, *sums)
        .select_from(request.spans.beside(cells, cells.c.year) if request.spans else cells)
        .where(cells.c.unit == unit, *request.where_year(cells, office))
        .group_by(*group)
    )


def has_cells(measure: Measure) -> bool:
    return measure in STORED.get(measure.unit.name, ())


def cells_answer(request: Request) -> bool:
    """Whether the cells are of the day asked for, and split as far as it asks."""
    split_by = {*request.by, *(name for name, _ in request.only)}
    return request.is_stored and split_by <= {*DIMENSIONS, JURISDICTION}
