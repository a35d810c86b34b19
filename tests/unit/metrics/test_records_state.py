"""The state of the stored records: which years they cover, and what each place states."""

import math
from datetime import date

import pytest

from dashboard import data
from metrics import results
from schemas import scopes, tables
from schemas.store import bookkeeping, database
from tests import literals
from tests.unit.metrics.small_world import day, refresh, store
from tests.unit.metrics.test_request import say

CASES = {
    "cases": [
        {"case_id": year, "scope": "charged_as_trafficking", "opened_on": day(f"{year}-01-10")}
        for year in ("2013", "2015", "2019")
    ]
}


def covered(url: str) -> dict[str, range]:
    with database.reading(url).connect() as connection:
        return results.covered_years(connection, scopes.EVERYTHING)


def test_they_run_from_the_first_beginning_to_the_last_end_that_is_stated(
    database_url: str,
) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    store(database_url, CASES, jurisdiction="QMB")
    store(database_url, {}, jurisdiction="QMB")
    refresh(database_url)
    say(database_url, "QMB", period_from=date(2012, 7, 1), period_to=date(2016, 12, 31))
    with database.writing(database_url) as connection:
        of_batch = bookkeeping.batches.c.batch_id
        change = bookkeeping.batches.update()
        later = {"period_from": date(2017, 1, 1), "period_to": date(2018, 6, 30)}
        connection.execute(change.where(of_batch == 3).values(later))
    # None is stated of the first: its dates say so.
    assert covered(database_url) == {"QMA": range(2013, 2020), "QMB": range(2012, 2019)}
    with database.writing(database_url) as connection:
        undone = {"undone_at": bookkeeping.batches.c.stored_at}
        connection.execute(change.where(of_batch == 3).values(undone))
    assert covered(database_url)["QMB"] == range(2012, 2017)
    say(database_url, "QMB", period_from=None)
    assert covered(database_url)["QMB"] == range(2013, 2017)


def test_of_another_year_no_zero_is_told(database_url: str) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    refresh(database_url)
    say(database_url, "QMA", period_from=date(2012, 1, 1), period_to=date(2016, 12, 31))
    told = {}
    with database.reading(database_url).connect() as connection:
        for asked in ((2014, 2014), (2016, 2018), (2017, 2018), (2019, 2019), (2010, 2011)):
            [row] = data.rows.on(connection, scopes.EVERYTHING, ("C01",), years=asked).to_dict(
                "records"
            )
            spans = data.overlapping.on(connection, scopes.EVERYTHING, ("C01",), spans=(asked,))
            is_asked = spans["period"] == results.span_name(asked)
            [of_span] = spans[is_asked].to_dict("records")
            for one in (row, of_span):
                value = None if math.isnan(one["value"]) else one["value"]
                told.setdefault(asked, set()).add((bool(one["covered"]), value))
            assert row["status"] == "ok" or row["status"] == "empty"
    assert told == {
        (2014, 2014): {(True, 0.0)},
        (2016, 2018): {(True, 0.0)},
        (2017, 2018): {(False, None)},
        # A unit is dated in it.
        (2019, 2019): {(True, 1.0)},
        (2010, 2011): {(False, None)},
    }


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
        found = results.stated_rules(connection, scopes.EVERYTHING)
        own = results.stated_rules(connection, scopes.jurisdiction_scope("QMB"))
    assert found.to_numpy().tolist() == [
        ["QMA", "case_splitting", "by_network"],
        ["QMA", "plea_agreements", "yes"],
        ["QMB", "plea_agreements", "no"],
    ]
    assert set(own["jurisdiction"]) == {"QMB"}
