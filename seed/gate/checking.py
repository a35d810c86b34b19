"""Check a submission. Every record passes through `check` before it is stored."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import polars as pl

from schemas import findings, frames, tables
from schemas.language import message, messages, sentences
from seed import country_codes
from seed.gate import column_checks, id_privacy, key_checks, quarantine, rules
from seed.gate.parse_table import parse_table
from seed.gate.quarantine import HeldBack
from seed.gate.row_comparison import (
    FILE,
    ROW,
    Known,
    StoredKeys,
    TableRows,
    compare_with_stored,
    removal_findings,
    rows_to_remove,
)
from seed.submission import (
    Dates,
    Manifest,
    Progress,
    Stage,
    Submission,
    TextTable,
    no_progress,
)

MANIFEST = "submission.toml"
# A file with a header and no row.
NO_ROWS = "file.no_rows"
OFFICE = "office_id"
# Tables whose rows belong to one office. In other tables a blank means all offices, or none.
OF_ONE_OFFICE = ("cases", "inspections")
# Tables that can state the submission's jurisdiction, if the manifest does not.
STATING = ("jurisdictions", "offices")
Finding = findings.Finding
errors_of = findings.only_errors
# Rules about a whole file, even where the finding names a row: no part of it can be stored.
ABOUT_FILES = {"file", "enc", "csv", "header", "zip", "manifest", "schema", "privacy"}
ONE_OF_EACH = message("An import has one jurisdiction. Send one for each.")


@dataclass(frozen=True)
class Checked:
    """The result of the gate.

    `frames` has the rows to store by table: the stored columns without `batch_id`. Rows that are
    stored already with the same content are neither in `frames` nor in `rows_refused`.
    `rows_refused` includes the rows of `held_back`.

    The other frames have the keys, with `batch_id`, of stored rows that are replaced. `superseded`
    rows are replaced by other content. `kept` rows are replaced by the same content, which is in
    `frames`. `removed` rows are not replaced: the submission replaces their batch and lacks them.
    """

    jurisdiction: str | None
    frames: dict[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    rows_read: dict[str, int]
    rows_refused: dict[str, int]
    rows_unchanged: dict[str, int]
    superseded: dict[str, pl.DataFrame]
    kept: dict[str, pl.DataFrame]
    removed: dict[str, pl.DataFrame]
    held_back: HeldBack


def is_fatal(findings: Iterable[Finding]) -> bool:
    """Return whether an error is about a whole file, so that no part can be stored."""
    return any(
        finding.row is None or finding.rule.partition(".")[0] in ABOUT_FILES
        for finding in errors_of(findings)
    )


def check(
    submission: Submission,
    stored_keys: StoredKeys,
    *,
    dates: Dates = "day",
    replaces: Collection[int] = (),
    progress: Progress = no_progress,
) -> Checked:
    """Check a submission against the record model, its own rows, and the stored rows.

    All errors are collected. If a row is refused, its children are refused too, and so is its whole
    case. `stored_keys` reads stored rows. `dates` is the precision that the database keeps; the
    manifest may ask for less. `replaces` are the batches that the submission replaces.

    Call it once for a submission: to save memory it drops the text rows once they are typed.
    """
    if dates == "month":
        manifest = replace(submission.manifest, dates=dates)
        submission = replace(submission, manifest=manifest)
    rows, findings = _parse_tables(submission)
    findings = [*submission.findings, *findings]
    leaving: dict[str, pl.DataFrame] = {}
    held = HeldBack()
    findings += _future_day_fault(submission.manifest)
    code, faults = _find_jurisdiction(submission.manifest, rows)
    # A file that could not be read may state the jurisdiction: do not report it as missing.
    findings += faults if rows or not errors_of(findings) else []
    if code is not None:
        findings += _rows_of_others(code, rows)
        stated = pl.lit(code).alias("jurisdiction")
        for table in rows.values():
            table.frame = table.frame.with_columns(stated)
        known = _known(submission, rows, stored_keys, code, replaces)
        findings += _fill_offices(submission.manifest.office_id, known)
        findings += _checked_rows(submission, known, progress)
        findings += rules.contradicted_coverage_warnings(known)
        findings += rules.undated_coverage_warnings(known)
        left = quarantine.unmapped_rows_by_table(submission)
        # Where ids are row numbers, a refused row and the stored row of its id are not the same.
        by_row = known.ids_by_row
        leaving = {} if by_row else rows_to_remove(known, left)
        # If the whole submission is refused, there is no need to find cases that could be stored.
        if not is_fatal(findings):
            findings += quarantine.statement_faults(known, left)
            held, leaving = quarantine.hold_back_cases(known.alone, left, leaving)
        leaving = rows_to_remove(known, {}) if by_row else leaving
        findings += removal_findings(known, leaving, {} if by_row else left, held.untold)
    findings = _merge_empty(id_privacy.merge_findings(findings), submission.source)
    return _build_result(submission, code, rows, findings, leaving, held)


def _merge_empty(found: list[Finding], source: str) -> list[Finding]:
    """Return the findings, with a single one for all files that have no rows."""
    empty = [finding for finding in found if finding.rule == NO_ROWS]
    if len(empty) < 2:
        return found
    wording = sentences(
        messages(
            "{count} file has no rows: {files}.",
            "{count} files have no rows: {files}.",
            len(empty),
            files=", ".join(finding.file for finding in empty),
        ),
        message("Leave them out. Use coverage.csv to declare tables that you do not collect."),
    )
    merged = Finding(source, NO_ROWS, wording, occurrences=len(empty))
    return [merged, *(finding for finding in found if finding.rule != NO_ROWS)]


def _known(
    submission: Submission,
    rows: dict[str, TableRows],
    stored_keys: StoredKeys,
    code: str,
    replaces: Collection[int],
) -> Known:
    return Known(
        rows,
        unread=_sent_tables(submission) - set(rows),
        stored=stored_keys,
        jurisdiction=code,
        supersedes=frozenset(replaces),
        updates=submission.manifest.updates,
        ids_by_row=submission.ids_by_row,
        is_mapped=submission.mapping is not None,
    )


def _parse_tables(submission: Submission) -> tuple[dict[str, TableRows], list[Finding]]:
    """Return typed rows by table, parents first, without files whose columns are wrong."""
    rows: dict[str, TableRows] = {}
    findings: list[Finding] = []
    for table in tables.RECORD_TABLES:
        texts: list[TextTable] = []
        for text in submission.texts:
            if text.table == table.name:
                assert not text.has_dropped_rows, f"{text.file} was checked before."
                faults = column_checks.column_faults(text, table)
                findings += faults
                texts += [] if faults else [text]
                findings += [] if faults else id_privacy.word_findings(text, table)
        if texts:
            rows[table.name], faults = parse_table(texts, table, submission.manifest.dates)
            findings += faults
        for text in texts:
            text.drop_rows()
    return rows, findings


def _sent_tables(submission: Submission) -> frozenset[str]:
    """Return the tables of which a file was sent, whether or not it could be read."""
    files = {finding.file for finding in errors_of(submission.findings)}
    return frozenset(text.table for text in submission.texts) | {
        table.name for table in tables.RECORD_TABLES if f"{table.name}.csv" in files
    }


def _checked_rows(submission: Submission, known: Known, progress: Progress) -> Iterator[Finding]:
    """Yield the findings on all rows, parents first, and mark the refused rows."""
    total = sum(rows.frame.height for rows in known.rows.values())
    done = 0
    for rows in known.rows.values():
        progress(Stage.CHECKING, done, total)
        yield from _checked_table(rows, known, submission)
        done += rows.frame.height
    progress(Stage.CHECKING, done, total)
    yield from rules.cases_without_children(known)
    yield from rules.assets_without_case(known)


def _checked_table(rows: TableRows, known: Known, submission: Submission) -> Iterator[Finding]:
    yield from id_privacy.hash_and_number_findings(rows, known.jurisdiction.partition("-")[0])
    yield from key_checks.duplicate_keys(rows)
    yield from key_checks.rows_of_totals(rows)
    yield from key_checks.almost_equal_ids(rows, known)
    needed = {name for rule in rules.rules_of(rows.table.name) for name in rule.parent_columns}
    parents, orphans = rules.look_up_parents(rows, known, sorted(needed))
    yield from orphans
    if rows.table is tables.payments:
        parents.append(rules.sums_already_paid(rows, known))
    yield from rules.rule_findings(rows, parents, _latest_day(submission), submission.implied)
    yield from rules.pattern_findings(rows)
    yield from compare_with_stored(rows, known)


def _future_day_fault(manifest: Manifest) -> Iterator[Finding]:
    """Yield a finding where the extraction date is in the future.

    Otherwise events that are not due yet would count as if they were overdue.
    """
    if manifest.extracted_on is not None and manifest.extracted_on > tomorrow():
        wording = message(
            "The extraction date is in the future. Write the day on which the records were taken."
        )
        file = MANIFEST
        yield Finding(file, "manifest.future", wording, column="extracted_on")


def _latest_day(submission: Submission) -> date:
    """Return the last day for an event: one day after the extraction, to allow for time zones."""
    extracted = submission.manifest.extracted_on
    return tomorrow() if extracted is None else min(extracted, tomorrow()) + timedelta(days=1)


def tomorrow() -> date:
    """Return the day after today in UTC, because time zones further east may have it already."""
    return datetime.now(UTC).date() + timedelta(days=1)


def _build_result(
    submission: Submission,
    code: str | None,
    rows: dict[str, TableRows],
    findings: list[Finding],
    leaving: dict[str, pl.DataFrame],
    held: HeldBack,
) -> Checked:
    read = Counter[str]()
    for text in submission.texts:
        read[text.table] += text.height
    refused = Counter(
        {
            name: int(rows[name].refused.sum()) if name in rows else height
            for name, height in read.items()
        }
    )
    for unmapped in submission.unmapped:
        read[unmapped.table] += unmapped.ids.height
        refused[unmapped.table] += unmapped.ids.height
    good = {} if is_fatal(findings) else {name: _good_rows(table) for name, table in rows.items()}
    unproven = [
        failure
        for name, frame in good.items()
        for failure in frames.frame_findings(frame, rows[name].table)
    ]
    if unproven:
        good = {}
    return Checked(
        jurisdiction=code,
        frames={name: frame for name, frame in good.items() if frame.height},
        findings=(*findings, *unproven),
        rows_read=read,
        rows_refused=refused,
        rows_unchanged={
            name: int((table.unchanged & ~table.refused).sum()) for name, table in rows.items()
        },
        superseded=_keys_given_way(good, {name: table.replaced for name, table in rows.items()}),
        kept=_keys_given_way(good, {name: table.kept for name, table in rows.items()}),
        removed={} if unproven or is_fatal(findings) else leaving,
        held_back=held,
    )


def _keys_given_way(
    good: dict[str, pl.DataFrame], giving_way: dict[str, pl.DataFrame | None]
) -> dict[str, pl.DataFrame]:
    """Return the keys of stored rows to be replaced, but only where the new row is good."""
    given_way: dict[str, pl.DataFrame] = {}
    for name, frame in good.items():
        if (keys := giving_way[name]) is not None:
            key = [column for column in keys.columns if column != "batch_id"]
            given_way[name] = keys.join(frame, on=key, how="semi", nulls_equal=True)
    return {name: keys for name, keys in given_way.items() if keys.height}


def _good_rows(rows: TableRows) -> pl.DataFrame:
    good = rows.frame.drop(FILE)
    kept = ~(rows.refused | (rows.unchanged & ~rows.taken_over))
    return good if kept.all() else good.filter(kept)


def _fill_offices(office: str | None, known: Known) -> Iterator[findings.Finding]:
    """Fill blank offices from the manifest, or yield a finding where that office is unknown."""
    rows = [known.rows[name] for name in OF_ONE_OFFICE if name in known.rows]
    if office is None or not rows:
        return
    if not _is_known_office(office, known):
        wording = message(
            "No office has this office_id. Send offices.csv with its row, or correct the id."
        )
        yield findings.Finding(MANIFEST, "manifest.office", wording, column=OFFICE)
        return
    for table in rows:
        table.frame = table.frame.with_columns(pl.col(OFFICE).fill_null(office))
        # Treat the column as sent, so that it is compared with the stored rows.
        table.sent |= {OFFICE}


def _is_known_office(office: str, known: Known) -> bool:
    if "offices" in known.unread:
        return True
    sent = known.rows.get("offices")
    if sent is not None and office in sent.frame[OFFICE]:
        return True
    return office in known.not_replaced("offices", (OFFICE,))[OFFICE]


def _find_jurisdiction(
    manifest: Manifest, rows: Mapping[str, TableRows]
) -> tuple[str | None, list[findings.Finding]]:
    """Return the jurisdiction, or None and the finding that says why there is none."""
    if manifest.jurisdiction is not None:
        if country_codes.is_jurisdiction(manifest.jurisdiction):
            return manifest.jurisdiction, []
        wording = message(
            "Invalid jurisdiction. Use an ISO 3166-1 alpha-3 code, for example USA or USA-CA."
        )
        rule = "jurisdiction.unknown"
        return None, [findings.Finding(MANIFEST, rule, wording, column="jurisdiction")]
    stated = [rows[name].frame["jurisdiction"] for name in STATING if name in rows]
    different = sorted({code for column in stated for code in column.drop_nulls()})
    if len(different) == 1:
        return different[0], []
    if different:
        wording = sentences(
            messages(
                "The rows are of {count} jurisdiction: {codes}.",
                "The rows are of {count} jurisdictions: {codes}.",
                len(different),
                codes=", ".join(different[:10]),
            ),
            ONE_OF_EACH,
        )
        return None, [findings.Finding(f"{STATING[0]}.csv", "jurisdiction.several", wording)]
    wording = message(
        "The jurisdiction is missing. Write jurisdiction = and its code into submission.toml, or"
        " send jurisdictions.csv with its row."
    )
    return None, [findings.Finding(MANIFEST, "jurisdiction.none", wording)]


def _rows_of_others(code: str, rows: Mapping[str, TableRows]) -> Iterator[findings.Finding]:
    """Yield a finding for each table with rows of another jurisdiction."""
    for table in rows.values():
        if "jurisdiction" not in table.sent:
            continue
        other = table.frame["jurisdiction"] != code
        if count := int(other.sum()):
            first = table.frame[ROW].filter(other).item(0)
            wording = sentences(
                messages(
                    "{count} row, row {first:,}, is not of {jurisdiction}.",
                    "{count} rows, the first of them row {first:,}, are not of {jurisdiction}.",
                    count,
                    first=first,
                    jurisdiction=code,
                ),
                ONE_OF_EACH,
            )
            yield findings.Finding(
                table.files[0],
                "jurisdiction.other",
                wording,
                column="jurisdiction",
                occurrences=count,
            )
