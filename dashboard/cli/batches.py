"""The commands `batches`: list imports, undo one, and delete records permanently."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import click
import polars as pl

import metrics
from dashboard import real_database
from dashboard.cli.console import WrongUsage, progress_bar, say, table_lines
from dashboard.cli.receipt_text import changed_measures_lines
from dashboard.cli.update_results import recount_if_outdated
from metrics import import_impact
from schemas import errors, language, scopes
from schemas.language import marked, n, t
from schemas.store import bookkeeping, database, database_copy, not_applicable_steps
from seed import batches

REASONS = click.Choice([reason.value for reason in batches.ErasureReason])


@click.command(
    "erase",
    help="Permanently delete import ID, or a case. This cannot be undone.\n\nThe rows are deleted"
    " from the records, the history and the database file. The date, the number of rows and the"
    " reason are kept.",
)
@click.argument("batch_id", metavar="[ID]", type=int, required=False)
@click.option("--case", "case_id", metavar="ID", help="Delete this case and everything in it.")
@click.option(
    "--jurisdiction", metavar="CODE", help="The jurisdiction of the case, if there are several."
)
@click.option(
    "--reason",
    type=REASONS,
    required=True,
    help="The reason, kept with the date and the number of rows.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be deleted. Delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_obj
def erase(
    url: str,
    batch_id: int | None,
    case_id: str | None,
    jurisdiction: str | None,
    reason: str,
    dry_run: bool,
    yes: bool,
) -> None:
    target = _erasure_target(url, batch_id, case_id, jurisdiction)
    try:
        outlook = batches.preview_erasure(url, target)
    except errors.UserError:
        # Only marks may be left to delete, after a deletion that was interrupted.
        if not dry_run:
            batches.delete_orphan_marks(url)
        raise
    click.echo(" ".join(_outlook_sentences(outlook)))
    if dry_run:
        say("Nothing was changed.")
        return
    if not yes:
        click.confirm(t("This cannot be undone. Delete permanently?"), abort=True)
    with progress_bar() as progress:
        erased = batches.erase(
            url, target, batches.ErasureReason(reason), refresh=metrics.refresh, progress=progress
        )
    done = [
        n("{count} row was deleted.", "{count} rows were deleted.", erased.number),
        *_marks_sentence(erased),
        t("The database file was written again without them.")
        if real_database.is_database_file(database.with_absolute_path(url))
        else t("The server's tables were written again without them."),
    ]
    click.echo(" ".join(done))
    click.echo("\n".join(_sentences_on_copies(url, erased)))


def _erasure_target(
    url: str, batch_id: int | None, case_id: str | None, jurisdiction: str | None
) -> batches.ErasureTarget:
    if (batch_id is None) == (case_id is None):
        raise WrongUsage("Give either the number of an import, or --case ID.")
    if batch_id is not None:
        return batch_id
    assert case_id is not None
    return batches.OfCase(jurisdiction or _only_place(url), case_id)


def _only_place(url: str) -> str:
    """Return the only jurisdiction of the imports. Raises UserError if there is not exactly one."""
    with database_copy.connect_to_all_records(url) as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING)
    jurisdictions = sorted(listed["jurisdiction"].unique())
    if len(jurisdictions) != 1:
        raise errors.UserError(
            "Several jurisdictions may have a case with this id. Add --jurisdiction. Choose"
            " from: {known}.",
            known=", ".join(jurisdictions) or t("none"),
        )
    return str(jurisdictions[0])


def _outlook_sentences(erased: batches.Erased) -> Iterator[str]:
    """Yield sentences on what a deletion removes and restores."""
    if erased.batch_id is None:
        yield n(
            "This will delete the case: {count} row.",
            "This will delete the case: {count} rows.",
            erased.number,
        )
    else:
        yield n(
            "This will delete import {number}: {count} row.",
            "This will delete import {number}: {count} rows.",
            erased.number,
            number=erased.batch_id,
        )
    if erased.rows:
        tables = [f"{table} {language.count(number)}" for table, number in erased.rows.items()]
        yield t("Rows by table: {tables}.", tables=language.comma_list(tables))
    yield from _marks_sentence(erased)
    if erased.restored:
        yield n(
            "{count} row that it replaced will be restored.",
            "{count} rows that it replaced will be restored.",
            erased.restored,
        )


def _marks_sentence(erased: batches.Erased) -> Iterator[str]:
    if erased.marks:
        yield n(
            "Its mark of a step is deleted too.",
            "Its {count} marks of steps are deleted too.",
            erased.marks,
        )


def _sentences_on_copies(url: str, erased: batches.Erased) -> Iterator[str]:
    """Yield sentences on where the rows may still exist, because copies cannot be deleted."""
    beside = database.copies_beside(url, erased.stored_on)
    if erased.repeated_by is not None:
        yield t(
            "Import {number} left out rows that were already stored, perhaps by this import. If it"
            " must keep them, import its files again.",
            number=erased.repeated_by,
        )
    yield t("The rows may still exist in these places. Delete them there by hand:")
    if beside:
        names = ", ".join(beside)
        yield "  " + t("databases in the same folder, written since then: {names}", names=names)
    if not_applicable_steps.marks_file(url) is None:
        yield "  " + t(
            "marks of steps in the dashboard's folder: set {variable} to it and delete again",
            variable=not_applicable_steps.FOLDER,
        )
    day = erased.stored_on.isoformat()
    yield "  " + t("backups and logs of this database made since {day}", day=day)
    yield "  " + t("the imported files, exports, and lists of pseudonyms on the sender's computer")
    if erased.batch_id is None:
        yield "  " + t("the sender's system, or the next import brings the case back")


# The titles of the columns.
LISTED = {
    "batch_id": marked("import"),
    "source": marked("source"),
    "jurisdiction": marked("jurisdiction"),
    "rows_stored": marked("rows"),
    "rows_refused": marked("rejected"),
    "accepted_share": marked("accepted"),
    "stored_at": marked("stored (UTC)"),
}
# By kind of correction: the text for rows of other imports, and for own rows.
CORRECTIONS = {
    "superseded": (
        marked("replaced rows of import {number}: {rows}"),
        marked("rows replaced by import {number}: {rows}"),
    ),
    "removed": (
        marked("removed rows of import {number}: {rows}"),
        marked("rows removed by import {number}: {rows}"),
    ),
    "kept": (
        marked("kept rows of import {number}: {rows}"),
        marked("rows kept by import {number}: {rows}"),
    ),
}


@click.group(
    "batches", invoke_without_command=True, help="List the stored imports and their sources."
)
@click.option("--json", "as_json", is_flag=True, help="Print all details as JSON.")
@click.pass_context
def list_batches(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    with database_copy.connect_to_all_records(context.obj) as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING).rows(named=True)
        log = batches.corrections(connection, scopes.EVERYTHING)
        for batch in listed:
            number = batch["batch_id"]
            batch["files"] = batches.files_of(connection, scopes.EVERYTHING, number).rows(
                named=True
            )
            batch["tables"] = batches.tables_of(connection, scopes.EVERYTHING, number).rows(
                named=True
            )
            batch["corrections"] = _corrections_of_import(log, number).rows(named=True)
    if as_json:
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False, default=str))
        return
    rows = [[*_listed_values(batch).values(), _remarks_on_import(batch)] for batch in listed]
    headings = [*map(t, LISTED.values()), t("remarks")]
    click.echo("\n".join(table_lines(headings, rows)))


def _corrections_of_import(log: pl.DataFrame, batch_id: int) -> pl.DataFrame:
    """Return the corrections that an import made, or that were made to it."""
    return log.filter((pl.col("batch_id") == batch_id) | (pl.col("of_batch") == batch_id))


def _listed_values(batch: Mapping[str, object]) -> dict[str, object]:
    row = {name: batch[name] for name in LISTED}
    row["accepted_share"] = language.percent(f"{100 * float(str(batch['accepted_share'])):.1f}")
    row["stored_at"] = f"{batch['stored_at']:%Y-%m-%d %H:%M}"
    return row


def _remarks_on_import(batch: Mapping[str, object]) -> str:
    """Return remarks on an import that no other column of the list has."""
    remarks = []
    if batch["made_up"]:
        remarks.append(t("fictional"))
    if batch["mapping"]:
        remarks.append(t("mapping {name}", name=batch["mapping"]))
    if found := int(str(batch["findings"])):
        remarks.append(n("{count} error or warning", "{count} errors or warnings", found))
    if cases := int(str(batch["cases_held_back"])):
        remarks.append(n("{count} case left out", "{count} cases left out", cases))
    if batch["replaced_by"]:
        remarks.append(t("replaced by import {number}", number=batch["replaced_by"]))
    if batch["undone_at"]:
        day = f"{batch['undone_at']:%Y-%m-%d}"
        is_erased = batch["content_hash"] == bookkeeping.NO_HASH
        remarks.append(
            t("deleted permanently {day}", day=day) if is_erased else t("undone {day}", day=day)
        )
    return language.comma_list([*remarks, *_correction_remarks(batch)])


def _correction_remarks(batch: Mapping[str, object]) -> list[str]:
    """Return remarks on how many rows an import replaced or removed, or later lost to others."""
    entries = batch["corrections"]
    assert isinstance(entries, list)
    rows: dict[tuple[int, int, str], int] = defaultdict(int)
    for entry in entries:
        if entry["kind"] in CORRECTIONS:
            rows[entry["batch_id"], entry["of_batch"], entry["kind"]] += entry["rows"]
    remarks = []
    for (by, of, kind), number in sorted(rows.items()):
        did, was_done = CORRECTIONS[kind]
        rows_text = language.count(number)
        remarks.append(
            t(did, number=of, rows=rows_text)
            if by == batch["batch_id"]
            else t(was_done, number=by, rows=rows_text)
        )
    return remarks


list_batches.add_command(erase)


@list_batches.command(
    "undo",
    help="Undo an import, and restore the rows that it replaced.\n\nThe same files may then be"
    " imported again.",
)
@click.argument("batch_id", metavar="ID", type=int)
@click.option("--dry-run", is_flag=True, help="Show which results would change. Undo nothing.")
@click.pass_obj
def undo_batch(url: str, batch_id: int, dry_run: bool) -> None:
    if dry_run:
        _try_to_undo(url, batch_id)
        return
    with progress_bar() as progress:
        undone = batches.undo(url, batch_id, refresh=metrics.refresh, progress=progress)
    lines = [
        n(
            "Import {number} ({source}) is undone. {count} row was removed.",
            "Import {number} ({source}) is undone. {count} rows were removed.",
            undone.rows,
            number=undone.batch_id,
            source=undone.source,
        )
    ]
    if undone.restored:
        lines.append(n("{count} row was restored.", "{count} rows were restored.", undone.restored))
    click.echo(" ".join(lines))


def _try_to_undo(url: str, batch_id: int) -> None:
    # Otherwise all figures that another version calculated would seem to change.
    recount_if_outdated(url)
    with progress_bar() as progress:
        undone, before, after = batches.try_undo(
            url,
            batch_id,
            refresh=metrics.refresh,
            measured=partial(import_impact.figures_of_all_measures, scope=scopes.EVERYTHING),
            progress=progress,
        )
    lines = [
        n(
            "Undoing import {number} ({source}) would remove {count} row.",
            "Undoing import {number} ({source}) would remove {count} rows.",
            undone.rows,
            number=undone.batch_id,
            source=undone.source,
        )
    ]
    if undone.restored:
        lines.append(
            n(
                "It would restore {count} row.",
                "It would restore {count} rows.",
                undone.restored,
            )
        )
    lines.append(t("Nothing was changed."))
    click.echo(" ".join(lines))
    click.echo("\n".join(changed_measures_lines(import_impact.find_changes(before, after))))
