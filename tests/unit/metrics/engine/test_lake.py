"""How rows travel to a cluster and back: in pieces, each column with the type it is stored with."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Column, Float, Numeric, String

from metrics.counting.refreshing import derived_tables
from metrics.engine import lake
from schemas import tables
from schemas.store import database


@pytest.mark.parametrize(
    ("sizes", "pieces"),
    [
        ({}, []),
        ({"XAA": 80_000, "XAB": 20_000, "XAC": 1}, [["XAA", "XAB"], ["XAC"]]),
        # A jurisdiction is one piece, however large.
        ({"XAB": 1, "XAA": 900_000}, [["XAA"], ["XAB"]]),
    ],
)
def test_jurisdictions_travel_together_while_they_are_few(
    sizes: dict[str, int], pieces: list[list[str]]
) -> None:
    assert list(lake.pieces(sizes)) == pieces


def test_every_column_has_a_type_on_the_cluster() -> None:
    for table in (*tables.RECORD_TABLES, *derived_tables.sorted_tables):
        assert lake.types(table.c).count("` ") == len(table.c), table.name


def test_a_double_becomes_a_decimal_digit_by_digit_and_nothing_else_does() -> None:
    amount, name = Column("amount", Numeric(30, 12)), Column("name", String(8))
    assert "ROUND(`amount` * 1E12D" in lake.typed(amount, "double")
    assert lake.typed(amount, "decimal(30,12)") == "CAST(`amount` AS decimal(30, 12)) AS `amount`"
    assert lake.typed(name, "string") == "CAST(`name` AS string) AS `name`"
    assert lake.typed(Column("rate", Float), "double") == "CAST(`rate` AS double) AS `rate`"


class Session:
    """Takes what is sent to a cluster, and notes how many rows at once and into what."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.write = self.read = self

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: self

    def createDataFrame(self, rows: pa.Table, _types: str) -> "Session":  # noqa: N802 - Spark's name
        self.rows = rows.num_rows
        return self

    def mode(self, how: str) -> "Session":
        self.sent.append((how, self.rows))
        return self


def test_no_more_is_sent_at_once_than_the_server_holds(
    two_cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "SENT_VALUES", len(tables.cases.c))
    session: Any = Session()
    with database.reading(f"duckdb:///{two_cases}").connect() as connection:
        lake.Lake(session, "folder").bring_records(connection, tables.cases)
    # Each row alone, and what an earlier count left is written over by the first.
    assert session.sent == [("overwrite", 1), ("append", 1)]
