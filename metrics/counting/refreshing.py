"""Units, cells and ready answers made from the records, in the transaction that stores a batch."""

import operator
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, reduce

from sqlalchemy import (
    Connection,
    Insert,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    union,
)

from metrics import options
from metrics.beside.currency import store_rates
from metrics.catalogue import CATALOGUE
from metrics.counting.answers import ALL, BY_YEAR, store_answer, store_state
from metrics.counting.cells import store_cells
from metrics.counting.completeness import store_filled
from metrics.counting.gaps import store_never_filled
from metrics.counting.lateness import store_office_cases
from metrics.counting.request import JURISDICTION
from metrics.counting.results import measured, request
from metrics.options import Chosen
from metrics.units.declaration import METADATA, names, rows
from metrics.units.filling import BY_DATABASE, UNITS, Fill, starts_from
from schemas import scopes, tables
from schemas.store import database, derived

# Rows of units from which on answers are kept ready. To count as many anew takes a page a quarter
# of a second, once; to keep all answers of fewer would be two thirds of what an import takes.
READY_FROM = 5_000
# Rows of a file's records from which on units are made place by place. Of 17 million the victims
# alone wrote 10 GB beside the file that 1 GB did not hold. Each statement more is planned for a
# tenth of a second, which is much of what few rows take.
APART_FROM = 4_000_000
PLACE = "place"
# All that is made here, whose declarations the imports above have read.
derived_tables = METADATA


def refresh(connection: Connection, fill: Fill = BY_DATABASE) -> None:
    """Make anew all that is derived from the stored records: units, cells and ready answers.

    What grows with the records is filled by `fill`; answers are counted from the units then stored.
    """
    make_units(connection, fill=fill)
    store_filled(connection, fill)
    judged = request(connection, scopes.EVERYTHING)
    store_cells(connection, judged, fill)
    store_office_cases(connection, judged, fill)
    for question in (ALL, BY_YEAR) if _are_many(connection) else ():
        # The cells are there by now; that they are of these days is written down at the end.
        asked = replace(judged, by_year=question == BY_YEAR, stored_as_of=judged.as_of.own)
        store_answer(connection, question, measured(connection, list(CATALOGUE.values()), asked))
    store_state(connection, judged)


def make_units(
    connection: Connection, only: Container[Table] = UNITS, *, fill: Fill = BY_DATABASE
) -> None:
    """Make the units anew, and nothing that is counted of them.

    Units that are not among `only` have no row; those that others are made of must be among them.
    """
    derived.make_empty(connection, METADATA)
    of_file = derived.give_room(connection)
    store_never_filled(connection, fill)
    derived.count_rows(connection, [*tables.BY_NAME])
    store_rates(connection)
    chosen = options.of(connection)
    are_many = fill is BY_DATABASE and of_file >= APART_FROM
    places = _places_of_records(connection) if are_many else []
    for unit in _to_make(connection, only):
        if places:
            _fill_by_place(connection, unit, chosen, places)
        else:
            fill(connection, _filling(unit, chosen))
        derived.count_rows(connection, [unit.name])


@lru_cache(2 * len(UNITS))
def _filling(unit: Table, chosen: Chosen) -> Insert:
    """The statement that makes a unit's rows by the options; some take 0.1 s to put together."""
    with options.in_force(chosen):
        return insert(unit).from_select(names(unit), rows(unit))


@lru_cache(2 * len(UNITS))
def _filling_of_place(unit: Table, chosen: Chosen) -> Insert:
    """The same of the rows of one place, which PLACE names."""
    with options.in_force(chosen):
        every = rows(unit).subquery()
    here = every.c[JURISDICTION] == bindparam(PLACE, type_=String)
    return insert(unit).from_select(names(unit), select(every).where(here))


def _fill_by_place(
    connection: Connection, unit: Table, chosen: Chosen, places: Sequence[str]
) -> None:
    """Make a unit's rows place by place: no unit is made of records of two."""
    for place in places:
        connection.execute(_filling_of_place(unit, chosen), {PLACE: place})


def _places_of_records(connection: Connection) -> list[str]:
    of_each = [select(one.c[JURISDICTION]) for one in tables.RECORD_TABLES]
    return sorted(connection.execute(union(*of_each)).scalars())


def _to_make(connection: Connection, only: Container[Table]) -> Iterator[Table]:
    """The units that may have a row, in their order."""
    filled = database.with_rows(connection, tables.RECORD_TABLES)
    empty = [one for one in tables.RECORD_TABLES if one.name not in filled]
    return (unit for unit in UNITS if unit in only and starts_from(unit) not in empty)


def _are_many(connection: Connection) -> bool:
    """Whether all units together have READY_FROM rows; of none more than these are counted."""
    enough = (select(literal(1)).select_from(unit).limit(READY_FROM).subquery() for unit in UNITS)
    each = (select(func.count()).select_from(rows).scalar_subquery() for rows in enough)
    return connection.execute(select(reduce(operator.add, each))).scalar_one() >= READY_FROM
