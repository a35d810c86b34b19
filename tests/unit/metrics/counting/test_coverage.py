"""What is said to be collected, as it was sent, and which tables were sent."""

from metrics import not_collected
from schemas import scopes
from tests.unit.metrics.small_world import PLACE, World, day, read, store

OFFICES = [{"office_id": name, "kind": "court"} for name in ("north", "south")]
WORLD: World = {
    "offices": OFFICES,
    "coverage": [
        {"column": "cases.sector", "from": day("2020-01-01"), "from_precision": "year"}
        | {"to": day("2021-05-01"), "to_precision": "month", "collected": "no"},
        {"column": "assets", "office_id": "north", "from": day("2019-03-04")}
        | {"collected": "yes"},
    ],
}  # fmt: skip
SENT = ["jurisdiction", "column", "office_id", "from", "to", "collected"]


def test_statements_read_as_they_were_sent(database_url: str) -> None:
    store(database_url, WORLD)
    with read(database_url) as connection:
        found = not_collected.declarations(connection, scopes.EVERYTHING)
    assert found[SENT].astype(object).where(found[SENT].notna(), None).to_numpy().tolist() == [
        [PLACE, "assets", "north", "2019-03-04", None, "yes"],
        [PLACE, "cases.sector", None, "2020", "2021-05", "no"],
    ]
    assert str(found["last"].iloc[1])[:10] == "2021-05-31"


def test_statements_and_tables_are_told_within_scope(database_url: str) -> None:
    store(database_url, WORLD)
    with read(database_url) as connection:
        assert not_collected.declarations(connection, scopes.of_jurisdiction("QMB")).empty
        own = not_collected.declarations(connection, scopes.of_office(PLACE, "south"))
        assert list(own["column"]) == ["cases.sector"]
        assert not_collected.tables_sent(connection, scopes.EVERYTHING, PLACE) == {
            "offices",
            "coverage",
        }
        assert not_collected.tables_sent(connection, scopes.NOTHING, PLACE) == frozenset()
        assert not_collected.tables_sent(connection, scopes.EVERYTHING, "QMB") == frozenset()
