"""What is not collected: stretches, tables never sent, blanks; and what is declared."""

import math

import pytest

from metrics import not_collected
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, day, read, row, shown, store


def investigations(url: str, since: str, to: str | None = None) -> tuple[float, str]:
    """C01 of one undated and one dated case, where openings are not collected from `since` on."""
    ended = {} if to is None else {"to": day(to)}
    world: World = {
        "cases": [
            {"case_id": "a", "scope": "charged_as_trafficking"},
            {"case_id": "b", "scope": "charged_as_trafficking", "opened_on": day("2024-01-05")},
        ],
        "coverage": [
            {"column": "cases.opened_on", "from": day(since), "collected": "no"} | ended,
        ],
    }  # fmt: skip
    store(url, world)
    found = row(url, "C01")
    return found["numerator"], found["status"]


def test_what_was_never_collected_leaves_undated_units_out(database_url: str) -> None:
    number, status = investigations(database_url, "1950-01-01")
    assert (math.isnan(number), status) == (True, "not_collected")


@pytest.mark.parametrize(("since", "to"), [("1951-01-01", None), ("1950-01-01", "2025-01-01")])
def test_what_was_not_collected_for_a_time_keeps_undated_units(
    database_url: str, since: str, to: str | None
) -> None:
    assert investigations(database_url, since, to)[0] == 1


def status_of(url: str, measure: str, world: World) -> str:
    """The status of a measure over a whole made-up world."""
    store(url, world)
    return str(row(url, measure)["status"])


@pytest.mark.parametrize(
    ("cases_named", "status"), [((None, None), "not_collected"), (("a", None), "too_few")]
)
def test_disclosures_without_any_case_are_not_matched_and_no_failure(
    database_url: str, cases_named: tuple[str | None, ...], status: str
) -> None:
    world: World = {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "disclosures": [
            {"disclosure_id": f"d{at}", "received_on": day("2022-01-05"), "case_id": case}
            for at, case in enumerate(cases_named)
        ],
    }
    assert status_of(database_url, "F05d", world) == status


@pytest.mark.parametrize(
    ("victims_named", "status"), [((None, None), "not_collected"), (("v", None), "too_few")]
)
def test_claims_without_any_victim_say_nothing_of_who_was_paid(
    database_url: str, victims_named: tuple[str | None, ...], status: str
) -> None:
    world: World = {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "suspects": [{"case_id": "a", "person_id": "p", "kind": "natural"}],
        "victims": [{"victim_id": "v", "case_id": "a", "status": "identified"}],
        "claims": [
            {
                "claim_id": f"c{at}",
                "case_id": "a",
                "person_id": "p",
                "victim_id": victim,
                "result": "granted",
                "awarded": 100.0,
                "currency": "EUR",
                "decided_on": day("2022-01-05"),
            }
            for at, victim in enumerate(victims_named)
        ],
        "payments": [
            {
                "payment_id": "y",
                "claim_id": "c0",
                "paid": 100.0,
                "currency": "EUR",
                "paid_on": day("2022-03-05"),
                "source": "state_fund",
            }
        ],
    }
    assert status_of(database_url, "R04", world) == status


PENDING: World = {
    "cases": [
        {"case_id": f"k{n}", "scope": "charged_as_trafficking", "charged_on": day("2022-01-05")}
        for n in range(4)
    ],
    "suspects": [
        {"case_id": f"k{n}", "person_id": "p", "kind": "natural", "outcome": "pending"}
        for n in range(4)
    ],
}
ENDS = ("cases.first_instance_on", "suspects.outcome", "suspects.decided_on")


def without(*columns: str) -> list[Row]:
    return [{"column": c, "from": day("1950-01-01"), "collected": "no"} for c in columns]


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        # No end is recorded: who waits cannot be told from who was judged.
        (ENDS, "not_collected"),
        (ENDS[:2], "not_collected"),
        (("cases.first_instance_on", "suspects.decided_on"), "not_collected"),
        # One of the two says it.
        (ENDS[1:], "too_few"),
        (ENDS[:1], "too_few"),
        (("cases.closed_on", "suspects.left_on"), "too_few"),
    ],
)
def test_that_no_case_was_resolved_needs_to_be_known(
    database_url: str, columns: tuple[str, ...], status: str
) -> None:
    assert status_of(database_url, "P04", PENDING | {"coverage": without(*columns)}) == status


def test_what_stands_in_for_another_does_so_in_its_own_time_and_office(database_url: str) -> None:
    stretches = [
        {"column": "cases.first_instance_on", "from": day("2021-01-01"), "collected": "no"},
        {"column": "suspects.outcome", "from": day("2023-01-01"), "collected": "no"},
    ]
    later = {"case_id": "z", "scope": "charged_as_trafficking", "charged_on": day("2023-05-05")}
    store(database_url, PENDING | {"cases": [*PENDING["cases"], later], "coverage": stretches})
    rows = shown(database_url, "P04", by=("year",))
    assert {found["period"]: found["status"] for found in rows} == {
        "2022": "too_few",
        "2023": "not_collected",
    }


def suspected(number: int, **said: object) -> World:
    case = {"case_id": "a", "scope": "charged_as_trafficking", "opened_on": day("2020-01-05")}
    persons = [
        {"case_id": "a", "person_id": f"p{n}", "kind": "natural", "charged": None}
        | (said if n == 0 else {})
        for n in range(number)
    ]
    return {"cases": [case], "suspects": persons}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "not_collected"),
        ({"charged": "no"}, "too_few"),
        ({"charged": "unknown"}, "too_few"),
        ({"charged_on": day("2021-01-05")}, "too_few"),
    ],
)
def test_a_source_that_says_of_nobody_whether_they_were_charged_lets_nobody_go_free(
    database_url: str, said: dict[str, object], status: str
) -> None:
    assert status_of(database_url, "P01", suspected(3, **said)) == status


