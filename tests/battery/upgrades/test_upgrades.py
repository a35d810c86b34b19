"""Battery 83: what each earlier version left opens, is brought up to date, and says the same.

And an upgrade that is cut short is begun again, and a newer database is left as it is.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

from metrics.release.archive import STORE
from schemas.store import audit, compatibility, database, database_copy
from tests import prepared, submissions
from tests.battery.importing import die_at
from tests.battery.upgrades import kept
from tests.command_line import Outcome, run
from tests.soak import EVERYDAY_PART, everyday, soak_size

KILLED = -9
Say = pytest.CaptureFixture[str]
EARLIER = [one for one in kept.versions() if one != compatibility.newest_version()]
# What is asked of the file of each version is asked of others of the first one alone.
OLDEST = pytest.mark.parametrize(
    "version", everyday(compatibility.FIRST, rest={*kept.versions()} - {compatibility.FIRST})
)
# As it was saved once: it is not changed, and goes on making the same rows.
SAVED = """\
[manifest]
jurisdiction = "XAA"
extracted_on = 2024-06-30

[files.register]
file = "register.csv"
delimiter = ";"

[tables.cases]
from = "register"

[tables.cases.columns]
case_id = { source = "number" }
scope = { constant = "charged_as_trafficking" }
charged = { source = "charged", codes = { ja = "yes", nein = "no" } }
opened_on = { source = "opened", date = "DD.MM.YYYY" }
"""
SHAPE = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_catalog = current_database() AND table_schema = current_schema()
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of what the first version left."""
    yield kept.unpacked(compatibility.FIRST, tmp_path)
    database.close_readers()
    STORE.close()


def on(capsys: Say, url: str, *arguments: str) -> Outcome:
    outcome = run(capsys, "--database", url, *arguments)
    database.close_readers()
    return outcome


def file_of(url: str) -> Path:
    return Path(url.removeprefix("duckdb:///"))


def shape(url: str) -> list[tuple[str, ...]]:
    with database.reading(url).connect() as connection:
        found = [tuple(map(str, row)) for row in connection.execute(text(SHAPE))]
    counted = {table.name for table in kept.beside().derived.sorted_tables}
    return sorted(row for row in found if row[0] not in counted)


def test_each_version_left_something_that_is_kept() -> None:
    """Whoever makes a version runs `python -m tests.battery.upgrades` with it."""
    assert tuple(kept.versions()) == compatibility.known_versions()


@pytest.mark.parametrize("version", everyday(kept.versions()[0], rest=kept.versions()[1:]))
def test_a_file_of_each_version_says_what_it_said(
    capsys: Say, tmp_path: Path, version: str
) -> None:
    url = kept.unpacked(version, tmp_path)
    outcome = on(capsys, url, "measures", "C01")
    assert outcome.code == 0, outcome.err
    assert ("Updating it." in outcome.err) is (version in EARLIER)
    kept.assert_same(kept.counted(url), version)
    assert kept.made(url) == kept.hashes(version)
    assert on(capsys, url, "release", "show").code == 0
    # A new file has the same tables.
    other = f"duckdb:///{tmp_path / 'new' / 'records.duckdb'}"
    with database.writing(other):
        pass
    assert shape(url) == shape(other)


@pytest.mark.soak
@pytest.mark.usefixtures("nothing_counted")
def test_what_it_was_stays_beside_it_and_is_the_way_back(capsys: Say, url: str) -> None:
    file = file_of(url)
    before = file.read_bytes()
    told = on(capsys, url, "batches").err
    copy = file.with_name("records.of-version-0001.duckdb")
    assert copy.name in told
    assert copy.read_bytes() == before != file.read_bytes()
    assert [(entry.action, entry.outcome) for entry in audit.entries_of(url)][-2:] == [
        ("set_up", "begun"),
        ("set_up", "done"),
    ]
    # Nothing is to be done a second time.
    assert on(capsys, url, "batches").err == ""
    shutil.copy(copy, file)
    assert on(capsys, url, "batches").code == 0
    assert file.with_name("records.of-version-0001-2.duckdb").read_bytes() == before
    # And later submissions come in.
    sent = submissions.write(file.parent / "later", submissions.MADE_UP, cases=submissions.CASES)
    assert on(capsys, url, "import", str(sent)).code == 0


