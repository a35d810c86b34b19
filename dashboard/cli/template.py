"""The command `template`: an empty submission, as files and workbook, with its data dictionary."""

from pathlib import Path
from shlex import quote

import click

from dashboard import feeds
from seed import templates


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--example",
    is_flag=True,
    help="Write a small invented submission with three faults instead, to see what a dry run says.",
)
def template(folder: Path, *, example: bool) -> None:
    """Write an empty submission with its data dictionary into the folder DIR.

    A CSV file per table with submission.toml, and the same as one workbook, template.xlsx: fill one
    or the other. data_dictionary.html explains every column.
    """
    if example:
        written = templates.write_example(folder)
        names = ", ".join(one.name for one in written)
        dry_run = f"prosecution-quality import {quote(str(folder))} --dry-run"
        click.echo(f"Wrote {names} into {folder}. Next: {dry_run}")
        return
    written = templates.write(folder, feeds.of_catalogue())
    click.echo(f"Wrote {len(written)} files into {folder}.")
