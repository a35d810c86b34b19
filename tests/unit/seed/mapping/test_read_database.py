"""The tables and queries of a database are read as a profile names them."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from schemas import errors, findings
from seed import submission
from seed.mapping import mapping_pipeline, parse_profile
from seed.readers import COMMAND_LINE, database
from tests.soak import soak_size
from tests.source_systems import CASES, TABLE, as_written, does, mapping
from tests.submissions import store

THREE = [(1, "1-k7", "2023-01-10"), (2, "2-a9", "2023-03-04"), (3, "3-m2", None)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "duckdb"])
def system(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a system with three cases, as whoever keeps it opens it."""
    address = f"{request.param}:///{tmp_path / 'court.db'}"
    if request.param == "postgres":
        address = str(request.getfixturevalue("postgres_database"))
        monkeypatch.setenv("TEST_PASSWORD", make_url(address).password or "")
    does(address, CASES)
    return address


def read(address: str, block: str = TABLE) -> submission.Submission:
    """What the mapping makes of the system."""
    profile = parse_profile.parse_profile_text("court", mapping(as_written(address), block))
    assert profile.findings == ()
    return mapping_pipeline.read_export(None, profile)


def faults(one: submission.Submission) -> list[str]:
    """The errors, with their rules."""
    return [f"{fault.rule} {fault}" for fault in findings.only_errors(one.findings)]


def cases(one: submission.Submission) -> list[tuple[object, ...]]:
    """The cases that were made: row, id, day."""
    [text] = [text for text in one.texts if text.table == "cases"]
    return text.frame.select("row_number", "case_id", "opened_on").rows()


def test_a_table_is_read_as_a_file_would_be(system: str) -> None:
    one = read(system)
    assert faults(one) == []
    assert cases(one) == THREE
    assert one.not_read == (("court_cases", "remark"),)
    assert "TEST_PASSWORD" not in one.source
    assert (one.source.count("@"), one.is_present, one.mapping) == (0, True, "court")
    assert one.manifest.extracted_on is not None
    # Line breaks and signs of any language stay as they are.
    strange = "7-ж\u200fش\U0001f600\r\n;\"'"
    quoted = strange.replace("'", "''")
    does(system, [f"INSERT INTO court_cases VALUES ('{quoted}', NULL, '')"])
    assert strange in {row[1] for row in cases(read(system))}
    # A table without rows is refused, so that nothing leaves for it.
    does(system, ["DELETE FROM court_cases"])
    [fault] = faults(read(system))
    assert fault.startswith("file.no_rows court_cases: The table is empty.")


def test_a_select_is_read_in_its_own_order_and_goes_by_its_hash(system: str) -> None:
    block = "select = \"SELECT id, opened FROM court_cases WHERE id LIKE '%-%' ORDER BY id DESC;\""
    one = read(system, block)
    assert [row[1] for row in cases(one)] == ["3-m2", "2-a9", "1-k7"]
    [text] = [text for text in one.texts if text.table == "cases"]
    assert text.file.startswith("cases (SELECT ")
    assert len(text.sha256) == 64


def test_the_same_rows_are_the_same_content_and_a_changed_one_is_another(system: str) -> None:
    before = read(system).content_hash
    # Servers write a changed row behind all others.
    does(system, ["UPDATE court_cases SET remark = 'y' WHERE id = '1-k7'"])
    assert read(system).content_hash == before
    does(system, ["UPDATE court_cases SET opened = '2023-01-11' WHERE id = '1-k7'"])
    assert read(system).content_hash != before


@pytest.mark.parametrize(
    "select",
    [
        "WITH gone AS (DELETE FROM court_cases RETURNING id, opened) SELECT id, opened FROM gone",
        "WITH one AS (SELECT 1) DELETE FROM court_cases",
        "SELECT id, opened INTO other FROM court_cases",
    ],
)
def test_a_select_that_writes_is_refused_by_the_database(system: str, select: str) -> None:
    [fault] = faults(read(system, f'select = "{select}"'))
    assert fault.startswith("database.select cases (SELECT ")
    assert len(cases(read(system))) == 3


