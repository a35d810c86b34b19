"""`backup`, `restore`, `copy`: what a database holds is the same in the other one, or not there."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select

from metrics import results
from metrics.release import archive, release_memory, returns
from schemas import errors, scopes
from schemas.store import audit, database, not_applicable_steps
from schemas.store.compatibility import OWN
from tests.command_line import Outcome, run
from tests.fixtures.made_up import path_of
from tests.ports import free_port
from tests.soak import everyday
from tests.submissions import MADE_UP, small
from tests.unit.metrics.release import sent
from tests.unit.metrics.release.country import let_go
from tests.unit.metrics.release.small import content

Say = pytest.CaptureFixture[str]
UNCOUNTED = pytest.mark.usefixtures("nothing_counted")
MARK = not_applicable_steps.Mark(
    "XAA", "k07q22", "money", not_applicable_steps.Reason.OTHER, 1, date(2026, 7, 1)
)


@pytest.fixture(scope="module")
def source_folder(imported_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with two imports, a mark and a release."""
    home = tmp_path_factory.mktemp("made")
    url = f"duckdb:///{home / 'own.duckdb'}"
    shutil.copy(imported_twice, path_of(url))
    not_applicable_steps.add_mark(url, MARK)
    release = archive.publish(archive.address(url, None), content({"value": 0.5}), "key", after=0)
    memory = release_memory.empty_memory()._replace(counts=counted(1))
    release_memory.store_memory(url, release.number, release.content_hash, memory)
    database.close_readers()
    let_go()
    return home


@pytest.fixture
def own(source_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same in a folder of the test's own."""
    monkeypatch.setenv(not_applicable_steps.FOLDER, str(tmp_path / "marks"))
    shutil.copytree(source_folder, tmp_path, dirs_exist_ok=True)
    return f"duckdb:///{tmp_path / 'own.duckdb'}"


def counted(number: int) -> pl.DataFrame:
    """What is remembered of a release."""
    one = dict.fromkeys(release_memory.COUNTED, "x") | {"release": number, "x": 7, "told": True}
    return pl.DataFrame([one])


def on(capsys: Say, url: str, *arguments: object) -> Outcome:
    outcome = run(capsys, "--database", url, *map(str, arguments))
    database.close_readers()
    return outcome


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    with database.reading(url).connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in OWN
        }


def figures(url: str) -> str:
    with database.reading(url).connect() as connection:
        told = results.rows(connection, scopes.EVERYTHING, ("C01", "F01", "N01"), by=("year",))
        return told.to_csv()


def test_a_backup_is_brought_back_whole(
    capsys: Say, own: str, database_url: str, tmp_path: Path
) -> None:
    """Battery 84: the release has its hash, and what came after the backup comes in again."""
    assert on(capsys, own, "batches", "undo", 2).code == 0
    folder, releases = tmp_path / "night", tmp_path / "releases.duckdb"
    log = [*audit.log_lines(own)]
    made = on(capsys, own, "backup", folder)
    assert (made.code, made.err) == (0, "")
    before, told = rows(own), figures(own)
    # What comes in after the night is lost with the database.
    sent = tmp_path / "later"
    small(sent, MADE_UP, cases="case_id,scope,charged\nk93q24,charged_as_trafficking,yes\n")
    assert on(capsys, own, "import", sent).code == 0
    lost = figures(own)
    back = on(capsys, database_url, "restore", folder, "--releases", releases)
    assert (back.code, back.err) == (0, "")
    assert rows(database_url) == before
    assert figures(database_url) == told
    hashes = [one.content_hash for one in archive.all_releases(archive.address(own, None))]
    assert [one.content_hash for one in archive.all_releases(str(releases))] == hashes != []
    assert not_applicable_steps.load_marks(database_url, scopes.EVERYTHING) == (MARK,)
    verified = on(capsys, database_url, "audit", "verify")
    # Its own act, too, of which the log that it took along had the beginning.
    assert (verified.code, "No end is logged" in verified.out) == (0, False), verified.out
    assert [*audit.log_lines(database_url)][: len(log)] == log != []
    ends = [
        one.outcome for one in audit.entries_of(database_url) if one.action == audit.Action.BACK_UP
    ]
    assert ends == [audit.Outcome.BEGUN, audit.Outcome.DONE]
    again = on(capsys, database_url, "import", sent)
    assert (again.code, "stored as import 3" in again.out) == (0, True), again
    assert figures(database_url) == lost != told


