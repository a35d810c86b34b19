"""Which batches a scope holds: those of its jurisdiction, or those that its office sent."""

from sqlalchemy import ColumnElement, Select, select

from schemas import scopes
from schemas.store import bookkeeping

batches = bookkeeping.batches


def of(scope: scopes.Scope) -> ColumnElement:
    """Whether a batch is the scope's own: what a whole jurisdiction sent is that of no office."""
    return scope.of_records(batches.c.jurisdiction, batches.c.office_id)


def numbers(scope: scopes.Scope) -> Select:
    """The numbers of these batches."""
    return select(batches.c.batch_id).where(of(scope))
