"""The case: how it was investigated, what was charged beside trafficking, which companies."""

from typing import Any

import pytest

from metrics.units.case.unit import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, store

OPENED = day("2024-01-01")
EVIDENCE = {"kind": "financial", "relied_on": "yes"}


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking"} | said


def suspect(case_id: str, person: str = "P", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | said


# The column: what is said of the case, and what is true of it.
BY_WORD: dict[str, list[tuple[Row, bool | None]]] = {
    "financially_investigated": [
        ({"financial_investigation": "basic"}, True),
        ({"financial_investigation": "none"}, False),
        ({}, None),
    ],
    "started_promptly": [
        ({"financial_investigation_on": day("2024-01-31")}, True),
        ({"financial_investigation_on": day("2024-02-01")}, False),
        ({"financial_investigation_on": day("2023-06-01")}, True),
        (
            {"financial_investigation_on": day("2024-01-15")}
            | {"financial_investigation_on_precision": "year"},
            None,
        ),
        ({}, None),
    ],
    "open_long": [
        ({"closed_on": day("2024-03-31"), "closing_reason": "other"}, True),
        ({"closed_on": day("2024-03-30"), "closing_reason": "other"}, False),
        ({"closed_on": day("2024-03-30"), "charged": "yes"}, True),
        ({"closed_on": day("2024-12-01"), "closing_reason": "not_trafficking"}, False),
        ({"closing_reason": "other"}, None),
        ({}, True),
    ],
    "charged_with_company_records": [
        ({"form": "forced_labour", "enterprise_involved": "yes", "charged": "yes"}, True),
        ({"form": "forced_labour", "enterprise_involved": "no", "charged": "yes"}, False),
        ({"form": "forced_labour", "charged": "yes"}, None),
        ({"enterprise_involved": "yes", "charged": "yes"}, None),
        (
            {"form": "forced_labour", "enterprise_involved": "yes", "charged": "yes"}
            | {"business_records": "none_exist"},
            False,
        ),
        ({"form": "forced_labour", "enterprise_involved": "yes"}, False),
    ],
    "business_records_analysed": [
        ({"business_records": "analysed"}, True),
        ({"business_records": "not_analysed"}, False),
        ({}, None),
    ],
    "intelligence_contributed": [
        ({"financial_intelligence": "supported"}, True),
        ({"financial_intelligence": "none"}, False),
        ({}, None),
    ],
    "special_techniques_used": [
        ({"special_techniques": "used"}, True),
        ({"special_techniques": "none"}, False),
        ({"special_techniques": "confidential"}, None),
        ({}, None),
    ],
    "without_testimony": [
        ({"victim_testified": "no"}, True),
        ({"victim_testified": "yes"}, False),
        ({}, None),
    ],
    "charged_across_borders": [
        ({"cross_border": "yes", "charged": "yes"}, True),
        ({"cross_border": "yes"}, False),
        ({"cross_border": "no", "charged": "yes"}, False),
        ({"charged": "yes"}, None),
    ],
    "began_with_inspection": [
        ({"detected_by": "joint_inspection"}, True),
        ({"detected_by": "police"}, False),
        ({}, None),
    ],
    "of_forced_labour": [
        ({"form": "forced_labour"}, True),
        ({"form": "sexual_exploitation"}, False),
        ({}, None),
    ],
}


def test_what_a_case_says_of_its_investigation(database_url: str) -> None:
    cases = [
        case(f"{name} {number}", opened_on=OPENED, **said)
        for name, rows in BY_WORD.items()
        for number, (said, _) in enumerate(rows)
    ]
    store(database_url, {"cases": cases})
    for name, rows in BY_WORD.items():
        found = column(database_url, per_case, "case_id", name)
        expected = [truth for _, truth in rows]
        assert [found[f"{name} {n}"] for n in range(len(rows))] == expected, name


def test_a_lead_before_the_opening_is_no_day_late(database_url: str) -> None:
    started = {"before": "2023-06-01", "a month later": "2024-02-01"}
    cases = [
        case(name, opened_on=OPENED, financial_investigation_on=day(on))
        for name, on in started.items()
    ]
    store(database_url, {"cases": [*cases, case("not started", opened_on=OPENED)]})
    found = column(database_url, per_case, "case_id", "days_to_financial_investigation")
    assert found == {"before": 0, "a month later": 31, "not started": None}


# The table and column: rows of the case, and what is true of it. Without rows there was none.
BY_ROWS: list[tuple[str, str, dict[str, tuple[list[Row], bool | None]]]] = [
    (
        "evidence",
        "corroborated",
        {
            "relied on": ([EVIDENCE], True),
            "not relied on": ([EVIDENCE | {"relied_on": "no"}], False),
            "not known": ([EVIDENCE | {"relied_on": "unknown"}], None),
            "of unknown kind": ([EVIDENCE | {"kind": "unknown"}], None),
            "a victim's word": ([EVIDENCE | {"kind": "victim_testimony"}], False),
            "none": ([], False),
        },
    ),
    (
        "requests",
        "cooperation_used",
        {
            "formal": ([{"instrument": "mla"}], True),
            "between intelligence units": ([{"instrument": "fiu_channel"}], False),
            "not known": ([{"instrument": "unknown"}, {"instrument": "other"}], None),
            "none": ([], False),
        },
    ),
    ("techniques", "special_techniques_used", {"listed": ([{"technique": "undercover"}], True)}),
]


@pytest.mark.parametrize(("table", "name", "worlds"), BY_ROWS, ids=[name for _, name, _ in BY_ROWS])
def test_what_the_records_of_a_case_say(
    database_url: str, table: str, name: str, worlds: dict[str, tuple[list[Row], bool | None]]
) -> None:
    rows: list[dict[str, Any]] = [
        {"case_id": one, "request_id": f"{one} {number}"} | row
        for one, (said, _) in worlds.items()
        for number, row in enumerate(said)
    ]
    store(database_url, {"cases": [case(one) for one in worlds], table: rows}, sent=(table,))
    found = column(database_url, per_case, "case_id", name)
    assert found == {one: truth for one, (_, truth) in worlds.items()}


def test_what_was_charged_beside_trafficking(database_url: str) -> None:
    charged = {"laundering": "money_laundering", "tax": "tax_fraud", "assault": "other"}
    names = (*charged, "without a charge row", "a link of nobody")
    world: World = {
        "cases": [case(name, charged="yes") for name in (*names, "nobody recorded")],
        "suspects": [suspect(name, charged="yes") for name in names],
        "links": [{"case_id": "a link of nobody", "link": "exploiter"}],
        "charges": [
            {"charge_id": name, "case_id": name, "person_id": "P", "offence": offence}
            for name, offence in (charged | {"a link of nobody": "trafficking"}).items()
        ],
    }
    store(database_url, world)
    in_the_dark = dict.fromkeys(("without a charge row", "a link of nobody", "nobody recorded"))
    expected = {"laundering": True, "tax": False, "assault": False} | in_the_dark
    assert column(database_url, per_case, "case_id", "laundering_charged") == expected
    any_financial = column(database_url, per_case, "case_id", "financially_charged")
    assert any_financial == expected | {"tax": True}


def test_which_companies_were_reached(database_url: str) -> None:
    kinds = {"charged": "legal", "a person": "natural", "convicted": "legal", "a client": "legal"}
    outcomes = {"charged": "pending", "convicted": "convicted_trafficking", "a client": "acquitted"}
    links = {"charged": "exploiter", "a person": "exploiter", "a client": "corporate_beneficiary"}
    world: World = {
        "cases": [case(name, charged="yes") for name in (*kinds, "nobody recorded")],
        "suspects": [
            suspect(name, charged="yes", kind=kind, outcome=outcomes.get(name, "acquitted"))
            for name, kind in kinds.items()
        ],
        "links": [
            {"case_id": name, "person_id": "P", "link": link} for name, link in links.items()
        ],
        "sanctions": [
            {"sanction_id": "1", "case_id": "charged", "person_id": "P", "kind": "closure"}
        ],
    }
    store(database_url, world)
    charged = dict.fromkeys(kinds, True) | {"a person": False, "nobody recorded": None}
    assert column(database_url, per_case, "case_id", "legal_person_charged") == charged
    assert column(database_url, per_case, "case_id", "legal_person_sanctioned") == {
        "charged": True,
        "a person": False,
        "convicted": None,
        "a client": False,
        "nobody recorded": None,
    }
    assert column(database_url, per_case, "case_id", "client_reached") == {
        "charged": False,
        "a person": False,
        "convicted": None,
        "a client": True,
        "nobody recorded": None,
    }
