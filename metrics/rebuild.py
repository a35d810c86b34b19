"""Rebuild units and stored counts from the records, in the transaction that stores a batch."""

from collections.abc import Container, Iterator
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
from metrics.completeness import store_filled_counts
from metrics.counting_options import OptionValues
from metrics.lateness import store_office_cases
from metrics.not_collected import store_never_filled
from metrics.records_state import store_state
from metrics.reference.currency import store_rates
from metrics.request import JURISDICTION
from metrics.results import build_request
from metrics.stored_counts import store_cells
from metrics.units.build import BY_DATABASE, UNITS, Fill, base_record_table
from metrics.units.unit_columns import METADATA, column_names, unit_rows_query
from schemas import scopes, tables
from schemas.store import database, ddl

# From this number of rows in a database file, units are made jurisdiction by jurisdiction. With 17
# million rows, the victims alone wrote 10 GB of temporary data for a file of 1 GB. Each further
# statement costs a tenth of a second, too much for few rows.
APART_FROM = 4_000_000
PLACE = "place"
# All tables made here. The imports above have declared them.
derived_tables = METADATA


def refresh(connection: Connection, fill: Fill = BY_DATABASE) -> None:
    """Rebuild all derived tables from the stored records: first units, then stored counts (cells).

    `fill` runs the INSERT statements of the large tables, whose size grows with the records.
    """
    make_units(connection, fill=fill)
    store_filled_counts(connection, fill)
    judged = build_request(connection, scopes.EVERYTHING)
    store_cells(connection, judged, fill)
    store_office_cases(connection, judged, fill)
    store_state(connection, judged)


def make_units(
    connection: Connection, only: Container[Table] = UNITS, *, fill: Fill = BY_DATABASE
) -> None:
    """Fill the tables of units in `only` from the records; stored counts are not made.

    Other tables of units are left empty. `only` must include all units that its units need.
    """
    ddl.empty_tables(connection, METADATA)
    of_file = ddl.raise_memory_limit(connection)
    store_never_filled(connection, fill)
    ddl.analyze_tables(connection, [*tables.BY_NAME])
    store_rates(connection)
    chosen = counting_options.load_options(connection)
    are_many = fill is BY_DATABASE and of_file >= APART_FROM
    of_each = union(*(select(one.c[JURISDICTION]) for one in tables.RECORD_TABLES))
    jurisdictions = sorted(connection.execute(of_each).scalars()) if are_many else []
    for unit in _to_make(connection, only):
        statement = _insert_units_statement(unit, chosen, by_place=bool(jurisdictions))
        if not jurisdictions:
            fill(connection, statement)
        # No unit uses records of two jurisdictions.
        for jurisdiction in jurisdictions:
            connection.execute(statement, {PLACE: jurisdiction})
        ddl.analyze_tables(connection, [unit.name])


@lru_cache(4 * len(UNITS))
def _insert_units_statement(unit: Table, chosen: OptionValues, *, by_place: bool) -> Insert:
    """Return the INSERT statement that fills a table of units, with these counting options.

    With `by_place` it adds the units of one jurisdiction, which the bind parameter PLACE names.
    Some statements take 0.1 s to build, so they are cached.
    """
    with counting_options.use_options(chosen):
        query = unit_rows_query(unit)
    if by_place:
        every = query.subquery()
        here = every.c[JURISDICTION] == bindparam(PLACE, type_=String)
        query = select(every).where(here)
    return insert(unit).from_select(column_names(unit), query)


def _to_make(connection: Connection, only: Container[Table]) -> Iterator[Table]:
    """Return the tables of `only` whose main record table has rows, in the order of making."""
    filled = database.non_empty_tables(connection, tables.RECORD_TABLES)
    empty = [one for one in tables.RECORD_TABLES if one.name not in filled]
    return (unit for unit in UNITS if unit in only and base_record_table(unit) not in empty)
