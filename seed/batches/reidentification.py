"""How many stored persons stand alone by what others may know of them, and which column tells."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from schemas import dates, tables
from schemas.store import database

cases, suspects, victims = tables.cases, tables.suspects, tables.victims

# A pseudonym hides the id alone: who is the only one with such values is found without it.
# What somebody who knows a person may know: columns of the record, of its case, and the year in
# which the person first came up. A blank is a value of its own.
QUASI_IDENTIFIERS: dict[str, tuple[ColumnElement, ...]] = {
    suspects.name: (
        suspects.c.kind,
        suspects.c.sex,
        suspects.c.age_group,
        suspects.c.citizenship,
        cases.c.form,
        cases.c.sector,
        cases.c.office_id,
        dates.year_of(func.coalesce(suspects.c.suspected_on, suspects.c.charged_on)).label("year"),
    ),
    victims.name: (
        victims.c.sex,
        victims.c.age_group,
        victims.c.citizenship,
        victims.c.form,
        victims.c.sector,
        cases.c.office_id,
        dates.year_of(func.coalesce(victims.c.identified_on, victims.c.first_contact_on)).label(
            "year"
        ),
    ),
}
PERSONS = (suspects, victims)
ROWS = "rows_of_class"


@dataclass(frozen=True)
class TableReport:
    """The classes of a table: rows that are alike in all of `columns` are one class.

    `unique_rows` are alone in their class. Without the column `frees_most` they would be
    `unique_without`; where no row is unique it is None and 0. `smallest` is the number of rows of
    the smallest class.
    """

    table: str
    columns: tuple[str, ...]
    rows: int
    classes: int
    smallest: int
    unique_rows: int
    frees_most: str | None
    unique_without: int


@dataclass(frozen=True)
class Report:
    """One entry per table of persons that holds rows; a row is a person in a case."""

    tables: tuple[TableReport, ...]


def report(connection: Connection, jurisdiction: str) -> Report:
    """What the stored rows of a jurisdiction tell of single persons."""
    reports = [
        of_classes(connection, table.name, _classes(table, jurisdiction)) for table in PERSONS
    ]
    return Report(tuple(of_table for of_table in reports if of_table is not None))


def of_classes(connection: Connection, name: str, query: Select) -> TableReport | None:
    """The report on a table, from its classes: their columns, and `ROWS`; None without rows."""
    classes = database.read_frame(connection, query)
    if classes.is_empty():
        return None
    columns = tuple(column for column in classes.columns if column != ROWS)
    size = classes[ROWS]
    unique = int((size == 1).sum())
    frees_most, unique_without = _freeing_most(classes, columns) if unique else (None, 0)
    smallest = int(classes.select(pl.col(ROWS).min()).item())
    return TableReport(
        name, columns, int(size.sum()), size.len(), smallest, unique, frees_most, unique_without
    )


def _classes(table: tables.Table, jurisdiction: str) -> Select:
    of_case = and_(table.c.jurisdiction == cases.c.jurisdiction, table.c.case_id == cases.c.case_id)
    columns = QUASI_IDENTIFIERS[table.name]
    return (
        select(*columns, func.count().label(ROWS))
        .select_from(table.outerjoin(cases, of_case))
        .where(table.c.jurisdiction == jurisdiction)
        .group_by(*columns)
    )


def _freeing_most(classes: pl.DataFrame, columns: tuple[str, ...]) -> tuple[str, int]:
    """The column without which the fewest rows are unique, the first of equals, and how many."""
    # Classes are merged by sums of hashes of their columns, from which a column's is taken away: a
    # tenth of the time of grouping by the columns themselves. The sums wrap around, as is meant.
    hashes = classes.select(pl.col(name).hash(seed) for seed, name in enumerate(columns))
    whole = hashes.select(pl.sum_horizontal(columns)).to_series()
    alone = classes[ROWS] == 1
    unique_without = [int((alone & (whole - hashes[name]).is_unique()).sum()) for name in columns]
    fewest = min(unique_without)
    return columns[unique_without.index(fewest)], fewest
