"""Store submissions, or try out what storing would do. One transaction stores all or none."""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice

import pandas as pd
import polars as pl
from sqlalchemy import Connection, func, select

from schemas import findings, tables
from schemas.language import message, sentences
from schemas.store import audit, bookkeeping, database
from seed import gate
from seed.batches import provenance, replacement
from seed.batches.receipt import (
    Measured,
    Partial,
    Receipt,
    Refresh,
    Remarks,
    TableRows,
    Trial,
    first_rows_stored,
)
from seed.batches.settings import stored_date_precision
from seed.batches.undo_and_erase import Undone, undo_in
from seed.gate import quarantine
from seed.submission import ALL, Progress, Stage, Submission, no_progress

BESIDE_ANOTHER = "supersedes.beside_another"


class ConflictingSubmissions:
    """Finds submissions of one write that would replace each other's rows.

    Some sources send all their records at each import. If one of them replaces all records of a
    jurisdiction, it removes the rows that another source brought before.
    """

    def __init__(self) -> None:
        self._sources: dict[str, list[str]] = defaultdict(list)
        self._replaced: set[str] = set()
        self._by_row: set[tuple[str | None, ...]] = set()

    def refuse_if_conflicting(self, submission: Submission, receipt: Receipt) -> Receipt:
        """Return the receipt, refused where two submissions of the write conflict.

        They conflict where both are of one jurisdiction and one of them replaces all of it, or
        where both have row numbers as ids and were made by the same mapping for the same office.
        """
        of = receipt.jurisdiction
        if submission.ids_by_row:
            source = (of, submission.mapping, submission.manifest.office_id)
            if source in self._by_row:
                return _refused_receipt(receipt, _same_row_ids_finding(submission))
            self._by_row.add(source)
        if of is None or not submission.is_present:
            return receipt
        if submission.manifest.supersedes == ALL:
            self._replaced.add(of)
        others = tuple(self._sources[of])
        self._sources[of].append(submission.source)
        if not others or of not in self._replaced:
            return receipt
        return _refused_receipt(receipt, _beside_another_finding(submission.source, of, others))


batches = bookkeeping.batches


def store(
    url: str,
    submissions: Iterable[Submission],
    *,
    partial: Partial,
    refresh: Refresh,
    remarks: Remarks | None = None,
    progress: Progress | None = None,
) -> list[Receipt]:
    """Store all submissions in one write and return a receipt for each, in their order.

    If one is refused, none is stored. A submission with the same content as a stored batch changes
    nothing. `refresh` updates what is counted from the records; `remarks` then returns findings on
    each new batch, which are stored with it. Raises DatabaseUnavailable.
    """
    # Read the first submission before the database is locked for writing. Not the others: a large
    # folder would not fit into memory.
    waiting = iter(submissions)
    first = list(islice(waiting, 1))
    action = audit.Action.IMPORT if partial is Partial.REFUSE else audit.Action.IMPORT_IN_PART
    with (
        audit.audited(url, action) as act,
        database.writing(url, purpose="import") as connection,
    ):
        receipts = store_in(
            connection,
            chain(first, waiting),
            partial,
            refresh,
            progress or no_progress,
            remarks=remarks,
        )
        if not any(receipt.status == "stored" for receipt in receipts):
            connection.rollback()
        act.on["batches"] = [one.batch_id for one in receipts if one.batch_id is not None]
        if any(receipt.status == "refused" for receipt in receipts):
            act.outcome = audit.Outcome.REFUSED
            act.on |= replacement.other_jurisdiction_log_reason(receipts)
    return receipts


def store_in(
    connection: Connection,
    submissions: Iterable[Submission],
    partial: Partial,
    refresh: Refresh,
    progress: Progress,
    *,
    remarks: Remarks | None = None,
    before_rows: Callable[[str], None] = lambda _: None,
) -> list[Receipt]:
    """Store submissions in the connection's transaction and return their receipts.

    The caller must roll back where no receipt has the status `stored`. `before_rows` is called with
    the jurisdiction of each accepted submission, just before its rows are stored.
    """
    # As before this write: "supersedes all" must not replace batches of the same write.
    in_force = replacement.batches_in_force(connection)
    last_before = replacement.last_batch(connection)
    conflicting = ConflictingSubmissions()
    receipts = [
        conflicting.refuse_if_conflicting(
            one,
            _store(
                connection,
                one,
                partial,
                progress,
                in_force=in_force,
                last_before=last_before,
                before_rows=before_rows,
            ),
        )
        for one in submissions
    ]
    statuses = {receipt.status for receipt in receipts}
    if "refused" in statuses:
        return [as_only_checked(receipt) for receipt in receipts]
    if "stored" not in statuses:
        return receipts
    progress(Stage.COUNTING, 0, 1)
    refresh(connection)
    progress(Stage.COUNTING, 1, 1)
    return [_with_remarks(connection, receipt, remarks) for receipt in receipts]


