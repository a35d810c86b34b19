"""Compute how late each office's records are: last import, newest date, cases open for long."""

from dataclasses import replace

import pandas as pd
import polars as pl
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    func,
    insert,
    select,
)

from metrics.completeness import OFFICE, filled_cells, is_count_in_scope
from metrics.records_state import offices, reference_dates
from metrics.request import JURISDICTION, Request, Scope
from metrics.units.build import BY_DATABASE, Fill
from metrics.units.cases import per_case
from metrics.units.unit_columns import METADATA
from metrics.worklist.steps import is_open, open_since
from schemas.store import bookkeeping, database

# Cases open longer than this are counted: most systems try a case within two years.
OPEN_MONTHS = 24
NUMBERS = ("cases", "open_cases", "long_open")
COLUMNS = [
    *("jurisdiction", "office_id", "label", "kind", "stored_at", "extracted_on", "newest_on"),
    *("days_behind", *NUMBERS),
]
OF_OFFICE = (JURISDICTION, "office_id")
TEXTS = dict.fromkeys(COLUMNS[:4], pl.String)
# Tables that describe an office, and that it did not send itself.
STATEMENTS = ("offices", "coverage")
office_cases = Table(
    "office_cases",
    METADATA,
    Column(JURISDICTION, String(16), nullable=False),
    Column(OFFICE, String(64), nullable=False),
    *(Column(name, Integer, nullable=False) for name in NUMBERS),
    info={"word": "office"},
)


def store_office_cases(connection: Connection, judged: Request, fill: Fill = BY_DATABASE) -> None:
    """Count and store each office's cases, open cases, and cases open longer than OPEN_MONTHS."""
    names = [JURISDICTION, OFFICE, *NUMBERS]
    fill(connection, insert(office_cases).from_select(names, _case_counts_query(judged)))


def _case_counts_query(judged: Request) -> Select:
    """Return the query for the number of cases, open ones and long open ones, by office."""
    unit, asked = per_case.c, replace(judged, windows=(OPEN_MONTHS,))
    long_open = and_(is_open(), open_since() <= asked.until(OPEN_MONTHS))
    return (
        select(
            unit.jurisdiction,
            unit.office,
            func.count(),
            func.count().filter(is_open()),
            func.count().filter(long_open),
        )
        .select_from(asked.units(per_case))
        .group_by(unit.jurisdiction, unit.office)
    )


def lateness(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return for each office how late its records are; offices that sent nothing come first.

    The columns are COLUMNS. `stored_at` (UTC) and `extracted_on` are of the last batch with rows of
    the office, `newest_on` is the newest date in its records, and `days_behind` are the days from
    `newest_on` to its jurisdiction's reference date. They are NULL if the office sent nothing.
    """
    every_office = pl.from_pandas(offices(connection, scope), schema_overrides=TEXTS)
    sent = database.read_frame(connection, _last_import_query(scope)).rename({OFFICE: "office_id"})
    of_office = scope.of_records(office_cases.c.jurisdiction, office_cases.c.office)
    counted = select(office_cases).where(of_office)
    cases = database.read_frame(connection, counted).rename({OFFICE: "office_id"})
    days = reference_dates(connection, scope)
    judged_on = pl.Series(
        [days.for_jurisdiction(jurisdiction) for jurisdiction in every_office[JURISDICTION]],
        dtype=pl.Date,
    )
    behind = (pl.col("judged_on") - pl.col("newest_on")).dt.total_days()
    return (
        every_office.with_columns(judged_on.alias("judged_on"))
        .join(sent, on=OF_OFFICE, how="left")
        .join(cases, on=OF_OFFICE, how="left")
        .with_columns(behind.alias("days_behind"), pl.col(*NUMBERS).fill_null(0))
        .sort("days_behind", "label", descending=[True, False], nulls_last=False)
        .select(COLUMNS)
        .to_pandas()
    )


def _last_import_query(scope: Scope) -> Select:
    """Return the query for each office's last import and the newest date in its records."""
    filled, batch = filled_cells.c, bookkeeping.batches.c
    of_office: list[ColumnElement] = [filled.jurisdiction, filled.office]
    last = (
        select(
            *of_office,
            func.max(filled.newest_on).label("newest_on"),
            func.max(filled.last_batch).label("last_batch"),
        )
        .where(filled.table_name.not_in(STATEMENTS), is_count_in_scope(scope))
        .group_by(*of_office)
        .subquery()
    )
    return select(
        last.c.jurisdiction, last.c.office, last.c.newest_on, batch.extracted_on, batch.stored_at
    ).join_from(last, bookkeeping.batches, batch.batch_id == last.c.last_batch)
