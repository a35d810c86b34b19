"""The key findings of a report and the steps to consider, in every format."""

import io
from typing import Any

import pandas as pd
import pytest
from markupsafe import escape

from dashboard.export import content, files, package, pdf, template, xlsx
from metrics import catalogue, worklist
from schemas import scopes
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import pdf_text, squeezed

COUNTS = ("possible", "taken", "unknown", "not_collected")
NO_CASES = pd.DataFrame({"case_id": [], "form": []})
NO_STEPS = pd.DataFrame({"case_id": [], "step": []} | {name: [] for name in COUNTS})
FINDINGS = """
[[sections]]
title = "First"
list = "key_findings"

[[sections]]
title = "To consider"
list = "steps"

[[sections]]
title = "Table"
measures = ["N01", "N02", "R01", "C03"]
chart = "none"

[[sections]]
title = "Own words"
notes = true
"""
LOW = {"value": 0.1, "numerator": 18, "low": 0.05, "high": 0.2}


def brief(**changed: Any) -> content.Report:
    def rows(ids: tuple[str, ...], *, by: tuple[str, ...] = (), **_: Any) -> pd.DataFrame:
        every = small.rows(("N01", "N02", "C03")).to_dict("records")
        every += [result_rows.row("R01", "XAA", **LOW), result_rows.row("R01", "XAB")]
        found = [row for row in every if row["measure"] in ids]
        of_year = {"period": "2018"} if by else {}
        return pd.DataFrame([row | {"currency": "EUR"} | of_year for row in found])

    listed = pd.DataFrame([("R01", "XAA", 0.5, "2018", "Plan")], columns=small.NO_TARGETS.columns)
    return content.make_report(
        template.parse_template("own", FINDINGS),
        small.choice(),
        small.records(**({"rows": rows, "targets": listed, "caseload": load} | changed)),
        made_on=small.MADE_ON,
    )


def load(jurisdiction: str, office: str) -> worklist.Caseload:
    """A case in each office, and one without, in which a claim is possible or unknown."""
    cases = pd.DataFrame({"case_id": [office], "form": ["servitude"]})
    step = {"case_id": office, "step": "claim", "possible": 2, "taken": 0, "not_collected": 0}
    steps = [step | {"unknown": 0}, step | {"step": "freezing", "unknown": 0}]
    if office == "o2":
        steps = [step | {"possible": 0, "unknown": 3}]
    return worklist.Caseload(cases, pd.DataFrame(steps), ())


def test_a_brief_leads_with_findings_that_are_those_of_its_table() -> None:
    made = brief()
    first, consider, table = made.parts
    assert (first.title, consider.title, table.title) == ("First", "To consider", "Table")
    target = first.findings[0]
    assert (target.kind, target.measure, target.to_go) == ("furthest_from_target", "R01", 32)
    figures_ = made.figures.set_index("measure")
    for one in first.findings:
        if one.row is not None and one.kind != "largest_gap":
            assert one.row["value"] == figures_.loc[one.measure, "value"]
    assert made.findings == first.findings


def test_steps_are_counted_over_all_offices_for_the_topics_that_lag() -> None:
    consider = brief().parts[1]
    assert consider.steps is not None
    assert consider.steps.to_dict("records") == [
        {
            "Step": "Lodge a victim's claim for compensation",
            "Measure": catalogue.CATALOGUE["R01"].title,
            "Possible": 2.0,
            "Missing": 1.0,
        }
    ]
    assert consider.text.startswith("3 cases were open on 30 June 2026.")


@pytest.mark.parametrize(
    "changed",
    [
        {"scope": scopes.jurisdiction_scope("XAA")},
        {"targets": small.NO_TARGETS},
        {"caseload": lambda *_: worklist.Caseload(NO_CASES, NO_STEPS, ())},
    ],
)
def test_without_cases_to_see_or_a_measure_that_lags_there_is_nothing_to_consider(
    changed: dict[str, Any],
) -> None:
    made = brief(**changed)
    assert [part.title for part in made.parts] == ["First", "Table"]


def test_the_findings_are_the_same_in_every_format() -> None:
    made = brief()
    package_ = package.render_package(made)
    csv = pd.read_csv(io.BytesIO(package_["key-findings.csv"]))
    assert list(csv["finding"]) == [one.kind.value for one in made.findings]
    assert csv["value"].iloc[0] == 0.1
    html, text = files.render_html(made).decode(), squeezed(pdf_text(pdf.render_pdf(made)))
    sheet = pd.read_excel(io.BytesIO(xlsx.render_xlsx(made)), sheet_name="1 First")
    assert list(sheet["In words"]) == list(csv["text"]) == [one.text for one in made.findings]
    for one in made.findings:
        assert str(escape(one.text)) in html
        assert squeezed(one.text) in text
    assert pd.read_csv(io.BytesIO(package_["steps.csv"]))["possible"].to_list() == [2]
