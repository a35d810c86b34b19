"""What is not collected: stretches, tables never sent, blanks; and what is declared."""

import math

from metrics import not_collected
from schemas import scopes
from tests.unit.metrics.small_world import (
    PLACE,
    World,
    day,
    read,
    row_of_each,
    shown,
    store,
    store_each,
)


def opened_where_it_is_not_collected(since: str, to: str | None = None) -> World:
    """An undated and a dated case, where openings are not collected from `since` on."""
    ended = {} if to is None else {"to": day(to)}
    stretch = {"column": "cases.opened_on", "from": day(since), "collected": "no"}
    case = {"scope": "charged_as_trafficking"}
    return {
        "cases": [case | {"case_id": "a"}, case | {"case_id": "b", "opened_on": day("2024-01-05")}],
        "coverage": [stretch | ended],
    }


def test_what_was_never_collected_leaves_undated_units_out_and_for_a_time_keeps_them(
    database_url: str,
) -> None:
    stretches = [("1950-01-01", None), ("1951-01-01", None), ("1950-01-01", "2025-01-01")]
    codes = store_each(database_url, [opened_where_it_is_not_collected(*of) for of in stretches])
    never, later, ended = (row_of_each(database_url, "C01")[code] for code in codes)
    assert math.isnan(never["numerator"])
    assert never["status"] == "not_collected"
    assert later["numerator"] == ended["numerator"] == 1


def disclosed(*cases: str | None) -> World:
    """A case, and disclosures that name these."""
    return {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "disclosures": [
            {"disclosure_id": f"d{at}", "received_on": day("2022-01-05"), "case_id": case}
            for at, case in enumerate(cases)
        ],
    }


def claimed(*victims: str | None) -> World:
    """Claims that were granted to these, the first of which was paid."""
    money = {"currency": "EUR", "person_id": "p", "case_id": "a", "result": "granted"}
    return {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "suspects": [{"case_id": "a", "person_id": "p", "kind": "natural"}],
        "victims": [{"victim_id": "v", "case_id": "a", "status": "identified"}],
        "claims": [
            {"claim_id": f"c{at}", "victim_id": victim, "awarded": 100.0}
            | {"decided_on": day("2022-01-05")}
            | money
            for at, victim in enumerate(victims)
        ],
        "payments": [
            {"payment_id": "y", "claim_id": "c0", "paid": 100.0, "currency": "EUR"}
            | {"paid_on": day("2022-03-05"), "source": "state_fund"}
        ],
    }


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


def without(*columns: str) -> World:
    """What says that these are not collected."""
    said = [{"column": c, "from": day("1950-01-01"), "collected": "no"} for c in columns]
    return {"coverage": said}


def suspected(**said: object) -> World:
    """A case of three suspects; what is said of the first of them."""
    case = {"case_id": "a", "scope": "charged_as_trafficking", "opened_on": day("2020-01-05")}
    persons = [
        {"case_id": "a", "person_id": f"p{n}", "kind": "natural", "charged": None}
        | (said if n == 0 else {})
        for n in range(3)
    ]
    return {"cases": [case], "suspects": persons}


CHARGE = {"charge_id": "c", "case_id": "a", "person_id": "p0"}
CHARGED_ON = {"charged_on": day("2021-01-05")}
OF_TRAFFICKING = {"offence": "trafficking"}
LAUNDERING = {
    "charges": [CHARGE | OF_TRAFFICKING | CHARGED_ON | {"case_id": "k0", "person_id": "p"}]
}


def found(**said: object) -> World:
    """Two cases of twelve victims and a suspect each; what is said of the first of the cases."""
    cases = [{"case_id": f"k{n}", "scope": "charged_as_trafficking"} for n in range(2)]
    return {
        "cases": [cases[0] | said, cases[1]],
        "suspects": [{"case_id": f"k{n}", "person_id": "p", "kind": "natural"} for n in range(2)],
        "victims": [
            {"victim_id": f"v{n}", "case_id": f"k{n % 2}", "status": "identified"}
            for n in range(12)
        ],
    }


def in_no_case() -> World:
    """Cases in which somebody was charged, and victims and assets that name none."""
    cases = [one | {"charged": "yes"} for one in found()["cases"]]
    victims = [one | {"case_id": None} for one in found()["victims"]]
    assets = [{"asset_id": "a", "role": "proceeds", "frozen": 5.0, "currency": "EUR"}]
    return {"cases": cases, "suspects": [], "victims": victims, "assets": assets}


