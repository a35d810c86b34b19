"""Does each measure mean what its example says?"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from metrics import catalogue, examples, measure
from metrics.counting.refreshing import make_units
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


@pytest.fixture(scope="module")
def apart() -> Iterator[Connection]:
    """The database of their own in which the page works the examples."""
    with examples.alone() as connection:
        yield connection


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
            found = examples.judged(connection, of)["verdict"].tolist()
            assert found == list(examples.read(of).verdicts), of.id


@pytest.mark.parametrize("of", MEASURES, ids=lambda of: of.id)
def test_an_example_shows_every_verdict_in_six_rows_or_more(of: measure.Measure) -> None:
    verdicts = examples.read(of).verdicts
    due = {"not yet due"} if of.waits else set()
    assert len(verdicts) >= FEWEST_ROWS
    assert set(verdicts) >= SHOWN[of.kind] | due


@pytest.mark.parametrize("of", [m for m in MEASURES if m.waits], ids=lambda of: of.id)
def test_an_example_shows_the_last_day_that_is_due_and_the_first_that_is_not(
    apart: Connection, of: measure.Measure
) -> None:
    rows = examples.judged(apart, of)
    young = rows["verdict"] == "not yet due"
    judged = ~young & (rows["verdict"] != "left out")
    days = rows[(of.dated_by if of.due_on is None else of.due_on).name]
    assert days[judged].max().endswith("-06-30")
    assert days[young].min().endswith("-07-01")
