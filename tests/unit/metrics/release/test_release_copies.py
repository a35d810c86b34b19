"""Releases that are brought elsewhere are those of one moment, whoever makes another meanwhile."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Connection, Table

from metrics.release import archive, release_memory
from metrics.release.archive import REMEMBERED, STORE, content_hash
from schemas import errors
from schemas.store import database_copy
from tests.unit.metrics.release.small import content

pytestmark = pytest.mark.soak


class Places:
    """Records and their releases, and where both are brought."""

    def __init__(self, folder: Path, releases: str) -> None:
        self.records = f"duckdb:///{folder / 'x.duckdb'}"
        self.releases = releases
        self.to_records = f"duckdb:///{folder / 'to.duckdb'}"
        self.to_releases = f"duckdb:///{folder / 'to.releases.duckdb'}"

    def publish(self, value: float, after: int) -> archive.Release:
        one = dict.fromkeys(release_memory.COUNTED, "x") | {"release": 1, "x": 7, "told": True}
        memory = release_memory.Memory(pl.DataFrame([one]), release_memory.empty_memory().aliases)
        said = content({"value": value})
        release_memory.store_memory(self.records, after + 1, content_hash(said), memory)
        return archive.publish(self.releases, said, "key", after=after)

    def copy(self) -> tuple[archive.Release, ...]:
        return release_memory.copy_releases(
            self.records, self.releases, self.to_records, self.to_releases
        )

    def try_out(self) -> tuple[archive.Release, ...]:
        return release_memory.try_copy(
            self.records, self.releases, self.to_records, self.to_releases
        )


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def jurisdictions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    releases = f"duckdb:///{tmp_path / 'x.releases.duckdb'}"
    if request.param == "postgres":
        releases = str(request.getfixturevalue("postgres_database"))
    yield Places(tmp_path, releases)
    STORE.close()
    REMEMBERED.close()


@pytest.mark.parametrize("before", [0, 1], ids=["of counts", "of releases"])
def test_one_that_is_made_meanwhile_is_in_all_of_it_or_in_nothing(
    jurisdictions: Places, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    first, made, whole = jurisdictions.publish(0.5, after=0), list[int](), database_copy.copy_tables

    def meanwhile(read: Connection, write: Connection, tables: Sequence[Table]) -> None:
        if len(made) == before:
            jurisdictions.publish(0.7, after=1)
        made.append(len(tables))
        whole(read, write, tables)

    with monkeypatch.context() as patch:
        patch.setattr(database_copy, "copy_tables", meanwhile)
        assert jurisdictions.copy() == (first,)
    assert archive.all_releases(jurisdictions.to_releases) == (first,)
    release_memory.load_memory(jurisdictions.to_records, [first])
    assert len(archive.all_releases(jurisdictions.releases)) == 2
    # Brought once more, it has the second one too.
    assert (
        jurisdictions.copy()
        == archive.all_releases(jurisdictions.to_releases)
        == archive.all_releases(jurisdictions.releases)
    )


def test_what_is_tried_out_is_not_brought(jurisdictions: Places) -> None:
    jurisdictions.to_releases, jurisdictions.releases = (
        jurisdictions.releases,
        jurisdictions.to_releases,
    )
    assert (jurisdictions.try_out(), archive.all_releases(jurisdictions.to_releases)) == ((), ())
    first = jurisdictions.publish(0.5, after=0)
    assert (jurisdictions.try_out(), archive.all_releases(jurisdictions.to_releases)) == (
        (first,),
        (),
    )
    assert jurisdictions.copy() == (first,)
    # What is there already stays as it is, too.
    jurisdictions.publish(0.7, after=1)
    assert len(jurisdictions.try_out()) == 2
    assert archive.all_releases(jurisdictions.to_releases) == (first,)
    with pytest.raises(errors.UserError, match="already has"):
        release_memory.try_copy(
            jurisdictions.to_records,
            jurisdictions.to_releases,
            jurisdictions.records,
            jurisdictions.releases,
        )
