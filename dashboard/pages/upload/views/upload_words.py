"""Texts on the result of an upload: rows by table, errors and warnings, and measures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import words
from dashboard.frames import changed_measures as frames_moves
from dashboard.frames import rule_words
from dashboard.pages.upload.mapping import tab_storage
from dashboard.pages.upload.mapping.mapping_words import finding_in_page_words
from metrics import catalogue, import_impact
from schemas import findings, tables
from schemas.language import comma_list, marked, n, t
from seed import batches

FINDING_HEADINGS = (
    *(marked("File"), marked("Row"), marked("Column"), marked("Type"), marked("What to do")),
    *(marked("How often"), marked("Rule")),
)


@dataclass(frozen=True)
class Group:
    """Findings with the same message; `places` has the rows and number of findings by file."""

    severity: findings.Severity
    rule: str
    column: str | None
    wording: str
    places: tuple[tuple[str, tuple[int, ...], int], ...]

    @property
    def times(self) -> int:
        """Return the number of findings."""
        return sum(times for _, _, times in self.places)


def lost_files_note(was: tab_storage.TabState) -> str:
    """Return a note on which files to choose again, and what need not be entered again."""
    parts = [t("The connection to the dashboard was renewed, so the chosen files are gone.")]
    if was.files:
        parts.append(t("Choose these files again: {files}.", files=words.listing([*was.files])))
    else:
        parts.append(t("Choose your files again."))
    if was.text:
        parts.append(t("Then choose “Other columns”, and your mapping comes back."))
    return " ".join(parts)


def outcome_sentences(receipt: batches.Receipt) -> str:
    """Return sentences on what storing the files would do, or has done."""
    match receipt.status:
        case "checked":
            can_be_stored = (
                t("{source} can be stored without its rejected rows.", source=receipt.source)
                if receipt.rows_refused
                else t("{source} can be stored.", source=receipt.source)
            )
            return " ".join([can_be_stored, *_rows_sentences(receipt)])
        case "already_stored" if receipt.batch_id is not None:
            return t(
                "{source} is already stored, as import {number}. There is nothing to do.",
                source=receipt.source,
                number=receipt.batch_id,
            )
        case "already_stored":
            return t(
                "All rows of {source} are already stored. There is nothing to do.",
                source=receipt.source,
            )
        case "stored":
            stored = t(
                "{source} is stored as import {number}.",
                source=receipt.source,
                number=receipt.batch_id,
            )
            return " ".join([stored, *_rows_sentences(receipt)])
        case "refused":
            return " ".join(_refused_sentences(receipt))


def left_out_text(receipt: batches.Receipt) -> list[str]:
    """Return texts on what is left out with rejected rows; empty if nothing can be stored."""
    if receipt.status != "checked" and not receipt.may_be_stored_in_part:
        return []
    held = receipt.held_back
    return [t(said) for said in (held.in_words, held.untold_in_words) if said]


def accept_label(receipt: batches.Receipt) -> str:
    """Return the label of the button to accept, with what is left out."""
    if not receipt.rows_refused:
        return t("Accept and store")
    if receipt.held_back.cases:
        return n(
            "Accept without {count} incomplete case",
            "Accept without {count} incomplete cases",
            receipt.held_back.cases,
        )
    return n(
        "Accept without {count} rejected row",
        "Accept without {count} rejected rows",
        receipt.rows_refused,
    )


def partial_check_label(receipt: batches.Receipt) -> str:
    """Return the label of the button to check what could be stored without errors."""
    share = words.share(receipt.accepted_share)
    if receipt.held_back.cases:
        return n(
            "Check again without {count} incomplete case ({share} of rows accepted)",
            "Check again without {count} incomplete cases ({share} of rows accepted)",
            receipt.held_back.cases,
            share=share,
        )
    return n(
        "Check again without {count} rejected row ({share} of rows accepted)",
        "Check again without {count} rejected rows ({share} of rows accepted)",
        receipt.rows_refused,
        share=share,
    )


def rows_by_table(receipt: batches.Receipt) -> list[list[str]]:
    """Return lines of text by table: name, rows read, new, changed, unchanged, refused, removed.

    Tables without rows are left out.
    """
    order = [table.name for table in tables.RECORD_TABLES]
    return [
        [words.code(one.table), *map(words.count, row_counts(one))]
        for one in sorted(receipt.tables, key=lambda one: order.index(one.table))
        if one.read or one.refused or one.removed
    ]


def row_counts(table: batches.TableRows) -> tuple[int, ...]:
    """Return numbers of rows: read, new, changed, unchanged, refused, and stored rows removed."""
    return table.read, table.new, table.changed, table.unchanged, table.refused, table.removed


def group_findings(faults: Iterable[findings.Finding]) -> list[Group]:
    """Return groups of findings that differ only in file and row: errors, then most frequent.

    Rows are in the order of the file.
    """
    alike: dict[tuple[findings.Severity, str, str | None, str], list[findings.Finding]] = (
        defaultdict(list)
    )
    for one in faults:
        wording = finding_in_page_words(one.wording)
        alike[one.severity, one.rule, one.column, wording].append(one)
    grouped = [Group(*key, places=tuple(_rows_by_file(same))) for key, same in alike.items()]
    return sorted(grouped, key=lambda group: (group.severity.value, -group.times))


def _rows_by_file(same: Iterable[findings.Finding]) -> Iterator[tuple[str, tuple[int, ...], int]]:
    of: dict[str, list[findings.Finding]] = defaultdict(list)
    for one in same:
        of[one.file].append(one)
    for file, in_file in of.items():
        rows = sorted({one.row for one in in_file if one.row is not None})
        yield file, tuple(rows), sum(one.occurrences for one in in_file)


def location_text(group: Group) -> str:
    """Return a group's file, column and first rows as text; for several files, numbers by file."""
    if len(group.places) > 1:
        return comma_list(
            t("{file} ({times})", file=file, times=words.count(times))
            for file, _, times in group.places
        )
    [(file, rows, times)] = group.places
    place = [file] if file else []
    if group.column:
        place.append(t("column {column}", column=group.column))
    if rows:
        place.append(rule_words.row_numbers_text(rows, times))
    return comma_list(place)


