"""The command `measures`: print figures as a table, JSON or CSV."""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime

import click
import pandas as pd

from dashboard.cli.console import FORMAT, Format, WrongUsage, rows_text
from dashboard.cli.update_results import refresh_results
from dashboard.frames import figures, submissions
from metrics import catalogue, results, round_to_twelve_digits
from schemas import scopes, vocabulary
from schemas.language import marked, t
from schemas.store import database

# Messages for names that are not in the records.
NOT_THERE = {
    "jurisdiction": marked("No jurisdiction has the code “{value}”. Choose from: {known}."),
    "office": marked("No office has the id “{value}”. Choose from: {known}."),
    "form": marked("Unknown form of exploitation “{value}”. Choose from: {known}."),
}
# Columns that the table leaves out; JSON and CSV have all.
NOT_IN_TABLE = frozenset(
    {"version", "unit", "bound_low", "bound_high", "largest_share", "value_unit", "count_unit"}
)
# Columns with counts, which are whole numbers unless they are sums of money.
COUNTS = ("numerator", "unknown", "denominator")
# Counts in rows of all kinds.
ALWAYS_COUNTS = ("unknown", "not_yet_due", "cases")
# The name of a period without years; rows of requested years have it too.
EVER = "all"
SUMS = frozenset({"AmountRatio"})
Value = str | int | float | None


