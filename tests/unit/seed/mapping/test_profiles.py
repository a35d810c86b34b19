"""Profiles saved in a database: kept by name, replaced, found again, forgotten."""

from pathlib import Path

import pytest

from schemas import errors, scopes
from schemas.store import database
from seed import batches
from seed.mapping import mapping_pipeline

TEXT = "# The register of a court\n[manifest]\njurisdiction = 'XAA'\n"


def saved(url: str) -> dict[str, str]:
    with database.reading(url).connect() as connection:
        return batches.saved_profiles(connection, scopes.EVERYTHING)


def test_a_saved_profile_is_found_by_name(database_url: str) -> None:
    batches.save_profile(database_url, "court_2", TEXT)
    assert saved(database_url) == {"court_2": TEXT}
    profile = mapping_pipeline.load_profile("court_2", saved(database_url))
    assert (profile.name, profile.statement.jurisdiction) == ("court_2", "XAA")


def test_saving_under_the_same_name_replaces(database_url: str) -> None:
    batches.save_profile(database_url, "court", TEXT)
    batches.save_profile(database_url, "court", "other = 1")
    assert saved(database_url) == {"court": "other = 1"}


@pytest.mark.parametrize("name", ["", "../court", "Court", "a b", "x" * 65, "court\n"])
def test_a_name_that_could_be_a_path_is_refused(name: str, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    with pytest.raises(errors.UserError, match="Invalid name of a mapping"):
        batches.save_profile(url, name, TEXT)


def test_a_text_that_no_person_wrote_is_refused(database_url: str) -> None:
    with pytest.raises(errors.UserError, match="longer than a million characters"):
        batches.save_profile(database_url, "court", "#" * (batches.LONGEST_PROFILE + 1))


def test_a_forgotten_profile_is_gone_and_cannot_be_forgotten_twice(database_url: str) -> None:
    batches.save_profile(database_url, "court", TEXT)
    batches.forget_profile(database_url, "court")
    assert saved(database_url) == {}
    with pytest.raises(errors.UserError, match=r"no saved mapping \[court\]"):
        batches.forget_profile(database_url, "court")