def findings_table(faults: Sequence[findings.Finding]) -> pd.DataFrame:
    """Return a table of all findings with FINDING_HEADINGS, without values of records."""
    return pd.DataFrame(
        [
            (
                one.file,
                "" if one.row is None else str(one.row),
                one.column or "",
                rule_words.finding_kind_text(one.rule, one.severity.value),
                finding_in_page_words(one.wording),
                one.occurrences,
                rule_words.rule_meaning(one.rule),
            )
            for one in faults
        ],
        columns=[t(heading) for heading in FINDING_HEADINGS],
    )


def describe_change(move: import_impact.MeasureChange, names: Mapping[str, str]) -> dict[str, str]:
    """Return a changed measure as texts for a template; `names` are those of jurisdictions."""
    place = names.get(move.jurisdiction, move.jurisdiction)
    return {
        "measure": move.measure,
        "title": t(catalogue.CATALOGUE[move.measure].title),
        "where": t("{place}, all years", place=place)
        if move.period == import_impact.ALL
        else t("{place}, {period}", place=place, period=move.period),
        "before": changed_number_text(move, move.before),
        "after": changed_number_text(move, move.after),
        "counted_before": _counted_words(move.kind, move.before),
        "counted_after": _counted_words(move.kind, move.after),
    }


def changed_number_text(
    move: import_impact.MeasureChange, one: import_impact.Printed | None
) -> str:
    """Return a number of a changed measure as text with its unit, or why there is none."""
    if one is None:
        return t("No records")
    if one.is_shown and one.value is not None:
        return words.with_unit({"measure": move.measure, "kind": move.kind}, one.value)
    return frames_moves.missing_number_reason(move, one)


def changes_count_text(moves: Sequence[import_impact.MeasureChange]) -> str:
    """Return how many measures would change, and in how many jurisdictions."""
    if not moves:
        return t("No measure would change.")
    parts = [
        n(
            "{count} of {total} measures would change.",
            "{count} of {total} measures would change.",
            len({move.measure for move in moves}),
            total=words.count(len(catalogue.CATALOGUE)),
        )
    ]
    places = len({move.jurisdiction for move in moves})
    if places > 1:
        parts.append(
            n("{count} jurisdiction is affected.", "{count} jurisdictions are affected.", places)
        )
    return " ".join([*parts, t("The largest change comes first.")])


def _counted_words(kind: str, one: import_impact.Printed | None) -> str:
    # Ratios of sums divide money, and a count is the number itself, so neither has a sample size.
    if one is None or not one.denominator or kind in {"AmountRatio", "Count"}:
        return ""
    return t("n = {number}", number=words.count(one.denominator))


def _rows_sentences(receipt: batches.Receipt) -> list[str]:
    """Return sentences on how many rows there are, what happens to them, and which are removed."""
    parts = [
        n(
            "It has {count} row: {new} new, {changed} changed, {unchanged} unchanged and"
            " {rejected} rejected.",
            "It has {count} rows: {new} new, {changed} changed, {unchanged} unchanged and"
            " {rejected} rejected.",
            receipt.rows_read,
            new=words.count(sum(table.new for table in receipt.tables)),
            changed=words.count(sum(table.changed for table in receipt.tables)),
            unchanged=words.count(sum(table.unchanged for table in receipt.tables)),
            rejected=words.count(receipt.rows_refused),
        )
    ]
    removed = receipt.rows_removed
    if removed and receipt.status == "stored":
        parts.append(
            n("{count} stored row was removed.", "{count} stored rows were removed.", removed)
        )
    elif removed:
        parts.append(
            n(
                "{count} stored row would be removed.",
                "{count} stored rows would be removed.",
                removed,
            )
        )
    return parts


def _refused_sentences(receipt: batches.Receipt) -> list[str]:
    errors = findings.only_errors(receipt.findings)
    parts = [
        n(
            "{source} cannot be stored as it is, because it has {count} error.",
            "{source} cannot be stored as it is, because it has {count} different errors.",
            findings.count_different(errors),
            source=receipt.source,
        )
    ]
    if receipt.rows_refused:
        parts.append(
            n(
                "{rejected} of {count} row would be rejected.",
                "{rejected} of {count} rows would be rejected.",
                receipt.rows_read,
                rejected=words.count(receipt.rows_at_fault),
            )
        )
    return [*parts, t("Nothing was stored.")]
