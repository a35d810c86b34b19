"""Every statement that makes units and cells, in the words of Spark; no Spark is needed to look."""

from datetime import date
from itertools import chain

import polars as pl
import pytest
import sqlglot
from sqlalchemy import Connection, Date, Insert, Select, Table, column, func, literal, select
from sqlglot import exp

from metrics.catalogue import CATALOGUE
from metrics.counting import results
from metrics.counting.asking import Asked
from metrics.counting.cells import store_cells
from metrics.counting.completeness import store_filled
from metrics.counting.gaps import store_never_filled
from metrics.counting.lateness import store_office_cases
from metrics.counting.parts import parts
from metrics.engine.translating import KNOWN_TO_SPARK, NotKnownToSpark, in_spark
from metrics.units.declaration import rows
from metrics.units.filling import UNITS
from schemas import dates, scopes
from schemas.store import database
from tests.soak import everyday

DAY = column("charged_on", Date)


def functions_of(text: str) -> set[str]:
    """The functions that sqlglot hands on as they stand, read as Spark reads them."""
    return {
        one.name.upper() for one in sqlglot.parse_one(text, read="spark").find_all(exp.Anonymous)
    }


def test_every_unit_and_every_cell_is_made_by_what_spark_knows(made_up_url: str) -> None:
    texts = {unit.name: [in_spark(rows(unit))] for unit in UNITS}

    def noted(_: Connection, statement: Insert) -> None:
        assert isinstance(statement.select, Select)
        texts.setdefault(statement.table.name, []).append(in_spark(statement.select))

    with database.reading(made_up_url).connect() as connection:
        store_never_filled(connection, noted)
        store_filled(connection, noted)
        judged = results.request(connection, scopes.EVERYTHING)
        store_cells(connection, judged, noted)
        store_office_cases(connection, judged, noted)
    others = {"cells", "filled_cells", "never_filled", "office_cases"}
    assert texts.keys() == {*(unit.name for unit in UNITS), *others}
    written = "".join(chain(*texts.values()))
    assert "MAKE_YM_INTERVAL" in written
    assert "TO_MONTHS" not in written


@pytest.mark.parametrize("by", everyday((), rest=[("year",), ("form", "office")]))
def test_every_measure_is_asked_in_what_spark_knows(made_up_url: str, by: tuple[str, ...]) -> None:
    texts: list[str] = []
    with database.reading(made_up_url).connect() as connection:
        asked = results.request(connection, scopes.EVERYTHING, by=by)
        measures = [one for one in CATALOGUE.values() if {*by} <= {"year", *one.breakdowns}]

        def ask(_unit: Table, statement: database.Statement) -> pl.DataFrame:
            texts.append(in_spark(statement.query))
            return database.read_kept(connection, statement, asked.values)

        parts(Asked(ask, asked.shape), measures, asked)
    assert len(texts) > len(UNITS)
    assert set(chain(*map(functions_of, texts))) <= KNOWN_TO_SPARK


def test_what_spark_may_not_know_is_refused_by_name() -> None:
    with pytest.raises(NotKnownToSpark, match="LIST_SORT_OF"):
        in_spark(select(func.list_sort_of(DAY)))


def test_a_day_is_written_as_a_day() -> None:
    day = func.coalesce(DAY, literal(date(2026, 6, 30)))
    assert "CAST('2026-06-30' AS DATE)" in in_spark(select(day))


def test_months_are_added_as_an_interval() -> None:
    text = in_spark(select(dates.add_months(DAY, 6)))
    assert "charged_on + MAKE_YM_INTERVAL(0, CAST(6 AS INT))" in text


def test_the_greatest_of_one_is_that_one() -> None:
    assert in_spark(select(func.greatest(DAY).label("day"))) == "SELECT charged_on AS day"
    assert "GREATEST(" in in_spark(select(func.greatest(DAY, DAY)))
