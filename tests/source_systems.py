"""Small case-management systems for tests: tables in a SQLite file or a PostgreSQL database."""

from collections.abc import Sequence

from sqlalchemy import NullPool, create_engine, make_url

MAPPING = """\
source = "{source}"

[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"

[files.cases]
{block}

[tables.cases]
from = "cases"

[tables.cases.columns]
case_id = "id"
scope = {{ constant = "charged_as_trafficking" }}
opened_on = "opened"
"""
TABLE = 'file = "court_cases"'
CASES = (
    "CREATE TABLE court_cases (id text PRIMARY KEY, opened date, remark text)",
    "INSERT INTO court_cases VALUES ('2-a9', '2023-03-04', 'of nobody')",
    "INSERT INTO court_cases VALUES ('1-k7', '2023-01-10', NULL), ('3-m2', NULL, 'x')",
)


def does(address: str, statements: Sequence[str]) -> None:
    """The statements, as the system itself would do them."""
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def as_written(address: str) -> str:
    """The address as a mapping may write it: its password is a variable, TEST_PASSWORD."""
    url = make_url(address)
    if url.password is None:
        return address
    jurisdiction = f"{url.host}:{url.port}/{url.database}"
    return f"{url.get_backend_name()}://{url.username}:${{TEST_PASSWORD}}@{jurisdiction}"


def mapping(source: str, block: str = TABLE) -> str:
    """A profile that reads the cases of the database at an address."""
    return MAPPING.format(source=source, block=block)
