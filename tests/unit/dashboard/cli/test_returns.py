"""`release export` and `return`: two countries hand over a release, and a body shows both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.release import archive, reading, signing
from metrics.release.archive import STORE
from schemas.store import audit
from tests.command_line import Outcome, run
from tests.unit.metrics.release import sent, small


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    STORE.close()


class Owner:
    """A country with a database of releases and a signing key, as its command line has them."""

    def __init__(self, home: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.code, self.capsys = home / code, code, capsys
        self.home.mkdir()
        small.published(self.home, sent.content(code), sent.content(code, of_release=2, value=0.7))
        made = run(capsys, "release", "key", "--sign", str(self.home / "sign.key"))
        assert made.code == 0
        assert (self.home / "sign.key").stat().st_mode & 0o777 == 0o600
        self.fingerprint = made.out.strip()[-47:]

    def export(self, patch: pytest.MonkeyPatch, *options: str) -> Path:
        patch.setenv(signing.KEY_FILE, str(self.home / "sign.key"))
        file = self.home / f"return{len(options)}.zip"
        at = ("--releases", str(self.home / "r.releases.duckdb"))
        told = run(self.capsys, "release", *at, "export", str(file), *options)
        assert (told.code, self.fingerprint in told.out) == (0, True), told
        return file


@pytest.fixture
def body(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Body":
    return Body(tmp_path / "body.duckdb", capsys)


class Body:
    """A body that has no records, and the returns that it imported."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.capsys = f"duckdb:///{file}", capsys

    def __call__(self, *arguments: str) -> Outcome:
        return run(self.capsys, "--database", self.url, "return", *arguments)

    def values_by_jurisdiction(self) -> dict[str, float]:
        with archive.reading(archive.address(self.url, None)).connect() as connection:
            rows = reading.rows(connection, ("N01",), years=(2019, 2021))
        return dict(zip(rows["jurisdiction"], rows["value"], strict=True))


def test_from_two_countries_to_a_body(
    tmp_path: Path,
    body: Body,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (Owner(tmp_path, code, capsys) for code in ("QMA", "QPE"))
    file = first.export(monkeypatch, "--release", "1", "--contact", "Ministry of Justice")
    checked = body("check", str(file))
    assert checked.code == 0
    assert "Ministry of Justice" in checked.out
    assert f"not known here: {first.fingerprint}" in checked.out
    refused = body("import", str(file))
    assert (refused.code, first.fingerprint in refused.err) == (1, True)
    assert body("import", str(file), "--trust", second.fingerprint).code == 1
    assert body("list").out.startswith("There are no returns in")
    trusted = ("--trust", first.fingerprint, "--trust", second.fingerprint.replace(" ", ""))
    both = body("import", str(file), str(second.export(monkeypatch)), *trusted)
    assert (both.code, both.out.count("is now shown")) == (0, 2)
    assert body.values_by_jurisdiction() == {"QMA": 0.5, "QPE": 0.7}
    assert body("import", str(first.export(monkeypatch))).code == 0
    assert body.values_by_jurisdiction() == {"QMA": 0.7, "QPE": 0.7}
    assert body("withdraw", "3", "--because", "a wrong file").code == 0
    assert body.values_by_jurisdiction() == {"QMA": 0.5, "QPE": 0.7}
    listed = body("list").out.splitlines()
    assert [("shown" in line, "withdrawn" in line) for line in listed[-3:]] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    log = [(one.action, one.outcome) for one in audit.entries_of(body.url)]
    assert len([one for one in log if one[0] == audit.Action.MAKE_RELEASE]) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("check", "nowhere.zip"), 1, "cannot be read"),
        (("import", "nowhere.zip", "--trust", "12345"), 2, "is not a fingerprint"),
        (("withdraw", "1", "--because", "why"), 3, "There are no releases at"),
    ],
)
def test_what_cannot_be_done_is_said(
    body: Body, arguments: tuple[str, ...], code: int, told: str
) -> None:
    outcome = body(*arguments)
    assert (outcome.code, told in outcome.err) == (code, True), outcome


def test_a_file_is_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Owner(tmp_path, "QMA", capsys)
    file = owner.export(monkeypatch)
    before = file.read_bytes()
    at = ("--releases", str(owner.home / "r.releases.duckdb"))
    again = run(capsys, "release", *at, "export", str(file), "--release", "1")
    assert (again.code, "already exists" in again.err) == (1, True)
    assert file.read_bytes() == before


def test_without_a_key_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Owner(tmp_path, "QMA", capsys)
    monkeypatch.delenv(signing.KEY_FILE, raising=False)
    at = ("--releases", str(owner.home / "r.releases.duckdb"))
    outcome = run(capsys, "release", *at, "export", str(tmp_path / "r.zip"))
    assert (outcome.code, signing.KEY_FILE in outcome.err) == (1, True)
    (owner.home / "sign.key").chmod(0o640)
    monkeypatch.setenv(signing.KEY_FILE, str(owner.home / "sign.key"))
    outcome = run(capsys, "release", *at, "export", str(tmp_path / "r.zip"))
    assert (outcome.code, "mode 0640" in outcome.err) == (1, True)
    assert not (tmp_path / "r.zip").exists()
