"""Battery 83: a server that an earlier version set up is brought up to date, and says the same."""

from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url

from schemas.store import compatibility, database, migrations
from schemas.store.server import setup
from tests.battery.upgrades import kept
from tests.command_line import Outcome, run
from tests.fixtures.databases import postgres_database_on, roles_dropped
from tests.soak import everyday

pytestmark = pytest.mark.postgres
Say = pytest.CaptureFixture[str]


@pytest.fixture(params=everyday(kept.versions()[0], rest=kept.versions()[1:]))
def version(request: pytest.FixtureRequest) -> str:
    """The versions of which something is kept, and so a server too: the others in a soak."""
    return str(request.param)


@pytest.fixture
def on_server(postgres_url: str, version: str) -> Iterator[Callable[[str], str]]:
    """Puts what a version left into a database of its own; the address of a role of it."""
    with postgres_database_on(postgres_url) as own, roles_dropped(own):
        passwords = kept.on_server(version, own)
        address = make_url(own)

        def by(role: str) -> str:
            password = getattr(passwords, role)
            name = f"{address.database}_{role}"
            return address.set(username=name, password=password).render_as_string(
                hide_password=False
            )

        yield by
        database.close_readers()


def on(capsys: Say, url: str, *arguments: str) -> Outcome:
    outcome = run(capsys, "--database", url, *arguments)
    database.close_readers()
    return outcome


def test_a_server_of_each_version_says_what_it_said(
    capsys: Say,
    on_server: Callable[[str], str],
    version: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if version != compatibility.newest_version():
        brought_up_to_date(capsys, on_server, monkeypatch)
    assert on(capsys, on_server("importer"), "server", "count").code == 0
    kept.assert_same(kept.counted(on_server("importer")), version)
    again = on(capsys, on_server("owner"), "server", "migrate")
    assert "already have this version" in again.out
    with database.reading(on_server("importer")).connect() as connection:
        assert undeclared(connection) == []


def brought_up_to_date(
    capsys: Say, on_server: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = on(capsys, on_server("importer"), "batches")
    assert (refused.code, "server migrate" in refused.err) == (3, True)
    # Interrupted behind the last change, nothing was changed.
    with monkeypatch.context() as patch:
        patch.setattr(setup, "_create_rights", interrupted)
        assert on(capsys, on_server("owner"), "server", "migrate").code == 130
    assert on(capsys, on_server("importer"), "batches").code == 3
    done = on(capsys, on_server("owner"), "server", "migrate")
    assert (done.code, "now have this version" in done.out) == (0, True), done.err


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def undeclared(connection: Connection) -> list[object]:
    """What the records' tables have otherwise than it is declared."""
    own = migrations.declared_schema().tables
    options = {
        "include_name": lambda name, kind, _: kind != "table" or name in own,
        "version_table": compatibility.VERSION_TABLE,
    }
    return compare_metadata(
        MigrationContext.configure(connection, opts=options), migrations.declared_schema()
    )
