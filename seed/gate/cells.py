"""Text cells -> typed values, one expression per kind of column; NULL where a cell is none."""

import re
from collections.abc import Callable
from functools import cache

import polars as pl

from schemas import columns, currencies, frames, tables
from seed import places

DAY, MONTH, YEAR = 10, 7, 4
LONGEST_ID = 64
LONGEST_LABEL = 60
# A sign in front would make a spreadsheet calculate; a backslash means NULL to a database's COPY;
# an @ is an e-mail address. Joiners belong to several scripts, other invisible signs do not.
LABEL_PATTERN = (
    r"^[\p{L}\p{N}\p{M}(]"
    r"(?:[\p{L}\p{N}\p{M}\p{P}\p{S}\p{Zs}\x{200c}\x{200d}--[\\@]]{0,59})$"
)
DATE_PATTERN = r"^[0-9]{4}(?:-[0-9]{2}){0,2}$"
INTEGER_PATTERN = r"^-?[0-9]{1,9}$"
MONEY_PATTERN = r"^[0-9]{1,13}(?:\.[0-9]{1,2})?$"
BLANKS = " \u00a0\u202f\u2007"


def value(column: columns.Column) -> pl.Expr:
    """The column's values from its text, in the type of the stored column.

    A cell that is not what the column holds becomes NULL. Dates become the first day of what was
    given; their precision is `precision`'s.
    """
    cell = pl.col(column.name)
    if (codes := closed_list(column)) is not None:
        return pl.when(cell.is_in(codes)).then(cell)
    return VALUES[columns.field_of(column).kind](cell)


def day(column: columns.Column) -> pl.Expr:
    """`value` of a date column in which each cell is ten characters long."""
    cell = pl.col(column.name)
    shaped = pl.when(cell.str.contains(DATE_PATTERN)).then(cell)
    return shaped.str.to_date("%Y-%m-%d", strict=False)


def precision(column: columns.Column) -> pl.Expr:
    """How exactly a date cell was given, by its length."""
    length = pl.col(column.name).str.len_bytes()
    return (
        pl.when(length == DAY)
        .then(pl.lit("day"))
        .when(length == MONTH)
        .then(pl.lit("month"))
        .when(length == YEAR)
        .then(pl.lit("year"))
    )


def normal(column: columns.Column) -> pl.Expr | None:
    """A code in another case, or with blanks around or in it, as its list has it; else NULL.

    A country may also be written with two letters, or by its English name.
    """
    codes = closed_list(column)
    if codes is None:
        return None
    cell = pl.col(column.name).str.strip_chars(BLANKS).str.replace_all("[ -]", "_")
    is_country = columns.field_of(column).kind is columns.Kind.COUNTRY
    written = places.other_names() if is_country else {}
    by_lower = {_plain(name): code for name, code in (written | {c: c for c in codes}).items()}
    return cell.str.to_lowercase().replace_strict(by_lower, default=None, return_dtype=pl.String)


def _plain(name: str) -> str:
    return re.sub("[ -]", "_", name).lower()


def is_blank(column: columns.Column) -> pl.Expr:
    """Whether a cell holds blanks alone."""
    return pl.col(column.name).str.strip_chars(BLANKS) == ""


def closed_list(column: columns.Column) -> tuple[str, ...] | None:
    """All texts that a cell of the column may hold, where they can be listed."""
    field = columns.field_of(column)
    if field.codes is not None:
        return tuple(code.value for code in field.codes)
    if field.kind is columns.Kind.CURRENCY:
        return tuple(sorted(currencies.known()))
    if field.kind is columns.Kind.COUNTRY:
        return tuple(sorted(places.countries() | places.user_assigned()))
    return _model_columns() if field.kind is columns.Kind.COLUMN else None


@cache
def _model_columns() -> tuple[str, ...]:
    """The names of tables and of their columns, written `victims.legal_aid`."""
    return tuple(
        name
        for table in tables.RECORD_TABLES
        # polars takes SQLAlchemy's own kind of name for a row, so it is made a plain text.
        for name in (
            str(table.name),
            *(f"{table.name}.{c.name}" for c in tables.sent_columns(table)),
        )
    )


def _pseudonym(cell: pl.Expr) -> pl.Expr:
    fits = cell.str.contains(frames.ID_PATTERN) & (cell.str.len_bytes() <= LONGEST_ID)
    return pl.when(fits).then(cell)


def _label(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(LABEL_PATTERN)).then(cell)


def _jurisdiction(cell: pl.Expr) -> pl.Expr:
    countries = sorted(places.countries() | places.user_assigned())
    fits = cell.str.contains(r"^[A-Z]{3}(?:-[A-Z0-9]{1,3})?$")
    return pl.when(fits & cell.str.slice(0, 3).is_in(countries)).then(cell)


def _integer(cell: pl.Expr) -> pl.Expr:
    whole = pl.when(cell.str.contains(INTEGER_PATTERN)).then(cell)
    return whole.cast(frames.TYPES[columns.Kind.INTEGER])


def _money(cell: pl.Expr) -> pl.Expr:
    decimal = pl.when(cell.str.contains(MONEY_PATTERN)).then(cell)
    amount = decimal.cast(frames.TYPES[columns.Kind.MONEY])
    return pl.when(amount <= frames.MOST_MONEY).then(amount)


def _date(cell: pl.Expr) -> pl.Expr:
    length = cell.str.len_bytes()
    padded = (
        pl.when(length == YEAR)
        .then(cell + pl.lit("-01-01"))
        .when(length == MONTH)
        .then(cell + pl.lit("-01"))
        .otherwise(cell)
    )
    shaped = pl.when(cell.str.contains(DATE_PATTERN)).then(padded)
    return shaped.str.to_date("%Y-%m-%d", strict=False)


VALUES: dict[columns.Kind, Callable[[pl.Expr], pl.Expr]] = {
    columns.Kind.ID: _pseudonym,
    columns.Kind.LABEL: _label,
    columns.Kind.JURISDICTION: _jurisdiction,
    columns.Kind.INTEGER: _integer,
    columns.Kind.MONEY: _money,
    columns.Kind.DATE: _date,
}
