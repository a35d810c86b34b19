"""When each step is possible: from records, on both databases."""

from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, day
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


def test_a_suspect_higher_up_may_still_be_charged(database_url: str) -> None:
    recruiter, doubtful = {"link": "recruiter"}, {"link": "unknown"}
    suspects: dict[str, tuple[list[Row], Row, tuple[int, ...]]] = {
        "upstream": ([recruiter], {}, POSSIBLE),
        "charged": ([recruiter], {"charged": "yes"}, TAKEN),
        "dated": ([recruiter], {"charged": "unknown", "charged_on": day("2026-01-10")}, TAKEN),
        "silent": ([recruiter], {"charged": "unknown"}, UNKNOWN),
        "at_origin": ([{"link": "harbourer", "location": "origin"}], {}, POSSIBLE),
        "nowhere": ([{"link": "harbourer"}], {}, UNKNOWN),
        "doubtful": ([doubtful], {}, UNKNOWN),
        "known_too": ([doubtful, recruiter], {}, POSSIBLE),
        "no_link": ([], {}, UNKNOWN),
        "no_outcome": ([recruiter], {"outcome": "unknown"}, UNKNOWN),
        "destination": ([{"link": "exploiter"}], {}, ()),
        # Victims who were compelled, and those who left, are nobody to decide on.
        "compelled": ([recruiter], {"exit_reason": "non_punishment"}, ()),
        "discontinued": ([recruiter], {"outcome": "discontinued"}, ()),
        "left": ([recruiter], {"left_on": day("2026-01-10")}, ()),
        "company": ([recruiter], {"kind": "legal"}, POSSIBLE),
    }
    found = loaded(
        database_url,
        {
            "cases": cases(**{key: {} for key in suspects}),
            "suspects": [suspect(case_id=id_, **row) for id_, (_, row, _) in suspects.items()],
            "links": [
                {"case_id": id_, "person_id": "p", **link}
                for id_, (links, _, _) in suspects.items()
                for link in links
            ],
        },
    )
    said = {id_: counts(found, "upstream_suspect", id_) for id_ in suspects}
    assert said == {id_: says for id_, (_, _, says) in suspects.items()}


def test_a_company_is_left_out_where_the_law_spares_it(database_url: str) -> None:
    found = loaded(
        database_url,
        {
            "jurisdictions": [{"jurisdiction": PLACE, "legal_persons_liable": "no"}],
            "cases": [case()],
            "suspects": [suspect(kind="legal"), suspect("q")],
            "links": [
                {"case_id": "c", "person_id": person, "link": "recruiter"} for person in ("p", "q")
            ],
        },
    )
    assert counts(found, "upstream_suspect") == POSSIBLE


def test_what_was_identified_may_still_be_frozen(database_url: str) -> None:
    on = day("2025-01-10")
    assets: dict[str, tuple[Row, tuple[int, ...]]] = {
        "open": ({"identified": 100, "frozen": 0}, POSSIBLE),
        "dated": ({"identified_on": on, "frozen": 0}, POSSIBLE),
        "frozen": ({"identified": 100, "frozen": 40}, TAKEN),
        "frozen_on": ({"identified": 100, "frozen_on": on}, TAKEN),
        "confiscated": ({"identified": 100, "frozen": 0, "confiscated": 5}, TAKEN),
        "silent": ({"identified": 100}, UNKNOWN),
        "worthless": ({"identified": 0, "frozen": 0}, ()),
        "unvalued": ({"frozen": 0}, UNKNOWN),
        "no_role": ({"identified": 100, "frozen": 0, "role": "unknown"}, UNKNOWN),
        "evidence": ({"identified": 100, "frozen": 0, "role": "evidence"}, ()),
        # What was let go is no oversight; of 0 nothing was.
        "given_back": ({"identified": 100, "returned": 40}, ()),
        "given_back_on": ({"identified": 100, "frozen": 0, "returned_on": on}, ()),
        "kept": ({"identified": 100, "frozen": 0, "returned": 0}, POSSIBLE),
    }
    rows = [
        {"asset_id": id_, "case_id": id_, "role": "proceeds", "currency": "EUR"} | row
        for id_, (row, _) in assets.items()
    ]
    found = loaded(database_url, {"cases": cases(**{key: {} for key in assets}), "assets": rows})
    said = {id_: counts(found, "freezing", id_) for id_ in assets}
    assert said == {id_: says for id_, (_, says) in assets.items()}


def test_a_victim_may_still_claim_and_have_a_lawyer(database_url: str) -> None:
    victims = loaded(
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
    # first, second and told; aided has one; declined, rejected and gone are left out.
    assert counts(victims, "claim") == (3, 1, 0, 0)
    # The claim that names nobody may be this victim's.
    assert counts(victims, "claim", "d") == UNKNOWN
    # first has none, declined was offered one.
    assert counts(victims, "lawyer_before_interview") == (1, 1, 0, 0)
    # second has none, aided has; of told it is not known.
    assert counts(victims, "lawyer_after_interview") == (1, 1, 1, 0)
