"""`sheet` writes an office's meeting sheet, joined with its own lookup on its own computer."""

import re
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli import main
from schemas.store import not_applicable_steps
from tests.command_line import run
from tests.submissions import write

DOCKETS = ("12 Js 7/25", "=12 Js 8/25", "12 Js 9/25 é")
CASES = "\n".join(
    [
        "case_id,scope,charged,opened_on,office_id,confiscation_sought",
        *(f"{docket},charged_as_trafficking,yes,2025-03-04,o1,no" for docket in DOCKETS),
        "",
    ]
)
OFFICES = """\
office_id,jurisdiction,kind,label,label@fr
o1,XAA,prosecution,North,Nord
o2,XAA,court,Bench,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of pseudonymised cases, and the sender's own lookup."""
    home = tmp_path_factory.mktemp("sheet")
    plain, safe = home / "register.csv", home / "safe.csv"
    plain.write_text(CASES, encoding="utf-8")
    files = ("--out", str(safe), "--key-file", str(home / "key"), "--make-key")
    asked = (str(plain), "--column", "case_id", "--lookup", str(home / "lookup.csv"))
    did("pseudonymise", *asked, *files)
    folder = write(home / "sent", cases=safe.read_text(), offices=OFFICES)
    did("--database", str(home / "r.duckdb"), "import", str(folder))
    return home


def did(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code


@pytest.fixture
def sent(made: Path, tmp_path: Path) -> Path:
    """A copy of the folder that the test may change."""
    return shutil.copytree(made, tmp_path / "copy")


def sheet(folder: Path, *more: str, office: str = "o1") -> tuple[str, ...]:
    asked = ("--jurisdiction", "XAA", "--office", office, "--out", str(folder / "sheet.html"))
    return "--database", str(folder / "r.duckdb"), "sheet", *asked, *more


def cases(folder: Path) -> set[str]:
    page = (folder / "sheet.html").read_text(encoding="utf-8")
    return set(re.findall(r'data-case="([^"]+)"', page))


def test_cases_go_by_the_offices_own_numbers_in_a_file_for_its_owner_alone(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(capsys, *sheet(sent, "--lookup", str(sent / "lookup.csv"), office="north"))
    assert ended.code == 0, ended.err
    assert cases(sent) == set(DOCKETS)
    assert "3 of 3 cases have their own numbers." in ended.err
    assert not [docket for docket in DOCKETS if docket in ended.out + ended.err]
    assert stat.S_IMODE((sent / "sheet.html").stat().st_mode) == 0o600
    assert not [one.name for one in sent.iterdir() if one.name.endswith(".part")]
    (sent / "sheet.html").write_text("mine")
    assert run(capsys, *sheet(sent)).code == 2
    assert (sent / "sheet.html").read_text() == "mine"


def test_without_a_lookup_it_holds_what_is_stored_and_marks_are_left_aside(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(sent / "r.duckdb")
    assert run(capsys, *sheet(sent)).code == 0
    stored = cases(sent)
    assert len(stored) == 3
    assert stored.isdisjoint(DOCKETS)
    (sent / "sheet.html").unlink()
    of, day = ("XAA", min(stored), "confiscation"), date(2026, 5, 12)
    not_applicable_steps.add_mark(
        url, not_applicable_steps.Mark(*of, not_applicable_steps.Reason.LEGALLY_EXCLUDED, 1, day)
    )
    assert run(capsys, *sheet(sent)).code == 0
    page = (sent / "sheet.html").read_text(encoding="utf-8")
    assert page.count("Request confiscation: Marked as not applicable on 12 May") == 1
    (sent / "sheet.html").unlink()
    of_step = run(capsys, *sheet(sent, "--step", "confiscation"))
    assert (
        "This sheet lists 2 cases in which this step is possible: Request confiscation."
        in of_step.out
    )
    assert cases(sent) == stored - {min(stored)}


def test_a_lookup_of_another_key_is_refused_and_nothing_is_written(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sent / "lookup.csv").write_text("column,original,pseudonym\nc,12 Js 7/25,1\n")
    ended = run(capsys, *sheet(sent, "--lookup", str(sent / "lookup.csv")))
    assert ended.code == 1
    assert "The lookup has no number for any of the 3 cases." in ended.err
    assert not (sent / "sheet.html").exists()


def test_a_number_that_the_lookup_lacks_is_said(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lookup = sent / "lookup.csv"
    header, first, *rest = lookup.read_text(encoding="utf-8-sig").splitlines()
    lookup.write_text("\n".join([header, *rest]), encoding="utf-8")
    ended = run(capsys, *sheet(sent, "--lookup", str(lookup)))
    assert "2 of 3 cases have their own numbers." in ended.err
    assert first.split(",")[2] in cases(sent)
    assert "The lookup file has no number for 1 case" in (sent / "sheet.html").read_text()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            ("--office", "o9"),
            "No office has the id or name “o9”. Choose from: o2 (Bench), o1 (North).",
        ),
        (("--jurisdiction", "XBB"), "No jurisdiction has the code “XBB”. Choose from: XAA."),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    sent: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], says: str
) -> None:
    ended = run(capsys, *sheet(sent, *more))
    assert ended.code == 1
    assert says in ended.err


def test_a_sheet_names_the_office_in_the_readers_language(
    capsys: pytest.CaptureFixture[str], sent: Path
) -> None:
    for language, name in (("en", "North"), ("fr", "Nord"), ("ru", "North")):
        assert run(capsys, "--lang", language, *sheet(sent)).code == 0
        page = (sent / "sheet.html").read_text(encoding="utf-8")
        (sent / "sheet.html").unlink()
        assert {"North", "Nord"} & {*re.findall(r"\bNor(?:d|th)\b", page)} == {name}
