"""How rows of records and units find each other: always within one jurisdiction."""

from sqlalchemy import ColumnElement, FromClause, and_

OF_CASE = ("case_id",)
OF_PERSON = ("case_id", "person_id")


def same(one: FromClause, other: FromClause, keys: tuple[str, ...] = OF_CASE) -> ColumnElement:
    """Whether two rows are of one jurisdiction and agree in the columns `keys`."""
    return and_(*(one.c[name] == other.c[name] for name in ("jurisdiction", *keys)))
