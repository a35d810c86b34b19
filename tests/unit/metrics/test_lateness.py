"""How late offices are: what they sent last, and their cases that stay open."""

from datetime import date

import pandas as pd

from metrics import lateness
from schemas import scopes
from schemas.store import bookkeeping, database
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, day, read, refresh, store, store_ready

NAMES = ("north", "south", "west", "east")
OFFICES = [{"office_id": name, "label": name.title(), "kind": "court"} for name in NAMES]


def case(number: int, office: str, **row: object) -> Row:
    return {"case_id": str(number), "office_id": office} | row


def offices_of(database_url: str) -> pd.DataFrame:
    """The state is of 30 June 2026; the second batch has a case of the south alone."""
    store(
        database_url,
        {
            "offices": OFFICES,
            "cases": [
                case(1, "north", opened_on=day("2019-01-10")),
                case(2, "north", opened_on=day("2019-01-10"), closed_on=day("2020-01-10")),
                case(3, "north", opened_on=day("2026-06-20")),
                case(4, "south", charged_on=day("2023-01-10")),
                case(5, "south", opened_on=day("2019-01-10")),
                case(6, "west"),
                case(7, "south", opened_on=day("2020-01-10"), final_on=day("2022-01-10")),
                # Closed, and discontinued against all: neither has a day on which it ended.
                case(9, "west", opened_on=day("2019-01-10"), closing_reason="joined"),
                case(10, "west", charged_on=day("2019-01-10"), charged="yes"),
            ],
            "suspects": [
                {"case_id": "5", "person_id": "a", "kind": "natural", "outcome": "acquitted"},
                {"case_id": "10", "person_id": "b", "kind": "natural", "charged": "yes"}
                | {"outcome": "discontinued"},
            ],
            "requests": [
                {"request_id": "r", "case_id": "4", "sent_on": day("2024-01-10")}
                | {"due_on": day("2027-01-01")}
            ],
        },
    )
    store_ready(database_url, {"cases": [case(8, "south", opened_on=day("2019-03-01"))]})
    with read(database_url) as connection:
        return lateness.lateness(connection, scopes.EVERYTHING).set_index("office_id")


def test_offices_come_with_the_latest_first_and_how_late_each_is(database_url: str) -> None:
    offices = offices_of(database_url)
    # Those without anything before all others.
    assert list(offices.index) == ["east", "west", "south", "north"]
    # As late as its newest event.
    assert offices.loc["north", "newest_on"] == pd.Timestamp(2026, 6, 20)
    assert offices.loc["north", "days_behind"] == 10
    # What is due lies ahead and is no event.
    assert offices.loc["south", "newest_on"] == pd.Timestamp(2024, 1, 10)
    # The last batch with rows of the office is what it sent last.
    assert offices.loc["south", "extracted_on"] == pd.Timestamp(date(2026, 6, 30))
    assert pd.isna(offices.loc["east", "stored_at"])
    # Cases without decision or end are open, and long open after two years.
    counted = {
        name: tuple(offices.loc[name, ["cases", "open_cases", "long_open"]]) for name in NAMES
    }
    assert counted == {
        "north": (3, 2, 1),
        "south": (4, 2, 2),
        "west": (3, 1, 0),
        "east": (0, 0, 0),
    }


def test_an_office_is_late_by_the_day_of_its_own_jurisdiction(database_url: str) -> None:
    offices, opened = OFFICES[:1], day("2020-01-10")
    for jurisdiction in (PLACE, "QMB"):
        store(
            database_url,
            {"offices": offices, "cases": [case(1, "north", opened_on=opened)]},
            jurisdiction=jurisdiction,
        )
    with database.writing(database_url) as connection:
        batch = bookkeeping.batches
        early = batch.update().where(batch.c.jurisdiction == PLACE)
        connection.execute(early.values(extracted_on=day("2020-01-20")))
    refresh(database_url)
    with read(database_url) as connection:
        late = lateness.lateness(connection, scopes.EVERYTHING).set_index("jurisdiction")
    assert late.loc[PLACE, ["days_behind", "long_open"]].tolist() == [10, 0]
    assert late.loc["QMB", ["days_behind", "long_open"]].tolist() == [2363, 1]


def test_only_the_offices_of_the_scope_are_told(database_url: str) -> None:
    store_ready(database_url, {"offices": OFFICES[:2], "cases": []})
    with read(database_url) as connection:
        own = scopes.office_scope(PLACE, "south")
        assert list(lateness.lateness(connection, own)["office_id"]) == ["south"]
        assert lateness.lateness(connection, scopes.NOTHING).empty