@UNCOUNTED
@pytest.mark.parametrize("has_records", everyday(False, rest=[True]))
def test_the_returns_of_a_body_are_brought_back(
    capsys: Say, tmp_path: Path, *, has_records: bool
) -> None:
    """Returns, keys, withdrawn ones and replies; a body without records has only an audit log."""
    body, new = (f"duckdb:///{tmp_path / name}.duckdb" for name in ("body", "new"))
    here, there = (archive.address(url, None) for url in (body, new))
    if has_records:
        with database.writing(body, purpose="make"):
            pass
    of = sent.country("QMA")
    for release in (1, 2):
        made = sent.made("QMA", release, replies=sent.reply("QMA", "A court was closed."))
        checked = returns.check(here, *of.send(made))
        returns.import_returns(body, here, [checked], trusts=lambda _: True)
    returns.withdraw(body, here, 2, "a wrong file")
    before = tables(here)
    let_go()
    made_ = on(capsys, body, "backup", tmp_path / "night")
    assert (made_.code, made_.err) == (0, "")
    assert "Releases: 3." in made_.out
    back = on(capsys, new, "restore", tmp_path / "night")
    assert (back.code, back.err) == (0, "")
    assert tables(there) == before
    assert [one.withdrawn_because for one in returns.all_returns(there)] == [None, "a wrong file"]
    # The key is still known, and an older release is still refused.
    assert returns.check(there, *of.send(sent.made("QMA", 3))).is_known
    with pytest.raises(errors.UserError, match="Release 1 was already imported"):
        returns.check(there, *of.send(sent.made("QMA", 1)))
    assert [*audit.log_lines(new)][:6] == [*audit.log_lines(body)][:6]
    assert on(capsys, new, "audit", "verify").code == 0
    again = on(capsys, new, "restore", tmp_path / "night")
    assert (again.code, "already has the records and releases" in again.err) == (1, True), again
    let_go()


