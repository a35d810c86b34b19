"""A submission in the place of stored rows: which batches it names, and rows that give way."""

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
from schemas.store import audit, bookkeeping, database
from seed.batches.provenance import STATEMENTS
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


def batches_in_force(connection: Connection) -> tuple[int, ...]:
    """The batches of all jurisdictions with rows that may be in the figures."""
    query = select(batches.c.batch_id).where(bookkeeping.in_force()).order_by(batches.c.batch_id)
    return tuple(connection.execute(query).scalars())


def last_batch(connection: Connection) -> int:
    """The number of the last batch; 0 where there is none yet."""
    return connection.execute(select(func.max(batches.c.batch_id))).scalar() or 0


def jurisdiction_of_batch(connection: Connection, batch_id: int) -> str:
    """Whose records the batch holds."""
    query = select(batches.c.jurisdiction).where(batches.c.batch_id == batch_id)
    return str(connection.execute(query).scalar_one())


def batches_to_replace(
    connection: Connection, submission: Submission, before: Collection[int]
) -> frozenset[int]:
    """The batches that the submission is to replace, also of other jurisdictions than its own.

    `before` are those in force before its write. Those of the same write are not among "all": the
    submissions of several offices that are imported together would else take each other out. Where
    ids are numbers of rows, they are those that came by the same mapping, of the same office.
    """
    manifest = submission.manifest
    if manifest.supersedes == ALL:
        return frozenset(before)
    if not submission.ids_by_row:
        return frozenset(manifest.supersedes)
    name = bookkeeping.fitting(batches.c.mapping, submission.mapping)
    by_row = select(batches.c.batch_id).where(
        batches.c.mapping == name,
        batches.c.office_id.is_not_distinct_from(manifest.office_id),
        batches.c.batch_id.in_(before),
    )
    return frozenset(connection.execute(by_row).scalars()) | {*manifest.supersedes}


def batches_replaced(
    connection: Connection, jurisdiction: str | None, named: Collection[int]
) -> tuple[int, ...]:
    """The batches of the jurisdiction that are replaced, of those `named`."""
    # Numbers are typed by hand: a slip must not take out what another jurisdiction sent.
    own = select(batches.c.batch_id).where(
        batches.c.jurisdiction == jurisdiction,
        batches.c.undone_at.is_(None),
        batches.c.batch_id.in_(named),
    )
    return tuple(sorted(connection.execute(own).scalars()))


def stored_before(
    connection: Connection, submission: Submission, last_before: int, replaces: Collection[int]
) -> int | None:
    """The last batch, not undone, that holds the same bytes: the submission is not looked at again.

    None where a batch after `last_before` superseded rows of it: one of the same write. None too
    where it replaces batches that have rows which it did not replace then: to go back to it. Nor
    where a batch before it was erased: rows that it left out as stored may have gone with that one.
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
        # What a system holds again is its latest word, and none that was sent by mistake.
        return None
    replacing = _batches_with_rows(connection, replaces, earlier)
    done = {earlier} | batches_superseded_by(connection, earlier)
    return None if (replacing - done) | (replacing & later) else earlier


def unfit_batches_faults(
    connection: Connection, submission: Submission, jurisdiction: str | None
) -> Iterator[findings.Finding]:
    """Findings on the batches that a submission names: not there, or no longer the last word."""
    manifest = submission.manifest
    if manifest.updates and manifest.supersedes:
        wording = (
            "this submission is to update what is stored (changes and adds; removes nothing) and"
            " to replace batches (what it lacks leaves). It can do one of them: leave one out."
        )
        yield _named_finding("supersedes.and_updates", wording)
    if manifest.updates and submission.ids_by_row:
        wording = (
            "the ids are numbers of rows, by which a row of the last import is another one: an"
            " update would write over other people's records. Send it without updates: it then"
            " replaces the last import by this mapping as a whole."
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
            wording = (
                f"[{named}] is no stored batch of this jurisdiction, or was undone."
                " `prosecution-quality batches` lists them."
            )
            yield _named_finding("supersedes.unknown", wording)
        elif heirs := _heirs(connection, named) - set(manifest.supersedes):
            yield _followed_finding(named, heirs, rows_left=standing[named])


def foreign_faults(submission: Submission, jurisdiction: str | None) -> Iterator[findings.Finding]:
    """A finding where who acts brings in for one jurisdiction, and the rows are of another."""
    scope = scopes.read(audit.actor().scope)
    if jurisdiction is None or scope.reads_all or scope == scopes.of_jurisdiction(jurisdiction):
        return
    wording = (
        "these are records of a jurisdiction that you do not bring in records of. Nothing of them"
        " was taken: send them by whoever answers for that jurisdiction."
    )
    yield findings.Finding(submission.source, FOREIGN, wording)


def audit_foreign(receipts: Iterable[Receipt]) -> dict[str, str]:
    """What the audit log says of it; nothing where none of the submissions is another's."""
    rules = {finding.rule for receipt in receipts for finding in receipt.findings}
    return {"because": FOREIGN} if FOREIGN in rules else {}


def _followed_finding(named: int, heirs: Collection[int], rows_left: int) -> findings.Finding:
    """The batch is not what is stored of it any more: silence would leave rows in the figures."""
    later = ", ".join(str(one) for one in sorted(heirs))
    which = f"batch{'' if len(heirs) == 1 else 'es'} {later}"
    if not rows_left:
        wording = f"no row of batch {named} is left: {which} took its place. Name {which} instead."
        return _named_finding("supersedes.followed", wording)
    wording = (
        f"{which} took the place of rows of batch {named} since. Those rows stay where this"
        f" submission lacks them, unless {which} is named too."
    )
    return _named_finding("supersedes.followed", wording, findings.Severity.WARNING)


