"""Erasure: rows go for good, out of records, history and file; day, number and reason stay."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from schemas import errors, scopes, tables
from schemas.store import audit, bookkeeping, database, marks
from seed.batches import returning, superseding, undoing
from seed.batches.receipt import Refresh
from seed.submission import Progress, Stage, unseen

batches, erasures = bookkeeping.batches, bookkeeping.erasures
# What is told of a batch beside its line: all of it goes, since names of files and columns may be
# what has to go.
TOLD = (
    bookkeeping.batch_files,
    bookkeeping.batch_findings,
    bookkeeping.batch_not_read,
    bookkeeping.batch_tables,
    bookkeeping.batch_reidentification,
)
CHILDREN_FIRST = tuple(reversed(tables.RECORD_TABLES))


class Reason(StrEnum):
    """Why rows are taken out for good. A closed list: free words might hold what has to go."""

    SEALED = "sealed_by_court"
    IDENTIFYING = "names_or_other_identifying_data"
    NOT_OURS = "sent_by_mistake"
    RETENTION = "retention_period_over"
    RIGHT = "right_to_erasure"
    OTHER = "other"


@dataclass(frozen=True)
class OfCase:
    """One case of a jurisdiction, and all that belongs to it."""

    jurisdiction: str
    case_id: str


@dataclass(frozen=True)
class Erased:
    """What went, or would go: rows by table, history included, and how many came back.

    `stored_on` is the day (UTC) from which on copies of the database may hold the rows.
    `repeated_by` is the last later batch that left out rows since they were stored, perhaps with
    this one: its own files bring them back, where they must stay. `marks` is how many marks of
    steps go because their case is in no record any more.
    """

    jurisdiction: str
    batch_id: int | None
    rows: Mapping[str, int]
    restored: int
    stored_on: date
    repeated_by: int | None = None
    marks: int = 0

    @property
    def number(self) -> int:
        return sum(self.rows.values())


Target = int | OfCase


def erase(
    url: str,
    target: Target,
    reason: Reason,
    *,
    refresh: Refresh,
    progress: Progress | None = None,
) -> Erased:
    """Take the rows of a batch, or of a case, out for good, refresh, and write the file anew.

    What a batch had superseded comes back. Raises UserError where there is no such batch or case,
    or rows of a later batch would lose what they belong to; DatabaseMissing and DatabaseUnavailable
    as `database.reading` does.
    """
    # Asked first, so that a mistyped address does not make a new database, and rows do not go while
    # marks of them stay.
    database.reading(url)
    marks.of(url, scopes.EVERYTHING)
    with audit.audited(url, audit.Action.ERASE, reason=reason.value, **_named(target)) as act:
        try:
            with database.rewriting(url, purpose="erasure") as connection:
                erased = _erased(connection, target, reason, progress or unseen)
                erased = replace(erased, marks=len(marks_of_no_case(connection, url)))
                refresh(connection)
        finally:
            take_out_left_marks(url)
        act.on |= {"rows": erased.number, "marks": erased.marks}
    # What writers that were killed have left is a copy of the records as well.
    database.remove_leftovers(url)
    return erased


def _named(target: Target) -> dict[str, list[int]]:
    """What the log says of the target: not even a reference to a case that is to be forgotten."""
    return {} if isinstance(target, OfCase) else {"batches": [target]}


def would_erase(url: str, target: Target) -> Erased:
    """What `erase` would take out; nothing is changed. Raises as `erase` does."""
    database.reading(url)
    with database.trying(url, purpose="dry run of an erasure") as connection:
        erased = _erased(connection, target, Reason.OTHER, unseen)
        return replace(erased, marks=len(marks_of_no_case(connection, url)))


def listing(connection: Connection, scope: scopes.Scope) -> pl.DataFrame:
    """What was erased, newest first: the columns of `erasures`; of a case batch_id is NULL.

    What is written down names no office, so that no office is told of it.
    """
    seen = scope.of_records(erasures.c.jurisdiction, None)
    query = select(*erasures.c).where(seen).order_by(erasures.c.erased_on.desc())
    return database.read_frame(connection, query)


def _erased(connection: Connection, target: Target, reason: Reason, progress: Progress) -> Erased:
    with database.deferred_constraints(connection):
        if isinstance(target, OfCase):
            erased = _erase_case(connection, target, progress)
        else:
            erased = _erase_batch(connection, target, progress)
    # Without the id of the case: it would go on telling of what is to be forgotten.
    connection.execute(
        insert(erasures).values(
            erased_on=datetime.now(UTC).date(),
            jurisdiction=erased.jurisdiction,
            batch_id=erased.batch_id,
            reason=reason.value,
            rows=erased.number,
        )
    )
    return erased


def _erase_batch(connection: Connection, batch_id: int, progress: Progress) -> Erased:
    batch = undoing.found(connection, batch_id)
    if batch.undone_at is None and (other := undoing.hanging_on(connection, batch)) is not None:
        raise errors.UserError(
            f"Batch [{batch_id}] ({batch.source}) cannot be erased: batch {other.batch_id}"
            f" ({other.source}) has rows that belong to rows of it. Erase that batch first."
        )
    superseding.hand_on(connection, batch_id)
    # Of what is handed on nothing comes back, and nothing is asked.
    if later := returning.taking_parents(connection, batch_id):
        raise errors.UserError(
            f"Batch [{batch_id}] ({batch.source}) cannot be erased: batch {max(later)} took out"
            " what rows belong to that would come back. Undo or erase that batch first."
        )
    repeated = undoing.repeating(connection, batch)
    rows = _taken_out(connection, lambda table: table.c.batch_id == batch_id, progress)
    restored = superseding.bring_back(connection, batch_id)
    _forget(connection, batch)
    again = None if repeated is None else repeated.batch_id
    return Erased(batch.jurisdiction, batch_id, rows, restored, batch.stored_at.date(), again)


def _erase_case(connection: Connection, case: OfCase, progress: Progress) -> Erased:
    owners = _owners(connection, case)
    if not owners:
        raise errors.UserError(
            f"There is no case of this id in [{case.jurisdiction}]. Ids are those of the stored"
            " records: pseudonyms, where the submission was read with a key."
        )
    since = select(func.min(batches.c.stored_at)).where(batches.c.batch_id.in_(owners))
    stored_at = connection.execute(since).scalar_one()
    rows = _taken_out(connection, _belonging_to(case), progress)
    for owner in sorted(owners):
        superseding.count_anew(connection, owner)
    return Erased(case.jurisdiction, None, rows, 0, stored_at.date())


def _taken_out(
    connection: Connection, goes: Callable[[Table], ColumnElement[bool]], progress: Progress
) -> dict[str, int]:
    """Delete what goes, from records and history, and count it by table."""
    rows: dict[str, int] = {}
    filled = returning.filled_tables(connection)
    for done, table in enumerate(CHILDREN_FIRST):
        progress(Stage.REMOVING, done, len(CHILDREN_FIRST))
        # From the history an undo would bring back what is to be gone for good.
        held = [one for one in (table, tables.HISTORY[table.name]) if one.name in filled]
        number = sum(connection.execute(delete(one).where(goes(one))).rowcount for one in held)
        if number:
            rows[table.name] = number
    progress(Stage.REMOVING, len(CHILDREN_FIRST), len(CHILDREN_FIRST))
    return {table.name: rows[table.name] for table in tables.RECORD_TABLES if table.name in rows}


def _belonging_to(case: OfCase) -> Callable[[Table], ColumnElement[bool]]:
    """Which rows of a table, or of its history, name the case, or something that names it."""

    def goes(table: Table) -> ColumnElement[bool]:
        in_jurisdiction = table.c.jurisdiction == case.jurisdiction
        if "case_id" in table.c:
            return in_jurisdiction & (table.c.case_id == case.case_id)
        return in_jurisdiction & or_(false(), *_by_parents(table, case))

    return goes


def _by_parents(table: Table, case: OfCase) -> Iterator[ColumnElement[bool]]:
    """A child whose parent was superseded belongs to the case that the parent was of."""
    for parent in tables.parents_of(tables.METADATA.tables[_name_of(table)]):
        now = tables.METADATA.tables[parent.table]
        for above in (now, tables.HISTORY[parent.table]) if "case_id" in now.c else ():
            yield exists().where(
                above.c.jurisdiction == case.jurisdiction,
                above.c.case_id == case.case_id,
                *(above.c[name] == table.c[name] for name in parent.columns),
            )


def _name_of(table: Table) -> str:
    """The name of the record table that a table is, or is the history of."""
    return next(
        name for name, history in tables.HISTORY.items() if table.name in {name, history.name}
    )


def _owners(connection: Connection, case: OfCase) -> set[int]:
    """The batches that brought rows of the case, superseded ones too."""
    goes = _belonging_to(case)
    batch_ids: set[int] = set()
    filled = returning.filled_tables(connection)
    for table in (*tables.RECORD_TABLES, *tables.HISTORY.values()):
        if table.name in filled:
            owners = select(table.c.batch_id).where(goes(table)).distinct()
            batch_ids |= set(connection.execute(owners).scalars())
    return batch_ids


def _forget(connection: Connection, batch: Row) -> None:
    """Let the batch's line say that it was there, and nothing of what it was."""
    for table in TOLD:
        connection.execute(delete(table).where(table.c.batch_id == batch.batch_id))
    connection.execute(
        update(batches)
        .where(batches.c.batch_id == batch.batch_id)
        .values(
            source=bookkeeping.ERASED,
            content_hash=bookkeeping.NO_HASH,
            office_id=None,
            mapping=None,
            note=None,
            rows_stored=0,
            latest_event_on=None,
            undone_at=batch.undone_at or datetime.now(UTC).replace(tzinfo=None),
        )
    )


def forget_left_marks(url: str) -> None:
    """Take out the marks that an erasure has left which was killed."""
    if gone := _cases_left(url):
        with audit.audited(url, audit.Action.ERASE, marks=len(gone)):
            marks.forget(url, gone)


def take_out_left_marks(url: str) -> None:
    """The same within the act of an erasure."""
    marks.forget(url, _cases_left(url))


def _cases_left(url: str) -> set[tuple[str, str]]:
    with database.reading(url).connect() as connection:
        return {mark.of[:2] for mark in marks_of_no_case(connection, url)}


def marks_of_no_case(connection: Connection, url: str) -> marks.Marks:
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
