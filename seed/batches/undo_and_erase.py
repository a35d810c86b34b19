"""Undo a batch, or erase a batch or a case permanently. Rows that a batch had replaced return."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    and_,
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
from schemas.language import Message, message, sentences
from schemas.store import audit, bookkeeping, database, not_applicable_steps
from seed.batches import replacement
from seed.batches.receipt import Refresh
from seed.submission import Progress, Stage, no_progress

erasures = bookkeeping.erasures
# Details of a batch in tables of their own. An erasure deletes all of them: a name of a file or
# column may be what must be forgotten.
TOLD = (
    bookkeeping.batch_files,
    bookkeeping.batch_findings,
    bookkeeping.batch_not_read,
    bookkeeping.batch_tables,
    bookkeeping.batch_reidentification,
)


class ErasureReason(StrEnum):
    """Why rows are erased. The list is closed: free text might repeat what must be forgotten."""

    SEALED = "sealed_by_court"
    IDENTIFYING = "names_or_other_identifying_data"
    NOT_OURS = "sent_by_mistake"
    RETENTION = "retention_period_over"
    RIGHT = "right_to_erasure"
    OTHER = "other"


@dataclass(frozen=True)
class OfCase:
    """One case of a jurisdiction, with all rows that belong to it."""

    jurisdiction: str
    case_id: str


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be.

    `rows` counts rows by table, with the history; `restored` counts rows that came back.
    `stored_on` is the first day (UTC) from which copies of the database may have the erased rows.
    `repeated_by` is the last later batch that left out rows because they were stored, perhaps by
    the erased batch: importing its files again restores those that should not be lost. `marks`
    counts deleted marks of steps whose case is in no record any more.
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


ErasureTarget = int | OfCase
batches = bookkeeping.batches


@dataclass(frozen=True)
class Undone:
    """A batch that was undone: how many rows were removed, and how many came back."""

    batch_id: int
    source: str
    rows: int
    restored: int


def batches_sending_again(connection: Connection, batch_id: int) -> set[int]:
    """Return the later batches that sent a row again which this batch had removed or replaced.

    If the old row came back, the table would have two rows with the same key.
    """
    batch_ids: set[int] = set()
    for table in tables.RECORD_TABLES:
        gone = tables.HISTORY[table.name].alias("gone")
        own = ("jurisdiction", *tables.key_of(table))
        for place, holder in _places_of_rows(table):
            query = (
                select(holder)
                .distinct()
                .join_from(gone, place, replacement.same_key(gone, place, own))
                .where(
                    gone.c[tables.SUPERSEDED_BY] == batch_id,
                    # Rows of earlier batches were there when this batch came.
                    place.c.batch_id > batch_id,
                )
            )
            batch_ids |= set(connection.execute(query).scalars())
    return batch_ids


def batches_taking_parents(connection: Connection, batch_id: int) -> set[int]:
    """Return the later batches that removed a parent of a row that an undo would restore."""
    batch_ids: set[int] = set()
    for table, parent in _parents_of_tables():
        gone = tables.HISTORY[table.name].alias("gone")
        above = tables.HISTORY[parent.table].alias("above")
        own = ("jurisdiction", *parent.columns)
        standing = tables.BY_NAME[parent.table].alias("standing")
        back = tables.HISTORY[parent.table].alias("back")
        still_stands = exists().where(
            _columns_are_equal(gone, standing, own), standing.c.batch_id != batch_id
        )
        returns = exists().where(
            _columns_are_equal(gone, back, own), back.c[tables.SUPERSEDED_BY] == batch_id
        )
        query = (
            select(above.c[tables.SUPERSEDED_BY])
            .distinct()
            .join_from(gone, above, _columns_are_equal(gone, above, own))
            .where(
                gone.c[tables.SUPERSEDED_BY] == batch_id,
                above.c[tables.SUPERSEDED_BY] > batch_id,
                ~still_stands,
                ~returns,
            )
        )
        batch_ids |= set(connection.execute(query).scalars())
    return batch_ids


def batches_depending_on(connection: Connection, batch_id: int) -> set[int]:
    """Return the batches that have rows whose parents are new in this batch.

    Rows that another batch replaced or removed count too: undoing that batch brings them back.
    """
    return {
        number
        for table, parent in _parents_of_tables()
        for query in _child_batch_queries(table, parent, batch_id)
        for number in connection.execute(query).scalars()
    }


def _child_batch_queries(table: Table, parent: tables.Parent, batch_id: int) -> Iterator[Select]:
    above = tables.BY_NAME[parent.table].alias("above")
    before = tables.HISTORY[parent.table].alias("before")
    own = ("jurisdiction", *parent.columns)
    comes_back = exists().where(
        before.c[tables.SUPERSEDED_BY] == batch_id, _columns_are_equal(before, above, own)
    )
    for place, holder in _places_of_rows(table):
        yield (
            select(holder)
            .distinct()
            .join_from(place, above, _columns_are_equal(place, above, own))
            .where(
                above.c.batch_id == batch_id,
                place.c.batch_id != batch_id,
                holder != batch_id,
                ~comes_back,
            )
        )


def _parents_of_tables() -> Iterator[tuple[Table, tables.Parent]]:
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            yield table, parent


def _places_of_rows(table: Table) -> tuple[tuple[FromClause, ColumnElement[int]], ...]:
    """Return where rows of a table are (in force, history), each with its column of batches."""
    standing, gone = table.alias("there"), tables.HISTORY[table.name].alias("there")
    return (standing, standing.c.batch_id), (gone, gone.c[tables.SUPERSEDED_BY])


def _columns_are_equal(
    one: FromClause, other: FromClause, names: tuple[str, ...]
) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in names))


def undo(url: str, batch_id: int, *, refresh: Refresh, progress: Progress | None = None) -> Undone:
    """Remove the rows of a batch, bring back what it had replaced, and refresh.

    The same files may then be imported again. Raises UserError where there is no such batch, where
    it was undone or erased before, or where a later batch depends on it. Raises DatabaseMissing or
    DatabaseUnavailable as `database.reading` does.
    """
    # Open for reading first: writing to a mistyped address would create a database.
    database.reading(url)
    with (
        audit.audited(url, audit.Action.UNDO, batches=[batch_id]),
        database.writing(url, purpose=f"undo of batch {batch_id}") as connection,
    ):
        return undo_in(connection, batch_id, refresh, progress or no_progress)


def undo_in(connection: Connection, batch_id: int, refresh: Refresh, progress: Progress) -> Undone:
    """Undo a batch in the connection's transaction.

    Raises UserError if there is no such batch, it was undone or erased before, or a later batch
    depends on it.
    """
    batch = _batch_in_force(connection, batch_id)
    _refuse_if_depended_on(connection, batch)
    with database.deferred_constraints(connection):
        rows = _delete_rows(
            connection, lambda table: table.c.batch_id == batch_id, progress, with_history=False
        )
        for name, number in reversed(rows.items()):
            of = (batch_id, batch_id)
            replacement.log_correction(connection, replacement.UNDONE, of, name, number)
        restored = replacement.restore_rows(connection, batch_id)
    undone_at = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        update(batches).where(batches.c.batch_id == batch_id).values(undone_at=undone_at)
    )
    progress(Stage.COUNTING, 0, 1)
    refresh(connection)
    progress(Stage.COUNTING, 1, 1)
    return Undone(batch_id, batch.source, sum(rows.values()), restored)


def find_batch(connection: Connection, batch_id: int) -> Row:
    """Return a batch's row in `batches`, undone or not. Raises UserError if there is none."""
    batch = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).first()
    if batch is None:
        last = connection.execute(select(func.max(batches.c.batch_id))).scalar()
        numbers = message("Imports are numbered 1 to {last}.", last=last) if last else ""
        missing = message("There is no import [{number}].", number=batch_id)
        raise errors.UserError(sentences(missing, numbers))
    return batch


