"""In which open cases a step would add to its measure: those that are a no in it over the years."""

import pytest

from metrics.request import EVER, Scope, Years
from metrics.worklist import cases_counted_as_no
from schemas import scopes
from tests.unit.metrics.small_world import PLACE, day, read
from tests.unit.metrics.worklist.office import OFFICE, case, loaded, suspect

WORLD = {
    "cases": [
        case(financial_investigation="none"),
        case("uncharged", financial_investigation="none"),
        case("done", financial_investigation="parallel"),
        case("silent"),
        case("decided", financial_investigation="none", first_instance_on=day("2025-06-10")),
        case("south", financial_investigation="none", office_id="south"),
    ],
    "suspects": [
        suspect(case_id=one, charged="yes", charged_on=day("2024-03-20"))
        for one in ("c", "done", "silent", "decided", "south")
    ],
    "victims": [
        {"victim_id": f"v{number}", "case_id": "c", "status": "identified", "legal_aid": aid}
        | {"identified_on": day("2024-02-10")}
        for number, aid in enumerate(("no", "no", "yes"))
    ],
}


@pytest.fixture
def url(database_url: str) -> str:
    offices = [{"office_id": one, "kind": "prosecution"} for one in (OFFICE, "south")]
    loaded(database_url, WORLD | {"offices": offices})
    return database_url


def seen(url: str, years: Years = EVER, scope: Scope | None = None) -> set[tuple[str, str]]:
    with read(url) as connection:
        found = cases_counted_as_no(connection, scope or scopes.EVERYTHING, PLACE, OFFICE, years)
    return set(found.itertuples(index=False, name=None))


def test_a_case_counts_where_it_is_open_charged_and_known_not_to_have_it(url: str) -> None:
    found = seen(url)
    assert {case_id for step, case_id in found if step == "financial_investigation"} == {"c"}
    # Two victims without, and one with: the case is named once.
    assert ("lawyer_after_interview", "c") in found
    # Of other years and outside the scope there is none.
    assert seen(url, (2025, 2026)) == set()
    assert seen(url, scope=scopes.office_scope(PLACE, "south")) == set()
    own = scopes.office_scope(PLACE, OFFICE)
    assert ("financial_investigation", "c") in seen(url, (2024, 2024), own)
    # Those above the office see its figures, and none of its cases.
    assert seen(url, (2024, 2024), scopes.jurisdiction_scope(PLACE)) == set()
