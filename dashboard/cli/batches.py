"""The command `batches`: what is stored, where it came from, and the way back."""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import click
import polars as pl

import metrics
from dashboard.cli.erase import erase
from dashboard.cli.progress import progress_bar
from dashboard.cli.upkeep import bring_up_to_date
from dashboard.cli.wording import moves_lines, rows_of, table_lines
from metrics import import_impact
from schemas import scopes
from schemas.store import bookkeeping, database_copy
from seed import batches

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
    """Remove the rows of batch ID, and bring back what it superseded.

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
