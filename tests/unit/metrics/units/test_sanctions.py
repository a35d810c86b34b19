"""What was imposed on a person: custody and its length, licences lost."""

from metrics.units.suspects import per_suspect
from tests.literals import Row
from tests.unit.metrics.small_world import World, choose, column, day, parts, row, store

CASE = {"case_id": "A", "scope": "trafficking_elements"}
Imposed = tuple[tuple[str, int | None, str], ...]

# Kind, months and instance of each sanction; whether it is custody, and of how many months.
CUSTODY: dict[str, tuple[Imposed, bool | None, int | None]] = {
    "custody": ((("custody", 24, "first"),), True, 24),
    "the longest": ((("custody", 24, "first"), ("custody", 60, "unknown")), True, 60),
    "of unknown length": ((("custody", None, "first"),), True, None),
    "of one month": ((("custody", 1, "first"),), True, 1),
    "of 0 months": ((("custody", 0, "first"),), False, None),
    "suspended": ((("suspended_custody", 24, "first"), ("fine", None, "first")), False, None),
    "life": ((("life", None, "first"),), True, None),
    "of unknown kind": ((("unknown", 24, "first"),), None, None),
    "unknown beside custody": ((("unknown", None, "first"), ("custody", 9, "first")), True, 9),
    "of the final decision alone": ((("custody", 24, "final"),), None, None),
    "shortened finally": ((("custody", 60, "first"), ("custody", 24, "final")), True, 60),
    "without a sanction": ((), None, None),
}


def sanctions(person: str, imposed: Imposed) -> list[Row]:
    return [
        {
            "sanction_id": f"{person} {number}",
            "case_id": "A",
            "person_id": person,
            "kind": kind,
            "months": months,
            "instance": instance,
        }
        for number, (kind, months, instance) in enumerate(imposed)
    ]


def convicted(person: str, **said: object) -> Row:
    return {"case_id": "A", "person_id": person, "kind": "natural"} | {
        "outcome": "convicted_trafficking",
        **said,
    }


def test_custody_is_that_of_the_first_instance_the_longest_one(database_url: str) -> None:
    others = [
        convicted("of another offence", outcome="convicted_other"),
        convicted("of unknown outcome", outcome="unknown", charged="yes"),
        convicted("a company", kind="legal"),
    ]
    world: World = {
        "cases": [CASE],
        "suspects": [*(convicted(name) for name in CUSTODY), *others],
        "sanctions": [
            *(s for name, (imposed, _, _) in CUSTODY.items() for s in sanctions(name, imposed)),
            *sanctions("of another offence", (("custody", 240, "first"),)),
        ],
    }
    store(database_url, world)
    in_custody = column(database_url, per_suspect, "person_id", "unsuspended_custody")
    months = column(database_url, per_suspect, "person_id", "months_of_custody")
    assert {name: in_custody[name] for name in CUSTODY} == {n: c[1] for n, c in CUSTODY.items()}
    assert {name: months[name] for name in CUSTODY} == {n: c[2] for n, c in CUSTODY.items()}
    assert parts(row(database_url, "D01")) == (7, 3, 9)
    length = row(database_url, "D01m")
    # Of 1, 9, 24, 60 and 60 months; four are without a length or not known to be in custody.
    assert (length["value"], length["denominator"], length["unknown"]) == (24, 5, 4)


LOST: dict[str, tuple[str, bool | None]] = {
    "licence_withdrawal": ("yes", True),
    "disqualification": ("yes", True),
    "debarment": ("yes", True),
    "closure": ("yes", True),
    "publication": ("yes", True),
    "fine": ("yes", False),
    "unknown": ("yes", None),
}


def test_a_licence_is_lost_of_those_who_had_one_and_were_sanctioned(database_url: str) -> None:
    def person(name: str, licensed: str, **said: object) -> Row:
        return convicted(name, licensed=licensed, kind="legal", **said)

    one = ("not licensed", "licence unknown", "licence not applicable")
    world: World = {
        "cases": [CASE],
        "suspects": [
            *(person(kind, licensed) for kind, (licensed, _) in LOST.items()),
            person("not licensed", "no"),
            person("licence unknown", "unknown"),
            person("licence not applicable", "not_applicable"),
            person("convicted, without a sanction", "yes"),
            person("acquitted, without a sanction", "yes", outcome="acquitted"),
        ],
        "sanctions": [
            *(
                s | {"ordered_on": day("2022-05-10")}
                for k in LOST
                for s in sanctions(k, ((k, None, "final"),))
            ),
            *(s for name in one for s in sanctions(name, (("closure", None, "first"),))),
        ],
    }
    store(database_url, world)
    lost = column(database_url, per_suspect, "person_id", "excluded")
    assert {kind: lost[kind] for kind in LOST} == {kind: truth for kind, (_, truth) in LOST.items()}
    belongs = column(database_url, per_suspect, "person_id", "licensed_and_sanctioned")
    assert {name: belongs[name] for name in belongs if name not in LOST} == {
        "not licensed": False,
        "licence unknown": None,
        "licence not applicable": False,
        "convicted, without a sanction": None,
        "acquitted, without a sanction": False,
    }
    assert parts(row(database_url, "D04")) == (5, 3, 6)
    assert parts(row(database_url, "D04", by=("year",), years=(2022, 2022))) == (5, 1, 6)


def test_forced_labour_is_a_charge_of_trafficking_where_it_is_chosen(database_url: str) -> None:
    offences = ("forced_labour", "slavery")
    world: World = {
        "cases": [CASE],
        "suspects": [convicted(name, charged="yes") for name in offences],
        "charges": [
            {"charge_id": name, "case_id": "A", "person_id": name, "offence": name}
            for name in offences
        ],
    }
    store(database_url, world)
    for chosen, charged in (("no", False), ("yes", True)):
        choose(database_url, "forced_labour_is_trafficking", chosen)
        found = column(database_url, per_suspect, "person_id", "charged_with_trafficking")
        assert found == dict.fromkeys(offences, charged)
