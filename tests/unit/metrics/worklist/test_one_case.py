"""In which measures one case counts: the same as all of them together."""

from datetime import date
from typing import Any

import pytest

from metrics import catalogue
from metrics.request import Scope
from metrics.worklist import of_case
from tests.unit.metrics.small_world import PLACE, day, parts, read, row
from tests.unit.metrics.worklist.office import OFFICE, case, loaded, suspect

PARTS = ("units", "yes", "no", "unknown", "young", "gap", "left_out")


@pytest.fixture
def url(database_url: str) -> str:
    """Case c was charged in March 2025; case d in 2020, with two victims and an unknown."""
    loaded(
        database_url,
        {
            "cases": [
                case(opened_on=day("2024-01-10"), financial_investigation="none"),
                case("d", opened_on=day("2019-01-10"), final_on=day("2022-01-10")),
            ],
            "suspects": [
                suspect(charged="yes", charged_on=day("2025-03-20")),
                suspect(case_id="d", charged="yes", charged_on=day("2020-03-20")),
            ],
            "links": [{"case_id": "c", "person_id": "p", "link": "exploiter"}],
            "victims": [
                {"victim_id": "v", "case_id": "c", "status": "identified", "legal_aid": "yes"}
                | {"identified_on": day("2024-02-10")},
                {"victim_id": "w", "case_id": "c", "status": "identified", "legal_aid": "no"}
                | {"identified_on": day("2024-02-10")},
                {"victim_id": "x", "case_id": "c", "status": "rejected"},
            ],
        },
    )
    return database_url


def counted(url: str, measure: str, case_id: str = "c") -> dict[str, Any]:
    with read(url) as connection:
        found = of_case(connection, Scope(), PLACE, case_id)
    assert found is not None
    rows = found.counted.set_index("measure")
    return dict(rows.loc[measure])


def said(url: str, measure: str, case_id: str = "c") -> tuple[int, ...]:
    found = counted(url, measure, case_id)
    return tuple(int(found[name]) for name in PARTS)


def test_a_case_is_yes_no_unknown_or_left_out_as_the_measure_counts_it(url: str) -> None:
    assert said(url, "C01") == (1, 1, 0, 0, 0, 0, 0)
    assert said(url, "F01") == (1, 0, 1, 0, 0, 0, 0)
    assert said(url, "F01", "d") == (1, 0, 0, 1, 0, 0, 0)
    assert said(url, "A02") == (1, 0, 0, 0, 0, 0, 1)
    assert counted(url, "F01")["first_on"] == date(2025, 3, 20)


def test_two_victims_of_the_same_day_are_two(url: str) -> None:
    assert said(url, "V03") == (3, 1, 1, 0, 0, 0, 1)


def test_a_young_case_is_said_to_be_judged_when_its_window_has_passed(url: str) -> None:
    young = counted(url, "N01")
    assert young["young"] == 1
    # Charged on 20 March 2025, judged after 24 months.
    assert young["due_on"] == date(2027, 3, 20)
    assert counted(url, "N01", "d")["due_on"] is None


def test_what_the_case_has_nothing_of_is_named(url: str) -> None:
    with read(url) as connection:
        found = of_case(connection, Scope(), PLACE, "c")
    assert found is not None
    assert {"R03b", "T03b", "L02"} <= set(found.nothing)
    assert set(found.nothing) | set(found.counted["measure"]) == set(catalogue.CATALOGUE)
    assert set(found.nothing).isdisjoint(found.counted["measure"])
    assert (found.facts["office"], found.facts["is_open"]) == (OFFICE, True)


def test_all_cases_together_are_what_the_measure_prints(url: str) -> None:
    with read(url) as connection:
        found = [of_case(connection, Scope(), PLACE, id_) for id_ in ("c", "d")]
    for measure in ("F01", "N02", "C01", "P02", "V03", "V02"):
        each = [f.counted.set_index("measure") for f in found if f is not None]
        rows = [frame.loc[measure] for frame in each if measure in frame.index]
        yes, no, unknown = (
            sum(int(one[name]) for one in rows) for name in ("yes", "no", "unknown")
        )
        numerator, unknowns, denominator = parts(row(url, measure))
        assert (yes, unknown) == (numerator, unknowns), measure
        assert catalogue.CATALOGUE[measure].kind == "Count" or yes + no == denominator


@pytest.mark.parametrize(
    ("scope", "case_id"),
    [
        (Scope(), "nothing"),
        (Scope(offices=frozenset({"south"})), "c"),
        (Scope(jurisdictions=frozenset({"QMB"})), "c"),
        (Scope(frozenset(), frozenset()), "c"),
    ],
)
def test_a_case_that_is_not_there_or_not_ones_own_is_none(
    url: str, scope: Scope, case_id: str
) -> None:
    with read(url) as connection:
        assert of_case(connection, scope, PLACE, case_id) is None
