"""A release of records on a server says what one of records in a file says."""

from pathlib import Path

import pytest

from metrics.release import archive, publication, release_memory
from metrics.release.archive import REMEMBERED, STORE
from tests.unit.metrics.release import country


@pytest.mark.postgres
def test_both_databases_give_one_release(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    country.give_key(tmp_path, monkeypatch)
    file = f"duckdb:///{tmp_path / 'records.duckdb'}"
    hashes = []
    for url, releases in ((file, archive.address(file, None)), (postgres_database,) * 2):
        country.store(url, tmp_path / "sent", {2022: (60, 20), 2023: (60, 0)})
        draft = publication.draft_release(url, releases)
        hashes.append(publication.publish_draft(url, releases, draft).content_hash)
        assert not release_memory.load_memory(url, archive.all_releases(releases)).counts.is_empty()
    for one in (STORE, REMEMBERED):
        one.close()
    assert hashes[0] == hashes[1]
