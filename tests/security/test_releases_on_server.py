"""A database of releases on a server: the public sees releases, and a publisher changes none."""

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import psycopg
import pytest
from sqlalchemy import make_url

from metrics.release import archive, reading, release_memory, returns
from metrics.release.archive import STORE
from schemas.store import database
from tests.command_line import Outcome, run
from tests.fixtures.databases import plain, postgres_database_on, roles_dropped
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.metrics.release import country, sent
from tests.unit.metrics.release.small import content

pytestmark = pytest.mark.postgres
Say = pytest.CaptureFixture[str]
RELEASES, DATABASE = "PROSECUTION_QUALITY_RELEASES", "PROSECUTION_QUALITY_DATABASE"
# What a table that is no release's stands for: somebody put it into the same database.
ANOTHER = "CREATE TABLE another (name text)"

OF_ITS_OWNER = " LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"


class Published:
    """A database of releases that was set up, and its addresses by role."""

    def __init__(self, url: str, passfile: Path) -> None:
        self.admin, self._passfile = url, passfile

    def url(self, role: str) -> str:
        address = make_url(self.admin)
        name = f"{address.database}_{role}"
        lines = [line.split(":") for line in self._passfile.read_text().splitlines()]
        [word] = [line[4] for line in lines if line[3] == name]
        return address.set(username=name, password=word).render_as_string(hide_password=False)

    def check(self, capsys: Say, role: str) -> Outcome:
        return run(capsys, "--database", self.url(role), "server", "releases", "check")


@pytest.fixture
def published(postgres_url: str, tmp_path: Path, capsys: Say) -> Iterator[Published]:
    passfile = tmp_path / "passwords"
    with postgres_database_on(postgres_url) as url, roles_dropped(url):
        init = "--database", url, "server", "releases", "init", "--passfile", str(passfile)
        assert run(capsys, *init).code == 0
        yield Published(url, passfile)
        country.let_go()
        database.close_readers()


SEEN_IN_VAIN = (
    "DELETE FROM releases",
    "INSERT INTO shown_release VALUES (2)",
    "UPDATE release_rows SET value = 0",
    "TRUNCATE notes",
    "DELETE FROM data_version",
    "SELECT * FROM audit_log",
    "SELECT * FROM audit_key",
    "SELECT * FROM another",
    "CREATE TABLE mine (a int)",
    "CREATE TEMPORARY TABLE mine (a int)",
    "SELECT lo_from_bytea(0, 'x')",
    "SET ROLE {database}_owner",
    "SET ROLE {database}_publisher",
    "COPY releases TO PROGRAM 'cat'",
    "SELECT pg_read_file('postgresql.conf')",
)
CHANGED_IN_VAIN = (
    "UPDATE release_rows SET value = 0",
    "UPDATE releases SET content_hash = ''",
    "DELETE FROM release_cells",
    "DELETE FROM releases",
    "TRUNCATE release_notes",
    "SELECT * FROM another",
    "ALTER TABLE releases ADD COLUMN a int",
    "SET ROLE {database}_owner",
)


def refused(published: Published, role: str, statements: tuple[str, ...]) -> None:
    with psycopg.connect(plain(published.url(role))) as connection:
        # Whoever gets a statement in can take this back, and gets no further.
        connection.execute("SET default_transaction_read_only = off")
        connection.commit()
        for statement in statements:
            asked = statement.format(database=make_url(published.admin).database)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(asked)
            connection.rollback()


