"""In which measures one case counts: the same as all of them together."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import event

from metrics import catalogue
from metrics.request import Scope, last_mature_day
from metrics.worklist import Case, load_case
from metrics.worklist.caseload import matures_on
from schemas import scopes
from tests.unit.metrics.small_world import PLACE, day, parts, read, row
from tests.unit.metrics.worklist.office import OFFICE, case, loaded, suspect

PARTS = ("units", "yes", "no", "unknown", "young", "gap", "left_out")


# Case c was charged in March 2025; case d in 2020, and little is known of it.
WORLD = {
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
}


def seen(url: str, case_id: str, scope: Scope | None = None) -> Case | None:
    with read(url) as connection:
        return load_case(connection, scope or scopes.EVERYTHING, PLACE, case_id)


def of_measure(found: Case | None, measure: str) -> dict[str, Any]:
    assert found is not None
    return dict(found.counted.set_index("measure").loc[measure])


def said(found: Case | None, measure: str) -> tuple[int, ...]:
    row_ = of_measure(found, measure)
    return tuple(int(row_[name]) for name in PARTS)


def test_a_case_counts_as_the_measure_counts_it_and_others_see_none(database_url: str) -> None:
    loaded(database_url, WORLD)
    mine, old = seen(database_url, "c"), seen(database_url, "d")
    assert said(mine, "C01") == (1, 1, 0, 0, 0, 0, 0)
    assert said(mine, "F01") == (1, 0, 1, 0, 0, 0, 0)
    assert said(old, "F01") == (1, 0, 0, 1, 0, 0, 0)
    assert said(mine, "A02") == (1, 0, 0, 0, 0, 0, 1)
    # Two victims of the same day are two; the rejected one is left out.
    assert said(mine, "V03") == (3, 1, 1, 0, 0, 0, 1)
    assert of_measure(mine, "F01")["first_on"] == date(2025, 3, 20)
    # Charged on 20 March 2025, judged after 24 months.
    assert said(mine, "N01") == (1, 0, 0, 0, 1, 0, 0)
    assert of_measure(mine, "N01")["due_on"] == date(2027, 3, 20)
    assert pd.isna(of_measure(old, "N01")["due_on"])

    assert mine is not None
    assert (mine.facts["office"], mine.facts["is_open"]) == (OFFICE, True)
    assert {"R03b", "T03b", "L02"} <= set(mine.nothing)
    assert set(mine.nothing) | set(mine.counted["measure"]) == set(catalogue.CATALOGUE)
    assert set(mine.nothing).isdisjoint(mine.counted["measure"])

    # All cases together are what the measure prints.
    assert old is not None
    for measure in ("F01", "N02", "C01", "P02", "V03", "V02"):
        each = [found.counted.set_index("measure") for found in (mine, old)]
        rows = [frame.loc[measure] for frame in each if measure in frame.index]
        yes, no, unknown = (
            sum(int(one[name]) for one in rows) for name in ("yes", "no", "unknown")
        )
        numerator, unknowns, denominator = parts(row(database_url, measure))
        assert (yes, unknown) == (numerator, unknowns), measure
        assert catalogue.CATALOGUE[measure].kind == "Count" or yes + no == denominator

    # Others see none.
    assert seen(database_url, "nothing") is None
    for scope in (
        scopes.office_scope(PLACE, "south"),
        scopes.jurisdiction_scope("QMB"),
        scopes.jurisdiction_scope(PLACE),
        scopes.NOTHING,
    ):
        assert seen(database_url, "c", scope) is None
    own = seen(database_url, "c", scopes.office_scope(PLACE, OFFICE))
    assert own is not None
    assert own.facts["case_id"] == "c"


@pytest.mark.parametrize("window", [0, 1, 6, 12, 24, 60])
def test_the_day_a_case_is_judged_is_the_first_on_which_the_rule_lets_it(window: int) -> None:
    for number in range(0, 1600, 7):
        dated = date(2023, 1, 25) + timedelta(days=number)
        due = matures_on(dated, window)
        assert last_mature_day(due, window) >= dated
        assert last_mature_day(due - timedelta(days=1), window) < dated


def test_a_case_is_read_once_by_unit_and_counted_apart_from_all_others(database_url: str) -> None:
    loaded(database_url, WORLD)
    asked: list[str] = []

    def note(*statement: Any) -> None:
        asked.append(str(statement[2]))

    with read(database_url) as connection:
        event.listen(connection, "before_cursor_execute", note)
        load_case(connection, scopes.EVERYTHING, PLACE, "c")
    of_units = [one for one in asked if "per_victim" in one]
    # The units of a place are many, and each statement about them looks through all.
    assert len(of_units) == 1
    assert not [one for one in asked if "WITH" in one]