def test_a_disk_without_links_has_a_copy(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(database_copy.os, "link", refused)
    before = file_of(url).read_bytes()
    copy = database_copy.upgrade_file(url)
    assert copy is not None
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o777 == 0o600


def upgrade_and_die(url: str, point: str) -> None:
    die_at(point)
    database_copy.upgrade_file(url)


@pytest.mark.parametrize(
    ("point", "done"),
    everyday(("before the replacement", False), rest=[("after the replacement", True)]),
)
def test_an_upgrade_that_is_killed_is_begun_again(
    capsys: Say, url: str, point: str, done: bool
) -> None:
    assert prepared.run(upgrade_and_die, url, point).returncode == KILLED
    again = on(capsys, url, "batches")
    assert again.code == 0
    assert ("Updating it." in again.err) is not done
    database.remove_leftovers(url)
    folder = file_of(url).parent
    copies = [one.name for one in folder.glob("records.of-version*")]
    assert copies == ["records.of-version-0001.duckdb"]
    assert [one.name for one in folder.glob(".records*")] == []


def test_an_upgrade_without_room_changes_nothing_and_says_what_to_do(url: str) -> None:
    before = file_of(url).read_bytes()
    ended = prepared.run(prepared.command, "--database", url, "batches", largest_file=1_000_000)
    assert ended.returncode == 3, ended.stderr
    assert "free space" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file_of(url).read_bytes() == before


def test_a_newer_file_is_left_as_it_is(capsys: Say, url: str, tmp_path: Path) -> None:
    database_copy.upgrade_file(url)
    with database.writing(url) as connection:
        connection.execute(compatibility.VERSION.update().values(version_num="9999"))
    database.close_readers()
    before = file_of(url).read_bytes()
    sent = submissions.write(tmp_path / "later", submissions.MADE_UP, cases=submissions.CASES)
    for command in (["batches"], ["import", str(sent)], ["backup", str(tmp_path / "night")]):
        refused = on(capsys, url, *command)
        assert (refused.code, "Install that version here too" in refused.err) == (3, True), command
    assert file_of(url).read_bytes() == before


@pytest.mark.soak
@OLDEST
def test_an_old_backup_is_brought_back_and_stays_as_it_is(
    capsys: Say, tmp_path: Path, version: str
) -> None:
    url = kept.unpacked(version, tmp_path)
    night = tmp_path / "night"
    night.mkdir()
    shutil.copy(file_of(url), night / "records.duckdb")
    (night / "contents.json").write_text('{"releases": {}}')
    before = {one.name: one.read_bytes() for one in night.iterdir()}
    back = f"duckdb:///{tmp_path / 'back.duckdb'}"
    outcome = on(capsys, back, "restore", str(night))
    assert outcome.code == 0, outcome.err
    kept.assert_same(kept.counted(back), version)
    assert {one.name: one.read_bytes() for one in night.iterdir()} == before


# In every run `tests/unit/seed/mapping/test_upgrade.py` reads mappings of the old form.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak opens the old database.")
@pytest.mark.usefixtures("nothing_counted")
@OLDEST
def test_a_mapping_saved_in_an_old_database_reads_its_export(
    capsys: Say, tmp_path: Path, version: str
) -> None:
    url = kept.unpacked(version, tmp_path)
    saved = ("court", SAVED, sha256(SAVED.encode()).hexdigest(), datetime(2026, 7, 1))  # noqa: DTZ001 - as stored, in UTC
    with duckdb.connect(str(file_of(url))) as file:
        file.execute(
            "INSERT INTO mapping_profiles (name, text, sha256, saved_at) VALUES (?, ?, ?, ?)", saved
        )
    export = tmp_path / "register.csv"
    export.write_text("number;charged;opened\nk7;ja;10.01.2023\nm2;nein;04.03.2023\n")
    wanted = ("--mapping", "court", "--beside-made-up", "--dry-run")
    outcome = on(capsys, url, "import", str(export), *wanted)
    assert outcome.code == 0, outcome.err
    assert re.search(r"^ *cases +2 +2 ", outcome.out, re.MULTILINE), outcome.out
