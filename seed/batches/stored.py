"""What is stored already, as the gate asks for it."""

import polars as pl
from sqlalchemy import Connection, Select, select

from schemas import database, tables
from seed.gate import StoredKeys

TABLES = {table.name: table for table in tables.RECORD_TABLES}


def keys_stored(connection: Connection) -> StoredKeys:
    """A function that reads columns of a jurisdiction's stored rows, and their batch_id."""

    def rows(table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame:
        return database.read_frame(connection, _query(table, columns, jurisdiction))

    return rows


def keys_of_nothing(table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame:
    """What a database would answer that is not there yet."""
    return database.empty_frame(_query(table, columns, jurisdiction))


def _query(name: str, columns: tuple[str, ...], jurisdiction: str) -> Select:
    table = TABLES[name]
    asked = dict.fromkeys((*columns, "batch_id"))
    return select(*(table.c[column] for column in asked)).where(
        table.c.jurisdiction == jurisdiction
    )
