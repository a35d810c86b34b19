"""The commands `settings` and `context`: what a database keeps beside its records."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

import click
import pandas as pd

import metrics
from dashboard.cli.console import REFUSED, progress_bar, rows_of, table_lines
from metrics import counting_options, national_lists
from metrics import published as figures
from schemas import errors, findings, scopes
from schemas.store import database
from seed import batches, published, readers, submission

DATES: tuple[submission.Dates, ...] = get_args(submission.Dates)
FILE = click.Path(path_type=Path)
CLEAR = click.option("--clear", is_flag=True, help="Empty the list.")
WORDS = {True: "yes", False: "no"}
# From a connection, the list as it is shown.
Load = Callable[[Any], pd.DataFrame]


def _targets(connection: Any) -> pd.DataFrame:
    return national_lists.load_targets(connection, scopes.EVERYTHING).astype({"value": float})


def _events(connection: Any) -> pd.DataFrame:
    return national_lists.load_events(connection, scopes.EVERYTHING).replace({"breaks": WORDS})


def _rates(connection: Any) -> pd.DataFrame:
    listed = national_lists.load_own_rates(connection).astype({"year": str})
    return listed.assign(per_euro=[f"{rate:.10g}" for rate in listed["per_euro"]])


def _wages(connection: Any) -> pd.DataFrame:
    return national_lists.load_wages(connection, scopes.EVERYTHING).astype({"year": str})


# Each list with how it is shown, and the help of its command.
LISTS: tuple[tuple[national_lists.Listing, Load, str], ...] = (
    (
        national_lists.TARGETS,
        _targets,
        """List the targets, or put those of FILE in their place.

        FILE is a CSV file (UTF-8) with the header measure,jurisdiction,value,by,source: shares from
        0 to 1, durations in days; `by` is a day, a month or a year.
        """,
    ),
    (
        national_lists.EVENTS,
        _events,
        """List the events that are shown on charts over years, or put those of FILE in their place.

        FILE is a CSV file (UTF-8) with the header jurisdiction,on,title,source,breaks: `breaks` is
        yes where numbers before and after may not be compared.
        """,
    ),
    (
        national_lists.RATES,
        _rates,
        """List own rates of exchange, or put those of FILE in their place and count all anew.

        FILE is a CSV file (UTF-8) with the header currency,year,per_euro,source: `per_euro` is how
        many units of the currency are a euro, the mean of that year. They hold before the European
        Central Bank's.
        """,
    ),
    (
        national_lists.WAGES,
        _wages,
        """List the wages by which awards are expressed in months, or put those of FILE in their
        place.

        FILE is a CSV file (UTF-8) with the header jurisdiction,year,kind,monthly,currency,source:
        `kind` is minimum or median, `monthly` the wage of a month.
        """,
    ),
)


@click.group("settings", invoke_without_command=True)
@click.pass_context
def settings(context: click.Context) -> None:
    """Show or change the settings of the database."""
    if context.invoked_subcommand is not None:
        return
    with database.reading(context.obj).connect() as connection:
        click.echo(f"dates: {batches.stored_date_precision(connection)}")
        for option in counting_options.OPTIONS.values():
            click.echo(
                f"{option.name}: {option.written(counting_options.load(connection)[option.name])}"
            )
        for listing, load, _ in LISTS:
            click.echo(f"{listing.table.name}: {len(load(connection))}")


@settings.command("dates")
@click.argument("kept", metavar="day|month", type=click.Choice(DATES))
@click.option("--yes", is_flag=True, help="Let the days that are stored go, for good.")
@click.pass_obj
def set_dates(url: str, kept: submission.Dates, yes: bool) -> None:
    """Keep dates to the day, or to the month only.

    With `month` no day of a date is stored from now on, whatever a submission says; days that are
    stored are dropped, in what was superseded too, and do not come back with `day`.
    """
    days = 0 if kept == "day" else _full_days(url)
    if days and not yes:
        raise errors.UserError(
            f"The database [{database.display_name(url)}] holds {days:,} dates to the day. With"
            " months only they would lose their day, and it cannot be brought back. Nothing was"
            " changed; say --yes if that is what you want."
        )
    with progress_bar() as progress:
        done = batches.set_dates(url, kept, refresh=metrics.refresh, progress=progress)
    click.echo(f"Dates are kept to the {done.dates} from now on.")
    if done.converted:
        click.echo(
            f"{done.converted:,} stored dates lost their day. Backups and copies made before still"
            " hold it."
        )


@settings.command("options")
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.pass_obj
def choose_option(url: str, name: str | None, value: str | None) -> None:
    """List the options that numbers depend on, or set the one called NAME to VALUE.

    The database keeps the value: whoever opens it counts alike, and all is counted anew.
    """
    if name is None:
        _list_options(url)
    elif value is None:
        raise click.UsageError(f"Say what [{name}] is to be: settings options {name} VALUE.")
    else:
        with progress_bar() as progress:
            progress(submission.Stage.COUNTING, 0, 1)
            counting_options.choose(url, name, value, refresh=metrics.refresh)
        click.echo(f"{name} is {value} from now on, and all numbers were counted by it.")


def _list_options(url: str) -> None:
    with database.reading(url).connect() as connection:
        chosen = counting_options.load(connection)
    rows = [
        (
            option.name,
            option.written(chosen[option.name]),
            option.written(option.default),
            option.unit or f"{counting_options.YES} or {counting_options.NO}",
            option.meaning,
        )
        for option in counting_options.OPTIONS.values()
    ]
    header = ("option", "value", "default", "unit", "meaning")
    click.echo("\n".join(table_lines(header, rows)))


def _full_days(url: str) -> int:
    try:
        with database.reading(url).connect() as connection:
            return batches.count_dates_with_day(connection)
    except errors.DatabaseMissing:
        return 0


def _add_list_command(listing: national_lists.Listing, load: Load, meaning: str) -> None:
    name = listing.table.name

    @settings.command(name, help=meaning)
    @click.argument("file", required=False, type=FILE)
    @CLEAR
    @click.pass_context
    def command(context: click.Context, file: Path | None, clear: bool) -> None:
        if file is None and not clear:
            with database.reading(context.obj).connect() as connection:
                _show(load(connection), "None are set.")
        elif file is None:
            listing.clear(context.obj)
            click.echo(f"No {name} are set from now on.")
        elif clear:
            raise click.UsageError(f"Give a file, or --clear to have no {name}.")
        else:
            text, faults = readers.read_exact(file, listing.header)
            stored = 0
            if text is not None:
                stored, faults = listing.take_in(context.obj, text, file.name)
            _refuse_errors(
                context, [str(one) for one in faults], faults, f"{file.name} is refused: the {name}"
            )
            click.echo(f"The {name} are those of {file.name} from now on: {rows_of(stored)}.")


for _list in LISTS:
    _add_list_command(*_list)


@click.command("context")
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def published_figures(context: click.Context, file: Path | None, clear: bool) -> None:
    """List the published figures that are held, or put those of FILE in their place.

    FILE is UNODC's data file on trafficking in persons (data_glotip.xlsx), as it is downloaded.
    Its figures are shown beside own counts of the same country, and never mixed with records.
    """
    if file is None and not clear:
        with database.reading(context.obj).connect() as connection:
            held = figures.list_files(connection)
        years = [f"{first}-{last}" for first, last in zip(held["first"], held["last"], strict=True)]
        columns = ["file", "source", "indicator", "dimension", "places", "years", "rows"]
        _show(held.assign(years=years)[columns], "None are held.")
    elif file is None:
        figures.clear(context.obj)
        click.echo("No published figures are held from now on.")
    elif clear:
        raise click.UsageError("Give a file, or --clear to hold no published figures.")
    else:
        read, faults = published.read(file)
        told = [f"{finding} ({rows_of(finding.occurrences)})" for finding in faults]
        _refuse_errors(context, told, faults, f"{file.name} is refused: the published figures")
        assert read is not None, "Without a finding the file is read."
        figures.replace(context.obj, read)
        click.echo(
            f"The published figures are those of {file.name} from now on: {rows_of(read.height)}."
        )


def _show(listed: pd.DataFrame, nothing: str) -> None:
    rows = [tuple(row) for row in listed.itertuples(index=False)]
    click.echo("\n".join(table_lines(list(listed.columns), rows)) if rows else nothing)


def _refuse_errors(
    context: click.Context, told: Iterable[str], faults: tuple[findings.Finding, ...], refusal: str
) -> None:
    """Print the findings, and end the command where one of them is an error."""
    for finding, text in zip(faults, told, strict=True):
        click.echo(f"  {finding.severity.value}: {text}")
    if findings.errors(faults):
        click.echo(f"{refusal} stay as they were.")
        context.exit(REFUSED)
