"""All pages under all filters: what a page says is counted under the filters that it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

from dashboard import cache
from dashboard.pages import all_pages, find_page
from metrics import Measure, catalogue, results, worklist
from metrics.request import Request
from schemas.store import database
from tests import soak, submissions
from tests.app import said_first, walking
from tests.app.test_overview import come_through_our_server
from tests.app.test_pages import page as open_page
from tests.app.walking import Walk
from tests.quick_pages import turn_to

YEARS = {"from": "2018", "to": "2024"}
FORM = {"form": "sexual_exploitation"}
SECTIONS = ("missing", "late", "found", "sources", "changes", "more")
OFTEN = SECTIONS[:2]
IN_FULL = soak.soak_size(2) > 1
# A page, and what its address holds beside a choice.
VIEWS = [
    *((page.url_path, {}) for page in all_pages()[1:] if page.url_path != "quality"),
    *(("quality", {"see": section}) for section in OFTEN),
]
# Each kind of measure, and what is told per thing, of a pace, and not by form of exploitation.
MEASURES = soak.everyday(
    *("R03b", "P05"), rest=("C03", "C04r", "A03", "D01m", "R05", "L03", "P04", "P04d")
)
# Two jurisdictions that say nothing of being made up, and so have no peers.
REAL, CASES, SEED = ("QVE", "QPE"), 100, 5


@pytest.fixture(scope="module")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database of two jurisdictions with offices, whose records are real."""
    return submissions.store_places(tmp_path_factory.mktemp("real"), REAL, cases=CASES, seed=SEED)


