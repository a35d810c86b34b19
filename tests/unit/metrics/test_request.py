"""A question about units, and the day of each jurisdiction on which it is judged."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from metrics import results
from metrics.records_state import is_current, stored_state
from metrics.request import AsOf, Request, Spans, last_mature_day
from schemas import scopes
from schemas.store import bookkeeping, database
from tests.unit.metrics.small_world import day, read, refresh, row, shown, store, store_ready


@pytest.mark.parametrize(
    ("as_of", "months", "last"),
    [
        ("2026-06-30", 24, "2024-06-30"),
        ("2026-02-28", 24, "2024-02-29"),
        ("2026-03-30", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-01-31"),
        ("2026-01-31", 12, "2025-01-31"),
    ],
)
def test_a_window_ends_on_the_same_day_clamped(as_of: str, months: int, last: str) -> None:
    assert last_mature_day(date.fromisoformat(as_of), months) == date.fromisoformat(last)


def asked(**of: Any) -> Request:
    return Request(**{"scope": scopes.EVERYTHING, "as_of": AsOf(date(2026, 6, 30))} | of)


def test_questions_that_differ_in_values_have_one_shape() -> None:
    begging = asked(years=(2020, 2024), only=(("form", "forced_begging"),))
    labour = asked(years=(2019, 2022), only=(("form", "forced_labour"),))
    assert begging.shape == labour.shape
    assert labour.bind_values == {
        "only_form_0": "forced_labour",
        "first_year": 2019,
        "first_day": date(2019, 1, 1),
        "last_year": 2022,
        "last_day": date(2022, 12, 31),
    }


def test_questions_that_are_asked_otherwise_have_another_shape() -> None:
    forms = (("form", "forced_labour"), ("form", "mixed"))
    questions = [
        asked(),
        asked(years=(2019, None)),
        asked(years=(None, 2022)),
        asked(only=forms[:1]),
        asked(only=forms),
        asked(only=(("office", "P1"),)),
        asked(by=("form",)),
        asked(by_year=True),
        asked(by_year=True, spans=Spans(((2019, 2022),))),
        asked(scope=scopes.jurisdiction_scope("QMA")),
    ]
    assert len({question.shape for question in questions}) == len(questions)


def test_periods_of_any_years_have_one_shape() -> None:
    short = asked(by_year=True, spans=Spans(((2019, 2020),), each=(2019,)))
    long = asked(by_year=True, spans=Spans(((2015, 2020), (2016, 2016)), each=(2015, 2016)))
    assert short.shape == long.shape
    assert short.bind_values == {
        "spans_in_year": [2019, 2020, 2019, None],
        "spans_period": ["2019-2020", "2019-2020", "2019", None],
    }


EARLY, LATE = date(2014, 3, 14), date(2026, 6, 30)
CASES = {
    "cases": [
        {"case_id": str(number), "scope": "charged_as_trafficking", "charged": "yes"}
        | {"opened_on": day("2013-01-10"), "charged_on": day("2013-02-10")}
        for number in range(12)
    ],
    "suspects": [
        {"case_id": str(number), "person_id": "a", "kind": "natural", "charged": "yes"}
        | {"charged_on": day("2013-02-10"), "outcome": "pending"}
        for number in range(12)
    ],
}


def say(url: str, jurisdiction: str, **batch: object) -> None:
    with database.writing(url) as connection:
        table = bookkeeping.batches
        connection.execute(table.update().where(table.c.jurisdiction == jurisdiction).values(batch))


def test_each_has_its_own_day_and_one_without_a_date_moves_none() -> None:
    days = AsOf(LATE, (("QMA", EARLY), ("QMB", EARLY)))
    assert (days.for_jurisdiction("QMA"), days.for_jurisdiction("QMC")) == (EARLY, LATE)
    assert (days.one, days.latest) == (EARLY, EARLY)
    apart = AsOf(LATE, (("QMA", EARLY), ("QMB", LATE)))
    assert (apart.one, apart.latest) == (None, LATE)
    assert apart.everywhere(EARLY).one == EARLY


def test_the_latest_extraction_of_its_own_standing_batches_is_its_day(database_url: str) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    store(database_url, CASES, jurisdiction="QMB")
    store(database_url, {}, jurisdiction="QMA")
    say(database_url, "QMA", extracted_on=EARLY)
    with database.writing(database_url) as connection:
        last = bookkeeping.batches.c.batch_id == 3
        later = bookkeeping.batches.update().where(last).values(extracted_on=date(2015, 1, 1))
        connection.execute(later)
        assert results.reference_dates(connection, scopes.EVERYTHING).own == (
            ("QMA", date(2015, 1, 1)),
            ("QMB", LATE),
        )
        undone = {"undone_at": bookkeeping.batches.c.stored_at}
        connection.execute(bookkeeping.batches.update().where(last).values(undone))
        assert results.reference_dates(connection, scopes.EVERYTHING).own == (
            ("QMA", EARLY),
            ("QMB", LATE),
        )


def test_without_a_day_of_extraction_it_is_the_latest_date_of_its_own_records(
    database_url: str,
) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    store(database_url, CASES, jurisdiction="QMB")
    store(database_url, {}, jurisdiction="QMC")
    say(database_url, "QMA", extracted_on=None, latest_event_on=EARLY)
    say(database_url, "QMC", extracted_on=None, latest_event_on=None)
    with read(database_url) as connection:
        assert results.reference_dates(connection, scopes.EVERYTHING).own == (
            ("QMA", EARLY),
            ("QMB", LATE),
        )
    assert {found["jurisdiction"] for found in shown(database_url, "C01")} == {"QMA", "QMB", "QMC"}


def test_pending_persons_have_waited_until_the_day_of_their_own_records(database_url: str) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    say(database_url, "QMA", extracted_on=EARLY)
    asked = {"only": (("jurisdiction", "QMA"),)}
    before = [row(database_url, name, **asked) for name in ("P05", "P01b", "P04", "P04d")]
    # Charged thirteen months before: the window of two years is not over.
    assert before[1]["status"] == "not_yet_due"
    store_ready(database_url, CASES, jurisdiction="QMB")
    for found in before:
        assert str(row(database_url, found["measure"], **asked)) == str(found)
    assert row(database_url, "P01b", only=(("jurisdiction", "QMB"),))["denominator"] == 12


def test_one_day_for_all_overrides_each_ones_own(database_url: str) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    say(database_url, "QMA", extracted_on=EARLY)
    store_ready(database_url, CASES, jurisdiction="QMB")
    own = [found["status"] for found in shown(database_url, "P01b")]
    assert own[0] == "not_yet_due" != own[1]
    for on in (EARLY, LATE):
        found = shown(database_url, "P01b", as_of=on)
        assert found[0]["status"] == found[1]["status"] == own[int(on == LATE)]


def test_what_is_ready_is_used_only_while_every_day_is_the_same(database_url: str) -> None:
    store(database_url, CASES, jurisdiction="QMA")
    store_ready(database_url, CASES, jurisdiction="QMB")
    with read(database_url) as connection:
        assert results.build_request(connection, scopes.EVERYTHING).is_stored
        assert results.build_request(connection, scopes.EVERYTHING).judged(LATE).is_stored
        assert not results.build_request(connection, scopes.EVERYTHING).judged(EARLY).is_stored
        states = connection.execute(select(stored_state.c.jurisdiction, stored_state.c.as_of))
        assert {tuple(state) for state in states} == {("QMA", LATE), ("QMB", LATE)}
    with database.writing(database_url) as connection:
        connection.execute(
            bookkeeping.batches.update()
            .where(bookkeeping.batches.c.jurisdiction == "QMA")
            .values(extracted_on=EARLY)
        )
        assert not results.build_request(connection, scopes.EVERYTHING).is_stored


def test_a_database_without_a_dated_record_is_ready_all_the_same(database_url: str) -> None:
    store(database_url, {"cases": [{"case_id": "1"}]})
    say(database_url, "QMA", extracted_on=None, latest_event_on=None)
    refresh(database_url)
    with read(database_url) as connection:
        assert is_current(connection)
        assert results.build_request(connection, scopes.EVERYTHING).is_stored
    assert row(database_url, "C01")["value"] == 1


def test_what_an_older_program_left_with_one_day_for_all_is_counted_anew(database_url: str) -> None:
    store_ready(database_url, CASES)
    with database.writing(database_url) as connection:
        stored_state.drop(connection)
        connection.exec_driver_sql("CREATE TABLE stored_state (as_of DATE, signature VARCHAR(64))")
        connection.exec_driver_sql("INSERT INTO stored_state VALUES ('2026-06-30', 'older')")
    with read(database_url) as connection:
        assert not is_current(connection)
        assert not results.build_request(connection, scopes.EVERYTHING).is_stored
    refresh(database_url)
    with read(database_url) as connection:
        assert is_current(connection)
