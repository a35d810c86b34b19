"""Which place and time a command is asked for, as addresses of pages say it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from dashboard.filter_options import Options, read_choice
from dashboard.pages import PLACE_AND_TIME
from dashboard.query_params import FIELDS, Choice, Part
from schemas import errors

Command = TypeVar("Command", bound=Callable[..., Any])


def years(command: Command) -> Command:
    """The options --from and --to, as text."""
    first = click.option("--from", "first", default="", metavar="YEAR", help="First year.")
    last = click.option("--to", "last", default="", metavar="YEAR", help="Last year.")
    return first(last(command))


def made_on(bears_it: str) -> Callable[[Command], Command]:
    """The option --made-on; `bears_it` says what has the day: "the file bears"."""
    return click.option(
        "--made-on",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help=f"The day that {bears_it}. Without it: today.",
    )


def choice(asked: Mapping[Part, str], known: Options) -> Choice:
    """What is asked for. UsageError where it is not there, or which place is meant is not said."""
    if not known.jurisdictions:
        raise errors.UserError("There are no records here yet: `import` brings them in.")
    if not asked[Part.JURISDICTION] and len(known.jurisdictions) > 1:
        there = ", ".join(known.jurisdictions)
        raise click.UsageError(f"Say which jurisdiction by --jurisdiction: there are {there}.")
    address = {part.value: text for part, text in asked.items()}
    made, notices = read_choice(address, known, PLACE_AND_TIME)
    if notices:
        offered = [_offered(Part(name), made, known) for name in notices]
        raise click.UsageError(" ".join([*notices.values(), *filter(None, offered)]))
    return made


def _offered(part: Part, made: Choice, known: Options) -> str:
    there = {
        Part.JURISDICTION: list(known.jurisdictions),
        Part.FORM: list(known.forms),
        Part.OFFICE: list(known.offices.get(made.jurisdiction, {})),
    }.get(part, [f"{known.years[0]} to {known.years[-1]}"])
    return f"{FIELDS[part].replace('_', ' ').capitalize()}: {', '.join(there) or 'none named'}."
