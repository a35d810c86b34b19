"""The command `erase`: rows of a batch or of a case go for good."""

from collections.abc import Iterator

import click

import metrics
from dashboard import real_database
from dashboard.cli.progress import progress_bar
from dashboard.cli.wording import rows_of
from schemas import errors, scopes
from schemas.store import database, database_copy, marks
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
