"""What jurisdictions state about their law and their counting."""

import pytest

from metrics import catalogue, results
from schemas import scopes, tables
from schemas.store import database
from tests import literals

PLACES = [
    {"jurisdiction": "QMA", "name": "Avaria", "plea_agreements": "yes"},
    {"jurisdiction": "QMB", "name": "Zembla", "plea_agreements": "no"},
]
RULES = [
    {"jurisdiction": "QMA", "rule": "case_splitting", "value": "by_network"},
    {"jurisdiction": "QMB", "rule": "case_splitting"},
]


@pytest.fixture
def stated(database_url: str) -> str:
    with database.writing(database_url) as connection:
        for table, rows in ((tables.jurisdictions, PLACES), (tables.counting_rules, RULES)):
            complete = [
                literals.complete(table, row, jurisdiction=row["jurisdiction"], number=number)
                for number, row in enumerate(rows)
            ]
            database.insert_frame(connection, table, literals.frame(table, complete))
    return database_url


def test_what_is_known_of_law_and_counting_is_listed(stated: str) -> None:
    with database.reading(stated).connect() as connection:
        found = results.context(connection, scopes.EVERYTHING)
    assert found.to_numpy().tolist() == [
        ["QMA", "case_splitting", "by_network"],
        ["QMA", "plea_agreements", "yes"],
        ["QMB", "plea_agreements", "no"],
    ]


def test_what_is_out_of_scope_is_not_listed(stated: str) -> None:
    with database.reading(stated).connect() as connection:
        scope = scopes.of_jurisdiction("QMB")
        found = results.context(connection, scope)
    assert set(found["jurisdiction"]) == {"QMB"}


def test_a_measure_knows_the_breakdowns_of_its_unit() -> None:
    assert {"office", "form"} <= set(catalogue.CATALOGUE["N01"].breakdowns)
