"""`server`: a database for several people, set up, looked at and brought up to date."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from schemas.store import database, row_scope
from schemas.store.server import setup
from tests import submissions
from tests.command_line import Outcome, run
from tests.fixtures.databases import postgres_database_on, roles_dropped
from tests.postgres_server import plain

pytestmark = pytest.mark.postgres
Say = pytest.CaptureFixture[str]


@pytest.fixture
def database_on_server(postgres_url: str) -> Iterator[str]:
    with postgres_database_on(postgres_url) as url, roles_dropped(url):
        yield url
        database.close_readers()


def by_role(url: str, role: str, passfile: Path) -> str:
    """The address of one of the database's roles, by its line in the file of passwords."""
    address = make_url(url)
    name = f"{address.database}_{role}"
    lines = [line.split(":") for line in passfile.read_text().splitlines()]
    [password] = [line[4] for line in lines if line[3] == name]
    return address.set(username=name, password=password).render_as_string(hide_password=False)


def server(capsys: Say, url: str, *arguments: object) -> Outcome:
    return run(capsys, "--database", url, "server", *map(str, arguments))


def check_clocks(capsys: Say, application: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is behind is told apart from another key."""
    by_ours = row_scope.now
    for minutes, code in ((-30, 0), (30, 0), (120, 1)):
        with monkeypatch.context() as patch:
            patch.setattr(row_scope, "now", lambda late=60 * minutes: by_ours() - late)
            late = server(capsys, application, "check")
        assert late.code == code, late.err
    assert "120 minutes behind the database's clock" in late.err
    assert "does not know this key of scopes" not in late.err


@pytest.mark.usefixtures("nothing_counted")
def test_a_database_is_set_up_filled_and_served_from(
    capsys: Say, database_on_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, passfile = tmp_path / "scope.key", tmp_path / "passwords"
    made = server(capsys, database_on_server, "init", "--scope-key", key, "--passfile", passfile)
    assert made.code == 0, made.err
    assert "Created role" in made.out
    assert [stat.S_IMODE(path.stat().st_mode) for path in (key, passfile)] == [0o400, 0o600]
    application = by_role(database_on_server, "application", passfile)
    importer = by_role(database_on_server, "importer", passfile)

    sent = tmp_path / "spring"
    submissions.small(sent)
    assert run(capsys, "--database", importer, "import", str(sent)).code == 0
    assert (database.may_write(importer), database.may_write(application)) == (True, False)
    # What the dashboard's role is asked for without the key is nobody's.
    unsigned = server(capsys, application, "check")
    assert unsigned.code == 1
    assert row_scope.KEY_FILE in unsigned.err
    monkeypatch.setenv(row_scope.KEY_FILE, str(key))
    checked = server(capsys, application, "check")
    assert (checked.code, checked.err) == (0, "")
    check_clocks(capsys, application, monkeypatch)
    others = {importer: "is not the dashboard's", database_on_server: "sees every row"}
    for role, word in others.items():
        refused = server(capsys, role, "check")
        assert refused.code == 1
        assert word in refused.err
    with psycopg.connect(plain(by_role(database_on_server, "owner", passfile))) as connection:
        connection.execute("ALTER TABLE suspects NO FORCE ROW LEVEL SECURITY")
    opened = server(capsys, application, "check")
    said = "This is no longer true: table suspects is closed by row. Run `server init` again."
    assert (opened.code, said in opened.err) == (1, True)

    # Again it does what is lacking, and a key or password that is there is never written over.
    again = server(capsys, database_on_server, "init", "--scope-key", key)
    assert "Found role" in again.out
    assert server(capsys, application, "check").code == 0
    words = passfile.read_text()
    twice = server(capsys, database_on_server, "init", "--scope-key", key, "--passfile", passfile)
    assert (twice.code, passfile.read_text()) == (0, words), twice.err
    assert server(capsys, application, "check").code == 0
    passfile.write_text(words.replace("_owner:", "_another:"))
    changed = server(capsys, database_on_server, "init", "--scope-key", key, "--passfile", passfile)
    assert (changed.code, "Passwords are never overwritten" in changed.err) == (1, True)
    assert len(row_scope.new_key(tmp_path / "other.key")) == row_scope.KEY_BYTES
    monkeypatch.setenv(row_scope.KEY_FILE, str(tmp_path / "other.key"))
    of_another = server(capsys, application, "check").err
    assert "does not know this key of scopes" in of_another
    assert "minutes behind" not in of_another


@pytest.mark.usefixtures("nothing_counted")
def test_a_database_that_was_used_before_keeps_its_records(
    capsys: Say, database_on_server: str, tmp_path: Path
) -> None:
    sent = tmp_path / "spring"
    submissions.small(sent)
    assert run(capsys, "--database", database_on_server, "import", str(sent)).code == 0
    not_yet = server(capsys, database_on_server, "check")
    assert (not_yet.code, "The database was not set up" in not_yet.err) == (1, True)
    key, passfile = tmp_path / "scope.key", tmp_path / "passwords"
    assert not server(
        capsys, database_on_server, "init", "--scope-key", key, "--passfile", passfile
    ).code
    with psycopg.connect(plain(by_role(database_on_server, "importer", passfile))) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    log = run(capsys, "--database", database_on_server, "audit", "verify")
    assert log.code == 0, log.err


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("words", "key", "within", "role"),
    [
        ((), ("--scope-key", "scope.key"), "_store_key", "owner"),
        (("releases",), (), "_close_as_superuser", "publisher"),
    ],
)
def test_whoever_is_interrupted_has_changed_nothing_and_the_same_command_goes_on(
    capsys: Say,
    database_on_server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    key: tuple[str, ...],
    within: str,
    role: str,
) -> None:
    passfile = tmp_path / "passwords"
    init = [*words, "init", *key, "--passfile", passfile]
    with monkeypatch.context() as patch:
        patch.setattr(setup, within, interrupted)
        assert server(capsys, database_on_server, *init).code != 0
    if not words:
        with psycopg.connect(plain(database_on_server)) as connection:
            there = connection.execute("SELECT to_regclass('cases'), to_regnamespace('access')")
            # Its log alone, in which it stands that it was begun.
            assert there.fetchone() == (None, None)
    written = passfile.read_text()
    again = server(capsys, database_on_server, *init)
    assert again.code == 0, again.err
    assert passfile.read_text() == written
    with psycopg.connect(plain(by_role(database_on_server, role, passfile))) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_database_of_another_version_is_refused_with_what_to_do(
    capsys: Say, database_on_server: str, tmp_path: Path
) -> None:
    key = tmp_path / "scope.key"
    assert server(capsys, database_on_server, "init", "--scope-key", key).code == 0
    with psycopg.connect(plain(database_on_server)) as connection:
        connection.execute("UPDATE schema_version SET version_num = '9999'")
    database.close_readers()
    init = ["server", "init", "--scope-key", str(key)]
    for command in (["batches"], ["server", "check"], ["server", "migrate"], init):
        refused = run(capsys, "--database", database_on_server, *command)
        assert (refused.code, "newer version" in refused.err) == (3, True), command


@pytest.fixture
def makers(database_on_server: str) -> Iterator[list[str]]:
    """The addresses of two roles that may make roles and are no superusers."""
    address, word = make_url(database_on_server), "of-a-test-alone"
    names = [f"{address.database}_{maker}" for maker in ("maker", "second")]
    of = sql.SQL(", ").join(map(sql.Identifier, names))
    its_own = sql.Identifier(str(address.database))
    with psycopg.connect(plain(database_on_server), autocommit=True) as admin:
        for name in names:
            made = f"CREATE ROLE {{}} LOGIN CREATEROLE PASSWORD '{word}'"
            admin.execute(sql.SQL(made).format(sql.Identifier(name)))
        admin.execute(sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(its_own, of))
        yield [
            address.set(username=name, password=word).render_as_string(hide_password=False)
            for name in names
        ]
        database.close_readers()
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(its_own))
        admin.execute(sql.SQL("DROP OWNED BY {}").format(of))
        admin.execute(sql.SQL("DROP ROLE {}").format(of))


def test_whoever_may_make_roles_sets_up_a_database_of_the_own(
    capsys: Say, database_on_server: str, makers: list[str], tmp_path: Path
) -> None:
    maker, _ = makers
    key, passfile = tmp_path / "scope.key", tmp_path / "passwords"
    init = "init", "--scope-key", key, "--passfile", passfile
    # What is another's PostgreSQL would leave open, without an error.
    not_own = server(capsys, maker, *init)
    assert (not_own.code, "ALTER DATABASE" in not_own.err) == (1, True)
    assert not key.exists()
    assert not passfile.exists()
    own, name = make_url(maker).username, make_url(maker).database
    with psycopg.connect(plain(database_on_server)) as admin:
        assert admin.execute("SELECT to_regclass('audit_log')").fetchone() == (None,)
        admin.execute(f"ALTER DATABASE {name} OWNER TO {own}")
        admin.execute(f"GRANT CONNECT ON DATABASE {name} TO pg_monitor")
        admin.execute("CREATE VIEW another_s AS SELECT 1; GRANT SELECT ON another_s TO PUBLIC")
    made = server(capsys, maker, *init)
    assert made.code == 0, made.err
    # What only another can take back is named, and the check goes on naming it.
    left = [line for line in made.out.splitlines() if line.startswith("Still open")]
    application = by_role(database_on_server, "application", passfile)
    checked = server(capsys, application, "check")
    for words in (
        "application may SELECT public.another_s. This is more",
        "functions of PostgreSQL are asked of rows of others too",
        "can keep others from working by lo_creat",
    ):
        assert [words in line for line in left].count(True) == 1
        assert words in checked.err
    with psycopg.connect(plain(database_on_server)) as admin:
        admin.execute("REVOKE ALL ON another_s FROM PUBLIC")
        admin.execute((setup.SQL / "superuser.sql").read_bytes())
    checked = server(capsys, application, "check")
    assert "more than was set up" not in checked.err
    assert server(capsys, maker, "init", "--scope-key", key).code == 0
    with psycopg.connect(plain(by_role(database_on_server, "application", passfile))) as one:
        asked = "SELECT datacl::text FROM pg_database WHERE datname = current_database()"
        [(rights,)] = one.execute(asked).fetchall()
        assert "pg_monitor" not in rights
        assert ",=" not in rights
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            one.execute("CREATE TABLE mine (a int)")
    assert run(capsys, "--database", maker, "audit", "verify").code == 0


def test_what_another_made_is_theirs_until_they_let_one_in(
    capsys: Say, database_on_server: str, makers: list[str], tmp_path: Path
) -> None:
    maker, second = makers
    name, passfile = make_url(maker).database, tmp_path / "passwords"
    init = "init", "--scope-key", tmp_path / "scope.key", "--passfile", passfile
    with psycopg.connect(plain(database_on_server), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} OWNER TO {make_url(maker).username}")
        assert server(capsys, maker, *init).code == 0
        admin.execute(f"ALTER DATABASE {name} OWNER TO {make_url(second).username}")
        passfile.unlink()
        others = server(capsys, second, *init)
        assert (others.code, "Another role set up" in others.err) == (1, True), others.err
        assert not passfile.exists()
        admin.execute(others.err.partition("let one of them run: ")[2])
    again = server(capsys, second, *init)
    assert again.code == 0, again.err


def test_a_file_is_for_one_organisation(capsys: Say, tmp_path: Path) -> None:
    refused = server(capsys, str(tmp_path / "own.duckdb"), "check")
    assert (refused.code, "is a file" in refused.err) == (1, True)
