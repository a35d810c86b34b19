"""Peers beside exact figures of one's own: those of the release that is shown, and no records."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from dashboard import access, data
from dashboard.frames import peer_comparison
from dashboard.query_params import Choice
from dashboard.records import current_records
from metrics import counting_options, worklist
from metrics.release.rounding import FEWEST_BETWEEN
from schemas import columns, scopes
from schemas.store import database
from tests.app.test_overview import text
from tests.app.test_pages import page
from tests.app.test_take_away import kept, opened
from tests.soak import everyday
from tests.unit.dashboard.export import small_release

pytestmark = pytest.mark.soak

__all__ = ["kept"]

OWN, ID = "QVE", "V01"
WINDOW = (2021, 2023)
IN_WINDOW = {"j": OWN, "from_": "2021", "to": "2023"}
MINISTRY = scopes.jurisdiction_scope(OWN)


@pytest.fixture(params=everyday("office", rest=["ministry"]))
def own_scope(
    request: pytest.FixtureRequest,
    made_up: str,
    released_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> scopes.Scope:
    """Who sees own exact figures, where a release lies beside them."""
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", released_url)
    scope = MINISTRY
    if request.param == "office":
        with database.reading(made_up).connect() as connection:
            led = worklist.open_cases_by_office(connection, scopes.EVERYTHING)
        of_place = led[(led["jurisdiction"] == OWN) & (led["office"] != columns.UNKNOWN)]
        scope = scopes.office_scope(OWN, str(of_place["office"].iloc[0]))
    monkeypatch.setattr(access, "scope_id", lambda: scope.id)
    return scope


def of_release(released_url: str) -> pd.DataFrame:
    source = data.release_source("duckdb:////nowhere.duckdb")
    return data.rows.from_source(source, (ID,), years=WINDOW)


def test_others_are_as_the_release_tells_them_and_own_rows_are_exact(
    own_scope: scopes.Scope, released_url: str
) -> None:
    told = current_records().rows_with_peers((ID,), Choice(OWN, *WINDOW))
    exact, released = data.rows((ID,), years=WINDOW), of_release(released_url)
    own = told[told["jurisdiction"] == OWN]
    # A release does not say which years are covered: beside it the column is of objects.
    same = own[exact.columns].astype(exact.dtypes).reset_index(drop=True)
    pd.testing.assert_frame_equal(same, exact)
    assert own["of_release"].isna().all()
    others = told[told["jurisdiction"] != OWN].set_index("jurisdiction")
    assert len(others) == len(released) - 1
    for jurisdiction, row in released.set_index("jurisdiction").drop(OWN).iterrows():
        one = others.loc[jurisdiction]
        enough = row["denominator"] >= FEWEST_BETWEEN
        assert one["status"] == row["status"] if enough else one["status"] != "ok"
        assert one["status"] == "withheld" or not one["denominator"] % 5


def test_the_places_are_own_ones_and_those_of_the_release(own_scope: scopes.Scope) -> None:
    jurisdictions = current_records().with_others
    assert set(jurisdictions.loc[~jurisdictions["released"], "jurisdiction"]) == {OWN}
    office = own_scope.office or ""
    choice = Choice(OWN, *WINDOW, office=office, office_alone=bool(office))
    assert peer_comparison.eligible_peers(jurisdictions, choice) == tuple(
        sorted(set(jurisdictions["jurisdiction"]) - {OWN})
    )


def test_what_others_state_of_law_and_counting_comes_with_their_figures(
    own_scope: scopes.Scope,
) -> None:
    own, rules = data.context(), current_records().rules
    assert set(own["jurisdiction"]) == {OWN}
    of_own = rules[
        (rules["jurisdiction"] == OWN) & ~rules["subject"].isin(counting_options.OPTIONS)
    ]
    pd.testing.assert_frame_equal(of_own, own)
    assert set(rules["jurisdiction"]) == set(current_records().with_others["jurisdiction"])


def test_pages_set_others_beside_own_figures(own_scope: scopes.Scope) -> None:
    assert "11 other jurisdictions, from release 1" in text(page("overview", **IN_WINDOW))
    compared = text(page("compare", m=ID, alike="yes", **IN_WINDOW))
    assert "Corvasse" in compared
    assert "of 11 other jurisdictions count" in compared


def test_of_a_period_that_is_not_released_the_others_are_named(own_scope: scopes.Scope) -> None:
    said = text(page("overview", j=OWN, from_="2020", to="2024"))
    assert "Not available for these years. The release has: " in said
    assert "2021 to 2023" in said


def test_notes_on_others_stand_beside_them_and_own_figures_have_none(
    made_up: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: dict[str, bytes]
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", small_release.made(tmp_path))
    monkeypatch.setattr(access, "scope_id", lambda: MINISTRY.id)
    test = page("compare", m="N01", j=OWN, from_="2018", to="2020")
    assert not test.exception
    assert "(Mara, 2018 to 2020)" in text(test)
    opened(test, "N01_by_jurisdiction")
    [table] = [of for name, of in kept.items() if name.endswith(".csv")]
    rows = [*csv.DictReader(io.StringIO(table.decode("utf-8-sig")))]
    noted = {row["jurisdiction"]: row["note"] for row in rows}
    assert noted == {OWN: "", "QMA": f"Ministry, 1 July 2026: “{small_release.HOSTILE}”"}


def test_without_a_release_nobody_stands_beside(
    made_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "scope_id", lambda: MINISTRY.id)
    exact = data.rows((ID,), years=WINDOW)
    pd.testing.assert_frame_equal(
        current_records().rows_with_peers((ID,), Choice(OWN, *WINDOW)), exact
    )
    assert list(current_records().with_others["jurisdiction"]) == [OWN]
    words = text(page("overview", **IN_WINDOW))
    assert "None. Figures of other jurisdictions come with releases" in words


def test_at_a_desk_peers_are_the_records_own(
    made_up: str, released_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", released_url)
    exact = data.rows((ID,), years=WINDOW)
    pd.testing.assert_frame_equal(
        current_records().rows_with_peers((ID,), Choice(OWN, *WINDOW)), exact
    )
    assert "released" not in current_records().with_others
