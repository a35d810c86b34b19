"""Rows that stand alone by what others may know of them, against a table worked by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, select

from schemas import tables
from schemas.store import database
from seed.batches import provenance
from seed.batches.provenance import ROWS
from seed.batches.receipt import TableReport
from tests.literals import complete, frame

YEARS = {"2023": date(2023, 5, 1), "2024": date(2024, 5, 1)}
#   person   sex     age    citizenship  year   class          without age_group
VICTIMS = """
    v1       female  adult  own          2023   A of two
    v2       female  adult  own          2023   A
    v3       female  child  own          2023   unique         joins A
    v4       male    adult  other        2024   unique         joins v5
    v5       male    child  other        2024   unique         joins v4
    v6       male    adult  own          2024   unique         stays alone
"""


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with database.writing(database_url, purpose="test") as written:
        yield written


def store(connection: Connection, table: tables.Table, *rows: dict[str, object]) -> None:
    filled = [complete(table, row, jurisdiction="XAA", number=n) for n, row in enumerate(rows)]
    database.insert_frame(connection, table, frame(table, filled))


def victims() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for line in VICTIMS.strip().splitlines():
        person, sex, age, citizenship, year, *_ = line.split()
        row = {"victim_id": person, "sex": sex, "age_group": age, "citizenship": citizenship}
        found.append(row | {"case_id": "k7", "identified_on": YEARS[year]})
    return found


def test_a_table_worked_by_hand(connection: Connection) -> None:
    store(connection, tables.cases, {"case_id": "k7", "scope": "trafficking_elements"})
    store(connection, tables.victims, *victims())
    [report] = provenance.reidentification_report(connection, "XAA").tables
    columns = ("sex", "age_group", "citizenship", "form", "sector", "office_id", "year")
    assert report == TableReport(
        "victims",
        columns,
        rows=6,
        classes=5,
        smallest=1,
        unique_rows=4,
        frees_most="age_group",
        unique_without=1,
    )
    # The records of others are not counted.
    assert provenance.reidentification_report(connection, "XBB").tables == ()


def test_rows_that_are_all_alike_leave_nothing_to_free(connection: Connection) -> None:
    alike = [{"victim_id": f"v{n}", "case_id": None, "sex": "female"} for n in range(3)]
    store(connection, tables.victims, *alike)
    [report] = provenance.reidentification_report(connection, "XAA").tables
    assert (report.classes, report.smallest, report.unique_rows) == (1, 3, 0)
    assert (report.frees_most, report.unique_without) == (None, 0)


def test_the_office_of_the_case_tells_of_its_suspects(connection: Connection) -> None:
    store(connection, tables.offices, *({"office_id": one} for one in ("o1", "o2")))
    for number, office in enumerate(("o1", "o1", "o2")):
        case = {"case_id": f"k{number}", "scope": "trafficking_elements", "office_id": office}
        store(connection, tables.cases, case)
        person = {"case_id": f"k{number}", "person_id": f"p{number}", "kind": "natural"}
        store(connection, tables.suspects, person)
    [report] = provenance.reidentification_report(connection, "XAA").tables
    assert (report.table, report.unique_rows) == ("suspects", 1)
    assert (report.frees_most, report.unique_without) == ("office_id", 0)


PUBLISHED = Table("microdata", MetaData(), Column("a", String), Column("b", String))


def classes_of(connection: Connection, rows: pd.DataFrame) -> TableReport:
    """The report on a table of two columns that is no table of the record model."""
    PUBLISHED.create(connection)
    pairs = rows.astype(str).set_axis(["a", "b"], axis="columns").to_dict("records")
    connection.execute(insert(PUBLISHED), pairs)
    size = func.count().label(ROWS)
    classes = select(*PUBLISHED.c, size).group_by(*PUBLISHED.c)
    report = provenance.table_report(connection, "microdata", classes)
    assert report is not None
    return report


def test_the_classes_of_a_published_microdata_set(connection: Connection, shared: Path) -> None:
    """sdcTable's test data: by frequency, A and female alone is unsafe at a threshold of two."""
    microdata = pd.read_csv(shared / "data" / "sdc_disclosure_control" / "sdctable_microdata1.csv")
    report = classes_of(connection, microdata[["region", "gender"]])
    assert (report.rows, report.classes) == (100, 8)
    assert report.smallest <= 2
    assert report.unique_rows == 0


def test_the_classes_of_a_published_charities_table(connection: Connection, shared: Path) -> None:
    """ACRO's test data: its six cells under ten are those of one grant type, eight rows each."""
    charities = pd.read_stata(
        shared / "data" / "sdc_disclosure_control" / "acro_charities_test_data.dta"
    )
    columns = ["year", "grant_type"]
    report = classes_of(connection, charities.dropna(subset=columns)[columns])
    assert report.smallest == 8
    assert report.unique_rows == 0
