"""What moved with an import is counted on a server for each person, of the own records alone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard import real_database
from dashboard.jobs import impact_jobs
from schemas import scopes, tables
from schemas.store import bookkeeping, database, database_copy
from seed.submission import no_progress
from tests.security.test_row_security import Server

pytestmark = [pytest.mark.postgres, pytest.mark.soak]


def moved(url: str, scope: scopes.Scope) -> impact_jobs.ImportImpact:
    return impact_jobs.count_impact(impact_jobs.ImpactRequest(url, "XAA", 2, scope), no_progress)


def test_it_is_what_a_desk_counts_and_of_no_other_scope(
    on_server: Server, imported_twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    url = on_server.application
    at_the_desk = moved(f"duckdb:///{imported_twice}", scopes.EVERYTHING)
    assert any(one.reading == "moved" for one in at_the_desk.compared)
    of_place = moved(url, scopes.jurisdiction_scope("XAA"))
    assert repr(of_place.compared) == repr(at_the_desk.compared)
    # Of another place nothing is copied, whoever names it.
    other = scopes.jurisdiction_scope("XBB")
    with (
        database_copy.scoped_copy(url, other, refresh=lambda _: None) as apart,
        database.reading(apart).connect() as connection,
    ):
        assert connection.execute(select(tables.cases)).all() == []
        assert connection.execute(select(bookkeeping.batches)).all() == []
    assert [*tmp_path.glob("prosecution-quality-*")] == []


def test_options_and_mappings_are_no_records_and_are_seen_by_who_takes_them_over(
    on_server: Server,
) -> None:
    chosen = {"name": "dates", "value": "month"}
    with database.writing(on_server.importer) as connection:
        connection.execute(bookkeeping.settings.insert(), chosen)
    habits = real_database.settings_to_take_over(on_server.application)
    assert (habits.dates, habits.rows["settings"]) == ("month", [chosen])
