"""Count by year how many cells of each record column are filled, whenever records are stored.

A cell counts as filled if its value is known: blank and `unknown` do not count, `not_applicable`
does. Pages read these counts and never the records.
"""

from functools import cache

import pandas as pd
import polars as pl
from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Insert,
    Integer,
    Select,
    String,
    Table,
    and_,
    cast,
    func,
    insert,
    literal_column,
    null,
    select,
)

from metrics.request import JURISDICTION, YEAR, Scope
from metrics.units.build import BY_DATABASE, Fill
from metrics.units.unit_columns import METADATA, join_on
from schemas import columns, dates, rules, tables
from schemas.store import database

OFFICE = "office"
# The parent tables of tables that have no case id themselves.
LEADS_BY = {"payments": tables.claims, "protections": tables.victims, "assistance": tables.victims}
WIDTH = max(len(tables.asked_columns(table)) for table in tables.RECORD_TABLES)
KEYS = ("table_name", JURISDICTION, OFFICE, YEAR)
# Tables sent by other authorities. They may concern an office's cases, but are not shown to it
# (docs/decisions.md).
OF_OTHERS = ("inspections", "disclosures")
filled_cells = Table(
    "filled_cells",
    METADATA,
    Column("table_name", String(32), nullable=False),
    Column(JURISDICTION, String(16), nullable=False),
    Column(OFFICE, String(64), nullable=False),
    Column(YEAR, Integer),  # NULL: undated
    Column("rows", Integer, nullable=False),
    Column("newest_on", Date),  # the latest date of an event in the rows
    Column("last_batch", Integer, nullable=False),
    # In the order of the table's columns; 0 after the last.
    *(Column(f"filled_{position}", Integer, nullable=False) for position in range(WIDTH)),
    info={"word": "row"},
)


def store_filled_counts(connection: Connection, fill: Fill = BY_DATABASE) -> None:
    """Count the filled cells of each column in the records, and store the counts."""
    with_rows = database.non_empty_tables(connection, tables.RECORD_TABLES)
    for table in (one for one in tables.RECORD_TABLES if one.name in with_rows):
        fill(connection, _insert_filled_counts(table))


def filled_counts(
    connection: Connection, scope: Scope, jurisdiction: str, *, office: str | None = None
) -> pd.DataFrame:
    """Return how many cells of each column are filled, in a jurisdiction or office, by year.

    Columns table, column, year (NULL: undated), rows, filled; in the order of the record model,
    then by year, undated last.
    """
    cells = filled_cells.c
    conditions: list[ColumnElement] = [
        cells.jurisdiction == jurisdiction,
        is_count_in_scope(scope),
    ]
    if office is not None:
        conditions.append(cells.office == office)
    numbers = [c for c in cells if c.name == "rows" or c.name.startswith("filled_")]
    query = (
        select(cells.table_name, cells.year, *(func.sum(c).label(c.name) for c in numbers))
        .where(*conditions)
        .group_by(cells.table_name, cells.year)
    )
    wide = database.read_frame(connection, query).sort(YEAR, nulls_last=True)
    return _reshape_to_rows(wide).to_pandas()


def is_count_in_scope(scope: Scope) -> ColumnElement:
    """Return the SQL condition that a row of stored counts is about records in the scope."""
    cells = filled_cells.c
    own = scope.of_records(cells.jurisdiction, cells.office)
    return and_(own, cells.table_name.not_in(OF_OTHERS)) if scope.office else own


def _reshape_to_rows(wide: pl.DataFrame) -> pl.DataFrame:
    """Reshape the counts of filled cells to one row per table, column and year."""
    integer = pl.Int64
    frames = [
        wide.filter(pl.col("table_name") == table.name).select(
            pl.col("table_name").alias("table"),
            pl.lit(column.name).alias("column"),
            pl.col(YEAR).cast(integer),
            pl.col("rows").cast(integer),
            pl.col(f"filled_{position}").cast(integer).alias("filled"),
        )
        for table in tables.RECORD_TABLES
        for position, column in enumerate(tables.asked_columns(table))
    ]
    return pl.concat(frames)


