"""A profile that reads a database says which tables and queries; faults are named."""

import pytest

from schemas import errors
from seed import batches
from seed.mapping import parse_profile
from seed.readers import database
from tests.source_systems import TABLE, mapping

SECRET = "hunter2"


def of(block: str = TABLE, source: str = "postgresql://reader@host/db") -> str:
    """A profile of a database."""
    return mapping(source, block)


def faults(text: str) -> list[str]:
    """What is wrong with it, as rules and words."""
    return [f"{one.rule} {one}" for one in parse_profile.parse_profile_text("court", text).findings]


@pytest.mark.parametrize(
    "source",
    [
        "postgresql://reader@host:5433/db?sslmode=verify-full",
        "postgresql:///db",
        "postgresql://reader:${COURT_PASSWORD}@host/db",
        "sqlite:////srv/court.sqlite",
        "duckdb:///court.duckdb",
    ],
)
def test_an_address_without_a_password_is_one(source: str) -> None:
    profile = parse_profile.parse_profile_text("court", of(source=source))
    assert (profile.findings, profile.source) == ((), source)


@pytest.mark.parametrize(
    "source",
    [
        f"postgresql://reader:{SECRET}@host/db",
        f"postgresql://reader:{SECRET}${{PASSWORD}}@host/db",
        f"postgresql://reader@host/db?password={SECRET}",
        f"postgresql://reader@host/db?sslpassword={SECRET}",
        f"postgresql://reader:pass/{SECRET}@host/db",
        f"mysql://reader:{SECRET}@host/db",
        f"postgresql://reader:{SECRET}@host:no-port/db",
    ],
)
def test_a_password_is_refused_with_what_to_do_and_never_repeated(source: str) -> None:
    [fault] = faults(of(source=source))
    assert "profile.source court.toml: line 1, source: Do not write a password here" in fault
    assert "PGPASSWORD" in fault
    assert SECRET not in fault
    for kept in (of(source=source), f"# once {source}\n{of()}"):
        with pytest.raises(errors.UserError, match="PGPASSWORD") as refused:
            batches.save_profile("nowhere.duckdb", "court", kept)
        assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("mysql://reader@host/db", "Unsupported database type: mysql."),
        ("court.sqlite", "Not a valid database address."),
        ("sqlite://", "The address names no file. Use sqlite:///PATH."),
    ],
)
def test_another_address_is_answered_with_what_is_expected(source: str, words: str) -> None:
    [fault] = faults(of(source=source))
    assert words in fault


@pytest.mark.parametrize(
    "select",
    [
        "SELECT id FROM cases",
        "-- ; of cases\n select id /* ; */ from cases ;  ",
        "WITH c AS (SELECT 1 AS id) SELECT id FROM c",
        "(SELECT id FROM cases)",
        "SELECT id, ';' FROM \";\" WHERE name = 'it''s; so' AND t = $$;$$",
    ],
)
def test_one_select_is_one(select: str) -> None:
    assert database.select_fault(select) == ""


@pytest.mark.parametrize(
    "select",
    [
        "",
        "DELETE FROM cases",
        "SELECT id FROM cases; DROP TABLE cases",
        "SELECT 1;;SELECT 2",
        "-- SELECT\nTRUNCATE cases",
        "'SELECT' ; SELECT 1",
        "selection",
    ],
)
def test_what_is_not_one_select_is_told_before_anything_is_asked(select: str) -> None:
    assert database.select_fault(select) == database.ONE_SELECT


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ('missing = "x"', "Write either [file] or [query] here"),
        ('file = "a"\nquery = "SELECT 1"', "Write either [file] or [query] here"),
        ('query = "DROP TABLE cases"', "Write one SELECT"),
        ('select = "DROP TABLE cases"', "Write one SELECT"),
        ('file = "../cases"', "only the name of a table or view"),
    ],
)
def test_a_block_is_one_table_or_one_select(block: str, words: str) -> None:
    assert any(words in fault for fault in faults(of(block)))


def test_the_old_word_for_a_statement_of_the_database_goes_on_with_a_warning() -> None:
    old = parse_profile.parse_profile_text("x", of('select = "SELECT id FROM cases WHERE id > 5"'))
    new = parse_profile.parse_profile_text("x", of('query = "SELECT id FROM cases WHERE id > 5"'))
    assert (old.findings, new.findings, new.warnings) == ((), (), ())
    [warning] = old.warnings
    assert "This is written otherwise now" in warning.wording
    assert [file.asked for file in old.files] == [file.asked for file in new.files]


def test_a_select_over_files_of_the_profile_is_no_statement_of_the_database() -> None:
    made = "\n[files.made]\nselect = \"SELECT * FROM cases WHERE id = 'a'\"\n"
    profile = parse_profile.parse_profile_text("x", of() + made)
    assert (profile.findings, profile.warnings) == ((), ())
    assert [bool(file.select) for file in profile.files] == [False, True]


def test_a_table_without_a_source_is_told_where_the_source_is_said() -> None:
    asked = of('query = "SELECT id FROM cases"')
    [fault] = faults("\n".join(asked.splitlines()[1:]))
    assert "is for a database. Name it with [source] at the top" in fault


def test_what_goes_by_the_number_of_a_row_or_a_day_of_export_is_refused() -> None:
    text = of().replace('"id"', "{ sql = \"'R' || _row\" }")
    assert "profile.row_number" in faults(text)[0]
    dated = of().replace('"XAA"', '"XAA"\nextracted_on = 2024-01-31')
    assert "profile.extracted_on" in faults(dated)[0]


def test_a_source_is_told_without_user_password_and_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURT_PASSWORD", SECRET)
    for source, shown in (
        ("postgresql://reader:${COURT_PASSWORD}@host:5433/db?x=1", "postgresql://host:5433/db"),
        ("sqlite:////srv/secret/court.sqlite", "sqlite:///court.sqlite"),
    ):
        assert database.redacted_address(source) == shown


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURT_PASSWORD", raising=False)
    opening = database.open_database("postgresql://reader:${COURT_PASSWORD}@127.0.0.1:1/db")
    with pytest.raises(errors.UserError, match=r"\[COURT_PASSWORD\], which is not set"), opening:
        pass
