"""How a column of a unit is declared: its meaning, what makes it, and which records it needs.

What it reads is nowhere written down: `reading` finds it in the expression.
"""

from collections.abc import Callable, Iterable, Mapping
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
    select,
    true,
)
from sqlalchemy.types import TypeEngine

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
