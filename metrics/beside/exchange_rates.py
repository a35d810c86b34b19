"""Own rates of exchange: they hold before the library's, and amounts are counted anew by them.

They are per euro, so that one list serves the currency of every jurisdiction.
"""

import pandas as pd
from sqlalchemy import Connection, select

from metrics.beside.currency import EURO
from metrics.beside.lists import LONGEST_SOURCE, Checked, Listing, Row
from metrics.rebuild import refresh
from schemas.store import bookkeeping, database

stored = bookkeeping.rates
HEADER = ("currency", "year", "per_euro", "source")


def of(connection: Connection) -> pd.DataFrame:
    """Columns currency, year, per_euro (units of the currency per euro), source; in this order."""
    query = select(*(stored.c[name] for name in HEADER)).order_by(stored.c.currency, stored.c.year)
    return database.read_frame(connection, query).to_pandas()


def _checked(cells: Checked, known: frozenset[str]) -> Row:  # noqa: ARG001 - rates are of no place
    code = cells.currency("currency")
    if code == EURO:
        wording = "rates are per euro, which is always 1. Leave this row out."
        cells.fault("currency", "rate.euro", wording)
    return {
        "currency": code,
        "year": cells.year("year"),
        "per_euro": cells.amount("per_euro"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


LISTING = Listing(stored, HEADER, _checked, ("currency", "year"), "this currency and year", refresh)
