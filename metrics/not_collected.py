"""Find what is not collected (gaps): declared periods, tables never sent, columns never filled.

A table that was never sent but is declared as collected is no gap: it means that there are none.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Protocol

import pandas as pd
import polars as pl
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    and_,
    false,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
)

from metrics.units.build import BY_DATABASE, Fill
from metrics.units.suspect_records import CHARGED_BY
from metrics.units.unit_columns import METADATA
from schemas import columns, dates, rules, scopes, tables
from schemas import vocabulary as v
from schemas.store import bookkeeping, database

# Without an id the row cannot be joined: an intelligence unit, a fund or an asset register may not
# keep case or victim ids. The answer is then unknown, not no. A source that states no number of
# victims did not find none.
IDS = (
    *(tables.disclosures.c.case_id, tables.inspections.c.case_id, tables.assets.c.case_id),
    *(tables.victims.c.case_id, tables.claims.c.victim_id, tables.claims.c.person_id),
    tables.cases.c.victims_stated,
)
# A source that never fills `charged` must not read as "nobody was charged". Blank means no charge
# only if a source records charges at all; the same holds for the status of victims, outcomes, and
# links without a person. Measures that can count these as unknown are still counted, so these
# columns matter only in groups of `needs_one_of`.
SAID = (
    *((tables.suspects, column) for column in CHARGED_BY),
    *((one.table, one) for one in (tables.cases.c.charged, tables.cases.c.charged_on)),
    (tables.suspects, tables.suspects.c.outcome),
    *((one.table, one) for one in (tables.victims.c.status, tables.links.c.person_id)),
)
IN_GROUPS_ALONE = frozenset(str(column) for _, column in SAID)
# Enough for all measures in a few states of the records.
NEEDS_KEPT = 1024
never_filled = Table(
    "never_filled",
    METADATA,
    Column("jurisdiction", String(16), nullable=False),
    Column("name", String(80), nullable=False),  # table.column
)


class Needing(Protocol):
    """What a measure needs: its date column, and the record columns that must be collected.

    All columns of `needs` must be collected. Of each group of `needs_one_of`, one is enough, but
    some row must fill it.
    """

    @property
    def unit(self) -> Table: ...
    @property
    def dated_by(self) -> Column: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def needs_one_of(self) -> tuple[tuple[str, ...], ...]: ...


@dataclass(frozen=True)
class Need:
    """The date column and record columns that a calculation other than a measure needs."""

    unit: Table
    dated_by: Column
    needs: tuple[str, ...]
    needs_one_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Stretch:
    """A period for which an empty table means "none", and not "not collected"."""

    office: str | None
    first: date
    last: date | None

    def covers(self, asked: Needing) -> ColumnElement:
        """Return an SQL condition, never NULL: whether a unit is in the period, or undated."""
        dated_by, own = asked.dated_by, asked.unit.c.office
        inside: list[ColumnElement] = [dated_by >= self.first]
        if self.last is not None:
            inside.append(dated_by <= self.last)
        of_office = true() if self.office is None else own == self.office
        return and_(of_office, or_(dated_by.is_(None), and_(*inside)))


@dataclass(frozen=True)
class Gap:
    """A table or `table.column` that is not collected, by one office or all (None).

    It is not collected from `first` (None: always) to `last` (None: until now). If the table was
    never sent, `none` has the periods in which it is declared as collected, so that no rows mean
    zero. `of_blanks` is True for a column that may be collected, but that no row fills.
    """

    jurisdiction: str
    office: str | None
    name: str
    first: date | None
    last: date | None
    none: tuple[Stretch, ...] = ()
    of_blanks: bool = False

    @property
    def is_total(self) -> bool:
        """Whether the gap concerns the whole jurisdiction, all the time."""
        return self.first is None and self.office is None and not self.none

    def touches(self, names: tuple[str, ...]) -> bool:
        """Whether one of the names is the table or column of the gap, or a column of its table."""
        return any(name == self.name or name.startswith(f"{self.name}.") for name in names)

    def covers(self, asked: Needing) -> ColumnElement:
        """Return an SQL condition, never NULL: whether a unit is in the gap, by office and date."""
        unit = asked.unit.c
        conditions: list[ColumnElement] = [unit.jurisdiction == self.jurisdiction]
        if self.office is not None:
            conditions.append(unit.office == self.office)
        if self.first is not None or self.last is not None:
            conditions.append(self._dated_inside(asked.dated_by))
        conditions += [not_(stretch.covers(asked)) for stretch in self.none]
        return and_(*conditions)

    def _dated_inside(self, dated_by: Column) -> ColumnElement:
        conditions: list[ColumnElement] = [dated_by.is_not(None)]
        if self.first is not None:
            conditions.append(dated_by >= self.first)
        if self.last is not None:
            conditions.append(dated_by <= self.last)
        return and_(*conditions)


@database.cached_per_snapshot
def collection_gaps(connection: Connection, scope: scopes.Scope) -> tuple[Gap, ...]:
    """Return all gaps of the stored submissions in a scope.

    The gaps of a whole jurisdiction also apply to its offices. So an office sees the same numbers
    of its own as its jurisdiction does.
    """
    return (
        *_never_sent(connection, scope),
        *_never_filled(connection, scope),
        *_declared_gaps(connection, scope),
    )


def is_in_gap(asked: Needing, known: tuple[Gap, ...]) -> ColumnElement:
    """Return an SQL condition, never NULL: whether something that a unit needs is not collected."""
    touching = [gap.covers(asked) for gap in _touching(asked.needs, known)]
    for group in asked.needs_one_of:
        of_each = [
            [gap.covers(asked) for gap in of_name] for of_name in _gaps_of_columns(group, known)
        ]
        if all(of_each):
            touching.append(and_(*(or_(*covering) for covering in of_each)))
    return or_(*touching) if touching else false()


def has_any_gap(asked: Needing, known: tuple[Gap, ...]) -> bool:
    """Whether some jurisdiction or office does not collect something that the measure needs."""
    in_groups = chain(*(_gaps_of_columns(group, known) for group in asked.needs_one_of))
    return any((_touching(asked.needs, known), *in_groups))


def jurisdictions_never_collecting(asked: Needing, known: tuple[Gap, ...]) -> frozenset[str]:
    """Return the jurisdictions that never sent a table or id that the measure needs."""
    lacking = _columns_never_collected(_touching(asked.needs, known))
    for group in asked.needs_one_of:
        lacking |= frozenset.intersection(
            *map(_columns_never_collected, _gaps_of_columns(group, known))
        )
    return lacking


def _columns_never_collected(touching: tuple[Gap, ...]) -> frozenset[str]:
    return frozenset(gap.jurisdiction for gap in touching if gap.is_total)


# Called for each measure and statement, often with the same arguments.
@lru_cache(NEEDS_KEPT)
def _touching(needs: tuple[str, ...], known: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """Return the gaps that concern a table or column in `needs`.

    The gap of a column that no row fills is left out if the column is in IN_GROUPS_ALONE: such a
    gap matters only in groups of `needs_one_of`.
    """
    return tuple(
        gap
        for gap in known
        if gap.touches(needs) and not (gap.of_blanks and gap.name in IN_GROUPS_ALONE)
    )


@lru_cache(NEEDS_KEPT)
def _gaps_of_columns(group: tuple[str, ...], known: tuple[Gap, ...]) -> tuple[tuple[Gap, ...], ...]:
    """Return the gaps in collection for each of several columns that can replace each other."""
    # An event without a date has not happened: five assets, none of them frozen, mean none frozen.
    # Blank dates are a gap only together with another blank column that would show the event.
    are_days = all(name.endswith("_on") for name in group)
    return tuple(
        tuple(gap for gap in known if gap.touches((name,)) and not (are_days and gap.of_blanks))
        for name in group
    )


def _declared_gaps(connection: Connection, scope: scopes.Scope) -> list[Gap]:
    rows = connection.execute(_collection_periods_query(scope, v.Collected.NO))
    return [
        Gap(where, office, name, _first_day(first, last), last)
        for where, name, office, first, last in rows
    ]


def _first_day(first: date, last: date | None) -> date | None:
    """Return the start of a period; None if it starts on the first possible day.

    With None, undated units are in the period too.
    """
    return None if last is None and first <= rules.FIRST_DAY else first


def is_statement_in_scope(scope: scopes.Scope) -> ColumnElement:
    """Return the SQL condition that a statement on what is collected belongs to the scope.

    It does if it is about an office of the scope, or all offices of its jurisdiction.
    """
    declared = tables.coverage.c
    own = scope.of_records(declared.jurisdiction, declared.office_id)
    return or_(own, and_(scope.of_place(declared.jurisdiction), declared.office_id.is_(None)))


def _collection_periods_query(scope: scopes.Scope, collected: v.Collected) -> Select:
    """Return a query for the declared periods: jurisdiction, column, office_id, first, last."""
    declared = tables.coverage.c
    return (
        select(
            declared.jurisdiction,
            declared["column"],
            declared.office_id,
            dates.earliest_day(declared["from"]).label("first"),
            dates.latest_day(declared.to).label("last"),
        )
        .where(declared.collected == collected, is_statement_in_scope(scope))
        .order_by(declared.jurisdiction, declared["column"], declared.office_id, declared["from"])
    )


def _never_sent(connection: Connection, scope: scopes.Scope) -> list[Gap]:
    """Return a gap for each table that a jurisdiction has never sent."""
    collected: dict[tuple[str, str], list[Stretch]] = {}
    for jurisdiction, name, *stretch in connection.execute(
        _collection_periods_query(scope, v.Collected.YES)
    ):
        collected.setdefault((jurisdiction, name), []).append(Stretch(*stretch))
    return [
        Gap(jurisdiction, None, name, None, None, tuple(collected.get((jurisdiction, name), ())))
        for jurisdiction, sent in sorted(sent_tables_by_jurisdiction(connection, scope).items())
        for name in (table.name for table in tables.RECORD_TABLES)
        if name not in sent
    ]


def store_never_filled(connection: Connection, fill: Fill = BY_DATABASE) -> None:
    """Store the columns that no row of a jurisdiction fills, although it has such rows.

    An office cannot see the rows of other offices, so it could not find this out by itself.
    """
    for of, column in (*((one.table, one) for one in IDS), *SAID):
        without = _jurisdictions_without(of, column)
        fill(connection, insert(never_filled).from_select(["jurisdiction", "name"], without))


def _never_filled(connection: Connection, scope: scopes.Scope) -> list[Gap]:
    noted = never_filled.c
    rows = select(noted.jurisdiction, noted.name).where(scope.of_place(noted.jurisdiction))
    return [
        Gap(jurisdiction, None, name, None, None, of_blanks=True)
        for jurisdiction, name in connection.execute(rows.order_by(noted.name, noted.jurisdiction))
    ]


def _jurisdictions_without(of: Table, column: Column) -> Select:
    """Return the query for jurisdictions with rows of a table, but no filled cell of a column."""
    where = of.c.jurisdiction
    field = columns.field_of(column)
    # A code is never NULL: a blank cell is stored as the column's code for blank.
    blank = field.blank if field.kind is columns.Kind.CODE else None
    filled = select(column.table.c.jurisdiction).where(column.is_distinct_from(blank))
    # With NOT IN, PostgreSQL would scan a million rows for each of a million.
    without = select(where).except_(filled).subquery()
    return select(without.c.jurisdiction, literal(str(column)))


def sent_tables_by_jurisdiction(
    connection: Connection, scope: scopes.Scope
) -> dict[str, frozenset[str]]:
    """Return by jurisdiction the tables that stored submissions contained, with or without rows."""
    batch, file = bookkeeping.batches.c, bookkeeping.batch_files.c
    sent = (
        select(batch.jurisdiction, file.table_name)
        .join_from(
            bookkeeping.batches,
            bookkeeping.batch_files,
            batch.batch_id == file.batch_id,
            isouter=True,
        )
        .where(bookkeeping.is_batch_valid(), scope.of_place(batch.jurisdiction))
        .distinct()
    )
    by_jurisdiction: dict[str, set[str]] = {}
    for jurisdiction, table in connection.execute(sent):
        by_jurisdiction.setdefault(jurisdiction, set()).add(table)
    return {jurisdiction: frozenset(names) for jurisdiction, names in by_jurisdiction.items()}


# How many characters of `2020-05-17` a date of each precision has.
LENGTH_OF_PRECISION = {v.Precision.YEAR: 4, v.Precision.MONTH: 7, v.Precision.DAY: 10}


def coverage_declarations(connection: Connection, scope: scopes.Scope) -> pd.DataFrame:
    """Return the current statements on what is collected, in the order of the record model.

    Columns jurisdiction, column, office_id, from, to (as sent: `2020`, `2020-05`, `2020-05-17`),
    collected, first, last (the days they mean; last is NULL until now) and batch_id (for an office
    NULL if its jurisdiction sent it).
    """
    statement = tables.coverage.c
    sent = [statement.jurisdiction, *tables.sent_columns(tables.coverage), statement.batch_id]
    exactness = [statement.from_precision, statement.to_precision]
    last = dates.latest_day(statement.to).label("last")
    query = (
        select(*sent, *exactness, statement["from"].label("first"), last)
        .where(is_statement_in_scope(scope))
        .order_by(
            statement.jurisdiction, statement["column"], statement.office_id, statement["from"]
        )
    )
    statements = database.read_frame(connection, query)
    if scope.office:
        # A statement of the whole jurisdiction is not the office's own, so its batch is hidden.
        own = pl.when(pl.col("office_id").is_not_null()).then("batch_id")
        statements = statements.with_columns(own.alias("batch_id"))
    return (
        statements.with_columns(_as_sent(name) for name in ("from", "to"))
        .drop("from_precision", "to_precision")
        .to_pandas()
    )


def sent_tables_of(
    connection: Connection, scope: scopes.Scope, jurisdiction: str
) -> frozenset[str]:
    """Return the names of the tables that a jurisdiction has submitted."""
    return sent_tables_by_jurisdiction(connection, scope).get(jurisdiction, frozenset())


def _as_sent(name: str) -> pl.Expr:
    """Return an expression for a date as it was sent: `2020`, `2020-05` or `2020-05-17`."""
    length = pl.col(f"{name}_precision").replace_strict(
        {precision.value: length for precision, length in LENGTH_OF_PRECISION.items()}, default=10
    )
    return pl.col(name).dt.to_string("%Y-%m-%d").str.slice(0, length).alias(name)
