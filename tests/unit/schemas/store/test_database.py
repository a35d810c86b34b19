"""Databases are opened by address, written whole, and read in one state."""

import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.schema import DropTable

from schemas import columns, errors, tables
from schemas.store import bookkeeping, database, duckdb_store, file_lock, postgresql
from tests.fixtures.databases import nothing_free
from tests.soak import soak_size

KEPT = ("case_id", "opened_on", "proceeds_estimate", "row_number")
BEGINS_AS_ONE = b"8 bytes_DUCK"
WRITES_UNTIL_LET_GO = """
import duckdb, sys
with duckdb.connect(sys.argv[1]):
    print(flush=True), sys.stdin.read()
"""
# While four threads read.
WRITES = 5 if soak_size(2) > 1 else 2


def cases(*ids: str, batch_id: int = 1) -> pl.DataFrame:
    """Cases of which nothing else is known."""
    codes = [c.name for c in tables.cases.c if columns.field_of(c).kind is columns.Kind.CODE]
    return pl.DataFrame({"case_id": ids}).with_columns(
        jurisdiction=pl.lit("XAA"),
        batch_id=pl.lit(batch_id),
        row_number=pl.int_range(2, len(ids) + 2),
        opened_on=pl.lit(date(2024, 2, 1)),
        proceeds_estimate=pl.lit(Decimal("1234.50"), pl.Decimal(18, 2)),
        **{name: pl.lit("unknown") for name in codes},
    )


def store_cases(url: str, *ids: str) -> None:
    with database.writing(url) as connection:
        database.insert_frame(connection, tables.cases, cases(*ids))


def case_ids(url: str) -> list[str]:
    with database.reading(url).connect() as connection:
        query = select(tables.cases.c.case_id).order_by(tables.cases.c.case_id)
        return list(connection.execute(query).scalars())


def write_and_fail(connection: Connection) -> None:
    database.insert_frame(connection, tables.cases, cases("b"))
    raise ZeroDivisionError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.duckdb"


def test_what_was_written_is_read(database_url: str) -> None:
    store_cases(database_url, "a", "b")
    query = select(*(tables.cases.c[name] for name in KEPT))
    with database.reading(database_url).connect() as connection:
        frame = database.read_frame(connection, query)
        nothing = database.read_frame(connection, query.where(tables.cases.c.case_id == "c"))
    day, money = date(2024, 2, 1), Decimal("1234.50")
    assert frame.sort("case_id").rows() == [("a", day, money, 2), ("b", day, money, 3)]
    assert frame.schema == nothing.schema


def test_numbers_made_by_the_database_have_the_same_types_on_both(database_url: str) -> None:
    store_cases(database_url, "a", "b")
    number = tables.cases.c.row_number
    query = select(
        func.count().label("rows"), func.sum(number).label("total"), func.max(number).label("last")
    )
    with database.reading(database_url).connect() as connection:
        frame = database.read_frame(connection, query)
    assert frame.rows() == [(2, 5, 3)]
    assert set(frame.dtypes) == {pl.Int64}


def test_texts_come_back_as_they_were(database_url: str) -> None:
    names = ["", "a,b", 'say "x"', "Ünïted\nlands", None]
    frame = pl.DataFrame({"name": names}).with_columns(
        jurisdiction=pl.format("XA{}", pl.int_range(5)), batch_id=1, row_number=2
    )
    others = ("legal_persons_liable", "self_laundering_punishable", "state_compensation_scheme")
    frame = frame.with_columns(
        pl.lit("unknown").alias(name)
        for name in (*others, "mandatory_prosecution", "plea_agreements")
    )
    with database.writing(database_url) as connection:
        database.insert_frame(connection, tables.jurisdictions, frame)
        query = select(tables.jurisdictions.c.name).order_by(tables.jurisdictions.c.jurisdiction)
        assert list(connection.execute(query).scalars()) == names


def test_a_frame_with_a_column_of_no_table_is_refused(database_url: str) -> None:
    with (
        pytest.raises(ValueError, match="cases has no column name"),
        database.writing(database_url) as connection,
    ):
        database.insert_frame(connection, tables.cases, pl.DataFrame({"name": ["x"]}))


def test_a_write_that_failed_or_was_rolled_back_leaves_nothing(database_url: str) -> None:
    store_cases(database_url, "a")
    before = database.data_version(database_url)
    with pytest.raises(ZeroDivisionError), database.writing(database_url) as connection:
        write_and_fail(connection)
    with database.writing(database_url) as connection:
        database.insert_frame(connection, tables.cases, cases("b"))
        connection.rollback()
    assert database.data_version(database_url) == before
    assert case_ids(database_url) == ["a"]


