"""Where stored rows came from: batches with their files, findings, reports and corrections."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy import insert as insert_into

from schemas import dates, findings, scopes, tables
from schemas.language import messages
from schemas.store import bookkeeping, database
from seed.batches.receipt import Receipt, ReidentificationReport, TableReport, TableRows
from seed.gate import Checked
from seed.gate.quarantine import HELD
from seed.submission import Submission

# Settings and lists that people keep next to the records, and that change figures or their notes.
SET_BESIDE = (
    bookkeeping.settings,
    bookkeeping.targets,
    bookkeeping.events,
    bookkeeping.rates,
    bookkeeping.wages,
    # The batches do not show that a case was erased.
    bookkeeping.erasures,
)
OWN = frozenset({"batch_id", "row_number"})
batches, batch_files = bookkeeping.batches, bookkeeping.batch_files
batch_tables, batch_reidentification = bookkeeping.batch_tables, bookkeeping.batch_reidentification
batch_findings, batch_not_read = bookkeeping.batch_findings, bookkeeping.batch_not_read
cases, suspects, victims = tables.cases, tables.suspects, tables.victims
# A pseudonym hides only the id: a person with a unique combination of values can still be found.
# These are values that an acquaintance may know: columns of the person and the case, and the year
# in which the person first appears. A blank counts as a value.
QUASI_IDENTIFIERS: dict[str, tuple[ColumnElement, ...]] = {
    suspects.name: (
        suspects.c.kind,
        suspects.c.sex,
        suspects.c.age_group,
        suspects.c.citizenship,
        cases.c.form,
        cases.c.sector,
        cases.c.office_id,
        dates.year_of(func.coalesce(suspects.c.suspected_on, suspects.c.charged_on)).label("year"),
    ),
    victims.name: (
        victims.c.sex,
        victims.c.age_group,
        victims.c.citizenship,
        victims.c.form,
        victims.c.sector,
        cases.c.office_id,
        dates.year_of(func.coalesce(victims.c.identified_on, victims.c.first_contact_on)).label(
            "year"
        ),
    ),
}
PERSONS = (suspects, victims)
ROWS = "rows_of_class"
# A file with an error in each row has as many findings. The first ones are enough to correct it.
FINDINGS_KEPT = 1_000


def insert_batch(
    connection: Connection, submission: Submission, checked: Checked, receipt: Receipt
) -> None:
    """Insert the receipt's batch with its files, tables, findings and unread columns."""
    manifest = submission.manifest
    batch = {
        "batch_id": receipt.batch_id,
        "source": bookkeeping.cut_to_column(batches.c.source, submission.source),
        "content_hash": submission.content_hash,
        "jurisdiction": checked.jurisdiction,
        "office_id": manifest.office_id,
        "mapping": bookkeeping.cut_to_column(batches.c.mapping, submission.mapping),
        "made_up": manifest.made_up,
        "extracted_on": manifest.extracted_on,
        "period_from": manifest.period_from,
        "period_to": manifest.period_to,
        "note": bookkeeping.cut_to_column(batches.c.note, manifest.note),
        "rows_read": receipt.rows_read,
        "rows_stored": receipt.rows_stored,
        "rows_refused": receipt.rows_refused,
        # Without a zone, in UTC.
        "stored_at": datetime.now(UTC).replace(tzinfo=None),
    }
    connection.execute(insert_into(batches).values(batch))
    batch_id = receipt.batch_id
    _insert_all(connection, batch_files, batch_id, _file_rows(submission, checked))
    sent = [_table_row(rows) for rows in receipt.tables if rows.table in checked.rows_read]
    _insert_all(connection, batch_tables, batch_id, sent)
    store_findings(connection, receipt, receipt.findings)
    file, column = batch_not_read.c.file, batch_not_read.c.column_name
    unread: list[dict[str, object]] = [
        {
            "file": bookkeeping.cut_to_column(file, of_file),
            "column_name": bookkeeping.cut_to_column(column, name),
        }
        for of_file, name in receipt.not_read
    ]
    _insert_all(connection, batch_not_read, batch_id, unread)


