"""The command `batches`: what is stored, where it came from, and the way back."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import click
import polars as pl

import metrics
from dashboard import real_database
from dashboard.cli.console import progress_bar, rows_of, table_lines
from dashboard.cli.receipt_text import moves_lines
from dashboard.cli.refresh import bring_up_to_date
from metrics import import_impact
from schemas import errors, scopes
from schemas.store import bookkeeping, database, database_copy, marks
from seed import batches

REASONS = click.Choice([reason.value for reason in batches.ErasureReason])


@click.command("erase")
@click.argument("batch_id", metavar="[ID]", type=int, required=False)
@click.option("--case", "case_id", metavar="ID", help="Erase this case and all that belongs to it.")
@click.option("--jurisdiction", metavar="CODE", help="That of the case, where there are several.")
@click.option("--reason", type=REASONS, required=True, help="Kept with the day and the number.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
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
    """Take the rows of batch ID, or of a case, out of records, history and file, for good.

    It cannot be undone. The day, the number of rows and the reason are kept.
    """
    target = _target(url, batch_id, case_id, jurisdiction)
    try:
        outlook = batches.preview_erasure(url, target)
    except errors.UserError:
        # There may be nothing left to erase but marks: one that was killed is finished so.
        if not dry_run:
            batches.forget_left_marks(url)
        raise
    click.echo(f"Erasing {_words(outlook)} takes out {_rows(outlook)}.")
    if dry_run:
        click.echo("Nothing was changed.")
        return
    if not yes:
        click.confirm("It cannot be undone. Erase it?", abort=True)
    with progress_bar() as progress:
        erased = batches.erase(
            url, target, batches.ErasureReason(reason), refresh=metrics.refresh, progress=progress
        )
    is_file = real_database.is_embedded(database.absolute(url))
    written = "The file was" if is_file else "The server's tables were"
    click.echo(f"Erased: {rows_of(erased.number)}{_marks(erased)}. {written} written anew.")
    click.echo("\n".join(_elsewhere(url, erased)))


def _target(
    url: str, batch_id: int | None, case_id: str | None, jurisdiction: str | None
) -> batches.ErasureTarget:
    if (batch_id is None) == (case_id is None):
        raise click.UsageError("Name one: the number of a batch, or --case ID.")
    if batch_id is not None:
        return batch_id
    assert case_id is not None
    return batches.OfCase(jurisdiction or _only_place(url), case_id)


def _only_place(url: str) -> str:
    with database_copy.all_records(url) as connection:
        listed = batches.listing(connection, scopes.EVERYTHING)
    places = sorted(listed["jurisdiction"].unique())
    if len(places) != 1:
        raise errors.UserError(
            f"An id is unique within a jurisdiction, and there are {len(places)} here. Say whose"
            f" case it is: --jurisdiction {'|'.join(places) or 'CODE'}."
        )
    return str(places[0])


def _words(erased: batches.Erased) -> str:
    return "the case" if erased.batch_id is None else f"batch {erased.batch_id}"


def _rows(erased: batches.Erased) -> str:
    tables = ", ".join(f"{table} {number:,}" for table, number in erased.rows.items())
    back = f"; {rows_of(erased.restored)} that it superseded come back" if erased.restored else ""
    return f"{rows_of(erased.number)}{f' ({tables})' if tables else ''}{_marks(erased)}{back}"


def _marks(erased: batches.Erased) -> str:
    if not erased.marks:
        return ""
    return f", and {erased.marks:,} {'mark' if erased.marks == 1 else 'marks'} of steps"


def _elsewhere(url: str, erased: batches.Erased) -> Iterator[str]:
    """Where the rows may stand still: what this program made no copy of, it cannot erase."""
    beside = database.copies_beside(url, erased.stored_on)
    if erased.repeated_by is not None:
        yield (
            f"Batch {erased.repeated_by} left out rows that were stored before, perhaps with this"
            " one. Where they must stay, import its files again."
        )
    yield "Where the rows may stand still, and have to be taken out by hand:"
    if beside:
        yield f"  databases beside this one, written since then: {', '.join(beside)}"
    if marks.place(url) is None:
        yield f"  marks of steps, where the dashboard keeps them in a folder: set {marks.FOLDER} to"
        yield "  the same folder and erase again"
    yield f"  backups and logs of this database made since {erased.stored_on:%Y-%m-%d}"
    yield "  the submission's own files, exports, and lists of pseudonyms on the sender's computer"
    if erased.batch_id is None:
        yield "  the sender's system: the next submission brings the case again if it is left there"


# Column of the listing -> its title.
LISTED = {
    "batch_id": "batch",
    "source": "submission",
    "jurisdiction": "jurisdiction",
    "rows_stored": "rows",
    "rows_refused": "refused",
    "accepted_share": "accepted",
    "stored_at": "stored (UTC)",
}
# Kind of the log -> what the batch did to rows of another, what was done to its own.
GAVE_WAY = {
    "superseded": ("supersedes", "superseded by"),
    "removed": ("removes", "removed by"),
    "kept": ("keeps", "kept by"),
}


@click.group("batches", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print all that is known of each, as JSON.")
@click.pass_context
def list_batches(context: click.Context, as_json: bool) -> None:
    """List the stored submissions, each with where it came from."""
    if context.invoked_subcommand is not None:
        return
    with database_copy.all_records(context.obj) as connection:
        listed = batches.listing(connection, scopes.EVERYTHING).rows(named=True)
        log = batches.corrections(connection, scopes.EVERYTHING)
        for batch in listed:
            number = batch["batch_id"]
            batch["files"] = batches.files_of(connection, scopes.EVERYTHING, number).rows(
                named=True
            )
            batch["tables"] = batches.tables_of(connection, scopes.EVERYTHING, number).rows(
                named=True
            )
            batch["corrections"] = _of(log, number).rows(named=True)
    if as_json:
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False, default=str))
        return
    rows = [[*_shown(batch).values(), _remarks(batch)] for batch in listed]
    click.echo("\n".join(table_lines((*LISTED.values(), "remarks"), rows)))


def _of(log: pl.DataFrame, batch_id: int) -> pl.DataFrame:
    """The corrections that the batch made, or that were made of it."""
    return log.filter((pl.col("batch_id") == batch_id) | (pl.col("of_batch") == batch_id))


def _shown(batch: Mapping[str, object]) -> dict[str, object]:
    row = {name: batch[name] for name in LISTED}
    row["accepted_share"] = f"{batch['accepted_share']:.1%}"
    row["stored_at"] = f"{batch['stored_at']:%Y-%m-%d %H:%M}"
    return row


def _remarks(batch: Mapping[str, object]) -> str:
    """What the other columns of a batch do not say."""
    remarks = {
        "made up": batch["made_up"],
        f"by mapping {batch['mapping']}": batch["mapping"],
        _findings(int(str(batch["findings"]))): batch["findings"],
        _held_back(int(str(batch["cases_held_back"]))): batch["cases_held_back"],
        f"replaced by batch {batch['replaced_by']}": batch["replaced_by"],
        _end(batch): batch["undone_at"],
    }
    return ", ".join([*(words for words, holds in remarks.items() if holds), *_superseded(batch)])


def _end(batch: Mapping[str, object]) -> str:
    what = "erased" if batch["content_hash"] == bookkeeping.NO_HASH else "undone"
    return f"{what} {batch['undone_at']:%Y-%m-%d}" if batch["undone_at"] else ""


def _findings(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"


def _held_back(cases: int) -> str:
    return f"{cases:,} case{' stays' if cases == 1 else 's stay'} out whole"


def _superseded(batch: Mapping[str, object]) -> list[str]:
    """What the batch superseded and removed, and what superseded or removed rows of it."""
    entries = batch["corrections"]
    assert isinstance(entries, list)
    rows: dict[tuple[int, int, str], int] = defaultdict(int)
    for entry in entries:
        if entry["kind"] in GAVE_WAY:
            rows[entry["batch_id"], entry["of_batch"], entry["kind"]] += entry["rows"]
    remarks = []
    for (by, of, kind), number in sorted(rows.items()):
        did, was_done = GAVE_WAY[kind]
        if by == batch["batch_id"]:
            remarks.append(f"{did} {rows_of(number)} of batch {of}")
        else:
            remarks.append(f"{rows_of(number)} {was_done} batch {by}")
    return remarks


list_batches.add_command(erase)


@list_batches.command("undo")
@click.argument("batch_id", metavar="ID", type=int)
@click.option("--dry-run", is_flag=True, help="Say which measures would move, and undo nothing.")
@click.pass_obj
def undo_batch(url: str, batch_id: int, dry_run: bool) -> None:
    """Undo an import, and restore the rows that it replaced.

    The same submission may then be imported again.
    """
    if dry_run:
        _try_to_undo(url, batch_id)
        return
    with progress_bar() as progress:
        undone = batches.undo(url, batch_id, refresh=metrics.refresh, progress=progress)
    back = f", {rows_of(undone.restored)} brought back" if undone.restored else ""
    click.echo(
        f"Batch {undone.batch_id} ({undone.source}) is undone: {undone.rows:,} rows removed{back}."
    )


def _try_to_undo(url: str, batch_id: int) -> None:
    # What another version counted would all seem to move.
    bring_up_to_date(url)
    with progress_bar() as progress:
        undone, before, after = batches.try_undo(
            url,
            batch_id,
            refresh=metrics.refresh,
            measured=partial(import_impact.measure_all, scope=scopes.EVERYTHING),
            progress=progress,
        )
    back = f" and bring {rows_of(undone.restored)} back" if undone.restored else ""
    click.echo(
        f"Undoing batch {undone.batch_id} ({undone.source}) would remove {rows_of(undone.rows)}"
        f"{back}; nothing was changed."
    )
    click.echo("\n".join(moves_lines(import_impact.moves(before, after))))
