"""Another value of a declared choice, and the numbers of persons and victims that it changes."""

from datetime import date

from metrics import catalogue
from tests.unit.metrics.small_world import World, choose, day, parts, shown, store

# Suspected 19 months before the charge, decided 17 months after it, final 18 months later.
WORLD: World = {
    "cases": [{"case_id": "A", "scope": "charged_as_trafficking", "opened_on": day("2020-06-10")}],
    "suspects": [
        {
            "case_id": "A",
            "person_id": "P",
            "kind": "natural",
            "suspected_on": day("2020-06-10"),
            "charged": "yes",
            "charged_on": day("2022-01-10"),
            "outcome": "convicted_trafficking",
            "decided_on": day("2023-06-10"),
            "final_on": day("2024-12-10"),
        }
    ],
    "victims": [
        {
            "victim_id": "V",
            "case_id": "A",
            "status": "identified",
            "age_group": "child",
            "identified_on": day("2022-01-01"),
            "guardian": "appointed",
            "guardian_on": day("2022-01-11"),
            "specialised_interview": "yes",
        },
    ],
    # Paid by the State 16 months after the award.
    "claims": [
        {
            "claim_id": "1",
            "case_id": "A",
            "victim_id": "V",
            "result": "granted",
            "awarded": 100,
            "currency": "EUR",
            "decided_on": day("2023-07-01"),
        }
    ],
    "payments": [
        {
            "payment_id": "1",
            "claim_id": "1",
            "paid": 40,
            "currency": "EUR",
            "paid_on": day("2024-11-01"),
            "source": "state_fund",
        }
    ],
}
YES, NO, YOUNG = (1, 0, 1), (0, 0, 1), None
CHOSEN = {
    "stage_within_months": "16",
    "judgment_within_months": "17",
    "paid_within_months": "16",
    "guardian_within_days": "10",
}
# By default, and by these values.
CHANGED = {
    "P01": (YES, NO),
    "P01b": (YES, NO),
    "P01d": (YES, NO),
    "P05y": (NO, YES),
    "R04": (NO, YES),
    "V05": (NO, YES),
    "V05-guardian": (NO, YES),
}


def numbers(url: str, *ids: str, **asked: date) -> dict[str, tuple[float, float, float] | None]:
    rows = shown(url, *ids, **asked)
    return {row["measure"]: YOUNG if row["status"] == "not_yet_due" else parts(row) for row in rows}


def test_another_value_changes_the_number(database_url: str) -> None:
    store(database_url, WORLD)
    assert numbers(database_url, *CHANGED) == {of: default for of, (default, _) in CHANGED.items()}
    # A longer time to pay is also a longer time until an award is judged.
    before = day("2024-10-31")
    assert numbers(database_url, "R04m-state", as_of=before) == {"R04m-state": (40, 0, 40)}
    for option, value in CHOSEN.items():
        choose(database_url, option, value)
    assert numbers(database_url, *CHANGED) == {of: other for of, (_, other) in CHANGED.items()}
    assert numbers(database_url, "R04m-state", as_of=before) == {"R04m-state": YOUNG}


def test_measures_say_on_which_choices_they_depend() -> None:
    named = {of: {o.name for o in catalogue.CATALOGUE[of].depends_on} for of in CHANGED}
    assert all(named.values())
    assert set.union(*named.values()) == set(CHOSEN)
