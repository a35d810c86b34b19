"""The command that makes a sender's file fit to be sent."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.pseudonymise import pseudonymise
from seed import pseudonyms
from tests.submissions import check

SUSPECTS = "case_id,person_id,kind\n1985-03-12,Maria.Popescu,natural\n1986-04-13,Ion.Popa,natural\n"
CASES = "case_id,scope\n1985-03-12,trafficking_elements\n1986-04-13,trafficking_elements\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(pseudonymise, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "suspects.csv").write_text(SUSPECTS)
    return tmp_path


def test_what_it_makes_passes_the_gate_and_files_still_belong_together(folder: Path) -> None:
    key, out = folder / "key", folder / "out"
    out.mkdir()
    columns = {"cases": ["case_id"], "suspects": ["case_id", "person_id"]}
    for name, named in columns.items():
        asked = [part for column in named for part in ("--column", column)]
        made = ["--make-key"] if not key.exists() else []
        files = ("--out", out / f"{name}.csv", "--key-file", key)
        result = run(folder / f"{name}.csv", *asked, *files, *made)
        assert result.exit_code == 0, result.output
        assert "case_id: 2" in result.output
    texts = {name: (out / f"{name}.csv").read_text() for name in columns}
    checked = check(folder / "sent", **texts)
    assert checked.findings == ()
    assert checked.frames["suspects"].height == 2
    before = check(folder / "plain", cases=CASES, suspects=SUSPECTS)
    assert {f.rule for f in before.findings} == {"privacy.id", "privacy.word"}


def test_no_value_and_no_key_is_shown(folder: Path) -> None:
    out, key = folder / "out.csv", folder / "key"
    result = run(
        *(folder / "suspects.csv", "--column", "person_id", "--out", out),
        *("--key-file", key, "--make-key"),
    )
    assert "person_id: 2" in result.output
    assert "cannot be created again" in result.output
    for secret in ("Maria", "Popa", key.read_text().strip()):
        assert secret not in result.output
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_key_may_stand_in_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (folder / "cases.csv", "--column", "case_id", "--out", folder / "out.csv")
    monkeypatch.delenv(pseudonyms.KEY_VARIABLE, raising=False)
    refused = run(*asked)
    assert refused.exit_code == 1
    assert "is missing" in str(refused.exception)
    assert not (folder / "out.csv").exists()
    monkeypatch.setenv(pseudonyms.KEY_VARIABLE, "a secret of the sender")
    assert run(*asked).exit_code == 0
    expected = pseudonyms.hash_value("a secret of the sender", "1985-03-12")
    assert expected in (folder / "out.csv").read_text()


def test_nothing_that_is_there_is_replaced(folder: Path) -> None:
    key = folder / "key"
    pseudonyms.make_key(key)
    asked = (folder / "cases.csv", "--column", "case_id", "--key-file", key)
    there = run(*asked, "--out", folder / "suspects.csv")
    assert (there.exit_code, "File already exists" in there.output) == (2, True)
    assert (folder / "suspects.csv").read_text() == SUSPECTS
    again = run(*asked, "--out", folder / "out.csv", "--make-key")
    assert "It was not replaced" in str(again.exception)
