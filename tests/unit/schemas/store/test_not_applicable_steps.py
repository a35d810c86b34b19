"""The file of marks beside a database: what is kept, undone, forgotten, and never lost."""

import json
import os
import stat
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schemas import errors, scopes
from schemas.store import audit
from schemas.store import not_applicable_steps as marks
from schemas.store.not_applicable_steps import Mark, Reason

MARKED = date(2026, 5, 12)
LATER = date(2026, 6, 1)
OF_ANOTHER = Mark("QVE", "c-2", "claim", Reason.OTHER, 1, MARKED)
WISH = Mark("QVE", "c-1", "claim", Reason.VICTIMS_WISH, 2, MARKED)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'records.duckdb'}"


def kept_of(url: str) -> tuple[Mark, ...]:
    return marks.load_marks(url, scopes.EVERYTHING)


def file_of(url: str) -> Path:
    path = marks.marks_file(url)
    assert path is not None
    return path


def test_where_nobody_marked_anything_there_are_none_and_no_file_is_made(url: str) -> None:
    assert kept_of(url) == ()
    assert not file_of(url).exists()


def test_a_mark_is_kept_beside_the_database_and_closed_to_others(url: str) -> None:
    marks.add_mark(url, WISH)
    assert kept_of(url) == (WISH,)
    assert file_of(url).name == "records.duckdb.marks.json"
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600


def test_what_is_undone_stays_with_its_days(url: str) -> None:
    marks.add_mark(url, WISH)
    marks.undo_mark(url, WISH.of, LATER)
    marks.undo_mark(url, WISH.of, date(2026, 7, 1))
    assert kept_of(url) == (replace(WISH, undone_on=LATER),)
    assert marks.marks_in_force(kept_of(url)) == ()


def test_a_second_press_changes_nothing_and_another_reason_ends_the_first(url: str) -> None:
    marks.add_mark(url, WISH)
    marks.add_mark(url, replace(WISH, marked_on=LATER))
    assert kept_of(url) == (WISH,)
    other = replace(WISH, reason=Reason.LEGALLY_EXCLUDED, marked_on=LATER)
    marks.add_mark(url, other)
    assert kept_of(url) == (
        replace(WISH, undone_on=LATER),
        other,
    )


def test_what_is_forgotten_leaves_no_id_in_the_file_nor_beside_it(url: str) -> None:
    marks.add_mark(url, WISH)
    marks.undo_mark(url, WISH.of, LATER)
    kept = replace(WISH, case_id="c-2")
    marks.add_mark(url, kept)
    marks.add_mark(url, replace(WISH, jurisdiction="QPE"))
    killed = file_of(url).with_name(f".{file_of(url).name}.writing")
    killed.write_text("c-1")
    marks.delete_marks(url, [("QVE", "c-1")])
    assert [mark.of[:2] for mark in kept_of(url)] == [
        ("QVE", "c-2"),
        ("QPE", "c-1"),
    ]
    assert not killed.exists()


def test_sessions_that_mark_at_once_lose_nothing(url: str) -> None:
    every = [replace(WISH, case_id=f"c-{number}") for number in range(12)]
    threads = [threading.Thread(target=marks.add_mark, args=(url, one)) for one in every]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {mark.case_id for mark in kept_of(url)} == {one.case_id for one in every}


def test_marks_that_a_copy_would_lose_are_told_of_before_it_is_made(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_server = "postgresql://somebody@localhost/records"
    monkeypatch.delenv(marks.FOLDER, raising=False)
    for source in (url, on_server):
        marks.refuse_losing_marks(source, on_server)
    marks.add_mark(url, WISH)
    with pytest.raises(errors.UserError, match=f"Nothing was changed.*in {marks.FOLDER}, here"):
        marks.refuse_losing_marks(url, on_server)
    monkeypatch.setenv(marks.FOLDER, str(tmp_path / "marks"))
    marks.refuse_losing_marks(url, on_server)
    marks.copy_marks(url, on_server)
    assert kept_of(on_server) == (WISH,)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "It is not JSON"),
        (b'{"kind": "prosecution-quality marks", "vers', "It is not JSON"),
        ("Aktenzeichen;Grund\n".encode("cp1252") + b"\xe9", "It is not JSON"),
        (b"[]", "It is not a file of marks"),
        (b'{"kind": "shopping", "version": 1, "marks": []}', "It is not a file of marks"),
        (
            b'{"kind": "prosecution-quality marks", "version": 2, "marks": []}',
            "Another version of this program made it",
        ),
        (
            b'{"kind": "prosecution-quality marks", "version": 1, "marks": {}}',
            "Its marks are not a list",
        ),
    ],
)
def test_a_file_that_is_not_one_of_marks_is_refused_and_left_as_it_is(
    url: str, content: bytes, why: str
) -> None:
    file_of(url).write_bytes(content)
    for ask in (
        lambda: kept_of(url),
        lambda: marks.add_mark(url, WISH),
    ):
        with pytest.raises(errors.UserError, match=why):
            ask()
    assert file_of(url).read_bytes() == content


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "because"},
        {"marked_on": "12.5.2026"},
        {"marked_on": None},
        {"undone_on": 1},
        {"number": 0},
        {"number": "2"},
        {"number": True},
        {"case_id": ""},
        {"step": None},
        {"note": "Ms. Example moved away"},
    ],
)
def test_a_mark_that_was_tampered_with_is_named_by_its_place_and_not_repeated(
    url: str, wrong: dict[str, object]
) -> None:
    marks.add_mark(url, WISH)
    marks.add_mark(url, replace(WISH, case_id="c-secret"))
    content = json.loads(file_of(url).read_text())
    content["marks"][1] |= wrong
    file_of(url).write_text(json.dumps(content))
    with pytest.raises(errors.UserError, match="Its mark 2 cannot be read") as refused:
        kept_of(url)
    assert "secret" not in str(refused.value)
    assert "Example" not in str(refused.value)


