"""What others published stands beside own counts of the same country, and nowhere else."""

import html

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from metrics import published
from seed import batches
from tests.app.test_overview import text
from tests.app.test_pages import page, tables
from tests.fixtures.made_up import url_of
from tests.soak import everyday
from tests.submissions import small
from tests.unit.metrics.reference.test_published import C, P, frame

CARD = "Figures published by others"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of XAA with figures of XAA; XZZ has records and no figures."""
    home = tmp_path_factory.mktemp("figures")
    url = url_of(home)
    submissions = [
        small(home / jurisdiction, f'jurisdiction = "{jurisdiction}"', "made_up = true")
        for jurisdiction in ("XAA", "XZZ")
    ]
    batches.store(url, submissions, partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    told = [("XAA", "Aland", P, 2023, "<5"), ("XAA", "Aland", C, 2023, "7")]
    published.replace_published(url, frame(told))
    return url


@pytest.fixture
def shown(figures: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> None:
    """The same, as the database that the dashboard reads."""
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", figures)


def has_card(test: AppTest) -> bool:
    assert not test.exception
    return CARD in [header.value for header in test.header]


def test_published_figures_stand_beside_own_counts_with_how_to_read_them(shown: None) -> None:
    test = page("measure", j="XAA", m="C02")
    assert has_card(test)
    words = html.unescape(text(test))
    assert "Published: Persons prosecuted" in tables(test)
    assert "0 to 4" in tables(test)
    assert "Convictions divided by prosecutions (in the table) is not a conviction rate" in words
    assert "The ratio was above 100% in at least 1 of them." in words


@pytest.mark.parametrize(
    ("jurisdiction", "measure"),
    everyday(("XAA", "C04"), rest=[("XZZ", "C02"), ("XAA", "C01"), ("XAA", "N01")]),
)
def test_without_a_figure_there_is_no_card(shown: None, jurisdiction: str, measure: str) -> None:
    assert not has_card(page("measure", j=jurisdiction, m=measure))
