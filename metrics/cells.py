"""Cells: the shares and counts of units over declared breakdowns, stored where they add up.

Not stored are distinct persons and sums of money, which do not add up, and days, which come to
about as many rows as the units themselves: they are counted from the units. Persons of one case may
stand in cells of several years, and victims in those of several forms, where the case would count
for several: shares of them are stored by year and of all years, by form and of all forms.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    String,
    Table,
    and_,
    func,
    insert,
    literal,
    literal_column,
    select,
)

from metrics import by_case
from metrics.catalogue import CATALOGUE
from metrics.currency import OwnRates
from metrics.kinds import Count, Share
from metrics.measure import Measure
from metrics.options import Chosen
from metrics.queries import COUNTED, arms, counts, has_clusters
from metrics.request import JURISDICTION, YEAR, Request
from metrics.units.declaration import BREAKDOWN, METADATA
from schemas import tables

PROGRAM = "prosecution-quality"
Additive = Share | Count
# What cells are split by, beside jurisdiction and year.
DIMENSIONS = ("office", "form")
OF_ALL_FORMS = ("office",)
# Which of a unit's arms a cell is of.
ARM = "arm"
# What a cell is of all of, instead of one.
WHOLE = {YEAR: "all_years", "form": "all_forms"}
KEYS = (JURISDICTION, YEAR, *DIMENSIONS)


def _by_unit() -> dict[str, tuple[Additive, ...]]:
    """The measures whose parts add up: shares and counts, but not of what is distinct.

    Of a unit that cannot be split by all DIMENSIONS there are few, and they are counted as asked.
    """
    counted = [
        m
        for m in CATALOGUE.values()
        if isinstance(m, Share | Count) and set(DIMENSIONS) <= set(m.breakdowns)
    ]
    stored = [m for m in counted if isinstance(m, Share) or m.distinct is None]
    by_unit = groupby(sorted(stored, key=_unit_name), key=_unit_name)
    return {name: tuple(measures) for name, measures in by_unit}


def _unit_name(measure: Measure) -> str:
    return measure.unit.name


STORED = _by_unit()


def parts_of(arm: Sequence[Measure]) -> tuple[str, ...]:
    """The parts that each measure of an arm has."""
    return by_case.PARTS if has_clusters(arm[0]) else COUNTED


def _parts(unit: str) -> list[str]:
    width = max(len(arm) * len(parts_of(arm)) for arm in arms(STORED[unit]))
    return [f"part_{place}" for place in range(width)]


cells = Table(
    "cells",
    METADATA,
    Column("unit", String(32), nullable=False),
    Column(ARM, Integer, nullable=False),
    Column(JURISDICTION, String(16), nullable=False),
    *(Column(name, Boolean, nullable=False) for name in WHOLE.values()),
    Column(YEAR, Integer),  # NULL: undated, or all years
    *(Column(name, String(64), info={BREAKDOWN: name}) for name in DIMENSIONS),  # NULL: all forms
    *(Column(name, Float) for name in max(map(_parts, STORED), key=len)),  # NULL: its arm has fewer
    info={"word": "cell"},
)


def store_cells(connection: Connection, judged: Request) -> None:
    """Fill the cells from the units, in the state that `judged` is of."""
    by_year = judged.split(DIMENSIONS)
    splits = [
        replace(asked, by=of)
        for asked in (by_year, by_year.of_all_years())
        for of in (DIMENSIONS, OF_ALL_FORMS)
    ]
    for unit, measures in STORED.items():
        for number, arm in enumerate(arms(measures)):
            for asked in splits if has_clusters(arm[0]) else (by_year,):
                _store(connection, (unit, number), arm, asked)


def _store(
    connection: Connection, of: tuple[str, int], arm: tuple[Measure, ...], asked: Request
) -> None:
    counted = statement(arm, asked).subquery().c
    names = [name for name in (*KEYS, *_parts(of[0])) if name in counted]
    told: list[ColumnElement] = [
        literal_column(f"'{of[0]}'", String),
        literal_column(str(of[1]), Integer),
        *(literal(name not in counted, Boolean) for name in WHOLE),
    ]
    rows = select(*told, *(counted[name] for name in names))
    filled = ["unit", ARM, *WHOLE.values(), *names]
    connection.execute(insert(cells).from_select(filled, rows))


def statement(arm: tuple[Measure, ...], request: Request) -> Select:
    """The group, and the parts of each measure of the arm as `part_0`, `part_1` ..."""
    if has_clusters(arm[0]):
        return by_case.counts_of_cases(arm, request)
    return counts(arm, request)


def counts_of_cells(unit: str, request: Request) -> Select:
    """`arm`, and the columns of `statement` of each of the unit's arms, from the cells."""
    group = [cells.c[ARM], cells.c.jurisdiction]
    group += [cells.c.year] if request.by_year else []
    group += [cells.c[name] for name in request.by]
    sums = [func.sum(cells.c[name]).label(name) for name in _parts(unit)]
    of_cases = [number for number, arm in enumerate(arms(STORED[unit])) if has_clusters(arm[0])]
    split = {YEAR: request.by_year, "form": "form" in (*request.by, *dict(request.only))}
    whole = [
        cells.c[column] == and_(cells.c[ARM].in_(of_cases), literal(not split[name]))
        for name, column in WHOLE.items()
    ]
    return (
        select(*group, *sums)
        .where(cells.c.unit == unit, *whole, *request.where_year(cells))
        .group_by(*group)
    )


def has_cells(measure: Measure, request: Request) -> bool:
    """Whether cells add up to what is asked: persons of a case do not over some years or forms."""
    some_years = not request.by_year and request.years != (None, None)
    forms = sum(name == "form" for name, _ in request.only)
    some = some_years or (forms > 1 and "form" not in request.by)
    adds_up = not (has_clusters(measure) and some)
    return adds_up and measure in STORED.get(measure.unit.name, ())


def cells_answer(request: Request) -> bool:
    """Whether the cells are of the day asked for, and split as far as it asks."""
    asked = {*request.by, *(name for name, _ in request.only)}
    return request.is_stored and asked <= {*DIMENSIONS, JURISDICTION}


@cache
def signature(chosen: Chosen, own_rates: OwnRates) -> str:
    """What tells whether stored numbers are of these definitions, options, rates and program."""
    told = [
        (m.id, m.version, m.kind, m.window(chosen), m.needs, *(str(c) for c in m.columns()))
        for m in CATALOGUE.values()
    ]
    units = [(name, *(str(c) for c in unit.c)) for name, unit in METADATA.tables.items()]
    # What is filled is counted by the place of a column in its table.
    records = [(table.name, *(c.name for c in table.c)) for table in tables.RECORD_TABLES]
    of = (version(PROGRAM), told, chosen.values, own_rates, units, records, DIMENSIONS)
    return sha256(repr(of).encode()).hexdigest()
