"""Releases are stored whole, shown one at a time, and shown only as they were made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.schema import DropTable

from metrics.release import archive, reading
from metrics.release.archive import STORE, Content, release_cells, release_effects, release_rows
from schemas.errors import DatabaseMissing, DatabaseUnavailable, UserError
from tests.unit.metrics.release import sent


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def releases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database for releases, where none was made."""
    if request.param == "postgres":
        yield str(request.getfixturevalue("postgres_database"))
    else:
        yield f"duckdb:///{tmp_path / 'x.releases.duckdb'}"
    STORE.close()


def content(value: float = 0.36) -> Content:
    return sent.content("XAA", value=value)


def shown(url: str) -> int:
    with archive.reading(url).connect() as connection:
        return reading.shown(connection).release.number


def test_what_is_published_is_read_back_as_it_was(releases: str) -> None:
    made = archive.publish(releases, content(), "fingerprint", after=0)
    with archive.reading(releases).connect() as connection:
        found = reading.shown(connection)
        assert found.release == made
        # As DuckDB and PostgreSQL give it back; the number itself was worked out by neither.
        assert made.content_hash == archive.content_hash(content())
        [row] = reading.rows(connection, ("N01",), years=(2019, 2021)).to_dict("records")
    assert found.content.notes == content().notes
    assert found.content.context.rows() == [("XAA", "plea_agreements", "no")]
    assert found.content.options.rows() == [("open_days", "60")]
    assert (row["value"], row["period"], row["not_refreshed"]) == (0.36, "all", False)


def test_the_next_one_takes_its_place(releases: str) -> None:
    archive.publish(releases, content(), "fingerprint", after=0)
    archive.publish(releases, content(0.4), "fingerprint", after=1)
    assert shown(releases) == 2
    assert [one.number for one in archive.all_releases(releases)] == [1, 2]


def test_of_two_made_at_once_one_is_refused(releases: str) -> None:
    # Battery 78: both were made after the same one.
    archive.publish(releases, content(), "fingerprint", after=0)
    with pytest.raises(UserError, match="in the meantime"):
        archive.publish(releases, content(0.4), "fingerprint", after=0)
    assert [one.number for one in archive.all_releases(releases)] == [1]


def test_a_withdrawn_release_gives_way_to_the_one_before_and_stays_known(releases: str) -> None:
    for after in (0, 1):
        archive.publish(releases, content(), "fingerprint", after)
    assert archive.withdraw(releases, 2, "a wrong file") == 1
    assert shown(releases) == 1
    assert [one.withdrawn_because for one in archive.all_releases(releases)] == [
        None,
        "a wrong file",
    ]
    with (
        archive.reading(releases).connect() as connection,
        pytest.raises(UserError, match=r"Release 2 is not shown\. Releases: 1\."),
    ):
        reading.shown(connection, 2)
    with pytest.raises(UserError, match="Release 2 cannot be withdrawn"):
        archive.withdraw(releases, 2, "again")
    assert archive.withdraw(releases, 1, "that too") is None
    with pytest.raises(DatabaseMissing, match="All releases were withdrawn"):
        shown(releases)


@pytest.mark.parametrize(
    "change",
    [
        update(release_rows).values(value=0.37),
        update(release_cells).values(shown=5),
        update(release_rows).values(hidden="numerator"),
    ],
    ids=["value", "shown", "hidden"],
)
def test_a_release_that_was_changed_is_not_shown(releases: str, change: object) -> None:
    # Battery 81.
    archive.publish(releases, content(), "fingerprint", after=0)
    with STORE.writing(releases, purpose="damage") as connection:
        connection.execute(change)
    with pytest.raises(UserError, match=r"Release 1 was changed after it was made.*backup"):
        shown(releases)


def test_a_release_is_checked_once_while_the_database_is_open(
    releases: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A server was asked for all of it, and its hash reckoned, at each view of a page.
    archive.publish(releases, content(), "fingerprint", after=0)
    checked: list[Content] = []
    hashed = archive.content_hash
    monkeypatch.setattr(archive, "content_hash", lambda one: (checked.append(one), hashed(one))[1])
    assert [shown(releases), shown(releases)] == [1, 1]
    assert len(checked) == 1
    STORE.close()
    assert (shown(releases), len(checked)) == (1, 2)


def test_what_another_version_made_is_to_be_made_again(releases: str) -> None:
    archive.publish(releases, content(), "fingerprint", after=0)
    with STORE.writing(releases, purpose="damage") as connection:
        connection.execute(DropTable(release_effects))
    STORE.close()
    told = r"another version of this program.*reate the release again with .*--releases"
    for use in (lambda: shown(releases), lambda: archive.withdraw(releases, 1, "why")):
        with pytest.raises(DatabaseUnavailable, match=told):
            use()


@pytest.mark.parametrize(("table", "name"), [("releases", "worth"), ("release_rows", "share")])
def test_what_a_newer_version_made_is_left_as_it_is(releases: str, table: str, name: str) -> None:
    archive.publish(releases, content(), "fingerprint", after=0)
    with STORE.writing(releases, purpose="grow") as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER")
    STORE.close()
    told = (
        rf"columns that this version of the program does not know: {table}\.{name}\."
        r" Nothing was changed\. Install the version that made it"
    )
    for use in (
        lambda: shown(releases),
        lambda: archive.all_releases(releases),
        lambda: archive.withdraw(releases, 1, "why"),
        lambda: archive.publish(releases, content(), "fingerprint", after=1),
    ):
        with pytest.raises(DatabaseUnavailable, match=told):
            use()


def test_what_lies_beside_releases_is_no_newer_version(releases: str) -> None:
    archive.publish(releases, content(), "fingerprint", after=0)
    with STORE.writing(releases, purpose="grow") as connection:
        connection.exec_driver_sql("CREATE TABLE others (own INTEGER)")
    STORE.close()
    assert shown(releases) == 1


def test_where_nothing_was_made_nothing_is_known(releases: str) -> None:
    assert archive.all_releases(releases) == ()
    with pytest.raises(DatabaseMissing, match="release make"):
        shown(releases)
    # Whether releases are as they were made is asked of those that one names.
    with pytest.raises(DatabaseMissing, match="There are no releases at"):
        archive.problems(releases)