def _with_remarks(connection: Connection, receipt: Receipt, remarks: Remarks | None) -> Receipt:
    """Add to a stored receipt the remarks, and how identifiable its jurisdiction's persons are."""
    if receipt.status != "stored" or receipt.batch_id is None:
        return receipt
    said = remarks(connection, receipt.batch_id) if remarks is not None else ()
    provenance.store_findings(connection, receipt, said)
    jurisdiction = replacement.jurisdiction_of_batch(connection, receipt.batch_id)
    report = provenance.reidentification_report(connection, jurisdiction)
    provenance.store_reidentification_report(connection, receipt.batch_id, report)
    return replace(receipt, findings=(*receipt.findings, *said), reidentification=report)


def as_only_checked(receipt: Receipt) -> Receipt:
    """Return the receipt with status `checked` instead of `stored`, without a batch."""
    if receipt.status != "stored":
        return receipt
    return replace(receipt, status="checked", batch_id=None, rows_stored=0)


def _store(
    connection: Connection,
    submission: Submission,
    partial: Partial,
    progress: Progress,
    *,
    in_force: Collection[int],
    last_before: int,
    before_rows: Callable[[str], None],
) -> Receipt:
    replaces = replacement.batches_to_replace(connection, submission, in_force)
    # The content hash leaves out files that could not be read. Without such a file the hash may
    # equal that of a stored batch.
    if not gate.is_fatal(submission.findings):
        earlier = replacement.find_same_batch(connection, submission, last_before, replaces)
        if earlier is not None:
            return _already_stored(connection, submission, earlier)
    checked = gate.check(
        submission,
        functools.partial(_stored_rows, connection),
        dates=stored_date_precision(connection),
        replaces=replaces,
        progress=progress,
    )
    receipt = _build_receipt(connection, submission, checked)
    day_alone = receipt.status == "checked" and not receipt.changes_records
    if day_alone and not _is_newer(connection, submission, checked.jurisdiction):
        # The bytes differ, but each row is stored already and none is removed.
        return replace(receipt, status="already_stored")
    if day_alone:
        # A batch without rows: what is stored stays where it is, and is now known of a later day.
        checked = replace(checked, frames={}, kept={})
        replaces = frozenset()
        receipt = replace(receipt, supersedes=())
    in_part = partial is Partial.ACCEPT and receipt.may_be_stored_in_part
    if receipt.status == "refused" and not in_part:
        return receipt
    if in_part:
        # Put these first: only the first findings are kept with the batch.
        told = quarantine.quarantine_remarks(checked.held_back, submission.source)
        receipt = replace(receipt, findings=(*told, *receipt.findings))
    assert checked.jurisdiction is not None, "What is good says whose records it holds."
    before_rows(checked.jurisdiction)
    return _write(connection, submission, checked, receipt, replaces, progress)


def _write(
    connection: Connection,
    submission: Submission,
    checked: gate.Checked,
    receipt: Receipt,
    replaces: Collection[int],
    progress: Progress,
) -> Receipt:
    """Write the batch and its rows, and return the receipt with the number of the batch."""
    assert checked.jurisdiction is not None, "Checked before: only then is a batch written."
    batch_id = replacement.last_batch(connection) + 1
    stored = sum(frame.height for frame in checked.frames.values())
    receipt = replace(receipt, status="stored", batch_id=batch_id, rows_stored=stored)
    replaced = replacement.batches_replaced(connection, checked.jurisdiction, replaces)
    provenance.insert_batch(connection, submission, checked, receipt)
    with database.deferred_constraints(connection):
        replacement.supersede_rows(connection, checked, batch_id)
        _insert_rows(connection, checked.frames, batch_id, progress)
    replacement.recount_batch(connection, batch_id)
    replacement.record_replacements(connection, replaced, batch_id)
    return receipt


def _is_newer(connection: Connection, submission: Submission, jurisdiction: str | None) -> bool:
    """Return whether the submission was extracted after all records of its jurisdiction."""
    day = submission.manifest.extracted_on
    stored = select(func.max(batches.c.extracted_on)).where(
        batches.c.jurisdiction == jurisdiction, bookkeeping.may_have_rows_in_force()
    )
    before = connection.execute(stored).scalar()
    return day is not None and (before is None or day > before)


