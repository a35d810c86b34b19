"""The command `report`: what it lists, writes and refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.export import template
from dashboard.export.questionnaire import questionnaire_file
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
    of_others = ["questionnaire"] * len(questionnaire_file.shipped_questionnaires())
    assert names == [*template.shipped_templates(), *of_others]


def test_options_may_stand_before_the_name(ask: Ask, ours: Path, tmp_path: Path) -> None:
    assert ask("--format", "csv", *PLACE, "--out", tmp_path / "out", ours).code == 0
    assert ask("write", ours, "--format", "csv", *PLACE, "--out", tmp_path / "other").code == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["ours-XCO-csv"]


def test_notes_stand_in_the_file_and_files_that_are_there_stay(
    ask: Ask, ours: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Ask <them>.", encoding="utf-8")
    asked = ("--notes", notes, "--format", "html", "--out", tmp_path)
    assert ask(ours, *PLACE, *asked).code == 0
    assert "<p>Ask &lt;them&gt;.</p>" in (tmp_path / "ours-XCO.html").read_text("utf-8")
    (tmp_path / "ours-XCO.html").write_text("mine")
    outcome = ask(ours, *PLACE, "--format", "html", "--out", tmp_path)
    assert (outcome.code, "already has ours-XCO.html." in outcome.err) == (1, True)
    assert (tmp_path / "ours-XCO.html").read_text() == "mine"


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