def test_what_would_pass_as_one_select_is_one_for_the_database_too(system: str) -> None:
    # Past what is looked at before: the database itself takes one statement, and writes nothing.
    asked = database.TableOrSelect(select="SELECT id FROM court_cases; DROP TABLE court_cases")
    with database.open_database(as_written(system)) as of:
        one, said = database.read_rows(of, asked, "cases", COMMAND_LINE, wanted=lambda names: names)
    assert (one, [fault.rule for fault in said]) == (None, ["database.select"])
    assert len(cases(read(system))) == 3


def test_a_dropped_column_and_a_renamed_table_are_told_and_nothing_is_read(system: str) -> None:
    does(system, ["ALTER TABLE court_cases RENAME COLUMN opened TO opened_at"])
    one = read(system)
    [fault] = faults(one)
    assert (
        "The mapping reads [opened], but this column is missing. Did you mean opened_at?" in fault
    )
    assert one.texts == ()
    [fault] = faults(read(system, 'select = "SELECT id, opened FROM court_cases"'))
    assert "The database rejected the query" in fault
    assert "opened" in fault
    does(system, ["ALTER TABLE court_cases RENAME TO court_case"])
    [fault] = faults(read(system))
    assert fault.startswith("database.table court_cases: The database rejected the query")


def texts(address: str, select: str) -> tuple[dict[str, str | None], list[str]]:
    """The first row of a SELECT as text, and the faults of it."""
    with database.open_database(as_written(address)) as of:
        asked = database.TableOrSelect(select=select)
        one, said = database.read_rows(of, asked, "x", COMMAND_LINE, wanted=lambda names: names)
    told = [f"{fault.rule} {fault.column} {fault.row}" for fault in said]
    return ({} if one is None else one.frame.drop("row_number").row(0, named=True)), told


