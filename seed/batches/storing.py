"""Store submissions: all in one transaction, each through the gate, or none."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, Engine, func, select

from schemas import bookkeeping, database, errors, findings
from seed import gate
from seed.batches import provenance
from seed.batches.receipt import Partial, Receipt, Refresh, TableRows, accepted_share
from seed.batches.stored import Intake, keys_of_nothing
from seed.submission import Progress, Submission

batches = bookkeeping.batches


def store(
    url: str,
    submissions: Iterable[Submission],
    *,
    partial: Partial,
    refresh: Refresh,
    progress: Progress | None = None,
) -> list[Receipt]:
    """Store all submissions in one write, and refresh; if one is refused, none is stored.

    The same content as a stored batch's is a no-op. Raises DatabaseUnavailable.
    """
    with database.writing(url, purpose="import") as connection:
        intake = Intake(connection)
        receipts = [_store(connection, intake, one, partial, progress) for one in submissions]
        statuses = {receipt.status for receipt in receipts}
        if "refused" in statuses:
            connection.rollback()
            return [_withdrawn(receipt) for receipt in receipts]
        if "stored" not in statuses:
            connection.rollback()
            return receipts
        if progress is not None:
            progress("Storing", 0, 1)
        intake.finish()
        if progress is not None:
            progress("Storing", 1, 1)
            progress("Counting", 0, 1)
        refresh(connection)
        if progress is not None:
            progress("Counting", 1, 1)
    return receipts


def check(url: str, submission: Submission, *, progress: Progress | None = None) -> Receipt:
    """What storing the submission would do; nothing is written, not even a new database.

    Raises DatabaseUnavailable.
    """
    try:
        engine: Engine | None = database.reading(url)
    except errors.DatabaseMissing:
        engine = None
    if engine is None:
        return _receipt(submission, gate.check(submission, keys_of_nothing, progress=progress), ())
    with engine.connect() as connection:
        return _checked(connection, Intake(connection), submission, progress)[0]


def _checked(
    connection: Connection, intake: Intake, submission: Submission, progress: Progress | None
) -> tuple[Receipt, gate.Checked | None]:
    if (earlier := _earlier(connection, submission)) is not None:
        return _already_stored(submission, earlier), None
    checked = gate.check(submission, intake.rows, progress=progress)
    receipt = _receipt(submission, checked, _mixed(connection, submission))
    if receipt.status == "checked" and receipt.rows_good == 0:
        # Other bytes, but each of their rows is stored.
        return replace(receipt, status="already_stored"), None
    return receipt, checked


def _store(
    connection: Connection,
    intake: Intake,
    submission: Submission,
    partial: Partial,
    progress: Progress | None,
) -> Receipt:
    receipt, checked = _checked(connection, intake, submission, progress)
    if checked is None:
        return receipt
    if receipt.status == "refused" and (
        checked.fatal or partial is Partial.REFUSE or receipt.rows_good == 0
    ):
        return receipt
    last = connection.execute(select(func.max(batches.c.batch_id))).scalar()
    batch_id = (last or 0) + 1
    receipt = replace(receipt, status="stored", batch_id=batch_id, rows_stored=receipt.rows_good)
    provenance.insert(connection, submission, checked, receipt)
    intake.add(checked.frames, jurisdiction=checked.jurisdiction, batch_id=batch_id)
    return receipt


def _receipt(
    submission: Submission, checked: gate.Checked, mixed: tuple[findings.Finding, ...]
) -> Receipt:
    by_table = tuple(
        TableRows(
            table,
            read,
            checked.frames[table].height if table in checked.frames else 0,
            checked.rows_refused.get(table, 0),
        )
        for table, read in checked.rows_read.items()
    )
    found = (*checked.findings, *mixed)
    read, refused = sum(t.read for t in by_table), sum(t.refused for t in by_table)
    return Receipt(
        source=submission.source,
        status="refused" if findings.errors(found) else "checked",
        batch_id=None,
        rows_read=read,
        rows_stored=0,
        rows_refused=refused,
        rows_good=sum(t.good for t in by_table),
        findings=found,
        not_read=submission.not_read,
        accepted_share=accepted_share(read, refused),
        tables=by_table,
    )


def _already_stored(submission: Submission, batch_id: int | None) -> Receipt:
    read = sum(text.frame.height for text in submission.texts)
    return Receipt(
        source=submission.source,
        status="already_stored",
        batch_id=batch_id,
        rows_read=read,
        rows_stored=0,
        rows_refused=0,
        rows_good=0,
        findings=(),
        not_read=submission.not_read,
        accepted_share=1.0,
    )


def _withdrawn(receipt: Receipt) -> Receipt:
    """The receipt of a submission that was good but came with a refused one."""
    if receipt.status != "stored":
        return receipt
    return replace(receipt, status="checked", batch_id=None, rows_stored=0)


def _earlier(connection: Connection, submission: Submission) -> int | None:
    """The batch, not undone, that holds the same bytes."""
    same = select(batches.c.batch_id).where(
        batches.c.content_hash == submission.content_hash, batches.c.undone_at.is_(None)
    )
    return connection.execute(same).scalar()


def _mixed(connection: Connection, submission: Submission) -> tuple[findings.Finding, ...]:
    """A warning where made-up and real records come to stand in one database."""
    made_up = submission.manifest.made_up
    others = select(batches.c.batch_id).where(
        batches.c.undone_at.is_(None), batches.c.made_up.is_not(made_up)
    )
    if connection.execute(others.limit(1)).first() is None:
        return ()
    came, there = ("made-up", "real") if made_up else ("real", "made-up")
    wording = (
        f"the submission holds {came} records and the database {there} ones;"
        " keep them apart with a database of their own"
    )
    return (
        findings.Finding(
            submission.source, "batch.made_up_beside_real", wording, findings.Severity.WARNING
        ),
    )
