"""How a column of a unit is declared: its meaning, what records it reads and which it needs."""

from collections.abc import Iterable

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, Numeric, String, Table

METADATA = MetaData()
UNKNOWN = "unknown"

# A breakdown's name, as people ask for it, and the column of a unit that holds it.
BREAKDOWN = "breakdown"
# Twelve places, so that what a rate multiplied or a division left is as exact as it is printed.
AMOUNT = Numeric(30, 12)
# The column that tells units of one case apart; a unit without it is one per case.
OWN = "own"


def unit(name: str, word: str, meaning: str, *columns: Column, own: str | None = None) -> Table:
    """A unit: one row per thing counted, with the place and case it belongs to.

    `word` names one thing, as the rows of results print it. `own` is the column that tells those of
    one case apart, where a case may have several.
    """
    info = {"word": word, "meaning": meaning, OWN: own}
    return Table(name, METADATA, *columns, info=info)


def _info(meaning: str, reads: Iterable[str], needs: Iterable[str]) -> dict[str, object]:
    needed = tuple(needs)
    read = tuple(dict.fromkeys((*reads, *needed)))
    return {"meaning": meaning, "reads": read, "needs": needed}


def identity(name: str, meaning: str, length: int = 64) -> Column:
    """A pseudonym of a record: it joins, and is never shown."""
    return Column(name, String(length), info=_info(meaning, (), ()))


def breakdown(name: str, meaning: str, *reads: str) -> Column:
    """A code by which rows are split; `unknown` where the record has none."""
    info = _info(meaning, reads, ()) | {BREAKDOWN: name}
    return Column(name, String(64), nullable=False, info=info)


def truth(
    name: str, meaning: str, *, reads: Iterable[str] = (), needs: Iterable[str] = ()
) -> Column:
    """A three-valued column: NULL is unknown, never no.

    `needs` are the record columns without which it cannot be known: where they are not collected, a
    measure that uses it is not collected. Columns that have a stand-in are read and not needed.
    """
    return Column(name, Boolean, info=_info(meaning, reads, needs))


def day(name: str, meaning: str, *reads: str, needs: Iterable[str] = ()) -> Column:
    """The day that counts: of an inexact date the middle of its month or year; NULL is undated."""
    return Column(name, Date, info=_info(meaning, reads, needs))


def number(name: str, meaning: str, *needs: str) -> Column:
    return Column(name, Integer, info=_info(meaning, (), needs))


def amount(
    name: str, meaning: str, *, reads: Iterable[str] = (), needs: Iterable[str] = ()
) -> Column:
    """Money in the jurisdiction's currency; NULL is unknown, or a currency without a rate."""
    return Column(name, AMOUNT, info=_info(meaning, reads, needs))


def ratio(
    name: str, meaning: str, *, reads: Iterable[str] = (), needs: Iterable[str] = ()
) -> Column:
    """One amount as a multiple of another; NULL where one is unknown or the divisor is 0."""
    return Column(name, AMOUNT, info=_info(meaning, reads, needs))


def place(
    office: str = "The office that leads the case", read: str = "cases.office_id"
) -> tuple[Column, ...]:
    """What each unit has: where it belongs; its office where that is not the case's."""
    return (
        Column("jurisdiction", String(16), nullable=False, info=_info("Jurisdiction", (), ())),
        identity("case_id", "The case; one case's part of a sum is judged by it"),
        breakdown("office", office, read),
    )


def names(table: Table) -> list[str]:
    """The names of a unit's columns, in order."""
    return [column.name for column in table.c]


def breakdowns(table: Table) -> dict[str, Column]:
    """The declared breakdowns of a unit by name, without jurisdiction and year."""
    return {c.info[BREAKDOWN]: c for c in table.c if BREAKDOWN in c.info}
