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


def test_a_saved_profile_is_found_by_name_replaced_and_forgotten(database_url: str) -> None:
    batches.save_profile(database_url, "court_2", TEXT)
    assert saved(database_url) == {"court_2": TEXT}
    profile = mapping_pipeline.load_profile("court_2", saved(database_url))
    assert (profile.name, profile.statement.jurisdiction) == ("court_2", "XAA")
    batches.save_profile(database_url, "court_2", "other = 1")
    assert saved(database_url) == {"court_2": "other = 1"}
    with pytest.raises(errors.UserError, match="longer than a million characters"):
        batches.save_profile(database_url, "court_2", "#" * (batches.LONGEST_PROFILE + 1))
    batches.forget_profile(database_url, "court_2")
    assert saved(database_url) == {}
    with pytest.raises(errors.UserError, match=r"no saved mapping \[court_2\]"):
        batches.forget_profile(database_url, "court_2")


@pytest.mark.parametrize("name", ["", "../court", "Court", "a b", "x" * 65, "court\n"])
def test_a_name_that_could_be_a_path_is_refused(name: str, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    with pytest.raises(errors.UserError, match="Invalid name of a mapping"):
        batches.save_profile(url, name, TEXT)
