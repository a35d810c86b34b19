"""Build SQL that calculates with dates, also inexact ones, for DuckDB and PostgreSQL."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, case, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from schemas.vocabulary import Precision

# A month counts as its 15th and a year as 1 July, six months after the first day, which is what is
# stored. Counted from the first day, a duration from an inexact date would be too long, and one to
# it too short.
DAYS_TO_MID_MONTH = 14
MONTHS_TO_MID_YEAR = 6
MONTHS_OF_YEAR = 12


class days_between(FunctionElement[int]):
    """SQL for the whole days from a first date to a second; negative if the second is earlier."""

    type = Integer()
    name = "days_between"
    inherit_cache = True


class add_days(FunctionElement[Any]):
    """SQL for the date that is a number of days after a date."""

    type = Date()
    name = "add_days"
    inherit_cache = True


class add_months(FunctionElement[Any]):
    """SQL for the date a number of months after a date: the same day, or the month's last day."""

    type = Date()
    name = "add_months"
    inherit_cache = True


class year_of(FunctionElement[int]):
    """SQL for the year of a date, as an integer."""

    type = Integer()
    name = "year_of"
    inherit_cache = True


@compiles(days_between)
def _days_between(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    start, end = _compile_arguments(element, compiler, options)
    return f"date_diff('day', {start}, {end})"


@compiles(days_between, "postgresql")
def _postgres_days_between(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    start, end = _compile_arguments(element, compiler, options)
    return f"({end} - {start})"


@compiles(add_days)
def _add_days(element: add_days, compiler: SQLCompiler, **options: Any) -> str:
    day, days = _compile_arguments(element, compiler, options)
    return f"({day} + CAST({days} AS INTEGER))"


@compiles(add_months)
def _add_months(element: add_months, compiler: SQLCompiler, **options: Any) -> str:
    day, months = _compile_arguments(element, compiler, options)
    return f"CAST({day} + to_months(CAST({months} AS INTEGER)) AS DATE)"


@compiles(add_months, "postgresql")
def _postgres_add_months(element: add_months, compiler: SQLCompiler, **options: Any) -> str:
    day, months = _compile_arguments(element, compiler, options)
    return f"CAST({day} + make_interval(months => CAST({months} AS INTEGER)) AS DATE)"


@compiles(year_of)
def _year_of(element: year_of, compiler: SQLCompiler, **options: Any) -> str:
    (day,) = _compile_arguments(element, compiler, options)
    return f"CAST(year({day}) AS INTEGER)"


@compiles(year_of, "postgresql")
def _postgres_year_of(element: year_of, compiler: SQLCompiler, **options: Any) -> str:
    (day,) = _compile_arguments(element, compiler, options)
    return f"CAST(EXTRACT(year FROM {day}) AS INTEGER)"


def _compile_arguments(
    element: FunctionElement, compiler: SQLCompiler, options: dict[str, Any]
) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


def effective_day(day: ColumnElement) -> ColumnElement:
    """Return SQL for the day to calculate with: the 15th of a month, 1 July of a year, or NULL."""
    precision = _precision_of(day)
    return type_coerce(
        case(
            (precision == Precision.MONTH, add_days(day, DAYS_TO_MID_MONTH)),
            (precision == Precision.YEAR, add_months(day, MONTHS_TO_MID_YEAR)),
            else_=day,
        ),
        Date,
    )


def earliest_day(day: ColumnElement) -> ColumnElement:
    """Return the first day that an inexact date may mean, which is the stored day."""
    return day


def latest_day(day: ColumnElement) -> ColumnElement:
    """Return the last day that an inexact date may mean."""
    precision = _precision_of(day)
    return type_coerce(
        case(
            (precision == Precision.MONTH, add_days(add_months(day, 1), -1)),
            (precision == Precision.YEAR, add_days(add_months(day, MONTHS_OF_YEAR), -1)),
            else_=day,
        ),
        Date,
    )


def _precision_of(day: ColumnElement) -> ColumnElement:
    return day.table.c[f"{day.key}_precision"]
