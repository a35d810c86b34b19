"""Of which definitions and days the stored units and cells are."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version

from sqlalchemy import Column, Connection, Date, String, Table, insert, select

from metrics import options
from metrics.beside import currency
from metrics.beside.currency import home_currencies, yearly_rates
from metrics.catalogue import CATALOGUE
from metrics.counting.as_of import Own
from metrics.counting.cells import cells
from metrics.counting.completeness import filled_cells
from metrics.counting.gaps import never_filled
from metrics.counting.request import JURISDICTION, Request, Scope
from metrics.units.declaration import METADATA
from metrics.units.filling import UNITS
from schemas import scopes, tables
from schemas.store import bookkeeping, database

PROGRAM = "prosecution-quality"
# Named here: METADATA has those alone whose modules somebody has imported. `office_cases` of
# lateness, whose module needs this one, changes with the version of the program.
DERIVED = (*UNITS, cells, filled_cells, never_filled, home_currencies, yearly_rates)
# The definitions that units and cells are of, and the day of each jurisdiction; without a row of
# these definitions they are old. A database without a dated record has one row without a day.
stored_state = Table(
    "stored_state",
    METADATA,
    Column(JURISDICTION, String(16)),
    Column("as_of", Date),
    Column("signature", String(64), nullable=False),
)


def is_current(connection: Connection) -> bool:
    """Whether units and cells are there and of this program's definitions."""
    needed = (stored_state.name, bookkeeping.settings.name, bookkeeping.rates.name)
    if not database.tables_in(connection).issuperset(needed):
        return False
    return state_as_of(connection, scopes.EVERYTHING, options.of(connection)) is not None


@database.cached_per_snapshot
def state_as_of(connection: Connection, scope: Scope, chosen: options.Chosen) -> Own | None:
    """The as-of days that units and cells are of; None where they are of other definitions.

    Options and own rates of exchange are among these.
    """
    own_signature = signature(chosen, currency.own(connection))
    # An older program's table has no jurisdiction, and is told by its signature first.
    same_definitions = stored_state.c.signature == own_signature
    if connection.execute(select(stored_state.c.signature).where(same_definitions)).first() is None:
        return None
    place, day = stored_state.c[JURISDICTION], stored_state.c.as_of
    seen = (same_definitions, day.is_not(None), scope.of_place(place))
    dated = select(place, day).where(*seen).order_by(place)
    return tuple(map(tuple, connection.execute(dated)))


def store_state(connection: Connection, judged: Request) -> None:
    """Keep the days and the options that the stored units and cells are of."""
    own_signature = signature(judged.options, currency.own(connection))
    days = judged.as_of.own or ((None, None),)
    states = [
        {JURISDICTION: place, "as_of": day, "signature": own_signature} for place, day in days
    ]
    connection.execute(insert(stored_state), states)


@cache
def signature(chosen: options.Chosen, own_rates: currency.OwnRates) -> str:
    """What tells whether stored numbers are of these definitions, options, rates and program."""
    measures = [
        (
            m.id,
            m.version,
            m.kind,
            m.window(chosen),
            m.needs,
            m.needs_one_of,
            *(str(column) for column in m.columns()),
        )
        for m in CATALOGUE.values()
    ]
    derived = [(table.name, *(str(column) for column in table.c)) for table in DERIVED]
    # What is filled is counted by the place of a column in its table.
    records = [(table.name, *(c.name for c in table.c)) for table in tables.RECORD_TABLES]
    of = (version(PROGRAM), measures, chosen.values, own_rates, derived, records)
    return sha256(repr(of).encode()).hexdigest()
