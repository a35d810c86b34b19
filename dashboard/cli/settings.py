"""The command `settings`: what a database keeps of dates, options and lists."""

from typing import get_args

import click

import metrics
from dashboard.cli.lists import set_events, set_rates, set_targets, set_wages
from dashboard.cli.progress import progress_bar
from dashboard.cli.receipt_text import table_lines
from metrics import counting_options, lists
from schemas import errors, scopes
from schemas.store import database
from seed import batches, submission

DATES: tuple[submission.Dates, ...] = get_args(submission.Dates)


@click.group("settings", invoke_without_command=True)
@click.pass_context
def settings(context: click.Context) -> None:
    """Show or change the settings of the database."""
    if context.invoked_subcommand is not None:
        return
    with database.reading(context.obj).connect() as connection:
        click.echo(f"dates: {batches.date_policy(connection)}")
        for option in counting_options.OPTIONS.values():
            click.echo(
                f"{option.name}: {option.written(counting_options.load(connection)[option.name])}"
            )
        click.echo(f"targets: {len(lists.load_targets(connection, scopes.EVERYTHING))}")
        click.echo(f"events: {len(lists.load_events(connection, scopes.EVERYTHING))}")
        click.echo(f"rates: {len(lists.load_own_rates(connection))}")
        click.echo(f"wages: {len(lists.load_wages(connection, scopes.EVERYTHING))}")


settings.add_command(set_targets)
settings.add_command(set_events)
settings.add_command(set_rates)
settings.add_command(set_wages)


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
            if progress is not None:
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
            return batches.full_days(connection)
    except errors.DatabaseMissing:
        return 0
