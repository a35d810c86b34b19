"""How persons leave a stage, and what became of a cohort, on the page of a measure."""

import re

import pandas as pd
import pytest

from dashboard import data
from metrics import stages
from tests.app.measure.test_measure import headings, opened
from tests.app.test_overview import text
from tests.app.test_pages import charts, frames
from tests.soak import everyday

LEAVE, COHORT = "How they leave", "What became of one cohort"


@pytest.mark.parametrize(
    ("measure", "shown"),
    everyday(
        ("P01c", {COHORT}),
        ("P05", {LEAVE}),
        rest=[("P01", {LEAVE, COHORT}), ("P01d", {LEAVE, COHORT}), ("P02", set())],
    ),
)
def test_the_stages_show_their_ways_out(made_up: str, measure: str, shown: set[str]) -> None:
    assert {LEAVE, COHORT} & set(headings(opened(measure))) == shown


def test_ways_out_are_said_drawn_and_in_a_table(made_up: str) -> None:
    test = opened("P01b")
    words = text(test)
    assert re.search(
        r"Of \d+ persons charged, within \d+ months \d+% were convicted \(95% interval [^)]+\),"
        r" .*\d+% were still in it\.",
        words,
    )
    styles = [
        layer["mark"].get("style")
        for chart in charts(test)
        for layer in chart["layer"]  # type: ignore[attr-defined]
        if layer["mark"]["type"] == "line"
    ]
    assert {"way-0", "way-1", "way-2"} <= set(styles)
    [ways] = [one for one in frames(test) if "Way out" in one.columns]
    assert {"Convicted", "Acquitted", "Still in it"} <= set(ways["Way out"])
    [steps] = [one for one in frames(test) if "Step" in one.columns]
    assert steps["Step"].iloc[0] == "Suspected"


def test_too_few_to_follow_is_said(made_up: str) -> None:
    test = opened("P01b", form="organ_removal", to="2016")
    assert any("Too few persons charged can be followed" in one.value for one in test.get("text"))
    young = opened("P01", from_="2025", to="2026")
    told = [one.value for one in young.get("text")]
    assert "Nobody suspected in 2025–2026 has been followed for 24 months." in told


def test_where_all_are_still_in_it_that_is_said(
    made_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending = {"jurisdiction": "QVE", "way": stages.OPEN, "days": 230.0, "persons": 12}
    everybody = pd.DataFrame([pending])
    monkeypatch.setattr(data, "left", lambda *_asked, **_how: everybody)
    told = [one.value for one in opened("P01b").get("text")]
    said = "No proceedings ended within 7 months for 12 persons charged in Velmora, 2016–2024."
    assert said in told
