"""Battery 74: kill -9 of an undo, of a release, of a migration: before or after, and nothing else.

Each is first run to its end, so that it is known how many moments there are.
"""

import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

import metrics
from dashboard.cli import cli
from metrics.release import archive, publication, reading, release_memory
from schemas.store import audit, compatibility, database
from tests import prepared
from tests.battery import importing, killing
from tests.battery.at_moments.moments import spread, work_to_the_moment
from tests.battery.upgrades import kept
from tests.fixtures.databases import postgres_database_on
from tests.postgres_server import Server, plain
from tests.soak import soak_size
from tests.submissions import CASES, MADE_UP, SUSPECTS, small, store
from tests.unit.metrics.release.country import let_go, url_of

pytestmark = pytest.mark.soak

KILLS = soak_size(20)
KILLED = -signal.SIGKILL
Work = Callable[[], str]
SHAPE = """
SELECT table_schema, table_name, column_name, data_type, '', '' FROM information_schema.columns
UNION ALL
SELECT table_schema, table_name, grantee, privilege_type, grantor, is_grantable
FROM information_schema.role_table_grants
UNION ALL SELECT '', version_num, '', '', '', '' FROM schema_version
"""


def command(*arguments: str) -> str:
    """A command as people type it; its exit code and what it said."""
    ended = CliRunner().invoke(cli, arguments)
    return f"{ended.exit_code} {ended.output}"


def command_that_counts_nothing(*arguments: str) -> str:
    """The same without the counting that follows; with it in a soak."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "refresh", importing.REFRESH)
        return command(*arguments)


def ended_at(work: Work, at: int) -> prepared.Ended:
    database.close_readers()
    let_go()
    return prepared.run(work_to_the_moment, work, at)


def moments_of(work: Work) -> int:
    """How many there are until it has ended well."""
    moments, told = ended_at(work, 0).stdout.split(" ", 1)
    assert told.startswith("0"), told
    return int(moments)


def killed_at_each(work: Work, moments: int) -> list[int]:
    """The moments at which it is to be killed."""
    assert moments > 1
    return spread(moments, KILLS)


def kill(work: Work, moment: int) -> None:
    ended = ended_at(work, moment)
    # A kill that comes a moment later may come behind the end.
    assert (ended.returncode, ended.stdout) == (KILLED, "") or moment % 2 == 0, ended


@pytest.mark.skipif(KILLS == 1, reason="A soak kills it; in every run an import is killed.")
def test_a_killed_undo(database_url: str, tmp_path: Path) -> None:
    said = MADE_UP, "extracted_on = 2024-06-01"
    store(database_url, small(tmp_path / "first", *said))
    changed = {"cases": CASES.replace("no", "yes"), "suspects": SUSPECTS}
    store(database_url, small(tmp_path / "second", *said, "supersedes = [1]", **changed))
    before, bring_back = killing.counts(database_url), killing.kept(database_url)
    undo = partial(command_that_counts_nothing, "--database", database_url, "batches", "undo", "2")
    moments = moments_of(undo)
    after = killing.counts(database_url)
    assert before["cases_superseded"] > after["cases_superseded"]
    for moment in killed_at_each(undo, moments):
        bring_back()
        kill(undo, moment)
        found = killing.counts(database_url)
        assert found in (before, after)
        # The next try does it, or says that it was done.
        database.close_readers()
        assert undo().startswith("0" if found == before else "1")
        assert killing.counts(database_url) == after
        assert audit.check_log(audit.log_lines(database_url)).broken == ""


@pytest.fixture
def of_release(tmp_path: Path) -> Path:
    """A folder of records with a release, and what it was made of."""
    home = tmp_path / "kept"
    home.mkdir()
    url = kept.unpacked(compatibility.newest_version(), home)
    [made] = archive.all_releases(archive.address(url, None))
    release_memory.store_memory(url, 1, made.content_hash, memory())
    return home


def memory() -> release_memory.Memory:
    counted = dict.fromkeys(release_memory.COUNTED, "x") | {"release": 1, "x": 7, "told": True}
    return release_memory.empty_memory()._replace(counts=pl.DataFrame([counted]))


def publish_next(home: Path) -> str:
    """What `release make` does once the numbers of the release are there."""
    url = url_of(home)
    releases = archive.address(url, None)
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    after, fingerprint = len(archive.all_releases(releases)), first.release.key_fingerprint
    draft = publication.Draft(first.content, after, fingerprint, memory(), pl.DataFrame(), ())
    return f"0 {publication.publish_draft(url, releases, draft).number}"


def test_a_killed_release(of_release: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    publish = partial(publish_next, home)
    shutil.copytree(of_release, home)
    for moment in killed_at_each(publish, moments_of(publish)):
        let_go()
        shutil.rmtree(home)
        shutil.copytree(of_release, home)
        kill(publish, moment)
        let_go()
        url, releases = url_of(home), archive.address(url_of(home), None)
        known = archive.all_releases(releases)
        numbers = [one.number for one in known]
        assert numbers in ([1], [1, 2])
        assert archive.problems(releases) == []
        with archive.reading(releases).connect() as connection:
            assert reading.shown(connection).release == known[-1]
        # What was remembered of a release that did not come to be counts for nothing.
        assert release_memory.load_memory(url, known).counts["release"].to_list() == numbers
        assert publish() == f"0 {len(known) + 1}"
        assert audit.check_log(audit.log_lines(url)).broken == ""


@pytest.mark.postgres
@pytest.mark.skipif(KILLS == 1, reason="A soak kills it; in every run an import is killed.")
def test_a_killed_migration(own_server: Server) -> None:
    with postgres_database_on(own_server.url) as own:
        password = kept.on_server(kept.versions()[0], own).owner
        name = make_url(own).database
        owner = make_url(own).set(username=f"{name}_owner", password=password)
        url = owner.render_as_string(hide_password=False)
        migrate = partial(command, "--database", url, "server", "migrate")
        before, bring_back = shape(own), killing.kept(own)
        moments = moments_of(migrate)
        after = shape(own)
        assert before != after
        for moment in killed_at_each(migrate, moments):
            bring_back()
            kill(migrate, moment)
            found = shape(own)
            assert found in (before, after)
            told = migrate()
            assert told.startswith("0"), told
            assert ("already have this version" in told) == (found == after)
            assert shape(own) == after
            assert audit.check_log(audit.log_lines(own)).broken == ""


def shape(url: str) -> list[tuple[str, ...]]:
    """The version, the columns and the rights of a server's database."""
    with psycopg.connect(plain(url)) as connection:
        return sorted(connection.execute(SHAPE).fetchall())
