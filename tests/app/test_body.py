"""Pages over returns: Overview shows what all can answer, and one country next to chosen peers."""

import html
import re
from collections.abc import Iterator

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from metrics import comparability
from metrics.release import archive, returns
from metrics.release.archive import STORE
from metrics.release.exact_counts import CONTEXT
from tests.app.test_overview import markup, text
from tests.app.test_pages import page
from tests.unit.metrics.reference.test_published import C, frame
from tests.unit.metrics.release import sent

VALUES = {"QMO": 0.2, "QPE": 0.3, "QUL": 0.4, "QVE": 0.5, "QZE": 0.6, "XBR": 0.7}
STATED = {"charge_counted_at": "indictment", "mandatory_prosecution": "no"}
# One counts charges at another moment, and two must prosecute.
OTHERWISE = {
    "XBR": {"charge_counted_at": "court_registration"},
    "QMO": {"mandatory_prosecution": "yes"},
    "QPE": {"mandatory_prosecution": "yes"},
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the returns of six countries that all have figures of one measure."""
    home = tmp_path_factory.mktemp("body")
    url = f"duckdb:///{home / 'body.duckdb'}"
    at = archive.address(url, None)
    for code, value in VALUES.items():
        rules = [
            (code, rule, (STATED | OTHERWISE.get(code, {})).get(rule, "by_network"))
            for rule in comparability.SUBJECTS
        ]
        shares = sent.content(code, value=value)
        counts = sent.content(code, measure="C03", kind="Count", value=100 * value)
        content = shares._replace(
            rows=pl.concat([shares.rows, counts.rows]),
            context=pl.DataFrame(rules, schema=CONTEXT, orient="row"),
        )
        file = sent.country(code).send(sent.made(code, content=content))
        returns.import_returns(url, at, [returns.check(at, *file)], trusts=lambda _: True)
    published = [
        ("QVE", "Velmora", C, year, text)
        for year, text in ((2019, "20"), (2020, "30"), (2021, "<5"))
    ]
    returns.replace_published(url, at, frame([*published, ("QPE", "Pellandro", C, 2020, "7")]))
    yield at
    STORE.close()


@pytest.fixture
def body(returned: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> None:
    """What a body's public dashboard has: returns, and an address of records that leads nowhere."""
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", returned)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "duckdb:////nowhere/records.duckdb")
    monkeypatch.setenv("PROSECUTION_QUALITY_PUBLIC", "yes")


def opened(name: str = "overview", **address: str) -> AppTest:
    test = page(name, **address)
    assert not test.exception, address
    return test


def cells(test: AppTest, beginning: str) -> list[str]:
    """The cells of the first row of a table that begins with a text."""
    for row in re.findall(r"<tr.*?</tr>", markup(test), re.DOTALL):
        found = [
            html.unescape(re.sub("<[^>]*>", "", one))
            for one in re.findall("<t[hd].*?</t[hd]>", row)
        ]
        if found and found[0].startswith(beginning):
            return found
    raise AssertionError(beginning)


def test_overview_says_which_questions_all_can_answer_and_ranks_nobody(body: None) -> None:
    test = opened()
    # The largest group counts in the same way: 20% to 60%.
    line = cells(test, "In what share of cases charged as trafficking did charges cover")
    assert line[1:] == ["6 of 6", "5", "40%", "30% to 50%"]
    assert cells(test, "What share of victims was given")[1:] == [
        "0 of 6",
        "0",
        "Fewer than 5 can be compared",
        "",
    ]
    assert "questions, 1 can be answered by every jurisdiction" in text(test)
    listed = re.findall(r"j=(Q..|XBR)&amp;[^\"]*see=one", markup(test))
    names = [f"The “{code}”, İl" for code in VALUES]
    assert listed == [code for _, code in sorted(zip(names, VALUES, strict=True))]
    # The page shows and addresses the filters that act on it.
    assert "j" not in test.query_params
    assert [box.label for box in test.selectbox] == ["Period", "Form of exploitation"]


def test_a_period_without_figures_has_an_answer_and_no_empty_table(body: None) -> None:
    test = opened(form="forced_labour")
    assert "No return has a figure for 2019 to 2021." in text(test)
    assert "Questions" not in [header.value for header in test.header]


def test_a_profile_is_compared_with_a_set_and_with_peers_chosen_by_hand(body: None) -> None:
    # An address from before there were sections is about the country that it names.
    test = opened(j="QVE")
    assert "Median and middle 50% of up to 5 other" not in text(test)
    assert test.selectbox(key="filters.j").value == "QVE"
    test.selectbox(key="overview.set").select("law").run()
    assert test.query_params["set"] == "law"
    offered = test.multiselect(key="overview.with").options
    assert len(offered) == 3
    test.multiselect(key="overview.with").set_value(["QUL"]).run()
    assert test.query_params["with"] == "QUL"
    again = opened(j="QVE", set="law", **{"with": "QUL"})
    assert markup(again) == markup(test)
    assert "with=QUL&amp;set=law" in markup(test)


@pytest.mark.parametrize("name", ["overview", "chain", "money", "victims", "measure", "compare"])
def test_no_page_asks_for_records(body: None, name: str) -> None:
    said = text(opened(name, j="QVE"))
    assert "Add them on the page" not in said
    assert "import" not in said.lower().split()


def test_published_figures_are_drawn_and_listed_apart_from_those_of_returns(body: None) -> None:
    test = opened("compare", j="QVE", m="C03")
    said = text(test)
    assert "UNODC, Global Report on Trafficking in Persons (data.xlsx)" in said
    assert "This measure counts convictions at first instance." in said
    [chart] = test.get("vega_lite_chart")[:1]
    assert "published: 50 to 54" in chart.proto.spec + str(chart.proto.datasets)
    assert cells(test, "The “QPE”")[-1] == "7 (only 2020)"
    # A measure that nobody publishes has none.
    assert "Global Report" not in text(opened("compare", j="QVE", m="N01"))
    test = opened("measure", j="QVE", m="C03")
    assert "Bars: UNODC, Global Report on Trafficking in Persons (data.xlsx)." in text(test)