@cache
def _insert_filled_counts(table: Table) -> Insert:
    """Return the INSERT that counts the filled cells of a table. Cached, as building it is slow."""
    numbers = (
        "rows",
        "newest_on",
        "last_batch",
        *(f"filled_{position}" for position in range(WIDTH)),
    )
    return insert(filled_cells).from_select([*KEYS, *numbers], _filled_cells_query(table))


def _filled_cells_query(table: Table) -> Select:
    """Return the query for the number of filled cells per column, by office and year."""
    placed = _rows_with_office_and_year(table).subquery()
    sent = tables.asked_columns(table)
    parts: list[ColumnElement] = [
        _count_known(column, placed.c[f"sent_{position}"]) for position, column in enumerate(sent)
    ]
    parts += [literal_column("0", Integer)] * (WIDTH - len(parts))
    keys = [placed.c[name] for name in KEYS[1:]]
    name = literal_column(f"'{table.name}'", String)
    newest, last = func.max(placed.c.newest_on), func.max(placed.c.batch_id)
    return select(name, *keys, func.count(), newest, last, *parts).group_by(*keys)


def _count_known(column: Column, sent: ColumnElement) -> ColumnElement:
    """Return SQL for the number of rows where a column is known; `sent` is it in the query."""
    field = columns.field_of(column)
    if field.kind is columns.Kind.CODE:
        # A sum takes DuckDB two thirds of the time of a count with FILTER.
        blank = {columns.UNKNOWN, field.blank}
        is_known = sent != columns.UNKNOWN if len(blank) == 1 else sent.not_in(sorted(blank))
        return func.sum(cast(is_known, Integer))
    return func.count() if field.blank_refused else func.count(sent)


def _rows_with_office_and_year(table: Table) -> Select:
    """Return the query for a table's rows with office and year; if missing, those of their case."""
    source, case = _with_case(table)
    own: list[ColumnElement] = [dates.year_of(day) for day in tables.date_columns(table)]
    years: list[ColumnElement] = [table.c.year] if YEAR in table.c else own
    offices: list[ColumnElement] = [table.c.office_id] if "office_id" in table.c else []
    if case is not None:
        years, offices = [*years, case.c.year], [*offices, case.c.office_id]
    sent = [c.label(f"sent_{position}") for position, c in enumerate(tables.asked_columns(table))]
    events = [day for day in tables.date_columns(table) if _is_event(table, day)]
    return select(
        table.c.jurisdiction,
        func.coalesce(*offices, columns.UNKNOWN).label(OFFICE),
        func.coalesce(*years, cast(null(), Integer)).label(YEAR),
        (func.greatest(*events) if events else cast(null(), Date)).label("newest_on"),
        table.c.batch_id,
        *sent,
    ).select_from(source)


def _is_event(table: Table, day: Column) -> bool:
    """Whether a date column is the day of an event, and not a deadline or a stated period."""
    return table is not tables.coverage and (table.name, day.name) not in rules.MAY_LIE_AHEAD


def _with_case(table: Table) -> tuple[FromClause, CTE | None]:
    """Return a table joined to the case of each row, and the case; None if it has no case."""
    parent = LEADS_BY.get(table.name)
    leads = table if parent is None else parent
    if "case_id" not in leads.c or table is tables.cases:
        return table, None
    case = _cases_cte()
    source: FromClause = table
    if parent is not None:
        (key,) = tables.key_of(parent)
        source = source.outerjoin(parent, join_on(table, parent, (key,)))
    return source.outerjoin(case, join_on(leads, case)), case


def _cases_cte() -> CTE:
    case = tables.cases
    year = func.coalesce(*(dates.year_of(day) for day in tables.date_columns(case)))
    return select(case.c.jurisdiction, case.c.case_id, case.c.office_id, year.label(YEAR)).cte(
        "of_case"
    )