def _insert_rows(
    connection: Connection, frames: Mapping[str, pl.DataFrame], batch_id: int, progress: Progress
) -> None:
    """Insert the rows of a batch, parent tables before child tables."""
    number = pl.lit(batch_id, pl.Int32).alias("batch_id")
    total, done = sum(frame.height for frame in frames.values()), 0
    for table in tables.RECORD_TABLES:
        if table.name in frames:
            progress(Stage.STORING, done, total)
            database.insert_frame(connection, table, frames[table.name].with_columns(number))
            done += frames[table.name].height
    progress(Stage.STORING, done, total)


def _build_receipt(
    connection: Connection, submission: Submission, checked: gate.Checked
) -> Receipt:
    touched = dict.fromkeys((*checked.rows_read, *checked.removed))
    by_table = tuple(_table_rows(checked, table) for table in touched)
    giving_way = (checked.superseded, checked.kept, checked.removed)
    of_batches = {
        one for keys in giving_way for k in keys.values() for one in k["batch_id"].unique()
    }
    faults = (
        *checked.findings,
        *_made_up_beside_real_warning(connection, submission),
        *replacement.unfit_batches_faults(connection, submission, checked.jurisdiction),
        *replacement.other_jurisdiction_faults(submission, checked.jurisdiction),
        *replacement.older_export_fault(connection, submission, checked),
    )
    read, refused = sum(t.read for t in by_table), sum(t.refused for t in by_table)
    return Receipt(
        source=submission.source,
        status="refused" if findings.only_errors(faults) else "checked",
        batch_id=None,
        rows_read=read,
        rows_stored=0,
        rows_refused=refused,
        rows_good=sum(t.good for t in by_table),
        findings=faults,
        not_read=submission.not_read,
        accepted_share=1.0 if read == 0 else (read - refused) / read,
        tables=by_table,
        supersedes=tuple(sorted(of_batches)),
        jurisdiction=checked.jurisdiction,
        first_rows=tuple(first_rows_stored(submission, checked)),
        updates=submission.manifest.updates,
        named=submission.manifest.supersedes,
        held_back=checked.held_back,
        ids_by_row=submission.ids_by_row,
    )


def _table_rows(checked: gate.Checked, table: str) -> TableRows:
    kinds = (checked.frames, checked.superseded, checked.kept, checked.removed)
    good, changed, kept, removed = (kind[table].height if table in kind else 0 for kind in kinds)
    return TableRows(
        table,
        read=checked.rows_read.get(table, 0),
        new=good - changed - kept,
        changed=changed,
        unchanged=checked.rows_unchanged.get(table, 0),
        refused=checked.rows_refused.get(table, 0),
        removed=removed,
    )


def _already_stored(connection: Connection, submission: Submission, batch_id: int) -> Receipt:
    read = sum(text.height for text in submission.texts)
    return Receipt(
        source=submission.source,
        status="already_stored",
        batch_id=batch_id,
        rows_read=read,
        rows_stored=0,
        rows_refused=0,
        rows_good=0,
        findings=tuple(_superseded_since(connection, submission, batch_id)),
        not_read=submission.not_read,
        accepted_share=1.0,
        jurisdiction=replacement.jurisdiction_of_batch(connection, batch_id),
        updates=submission.manifest.updates,
        named=submission.manifest.supersedes,
        ids_by_row=submission.ids_by_row,
    )


def _superseded_since(
    connection: Connection, submission: Submission, batch_id: int
) -> Iterator[findings.Finding]:
    """Yield a warning for each later batch that replaced rows of this one."""
    for later in replacement.superseders_of(connection, batch_id):
        wording = message(
            "Import {later} has replaced rows of import {number}. To go back, undo import {later},"
            " or send these files again with --supersedes {later}.",
            later=later,
            number=batch_id,
        )
        warning = findings.Severity.WARNING
        yield findings.Finding(submission.source, "supersedes.since", wording, warning)


def _made_up_beside_real_warning(
    connection: Connection, submission: Submission
) -> tuple[findings.Finding, ...]:
    """Return a warning where one database would have both made-up and real records."""
    made_up = submission.manifest.made_up
    others = select(batches.c.batch_id).where(
        bookkeeping.may_have_rows_in_force(), batches.c.made_up.is_not(made_up)
    )
    if connection.execute(others.limit(1)).first() is None:
        return ()
    if made_up:
        found = message("This import has demonstration data, but the database has real records.")
    else:
        found = message("This import has real records, but the database has demonstration data.")
    wording = sentences(found, message("Use a separate database for each."))
    return (
        findings.Finding(
            submission.source, "batch.made_up_beside_real", wording, findings.Severity.WARNING
        ),
    )


