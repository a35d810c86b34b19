"""Units and cells made from the records, in the transaction that stores a batch."""

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from sqlalchemy import (
    Connection,
    Insert,
    String,
    Table,
    bindparam,
    insert,
    select,
    union,
)

from metrics import counting_options
from metrics.cells import store_cells
from metrics.completeness import store_filled
from metrics.counting_options import Chosen
from metrics.lateness import store_office_cases
from metrics.not_collected import store_never_filled
from metrics.records_state import store_state
from metrics.reference.currency import store_rates
from metrics.request import JURISDICTION
from metrics.results import request
from metrics.units.build import BY_DATABASE, UNITS, Fill, starts_from
from metrics.units.unit_columns import METADATA, names, rows
from schemas import scopes, tables
from schemas.store import database, ddl

# Rows of a file's records from which on units are made place by place. Of 17 million the victims
# alone wrote 10 GB beside the file that 1 GB did not hold. Each statement more is planned for a
# tenth of a second, which is much of what few rows take.
APART_FROM = 4_000_000
PLACE = "place"
# All that is made here, whose declarations the imports above have read.
derived_tables = METADATA


def refresh(connection: Connection, fill: Fill = BY_DATABASE) -> None:
    """Make anew all that is derived from the stored records: units and cells.

    What grows with the records is filled by `fill`.
    """
    make_units(connection, fill=fill)
    store_filled(connection, fill)
    judged = request(connection, scopes.EVERYTHING)
    store_cells(connection, judged, fill)
    store_office_cases(connection, judged, fill)
    store_state(connection, judged)


def make_units(
    connection: Connection, only: Container[Table] = UNITS, *, fill: Fill = BY_DATABASE
) -> None:
    """Make the units anew, and nothing that is counted of them.

    Units that are not among `only` have no row; those that others are made of must be among them.
    """
    ddl.empty_tables(connection, METADATA)
    of_file = ddl.raise_memory_limit(connection)
    store_never_filled(connection, fill)
    ddl.analyze(connection, [*tables.BY_NAME])
    store_rates(connection)
    chosen = counting_options.load(connection)
    are_many = fill is BY_DATABASE and of_file >= APART_FROM
    places = _places_of_records(connection) if are_many else []
    for unit in _to_make(connection, only):
        if places:
            _fill_by_place(connection, unit, chosen, places)
        else:
            fill(connection, _filling(unit, chosen))
        ddl.analyze(connection, [unit.name])


@lru_cache(2 * len(UNITS))
def _filling(unit: Table, chosen: Chosen) -> Insert:
    """The statement that makes a unit's rows by the options; some take 0.1 s to put together."""
    with counting_options.in_force(chosen):
        return insert(unit).from_select(names(unit), rows(unit))


@lru_cache(2 * len(UNITS))
def _filling_of_place(unit: Table, chosen: Chosen) -> Insert:
    """The same of the rows of one place, which PLACE names."""
    with counting_options.in_force(chosen):
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
    filled = database.non_empty_tables(connection, tables.RECORD_TABLES)
    empty = [one for one in tables.RECORD_TABLES if one.name not in filled]
    return (unit for unit in UNITS if unit in only and starts_from(unit) not in empty)
