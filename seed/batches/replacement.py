"""Replace stored rows by a submission: which batches it names, and which rows go to the history."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from schemas import findings, scopes, tables
from schemas.language import message, messages
from schemas.store import audit, bookkeeping, database
from seed.batches.receipt import Receipt
from seed.gate import Checked
from seed.submission import ALL, Submission

log = bookkeeping.corrections
replacements = bookkeeping.replacements
SUPERSEDED, UNDONE = bookkeeping.SUPERSEDED, bookkeeping.UNDONE
GAVE_WAY = (SUPERSEDED, bookkeeping.REMOVED, bookkeeping.KEPT)
batches, erasures = bookkeeping.batches, bookkeeping.erasures
MANIFEST = "submission.toml"
SUPERSEDES = "supersedes"
FOREIGN = "submission.another_jurisdiction"
# Dates in `coverage` say since when something is recorded. They are not events.
STATEMENTS = frozenset({"coverage"})


def batches_in_force(connection: Connection) -> tuple[int, ...]:
    """Return the batches of all jurisdictions that are in force, in ascending order."""
    query = (
        select(batches.c.batch_id)
        .where(bookkeeping.may_have_rows_in_force())
        .order_by(batches.c.batch_id)
    )
    return tuple(connection.execute(query).scalars())


def last_batch(connection: Connection) -> int:
    """Return the highest batch number; 0 without batches."""
    return connection.execute(select(func.max(batches.c.batch_id))).scalar() or 0


def jurisdiction_of_batch(connection: Connection, batch_id: int) -> str:
    """Return the jurisdiction whose records are in the batch."""
    query = select(batches.c.jurisdiction).where(batches.c.batch_id == batch_id)
    return str(connection.execute(query).scalar_one())


def batches_to_replace(
    connection: Connection, submission: Submission, before: Collection[int]
) -> frozenset[int]:
    """Return the batches that the submission asks to replace, of any jurisdiction.

    `before` are the batches in force before this write; "all" means only these, because offices
    that are imported together must not replace each other. Where ids are row numbers, the result
    also has the batches in force by the same mapping for the same office.
    """
    manifest = submission.manifest
    if manifest.supersedes == ALL:
        return frozenset(before)
    if not submission.ids_by_row:
        return frozenset(manifest.supersedes)
    name = bookkeeping.cut_to_column(batches.c.mapping, submission.mapping)
    by_row = select(batches.c.batch_id).where(
        batches.c.mapping == name,
        batches.c.office_id.is_not_distinct_from(manifest.office_id),
        batches.c.batch_id.in_(before),
    )
    return frozenset(connection.execute(by_row).scalars()) | {*manifest.supersedes}


def batches_replaced(
    connection: Connection, jurisdiction: str | None, named: Collection[int]
) -> tuple[int, ...]:
    """Return which of the `named` batches belong to the jurisdiction and are not undone, sorted."""
    # People type these numbers. A typing error must not remove another jurisdiction's records.
    own = select(batches.c.batch_id).where(
        batches.c.jurisdiction == jurisdiction,
        batches.c.undone_at.is_(None),
        batches.c.batch_id.in_(named),
    )
    return tuple(sorted(connection.execute(own).scalars()))


def find_same_batch(
    connection: Connection, submission: Submission, last_before: int, replaces: Collection[int]
) -> int | None:
    """Return the last batch with the same bytes, which need not be stored again; None without one.

    Undone batches do not count. The result is also None in four situations. A batch of this write
    (after `last_before`) replaced rows of the found batch. The submission is the present state of
    its source, and a later batch replaced rows. It `replaces` batches with rows that the found
    batch did not replace: that is a way back to it. Or an earlier batch was erased: rows that the
    found batch left out as stored may be gone.
    """
    erased_before = exists().where(
        erasures.c.jurisdiction == batches.c.jurisdiction,
        erasures.c.batch_id < batches.c.batch_id,
    )
    same = (
        select(batches.c.batch_id)
        .where(
            batches.c.content_hash == submission.content_hash,
            batches.c.undone_at.is_(None),
            ~erased_before,
        )
        .order_by(batches.c.batch_id.desc())
    )
    earlier = connection.execute(same).scalar()
    if earlier is None:
        return None
    later = set(superseders_of(connection, earlier))
    if any(one > last_before for one in later):
        return None
    if submission.is_present and later:
        # The source holds these records again, so they are current and not sent by mistake.
        return None
    replacing = _batches_with_rows(connection, replaces, earlier)
    done = {earlier} | batches_superseded_by(connection, earlier)
    return None if (replacing - done) | (replacing & later) else earlier


def unfit_batches_faults(
    connection: Connection, submission: Submission, jurisdiction: str | None
) -> Iterator[findings.Finding]:
    """Yield findings where the submission's `updates` and `supersedes` cannot be done.

    They include named batches that do not exist, or whose rows a later batch has replaced.
    """
    manifest = submission.manifest
    if manifest.updates and manifest.supersedes:
        wording = message(
            "An import can either update stored rows or replace earlier imports, not both. Leave"
            " one of the two out."
        )
        yield _named_finding("supersedes.and_updates", wording)
    if manifest.updates and submission.ids_by_row:
        wording = message(
            "The ids are row numbers, so an update would overwrite other people's records. Send the"
            " export without the update option. It then replaces the last import by this mapping as"
            " a whole."
        )
        yield _named_finding("supersedes.by_row", wording)
    if jurisdiction is None or manifest.supersedes == ALL:
        return
    query = select(batches.c.batch_id, batches.c.rows_stored).where(
        batches.c.jurisdiction == jurisdiction, batches.c.undone_at.is_(None)
    )
    standing = {one.batch_id: one.rows_stored for one in connection.execute(query)}
    for named in manifest.supersedes:
        if named not in standing:
            wording = message(
                "This jurisdiction has no import [{number}], or it was undone. `prosecution-quality"
                " batches` lists all imports.",
                number=named,
            )
            yield _named_finding("supersedes.unknown", wording)
        elif heirs := _replacing_batches(connection, named) - set(manifest.supersedes):
            yield _followed_finding(named, heirs, rows_left=standing[named])


def other_jurisdiction_faults(
    submission: Submission, jurisdiction: str | None
) -> Iterator[findings.Finding]:
    """Yield a finding if the rows are of another jurisdiction than the user may import for."""
    scope = scopes.parse_scope(audit.current_actor().scope)
    if jurisdiction is None or scope.reads_all or scope == scopes.jurisdiction_scope(jurisdiction):
        return
    wording = message(
        "You may not import records of this jurisdiction. Nothing was stored. Ask someone who"
        " is responsible for that jurisdiction to import them."
    )
    yield findings.Finding(submission.source, FOREIGN, wording)


def older_export_fault(
    connection: Connection, submission: Submission, checked: Checked
) -> Iterator[findings.Finding]:
    """Yield a finding if rows would give way that were extracted after the submission."""
    day = submission.manifest.extracted_on
    giving_way = (*checked.superseded.values(), *checked.removed.values())
    of_batches = {one for keys in giving_way for one in keys["batch_id"].unique()}
    if day is None or not of_batches:
        return
    query = (
        select(batches.c.batch_id, batches.c.extracted_on)
        .where(batches.c.batch_id.in_(of_batches), batches.c.extracted_on > day)
        .order_by(batches.c.batch_id.desc())
    )
    for newer in connection.execute(query.limit(1)):
        wording = message(
            "This was extracted on {day}, but it would replace rows of import {number}, extracted"
            " on {stored}. Send a newer extract. To go back to the older state, first undo import"
            " {number}.",
            day=day.isoformat(),
            number=newer.batch_id,
            stored=newer.extracted_on.isoformat(),
        )
        yield findings.Finding(MANIFEST, "supersedes.older", wording, column="extracted_on")


def other_jurisdiction_log_reason(receipts: Iterable[Receipt]) -> dict[str, str]:
    """Return `because` for the audit log if a user may not import for a jurisdiction, else {}."""
    rules = {finding.rule for receipt in receipts for finding in receipt.findings}
    return {"because": FOREIGN} if FOREIGN in rules else {}


def _followed_finding(named: int, heirs: Collection[int], rows_left: int) -> findings.Finding:
    """Return a finding: later batches replaced rows of the named one, so name them as well."""
    later = ", ".join(str(one) for one in sorted(heirs))
    if not rows_left:
        wording = messages(
            "Import {number} has no rows any more: import {later} replaced it. Name import {later}"
            " instead.",
            "Import {number} has no rows any more: imports {later} replaced it. Name imports"
            " {later} instead.",
            len(heirs),
            number=named,
            later=later,
        )
        return _named_finding("supersedes.followed", wording)
    wording = messages(
        "Import {later} has replaced rows of import {number}. To remove rows that are missing here,"
        " name import {later} too.",
        "Imports {later} have replaced rows of import {number}. To remove rows that are missing"
        " here, name imports {later} too.",
        len(heirs),
        number=named,
        later=later,
    )
    return _named_finding("supersedes.followed", wording, findings.Severity.WARNING)


def _replacing_batches(connection: Connection, batch_id: int) -> set[int]:
    """Return the batches with rows that replaced rows of this one, directly or through others."""
    heirs: set[int] = set()
    unasked = [batch_id]
    while unasked:
        for later in superseders_of(connection, unasked.pop()):
            if later not in heirs:
                heirs.add(later)
                unasked.append(later)
    holding = select(batches.c.batch_id).where(
        batches.c.batch_id.in_(heirs), batches.c.rows_stored > 0
    )
    return set(connection.execute(holding).scalars())


def _batches_with_rows(connection: Connection, replaces: Collection[int], earlier: int) -> set[int]:
    """Return those of the batches that have rows and belong to the jurisdiction of `earlier`."""
    own = select(batches.c.jurisdiction).where(batches.c.batch_id == earlier).scalar_subquery()
    query = select(batches.c.batch_id).where(
        batches.c.jurisdiction == own,
        batches.c.undone_at.is_(None),
        batches.c.rows_stored > 0,
        batches.c.batch_id.in_(replaces),
    )
    return set(connection.execute(query).scalars())


def _named_finding(
    rule: str, wording: str, severity: findings.Severity = findings.Severity.ERROR
) -> findings.Finding:
    """Return a finding on `supersedes` in the manifest."""
    return findings.Finding(MANIFEST, rule, wording, severity, column=SUPERSEDES)


def supersede_rows(connection: Connection, checked: Checked, batch_id: int) -> None:
    """Move the stored rows that the batch replaces, removes or keeps into the history.

    Log each as a correction, and recount the batches that lose rows.
    """
    of_batches: set[int] = set()
    giving_way = (checked.superseded, checked.removed, checked.kept)
    for kind, by_table in zip(GAVE_WAY, giving_way, strict=True):
        for table in tables.RECORD_TABLES:
            if (keys := by_table.get(table.name)) is None:
                continue
            _move_to_history(connection, table, keys, batch_id)
            counted = dict(keys["batch_id"].value_counts().iter_rows())
            of_batches |= set(counted)
            for of_batch, rows in sorted(counted.items()):
                log_correction(connection, kind, (batch_id, of_batch), table.name, rows)
    for of_batch in sorted(of_batches):
        recount_batch(connection, of_batch)


def record_replacements(connection: Connection, replaced: Iterable[int], batch_id: int) -> None:
    """Record which batches the new one replaced, so that their statements no longer count.

    Otherwise a table that only the old batch sent would still count as collected. Its extraction
    date and its "made up" would also still count.
    """
    rows = [{"batch_id": one, "replaced_by": batch_id} for one in replaced]
    if rows:
        connection.execute(insert(replacements), rows)


def _move_to_history(
    connection: Connection, table: Table, keys: pl.DataFrame, batch_id: int
) -> None:
    history = tables.HISTORY[table.name]
    names = [column.name for column in table.c]
    with database.temporary_table(connection, keys, table) as gone:
        same = same_key(table, gone, keys.columns)
        rows = select(*table.c, literal(batch_id)).join_from(table, gone, same)
        connection.execute(insert(history).from_select([*names, tables.SUPERSEDED_BY], rows))
        moved = connection.execute(delete(table).where(same)).rowcount
    # An old row that stays would be counted twice, and DuckDB has no unique key here to refuse it.
    if moved != keys.height:
        raise AssertionError(f"{moved} rows of {table.name} gave way in place of {keys.height}")


def same_key(one: FromClause, other: FromClause, names: Iterable[str]) -> ColumnElement[bool]:
    """Return an SQL condition: two rows are equal in these columns; NULL equals NULL."""
    pairs = [(one.c[name], other.c[name]) for name in names]
    return and_(*(a.is_not_distinct_from(b) if a.nullable else a == b for a, b in pairs))


def restore_rows(connection: Connection, batch_id: int) -> int:
    """Restore the rows that a batch had replaced, and return their number.

    The batch's own rows must be deleted before.
    """
    returned = 0
    of_batches: set[int] = set()
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        of_batch = history.c[tables.SUPERSEDED_BY] == batch_id
        owners = select(history.c.batch_id).where(of_batch).distinct()
        of_batches |= set(connection.execute(owners).scalars())
        rows = select(*(history.c[column.name] for column in table.c)).where(of_batch)
        connection.execute(insert(table).from_select(list(table.c), rows))
        returned += connection.execute(delete(history).where(of_batch)).rowcount
    for owner in sorted(of_batches):
        recount_batch(connection, owner)
    connection.execute(delete(replacements).where(replacements.c.replaced_by == batch_id))
    return returned


def hand_on_history(connection: Connection, batch_id: int) -> None:
    """Attach the history of a batch that is to be erased to the later batch that replaced its rows.

    If a correction replaced or removed the batch's own rows, undoing it must bring back the rows
    stored before both. The same holds for rows that the batch removed and the correction lacks.
    """
    of_batch = replacements.c.batch_id == batch_id
    heir = connection.execute(select(func.min(replacements.c.replaced_by)).where(of_batch)).scalar()
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        connection.execute(
            update(history)
            .where(history.c[tables.SUPERSEDED_BY] == batch_id)
            .values({tables.SUPERSEDED_BY: _next_holder(table, batch_id, heir)})
        )
    if heir is not None:
        by_batch = replacements.c.replaced_by == batch_id
        connection.execute(update(replacements).where(by_batch).values(replaced_by=heir))


def _next_holder(table: Table, batch_id: int, heir: int | None) -> ColumnElement[int]:
    """Return the batch that a row superseded by `batch_id` is superseded by once this is erased.

    It is the first that there is: the batch that replaced the erased batch's row of this key; the
    first later batch that brought the key; the erased batch, if its row of this key is in force;
    the batch that replaced it (`heir`); else the erased batch.
    """
    history, key = tables.HISTORY[table.name], ("jurisdiction", *tables.key_of(table))
    own, anew, again = history.alias("own"), table.alias("anew"), history.alias("again")
    standing = table.alias("standing")
    successor = select(func.min(own.c[tables.SUPERSEDED_BY])).where(
        own.c.batch_id == batch_id, same_key(own, history, key)
    )
    brought = [
        select(func.min(one.c.batch_id))
        .where(one.c.batch_id > batch_id, same_key(one, history, key))
        .scalar_subquery()
        for one in (anew, again)
    ]
    stands = exists().where(standing.c.batch_id == batch_id, same_key(standing, history, key))
    otherwise = case((stands, batch_id), else_=batch_id if heir is None else heir)
    return func.coalesce(successor.scalar_subquery(), func.least(*brought), otherwise)


def log_correction(
    connection: Connection, kind: str, of: tuple[int, int], table: str, rows: int
) -> None:
    """Add to the corrections log. `of` is the acting batch, then the batch whose rows they were."""
    batch_id, of_batch = of
    now = datetime.now(UTC).replace(tzinfo=None)
    entry = {"batch_id": batch_id, "happened_at": now, "kind": kind, "of_batch": of_batch}
    connection.execute(insert(log).values(**entry, table_name=table, rows=rows))


def recount_batch(connection: Connection, batch_id: int) -> None:
    """Update a batch's number of rows, and the latest date in them, from its stored rows."""
    held = union_all(
        *(_count_and_latest_query(table, batch_id) for table in tables.RECORD_TABLES)
    ).subquery()
    rows, latest = connection.execute(
        select(func.sum(held.c.number), func.max(held.c.latest))
    ).one()
    values = {"rows_stored": int(rows), "latest_event_on": latest}
    connection.execute(update(batches).where(batches.c.batch_id == batch_id).values(values))