def _refused_receipt(receipt: Receipt, because: findings.Finding) -> Receipt:
    return replace(
        receipt,
        status="refused",
        batch_id=None,
        rows_stored=0,
        findings=(*receipt.findings, because),
    )


def _same_row_ids_finding(submission: Submission) -> findings.Finding:
    """Return the finding on two exports of one mapping whose ids are row numbers."""
    wording = message(
        "Another export by the mapping [{mapping}] was sent with this one, and the ids of both are"
        " row numbers. Next time each would replace the other. Put both into one file, or give each"
        " its own mapping.",
        mapping=submission.mapping,
    )
    return findings.Finding(submission.source, BESIDE_ANOTHER, wording)


def _beside_another_finding(
    source: str, jurisdiction: str, others: tuple[str, ...]
) -> findings.Finding:
    """Return the finding on submissions that would remove each other's rows each time."""
    wording = message(
        "This import and [{others}] are both of [{jurisdiction}], and one of them replaces all its"
        " records. Each time they would remove each other's rows. Send both as one import, or write"
        " updates = true for each.",
        others=", ".join(others),
        jurisdiction=jurisdiction,
    )
    return findings.Finding(source, BESIDE_ANOTHER, wording)


def _stored_rows(
    connection: Connection, name: str, columns: tuple[str, ...], jurisdiction: str
) -> pl.DataFrame:
    """Return `columns` and `batch_id` of the rows of a jurisdiction in a table."""
    table = tables.BY_NAME[name]
    names = dict.fromkeys((*columns, "batch_id"))
    query = select(*(table.c[column] for column in names)).where(
        table.c.jurisdiction == jurisdiction
    )
    return database.read_frame(connection, query)


def try_out(
    url: str,
    submissions: Iterable[Submission],
    *,
    partial: Partial,
    refresh: Refresh,
    measured: Measured,
    remarks: Remarks | None = None,
    progress: Progress | None = None,
) -> Trial:
    """Return the receipts that `store` would return, with measures before and after.

    `measured` computes the measures of some jurisdictions. Nothing is written: no database file is
    created either. Raises DatabaseUnavailable.
    """
    steps = progress or no_progress
    before: dict[str, pd.DataFrame] = {}
    with database.trying(url) as connection:

        def look(jurisdiction: str) -> None:
            # Measuring takes longest, so it is done only for submissions that are not refused.
            if jurisdiction not in before:
                steps(Stage.COMPARING, 0, 2)
                before[jurisdiction] = measured(connection, frozenset({jurisdiction}))
                steps(Stage.COMPARING, 1, 2)

        receipts = store_in(
            connection, submissions, partial, refresh, steps, remarks=remarks, before_rows=look
        )
        if because := replacement.other_jurisdiction_log_reason(receipts):
            # The audit log has no entry for a dry run, except when somebody brings the records of
            # another jurisdiction.
            audit.log_refused(url, audit.Action.IMPORT, **because)
        if not any(receipt.status == "stored" for receipt in receipts):
            return Trial(tuple(receipts), None, None)
        after = measured(connection, frozenset(before))
        steps(Stage.COMPARING, 2, 2)
    told = tuple(as_only_checked(receipt) for receipt in receipts)
    return Trial(told, pd.concat(before.values(), ignore_index=True), after)


def try_undo(
    url: str,
    batch_id: int,
    *,
    refresh: Refresh,
    measured: Measured,
    progress: Progress | None = None,
) -> tuple[Undone, pd.DataFrame, pd.DataFrame]:
    """Return what undoing a batch would do, and the measures before and after it.

    Nothing is written. Raises UserError if the batch cannot be undone,
    and DatabaseUnavailable if the database cannot be read.
    """
    steps = progress or no_progress
    database.reading(url)
    with database.trying(url) as connection:
        steps(Stage.COMPARING, 0, 2)
        of_batch = select(batches.c.jurisdiction).where(batches.c.batch_id == batch_id)
        jurisdictions = frozenset(connection.execute(of_batch).scalars())
        before = measured(connection, jurisdictions)
        steps(Stage.COMPARING, 1, 2)
        undone = undo_in(connection, batch_id, refresh, steps)
        after = measured(connection, jurisdictions)
        steps(Stage.COMPARING, 2, 2)
    return undone, before, after
