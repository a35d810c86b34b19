"""A frame of a table's rows has the table's types, blanks and lists."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from schemas import frames, tables

GOOD: dict[str, Any] = {
    "jurisdiction": "XAA",
    "payment_id": "p1",
    "claim_id": "c1",
    "paid": Decimal("12.50"),
    "paid_on": date(2024, 1, 1),
    "paid_on_precision": "month",
    "source": "state_fund",
    "currency": "EUR",
    "row_number": 2,
}


def frame(**changed: object) -> pl.DataFrame:
    return pl.DataFrame(
        [GOOD | changed], schema=frames.frame_columns(tables.payments), orient="row"
    )


@pytest.mark.parametrize("table", tables.RECORD_TABLES, ids=lambda table: table.name)
def test_every_table_has_a_schema_that_an_empty_frame_meets(table: tables.Table) -> None:
    assert frames.frame_findings(pl.DataFrame(schema=frames.frame_columns(table)), table) == []


def test_a_good_row_has_no_failure() -> None:
    assert frames.frame_findings(frame(), tables.payments) == []
    blank = frame(paid_on=None, paid_on_precision=None, currency=None)
    assert frames.frame_findings(blank, tables.payments) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payment_id", None),
        ("payment_id", "x y"),
        ("paid", Decimal("-0.01")),
        ("paid", Decimal(10**12) + 1),
        ("source", "somebody"),
        ("paid_on_precision", "hour"),
    ],
)
def test_a_row_that_cannot_be_stored_is_one_failure_without_its_value(
    column: str, value: object
) -> None:
    [finding] = frames.frame_findings(frame(**{column: value}), tables.payments)
    assert (finding.file, finding.column, finding.row) == ("payments.csv", column, None)
    assert str(value) not in finding.wording.replace("10000", "")


@pytest.mark.parametrize(
    "other",
    [
        frame().with_columns(pl.col("paid").cast(pl.String)),
        frame().drop("source"),
        frame().with_columns(more=pl.lit(1)),
        frame().select(sorted(GOOD)),
    ],
)
def test_a_frame_of_other_types_or_columns_is_a_bug(other: pl.DataFrame) -> None:
    with pytest.raises(AssertionError, match="a frame of payments has the columns"):
        frames.frame_findings(other, tables.payments)
