"""An office's caseload: which cases are open, how old, whose they are, and the links seen."""

import math

from metrics.worklist import STEPS, load_caseload, open_cases_by_office
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, day, read, store
from tests.unit.metrics.worklist.office import OFFICE, case, counts, ids, loaded, suspect


def link(name: str, person_id: str | None = "p", case_id: str = "c") -> Row:
    return {"case_id": case_id, "person_id": person_id, "link": name}


def test_a_case_is_open_until_its_first_decision_its_end_or_the_end_of_all_proceedings(
    database_url: str,
) -> None:
    found = loaded(
        database_url,
        {
            "cases": [
                case("bare"),
                case("judged", first_instance_on=day("2025-01-10")),
                case("final", final_on=day("2025-01-10")),
                case("closed", closed_on=day("2025-01-10")),
                case("joined", closing_reason="joined"),
                case("convicted"),
                case("dropped"),
                case("half"),
                case("theft", scope="other_offence"),
            ],
            "suspects": [
                suspect(case_id="convicted", charged="yes", outcome="convicted_other"),
                suspect(case_id="dropped", charged="yes", outcome="discontinued"),
                suspect(case_id="half", charged="yes", outcome="discontinued"),
                suspect("q", case_id="half", charged="yes"),
            ],
        },
    )
    assert ids(found) == ["bare", "half"]


def test_a_case_is_as_old_as_its_opening_at_the_state_of_the_records(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "cases": [
                case("opened", opened_on=day("2026-06-20"), charged_on=day("2026-06-29")),
                case("charged", charged_on=day("2026-06-29")),
                case("month", opened_on=day("2026-05-01"), opened_on_precision="month"),
                case("undated"),
                case("ahead", opened_on=day("2026-07-01")),
            ]
        },
    )
    age = found.cases.set_index("case_id")["age_days"]
    # The state is of 30 June 2026; a month stands for its 15th.
    assert (age["opened"], age["charged"], age["month"]) == (10, 1, 46)
    assert math.isnan(age["undated"])
    assert math.isnan(age["ahead"])


def test_a_case_without_any_record_beside_it_says_unknown_and_breaks_nothing(
    database_url: str,
) -> None:
    found = loaded(database_url, {"cases": [case()]})
    [row] = found.cases.to_dict("records")
    assert {row[group] for group in ("recruitment", "exploitation", "enabling")} == {"unknown"}
    assert counts(found, "financial_investigation") == (0, 0, 1, 0)
    assert counts(found, "upstream_suspect") == ()
    assert found.never == ()


def test_squares_tell_charged_from_identified_from_not_seen(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "cases": [case(), case("doubt"), case("nobody")],
            "suspects": [
                suspect("p", charged="yes"),
                suspect("q"),
                suspect("p", case_id="doubt", charged="yes"),
                suspect("q", case_id="doubt"),
                suspect("r", case_id="nobody", charged="unknown"),
                suspect("s", case_id="nobody"),
            ],
            "links": [
                link("exploiter"),
                link("recruiter", "q"),
                link("exploiter", "q"),
                link("harbourer", case_id="doubt"),
                link("financier", None, "nobody"),
                link("transporter", "r", "nobody"),
                link("transporter", "s", "nobody"),
                link("recruiter", "s", "nobody"),
            ],
        },
    )
    squares = found.cases.set_index("case_id").loc[:, "recruitment":]  # type: ignore[misc]
    assert squares.loc["c"].to_dict() == {
        "recruitment": "identified",
        "transport": "not_seen",
        "harbouring": "not_seen",
        "exploitation": "charged",
        "direction_and_money": "not_seen",
        "enabling": "not_seen",
    }
    # The link of a second person is not recorded: any group may be theirs.
    assert squares.loc["doubt", "harbouring"] == "charged"
    assert squares.loc["doubt", "transport"] == "unknown"
    # A link without a person stands for one who was charged.
    assert squares.loc["nobody", "direction_and_money"] == "charged"
    assert squares.loc["nobody", "enabling"] == "not_seen"
    # Of one transporter it is neither stated nor dated: the group may be charged.
    assert squares.loc["nobody", "transport"] == "unknown"
    assert squares.loc["nobody", "recruitment"] == "identified"


def test_what_was_never_sent_is_not_collected_and_never_a_step(database_url: str) -> None:
    store(
        database_url,
        {
            "offices": [{"office_id": OFFICE, "kind": "prosecution"}],
            "cases": [case(cross_border="yes")],
            "victims": [{"victim_id": "v", "case_id": "c", "status": "identified"}],
        },
    )
    with read(database_url) as connection:
        found = load_caseload(connection, scopes.EVERYTHING, PLACE, OFFICE)
    # No claims and no requests were sent: that is no victim without a claim.
    assert counts(found, "claim") == (0, 0, 0, 1)
    assert counts(found, "foreign_request") == (0, 0, 0, 1)
    assert set(found.never) == {"claim", "foreign_request", "upstream_suspect", "freezing"}
    assert set(found.cases.loc[0, "recruitment":]) == {"unknown"}  # type: ignore[misc]


def test_a_column_declared_uncollected_for_a_time_is_not_collected_in_it(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "coverage": [
                {"column": "cases.financial_investigation", "collected": "no"}
                | {"from": day("2020-01-01"), "to": day("2020-12-31")}
            ],
            "cases": [
                case("then", opened_on=day("2020-05-01")),
                case("later", opened_on=day("2021-05-01"), financial_investigation="none"),
            ],
        },
    )
    assert counts(found, "financial_investigation", "then") == (0, 0, 0, 1)
    assert counts(found, "financial_investigation", "later") == (1, 0, 0, 0)


def test_a_scope_of_another_office_sees_nothing(database_url: str) -> None:
    loaded(
        database_url,
        {
            "offices": [{"office_id": name, "kind": "prosecution"} for name in (OFFICE, "south")],
            "cases": [
                case("mine"),
                case("over", closed_on=day("2025-01-10")),
                case("theirs", office_id="south"),
                case("nobodys", office_id=None),
            ],
        },
    )
    with read(database_url) as connection:
        for scope in (scopes.EVERYTHING, scopes.office_scope(PLACE, OFFICE)):
            found = load_caseload(connection, scope, PLACE, OFFICE)
            assert ids(found) == ["mine"]
            assert set(found.steps["case_id"]) == {"mine"}
            assert set(found.steps["step"]) <= set(STEPS)
        for scope in (
            scopes.office_scope(PLACE, "south"),
            scopes.jurisdiction_scope("QMB"),
            scopes.jurisdiction_scope(PLACE),
            scopes.office_scope("QMB", OFFICE),
            scopes.NOTHING,
        ):
            found = load_caseload(connection, scope, PLACE, OFFICE)
            assert ids(found) == []
            assert found.steps.empty
        every = open_cases_by_office(connection, scopes.EVERYTHING).set_index("office")
        assert every.loc[OFFICE, ["cases", "open_cases"]].tolist() == [2, 1]
        assert every.loc["unknown", "open_cases"] == 1
        assert list(
            open_cases_by_office(connection, scopes.office_scope(PLACE, "south"))["office"]
        ) == ["south"]
        assert open_cases_by_office(connection, scopes.NOTHING).empty
