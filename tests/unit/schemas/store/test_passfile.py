"""The file of the roles' passwords, as libpq itself finds them in it."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from schemas.errors import UserError
from schemas.store.atomic_write import write_new_private
from schemas.store.server import Roles
from schemas.store.server.setup import load_passwords, passfile_lines

WORDS = Roles("one", "two", "three")
URL = "postgresql://postgres@db.example/trafficking"


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGPASSWORD", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)


def found(url: str, passfile: Path, user: str, **more: str) -> str:
    """The password with which libpq would come to the address; nothing is waited for."""
    address = make_url(url)
    _, said = address.get_dialect()().create_connect_args(address)
    said |= {"user": user, "passfile": str(passfile), **more}
    begun = psycopg.pq.PGconn.connect_start(psycopg.conninfo.make_conninfo("", **said).encode())
    try:
        return begun.password.decode()
    finally:
        begun.finish()


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://postgres@127.0.0.1:1/trafficking",
        "postgresql://postgres@[::1]:1/trafficking",
        "postgresql://postgres@/trafficking?host=127.0.0.1&port=1",
        "postgresql://postgres@elsewhere:5432/trafficking?host=127.0.0.1&port=1",
        "postgresql://postgres@/trafficking?host=127.0.0.1:1",
        "postgresql://postgres@/trafficking?host=::1&port=1",
        "postgresql://postgres@/trafficking?host=127.0.0.1,::1&port=1,2",
        "postgresql://postgres@/trafficking?host=/no/such/folder&port=1",
        "postgresql://postgres@127.0.0.1:1/of%3Aone%5Cday",
        "postgresql://postgres@/trafficking?port=1",
    ],
)
def test_libpq_finds_the_password_of_each_role(tmp_path: Path, where: str) -> None:
    passfile, name = tmp_path / "passwords", make_url(where).database
    words = load_passwords(passfile, where, Roles)
    assert len({*words}) == len(words)
    for role, word in zip(Roles._fields, words, strict=True):
        assert found(where, passfile, f"{name}_{role}") == word
    # Each of several servers may be the one that answers.
    if "," in where:
        assert found(where, passfile, f"{name}_owner", host="::1", port="2") == words.owner
        assert found(where, passfile, f"{name}_owner", host="::1", port="1") == ""
    assert load_passwords(passfile, where, Roles) == words


def test_the_environment_says_what_the_address_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "fe80::1")
    monkeypatch.setenv("PGPORT", "6432")
    assert passfile_lines("postgresql://postgres@/trafficking", WORDS) == [
        f"fe80\\:\\:1:6432:*:trafficking_{role}:{word}" for role, word in WORDS._asdict().items()
    ]


def test_passwords_that_are_there_are_taken_whoever_set_them(tmp_path: Path) -> None:
    passfile, own = tmp_path / "passwords", Roles("a:b", "c\\d", "e")
    others = passfile_lines("postgresql://postgres@other.example/trafficking", WORDS)
    write_new_private(passfile, "\n".join(["# ours", *others, *passfile_lines(URL, own)]).encode())
    before = passfile.read_bytes()
    assert load_passwords(passfile, URL, Roles) == own
    assert passfile.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n".join(passfile_lines(URL, WORDS)[:2]),
        "\n".join(passfile_lines(URL, Roles("one", "two", ""))),
        "\n".join(passfile_lines("postgresql://postgres@other.example/trafficking", WORDS)),
    ],
)
def test_a_file_without_them_is_left_alone(tmp_path: Path, content: str) -> None:
    passfile = tmp_path / "passwords"
    write_new_private(passfile, content.encode())
    with pytest.raises(UserError, match="never overwritten"):
        load_passwords(passfile, URL, Roles)
    assert passfile.read_text() == content


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    passfile = tmp_path / "passwords"
    load_passwords(passfile, URL, Roles)
    passfile.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        load_passwords(passfile, URL, Roles)


def test_what_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="Cannot write the passwords"):
        load_passwords(tmp_path / "nowhere" / "passwords", URL, Roles)
    monkeypatch.setattr("schemas.store.atomic_write.flush_to_disk", full)
    with pytest.raises(UserError, match="Cannot write the passwords"):
        load_passwords(tmp_path / "passwords", URL, Roles)
    assert [*tmp_path.iterdir()] == []


def full(_path: Path) -> None:
    raise OSError(28, "No space left on device")