def _batch_in_force(connection: Connection, batch_id: int) -> Row:
    """Return a batch's row in `batches`. Raises UserError if it was undone or erased."""
    batch = find_batch(connection, batch_id)
    if batch.content_hash == bookkeeping.NO_HASH:
        raise errors.UserError(
            "Import [{number}] was permanently deleted, which cannot be undone.",
            number=batch_id,
        )
    if batch.undone_at is not None:
        raise errors.UserError(
            "Import [{number}] ({source}) was already undone.",
            number=batch_id,
            source=batch.source,
        )
    return batch


def _refuse_if_depended_on(connection: Connection, batch: Row) -> None:
    for batch_ids, reason in _dependent_batches(connection, batch):
        if later := _latest_batch(connection, batch_ids):
            raise errors.UserError(
                sentences(
                    message(
                        "Import [{number}] ({source}) cannot be undone.",
                        number=batch.batch_id,
                        source=batch.source,
                    ),
                    reason,
                    message(
                        "Undo import {later} ({source}) first.",
                        later=later.batch_id,
                        source=later.source,
                    ),
                )
            )


def _dependent_batches(
    connection: Connection, batch: Row
) -> Iterator[tuple[Iterable[int], Message]]:
    """Yield the later batches that depend on this one, with the reason."""
    number = batch.batch_id
    yield (
        replacement.superseders_of(connection, number),
        message("A later import replaced rows of it."),
    )
    yield (
        batches_depending_on(connection, number),
        message("A later import has rows that belong to its rows."),
    )
    yield (
        batches_sending_again(connection, number),
        message("A later import brought back rows that it had removed."),
    )
    how = message("A later import removed rows to which the restored rows would belong.")
    yield batches_taking_parents(connection, number), how
    how = message("A later import skipped rows that were already stored, perhaps by this one.")
    yield _batches_repeating(connection, batch), how