def test_each_write_is_a_new_version(database_url: str) -> None:
    versions = set()
    for name in "abc":
        store_cases(database_url, name)
        versions.add(database.data_version(database_url))
    assert len(versions) == 3
    assert case_ids(database_url) == ["a", "b", "c"]


@pytest.mark.parametrize("ask", [database.reading, database.data_version])
def test_a_database_that_is_not_there_is_said_with_what_to_do(
    database_url: str, ask: Callable[[str], object]
) -> None:
    with pytest.raises(errors.DatabaseMissing, match="`prosecution-quality demo`"):
        ask(database_url)


def test_readers_cannot_write(database_url: str) -> None:
    store_cases(database_url, "a")
    with (
        database.reading(database_url).connect() as connection,
        pytest.raises(Exception, match=r"read-only"),
    ):
        connection.execute(insert(tables.cases).values(cases("b").row(0, named=True)))


def test_a_reader_in_the_middle_of_reading_keeps_its_state(database_url: str) -> None:
    store_cases(database_url, "a")
    count = select(func.count()).select_from(tables.cases)
    with database.reading(database_url).connect() as connection:
        assert connection.execute(count).scalar() == 1
        store_cases(database_url, "b")
        assert case_ids(database_url) == ["a", "b"]
        assert connection.execute(count).scalar() == 1


def test_many_threads_read_while_others_write(database_url: str) -> None:
    store_cases(database_url, "0")
    done, failures = threading.Event(), list[object]()

    def read() -> None:
        while not done.is_set():
            try:
                assert len(case_ids(database_url)) % 2 == 1
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, 1 + WRITES):
        store_cases(database_url, f"{number}a", f"{number}b")
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_second_writer_is_told_who_holds_the_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.1)
    with database.writing(database_url, purpose="import of spring"):
        held = r"by \[process \d+, .*import of spring\]"
        with pytest.raises(errors.DatabaseUnavailable, match=held), database.writing(database_url):
            pass
    store_cases(database_url, "a")
    assert case_ids(database_url) == ["a"]


def test_a_second_writer_waits_for_the_first(database_url: str) -> None:
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        store_cases(database_url, "b")

    waiting = threading.Thread(target=second)
    waiting.start()
    with database.writing(database_url) as connection:
        inside.set()
        database.insert_frame(connection, tables.cases, cases("a"))
    waiting.join()
    assert case_ids(database_url) == ["a", "b"]


@pytest.mark.parametrize(
    "content", [b"", b"no database" * 1000, b"PK\x03\x04", BEGINS_AS_ONE + b"and goes on" * 1000]
)
def test_a_file_that_is_no_database_is_never_overwritten(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    for use in (database.reading, store_cases):
        with pytest.raises(errors.DatabaseUnavailable, match="Nothing was changed") as refused:
            use(str(file))
        assert f"[{file}]" in str(refused.value)
    assert file.read_bytes() == content


def test_a_file_that_another_program_is_writing_is_not_even_copied(file: Path) -> None:
    store_cases(str(file), "a")
    database.close_readers()
    command = [sys.executable, "-c", WRITES_UNTIL_LET_GO, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        for use in (database.reading, store_cases):
            with pytest.raises(errors.DatabaseUnavailable, match="another program is using it"):
                use(str(file))
        other.communicate()
    store_cases(str(file), "b")
    assert case_ids(str(file)) == ["a", "b"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("songs (title VARCHAR)", "without the tables of this program"),
        ("cases (case_id VARCHAR)", "another version"),
    ],
)
def test_a_database_of_another_program_or_version_is_never_written(
    file: Path, table: str, said: str
) -> None:
    with duckdb.connect(file) as other:
        other.execute(f"CREATE TABLE {table}")
    before = file.read_bytes()
    for use in (database.reading, store_cases):
        with pytest.raises(errors.DatabaseUnavailable, match=said):
            use(str(file))
    assert file.read_bytes() == before


@pytest.mark.parametrize("lacking", [tables.assistance, bookkeeping.batch_files])
def test_what_lacks_a_table_is_left_and_says_to_import_again(
    database_url: str, lacking: tables.Table
) -> None:
    store_cases(database_url, "a")
    with database.writing(database_url) as connection:
        connection.execute(DropTable(lacking))
    database.close_readers()
    for use in (database.reading, store_cases):
        with pytest.raises(errors.DatabaseUnavailable, match="Import the files again"):
            use(database_url)


def test_a_log_that_another_program_left_is_not_lost(file: Path) -> None:
    store_cases(str(file), "a")
    log = file.with_name(f"{file.name}.wal")
    log.write_bytes(b"changes")
    with pytest.raises(errors.DatabaseUnavailable, match="Another program wrote"):
        store_cases(str(file), "b")
    log.unlink()
    assert case_ids(str(file)) == ["a"]


def test_what_a_killed_writer_left_is_removed(file: Path) -> None:
    store_cases(str(file), "a")
    left = file.with_name(f".{file.name}.importing")
    left.write_bytes(b"half a copy")
    left.with_name(f"{left.name}.wal").write_bytes(b"half a log")
    store_cases(str(file), "b")
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, f"{file.name}.lock"]
    assert case_ids(str(file)) == ["a", "b"]


