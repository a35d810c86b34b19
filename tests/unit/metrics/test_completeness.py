"""How far columns are filled: counted by year and office, unknown and blank as not known."""

import pytest

from metrics import completeness, rebuild
from metrics.request import Scope
from schemas import scopes, tables
from schemas.store import database
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, day, store

OFFICES = [{"office_id": name, "kind": "court"} for name in ("north", "south")]
WORLD: World = {
    "offices": OFFICES,
    "cases": [
        {"case_id": "1", "office_id": "north", "opened_on": day("2019-03-01"), "form": "mixed"},
        {"case_id": "2", "office_id": "north", "opened_on": day("2019-05-01")},
        {"case_id": "3", "office_id": "south", "charged_on": day("2020-05-01")}
        | {"charged": "not_applicable"},
        {"case_id": "4"},
    ],
    "suspects": [
        {"case_id": "1", "person_id": "a", "kind": "natural", "decided_on": day("2021-02-01")},
        {"case_id": "2", "person_id": "a", "kind": "natural", "sex": "female"},
    ],
    "victims": [{"victim_id": "v", "case_id": "3", "sex": "male"}, {"victim_id": "w"}],
    "protections": [{"victim_id": "v", "kind": "anonymity"}],
    "claims": [{"claim_id": "c", "case_id": "3", "victim_id": "v"}],
    "payments": [{"claim_id": "c", "payment_id": "p", "paid": 10}],
    "population": [{"year": 2018, "persons": 5}, {"year": 2019}],
}


@pytest.fixture
def url(database_url: str) -> str:
    store(database_url, WORLD)
    with database.writing(database_url) as connection:
        # It is counted of the records, whatever units are made of them.
        rebuild.make_units(connection, ())
        rebuild.store_filled_counts(connection)
    return database_url


def found(
    url: str, table: str, column: str, *, scope: Scope | None = None, office: str | None = None
) -> dict[int | None, tuple[int, int]]:
    with database.reading(url).connect() as connection:
        cells = completeness.filled_counts(
            connection, scope or scopes.EVERYTHING, PLACE, office=office
        )
    rows: list[Row] = cells[(cells["table"] == table) & (cells["column"] == column)].to_dict(
        "records"
    )
    return {
        None if row["year"] != row["year"] else int(row["year"]): (row["filled"], row["rows"])
        for row in rows
    }


def test_cells_are_filled_by_column_year_office_and_scope(url: str) -> None:
    # A blank and an unknown are not known, and what does not apply is.
    assert found(url, "cases", "form") == {2019: (1, 2), 2020: (0, 1), None: (0, 1)}
    assert found(url, "cases", "opened_on") == {2019: (2, 2), 2020: (0, 1), None: (0, 1)}
    assert found(url, "cases", "charged") == {2019: (0, 2), 2020: (1, 1), None: (0, 1)}
    # A row lies in the year of its own date, or in its case's.
    assert found(url, "suspects", "sex") == {2019: (1, 1), 2021: (0, 1)}
    assert found(url, "victims", "sex") == {2020: (1, 1), None: (0, 1)}
    assert found(url, "population", "persons") == {2018: (1, 1), 2019: (0, 1)}
    # A row without a case of its own goes by its parent's.
    for table in ("protections", "payments"):
        key = tables.METADATA.tables[table].info["key"][0]
        assert found(url, table, key) == {2020: (1, 1)}
        assert found(url, table, key, office="south") == {2020: (1, 1)}
    # An office has the rows of its cases.
    assert found(url, "suspects", "sex", office="north") == {2019: (1, 1), 2021: (0, 1)}
    assert found(url, "suspects", "sex", office="south") == {}
    assert found(url, "cases", "form", office="unknown") == {None: (0, 1)}
    # Nobody sees what is outside the scope.
    assert found(url, "cases", "form", scope=scopes.jurisdiction_scope("QMB")) == {}
    own = scopes.office_scope(PLACE, "south")
    assert found(url, "cases", "form", scope=own) == {2020: (0, 1)}
    # Every column that can be sent is counted.
    with database.reading(url).connect() as connection:
        cells = completeness.filled_counts(connection, scopes.EVERYTHING, PLACE)
    victims = cells[cells["table"] == "victims"]
    sent = [column.name for column in tables.sent_columns(tables.victims)]
    assert list(victims["column"].drop_duplicates()) == sent
    assert set(cells["table"]) == set(WORLD)
