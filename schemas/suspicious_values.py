"""Define rules on whole columns: against values that look like defaults, and ids that count up."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Table

from schemas.columns import Kind, field_of
from schemas.findings import Severity
from schemas.language import message, sentences
from schemas.tables import RECORD_TABLES, date_columns, key_of, parents_of
from schemas.vocabulary import Precision

MOST_SHARE_OF_ONE_VALUE = 0.2
SHARE = f"{MOST_SHARE_OF_ONE_VALUE:.0%}"
# With fewer values, repetitions and sequences may be chance.
FEWEST_VALUES, FEWEST_IDS = 20, 10
# The numbers of random ids span a far larger range than the number of rows.
COUNTED_SPAN = 1.1
# Coverage statements of all columns usually begin on the same day.
STATEMENTS = {"coverage"}
# Offices are not persons, so their ids may count up.
OPEN_IDS = {"offices", "coverage"}


@dataclass(frozen=True)
class AnyRule:
    """What each rule has, on single rows or on whole columns: names, texts, and a condition."""

    id: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    found: str
    fix: str
    broken: pl.Expr

    @property
    def wording(self) -> str:
        """Return the message: what was found, and what to do."""
        return sentences(self.found, self.fix)


@dataclass(frozen=True)
class Pattern(AnyRule):
    """A rule on a whole column; `broken` gives one truth value for all rows. It only warns."""

    severity: Severity = Severity.WARNING


def sequential_id_rules() -> Iterator[Pattern]:
    """Yield the rules on ids that count up. They need every row of a column."""
    for table in RECORD_TABLES:
        if table.name not in OPEN_IDS:
            yield from (_counted(table.name, name) for name in _own_id_columns(table))


def default_value_rules() -> Iterator[Pattern]:
    """Yield the rules on values that look like defaults. A sample of the rows is enough."""
    for table in RECORD_TABLES:
        if table.name not in STATEMENTS:
            yield from (_default_day(table.name, column.name) for column in date_columns(table))
        amounts = [c.name for c in table.c if field_of(c).kind is Kind.MONEY]
        yield from (_default_amount(table.name, name) for name in amounts)


def _default_day(table: str, column: str) -> Pattern:
    """Return the rule that no single day makes up more than a fifth of a date column."""
    days = pl.col(column).filter(pl.col(f"{column}_precision") == Precision.DAY)
    return Pattern(
        f"date.default.{table}.{column}",
        table,
        (column,),
        message(
            "No single day is in more than {share} of the rows in {column}",
            share=SHARE,
            column=column,
        ),
        message(
            "More than {share} of the dates are the same day. It looks like a default value.",
            share=SHARE,
        ),
        message("Leave a date blank if it is not known."),
        _is_default(days),
    )


def _default_amount(table: str, column: str) -> Pattern:
    """Return the rule that no single amount above 0 makes up more than a fifth of a column."""
    # Many rows may have an amount of 0, such as nothing frozen or nothing paid.
    amounts = pl.col(column).filter(pl.col(column) > 0)
    return Pattern(
        f"money.default.{table}.{column}",
        table,
        (column,),
        message(
            "At most {share} of the amounts in {column} are the same", share=SHARE, column=column
        ),
        message(
            "More than {share} of the amounts are the same. It looks like a default value.",
            share=SHARE,
        ),
        message("Leave an amount blank if it is not known."),
        _is_default(amounts),
    )


def _is_default(values: pl.Expr) -> pl.Expr:
    """Whether one value makes up more than a fifth of the values, if there are at least 20."""
    share = values.unique_counts().max() / values.count()
    return (values.count() >= FEWEST_VALUES) & (share > MOST_SHARE_OF_ONE_VALUE)


def _own_id_columns(table: Table) -> list[str]:
    """Return the names of the id columns in the key of a table that refer to no parent table."""
    of_parents = {name for parent in parents_of(table) for name in parent.columns}
    ids = [name for name in key_of(table) if field_of(table.c[name]).kind is Kind.ID]
    return [name for name in ids if name not in of_parents]


def _counted(table: str, column: str) -> Pattern:
    """Return the rule that the numbers at the end of ids do not count up."""
    number = pl.col(column).str.extract(r"([0-9]{1,15})$").cast(pl.Int64)
    different = number.n_unique()
    return Pattern(
        f"id.sequential.{table}.{column}",
        table,
        (column,),
        message("The ids in {column} are not simply 1, 2, 3 and so on", column=column),
        message("The ids count up, so each one shows which case or person came next."),
        message("Use random ids."),
        (number.count() >= FEWEST_IDS)
        & (different >= FEWEST_IDS)
        & (number.max() - number.min() < COUNTED_SPAN * different),
    )
