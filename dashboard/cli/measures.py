"""The command `measures`: the printed numbers, as a table, JSON or CSV."""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime

import click
import pandas as pd

from dashboard.cli.console import FORMAT, Format, rows_text
from dashboard.cli.refresh import make_ready
from dashboard.frames import submissions
from metrics import catalogue, results, twelve_digits
from schemas import scopes, vocabulary
from schemas.store import database

# What the table leaves out for its width; JSON and CSV have every column.
NOT_IN_TABLE = frozenset({"version", "unit", "bound_low", "bound_high", "largest_share"})
# Fields that count things, and are whole numbers unless they are sums of money.
COUNTS = ("numerator", "unknown", "denominator")
# What a period is called without years, and which it is where some are asked for.
EVER = "all"
SUMS = frozenset({"AmountRatio"})
Value = str | int | float | None


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--by", default="", metavar="NAMES", help="Breakdowns, with commas: jurisdiction,year,form ..."
)
@click.option(
    "--jurisdiction", default="", metavar="IDS", help="Of these jurisdictions alone, with commas."
)
@click.option(
    "--office",
    default="",
    metavar="IDS",
    help="Of the records of these offices alone, with commas.",
)
@click.option(
    "--form", default="", metavar="CODES", help="Of these forms of exploitation, with commas."
)
@click.option("--from", "first", type=int, metavar="YEAR", help="First year.")
@click.option(
    "--to",
    "last",
    type=int,
    metavar="YEAR",
    help="Last year. Without year in --by they are one period, such as 2020-2024.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge all on this day. Without it: each jurisdiction on that of its own records.",
)
@FORMAT
@click.pass_obj
def measures(
    url: str,
    ids: tuple[str, ...],
    by: str,
    jurisdiction: str,
    office: str,
    form: str,
    first: int | None,
    last: int | None,
    as_of: datetime | None,
    shape: str,
) -> None:
    """Print measures (all, or those named by ID), by jurisdiction and other breakdowns."""
    breakdowns = known(_listed(by), results.BREAKDOWNS, "breakdown")
    asked = {
        "jurisdiction": _listed(jurisdiction),
        "office": _listed(office),
        "form": _listed(form),
    }
    narrowed = [name for name in ("office", "form") if asked[name]]
    chosen = _chosen(known(ids, catalogue.CATALOGUE, "measure"), (*breakdowns, *narrowed))
    if first is not None and last is not None and first > last:
        raise click.UsageError(f"--from {first} is after --to {last}.")
    make_ready(url)
    with database.reading(url).connect() as connection:
        rows = results.rows(
            connection,
            scopes.EVERYTHING,
            chosen,
            by=breakdowns,
            years=(first, last),
            as_of=as_of.date() if as_of else None,
            only=_only(
                asked,
                results.jurisdictions(connection, scopes.EVERYTHING),
                results.offices(connection, scopes.EVERYTHING),
            ),
        )
        state = results.as_of(connection, scopes.EVERYTHING)
    header = [str(name) for name in rows.columns]
    printed = [
        _named(_row(header, values), first, last)
        for values in rows.itertuples(index=False, name=None)
    ]
    nothing = "No rows: nothing is recorded for this choice."
    lines = [rows_text(shape, header, printed, nothing=nothing, hidden=NOT_IN_TABLE)]
    if as_of is None and shape == Format.TABLE:
        lines += _days(state, set(rows["jurisdiction"]))
    click.echo("\n".join(lines))


def _listed(text: str) -> list[str]:
    """What stands between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _only(
    asked: Mapping[str, Sequence[str]], places: pd.DataFrame, offices: pd.DataFrame
) -> tuple[tuple[str, str], ...]:
    """The records that are asked for; a UsageError where one of the names is not there."""
    if asked["jurisdiction"]:
        offices = offices[offices["jurisdiction"].isin(asked["jurisdiction"])]
    there = {
        "jurisdiction": list(places["jurisdiction"]),
        "office": list(offices["office_id"]),
        "form": [form.value for form in vocabulary.Form],
    }
    for name, values in asked.items():
        if strange := [value for value in values if value not in there[name]]:
            listed = ", ".join(dict.fromkeys(there[name])) or "none"
            raise click.UsageError(f"[{strange[0]}] is no {name} here. There are: {listed}.")
    return tuple((name, value) for name, values in asked.items() for value in values)


def _days(state: results.AsOf, places: Set[str]) -> list[str]:
    """The day on which each of the jurisdictions is judged, where these differ."""
    sentence = submissions.judged_days_text(
        {place: day for place, day in state.own if place in places}
    )
    return ["", sentence] if sentence else []


def _chosen(ids: tuple[str, ...], breakdowns: tuple[str, ...]) -> tuple[str, ...]:
    """The measures to print; without an id, all that can be split like this."""
    for one in ids:
        possible = _splits(one)
        if strange := [name for name in breakdowns if name not in possible]:
            raise click.UsageError(
                f"[{strange[0]}] is no breakdown of {one}; it has {', '.join(possible)}."
            )
    return ids or tuple(one for one in catalogue.CATALOGUE if {*breakdowns} <= {*_splits(one)})


def _splits(measure: str) -> tuple[str, ...]:
    unit = catalogue.CATALOGUE[measure].unit
    return ("jurisdiction", "year", *results.breakdowns(unit))


def known(names: Sequence[str], valid: Iterable[str], word: str) -> tuple[str, ...]:
    """The names, each once; a UsageError that offers the nearest where one is not valid."""
    choices = list(valid)
    for name in names:
        if name not in choices:
            # An id typed in small letters is the nearest of all.
            alike = [one for one in choices if one.lower() == name.lower()]
            near = alike or difflib.get_close_matches(name, choices, n=3, cutoff=0.4)
            offered = f" Nearest: {', '.join(near)}." if near else f" Valid: {', '.join(choices)}."
            raise click.UsageError(f"[{name}] is no {word}.{offered}")
    return tuple(dict.fromkeys(names))


def _row(header: Sequence[str], values: Sequence[object]) -> dict[str, Value]:
    row = {name: _plain(value) for name, value in zip(header, values, strict=True)}
    counts = () if row["kind"] in SUMS else COUNTS
    for name in (*counts, *(("value",) if row["kind"] == "Count" else ())):
        row[name] = whole(row[name])
    row["unknown"] = whole(row["unknown"])
    return row


def _named(row: dict[str, Value], first: int | None, last: int | None) -> dict[str, Value]:
    """The row; all of the years that were asked for are not all years."""
    if row["period"] == EVER:
        row["period"] = _period(first, last)
    return row


def _period(first: int | None, last: int | None) -> str:
    """The years in a word without blanks, as scripts and tables take it."""
    if first is None or last is None:
        return EVER if first == last else f"from-{first}" if first is not None else f"to-{last}"
    return str(first) if first == last else f"{first}-{last}"


def _plain(value: object) -> Value:
    """A value of a frame as Python's own: missing ones None, numbers of any width a number."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, str | int):
        return value
    number = float(str(value))
    return None if math.isnan(number) else twelve_digits(number)


def whole(value: Value) -> Value:
    """A number without a fraction as a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