def store_findings(
    connection: Connection, receipt: Receipt, faults: Sequence[findings.Finding]
) -> None:
    """Insert findings on a batch."""
    _insert_all(connection, batch_findings, receipt.batch_id, _finding_rows(faults))


def store_reidentification_report(
    connection: Connection, batch_id: int, report: ReidentificationReport
) -> None:
    """Insert the report on how identifiable persons were when the batch was stored."""
    rows: list[dict[str, object]] = []
    for of_table in report.tables:
        values = asdict(of_table)
        values |= {"table_name": values.pop("table"), "columns": ", ".join(of_table.columns)}
        rows.append(values)
    _insert_all(connection, batch_reidentification, batch_id, rows)


def all_batches(connection: Connection, scope: scopes.Scope) -> pl.DataFrame:
    """Return the batches in ascending order, one row each.

    Columns: those of `batches`; `findings`, the number of findings, where one on many rows counts
    once for each row; `errors`, how many of them are errors; `cases_held_back`, the cases left out
    because one of their rows was refused; `replaced_by`, the last batch that replaced this one, or
    NULL; `accepted_share` (0-1).

    Undone batches are included, with `undone_at`. Times are in UTC.
    """
    of_batch = (
        select(cast(func.coalesce(func.sum(batch_findings.c.occurrences), 0), Integer))
        .where(batch_findings.c.batch_id == batches.c.batch_id)
        .correlate(batches)
    )
    errors = of_batch.where(batch_findings.c.severity == "error")
    held_back = of_batch.where(batch_findings.c.rule == HELD)
    replacements = bookkeeping.replacements.c
    by = (
        select(func.max(replacements.replaced_by))
        .where(replacements.batch_id == batches.c.batch_id)
        .scalar_subquery()
    )
    query = (
        select(
            *batches.c,
            of_batch.scalar_subquery().label("findings"),
            errors.scalar_subquery().label("errors"),
            held_back.scalar_subquery().label("cases_held_back"),
            by.label("replaced_by"),
        )
        .where(_is_of_scope(scope))
        .order_by(batches.c.batch_id)
    )
    rows_read = pl.col("rows_read")
    return database.read_frame(connection, query).with_columns(
        accepted_share=pl.when(rows_read == 0)
        .then(1.0)
        .otherwise((rows_read - pl.col("rows_refused")) / rows_read)
    )


def files_of(connection: Connection, scope: scopes.Scope, batch_id: int) -> pl.DataFrame:
    """Return the files of a batch: file, sha256, table_name, rows_read, rows_stored."""
    return _rows_of_batch(connection, scope, batch_files, batch_id)


def findings_of(connection: Connection, scope: scopes.Scope, batch_id: int) -> pl.DataFrame:
    """Return the stored findings of a batch: severity, file, row_number, column_name, rule, ..."""
    return _rows_of_batch(connection, scope, batch_findings, batch_id)


def unread_columns_of(connection: Connection, scope: scopes.Scope, batch_id: int) -> pl.DataFrame:
    """Return the source columns of a batch that were not read: file, column_name."""
    return _rows_of_batch(connection, scope, batch_not_read, batch_id)


