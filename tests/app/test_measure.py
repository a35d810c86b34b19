"""The Measure page for each kind of measure: trend, offices, groups, unknowns, versions."""

import functools
import html
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from dashboard.frames.tables import ADDED_UP
from dashboard.pages.measure import cards
from metrics import catalogue
from metrics.measure import Change
from tests.app.test_overview import text
from tests.app.test_pages import charts, frames, page, tables
from tests.soak import everyday

LEAVE, COHORT = cards.HOW_ENDED, cards.FOLLOWED


CATALOGUE = catalogue.CATALOGUE
YEARS = {"from_": "2016", "to": "2024"}


def opened(measure: str, **more: str) -> AppTest:
    test = page("measure", j="QVE", m=measure, **(YEARS | more))
    assert not test.exception
    return test


@functools.cache
def seen(url: str, measure: str = "N01") -> AppTest:
    """The page of a measure over a database; once, for all that only look at it."""
    del url
    return opened(measure)


def headings(test: AppTest) -> list[str]:
    return [header.value for header in test.header]


def marks(test: AppTest) -> list[set[str]]:
    """The styles and types of the marks of each chart."""
    return [
        {str(layer["mark"].get(key)) for layer in chart["layer"] for key in ("type", "style")}  # type: ignore[attr-defined]
        for chart in charts(test)
    ]


def drawn(test: AppTest, position: int) -> pd.DataFrame:
    """What a chart of the page holds, all its frames below each other."""
    sent = test.get("vega_lite_chart")[position].proto.datasets
    frames = [pa.ipc.open_stream(one.data.data).read_pandas() for one in sent]
    return pd.concat(frames, ignore_index=True)


def of_kind(kind: str) -> str:
    return next(measure.id for measure in CATALOGUE.values() if measure.kind == kind)


def test_eight_offices_of_a_share_are_a_funnel(many_offices: str) -> None:
    test = seen(many_offices)
    words = html.unescape(text(test))
    _, offices, *_ = marks(test)
    assert {"limit", "limit-near", "middle", "point"} <= offices
    assert "The offices differ " in words
    assert "Adjusted for size (95% interval)" in tables(test)
    assert "within the limits" in tables(test)


def test_fewer_offices_are_intervals(made_up: str) -> None:
    test = seen(made_up)
    _, offices, *_ = marks(test)
    assert "limit" not in offices
    assert "interval" in offices
    assert "only if its whole 99% confidence interval is above or below the dashed line" in text(
        test
    )


OTHER_KINDS = everyday("Count", "Duration", rest=["Amount", "Median", "Rate", "FlowRatio"])


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_other_kinds_have_a_trend_and_no_funnel(many_offices: str, kind: str) -> None:
    test = seen(many_offices, of_kind(kind))
    trend, *others = marks(test)
    assert ("pale" in trend) == (kind in ADDED_UP)
    assert all("limit" not in marks_ for marks_ in others)
    assert "What missing data could change" not in headings(test)


def test_a_breakdown_is_chosen_and_kept_in_the_address(made_up: str) -> None:
    test = opened("N01")
    chosen = test.selectbox(key="measure.by")
    assert chosen.value == "form"
    chosen.select("sector").run()
    assert test.query_params["by"] == "sector"
    assert "Construction" in tables(test)


def test_a_changed_definition_breaks_the_trend_and_is_listed(
    many_offices: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    # Cards of the page are kept, and a definition changes only with the program.
    cache.clear()
    request.addfinalizer(cache.clear)
    change = Change("2", date(2020, 1, 1), "Charges of accomplices count")
    changed = replace(CATALOGUE["N01"], changes=(change,))
    monkeypatch.setattr(catalogue, "CATALOGUE", CATALOGUE | {"N01": changed})
    test = opened("N01")
    words = html.unescape(text(test))
    trend, *_ = marks(test)
    assert "break" in trend
    assert "A: Version 2: Charges of accomplices count (break)" in set(drawn(test, 0)["label"])
    assert "N01 (version 2)" in words
    assert "1 January 2020" in words
    assert "2016 to 2019: " in words
    assert "Version 2 is a break in series. Values before and after it are not compared." in words


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
        r"What happened within \d+ months to the [\d,]+ people followed \([^)]+\):"
        r" \d+% were convicted\. 95% confidence interval: .*\d+% were still pending\.",
        words,
    )
    styles = [
        layer["mark"].get("style")
        for chart in charts(test)
        for layer in chart["layer"]  # type: ignore[attr-defined]
        if layer["mark"]["type"] == "line"
    ]
    assert {"way-0", "way-1", "way-2"} <= set(styles)
    [ways] = [one for one in frames(test) if "Outcome" in one.columns]
    assert {"Convicted", "Acquitted", "Still pending"} <= set(ways["Outcome"])
    [steps] = [one for one in frames(test) if "Step" in one.columns]
    assert steps["Step"].iloc[0] == "Suspected"


def test_too_few_to_follow_is_said(made_up: str) -> None:
    test = opened("P01b", form="organ_removal", to="2016")
    assert any("too few people can be followed" in one.value for one in test.get("text"))
    young = opened("P01", from_="2025", to="2026")
    told = [one.value for one in young.get("text")]
    assert "Nobody suspected in 2025 to 2026 has been followed for 24 months." in told
