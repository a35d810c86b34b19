"""From stage to stage: who entered, who reached the next one in time, and what is not known."""

from typing import Any

from metrics.units.suspects import per_suspect
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, parts, row, store

CASES = [
    {"case_id": "S1", "scope": "charged_as_trafficking", "opened_on": day("2020-01-31")},
    {"case_id": "S2", "scope": "trafficking_elements"},
]


def suspect(person: str, case_id: str = "S1", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | said


def month(name: str, text: str) -> Row:
    """A date given as a month."""
    return {name: day(f"{text}-01"), f"{name}_precision": "month"}


def found(url: str, name: str) -> dict[str, Any]:
    return column(url, per_suspect, "person_id", name)


def test_a_suspect_is_charged_in_time_up_to_the_last_day_of_the_window(database_url: str) -> None:
    begun = {"suspected_on": day("2020-01-31"), "charged": "yes"}
    charge = {"charge_id": "1", "case_id": "S1", "person_id": "by its charge"}
    world: World = {
        "cases": CASES,
        "suspects": [
            suspect("on the last day", charged_on=day("2022-01-31"), **begun),
            suspect("a day late", charged_on=day("2022-02-01"), **begun),
            suspect("before the suspicion", charged_on=day("2019-01-01"), **begun),
            suspect("in the month of the last day", **month("charged_on", "2022-01"), **begun),
            suspect("in the month after", **month("charged_on", "2022-02"), **begun),
            suspect("suspected in that month", charged="yes", charged_on=day("2022-01-31"))
            | month("suspected_on", "2020-01"),
            suspect("suspected at the opening", charged_on=day("2022-02-01"), charged="yes"),
            suspect("by its charge", **begun),
            suspect("no day", **begun),
            suspect("not charged", suspected_on=day("2020-01-31"), charged="no"),
            suspect("no start", "S2", charged="yes", charged_on=day("2022-01-31")),
        ],
        "charges": [charge | month("charged_on", "2021-12") | {"offence": "other"}],
    }
    store(database_url, world)
    assert found(database_url, "charged_in_time") == {
        "on the last day": True,
        "a day late": False,
        "before the suspicion": True,
        "in the month of the last day": True,
        "in the month after": False,
        # Suspected on 1 January, the window would be over on 1 January.
        "suspected in that month": None,
        "suspected at the opening": False,
        "by its charge": True,
        "no day": None,
        "not charged": False,
        "no start": None,
    }


CHARGED = {"charged": "yes", "charged_on": day("2020-01-31")}
JUDGED = {
    # Days of the decision: judged within 12 months, and within 24.
    "2021-01-31": (True, True),
    "2021-02-01": (False, True),
    "2022-01-31": (False, True),
    "2022-02-01": (False, False),
}


def test_a_judgment_is_in_time_up_to_the_last_day_of_each_wait(database_url: str) -> None:
    persons = [suspect(on, outcome="acquitted", decided_on=day(on), **CHARGED) for on in JUDGED]
    persons += [
        suspect("no day", outcome="convicted_other", **CHARGED),
        suspect("unknown", outcome="unknown", decided_on=day("2020-06-30"), **CHARGED),
        suspect("discontinued", outcome="discontinued", decided_on=day("2020-06-30"), **CHARGED),
        suspect("pending", outcome="pending", **CHARGED),
        suspect("no charge day", outcome="acquitted", charged="yes", decided_on=day("2020-06-30")),
    ]
    store(database_url, {"cases": CASES, "suspects": persons})
    others = {
        "no day": None,
        "unknown": None,
        "discontinued": False,
        "pending": False,
        "no charge day": None,
    }
    soon = {on: first for on, (first, _) in JUDGED.items()}
    later = {on: second for on, (_, second) in JUDGED.items()}
    assert found(database_url, "judged_soon") == soon | others
    assert found(database_url, "judged_in_time") == later | others


def test_a_conviction_is_final_once_the_date_says_so(database_url: str) -> None:
    convicted = {"outcome": "convicted_other", "decided_on": day("2020-01-31")}
    store(
        database_url,
        {
            "cases": CASES,
            "suspects": [
                suspect("on the last day", final_on=day("2022-01-31"), **convicted),
                suspect("a day late", final_on=day("2022-02-01"), **convicted),
                suspect("not yet", **convicted),
                suspect("no decision day", outcome="convicted_other", final_on=day("2022-01-31")),
                suspect("acquitted", outcome="acquitted", final_on=day("2020-03-01")),
                suspect("unknown", charged="yes", outcome="unknown"),
                suspect("a company", final_on=day("2020-03-01"), **convicted) | {"kind": "legal"},
            ],
        },
    )
    assert found(database_url, "final_in_time") == {
        "on the last day": True,
        "a day late": False,
        "not yet": False,
        "no decision day": None,
        "acquitted": None,
        "unknown": False,
        "a company": True,
    }
    assert {n for n, truth in found(database_url, "convicted_natural_person").items() if truth} == {
        "on the last day",
        "a day late",
        "not yet",
        "no decision day",
    }
    assert parts(row(database_url, "P01d")) == (1, 1, 3)
    assert parts(row(database_url, "P01c")) == (4, 0, 5)


def test_a_charge_of_trafficking_is_kept_or_lost_by_who_is_convicted(database_url: str) -> None:
    def convicted(name: str, case_id: str = "S1", outcome: str = "convicted_other") -> Row:
        return suspect(name, case_id, charged="yes", outcome=outcome)

    charged = {"kept": "trafficking", "lost": "trafficking", "of smuggling": "smuggling"} | {
        "of forced labour": "forced_labour",
        "of unknown": "unknown",
    }
    world: World = {
        "cases": CASES,
        "suspects": [
            convicted("kept", outcome="convicted_trafficking"),
            *(convicted(name) for name in charged if name != "kept"),
            convicted("no row"),
            convicted("no row, elements only", "S2"),
            suspect("not charged", charged="no", outcome="convicted_other"),
            suspect("acquitted", charged="yes", outcome="acquitted"),
            suspect("of unknown outcome", charged="yes", outcome="unknown"),
            convicted("a company") | {"kind": "legal"},
        ],
        "charges": [
            {"charge_id": name, "case_id": "S1", "person_id": name, "offence": offence}
            for name, offence in charged.items()
        ],
    }
    store(database_url, world)
    belongs = found(database_url, "charged_with_trafficking_and_convicted")
    assert {name for name, truth in belongs.items() if truth} == {"kept", "lost"}
    assert {name for name, truth in belongs.items() if truth is None} == {"of unknown", "no row"}
    assert parts(row(database_url, "P03")) == (1, 2, 2)