def test_two_marks_in_force_of_one_step_are_refused(url: str) -> None:
    marks.add_mark(url, WISH)
    content = json.loads(file_of(url).read_text())
    content["marks"] *= 2
    file_of(url).write_text(json.dumps(content))
    with pytest.raises(errors.UserError, match="Two of its marks are for the same step"):
        kept_of(url)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_half_written(url: str) -> None:
    marks.add_mark(url, WISH)
    before = file_of(url).read_bytes()
    file_of(url).with_name(f".{file_of(url).name}.writing").mkdir()
    with pytest.raises(
        errors.DatabaseUnavailable, match=r"File of marks .* cannot be read or writ"
    ):
        marks.add_mark(url, replace(WISH, case_id="c-2"))
    assert file_of(url).read_bytes() == before


SERVER = "postgresql://prosecutor:secret@db.example:5433/cases"


def test_beside_a_server_there_are_no_marks_until_a_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(marks.FOLDER, raising=False)
    assert marks.marks_file(SERVER) is None
    assert kept_of(SERVER) == ()
    with pytest.raises(errors.UserError, match=f"Name a folder for them in {marks.FOLDER}"):
        marks.add_mark(SERVER, WISH)
    monkeypatch.setenv(marks.FOLDER, str(tmp_path / "marks"))
    assert marks.marks_file(SERVER) == tmp_path / "marks" / "db_example-5433-cases.marks.json"


@pytest.mark.postgres
def test_marks_of_a_server_lie_in_the_folder_and_its_log_in_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_database: str
) -> None:
    monkeypatch.setenv(marks.FOLDER, str(tmp_path / "marks"))
    marks.add_mark(postgres_database, WISH)
    assert kept_of(postgres_database) == (WISH,)
    kept = file_of(postgres_database).name
    assert sorted(one.name for one in (tmp_path / "marks").iterdir()) == [kept, f"{kept}.lock"]
    assert [entry.outcome for entry in audit.entries_of(postgres_database)] == ["begun", "done"]


@pytest.mark.parametrize(
    ("folder", "file"), [(0o2770, 0o660), (0o2750, 0o600), (0o770, 0o600), (0o700, 0o600)]
)
def test_a_folder_of_a_group_lets_each_of_it_write_marks(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, folder: int, file: int
) -> None:
    """The dashboard's user marks, and the importer's backs up and erases: neither keeps one out."""
    own, jurisdiction = tmp_path / "marks", "postgresql://marks@localhost:1/trafficking"
    own.mkdir()
    own.chmod(folder)
    monkeypatch.setenv(marks.FOLDER, str(own))
    marks.add_mark(url, WISH)
    marks.add_mark(url, OF_ANOTHER)
    path = file_of(jurisdiction)
    written = (path, path.with_name(f"{path.name}.lock"))
    # That of the services.
    before = os.umask(0o077)
    try:
        marks.copy_marks(url, jurisdiction)
        brought = path.stat()
        marks.delete_marks(jurisdiction, [WISH.of[:2]])
    finally:
        os.umask(before)
    assert kept_of(jurisdiction) == (OF_ANOTHER,)
    assert stat.S_IMODE(brought.st_mode) == file
    assert [stat.S_IMODE(one.stat().st_mode) for one in written] == [file, file]
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600


def test_a_mark_is_an_entry_of_the_log_without_the_id_of_its_case(url: str) -> None:
    marks.add_mark(url, WISH)
    marks.undo_mark(url, WISH.of, LATER)
    case = audit.case_reference(url, "QVE", "c-1")
    on = {"jurisdiction": "QVE", "case": case, "step": "claim"}
    ends = [entry for entry in audit.entries_of(url) if entry.outcome == "done"]
    assert [(entry.action, entry.on) for entry in ends] == [("mark", on), ("unmark", on)]
    assert b"c-1" not in b"".join(audit.log_lines(url))


def test_what_cannot_be_written_into_the_log_is_not_marked(url: str) -> None:
    log = audit.log_path(url)
    assert log is not None
    log.mkdir()
    with pytest.raises(errors.DatabaseUnavailable, match="Audit log"):
        marks.add_mark(url, WISH)
    assert kept_of(url) == ()