def test_a_link_to_the_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(file)
    store_cases(str(link), "a")
    assert link.is_symlink()
    assert case_ids(str(file)) == ["a"]


def test_a_path_with_quotes_and_spaces_is_a_path(tmp_path: Path) -> None:
    url = str(tmp_path / "a new 'place'" / "x.duckdb")
    store_cases(url, "a")
    assert case_ids(url) == ["a"]


def test_engines_of_replaced_files_are_let_go(file: Path) -> None:
    # What other tests have left need not be looked through.
    gc.freeze()
    for name in "abcdef":
        store_cases(str(file), name)
        assert case_ids(str(file))
    gc.collect()
    gc.unfreeze()
    handles = [handle for handle in Path("/proc/self/fd").iterdir() if handle.is_symlink()]
    held = [handle for handle in handles if str(handle.readlink()).startswith(str(file))]
    assert len(held) == 1


def test_the_default_is_a_file_in_the_working_folder(tmp_path: Path) -> None:
    assert database.default_url() == f"duckdb:///{tmp_path}/data/prosecution-quality.duckdb"
    assert database.with_absolute_path("data/x.duckdb") == f"duckdb:///{tmp_path}/data/x.duckdb"


def test_addresses_of_one_file_are_one_database(file: Path) -> None:
    store_cases(f"duckdb:///{file}", "a")
    assert case_ids(str(file)) == case_ids(file.name) == case_ids(f"duckdb:///{file.name}")
    assert database.reading(file.name) is database.reading(f"duckdb:///{file}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///x.db", r"a database of the kind \[sqlite\]"),
        ("duckdb:///:memory:", "is not the name of a file"),
        ("", "is not the name of a file"),
        ("postgresql://me:secret@host:port/x", "Cannot read the address"),
    ],
)
def test_an_address_that_cannot_be_used_is_said(url: str, said: str) -> None:
    with pytest.raises(errors.DatabaseUnavailable, match=said) as caught:
        database.reading(url)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_folder_and_links_that_lead_in_a_circle_are_no_database(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).symlink_to(tmp_path / other)
    for use in (database.reading, store_cases):
        for path in (tmp_path, tmp_path / "a"):
            with pytest.raises(errors.DatabaseUnavailable):
                use(str(path))


@pytest.mark.parametrize("use", [database.reading, store_cases])
def test_a_server_that_does_not_answer_is_said_without_the_password(
    use: Callable[[str], object],
) -> None:
    with pytest.raises(errors.DatabaseUnavailable, match=r"on \[127\.0\.0\.1\]") as caught:
        use("postgresql://me:secret@127.0.0.1:1/records?password=secret")
    assert "secret" not in str(caught.value)


def test_statements_are_not_compiled_by_the_server(postgres_database: str) -> None:
    with database.writing(postgres_database) as writing:
        assert writing.exec_driver_sql("SHOW jit").scalar_one() == "off"
    with database.reading(postgres_database).connect() as reading:
        assert reading.exec_driver_sql("SHOW jit").scalar_one() == "off"


@pytest.mark.parametrize(("rows", "short"), [(1, True), (200_000, False)])
def test_a_file_is_short_where_one_thread_reads_its_longest_table(
    file: Path, rows: int, short: bool
) -> None:
    with database.writing(str(file)) as connection:
        many = f"INSERT INTO settings SELECT range::VARCHAR, 'yes' FROM range({rows})"
        connection.exec_driver_sql(many)
    with duckdb_store.open_attached(file, duckdb_store.READING, file) as instance:
        assert duckdb_store.fits_one_thread(instance) == short


def test_too_many_at_once_are_told_to_try_again(database_url: str) -> None:
    with database.writing(database_url):
        pass
    engine = database.reading(database_url)
    with (
        nothing_free(engine),
        pytest.raises(errors.DatabaseUnavailable, match=r"within \[0\] seconds.* Try again"),
        engine.connect(),
    ):
        pass
    with engine.connect():
        pass
