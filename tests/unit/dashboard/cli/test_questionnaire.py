"""The command `report questionnaire`: what it fills, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command_line import Outcome, run

PLACE = ("--jurisdiction", "XCO")
Ask = Callable[..., Outcome]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], made_up_url: str) -> Ask:
    """A command on made-up records."""

    def asked(*arguments: str | Path) -> Outcome:
        return run(capsys, "--database", made_up_url, *map(str, arguments))

    return asked


def counted(ask: Ask, measure: str, by: str) -> dict[str, float]:
    """What `measures` prints of the place in 2025, by group."""
    asked = (measure, "--by", f"jurisdiction,{by}", "--from", "2025", "--to", "2025")
    printed: list[dict[str, Any]] = json.loads(ask("measures", *asked, "--format", "json").out)
    return {row[by]: row["value"] for row in printed if row["jurisdiction"] == "XCO"}


def test_a_questionnaire_says_the_numbers_that_measures_prints(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "glotip.xlsx"
    # Without years it is of the last that has ended.
    asked = (*PLACE, "--made-on", "2026-07-01", "--out", out)
    outcome = ask("report", "questionnaire", "glotip-2016", *asked)
    assert outcome.code == 0, outcome.err
    assert "Cells filled in: " in outcome.out
    assert "Questions 1 and 2 come from the round of 2016" in outcome.out
    assert [one.name for one in tmp_path.iterdir()] == ["glotip.xlsx"]
    sheet = openpyxl.load_workbook(out)["5 Victims"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert {row[0] for row in rows} == {2025}
    lines = {(row[1], row[2] or ""): dict(zip(head, row, strict=True)) for row in rows}
    by_sex = counted(ask, "C04", "sex")
    total = lines["Total", ""]
    for code, column in (("female", "Female"), ("male", "Male"), ("unknown", "Not recorded")):
        assert total[column] == by_sex.get(code, 0)
    by_form = counted(ask, "C04", "form")
    assert lines["By group: Form", "Forced labour"]["Total"] == by_form["forced_labour"]
    assert total["Total"] == sum(by_sex.values()) == sum(filter(None, by_form.values()))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("glotip", *PLACE), 1, "Unknown questionnaire “glotip”. Did you mean glotip-2016?"),
        (("glotip-2016",), 2, "Add --jurisdiction. Choose from: "),
        (("glotip-2016", *PLACE, "--out", "a.pdf"), 2, "must end with .xlsx: a.pdf"),
    ],
)
def test_what_cannot_be_filled_is_said(
    ask: Ask, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    out = () if "--out" in arguments else ("--out", tmp_path / "filled.xlsx")
    outcome = ask("report", "questionnaire", *arguments, *out)
    assert (outcome.code, said in outcome.err) == (code, True), outcome
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_and_a_folder_that_is_not_is_said(
    ask: Ask, tmp_path: Path
) -> None:
    out = tmp_path / "mine.xlsx"
    out.write_text("mine")
    outcome = ask("report", "questionnaire", "glotip-2016", *PLACE, "--out", out)
    assert (outcome.code, "File already exists: mine.xlsx" in outcome.err) == (2, True)
    assert out.read_text() == "mine"
    out = tmp_path / "no" / "mine.xlsx"
    outcome = ask("report", "questionnaire", "glotip-2016", *PLACE, "--out", out)
    assert (outcome.code, "Folder not found: " in outcome.err) == (2, True)
