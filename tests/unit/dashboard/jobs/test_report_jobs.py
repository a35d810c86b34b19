"""A report is made whole, of one state of the records, and its end is told in words."""

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from dashboard import access, records
from dashboard.export import content, pdf, template
from dashboard.export.content import COUNTING, WRITING
from dashboard.export.files import Format
from dashboard.filter_options import read_choice
from dashboard.jobs import impact_jobs, report_jobs, runner
from dashboard.pages import PLACE_AND_TIME
from metrics import worklist
from metrics.release import archive
from schemas import errors, scopes
from schemas.store import database, not_applicable_steps
from seed.synthetic import JURISDICTIONS
from tests.fixtures.made_up import path_of, url_of
from tests.soak import EVERYDAY_PART, everyday, soak_size

pytestmark = pytest.mark.soak

HOSTILE = '=1+1 <script>alert(1)</script> #panic("x") &amp;'


def request(url: str, office: str = "", **changed: str) -> report_jobs.ReportRequest:
    with database.reading(url).connect() as connection:
        known = records.records_of_connection(connection, scopes.EVERYTHING, url).offered
    address = {"j": "QVE", "from": "2019", "to": "2023", "office": office}
    choice, _ = read_choice(address, known, PLACE_AND_TIME)
    asked = {
        "url": url,
        "version": database.data_version(url),
        "scope_id": access.DESK,
        "template": "ministry",
        "notes": HOSTILE,
    }
    return report_jobs.ReportRequest(**(asked | changed), choice=choice, made_on=date(2026, 7, 1))


def test_every_format_is_made_with_the_notes_as_text(made_up: str) -> None:
    steps: list[tuple[str, int, int]] = []
    made = report_jobs.make_report(request(made_up), lambda *step: steps.append(step))
    assert {form: name for form, (name, _) in made.items()} == {
        Format.HTML: "ministry-QVE.html",
        Format.PDF: "ministry-QVE.pdf",
        Format.XLSX: "ministry-QVE.xlsx",
        Format.CSV: "ministry-QVE.csv.zip",
    }
    page = made[Format.HTML][1].decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    with pikepdf.open(io.BytesIO(made[Format.PDF][1])) as document:
        assert len(document.pages) <= 4
    with zipfile.ZipFile(io.BytesIO(made[Format.CSV][1])) as package:
        assert "ministry-QVE/datapackage.json" in package.namelist()
    assert [steps[0], steps[-1]] == [(COUNTING, 0, 5), (WRITING, 4, 4)]
    assert HOSTILE not in repr(request(made_up))


def test_the_sheet_of_an_office_says_which_steps_were_marked(made_up: str, tmp_path: Path) -> None:
    url = url_of(tmp_path)
    shutil.copy(path_of(made_up), path_of(url))
    with database.reading(url).connect() as connection:
        every = worklist.open_cases_by_office(connection, scopes.EVERYTHING)
        here = every[(every["jurisdiction"] == "QVE") & (every["office"] != "unknown")]
        office = str(here.sort_values("open_cases")["office"].iloc[-1])
        load = worklist.load_caseload(connection, scopes.EVERYTHING, "QVE", office)
    step = load.steps[load.steps["possible"] > 0].iloc[0]
    day, number = date(2026, 5, 12), int(step["possible"])
    reason = not_applicable_steps.Reason.VICTIMS_WISH
    not_applicable_steps.add_mark(
        url, not_applicable_steps.Mark("QVE", step["case_id"], step["step"], reason, number, day)
    )
    made = report_jobs.make_report(request(url, office, template="office"), lambda *_: None)
    page = made[Format.HTML][1].decode()
    assert page.count("Marked as not applicable on 12 May 2026. Reason: the victim’s wish.") == 1


def test_records_that_changed_meanwhile_end_it(made_up: str, tmp_path: Path) -> None:
    short = tmp_path / "short.toml"
    short.write_text('[[sections]]\ntitle = "A"\nmeasures = ["N01"]\nchart = "none"\n')
    asked = request(made_up, version="of before", template=str(short))
    with pytest.raises(
        errors.UserError, match="The records changed while the report was being created"
    ):
        report_jobs.make_report(asked, lambda *_: None)


@pytest.mark.parametrize(
    "words",
    [report_jobs.REPORT_WORDS, impact_jobs.IMPACT_WORDS, impact_jobs.UNDO_WORDS],
)
def test_no_end_speaks_of_uploads(words: runner.Words) -> None:
    assert words.keys() == {*runner.Rule} - {runner.Rule.STOPPED}
    assert not any("stored" in said or "files" in said for said in words.values())


# Of one jurisdiction the first test asks in every run.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak makes the brief of each.")
@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_the_brief_is_of_four_pages_at_most(made_up: str, jurisdiction: str) -> None:
    # Years on record, breaks among them: those of the chosen years alone would be fewer.
    asked = request(made_up)
    with database.reading(made_up).connect() as connection:
        of = records.records_of_connection(connection, scopes.EVERYTHING, made_up)
        choice = replace(asked.choice, jurisdiction=jurisdiction)
        brief = content.make_report(
            template.load_template("ministry"), choice, of, made_on=asked.made_on
        )
    with pikepdf.open(io.BytesIO(pdf.render_pdf(brief))) as document:
        assert len(document.pages) <= 4


@pytest.mark.parametrize("jurisdiction", everyday("QPE", rest=JURISDICTIONS.keys() - {"QPE"}))
def test_the_brief_of_a_release_is_of_four_pages_at_most(
    released_url: str, jurisdiction: str
) -> None:
    with archive.reading(released_url).connect() as connection:
        of = records.records_of_connection(connection, scopes.RELEASE)
        choice, _ = read_choice({"j": jurisdiction}, of.offered, PLACE_AND_TIME)
        brief = content.make_report(
            template.load_template("ministry"), choice, of, made_on=date(2026, 7, 1)
        )
    with pikepdf.open(io.BytesIO(pdf.render_pdf(brief))) as document:
        assert len(document.pages) <= 4


def test_beside_own_exact_figures_a_report_has_peers_of_the_release(
    made_up: str, released_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request(made_up, scope_id=scopes.jurisdiction_scope("QVE").id)
    asked = replace(asked, choice=replace(asked.choice, year_from=2021))
    monkeypatch.setattr(report_jobs, "FORMATS", (Format.HTML,))

    def told() -> dict[str, str]:
        page = report_jobs.make_report(asked, lambda *_: None)[Format.HTML][1].decode()
        facts = re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", page)
        return dict(facts) | {"page": page}

    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", released_url)
    beside = told()
    assert beside["Other jurisdictions"] == "11 other jurisdictions, from release 1"
    assert beside["Release of the other jurisdictions"].startswith("1, published on ")
    assert (beside["Office"], "Median of others" in beside["page"]) == ("All offices", True)
    # Whose numbers these are: exact, and not for publication.
    assert "Release" not in beside
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", "duckdb:////nowhere/releases.duckdb")
    alone = told()
    assert alone["Other jurisdictions"] == (
        "None. Figures of other jurisdictions come with releases."
    )
    assert "Median of others" not in alone["page"]