def _batches_repeating(connection: Connection, batch: Row) -> set[int]:
    """Return later batches that left out rows of this one's tables, because they were stored."""
    mine, later = bookkeeping.batch_tables.alias("mine"), bookkeeping.batch_tables.alias("later")
    brought = select(mine.c.table_name).where(
        mine.c.batch_id == batch.batch_id, mine.c.new + mine.c.changed > 0
    )
    query = (
        select(batches.c.batch_id)
        .join_from(batches, later, batches.c.batch_id == later.c.batch_id)
        .where(
            batches.c.jurisdiction == batch.jurisdiction,
            batches.c.batch_id > batch.batch_id,
            batches.c.undone_at.is_(None),
            later.c.table_name.in_(brought),
            # NULL: an older version did not count it, so the batch may have left out rows.
            or_(later.c.unchanged > 0, later.c.unchanged.is_(None)),
        )
    )
    return set(connection.execute(query).scalars())


def _latest_batch(connection: Connection, batch_ids: Iterable[int]) -> Row | None:
    last = max(batch_ids, default=0)
    return connection.execute(select(batches).where(batches.c.batch_id == last)).first()


def erase(
    url: str,
    target: ErasureTarget,
    reason: ErasureReason,
    *,
    refresh: Refresh,
    progress: Progress | None = None,
) -> Erased:
    """Delete rows of a batch or a case permanently, recount, and rewrite the database file.

    Rows that the batch had replaced come back. Raises UserError where there is no such batch or
    case, or where rows of a later batch would lose their parents. Raises DatabaseMissing and
    DatabaseUnavailable as `database.reading` does.
    """
    # Open both for reading first: writing to a mistyped address would create a database, and rows
    # must not be erased while their marks cannot be.
    database.reading(url)
    not_applicable_steps.load_marks(url, scopes.EVERYTHING)
    # A case is not named in the audit log: even its id must be forgotten.
    named = {} if isinstance(target, OfCase) else {"batches": [target]}
    with audit.audited(url, audit.Action.ERASE, reason=reason.value, **named) as act:
        try:
            with database.rewriting(url, purpose="erasure") as connection:
                erased = _erase_target(connection, target, reason, progress or no_progress)
                erased = replace(erased, marks=len(marks_without_case(connection, url)))
                refresh(connection)
        finally:
            not_applicable_steps.delete_marks(url, _cases_of_orphan_marks(url))
        act.on |= {"rows": erased.number, "marks": erased.marks}
    # Files left by killed writers are copies of the records too.
    database.remove_leftovers(url)
    return erased


