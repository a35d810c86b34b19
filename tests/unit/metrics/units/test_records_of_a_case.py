"""Networks, links of a case, requests, inspections and disclosures, each with its three values."""

from metrics.units.case.links import per_case_link
from metrics.units.disclosures import per_disclosure
from metrics.units.inspections import per_inspection
from metrics.units.network.unit import per_network
from metrics.units.requests import per_request
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, store

ON = day("2024-01-10")


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking"} | said


def suspect(case_id: str, person: str = "P", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | said


def link(case_id: str, name: str, person: str | None = "P") -> Row:
    return {"case_id": case_id, "person_id": person, "link": name}


def test_cases_of_one_network_are_read_as_one(database_url: str) -> None:
    charged = {"charged": "yes"}
    world: World = {
        "cases": [
            case("A", network_id="two links", charged_on=day("2023-05-01")),
            case("B", network_id="two links", charged_on=day("2022-05-01")),
            case("C", network_id="one link", charged_on=ON),
            case("D", network_id="one link", charged_on=ON),
            case("E", network_id="a role not known", charged_on=ON),
            case("F", charged_on=ON),
            case("G", network_id="not charged"),
            case("H", charged_on=ON, scope="trafficking_elements"),
        ],
        "suspects": [suspect(name, f"of {name}", **charged) for name in "ABCDEF"],
        "links": [
            link("A", "recruiter", "of A"),
            link("B", "exploiter", "of B"),
            link("C", "exploiter", "of C"),
            link("D", "exploiter", "of D"),
            link("E", "unknown", "of E"),
            link("F", "exploiter", "of F"),
        ],
    }
    store(database_url, world)
    assert column(database_url, per_network, "network_id", "more_than_one_link") == {
        "network two links": True,
        "network one link": False,
        "network a role not known": None,
        "case F": False,
    }
    first = column(database_url, per_network, "network_id", "case_id")
    assert first["network two links"] == "B"
    charged_on = column(database_url, per_network, "network_id", "charged_on")
    assert charged_on["network two links"] == day("2022-05-01")


def test_which_identified_links_were_charged(database_url: str) -> None:
    world: World = {
        "cases": [
            case("A", charged_on=ON),
            case("closed", closed_on=day("2023-02-01"), closing_reason="other"),
            case("open"),
        ],
        "suspects": [
            suspect("A", "P", charged="yes"),
            suspect("A", "Q", charged="no", fugitive="yes"),
            suspect("A", "dead", charged="no", exit_reason="deceased"),
            suspect("A", "of no role", charged="yes"),
            suspect("closed", charged="no"),
            suspect("open", charged="no"),
        ],
        "links": [
            link("A", "exploiter"),
            link("A", "recruiter", "Q"),
            link("A", "transporter", "dead"),
            link("A", "agency", None),
            link("closed", "financier"),
            link("open", "organiser"),
        ],
    }
    store(database_url, world)
    assert column(database_url, per_case_link, "link", "charged") == {
        "exploiter": True,
        "recruiter": False,
        "transporter": False,
        "agency": True,
        "unknown": None,
        "financier": False,
        "organiser": False,
    }
    settled = column(database_url, per_case_link, "link", "of_settled_case")
    assert {name for name, truth in settled.items() if not truth} == {"transporter", "organiser"}
    dated = column(database_url, per_case_link, "link", "charged_or_closed_on")
    assert (dated["recruiter"], dated["financier"]) == (ON, day("2023-02-01"))
    assert column(database_url, per_case_link, "link", "fugitive")["recruiter"] == "yes"


def test_what_became_of_requests(database_url: str) -> None:
    requests = {
        "executed": {"executed_on": ON},
        "refused": {"refused_on": ON},
        "executed in the end": {"executed_on": ON, "refused_on": ON},
        "due": {"due_on": ON},
        "without a day": {},
    }
    rows = [
        {"request_id": name, "case_id": "A", "sent_on": day("2023-01-10")} | said
        for name, said in requests.items()
    ]
    other = {"request_id": "of another offence", "case_id": "B"}
    cases = [case("A"), case("B", scope="other_offence")]
    store(database_url, {"cases": cases, "requests": [*rows, other]})
    due = column(database_url, per_request, "request_id", "answered_or_due")
    assert due == dict.fromkeys(requests, True) | {"without a day": None}
    executed = column(database_url, per_request, "request_id", "executed")
    assert {name for name, truth in executed.items() if truth} == {
        "executed",
        "executed in the end",
    }
    pending = column(database_url, per_request, "request_id", "is_pending")
    assert {name for name, truth in pending.items() if truth} == {"due", "without a day"}
    answered_on = column(database_url, per_request, "request_id", "answered_on")
    assert {name for name, on in answered_on.items() if on} == {
        *("executed", "refused", "executed in the end"),
    }


REFERRALS: dict[str, tuple[Row, bool | None, bool | None]] = {
    "charged": ({"case_id": "charged"}, True, True),
    "not charged": ({"case_id": "not charged"}, True, False),
    "opened, not named": ({"referral_outcome": "investigation_opened"}, True, None),
    "refused": ({"referral_outcome": "refused"}, False, False),
    "pending": ({"referral_outcome": "pending"}, False, False),
    "unmatched": ({"referral_outcome": "unmatched"}, None, None),
    "not known": ({}, None, None),
}


def test_what_became_of_referrals(database_url: str) -> None:
    rows = [
        {"inspection_id": name, "referred_on": ON} | said for name, (said, *_) in REFERRALS.items()
    ]
    cases = [case("charged", charged="yes"), case("not charged")]
    store(database_url, {"cases": cases, "inspections": [*rows, {"inspection_id": "no referral"}]})
    opened = column(database_url, per_inspection, "inspection_id", "became_investigation")
    charged = column(database_url, per_inspection, "inspection_id", "became_charge")
    for name, (_, investigation, charge) in REFERRALS.items():
        assert (opened[name], charged[name]) == (investigation, charge), name
    referred = column(database_url, per_inspection, "inspection_id", "referred")
    assert {name for name, truth in referred.items() if not truth} == {"no referral"}


def test_what_inspections_were_and_found(database_url: str) -> None:
    said = ("yes", "no", "unknown", "not_applicable")
    rows = [
        {"inspection_id": word, "targeted": word, "joint_with_immigration": word, "currency": "EUR"}
        | {"wages_recovered": 0, "workers_found": 3}
        for word in said
    ]
    store(database_url, {"inspections": rows})
    truths = {"yes": True, "no": False, "unknown": None}
    assert column(database_url, per_inspection, "inspection_id", "targeted") == truths | {
        "not_applicable": False
    }
    joint = column(database_url, per_inspection, "inspection_id", "joint_with_immigration")
    assert joint == truths | {"not_applicable": None}
    applies = column(database_url, per_inspection, "inspection_id", "joint_applies")
    assert applies == dict.fromkeys(truths, True) | {"not_applicable": False}
    assert set(column(database_url, per_inspection, "inspection_id", "workers_found").values()) == {
        3
    }
    assert set(
        column(database_url, per_inspection, "inspection_id", "wages_recovered").values()
    ) == {0}


def test_which_disclosures_became_a_case(database_url: str) -> None:
    rows = [
        {"disclosure_id": "used", "case_id": "A"},
        {"disclosure_id": "of another offence", "case_id": "B"},
        {"disclosure_id": "of no case"},
    ]
    cases = [case("A"), case("B", scope="other_offence")]
    store(database_url, {"cases": cases, "disclosures": rows})
    became = column(database_url, per_disclosure, "disclosure_id", "became_case")
    assert became == {"used": True, "of another offence": False, "of no case": False}
    belongs = column(database_url, per_disclosure, "disclosure_id", "is_of_trafficking")
    assert belongs == {"used": True, "of another offence": False, "of no case": True}
