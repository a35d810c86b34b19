"""Battery 75: what cannot be written, or written down, changes nothing: imports and releases."""

import os
import pwd
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from metrics.release import making, reading, remembered, stored
from metrics.release.tables import STORE
from schemas import errors
from schemas.store import database, versions
from seed import readers
from tests import prepared, submissions
from tests.battery.upgrades import kept
from tests.battery.writing_down import UNPRIVILEGED, log_of

FULL = Path("/dev/full")


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder with records and a release that others may look into, open to its parents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept.unpacked(versions.newest(), folder)
        submissions.write(folder / "spring", submissions.MADE_UP, cases=submissions.CASES)
        for file in folder.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o700)
        database.let_go()
        STORE.let_go()


Rights = Callable[[], None]


def give_up_rights() -> None:
    """Be somebody who may not write there, whoever runs the tests."""
    if os.geteuid() == 0:
        os.seteuid(pwd.getpwnam(UNPRIVILEGED).pw_uid)


def told(program: Callable[[Path, Rights], None], folder: Path) -> None:
    """Run it without rights, and print what was told."""
    try:
        program(folder, give_up_rights)
    except errors.UserError as error:
        sys.stdout.write(str(error))


def imports(folder: Path, then: Rights = lambda: None) -> None:
    sent = readers.read(folder / "spring")
    then()
    submissions.store(f"duckdb:///{folder / kept.RECORDS}", sent)


def publishes(folder: Path, then: Rights = lambda: None) -> None:
    releases = f"duckdb:///{folder / kept.RELEASES}"
    with stored.reading(releases).connect() as connection:
        first = reading.shown(connection)
    then()
    stored.publish(releases, first.content, first.release.key_fingerprint, after=1)


@pytest.mark.parametrize("program", [imports, publishes])
def test_item_75_a_folder_that_cannot_be_written_leaves_all_as_it_was(
    read_only: Path, program: Callable[[Path, Rights], None]
) -> None:
    before = {one: one.read_bytes() for one in read_only.glob("*.*")}
    ended = prepared.run(told, program, read_only)
    assert ended.returncode == 0, ended.stderr
    assert "Permission denied" in ended.stdout
    assert "Nothing was changed; see to the folder's permissions" in ended.stdout
    assert {one: one.read_bytes() for one in read_only.glob("*.*")} == before
    # With rights it is done.
    read_only.chmod(0o755)
    for one in before:
        one.chmod(0o600)
    program(read_only)  # type: ignore[call-arg]


def test_item_75_a_release_that_cannot_be_written_down_is_not_made(tmp_path: Path) -> None:
    if not FULL.exists():
        pytest.skip("This system has no such device.")
    url = kept.unpacked(versions.newest(), tmp_path)
    releases = stored.address(url, None)
    with stored.reading(releases).connect() as connection:
        first = reading.shown(connection)
    nothing = pl.DataFrame()
    memory = remembered.Memory(nothing, nothing)
    draft = making.Draft(first.content, 1, "key", memory, nothing, ())
    before = {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")}
    log_of(url).symlink_to(FULL)
    with pytest.raises(errors.DatabaseUnavailable, match=r"The audit log .*Nothing was changed"):
        making.publish(url, releases, draft)
    assert {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")} == before