def test_a_publisher_publishes_and_the_public_sees_it(
    published: Published, capsys: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = published.url("publisher")
    for after in (0, 1):
        archive.publish(by, content({"value": 0.5 + after}), "of no real key", after=after)
    archive.withdraw(by, 1, "It was made anew.")
    with archive.reading(published.url("public")).connect() as connection:
        assert reading.shown(connection).release.number == 2
    checked = published.check(capsys, "public")
    assert (checked.code, checked.err) == (0, "")

    # The public dashboard starts over it, and over no role that may do more.
    started: list[str] = []
    monkeypatch.setenv("PROSECUTION_QUALITY_PUBLIC", "")
    monkeypatch.delenv(DATABASE, raising=False)
    monkeypatch.setattr(
        "dashboard.server.app.run_server", lambda *_: started.append(os.environ[RELEASES])
    )
    monkeypatch.setattr(os, "chdir", lambda _: None)
    for role in ("publisher", "public"):
        monkeypatch.setenv(RELEASES, published.url(role))
        served = run(capsys, "serve", "--public", "--port", "18533")
        assert ("may INSERT public." in served.err) == bool(served.code) == (role == "publisher")
    assert started == [published.url("public")]

    with psycopg.connect(plain(published.admin)) as connection:
        connection.execute(ANOTHER)
    refused(published, "public", SEEN_IN_VAIN)
    refused(published, "publisher", CHANGED_IN_VAIN)

    # A release that somebody changed is told of, whoever changed it.
    with psycopg.connect(plain(published.url("owner"))) as connection:
        connection.execute("UPDATE release_rows SET value = 7 WHERE release = 1")
        connection.execute("GRANT SELECT ON audit_log TO PUBLIC")
    STORE.close()
    changed = published.check(capsys, "public")
    # The exit codes of a start, by which it is not tried again.
    assert changed.code == run(capsys, "serve", "--public", "--port", "18533").code == 1
    assert "Release 1 was changed after it was made" in changed.err
    assert "rights than to read releases: may SELECT public.audit_log." in changed.err


def test_a_body_imports_returns_there_and_the_public_sees_them_but_no_file(
    published: Published, tmp_path: Path, capsys: Say
) -> None:
    by, audited = published.url("publisher"), f"duckdb:///{tmp_path / 'body.duckdb'}"
    for of in (sent.country("QMA"), sent.country("QPE")):
        come = returns.check(by, *of.send(sent.made(of.code)))
        returns.import_returns(audited, by, [come], trusts=lambda _signed: True)
    returns.withdraw(audited, by, 2, "a wrong file")
    with archive.reading(published.url("public")).connect() as connection:
        assert reading.origins(reading.shown(connection).content).keys() == {"QMA"}
        assert returns.days_received(connection).keys() == {"QMA"}
    assert published.check(capsys, "public").code == 0
    of_no_file = ("SELECT file FROM returns", "SELECT * FROM signing_keys")
    refused(published, "public", of_no_file)
    refused(published, "publisher", ("UPDATE returns SET file = ''", "DELETE FROM signing_keys"))


def test_who_publishes_can_back_releases_up(published: Published, tmp_path: Path) -> None:
    by, said = published.url("publisher"), content({"value": 0.5})
    records, to = (f"duckdb:///{tmp_path / name}.duckdb" for name in ("records", "copy"))
    one = dict.fromkeys(release_memory.COUNTED, "x") | {"release": 1, "x": 7, "told": True}
    memory = release_memory.empty_memory()._replace(counts=pl.DataFrame([one]))
    release_memory.store_memory(records, 1, archive.content_hash(said), memory)
    release = archive.publish(by, said, "of no real key", after=0)
    night = archive.address(to, None)
    assert (
        release_memory.copy_releases(records, by, to, night)
        == archive.all_releases(night)
        == (release,)
    )


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A release is played against.")
def test_a_release_of_records_is_made_there(
    published: Published, tmp_path: Path, capsys: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    country.give_key(tmp_path, monkeypatch)
    url = country.url_of(tmp_path)
    country.store(url, tmp_path / "sent", {2022: (60, 20), 2023: (60, 0)})
    to = "--database", url, "release", "--releases", published.url("publisher")
    for words in (["make"], ["make"], ["withdraw", "1", "--because", "It was made anew."]):
        done = run(capsys, *to, *words)
        assert done.code == 0, done.err
    assert published.check(capsys, "public").code == 0


def test_what_was_there_is_kept_and_set_up_again(
    published: Published, capsys: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(plain(published.admin)) as connection:
        name = connection.info.dbname
        connection.execute(
            "INSERT INTO notes SELECT 1, 1, 'XAA', 'N01', '2022', 'police', now(), '', now()"
        )
        connection.execute(f"GRANT UPDATE ON notes TO {name}_public")
        connection.execute(f"CREATE VIEW seen AS SELECT 1; GRANT SELECT ON seen TO {name}_public")
        connection.execute("CREATE FUNCTION told() RETURNS int" + OF_ITS_OWNER)
    opened = published.check(capsys, "public").err
    for word in ("may UPDATE public.notes", "may SELECT public.seen", "may call public.told()"):
        assert word in opened
    again = run(capsys, "--database", published.admin, "server", "releases", "init")
    assert (again.code, again.out.count("Found role")) == (0, 3)
    assert published.check(capsys, "public").code == 0
    with psycopg.connect(plain(published.url("public"))) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
    by_public = run(capsys, "--database", published.url("public"), "server", "releases", "init")
    assert (by_public.code, "cannot set up" in by_public.err) == (1, True)


def test_what_a_newer_version_made_is_neither_served_nor_set_up_again(
    published: Published, capsys: Say
) -> None:
    archive.publish(published.url("publisher"), content(), "of no real key", after=0)
    with psycopg.connect(plain(published.url("owner"))) as connection:
        connection.execute("ALTER TABLE release_rows ADD COLUMN share double precision")
    STORE.close()
    init = run(capsys, "--database", published.admin, "server", "releases", "init")
    for refused_ in (published.check(capsys, "public"), init):
        assert refused_.code == 3
        assert refused_.err.startswith("PostgreSQL database [")
        assert "does not know: release_rows.share. Nothing was changed." in refused_.err
        assert "Install the version that made it" in refused_.err
