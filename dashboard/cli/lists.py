"""The commands `settings targets`, `events`, `rates`, `wages`: lists taken in, shown, cleared."""

from pathlib import Path

import click
import pandas as pd

from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.receipt_text import rows_of, table_lines
from metrics import lists
from schemas import findings, scopes
from schemas.store import database
from seed import readers

FILE = click.Path(path_type=Path)
CLEAR = click.option("--clear", is_flag=True, help="Empty the list.")


@click.command("targets")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def set_targets(context: click.Context, file: Path | None, clear: bool) -> None:
    """List the targets, or put those of FILE in their place.

    FILE is a CSV file (UTF-8) with the header measure,jurisdiction,value,by,source: shares from 0
    to 1, durations in days; `by` is a day, a month or a year.
    """
    if file is None and not clear:
        with database.reading(context.obj).connect() as connection:
            _show(lists.load_targets(connection, scopes.EVERYTHING))
    else:
        _change(context, lists.TARGETS, file, clear)


@click.command("events")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def set_events(context: click.Context, file: Path | None, clear: bool) -> None:
    """List the events that are shown on charts over years, or put those of FILE in their place.

    FILE is a CSV file (UTF-8) with the header jurisdiction,on,title,source,breaks: `breaks` is yes
    where numbers before and after may not be compared.
    """
    if file is None and not clear:
        with database.reading(context.obj).connect() as connection:
            _show(lists.load_events(connection, scopes.EVERYTHING).replace({"breaks": WORDS}))
    else:
        _change(context, lists.EVENTS, file, clear)


@click.command("rates")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def set_rates(context: click.Context, file: Path | None, clear: bool) -> None:
    """List own rates of exchange, or put those of FILE in their place and count all anew.

    FILE is a CSV file (UTF-8) with the header currency,year,per_euro,source: `per_euro` is how many
    units of the currency are a euro, the mean of that year. They hold before the European Central
    Bank's.
    """
    if file is None and not clear:
        with database.reading(context.obj).connect() as connection:
            listed = lists.load_own_rates(connection).astype({"year": str})
        _show(listed.assign(per_euro=[f"{rate:.10g}" for rate in listed["per_euro"]]))
    else:
        _change(context, lists.RATES, file, clear)


@click.command("wages")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def set_wages(context: click.Context, file: Path | None, clear: bool) -> None:
    """List the wages by which awards are expressed in months, or put those of FILE in their place.

    FILE is a CSV file (UTF-8) with the header jurisdiction,year,kind,monthly,currency,source:
    `kind` is minimum or median, `monthly` the wage of a month.
    """
    if file is None and not clear:
        with database.reading(context.obj).connect() as connection:
            _show(lists.load_wages(connection, scopes.EVERYTHING).astype({"year": str}))
    else:
        _change(context, lists.WAGES, file, clear)


WORDS = {True: "yes", False: "no"}


def _show(listed: pd.DataFrame) -> None:
    if listed.empty:
        click.echo("None are set.")
    else:
        rows = listed.astype({"value": float} if "value" in listed else {}).itertuples(index=False)
        click.echo("\n".join(table_lines(list(listed.columns), [tuple(row) for row in rows])))


def _change(context: click.Context, listing: lists.Listing, file: Path | None, clear: bool) -> None:
    name = listing.table.name
    if file is None or clear:
        if file is not None:
            raise click.UsageError(f"Give a file, or --clear to have no {name}.")
        listing.clear(context.obj)
        click.echo(f"No {name} are set from now on.")
        return
    text, faults = readers.read_exact(file, listing.header)
    stored = 0
    if text is not None:
        stored, faults = listing.take_in(context.obj, text, file.name)
    for finding in faults:
        click.echo(f"  {finding.severity.value}: {finding}")
    if findings.errors(faults):
        click.echo(f"{file.name} is refused: the {name} stay as they were.")
        context.exit(REFUSED)
    click.echo(f"The {name} are those of {file.name} from now on: {rows_of(stored)}.")
