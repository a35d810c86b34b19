"""The command `template`: an empty submission, as files and workbook, with its data dictionary."""

from pathlib import Path

import click

from dashboard import feeds
from seed import templates


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def template(folder: Path) -> None:
    """Write an empty submission with its data dictionary into the folder DIR.

    A CSV file per table with submission.toml, and the same as one workbook, template.xlsx: fill one
    or the other. data_dictionary.html explains every column.
    """
    written = templates.write(folder, feeds.of_catalogue())
    click.echo(f"Wrote {len(written)} files into {folder}.")
