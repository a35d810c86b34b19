"""What the scaffolds write works as it stands: each is made in a copy, and its tests pass there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import scaffold
from tests.scaffold import ROOT
from tests.soak import everyday

COPIED = ("dashboard", "metrics", "schemas", "seed", "tests", "static", ".streamlit")
# What Python has compiled is copied too: to compile it once more takes most of the time.
NOT_COPIED = shutil.ignore_patterns("frozen", "node_modules")
# The arguments of a scaffold, and the tests that its skeleton has to pass.
RULE = ("rule suspects.of_no_kind", "tests/unit/schemas/rules/test_suspects_of_no_kind.py")
SOURCE = ("source northern_register", "tests/unit/seed/mapping/test_northern_register.py")
MEASURE = (
    "measure V94 --like V04y",
    (
        "tests/examples/test_worked_examples.py::test_each_row_is_judged_as_its_example_says[duckdb]"
        " tests/properties/oracle/test_agrees.py::test_recounts_and_catalogue_are_the_same_set"
    ),
)
PAGE = (
    "page deadlines",
    "tests/app/test_deadlines.py tests/unit/dashboard/pages/test_pages.py",
)
MADE = everyday(RULE, SOURCE, MEASURE, rest=[PAGE])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository, as far as tests read it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=NOT_COPIED)
    for name in ("pyproject.toml", "streamlit_app.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.soak
def test_skeletons_pass_their_tests(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, _ in MADE:
        scaffold.main(arguments.split(), copy)
        assert "Left to decide:" in capsys.readouterr().out
    files = [file for _, tests in MADE for file in tests.split()]
    run = [sys.executable, "-m", "pytest", "-q", "-n", "0", *files]
    ended = subprocess.run(run, cwd=copy, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("page Two_words", "no name of a page"),
        ("page money", "is there already"),
        ("measure N01", "is there already"),
        ("measure N99 --like C01", "--like is one of N01"),
        ("source sherloc", "is there already"),
        ("rule nothing.at_all", "[nothing] is no table"),
    ],
)
def test_what_cannot_be_begun_is_refused(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        scaffold.main(arguments.split())
    assert said in capsys.readouterr().err