def _heirs(connection: Connection, batch_id: int) -> set[int]:
    """The batches with rows that hold the place of rows of this one, at first or second hand."""
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
    """Those of the batches that have rows, and are of the jurisdiction of `earlier`."""
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
    return findings.Finding(MANIFEST, rule, wording, severity, column=SUPERSEDES)


def supersede_rows(connection: Connection, checked: Checked, batch_id: int) -> None:
    """Move the stored rows that give way into the history of the new batch."""
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
    """Write down which batches the new one replaced: what they said of themselves counts no more.

    A table that the new one did not send would else read as sent, and their day of extraction and
    that they were made up would stay in the figures.
    """
    rows = [{"batch_id": one, "replaced_by": batch_id} for one in replaced]
    if rows:
        connection.execute(insert(replacements), rows)


def _move_to_history(
    connection: Connection, table: Table, keys: pl.DataFrame, batch_id: int
) -> None:
    history = tables.HISTORY[table.name]
    names = [column.name for column in table.c]
    with database.temporary_rows(connection, keys, table) as gone:
        same = same_key(table, gone, keys.columns)
        rows = select(*table.c, literal(batch_id)).join_from(table, gone, same)
        connection.execute(insert(history).from_select([*names, tables.SUPERSEDED_BY], rows))
        moved = connection.execute(delete(table).where(same)).rowcount
    # A row that did not give way would stand beside the one that takes its place, and be counted
    # twice; the embedded database has no keys that would refuse it.
    if moved != keys.height:
        raise AssertionError(f"{moved} rows of {table.name} gave way in place of {keys.height}")


def same_key(one: FromClause, other: FromClause, names: Iterable[str]) -> ColumnElement[bool]:
    """Whether rows agree in these columns; a blank is a value of a key."""
    pairs = [(one.c[name], other.c[name]) for name in names]
    return and_(*(a.is_not_distinct_from(b) if a.nullable else a == b for a, b in pairs))


def bring_back_rows(connection: Connection, batch_id: int) -> int:
    """Put back what the batch, whose own rows are gone, had superseded; the number of rows."""
    returned = 0
    of_batches: set[int] = set()
    filled = database.non_empty_tables(connection, tables.HISTORY.values())
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        if history.name not in filled:
            continue
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
    """Let what gave way to the batch come back with a later one that stands for it.

    Where a correction took the place of the batch's own rows, or took them out, an undo of it
    brings back what was before both; so it does with what the batch had taken out, and the
    correction that replaced it lacks as well.
    """
    of_batch = replacements.c.batch_id == batch_id
    heir = connection.execute(select(func.min(replacements.c.replaced_by)).where(of_batch)).scalar()
    filled = database.non_empty_tables(connection, tables.HISTORY.values())
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        if history.name not in filled:
            continue
        connection.execute(
            update(history)
            .where(history.c[tables.SUPERSEDED_BY] == batch_id)
            .values({tables.SUPERSEDED_BY: _next_holder(table, batch_id, heir)})
        )
    if heir is not None:
        by_batch = replacements.c.replaced_by == batch_id
        connection.execute(update(replacements).where(by_batch).values(replaced_by=heir))


def _next_holder(table: Table, batch_id: int, heir: int | None) -> ColumnElement[int]:
    """What a row of the history, that gave way to the batch, gives way to without it.

    That is what the batch's own row of the key gave way to, else who brought the key anew, else who
    replaced the batch, unless a row of its own stands still; the batch itself where there is none.
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
    """Add to the log: the batch that superseded or was undone, and the one whose rows they were."""
    batch_id, of_batch = of
    now = datetime.now(UTC).replace(tzinfo=None)
    entry = {"batch_id": batch_id, "happened_at": now, "kind": kind, "of_batch": of_batch}
    connection.execute(insert(log).values(**entry, table_name=table, rows=rows))


def recount_batch(connection: Connection, batch_id: int) -> None:
    """Let the batch say what stands of it: its rows, and their latest event."""
    held = union_all(*(_rows_held(table, batch_id) for table in tables.RECORD_TABLES)).subquery()
    rows, latest = connection.execute(
        select(func.sum(held.c.number), func.max(held.c.latest))
    ).one()
    values = {"rows_stored": int(rows), "latest_event_on": latest}
    connection.execute(update(batches).where(batches.c.batch_id == batch_id).values(values))


def _rows_held(table: Table, batch_id: int) -> Select:
    dated = [] if table.name in STATEMENTS else tables.dates_of(table)
    latest: list[ColumnElement] = [func.max(column) for column in dated] or [null()]
    last = func.greatest(*latest) if len(latest) > 1 else latest[0]
    counted = func.count().label("number"), cast(last, Date).label("latest")
    return select(*counted).select_from(table).where(table.c.batch_id == batch_id)


def superseders_of(connection: Connection, batch_id: int) -> list[int]:
    """The standing batches that superseded rows of this one, first to last."""
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
    """The batches of whose rows some gave way to this one."""
    query = select(log.c.of_batch).where(log.c.kind.in_(GAVE_WAY), log.c.batch_id == batch_id)
    return set(connection.execute(query.distinct()).scalars())