def tables_of(connection: Connection, scope: scopes.Scope, batch_id: int) -> pl.DataFrame:
    """Return how many rows of each table of a batch were new, changed and so on.

    Columns: table_name, read, new, changed, unchanged, refused, removed; in the order of the record
    model. `unchanged` and `refused` are NULL for batches of old versions that did not separate
    them. A table that was not sent has a row if stored rows of it were removed.
    """
    sent = _rows_of_batch(connection, scope, batch_tables, batch_id)
    log = bookkeeping.corrections.c
    query = (
        select(log.table_name, func.sum(log.rows).label("removed"))
        .where(
            log.batch_id == batch_id,
            log.kind == bookkeeping.REMOVED,
            log.batch_id.in_(_batch_ids_of_scope(scope)),
        )
        .group_by(log.table_name)
    )
    removed = database.read_frame(connection, query).cast({"removed": pl.Int64})
    both = sent.join(removed, on="table_name", how="full", coalesce=True)
    unsent = pl.col("read").is_null()
    numbers = ("read", "new", "changed", "unchanged", "refused")
    order = pl.Enum([str(table.name) for table in tables.RECORD_TABLES])
    return both.with_columns(
        *(pl.when(unsent).then(0).otherwise(name).alias(name) for name in numbers),
        pl.col("removed").fill_null(0),
    ).sort(pl.col("table_name").cast(order))


def reidentification_of(connection: Connection, scope: scopes.Scope, batch_id: int) -> pl.DataFrame:
    """Return a batch's report on how identifiable persons are, one row per table of persons.

    Columns: table_name, columns (the characteristics, separated by commas), rows, classes
    (different combinations), smallest (rows of the rarest one), unique_rows (rows alone in theirs),
    frees_most (the characteristic without which the fewest rows are unique), unique_without (their
    number). An office gets no rows: the report is on a whole jurisdiction.
    """
    if scope.office:
        scope = scopes.NOTHING
    return _rows_of_batch(connection, scope, batch_reidentification, batch_id)


def corrections(connection: Connection, scope: scopes.Scope) -> pl.DataFrame:
    """Return the corrections log, newest first.

    Columns: batch_id (the batch that replaced rows or was undone), its source and jurisdiction,
    happened_at (UTC), kind, of_batch (whose rows they were), table_name, rows. The kinds are
    `superseded` (replaced by other content), `removed` (not replaced), `kept` (the same content now
    belongs to the new batch) and `undone`.
    """
    log = bookkeeping.corrections.c
    query = (
        select(
            log.batch_id,
            batches.c.source,
            batches.c.jurisdiction,
            *(log.happened_at, log.kind, log.of_batch, log.table_name, log.rows),
        )
        .join_from(bookkeeping.corrections, batches, batches.c.batch_id == log.batch_id)
        .where(_is_of_scope(scope), log.of_batch.in_(_batch_ids_of_scope(scope)))
        .order_by(log.happened_at.desc(), log.batch_id.desc(), log.table_name, log.of_batch)
    )
    return database.read_frame(connection, query)


def _rows_of_batch(
    connection: Connection, scope: scopes.Scope, table: Table, batch_id: int
) -> pl.DataFrame:
    of_batch = (table.c.batch_id == batch_id, table.c.batch_id.in_(_batch_ids_of_scope(scope)))
    query: Select = select(*(c for c in table.c if c.name != "batch_id")).where(*of_batch)
    return database.read_frame(connection, query)


def _file_rows(submission: Submission, checked: Checked) -> list[dict[str, object]]:
    remaining = {name: frame.height for name, frame in checked.frames.items()}
    rows: list[dict[str, object]] = []
    for text in submission.texts:
        # A mapping may fill a table from several files; their rows are stored in this order.
        stored = min(text.height, remaining.get(text.table, 0))
        remaining[text.table] = remaining.get(text.table, 0) - stored
        rows.append(
            {
                "file": bookkeeping.cut_to_column(batch_files.c.file, text.file),
                "sha256": text.sha256,
                "table_name": text.table,
                "rows_read": text.height,
                "rows_stored": stored,
            }
        )
    return rows


def _table_row(rows: TableRows) -> dict[str, object]:
    values = asdict(rows)
    # The corrections log has the removed rows, also for tables that were not sent.
    del values["removed"]
    return values | {"table_name": values.pop("table")}


