"""What is derived from the records of two databases, compared row by row."""

from pathlib import Path

import polars as pl
import polars.selectors as cs
from polars.testing import assert_frame_equal
from sqlalchemy import select

from metrics import derived_tables
from schemas.store import database


def address(folder: Path) -> str:
    return f"duckdb:///{folder / 'records.duckdb'}"


def tables_of(url: str) -> dict[str, pl.DataFrame]:
    """All that is derived from the records, in one order."""
    with database.reading(url).connect() as connection:
        return {
            table.name: database.read_frame(connection, select(table)).sort(pl.all())
            for table in derived_tables.sorted_tables
        }


def assert_same(url: str, as_in: str) -> None:
    """Every row of every table to the last digit; amounts as far as a rate, a double, is exact."""
    counted, expected = tables_of(url), tables_of(as_in)
    for name, frame in expected.items():
        of_others, of_amounts = ~cs.decimal(), cs.decimal().cast(pl.Float64)
        others = frame.select(of_others)
        assert_frame_equal(counted[name].select(of_others), others, check_exact=True)
        found, amounts = counted[name].select(of_amounts), frame.select(of_amounts)
        assert_frame_equal(found, amounts, rel_tol=1e-14, abs_tol=1e-11)
    assert expected["cells"].height
