"""Wages: what amounts per victim are told in, by jurisdiction, year and kind of wage."""

import pandas as pd
from sqlalchemy import Connection, select

from metrics.beside.lists import LONGEST_SOURCE, Checked, Listing, Row
from metrics.request import Scope
from schemas.store import bookkeeping, database

stored = bookkeeping.wages
HEADER = ("jurisdiction", "year", "kind", "monthly", "currency", "source")
KINDS = ("minimum", "median")


def of(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Columns jurisdiction, year, kind (of `KINDS`), monthly (in `currency`), currency, source."""
    keys = (stored.c.jurisdiction, stored.c.kind, stored.c.year)
    listed = select(*(stored.c[name] for name in HEADER))
    query = listed.where(scope.of_place(stored.c.jurisdiction)).order_by(*keys)
    return database.read_frame(connection, query).to_pandas()


def _checked(cells: Checked, known: frozenset[str]) -> Row:
    kind = cells.cells["kind"] or ""
    if kind not in KINDS:
        cells.fault("kind", "wage.kind", f"write {' or '.join(KINDS)}.")
    return {
        "jurisdiction": cells.place("jurisdiction", known),
        "year": cells.year("year"),
        "kind": kind,
        "monthly": cells.amount("monthly"),
        "currency": cells.currency("currency"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


LISTING = Listing(
    stored, HEADER, _checked, ("jurisdiction", "year", "kind"), "this jurisdiction, year and kind"
)