@pytest.mark.postgres
def test_values_of_all_kinds_are_text_as_files_have_them(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PASSWORD", make_url(postgres_database).password or "")
    kinds = (
        "SELECT true AS yes, 12 AS whole, 12.50::numeric AS exact, 1e-9::numeric AS small,"
        " 3::float8 AS real, 0.1::float8 AS part, date '2024-02-29' AS day,"
        " timestamp '2024-02-29' AS midnight, timestamp '2024-02-29 10:30' AS moment,"
        " timestamptz '2024-02-29 10:30+02' AS zoned, ''::text AS empty, NULL AS none,"
        " '1 = 1%s'::char(8) AS padded"
    )
    read_, said = texts(postgres_database, kinds)
    assert said == []
    assert read_ == {
        "yes": "true",
        "whole": "12",
        "exact": "12.50",
        "small": "0.000000001",
        "real": "3",
        "part": "0.1",
        "day": "2024-02-29",
        "midnight": "2024-02-29",
        "moment": "2024-02-29 10:30:00",
        "zoned": "2024-02-29 08:30:00",
        "empty": None,
        "none": None,
        "padded": "1 = 1%s ",
    }
    for none in ("'\\x00'::bytea", "ARRAY[1]", "'{}'::json", "interval '1 day'"):
        assert texts(postgres_database, f"SELECT {none} AS a")[1] == ["database.type a 1"]
    # What the database says of a value may repeat it.
    _, said = texts(postgres_database, "SELECT CAST(a AS int) FROM (VALUES ('secret')) AS v(a)")
    assert said == ["database.select None None"]


@pytest.mark.postgres
def test_a_day_that_no_calendar_has_is_told_by_column_and_row(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TEST_PASSWORD", make_url(postgres_database).password or "")
    strange = (
        "SELECT date 'infinity' AS a, timestamp '-infinity' AS b, timestamptz 'infinity' AS c,"
        " date '0044-03-15 BC' AS d, time '24:00' AS e, time '10:30' AS f"
    )
    read_, said = texts(postgres_database, strange)
    assert (read_, said) == (
        {
            "a": "infinity",
            "b": "-infinity",
            "c": "infinity",
            "d": "0044-03-15 BC",
            "e": "24:00:00",
            "f": "10:30:00",
        },
        [],
    )
    for_good = "UPDATE court_cases SET opened = 'infinity' WHERE id = '2-a9'"
    does(postgres_database, [*CASES, for_good])
    one = read(postgres_database)
    assert faults(one) == []
    [receipt] = store(f"duckdb:///{tmp_path / 'records.duckdb'}", one)
    [fault] = [fault for fault in receipt.findings if fault.severity is findings.Severity.ERROR]
    assert (receipt.status, fault.file, fault.row) == ("refused", "court_cases", 2)
    assert (fault.column, fault.rule) == ("opened_on", "date.format")


def test_nul_and_what_is_no_utf_8_are_told_by_column_and_row(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'court.db'}"
    does(address, CASES)
    nul = "SELECT id FROM (SELECT 'a' AS id UNION ALL SELECT 'b' || char(0) || 'c')"
    assert texts(address, nul) == ({}, ["enc.nul id 2"])
    latin = "SELECT CAST(x'e4' AS text) AS name, 'b' AS other"
    assert texts(address, latin) == ({}, ["enc.utf8 name 1"])


def test_a_source_that_is_not_there_is_told_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PASSWORD", "hunter2")
    for source in (
        f"sqlite:///{tmp_path / 'none.db'}",
        "postgresql://reader:${TEST_PASSWORD}@127.0.0.1:1/db",
    ):
        with (
            pytest.raises(errors.DatabaseUnavailable, match="Nothing was changed") as told,
            database.open_database(source),
        ):
            pass
        assert "hunter2" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_a_reader_of_few_rights_reads_a_view_of_a_schema_and_is_told_what_it_may_not(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgres_database)
    role = f"reader_{url.database}"
    does(postgres_database, [*CASES, "CREATE SCHEMA court"])
    does(
        postgres_database,
        [
            "CREATE VIEW court.shown AS SELECT id, opened FROM court_cases WHERE id <> '3-m2'",
            f"CREATE ROLE {role} LOGIN PASSWORD 'of-its-own'",
            f"GRANT USAGE ON SCHEMA court TO {role}",
            f"GRANT SELECT ON court.shown TO {role}",
        ],
    )
    monkeypatch.setenv("PGPASSWORD", "of-its-own")
    source = f"postgresql://{role}@{url.host}:{url.port}/{url.database}"
    try:
        profile = parse_profile.parse_profile_text("court", mapping(source, 'file = "court.shown"'))
        assert cases(mapping_pipeline.read_export(None, profile)) == THREE[:2]
        with database.open_database(source) as of:
            assert of.tables() == ["court.shown"]
        [fault] = faults(
            mapping_pipeline.read_export(
                None, parse_profile.parse_profile_text("court", mapping(source))
            )
        )
        assert "permission denied for table court_cases" in fault
    finally:
        does(postgres_database, [f"DROP OWNED BY {role}", f"DROP ROLE {role}"])


@pytest.mark.postgres
def test_many_rows_are_streamed_and_few_are_held_at_once(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PASSWORD", make_url(postgres_database).password or "")
    many = soak_size(1_000_000)
    held: list[int] = []
    fetched: list[str] = []
    texts_of = database._cells_as_texts

    def counted(name: str, values: tuple[object, ...], *rest: object) -> list[str | None]:
        held.append(len(values))
        if len(held) == 1:
            query = "SELECT query FROM pg_stat_activity WHERE application_name = %s"
            with psycopg.connect(postgres_database.replace("+psycopg", "")) as other:
                fetched.extend(q for (q,) in other.execute(query, [database.APPLICATION]))
        return texts_of(name, values, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "_cells_as_texts", counted)
    asked = database.TableOrSelect(select=f"SELECT n FROM generate_series(1, {many}) AS n")
    with database.open_database(as_written(postgres_database)) as of:
        one, _ = database.read_rows(of, asked, "x", COMMAND_LINE, wanted=lambda names: names)
    assert one is not None
    assert one.frame.height == sum(held) == many
    assert max(held) <= database.ROWS_AT_ONCE
    # The server keeps the others: what is asked of it is the next of them.
    [query] = fetched
    words = query.split()
    assert words[:2] == ["FETCH", "FORWARD"]
    assert int(words[2]) <= database.ROWS_AT_ONCE


def test_a_profile_of_a_database_takes_no_path_and_one_of_files_needs_one(tmp_path: Path) -> None:
    of_database = parse_profile.parse_profile_text("court", mapping("sqlite:////court.db"))
    with pytest.raises(errors.SubmissionUnreadable, match="on the command line"):
        mapping_pipeline.read_export(tmp_path, of_database)
    of_files = parse_profile.parse_profile_text(
        "x", mapping("", 'file = "a.csv"').replace('source = ""', "")
    )
    with pytest.raises(errors.SubmissionUnreadable, match="reads files"):
        mapping_pipeline.read_export(None, of_files)
