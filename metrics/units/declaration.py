"""How units are declared: a column is one expression, three-valued, with what it needs."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    null,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from schemas import dates, tables
from schemas import vocabulary as v

# What it reads is nowhere written down: `reading` finds it in the expression.

OF_CASE = ("case_id",)
OF_PERSON = ("case_id", "person_id")
METADATA = MetaData()
# A breakdown's name, as people ask for it, and the column of a unit that holds it.
BREAKDOWN = "breakdown"
# Twelve places, so that what a rate multiplied or a division left is as exact as it is printed.
AMOUNT = Numeric(30, 12)
# The column that tells units of one case apart; a unit without it is one per case.
OWN = "own"
MADE, PARTS = "made", "parts"
OF_ONE_OFFICE = "of_one_office"
# Of a derived table that is no unit: the record columns that one of its columns is made of.
READS = "reads"
# The expression of a column, or what makes it of the unit's parts: where it depends on them, or on
# an option, which is only known when the rows are made.
Made = ColumnElement | Callable[[Any], ColumnElement]
# Names of record columns that stand in for each other.
Group = tuple[str, ...]


class Parts(Protocol):
    """What the columns of a unit are made of: the joined records, and the rows that are kept."""

    @property
    def joined(self) -> FromClause: ...
    @property
    def kept(self) -> ColumnElement: ...


class Joined(NamedTuple):
    """The parts of a unit whose columns are made of the joined tables alone."""

    joined: FromClause
    kept: ColumnElement = true()


def unit(
    name: str,
    word: str,
    meaning: str,
    *columns: Column,
    parts: Callable[[], Parts],
    own: str | None = None,
) -> Table:
    """A unit: one row per thing counted, with the place and case it belongs to.

    `word` names one thing, as the rows of results print it. Its columns are made of `parts`. `own`
    is the column that tells those of one case apart, where a case may have several.
    """
    info = {"word": word, "meaning": meaning, PARTS: parts, OWN: own}
    return Table(name, METADATA, *columns, info=info)


def rows(table: Table) -> Select:
    """The rows of a unit, its columns in order."""
    return made(table, table.info[PARTS]())


def made(table: Table, parts: Parts) -> Select:
    """The rows that a unit's columns make of these parts."""
    expressions = (_expression(column, parts).label(column.name) for column in table.c)
    return select(*expressions).select_from(parts.joined).where(parts.kept)


def _expression(column: Column, parts: Parts) -> ColumnElement:
    by = column.info[MADE]
    return by if isinstance(by, ColumnElement) else by(parts)


def _info(
    meaning: str, by: Made, needs: Iterable[str] = (), needs_one_of: Iterable[Group] = ()
) -> dict[str, object]:
    groups = tuple(needs_one_of)
    return {"meaning": meaning, MADE: by, "needs": tuple(needs), "needs_one_of": groups}


def identity(name: str, meaning: str, by: Made, length: int = 64) -> Column:
    """A pseudonym of a record: it joins, and is never shown."""
    return Column(name, String(length), info=_info(meaning, by))


def breakdown(name: str, meaning: str, by: Made) -> Column:
    """A code by which rows are split; `unknown` where the record has none."""
    return Column(name, String(64), nullable=False, info=_info(meaning, by) | {BREAKDOWN: name})


