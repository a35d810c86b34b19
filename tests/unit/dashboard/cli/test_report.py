"""The command `report`: what it lists, writes and refuses."""

import io
import json
import math
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard import words
from dashboard.export import template
from dashboard.export.questionnaire import declaration
from tests.command_line import Outcome, run

OURS = 'title = "Ours"\n[[sections]]\ntitle = "A"\nmeasures = ["N01", "C03"]\nchart = "none"\n'
PLACE = ("--jurisdiction", "XCO")
Ask = Callable[..., Outcome]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A template of one's own, quickly made."""
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], made_up_url: str) -> Ask:
    """The command on made-up records."""

    def asked(*arguments: str | Path) -> Outcome:
        return run(capsys, "--database", made_up_url, "report", *map(str, arguments))

    return asked


def test_it_lists_the_reports_with_what_they_hold(ask: Ask) -> None:
    outcome = ask("list")
    assert outcome.code == 0
    names = [line.split()[0] for line in outcome.out.splitlines()[1:]]
    of_others = ["questionnaire"] * len(declaration.shipped_questionnaires())
    assert names == [*template.shipped_templates(), *of_others]


def test_options_may_stand_before_the_name(ask: Ask, ours: Path, tmp_path: Path) -> None:
    assert ask("--format", "csv", *PLACE, "--out", tmp_path / "out", ours).code == 0
    assert ask("write", ours, "--format", "csv", *PLACE, "--out", tmp_path / "other").code == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["ours-XCO-csv"]


def test_a_report_says_the_numbers_that_measures_prints(
    ask: Ask, ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], made_up_url: str
) -> None:
    asked = (*PLACE, "--from", "2018", "--to", "2022", "--made-on", "2026-07-01")
    outcome = ask(ours, *asked, "--format", "xlsx,csv", "--out", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "out" / "ours-XCO-csv" / "datapackage.json").exists()
    content = (tmp_path / "out" / "ours-XCO.xlsx").read_bytes()
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1].values
    written = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    said = ("N01", "C03", "--from", "2018", "--to", "2022", "--format", "json")
    printed = run(capsys, "--database", made_up_url, "measures", *said).out
    counted = [row for row in json.loads(printed) if row["jurisdiction"] == "XCO"]
    assert len(counted) == len(written) == 2
    for row in counted:
        of = written[row["measure"]]
        assert of["Value"] == pytest.approx(row["value"], rel=1e-14)
        assert of["n"] == row["denominator"]
        assert of["Missing"] == row["unknown"]
        for title, name in (("Interval from", "low"), ("Interval with missing to", "region_high")):
            assert of[title] == (row[name] and pytest.approx(row[name], rel=1e-14))


def test_key_findings_have_the_numbers_that_measures_prints(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str], made_up_url: str
) -> None:
    outcome = ask("ministry", *PLACE, "--format", "csv", "--out", tmp_path)
    assert outcome.code == 0, outcome.err
    findings = pd.read_csv(tmp_path / "ministry-XCO-csv" / "key-findings.csv")
    shown = findings[findings["status"] == "ok"]
    assert len(shown) >= 3
    for row in shown.to_dict("records"):
        first, *_, last = str(row["years"]).split("-") * 2
        said = (row["measure"], "--from", first, "--to", last, "--format", "json")
        printed = json.loads(run(capsys, "--database", made_up_url, "measures", *said).out)
        [counted] = [one for one in printed if one["jurisdiction"] == "XCO"]
        per = words.DAYS_IN_MONTH if row["unit"] == "months" else 1
        assert row["value"] * per == pytest.approx(counted["value"], rel=1e-9)
        assert row["denominator"] == pytest.approx(counted["denominator"] or math.nan, nan_ok=True)


def test_the_same_records_make_the_same_files(ask: Ask, ours: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        asked = ("--made-on", "2026-07-01", "--format", "xlsx,html", "--out", tmp_path / folder)
        assert ask(ours, *PLACE, *asked).code == 0
    for name in ("ours-XCO.xlsx", "ours-XCO.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_notes_stand_in_the_file(ask: Ask, ours: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Ask <them>.", encoding="utf-8")
    asked = ("--notes", notes, "--format", "html", "--out", tmp_path)
    assert ask(ours, *PLACE, *asked).code == 0
    assert "<p>Ask &lt;them&gt;.</p>" in (tmp_path / "ours-XCO.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("minstry", *PLACE), 1, "Unknown report “minstry”. Did you mean ministry?"),
        (("ministry",), 2, "Add --jurisdiction. Choose from: "),
        (
            ("ministry", "--jurisdiction", "XX"),
            2,
            "No jurisdiction with the code [XX]. Choose one from the list. Jurisdiction: XBR",
        ),
        (("ministry", *PLACE, "--office", "X"), 2, "This jurisdiction has no office [X]."),
        (("ministry", *PLACE, "--form", "slavery"), 2, "Form: forced_labour, sexual_exploitation"),
        (
            ("ministry", *PLACE, "--from", "1900"),
            2,
            "No records for the year [1900]. Year from: 2015 to ",
        ),
        (("ministry", *PLACE, "--from", "2020", "--to", "2018"), 2, "ends before it begins"),
        (("ministry", *PLACE, "--format", "pdf,docx"), 2, "“docx” is not one of pdf, xlsx, html"),
        (("ministry", *PLACE, "--format", ","), 2, "name one or more of pdf"),
    ],
)
def test_what_cannot_be_made_is_said(
    ask: Ask, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    outcome = ask(*arguments, "--out", tmp_path / "out")
    assert (outcome.code, said in outcome.err) == (code, True), outcome
    assert not (tmp_path / "out").exists()


def test_a_template_with_a_fault_is_refused_with_its_line(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(OURS.replace("N01", "N1"), encoding="utf-8")
    outcome = ask(path, *PLACE, "--out", tmp_path / "out")
    assert outcome.code == 1
    assert (
        "ours.toml: line 4, sections.0.measures: Unknown measure “N1”. Did you mean N01?"
        in outcome.out
    )
    assert not (tmp_path / "out").exists()


def test_a_report_without_charts_says_that_it_has_no_pictures(
    ask: Ask, ours: Path, tmp_path: Path
) -> None:
    sections = '[[sections]]\ntitle = "A"\nmeasures = ["N01"]\nchart = "none"'
    (tmp_path / "bare.toml").write_text(sections)
    outcome = ask(tmp_path / "bare.toml", *PLACE, "--format", "svg,png", "--out", tmp_path / "out")
    assert (outcome.code, outcome.out.strip()) == (
        0,
        "This report has no charts, so there are no files of this format: png, svg.",
    )


def test_files_that_are_there_stay(ask: Ask, ours: Path, tmp_path: Path) -> None:
    (tmp_path / "ours-XCO.html").write_text("mine")
    outcome = ask(ours, *PLACE, "--format", "html", "--out", tmp_path)
    assert (outcome.code, "already has ours-XCO.html." in outcome.err) == (1, True)
    assert (tmp_path / "ours-XCO.html").read_text() == "mine"