@pytest.fixture
def real(real_url: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> str:
    """The same, read behind our server."""
    come_through_our_server(monkeypatch)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", real_url)
    return real_url


@pytest.fixture
def walk(made_up: str) -> Iterator[Walk]:
    with database.reading(made_up).connect() as connection:
        yield Walk(connection)


@pytest.fixture
def real_walk(real: str) -> Iterator[Walk]:
    with database.reading(real).connect() as connection:
        yield Walk(connection)


def office_of(walk: Walk, jurisdiction: str) -> dict[str, str]:
    """The office of the place that leads most cases."""
    led = worklist.open_cases_by_office(walk.connection, walking.EVERYTHING)
    own = led[(led["jurisdiction"] == jurisdiction) & (led["office"] != "unknown")]
    return {"office": str(own.sort_values("cases")["office"].iloc[-1])}


def opened(name: str, address: dict[str, str]) -> AppTest:
    return open_page(name, **address)


def go(test: AppTest, page: str, address: dict[str, str]) -> AppTest:
    """Go on to a page in the same session, by the menu: its address holds no choice."""
    test.query_params.clear()
    for key, value in address.items():
        test.query_params[key] = value
    return turn_to(test, page).run()


def cases_of(walk: Walk, address: dict[str, str]) -> set[str]:
    """The ids of the open cases of the chosen office, which its caseload alone may show."""
    office = address.get("office")
    if office is None:
        return set()
    load = worklist.load_caseload(walk.connection, walking.EVERYTHING, address["j"], office)
    assert not load.cases.empty
    return set(load.cases["case_id"])


def everywhere(
    walk: Walk, address: dict[str, str], views: Sequence[tuple[str, dict[str, str]]] = VIEWS
) -> None:
    """Choose on Overview, walk through the pages, and come back to what was chosen."""
    test = opened(all_pages()[0].url_path, address)
    first = walking.compare(walk, all_pages()[0].url_path, test)
    assert first.filters == address
    ids = cases_of(walk, address)
    assert not {id_ for id_ in ids if id_ in first.markup}
    for page, see in views:
        shown = walking.compare(walk, page, go(test, page, see)).markup
        with_ids = {id_ for id_ in ids if id_ in shown}
        # A long list of cases is shown in parts.
        assert bool(with_ids) == (bool(ids) and page == "caseload"), page
    assert said_first.shown(go(test, all_pages()[0].url_path, {})).filters == address


def held(walk: Walk, fewest: int) -> None:
    counted = f"{len(walk.said)} sentences and {walk.figures} figures in tables compared"
    print(*walk.said, counted, sep="\n")  # noqa: T201 - the figure of the walk, and what was read
    assert walk.differ == []
    assert len(walk.said) >= fewest


@pytest.mark.parametrize(
    ("jurisdiction", "form", "office", "fewest"),
    soak.everyday(
        ("XKE", True, True, 13),
        rest=[
            # Few cases, and payments that are not recorded.
            ("QUL", True, True, 9),
            ("QVE", True, False, 14),
            ("QZE", False, True, 12),
        ],
    ),
)
def test_what_is_chosen_on_overview_acts_on_each_page_as_that_page_shows_it(
    walk: Walk, jurisdiction: str, *, form: bool, office: bool, fewest: int
) -> None:
    narrowed = (FORM if form else {}) | (office_of(walk, jurisdiction) if office else {})
    everywhere(walk, {"j": jurisdiction, **YEARS, **narrowed})
    held(walk, fewest)


# In every run `test_overview.py` shows a real jurisdiction without peers.
@pytest.mark.skipif(not IN_FULL, reason="A soak walks through all pages of real records.")
def test_real_records_have_no_peers_and_the_same_filters(real_walk: Walk) -> None:
    everywhere(real_walk, {"j": "QVE", **YEARS, **office_of(real_walk, "QVE")})
    held(real_walk, 12)


def test_a_part_that_a_page_cannot_apply_does_not_act_when_an_address_asks_for_it(
    walk: Walk,
) -> None:
    address = {"j": "QVE", **YEARS, **FORM, **office_of(walk, "QVE"), "m": "F01"}
    views = [*((name, {}) for name in ("chain", "compare", "caseload", "upload", "methods"))]
    views += [("quality", {"see": section}) for section in SECTIONS if IN_FULL or section in OFTEN]
    for page, see in views:
        on = walking.compare(walk, page, opened(page, address | see))
        if page != "quality":
            assert set(on.filters) == {part.value for part in find_page(page).filters}, page
    held(walk, 6)


@pytest.mark.parametrize("id_", MEASURES)
def test_every_kind_of_measure_is_told_under_the_filters_that_are_shown(
    real_walk: Walk, id_: str
) -> None:
    test = opened(
        "measure",
        {"j": "QVE", "from": "2016", "to": "2024", **FORM, **office_of(real_walk, "QVE"), "m": id_},
    )
    on = walking.compare(real_walk, "measure", test)
    assert ("form" in on.filters) == ("form" in catalogue.CATALOGUE[id_].breakdowns)
    assert ("office" in on.filters) == (id_ != "C04r")
    walking.compare(real_walk, "compare", go(test, "compare", {}))
    held(real_walk, 2)


@pytest.mark.parametrize("name", soak.everyday("money", rest=["victims"]))
def test_a_page_of_one_jurisdiction_counts_no_other(
    made_up: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    counted: list[tuple[Sequence[Measure], Request]] = []
    compute = results.compute

    def note(connection: Connection, measures: Sequence[Measure], asked: Request) -> pd.DataFrame:
        counted.append((measures, asked))
        return compute(connection, measures, asked)

    cache.clear()
    monkeypatch.setattr(results, "compute", note)
    assert not opened(name, {"j": "QVE", **YEARS}).exception
    assert counted
    here = (("jurisdiction", "QVE"),)
    with database.reading(made_up).connect() as connection:
        for measures, asked in counted:
            assert asked.only == here
            rows = compute(connection, measures, asked)
            of_all = compute(connection, measures, replace(asked, only=()))
            assert 0 < 5 * len(rows) < len(of_all)
            own = of_all[of_all["jurisdiction"] == "QVE"].reset_index(drop=True)
            pd.testing.assert_frame_equal(rows, own)
