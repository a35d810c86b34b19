"""Links of the chain that were charged: what is yes, no and unknown of a case."""

from metrics.units.cases import per_case
from tests.unit.metrics.small_world import column, store
from tests.unit.metrics.units.test_reach import world_of

# Of each case its charged persons with their links, `person: link@location ...`; a person without a
# name is a link row without a person. Then N01, N01s, N02, N02l.
YES, NO, UNKNOWN = True, False, None
CASES: dict[str, tuple[dict[str, str], tuple[bool | None, ...]]] = {
    "two persons in two links": ({"P": "recruiter", "Q": "exploiter"}, (YES, YES, YES, YES)),
    "two persons in one link": ({"P": "exploiter", "Q": "exploiter"}, (NO, NO, NO, NO)),
    "one person in one link": ({"P": "exploiter"}, (NO, NO, NO, NO)),
    "one person who recruits and exploits": (
        {"P": "recruiter exploiter"},
        (YES, NO, NO, YES),
    ),
    "a sole organiser who also exploits": ({"P": "organiser exploiter"}, (YES, NO, NO, YES)),
    "a sole recruiter": ({"P": "recruiter"}, (NO, NO, YES, YES)),
    "one person without a role": ({"P": ""}, (UNKNOWN, NO, UNKNOWN, UNKNOWN)),
    "a role said to be unknown": ({"P": "unknown"}, (UNKNOWN, NO, UNKNOWN, UNKNOWN)),
    "an exploiter beside a person without a role": (
        {"P": "exploiter", "Q": ""},
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ),
    "two links beside a person without a role": (
        {"P": "recruiter exploiter", "Q": ""},
        (YES, UNKNOWN, UNKNOWN, YES),
    ),
    "different links whoever else is there": (
        {"P": "recruiter", "Q": "exploiter", "R": "unknown"},
        (YES, YES, YES, YES),
    ),
    "a harbourer at the destination": ({"P": "harbourer@destination"}, (NO, NO, NO, NO)),
    "a harbourer in transit": ({"P": "harbourer@transit"}, (NO, NO, YES, YES)),
    "a harbourer somewhere": ({"P": "harbourer"}, (NO, NO, UNKNOWN, UNKNOWN)),
    "a transferor at the destination": ({"P": "transferor@destination"}, (NO, NO, NO, NO)),
    "a transferor at the origin": ({"P": "transferor@origin"}, (NO, NO, YES, YES)),
    "a transferor somewhere": ({"P": "transferor"}, (NO, NO, UNKNOWN, UNKNOWN)),
    "a harbourer somewhere who exploits": (
        {"P": "harbourer exploiter"},
        (YES, NO, NO, UNKNOWN),
    ),
    "the same link in two places": (
        {"P": "exploiter@origin exploiter@destination"},
        (NO, NO, NO, NO),
    ),
    "a knowing user alone is ignored": ({"P": "knowing_user"}, (NO, NO, NO, NO)),
    "a knowing user is a link all the same": (
        {"P": "knowing_user", "Q": "exploiter"},
        (YES, YES, NO, NO),
    ),
    "two links of nobody in particular": (
        {"": "recruiter exploiter"},
        (YES, UNKNOWN, UNKNOWN, YES),
    ),
    "one link of nobody in particular": (
        {"": "exploiter"},
        (NO, UNKNOWN, UNKNOWN, NO),
    ),
    "an unknown link of nobody in particular": (
        {"": "unknown"},
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ),
    "nobody in particular takes no yes away": (
        {"P": "recruiter", "Q": "exploiter", "": "exploiter"},
        (YES, YES, YES, YES),
    ),
    "nobody in particular may be another person": (
        {"P": "exploiter", "": "exploiter"},
        (NO, UNKNOWN, UNKNOWN, NO),
    ),
    "nobody charged and no link": ({}, (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
}
NAMES = (
    "more_than_one_link",
    "more_than_one_link_by_persons",
    "beyond_destination",
    "upstream_charged",
)


def test_what_links_make_of_a_case(database_url: str) -> None:
    held = {
        case: {person and f"{person}*": links for person, links in persons.items()}
        for case, (persons, _) in CASES.items()
    }
    # Whoever was not charged adds nothing.
    held["one person in one link"]["not charged"] = "recruiter unknown"
    store(database_url, world_of(held))
    for position, name in enumerate(NAMES):
        found = column(database_url, per_case, "case_id", name)
        assert found == {case: truths[position] for case, (_, truths) in CASES.items()}, name
    # A group of links is unknown as long as a role is.
    found = column(database_url, per_case, "case_id", "recruitment_charged")
    assert found["two persons in two links"] is True
    assert found["two persons in one link"] is False
    assert found["an exploiter beside a person without a role"] is None
    assert found["two links beside a person without a role"] is True
    assert found["nobody charged and no link"] is None
    assert found["one link of nobody in particular"] is False