def preview_erasure(url: str, target: ErasureTarget) -> Erased:
    """Return what `erase` would delete, without changing anything.

    Raises UserError if there is no such batch or case, or if rows of a later batch belong to its
    rows.
    """
    database.reading(url)
    with database.trying(url, purpose="dry run of an erasure") as connection:
        erased = _erase_target(connection, target, ErasureReason.OTHER, no_progress)
        return replace(erased, marks=len(marks_without_case(connection, url)))


def erasure_log(connection: Connection, scope: scopes.Scope) -> pl.DataFrame:
    """Return the erasures, newest first, with the columns of `erasures`.

    `batch_id` is NULL for an erased case. The log has no office, so the scope of an office sees
    none.
    """
    seen = scope.of_records(erasures.c.jurisdiction, None)
    query = select(*erasures.c).where(seen).order_by(erasures.c.erased_on.desc())
    return database.read_frame(connection, query)


def _erase_target(
    connection: Connection, target: ErasureTarget, reason: ErasureReason, progress: Progress
) -> Erased:
    with database.deferred_constraints(connection):
        if isinstance(target, OfCase):
            erased = _erase_case(connection, target, progress)
        else:
            erased = _erase_batch(connection, target, progress)
    # Do not store the id of the case: it must be forgotten too.
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
    batch = find_batch(connection, batch_id)
    if batch.undone_at is None and (
        other := _latest_batch(connection, batches_depending_on(connection, batch_id))
    ):
        raise errors.UserError(
            "Import [{number}] ({source}) cannot be deleted: rows of import {other}"
            " ({other_source}) belong to its rows. Delete that import first.",
            number=batch_id,
            source=batch.source,
            other=other.batch_id,
            other_source=other.source,
        )
    replacement.hand_on_history(connection, batch_id)
    # Ask only now: history that was handed on does not come back with this batch.
    if later := batches_taking_parents(connection, batch_id):
        raise errors.UserError(
            "Import [{number}] ({source}) cannot be deleted: import {later} removed rows to"
            " which the restored rows would belong. Undo or delete import {later} first.",
            number=batch_id,
            source=batch.source,
            later=max(later),
        )
    repeated_by = max(_batches_repeating(connection, batch), default=None)
    rows = _delete_rows(connection, lambda table: table.c.batch_id == batch_id, progress)
    restored = replacement.restore_rows(connection, batch_id)
    _forget_batch(connection, batch)
    stored_on = batch.stored_at.date()
    return Erased(batch.jurisdiction, batch_id, rows, restored, stored_on, repeated_by)


def _erase_case(connection: Connection, case: OfCase, progress: Progress) -> Erased:
    owners = _batches_of_case(connection, case)
    if not owners:
        raise errors.UserError(
            "[{jurisdiction}] has no case with this id. Use the id of the stored record, which"
            " is a pseudonym if the import used a key.",
            jurisdiction=case.jurisdiction,
        )
    since = select(func.min(batches.c.stored_at)).where(batches.c.batch_id.in_(owners))
    stored_at = connection.execute(since).scalar_one()
    rows = _delete_rows(connection, _belongs_to_case(case), progress)
    for owner in sorted(owners):
        replacement.recount_batch(connection, owner)
    return Erased(case.jurisdiction, None, rows, 0, stored_at.date())


