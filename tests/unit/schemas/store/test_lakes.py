"""What is said of a lake that does not do its part; none is opened."""

import duckdb
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from schemas.errors import UserError
from schemas.store import lakes
from tests.command_line import run

ENGINE = "ducklake:postgresql://one:sec'ret%20word@host:5433/lake"


def test_an_address_that_is_no_catalogue_is_refused() -> None:
    with pytest.raises(UserError, match=r"\[records.duckdb\] is no catalogue of a lake"):
        lakes.shown("ducklake:data/records.duckdb")


def test_without_the_extra_it_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lakes, "package_of", lambda _name: "no_such_package")
    outcome = run(capsys, "lake", "snapshots", "--engine", ENGINE, "--lake", "folder")
    assert outcome.code == 1
    assert "pip install --editable '.[lake]'" in outcome.err
    assert f"Here is DuckDB {duckdb.__version__}." in outcome.err


def test_the_driver_is_told_all_of_the_address() -> None:
    url = make_url(ENGINE.removeprefix(lakes.SCHEME)).update_query_dict({"sslmode": "require"})
    assert conninfo_to_dict(lakes.told_to_libpq(url)) == {
        "user": "one",
        "password": "sec'ret word",
        "host": "host",
        "port": "5433",
        "dbname": "lake",
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Could not write: No space left on device", "has no room left in its folder [folder]"),
        ("DATA_PATH does not match existing data path", "keeps its files elsewhere"),
        ("Permission denied", "cannot write into its folder [folder]"),
        ("and creating a new DuckLake is explicitly disabled", "is not there"),
        ("connection failed: password=sec'ret word", "does not answer"),
    ],
)
def test_a_fault_is_told_without_the_password(text: str, what: str) -> None:
    said = str(lakes.unavailable(ENGINE, "folder", duckdb.IOException(text)))
    assert said.startswith(f"The DuckLake of the PostgreSQL database [lake] on [host] {what}")
    assert "ret word" not in said
