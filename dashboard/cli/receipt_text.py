"""Lines of text on imports: receipts, changed measures, findings and mappings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dashboard.cli.console import table_lines
from dashboard.frames import changed_measures
from metrics import import_impact
from schemas import findings, language
from schemas.language import n, t
from seed import batches
from seed.mapping import mapping_report

ROWS_NAMED = 5
LINES_SHOWN = 50
MOVES_SHOWN = 20
# The most values of a column that are printed; JSON has all.
VALUES_NAMED = 8
INDENT = "  "


def receipt_lines(receipt: batches.Receipt) -> Iterator[str]:
    """Yield a receipt as text: whether it was stored, rows by table, errors and warnings."""
    yield f"{receipt.source}: {' '.join(_outcome_sentences(receipt))}"
    for said in (receipt.by_row_in_words, receipt.day_in_words):
        yield from [f"  {t(said)}"] if said else []
    if receipt.may_be_stored_in_part:
        yield from _in_part_lines(receipt)
    if receipt.tables:
        yield from table_lines(
            (
                *(t("table"), t("read"), t("new"), t("changed"), t("unchanged"), t("rejected")),
                t("removed"),
            ),
            [
                (one.table, one.read, one.new, one.changed, one.unchanged, one.refused, one.removed)
                for one in receipt.tables
                if one.read or one.removed
            ],
        )
    for severity in findings.Severity:
        yield from finding_lines([f for f in receipt.findings if f.severity is severity])
    yield from not_read_lines(receipt.not_read)
    if receipt.reidentification is not None:
        yield from _reidentification_lines(receipt.reidentification)


def changed_measures_lines(every_move: Sequence[import_impact.MeasureChange]) -> Iterator[str]:
    """Yield lines on the main figures that would change, and how many others would."""
    if not every_move:
        yield INDENT + t("No result would change.")
        return
    shown = changed_measures.main_changes(every_move)[:MOVES_SHOWN]
    yield INDENT + t("Results that would change:")
    yield from (f"    {changed_measures.change_sentence(move, {})}" for move in shown)
    if left := len(every_move) - len(shown):
        yield 2 * INDENT + n(
            "and {count} more, of single years or smaller. --json prints all.",
            "and {count} more, of single years or smaller. --json prints all.",
            left,
        )


def _outcome_sentences(receipt: batches.Receipt) -> Iterator[str]:
    match receipt.status:
        case "stored":
            yield t("stored as import {number}.", number=receipt.batch_id)
            yield _accepted_sentence(receipt)
            yield from _replaced_sentences(receipt)
        case "already_stored" if receipt.batch_id is not None:
            yield t("already stored as import {number}.", number=receipt.batch_id)
            yield t("Nothing was changed.")
        case "already_stored":
            yield t("all rows are already stored.")
            yield t("Nothing was changed.")
        case "checked":
            yield t("can be stored. Nothing was stored yet.")
            yield _accepted_sentence(receipt)
            yield from _replaced_sentences(receipt)
        case "refused":
            yield t("rejected. Nothing was stored.")
            yield n("{count} row was read.", "{count} rows were read.", receipt.rows_read)


def _accepted_sentence(receipt: batches.Receipt) -> str:
    return n(
        "{count} row was read, and {share} accepted.",
        "{count} rows were read, and {share} of them accepted.",
        receipt.rows_read,
        share=language.percent(f"{100 * receipt.accepted_share:.1f}"),
    )


def _replaced_sentences(receipt: batches.Receipt) -> Iterator[str]:
    if not receipt.supersedes:
        return
    yield n(
        "It replaces {count} row (import {numbers}).",
        "It replaces {count} rows (import {numbers}).",
        sum(rows.changed for rows in receipt.tables),
        numbers=", ".join(map(str, receipt.supersedes)),
    )
    if receipt.rows_removed:
        yield n("It removes {count} row.", "It removes {count} rows.", receipt.rows_removed)


def _in_part_lines(receipt: batches.Receipt) -> Iterator[str]:
    """Yield what could be stored without the rejected rows, and what would be left out."""
    yield INDENT + n(
        "--accept-partial stores the other {count} row.",
        "--accept-partial stores the other {count} rows.",
        receipt.rows_good,
    )
    held = receipt.held_back
    yield from (f"    {t(text)}" for text in (held.in_words, held.untold_in_words) if text)


def finding_lines(faults: list[findings.Finding], most: int = LINES_SHOWN) -> Iterator[str]:
    """Yield how many errors or warnings there are, and the first `most`, one per line."""
    if not faults:
        return
    groups: dict[tuple[str, str, str | None, str], list[findings.Finding]] = defaultdict(list)
    for finding in faults:
        groups[finding.file, finding.rule, finding.column, finding.wording].append(finding)
    yield f"  {findings.count_alike(faults)}"
    for alike in list(groups.values())[:most]:
        yield f"    {_line_for_findings(alike)}"
    if len(groups) > most:
        left = len(groups) - most
        yield 2 * INDENT + n(
            "and {count} more. --json prints all.", "and {count} more. --json prints all.", left
        )


def _line_for_findings(alike: list[findings.Finding]) -> str:
    """Return one line for findings that differ only in their row."""
    first = alike[0]
    place = [first.file]
    rows = sorted({finding.row for finding in alike if finding.row is not None})
    if rows:
        named = language.comma_list(map(language.count, rows[:ROWS_NAMED]))
        left = sum(finding.occurrences for finding in alike) - len(rows[:ROWS_NAMED])
        if left:
            place.append(
                n("rows {rows} and {count} more", "rows {rows} and {count} more", left, rows=named)
            )
        else:
            place.append(n("row {rows}", "rows {rows}", len(rows), rows=named))
    if first.column is not None:
        place.append(first.column)
    return f"{', '.join(place)}: {t(first.wording)} [{first.rule}]"


def _reidentification_lines(report: batches.ReidentificationReport) -> Iterator[str]:
    """Yield how many stored people have a unique combination of characteristics."""
    for one in report.tables:
        yield INDENT + n(
            "{table}: {count} of {all} rows is the only one with its values of {columns}.",
            "{table}: {count} of {all} rows are the only ones with their values of {columns}.",
            one.unique_rows,
            table=one.table,
            all=language.count(one.rows),
            columns=", ".join(one.columns),
        )
        if one.frees_most is not None and one.unique_without < one.unique_rows:
            yield 2 * INDENT + t(
                "Without {column} it would be {number}.",
                column=one.frees_most,
                number=language.count(one.unique_without),
            )


def not_read_lines(not_read: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield the columns of each file that are not read."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for file, column in not_read:
        by_file[file].append(column)
    for file, columns in by_file.items():
        yield INDENT + t("Not read from {file}: {columns}", file=file, columns=", ".join(columns))


def first_rows_lines(first_rows: Iterable[batches.FirstRows]) -> Iterator[str]:
    """Yield the first rows of each table that are, or would be, stored."""
    for first in first_rows:
        yield INDENT + t("First rows of {table}, from {file}", table=first.table, file=first.file)
        yield from table_lines(first.columns, first.rows)


def mapping_report_lines(report: mapping_report.MappingReport | None) -> Iterator[str]:
    """Yield what a mapping did: rows read, rows made, and what it could not read."""
    if report is None:
        return
    yield INDENT + t("Mapping {name}: rows read", name=report.profile)
    yield from table_lines(
        (t("file"), t("rows"), t("columns"), t("rows not used")),
        [(f.file, f.rows, f.columns, f.unused) for f in report.files],
    )
    yield INDENT + t("Rows made")
    yield from table_lines(
        (
            *(t("table"), t("from"), t("read"), t("left out"), t("rejected"), t("duplicates")),
            t("made"),
        ),
        [
            (one.table, one.file, one.read, one.left_out, one.refused, one.merged, one.rows)
            for one in report.tables
        ],
    )
    for table in report.tables:
        if table.left_by:
            asked = "; ".join(f"{rule}: {language.count(rows)}" for rule, rows in table.left_by)
            yield INDENT + t(
                "Rows left out of {table}, from {file}, by condition: {conditions}",
                table=table.table,
                file=table.file,
                conditions=asked,
            )
    yield from _not_mapped_lines(report.not_mapped)
    if report.lacks_day:
        yield INDENT + t(
            "The extraction date is missing, so today is used. Give it with --extracted-on"
            " YYYY-MM-DD, or under [manifest]."
        )
    if report.to_accept:
        yield INDENT + t(
            "The mapping does not say which export it was made for. If this export is right, run:"
            " {command}",
            command=report.to_accept,
        )


def _not_mapped_lines(missed: tuple[mapping_report.NotMapped, ...]) -> Iterator[str]:
    by_column: dict[tuple[str, str, str, mapping_report.Values], list[str]] = defaultdict(list)
    for one in missed:
        by_column[one.file, one.column, one.kind, one.values].append(f"{one.table}.{one.target}")
    for (file, column, kind, values), targets in by_column.items():
        about = {
            "file": file,
            "column": column,
            "targets": ", ".join(targets),
            "values": values_text(values),
        }
        if kind == "late":
            yield INDENT + n(
                "Not mapped: {file}, {column}, to {targets}. {count} cell has a date that is too"
                " late: {values}",
                "Not mapped: {file}, {column}, to {targets}. {count} cells have a date that is too"
                " late: {values}",
                values.cells,
                **about,
            )
        else:
            yield INDENT + n(
                "Not mapped: {file}, {column}, to {targets} ({kind}). {count} cell: {values}",
                "Not mapped: {file}, {column}, to {targets} ({kind}). {count} cells: {values}",
                values.cells,
                kind=t(kind),
                **about,
            )


def values_text(values: mapping_report.Values) -> str:
    """Return values that may be shown with their counts, and the number of other cells."""
    named = [f"[{value}] {language.count(cells)}" for value, cells in values.shown[:VALUES_NAMED]]
    left = values.cells - sum(cells for _, cells in values.shown[:VALUES_NAMED])
    if left:
        named.append(
            n(
                "{count} with a value that is rare, long or private",
                "{count} with values that are rare, long or private",
                left,
            )
        )
    return language.comma_list(named)