def _delete_rows(
    connection: Connection,
    is_deleted: Callable[[Table], ColumnElement[bool]],
    progress: Progress,
    *,
    with_history: bool = True,
) -> dict[str, int]:
    """Delete the rows that `is_deleted` selects, and count them by table.

    Rows left in the history would come back with an undo.
    """
    rows: dict[str, int] = {}
    for done, table in enumerate(reversed(tables.RECORD_TABLES)):
        progress(Stage.REMOVING, done, len(tables.RECORD_TABLES))
        places = (table, tables.HISTORY[table.name]) if with_history else (table,)
        number = sum(
            connection.execute(delete(one).where(is_deleted(one))).rowcount for one in places
        )
        if number:
            rows[table.name] = number
    progress(Stage.REMOVING, len(tables.RECORD_TABLES), len(tables.RECORD_TABLES))
    return dict(reversed(rows.items()))


def _belongs_to_case(case: OfCase) -> Callable[[Table], ColumnElement[bool]]:
    """Return a function that gives, for a table or history, the condition for rows of the case."""

    def belongs(table: Table) -> ColumnElement[bool]:
        in_jurisdiction = table.c.jurisdiction == case.jurisdiction
        if "case_id" in table.c:
            return in_jurisdiction & (table.c.case_id == case.case_id)
        return in_jurisdiction & or_(false(), *_parent_conditions(table, case))

    return belongs


def _parent_conditions(table: Table, case: OfCase) -> Iterator[ColumnElement[bool]]:
    """Yield conditions on parents, in force or replaced: a child belongs to its parent's case."""
    for parent in tables.parents_of(tables.METADATA.tables[_record_table_name(table)]):
        now = tables.METADATA.tables[parent.table]
        for above in (now, tables.HISTORY[parent.table]) if "case_id" in now.c else ():
            yield exists().where(
                above.c.jurisdiction == case.jurisdiction,
                above.c.case_id == case.case_id,
                *(above.c[name] == table.c[name] for name in parent.columns),
            )


def _record_table_name(table: Table) -> str:
    """Return the name of the record table, also where `table` is its history."""
    return next(
        name for name, history in tables.HISTORY.items() if table.name in {name, history.name}
    )


def _batches_of_case(connection: Connection, case: OfCase) -> set[int]:
    """Return the batches that brought rows of the case, including replaced rows."""
    belongs = _belongs_to_case(case)
    batch_ids: set[int] = set()
    for table in (*tables.RECORD_TABLES, *tables.HISTORY.values()):
        owners = select(table.c.batch_id).where(belongs(table)).distinct()
        batch_ids |= set(connection.execute(owners).scalars())
    return batch_ids


def _forget_batch(connection: Connection, batch: Row) -> None:
    """Keep the batch's row in the list, but clear all that describes its content."""
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


def delete_orphan_marks(url: str) -> None:
    """Delete the marks whose case no longer exists. A killed erasure leaves such marks."""
    if gone := _cases_of_orphan_marks(url):
        with audit.audited(url, audit.Action.ERASE, marks=len(gone)):
            not_applicable_steps.delete_marks(url, gone)


def _cases_of_orphan_marks(url: str) -> set[tuple[str, str]]:
    with database.reading(url).connect() as connection:
        return {mark.of[:2] for mark in marks_without_case(connection, url)}


def marks_without_case(connection: Connection, url: str) -> not_applicable_steps.Marks:
    """Return the marks of cases that are neither in the records nor in their history."""
    kept = not_applicable_steps.load_marks(url, scopes.EVERYTHING)
    named = {mark.case_id for mark in kept}
    stored = {
        (str(jurisdiction), str(case_id))
        for one in (tables.cases, tables.HISTORY[tables.cases.name])
        for jurisdiction, case_id in connection.execute(
            select(one.c.jurisdiction, one.c.case_id).where(one.c.case_id.in_(named))
        )
    }
    return tuple(mark for mark in kept if (mark.jurisdiction, mark.case_id) not in stored)
