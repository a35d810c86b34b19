"""A file of several offices is no server; made-up records may be anybody's."""

import shutil
from pathlib import Path

import pytest

from dashboard import sign_in_settings
from dashboard.server import several_owners_check
from schemas import errors
from schemas.store import bookkeeping, database
from seed.mapping import mapping_pipeline
from tests import submissions
from tests.fixtures.made_up import url_of

TWO = "jurisdiction,office_id,label\nXAA,o1,Office of One\nXAA,o2,Office of Two\n"


def refused(url: str) -> bool:
    """Whether it may not be served to people who sign in."""
    try:
        several_owners_check.refuse_file_with_several_owners(url)
    except errors.UserError as error:
        return str(error) == several_owners_check.FILE_OF_SEVERAL
    return False


@pytest.fixture
def signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign_in_settings.SIGN_IN, "https://login.example.org/x")


@pytest.fixture
def own(two_cases: Path, tmp_path: Path) -> Path:
    """The folder of a file with real records of one jurisdiction."""
    shutil.copy(two_cases, tmp_path / "records.duckdb")
    return tmp_path


def add(home: Path, manifest: str, **texts: str) -> None:
    """Another submission into the file."""
    [receipt] = submissions.store(url_of(home), submissions.small(home / "more", manifest, **texts))
    assert receipt.status == "stored"


def test_a_file_of_one_office_serves(own: Path, signs_in: None) -> None:
    assert not refused(url_of(own))


def test_a_file_of_several_made_up_ones_serves(made_up_url: str, signs_in: None) -> None:
    assert not refused(made_up_url)


def test_a_file_into_which_another_jurisdiction_comes_serves_no_longer(
    own: Path, signs_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not refused(url_of(own))
    add(own, 'jurisdiction = "XBB"')
    assert refused(url_of(own))
    # At a desk everything is of whoever sits there.
    monkeypatch.delenv(sign_in_settings.SIGN_IN)
    assert not refused(url_of(own))


def test_a_file_of_several_offices_does_not_serve(own: Path, signs_in: None) -> None:
    others = submissions.CASES.replace("k7", "k8").replace("m2", "m3")
    add(own, 'jurisdiction = "XAA"', offices=TWO, cases=others)
    assert refused(url_of(own))


def test_made_up_records_beside_real_ones_are_no_excuse(own: Path, signs_in: None) -> None:
    add(own, 'jurisdiction = "XBB"\nmade_up = true')
    assert refused(url_of(own))


def unsaid(url: str, *, is_said: bool = False) -> str:
    """Why it may not be served without sign-in; blank where it may."""
    try:
        several_owners_check.refuse_several_owners_without_sign_in(url, is_said=is_said)
    except errors.UserError as error:
        return str(error)
    return ""


def test_a_desk_with_records_of_several_has_to_be_of_one_organisation(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = url_of(own)
    assert (unsaid(url), several_owners_check.owners_notice(url)) == ("", "")
    add(own, 'jurisdiction = "XBB"')
    told = unsaid(url)
    assert "(XAA and XBB)" in told
    assert f"serve {several_owners_check.OPTION}." in told
    assert unsaid(url, is_said=True) == ""
    # Who added them at a running desk is told on each page.
    assert "XAA and XBB: nobody has declared" in several_owners_check.owners_notice(url)
    monkeypatch.setenv(several_owners_check.ONE_ORGANISATION, "yes")
    assert "declared at the start" in several_owners_check.owners_notice(url)
    # With sign-in others decide who sees what.
    monkeypatch.setenv(sign_in_settings.SIGN_IN, "https://login.example.org/x")
    assert (unsaid(url), several_owners_check.owners_notice(url)) == ("", "")


def test_made_up_records_and_public_sources_have_no_owner_here(own: Path, made_up_url: str) -> None:
    url = url_of(own)
    assert unsaid(made_up_url) == ""
    add(own, 'jurisdiction = "XBB"\nmade_up = true')
    assert unsaid(url) == ""
    add(own, 'jurisdiction = "XCC"')
    assert "(XAA and XCC)" in unsaid(url)
    mapped = bookkeeping.batches
    for name, is_told in (
        ("of our own", True),
        (mapping_pipeline.shipped_profile_names()[0], False),
    ):
        with database.writing(url) as connection:
            of_one = mapped.c.jurisdiction == "XCC"
            connection.execute(mapped.update().where(of_one).values(mapping=name))
        assert bool(unsaid(url)) == is_told


@pytest.mark.postgres
@pytest.mark.usefixtures("signs_in", "nothing_counted")
def test_a_server_whose_tables_are_open_is_none_for_people_who_sign_in(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing(postgres_database):
        pass
    with pytest.raises(errors.UserError, match="does not keep their records apart") as refusal:
        several_owners_check.refuse_server_without_row_security(postgres_database)
    assert "server init" in str(refusal.value)
    # A desk on the same database is one organisation's.
    monkeypatch.delenv(sign_in_settings.SIGN_IN)
    several_owners_check.refuse_server_without_row_security(postgres_database)