def tables(releases_url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a database of returns."""
    with archive.reading(releases_url).connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for metadata in (archive.METADATA, archive.RETURNED)
            for table in metadata.sorted_tables
        }


@pytest.mark.soak
@UNCOUNTED
def test_what_is_there_is_not_written_over(capsys: Say, own: str, tmp_path: Path) -> None:
    before = rows(own)
    folder = tmp_path / "night"
    assert on(capsys, own, "backup", folder).code == 0
    again = on(capsys, own, "backup", folder)
    assert (again.code, "Folder already exists" in again.err) == (1, True)
    for command, said in (
        (["restore", folder], "already has the records and releases of this backup."),
        (["copy", own], "already has records."),
    ):
        refused = on(capsys, own, *command)
        assert (refused.code, f"{said} Nothing was changed." in refused.err) == (1, True), command
    assert rows(own) == before
    nothing = on(capsys, str(tmp_path / "new.duckdb"), "restore", tmp_path)
    assert (nothing.code, "is not a backup" in nothing.err) == (1, True)
    (tmp_path / "file").write_text("No folder.")
    unwritten = on(capsys, own, "backup", tmp_path / "file" / "night")
    assert (unwritten.code, "Cannot write the backup" in unwritten.err) == (3, True), unwritten


@pytest.mark.soak
@UNCOUNTED
def test_a_copy_that_is_cut_short_leaves_nothing_and_is_made_again(
    capsys: Say, own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, whole = str(tmp_path / "other.duckdb"), database.insert_frame

    def cut(write: object, table: object, frame: object) -> None:
        if getattr(table, "name", "") == "settings":
            raise KeyboardInterrupt
        whole(write, table, frame)  # type: ignore[arg-type]

    folder = tmp_path / "night"
    with monkeypatch.context() as patch:
        patch.setattr(database, "insert_frame", cut)
        assert on(capsys, own, "copy", target).code == 130
        assert on(capsys, own, "backup", folder).code == 130
    assert not database.is_anything_stored(target)
    assert not any(one.name.startswith("night") for one in tmp_path.iterdir())
    assert on(capsys, own, "copy", target).code == 0
    assert rows(target) == rows(own)
    assert on(capsys, target, "audit", "verify").code == 0


@UNCOUNTED
def test_a_backup_that_is_not_as_it_was_written_is_damaged(
    capsys: Say, own: str, tmp_path: Path
) -> None:
    folder, target = tmp_path / "night", tmp_path / "back.duckdb"
    assert on(capsys, own, "backup", folder).code == 0

    def is_refused(said: str) -> None:
        refused = on(capsys, str(target), "restore", folder)
        assert (refused.code, said in refused.err) == (1, True), refused
        assert not target.exists()

    for lost in ("records.duckdb.marks.json", "records.duckdb.audit.jsonl"):
        kept = (folder / lost).rename(tmp_path / lost)
        is_refused(f"{lost} is missing")
        kept.rename(folder / lost)
    for name in ("records.duckdb", "records.duckdb.audit.jsonl"):
        whole = (folder / name).read_bytes()
        harmed = bytearray(whole)
        harmed[len(harmed) // 2] ^= 1
        (folder / name).write_bytes(harmed)
        is_refused(f"{name} was changed after the backup")
        (folder / name).write_bytes(whole)
    listed = (folder / "contents.json").read_text()
    for contents in ("{}", "[]", '{"releases": {"1": 2}}', '{"releases": {}, "files": ["a"]}'):
        (folder / "contents.json").write_text(contents)
        is_refused("is damaged: contents.json has")
    (folder / "contents.json").write_text(listed)
    assert on(capsys, str(target), "restore", folder).code == 0


@pytest.mark.soak
@UNCOUNTED
def test_releases_that_are_not_whole_are_not_backed_up_and_it_is_told_what_to_do(
    capsys: Say, own: str, tmp_path: Path
) -> None:
    counts = path_of(release_memory.database_address(own))
    kept = counts.rename(counts.with_suffix(".kept"))
    refused = on(capsys, own, "backup", tmp_path / "night")
    assert (refused.code, f"[{counts}] does not have the exact counts" in refused.err) == (1, True)
    assert "Restore them from a backup. If they are lost, copy the records alone" in refused.err
    assert not (tmp_path / "night").exists()
    kept.rename(counts)
    # Those of one of two are not those of both.
    archive.publish(archive.address(own, None), content({"value": 0.7}), "key", after=1)
    refused = on(capsys, own, "backup", tmp_path / "night")
    assert (refused.code, "counts of release 2" in refused.err) == (1, True)
    with archive.STORE.writing(archive.address(own, None), purpose="harm") as connection:
        connection.execute(archive.release_rows.update().values(value=0.99))
    archive.STORE.close()
    refused = on(capsys, own, "backup", tmp_path / "night")
    assert (refused.code, "was changed after it was made" in refused.err) == (1, True)
    assert not (tmp_path / "night").exists()
    path_of(archive.address(own, None)).rename(tmp_path / "releases.kept")
    alone = on(capsys, own, "backup", tmp_path / "night")
    assert (alone.code, "but the backup has no release" in alone.out) == (0, True)


@UNCOUNTED
def test_releases_that_are_named_are_in_the_backup_or_there_is_none(
    capsys: Say, own: str, imported_twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night, nowhere = tmp_path / "night", str(tmp_path / "not-there.duckdb")
    by_option = on(capsys, own, "backup", night, "--releases", nowhere)
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", nowhere)
    by_environment = on(capsys, own, "backup", night)
    for refused in (by_option, by_environment):
        assert (refused.code, refused.out) == (3, "")
        assert f"There are no releases at [{nowhere}]" in refused.err
        assert "Nothing was backed up." in refused.err
    assert not any(one.name.startswith("night") for one in tmp_path.iterdir())
    # Beside a desk's file there may never have been any.
    monkeypatch.delenv("PROSECUTION_QUALITY_RELEASES")
    alone = f"duckdb:///{tmp_path / 'alone.duckdb'}"
    shutil.copy(imported_twice, path_of(alone))
    made = on(capsys, alone, "backup", night)
    assert (made.code, "Rows: 30. Releases: 0." in made.out) == (0, True), made


@UNCOUNTED
def test_records_are_not_restored_where_their_releases_cannot_be(
    capsys: Say, own: str, database_url: str, tmp_path: Path
) -> None:
    folder, others = tmp_path / "night", tmp_path / "others.duckdb"
    assert on(capsys, own, "backup", folder).code == 0
    archive.publish(str(others), content({"value": 0.1}), "key", after=0)
    nowhere = f"postgresql://nobody@localhost:{free_port()}/nowhere"
    closed = tmp_path / "file" / "releases.duckdb"
    closed.parent.write_text("No folder.")
    for address, code, word in (
        (nowhere, 3, "cannot be read or written"),
        (closed, 3, str(closed)),
        (others, 1, "already has 1 other release"),
    ):
        refused = on(capsys, database_url, "restore", folder, "--releases", address)
        assert (refused.code, refused.out, word in refused.err) == (code, "", True), refused
        assert not database.is_anything_stored(database_url)
    contents = folder / "contents.json"
    contents.write_text(contents.read_text().replace('"releases": {', '"releases": {"2": "x",'))
    refused = on(capsys, database_url, "restore", folder, "--releases", tmp_path / "new.duckdb")
    assert (refused.code, "were changed after the backup. Nothing" in refused.err) == (1, True)
    assert not database.is_anything_stored(database_url)


@pytest.mark.soak
@UNCOUNTED
def test_a_restore_that_stopped_before_the_releases_is_ended_by_the_next(
    capsys: Say, own: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, releases = tmp_path / "night", tmp_path / "releases.duckdb"
    assert on(capsys, own, "backup", folder).code == 0

    def gone(*_: object) -> None:
        raise errors.DatabaseUnavailable("It is gone. Nothing was changed.") from OSError("gone")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(release_memory, "copy_releases", gone)
        stopped = on(capsys, database_url, "restore", folder, "--releases", releases)
        patch.setattr(release_memory, "copy_releases", interrupted)
        ended_by_hand = on(capsys, database_url, "restore", folder, "--releases", releases)
    assert (stopped.code, "Nothing was changed" in stopped.err) == (3, False)
    assert f"not yet in {releases} (gone)" in stopped.err
    assert ended_by_hand.code == 3
    assert f"not yet in {releases} (interrupted)" in ended_by_hand.err
    assert (rows(database_url), archive.all_releases(str(releases))) == (rows(own), ())
    ended = on(capsys, database_url, "restore", folder, "--releases", releases)
    assert (ended.code, "already in the database. Restoring its releases" in ended.out) == (0, True)
    assert (
        archive.all_releases(str(releases))
        == archive.all_releases(archive.address(own, None))
        != ()
    )
    release_memory.load_memory(database_url, archive.all_releases(str(releases)))
    again = on(capsys, database_url, "restore", folder, "--releases", releases)
    assert (
        again.code,
        "already has the records and releases of this backup. Nothing" in again.err,
    ) == (1, True)
    # What became of the records since is not the backup, and is left alone.
    assert on(capsys, database_url, "batches", "undo", 2).code == 0
    other = on(capsys, database_url, "restore", folder, "--releases", tmp_path / "new.duckdb")
    assert (other.code, "already has records. Nothing" in other.err) == (1, True)


@UNCOUNTED
def test_what_further_releases_were_made_of_is_not_written_over(
    capsys: Say, own: str, tmp_path: Path
) -> None:
    folder, memory = tmp_path / "night", release_memory.empty_memory()
    assert on(capsys, own, "backup", folder).code == 0
    release_memory.store_memory(own, 2, "of the second", memory._replace(counts=counted(2)))
    refused = on(capsys, own, "restore", folder, "--releases", tmp_path / "new.duckdb")
    assert (refused.code, "exact counts of other releases" in refused.err) == (1, True)
    assert (2, "of the second") in release_memory.counted_releases(own)


@UNCOUNTED
@pytest.mark.postgres
def test_marks_are_taken_along_or_it_is_said_that_they_are_not(
    capsys: Say,
    own: str,
    postgres_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    night, folder = tmp_path / "night", str(tmp_path / "marks")
    assert on(capsys, own, "backup", night).code == 0
    monkeypatch.delenv(not_applicable_steps.FOLDER)
    releases = "--releases", tmp_path / "releases.duckdb"
    for url, command in (
        (own, ["copy", postgres_database]),
        (postgres_database, ["restore", night, *releases]),
    ):
        refused = on(capsys, url, *command)
        assert refused.code == 1
        assert f"in {not_applicable_steps.FOLDER}, here" in refused.err
        assert not database.is_anything_stored(postgres_database)
        assert [*audit.log_lines(postgres_database)] == []
    monkeypatch.setenv(not_applicable_steps.FOLDER, folder)
    assert on(capsys, own, "copy", postgres_database).code == 0
    for named in (False, True):
        (monkeypatch.setenv if named else monkeypatch.delenv)(
            not_applicable_steps.FOLDER, *[folder] * named
        )
        for command in ("backup", "copy"):
            into = tmp_path / f"{command}-{named}"
            made = on(capsys, postgres_database, command, into)
            assert (made.code, "Marks of steps are not included" in made.out) == (0, not named), (
                made
            )
            assert "No marks of steps were found" not in made.out
            file = into / "records.duckdb" if command == "backup" else into
            assert not_applicable_steps.load_marks(str(file), scopes.EVERYTHING) == (MARK,) * named
    # Another folder, or another word for the server, and they are not found.
    monkeypatch.setenv(not_applicable_steps.FOLDER, str(tmp_path / "mark"))
    made = on(capsys, postgres_database, "backup", tmp_path / "without")
    assert (
        f"No marks of steps were found at {not_applicable_steps.marks_file(postgres_database)}"
        in made.out
    )
    # What may not be looked into is not taken for empty.
    (tmp_path / "file").write_text("No folder.")
    monkeypatch.setenv(not_applicable_steps.FOLDER, str(tmp_path / "file"))
    refused = on(capsys, postgres_database, "backup", tmp_path / "never")
    assert (refused.code, "File of marks" in refused.err) == (3, True), refused
