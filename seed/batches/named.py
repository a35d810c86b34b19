"""The batches that a submission names: which they are, and whether they can be replaced."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, exists, func, select

from schemas import findings, scopes
from schemas.store import audit, bookkeeping
from seed.batches import superseding
from seed.batches.receipt import Receipt
from seed.submission import ALL, Submission

batches, erasures = bookkeeping.batches, bookkeeping.erasures
MANIFEST = "submission.toml"
COLUMN = "supersedes"
FOREIGN = "submission.another_jurisdiction"


def in_force(connection: Connection) -> tuple[int, ...]:
    """The batches of all jurisdictions with rows that may be in the figures."""
    query = select(batches.c.batch_id).where(bookkeeping.in_force()).order_by(batches.c.batch_id)
    return tuple(connection.execute(query).scalars())


def last(connection: Connection) -> int:
    """The number of the last batch; 0 where there is none yet."""
    return connection.execute(select(func.max(batches.c.batch_id))).scalar() or 0


def jurisdiction_of(connection: Connection, batch_id: int) -> str:
    """Whose records the batch holds."""
    query = select(batches.c.jurisdiction).where(batches.c.batch_id == batch_id)
    return str(connection.execute(query).scalar_one())


def to_replace(
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


def replaced(
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


def stored_as(
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
    later = set(superseding.superseders(connection, earlier))
    if any(one > last_before for one in later):
        return None
    if submission.is_present and later:
        # What a system holds again is its latest word, and none that was sent by mistake.
        return None
    replacing = _with_rows(connection, replaces, earlier)
    done = {earlier} | superseding.superseded_by(connection, earlier)
    return None if (replacing - done) | (replacing & later) else earlier


def unfit(
    connection: Connection, submission: Submission, jurisdiction: str | None
) -> Iterator[findings.Finding]:
    """Findings on the batches that a submission names: not there, or no longer the last word."""
    manifest = submission.manifest
    if manifest.updates and manifest.supersedes:
        wording = (
            "this submission is to update what is stored (changes and adds; removes nothing) and"
            " to replace batches (what it lacks leaves). It can do one of them: leave one out."
        )
        yield _found("supersedes.and_updates", wording)
    if manifest.updates and submission.ids_by_row:
        wording = (
            "the ids are numbers of rows, by which a row of the last import is another one: an"
            " update would write over other people's records. Send it without updates: it then"
            " replaces the last import by this mapping as a whole."
        )
        yield _found("supersedes.by_row", wording)
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
            yield _found("supersedes.unknown", wording)
        elif heirs := _heirs(connection, named) - set(manifest.supersedes):
            yield _followed(named, heirs, rows_left=standing[named])


def foreign(submission: Submission, jurisdiction: str | None) -> Iterator[findings.Finding]:
    """A finding where who acts brings in for one jurisdiction, and the rows are of another."""
    scope = scopes.read(audit.actor().scope)
    if jurisdiction is None or scope.reads_all or scope == scopes.of_jurisdiction(jurisdiction):
        return
    wording = (
        "these are records of a jurisdiction that you do not bring in records of. Nothing of them"
        " was taken: send them by whoever answers for that jurisdiction."
    )
    yield findings.Finding(submission.source, FOREIGN, wording)


def told_of_foreign(receipts: Iterable[Receipt]) -> dict[str, str]:
    """What the audit log says of it; nothing where none of the submissions is another's."""
    rules = {finding.rule for receipt in receipts for finding in receipt.findings}
    return {"because": FOREIGN} if FOREIGN in rules else {}


def _followed(named: int, heirs: Collection[int], rows_left: int) -> findings.Finding:
    """The batch is not what is stored of it any more: silence would leave rows in the figures."""
    later = ", ".join(str(one) for one in sorted(heirs))
    which = f"batch{'' if len(heirs) == 1 else 'es'} {later}"
    if not rows_left:
        wording = f"no row of batch {named} is left: {which} took its place. Name {which} instead."
        return _found("supersedes.followed", wording)
    wording = (
        f"{which} took the place of rows of batch {named} since. Those rows stay where this"
        f" submission lacks them, unless {which} is named too."
    )
    return _found("supersedes.followed", wording, findings.Severity.WARNING)


def _heirs(connection: Connection, batch_id: int) -> set[int]:
    """The batches with rows that hold the place of rows of this one, at first or second hand."""
    heirs: set[int] = set()
    unasked = [batch_id]
    while unasked:
        for later in superseding.superseders(connection, unasked.pop()):
            if later not in heirs:
                heirs.add(later)
                unasked.append(later)
    holding = select(batches.c.batch_id).where(
        batches.c.batch_id.in_(heirs), batches.c.rows_stored > 0
    )
    return set(connection.execute(holding).scalars())


def _with_rows(connection: Connection, replaces: Collection[int], earlier: int) -> set[int]:
    """Those of the batches that have rows, and are of the jurisdiction of `earlier`."""
    own = select(batches.c.jurisdiction).where(batches.c.batch_id == earlier).scalar_subquery()
    query = select(batches.c.batch_id).where(
        batches.c.jurisdiction == own,
        batches.c.undone_at.is_(None),
        batches.c.rows_stored > 0,
        batches.c.batch_id.in_(replaces),
    )
    return set(connection.execute(query).scalars())


def _found(
    rule: str, wording: str, severity: findings.Severity = findings.Severity.ERROR
) -> findings.Finding:
    return findings.Finding(MANIFEST, rule, wording, severity, column=COLUMN)