def _count_and_latest_query(table: Table, batch_id: int) -> Select:
    """Return a query for a batch's number of rows in a table, and their latest date."""
    dated = [] if table.name in STATEMENTS else tables.date_columns(table)
    latest: list[ColumnElement] = [func.max(column) for column in dated] or [null()]
    last = func.greatest(*latest) if len(latest) > 1 else latest[0]
    counted = func.count().label("number"), cast(last, Date).label("latest")
    return select(*counted).select_from(table).where(table.c.batch_id == batch_id)


def superseders_of(connection: Connection, batch_id: int) -> list[int]:
    """Return the batches, not undone, that replaced rows of this one, in ascending order."""
    query = (
        select(log.c.batch_id)
        .distinct()
        .join_from(log, batches, batches.c.batch_id == log.c.batch_id)
        .where(
            log.c.kind.in_(GAVE_WAY),
            log.c.of_batch == batch_id,
            batches.c.undone_at.is_(None),
        )
        .order_by(log.c.batch_id)
    )
    return list(connection.execute(query).scalars())


def batches_superseded_by(connection: Connection, batch_id: int) -> set[int]:
    """Return the batches that lost rows to this one."""
    query = select(log.c.of_batch).where(log.c.kind.in_(GAVE_WAY), log.c.batch_id == batch_id)
    return set(connection.execute(query.distinct()).scalars())