def truth(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """A three-valued column: NULL is unknown, never no.

    `needs` are the record columns without which it cannot be known: where they are not collected, a
    measure that uses it is not collected. They are said and not derived, since no expression tells
    what has a stand-in (the charge of a case in the record of a person) from what has none, nor
    what only takes out units that are known to be no part (a case that was merely reopened).
    `needs_one_of` are groups of columns that stand in for each other: it cannot be known where no
    column of a group is collected, or where no row of the jurisdiction fills one of them.
    """
    return _measured(name, Boolean(), _info(meaning, by, needs, needs_one_of))


def day(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """The day that counts: of an inexact date the middle of its month or year; NULL is undated.

    What merely dates a unit is no need of a measure: without its day it is counted undated.
    """
    return _measured(name, Date(), _info(meaning, by, needs, needs_one_of))


def number(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    return _measured(name, Integer(), _info(meaning, by, needs))


def amount(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """Money in the jurisdiction's currency; NULL is unknown, or a currency without a rate."""
    return _measured(name, AMOUNT, _info(meaning, by, needs))


def ratio(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """One amount as a multiple of another; NULL where one is unknown or the divisor is 0."""
    return _measured(name, AMOUNT, _info(meaning, by, needs))


def _measured(name: str, stored: TypeEngine[Any], info: dict[str, object]) -> Column:
    return Column(name, stored, info=info)


def place(
    jurisdiction: Made,
    case_id: Made,
    office: Made,
    words: str = "The office that leads the case",
    *,
    of_one_office: bool = True,
) -> tuple[Column, ...]:
    """What each unit has: where it belongs; `words` say which office that is.

    What is not `of_one_office` is made of records of several, or of none: no office sees it as its
    own.
    """
    stated = Column(
        "jurisdiction", String(16), nullable=False, info=_info("Jurisdiction", jurisdiction)
    )
    meaning = "The case; one case's part of a sum is judged by it"
    led_by = breakdown("office", words, office)
    led_by.info[OF_ONE_OFFICE] = of_one_office
    return stated, identity("case_id", meaning, case_id), led_by


def of_case(form: Made, sector: Made, cross_border: Made) -> tuple[Column, ...]:
    """The breakdowns that a unit within a case has from its case."""
    return (
        breakdown("form", "Form of exploitation of the case", form),
        breakdown("sector", "Economic sector of the case", sector),
        breakdown("cross_border", "Whether the case is cross-border", cross_border),
    )


def own_office(table: Table) -> Column | None:
    """The column with the office whose own a unit is; None where it is that of no single one."""
    return table.c.office if table.c.office.info[OF_ONE_OFFICE] else None


def names(table: Table) -> list[str]:
    """The names of a unit's columns, in order."""
    return [column.name for column in table.c]


@cache
def breakdowns(table: Table) -> Mapping[str, Column]:
    """The declared breakdowns of a unit by name, without jurisdiction and year."""
    return MappingProxyType({c.info[BREAKDOWN]: c for c in table.c if BREAKDOWN in c.info})


def same(one: FromClause, other: FromClause, keys: tuple[str, ...] = OF_CASE) -> ColumnElement:
    """Whether two rows are of one jurisdiction and agree in the columns `keys`."""
    return and_(*(one.c[name] == other.c[name] for name in ("jurisdiction", *keys)))


def yes_no(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a truth; unknown and not_applicable are NULL."""
    return case((column == v.YesNo.YES, true()), (column == v.YesNo.NO, false()), else_=null())


def known_yes(column: ColumnElement) -> ColumnElement:
    """Whether a yes-no code is known to be yes; NULL only where the row is missing."""
    return column == v.YesNo.YES


def belongs(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a condition: not_applicable is no, unknown is NULL."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=known_yes(column))


def one_of(column: ColumnElement, *codes: StrEnum) -> ColumnElement:
    """Whether a code is one of these; `unknown` is NULL. All closed lists spell it alike."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=column.in_(codes))


def any_of(truth: ColumnElement) -> ColumnElement:
    """Over the rows of a group: yes if one is, else unknown if one is, else no."""
    # One yes settles it whatever the others are; a no needs the answer of all.
    return case(
        (func.bool_or(func.coalesce(truth, false())), true()),
        (func.bool_or(truth.is_(None)), null()),
        else_=false(),
    )


def whole_sum(amount: ColumnElement) -> ColumnElement:
    """Over the rows of a group: the sum, unknown as soon as one part of it is."""
    return case((func.bool_or(amount.is_(None)), null()), else_=func.sum(amount))


class Span(NamedTuple):
    """The first and the last day that a date may stand for; both NULL where there is none."""

    first: ColumnElement
    last: ColumnElement

    def otherwise(self, other: "Span") -> "Span":
        """The same, and where there is none the other."""
        return Span(func.coalesce(self.first, other.first), func.coalesce(self.last, other.last))


def span(day: ColumnElement) -> Span:
    """What a stored date may stand for."""
    return Span(dates.earliest(day), dates.latest(day))


def within_months(event: Span, start: Span, months: int) -> ColumnElement:
    """Whether the event came no later than so many months after the start; before it counts.

    Yes and no only where every day that the two may stand for agrees, else NULL.
    """
    # What came before its start (an asset confiscated ahead of the conviction) came in time.
    return _agreed(
        event, dates.add_months(start.first, months), dates.add_months(start.last, months)
    )


def within_days(event: Span, start: Span, days: int) -> ColumnElement:
    """The same of days."""
    return _agreed(event, dates.add_days(start.first, days), dates.add_days(start.last, days))


def _agreed(
    event: Span, surely_until: ColumnElement, perhaps_until: ColumnElement
) -> ColumnElement:
    # A date kept as a year may lie on either side of the limit: by its middle, how dates are kept
    # would decide who was in time.
    return case(
        (event.last <= surely_until, true()),
        (event.first > perhaps_until, false()),
        else_=null(),
    )


def is_counted() -> ColumnElement:
    """Whether a case is of trafficking, in either scope."""
    return tables.cases.c.scope != v.Scope.OTHER_OFFENCE


def of_counted_case(table: Table) -> ColumnElement:
    """Whether a row of `table` belongs to such a case; false where it belongs to none."""
    a_case = tables.cases.alias("counted_cases")
    of_trafficking = a_case.c.scope != v.Scope.OTHER_OFFENCE
    return exists(select(1).select_from(a_case).where(same(a_case, table), of_trafficking))