def _finding_rows(faults: Sequence[findings.Finding]) -> list[dict[str, object]]:
    kept, others = list(faults[:FINDINGS_KEPT]), faults[FINDINGS_KEPT:]
    for severity in findings.Severity:
        kept += _summed_findings([finding for finding in others if finding.severity is severity])
    return [
        {
            "severity": finding.severity.value,
            "file": bookkeeping.cut_to_column(batch_findings.c.file, finding.file),
            "row_number": finding.row,
            "column_name": bookkeeping.cut_to_column(batch_findings.c.column_name, finding.column),
            "rule": finding.rule,
            "wording": bookkeeping.cut_to_column(batch_findings.c.wording, str(finding.wording)),
            "occurrences": finding.occurrences,
        }
        for finding in kept
    ]


def _summed_findings(others: Sequence[findings.Finding]) -> list[findings.Finding]:
    """Return one finding that counts the `others`, which are not stored; [] if there are none."""
    if not others:
        return []
    more = sum(finding.occurrences for finding in others)
    last = others[-1]
    wording = messages(
        "{count} more error or warning was not stored.",
        "{count} more errors or warnings were not stored.",
        more,
    )
    return [findings.Finding(last.file, "findings.more", wording, last.severity, occurrences=more)]


def _insert_all(
    connection: Connection, table: Table, batch_id: int | None, rows: list[dict[str, object]]
) -> None:
    for row in rows:
        row["batch_id"] = batch_id
    if rows:
        connection.execute(insert_into(table), rows)


def hash_without_batches(connection: Connection, scope: scopes.Scope) -> str:
    """Return a hash of what figures depend on besides the batches: settings, lists, erasures.

    It covers only what the scope may see: otherwise it would reveal changes in another
    jurisdiction. For an office it includes the batches of its jurisdiction, which the office cannot
    list.
    """
    told = [
        [
            table.name,
            *sorted(str(tuple(row)) for row in connection.execute(_rows_seen(scope, table))),
        ]
        for table in SET_BESIDE
    ]
    if scope.office:
        batch = bookkeeping.batches.c
        sent = select(batch.content_hash).where(
            bookkeeping.may_have_rows_in_force(), scope.of_place(batch.jurisdiction)
        )
        told.append(["batches", *sorted(connection.execute(sent).scalars())])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def changes_since(
    connection: Connection, scope: scopes.Scope, batch_ids: Collection[int]
) -> pl.DataFrame:
    """Return the differences between the records now and when `batch_ids` were in force.

    `batch_ids` must be all batches in force then. None of them may have been undone or erased
    since, because the history lacks their rows. Columns: jurisdiction, table, new, changed, removed
    (as in a dry run); sorted by jurisdiction, then in the order of the record model. Tables without
    differences are left out. Rows are counted for a whole jurisdiction, so the scope of an office
    gets none.
    """
    frames = [
        database.read_frame(connection, _count_differences(scope, table, frozenset(batch_ids)))
        for table in tables.RECORD_TABLES
    ]
    counted = ("new", "changed", "removed")
    every = pl.concat(frames).cast(dict.fromkeys(counted, pl.Int64))
    return every.sort("jurisdiction", maintain_order=True)


def _rows_seen(scope: scopes.Scope, table: Table) -> Select:
    """Return a query for the rows of a table that the scope may see."""
    if "jurisdiction" not in table.c:
        return select(table)
    return select(table).where(scope.of_place(table.c.jurisdiction))


