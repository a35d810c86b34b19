"""What is derived is made anew, and whoever reads meanwhile keeps what he looks at."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from schemas.store import database, ddl

OWN = MetaData()
UNITS = Table("units_of_a_test", OWN, Column("number", Integer))


def fill(url: str, *numbers: int) -> None:
    with database.writing(url) as connection:
        ddl.empty_tables(connection, OWN)
        connection.execute(insert(UNITS), [{"number": number} for number in numbers])


def test_what_was_there_is_gone(database_url: str) -> None:
    fill(database_url, 1, 2)
    fill(database_url, 3)
    with database.reading(database_url).connect() as connection:
        assert connection.execute(select(UNITS.c.number)).scalars().all() == [3]


def test_another_version_s_columns_do_not_outlive_it(database_url: str) -> None:
    earlier = MetaData()
    Table(UNITS.name, earlier, Column("number", Integer), Column("of_old", Integer))
    with database.writing(database_url) as connection:
        ddl.empty_tables(connection, earlier)
    fill(database_url, 3)
    with database.reading(database_url).connect() as connection:
        asked = connection.exec_driver_sql(f"SELECT * FROM {UNITS.name}")
        assert list(asked.keys()) == ["number"]


@pytest.mark.parametrize("has_read", [True, False])
@pytest.mark.postgres
def test_a_reader_sees_the_state_that_he_began_with(
    postgres_database: str, *, has_read: bool
) -> None:
    fill(postgres_database, 1, 2)
    with database.reading(postgres_database).connect() as connection:
        asked = select(UNITS.c.number).order_by(UNITS.c.number)
        # What was read holds a lock that a writer who drops tables would wait for.
        connection.execute(asked if has_read else select(1))
        fill(postgres_database, 3)
        assert connection.execute(asked).scalars().all() == [1, 2]