# Measures, what is sent, and whether they are told or not collected.
STATUSES: list[tuple[tuple[str, ...], World, str]] = [
    # Disclosures without any case are not matched, and no failure.
    (("F05d",), disclosed(None, None), "not_collected"),
    (("F05d",), disclosed("a", None), "too_few"),
    # Claims without any victim say nothing of who was paid.
    (("R04",), claimed(None, None), "not_collected"),
    (("R04",), claimed("v", None), "too_few"),
    # No end is recorded: who waits cannot be told from who was judged.
    (("P04",), PENDING | without(*ENDS), "not_collected"),
    (("P04",), PENDING | without(*ENDS[:2]), "not_collected"),
    (("P04",), PENDING | without(ENDS[0], ENDS[2]), "not_collected"),
    # One of the two says it.
    (("P04",), PENDING | without(*ENDS[1:]), "too_few"),
    (("P04",), PENDING | without(*ENDS[:1]), "too_few"),
    (("P04",), PENDING | without("cases.closed_on", "suspects.left_on"), "too_few"),
    # A source that says of nobody whether they were charged lets nobody go free.
    (("P01",), suspected(), "not_collected"),
    (("P01",), suspected(charged="no"), "too_few"),
    (("P01",), suspected(charged="unknown"), "too_few"),
    (("P01",), suspected(**CHARGED_ON), "too_few"),
    # A day of one charge says that charges are recorded, and charges without any day do not.
    (("P01",), suspected() | {"charges": [CHARGE | CHARGED_ON]}, "too_few"),
    (
        ("P01", "C02"),
        suspected() | {"charges": [CHARGE | OF_TRAFFICKING]},
        "not_collected",
    ),
    # Of 12 victims nobody says whether anybody was charged for what was done to them.
    (("V06", "V06c"), found(), "not_collected"),
    (("V06", "V06c"), found(charged="no"), "too_few"),
    (("V06", "V06c"), found(**CHARGED_ON), "too_few"),
    # What names no case says of no case that it has none.
    (("V06", "A01"), in_no_case(), "not_collected"),
    # Where laundering is not recorded there is no share of none.
    (("F03", "F03f"), PENDING | LAUNDERING, "too_few"),
    (("F03", "F03f"), PENDING | LAUNDERING | without("charges.laundering"), "not_collected"),
]


def test_what_nobody_collected_is_no_number(database_url: str) -> None:
    codes = store_each(database_url, [world for _, world, _ in STATUSES])
    rows = {
        id_: row_of_each(database_url, id_) for id_ in {id_ for ids, *_ in STATUSES for id_ in ids}
    }
    told = [
        [rows[id_][code]["status"] for id_ in ids]
        for code, (ids, *_) in zip(codes, STATUSES, strict=True)
    ]
    assert told == [[status] * len(ids) for ids, _, status in STATUSES]


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


def test_a_type_of_laundering_tells_it_where_the_offence_is_unknown(database_url: str) -> None:
    charge = {"charge_id": "c", "case_id": "k0", "person_id": "p", "charged_on": day("2022-01-05")}
    yes = {("unknown", "third_party"): 1, ("unknown", "unknown"): 0, ("smuggling", "unknown"): 0}
    worlds = [
        PENDING | {"charges": [charge | {"offence": offence, "laundering": laundering}]}
        for offence, laundering in yes
    ]
    codes = store_each(database_url, worlds)
    found = row_of_each(database_url, "F03")
    assert [found[code]["numerator"] for code in codes] == [*yes.values()]


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


def test_statements_read_as_they_were_sent_within_scope(database_url: str) -> None:
    store(database_url, WORLD)
    with read(database_url) as connection:
        found = not_collected.coverage_declarations(connection, scopes.EVERYTHING)
    assert found[SENT].astype(object).where(found[SENT].notna(), None).to_numpy().tolist() == [
        [PLACE, "assets", "north", "2019-03-04", None, "yes"],
        [PLACE, "cases.sector", None, "2020", "2021-05", "no"],
    ]
    assert str(found["last"].iloc[1])[:10] == "2021-05-31"
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
