"""Does each measure mean what its example says?"""

import pytest

from metrics import catalogue, worked_examples
from metrics.rebuild import make_units
from schemas.store import database
from tests.soak import soak_size

# What an example must show, as far as the kind can come to it.
SHOWN = {
    "Share": {"yes", "no", "unknown", "left out"},
    "Count": {"yes", "left out"},
    "Amount": {"used", "unknown", "left out"},
    "AmountRatio": {"used", "unknown", "left out"},
    "Duration": {"ended", "still open", "unknown", "left out"},
    "Median": {"used", "unknown", "left out"},
    "Rate": {"used", "unknown", "left out"},
    "FlowRatio": {"resolved", "came in", "unknown", "left out"},
}
FEWEST_ROWS = 6
# In an ordinary run PostgreSQL judges every so manieth example.
FEWER = 10
MEASURES = list(catalogue.CATALOGUE.values())


@pytest.fixture
def prepared(database_url: str) -> str:
    with database.writing(database_url) as connection:
        make_units(connection)
    return database_url


def test_each_row_is_judged_as_its_example_says(prepared: str) -> None:
    everyday = soak_size(2) == 1 and not prepared.startswith("duckdb")
    with database.reading(prepared).connect() as connection:
        # PostgreSQL takes as long again, and agrees in what is counted of random worlds, too.
        for of in MEASURES[:: FEWER if everyday else 1]:
            found = worked_examples.judge_example(connection, of)["verdict"].tolist()
            assert found == list(worked_examples.read_example(of).verdicts), of.id


def test_an_example_shows_every_verdict_in_six_rows_or_more() -> None:
    for of in MEASURES:
        verdicts = worked_examples.read_example(of).verdicts
        due = {"not yet due"} if of.waits else set()
        assert len(verdicts) >= FEWEST_ROWS, of.id
        assert set(verdicts) >= SHOWN[of.kind] | due, of.id


def test_an_example_shows_the_last_day_that_is_due_and_the_first_that_is_not() -> None:
    with worked_examples.example_database() as connection:
        for of in (one for one in MEASURES if one.waits):
            rows = worked_examples.judge_example(connection, of)
            young = rows["verdict"] == "not yet due"
            judged = ~young & (rows["verdict"] != "left out")
            days = rows[(of.dated_by if of.due_on is None else of.due_on).name]
            assert days[judged].max().endswith("-06-30"), of.id
            assert days[young].min().endswith("-07-01"), of.id