@click.command(
    help="Print measures: all, or those named by ID. They are shown by jurisdiction and other"
    " breakdowns."
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--by",
    default="",
    metavar="NAMES",
    help="Split by these breakdowns, separated by commas: jurisdiction,year,form ...",
)
@click.option(
    "--jurisdiction",
    default="",
    metavar="CODES",
    help="Show only these jurisdictions, separated by commas.",
)
@click.option(
    "--office",
    default="",
    metavar="IDS",
    help="Show only records of these offices, separated by commas.",
)
@click.option(
    "--form",
    default="",
    metavar="CODES",
    help="Show only these forms of exploitation, separated by commas.",
)
@click.option("--from", "first", type=int, metavar="YEAR", help="First year.")
@click.option(
    "--to",
    "last",
    type=int,
    metavar="YEAR",
    help="Last year. Without year in --by, all years are one period, such as 2020-2024.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Use this reference date for all. Default: each jurisdiction has the reference date of"
    " its records.",
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
    breakdowns = check_names(_split_at_commas(by), results.BREAKDOWNS, UNKNOWN_BREAKDOWN)
    asked = {
        "jurisdiction": _split_at_commas(jurisdiction),
        "office": _split_at_commas(office),
        "form": _split_at_commas(form),
    }
    parts = (*breakdowns, *(name for name in ("office", "form") if asked[name]))
    chosen = _chosen(check_names(ids, catalogue.CATALOGUE, UNKNOWN_MEASURE), parts)
    if first is not None and last is not None and first > last:
        raise WrongUsage("--from {first} is later than --to {last}.", first=first, last=last)
    refresh_results(url)
    with database.reading(url).connect() as connection:
        jurisdictions = results.jurisdictions(connection, scopes.EVERYTHING)
        offices = results.offices(connection, scopes.EVERYTHING)
        counted = results.rows(
            connection,
            scopes.EVERYTHING,
            chosen,
            by=breakdowns,
            years=(first, last),
            as_of=as_of.date() if as_of else None,
            only=_parse_restriction(asked, jurisdictions, offices),
        )
        state = results.reference_dates(connection, scopes.EVERYTHING)
    rows = _with_units(counted, jurisdictions)
    header = [str(name) for name in rows.columns]
    printed = [
        _name_period(_row(header, values), first, last)
        for values in rows.itertuples(index=False, name=None)
    ]
    nothing = t("No records match these options.")
    lines = [rows_text(shape, header, printed, nothing=nothing, hidden=NOT_IN_TABLE)]
    if as_of is None and shape == Format.TABLE:
        lines += _reference_date_lines(state, set(rows["jurisdiction"]))
    click.echo("\n".join(lines))


def _with_units(rows: pd.DataFrame, jurisdictions: pd.DataFrame) -> pd.DataFrame:
    """Add columns with the unit of the value and the unit of the count, named as in all files."""
    known = jurisdictions.dropna(subset="currency")
    currencies = dict(zip(known["jurisdiction"], known["currency"], strict=True))
    units = [
        figures.value_code(catalogue.CATALOGUE[measure], currencies.get(jurisdiction), drawn=False)
        for measure, jurisdiction in zip(rows["measure"], rows["jurisdiction"], strict=True)
    ]
    return rows.assign(value_unit=units, count_unit=rows["unit"])


def _split_at_commas(text: str) -> list[str]:
    """Return the names between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _parse_restriction(
    asked: Mapping[str, Sequence[str]], jurisdictions: pd.DataFrame, offices: pd.DataFrame
) -> tuple[tuple[str, str], ...]:
    """Return the restriction of the query. Raises UsageError if a name is not in the records."""
    if asked["jurisdiction"]:
        offices = offices[offices["jurisdiction"].isin(asked["jurisdiction"])]
    there = {
        "jurisdiction": list(jurisdictions["jurisdiction"]),
        "office": list(offices["office_id"]),
        "form": [form.value for form in vocabulary.Form],
    }
    for name, values in asked.items():
        if strange := [value for value in values if value not in there[name]]:
            listed = ", ".join(dict.fromkeys(there[name])) or t("none")
            raise WrongUsage(NOT_THERE[name], value=strange[0], known=listed)
    return tuple((name, value) for name, values in asked.items() for value in values)


def _reference_date_lines(state: results.AsOf, jurisdictions: Set[str]) -> list[str]:
    """Return lines on the reference dates of the jurisdictions, if these differ."""
    sentence = submissions.reference_dates_text(
        {jurisdiction: day for jurisdiction, day in state.own if jurisdiction in jurisdictions}
    )
    return ["", sentence] if sentence else []


def _chosen(ids: tuple[str, ...], breakdowns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the measures to print; without ids, all that have these breakdowns."""
    for one in ids:
        possible = _breakdowns_of_measure(one)
        if strange := [name for name in breakdowns if name not in possible]:
            raise WrongUsage(
                "{measure} cannot be split by “{breakdown}”. Use one of {known}.",
                measure=one,
                breakdown=strange[0],
                known=", ".join(possible),
            )
    return ids or tuple(
        one for one in catalogue.CATALOGUE if {*breakdowns} <= {*_breakdowns_of_measure(one)}
    )


def _breakdowns_of_measure(measure: str) -> tuple[str, ...]:
    unit = catalogue.CATALOGUE[measure].unit
    return ("jurisdiction", "year", *results.breakdown_columns(unit))


UNKNOWN_BREAKDOWN = marked("Unknown breakdown “{name}”.")
UNKNOWN_MEASURE = marked("Unknown measure “{name}”. `measures` prints all of them.")
# The most names that an error lists.
MOST_LISTED = 40


def check_names(names: Sequence[str], valid: Iterable[str], unknown: str) -> tuple[str, ...]:
    """Return the names without repetitions.

    Raises UsageError with the message `unknown` and similar names if a name is not valid.
    """
    choices = list(valid)
    for name in names:
        if name not in choices:
            # An id in lower case is the best match.
            alike = [one for one in choices if one.lower() == name.lower()]
            near = alike or difflib.get_close_matches(name, choices, n=3, cutoff=0.6)
            said = [t(unknown, name=name)]
            if near:
                said.append(t("Nearest: {names}.", names=", ".join(near)))
            elif len(choices) <= MOST_LISTED:
                said.append(t("Choose from: {names}.", names=", ".join(choices)))
            raise click.UsageError(" ".join(said))
    return tuple(dict.fromkeys(names))


def _row(header: Sequence[str], values: Sequence[object]) -> dict[str, Value]:
    """Return a row by column name, with counts as whole numbers."""
    row = {name: _plain_value(value) for name, value in zip(header, values, strict=True)}
    counts = () if row["kind"] in SUMS else COUNTS
    for name in (*counts, *(("value",) if row["kind"] == "Count" else ())):
        row[name] = whole_as_int(row[name])
    for name in ALWAYS_COUNTS:
        row[name] = whole_as_int(row[name])
    return row


def _name_period(row: dict[str, Value], first: int | None, last: int | None) -> dict[str, Value]:
    """Return a row with its period named by the requested years, instead of "all"."""
    if row["period"] == EVER:
        row["period"] = _period_as_word(first, last)
    return row


def _period_as_word(first: int | None, last: int | None) -> str:
    """Return the requested years as one word without spaces, for scripts and tables."""
    if first is None or last is None:
        return EVER if first == last else f"from-{first}" if first is not None else f"to-{last}"
    return str(first) if first == last else f"{first}-{last}"


def _plain_value(value: object) -> Value:
    """Return a value of a frame as a plain Python value: missing ones as None."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, str | int):
        return value
    number = float(str(value))
    return None if math.isnan(number) else round_to_twelve_digits(number)


def whole_as_int(value: Value) -> Value:
    """Return a number without fraction as an int; other values unchanged."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
