"""`report --release` and `report site --release`: of what is published, without any record."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.export.edition import build_site
from tests.command_line import Outcome, run
from tests.unit.dashboard.export import small_release
from tests.unit.dashboard.export.reading import Page

Ask = Callable[..., Outcome]
ON = ("--made-on", "2026-07-01")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """The command beside two small releases; there are no records, and none are made."""
    small_release.made(tmp_path, with_notes=False)
    (tmp_path / "own.toml").write_text(small_release.TEMPLATE, encoding="utf-8")

    def asked(*arguments: str | Path) -> Outcome:
        url = str(tmp_path / "r.duckdb")
        return run(capsys, "--database", url, "report", *map(str, arguments))

    return asked


def figures(folder: Path) -> dict[str, dict[str, str]]:
    """The first figure of each measure, by its id."""
    with (folder / "own-QMA-csv" / "figures.csv").open(encoding="utf-8") as file:
        return {row["measure"]: row for row in reversed([*csv.DictReader(file)])}


def test_a_report_is_of_the_release_that_is_shown_or_of_the_one_that_is_named(
    ask: Ask, tmp_path: Path
) -> None:
    own, out = tmp_path / "own.toml", tmp_path / "out"
    for which, (number, denominator) in {"": ("2", "105"), "1": ("1", "100")}.items():
        asked = ("--release", *filter(None, [which]), "--format", "csv", "--out", out / number)
        outcome = ask(own, *ON, *asked)
        assert outcome.code == 0, outcome.err
        told = figures(out / number)["N01"]
        assert (told["denominator"], told["of_release"]) == (denominator, number)
        about = json.loads((out / number / "own-QMA-csv" / "datapackage.json").read_text("utf-8"))
        assert about["about"]["Release"].startswith(f"{number}, published on ")
    # Nobody watches over what is published, and records are neither there nor made.
    assert not list(tmp_path.glob("r.duckdb*"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("office", "--release"), 1, "The report “office” needs records. Reports of a release: "),
        (("own.toml", "--release", "7"), 1, "Release 7 is not shown. Releases: 1, 2."),
        (
            ("own.toml", "--release", "--from", "2018", "--to", "2019"),
            2,
            "does not include",
        ),
        (("site", "--release", "--jurisdiction", "XX"), 2, "No jurisdiction with the code [XX]."),
    ],
)
def test_what_no_release_holds_is_said(
    ask: Ask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = ask(*arguments, "--out", tmp_path / "out")
    assert (outcome.code, said in outcome.err) == (code, True), outcome
    assert not (tmp_path / "out").exists()


def test_without_a_release_there_is_nothing_to_take(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = str(tmp_path / "r.duckdb")
    outcome = run(capsys, "--database", url, "report", "ministry", "--release")
    assert (outcome.code, "There are no releases at" in outcome.err) == (3, True), outcome


def test_an_edition_holds_the_release_its_notes_and_what_it_corrects(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What several processes write is the same: `export/edition/test_build_site.py`.
    monkeypatch.setattr(build_site, "count_cores", lambda: 1)
    small_release.made(tmp_path)
    out = tmp_path / "site"
    asked = ("report", "site", "--release", *ON, "--measure", "N01", "--out", str(out))
    outcome = run(capsys, "--database", str(tmp_path / "r.duckdb"), *asked)
    assert outcome.code == 0, outcome.err
    listed = json.loads((out / "index.json").read_text("utf-8"))
    assert "Every count is rounded" in listed["how_to_read"]
    assert {"deff", "refreshed", "note"} <= {column["name"] for column in listed["columns"]}
    page = Page.of((out / "QMA" / "N01.html").read_bytes())
    assert "Release 2, published on " in page.text
    assert "comparable" not in page.text
    front = Page.of((out / "index.html").read_bytes())
    assert "Figures that differ from release 1" in front.text
    log = Page.of((out / "corrections.html").read_bytes())
    figure = ["N01", "More than one link charged", "QMA", "2018-2020"]
    reads = ["denominator", "100", "105"]
    words = f"{figure[0]} {', '.join(figure[1:])}"
    assert log.rows[1:] == [[words, *reads]]
    text = (out / "corrections.csv").read_text("utf-8-sig")
    assert [*csv.reader(text.splitlines())][1] == [*figure, "", "", *reads]
    for name in ("index", "N", "N01"):
        page = Page.of((out / "QMA" / f"{name}.html").read_bytes())
        assert f"“{small_release.HOSTILE}”" in page.text
        notes = json.loads((out / "QMA" / f"{name}.json").read_text("utf-8"))["notes"]
        assert notes[0]["note"] == small_release.HOSTILE
    assert small_release.LATE in (out / "QMA" / "N01.html").read_text("utf-8")
    assert small_release.LATE not in (out / "QMA" / "N.html").read_text("utf-8")
