"""The command `context`: figures that others published, held beside the records."""

from pathlib import Path

import click

from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.lists import CLEAR, FILE
from dashboard.cli.receipt_text import rows_of, table_lines
from metrics import published as figures
from schemas import findings
from schemas.store import database
from seed import published


@click.command("context")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def context(context: click.Context, file: Path | None, clear: bool) -> None:
    """List the published figures that are held, or put those of FILE in their place.

    FILE is UNODC's data file on trafficking in persons (data_glotip.xlsx), as it is downloaded.
    Its figures are shown beside own counts of the same country, and never mixed with records.
    """
    if file is None and not clear:
        _show(context.obj)
    elif file is None:
        figures.clear(context.obj)
        click.echo("No published figures are held from now on.")
    elif clear:
        raise click.UsageError("Give a file, or --clear to hold no published figures.")
    else:
        _take_in(context, file)


def _show(url: str) -> None:
    with database.reading(url).connect() as connection:
        held = figures.list_files(connection)
    if held.empty:
        click.echo("None are held.")
        return
    years = [f"{first}-{last}" for first, last in zip(held["first"], held["last"], strict=True)]
    shown = held.assign(years=years)[
        ["file", "source", "indicator", "dimension", "places", "years", "rows"]
    ]
    rows = [tuple(row) for row in shown.itertuples(index=False)]
    click.echo("\n".join(table_lines(list(shown.columns), rows)))


def _take_in(context: click.Context, file: Path) -> None:
    read, faults = published.read(file)
    for finding in faults:
        click.echo(f"  {finding.severity.value}: {finding} ({rows_of(finding.occurrences)})")
    if read is None or findings.errors(faults):
        click.echo(f"{file.name} is refused: the published figures stay as they were.")
        context.exit(REFUSED)
    figures.replace(context.obj, read)
    click.echo(
        f"The published figures are those of {file.name} from now on: {rows_of(read.height)}."
    )
