"""When each step is possible: from records, on both databases."""

import pytest

from metrics.worklist import Caseload
from tests.unit.metrics.small_world import PLACE, World, day
from tests.unit.metrics.worklist.office import case, counts, loaded, suspect

POSSIBLE, TAKEN, UNKNOWN = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)


def cases(**rows: dict[str, object]) -> list[dict[str, object]]:
    return [case(id_, **row) for id_, row in rows.items()]


def victim(victim_id: str, **row: object) -> dict[str, object]:
    return {"victim_id": victim_id, "case_id": "c", "status": "identified"} | row


def test_a_financial_investigation_is_possible_where_none_is_known_to_be(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "cases": cases(
                none={"financial_investigation": "none"},
                basic={"financial_investigation": "basic"},
                blank={},
            )
        },
    )
    step = "financial_investigation"
    assert counts(found, step, "none") == POSSIBLE
    assert counts(found, step, "basic") == TAKEN
    assert counts(found, step, "blank") == UNKNOWN


def test_confiscation_is_asked_for_once_somebody_is_charged(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "cases": cases(
                no={"charged": "yes", "confiscation_sought": "no"},
                yes={"charged": "yes", "confiscation_sought": "yes"},
                blank={"charged": "yes"},
                early={"confiscation_sought": "no"},
                law={"charged": "yes", "confiscation_sought": "not_applicable"},
            )
        },
    )
    said = {id_: counts(found, "confiscation", id_) for id_ in ("no", "yes", "blank")}
    assert said == {"no": POSSIBLE, "yes": TAKEN, "blank": UNKNOWN}
    assert counts(found, "confiscation", "early") == ()
    assert counts(found, "confiscation", "law") == ()


def test_a_request_is_possible_in_a_case_that_crosses_borders(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "cases": cases(
                none={"cross_border": "yes"},
                asked={"cross_border": "yes"},
                channel={"cross_border": "yes"},
                blank={},
                home={"cross_border": "no"},
            ),
            "requests": [
                {"request_id": "1", "case_id": "asked", "instrument": "mla"},
                {"request_id": "2", "case_id": "channel"},
            ],
        },
    )
    said = {id_: counts(found, "foreign_request", id_) for id_ in ("none", "asked", "channel")}
    assert said == {"none": POSSIBLE, "asked": TAKEN, "channel": UNKNOWN}
    assert counts(found, "foreign_request", "blank") == UNKNOWN
    assert counts(found, "foreign_request", "home") == ()


UPSTREAM = [{"case_id": "c", "person_id": "p", "link": "recruiter"}]


@pytest.mark.parametrize(
    ("links", "row", "says"),
    [
        (UPSTREAM, {}, POSSIBLE),
        (UPSTREAM, {"charged": "yes"}, TAKEN),
        ([{**UPSTREAM[0], "link": "harbourer", "location": "origin"}], {}, POSSIBLE),
        ([{**UPSTREAM[0], "link": "harbourer"}], {}, UNKNOWN),
        ([{**UPSTREAM[0], "link": "unknown"}], {}, UNKNOWN),
        ([{**UPSTREAM[0], "link": "unknown"}, *UPSTREAM], {}, POSSIBLE),
        ([], {}, UNKNOWN),
        (UPSTREAM, {"outcome": "unknown"}, UNKNOWN),
        ([{**UPSTREAM[0], "link": "exploiter"}], {}, ()),
        # Victims who were compelled, the dead and those who left are nobody to decide on.
        (UPSTREAM, {"exit_reason": "non_punishment"}, ()),
        (UPSTREAM, {"outcome": "discontinued"}, ()),
        (UPSTREAM, {"left_on": day("2026-01-10")}, ()),
    ],
)
def test_a_suspect_higher_up_may_still_be_charged(
    database_url: str, links: list[dict[str, object]], row: dict[str, object], says: tuple[int, ...]
) -> None:
    world: World = {
        # A second person keeps the case open whatever becomes of the first.
        "cases": [case()],
        "suspects": [suspect(**row), suspect("q", charged="yes")],
        "links": [*links, {"case_id": "c", "person_id": "q", "link": "exploiter"}],
    }
    assert counts(loaded(database_url, world), "upstream_suspect") == says


@pytest.mark.parametrize(("liable", "says"), [("no", ()), ("yes", POSSIBLE), ("unknown", POSSIBLE)])
def test_a_company_may_be_charged_where_the_law_does_not_spare_it(
    database_url: str, liable: str, says: tuple[int, ...]
) -> None:
    world: World = {
        "jurisdictions": [{"jurisdiction": PLACE, "legal_persons_liable": liable}],
        "cases": [case()],
        "suspects": [suspect(kind="legal")],
        "links": UPSTREAM,
    }
    assert counts(loaded(database_url, world), "upstream_suspect") == says


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"identified": 100, "frozen": 0}, POSSIBLE),
        ({"identified_on": day("2025-01-10"), "frozen": 0}, POSSIBLE),
        ({"identified": 100, "frozen": 40}, TAKEN),
        ({"identified": 100, "frozen_on": day("2025-01-10")}, TAKEN),
        ({"identified": 100, "frozen": 0, "confiscated": 5}, TAKEN),
        ({"identified": 100}, UNKNOWN),
        ({"frozen": 0}, UNKNOWN),
        ({"identified": 100, "frozen": 0, "role": "unknown"}, UNKNOWN),
        ({"identified": 100, "frozen": 0, "role": "evidence"}, ()),
        ({"identified": 0, "frozen": 0}, ()),
    ],
)
def test_what_was_identified_may_still_be_frozen(
    database_url: str, row: dict[str, object], says: tuple[int, ...]
) -> None:
    asset = {"asset_id": "a", "case_id": "c", "role": "proceeds", "currency": "EUR"} | row
    found = loaded(database_url, {"cases": [case()], "assets": [asset]})
    assert counts(found, "freezing") == says


@pytest.fixture
def victims(database_url: str) -> Caseload:
    """Two may claim, one has, one is doubtful by nothing of the own case."""
    return loaded(
        database_url,
        {
            "cases": [case(), case("d")],
            "victims": [
                victim("first", legal_aid="no"),
                victim("second", legal_aid="no", first_interview_on=day("2025-01-10")),
                victim("aided", legal_aid="yes", first_interview_on=day("2025-01-10")),
                victim("told", testimony="given"),
                victim("declined", claim_declined="yes", legal_aid="declined"),
                victim("rejected", status="rejected", legal_aid="no"),
                victim("gone", withdrew_on=day("2025-01-10"), legal_aid="no"),
                victim("elsewhere", case_id="d", legal_aid="no"),
            ],
            "suspects": [suspect(case_id="d")],
            "claims": [
                {"claim_id": "1", "case_id": "c", "victim_id": "aided"},
                {"claim_id": "2", "case_id": "d", "person_id": "p"},
            ],
        },
    )


def test_a_claim_is_possible_for_who_has_none_and_did_not_decline(victims: Caseload) -> None:
    # first, second and told; aided has one; declined, rejected and gone are left out.
    assert counts(victims, "claim") == (3, 1, 0, 0)
    # The claim that names nobody may be this victim's.
    assert counts(victims, "claim", "d") == UNKNOWN


def test_a_lawyer_comes_before_the_interview_or_after_it(victims: Caseload) -> None:
    # first has none, declined was offered one.
    assert counts(victims, "lawyer_before_interview") == (1, 1, 0, 0)
    # second has none, aided has; of told it is not known.
    assert counts(victims, "lawyer_after_interview") == (1, 1, 1, 0)
