"""The commands about records: `import`, `batches`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

import metrics
from dashboard.cli_mapping import report_lines, saved_profiles
from dashboard.cli_progress import progress_bar
from dashboard.cli_wording import receipt_lines, receipts_json, table_lines
from schemas import database
from seed import batches, mapping, readers, submission

REFUSED = 1
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


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    "profile",
    metavar="NAME|FILE",
    help="Read a source's own export by this profile (of a shipped or saved name, or a TOML file).",
)
@click.option("--dry-run", is_flag=True, help="Check, and say what would be stored.")
@click.option("--accept-partial", is_flag=True, help="Store the rows that are not refused.")
@click.option("--json", "as_json", is_flag=True, help="Print outcome and all findings as JSON.")
@click.pass_context
def import_records(  # noqa: PLR0913, PLR0917 - click gives each option as a parameter
    context: click.Context,
    path: Path,
    profile: str | None,
    dry_run: bool,
    accept_partial: bool,
    as_json: bool,
) -> None:
    """Check a submission and store it: whole, or not at all.

    PATH is a folder of CSV files, a .zip of one, or a folder of such submissions.
    """
    read = _submissions(path, profile, context.obj)
    with progress_bar() as progress:
        if dry_run:
            kept = list(read)
            receipts = [batches.check(context.obj, one, progress=progress) for one in kept]
        else:
            kept = []
            receipts = batches.store(
                context.obj,
                read,
                partial=batches.Partial.ACCEPT if accept_partial else batches.Partial.REFUSE,
                refresh=metrics.refresh,
                progress=progress,
            )
    if as_json:
        click.echo(receipts_json(receipts))
    else:
        click.echo("\n".join(line for receipt in receipts for line in receipt_lines(receipt)))
        if profile is not None:
            click.echo("\n".join(line for one in kept for line in report_lines(one.mapped)))
    if any(receipt.status == "refused" for receipt in receipts):
        context.exit(REFUSED)


def _submissions(path: Path, profile: str | None, url: str) -> Iterator[submission.Submission]:
    if profile is None:
        return (readers.read(one) for one in readers.submissions(path))
    return iter([mapping.read(path, mapping.load(profile, saved_profiles(url)))])


@click.group("batches", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print all that is known of each, as JSON.")
@click.pass_context
def list_batches(context: click.Context, as_json: bool) -> None:
    """List the stored submissions, each with where it came from."""
    if context.invoked_subcommand is not None:
        return
    with database.reading(context.obj).connect() as connection:
        listed = batches.listing(connection).rows(named=True)
        for batch in listed:
            batch["files"] = batches.files_of(connection, batch["batch_id"]).rows(named=True)
    if as_json:
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False, default=str))
        return
    for batch in listed:
        batch["accepted_share"] = f"{batch['accepted_share']:.1%}"
        batch["stored_at"] = f"{batch['stored_at']:%Y-%m-%d %H:%M}"
    rows = [[batch[name] for name in LISTED] + [_remarks(batch)] for batch in listed]
    click.echo("\n".join(table_lines((*LISTED.values(), "remarks"), rows)))


def _remarks(batch: Mapping[str, object]) -> str:
    """What the other columns of a batch do not say."""
    said = {
        "made up": batch["made_up"],
        f"by mapping {batch['mapping']}": batch["mapping"],
        f"{batch['findings']} findings": batch["findings"],
        f"undone {batch['undone_at']:%Y-%m-%d}" if batch["undone_at"] else "": batch["undone_at"],
    }
    return ", ".join(words for words, holds in said.items() if holds)


@list_batches.command("undo")
@click.argument("batch_id", metavar="ID", type=int)
@click.pass_obj
def undo_batch(url: str, batch_id: int) -> None:
    """Remove the rows of batch ID; the same submission may then be imported again."""
    undone = batches.undo(url, batch_id, refresh=metrics.refresh)
    click.echo(
        f"Batch {undone.batch_id} ({undone.source}) is undone: {undone.rows:,} rows removed."
    )
