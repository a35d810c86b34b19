"""Marks of cases that are in no record any more: an erasure takes them out with the case."""

from sqlalchemy import Connection, select

from schemas import scopes, tables
from schemas.store import audit, database, marks


def forget(url: str) -> None:
    """Take out the marks that an erasure has left which was killed."""
    if gone := _left(url):
        with audit.audited(url, audit.Action.ERASE, marks=len(gone)):
            marks.forget(url, gone)


def take_out(url: str) -> None:
    """The same within the act of an erasure."""
    marks.forget(url, _left(url))


def _left(url: str) -> set[tuple[str, str]]:
    with database.reading(url).connect() as connection:
        return {mark.of[:2] for mark in of_no_case(connection, url)}


def of_no_case(connection: Connection, url: str) -> marks.Marks:
    """The marks of cases that stand neither in the records nor in their history."""
    kept = marks.of(url, scopes.EVERYTHING)
    named = {mark.case_id for mark in kept}
    stored = {
        (str(jurisdiction), str(case_id))
        for one in (tables.cases, tables.HISTORY[tables.cases.name])
        for jurisdiction, case_id in connection.execute(
            select(one.c.jurisdiction, one.c.case_id).where(one.c.case_id.in_(named))
        )
    }
    return tuple(mark for mark in kept if (mark.jurisdiction, mark.case_id) not in stored)
