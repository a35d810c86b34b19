"""How victims were handled: identified, protected, assisted, spared."""

from typing import Any

from metrics.units.victims import per_victim
from tests.literals import Row
from tests.unit.metrics.small_world import (
    column,
    day,
    parts,
    row,
    shown,
    store,
)

CASE = {"case_id": "A", "scope": "charged_as_trafficking", "first_instance_on": day("2022-01-10")}
BY = ("victim_status",)
YES_OR_NO = {"yes": True, "no": False, "unknown": None, "not_applicable": None}


def victim(name: str, **said: object) -> Row:
    return {"victim_id": name, "case_id": "A", "status": "identified"} | said


def of_each(column_name: str, **said: object) -> list[Row]:
    """One victim of each yes-no code, named by it."""
    return [victim(code, **{column_name: code}, **said) for code in YES_OR_NO]


def found(url: str, name: str) -> dict[str, Any]:
    return column(url, per_victim, "victim_id", name)


def test_victims_of_unknown_status_are_in_neither_of_the_two_counts(database_url: str) -> None:
    statuses = ("identified", "presumed", "rejected", "unknown")
    store(database_url, {"cases": [CASE], "victims": [victim(s, status=s) for s in statuses]})
    assert parts(row(database_url, "C04"))[:2] == (2, 1)
    assert parts(row(database_url, "C04i"))[:2] == (1, 0)
    assert parts(row(database_url, "C04p"))[:2] == (1, 0)
    by_status = {found["victim_status"]: found for found in shown(database_url, "C04", by=BY)}
    assert by_status.keys() == {"identified", "presumed", "unknown"}
    assert by_status["unknown"]["unknown"] == 1


def test_protection_is_asked_of_those_who_testify_or_need_it(database_url: str) -> None:
    testimony = {"given": True, "planned": True, "none": False, "unknown": None}
    needed = YES_OR_NO | {"not_applicable": False}
    victims = [
        *(victim(code, testimony=code) for code in testimony if code != "unknown"),
        *of_each("protection_needed"),
        victim("rejected", status="rejected", testimony="given", protection_needed="yes"),
    ]
    store(
        database_url,
        {
            "cases": [CASE],
            "victims": victims,
            "protections": [{"victim_id": "given", "kind": "unknown"}],
        },
    )
    testified = found(database_url, "testified")
    assert {code: testified[code] for code in testimony} == testimony
    needs = found(database_url, "needs_protection")
    assert {code: needs[code] for code in needed} == needed
    assert (testified["rejected"], needs["rejected"]) == (False, False)
    protected = found(database_url, "was_protected")
    assert [name for name, truth in protected.items() if truth] == ["given"]


BURDENS = {
    "V02": "charged_for_compelled_act",
    "V02b": "convicted_for_compelled_act",
    "V02c": "detained_for_immigration",
}


def test_identified_victims_are_asked_for_what_was_done_to_them(database_url: str) -> None:
    said = dict.fromkeys(BURDENS.values(), "yes")
    victims = [victim(code, **dict.fromkeys(said, code)) for code in YES_OR_NO]
    victims += [victim(f"of status {s}", status=s, **said) for s in ("presumed", "unknown")]
    store(database_url, {"cases": [CASE], "victims": victims})
    for measure, name in BURDENS.items():
        assert {code: found(database_url, name)[code] for code in YES_OR_NO} == YES_OR_NO
        assert parts(row(database_url, measure)) == (1, 1, 2), measure


AID: dict[str, tuple[Row, tuple[bool | None, bool | None, bool | None]]] = {
    # Legal aid: any, before the first interview on 10 May 2021, and free of charge.
    "before": ({"legal_aid": "yes", "legal_aid_on": day("2021-05-09")}, (True, True, None)),
    "that day": ({"legal_aid": "yes", "legal_aid_on": day("2021-05-10")}, (True, False, None)),
    "no day": ({"legal_aid": "yes"}, (True, None, None)),
    "free": ({"legal_aid": "yes", "legal_aid_free": "yes"}, (True, None, True)),
    "paid for": ({"legal_aid": "yes", "legal_aid_free": "no"}, (True, None, False)),
    "declined": ({"legal_aid": "declined", "legal_aid_free": "yes"}, (True, None, True)),
    "none": ({"legal_aid": "no", "legal_aid_free": "not_applicable"}, (False, False, False)),
    "unknown": ({}, (None, None, None)),
    "no interview": (
        {"legal_aid": "yes", "legal_aid_on": day("2021-05-09"), "first_interview_on": None},
        (True, None, None),
    ),
}


def test_legal_aid_of_victims_in_investigations(database_url: str) -> None:
    interview = {"first_interview_on": day("2021-05-10")}
    victims = [victim(name) | interview | said for name, (said, _) in AID.items()]
    victims += [
        victim("outside any case", legal_aid="yes") | {"case_id": None},
        victim("rejected", legal_aid="yes", status="rejected"),
        victim("of no price", legal_aid="yes", legal_aid_free="not_applicable"),
    ]
    store(database_url, {"cases": [CASE], "victims": victims})
    for position, name in enumerate(
        ("had_legal_aid", "had_legal_aid_before_interview", "had_free_legal_aid")
    ):
        truths = found(database_url, name)
        assert {n: truths[n] for n in AID} == {n: aid[position] for n, (_, aid) in AID.items()}, (
            name
        )
    asked = found(database_url, "in_investigation")
    assert {n for n, truth in asked.items() if not truth} == {"outside any case", "rejected"}
    of_price = found(database_url, "in_investigation_and_free_aid_applies")
    assert {n for n in asked if asked[n] and not of_price[n]} == {"of no price"}


