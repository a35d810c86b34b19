"""Battery 74: kill -9 of who imports, or of the server, leaves the state before it or after it.

The moments are spread over the course of the import, which is measured first.
"""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from schemas.store import audit, database
from tests import prepared
from tests.battery.at_moments.moments import (
    BACKEND,
    CLIENT,
    POSTMASTER,
    import_to_the_moment,
    spread,
)
from tests.battery.importing import import_here
from tests.battery.killing import Counts, World, counts, kept, make_world
from tests.fixtures.databases import postgres_database_on
from tests.postgres_server import Server
from tests.soak import everyday, soak_size

# Moments are of statements, and more rows make no more of them.
CASES, KILLS = soak_size(1_000), soak_size(20)
# Beside the jurisdiction that corrects what it sent.
OTHERS = 2 if KILLS > 1 else 0
# After so many kills the next import is let to its end; others follow on what a kill left.
LET_END = 4
KILLED = -signal.SIGKILL
FILE = "duckdb:///"


class Course(NamedTuple):
    """An import of a database that has a submission stored: how it is run, and what it changes."""

    url: str
    folder: Path
    before: Counts
    after: Counts
    moments: int
    bring_back: Callable[[], None]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"), CASES, OTHERS)


def course(url: str, world: World) -> Course:
    """The course of an import, measured on a database that is then as it was before."""
    assert import_here(url, world.earlier) == "stored"
    before, bring_back = counts(url), kept(url)
    moments, told = ended_at(url, world.folder, 0).stdout.split(" ", 1)
    assert told == "stored"
    after = counts(url)
    assert after["cases_superseded"] == before["cases"]
    bring_back()
    return Course(url, world.folder, before, after, int(moments), bring_back)


@pytest.fixture(scope="module")
def on_server(own_server: Server, world: World) -> Iterator[Course]:
    with postgres_database_on(own_server.url) as url:
        yield course(url, world)


@pytest.fixture(scope="module")
def in_file(tmp_path_factory: pytest.TempPathFactory, world: World) -> Course:
    return course(f"{FILE}{tmp_path_factory.mktemp('file') / 'records.duckdb'}", world)


def ended_at(url: str, folder: Path, at: int, who: str = CLIENT, pid: int = 0) -> prepared.Ended:
    database.close_readers()
    return prepared.run(import_to_the_moment, url, folder, at, who, pid)


def go_on(of: Course, number: int) -> None:
    """What is found is whole, and now and then the next import ends as if nothing had been."""
    found = counts(of.url)
    assert found in (of.before, of.after)
    if number % LET_END == 0 or number == KILLS:
        stored = "already_stored" if found == of.after else "stored"
        assert import_here(of.url, of.folder) == stored
        found = counts(of.url)
        assert found == of.after
        assert audit.check_log(audit.log_lines(of.url)).broken == ""
        assert left_beside(of.url) == []
    if found == of.after:
        of.bring_back()


def left_beside(url: str) -> list[str]:
    """What a killed writer left beside a file."""
    if not url.startswith(FILE):
        return []
    return [one.name for one in Path(url.removeprefix(FILE)).parent.glob(".records*")]


# On a server a connection is cut amid an import in every run: faults/test_server.py.
@pytest.mark.parametrize(
    "where", everyday("in_file", rest=[pytest.param("on_server", marks=pytest.mark.postgres)])
)
def test_a_killed_import(where: str, request: pytest.FixtureRequest) -> None:
    of: Course = request.getfixturevalue(where)
    for number, moment in enumerate(spread(of.moments, KILLS), 1):
        ended = ended_at(of.url, of.folder, moment)
        # A kill that comes a moment later may come behind the end.
        assert (ended.returncode, ended.stdout) == (KILLED, "") or moment % 2 == 0, ended
        go_on(of, number)


@pytest.mark.postgres
@pytest.mark.skipif(KILLS == 1, reason="in a soak: a server ends in faults/test_server.py too")
@pytest.mark.parametrize("who", [POSTMASTER, BACKEND])
def test_a_server_that_is_killed_during_an_import(
    own_server: Server, on_server: Course, who: str
) -> None:
    told = set[str]()
    for number, moment in enumerate(spread(on_server.moments, KILLS), 1):
        ended = ended_at(on_server.url, on_server.folder, moment, who, own_server.process_id)
        own_server.start()
        assert ended.returncode == 0, ended.stderr
        said = ended.stdout.split(" ", 1)[1]
        found = counts(on_server.url)
        if said == "stored":
            # It was killed behind the last word.
            assert found == on_server.after
        else:
            assert "Check the server" in said
            assert found == on_server.before or "Nothing was changed" not in said
        told.add(said.split("(", maxsplit=1)[0])
        go_on(on_server, number)
    assert told - {"stored"}
