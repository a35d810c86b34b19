"""The commands `settings` and `context`: options and lists stored in a database with records."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, get_args

import click
import pandas as pd
import polars as pl

import metrics
from dashboard.cli.console import REFUSED, WrongUsage, progress_bar, say, say_number, table_lines
from metrics import counting_options, national_lists, publication_details
from metrics import published as figures
from schemas import errors, findings, scopes
from schemas.language import between, marked, messages, n, t
from schemas.store import database
from seed import batches, published, readers, submission

DATES: tuple[submission.Dates, ...] = get_args(submission.Dates)
FILE = click.Path(path_type=Path)
CLEAR = click.option("--clear", is_flag=True, help="Empty the list.")
NONE_SET = marked("The list is empty.")
# A function from a connection to the list as a frame.
Load = Callable[[Any], pd.DataFrame]


def _targets_table(connection: Any) -> pd.DataFrame:
    return national_lists.load_targets(connection, scopes.EVERYTHING).astype({"value": float})


def _events_table(connection: Any) -> pd.DataFrame:
    words = {True: t("yes"), False: t("no")}
    return national_lists.load_events(connection, scopes.EVERYTHING).replace({"breaks": words})


def _rates(connection: Any) -> pd.DataFrame:
    listed = national_lists.load_own_rates(connection).astype({"year": str})
    return listed.assign(per_euro=[f"{rate:.10g}" for rate in listed["per_euro"]])


def _wages_table(connection: Any) -> pd.DataFrame:
    return national_lists.load_wages(connection, scopes.EVERYTHING).astype({"year": str})


# Each list with the function that loads it, and the help text of its command.
LISTS: tuple[tuple[national_lists.Listing, Load, str], ...] = (
    (
        national_lists.TARGETS,
        _targets_table,
        marked(
            "List the targets, or replace them with those of FILE.\n\nFILE is a CSV file (UTF-8)"
            " with the header measure,jurisdiction,value,by,source. Shares are from 0 to 1,"
            " durations in days. `by` is a day, a month or a year."
        ),
    ),
    (
        national_lists.EVENTS,
        _events_table,
        marked(
            "List the events shown on charts over years, or replace them with those of"
            " FILE.\n\nFILE is a CSV file (UTF-8) with the header"
            " jurisdiction,on,title,source,breaks. Write yes under `breaks` if figures before and"
            " after the event must not be compared."
        ),
    ),
    (
        national_lists.RATES,
        _rates,
        marked(
            "List your own exchange rates, or replace them with those of FILE. All figures are"
            " then calculated again.\n\nFILE is a CSV file (UTF-8) with the header"
            " currency,year,per_euro,source. `per_euro` is the mean number of units of the"
            " currency for one euro in that year. Your rates are used instead of the European"
            " Central Bank's."
        ),
    ),
    (
        national_lists.WAGES,
        _wages_table,
        marked(
            "List the wages used to express awards in months, or replace them with those of"
            " FILE.\n\nFILE is a CSV file (UTF-8) with the header"
            " jurisdiction,year,kind,monthly,currency,source. `kind` is minimum or median."
            " `monthly` is the wage of one month."
        ),
    ),
)


@click.group(
    "settings", invoke_without_command=True, help="Show or change the settings of the database."
)
@click.pass_context
def show_settings(context: click.Context) -> None:
    if context.invoked_subcommand is not None:
        return
    with database.reading(context.obj).connect() as connection:
        click.echo(f"dates: {batches.stored_date_precision(connection)}")
        chosen = counting_options.load_options(connection)
        for option in counting_options.OPTIONS.values():
            click.echo(f"{option.name}: {option.as_text(chosen[option.name])}")
        for listing, load, _ in LISTS:
            click.echo(f"{listing.table.name}: {len(load(connection))}")


@show_settings.command(
    "dates",
    help="Keep dates to the day, or to the month only.\n\nWith `month`, no day of a date is stored"
    " from now on, whatever submission.toml says. Days that are already stored are removed, also"
    " from replaced rows. `day` does not bring them back.",
)
@click.argument("kept", metavar="day|month", type=click.Choice(DATES))
@click.option("--yes", is_flag=True, help="Delete stored days permanently.")
@click.pass_obj
def set_dates(url: str, kept: submission.Dates, yes: bool) -> None:
    days = 0 if kept == "day" else _count_dates_with_day(url)
    if days and not yes:
        raise errors.UserError(
            messages(
                "The database {database} has {count} date with a day. Its day would be deleted"
                " permanently. Nothing was changed. To delete it, add --yes.",
                "The database {database} has {count} dates with a day. Their days would be deleted"
                " permanently. Nothing was changed. To delete them, add --yes.",
                days,
                database=database.display_name(url),
            )
        )
    with progress_bar() as progress:
        done = batches.set_dates(url, kept, refresh=metrics.refresh, progress=progress)
    click.echo(
        t("Dates are kept to the month from now on.")
        if done.dates == "month"
        else t("Dates are kept to the day from now on.")
    )
    if done.converted:
        say_number(
            "The day of {count} stored date was deleted. Earlier backups and copies still have it.",
            "The days of {count} stored dates were deleted. Earlier backups and copies still"
            " have them.",
            done.converted,
        )


@show_settings.command(
    "options",
    help="List the counting options, or set the option NAME to VALUE.\n\nThe database keeps the"
    " value for everyone who opens it. All figures are calculated again.",
)
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.pass_obj
def set_or_list_options(url: str, name: str | None, value: str | None) -> None:
    if name is None:
        _list_options(url)
    elif value is None:
        raise WrongUsage("Give a value: settings options {name} VALUE.", name=name)
    else:
        with progress_bar() as progress:
            progress(submission.Stage.COUNTING, 0, 1)
            counting_options.set_option(url, name, value, refresh=metrics.refresh)
        say("{name} is now {value}. All figures were calculated again.", name=name, value=value)


@show_settings.command(
    "about",
    help="List what files say about your figures, or set the setting NAME to TEXT.\n\nThe settings"
    " are contact, licence and next_update. Reports, cards and releases made from now on have"
    " them; no number changes.",
)
@click.argument("name", required=False)
@click.argument("text", required=False)
@click.option("--clear", is_flag=True, help="Remove the setting NAME.")
@click.pass_obj
def describe_publication(url: str, name: str | None, text: str | None, clear: bool) -> None:
    if name is None:
        with database.reading(url).connect() as connection:
            details = publication_details.load(connection)
        rows = [
            (one.name, details.get(one.name, ""), t(one.meaning), t(one.example))
            for one in publication_details.DETAILS.values()
        ]
        header = (t("setting"), t("value"), t("meaning"), t("example"))
        click.echo("\n".join(table_lines(header, rows)))
    elif (text is None) is not clear:
        raise WrongUsage("Give either a text or --clear, not both.")
    else:
        publication_details.set_detail(url, name, text)
        click.echo(
            t("{name} is now empty.", name=name)
            if text is None
            else t("{name} is now: {text}", name=name, text=text)
        )


def _list_options(url: str) -> None:
    with database.reading(url).connect() as connection:
        chosen = counting_options.load_options(connection)
    rows = [
        (
            option.name,
            option.as_text(chosen[option.name]),
            option.as_text(option.default),
            t(option.unit) or t("{yes} or {no}", yes=counting_options.YES, no=counting_options.NO),
            t(option.meaning),
        )
        for option in counting_options.OPTIONS.values()
    ]
    header = (t("option"), t("value"), t("default"), t("unit"), t("meaning"))
    click.echo("\n".join(table_lines(header, rows)))


def _count_dates_with_day(url: str) -> int:
    try:
        with database.reading(url).connect() as connection:
            return batches.count_dates_with_day(connection)
    except errors.DatabaseMissing:
        return 0


def _add_list_command(listing: national_lists.Listing, load: Load, meaning: str) -> None:
    name = listing.table.name

    @show_settings.command(name, help=meaning)
    @click.argument("file", required=False, type=FILE)
    @CLEAR
    @click.pass_context
    def command(context: click.Context, file: Path | None, clear: bool) -> None:
        if file is None and not clear:
            with database.reading(context.obj).connect() as connection:
                _show(load(connection), t(NONE_SET))
        elif file is None:
            listing.clear(context.obj)
            say("The list {name} is now empty.", name=name)
        elif clear:
            raise WrongUsage("Give either a file or --clear, not both.")
        else:
            text, faults = readers.read_exact_csv(file, listing.header, listing.translations)
            stored = 0
            if text is not None:
                stored, faults = listing.take_in(context.obj, text, file.name)
            _refuse_errors(context, [str(one) for one in faults], faults, file)
            say_number(
                "The list {name} now has {count} row from {file}.",
                "The list {name} now has {count} rows from {file}.",
                stored,
                name=name,
                file=file.name,
            )


for _list in LISTS:
    _add_list_command(*_list)


@click.command(
    "context",
    help="List the published figures in the database, or replace them with those of FILE.\n\nFILE"
    " is UNODC's data file on trafficking in persons (data_glotip.xlsx), as downloaded. Its"
    " figures are shown next to your own counts of the same country. They are never mixed with"
    " records.",
)
@click.argument("file", required=False, type=FILE)
@CLEAR
@click.pass_context
def published_figures(context: click.Context, file: Path | None, clear: bool) -> None:
    url = context.obj
    store = PublishedStore(
        partial(database.reading, url),
        partial(figures.replace_published, url),
        partial(figures.clear_published, url),
    )
    change_published(context, file, store, clear=clear)


class PublishedStore(NamedTuple):
    """Functions that open a database of published figures, replace the figures, and delete them."""

    reading: Callable[[], Any]
    replace: Callable[[pl.DataFrame], None]
    clear: Callable[[], None]


def change_published(
    context: click.Context, file: Path | None, store: PublishedStore, *, clear: bool
) -> None:
    """List published figures, replace them with those of a file, or delete them."""
    if file is None and not clear:
        with store.reading().connect() as connection:
            held = figures.list_files(connection)
        years = [
            between(str(first), str(last))
            for first, last in zip(held["first"], held["last"], strict=True)
        ]
        columns = {
            "file": t("file"),
            "source": t("source"),
            "indicator": t("indicator"),
            "dimension": t("dimension"),
            "places": t("places"),
            "years": t("years"),
            "rows": t("rows"),
        }
        _show(held.assign(years=years)[list(columns)].rename(columns=columns), t(NONE_SET))
    elif file is None:
        store.clear()
        say("The database now has no published figures.")
    elif clear:
        raise WrongUsage("Give either a file or --clear, not both.")
    else:
        read, faults = published.read_published(file)
        texts = [
            n("{finding} ({count} row)", "{finding} ({count} rows)", one.occurrences, finding=one)
            for one in faults
        ]
        _refuse_errors(context, texts, faults, file)
        assert read is not None, "Without a finding the file is read."
        store.replace(read)
        say_number(
            "The database now has {count} published figure from {file}.",
            "The database now has {count} published figures from {file}.",
            read.height,
            file=file.name,
        )


def _show(listed: pd.DataFrame, nothing: str) -> None:
    rows = [tuple(row) for row in listed.itertuples(index=False)]
    click.echo("\n".join(table_lines(list(listed.columns), rows)) if rows else nothing)


def _refuse_errors(
    context: click.Context, texts: Iterable[str], faults: tuple[findings.Finding, ...], file: Path
) -> None:
    """Print the findings, and end the command if one of them is an error."""
    for finding, text in zip(faults, texts, strict=True):
        click.echo(f"  {finding.severity.value}: {text}")
    if findings.only_errors(faults):
        say("{file} was rejected. Nothing was changed.", file=file.name)
        context.exit(REFUSED)