GUARDIANS: dict[str, tuple[Row, bool | None]] = {
    "on the fifth day": ({"guardian": "appointed", "guardian_on": day("2021-05-06")}, True),
    "on the sixth day": ({"guardian": "appointed", "guardian_on": day("2021-05-07")}, False),
    "before": ({"guardian": "appointed", "guardian_on": day("2021-01-01")}, True),
    "no day": ({"guardian": "appointed"}, None),
    "in that month": (
        {
            "guardian": "appointed",
            "guardian_on": day("2021-05-01"),
            "guardian_on_precision": "month",
        },
        None,
    ),
    "not appointed": ({"guardian": "not_appointed"}, False),
    "unknown": ({}, None),
}


def test_a_child_has_a_guardian_in_time_and_a_specialised_interview(database_url: str) -> None:
    child = {"age_group": "child", "identified_on": day("2021-05-01")}
    children = [
        victim(name, specialised_interview="yes") | child | said
        for name, (said, _) in GUARDIANS.items()
    ]
    in_time = child | GUARDIANS["on the fifth day"][0]
    children += of_each("specialised_interview", **in_time)[1:2]
    children += [victim("no interview", specialised_interview="not_applicable") | in_time]
    children += [
        victim("an adult", age_group="adult"),
        victim("of unknown age", age_group="unknown"),
        victim("rejected", status="rejected", age_group="child"),
    ]
    store(database_url, {"cases": [CASE], "victims": children})
    guardian = found(database_url, "guardian_in_time")
    assert {name: guardian[name] for name in GUARDIANS} == {n: t for n, (_, t) in GUARDIANS.items()}
    both = found(database_url, "child_measures")
    assert {name: both[name] for name in GUARDIANS} == {n: t for n, (_, t) in GUARDIANS.items()}
    assert (both["no"], both["no interview"]) == (False, True)
    belongs = found(database_url, "child")
    assert (belongs["an adult"], belongs["of unknown age"], belongs["rejected"]) == (
        False,
        None,
        False,
    )
    asked = found(database_url, "child_and_interview_applies")
    assert asked["no interview"] is False
    assert parts(row(database_url, "V05")) == (3, 4, 6)


def test_an_adult_is_offered_all_that_applies(database_url: str) -> None:
    parts_of = {
        "both": ("yes", "yes", True),
        "one": ("yes", "no", False),
        "one, the other unknown": ("yes", "unknown", None),
        "not one, the other unknown": ("no", "unknown", False),
        "one, the other not applicable": ("yes", "not_applicable", True),
        "none applicable": ("not_applicable", "not_applicable", True),
    }
    adults = [
        victim(name, age_group="adult", shelter_suitable=shelter, interviewer_choice=choice)
        for name, (shelter, choice, _) in parts_of.items()
    ]
    store(database_url, {"cases": [CASE], "victims": adults})
    expected = {name: truth for name, (_, _, truth) in parts_of.items()}
    assert found(database_url, "adult_measures") == expected
    asked = found(database_url, "adult_and_measures_apply")
    assert [name for name, truth in asked.items() if not truth] == ["none applicable"]
    assert parts(row(database_url, "V05w")) == (2, 1, 4)
    assert parts(row(database_url, "V05w-interviewer")) == (1, 2, 2)


def test_the_firewall_held_where_nothing_followed_from_reporting(database_url: str) -> None:
    followed = {
        "nothing": ("no", "no", True),
        "a consequence": ("yes", "no", False),
        "data passed": ("unknown", "yes", False),
        "one unknown": ("no", "unknown", None),
        "one not applicable": ("no", "not_applicable", True),
        "none applicable": ("not_applicable", "not_applicable", True),
    }

    def irregular(name: str, consequence: str, passed: str, regular: str = "no") -> Row:
        said = {"immigration_consequence": consequence, "data_passed_to_immigration": passed}
        return victim(name, regular_status=regular, **said)

    victims = [irregular(name, one, other) for name, (one, other, _) in followed.items()]
    victims += [
        irregular(f"regular: {code}", "no", "no", code) for code in YES_OR_NO if code != "no"
    ]
    victims += [irregular("rejected", "no", "no") | {"status": "rejected"}]
    store(database_url, {"cases": [CASE], "victims": victims})
    held = found(database_url, "firewall_held")
    assert {name: held[name] for name in followed} == {n: t for n, (*_, t) in followed.items()}
    asked = found(database_url, "without_regular_status")
    assert {name for name, truth in asked.items() if truth is None} == {"regular: unknown"}
    assert {name for name, truth in asked.items() if truth is False} == {
        *("none applicable", "rejected", "regular: yes", "regular: not_applicable")
    }
    assert parts(row(database_url, "L04")) == (2, 2, 4)