FOUND: World = {
    "cases": [{"case_id": f"k{n}", "scope": "charged_as_trafficking"} for n in range(2)],
    "victims": [
        {"victim_id": f"v{n}", "case_id": f"k{n % 2}", "status": "identified"} for n in range(12)
    ],
}


@pytest.mark.parametrize("measure", ["V06", "V06c"])
@pytest.mark.parametrize(
    ("said", "status"),
    [
        # Of 12 victims nobody says whether anybody was charged for what was done to them.
        ({}, "not_collected"),
        ({"charged": "no"}, "too_few"),
        ({"charged_on": day("2021-01-05")}, "too_few"),
    ],
)
def test_where_nothing_says_who_was_charged_no_case_came_to_nothing(
    database_url: str, measure: str, said: Row, status: str
) -> None:
    persons = [{"case_id": f"k{n}", "person_id": "p", "kind": "natural"} for n in range(2)]
    cases = [FOUND["cases"][0] | said, FOUND["cases"][1]]
    world = FOUND | {"cases": cases, "suspects": persons}
    assert status_of(database_url, measure, world) == status


@pytest.mark.parametrize("measure", ["V06", "A01"])
def test_what_names_no_case_says_of_no_case_that_it_has_none(
    database_url: str, measure: str
) -> None:
    cases = [one | {"charged": "yes"} for one in FOUND["cases"]]
    victims = [one | {"case_id": None} for one in FOUND["victims"]]
    assets = [{"asset_id": "a", "role": "proceeds", "frozen": 5.0, "currency": "EUR"}]
    world = {"cases": cases, "victims": victims, "assets": assets}
    assert status_of(database_url, measure, world | {"suspects": []}) == "not_collected"


def test_a_day_of_one_charge_says_that_charges_are_recorded(database_url: str) -> None:
    charge = {"charge_id": "c", "case_id": "a", "person_id": "p0", "charged_on": day("2021-01-05")}
    world = suspected(3) | {"charges": [charge]}
    assert status_of(database_url, "P01", world) == "too_few"


@pytest.mark.parametrize("measure", ["P01", "C02"])
def test_charges_without_any_day_do_not_say_who_was_charged(
    database_url: str, measure: str
) -> None:
    charge = {"charge_id": "c", "case_id": "a", "person_id": "p0", "offence": "trafficking"}
    assert status_of(database_url, measure, suspected(3) | {"charges": [charge]}) == "not_collected"


@pytest.mark.parametrize("measure", ["F03", "F03f"])
@pytest.mark.parametrize(
    ("columns", "status"), [((), "too_few"), (("charges.laundering",), "not_collected")]
)
def test_where_laundering_is_not_recorded_there_is_no_share_of_none(
    database_url: str, measure: str, columns: tuple[str, ...], status: str
) -> None:
    charge = {"charge_id": "c", "case_id": "k0", "person_id": "p", "offence": "trafficking"}
    charges = [charge | {"charged_on": day("2022-01-05")}]
    world = PENDING | {"charges": charges, "coverage": without(*columns)}
    assert status_of(database_url, measure, world) == status


@pytest.mark.parametrize(
    ("offence", "laundering", "yes"),
    [("unknown", "third_party", 1), ("unknown", "unknown", 0), ("smuggling", "unknown", 0)],
)
def test_a_type_of_laundering_tells_it_where_the_offence_is_unknown(
    database_url: str, offence: str, laundering: str, yes: int
) -> None:
    charge = {"charge_id": "c", "case_id": "k0", "person_id": "p", "charged_on": day("2022-01-05")}
    charges = [charge | {"offence": offence, "laundering": laundering}]
    store(database_url, PENDING | {"charges": charges})
    assert row(database_url, "F03")["numerator"] == yes


OFFICES = [{"office_id": name, "kind": "court"} for name in ("north", "south")]
WORLD: World = {
    "offices": OFFICES,
    "coverage": [
        {"column": "cases.sector", "from": day("2020-01-01"), "from_precision": "year"}
        | {"to": day("2021-05-01"), "to_precision": "month", "collected": "no"},
        {"column": "assets", "office_id": "north", "from": day("2019-03-04")}
        | {"collected": "yes"},
    ],
}  # fmt: skip
SENT = ["jurisdiction", "column", "office_id", "from", "to", "collected"]


def test_statements_read_as_they_were_sent(database_url: str) -> None:
    store(database_url, WORLD)
    with read(database_url) as connection:
        found = not_collected.coverage_declarations(connection, scopes.EVERYTHING)
    assert found[SENT].astype(object).where(found[SENT].notna(), None).to_numpy().tolist() == [
        [PLACE, "assets", "north", "2019-03-04", None, "yes"],
        [PLACE, "cases.sector", None, "2020", "2021-05", "no"],
    ]
    assert str(found["last"].iloc[1])[:10] == "2021-05-31"


def test_statements_and_tables_are_told_within_scope(database_url: str) -> None:
    store(database_url, WORLD)
    with read(database_url) as connection:
        assert not_collected.coverage_declarations(
            connection, scopes.jurisdiction_scope("QMB")
        ).empty
        own = not_collected.coverage_declarations(connection, scopes.office_scope(PLACE, "south"))
        assert list(own["column"]) == ["cases.sector"]
        assert not_collected.sent_tables_of(connection, scopes.EVERYTHING, PLACE) == {
            "offices",
            "coverage",
        }
        assert not_collected.sent_tables_of(connection, scopes.NOTHING, PLACE) == frozenset()
        assert not_collected.sent_tables_of(connection, scopes.EVERYTHING, "QMB") == frozenset()
