"""Made-up records as stored rows, many draws of one world beside each other in a database."""

from collections.abc import Iterable

import polars as pl
from sqlalchemy import Table

from metrics.rebuild import make_units
from schemas import columns, tables
from schemas.columns import Kind
from schemas.store import bookkeeping, database
from seed import synthetic
from seed.synthetic import JURISDICTIONS
from tests import literals

LONGEST, FIRST_OF_YEAR = 10, "-01-01"
PRECISIONS = {4: "year", 7: "month", LONGEST: "day"}
Draws = dict[str, dict[str, pl.DataFrame]]


def drawn(seeds: Iterable[int], *, codes: Iterable[str], cases: int) -> Draws:
    """Each jurisdiction of each seed as a jurisdiction of its own: `XCO-17`."""
    return {
        f"{code}-{seed}": synthetic.generate_tables(JURISDICTIONS[code], cases=cases, seed=seed)
        for seed in seeds
        for code in codes
    }


def typed(table: Table, texts: pl.DataFrame, jurisdiction: str) -> pl.DataFrame:
    """The rows as the gate stores them: codes without a blank, dates with their precision."""
    made = {c.name: cell for c in tables.sent_columns(table) for cell in [_cell(c, texts)]}
    for day in tables.dates_of(table):
        length = pl.col(day.name).str.len_chars()
        made[f"{day.name}_precision"] = (
            length.replace_strict(PRECISIONS, default=None, return_dtype=pl.String)
            if day.name in texts.columns
            else pl.lit(None, pl.String)
        )
    made |= {"jurisdiction": pl.lit(jurisdiction), "batch_id": pl.lit(1, pl.Int32)}
    made["row_number"] = pl.int_range(2, texts.height + 2, dtype=pl.Int32)
    return texts.select(made[column.name].alias(column.name) for column in table.c)


def _cell(column: object, texts: pl.DataFrame) -> pl.Expr:
    field = columns.field_of(column)
    there = column.name in texts.columns
    cell = pl.col(column.name) if there else pl.lit(None, pl.String)
    if field.kind is Kind.CODE and not field.blank_refused:
        return cell.fill_null("unknown")
    if field.kind is Kind.DATE:
        whole = cell + pl.lit(FIRST_OF_YEAR).str.slice(cell.str.len_chars() - 4)
        return whole.str.to_date("%Y-%m-%d")
    return cell.cast(literals.STORED.get(field.kind, pl.String))


def store(url: str, draws: Draws) -> None:
    """Replaces what the database holds by these draws, without the gate; only units are made."""
    with database.writing(url) as connection:
        for table in reversed((*tables.RECORD_TABLES, *bookkeeping.BOOKKEEPING_TABLES)):
            connection.execute(table.delete())
        for number, (place, frames) in enumerate(draws.items(), start=1):
            connection.execute(bookkeeping.batches.insert(), literals.batch(number, place))
            files = [literals.batch_file(number, name) for name in frames]
            connection.execute(bookkeeping.batch_files.insert(), files)
        for table in tables.RECORD_TABLES:
            rows = [
                typed(table, frames[table.name], place)
                for place, frames in draws.items()
                if table.name in frames
            ]
            if rows:
                database.insert_frame(connection, table, pl.concat(rows))
        make_units(connection)