def _count_differences(scope: scopes.Scope, table: Table, then: frozenset[int]) -> Select:
    """Return a query that counts, by jurisdiction, the rows that are new, changed and removed."""
    history, key = tables.HISTORY[table.name], ("jurisdiction", *tables.key_of(table))
    content = [column.name for column in table.c if column.name not in OWN]
    gone = history.c.batch_id.in_(then) & history.c[tables.SUPERSEDED_BY].not_in(then)
    seen, seen_then = (scope.of_records(of.c.jurisdiction, None) for of in (table, history))
    both = union_all(
        _compared_side(table, content, and_(seen, table.c.batch_id.not_in(then)), came=1, went=0),
        _compared_side(history, content, and_(seen_then, gone), came=0, went=1),
    ).subquery()
    # The same content under another batch is not a difference. GROUP BY treats NULLs as equal; a
    # join would not.
    sides = [func.sum(both.c[side]).label(side) for side in ("came", "went")]
    own = [both.c[name] for name in content]
    other = select(*own, *sides).group_by(*own).having(sides[0] != sides[1]).subquery()
    sides = [func.sum(other.c[side]).label(side) for side in ("came", "went")]
    own = [other.c[name] for name in dict.fromkeys(key)]
    by_key = select(*own, *sides).group_by(*own).subquery()
    came, went = by_key.c.came > 0, by_key.c.went > 0
    return (
        select(
            by_key.c.jurisdiction,
            literal(table.name, String).label("table"),
            _count_where(came & ~went).label("new"),
            _count_where(and_(came, went)).label("changed"),
            _count_where(~came & went).label("removed"),
        )
        .group_by(by_key.c.jurisdiction)
        .order_by(by_key.c.jurisdiction)
    )


def _compared_side(
    table: Table, content: list[str], where: ColumnElement[bool], *, came: int, went: int
) -> Select:
    """Return a query for rows that came (`came` is 1) or went (`went` is 1), with their content."""
    sides = literal(came).label("came"), literal(went).label("went")
    return select(*(table.c[name] for name in content), *sides).where(where)


def _count_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _is_of_scope(scope: scopes.Scope) -> ColumnElement:
    """Return whether the scope may see a batch. An office sees none of its whole jurisdiction."""
    return scope.of_records(batches.c.jurisdiction, batches.c.office_id)


def _batch_ids_of_scope(scope: scopes.Scope) -> Select:
    """Return a query for the numbers of the batches that the scope may see."""
    return select(batches.c.batch_id).where(_is_of_scope(scope))


def reidentification_report(connection: Connection, jurisdiction: str) -> ReidentificationReport:
    """Return how identifiable the persons in the stored rows of a jurisdiction are."""
    reports = [
        table_report(connection, table.name, _classes_query(table, jurisdiction))
        for table in PERSONS
    ]
    return ReidentificationReport(tuple(of_table for of_table in reports if of_table is not None))


def table_report(connection: Connection, name: str, query: Select) -> TableReport | None:
    """Return the report on a table from its combinations of characteristics; None without rows.

    `query` yields one row per class: the columns that define it, and `ROWS`, its number of rows.
    """
    classes = database.read_frame(connection, query)
    if classes.is_empty():
        return None
    columns = tuple(column for column in classes.columns if column != ROWS)
    size = classes[ROWS]
    unique = int((size == 1).sum())
    frees_most, unique_without = _column_freeing_most(classes, columns) if unique else (None, 0)
    smallest = int(classes.select(pl.col(ROWS).min()).item())
    return TableReport(
        name, columns, int(size.sum()), size.len(), smallest, unique, frees_most, unique_without
    )


def _classes_query(table: tables.Table, jurisdiction: str) -> Select:
    """Return a query for the number of rows with each combination of characteristics."""
    of_case = and_(table.c.jurisdiction == cases.c.jurisdiction, table.c.case_id == cases.c.case_id)
    columns = QUASI_IDENTIFIERS[table.name]
    return (
        select(*columns, func.count().label(ROWS))
        .select_from(table.outerjoin(cases, of_case))
        .where(table.c.jurisdiction == jurisdiction)
        .group_by(*columns)
    )


def _column_freeing_most(classes: pl.DataFrame, columns: tuple[str, ...]) -> tuple[str, int]:
    """Return the column without which the fewest rows are unique, and how many are then unique."""
    unique_without = [
        classes.group_by([one for one in columns if one != name])
        .agg(pl.col(ROWS).sum())
        .filter(pl.col(ROWS) == 1)
        .height
        for name in columns
    ]
    fewest = min(unique_without)
    return columns[unique_without.index(fewest)], fewest
